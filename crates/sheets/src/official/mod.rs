//! The lists of schools that the Scottish Government publishes, whatever their year: the contact list
//! (schools that are open, that opened, closed or were mothballed, that were renamed) and the summary
//! statistics (roll, stages, SIMD quintiles of the pupils' homes).
//!
//! Columns are found by what their headings say, not by where they stand. What is printed is kept as
//! printed: a marker stays a marker. Every row that was passed over and every cell that is in doubt is a
//! warning with its sheet, row and column; only a file in which no table was found is an error.

mod authority;
mod contact;
mod contact_columns;
mod printed;
mod relations;
mod settled;
mod statistics;
mod statistics_columns;
mod table;

pub use authority::{authority_form, is_same_authority};
pub use contact::{Change, ContactList, OpenSchool, Renamed, Step, read_contact_list};
pub use printed::{count_of, official_legend};
pub use relations::{Relation, Tie};
pub use settled::{SettledSchool, Standing};
pub use statistics::{Quintiles, SchoolFigures, SchoolStatistics, ShareUnit, read_school_statistics};

use crate::book::Book;

/// The departments of a school; with the SEED code they name an establishment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Department {
    /// A nursery class.
    EarlyYears,
    /// P1 to P7.
    Primary,
    /// S1 to S6.
    Secondary,
    /// A special school or the special department of a school.
    Special,
}

impl Department {
    /// Every department, the youngest first.
    pub const ALL: [Self; 4] = [Self::EarlyYears, Self::Primary, Self::Secondary, Self::Special];

    /// Its letters in files: `EY`, `P`, `S`, `SP`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::EarlyYears => "EY",
            Self::Primary => "P",
            Self::Secondary => "S",
            Self::Special => "SP",
        }
    }

    /// The departments that a school type or sector names: `Primary`, `Primary/Secondary `, `SP`.
    #[must_use]
    pub fn named_in(text: &str) -> Vec<Self> {
        let lower = text.to_lowercase();
        let named = |word: &str| match word {
            "primary" | "p" | "pri" => Some(Self::Primary),
            "secondary" | "s" | "sec" => Some(Self::Secondary),
            "special" | "sp" | "asn" => Some(Self::Special),
            "nursery" | "preschool" | "ey" | "elc" => Some(Self::EarlyYears),
            _ => None,
        };
        let mut found: Vec<Self> = Vec::new();
        let joined = lower.replace("pre-school", "preschool");
        for department in joined.split(|letter: char| !letter.is_alphanumeric()).filter_map(named) {
            if !found.contains(&department) {
                found.push(department);
            }
        }
        found.sort_unstable();
        found
    }
}

/// Which of the published lists a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The contact list.
    ContactList,
    /// The school-level summary statistics.
    SchoolStatistics,
}

/// Which of the published lists a book looks like, told by the headings of its sheets; `None` for any
/// other book. A list of open schools that also gives rolls is a contact list.
#[must_use]
pub fn recognise(book: &Book) -> Option<Published> {
    if book.sheets().any(|sheet| contact_columns::kind_of(sheet).is_some()) {
        return Some(Published::ContactList);
    }
    let has_figures = book.sheets().any(|sheet| statistics_columns::header_of(sheet).is_some());
    has_figures.then_some(Published::SchoolStatistics)
}

/// The seven digits of a SEED code, however the cell holds them.
fn seed_of(text: &str) -> Option<String> {
    let digits = text.trim().strip_suffix(".0").unwrap_or(text.trim());
    (digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
}
