//! A table of a published list while it is read: its rows, and what is said of those that are passed over.

use figures::Message;

use super::seed_of;
use crate::book::{RowView, SheetView, column_name, trimmed};
use crate::headings::{FoundColumn, Header, Heading};
use crate::issue::{Issue, Issues};

/// A table whose headings were found.
pub(super) struct Table<'a, K> {
    pub sheet: SheetView<'a>,
    pub header: Header<K>,
    /// What the column of SEED codes is called among the columns.
    pub seed: K,
    key_of: fn(&Heading) -> Option<K>,
}

impl<'a, K: Ord + Copy> Table<'a, K> {
    pub(super) fn new(sheet: SheetView<'a>, header: Header<K>, seed: K, key_of: fn(&Heading) -> Option<K>) -> Self {
        Self { sheet, header, seed, key_of }
    }

    /// The rows under the headings.
    pub(super) fn rows(&self) -> impl Iterator<Item = RowView<'a>> + use<'a, K> {
        self.sheet.rows().skip(self.header.last + 1)
    }

    /// The texts above the headings: the title and what else is said there.
    pub(super) fn above(&self) -> Vec<&'a str> {
        let rows = self.sheet.rows().take(self.header.first);
        rows.flat_map(|row| row.cells().filter_map(|(_, value)| value.text().ok()).collect::<Vec<_>>()).collect()
    }

    /// Whether the table has a column for `key`.
    pub(super) fn has(&self, key: K) -> bool {
        self.header.columns.contains_key(&key)
    }

    /// The text of a cell; empty where the column or the cell is missing, or with a warning where the cell
    /// cannot be read.
    pub(super) fn text(&self, row: RowView<'a>, key: K, issues: &mut Issues) -> &'a str {
        let Some(found) = self.header.column(key) else { return "" };
        row.get(found.column).text().map(trimmed).unwrap_or_else(|what| {
            self.warn_at(row, found, what, issues);
            ""
        })
    }

    /// A warning about a cell.
    pub(super) fn warn(&self, row: RowView<'_>, key: K, what: Message, issues: &mut Issues) {
        match self.header.column(key) {
            Some(found) => self.warn_at(row, found, what, issues),
            None => self.warn_row(row, what, issues),
        }
    }

    fn warn_at(&self, row: RowView<'_>, found: &FoundColumn, what: Message, issues: &mut Issues) {
        let column = column_name(found.column, &found.printed);
        issues.add(Issue::cell(row.number, column, what).on(self.sheet.name()).as_warning());
    }

    /// A warning about a whole row.
    pub(super) fn warn_row(&self, row: RowView<'_>, what: Message, issues: &mut Issues) {
        issues.add(Issue::row(row.number, what).on(self.sheet.name()).as_warning());
    }

    /// A warning for each column that could as well have been read as the one that is.
    pub(super) fn warn_of_rivals(&self, issues: &mut Issues) {
        let Some(row) = self.sheet.row(self.header.last) else { return };
        for key in self.header.keys() {
            if let (Some(read), Some(rival)) = (self.header.column(key), self.header.rival(key)) {
                let what = Message::new("official-two-columns")
                    .with("read", column_name(read.column, &read.printed))
                    .with("other", column_name(rival.column, &rival.printed));
                self.warn_at(row, rival, what, issues);
            }
        }
    }

    /// The SEED code of a row; `None` for a row that is passed over, which is said unless it is empty.
    pub(super) fn seed(&self, row: RowView<'a>, issues: &mut Issues) -> Option<String> {
        if row.is_blank() {
            return None;
        }
        let text = self.text(row, self.seed, issues);
        if let Some(seed) = seed_of(text) {
            return Some(seed);
        }
        let filled: Vec<&str> =
            row.cells().filter_map(|(_, value)| value.text().ok()).filter(|text| !text.is_empty()).collect();
        let said: String = filled.join(" ").chars().take(80).collect();
        if (self.key_of)(&Heading::of(text)) == Some(self.seed) {
            self.warn_row(row, Message::new("official-headings-again"), issues);
        } else if text.is_empty() && filled.len() <= 2 {
            self.warn_row(row, Message::new("official-note-row").with("text", said), issues);
        } else if text.is_empty() {
            self.warn(row, self.seed, Message::new("official-row-without-seed").with("text", said), issues);
        } else {
            let shown: String = text.chars().take(80).collect();
            self.warn(row, self.seed, Message::new("official-seed-unreadable").with("text", shown), issues);
        }
        None
    }
}
