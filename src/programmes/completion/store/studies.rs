//! Case studies: saved while they are written, moved from state to state, each move a dated step.

use serde_json::json;

use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    programmes::completion::study::{State, Study},
};

/// What history calls a case study.
const SUBJECT: &str = "case study";

/// The case studies of a cohort.
pub(in crate::programmes::completion) async fn studies(db: &Db, cohort: &str) -> Result<Vec<Study>, Problem> {
    Ok(sqlx::query_as("select * from case_study where cohort_id = $1 order by person_id")
        .bind(cohort)
        .fetch_all(db.read())
        .await?)
}

/// The case study of one person in a cohort.
pub(in crate::programmes::completion) async fn study(
    db: &Db,
    cohort: &str,
    person: &str,
) -> Result<Option<Study>, Problem> {
    Ok(sqlx::query_as("select * from case_study where cohort_id = $1 and person_id = $2")
        .bind(cohort)
        .bind(person)
        .fetch_optional(db.read())
        .await?)
}

/// Saves what was written, and begins the case study where there is none yet.
///
/// # Errors
/// [`Problem::Conflict`] when it was sent meanwhile.
pub(in crate::programmes::completion) async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    study: &Study,
) -> Result<(), Problem> {
    let done = sqlx::query(
        "insert into case_study (id, cohort_id, person_id, question, target_group, done, measure_before, measure_after, impact,
           not_worked, outcomes, may_share, reached, state, state_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'draft', $14)
         on conflict (cohort_id, person_id) do update set question = excluded.question,
           target_group = excluded.target_group, done = excluded.done, measure_before = excluded.measure_before,
           measure_after = excluded.measure_after, impact = excluded.impact, not_worked = excluded.not_worked,
           outcomes = excluded.outcomes, may_share = excluded.may_share, reached = excluded.reached
         where case_study.state in ('draft', 'returned')",
    )
    .bind(weft.new_id()?)
    .bind(&study.cohort_id)
    .bind(&study.person_id)
    .bind(&study.question)
    .bind(&study.target_group)
    .bind(&study.done)
    .bind(&study.measure_before)
    .bind(&study.measure_after)
    .bind(&study.impact)
    .bind(&study.not_worked)
    .bind(&study.outcomes)
    .bind(study.may_share)
    .bind(study.reached)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::Conflict(
            "The case study was sent meanwhile and can no longer be changed. Open your link again to see it.".into(),
        ));
    }
    let id: String = sqlx::query_scalar("select id from case_study where cohort_id = $1 and person_id = $2")
        .bind(&study.cohort_id)
        .bind(&study.person_id)
        .fetch_one(write.on())
        .await?;
    record(weft, write, by, "case study saved", &id, json!({ "reached": study.reached })).await
}

/// Moves a case study to another state, with what was said about it: a question, or why one reader also moderated.
///
/// # Errors
/// [`Problem::Conflict`] when it no longer stands where it was shown.
pub(in crate::programmes::completion) async fn move_to(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    next: State,
    words: &str,
) -> Result<(), Problem> {
    let state: String = sqlx::query_scalar("select state from case_study where id = $1")
        .bind(id)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)?;
    let from = State::of(&state).unwrap_or(State::Draft);
    if !from.next().contains(&next) {
        return Err(Problem::Conflict(format!(
            "This case study stands at “{}”. Reload the page: somebody may have decided about it meanwhile.",
            from.name()
        )));
    }
    let now = weft.clock.instant();
    sqlx::query("update case_study set state = $1, state_at = $2 where id = $3")
        .bind(next.key())
        .bind(&now)
        .bind(id)
        .execute(write.on())
        .await?;
    sqlx::query(
        "insert into case_study_step (id, case_study_id, from_state, to_state, at, account, words)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(weft.new_id()?)
    .bind(id)
    .bind(from.key())
    .bind(next.key())
    .bind(&now)
    .bind(by)
    .bind(words)
    .execute(write.on())
    .await?;
    let change = json!({ "state": { "from": from.key(), "to": next.key() } });
    record(weft, write, by, "case study moved", id, change).await
}

/// One move of a case study.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes::completion) struct Step {
    pub(in crate::programmes::completion) to_state: String,
    pub(in crate::programmes::completion) at: String,
    pub(in crate::programmes::completion) account: String,
    pub(in crate::programmes::completion) words: String,
}

/// The moves of a case study, the newest first.
pub(in crate::programmes::completion) async fn steps(db: &Db, id: &str) -> Result<Vec<Step>, Problem> {
    Ok(sqlx::query_as(
        "select to_state, at, account, words from case_study_step where case_study_id = $1 order by at desc, id desc",
    )
    .bind(id)
    .fetch_all(db.read())
    .await?)
}

/// The day on which each case study of a cohort was last accepted, by the person's id.
pub(in crate::programmes::completion) async fn accepted_on(
    db: &Db,
    cohort: &str,
) -> Result<std::collections::BTreeMap<String, String>, Problem> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select case_study.person_id, max(case_study_step.at) from case_study_step
         join case_study on case_study.id = case_study_step.case_study_id
         where case_study.cohort_id = $1 and case_study_step.to_state = 'accepted' group by case_study.person_id
         order by case_study.person_id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}
