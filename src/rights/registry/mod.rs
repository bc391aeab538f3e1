//! Where the record holds something about a person: one entry for each table, with what is shown to them and what becomes of
//! it when they are erased.
//!
//! This is the one place of its kind. A test reads the schema of the database and fails for a column that could hold a
//! person and stands neither here nor in [`EXCEPTIONS`].
//!
//! In the statements `:ids`, `:keys`, `:emails`, `:accounts` and `:names` stand for what is known of the person, `:now` and
//! `:today` for the time, `:name` for the words that take the place of a name, `:by` for the account that erases, `:spoke` for
//! whoever spoke a voice.

mod exceptions;
mod learning;
mod people;
mod work;

pub use exceptions::{AUTHORS, EXCEPTIONS, STAYS_PUBLISHED};

/// What erasing does with the rows of an entry.
#[derive(Debug, Clone, Copy)]
pub enum Erase {
    /// They stay as they are, because…
    Stays(&'static str),
    /// They go away altogether, because…
    Goes(&'static [&'static str], &'static str),
    /// What is personal is taken out of them and the rest stays, because…
    Blanked(&'static [&'static str], &'static str),
}

/// One table that holds something about people.
#[derive(Debug, Clone, Copy)]
pub struct Holding {
    /// A name for files and programs.
    pub key: &'static str,
    /// The heading a person reads.
    pub heading: &'static str,
    /// The table, and the columns by which it holds people.
    pub columns: &'static [&'static str],
    /// The table with whatever is joined to it to be understood.
    pub from: &'static str,
    /// Which rows are theirs.
    pub whose: &'static str,
    /// What is shown: the words and the column or expression.
    pub shows: &'static [(&'static str, &'static str)],
    /// What becomes of the rows.
    pub erase: Erase,
}

impl Holding {
    /// The table: the first word of [`Holding::from`].
    pub fn table(&self) -> &'static str {
        self.from.split_whitespace().next().unwrap_or_default()
    }
}

/// Every entry, in the order in which erasing goes through them: what hangs on others comes before them.
pub fn holdings() -> impl Iterator<Item = &'static Holding> {
    [learning::HOLDINGS, work::HOLDINGS, people::HOLDINGS].into_iter().flatten()
}
