//! Every statement about sign-ins: beginning one, finding it again, listing and ending them, and the step between a first
//! proof and a one-time code.

use jiff::SignedDuration;
use serde_json::json;

use super::{PROOF_MINUTES, Way, code_store};
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    history::{self, Act},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// A sign-in ends after this many hours without a request.
const IDLE_HOURS: i64 = 12;
/// For so many minutes a first proof waits for its one-time code.
const STEP_MINUTES: i64 = 10;

/// Somebody who has just proved who they are.
#[derive(Debug, Clone, Copy)]
pub(in crate::people) struct Arrival<'a> {
    /// The account.
    pub(in crate::people) account: &'a str,
    /// How it was proved.
    pub(in crate::people) way: Way,
    /// Whether the proof was given now; a council may let in somebody whom it asked hours ago.
    pub(in crate::people) now: bool,
    /// From where.
    pub(in crate::people) whence: &'a super::Whence,
    /// Where it leads.
    pub(in crate::people) next: &'a str,
}

/// What a first proof leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::people) enum Begun {
    /// A sign-in, with its token for the cookie, and where to go.
    In(String, String),
    /// The page that asks for a one-time code, with its token.
    CodeWanted(String),
}

/// Lets somebody in who proved who they are, or asks for a one-time code where the account has them on. A council's own
/// sign-in has its own second step, so no code is asked after it.
pub(in crate::people) async fn arrive(weft: &Weft, write: &mut Write, who: &Arrival<'_>) -> Result<Begun, Problem> {
    if who.way != Way::Council && code_store::is_on(write.on(), who.account).await? {
        let token = weft.random.token()?;
        let now = weft.clock.now();
        sqlx::query("delete from second_step where expires_at < $1").bind(stored(now)).execute(write.on()).await?;
        sqlx::query(
            "insert into second_step (token_hash, account_id, way, next_path, expires_at) values ($1, $2, $3, $4, $5)",
        )
        .bind(sha256(token.as_bytes()))
        .bind(who.account)
        .bind(who.way.key())
        .bind(who.next)
        .bind(stored(now + SignedDuration::from_mins(STEP_MINUTES)))
        .execute(write.on())
        .await?;
        return Ok(Begun::CodeWanted(token));
    }
    Ok(Begun::In(begin(weft, write, who).await?, who.next.to_owned()))
}

/// Begins a sign-in, ends the one that the browser carried before, and returns the new token.
pub(super) async fn begin(weft: &Weft, write: &mut Write, who: &Arrival<'_>) -> Result<String, Problem> {
    let token = weft.random.token()?;
    let now = weft.clock.instant();
    // What ended by itself is not kept: a row holds a network address.
    sqlx::query("delete from sign_in where last_seen_at < $1 or token_hash = $2")
        .bind(stored(weft.clock.now() - SignedDuration::from_hours(IDLE_HOURS)))
        .bind(who.whence.replaces.as_deref().unwrap_or_default())
        .execute(write.on())
        .await?;
    sqlx::query(
        "insert into sign_in (token_hash, id, account_id, way, device, created_at, last_seen_at, proved_at, address)
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
    )
    .bind(sha256(token.as_bytes()))
    .bind(weft.new_id()?)
    .bind(who.account)
    .bind(who.way.key())
    .bind(&who.whence.device)
    .bind(&now)
    .bind(who.now.then_some(&now))
    .bind(&who.whence.network)
    .execute(write.on())
    .await?;
    Ok(token)
}

/// A first proof that waits for its code.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Waiting {
    pub(super) account_id: String,
    pub(super) email: String,
    pub(super) way: String,
    pub(super) next_path: String,
}

/// The first proof behind a token, where it still waits.
pub(super) async fn waiting(weft: &Weft, token: &str) -> Result<Option<Waiting>, Problem> {
    Ok(sqlx::query_as(
        "select second_step.account_id, account.email, second_step.way, second_step.next_path
         from second_step join account on account.id = second_step.account_id
         where token_hash = $1 and expires_at > $2 and account.closed_at is null",
    )
    .bind(sha256(token.as_bytes()))
    .bind(weft.clock.instant())
    .fetch_optional(weft.db.read())
    .await?)
}

/// Spends a first proof: whether it still waited.
pub(super) async fn spend_waiting(write: &mut Write, token: &str) -> Result<bool, Problem> {
    let spent = sqlx::query("delete from second_step where token_hash = $1")
        .bind(sha256(token.as_bytes()))
        .execute(write.on())
        .await?;
    Ok(spent.rows_affected() == 1)
}

/// Ends the sign-in of a token.
pub(super) async fn end(weft: &Weft, token_hash: &str) -> Result<(), Problem> {
    let mut write = weft.db.upkeep().await?;
    sqlx::query("delete from sign_in where token_hash = $1").bind(token_hash).execute(write.on()).await?;
    write.commit().await
}

/// A sign-in that was found.
pub(in crate::people) struct Found {
    /// The account signed in.
    pub(in crate::people) account: String,
    /// The id of the sign-in.
    pub(in crate::people) id: String,
    /// Whether its owner proved who they are within the last minutes.
    pub(in crate::people) proved: bool,
}

/// The sign-in of a token's digest. One idle too long is as good as none.
pub(in crate::people) async fn of_token(weft: &Weft, token_hash: &str) -> Result<Option<Found>, Problem> {
    let row: Option<(String, String, String, Option<String>)> =
        sqlx::query_as("select account_id, id, last_seen_at, proved_at from sign_in where token_hash = $1")
            .bind(token_hash)
            .fetch_optional(weft.db.read())
            .await?;
    let Some((account, id, last_seen, proved_at)) = row else { return Ok(None) };
    let now = weft.clock.now();
    let seen: jiff::Timestamp = last_seen.parse().map_err(Problem::broken)?;
    let idle = now.duration_since(seen);
    if idle > SignedDuration::from_hours(IDLE_HOURS) {
        return Ok(None);
    }
    // The time of the last request is kept to five minutes, so that reading a page rarely writes.
    if idle > SignedDuration::from_mins(5) {
        let mut write = weft.db.upkeep().await?;
        sqlx::query("update sign_in set last_seen_at = $1 where token_hash = $2")
            .bind(weft.clock.instant())
            .bind(token_hash)
            .execute(write.on())
            .await?;
        write.commit().await?;
    }
    let since = stored(now - SignedDuration::from_mins(PROOF_MINUTES));
    Ok(Some(Found { account, id, proved: proved_at.is_some_and(|at| at >= since) }))
}

/// Notes that the owner of a sign-in proved who they are, now.
pub(super) async fn prove(weft: &Weft, write: &mut Write, sign_in: &str) -> Result<(), Problem> {
    sqlx::query("update sign_in set proved_at = $1 where id = $2")
        .bind(weft.clock.instant())
        .bind(sign_in)
        .execute(write.on())
        .await?;
    Ok(())
}

/// A sign-in as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Listed {
    pub(super) id: String,
    pub(super) way: String,
    pub(super) device: String,
    pub(super) address: String,
    pub(super) created_at: String,
    pub(super) last_seen_at: String,
}

/// The sign-ins of an account that still hold, the one last used first.
pub(super) async fn of_account(weft: &Weft, account: &str) -> Result<Vec<Listed>, Problem> {
    Ok(sqlx::query_as(
        "select id, way, device, address, created_at, last_seen_at from sign_in
         where account_id = $1 and last_seen_at >= $2 order by last_seen_at desc, id",
    )
    .bind(account)
    .bind(stored(weft.clock.now() - SignedDuration::from_hours(IDLE_HOURS)))
    .fetch_all(weft.db.read())
    .await?)
}

/// Which sign-ins of an account are ended.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which<'a> {
    /// The one of this id.
    One(&'a str),
    /// All but the one of this id.
    Others(&'a str),
    /// All of them.
    All,
}

/// Ends sign-ins of an account and says how many they were.
pub(super) async fn end_of_account(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    account: &str,
    which: Which<'_>,
) -> Result<u64, Problem> {
    let (text, id) = match which {
        Which::One(id) => ("delete from sign_in where account_id = $1 and id = $2", id),
        Which::Others(id) => ("delete from sign_in where account_id = $1 and id <> $2", id),
        Which::All => ("delete from sign_in where account_id = $1 and id <> $2", ""),
    };
    let ended = sqlx::query(text).bind(account).bind(id).execute(write.on()).await?.rows_affected();
    // A first proof that waits for its code would become a sign-in after all.
    if !matches!(which, Which::One(_)) {
        sqlx::query("delete from second_step where account_id = $1").bind(account).execute(write.on()).await?;
    }
    record(weft, write, by, account, "sign-ins ended", None, json!({ "ended": ended })).await?;
    Ok(ended)
}

/// Records an act on an account in the history.
pub(super) async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    account: &str,
    act: &str,
    reason: Option<&str>,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: "account", subject_id: account, reason, change };
    history::record(write, &weft.clock, act).await
}

/// The id and the name of the person of an open account, by its address.
pub(super) async fn open_account(db: &Db, email: &str) -> Result<Option<(String, String)>, Problem> {
    Ok(sqlx::query_as(
        "select account.id, person.name from account join person on person.id = account.person_id
         where account.email = $1 and account.closed_at is null",
    )
    .bind(email.to_lowercase())
    .fetch_optional(db.read())
    .await?)
}
