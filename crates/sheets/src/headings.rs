//! Finds the row of headings of a table, wherever it stands and whatever the year calls its columns.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{RowView, SheetView, trimmed};

/// How many rows from the top may hold the headings.
const ROWS_LOOKED_AT: usize = 100;
/// How many columns may have headings.
const COLUMNS_LOOKED_AT: usize = 2_000;
/// How many rows a heading may take.
const MOST_ROWS: usize = 3;

/// A heading, taken to pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// Its words in lower case, without notes, years and marks; a percent sign is the word `percent`.
    pub words: Vec<String>,
    /// The year it names: 2023 for `Pupil roll 2023`, 2022 for `Primary roll 2022/23`.
    pub year: Option<Year>,
}

/// A year that a heading, a title or a sheet is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Year {
    /// The year, or the first of the two.
    pub first: u16,
    /// Whether both years of a session are named.
    pub is_session: bool,
}

impl Heading {
    /// Takes a heading to pieces: `SIMD2020 Quintile 1 [Note 6]` is *simd*, *quintile*, *1* of 2020.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut heading = Self::default();
        let pieces = pieces(&without_notes(text));
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            at += 1;
            let Some(year) = year_of(piece) else {
                heading.words.push(piece.clone());
                continue;
            };
            let next = pieces.get(at).filter(|next| {
                let second = (year + 1) % 100;
                **next == format!("{second:02}") || **next == (year + 1).to_string()
            });
            at += usize::from(next.is_some());
            // Several years in one heading: the last is that of the figures.
            heading.year = heading.year.max(Some(Year { first: year, is_session: next.is_some() }));
            if heading.words.last().is_some_and(|word| is_month(word)) {
                heading.words.pop();
            }
        }
        heading
    }

    /// The words as a slice of texts, to be matched.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// Whether the heading stands over shares and not over numbers of something.
    #[must_use]
    pub fn is_share(&self) -> bool {
        self.words.iter().any(|word| matches!(word.as_str(), "percent" | "percentage" | "proportion" | "share"))
    }
}

fn is_month(word: &str) -> bool {
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"]
        .contains(&word)
        || word == "december"
        || word == "sept"
        || word == "sep"
}

/// The year of `2023`, `2020v2` and of both years written as one, `202223`.
fn year_of(piece: &str) -> Option<u16> {
    let digits = piece.split('v').next().filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let year: u16 = digits.get(..4)?.parse().ok().filter(|year| (1950..=2099).contains(year))?;
    match digits.get(4..)? {
        "" => Some(year),
        second if second == format!("{:02}", (year + 1) % 100) => Some(year),
        _ => None,
    }
}

/// A heading without `[note 1]`, `(note 2)` and raised digits.
fn without_notes(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(open) = rest.find(['[', '(']) {
        let close = if rest.as_bytes().get(open) == Some(&b'[') { ']' } else { ')' };
        let Some(end) = rest[open..].find(close).map(|end| open + end) else { break };
        let inside = rest[open + 1..end].trim().to_lowercase();
        kept.push_str(&rest[..open]);
        kept.push(' ');
        if !inside.starts_with("note") && !inside.starts_with("footnote") {
            kept.push_str(&rest[open + 1..end]);
            kept.push(' ');
        }
        rest = &rest[end + 1..];
    }
    kept.push_str(rest);
    kept.retain(|letter| {
        !matches!(letter, '\u{b9}' | '\u{b2}' | '\u{b3}' | '\u{2070}'..='\u{2079}' | '*' | '†' | '\'')
    });
    kept
}

/// Words and numbers: `SeedCode` is two words, `Quintile1` a word and a number, `P1` one word.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    let letters: Vec<char> = text.chars().collect();
    for (at, letter) in letters.iter().copied().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before)).copied().unwrap_or(' ');
        let after = letters.get(at + 1).copied().unwrap_or(' ');
        let new_word =
            letter.is_uppercase() && (before.is_lowercase() || before.is_uppercase() && after.is_lowercase());
        let is_word = piece.len() > 3 && piece.chars().all(char::is_alphabetic);
        let after_word = letter.is_ascii_digit() && is_word;
        if !letter.is_alphanumeric() || new_word || after_word {
            pieces.push(std::mem::take(&mut piece));
        }
        match letter {
            '%' => pieces.push("percent".to_owned()),
            '&' => pieces.push("and".to_owned()),
            letter if letter.is_alphanumeric() => piece.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// A column whose heading was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundColumn {
    /// The column, counted from 1.
    pub column: usize,
    /// The heading as printed; of several rows, joined with a space.
    pub printed: String,
    /// The heading taken to pieces.
    pub heading: Heading,
}

/// Where the headings of a table stand and which columns were understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<K> {
    /// The place of the first heading row among the rows of the sheet, from 0.
    pub first: usize,
    /// The place of the last one; the table begins after it.
    pub last: usize,
    /// The columns understood, by what they hold; several may hold the same.
    pub columns: BTreeMap<K, Vec<FoundColumn>>,
}

impl<K: Ord + Copy> Header<K> {
    /// The column to read for `key`: one of numbers rather than of shares, of the latest year, the
    /// leftmost.
    #[must_use]
    pub fn column(&self, key: K) -> Option<&FoundColumn> {
        let rank =
            |found: &&FoundColumn| (found.heading.is_share(), std::cmp::Reverse(found.heading.year), found.column);
        self.columns.get(&key)?.iter().min_by_key(rank)
    }

    /// Another column that may hold `key` as well as the one that is read: of the same year and kind.
    #[must_use]
    pub fn rival(&self, key: K) -> Option<&FoundColumn> {
        let read = self.column(key)?;
        let alike = |found: &&FoundColumn| {
            found.column != read.column
                && found.heading.year == read.heading.year
                && found.heading.is_share() == read.heading.is_share()
        };
        self.columns.get(&key)?.iter().find(alike)
    }

    /// What columns were understood.
    #[must_use]
    pub fn keys(&self) -> BTreeSet<K> {
        self.columns.keys().copied().collect()
    }
}

/// Finds the headings of a table: the row, or the two or three rows together, in which most headings
/// are understood by `key_of` and all that is needed is there (`suffices`).
///
/// An upper heading that is merged over several columns stands over each of them; where nothing in its
/// row is merged, it stands over the empty cells to its right. A column is understood by all its heading
/// rows together or, where that fails, by the lowest alone.
#[must_use]
pub fn find_header<K: Ord + Copy>(
    sheet: SheetView<'_>,
    key_of: &dyn Fn(&Heading) -> Option<K>,
    suffices: &dyn Fn(&BTreeSet<K>) -> bool,
) -> Option<Header<K>> {
    let rows: Vec<RowView<'_>> = sheet.rows().take(ROWS_LOOKED_AT).collect();
    let mut best: Option<(usize, Header<K>)> = None;
    for rows_of_it in 1..=MOST_ROWS {
        for last in rows_of_it - 1..rows.len() {
            let first = last + 1 - rows_of_it;
            let adjacent = rows[last].number - rows[first].number == rows_of_it - 1;
            if !adjacent || rows[last].cells().len() < 2 {
                continue;
            }
            let columns = understood(sheet, &rows[first..=last], key_of);
            let header = Header { first, last, columns };
            let score = header.columns.len();
            let better = best.as_ref().is_none_or(|(most, _)| score > *most);
            if better && suffices(&header.keys()) {
                best = Some((score, header));
            }
        }
    }
    best.map(|(_, header)| header)
}

fn understood<K: Ord + Copy>(
    sheet: SheetView<'_>,
    rows: &[RowView<'_>],
    key_of: &dyn Fn(&Heading) -> Option<K>,
) -> BTreeMap<K, Vec<FoundColumn>> {
    let width = rows.iter().map(|row| row.width()).max().unwrap_or(0).min(COLUMNS_LOOKED_AT);
    let (lowest, upper) = match rows.split_last() {
        Some((lowest, upper)) => (*lowest, upper),
        None => return BTreeMap::new(),
    };
    let spread: Vec<Vec<String>> = upper.iter().map(|row| spread(sheet, *row, width)).collect();
    let mut columns: BTreeMap<K, Vec<FoundColumn>> = BTreeMap::new();
    for column in 1..=width {
        let own = lowest.get(column).text().unwrap_or_default();
        let mut parts: Vec<&str> = spread.iter().map(|texts| texts[column - 1].as_str()).collect();
        parts.push(own);
        parts.retain(|part| !part.is_empty());
        parts.dedup();
        if parts.is_empty() || own.is_empty() && !stands_above(upper, column) {
            continue;
        }
        let together = parts.join(" ");
        let whole = Heading::of(&together);
        let alone = Heading::of(own);
        let found = match key_of(&whole) {
            Some(key) => Some((key, whole)),
            None if own.is_empty() => None,
            None => key_of(&alone).map(|key| (key, Heading { year: alone.year.or(whole.year), ..alone })),
        };
        if let Some((key, heading)) = found {
            columns.entry(key).or_default().push(FoundColumn { column, printed: together, heading });
        }
    }
    columns
}

/// Whether a column has a heading of its own in an upper row, as one that is merged downwards has.
fn stands_above(upper: &[RowView<'_>], column: usize) -> bool {
    upper.iter().any(|row| !row.get(column).is_blank())
}

/// The texts of an upper heading row, each over all the columns it stands over.
fn spread(sheet: SheetView<'_>, row: RowView<'_>, width: usize) -> Vec<String> {
    let text = |column: usize| trimmed(row.get(column).text().unwrap_or_default()).to_owned();
    let mut texts: Vec<String> = (1..=width).map(text).collect();
    let merges: Vec<_> =
        sheet.merges().iter().filter(|merge| (merge.top..=merge.bottom).contains(&row.number)).collect();
    for merge in &merges {
        let over = text(merge.left);
        for column in merge.left..=merge.right.min(width) {
            texts[column - 1].clone_from(&over);
        }
    }
    // A single text is a title and stands over nothing.
    if merges.is_empty() && texts.iter().filter(|text| !text.is_empty()).count() > 1 {
        for at in 1..width {
            if texts[at].is_empty() {
                texts[at] = texts[at - 1].clone();
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_its_words_without_notes_years_and_marks() {
        for (text, words, year) in [
            ("SeedCode", "seed code", None),
            ("LAName ", "la name", None),
            ("Pupil roll 2023", "pupil roll", Some((2023, false))),
            ("Primary roll 2022/23", "primary roll", Some((2022, true))),
            ("Pupil roll (September 2021)", "pupil roll", Some((2021, false))),
            ("SIMD2020v2 Quintile1 [Note 6]", "simd quintile 1", Some((2020, false))),
            ("Attendance rate (%)[Note 8] [Note 9]", "attendance rate percent", None),
            ("Perth & Kinross¹", "perth and kinross", None),
            ("School's type*", "schools type", None),
            ("P1-P5\npupils", "p1 p5 pupils", None),
            ("20% most deprived", "20 percent most deprived", None),
            ("Roll 202223", "roll", Some((2022, false))),
        ] {
            let heading = Heading::of(text);
            let of = heading.year.map(|year| (year.first, year.is_session));
            assert_eq!((heading.words.join(" ").as_str(), of), (words, year), "{text}");
        }
    }
}
