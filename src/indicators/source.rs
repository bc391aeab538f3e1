//! What values were read from: a table or a text of a paper, with its labels, legend and footnotes.

use figures::{AcademicSession, Reason};
use serde::{Deserialize, Serialize};

use super::definition::session;

/// What kind of thing a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A printed table.
    Table,
    /// Values named in running text.
    Text,
    /// Sent in by an authority.
    Submission,
}

impl SourceKind {
    /// As stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Text => "text",
            Self::Submission => "submission",
        }
    }
}

/// One table or text of a paper; a `[[source]]` of `sources.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its title for tight places.
    pub short_title: String,
    /// Table, text or submission.
    pub kind: SourceKind,
    /// The key of its paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The day before which only signed-in people see its values.
    pub released: String,
    /// Whether the day was chosen because the paper carries none.
    #[serde(default, skip_serializing_if = "is_false")]
    pub released_approximate: bool,
    /// How the day was chosen, or what it is the day of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released_note: Option<String>,
    /// The printed heading of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_title: Option<String>,
    /// Where it begins in the plain-text copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// The source whose legend explains the marks of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend_from: Option<String>,
    /// A sentence about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legend_note: Option<String>,
    /// A remark on the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The columns of a table, in printed order.
    #[serde(default, rename = "column", skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// The rows of a table, in printed order.
    #[serde(default, rename = "row", skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<SourceRow>,
    /// The marks that stand in place of a value.
    #[serde(default, rename = "marker", skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<Marker>,
    /// The marks that stand beside a value.
    #[serde(default, rename = "footnote", skip_serializing_if = "Vec::is_empty")]
    pub footnotes: Vec<Footnote>,
}

/// A column of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The session.
    #[serde(deserialize_with = "session")]
    pub session: AcademicSession,
    /// The heading as printed.
    pub label: String,
    /// Whether it is the baseline.
    #[serde(default, skip_serializing_if = "is_false")]
    pub baseline: bool,
}

/// A row of a printed table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceRow {
    /// The key of the indicator.
    pub indicator: String,
    /// The label as printed.
    pub label: String,
    /// The key of the theme; absent where the paper prints none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Where it stands in the plain-text copy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
}

/// A mark that stands in place of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The mark as printed.
    pub mark: String,
    /// Why there is no value.
    pub reason: Reason,
    /// What it means, in words.
    pub meaning: String,
    /// Whether the paper explains it in these words, or the meaning is our reading.
    pub printed: bool,
    /// Where the paper explains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
}

/// A mark that stands beside a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footnote {
    /// The mark as printed.
    pub mark: String,
    /// What it says, in our own words.
    pub text: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
}

impl Source {
    /// Everything wrong with the source by itself, each with the field it is about.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if !crate::plumbing::ids::is_key(&self.key) {
            faults.push(("key", format!("`{}` is not a key; use lower-case letters, digits and hyphens", self.key)));
        }
        if self.released.parse::<jiff::civil::Date>().is_err() || self.released.len() != 10 {
            faults.push(("released", format!("`{}` is not a day; write it as 2025-08-01", self.released)));
        }
        if self.released_approximate && self.released_note.is_none() {
            faults.push(("released_note", "say how the approximate day was chosen".into()));
        }
        if self.kind == SourceKind::Table && (self.columns.is_empty() || self.rows.is_empty()) {
            faults.push(("kind", "a table has at least one [[source.column]] and one [[source.row]]".into()));
        }
        if self.kind == SourceKind::Table && self.table_title.is_none() {
            faults.push(("table_title", "give the printed heading of the table".into()));
        }
        for (at, column) in self.columns.iter().enumerate() {
            if self.columns[..at].iter().any(|earlier| earlier.session == column.session) {
                faults.push(("column", format!("the session {} stands in two columns", column.session.key())));
            }
        }
        for (at, row) in self.rows.iter().enumerate() {
            if self.rows[..at].iter().any(|earlier| earlier.indicator == row.indicator) {
                faults.push(("row", format!("the indicator {} stands in two rows", row.indicator)));
            }
        }
        for (at, marker) in self.markers.iter().enumerate() {
            let mut legend = figures::Legend::new();
            if let Err(what) = legend.add(&marker.mark, marker.reason) {
                faults.push(("marker", crate::plumbing::words::say_message(&what)));
            }
            if self.markers[..at].iter().any(|earlier| earlier.mark == marker.mark) {
                faults.push(("marker", format!("the mark {} is explained twice", marker.mark)));
            }
            if !marker.reason.may_be_stored() {
                faults.push(("marker", format!("{} is drawn and never stored", marker.reason)));
            }
        }
        faults
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}
