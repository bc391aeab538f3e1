//! Statements about the life of a report: asked for, written, sent, moved on, and every step of it as a dated record.

use serde_json::json;

use super::{ROW, Row};
use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    progress::{Answers, Move, SUBJECT, State},
};

/// A report about to be asked for.
pub(in crate::progress) struct NewReport<'a> {
    pub(in crate::progress) group: &'a str,
    pub(in crate::progress) framework: &'a str,
    pub(in crate::progress) workstream: Option<&'a str>,
    pub(in crate::progress) from: &'a str,
    pub(in crate::progress) to: &'a str,
    pub(in crate::progress) due: &'a str,
    pub(in crate::progress) invented: bool,
}

/// Adds a report that is asked for.
pub(in crate::progress) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    new: &NewReport<'_>,
) -> Result<Row, Problem> {
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
pub(in crate::progress) async fn step(
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
pub(in crate::progress) async fn save(
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
pub(in crate::progress) async fn mark_sent(write: &mut Write, id: &str, at: &str) -> Result<(), Problem> {
    sqlx::query("update progress_answers set sent_at = $1 where report_id = $2 and sent_at is null")
        .bind(at)
        .bind(id)
        .execute(write.on())
        .await?;
    Ok(())
}

/// One step of a report's life.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::progress) struct Step {
    pub(in crate::progress) step: String,
    pub(in crate::progress) at: String,
    pub(in crate::progress) note: String,
}

/// The steps of a report, the newest first.
pub(in crate::progress) async fn steps(db: &Db, id: &str) -> Result<Vec<Step>, Problem> {
    Ok(sqlx::query_as("select step, at, note from progress_step where report_id = $1 order by at desc, id desc")
        .bind(id)
        .fetch_all(db.read())
        .await?)
}

/// The question a report was last returned with.
pub(in crate::progress) async fn question(db: &Db, id: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select note from progress_step where report_id = $1 and step = 'return' order by at desc, id desc limit 1",
    )
    .bind(id)
    .fetch_optional(db.read())
    .await?)
}
