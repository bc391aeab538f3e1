//! Every statement about agreed actions.

use serde_json::json;

use super::{Action, End, NewAction, SUBJECT};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What an [`Action`] is read from, whatever is asked.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select key as id, holder_kind, holder_key, wording as text, owner, owner_words, due, meeting, framework,
               priority, agreed_on, done_on, dropped_on, outcome from agreed_action ",
            $rest
        )
    };
}

/// The action of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn action(db: &Db, id: &str) -> Result<Option<Action>, Problem> {
    Ok(sqlx::query_as(select!("where key = $1")).bind(id).fetch_optional(db.read()).await?)
}

/// Every action of a group, body or recommendation, the open ones first, those due first before others.
///
/// # Errors
/// When the database does not answer.
pub async fn of_holder(db: &Db, kind: &str, key: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!(
        "where holder_kind = $1 and holder_key = $2
         order by case when done_on is null and dropped_on is null then 0 else 1 end, due nulls last, position"
    ))
    .bind(kind)
    .bind(key)
    .fetch_all(db.read())
    .await?)
}

/// The open actions of one holder, due first.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of_holder(db: &Db, kind: &str, key: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!(
        "where holder_kind = $1 and holder_key = $2 and done_on is null and dropped_on is null
         order by due nulls last, position"
    ))
    .bind(kind)
    .bind(key)
    .fetch_all(db.read())
    .await?)
}

/// Every open action, due first.
///
/// # Errors
/// When the database does not answer.
pub async fn open(db: &Db) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!("where done_on is null and dropped_on is null order by due nulls last, position"))
        .fetch_all(db.read())
        .await?)
}

/// The open actions of a person, due first.
///
/// # Errors
/// When the database does not answer.
pub async fn open_of_person(db: &Db, person: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!(
        "where owner = $1 and done_on is null and dropped_on is null order by due nulls last, position"
    ))
    .bind(person)
    .fetch_all(db.read())
    .await?)
}

/// Every action that serves a priority, in the order in which they were agreed.
///
/// # Errors
/// When the database does not answer.
pub async fn of_priority(db: &Db, framework: &str, priority: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!("where framework = $1 and priority = $2 order by agreed_on, position"))
        .bind(framework)
        .bind(priority)
        .fetch_all(db.read())
        .await?)
}

/// Every action agreed at a meeting, in the order in which they were noted.
///
/// # Errors
/// When the database does not answer.
pub async fn agreed_at(db: &Db, meeting: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!("where meeting = $1 order by position")).bind(meeting).fetch_all(db.read()).await?)
}

/// The actions that were done or dropped from one day to another, both included.
///
/// # Errors
/// When the database does not answer.
pub async fn ended_between(db: &Db, from: &str, to: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!(
        "where (done_on >= $1 and done_on <= $2) or (dropped_on >= $1 and dropped_on <= $2) order by position"
    ))
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// The open actions due from one day to another, both included.
///
/// # Errors
/// When the database does not answer.
pub async fn due_between(db: &Db, from: &str, to: &str) -> Result<Vec<Action>, Problem> {
    Ok(sqlx::query_as(select!(
        "where due >= $1 and due <= $2 and done_on is null and dropped_on is null order by due, position"
    ))
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// Agrees an action and returns its key.
///
/// # Errors
/// When the database refused, as it does for a key that is taken.
pub async fn add(weft: &Weft, write: &mut Write, by: &str, new: &NewAction) -> Result<String, Problem> {
    let id = weft.new_id()?;
    let position: i64 =
        sqlx::query_scalar("select coalesce(max(position), 0) + 1 from agreed_action").fetch_one(write.on()).await?;
    let key = new.key.clone().unwrap_or_else(|| format!("action-{position}"));
    sqlx::query(
        "insert into agreed_action (id, key, position, holder_kind, holder_key, wording, owner, owner_words, due, meeting,
           framework, priority, agreed_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&id)
    .bind(&key)
    .bind(position)
    .bind(&new.holder_kind)
    .bind(&new.holder_key)
    .bind(&new.text)
    .bind(&new.owner.person)
    .bind(&new.owner.words)
    .bind(&new.due)
    .bind(&new.meeting)
    .bind(&new.framework)
    .bind(&new.priority)
    .bind(&new.agreed_on)
    .execute(write.on())
    .await?;
    let change = json!({
        "key": key, "holder": format!("{}/{}", new.holder_kind, new.holder_key), "due": new.due, "meeting": new.meeting,
    });
    record(weft, write, by, "action agreed", &id, change).await?;
    Ok(key)
}

/// Ends an open action on a day, with what came of it or why it was dropped.
///
/// # Errors
/// [`Problem::NotFound`] for no such action, [`Problem::Conflict`] for one that has ended already.
pub async fn finish(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    how: End,
    day: &str,
    outcome: &str,
) -> Result<(), Problem> {
    let row = open_row(write, id).await?;
    let (done, dropped, act) = match how {
        End::Done => (Some(day), None, "action done"),
        End::Dropped => (None, Some(day), "action dropped"),
    };
    sqlx::query("update agreed_action set done_on = $1, dropped_on = $2, outcome = $3, ended_by = $4 where id = $5")
        .bind(done)
        .bind(dropped)
        .bind(Some(outcome).filter(|text| !text.is_empty()))
        .bind(by)
        .bind(&row)
        .execute(write.on())
        .await?;
    record(weft, write, by, act, &row, json!({ "day": day, "outcome": outcome })).await
}

/// Gives an open action to another person, or to an office in words.
///
/// # Errors
/// As [`finish`].
pub async fn reassign(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    person: Option<&str>,
    words: &str,
) -> Result<(), Problem> {
    let row = open_row(write, id).await?;
    sqlx::query("update agreed_action set owner = $1, owner_words = $2 where id = $3")
        .bind(person)
        .bind(words)
        .bind(&row)
        .execute(write.on())
        .await?;
    // People stand in the history by key, never by name.
    let change = match person {
        Some(person) => json!({ "owner": person }),
        None => json!({ "owner": null }),
    };
    record(weft, write, by, "action reassigned", &row, change).await
}

/// Moves the day by which an open action is to be done.
///
/// # Errors
/// As [`finish`].
pub async fn reschedule(weft: &Weft, write: &mut Write, by: &str, id: &str, due: Option<&str>) -> Result<(), Problem> {
    let row = open_row(write, id).await?;
    sqlx::query("update agreed_action set due = $1 where id = $2").bind(due).bind(&row).execute(write.on()).await?;
    record(weft, write, by, "action rescheduled", &row, json!({ "due": due })).await
}

/// The row of an action that is open.
async fn open_row(write: &mut Write, id: &str) -> Result<String, Problem> {
    let row: Option<(String, Option<String>, Option<String>)> =
        sqlx::query_as("select id, done_on, dropped_on from agreed_action where key = $1")
            .bind(id)
            .fetch_optional(write.on())
            .await?;
    match row.ok_or(Problem::NotFound)? {
        (row, None, None) => Ok(row),
        _ => Err(Problem::Conflict(
            "This action has been ended meanwhile. Reload its page to see what came of it.".into(),
        )),
    }
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}
