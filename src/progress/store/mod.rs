//! Every statement about progress: reports and their steps here, links and judgements beside.

mod judgements;
mod links;
mod taken;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

pub use judgements::{Judgement, judgements};
pub(super) use judgements::{NewJudgement, add_judgement, every_judgement, of_subject};
pub(super) use links::{add_link, asked, burden, link};
pub(super) use taken::{stands, take_in};

use super::{Answers, Move, Report, SUBJECT, State};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
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
pub(super) async fn accepted_lately(db: &Db) -> Result<Vec<Row>, Problem> {
    let sql = format!("{ROW} where r.state = 'accepted' order by r.due desc, r.id desc limit 20");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// Every report, for the file.
pub(super) async fn every(db: &Db) -> Result<Vec<Report>, Problem> {
    let mut all = reports(db, "r.state <> 'withdrawn'", &[]).await?;
    all.reverse();
    Ok(all)
}

/// The groups of a framework that sent a report about a time that ended between two days.
pub(super) async fn groups_that_reported(
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

/// A report about to be asked for.
pub(super) struct NewReport<'a> {
    pub(super) group: &'a str,
    pub(super) framework: &'a str,
    pub(super) workstream: Option<&'a str>,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    pub(super) due: &'a str,
    pub(super) invented: bool,
}

/// Adds a report that is asked for.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, new: &NewReport<'_>) -> Result<Row, Problem> {
    let id = weft.new_id()?;
    let base = format!("{}-{}", new.group, new.to);
    let taken: i64 = sqlx::query_scalar(
        "select cast(count(*) as bigint) from progress_report where group_key = $1 and period_to = $2",
    )
    .bind(new.group)
    .bind(new.to)
    .fetch_one(write.on())
    .await?;
    let key = if taken == 0 { base } else { format!("{base}-{}", taken + 1) };
    sqlx::query(
        "insert into progress_report (id, key, group_key, framework_key, workstream_key, period_from, period_to, due, state,
           asked_at, invented)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'asked', $9, $10)",
    )
    .bind(&id)
    .bind(&key)
    .bind(new.group)
    .bind(new.framework)
    .bind(new.workstream)
    .bind(new.from)
    .bind(new.to)
    .bind(new.due)
    .bind(weft.clock.instant())
    .bind(i64::from(new.invented))
    .execute(write.on())
    .await?;
    note_step(weft, write, by, &id, "request", "").await?;
    let change = json!({ "group": new.group, "from": new.from, "to": new.to, "due": new.due });
    let act =
        Act { account: by, act: "progress asked for", subject_kind: SUBJECT, subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    let sql = format!("{ROW} where r.id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&id).fetch_one(write.on()).await?)
}

async fn note_step(weft: &Weft, write: &mut Write, by: &str, id: &str, step: &str, note: &str) -> Result<(), Problem> {
    sqlx::query("insert into progress_step (id, report_id, step, at, account, note) values ($1, $2, $3, $4, $5, $6)")
        .bind(weft.new_id()?)
        .bind(id)
        .bind(step)
        .bind(weft.clock.instant())
        .bind(by)
        .bind(note)
        .execute(write.on())
        .await?;
    Ok(())
}

/// Moves a report on, with the state as it stands inside the write.
///
/// # Errors
/// [`Problem::Conflict`] with the sentence that says why it cannot be done from there.
pub(super) async fn step(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    what: Move,
    note: &str,
) -> Result<State, Problem> {
    let state: String = sqlx::query_scalar("select state from progress_report where id = $1")
        .bind(id)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)?;
    let before = State::of(&state);
    let after = what.from(before).map_err(|sentence| Problem::Conflict(sentence.to_owned()))?;
    if what == Move::Saving && before == after {
        return Ok(after);
    }
    sqlx::query("update progress_report set state = $1 where id = $2")
        .bind(after.key())
        .bind(id)
        .execute(write.on())
        .await?;
    note_step(weft, write, by, id, what.key(), note).await?;
    let change = json!({ "state": { "from": before.key(), "to": after.key() } });
    // A question is not a reason, but it is why the report came back.
    let reason = Some(note).filter(|note| !note.is_empty() && what != Move::Sending);
    let act = Act { account: by, act: what.done(), subject_kind: SUBJECT, subject_id: id, reason, change };
    history::record(write, &weft.clock, act).await?;
    Ok(after)
}

/// Saves what is being written: the same draft again, or a new one after the last sending.
pub(super) async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    answers: &Answers,
    reached: i64,
) -> Result<(), Problem> {
    let number: i64 = sqlx::query_scalar(
        "select coalesce(max(case when sent_at is null then number else number + 1 end), 1) from progress_answers
         where report_id = $1",
    )
    .bind(id)
    .fetch_one(write.on())
    .await?;
    sqlx::query(
        "insert into progress_answers (report_id, number, reached, met, met_note, people, who, changed, helps, share,
           may_share, person_name, post, saved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (report_id, number) do update set reached = excluded.reached, met = excluded.met,
           met_note = excluded.met_note, people = excluded.people, who = excluded.who, changed = excluded.changed,
           helps = excluded.helps, share = excluded.share, may_share = excluded.may_share,
           person_name = excluded.person_name, post = excluded.post, saved_at = excluded.saved_at",
    )
    .bind(id)
    .bind(number)
    .bind(reached)
    .bind(&answers.met)
    .bind(&answers.met_note)
    .bind(answers.people)
    .bind(&answers.who)
    .bind(&answers.changed)
    .bind(&answers.helps)
    .bind(&answers.share)
    .bind(answers.may_share)
    .bind(&answers.person_name)
    .bind(&answers.post)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    let act = Act {
        account: by,
        act: "progress answers saved",
        subject_kind: SUBJECT,
        subject_id: id,
        reason: None,
        change: json!({ "reached": reached }),
    };
    history::record(write, &weft.clock, act).await
}

/// Marks the draft as sent.
pub(super) async fn mark_sent(write: &mut Write, id: &str, at: &str) -> Result<(), Problem> {
    sqlx::query("update progress_answers set sent_at = $1 where report_id = $2 and sent_at is null")
        .bind(at)
        .bind(id)
        .execute(write.on())
        .await?;
    Ok(())
}

/// One step of a report's life.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Step {
    pub(super) step: String,
    pub(super) at: String,
    pub(super) note: String,
}

/// The steps of a report, the newest first.
pub(super) async fn steps(db: &Db, id: &str) -> Result<Vec<Step>, Problem> {
    Ok(sqlx::query_as("select step, at, note from progress_step where report_id = $1 order by at desc, id desc")
        .bind(id)
        .fetch_all(db.read())
        .await?)
}

/// The question a report was last returned with.
pub(super) async fn question(db: &Db, id: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select note from progress_step where report_id = $1 and step = 'return' order by at desc, id desc limit 1",
    )
    .bind(id)
    .fetch_optional(db.read())
    .await?)
}

/// The reports in one state, the oldest day first.
pub(super) async fn rows_in(db: &Db, state: &str) -> Result<Vec<Row>, Problem> {
    let sql = format!("{ROW} where r.state = $1 order by r.due, r.id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(state).fetch_all(db.read()).await?)
}
