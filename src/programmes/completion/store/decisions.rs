//! Decisions: recorded, taken back, and listed.

use serde_json::json;

use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    programmes::{
        applications::Participant,
        completion::{Completion, Outcome, SUBJECT},
    },
};

const STANDING: &str =
    "select id, cohort_id, person_id, outcome, day, against_rule, facts, reason, minutes, at, account
    from completion where cohort_id = $1 and taken_back_at is null";

/// The decisions of a cohort that stand.
pub(in crate::programmes::completion) async fn decisions(db: &Db, cohort: &str) -> Result<Vec<Completion>, Problem> {
    let text = format!("{STANDING} order by person_id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(cohort).fetch_all(db.read()).await?)
}

/// The decision about one person that stands, inside a write.
pub(in crate::programmes::completion) async fn decision_in(
    write: &mut Write,
    cohort: &str,
    person: &str,
) -> Result<Option<Completion>, Problem> {
    let text = format!("{STANDING} and person_id = $2");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(cohort).bind(person).fetch_optional(write.on()).await?)
}

/// A decision to be recorded.
#[derive(Debug, Clone)]
pub(in crate::programmes::completion) struct New<'a> {
    pub(in crate::programmes::completion) cohort: &'a str,
    pub(in crate::programmes::completion) person: &'a str,
    pub(in crate::programmes::completion) outcome: Outcome,
    pub(in crate::programmes::completion) day: &'a str,
    pub(in crate::programmes::completion) against_rule: bool,
    pub(in crate::programmes::completion) facts: &'a str,
    pub(in crate::programmes::completion) reason: &'a str,
    pub(in crate::programmes::completion) minutes: i64,
}

/// Records a decision. Says whether it was recorded now, or one stood already.
pub(in crate::programmes::completion) async fn decide(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    new: &New<'_>,
) -> Result<bool, Problem> {
    let id = weft.new_id()?;
    let done = sqlx::query(
        "insert into completion (id, cohort_id, person_id, outcome, day, against_rule, facts, reason, minutes, at, account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
    )
    .bind(&id)
    .bind(new.cohort)
    .bind(new.person)
    .bind(new.outcome.key())
    .bind(new.day)
    .bind(i64::from(new.against_rule))
    .bind(new.facts)
    .bind(new.reason)
    .bind(new.minutes)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let change = json!({
        "outcome": new.outcome.key(), "cohort": new.cohort, "person": new.person, "against_rule": new.against_rule
    });
    let act =
        Act { account: by, act: "completion decided", subject_kind: SUBJECT, subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(true)
}

/// Takes a decision back, with the reason.
pub(in crate::programmes::completion) async fn take_back(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    reason: &str,
) -> Result<bool, Problem> {
    let done = sqlx::query(
        "update completion set taken_back_at = $1, taken_back_by = $2, taken_back_reason = $3
         where id = $4 and taken_back_at is null",
    )
    .bind(weft.clock.instant())
    .bind(by)
    .bind(reason)
    .bind(id)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let act = Act {
        account: by,
        act: "completion taken back",
        subject_kind: SUBJECT,
        subject_id: id,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(true)
}

/// A decision about one person, whether it stands or was taken back, for the history of the page.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes::completion) struct Past {
    pub(in crate::programmes::completion) outcome: String,
    pub(in crate::programmes::completion) day: String,
    pub(in crate::programmes::completion) facts: String,
    pub(in crate::programmes::completion) reason: String,
    pub(in crate::programmes::completion) at: String,
    pub(in crate::programmes::completion) account: String,
    pub(in crate::programmes::completion) taken_back_at: Option<String>,
    pub(in crate::programmes::completion) taken_back_by: Option<String>,
    pub(in crate::programmes::completion) taken_back_reason: Option<String>,
}

/// Every decision about one person in a cohort, the newest first.
pub(in crate::programmes::completion) async fn past(db: &Db, cohort: &str, person: &str) -> Result<Vec<Past>, Problem> {
    Ok(sqlx::query_as(
        "select outcome, day, facts, reason, at, account, taken_back_at, taken_back_by, taken_back_reason
         from completion where cohort_id = $1 and person_id = $2 order by at desc, id desc",
    )
    .bind(cohort)
    .bind(person)
    .fetch_all(db.read())
    .await?)
}

/// Those about whom a decision stands though they have no place today.
pub(in crate::programmes::completion) async fn decided_without_place(
    db: &Db,
    cohort: &str,
) -> Result<Vec<Participant>, Problem> {
    Ok(sqlx::query_as(
        "select '' as application_id, '' as application, person.id as person_id, person.key as person, person.name,
           coalesce(person.email, '') as email, '' as post, '' as sector, cast(null as text) as authority_key,
           cast(null as text) as establishment_key
         from completion join person on person.id = completion.person_id
         where completion.cohort_id = $1 and completion.taken_back_at is null
           and not exists (select 1 from application where application.cohort_id = completion.cohort_id
             and application.person_id = completion.person_id and application.state = 'accepted')
         order by person.name, person.key",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// The id of the person of an address or a key, where one is known.
pub(in crate::programmes::completion) async fn person_id(db: &Db, given: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar("select id from person where email = $1 or key = $2 order by id limit 1")
        .bind(given.trim().to_lowercase())
        .bind(given.trim())
        .fetch_optional(db.read())
        .await?)
}

/// A decision as the file writes it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes::completion) struct Written {
    pub(in crate::programmes::completion) cohort: String,
    pub(in crate::programmes::completion) person: String,
    pub(in crate::programmes::completion) name: String,
    pub(in crate::programmes::completion) outcome: String,
    pub(in crate::programmes::completion) day: String,
    pub(in crate::programmes::completion) reason: String,
}

/// Every decision that stands, by cohort and person.
pub(in crate::programmes::completion) async fn every_decision(db: &Db) -> Result<Vec<Written>, Problem> {
    Ok(sqlx::query_as(
        "select cohort.key as cohort, coalesce(person.email, person.key) as person, person.name, completion.outcome,
           completion.day, completion.reason
         from completion join cohort on cohort.id = completion.cohort_id join person on person.id = completion.person_id
         where completion.taken_back_at is null order by cohort.key, person.key",
    )
    .fetch_all(db.read())
    .await?)
}
