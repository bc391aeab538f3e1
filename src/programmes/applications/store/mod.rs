//! Statements about applications and their steps.

pub(in crate::programmes) mod links;
pub(in crate::programmes) mod records;

use serde_json::json;

use super::{Application, Participant, State};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls an application.
pub(in crate::programmes) const SUBJECT: &str = "application";

/// The application of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn application(db: &Db, key: &str) -> Result<Option<Application>, Problem> {
    Ok(sqlx::query_as("select * from application where key = $1").bind(key).fetch_optional(db.read()).await?)
}

/// The application of a key, inside a write.
pub(in crate::programmes) async fn in_write(write: &mut Write, key: &str) -> Result<Option<Application>, Problem> {
    Ok(sqlx::query_as("select * from application where key = $1").bind(key).fetch_optional(write.on()).await?)
}

/// The applications to a cohort but for drafts, in the order in which they were sent.
///
/// # Errors
/// When the database does not answer.
pub async fn of_cohort(db: &Db, cohort: &str) -> Result<Vec<Application>, Problem> {
    Ok(sqlx::query_as(
        "select * from application where cohort_id = $1 and state <> 'draft' order by submitted_at nulls last, id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// Those who have a place in a cohort, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn participants(db: &Db, cohort: &str) -> Result<Vec<Participant>, Problem> {
    Ok(sqlx::query_as(
        "select application.id as application_id, application.key as application, person.id as person_id,
           person.key as person, person.name, application.email, application.post, application.sector,
           application.authority_key, application.establishment_key
         from application join person on person.id = application.person_id
         where application.cohort_id = $1 and application.state = 'accepted' order by person.name, person.key",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// How many places of a cohort are held by offers and acceptances.
///
/// # Errors
/// When the database does not answer.
pub async fn held(db: &Db, cohort: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar(HELD).bind(cohort).fetch_one(db.read()).await?)
}

const HELD: &str = "select cast(count(*) as bigint) from application
  where cohort_id = $1 and state in ('offered', 'accepted')";

/// Adds an application as it is given, its id included, and returns nothing. A draft holds no place; one that holds a
/// place is counted like any other.
///
/// # Errors
/// [`Problem::Conflict`] when it would hold a place that there is not.
pub(in crate::programmes) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    application: &Application,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into application (id, key, cohort_id, group_id, person_id, name, email, post, sector, authority_key,
           establishment_key, workplace, registration, why, needs, endorser_name, endorser_email, endorsed, endorsed_at,
           endorsed_words, state, state_at, started_at, submitted_at, offer_expires_on, transferred_to, sentence, invented)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
           $24, $25, $26, $27, $28)",
    )
    .bind(&application.id)
    .bind(&application.key)
    .bind(&application.cohort_id)
    .bind(&application.group_id)
    .bind(&application.person_id)
    .bind(&application.name)
    .bind(&application.email)
    .bind(&application.post)
    .bind(&application.sector)
    .bind(&application.authority_key)
    .bind(&application.establishment_key)
    .bind(&application.workplace)
    .bind(&application.registration)
    .bind(&application.why)
    .bind(&application.needs)
    .bind(&application.endorser_name)
    .bind(&application.endorser_email)
    .bind(&application.endorsed)
    .bind(&application.endorsed_at)
    .bind(&application.endorsed_words)
    .bind(&application.state)
    .bind(&application.state_at)
    .bind(&application.started_at)
    .bind(&application.submitted_at)
    .bind(&application.offer_expires_on)
    .bind(&application.transferred_to)
    .bind(&application.sentence)
    .bind(application.invented)
    .execute(write.on())
    .await?;
    if application.state().holds_a_place() {
        within_places(write, &application.cohort_id).await?;
    }
    let change = json!({ "state": application.state, "cohort": application.cohort_id });
    let act = Act {
        account: by,
        act: "application added",
        subject_kind: SUBJECT,
        subject_id: &application.id,
        reason: None,
        change,
    };
    history::record(write, &weft.clock, act).await
}

/// Moves an application to another state, with the sentence the applicant may read and, for an offer, its last day.
///
/// # Errors
/// [`Problem::Conflict`] when the state machine does not know the move, somebody else moved it meanwhile, or an offer would
/// exceed the places of the cohort: nothing is written then.
pub(in crate::programmes) async fn move_to(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    next: State,
    reason: &str,
    offer_expires_on: Option<&str>,
) -> Result<(), Problem> {
    let (state, cohort): (String, String) = sqlx::query_as("select state, cohort_id from application where id = $1")
        .bind(id)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)?;
    let from = State::of(&state).unwrap_or(State::Draft);
    if !from.may_become(next) {
        return Err(Problem::Conflict(format!(
            "This application stands at “{}” and cannot become “{}” from there. Reload the page: somebody may have moved it \
             meanwhile.",
            from.name(),
            next.name()
        )));
    }
    let now = weft.clock.instant();
    sqlx::query(
        "update application set state = $1, state_at = $2, sentence = $3, offer_expires_on = $4,
           submitted_at = case when $1 = 'submitted' then coalesce(submitted_at, $2) else submitted_at end
         where id = $5",
    )
    .bind(next.key())
    .bind(&now)
    .bind(reason)
    .bind(offer_expires_on)
    .bind(id)
    .execute(write.on())
    .await?;
    if next.holds_a_place() && !from.holds_a_place() {
        within_places(write, &cohort).await?;
    }
    sqlx::query(
        "insert into application_step (id, application_id, from_state, to_state, at, account, reason)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(weft.new_id()?)
    .bind(id)
    .bind(from.key())
    .bind(next.key())
    .bind(&now)
    .bind(by)
    .bind(reason)
    .execute(write.on())
    .await?;
    let change = json!({ "state": { "from": from.key(), "to": next.key() } });
    // What the applicant reads may name people; history keeps no names, so the step holds the words.
    let act =
        Act { account: by, act: "application moved", subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Refuses a write in which more places are held than the cohort has.
async fn within_places(write: &mut Write, cohort: &str) -> Result<(), Problem> {
    let places: Option<i64> =
        sqlx::query_scalar("select places from cohort where id = $1").bind(cohort).fetch_one(write.on()).await?;
    let held: i64 = sqlx::query_scalar(HELD).bind(cohort).fetch_one(write.on()).await?;
    match places {
        Some(places) if held > places => Err(Problem::Conflict(format!(
            "All {places} places of this cohort are offered or taken. Nothing was changed: put the application on the \
             waiting list, or wait until a place comes free."
        ))),
        _ => Ok(()),
    }
}
