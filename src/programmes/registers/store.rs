//! Statements about marks.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::Attendance;
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls a register: its subject is the meeting.
pub(in crate::programmes) const SUBJECT: &str = "register";

/// The marks of a cohort's meetings.
///
/// # Errors
/// When the database does not answer.
pub async fn of_cohort(db: &Db, cohort: &str) -> Result<Vec<Attendance>, Problem> {
    Ok(sqlx::query_as(
        "select meeting_id, person_id, mark, attendance.mode, authority_key, establishment_key, sector, post, how
         from attendance join cohort_meeting on cohort_meeting.id = attendance.meeting_id
         where cohort_meeting.cohort_id = $1 order by cohort_meeting.number, person_id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// Sets one mark, whatever stood before. Whoever writes records the history of the whole register.
pub(in crate::programmes) async fn put(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    mark: &Attendance,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into attendance (id, meeting_id, person_id, mark, mode, authority_key, establishment_key, sector, post, how,
           taken_at, account)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (meeting_id, person_id) do update set mark = excluded.mark, mode = excluded.mode,
           authority_key = excluded.authority_key, establishment_key = excluded.establishment_key,
           sector = excluded.sector, post = excluded.post, how = excluded.how, taken_at = excluded.taken_at,
           account = excluded.account",
    )
    .bind(weft.new_id()?)
    .bind(&mark.meeting_id)
    .bind(&mark.person_id)
    .bind(&mark.mark)
    .bind(&mark.mode)
    .bind(&mark.authority_key)
    .bind(&mark.establishment_key)
    .bind(&mark.sector)
    .bind(&mark.post)
    .bind(&mark.how)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    Ok(())
}

/// The marks of one meeting as they stand inside a write, by the id of the person.
pub(super) async fn standing(write: &mut Write, meeting: &str) -> Result<BTreeMap<String, Attendance>, Problem> {
    let rows: Vec<Attendance> = sqlx::query_as(
        "select meeting_id, person_id, mark, mode, authority_key, establishment_key, sector, post, how from attendance
         where meeting_id = $1 order by person_id",
    )
    .bind(meeting)
    .fetch_all(write.on())
    .await?;
    Ok(rows.into_iter().map(|row| (row.person_id.clone(), row)).collect())
}

/// Whether a register is closed, as it stands inside a write.
///
/// # Errors
/// [`Problem::Conflict`] when the meeting was cancelled meanwhile.
pub(super) async fn is_closed(write: &mut Write, meeting: &str) -> Result<bool, Problem> {
    let (held, cancelled): (Option<String>, Option<String>) =
        sqlx::query_as("select held_at, cancelled_on from cohort_meeting where id = $1")
            .bind(meeting)
            .fetch_optional(write.on())
            .await?
            .ok_or(Problem::NotFound)?;
    match cancelled {
        Some(_) => Err(Problem::Conflict("This meeting was cancelled meanwhile, so it has no register.".into())),
        None => Ok(held.is_some()),
    }
}

/// Says why somebody without a place stands in a register.
pub(super) async fn note(write: &mut Write, meeting: &str, person: &str, note: &str) -> Result<(), Problem> {
    sqlx::query("update attendance set note = $1 where meeting_id = $2 and person_id = $3")
        .bind(note)
        .bind(meeting)
        .bind(person)
        .execute(write.on())
        .await?;
    Ok(())
}

/// Closes a register: the meeting was held. Reopened with `closed` false, it is planned again.
pub(super) async fn set_closed(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &str,
    closed: bool,
    reason: Option<&str>,
    change: Json,
) -> Result<(), Problem> {
    sqlx::query("update cohort_meeting set held_at = $1, held_by = $2 where id = $3")
        .bind(closed.then(|| weft.clock.instant()))
        .bind(closed.then_some(by))
        .bind(meeting)
        .execute(write.on())
        .await?;
    let act = if closed { "register closed" } else { "register reopened" };
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: meeting, reason, change };
    history::record(write, &weft.clock, act).await
}

/// The id of a person by their key, and where they work as far as it is known.
pub(super) async fn works_at(write: &mut Write, person: &str) -> Result<(String, Attendance), Problem> {
    type Row = (String, Option<String>, Option<String>, Option<String>, Option<String>);
    let (id, authority_key, establishment_key, sector, post): Row = sqlx::query_as(
        "select person.id, practitioner.authority_key, practitioner.establishment_key, practitioner.sector, practitioner.post
         from person left join practitioner on practitioner.person_id = person.id where person.key = $1",
    )
    .bind(person)
    .fetch_optional(write.on())
    .await?
    .ok_or(Problem::NotFound)?;
    let works = Attendance {
        authority_key,
        establishment_key,
        sector: sector.unwrap_or_default(),
        post: post.unwrap_or_default(),
        ..Attendance::default()
    };
    Ok((id, works))
}

/// The marks of one meeting with their notes, by the id of the person.
pub(super) async fn standing_with_notes(
    write: &mut Write,
    meeting: &str,
) -> Result<BTreeMap<String, (Attendance, String)>, Problem> {
    let mut marks: BTreeMap<String, (Attendance, String)> =
        standing(write, meeting).await?.into_iter().map(|(person, mark)| (person, (mark, String::new()))).collect();
    let notes: Vec<(String, String)> = sqlx::query_as(
        "select person_id, note from attendance where meeting_id = $1 and note <> '' order by person_id",
    )
    .bind(meeting)
    .fetch_all(write.on())
    .await?;
    for (person, note) in notes {
        if let Some(mark) = marks.get_mut(&person) {
            mark.1 = note;
        }
    }
    Ok(marks)
}

/// A mark as the file of registers has it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Exported {
    pub(super) cohort: String,
    pub(super) number: i64,
    pub(super) email: Option<String>,
    pub(super) name: String,
    pub(super) mark: String,
    pub(super) mode: String,
    pub(super) authority_key: Option<String>,
    pub(super) establishment_key: Option<String>,
    pub(super) sector: String,
    pub(super) post: String,
    pub(super) how: String,
    pub(super) note: String,
}

/// Every mark of a meeting that was not cancelled, by cohort, meeting and person.
pub(super) async fn every_mark(db: &Db) -> Result<Vec<Exported>, Problem> {
    Ok(sqlx::query_as(
        "select cohort.key as cohort, cohort_meeting.number, person.email, person.name, attendance.mark, attendance.mode,
           attendance.authority_key, attendance.establishment_key, attendance.sector, attendance.post, attendance.how,
           attendance.note
         from attendance join cohort_meeting on cohort_meeting.id = attendance.meeting_id
         join cohort on cohort.id = cohort_meeting.cohort_id join person on person.id = attendance.person_id
         where cohort_meeting.cancelled_on is null
         order by cohort.key, cohort_meeting.number, person.name, person.key, person.id",
    )
    .fetch_all(db.read())
    .await?)
}
