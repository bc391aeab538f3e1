//! `cohorts.toml` written out, so that it can be read again.

use figures::AcademicSession;
use serde::Serialize;

use super::super::{Cohort, CohortMeeting, Share, Version, store};
use crate::plumbing::{db::Db, problem::Problem};

#[derive(Serialize)]
struct Written {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    version: Vec<WrittenVersion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cohort: Vec<WrittenCohort>,
}

#[derive(Serialize)]
struct WrittenVersion {
    programme: String,
    number: i64,
    from: String,
    purpose: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sectors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    posts: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    level: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    credit_body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_points: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_level: Option<i64>,
    #[serde(skip_serializing_if = "String::is_empty")]
    recognition: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    recognition_body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    award_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    award_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attendance_share: Option<i64>,
    #[serde(skip_serializing_if = "is_no")]
    case_study: bool,
    #[serde(skip_serializing_if = "is_no")]
    moderated: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
}

#[derive(Serialize)]
struct WrittenCohort {
    key: String,
    programme: String,
    version: i64,
    title: String,
    sessions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opens: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closes: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shares_until: Option<String>,
    offer_days: i64,
    #[serde(skip_serializing_if = "is_no")]
    endorsement: bool,
    mode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    venue: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
    contact_office: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_reason: Option<String>,
    #[serde(skip_serializing_if = "is_no")]
    invented: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    share: Vec<WrittenShare>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    meeting: Vec<WrittenMeeting>,
}

#[derive(Serialize)]
struct WrittenShare {
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<String>,
    places: i64,
}

#[derive(Serialize)]
struct WrittenMeeting {
    number: i64,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    day: String,
    starts: String,
    ends: String,
    mode: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    venue: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    link: String,
    #[serde(skip_serializing_if = "is_no")]
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_reason: Option<String>,
}

fn is_no(flag: &bool) -> bool {
    !flag
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

fn version(programme: &str, one: Version) -> WrittenVersion {
    WrittenVersion {
        programme: programme.to_owned(),
        number: one.number,
        from: one.from_day,
        purpose: one.purpose,
        sectors: lines(&one.sectors),
        posts: lines(&one.posts),
        level: one.level,
        credit_body: one.credit_body,
        credit_points: one.credit_points,
        credit_level: one.credit_level,
        recognition: one.recognition,
        recognition_body: one.recognition_body,
        award_from: one.award_from,
        award_to: one.award_to,
        attendance_share: Some(one.attendance_share).filter(|share| *share > 0),
        case_study: one.case_study == 1,
        moderated: one.moderated == 1,
        reason: one.reason,
    }
}

fn sessions(cohort: &Cohort) -> Vec<String> {
    match (cohort.first_session.parse::<AcademicSession>(), cohort.last_session.parse::<AcademicSession>()) {
        (Ok(first), Ok(last)) => first.through(last).into_iter().map(AcademicSession::key).collect(),
        _ => vec![cohort.first_session.clone()],
    }
}

fn share(one: Share) -> WrittenShare {
    let of = |kind: &str| (one.kind == kind).then(|| one.share_key.clone());
    WrittenShare { authority: of("authority"), sector: of("sector"), places: one.places }
}

fn meeting(one: CohortMeeting) -> WrittenMeeting {
    WrittenMeeting {
        number: one.number,
        title: one.title,
        day: one.day,
        starts: one.starts,
        ends: one.ends,
        mode: one.mode,
        venue: one.venue,
        link: one.link,
        held: one.held_at.is_some(),
        cancelled: one.cancelled_on,
        cancelled_reason: one.cancelled_reason,
    }
}

/// Every version and every cohort as a file that can be imported again; the same records always give the same bytes. It
/// holds the addresses at which meetings are joined: it is written on the server, for whoever keeps the record.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut written = Written { version: Vec::new(), cohort: Vec::new() };
    for (programme, versions) in store::every_version(db).await? {
        written.version.extend(versions.into_iter().map(|one| version(&programme, one)));
    }
    let (mut shares, mut meetings) = (store::every_share(db).await?, store::every_meeting(db).await?);
    let mut cohorts = store::cohorts(db).await?;
    cohorts.sort_by(|one, other| one.key.cmp(&other.key));
    for cohort in cohorts {
        let share = shares.remove(&cohort.id).unwrap_or_default().into_iter().map(share).collect();
        let meeting = meetings.remove(&cohort.id).unwrap_or_default().into_iter().map(meeting).collect();
        written.cohort.push(WrittenCohort {
            sessions: sessions(&cohort),
            key: cohort.key,
            programme: cohort.programme,
            version: cohort.version,
            title: cohort.title,
            opens: cohort.opens_on,
            closes: cohort.closes_on,
            places: cohort.places,
            shares_until: cohort.shares_until,
            offer_days: cohort.offer_days,
            endorsement: cohort.endorsement == 1,
            mode: cohort.mode,
            venue: cohort.venue,
            note: cohort.note,
            contact_office: cohort.contact_office,
            cancelled: cohort.cancelled_on,
            cancelled_reason: cohort.cancelled_reason,
            invented: cohort.invented == 1,
            share,
            meeting,
        });
    }
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
