//! Statements about the papers of a meeting.

use serde_json::json;

use super::{Meeting, record};
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// One paper, without the bytes of its file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::meetings) struct Paper {
    pub(in crate::meetings) key: String,
    pub(in crate::meetings) title: String,
    /// `text`, `link` or `file`.
    pub(in crate::meetings) kind: String,
    /// The text, as Markdown.
    pub(in crate::meetings) body: String,
    pub(in crate::meetings) url: String,
    pub(in crate::meetings) file_name: String,
    pub(in crate::meetings) size: i64,
    /// Why it is closed to the public; nothing where it is open.
    pub(in crate::meetings) closed_reason: Option<String>,
}

/// A paper about to be added.
#[derive(Debug, Clone, Default)]
pub(in crate::meetings) struct NewPaper {
    pub(in crate::meetings) title: String,
    pub(in crate::meetings) kind: &'static str,
    pub(in crate::meetings) body: String,
    pub(in crate::meetings) url: String,
    pub(in crate::meetings) file_name: String,
    pub(in crate::meetings) bytes: Option<Vec<u8>>,
    pub(in crate::meetings) closed_reason: Option<String>,
}

/// The papers of a meeting in their order, without those that were withdrawn.
pub(in crate::meetings) async fn papers(db: &Db, meeting: &Meeting) -> Result<Vec<Paper>, Problem> {
    Ok(sqlx::query_as(
        "select key, title, kind, body, url, file_name, size, closed_reason from meeting_paper
         where meeting_id = $1 and withdrawn_at is null order by position, id",
    )
    .bind(&meeting.row)
    .fetch_all(db.read())
    .await?)
}

/// One paper of a meeting.
pub(in crate::meetings) async fn paper(db: &Db, meeting: &Meeting, key: &str) -> Result<Option<Paper>, Problem> {
    Ok(sqlx::query_as(
        "select key, title, kind, body, url, file_name, size, closed_reason from meeting_paper
         where meeting_id = $1 and key = $2 and withdrawn_at is null",
    )
    .bind(&meeting.row)
    .bind(key)
    .fetch_optional(db.read())
    .await?)
}

/// The bytes of a paper's file.
pub(in crate::meetings) async fn bytes_of(db: &Db, key: &str) -> Result<Vec<u8>, Problem> {
    let bytes: Option<Vec<u8>> =
        sqlx::query_scalar("select bytes from meeting_paper where key = $1").bind(key).fetch_one(db.read()).await?;
    Ok(bytes.unwrap_or_default())
}

/// Adds a paper after the others and returns its key.
pub(in crate::meetings) async fn add_paper(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    new: &NewPaper,
) -> Result<String, Problem> {
    let id = weft.new_id()?;
    let position: i64 =
        sqlx::query_scalar("select coalesce(max(position), 0) + 1 from meeting_paper where meeting_id = $1")
            .bind(&meeting.row)
            .fetch_one(write.on())
            .await?;
    let key = format!("{}-paper-{position}", meeting.id);
    let size = new.bytes.as_ref().map_or(new.body.len(), Vec::len);
    sqlx::query(
        "insert into meeting_paper (id, key, meeting_id, position, title, kind, body, url, file_name, bytes, size,
           closed_reason, added_at, account) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&id)
    .bind(&key)
    .bind(&meeting.row)
    .bind(position)
    .bind(&new.title)
    .bind(new.kind)
    .bind(&new.body)
    .bind(&new.url)
    .bind(&new.file_name)
    .bind(new.bytes.clone())
    .bind(i64::try_from(size).unwrap_or(i64::MAX))
    .bind(&new.closed_reason)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "paper": id, "kind": new.kind, "closed": new.closed_reason });
    record(weft, write, by, "meeting paper added", &meeting.row, None, change).await?;
    Ok(key)
}

/// Takes a paper off the meeting. Its record stays, its bytes too.
pub(in crate::meetings) async fn withdraw_paper(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    key: &str,
) -> Result<(), Problem> {
    sqlx::query("update meeting_paper set withdrawn_at = $1 where key = $2 and meeting_id = $3")
        .bind(weft.clock.instant())
        .bind(key)
        .bind(&meeting.row)
        .execute(write.on())
        .await?;
    record(weft, write, by, "meeting paper withdrawn", &meeting.row, None, json!({ "paper": key })).await
}
