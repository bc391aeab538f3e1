//! Every statement about one person's learning. A person is themselves and everybody who was merged into them.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::FromRow;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// The ids of the person of the key `$1` and of everybody merged into them, as the table `me`.
pub(super) const ME: &str = "with recursive me (id, key, step) as (
    select id, key, cast(0 as bigint) from person where key = $1
    union all
    select person.id, person.key, me.step + 1 from person join me on person.merged_into = me.id where me.step < 20
  )";

/// An application of one's own.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Applied {
    pub(super) key: String,
    pub(super) state: String,
    pub(super) submitted_at: Option<String>,
    pub(super) offer_expires_on: Option<String>,
    pub(super) sentence: String,
    pub(super) cohort: String,
    pub(super) cohort_title: String,
    pub(super) programme_name: String,
    pub(super) first_session: String,
    pub(super) last_session: String,
    /// Whether the programme asks for a case study (1) or not (0).
    pub(super) case_study: i64,
}

/// A meeting of a cohort that one has a place in, or that one came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub(super) struct Meeting {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) cohort: String,
    pub(super) cohort_title: String,
    pub(super) programme: String,
    pub(super) programme_name: String,
    pub(super) number: i64,
    pub(super) title: String,
    pub(super) day: String,
    pub(super) starts: String,
    pub(super) ends: String,
    pub(super) zone: String,
    pub(super) mode: String,
    pub(super) venue: String,
    pub(super) link: String,
    pub(super) sequence: i64,
    pub(super) changed_at: String,
    pub(super) held_at: Option<String>,
    pub(super) cancelled_on: Option<String>,
    /// The mark in the register.
    pub(super) mark: Option<String>,
    /// How one took part.
    pub(super) came_mode: Option<String>,
}

/// A meeting of a group or body that one attended.
#[derive(Debug, Clone, FromRow)]
pub(super) struct GroupMeeting {
    pub(super) title: String,
    pub(super) day: String,
    pub(super) starts: String,
    pub(super) ends: Option<String>,
    pub(super) holder_kind: String,
    pub(super) holder_key: String,
    pub(super) presence: String,
}

/// A case study of one's own.
#[derive(Debug, Clone, FromRow)]
pub(super) struct CaseStudy {
    pub(super) cohort: String,
    pub(super) state: String,
}

/// The keys of the persons that one is: one's own and those merged into one.
pub(super) async fn keys(db: &Db, person: &str) -> Result<Vec<String>, Problem> {
    let sql = format!("{ME} select key from me order by step, key");
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(db.read()).await?)
}

/// The applications of a person, and those begun with the address that they sign in with; the newest session first.
pub(super) async fn applied(db: &Db, person: &str, email: &str) -> Result<Vec<Applied>, Problem> {
    let sql = format!(
        "{ME} select application.key, application.state, application.submitted_at, application.offer_expires_on,
           application.sentence, cohort.key as cohort, cohort.title as cohort_title,
           programme.name as programme_name, cohort.first_session, cohort.last_session,
           coalesce(programme_version.case_study, 0) as case_study
         from application join cohort on cohort.id = application.cohort_id
         join programme on programme.id = cohort.programme_id
         left join programme_version on programme_version.programme_id = programme.id
           and programme_version.number = cohort.version
         where application.person_id in (select id from me) or (application.person_id is null and application.email = $2)
         order by cohort.first_session desc, application.started_at desc, application.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).bind(email).fetch_all(db.read()).await?)
}

const MEETING: &str =
    "select cohort_meeting.id, cohort_meeting.key, cohort.key as cohort, cohort.title as cohort_title,
    programme.key as programme, programme.name as programme_name, cohort_meeting.number, cohort_meeting.title,
    cohort_meeting.day, cohort_meeting.starts, cohort_meeting.ends, cohort_meeting.zone, cohort_meeting.mode,
    cohort_meeting.venue, cohort_meeting.link, cohort_meeting.sequence, cohort_meeting.changed_at,
    cohort_meeting.held_at, coalesce(cohort_meeting.cancelled_on, cohort.cancelled_on) as cancelled_on,
    attendance.mark, attendance.mode as came_mode
  from cohort_meeting join cohort on cohort.id = cohort_meeting.cohort_id
  join programme on programme.id = cohort.programme_id
  left join attendance on attendance.meeting_id = cohort_meeting.id and attendance.person_id in (select id from me)";

/// The meetings of the cohorts that a person has a place in, and those they are marked in; by day.
pub(super) async fn meetings(db: &Db, person: &str) -> Result<Vec<Meeting>, Problem> {
    let sql = format!(
        "{ME} {MEETING} where cohort_meeting.id in (
           select mine.id from cohort_meeting mine join application on application.cohort_id = mine.cohort_id
             where application.state = 'accepted' and application.person_id in (select id from me)
           union select marked.meeting_id from attendance marked where marked.person_id in (select id from me))
         order by cohort_meeting.day, cohort_meeting.starts, cohort_meeting.id, attendance.mark nulls last, attendance.id"
    );
    let rows: Vec<Meeting> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(db.read()).await?;
    // Somebody who was two people may stand twice in one register; that they came counts.
    let mut found: Vec<Meeting> = Vec::with_capacity(rows.len());
    for row in rows {
        match found.iter_mut().find(|before| before.id == row.id) {
            Some(before) if came(&row) && !came(before) => *before = row,
            Some(_) => {}
            None => found.push(row),
        }
    }
    Ok(found)
}

fn came(meeting: &Meeting) -> bool {
    matches!(meeting.mark.as_deref(), Some("present" | "late"))
}

/// The meetings of groups and bodies that a person attended up to a day, by day.
pub(super) async fn group_meetings(db: &Db, person: &str, today: &str) -> Result<Vec<GroupMeeting>, Problem> {
    let sql = format!(
        "{ME} select meeting.title, meeting.day, meeting.starts, meeting.ends, meeting.holder_kind,
           meeting.holder_key, meeting_attendance.presence
         from meeting_attendance join meeting on meeting.id = meeting_attendance.meeting_id
         where meeting_attendance.person in (select key from me) and meeting_attendance.presence <> 'apologies'
           and meeting.cancelled_on is null and meeting.day <= $2
         order by meeting.day, meeting.starts, meeting.id, meeting_attendance.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).bind(today).fetch_all(db.read()).await?)
}

/// The id of a person.
async fn id_of(write: &mut Write, person: &str) -> Result<String, Problem> {
    let id: Option<String> =
        sqlx::query_scalar("select id from person where key = $1").bind(person).fetch_optional(write.on()).await?;
    id.ok_or(Problem::NotFound)
}

/// When the secret address of a person's calendar was made, where they have one.
pub(super) async fn calendar_made(db: &Db, person: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select made_at from learning_calendar where person_id = (select id from person where key = $1)",
    )
    .bind(person)
    .fetch_optional(db.read())
    .await?)
}

/// Makes a secret address for a person's calendar; one that stood before stops working.
pub(super) async fn new_calendar(weft: &Weft, write: &mut Write, by: &str, person: &str) -> Result<String, Problem> {
    let id = id_of(write, person).await?;
    let token = weft.random.token()?;
    sqlx::query(
        "insert into learning_calendar (person_id, token_hash, made_at) values ($1, $2, $3)
         on conflict (person_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at",
    )
    .bind(&id)
    .bind(sha256(token.as_bytes()))
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    record(weft, write, by, "calendar address made", &id).await?;
    Ok(token)
}

/// Takes the secret address of a person's calendar away.
pub(super) async fn end_calendar(weft: &Weft, write: &mut Write, by: &str, person: &str) -> Result<(), Problem> {
    let id = id_of(write, person).await?;
    sqlx::query("delete from learning_calendar where person_id = $1").bind(&id).execute(write.on()).await?;
    record(weft, write, by, "calendar address taken away", &id).await
}

/// The key of the person whose calendar has an address with this token.
pub(super) async fn person_of_calendar(db: &Db, token: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select person.key from learning_calendar join person on person.id = learning_calendar.person_id
         where learning_calendar.token_hash = $1",
    )
    .bind(sha256(token.as_bytes()))
    .fetch_optional(db.read())
    .await?)
}

/// Whether a person wants reminders.
pub(super) async fn wants_reminders(db: &Db, person: &str) -> Result<bool, Problem> {
    let sql = format!(
        "{ME} select cast(count(*) as bigint) from learning_reminder_off where person_id in (select id from me)"
    );
    let off: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(person).fetch_one(db.read()).await?;
    Ok(off == 0)
}

/// Says whether a person wants reminders; saying the same again changes nothing.
pub(super) async fn want_reminders(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    person: &str,
    wanted: bool,
) -> Result<(), Problem> {
    let id = id_of(write, person).await?;
    let sql = format!("{ME} select id from me order by step, id");
    let everybody: Vec<String> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(write.on()).await?;
    for one in everybody {
        sqlx::query("delete from learning_reminder_off where person_id = $1").bind(one).execute(write.on()).await?;
    }
    if !wanted {
        sqlx::query("insert into learning_reminder_off (person_id, since) values ($1, $2)")
            .bind(&id)
            .bind(weft.clock.instant())
            .execute(write.on())
            .await?;
    }
    record(weft, write, by, if wanted { "reminders wanted" } else { "reminders stopped" }, &id).await
}

pub(super) async fn record(weft: &Weft, write: &mut Write, by: &str, act: &str, person: &str) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: "person", subject_id: person, reason: None, change: json!({}) };
    history::record(write, &weft.clock, act).await
}

/// A meeting somebody is expected at and was not reminded of.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(super) struct Expected {
    pub(super) person_id: String,
    pub(super) person: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) meeting_id: String,
    pub(super) cohort: String,
    pub(super) programme_name: String,
    pub(super) cohort_title: String,
    pub(super) title: String,
    pub(super) day: String,
    pub(super) starts: String,
    pub(super) ends: String,
    pub(super) mode: String,
    pub(super) venue: String,
    pub(super) link: String,
}

/// Who is expected at the meetings after one day up to another, was not reminded of them and wants to be; by person and day.
pub(super) async fn expected(db: &Db, after: &str, until: &str) -> Result<Vec<Expected>, Problem> {
    Ok(sqlx::query_as(
        "select person.id as person_id, person.key as person, person.name, application.email,
           cohort_meeting.id as meeting_id, cohort.key as cohort, programme.name as programme_name,
           cohort.title as cohort_title, cohort_meeting.title, cohort_meeting.day, cohort_meeting.starts,
           cohort_meeting.ends, cohort_meeting.mode, cohort_meeting.venue, cohort_meeting.link
         from cohort_meeting join cohort on cohort.id = cohort_meeting.cohort_id
         join programme on programme.id = cohort.programme_id
         join application on application.cohort_id = cohort.id and application.state = 'accepted'
         join person own on own.id = application.person_id
         join person on person.id = coalesce(own.merged_into, own.id)
         where cohort_meeting.day > $1 and cohort_meeting.day <= $2 and cohort_meeting.cancelled_on is null
           and cohort_meeting.held_at is null and cohort.cancelled_on is null
           and not exists (select 1 from learning_reminder_off off where off.person_id in (person.id, own.id))
           and not exists (select 1 from learning_reminder done where done.meeting_id = cohort_meeting.id
             and done.person_id = person.id and done.day = cohort_meeting.day)
         order by person.id, cohort_meeting.day, cohort_meeting.starts, cohort_meeting.id, application.id",
    )
    .bind(after)
    .bind(until)
    .fetch_all(db.read())
    .await?)
}

/// Keeps that somebody was reminded of a meeting on its day; says whether that is new.
pub(super) async fn reminded(weft: &Weft, write: &mut Write, one: &Expected) -> Result<bool, Problem> {
    let done = sqlx::query(
        "insert into learning_reminder (person_id, meeting_id, day, queued_at) values ($1, $2, $3, $4)
         on conflict (person_id, meeting_id, day) do nothing",
    )
    .bind(&one.person_id)
    .bind(&one.meeting_id)
    .bind(&one.day)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The key and name of a person by id, where a link that stops letters names one.
pub(super) async fn person_of_id(db: &Db, id: &str) -> Result<Option<(String, String)>, Problem> {
    Ok(sqlx::query_as("select key, name from person where id = $1").bind(id).fetch_optional(db.read()).await?)
}

/// The case studies of a person.
pub(super) async fn case_studies(db: &Db, person: &str) -> Result<BTreeMap<String, CaseStudy>, Problem> {
    let sql = format!(
        "{ME} select cohort.key as cohort, case_study.state
         from case_study join cohort on cohort.id = case_study.cohort_id
         where case_study.person_id in (select id from me) order by case_study.state_at, case_study.id"
    );
    let rows: Vec<CaseStudy> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(db.read()).await?;
    Ok(rows.into_iter().map(|row| (row.cohort.clone(), row)).collect())
}
