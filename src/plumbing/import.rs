//! Imports: a file in, lines of what was done out, or every fault of it and nothing written.

use super::problem::Problem;

/// A file to be read, from the command line or a form.
#[derive(Debug, Clone)]
pub struct File {
    /// How it is called in what is said about it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// The file as UTF-8 text; a byte-order mark is left out.
    ///
    /// # Errors
    /// One line that names the place of the first byte that is not UTF-8.
    pub fn text(&self) -> Result<&str, Rejected> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        std::str::from_utf8(bytes).map_err(|fault| {
            let row = bytes[..fault.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Rejected::Lines(vec![format!(
                "{}:{row}:1: this is not UTF-8 text; save the file as UTF-8 and try again",
                self.name
            )])
        })
    }
}

/// Whether an import writes, or only says what it would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Read, check and say; write nothing.
    DryRun,
    /// Read, check and write everything in one transaction, or nothing.
    Write,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Rejected {
    /// Every fault found, each `FILE:ROW:COLUMN: what is wrong and what to do`.
    Lines(Vec<String>),
    /// A problem that is no fault of the file.
    Problem(Problem),
}

impl From<Problem> for Rejected {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<sqlx::Error> for Rejected {
    fn from(error: sqlx::Error) -> Self {
        Self::Problem(error.into())
    }
}

/// What an import gives: lines in words of what was done or would be done.
pub type Imported = Result<Vec<String>, Rejected>;

/// What an import did or would do, record by record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records that were not there before.
    pub added: usize,
    /// Records that are different now.
    pub changed: usize,
    /// Records that stand as they stood.
    pub unchanged: usize,
}

impl Tally {
    /// The line that says it: `25 groups added, 0 changed, 19 unchanged`.
    pub fn line(self, name: &str, things: &str, mode: Mode) -> String {
        let Self { added, changed, unchanged } = self;
        let lead = if mode == Mode::DryRun { "nothing was written; it would be " } else { "" };
        format!("{name}: {lead}{added} {things} added, {changed} changed, {unchanged} unchanged")
    }
}
