//! Erasing a person: a dry run that says what goes, what stays and why; and the erasure itself, in one transaction.

use serde_json::json;

use super::{
    NAMELESS,
    export::gather,
    registry::{Erase, Holding, STAYS_PUBLISHED, holdings},
    statement::Statement,
    subject::Subject,
    texts::{self, Needles},
};
use crate::{
    partnership,
    people::Role,
    plumbing::{
        clock::zone,
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
        tables,
    },
};

/// What becomes of the rows of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They go away.
    Goes,
    /// What is personal goes, the rest stays.
    Blanked,
    /// They stay.
    Stays,
}

/// One line of the dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The heading of the entry.
    pub heading: &'static str,
    /// How many rows.
    pub rows: usize,
    /// What becomes of them.
    pub fate: Fate,
    /// Why.
    pub why: &'static str,
}

/// What erasing would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Entry by entry.
    pub lines: Vec<Line>,
    /// Texts of others in which the name or address is replaced: table, column, the text around it.
    pub texts: Vec<texts::Mention>,
    /// Names that somebody else has too; texts that hold one are left as they are and must be read by somebody.
    pub shared_names: Vec<String>,
    /// Published documents that hold the name or address and stay as published: the publication's key and version.
    pub published: Vec<String>,
    /// Why it cannot be done now; nothing when it can.
    pub refused: Option<String>,
}

/// What erasing a person would do. Nothing is written.
///
/// # Errors
/// When the database does not answer.
pub async fn preview(weft: &Weft, subject: &Subject) -> Result<Preview, Problem> {
    let lines = gather(&weft.db, subject)
        .await?
        .into_iter()
        .map(|held| {
            let (fate, why) = fate(held.holding);
            Line { heading: held.holding.heading, rows: held.rows.len(), fate, why }
        })
        .collect();
    Ok(Preview {
        lines,
        texts: texts::mentions(&weft.db, subject).await?,
        shared_names: subject.shared_names.clone(),
        published: published(&weft.db, subject).await?,
        refused: refusal(weft, subject).await?,
    })
}

fn fate(holding: &Holding) -> (Fate, &'static str) {
    match holding.erase {
        Erase::Stays(why) => (Fate::Stays, why),
        Erase::Goes(_, why) => (Fate::Goes, why),
        Erase::Blanked(_, why) => (Fate::Blanked, why),
    }
}

/// Published documents that name the person.
async fn published(db: &Db, subject: &Subject) -> Result<Vec<String>, Problem> {
    let mut found = std::collections::BTreeSet::new();
    let needles: Vec<&String> = subject.names_to_find().chain(&subject.emails).collect();
    for needle in needles {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "select publication_key, number from publication_version
             where replace(document, $1, '') <> document order by publication_key, number",
        )
        .bind(needle)
        .fetch_all(db.read())
        .await?;
        found.extend(rows.into_iter().map(|(key, number)| format!("{key}, version {number}")));
    }
    Ok(found.into_iter().collect())
}

/// Why somebody cannot be erased now: nobody else could manage accounts afterwards.
async fn refusal(weft: &Weft, subject: &Subject) -> Result<Option<String>, Problem> {
    let today = today(weft).await?;
    let administrators: Vec<String> = sqlx::query_scalar(
        "select account.id from account join role_grant on role_grant.person_id = account.person_id
         where account.closed_at is null and role_grant.role = $1 and role_grant.from_day <= $2
           and (role_grant.to_day is null or role_grant.to_day > $2) order by account.id",
    )
    .bind(Role::Administrator.key())
    .bind(today)
    .fetch_all(weft.db.read())
    .await?;
    let only = !administrators.is_empty() && administrators.iter().all(|id| subject.accounts.contains(id));
    Ok(only.then(|| "Nobody else is an administrator. Give somebody that role first.".to_owned()))
}

async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// How many texts of others were changed.
    pub texts: usize,
    /// How many rows of the history had a name or address taken out.
    pub history: usize,
}

/// Erases a person: everything in one transaction, with its row in the history, which says why and names nobody.
///
/// # Errors
/// [`Problem::Conflict`] with the sentence when it cannot be done, or the reason names the person.
pub async fn erase(weft: &Weft, by: &str, subject: &Subject, reason: &str) -> Result<Done, Problem> {
    let mut write = weft.db.write().await?;
    let done = erase_in(weft, &mut write, by, subject, reason).await?;
    write.commit().await?;
    // What was deleted still lies in free pages of the file until it is written anew. Backups are written anew anyway.
    if let Err(cause) = tables::compact(&weft.db).await {
        tracing::warn!(%cause, "somebody was erased, and the database file could not be written anew; it is by the next one");
    }
    Ok(done)
}

/// The same inside a write; the caller commits and has the file written anew.
pub(super) async fn erase_in(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    subject: &Subject,
    reason: &str,
) -> Result<Done, Problem> {
    let needles = Needles::of(subject);
    if needles.taken_out(reason).is_some() {
        return Err(Problem::Conflict(
            "The reason names the person, and the history would keep it. Say why without the name, key or address."
                .into(),
        ));
    }
    if let Some(sentence) = refusal(weft, subject).await? {
        return Err(Problem::Conflict(sentence));
    }
    let (now, today) = (weft.clock.instant(), today(weft).await?);
    let single = [("now", now.as_str()), ("today", today.as_str()), ("name", NAMELESS), ("by", by)];
    let mut rows = serde_json::Map::new();
    for holding in holdings() {
        let (Erase::Goes(texts, _) | Erase::Blanked(texts, _)) = holding.erase else { continue };
        let mut met = 0;
        for text in texts {
            let statement = Statement::new(text, subject, &single);
            met = statement.query().execute(write.on()).await?.rows_affected().max(met);
        }
        if met > 0 {
            rows.insert(holding.key.to_owned(), json!(met));
        }
    }
    let names: Vec<&String> = subject.names_to_find().collect();
    let texts = texts::take_out(&weft.db, write, &needles, &names).await?;
    let history = texts::take_out_of_history(write, &weft.clock, by, subject.id(), &needles).await?;
    let change = json!({ "rows": rows, "texts": texts, "history": history, "kept as published": STAYS_PUBLISHED });
    let act = Act {
        account: by,
        act: "person erased",
        subject_kind: "person",
        subject_id: subject.id(),
        reason: Some(reason),
        change,
    };
    history::record(write, &weft.clock, act).await?;
    Ok(Done { texts, history })
}
