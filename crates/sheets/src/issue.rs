//! What is wrong with a sheet, and where.

use figures::Message;

/// The most issues that are listed for one sheet; one more then says that the list was cut.
pub const MOST_ISSUES: usize = 1_000;

/// Whether an issue stops the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look; the row is still returned.
    Warning,
    /// The row, or the whole sheet, cannot be used.
    Error,
}

/// One thing that is wrong with a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The name of the sheet of a workbook; `None` where the file has only one.
    pub sheet: Option<String>,
    /// The row as a spreadsheet numbers it, from 1, the header included; `None` for the whole sheet.
    pub row: Option<usize>,
    /// The name of the column in the header; `None` for the whole row.
    pub column: Option<String>,
    /// What is wrong and what to do, for Fluent to say.
    pub what: Message,
    /// Whether it stops the import.
    pub severity: Severity,
    /// The shift a damaged row looks like. It is offered, never applied.
    pub suggestion: Option<Suggestion>,
}

/// How the cells of a damaged row seem to have moved. Columns are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shift {
    /// The cell at `from` belongs one to the right, where an empty cell stands.
    CellMovedLeft {
        /// The column the cell stands in.
        from: usize,
    },
    /// An empty cell at `column` is one too many; all cells after it belong one to the left, and the
    /// last column is left without anything: its cell was lost.
    EmptyCellTooMany {
        /// The column of the empty cell.
        column: usize,
    },
    /// A cell at `column` is missing; it and all cells after it belong one to the right.
    CellMissing {
        /// The column that lacks its cell.
        column: usize,
    },
}

impl Shift {
    /// The shift in words, for Fluent to say.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::CellMovedLeft { from } => {
                Message::new("shift-cell-moved-left").with("from", from).with("to", from + 1)
            }
            Self::EmptyCellTooMany { column } => Message::new("shift-empty-cell-too-many").with("column", column),
            Self::CellMissing { column } => Message::new("shift-cell-missing").with("column", column),
        }
    }
}

/// A shift that would make a damaged row readable, and the row as it would then stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What seems to have happened.
    pub shift: Shift,
    /// The cells of the row after undoing it, one for each column of the header.
    pub cells: Vec<String>,
}

impl Issue {
    /// An error of the whole sheet.
    #[must_use]
    pub fn sheet(what: Message) -> Self {
        Self { sheet: None, row: None, column: None, what, severity: Severity::Error, suggestion: None }
    }

    /// An error of one row.
    #[must_use]
    pub fn row(row: usize, what: Message) -> Self {
        Self { row: Some(row), ..Self::sheet(what) }
    }

    /// An error of one cell.
    #[must_use]
    pub fn cell(row: usize, column: impl Into<String>, what: Message) -> Self {
        Self { column: Some(column.into()), ..Self::row(row, what) }
    }

    /// The same issue on a sheet of a workbook.
    #[must_use]
    pub fn on(mut self, sheet: &str) -> Self {
        self.sheet = (!sheet.is_empty()).then(|| sheet.to_owned());
        self
    }

    /// The same issue as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// The same issue with the shift the row looks like.
    #[must_use]
    pub fn suggesting(mut self, suggestion: Option<Suggestion>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

/// The issues of one sheet, cut at [`MOST_ISSUES`].
#[derive(Default)]
pub(crate) struct Issues {
    found: Vec<Issue>,
    more: bool,
}

impl Issues {
    pub(crate) fn add(&mut self, issue: Issue) {
        if self.found.len() < MOST_ISSUES {
            self.found.push(issue);
        } else {
            self.more = true;
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn into_list(mut self) -> Vec<Issue> {
        if self.more {
            self.found.push(Issue::sheet(Message::new("sheet-more-issues").with("most", MOST_ISSUES)));
        }
        self.found
    }
}
