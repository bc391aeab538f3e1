//! The plain words of control limits.

use super::{Assurance, ENOUGH, ENOUGH_TO_DRAW, Standing, Xmr};
use crate::{
    Decimal, Message, Unit,
    statistics::{shown, verdict::Better},
};

impl Xmr {
    /// What the limits say of the series and of its latest value, in order. `decimals` are those of the values (0 to 6).
    ///
    /// `xmr-too-few` or `xmr-trial` with `points` and `enough` for few points; then, unless there are too few, either
    /// `xmr-usual` with `mean`, `lower`, `upper`, or `xmr-special` with `special` (how many) and the same. For firm limits
    /// also what the latest value is: `xmr-latest-usual`, `xmr-latest-better`, `xmr-latest-worse`. With trial limits no
    /// word is said of better or worse. A limit is said no further out than what is counted can lie.
    #[must_use]
    pub fn sentences(&self, unit: Unit, decimals: u32, better: Better) -> Vec<Message> {
        let mut said = Vec::new();
        let standing = self.standing();
        if standing == Standing::TooFew {
            return vec![few("xmr-too-few", self.limits.points, ENOUGH_TO_DRAW)];
        }
        if standing == Standing::Trial {
            said.push(few("xmr-trial", self.limits.points, ENOUGH));
        }
        let special = self.special();
        let spoken = |value: f64| unit.spoken(possible(unit, shown(value, decimals)));
        let key = if special.is_empty() { "xmr-usual" } else { "xmr-special" };
        said.push(
            Message::new(key)
                .with("special", special.len())
                .with("points", self.limits.points)
                .with("mean", spoken(self.limits.mean))
                .with("lower", spoken(self.limits.lower))
                .with("upper", spoken(self.limits.upper)),
        );
        if standing == Standing::Firm {
            let latest = self.signals.iter().rev().find_map(|signals| *signals);
            said.push(Message::new(match latest.and_then(|signals| signals.is_good(better)) {
                Some(true) => "xmr-latest-better",
                Some(false) => "xmr-latest-worse",
                None => "xmr-latest-usual",
            }));
        }
        said
    }
}

impl Assurance {
    /// What the limits promise about a target, with `target`.
    #[must_use]
    pub fn message(self, target: impl ToString) -> Message {
        Message::new(match self {
            Self::Pass => "xmr-target-met",
            Self::Fail => "xmr-target-missed",
            Self::HitOrMiss => "xmr-target-sometimes",
        })
        .with("target", target)
    }
}

/// The nearest number that a measure of this unit can have: no share above all or below none, no number of people below
/// none. Control limits are worked out from the ups and downs alone and may lie beyond.
#[must_use]
pub fn possible(unit: Unit, value: Decimal) -> Decimal {
    let most = if unit == Unit::Percent { Decimal::ONE_HUNDRED } else { Decimal::MAX };
    let least = if unit == Unit::PercentagePoints { Decimal::MIN } else { Decimal::ZERO };
    value.clamp(least, most)
}

fn few(key: &'static str, points: usize, enough: usize) -> Message {
    Message::new(key).with("points", points).with("enough", enough)
}
