//! Statements about cohorts, their versions, shares and meetings: what is read here, what is written in `write.rs`.

mod write;

pub(in crate::programmes) use write::{
    add, add_meeting, add_version, change, change_meeting, change_version, set_shares,
};

use std::collections::{BTreeMap, BTreeSet};

use sqlx::FromRow;

use super::{Cohort, CohortMeeting, Share, Version, Window};
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
};

/// What history calls a cohort.
pub(in crate::programmes) const SUBJECT: &str = "cohort";

const COHORT: &str = "select cohort.id, cohort.key, programme.key as programme, programme.name as programme_name,
    cohort.version, cohort.title, cohort.first_session, cohort.last_session, cohort.opens_on, cohort.closes_on,
    cohort.places, cohort.shares_until, cohort.offer_days, cohort.endorsement, cohort.mode, cohort.venue, cohort.note,
    cohort.contact_office, cohort.cancelled_on, cohort.cancelled_reason, cohort.allocated_at, cohort.invented
  from cohort join programme on programme.id = cohort.programme_id";

const VERSION: &str = "number, from_day, purpose, sectors, posts, level, credit_body, credit_points, credit_level,
    recognition, recognition_body, award_from, award_to, attendance_share, case_study, moderated, reason";

const MEETING: &str =
    "id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link, sequence, changed_at,
    held_at, cancelled_on, cancelled_reason";

/// The cohort of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn cohort(db: &Db, key: &str) -> Result<Option<Cohort>, Problem> {
    let text = format!("{COHORT} where cohort.key = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(key).fetch_optional(db.read()).await?)
}

/// Every cohort, the newest session first.
///
/// # Errors
/// When the database does not answer.
pub async fn cohorts(db: &Db) -> Result<Vec<Cohort>, Problem> {
    let text = format!("{COHORT} order by cohort.first_session desc, programme.name, cohort.key");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?)
}

/// The keys of the programmes that take applications on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn open_programmes(db: &Db, day: &str) -> Result<BTreeSet<String>, Problem> {
    let open = |cohort: &Cohort| cohort.window(day) == Window::Open;
    Ok(cohorts(db).await?.into_iter().filter(open).map(|cohort| cohort.programme).collect())
}

/// The cohorts of a programme, the newest session first.
///
/// # Errors
/// When the database does not answer.
pub async fn cohorts_of(db: &Db, programme: &str) -> Result<Vec<Cohort>, Problem> {
    let text = format!("{COHORT} where programme.key = $1 order by cohort.first_session desc, cohort.key");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(programme).fetch_all(db.read()).await?)
}

/// The versions of a programme's rules, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(db: &Db, programme: &str) -> Result<Vec<Version>, Problem> {
    let text = format!(
        "select {VERSION} from programme_version where programme_id = (select id from programme where key = $1)
         order by number desc"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(programme).fetch_all(db.read()).await?)
}

/// The version of the rules that a cohort follows.
///
/// # Errors
/// [`Problem::NotFound`] when there is none, which the writers here do not let happen.
pub async fn version_of(db: &Db, cohort: &Cohort) -> Result<Version, Problem> {
    let all = versions(db, &cohort.programme).await?;
    all.into_iter().find(|version| version.number == cohort.version).ok_or(Problem::NotFound)
}

/// The places a cohort keeps for authorities and sectors.
///
/// # Errors
/// When the database does not answer.
pub async fn shares(db: &Db, cohort: &str) -> Result<Vec<Share>, Problem> {
    Ok(sqlx::query_as("select kind, share_key, places from cohort_share where cohort_id = $1 order by kind, share_key")
        .bind(cohort)
        .fetch_all(db.read())
        .await?)
}

/// The meetings of a cohort by their number, cancelled ones too.
///
/// # Errors
/// When the database does not answer.
pub async fn meetings(db: &Db, cohort: &str) -> Result<Vec<CohortMeeting>, Problem> {
    let text = format!("select {MEETING} from cohort_meeting where cohort_id = $1 order by number, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(cohort).fetch_all(db.read()).await?)
}

#[derive(FromRow)]
struct VersionRow {
    programme: String,
    #[sqlx(flatten)]
    version: Version,
}

/// Every version of every programme by the programme's key, the oldest first.
pub(in crate::programmes) async fn every_version(db: &Db) -> Result<BTreeMap<String, Vec<Version>>, Problem> {
    let text = format!(
        "select programme.key as programme, {VERSION} from programme_version
         join programme on programme.id = programme_version.programme_id order by programme.key, number"
    );
    let rows: Vec<VersionRow> = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?;
    let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for row in rows {
        versions.entry(row.programme).or_default().push(row.version);
    }
    Ok(versions)
}

/// Every meeting of every cohort by the cohort's id.
pub(in crate::programmes) async fn every_meeting(db: &Db) -> Result<BTreeMap<String, Vec<CohortMeeting>>, Problem> {
    let text = format!("select {MEETING} from cohort_meeting order by cohort_id, number, id");
    let rows: Vec<CohortMeeting> = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?;
    let mut meetings: BTreeMap<String, Vec<CohortMeeting>> = BTreeMap::new();
    for row in rows {
        meetings.entry(row.cohort_id.clone()).or_default().push(row);
    }
    Ok(meetings)
}

/// Every share of every cohort by the cohort's id.
pub(in crate::programmes) async fn every_share(db: &Db) -> Result<BTreeMap<String, Vec<Share>>, Problem> {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
        "select cohort_id, kind, share_key, places from cohort_share order by cohort_id, kind, share_key",
    )
    .fetch_all(db.read())
    .await?;
    let mut shares: BTreeMap<String, Vec<Share>> = BTreeMap::new();
    for (cohort, kind, share_key, places) in rows {
        shares.entry(cohort).or_default().push(Share { kind, share_key, places });
    }
    Ok(shares)
}

/// How many places are held by offers and acceptances, by the cohort's id; a cohort without any is left out.
pub(in crate::programmes) async fn held_by_cohort(db: &Db) -> Result<BTreeMap<String, i64>, Problem> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select cohort_id, cast(count(*) as bigint) from application where state in ('offered', 'accepted')
         group by cohort_id order by cohort_id",
    )
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}

/// The cohort of a key, inside a write.
pub(in crate::programmes) async fn in_write(write: &mut Write, key: &str) -> Result<Option<Cohort>, Problem> {
    let text = format!("{COHORT} where cohort.key = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(key).fetch_optional(write.on()).await?)
}

/// How many places are held in the cohorts of one programme, by the cohort's id.
pub(in crate::programmes) async fn held_of_programme(
    db: &Db,
    programme: &str,
) -> Result<BTreeMap<String, i64>, Problem> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select application.cohort_id, cast(count(*) as bigint) from application
         where application.cohort_id in (select cohort.id from cohort join programme on programme.id = cohort.programme_id
             where programme.key = $1) and application.state in ('offered', 'accepted')
         group by application.cohort_id order by application.cohort_id",
    )
    .bind(programme)
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}

/// From when to when a cohort meets; cancelled meetings do not count.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(in crate::programmes) struct Span {
    cohort_id: String,
    /// The day of the first meeting.
    pub(in crate::programmes) first_day: String,
    /// The day of the last.
    pub(in crate::programmes) last_day: String,
    /// How many there are.
    pub(in crate::programmes) meetings: i64,
}

/// The spans of the cohorts of one programme, by the cohort's id; a cohort without a meeting is left out.
pub(in crate::programmes) async fn spans_of_programme(
    db: &Db,
    programme: &str,
) -> Result<BTreeMap<String, Span>, Problem> {
    let rows: Vec<Span> = sqlx::query_as(
        "select cohort_id, min(day) as first_day, max(day) as last_day, cast(count(*) as bigint) as meetings
         from cohort_meeting
         where cancelled_on is null and cohort_id in (select cohort.id from cohort
             join programme on programme.id = cohort.programme_id where programme.key = $1)
         group by cohort_id order by cohort_id",
    )
    .bind(programme)
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().map(|span| (span.cohort_id.clone(), span)).collect())
}

/// How many places of a cohort are held, inside a write.
pub(in crate::programmes) async fn held_in_write(write: &mut Write, cohort: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar(
        "select cast(count(*) as bigint) from application where cohort_id = $1 and state in ('offered', 'accepted')",
    )
    .bind(cohort)
    .fetch_one(write.on())
    .await?)
}

/// The shares of a cohort, inside a write.
pub(in crate::programmes) async fn shares_in_write(write: &mut Write, cohort: &str) -> Result<Vec<Share>, Problem> {
    Ok(sqlx::query_as("select kind, share_key, places from cohort_share where cohort_id = $1 order by kind, share_key")
        .bind(cohort)
        .fetch_all(write.on())
        .await?)
}

/// The meetings of a cohort by their number, inside a write.
pub(in crate::programmes) async fn meetings_in_write(
    write: &mut Write,
    cohort: &str,
) -> Result<Vec<CohortMeeting>, Problem> {
    let text = format!("select {MEETING} from cohort_meeting where cohort_id = $1 order by number, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(cohort).fetch_all(write.on()).await?)
}

/// The newest number of a programme's versions with its first day, inside a write; nothing where there is none.
pub(in crate::programmes) async fn newest_version(
    write: &mut Write,
    programme: &str,
) -> Result<Option<(i64, String)>, Problem> {
    Ok(sqlx::query_as(
        "select number, from_day from programme_version
         where programme_id = (select id from programme where key = $1) order by number desc limit 1",
    )
    .bind(programme)
    .fetch_optional(write.on())
    .await?)
}
