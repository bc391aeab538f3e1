//! The one session, or the two sessions in a row, that a figure is about.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::session::{AcademicSession, SessionError};

/// The one session, or the two sessions in a row, that a figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Period {
    first: AcademicSession,
    last: AcademicSession,
}

#[derive(Serialize, Deserialize)]
struct Ends {
    first_session: AcademicSession,
    last_session: AcademicSession,
}

impl Period {
    /// The period of a single session.
    #[must_use]
    pub fn one(session: AcademicSession) -> Self {
        Self { first: session, last: session }
    }

    /// The period from `first` to `last`.
    ///
    /// # Errors
    /// [`SessionError::NotAPeriod`] unless `last` is `first` or the session after it.
    pub fn new(first: AcademicSession, last: AcademicSession) -> Result<Self, SessionError> {
        if last == first || first.next() == Some(last) {
            Ok(Self { first, last })
        } else {
            Err(SessionError::NotAPeriod { first, last })
        }
    }

    /// The first session of the period.
    #[must_use]
    pub fn first(self) -> AcademicSession {
        self.first
    }

    /// The last session of the period; the first one again where the period is a single session.
    #[must_use]
    pub fn last(self) -> AcademicSession {
        self.last
    }

    /// Whether the period holds two sessions.
    #[must_use]
    pub fn is_two_sessions(self) -> bool {
        self.first != self.last
    }

    /// Whether `session` lies in the period.
    #[must_use]
    pub fn contains(self, session: AcademicSession) -> bool {
        self.first == session || self.last == session
    }

    /// Whether this period shares a session with `other`: such figures are not independent points.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other.first) || self.contains(other.last)
    }

    /// The period as addresses and files write it: `2020-21`, or `2020-21-to-2021-22`.
    #[must_use]
    pub fn key(self) -> String {
        if self.is_two_sessions() { format!("{}-to-{}", self.first.key(), self.last.key()) } else { self.first.key() }
    }
}

impl fmt::Display for Period {
    /// `2020/21`, or `2020/21 and 2021/22` for two sessions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_two_sessions() { write!(f, "{} and {}", self.first, self.last) } else { write!(f, "{}", self.first) }
    }
}

impl TryFrom<Ends> for Period {
    type Error = SessionError;

    fn try_from(ends: Ends) -> Result<Self, SessionError> {
        Self::new(ends.first_session, ends.last_session)
    }
}

impl From<Period> for Ends {
    fn from(period: Period) -> Self {
        Self { first_session: period.first, last_session: period.last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(text: &str) -> AcademicSession {
        text.parse().expect("a session")
    }

    #[test]
    fn a_period_is_one_session_or_two_in_a_row() {
        let (a, b, c) = (session("2020-21"), session("2021-22"), session("2022-23"));
        let two = Period::new(a, b).expect("two in a row");
        assert_eq!(two.to_string(), "2020/21 and 2021/22");
        assert_eq!(two.key(), "2020-21-to-2021-22");
        assert_eq!(Period::one(a).to_string(), "2020/21");
        assert!(Period::new(a, c).is_err() && Period::new(b, a).is_err());
        assert!(two.overlaps(Period::one(b)) && !two.overlaps(Period::one(c)));
    }
}
