//! What papers take from the features that keep the year's work, read at one moment: the one place that knows them.

use crate::plumbing::{problem::Problem, state::Weft};

/// What the records count of one council's part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::publications) struct Reached {
    pub(in crate::publications) people: usize,
    pub(in crate::publications) seats: usize,
    pub(in crate::publications) groups: usize,
    pub(in crate::publications) programmes: usize,
    pub(in crate::publications) establishments: usize,
    pub(in crate::publications) quotes: usize,
}

impl Reached {
    /// The count of a word that `{reach WHAT}` knows.
    pub(in crate::publications) fn of(&self, what: &str) -> Option<usize> {
        match what {
            "people" => Some(self.people),
            "seats" => Some(self.seats),
            "groups" => Some(self.groups),
            "programmes" => Some(self.programmes),
            "establishments" => Some(self.establishments),
            "quotes" => Some(self.quotes),
            _ => None,
        }
    }
}

/// A first text for a council's own paragraphs, made from what the records count of its part; none where they count nothing.
///
/// # Errors
/// When the database does not answer.
pub(in crate::publications) async fn offered_benefit(
    _weft: &Weft,
    _authority: &str,
    _session: &str,
) -> Result<Option<String>, Problem> {
    Ok(None)
}
