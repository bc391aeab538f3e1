//! Every statement about councils' sign-ins: those begun, whom an issuer means, and those nobody has claimed yet.

use jiff::SignedDuration;
use serde_json::json;

use super::super::store::record;
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// For how many minutes a sign-in that was begun waits for its answer.
pub(super) const ASK_MINUTES: i64 = 10;
/// For how many minutes a sign-in that nobody has claimed can be claimed.
const NEWCOMER_MINUTES: i64 = 30;

/// Where a sign-in that was begun leads.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Asked {
    pub(super) next_path: String,
    /// Whether somebody signed in proves themselves again (1).
    pub(super) again: i64,
}

/// Notes that a browser began a sign-in with a council.
pub(super) async fn begin(
    weft: &Weft,
    council: &str,
    state: &str,
    browser: &str,
    asked: &Asked,
) -> Result<(), Problem> {
    let now = weft.clock.now();
    let mut write = weft.db.upkeep().await?;
    sqlx::query("delete from council_ask where expires_at < $1").bind(stored(now)).execute(write.on()).await?;
    sqlx::query(
        "insert into council_ask (state_hash, browser_hash, council_key, next_path, again, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(sha256(state.as_bytes()))
    .bind(sha256(browser.as_bytes()))
    .bind(council)
    .bind(&asked.next_path)
    .bind(asked.again)
    .bind(stored(now + SignedDuration::from_mins(ASK_MINUTES)))
    .execute(write.on())
    .await?;
    write.commit().await
}

/// Spends a sign-in that was begun by this browser with this council: it is answered once, whatever the answer.
pub(super) async fn spend(weft: &Weft, council: &str, state: &str, browser: &str) -> Result<Option<Asked>, Problem> {
    let mut write = weft.db.upkeep().await?;
    let asked = sqlx::query_as(
        "delete from council_ask where state_hash = $1 and browser_hash = $2 and council_key = $3 and expires_at > $4
         returning next_path, again",
    )
    .bind(sha256(state.as_bytes()))
    .bind(sha256(browser.as_bytes()))
    .bind(council)
    .bind(weft.clock.instant())
    .fetch_optional(write.on())
    .await?;
    write.commit().await?;
    Ok(asked)
}

/// The account of an issuer's subject, and whether it is open.
pub(super) async fn account(
    weft: &Weft,
    write: &mut Write,
    issuer: &str,
    subject: &str,
) -> Result<Option<(String, bool)>, Problem> {
    let found: Option<(String, Option<String>)> = sqlx::query_as(
        "select account.id, account.closed_at from council_identity
         join account on account.id = council_identity.account_id
         where council_identity.issuer = $1 and council_identity.subject = $2",
    )
    .bind(issuer)
    .bind(subject)
    .fetch_optional(write.on())
    .await?;
    sqlx::query("update council_identity set last_used_at = $1 where issuer = $2 and subject = $3")
        .bind(weft.clock.instant())
        .bind(issuer)
        .bind(subject)
        .execute(write.on())
        .await?;
    Ok(found.map(|(account, closed)| (account, closed.is_none())))
}

/// Keeps an issuer's subject that opens no account, for the browser it came with, until somebody claims it.
pub(super) async fn keep_newcomer(
    weft: &Weft,
    write: &mut Write,
    browser: &str,
    council: &str,
    issuer: &str,
    subject: &str,
) -> Result<(), Problem> {
    let now = weft.clock.now();
    sqlx::query("delete from council_newcomer where expires_at < $1 or browser_hash = $2")
        .bind(stored(now))
        .bind(sha256(browser.as_bytes()))
        .execute(write.on())
        .await?;
    sqlx::query(
        "insert into council_newcomer (browser_hash, council_key, issuer, subject, expires_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(sha256(browser.as_bytes()))
    .bind(council)
    .bind(issuer)
    .bind(subject)
    .bind(stored(now + SignedDuration::from_mins(NEWCOMER_MINUTES)))
    .execute(write.on())
    .await?;
    Ok(())
}

/// The council of the newcomer that a browser may claim.
pub(super) async fn newcomer(weft: &Weft, browser: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar("select council_key from council_newcomer where browser_hash = $1 and expires_at > $2")
        .bind(sha256(browser.as_bytes()))
        .bind(weft.clock.instant())
        .fetch_optional(weft.db.read())
        .await?)
}

/// Gives the newcomer of a browser to an account. Says whether there was one.
///
/// # Errors
/// [`Problem::Conflict`] where the council's sign-in opens an account already.
pub(super) async fn claim(weft: &Weft, write: &mut Write, browser: &str, account: &str) -> Result<bool, Problem> {
    let found: Option<(String, String, String)> = sqlx::query_as(
        "delete from council_newcomer where browser_hash = $1 and expires_at > $2 returning council_key, issuer, subject",
    )
    .bind(sha256(browser.as_bytes()))
    .bind(weft.clock.instant())
    .fetch_optional(write.on())
    .await?;
    let Some((council, issuer, subject)) = found else { return Ok(false) };
    sqlx::query(
        "insert into council_identity (id, council_key, issuer, subject, account_id, linked_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(weft.new_id()?)
    .bind(&council)
    .bind(issuer)
    .bind(subject)
    .bind(account)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    record(weft, write, account, account, "council sign-in connected", None, json!({ "council": council })).await?;
    Ok(true)
}

/// A council's sign-in that opens an account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::people::signing_in) struct Identity {
    /// Its id.
    pub(in crate::people::signing_in) id: String,
    /// The council's key.
    pub(in crate::people::signing_in) council_key: String,
    /// Since when.
    pub(in crate::people::signing_in) linked_at: String,
}

/// The councils' sign-ins that open an account, the oldest first.
pub(in crate::people::signing_in) async fn of_account(db: &Db, account: &str) -> Result<Vec<Identity>, Problem> {
    Ok(sqlx::query_as(
        "select id, council_key, linked_at from council_identity where account_id = $1 order by linked_at, id",
    )
    .bind(account)
    .fetch_all(db.read())
    .await?)
}

/// Takes a council's sign-in from an account.
///
/// # Errors
/// [`Problem::NotFound`] where it is none of the account's.
pub(super) async fn disconnect(weft: &Weft, write: &mut Write, account: &str, id: &str) -> Result<(), Problem> {
    let council: Option<String> =
        sqlx::query_scalar("delete from council_identity where id = $1 and account_id = $2 returning council_key")
            .bind(id)
            .bind(account)
            .fetch_optional(write.on())
            .await?;
    let council = council.ok_or(Problem::NotFound)?;
    record(weft, write, account, account, "council sign-in disconnected", None, json!({ "council": council })).await
}
