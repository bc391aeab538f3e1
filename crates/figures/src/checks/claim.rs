//! A claim of a paper about an indicator, against itself and against a table.

use rust_decimal::Decimal;

use super::{
    Direction, impossible_share, stated_absence, stated_change, stated_course, stated_direction, stated_value,
};
use crate::{AcademicSession, Message, Period};

/// What a paper says about an indicator in words; what it does not say is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Claim {
    /// The session it compares from.
    pub from_session: Option<AcademicSession>,
    /// The session it compares to, or is about.
    pub to_session: Option<AcademicSession>,
    /// The first number as printed.
    pub from_value: Option<Decimal>,
    /// The last number as printed.
    pub to_value: Option<Decimal>,
    /// The size of the change as printed.
    pub change: Option<Decimal>,
    /// Which way it is said to have moved. Without sessions and numbers, it is said of every step of the series.
    pub direction: Option<Direction>,
    /// How many cases the last number rests on.
    pub n: Option<i64>,
    /// Whether the numbers are percentages of a whole, so that a share of n must be possible.
    pub is_share: bool,
    /// The session before which the paper says there are no values.
    pub none_before: Option<AcademicSession>,
}

impl Claim {
    /// What arithmetic finds by itself: a change that is not the change of the numbers beside it, a direction that is not
    /// theirs, a percentage that cannot be a share of its n. A paper subtracts the numbers it prints, so the change must
    /// be exact.
    #[must_use]
    pub fn by_itself(&self) -> Vec<Message> {
        let mut found = Vec::new();
        if let (Some(from), Some(to)) = (self.from_value, self.to_value) {
            found.extend(self.change.and_then(|change| stated_change(from, to, change, true)));
            found.extend(self.direction.and_then(|stated| stated_direction(from, to, stated)));
        }
        if let (Some(value), Some(n), true) = (self.to_value, self.n, self.is_share)
            && let Ok(finding) = impossible_share(value, n)
        {
            found.extend(finding);
        }
        found
    }

    /// What a table says against the claim. A session without a value in the table is compared with nothing. A change is
    /// allowed the rounding of the table's ends.
    #[must_use]
    pub fn against(&self, table: &[(Period, Decimal)]) -> Vec<Message> {
        let cell = |session: Option<AcademicSession>| {
            let session = session?;
            table.iter().find(|(period, _)| period.contains(session)).map(|(_, value)| (session, *value))
        };
        let (from, to) = (cell(self.from_session), cell(self.to_session));
        let mut found = Vec::new();
        for (stated, printed) in [(self.from_value, from), (self.to_value, to)] {
            if let (Some(stated), Some((session, printed))) = (stated, printed) {
                found.extend(stated_value(stated, printed, session));
            }
        }
        let is_bare = self.from_value.is_none() && self.to_value.is_none();
        match (from, to, self.direction) {
            (Some((first, from)), Some((last, to)), direction) if first != last => {
                found.extend(direction.and_then(|stated| stated_direction(from, to, stated)));
                found.extend(self.change.and_then(|change| stated_change(from, to, change, false)));
            }
            (None, None, Some(stated)) if is_bare && self.from_session.is_none() && self.to_session.is_none() => {
                found.extend(stated_course(table, stated));
            }
            _ => {}
        }
        found.extend(self.none_before.and_then(|first| stated_absence(table, first)));
        found
    }

    /// Both together, each finding once.
    #[must_use]
    pub fn findings(&self, table: &[(Period, Decimal)]) -> Vec<Message> {
        let mut found = self.by_itself();
        for message in self.against(table) {
            if !found.contains(&message) {
                found.push(message);
            }
        }
        found
    }
}
