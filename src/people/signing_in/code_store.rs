//! Every statement about one-time codes: their secret, when they were turned on, which was taken last, and recovery codes.

use serde_json::json;
use sqlx::AnyConnection;

use super::{
    codes::{self, Secret},
    store::record,
};
use crate::plumbing::{db::Write, ids::sha256, problem::Problem, seal, state::Weft};

/// What secrets are sealed for.
const PURPOSE: &str = "one-time-code";
/// So many recovery codes are made at once.
pub(super) const RECOVERY: usize = 10;

/// Whether an account is asked for a one-time code.
pub(super) async fn is_on(on: &mut AnyConnection, account: &str) -> Result<bool, Problem> {
    let found: Option<String> =
        sqlx::query_scalar("select on_since from one_time_code where account_id = $1 and on_since is not null")
            .bind(account)
            .fetch_optional(on)
            .await?;
    Ok(found.is_some())
}

/// How one-time codes stand for an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct State {
    /// The secret of a set-up that was begun and not finished.
    pub(super) setup: Option<Vec<u8>>,
    /// Since when a code is asked for.
    pub(super) on_since: Option<String>,
    /// How many recovery codes are left.
    pub(super) left: i64,
}

/// How one-time codes stand for an account.
pub(super) async fn state(weft: &Weft, account: &str) -> Result<State, Problem> {
    let row: Option<(String, Option<String>)> =
        sqlx::query_as("select secret, on_since from one_time_code where account_id = $1")
            .bind(account)
            .fetch_optional(weft.db.read())
            .await?;
    let Some((secret, on_since)) = row else { return Ok(State::default()) };
    let left = sqlx::query_scalar(
        "select cast(count(*) as bigint) from recovery_code where account_id = $1 and used_at is null",
    )
    .bind(account)
    .fetch_one(weft.db.read())
    .await?;
    // A secret is shown while it is set up, and never after.
    let setup = if on_since.is_none() { seal::open(weft, PURPOSE, account, &secret)? } else { None };
    Ok(State { setup, on_since, left })
}

/// Makes a secret to be set up, in place of one whose set-up was not finished.
pub(super) async fn begin(weft: &Weft, write: &mut Write, account: &str) -> Result<(), Problem> {
    let secret: Secret = weft.random.bytes()?;
    sqlx::query("delete from one_time_code where account_id = $1 and on_since is null")
        .bind(account)
        .execute(write.on())
        .await?;
    sqlx::query("insert into one_time_code (account_id, secret, made_at, last_step) values ($1, $2, $3, 0)")
        .bind(account)
        .bind(seal::seal(weft, PURPOSE, account, &secret)?)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    Ok(())
}

/// Takes a code of an account once: an app's, or one of its recovery codes where those may be used. Says whether it held.
pub(super) async fn take(weft: &Weft, write: &mut Write, account: &str, typed: &str) -> Result<bool, Problem> {
    let typed = codes::plain(typed);
    let row: Option<(String, i64)> =
        sqlx::query_as("select secret, last_step from one_time_code where account_id = $1")
            .bind(account)
            .fetch_optional(write.on())
            .await?;
    let Some((secret, last)) = row else { return Ok(false) };
    let secret = seal::open(weft, PURPOSE, account, &secret)?;
    if let Some(step) = secret.and_then(|secret| codes::step_of(&typed, &secret, weft.clock.now(), last)) {
        sqlx::query("update one_time_code set last_step = $1 where account_id = $2")
            .bind(step)
            .bind(account)
            .execute(write.on())
            .await?;
        return Ok(true);
    }
    let spent = sqlx::query(
        "update recovery_code set used_at = $1 where account_id = $2 and code_digest = $3 and used_at is null",
    )
    .bind(weft.clock.instant())
    .bind(account)
    .bind(digest(account, &typed))
    .execute(write.on())
    .await?;
    if spent.rows_affected() != 1 {
        return Ok(false);
    }
    record(weft, write, account, account, "recovery code used", None, json!({})).await?;
    Ok(true)
}

/// Eighty random bits need no slow digest; the account keeps two equal codes apart.
fn digest(account: &str, plain: &str) -> String {
    sha256(format!("recovery|{account}|{plain}").as_bytes())
}

/// Turns codes on and returns the recovery codes: the only time that they can be seen.
pub(super) async fn turn_on(weft: &Weft, write: &mut Write, account: &str) -> Result<Vec<String>, Problem> {
    sqlx::query("update one_time_code set on_since = $1 where account_id = $2 and on_since is null")
        .bind(weft.clock.instant())
        .bind(account)
        .execute(write.on())
        .await?;
    record(weft, write, account, account, "one-time codes turned on", None, json!({})).await?;
    recovery(weft, write, account).await
}

/// Makes new recovery codes; those made before no longer hold.
pub(super) async fn recovery(weft: &Weft, write: &mut Write, account: &str) -> Result<Vec<String>, Problem> {
    sqlx::query("delete from recovery_code where account_id = $1").bind(account).execute(write.on()).await?;
    let mut made = Vec::new();
    for _ in 0..RECOVERY {
        let code = codes::recovery_code(weft.random.bytes()?);
        sqlx::query("insert into recovery_code (id, account_id, code_digest) values ($1, $2, $3)")
            .bind(weft.new_id()?)
            .bind(account)
            .bind(digest(account, &codes::plain(&code)))
            .execute(write.on())
            .await?;
        made.push(code);
    }
    record(weft, write, account, account, "recovery codes made", None, json!({ "codes": RECOVERY })).await?;
    Ok(made)
}

/// Turns codes off, by their owner or, with a reason, by an administrator.
///
/// # Errors
/// [`Problem::NotFound`] where they are not on.
pub(super) async fn turn_off(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    account: &str,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let off = sqlx::query("delete from one_time_code where account_id = $1 and on_since is not null")
        .bind(account)
        .execute(write.on())
        .await?;
    if off.rows_affected() == 0 {
        return Err(Problem::NotFound);
    }
    sqlx::query("delete from recovery_code where account_id = $1").bind(account).execute(write.on()).await?;
    record(weft, write, by, account, "one-time codes turned off", reason, json!({})).await
}
