//! Every statement about what the councils decided.

use serde_json::json;

use crate::{
    plan::store::note,
    plumbing::{
        db::{Db, Write},
        problem::Problem,
        state::Weft,
    },
};

/// What the committee of one council decided about a framework, or the day on which it will.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Approval {
    /// The framework's key.
    pub framework: String,
    /// The authority's key.
    pub authority: String,
    /// Its place among the records of this authority about this framework, from 1; the last one counts.
    pub number: i64,
    /// The version of the framework that the committee had before it.
    pub version: i64,
    /// The committee, as the council calls it.
    pub committee: String,
    /// The day of its meeting.
    pub day: String,
    /// The item of its agenda.
    pub agenda_item: Option<String>,
    /// One of [`super::DECISIONS`].
    pub decision: String,
    /// What was decided in words, where the word alone does not say it.
    pub words: Option<String>,
    /// The paper the committee had before it, as it is called.
    pub paper: Option<String>,
    /// Where that paper can be read.
    pub url: Option<String>,
    /// The key of the paper of this partnership that says so.
    pub paper_key: Option<String>,
    /// The line of that paper.
    pub line: Option<i64>,
    /// 1 where it was made up for an example.
    pub invented: i64,
    /// Why it stands in place of the record before.
    pub reason: Option<String>,
    /// When it was recorded.
    pub recorded_at: String,
}

const COLUMNS: &str = "select framework_approval.framework_key as framework, framework_approval.authority_key as authority,
  framework_approval.number, version, committee, day, agenda_item, decision, words, paper, url, paper_key, line, invented,
  reason, recorded_at
  from framework_approval join authority on authority.key = framework_approval.authority_key";

const LAST: &str = "framework_approval.number = (select max(later.number) from framework_approval later
  where later.framework_key = framework_approval.framework_key and later.authority_key = framework_approval.authority_key)";

/// What each council decided about a framework, in the partnership's order of authorities; a council that has decided
/// nothing is not among them, one whose committee will meet is there with the decision `planned`.
///
/// # Errors
/// When the database does not answer.
pub async fn approvals(db: &Db, framework: &str) -> Result<Vec<Approval>, Problem> {
    let sql = format!(
        "{COLUMNS} where framework_approval.framework_key = $1 and decision <> 'none' and {LAST}
         order by authority.position, framework_approval.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework).fetch_all(db.read()).await?)
}

/// What one council decided about each framework, the latest day first.
///
/// # Errors
/// When the database does not answer.
pub async fn approvals_of_authority(db: &Db, authority: &str) -> Result<Vec<Approval>, Problem> {
    let sql = format!(
        "{COLUMNS} where framework_approval.authority_key = $1 and decision <> 'none' and {LAST}
         order by day desc, framework_approval.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(authority).fetch_all(db.read()).await?)
}

/// Every record of one council about a framework, the last first.
pub(super) async fn records(db: &Db, framework: &str, authority: &str) -> Result<Vec<Approval>, Problem> {
    let sql = format!(
        "{COLUMNS} where framework_approval.framework_key = $1 and framework_approval.authority_key = $2
         order by framework_approval.number desc, framework_approval.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework).bind(authority).fetch_all(db.read()).await?)
}

/// Every record that counts, of every framework, for the file.
pub(super) async fn every(db: &Db) -> Result<Vec<Approval>, Problem> {
    let sql = format!(
        "{COLUMNS} where decision <> 'none' and {LAST}
         order by framework_approval.framework_key, authority.position, framework_approval.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// Adds a record; the one before stays. `number` is the number it gets: another record under it is a conflict.
pub(super) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework_id: &str,
    new: &Approval,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into framework_approval (id, framework_key, authority_key, number, version, committee, day, agenda_item,
           decision, words, paper, url, paper_key, line, invented, reason, recorded_at, recorded_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(weft.new_id()?)
    .bind(&new.framework)
    .bind(&new.authority)
    .bind(new.number)
    .bind(new.version)
    .bind(&new.committee)
    .bind(&new.day)
    .bind(&new.agenda_item)
    .bind(&new.decision)
    .bind(&new.words)
    .bind(&new.paper)
    .bind(&new.url)
    .bind(&new.paper_key)
    .bind(new.line)
    .bind(new.invented)
    .bind(&new.reason)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({
        "authority": new.authority, "number": new.number, "version": new.version, "committee": new.committee,
        "day": new.day, "item": new.agenda_item, "decision": new.decision, "words": new.words, "paper": new.paper
    });
    let act = if new.number == 1 { "council decision recorded" } else { "council decision replaced" };
    note(weft, write, (by, act, framework_id), new.reason.as_deref(), change).await
}
