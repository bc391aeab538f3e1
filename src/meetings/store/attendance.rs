//! Statements about who was there and what they declared.

use serde_json::json;

use super::{Meeting, record};
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// One person at a meeting, or with apologies.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Attendance {
    /// The id of the row.
    pub(crate) id: String,
    /// The person's key, where they are one this program knows.
    pub person: Option<String>,
    /// Their name; not for the public.
    pub name: String,
    /// Their office, and authority where it matters.
    pub office: String,
    /// `in-person`, `online` or `apologies`.
    pub presence: String,
    /// The name of the member they came for.
    pub substitute_for: Option<String>,
}

impl Attendance {
    /// Whether they were there, in the room or online.
    pub fn is_present(&self) -> bool {
        self.presence != "apologies"
    }
}

/// Attendance about to be noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::meetings) struct Present {
    pub(in crate::meetings) person: Option<String>,
    pub(in crate::meetings) name: String,
    pub(in crate::meetings) office: String,
    pub(in crate::meetings) presence: String,
    pub(in crate::meetings) substitute_for: Option<String>,
}

/// One declaration of an interest.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::meetings) struct Declaration {
    pub(in crate::meetings) id: String,
    pub(in crate::meetings) name: String,
    pub(in crate::meetings) office: String,
    pub(in crate::meetings) interest: String,
    /// Whether they stayed for the item (1) or left the meeting for it.
    pub(in crate::meetings) stayed: i64,
}

/// Who was at a meeting and who sent apologies, in the order noted; empty for an unknown meeting.
///
/// # Errors
/// When the database does not answer.
pub async fn attendance(db: &Db, meeting: &str) -> Result<Vec<Attendance>, Problem> {
    Ok(sqlx::query_as(
        "select a.id, a.person, a.name, a.office, a.presence, a.substitute_for from meeting_attendance a
         join meeting m on m.id = a.meeting_id where m.key = $1 order by a.position, a.id",
    )
    .bind(meeting)
    .fetch_all(db.read())
    .await?)
}

/// How many different people took part in the meetings of a holder from one day to another; merged people are one.
///
/// # Errors
/// When the database does not answer.
pub async fn people_count(db: &Db, kind: &str, key: &str, from: &str, to: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar(
        "select cast(count(distinct coalesce(person.merged_into, person.id, a.name)) as bigint) from meeting_attendance a
         join meeting m on m.id = a.meeting_id left join person on person.key = a.person
         where m.holder_kind = $1 and m.holder_key = $2 and m.day >= $3 and m.day <= $4 and m.cancelled_on is null
           and a.presence <> 'apologies'",
    )
    .bind(kind)
    .bind(key)
    .bind(from)
    .bind(to)
    .fetch_one(db.read())
    .await?)
}

/// The keys of the meetings a person attended from one day to another, in the order of time.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(db: &Db, person: &str, from: &str, to: &str) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select m.key from meeting_attendance a join meeting m on m.id = a.meeting_id
         where a.person = $1 and a.presence <> 'apologies' and m.day >= $2 and m.day <= $3 order by m.day, m.id",
    )
    .bind(person)
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// Notes one person, in place of the row `replaces` where one is given.
pub(in crate::meetings) async fn put_attendance(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    present: &Present,
    replaces: Option<&str>,
) -> Result<(), Problem> {
    let next: i64 =
        sqlx::query_scalar("select coalesce(max(position), 0) + 1 from meeting_attendance where meeting_id = $1")
            .bind(&meeting.row)
            .fetch_one(write.on())
            .await?;
    let mut position = None;
    if let Some(id) = replaces {
        position = sqlx::query_scalar("select position from meeting_attendance where id = $1")
            .bind(id)
            .fetch_optional(write.on())
            .await?;
        sqlx::query("delete from meeting_attendance where id = $1").bind(id).execute(write.on()).await?;
    }
    sqlx::query(
        "insert into meeting_attendance (id, meeting_id, position, person, name, office, presence, substitute_for)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(weft.new_id()?)
    .bind(&meeting.row)
    .bind(position.unwrap_or(next))
    .bind(&present.person)
    .bind(&present.name)
    .bind(&present.office)
    .bind(&present.presence)
    .bind(&present.substitute_for)
    .execute(write.on())
    .await?;
    // Names stay out of the history, so that erasing one never breaks the chain.
    let change = json!({ "person": present.person, "presence": present.presence,
        "substitute": present.substitute_for.is_some() });
    record(weft, write, by, "attendance noted", &meeting.row, None, change).await
}

/// Takes one row of attendance away.
pub(in crate::meetings) async fn remove_attendance(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    id: &str,
) -> Result<(), Problem> {
    sqlx::query("delete from meeting_attendance where id = $1 and meeting_id = $2")
        .bind(id)
        .bind(&meeting.row)
        .execute(write.on())
        .await?;
    record(weft, write, by, "attendance taken back", &meeting.row, None, json!({})).await
}

/// The declarations of a meeting in the order noted.
pub(in crate::meetings) async fn declarations(db: &Db, meeting: &Meeting) -> Result<Vec<Declaration>, Problem> {
    Ok(sqlx::query_as(
        "select id, name, office, interest, stayed from meeting_declaration where meeting_id = $1 order by position, id",
    )
    .bind(&meeting.row)
    .fetch_all(db.read())
    .await?)
}

/// Notes a declaration.
pub(in crate::meetings) async fn add_declaration(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    who: &Present,
    interest: &str,
    stayed: bool,
) -> Result<(), Problem> {
    let position: i64 =
        sqlx::query_scalar("select coalesce(max(position), 0) + 1 from meeting_declaration where meeting_id = $1")
            .bind(&meeting.row)
            .fetch_one(write.on())
            .await?;
    sqlx::query(
        "insert into meeting_declaration (id, meeting_id, position, person, name, office, interest, stayed)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(weft.new_id()?)
    .bind(&meeting.row)
    .bind(position)
    .bind(&who.person)
    .bind(&who.name)
    .bind(&who.office)
    .bind(interest)
    .bind(i64::from(stayed))
    .execute(write.on())
    .await?;
    record(weft, write, by, "interest declared", &meeting.row, None, json!({ "person": who.person })).await
}

/// Takes a declaration back that was noted by mistake.
pub(in crate::meetings) async fn remove_declaration(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    id: &str,
) -> Result<(), Problem> {
    sqlx::query("delete from meeting_declaration where id = $1 and meeting_id = $2")
        .bind(id)
        .bind(&meeting.row)
        .execute(write.on())
        .await?;
    record(weft, write, by, "declaration taken back", &meeting.row, None, json!({})).await
}

/// Notes whether everybody was asked and nobody declared an interest.
pub(in crate::meetings) async fn nobody_declared(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    nobody: bool,
) -> Result<(), Problem> {
    sqlx::query("update meeting set none_declared = $1 where id = $2")
        .bind(i64::from(nobody))
        .bind(&meeting.row)
        .execute(write.on())
        .await?;
    record(weft, write, by, "declarations asked for", &meeting.row, None, json!({ "nobody": nobody })).await
}
