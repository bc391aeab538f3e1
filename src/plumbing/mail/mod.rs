//! Mail: letters in plain text. Whoever causes a letter puts it into the outbox in the same transaction, under a key that
//! is never used twice; a task of `weft serve`, or `weft send-mail` once, hands it to the mail server later.
//!
//! A letter is claimed before it is sent, so that two copies of the program never send the same one. While the mail
//! server is away nothing is claimed and nothing is lost; a letter that the server refuses for good is shown to the
//! Collaboration Officer. What a letter said is blanked as soon as it is sent: it may hold a link that opens a form.

mod outbox;
mod send;
mod store;
mod templates;
mod wording;

pub use outbox::{Letters, Shown as ShownLetter, another_try, another_try_for_all, letters, was_queued, withdraw};
pub use send::{Pass, Way, deliver, pass};
pub use store::{Outage, outage};
pub use templates::{TEMPLATES, Template, Value, Words, faults, template};
pub use wording::{change_words, original_words, words};

use std::path::PathBuf;

use serde_json::json;

use super::{
    db::Write,
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls a letter.
const SUBJECT: &str = "letter";

/// After how many months the address and subject of a letter are forgotten.
pub const KEPT_MONTHS: i32 = 12;

/// How letters leave this copy of the program.
#[derive(Clone, Default)]
pub struct Settings {
    /// The mail server, `smtps://user:password@host:port` or `smtp://host:port?tls=required`.
    pub smtp_url: Option<String>,
    /// A folder that gets each letter as a file instead.
    pub folder: Option<PathBuf>,
    /// The address letters come from; where none is given, `weft@` the host of the public address.
    pub from: Option<String>,
}

impl std::fmt::Debug for Settings {
    /// The address of the mail server holds a password and is therefore not shown.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Settings")
            .field("smtp", &self.smtp_url.is_some())
            .field("folder", &self.folder)
            .field("from", &self.from)
            .finish()
    }
}

/// A letter to be written.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// Which of [`TEMPLATES`].
    pub kind: &'a str,
    /// What makes it this letter and no other: a letter with the same key is never queued again.
    pub once: &'a str,
    /// The address it goes to.
    pub to: &'a str,
    /// What stands in the template's places, by name.
    pub values: &'a [(&'a str, &'a str)],
}

/// Puts a letter into the outbox as part of a write. Says whether it was put there now, or stood there already.
///
/// # Errors
/// [`Problem::Broken`] when the kind is unknown, a value is missing or the database refused.
pub async fn queue(weft: &Weft, write: &mut Write, by: &str, letter: &Letter<'_>) -> Result<bool, Problem> {
    let known = template(letter.kind)
        .ok_or_else(|| Problem::broken(anyhow::anyhow!("there is no kind of letter `{}`", letter.kind)))?;
    if let Some(missing) = known.values.iter().find(|value| letter.values.iter().all(|(name, _)| *name != value.name)) {
        let cause = anyhow::anyhow!("a letter `{}` was given no `{}`", letter.kind, missing.name);
        return Err(Problem::broken(cause));
    }
    let words = wording::words_in(write, known).await?;
    let subject = templates::fill(&words.subject, letter.values);
    let new = store::New {
        kind: known.kind,
        once: letter.once,
        address: letter.to.trim(),
        // A line break in a subject would begin another header.
        subject: &subject.split_whitespace().collect::<Vec<_>>().join(" "),
        body: &templates::fill(&words.body, letter.values),
        unsubscribe: letter.values.iter().find(|(name, _)| known.digest && *name == "stop").map(|(_, link)| *link),
    };
    let Some(id) = store::add(weft, write, &new).await? else { return Ok(false) };
    let act = Act {
        account: by,
        act: "letter queued",
        subject_kind: SUBJECT,
        subject_id: &id,
        reason: None,
        change: json!({ "kind": known.kind }),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(true)
}
