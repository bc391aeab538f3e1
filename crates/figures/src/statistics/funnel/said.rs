//! The plain words of a funnel: how many lie outside, never who is first or last.

use super::{Funnel, Position};
use crate::{Message, Unit, statistics::points};

impl Funnel {
    /// What the funnel shows: `funnel-within` or `funnel-far` with `units` (those with people), `far` and `centre`; then
    /// `funnel-spread` where the units differ by more than chance, and `funnel-few-units` where there are too few to tell.
    #[must_use]
    pub fn sentences(&self, decimals: u32) -> Vec<Message> {
        let units = self.positions.iter().filter(|position| **position != Position::Nobody).count();
        let far = self.positions.iter().filter(|position| position.is_far()).count();
        let key = if far == 0 { "funnel-within" } else { "funnel-far" };
        let mut said = vec![
            Message::new(key)
                .with("units", units)
                .with("far", far)
                .with("centre", Unit::Percent.spoken(points(self.centre, decimals))),
        ];
        match self.spread {
            None => said.push(Message::new("funnel-few-units").with("units", units)),
            Some(spread) if spread.tau_squared > 0.0 => said.push(Message::new("funnel-spread")),
            Some(_) => {}
        }
        said
    }
}
