//! Statements about the links to one's own application and case study. Those pages are opened by links alone; whoever is signed in
//! gets one for the day.

use serde_json::json;

use super::store::{ME, record};
use crate::plumbing::{
    clock::stored,
    db::Write,
    history::{self, Act},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// For how many hours a link works that was made for somebody who is signed in: as long as a sign-in lasts.
const LINK_HOURS: i64 = 12;

fn link_until(weft: &Weft) -> String {
    stored(weft.clock.now() + jiff::SignedDuration::from_hours(LINK_HOURS))
}

/// Makes a link to an application of one's own and returns its token.
///
/// # Errors
/// [`Problem::NotFound`] for somebody else's, the same as for none.
pub(super) async fn application_link(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (person, email): (&str, &str),
    key: &str,
) -> Result<String, Problem> {
    let sql = format!(
        "{ME} select application.id from application where application.key = $3
           and (application.person_id in (select id from me) or (application.person_id is null and application.email = $2))"
    );
    let id: Option<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .bind(person)
        .bind(email)
        .bind(key)
        .fetch_optional(write.on())
        .await?;
    let id = id.ok_or(Problem::NotFound)?;
    let token = weft.random.token()?;
    sqlx::query(
        "insert into application_link (token_hash, application_id, kind, made_at, expires_at)
         values ($1, $2, 'applicant', $3, $4)",
    )
    .bind(sha256(token.as_bytes()))
    .bind(&id)
    .bind(weft.clock.instant())
    .bind(link_until(weft))
    .execute(write.on())
    .await?;
    let act = Act {
        account: by,
        act: "link made",
        subject_kind: "application",
        subject_id: &id,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(token)
}

/// Makes a link to the case study of one's own in a cohort one has a place in, and returns its token.
///
/// # Errors
/// [`Problem::NotFound`] where one has no place there.
pub(super) async fn case_study_link(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    person: &str,
    cohort: &str,
) -> Result<String, Problem> {
    let sql = format!(
        "{ME} select application.cohort_id, application.person_id from application
         join cohort on cohort.id = application.cohort_id
         where cohort.key = $2 and application.state = 'accepted' and application.person_id in (select id from me)
         order by application.id limit 1"
    );
    let mine: Option<(String, String)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).bind(cohort).fetch_optional(write.on()).await?;
    let (cohort, own) = mine.ok_or(Problem::NotFound)?;
    let token = weft.random.token()?;
    sqlx::query(
        "insert into completion_link (token_hash, cohort_id, person_id, kind, made_at, expires_at)
         values ($1, $2, $3, 'case-study', $4, $5)",
    )
    .bind(sha256(token.as_bytes()))
    .bind(cohort)
    .bind(&own)
    .bind(weft.clock.instant())
    .bind(link_until(weft))
    .execute(write.on())
    .await?;
    record(weft, write, by, "link to the case study made", &own).await?;
    Ok(token)
}
