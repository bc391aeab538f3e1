//! Statements that gather many reports, each with what was last sent of it: of a group, of a framework, waiting, accepted.

use std::collections::{BTreeMap, BTreeSet};

use super::{ROW, Row};
use crate::{
    plumbing::{db::Db, problem::Problem},
    progress::{Answers, Report},
};

/// Reports with what was last sent of each: two statements, however many there are.
async fn reports(db: &Db, condition: &str, bound: &[&str]) -> Result<Vec<Report>, Problem> {
    let sql = format!("{ROW} where {condition} order by r.period_to desc, r.group_key, r.id");
    let mut query = sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(sql));
    for value in bound {
        query = query.bind(*value);
    }
    let rows = query.fetch_all(db.read()).await?;
    let sql = format!(
        "select a.report_id, a.met, a.met_note, a.people, a.who, a.changed, a.helps, a.share, a.may_share, a.person_name,
           a.post, a.sent_at
         from progress_answers a join progress_report r on r.id = a.report_id
         where a.sent_at is not null and ({condition}) order by a.report_id, a.number"
    );
    #[derive(sqlx::FromRow)]
    struct Sent {
        report_id: String,
        #[sqlx(flatten)]
        answers: Answers,
    }
    let mut query = sqlx::query_as::<_, Sent>(sqlx::AssertSqlSafe(sql));
    for value in bound {
        query = query.bind(*value);
    }
    // Of several sendings the last one stays.
    let mut last: BTreeMap<String, Answers> =
        query.fetch_all(db.read()).await?.into_iter().map(|sent| (sent.report_id, sent.answers)).collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let answers = last.remove(&row.id);
            row.with(answers)
        })
        .collect())
}

/// Every report of a group, the newest first, those taken back left out.
///
/// # Errors
/// When the database does not answer.
pub async fn of_group(db: &Db, group: &str) -> Result<Vec<Report>, Problem> {
    reports(db, "r.group_key = $1 and r.state <> 'withdrawn'", &[group]).await
}

/// Reports that were sent and wait to be accepted.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(db: &Db) -> Result<Vec<Report>, Problem> {
    reports(db, "r.state = 'sent'", &[]).await
}

/// The accepted reports of a framework, or of one of its workstreams, whose time ended between two days.
///
/// # Errors
/// When the database does not answer.
pub async fn accepted(
    db: &Db,
    framework: &str,
    workstream: Option<&str>,
    from: &str,
    to: &str,
) -> Result<Vec<Report>, Problem> {
    let mut found = reports(
        db,
        "r.state = 'accepted' and r.framework_key = $1 and r.period_to >= $2 and r.period_to <= $3",
        &[framework, from, to],
    )
    .await?;
    found.retain(|report| workstream.is_none_or(|one| report.workstream.as_deref() == Some(one)));
    Ok(found)
}

/// The last reports that were accepted, at most twenty.
pub(in crate::progress) async fn accepted_lately(db: &Db) -> Result<Vec<Row>, Problem> {
    let sql = format!("{ROW} where r.state = 'accepted' order by r.due desc, r.id desc limit 20");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// Every report, for the file.
pub(in crate::progress) async fn every(db: &Db) -> Result<Vec<Report>, Problem> {
    let mut all = reports(db, "r.state <> 'withdrawn'", &[]).await?;
    all.reverse();
    Ok(all)
}

/// The groups of a framework that sent a report about a time that ended between two days.
pub(in crate::progress) async fn groups_that_reported(
    db: &Db,
    framework: &str,
    from: &str,
    to: &str,
) -> Result<BTreeSet<String>, Problem> {
    let keys: Vec<String> = sqlx::query_scalar(
        "select distinct group_key from progress_report
         where framework_key = $1 and state in ('sent', 'returned', 'accepted') and period_to >= $2 and period_to <= $3
         order by group_key",
    )
    .bind(framework)
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?;
    Ok(keys.into_iter().collect())
}

/// One thing to share, out of an accepted report whose sender may be asked about it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Shareable {
    /// The key of the report.
    pub report: String,
    /// The key of the group.
    pub group: String,
    /// What they would share.
    pub text: String,
    /// Who sent it; never public.
    pub sender: String,
    /// The last day the report is about.
    pub day: String,
}

/// What senders would share and may be asked about, the newest first: where a quote or a spotlight can begin. Nothing
/// here may be used before its consent is recorded.
///
/// # Errors
/// When the database does not answer.
pub async fn shareable(db: &Db) -> Result<Vec<Shareable>, Problem> {
    Ok(sqlx::query_as(
        "select r.key as report, r.group_key as \"group\", a.share as text, a.person_name as sender, r.period_to as day
         from progress_report r join progress_answers a on a.report_id = r.id
         where r.state = 'accepted' and a.may_share = 1 and a.share <> '' and a.sent_at is not null
           and not exists (select 1 from progress_answers later where later.report_id = a.report_id
             and later.sent_at is not null and later.number > a.number)
         order by r.period_to desc, r.key limit 200",
    )
    .fetch_all(db.read())
    .await?)
}
