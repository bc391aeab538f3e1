//! Statements about cohorts, their versions, shares and meetings.

use serde_json::json;

use super::{Cohort, CohortMeeting, Share, Version};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls a cohort.
pub(in crate::programmes) const SUBJECT: &str = "cohort";

const COHORT: &str = "select cohort.id, cohort.key, programme.key as programme, programme.name as programme_name,
    cohort.version, cohort.title, cohort.first_session, cohort.last_session, cohort.opens_on, cohort.closes_on,
    cohort.places, cohort.shares_until, cohort.offer_days, cohort.endorsement, cohort.mode, cohort.venue, cohort.note,
    cohort.contact_office, cohort.cancelled_on, cohort.cancelled_reason, cohort.allocated_at, cohort.invented
  from cohort join programme on programme.id = cohort.programme_id";

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
    Ok(sqlx::query_as(
        "select number, from_day, purpose, sectors, posts, level, credit_body, credit_points, credit_level, recognition,
           recognition_body, award_from, award_to, attendance_share, case_study, moderated, reason
         from programme_version where programme_id = (select id from programme where key = $1) order by number desc",
    )
    .bind(programme)
    .fetch_all(db.read())
    .await?)
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
    Ok(sqlx::query_as(
        "select id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link, sequence, changed_at,
           held_at, cancelled_on, cancelled_reason
         from cohort_meeting where cohort_id = $1 order by number, id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// Adds a version of a programme's rules.
pub(in crate::programmes) async fn add_version(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    programme: &str,
    version: &Version,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    let programme_id: String = sqlx::query_scalar("select id from programme where key = $1")
        .bind(programme)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)?;
    sqlx::query(
        "insert into programme_version (id, programme_id, number, from_day, purpose, sectors, posts, level, credit_body,
           credit_points, credit_level, recognition, recognition_body, award_from, award_to, attendance_share, case_study,
           moderated, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    )
    .bind(&id)
    .bind(&programme_id)
    .bind(version.number)
    .bind(&version.from_day)
    .bind(&version.purpose)
    .bind(&version.sectors)
    .bind(&version.posts)
    .bind(&version.level)
    .bind(&version.credit_body)
    .bind(version.credit_points)
    .bind(version.credit_level)
    .bind(&version.recognition)
    .bind(&version.recognition_body)
    .bind(&version.award_from)
    .bind(&version.award_to)
    .bind(version.attendance_share)
    .bind(version.case_study)
    .bind(version.moderated)
    .bind(&version.reason)
    .execute(write.on())
    .await?;
    let change = json!({ "version": version.number, "from": version.from_day });
    let act = Act {
        account: by,
        act: "programme version added",
        subject_kind: "programme",
        subject_id: &programme_id,
        reason: Some(version.reason.as_str()).filter(|reason| !reason.is_empty()),
        change,
    };
    history::record(write, &weft.clock, act).await
}

/// Adds a cohort with its shares and returns its id. The id of `cohort` is not read.
pub(in crate::programmes) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    cohort: &Cohort,
    shares: &[Share],
) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into cohort (id, key, programme_id, version, title, first_session, last_session, opens_on, closes_on, places,
           shares_until, offer_days, endorsement, mode, venue, note, contact_office, cancelled_on, cancelled_reason,
           allocated_at, invented)
         values ($1, $2, (select id from programme where key = $3), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
           $17, $18, $19, $20, $21)",
    )
    .bind(&id)
    .bind(&cohort.key)
    .bind(&cohort.programme)
    .bind(cohort.version)
    .bind(&cohort.title)
    .bind(&cohort.first_session)
    .bind(&cohort.last_session)
    .bind(&cohort.opens_on)
    .bind(&cohort.closes_on)
    .bind(cohort.places)
    .bind(&cohort.shares_until)
    .bind(cohort.offer_days)
    .bind(cohort.endorsement)
    .bind(&cohort.mode)
    .bind(&cohort.venue)
    .bind(&cohort.note)
    .bind(&cohort.contact_office)
    .bind(&cohort.cancelled_on)
    .bind(&cohort.cancelled_reason)
    .bind(&cohort.allocated_at)
    .bind(cohort.invented)
    .execute(write.on())
    .await?;
    for share in shares {
        sqlx::query("insert into cohort_share (cohort_id, kind, share_key, places) values ($1, $2, $3, $4)")
            .bind(&id)
            .bind(&share.kind)
            .bind(&share.share_key)
            .bind(share.places)
            .execute(write.on())
            .await?;
    }
    let change = json!({ "key": cohort.key, "programme": cohort.programme, "places": cohort.places });
    let act = Act { account: by, act: "cohort added", subject_kind: SUBJECT, subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(id)
}

/// Adds a meeting to a cohort and returns its id. The id and the cohort's id of `meeting` are not read.
pub(in crate::programmes) async fn add_meeting(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    cohort: &str,
    meeting: &CohortMeeting,
) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into cohort_meeting (id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link, sequence,
           changed_at, held_at, cancelled_on, cancelled_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16)",
    )
    .bind(&id)
    .bind(&meeting.key)
    .bind(cohort)
    .bind(meeting.number)
    .bind(&meeting.title)
    .bind(&meeting.day)
    .bind(&meeting.starts)
    .bind(&meeting.ends)
    .bind(&meeting.zone)
    .bind(&meeting.mode)
    .bind(&meeting.venue)
    .bind(&meeting.link)
    .bind(weft.clock.instant())
    .bind(&meeting.held_at)
    .bind(&meeting.cancelled_on)
    .bind(&meeting.cancelled_reason)
    .execute(write.on())
    .await?;
    let change = json!({ "meeting": meeting.key, "day": meeting.day });
    let act = Act {
        account: by,
        act: "cohort meeting added",
        subject_kind: SUBJECT,
        subject_id: cohort,
        reason: None,
        change,
    };
    history::record(write, &weft.clock, act).await?;
    Ok(id)
}
