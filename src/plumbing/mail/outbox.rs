//! Every statement about the outbox as the officer sees it: what stands in it, another try, and withdrawing a letter.

use serde_json::json;

use super::store::record;
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// A letter as the officer sees it: never what it says.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Where it goes; empty once that was forgotten.
    pub address: String,
    /// Its subject; empty once that was forgotten.
    pub subject: String,
    /// `waiting`, `sending`, `sent`, `refused` or `withdrawn`.
    pub state: String,
    /// When it was put into the outbox.
    pub queued_at: String,
    /// From when it may be sent.
    pub due_at: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it was sent, refused or withdrawn.
    pub done_at: Option<String>,
    /// What came back at the last try.
    pub fault: Option<String>,
}

/// The outbox: how many letters stand in each state, and those of one state.
#[derive(Debug, Clone)]
pub struct Letters {
    /// How many there are in each state, by its key.
    pub counts: std::collections::BTreeMap<String, i64>,
    /// The letters asked for, newest first, at most 100.
    pub listed: Vec<Shown>,
}

/// The outbox, with the letters of one state.
///
/// # Errors
/// When the database does not answer.
pub async fn letters(db: &Db, state: &str) -> Result<Letters, Problem> {
    let counts: Vec<(String, i64)> =
        sqlx::query_as("select state, cast(count(*) as bigint) from letter group by state order by state")
            .fetch_all(db.read())
            .await?;
    let listed = sqlx::query_as(
        "select id, kind, address, subject, state, queued_at, due_at, tries, done_at, fault from letter
         where state = $1 order by due_at desc, id desc limit 100",
    )
    .bind(state)
    .fetch_all(db.read())
    .await?;
    Ok(Letters { counts: counts.into_iter().collect(), listed })
}

/// Whether a letter was ever put into the outbox under a key.
///
/// # Errors
/// When the database does not answer.
pub async fn was_queued(db: &Db, once: &str) -> Result<bool, Problem> {
    let found: Option<i64> = sqlx::query_scalar("select cast(1 as bigint) from letter where once_key = $1")
        .bind(once)
        .fetch_optional(db.read())
        .await?;
    Ok(found.is_some())
}

/// Gives a refused letter another try, to another address where one is given. Says whether there was such a letter.
///
/// # Errors
/// When the database refused.
pub async fn another_try(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    address: Option<&str>,
) -> Result<bool, Problem> {
    let done = sqlx::query(
        "update letter set state = 'waiting', due_at = $1, queued_at = $1, tries = 0, claimed_at = null, done_at = null,
           address = coalesce($2, address) where id = $3 and state = 'refused' and body <> ''",
    )
    .bind(weft.clock.instant())
    .bind(address.map(str::trim))
    .bind(id)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    record(weft, write, by, "letter given another try", id, json!({ "new_address": address.is_some() })).await?;
    Ok(true)
}

/// Gives every refused letter another try, and says how many there were.
///
/// # Errors
/// When the database refused.
pub async fn another_try_for_all(weft: &Weft, write: &mut Write, by: &str) -> Result<usize, Problem> {
    let refused: Vec<String> =
        sqlx::query_scalar("select id from letter where state = 'refused' and body <> '' order by id")
            .fetch_all(write.on())
            .await?;
    for id in &refused {
        another_try(weft, write, by, id, None).await?;
    }
    Ok(refused.len())
}

/// Withdraws a letter that was not sent. Says whether there was such a letter.
///
/// # Errors
/// When the database refused.
pub async fn withdraw(weft: &Weft, write: &mut Write, by: &str, id: &str) -> Result<bool, Problem> {
    let done = sqlx::query(
        "update letter set state = 'withdrawn', done_at = $1, body = '', unsubscribe = null
         where id = $2 and state in ('waiting', 'refused')",
    )
    .bind(weft.clock.instant())
    .bind(id)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    record(weft, write, by, "letter withdrawn", id, json!({})).await?;
    Ok(true)
}
