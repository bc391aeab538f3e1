//! What waits in programmes: registers nobody closed, applications nobody decided, offers that run out, case studies not sent.
//! Read once for everybody, so that lists of tasks and weekly letters pick from it.

use sqlx::FromRow;

use crate::plumbing::{db::Db, problem::Problem};

/// Something whoever keeps a programme has to do about one of its cohorts.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ToKeep {
    /// The key of the programme.
    pub programme: String,
    /// Its name.
    pub programme_name: String,
    /// The key of the cohort.
    pub cohort: String,
    /// Its title.
    pub cohort_title: String,
    /// How many.
    pub count: i64,
    /// The day of the first of them, where they have one.
    pub day: Option<String>,
}

/// Something a practitioner has to do about a cohort.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ToAnswer {
    /// The key of the person.
    pub person: String,
    /// The name of the programme.
    pub programme_name: String,
    /// The title of the cohort.
    pub cohort_title: String,
    /// The last day, where there is one.
    pub day: Option<String>,
}

const KEEP: &str = "select programme.key as programme, programme.name as programme_name, cohort.key as cohort,
    cohort.title as cohort_title, cast(count(*) as bigint) as count";
const BY_COHORT: &str =
    "group by programme.key, programme.name, cohort.key, cohort.title order by programme.name, cohort.key";

/// The cohorts with registers that were not closed though their meeting has passed.
///
/// # Errors
/// When the database does not answer.
pub async fn registers(db: &Db, today: &str) -> Result<Vec<ToKeep>, Problem> {
    let sql = format!(
        "{KEEP}, min(cohort_meeting.day) as day from cohort_meeting join cohort on cohort.id = cohort_meeting.cohort_id
         join programme on programme.id = cohort.programme_id
         where cohort_meeting.day < $1 and cohort_meeting.held_at is null and cohort_meeting.cancelled_on is null
           and cohort.cancelled_on is null {BY_COHORT}"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(today).fetch_all(db.read()).await?)
}

/// The cohorts with applications that nobody has decided.
///
/// # Errors
/// When the database does not answer.
pub async fn applications(db: &Db) -> Result<Vec<ToKeep>, Problem> {
    let sql = format!(
        "{KEEP}, max(cohort.closes_on) as day from application join cohort on cohort.id = application.cohort_id
         join programme on programme.id = cohort.programme_id
         where application.state = 'submitted' and cohort.cancelled_on is null {BY_COHORT}"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// The cohorts with offers that run out by a day and were not answered.
///
/// # Errors
/// When the database does not answer.
pub async fn offers(db: &Db, until: &str) -> Result<Vec<ToKeep>, Problem> {
    let sql = format!(
        "{KEEP}, min(application.offer_expires_on) as day from application
         join cohort on cohort.id = application.cohort_id join programme on programme.id = cohort.programme_id
         where application.state = 'offered' and application.offer_expires_on <= $1 {BY_COHORT}"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(until).fetch_all(db.read()).await?)
}

/// The offers that are still to be answered, by person.
///
/// # Errors
/// When the database does not answer.
pub async fn offers_to_answer(db: &Db, today: &str) -> Result<Vec<ToAnswer>, Problem> {
    Ok(sqlx::query_as(
        "select person.key as person, programme.name as programme_name, cohort.title as cohort_title,
           application.offer_expires_on as day
         from application join cohort on cohort.id = application.cohort_id
         join programme on programme.id = cohort.programme_id join person own on own.id = application.person_id
         join person on person.id = coalesce(own.merged_into, own.id)
         where application.state = 'offered'
           and (application.offer_expires_on is null or application.offer_expires_on >= $1)
         order by person.key, application.id",
    )
    .bind(today)
    .fetch_all(db.read())
    .await?)
}

/// The case studies that are asked for and were not sent, by person, once the last meeting of the cohort has passed or
/// somebody has begun to write; nobody who is decided on is asked.
///
/// # Errors
/// When the database does not answer.
pub async fn case_studies(db: &Db, today: &str) -> Result<Vec<ToAnswer>, Problem> {
    Ok(sqlx::query_as(
        "select person.key as person, programme.name as programme_name, cohort.title as cohort_title,
           cast(null as text) as day
         from application join cohort on cohort.id = application.cohort_id
         join programme on programme.id = cohort.programme_id
         join programme_version on programme_version.programme_id = programme.id
           and programme_version.number = cohort.version and programme_version.case_study = 1
         join person own on own.id = application.person_id
         join person on person.id = coalesce(own.merged_into, own.id)
         left join case_study on case_study.cohort_id = cohort.id and case_study.person_id = own.id
         where application.state = 'accepted' and cohort.cancelled_on is null
           and (case_study.state in ('draft', 'returned') or (case_study.id is null
             and (select max(cohort_meeting.day) from cohort_meeting where cohort_meeting.cohort_id = cohort.id) < $1))
           and not exists (select 1 from completion where completion.cohort_id = cohort.id
             and completion.person_id = own.id and completion.taken_back_at is null)
         order by person.key, application.id",
    )
    .bind(today)
    .fetch_all(db.read())
    .await?)
}
