//! What is written about cohorts: added and changed, each with its history row in the same transaction.

use serde_json::json;

use super::{Cohort, CohortMeeting, SUBJECT, Share, Version, in_write};
use crate::{
    partnership,
    plumbing::{
        db::Write,
        history::{self, Act},
        problem::Problem,
        search::{self, Entry},
        state::Weft,
    },
};

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
    put_shares(write, &id, shares).await?;
    put_search(write, &cohort.key).await?;
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
           changed_at, held_at, held_by, cancelled_on, cancelled_reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $17)",
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
    .bind(meeting.held_at.as_ref().map(|_| by))
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

/// Changes a version of a programme's rules; the caller has seen that no cohort follows it.
pub(in crate::programmes) async fn change_version(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    programme: &str,
    before: &Version,
    after: &Version,
) -> Result<(), Problem> {
    let programme_id: String = sqlx::query_scalar("select id from programme where key = $1")
        .bind(programme)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)?;
    sqlx::query(
        "update programme_version set from_day = $1, purpose = $2, sectors = $3, posts = $4, level = $5, credit_body = $6,
           credit_points = $7, credit_level = $8, recognition = $9, recognition_body = $10, award_from = $11, award_to = $12,
           attendance_share = $13, case_study = $14, moderated = $15, reason = $16
         where programme_id = $17 and number = $18",
    )
    .bind(&after.from_day)
    .bind(&after.purpose)
    .bind(&after.sectors)
    .bind(&after.posts)
    .bind(&after.level)
    .bind(&after.credit_body)
    .bind(after.credit_points)
    .bind(after.credit_level)
    .bind(&after.recognition)
    .bind(&after.recognition_body)
    .bind(&after.award_from)
    .bind(&after.award_to)
    .bind(after.attendance_share)
    .bind(after.case_study)
    .bind(after.moderated)
    .bind(&after.reason)
    .bind(&programme_id)
    .bind(before.number)
    .execute(write.on())
    .await?;
    let act = Act {
        account: by,
        act: "programme version changed",
        subject_kind: "programme",
        subject_id: &programme_id,
        reason: None,
        change: history::difference(before, after)?,
    };
    history::record(write, &weft.clock, act).await
}

/// Changes what is said of a cohort; its key, its programme and the version it follows stay. `act` is what was done.
pub(in crate::programmes) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (act, reason): (&str, Option<&str>),
    before: &Cohort,
    after: &Cohort,
) -> Result<(), Problem> {
    sqlx::query(
        "update cohort set title = $1, first_session = $2, last_session = $3, opens_on = $4, closes_on = $5, places = $6,
           shares_until = $7, offer_days = $8, endorsement = $9, mode = $10, venue = $11, note = $12, contact_office = $13,
           cancelled_on = $14, cancelled_reason = $15, invented = $16 where id = $17",
    )
    .bind(&after.title)
    .bind(&after.first_session)
    .bind(&after.last_session)
    .bind(&after.opens_on)
    .bind(&after.closes_on)
    .bind(after.places)
    .bind(&after.shares_until)
    .bind(after.offer_days)
    .bind(after.endorsement)
    .bind(&after.mode)
    .bind(&after.venue)
    .bind(&after.note)
    .bind(&after.contact_office)
    .bind(&after.cancelled_on)
    .bind(&after.cancelled_reason)
    .bind(after.invented)
    .bind(&before.id)
    .execute(write.on())
    .await?;
    put_search(write, &before.key).await?;
    let change = history::difference(before, after)?;
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: &before.id, reason, change };
    history::record(write, &weft.clock, act).await
}

/// Puts the places kept for authorities and sectors in place of those kept before.
pub(in crate::programmes) async fn set_shares(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    cohort: &str,
    before: &[Share],
    after: &[Share],
) -> Result<(), Problem> {
    sqlx::query("delete from cohort_share where cohort_id = $1").bind(cohort).execute(write.on()).await?;
    put_shares(write, cohort, after).await?;
    let change = json!({ "shares": { "from": before, "to": after } });
    let act = Act {
        account: by,
        act: "cohort shares changed",
        subject_kind: SUBJECT,
        subject_id: cohort,
        reason: None,
        change,
    };
    history::record(write, &weft.clock, act).await
}

async fn put_shares(write: &mut Write, cohort: &str, shares: &[Share]) -> Result<(), Problem> {
    for share in shares {
        sqlx::query("insert into cohort_share (cohort_id, kind, share_key, places) values ($1, $2, $3, $4)")
            .bind(cohort)
            .bind(&share.kind)
            .bind(&share.share_key)
            .bind(share.places)
            .execute(write.on())
            .await?;
    }
    Ok(())
}

/// Changes a meeting of a cohort; calendars that hold it are told by its sequence. `act` is what was done.
pub(in crate::programmes) async fn change_meeting(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    before: &CohortMeeting,
    after: &CohortMeeting,
) -> Result<(), Problem> {
    sqlx::query(
        "update cohort_meeting set title = $1, day = $2, starts = $3, ends = $4, zone = $5, mode = $6, venue = $7, link = $8,
           sequence = sequence + 1, changed_at = $9, held_at = $10,
           held_by = case when held_at is null and $10 is not null then $11 else held_by end,
           cancelled_on = $12, cancelled_reason = $13
         where id = $14",
    )
    .bind(&after.title)
    .bind(&after.day)
    .bind(&after.starts)
    .bind(&after.ends)
    .bind(&after.zone)
    .bind(&after.mode)
    .bind(&after.venue)
    .bind(&after.link)
    .bind(weft.clock.instant())
    .bind(&after.held_at)
    .bind(by)
    .bind(&after.cancelled_on)
    .bind(&after.cancelled_reason)
    .bind(&before.id)
    .execute(write.on())
    .await?;
    let reason = after.cancelled_reason.as_deref().filter(|_| before.cancelled_on != after.cancelled_on);
    let mut change = history::difference(before, after)?;
    change["meeting"] = json!(before.key);
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: &before.cohort_id, reason, change };
    history::record(write, &weft.clock, act).await
}

/// Lets the site search find a cohort by its programme, its title, its sessions and where it meets.
async fn put_search(write: &mut Write, key: &str) -> Result<(), Problem> {
    let Some(cohort) = in_write(write, key).await? else { return Ok(()) };
    let sessions = cohort.spoken_sessions();
    let mut summary = format!("Cohort of {} · {sessions}", cohort.programme_name);
    if cohort.cancelled_on.is_some() {
        summary.push_str(" · cancelled");
    }
    let entry = Entry {
        kind: SUBJECT,
        key,
        url: &cohort.url(),
        title: &cohort.full_title(),
        summary: &summary,
        text: &format!("cohort apply places {} {}", cohort.venue, partnership::spoken_sessions(&cohort.first_session)),
    };
    Ok(search::put(write, &entry).await?)
}
