//! Every statement about comments of the public.

use serde_json::json;

use super::writing::record;
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// A comment that somebody left without a name.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::consultation) struct Comment {
    pub(in crate::consultation) id: String,
    pub(in crate::consultation) received_at: String,
    pub(in crate::consultation) topic: String,
    pub(in crate::consultation) words: String,
    pub(in crate::consultation) authority_key: Option<String>,
    pub(in crate::consultation) outcome: Option<String>,
}

const COMMENT: &str = "select id, received_at, topic, words, authority_key, outcome from consultation_comment";

/// Every comment on a framework, the latest first.
pub(in crate::consultation) async fn comments(db: &Db, framework: &str) -> Result<Vec<Comment>, Problem> {
    let sql = format!("{COMMENT} where framework_key = $1 order by received_at desc, id desc");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework).fetch_all(db.read()).await?)
}

/// How many comments on a framework nobody has read.
pub(in crate::consultation) async fn waiting(db: &Db, framework: &str) -> Result<i64, Problem> {
    let sql = "select cast(count(*) as bigint) from consultation_comment where framework_key = $1 and outcome is null";
    Ok(sqlx::query_scalar(sql).bind(framework).fetch_one(db.read()).await?)
}

/// How many comments came in the minute before now, on whatever framework.
pub(in crate::consultation) async fn in_the_last_minute(weft: &Weft, write: &mut Write) -> Result<i64, Problem> {
    let before = weft.clock.now() - jiff::SignedDuration::from_mins(1);
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from consultation_comment where received_at > $1")
        .bind(stored(before))
        .fetch_one(write.on())
        .await?)
}

/// Keeps a comment. The history says only that one came.
pub(in crate::consultation) async fn add_comment(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework: &str,
    (topic, words, authority): (&str, &str, Option<&str>),
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into consultation_comment (id, framework_key, received_at, topic, words, authority_key)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&id)
    .bind(framework)
    .bind(weft.clock.instant())
    .bind(topic)
    .bind(words)
    .bind(authority)
    .execute(write.on())
    .await?;
    record(weft, write, (by, "comment received", framework), json!({ "comment": id, "topic": topic })).await
}

/// Records what the officer decided about a comment that waits. The words of one that is not shown are forgotten at once.
///
/// # Errors
/// [`Problem::Conflict`] when somebody decided before.
pub(in crate::consultation) async fn moderate(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework: &str,
    (id, outcome): (&str, &str),
) -> Result<(), Problem> {
    let done = sqlx::query(
        "update consultation_comment set outcome = $1, moderated_at = $2, moderated_by = $3,
           words = case when $1 = 'shown' then words else '' end
         where id = $4 and framework_key = $5 and outcome is null",
    )
    .bind(outcome)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(id)
    .bind(framework)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::Conflict("This comment is not waiting any more. Reload the list.".into()));
    }
    record(weft, write, (by, "comment read", framework), json!({ "comment": id, "outcome": outcome })).await
}
