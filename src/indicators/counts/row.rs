//! One row of a sheet: a category with two numbers or a reason, read from what was typed and checked against the rules
//! that a row alone can break.

use figures::{
    Counts, Message, Printed, Reason,
    protect::{SmallCell, small_cells},
    rounding::LARGEST,
};

/// What a row is about: everybody, or the part of them that lives in one SIMD quintile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Everybody who was counted.
    All,
    /// SIMD quintile 1 (most deprived) to 5 (least deprived).
    Quintile(u8),
    /// Those whose quintile nobody knows.
    Unknown,
}

impl Category {
    /// Every row of a sheet, in order.
    pub const EVERY: [Self; 7] = [
        Self::All,
        Self::Quintile(1),
        Self::Quintile(2),
        Self::Quintile(3),
        Self::Quintile(4),
        Self::Quintile(5),
        Self::Unknown,
    ];

    /// The parts that together make up all.
    pub fn parts() -> impl Iterator<Item = Self> {
        Self::EVERY.into_iter().filter(|category| *category != Self::All)
    }

    /// The breakdown and the category as files and the database have them: `all`, `all` or `simd_quintile`, `1`.
    pub fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::All => ("all", "all"),
            Self::Quintile(1) => ("simd_quintile", "1"),
            Self::Quintile(2) => ("simd_quintile", "2"),
            Self::Quintile(3) => ("simd_quintile", "3"),
            Self::Quintile(4) => ("simd_quintile", "4"),
            Self::Quintile(_) => ("simd_quintile", "5"),
            Self::Unknown => ("simd_quintile", "unknown"),
        }
    }

    /// The category of a breakdown and a category as files have them.
    pub fn of(breakdown: &str, category: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|known| known.keys() == (breakdown, category))
    }

    /// What the ids of its fields begin with: `all`, `q1`, `unknown`.
    pub fn field(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Quintile(1) => "q1",
            Self::Quintile(2) => "q2",
            Self::Quintile(3) => "q3",
            Self::Quintile(4) => "q4",
            Self::Quintile(_) => "q5",
            Self::Unknown => "unknown",
        }
    }

    /// The name of the message that says it.
    pub fn message(self) -> Message {
        match self {
            Self::All => Message::new("counts-category-all"),
            Self::Quintile(1) => Message::new("counts-category-quintile-1"),
            Self::Quintile(5) => Message::new("counts-category-quintile-5"),
            Self::Quintile(number) => Message::new("counts-category-quintile").with("number", number),
            Self::Unknown => Message::new("counts-category-unknown"),
        }
    }
}

/// What stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// How many of how many.
    Numbers(Counts),
    /// Why there are no numbers.
    Reason(Reason),
}

impl Content {
    /// What is stored of a row: two numbers, or the key of a reason; nothing where it is neither.
    pub(super) fn stored(numerator: Option<i64>, denominator: Option<i64>, reason: Option<&str>) -> Option<Self> {
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) => Some(Self::Numbers(Counts { numerator, denominator })),
            _ => reason.and_then(|key| key.parse().ok()).map(Self::Reason),
        }
    }
}

/// One row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Two numbers or a reason.
    pub content: Content,
    /// A plain sentence about it.
    pub note: Option<String>,
}

impl Row {
    /// The numbers of the row, where it has any.
    pub(super) fn counts(&self) -> Option<Counts> {
        match self.content {
            Content::Numbers(counts) => Some(counts),
            Content::Reason(_) => None,
        }
    }
}

/// What was typed for one row, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub numerator: String,
    pub denominator: String,
    pub reason: String,
    pub note: String,
}

/// The column a fault stands in; the name is the same in files, forms and ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Numerator,
    Denominator,
    Reason,
    Note,
}

impl Column {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Reason => "reason",
            Self::Note => "note",
        }
    }
}

/// What is wrong with a row, and in which column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub column: Column,
    pub what: Message,
}

fn fault(column: Column, key: &'static str) -> Fault {
    Fault { column, what: Message::new(key) }
}

/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;

impl Typed {
    /// Reads what was typed: a row, nothing where nothing was given, or everything that is wrong with it.
    pub(super) fn read(&self) -> Result<Option<Row>, Vec<Fault>> {
        let mut faults = Vec::new();
        let content = self.content(&mut faults);
        let note = self.note.trim();
        if note.chars().count() > LONGEST_NOTE || note.chars().any(|letter| letter.is_control() && letter != '\n') {
            let what = Message::new("counts-note-unfit").with("most", LONGEST_NOTE);
            faults.push(Fault { column: Column::Note, what });
        }
        if faults.is_empty() && content.is_none() && !note.is_empty() {
            faults.push(fault(Column::Numerator, "counts-note-alone"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let note = (!note.is_empty()).then(|| note.to_owned());
        Ok(content.map(|content| Row { content, note }))
    }

    fn content(&self, faults: &mut Vec<Fault>) -> Option<Content> {
        let [numerator, denominator, reason] =
            [&self.numerator, &self.denominator, &self.reason].map(|text| text.trim());
        if !reason.is_empty() {
            if !numerator.is_empty() || !denominator.is_empty() {
                faults.push(fault(Column::Reason, "counts-numbers-and-reason"));
                return None;
            }
            return match reason.parse::<Reason>() {
                Ok(reason) if reason.may_be_stored() => Some(Content::Reason(reason)),
                Ok(_) => {
                    faults.push(fault(Column::Reason, "counts-reason-drawn-only"));
                    None
                }
                Err(what) => {
                    faults.push(Fault { column: Column::Reason, what });
                    None
                }
            };
        }
        if numerator.is_empty() && denominator.is_empty() {
            return None;
        }
        let numerator = number(numerator, Column::Numerator, faults);
        let denominator = number(denominator, Column::Denominator, faults);
        let counts = Counts { numerator: numerator?, denominator: denominator? };
        if counts.numerator > counts.denominator {
            faults.push(fault(Column::Numerator, "counts-above-denominator"));
            return None;
        }
        if let Some(found) = small(counts) {
            faults.push(found);
            return None;
        }
        Some(Content::Numbers(counts))
    }
}

/// The one sentence about a row with a number from 1 to 4: the denominator first, since it makes the others small too.
fn small(counts: Counts) -> Option<Fault> {
    let cells = small_cells(counts);
    [
        (SmallCell::Denominator, Column::Denominator, "counts-small-denominator"),
        (SmallCell::Numerator, Column::Numerator, "counts-small-numerator"),
        (SmallCell::Difference, Column::Numerator, "counts-small-difference"),
    ]
    .into_iter()
    .find(|(cell, _, _)| cells.contains(cell))
    .map(|(_, column, key)| fault(column, key))
}

/// A whole number; thousands may be set off with commas.
fn number(text: &str, column: Column, faults: &mut Vec<Fault>) -> Option<i64> {
    if text.is_empty() {
        faults.push(fault(column, "counts-number-missing"));
        return None;
    }
    if text.contains('%') {
        faults.push(fault(column, "counts-percentage"));
        return None;
    }
    let read = Printed::parse(text).ok().filter(|printed| printed.decimals() == 0);
    let value = read.and_then(|printed| i64::try_from(printed.value()).ok());
    match value {
        Some(value) if (0..=LARGEST).contains(&value) => Some(value),
        _ => {
            let what = Message::new("counts-not-a-count").with("text", text.chars().take(40).collect::<String>());
            faults.push(Fault { column, what });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(numerator: &str, denominator: &str, reason: &str, note: &str) -> Typed {
        let [numerator, denominator, reason, note] = [numerator, denominator, reason, note].map(str::to_owned);
        Typed { numerator, denominator, reason, note }
    }

    #[test]
    fn a_row_is_two_numbers_or_a_reason_or_nothing() {
        let numbers = Row { content: Content::Numbers(Counts { numerator: 885, denominator: 1197 }), note: None };
        assert_eq!(typed(" 885 ", "1,197", "", "").read(), Ok(Some(numbers)));
        let reason = Row { content: Content::Reason(Reason::NotCollected), note: Some("Snow.".into()) };
        assert_eq!(typed("", "", "not_collected", "Snow.").read(), Ok(Some(reason)));
        assert_eq!(typed("", " ", "", "").read(), Ok(None));
        assert!(typed("0", "0", "", "").read().is_ok(), "nought of nought: nobody lives there");
    }

    #[test]
    fn every_wrong_row_is_refused_at_the_column_where_it_is_wrong() {
        for (row, column, key) in [
            (typed("5", "", "", ""), Column::Denominator, "counts-number-missing"),
            (typed("", "5", "", ""), Column::Numerator, "counts-number-missing"),
            (typed("20", "10", "", ""), Column::Numerator, "counts-above-denominator"),
            (typed("74.5%", "100", "", ""), Column::Numerator, "counts-percentage"),
            (typed("7.5", "100", "", ""), Column::Numerator, "counts-not-a-count"),
            (typed("-7", "100", "", ""), Column::Numerator, "counts-not-a-count"),
            (typed("lots", "100", "", ""), Column::Numerator, "counts-not-a-count"),
            (typed("7", "1000000001", "", ""), Column::Denominator, "counts-not-a-count"),
            (typed("7", "99", "suppressed", ""), Column::Reason, "counts-numbers-and-reason"),
            (typed("", "", "because", ""), Column::Reason, "reason-unknown"),
            (typed("", "", "included_with_other_session", ""), Column::Reason, "counts-reason-drawn-only"),
            (typed("", "", "", "alone"), Column::Numerator, "counts-note-alone"),
            (typed("7", "99", "", &"x".repeat(501)), Column::Note, "counts-note-unfit"),
            (typed("3", "90", "", ""), Column::Numerator, "counts-small-numerator"),
            (typed("0", "3", "", ""), Column::Denominator, "counts-small-denominator"),
            (typed("88", "90", "", ""), Column::Numerator, "counts-small-difference"),
        ] {
            let faults = row.read().expect_err(key);
            assert_eq!((faults[0].column, faults[0].what.key), (column, key), "{row:?}");
        }
    }

    #[test]
    fn no_row_with_a_number_from_1_to_4_is_ever_read() {
        for denominator in 0..40 {
            for numerator in 0..=denominator {
                let small = [numerator, denominator, denominator - numerator].iter().any(|n| (1..=4).contains(n));
                let read = typed(&numerator.to_string(), &denominator.to_string(), "", "").read();
                assert_eq!(read.is_err(), small, "{numerator} of {denominator}");
            }
        }
    }
}
