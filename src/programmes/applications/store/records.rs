//! Statements about what an application says, its steps, its group, and what is known of the same person elsewhere.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::SUBJECT;
use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    programmes::applications::Application,
};

/// One step of an application.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Step {
    /// The state it left; empty for one that came from a file.
    pub from_state: String,
    /// The state it entered.
    pub to_state: String,
    /// When.
    pub at: String,
    /// The account, or who stands for one in the history.
    pub account: String,
    /// Why, as the applicant reads it.
    pub reason: String,
}

/// A school or department that applied for several people.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// The id of the cohort.
    pub cohort_id: String,
    /// What it is called.
    pub name: String,
    /// `school` or `department`.
    pub kind: String,
    /// The key of the establishment.
    pub establishment_key: Option<String>,
    /// When it applied.
    pub made_at: String,
}

/// The application of an id.
pub(in crate::programmes) async fn of_id(db: &Db, id: &str) -> Result<Option<Application>, Problem> {
    Ok(sqlx::query_as("select * from application where id = $1").bind(id).fetch_optional(db.read()).await?)
}

/// The application of an id, inside a write.
pub(in crate::programmes) async fn of_id_in_write(write: &mut Write, id: &str) -> Result<Application, Problem> {
    sqlx::query_as("select * from application where id = $1")
        .bind(id)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)
}

/// What an application says of somebody; their name, address and words are noted in the history as changed, never written out.
fn difference(before: &Application, after: &Application) -> Value {
    let mut change = serde_json::Map::new();
    let private = [
        ("name", &before.name, &after.name),
        ("email", &before.email, &after.email),
        ("workplace", &before.workplace, &after.workplace),
        ("registration", &before.registration, &after.registration),
        ("why", &before.why, &after.why),
        ("needs", &before.needs, &after.needs),
        ("endorser_name", &before.endorser_name, &after.endorser_name),
        ("endorser_email", &before.endorser_email, &after.endorser_email),
    ];
    for (field, _, _) in private.into_iter().filter(|(_, was, is)| was != is) {
        change.insert(field.into(), json!("changed"));
    }
    let shown = [
        ("post", Some(&before.post), Some(&after.post)),
        ("sector", Some(&before.sector), Some(&after.sector)),
        ("authority", before.authority_key.as_ref(), after.authority_key.as_ref()),
        ("establishment", before.establishment_key.as_ref(), after.establishment_key.as_ref()),
        ("person", before.person_id.as_ref(), after.person_id.as_ref()),
    ];
    for (field, was, is) in shown.into_iter().filter(|(_, was, is)| was != is) {
        change.insert(field.into(), json!({ "from": was, "to": is }));
    }
    Value::Object(change)
}

/// Saves what an application says of the applicant; where it stands is not touched.
pub(in crate::programmes) async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    before: &Application,
    after: &Application,
    reason: Option<&str>,
) -> Result<(), Problem> {
    sqlx::query(
        "update application set person_id = $1, name = $2, email = $3, post = $4, sector = $5, authority_key = $6,
           establishment_key = $7, workplace = $8, registration = $9, why = $10, needs = $11, endorser_name = $12,
           endorser_email = $13 where id = $14",
    )
    .bind(&after.person_id)
    .bind(&after.name)
    .bind(&after.email)
    .bind(&after.post)
    .bind(&after.sector)
    .bind(&after.authority_key)
    .bind(&after.establishment_key)
    .bind(&after.workplace)
    .bind(&after.registration)
    .bind(&after.why)
    .bind(&after.needs)
    .bind(&after.endorser_name)
    .bind(&after.endorser_email)
    .bind(&before.id)
    .execute(write.on())
    .await?;
    record(weft, write, by, "application changed", &before.id, reason, difference(before, after)).await
}

/// Records what the endorser answered, or with nothing takes the answer back.
pub(in crate::programmes) async fn endorse(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    answer: Option<&str>,
    words: &str,
) -> Result<(), Problem> {
    sqlx::query("update application set endorsed = $1, endorsed_at = $2, endorsed_words = $3 where id = $4")
        .bind(answer)
        .bind(answer.map(|_| weft.clock.instant()))
        .bind(words)
        .bind(id)
        .execute(write.on())
        .await?;
    record(weft, write, by, "application endorsed", id, None, json!({ "endorsed": answer })).await
}

/// Changes the sentence that the applicant reads, as the waiting list moves on. The write records its own history.
pub(in crate::programmes) async fn say(write: &mut Write, id: &str, sentence: &str) -> Result<(), Problem> {
    sqlx::query("update application set sentence = $1 where id = $2")
        .bind(sentence)
        .bind(id)
        .execute(write.on())
        .await?;
    Ok(())
}

/// Notes which application another one became, or with nothing that it became none.
pub(in crate::programmes) async fn became(write: &mut Write, id: &str, key: Option<&str>) -> Result<(), Problem> {
    sqlx::query("update application set transferred_to = $1 where id = $2")
        .bind(key)
        .bind(id)
        .execute(write.on())
        .await?;
    Ok(())
}

/// Notes how an application that came from a file got to where it stands.
pub(in crate::programmes) async fn came_from_a_file(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    application: &Application,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into application_step (id, application_id, from_state, to_state, at, account, reason)
         values ($1, $2, '', $3, $4, $5, $6)",
    )
    .bind(weft.new_id()?)
    .bind(&application.id)
    .bind(&application.state)
    .bind(&application.state_at)
    .bind(by)
    .bind(&application.sentence)
    .execute(write.on())
    .await?;
    Ok(())
}

/// The steps of an application, the first one first.
///
/// # Errors
/// When the database does not answer.
pub async fn steps(db: &Db, id: &str) -> Result<Vec<Step>, Problem> {
    Ok(sqlx::query_as(
        "select from_state, to_state, at, account, reason from application_step where application_id = $1 order by at, id",
    )
    .bind(id)
    .fetch_all(db.read())
    .await?)
}

/// How many steps an application has taken, inside a write.
pub(in crate::programmes) async fn step_count(write: &mut Write, id: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from application_step where application_id = $1")
        .bind(id)
        .fetch_one(write.on())
        .await?)
}

/// Another application of the same person to the same cohort that is still alive, the first one sent.
pub(in crate::programmes) async fn twin(
    write: &mut Write,
    cohort: &str,
    person: &str,
    but: &str,
) -> Result<Option<Application>, Problem> {
    Ok(sqlx::query_as(
        "select * from application where cohort_id = $1 and id <> $3
           and person_id in (select id from person where coalesce(merged_into, id)
             = (select coalesce(merged_into, id) from person as one where one.id = $2))
           and state in ('submitted', 'waiting', 'offered', 'accepted', 'deferred')
         order by submitted_at nulls last, id limit 1",
    )
    .bind(cohort)
    .bind(person)
    .bind(but)
    .fetch_optional(write.on())
    .await?)
}

/// The ids of people who had a place in another cohort of the same programme.
pub(in crate::programmes) async fn took_part(db: &Db, programme: &str, but: &str) -> Result<BTreeSet<String>, Problem> {
    let rows: Vec<String> = sqlx::query_scalar(
        "select distinct coalesce(person.merged_into, person.id) as root from application
           join cohort on cohort.id = application.cohort_id join programme on programme.id = cohort.programme_id
           join person on person.id = application.person_id
         where programme.key = $1 and cohort.id <> $2 and application.state = 'accepted' order by root",
    )
    .bind(programme)
    .bind(but)
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}

/// The offers that ran out before a day: the id of the application and of its cohort; of one cohort where it is named.
pub(in crate::programmes) async fn run_out(
    db: &Db,
    today: &str,
    cohort: Option<&str>,
) -> Result<Vec<(String, String)>, Problem> {
    Ok(sqlx::query_as(
        "select id, cohort_id from application where state = 'offered' and offer_expires_on < $1
           and ($2 = '' or cohort_id = $2) order by offer_expires_on, id",
    )
    .bind(today)
    .bind(cohort.unwrap_or_default())
    .fetch_all(db.read())
    .await?)
}

/// The offers whose last day is not after a day and not before today.
pub(in crate::programmes) async fn running_out(db: &Db, today: &str, by: &str) -> Result<Vec<Application>, Problem> {
    Ok(sqlx::query_as(
        "select * from application where state = 'offered' and offer_expires_on >= $1 and offer_expires_on <= $2
         order by offer_expires_on, id",
    )
    .bind(today)
    .bind(by)
    .fetch_all(db.read())
    .await?)
}

/// Adds a school or department that applies for several people.
pub(in crate::programmes) async fn add_group(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    group: &Group,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into application_group (id, key, cohort_id, name, kind, establishment_key, made_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&group.id)
    .bind(&group.key)
    .bind(&group.cohort_id)
    .bind(&group.name)
    .bind(&group.kind)
    .bind(&group.establishment_key)
    .bind(&group.made_at)
    .execute(write.on())
    .await?;
    let change = json!({ "cohort": group.cohort_id, "kind": group.kind });
    record(weft, write, by, "group application added", &group.id, None, change).await
}

/// The group of an id.
pub(in crate::programmes) async fn group(db: &Db, id: &str) -> Result<Option<Group>, Problem> {
    Ok(sqlx::query_as("select * from application_group where id = $1").bind(id).fetch_optional(db.read()).await?)
}

/// The applications of a group, by name.
pub(in crate::programmes) async fn of_group(db: &Db, group: &str) -> Result<Vec<Application>, Problem> {
    Ok(sqlx::query_as("select * from application where group_id = $1 order by name, id")
        .bind(group)
        .fetch_all(db.read())
        .await?)
}

/// The key of the cohort of an id.
pub(in crate::programmes) async fn cohort_key(db: &Db, id: &str) -> Result<String, Problem> {
    sqlx::query_scalar("select key from cohort where id = $1")
        .bind(id)
        .fetch_optional(db.read())
        .await?
        .ok_or(Problem::NotFound)
}

/// Notes that places of a cohort were allocated.
pub(in crate::programmes) async fn allocated(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    cohort: &str,
    (offers, waits): (usize, usize),
) -> Result<(), Problem> {
    sqlx::query("update cohort set allocated_at = $1 where id = $2")
        .bind(weft.clock.instant())
        .bind(cohort)
        .execute(write.on())
        .await?;
    let change = json!({ "offers": offers, "waiting": waits });
    let subject_kind = crate::programmes::cohorts::store::SUBJECT;
    let act = Act { account: by, act: "places allocated", subject_kind, subject_id: cohort, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Every application that was sent, cohort by cohort with the cohort's key, in the order of a file.
pub(in crate::programmes) async fn every(db: &Db) -> Result<Vec<(String, Application)>, Problem> {
    #[derive(sqlx::FromRow)]
    struct Row {
        cohort_key: String,
        #[sqlx(flatten)]
        application: Application,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select application.*, cohort.key as cohort_key from application join cohort on cohort.id = application.cohort_id
         where application.state <> 'draft' order by cohort.key, application.submitted_at nulls last, application.key",
    )
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().map(|row| (row.cohort_key, row.application)).collect())
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    reason: Option<&str>,
    change: Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason, change };
    history::record(write, &weft.clock, act).await
}
