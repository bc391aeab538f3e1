//! What was claimed of the body that awards credit or recognises, and what it answered: dated records, never edited.

use serde_json::json;

use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    programmes::completion::{Award, SUBJECT},
};

/// One dated step of a claim.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes::completion) struct Claim {
    pub(in crate::programmes::completion) completion_id: String,
    pub(in crate::programmes::completion) award: String,
    pub(in crate::programmes::completion) step: String,
    pub(in crate::programmes::completion) day: String,
    pub(in crate::programmes::completion) reference: String,
}

/// The steps of every claim of a cohort, the newest first.
pub(in crate::programmes::completion) async fn claims(db: &Db, cohort: &str) -> Result<Vec<Claim>, Problem> {
    Ok(sqlx::query_as(
        "select completion_id, award, step, award_claim.day, reference from award_claim
         join completion on completion.id = award_claim.completion_id
         where completion.cohort_id = $1 and completion.taken_back_at is null
         order by award_claim.at desc, award_claim.id desc",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// Records a step of a claim.
pub(in crate::programmes::completion) async fn add_claim(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    completion: &str,
    award: Award,
    (step, day, reference): (&str, &str, &str),
) -> Result<(), Problem> {
    sqlx::query(
        "insert into award_claim (id, completion_id, award, step, day, reference, at, account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(weft.new_id()?)
    .bind(completion)
    .bind(award.key())
    .bind(step)
    .bind(day)
    .bind(reference)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "award": award.key(), "step": step, "day": day });
    let act =
        Act { account: by, act: "claim recorded", subject_kind: SUBJECT, subject_id: completion, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// What people are registered under with the registration body, by the person's id, for those of a cohort's applications
/// and of what is known about them otherwise.
pub(in crate::programmes::completion) async fn registrations(
    db: &Db,
    cohort: &str,
) -> Result<std::collections::BTreeMap<String, String>, Problem> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select completion.person_id, coalesce(max(application.registration), max(practitioner.registration), '')
         from completion
         left join application on application.person_id = completion.person_id
           and application.cohort_id = completion.cohort_id and application.registration <> ''
         left join practitioner on practitioner.person_id = completion.person_id
         where completion.cohort_id = $1 group by completion.person_id order by completion.person_id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}
