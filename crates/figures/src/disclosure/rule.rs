//! Which cells are too small to show, and how little may be known of them.

use serde::{Deserialize, Serialize};

use super::table::{CellId, Table, Visibility};
use crate::Message;

/// How small a number must not be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    threshold: i64,
    zeros: Zeros,
    standard: Standard,
}

/// How much must remain open of a small count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// Nobody can tell that it is small: its possible values reach the threshold, and lie further apart than the small
    /// counts do. This is the rule of publications.
    Wide,
    /// Nobody can tell its value, though perhaps that it is small. It hides about a third less.
    NotExact,
}

/// What becomes of a count of nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Zeros {
    /// It is shown as 0, and every reader knows that what is hidden is at least 1.
    Shown,
    /// It is hidden as the small counts are: that nobody did is said of everybody who was counted.
    Hidden,
}

impl Default for Rule {
    /// 1 to 4 are hidden and nobody can tell that they are small; zeros are shown.
    fn default() -> Self {
        Self { threshold: 5, zeros: Zeros::Shown, standard: Standard::Wide }
    }
}

impl Rule {
    /// The lowest and the highest threshold that can be set.
    pub const THRESHOLDS: [i64; 2] = [2, 100];

    /// A rule that hides every count from 1 to `threshold` − 1, and zeros where it says so. Scottish publications have 5;
    /// 8 and 10 are usual for more sensitive counts.
    ///
    /// # Errors
    /// `disclosure-threshold` where the threshold is not from 2 to 100.
    pub fn new(threshold: i64, zeros: Zeros) -> Result<Self, Message> {
        let [lowest, highest] = Self::THRESHOLDS;
        if !(lowest..=highest).contains(&threshold) {
            return Err(Message::new("disclosure-threshold")
                .with("threshold", threshold)
                .with("lowest", lowest)
                .with("highest", highest));
        }
        Ok(Self { threshold, zeros, standard: Standard::Wide })
    }

    /// The same rule with another standard; [`Standard::Wide`] where nothing is said.
    #[must_use]
    pub fn with_standard(self, standard: Standard) -> Self {
        Self { standard, ..self }
    }

    /// How much must remain open of a small count.
    #[must_use]
    pub fn standard(self) -> Standard {
        self.standard
    }

    /// The smallest count that may be shown (zero apart).
    #[must_use]
    pub fn threshold(self) -> i64 {
        self.threshold
    }

    /// What becomes of a count of nobody.
    #[must_use]
    pub fn zeros(self) -> Zeros {
        self.zeros
    }

    /// Whether this count is too small to show.
    #[must_use]
    pub fn is_small(self, value: i64) -> bool {
        let least = match self.zeros {
            Zeros::Shown => 1,
            Zeros::Hidden => 0,
        };
        (least..self.threshold).contains(&value)
    }

    /// The least that a reader takes a hidden count to be.
    #[must_use]
    pub fn least_hidden(self) -> i64 {
        match self.zeros {
            Zeros::Shown => 1,
            Zeros::Hidden => 0,
        }
    }

    /// How far the possible values of a small count must reach: up to the threshold at least, and wider than the small
    /// counts themselves lie apart (for the threshold 5, more than 3), so that nobody may conclude that it is small.
    ///
    /// [`Standard::NotExact`] only asks for a second value.
    #[must_use]
    pub fn need(self, value: i64) -> Need {
        if self.standard == Standard::NotExact {
            return Need { above: 0, span: 1 };
        }
        Need { above: (self.threshold - value).max(0), span: (self.threshold - 1).max(1) }
    }

    /// Every cell that is too small to show, with its need, in the order of the table.
    ///
    /// A small cell that is known from an earlier release is none of them: it cannot be protected any more. A cell that
    /// nobody publishes is one of them: its number could follow from those that are.
    #[must_use]
    pub fn primaries(self, table: &Table) -> Vec<Primary> {
        table
            .ids()
            .filter(|cell| self.is_small(table.value(*cell)) && table.cells()[cell.0].visibility != Visibility::Known)
            .map(|cell| Primary { cell, need: self.need(table.value(cell)) })
            .collect()
    }
}

/// How far the possible values of a cell must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Need {
    /// The highest possible value must be at least this much above the true one.
    pub above: i64,
    /// The highest must be at least this much above the lowest.
    pub span: i64,
}

/// A cell that must not be shown or worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Primary {
    /// Where it stands.
    pub cell: CellId,
    /// What must remain possible.
    pub need: Need,
}
