//! The agenda of one meeting: what stands on every agenda, then the items that roll on until they are done.

use super::{
    Meeting,
    store::{self, Item},
};
use crate::plumbing::{db::Db, problem::Problem};

/// What stands on every agenda: a key that decisions may name, and its words.
pub(super) const STANDING: &[(&str, &str)] = &[
    ("welcome", "Welcome and apologies"),
    ("declarations", "Declarations of interest"),
    ("minutes", "Minutes of the last meeting"),
    ("actions", "Actions agreed before"),
];

/// One line of an agenda.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its number on this agenda.
    pub(super) number: String,
    /// The key decisions name it by.
    pub(super) key: String,
    /// Its words.
    pub(super) title: String,
    /// Who brought it; empty for a standing item.
    pub(super) brought_by: String,
    /// The rolling item; nothing for a standing one.
    pub(super) item: Option<Item>,
    /// The field that asks why the item is taken off.
    pub(super) off: String,
}

impl Line {
    /// How a rolling item was left, as people say it; empty where nothing is said.
    pub(super) fn left(&self) -> &'static str {
        match self.item.as_ref().and_then(|item| item.outcome.as_deref()) {
            Some("done") => "done",
            Some(_) => "carried forward",
            None => "",
        }
    }

    /// Whether it was left open at a meeting that has been held.
    pub(super) fn is_open(&self) -> bool {
        self.item.as_ref().is_some_and(|item| item.outcome.is_none())
    }
}

/// The whole agenda of a meeting.
pub(super) async fn of(db: &Db, meeting: &Meeting) -> Result<Vec<Line>, Problem> {
    let standing = STANDING.iter().map(|(key, title)| ((*key).to_owned(), (*title).to_owned(), String::new(), None));
    let rolling = store::items(db, meeting).await?;
    let rolling =
        rolling.into_iter().map(|item| (item.key.clone(), item.title.clone(), item.brought_by.clone(), Some(item)));
    Ok((1_usize..)
        .zip(standing.chain(rolling))
        .map(|(number, (key, title, brought_by, item))| Line {
            number: number.to_string(),
            off: format!("off-{key}"),
            key,
            title,
            brought_by,
            item,
        })
        .collect())
}
