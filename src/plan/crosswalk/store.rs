//! Every statement about the links of the crosswalk.

use serde_json::json;

use crate::{
    plan::store::note,
    plumbing::{
        db::{Db, Write},
        problem::Problem,
        state::Weft,
    },
};

/// One link of the crosswalk, from the earlier framework to the later one.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    /// Its id; empty while it is not kept.
    pub id: String,
    /// The key of the earlier framework.
    pub from_framework: String,
    /// `workstream` or `priority`; empty for what is new.
    pub from_kind: String,
    /// The key of the part; empty for what is new.
    pub from_key: String,
    /// The key of the later framework.
    pub to_framework: String,
    /// `workstream` or `priority`; empty for what ended.
    pub to_kind: String,
    /// The key of the part; empty for what ended.
    pub to_key: String,
    /// One of [`super::RELATIONS`].
    pub relation: String,
    /// A plain sentence.
    pub note: Option<String>,
    /// The key of the paper that says so; absent where it is the partnership's own reading.
    pub paper_key: Option<String>,
    /// The line of that paper.
    pub line: Option<i64>,
    /// 1 where it was made up for an example.
    pub invented: i64,
}

const LINK: &str =
    "select id, from_framework, from_kind, from_key, to_framework, to_kind, to_key, relation, note, paper_key,
  line, invented from crosswalk_link";

/// The links from one framework to a later one, in the order they were recorded.
///
/// # Errors
/// When the database does not answer.
pub async fn crosswalk(db: &Db, from: &str, to: &str) -> Result<Vec<Link>, Problem> {
    let sql = format!("{LINK} where from_framework = $1 and to_framework = $2 order by recorded_at, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(from).bind(to).fetch_all(db.read()).await?)
}

/// Every link, for the file.
pub(super) async fn every(db: &Db) -> Result<Vec<Link>, Problem> {
    let sql = format!("{LINK} order by from_framework, to_framework, recorded_at, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// Adds a link. `framework_id` is the earlier framework's, by which history knows it.
pub(super) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework_id: &str,
    link: &Link,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into crosswalk_link (id, from_framework, from_kind, from_key, to_framework, to_kind, to_key, relation, note,
           paper_key, line, invented, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&id)
    .bind(&link.from_framework)
    .bind(&link.from_kind)
    .bind(&link.from_key)
    .bind(&link.to_framework)
    .bind(&link.to_kind)
    .bind(&link.to_key)
    .bind(&link.relation)
    .bind(&link.note)
    .bind(&link.paper_key)
    .bind(link.line)
    .bind(link.invented)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    note(weft, write, (by, "crosswalk link added", framework_id), None, told(link)).await
}

/// Replaces what is said of a link; its ends stay.
pub(super) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework_id: &str,
    before: &Link,
    link: &Link,
) -> Result<(), Problem> {
    sqlx::query(
        "update crosswalk_link set relation = $1, note = $2, paper_key = $3, line = $4, invented = $5 where id = $6",
    )
    .bind(&link.relation)
    .bind(&link.note)
    .bind(&link.paper_key)
    .bind(link.line)
    .bind(link.invented)
    .bind(&before.id)
    .execute(write.on())
    .await?;
    let change = json!({ "before": told(before), "after": told(link) });
    note(weft, write, (by, "crosswalk link changed", framework_id), None, change).await
}

/// Takes a link out; the history keeps what it said.
pub(super) async fn remove(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework_id: &str,
    link: &Link,
) -> Result<(), Problem> {
    sqlx::query("delete from crosswalk_link where id = $1").bind(&link.id).execute(write.on()).await?;
    note(weft, write, (by, "crosswalk link removed", framework_id), None, told(link)).await
}

fn told(link: &Link) -> serde_json::Value {
    json!({
        "from": format!("{}/{}/{}", link.from_framework, link.from_kind, link.from_key),
        "to": format!("{}/{}/{}", link.to_framework, link.to_kind, link.to_key),
        "relation": link.relation, "note": link.note, "paper": link.paper_key, "line": link.line
    })
}
