//! Statements about minutes: every saving is a revision, every approval a version that points to one.

use serde_json::json;

use super::{Meeting, record};
use crate::plumbing::{
    db::{Db, Write},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// One saving of the minutes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::meetings) struct Revision {
    pub(in crate::meetings) number: i64,
    pub(in crate::meetings) body: String,
    pub(in crate::meetings) at: String,
    pub(in crate::meetings) account: String,
}

/// One approved version.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::meetings) struct Version {
    pub(in crate::meetings) number: i64,
    pub(in crate::meetings) revision: i64,
    pub(in crate::meetings) day: String,
    /// The key of the meeting that approved it.
    pub(in crate::meetings) approved_at: Option<String>,
    /// Why it replaces the version before it.
    pub(in crate::meetings) reason: Option<String>,
    pub(in crate::meetings) is_public: i64,
}

/// The latest revision of a meeting's minutes.
pub(in crate::meetings) async fn latest(write: &mut Write, meeting: &Meeting) -> Result<Option<Revision>, Problem> {
    Ok(sqlx::query_as(
        "select number, body, at, account from minutes_revision where meeting_id = $1 order by number desc limit 1",
    )
    .bind(&meeting.row)
    .fetch_optional(write.on())
    .await?)
}

/// One revision of a meeting's minutes.
pub(in crate::meetings) async fn revision(
    db: &Db,
    meeting: &Meeting,
    number: i64,
) -> Result<Option<Revision>, Problem> {
    Ok(sqlx::query_as("select number, body, at, account from minutes_revision where meeting_id = $1 and number = $2")
        .bind(&meeting.row)
        .bind(number)
        .fetch_optional(db.read())
        .await?)
}

/// Saves a revision, written from `base`.
pub(in crate::meetings) async fn add_revision(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    base: i64,
    body: &str,
) -> Result<i64, Problem> {
    let number: i64 =
        sqlx::query_scalar("select coalesce(max(number), 0) + 1 from minutes_revision where meeting_id = $1")
            .bind(&meeting.row)
            .fetch_one(write.on())
            .await?;
    sqlx::query(
        "insert into minutes_revision (meeting_id, number, body, at, account, base) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&meeting.row)
    .bind(number)
    .bind(body)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(base)
    .execute(write.on())
    .await?;
    // The text may name people, so the history holds its digest alone.
    let change = json!({ "revision": number, "base": base, "sha256": sha256(body.as_bytes()) });
    record(weft, write, by, "minutes saved", &meeting.row, None, change).await?;
    Ok(number)
}

/// The approved versions of a meeting's minutes, the latest first.
pub(in crate::meetings) async fn versions(db: &Db, meeting: &Meeting) -> Result<Vec<Version>, Problem> {
    Ok(sqlx::query_as(
        "select number, revision, day, approved_at, reason, is_public from minutes_version where meeting_id = $1
         order by number desc",
    )
    .bind(&meeting.row)
    .fetch_all(db.read())
    .await?)
}

/// Approves a revision as the next version.
pub(in crate::meetings) async fn approve(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    version: &Version,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into minutes_version (meeting_id, number, revision, day, approved_at, reason, is_public, account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&meeting.row)
    .bind(version.number)
    .bind(version.revision)
    .bind(&version.day)
    .bind(&version.approved_at)
    .bind(&version.reason)
    .bind(version.is_public)
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "version": version.number, "revision": version.revision, "approved_at": version.approved_at,
        "public": version.is_public == 1 });
    let act = if version.number == 1 { "minutes approved" } else { "minutes corrected" };
    record(weft, write, by, act, &meeting.row, version.reason.as_deref(), change).await
}
