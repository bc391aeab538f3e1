//! Statements about marks.

use super::Attendance;
use crate::plumbing::{
    db::{Db, Write},
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
