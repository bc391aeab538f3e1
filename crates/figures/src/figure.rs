//! A figure: a value, a band or a reason; never two of them and never none.
//!
//! Formatting lives here, so that no template ever formats a number.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::printed::{Printed, grouped};
use crate::{Message, Reason};

/// What the number of a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share of a whole, out of 100.
    Percent,
    /// The difference of two percentages.
    PercentagePoints,
    /// How many there are.
    Count,
    /// Cases for each 1,000; one person may be several cases.
    #[serde(rename = "per_1000")]
    Per1000,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 4] = [Self::Percent, Self::PercentagePoints, Self::Count, Self::Per1000];

    /// The stable key of the unit in files, the database and the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::PercentagePoints => "percentage_points",
            Self::Count => "count",
            Self::Per1000 => "per_1000",
        }
    }

    /// The unit whose stable key is `key`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.key() == key)
    }

    /// The unit in words, for Fluent to say.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Percent => "unit-percent",
            Self::PercentagePoints => "unit-percentage-points",
            Self::Count => "unit-count",
            Self::Per1000 => "unit-per-1000",
        })
    }

    /// A number in this unit as a sentence has it: `74.5%`, `22.5 percentage points`, `10,443`,
    /// `9.9 per 1,000`.
    #[must_use]
    pub fn spoken(self, value: Decimal) -> String {
        let number = grouped(value);
        match self {
            Self::Percent => format!("{number}%"),
            Self::PercentagePoints if number == "1" => "1 percentage point".to_owned(),
            Self::PercentagePoints => format!("{number} percentage points"),
            Self::Count => number,
            Self::Per1000 => format!("{number} per 1,000"),
        }
    }
}

/// What stands in the cell of a figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// A number, as printed.
    Value(Printed),
    /// The value lies from `low` to `high`, both included; the exact value is not published.
    Band {
        /// The lower end.
        #[serde(with = "crate::decimal_text")]
        low: Decimal,
        /// The upper end, never below `low`.
        #[serde(with = "crate::decimal_text")]
        high: Decimal,
    },
    /// There is no number, and this is why.
    Reason(Reason),
}

/// What a paper says about the standing of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Flags {
    /// It may still change, `[p]`.
    pub provisional: bool,
    /// It replaces an earlier number, `[r]`.
    pub revised: bool,
    /// It was estimated, `[e]`.
    pub estimated: bool,
    /// It rounds to zero but is not zero, `[low]`.
    pub low: bool,
}

impl Flags {
    /// The shorthand of each flag that is set, in a fixed order: `[p]`, `[r]`, `[e]`, `[low]`.
    #[must_use]
    pub fn shorthand(self) -> Vec<&'static str> {
        [(self.provisional, "[p]"), (self.revised, "[r]"), (self.estimated, "[e]"), (self.low, "[low]")]
            .into_iter()
            .filter_map(|(set, text)| set.then_some(text))
            .collect()
    }
}

/// How many of how many: a numerator and its denominator, both zero or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counts {
    /// Those of whom the statement is true.
    pub numerator: i64,
    /// All those it was asked of.
    pub denominator: i64,
}

/// One figure with everything that must travel with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// The value, the band or the reason.
    pub content: Content,
    /// What the number counts.
    pub unit: Unit,
    /// The standing of the number.
    pub flags: Flags,
    /// The text printed in the cell where it is not a number: `**`, `N/A`, `90+%`.
    pub marker: Option<String>,
    /// The labels of the notes printed beside it: `2` for `29.8% ²`.
    pub notes: Vec<String>,
    /// The counts behind the number, where they are known.
    pub counts: Option<Counts>,
}

impl Figure {
    /// A figure with this content and nothing beside it.
    #[must_use]
    pub fn new(content: Content, unit: Unit) -> Self {
        Self { content, unit, flags: Flags::default(), marker: None, notes: Vec::new(), counts: None }
    }

    /// A figure with a printed number.
    #[must_use]
    pub fn value(printed: Printed, unit: Unit) -> Self {
        Self::new(Content::Value(printed), unit)
    }

    /// A figure whose value lies from `low` to `high`.
    ///
    /// # Errors
    /// `band-reversed` with `low` and `high` where the upper end is below the lower.
    pub fn band(low: Decimal, high: Decimal, unit: Unit) -> Result<Self, Message> {
        if high < low {
            return Err(Message::new("band-reversed").with("low", low).with("high", high));
        }
        Ok(Self::new(Content::Band { low, high }, unit))
    }

    /// A figure without a number, and why.
    #[must_use]
    pub fn reason(reason: Reason, unit: Unit) -> Self {
        Self::new(Content::Reason(reason), unit)
    }

    /// The same figure with the text its paper prints instead of a number.
    #[must_use]
    pub fn with_marker(mut self, marker: impl Into<String>) -> Self {
        self.marker = Some(marker.into());
        self
    }

    /// The same figure with the labels of its notes.
    #[must_use]
    pub fn with_notes(mut self, notes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.notes = notes.into_iter().map(Into::into).collect();
        self
    }

    /// The same figure with its standing.
    #[must_use]
    pub fn with_flags(mut self, flags: Flags) -> Self {
        self.flags = flags;
        self
    }

    /// The same figure with the counts behind it.
    #[must_use]
    pub fn with_counts(mut self, counts: Counts) -> Self {
        self.counts = Some(counts);
        self
    }

    /// The number, where there is one.
    #[must_use]
    pub fn decimal(&self) -> Option<Decimal> {
        match &self.content {
            Content::Value(printed) => Some(printed.value()),
            Content::Band { .. } | Content::Reason(_) => None,
        }
    }

    /// The reason, where there is no number.
    #[must_use]
    pub fn why(&self) -> Option<Reason> {
        match &self.content {
            Content::Reason(reason) => Some(*reason),
            Content::Value(_) | Content::Band { .. } => None,
        }
    }

    /// How many decimals the number is printed with; `None` where there is no number.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        match &self.content {
            Content::Value(printed) => Some(printed.decimals()),
            Content::Band { .. } | Content::Reason(_) => None,
        }
    }

    /// The cell of a table, exactly as printed where a paper printed it: `74.5`, `29.8%`, `10443`,
    /// `**`. A band without printed text is `95–100`, with the unit's sign for a percentage; a
    /// reason without a marker is its shorthand, `[x]`. Notes are not in it: they are links.
    #[must_use]
    pub fn display_short(&self) -> String {
        match (&self.content, &self.marker) {
            (Content::Value(printed), _) => printed.text().to_owned(),
            (_, Some(marker)) => marker.clone(),
            (Content::Band { low, high }, None) => {
                let sign = if self.unit == Unit::Percent { "%" } else { "" };
                format!("{}\u{2013}{}{sign}", grouped(*low), grouped(*high))
            }
            (Content::Reason(reason), None) => reason.shorthand().to_owned(),
        }
    }

    /// The figure as a sentence has it: `74.5%`, `22.5 percentage points`, `10,443`, `95% to 100%`.
    /// `None` where there is a reason instead: that is said with [`Reason::message`].
    #[must_use]
    pub fn spoken(&self) -> Option<String> {
        match &self.content {
            Content::Value(printed) => Some(self.unit.spoken(printed.value())),
            Content::Band { low, high } => {
                let first = match self.unit {
                    Unit::Percent => format!("{}%", grouped(*low)),
                    _ => grouped(*low),
                };
                Some(format!("{first} to {}", self.unit.spoken(*high)))
            }
            Content::Reason(_) => None,
        }
    }

    /// The digits alone for files and the API, with their printed decimals; `None` for a band or a
    /// reason.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        match &self.content {
            Content::Value(printed) => Some(printed.plain()),
            Content::Band { .. } | Content::Reason(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Printed {
        Printed::parse(text).expect("a number")
    }

    #[test]
    fn a_table_shows_what_was_printed_and_a_sentence_says_the_unit() {
        for (text, unit, short, spoken) in [
            ("73.0", Unit::Percent, "73.0", "73.0%"),
            ("29.8%", Unit::Percent, "29.8%", "29.8%"),
            ("22.5", Unit::PercentagePoints, "22.5", "22.5 percentage points"),
            ("1", Unit::PercentagePoints, "1", "1 percentage point"),
            ("1.0", Unit::PercentagePoints, "1.0", "1.0 percentage points"),
            ("10443", Unit::Count, "10443", "10,443"),
            ("9.9", Unit::Per1000, "9.9", "9.9 per 1,000"),
        ] {
            let figure = Figure::value(printed(text), unit);
            assert_eq!(figure.display_short(), short);
            assert_eq!(figure.spoken().as_deref(), Some(spoken));
        }
    }

    #[test]
    fn a_reason_shows_the_printed_marker_and_without_one_the_shorthand() {
        let figure = Figure::reason(Reason::NotCollected, Unit::Percent);
        assert_eq!(figure.display_short(), "[x]");
        assert_eq!(figure.clone().with_marker("**").display_short(), "**");
        assert_eq!((figure.spoken(), figure.decimal()), (None, None));
        assert_eq!(figure.why(), Some(Reason::NotCollected));
    }

    #[test]
    fn a_band_shows_both_ends_and_never_a_middle() {
        let figure = Figure::band(95.into(), 100.into(), Unit::Percent).expect("a band");
        assert_eq!(figure.display_short(), "95\u{2013}100%");
        assert_eq!(figure.spoken().as_deref(), Some("95% to 100%"));
        assert_eq!(figure.decimal(), None);
        assert!(Figure::band(10.into(), 0.into(), Unit::Percent).is_err());
    }

    #[test]
    fn units_read_back_from_their_keys() {
        for unit in Unit::ALL {
            assert_eq!(Unit::from_key(unit.key()), Some(unit));
        }
        assert_eq!(Unit::from_key("percentage"), None);
    }
}
