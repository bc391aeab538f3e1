//! Every statement about the links from priorities and outcomes to indicators.

use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// That somebody judged that a part of a framework contributes to what an indicator watches.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Link {
    pub(super) id: String,
    pub(super) framework_key: String,
    pub(super) part_kind: String,
    pub(super) part_key: String,
    pub(super) indicator_key: String,
    pub(super) reason: String,
}

const LINK: &str = "select id, framework_key, part_kind, part_key, indicator_key, reason from thread_link";

/// The links of a framework that are in force.
pub(super) async fn links(db: &Db, framework: &str) -> Result<Vec<Link>, Problem> {
    let sql =
        format!("{LINK} where framework_key = $1 and ended_at is null order by part_kind, part_key, indicator_key, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework).fetch_all(db.read()).await?)
}

/// Links a part of a framework to an indicator. The same link twice is one link.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, link: &Link) -> Result<(), Problem> {
    let there: Option<String> = sqlx::query_scalar(
        "select id from thread_link where framework_key = $1 and part_kind = $2 and part_key = $3 and indicator_key = $4
           and ended_at is null",
    )
    .bind(&link.framework_key)
    .bind(&link.part_kind)
    .bind(&link.part_key)
    .bind(&link.indicator_key)
    .fetch_optional(write.on())
    .await?;
    if there.is_some() {
        return Err(Problem::Conflict("This indicator is linked there already.".into()));
    }
    let id = weft.new_id()?;
    sqlx::query(
        "insert into thread_link (id, framework_key, part_kind, part_key, indicator_key, reason, at, account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(&link.framework_key)
    .bind(&link.part_kind)
    .bind(&link.part_key)
    .bind(&link.indicator_key)
    .bind(&link.reason)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({
        "framework": link.framework_key,
        "part": format!("{}/{}", link.part_kind, link.part_key),
        "indicator": link.indicator_key,
    });
    let act = Act {
        account: by,
        act: "indicator linked",
        subject_kind: "thread-link",
        subject_id: &id,
        reason: Some(&link.reason),
        change,
    };
    history::record(write, &weft.clock, act).await
}

/// Ends a link. It stays on record.
pub(super) async fn end(weft: &Weft, write: &mut Write, by: &str, id: &str) -> Result<(), Problem> {
    let done = sqlx::query("update thread_link set ended_at = $1 where id = $2 and ended_at is null")
        .bind(weft.clock.instant())
        .bind(id)
        .execute(write.on())
        .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::NotFound);
    }
    let act = Act {
        account: by,
        act: "link to indicator ended",
        subject_kind: "thread-link",
        subject_id: id,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await
}
