//! Why a figure has no value. A missing figure always has a typed reason; blank is never zero.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Message;

/// The reason that stands where a value would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nobody gathered the figure in that session.
    NotCollected,
    /// The question does not arise for that session or area.
    NotApplicable,
    /// The figure is expected and has not come yet.
    ToBeConfirmed,
    /// The paper does not say, or its copy lost the cell.
    NotPublished,
    /// Hidden to protect people.
    Suppressed,
    /// Covid changed what could be gathered or compared.
    Affected,
    /// The figure cannot be had, without more being said.
    NotAvailable,
    /// The blank half of a two-session value. It is drawn beside the value and never stored.
    IncludedWithOtherSession,
}

impl Reason {
    /// Every reason, in the order of the documentation.
    pub const ALL: [Self; 8] = [
        Self::NotCollected,
        Self::NotApplicable,
        Self::ToBeConfirmed,
        Self::NotPublished,
        Self::Suppressed,
        Self::Affected,
        Self::NotAvailable,
        Self::IncludedWithOtherSession,
    ];

    /// The stable key of the reason in files, the database and the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::NotCollected => "not_collected",
            Self::NotApplicable => "not_applicable",
            Self::ToBeConfirmed => "to_be_confirmed",
            Self::NotPublished => "not_published",
            Self::Suppressed => "suppressed",
            Self::Affected => "affected",
            Self::NotAvailable => "not_available",
            Self::IncludedWithOtherSession => "included_with_other_session",
        }
    }

    /// The shorthand for spreadsheets that the Government Analysis Function asks for.
    ///
    /// Its list has `[x]` for what is not available, `[z]` for what does not apply and `[c]` for what
    /// is confidential; the finer reason stands in words in a column beside it.
    #[must_use]
    pub fn shorthand(self) -> &'static str {
        match self {
            Self::Suppressed => "[c]",
            Self::NotApplicable | Self::IncludedWithOtherSession => "[z]",
            Self::NotCollected | Self::ToBeConfirmed | Self::NotPublished | Self::Affected | Self::NotAvailable => {
                "[x]"
            }
        }
    }

    /// The reason in plain words, for Fluent to say.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::NotCollected => "reason-not-collected",
            Self::NotApplicable => "reason-not-applicable",
            Self::ToBeConfirmed => "reason-to-be-confirmed",
            Self::NotPublished => "reason-not-published",
            Self::Suppressed => "reason-suppressed",
            Self::Affected => "reason-affected",
            Self::NotAvailable => "reason-not-available",
            Self::IncludedWithOtherSession => "reason-included-with-other-session",
        })
    }

    /// Whether the reason may be stored; [`Self::IncludedWithOtherSession`] is only drawn.
    #[must_use]
    pub fn may_be_stored(self) -> bool {
        self != Self::IncludedWithOtherSession
    }
}

impl fmt::Display for Reason {
    /// The stable key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Reason {
    type Err = Message;

    /// Reads a stable key such as `not_collected`.
    fn from_str(text: &str) -> Result<Self, Message> {
        Self::ALL.into_iter().find(|reason| reason.key() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.into_iter().filter(|reason| reason.may_be_stored()).map(Self::key).collect();
            Message::new("reason-unknown").with("text", text).with("known", known.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_reads_back_from_its_key_and_says_something_of_its_own() {
        let mut said = Vec::new();
        for reason in Reason::ALL {
            assert_eq!(reason.key().parse(), Ok(reason));
            assert!(!said.contains(&reason.message()));
            said.push(reason.message());
        }
        assert!("Not collected".parse::<Reason>().is_err());
    }

    #[test]
    fn hidden_figures_are_confidential_in_a_spreadsheet_and_uncollected_ones_not_available() {
        assert_eq!(Reason::Suppressed.shorthand(), "[c]");
        assert_eq!(Reason::NotCollected.shorthand(), "[x]");
        assert_eq!(Reason::NotApplicable.shorthand(), "[z]");
    }

    #[test]
    fn the_blank_half_of_a_two_session_value_is_never_stored() {
        assert!(!Reason::IncludedWithOtherSession.may_be_stored());
        assert!(Reason::NotCollected.may_be_stored());
    }
}
