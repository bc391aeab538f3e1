//! Every statement about progress: one report and its answers here; many of them, their life, links and judgements beside.

mod judgements;
mod life;
mod links;
mod reports;
mod taken;

pub use judgements::{Judgement, judgements};
pub(super) use judgements::{NewJudgement, add_judgement, every_judgement, of_subject};
pub(super) use life::{NewReport, add, mark_sent, question, save, step, steps};
pub(super) use links::{add_link, asked, burden, link};
pub use reports::{Shareable, accepted, of_group, shareable, waiting};
pub(super) use reports::{accepted_lately, every, groups_that_reported};
pub(super) use taken::{stands, take_in};

use super::{Answers, Report, State};
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
};

/// A report as stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) group_key: String,
    pub(super) framework_key: String,
    pub(super) workstream_key: Option<String>,
    pub(super) period_from: String,
    pub(super) period_to: String,
    pub(super) due: String,
    pub(super) state: String,
    pub(super) invented: i64,
}

impl Row {
    pub(super) fn state(&self) -> State {
        State::of(&self.state)
    }

    pub(super) fn with(self, answers: Option<Answers>) -> Report {
        Report {
            state: self.state(),
            id: self.id,
            key: self.key,
            group: self.group_key,
            framework: self.framework_key,
            workstream: self.workstream_key,
            from: self.period_from,
            to: self.period_to,
            due: self.due,
            invented: self.invented == 1,
            answers,
        }
    }
}

const ROW: &str =
    "select r.id, r.key, r.group_key, r.framework_key, r.workstream_key, r.period_from, r.period_to, r.due,
  r.state, r.invented from progress_report r";

const ANSWERS: &str = "select met, met_note, people, who, changed, helps, share, may_share, person_name, post, sent_at
  from progress_answers";

/// The newest report of every group that was not taken back.
pub(super) async fn newest(db: &Db) -> Result<Vec<Row>, Problem> {
    let sql = format!(
        "{ROW} where r.state <> 'withdrawn' and not exists (select 1 from progress_report later
           where later.group_key = r.group_key and later.state <> 'withdrawn'
             and (later.period_to > r.period_to or (later.period_to = r.period_to and later.id > r.id)))
         order by r.group_key, r.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// The newest report of one group, inside a write.
pub(super) async fn newest_in(write: &mut Write, group: &str) -> Result<Option<Row>, Problem> {
    let sql =
        format!("{ROW} where r.group_key = $1 and r.state <> 'withdrawn' order by r.period_to desc, r.id desc limit 1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(group).fetch_optional(write.on()).await?)
}

/// The report of a key, without its answers.
pub(super) async fn row(db: &Db, key: &str) -> Result<Option<Row>, Problem> {
    let sql = format!("{ROW} where r.key = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(key).fetch_optional(db.read()).await?)
}

/// The report of an id, without its answers.
pub(super) async fn row_of_id(db: &Db, id: &str) -> Result<Option<Row>, Problem> {
    let sql = format!("{ROW} where r.id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db.read()).await?)
}

/// The report of a key, with what was last sent.
///
/// # Errors
/// When the database does not answer.
pub async fn report(db: &Db, key: &str) -> Result<Option<Report>, Problem> {
    let Some(row) = row(db, key).await? else { return Ok(None) };
    let sent = sent(db, &row.id).await?;
    Ok(Some(row.with(sent)))
}

/// What was last sent of a report.
pub(super) async fn sent(db: &Db, id: &str) -> Result<Option<Answers>, Problem> {
    let sql = format!("{ANSWERS} where report_id = $1 and sent_at is not null order by number desc limit 1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db.read()).await?)
}

/// What is being written: the answers and how many questions were reached.
pub(super) async fn draft(db: &Db, id: &str) -> Result<Option<(Answers, i64)>, Problem> {
    let sql = format!("{ANSWERS} where report_id = $1 and sent_at is null order by number desc limit 1");
    let answers: Option<Answers> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db.read()).await?;
    let Some(answers) = answers else { return Ok(None) };
    let reached: i64 = sqlx::query_scalar(
        "select reached from progress_answers where report_id = $1 and sent_at is null order by number desc limit 1",
    )
    .bind(id)
    .fetch_one(db.read())
    .await?;
    Ok(Some((answers, reached)))
}

/// The reports in one state, the oldest day first.
pub(super) async fn rows_in(db: &Db, state: &str) -> Result<Vec<Row>, Problem> {
    let sql = format!("{ROW} where r.state = $1 order by r.due, r.id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(state).fetch_all(db.read()).await?)
}
