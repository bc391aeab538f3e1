//! An account's own tokens for programs: a program that carries one reads what its account may read today, and changes
//! nothing. A token is shown once; only its digest is kept.

use serde_json::json;

use super::{Account, store};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// What every token begins with, so that one left in a file is known for what it is.
const START: &str = "weft_";

/// How many tokens one account may have at a time.
pub(super) const MOST: usize = 20;

/// A token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Token {
    /// Its id.
    pub(super) id: String,
    /// What its owner calls it.
    pub(super) name: String,
    /// When it was made.
    pub(super) made_at: String,
    /// When a program last came with it, to five minutes.
    pub(super) last_used_at: Option<String>,
}

/// The tokens of an account that still open something, the newest first.
pub(super) async fn of_account(db: &Db, account: &str) -> Result<Vec<Token>, Problem> {
    Ok(sqlx::query_as(
        "select id, name, made_at, last_used_at from api_token where account_id = $1 and revoked_at is null
         order by made_at desc, id",
    )
    .bind(account)
    .fetch_all(db.read())
    .await?)
}

/// Makes a token and returns it: the only time that it can be seen.
pub(super) async fn make(weft: &Weft, write: &mut Write, account: &str, name: &str) -> Result<String, Problem> {
    let (id, token) = (weft.new_id()?, format!("{START}{}", weft.random.token()?));
    sqlx::query("insert into api_token (id, account_id, name, token_hash, made_at) values ($1, $2, $3, $4, $5)")
        .bind(&id)
        .bind(account)
        .bind(name)
        .bind(sha256(token.as_bytes()))
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    record(weft, write, account, "token made", &id).await?;
    Ok(token)
}

/// Makes a token of an account useless from now on.
///
/// # Errors
/// [`Problem::NotFound`] when the account has no such token, or revoked it before.
pub(super) async fn revoke(weft: &Weft, write: &mut Write, account: &str, id: &str) -> Result<(), Problem> {
    let done =
        sqlx::query("update api_token set revoked_at = $1 where id = $2 and account_id = $3 and revoked_at is null")
            .bind(weft.clock.instant())
            .bind(id)
            .bind(account)
            .execute(write.on())
            .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::NotFound);
    }
    record(weft, write, account, "token revoked", id).await
}

async fn record(weft: &Weft, write: &mut Write, account: &str, act: &str, id: &str) -> Result<(), Problem> {
    let change = json!({ "account": account });
    let act = Act { account, act, subject_kind: "token", subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// The account behind a token, with its roles of today.
pub(super) async fn account(weft: &Weft, token: &str) -> Result<Option<Account>, Problem> {
    if !token.starts_with(START) {
        return Ok(None);
    }
    let found: Option<(String, String, Option<String>)> = sqlx::query_as(
        "select id, account_id, last_used_at from api_token where token_hash = $1 and revoked_at is null",
    )
    .bind(sha256(token.as_bytes()))
    .fetch_optional(weft.db.read())
    .await?;
    let Some((id, account, last)) = found else { return Ok(None) };
    let now = weft.clock.now();
    let used = last.and_then(|last| last.parse::<jiff::Timestamp>().ok());
    // Kept to five minutes, so that reading rarely writes.
    if used.is_none_or(|used| now.duration_since(used) > jiff::SignedDuration::from_mins(5)) {
        let mut write = weft.db.upkeep().await?;
        sqlx::query("update api_token set last_used_at = $1 where id = $2")
            .bind(weft.clock.instant())
            .bind(id)
            .execute(write.on())
            .await?;
        write.commit().await?;
    }
    store::account_with_grants(weft, &account).await
}
