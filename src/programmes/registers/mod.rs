//! Registers: who came to a meeting of a cohort. One mark for each person and meeting; a meeting counts as held once its
//! register was closed, so that what was planned and what took place are never confused.

pub(super) mod store;

pub use store::of_cohort;

use sqlx::FromRow;

/// How somebody stands in a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Came.
    Present,
    /// Came late.
    Late,
    /// Sent apologies.
    Apologies,
    /// Did not come.
    Absent,
}

impl Mark {
    /// Every mark, in the order of the register's buttons.
    pub const ALL: [Self; 4] = [Self::Present, Self::Late, Self::Apologies, Self::Absent];

    /// The mark as stored and as files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Late => "late",
            Self::Apologies => "apologies",
            Self::Absent => "absent",
        }
    }

    /// The mark as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "Present",
            Self::Late => "Late",
            Self::Apologies => "Apologies",
            Self::Absent => "Absent",
        }
    }

    /// The mark of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.key() == key)
    }

    /// Whether somebody with this mark took part.
    pub fn came(self) -> bool {
        matches!(self, Self::Present | Self::Late)
    }
}

/// One mark as stored, with where the person worked on that day.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Attendance {
    /// The id of the meeting.
    pub meeting_id: String,
    /// The id of the person.
    pub person_id: String,
    /// A key of [`Mark`].
    pub mark: String,
    /// `in-person` or `online`.
    pub mode: String,
    /// The key of the authority.
    pub authority_key: Option<String>,
    /// The key of the establishment.
    pub establishment_key: Option<String>,
    /// The key of the sector; may be empty.
    pub sector: String,
    /// What they are at work; may be empty.
    pub post: String,
    /// `register`, `check-in` or `file`.
    pub how: String,
}
