//! The academic session, 1 August to 31 July.
//!
//! A session is written `2023/24` on screen and paper and `2023-24` in addresses, files, the API and
//! commands. A bare `2024` may mean the session that starts or the one that ends in that year, so it
//! is refused with both readings offered.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Message;

/// The earliest and the latest year in which a session may start.
pub const YEARS: std::ops::RangeInclusive<u16> = 1900..=2098;

/// One academic session, known by the year in which it starts (1900 to 2098).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AcademicSession {
    start: u16,
}

/// Why a text is not a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionError {
    /// Nothing was written.
    Empty,
    /// Only a year was written; both sessions it may mean are offered.
    BareYear {
        /// The year as written.
        year: u16,
        /// The session that ends in that year.
        ending: AcademicSession,
        /// The session that starts in that year.
        starting: AcademicSession,
    },
    /// The second year does not follow the first, as in `2023-25`.
    NotConsecutive {
        /// The text as written.
        text: String,
        /// The session that starts in the first year written.
        starting: AcademicSession,
    },
    /// The text has another shape than `2023-24`.
    NotASession {
        /// The text as written.
        text: String,
    },
    /// The year lies outside [`YEARS`].
    OutOfRange {
        /// The text as written.
        text: String,
    },
    /// The last session of a period is neither its first nor the one after it.
    NotAPeriod {
        /// The first session.
        first: AcademicSession,
        /// The session given as the last.
        last: AcademicSession,
    },
}

impl SessionError {
    /// What is wrong and what to write instead, for Fluent to say.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => Message::new("session-empty"),
            Self::BareYear { year, ending, starting } => Message::new("session-bare-year")
                .with("year", year)
                .with("ending", ending.key())
                .with("starting", starting.key()),
            Self::NotConsecutive { text, starting } => {
                Message::new("session-not-consecutive").with("text", text).with("starting", starting.key())
            }
            Self::NotASession { text } => Message::new("session-not-a-session").with("text", text),
            Self::OutOfRange { text } => Message::new("session-out-of-range").with("text", text),
            Self::NotAPeriod { first, last } => {
                Message::new("period-not-consecutive").with("first", first.key()).with("last", last.key())
            }
        }
    }
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message().key)
    }
}

impl std::error::Error for SessionError {}

impl AcademicSession {
    /// The session that starts in August of `year`.
    ///
    /// # Errors
    /// [`SessionError::OutOfRange`] where the year lies outside [`YEARS`].
    pub fn starting(year: u16) -> Result<Self, SessionError> {
        if YEARS.contains(&year) {
            Ok(Self { start: year })
        } else {
            Err(SessionError::OutOfRange { text: year.to_string() })
        }
    }

    /// The year in which the session starts.
    #[must_use]
    pub fn start_year(self) -> u16 {
        self.start
    }

    /// The year in which the session ends.
    #[must_use]
    pub fn end_year(self) -> u16 {
        self.start + 1
    }

    /// The session as addresses, files, the API and commands write it: `2023-24`.
    #[must_use]
    pub fn key(self) -> String {
        format!("{}-{:02}", self.start, self.end_year() % 100)
    }

    /// The session after this one; the last session of the range has none.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::starting(self.start + 1).ok()
    }

    /// The session before this one; the first session of the range has none.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::starting(self.start - 1).ok()
    }

    /// Every session from this one to `last`, both included; empty where `last` is earlier.
    #[must_use]
    pub fn through(self, last: Self) -> Vec<Self> {
        (self.start..=last.start).map(|start| Self { start }).collect()
    }
}

impl fmt::Display for AcademicSession {
    /// The session as it is shown on screen and paper: `2023/24`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.start, self.end_year() % 100)
    }
}

impl FromStr for AcademicSession {
    type Err = SessionError;

    /// Reads `2023-24` and `2023/24`, and both with the second year in full; spaces around are ignored.
    fn from_str(text: &str) -> Result<Self, SessionError> {
        let written = text.trim();
        let unreadable = || SessionError::NotASession { text: written.to_owned() };
        if written.is_empty() {
            return Err(SessionError::Empty);
        }
        if let Some(year) = four_digits(written) {
            let (Ok(ending), Ok(starting)) = (Self::starting(year - 1), Self::starting(year)) else {
                return Err(SessionError::OutOfRange { text: written.to_owned() });
            };
            return Err(SessionError::BareYear { year, ending, starting });
        }
        let (first, second) = written.split_once(['-', '/', '\u{2013}']).ok_or_else(unreadable)?;
        let start = four_digits(first).ok_or_else(unreadable)?;
        let session = Self::starting(start)?;
        let expected = session.end_year();
        let follows = match (second.len(), second.parse::<u16>()) {
            (2, Ok(year)) if all_digits(second) => year == expected % 100,
            (4, Ok(year)) if all_digits(second) => year == expected,
            _ => return Err(unreadable()),
        };
        if follows {
            Ok(session)
        } else {
            Err(SessionError::NotConsecutive { text: written.to_owned(), starting: session })
        }
    }
}

impl TryFrom<String> for AcademicSession {
    type Error = SessionError;

    fn try_from(text: String) -> Result<Self, SessionError> {
        text.parse()
    }
}

impl From<AcademicSession> for String {
    fn from(session: AcademicSession) -> Self {
        session.key()
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn four_digits(text: &str) -> Option<u16> {
    // A year below 1000 is not a year anybody writes; it also keeps `year - 1` from wrapping.
    (text.len() == 4 && all_digits(text)).then(|| text.parse().ok()).flatten().filter(|year| *year >= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(text: &str) -> AcademicSession {
        text.parse().expect("a session")
    }

    #[test]
    fn a_session_is_read_with_a_hyphen_or_a_slash_and_shown_with_a_slash() {
        for text in ["2023-24", "2023/24", " 2023/24 ", "2023-2024", "2023\u{2013}24"] {
            let read = session(text);
            assert_eq!((read.to_string(), read.key()), ("2023/24".into(), "2023-24".into()));
        }
        assert_eq!(session("1999-00").to_string(), "1999/00");
    }

    #[test]
    fn a_bare_year_is_refused_with_both_readings() {
        let error = "2024".parse::<AcademicSession>().expect_err("ambiguous");
        let message = error.message();
        assert_eq!(message.key, "session-bare-year");
        assert_eq!(message.arg("ending"), Some("2023-24"));
        assert_eq!(message.arg("starting"), Some("2024-25"));
    }

    #[test]
    fn two_years_that_do_not_follow_are_refused_with_the_likely_session() {
        for text in ["2023-25", "2023-23", "2023/2025", "2023-22"] {
            let error = text.parse::<AcademicSession>().expect_err(text);
            assert_eq!(error.message().arg("starting"), Some("2023-24"), "{text}");
        }
    }

    #[test]
    fn other_shapes_are_refused_and_never_guessed() {
        for text in ["", "23/24", "202324", "2023-2", "2023-+4", "20x3-24", "2023-24-25", "0000", "1850-51", "2099-00"]
        {
            assert!(text.parse::<AcademicSession>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_session_of_the_range_reads_back_and_has_neighbours() {
        let mut earlier: Option<AcademicSession> = None;
        for year in YEARS {
            let now = AcademicSession::starting(year).expect("in range");
            assert_eq!(session(&now.key()), now);
            assert_eq!(session(&now.to_string()), now);
            assert_eq!(now.previous(), earlier);
            assert!(earlier.is_none_or(|e| e < now && e.next() == Some(now)));
            earlier = Some(now);
        }
    }
}
