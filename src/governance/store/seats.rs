//! Seats and their terms. A name is read with the term, and the pages decide who sees it.

use serde_json::json;

use super::super::{SUBJECT, Seat};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

const SEAT: &str = "select body_seat.id, governing_body.key as body, rule_key as rule, office_title,
    authority_key as authority, sector, establishment_key as establishment, person_key as person, holder.name as name,
    holder.email as email, substitute_key as substitute, other.name as substitute_name, other.email as substitute_email,
    from_day, to_day, body_seat.note as note
  from body_seat join governing_body on governing_body.id = body_seat.body_id
  left join person holder on holder.key = body_seat.person_key
  left join person other on other.key = body_seat.substitute_key";

/// What keeps the terms of one day.
const ON_DAY: &str = "from_day <= $2 and (to_day is null or to_day >= $2)";

const ORDER: &str = "order by governing_body.position, body_seat.from_day, body_seat.id";

/// Every term there ever was on a body, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn terms(db: &Db, body_key: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where governing_body.key = $1 {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(body_key).fetch_all(db.read()).await?)
}

/// The terms held on a body on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn seats(db: &Db, body_key: &str, on_day: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where governing_body.key = $1 and {ON_DAY} {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(body_key).bind(on_day).fetch_all(db.read()).await?)
}

/// The terms held on every body on a day.
pub(in super::super) async fn every_seat(db: &Db, on_day: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where from_day <= $1 and (to_day is null or to_day >= $1) {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).fetch_all(db.read()).await?)
}

/// Every term that a person holds or ever held, and those in which they are the substitute.
///
/// # Errors
/// When the database does not answer.
pub async fn seats_of_person(db: &Db, person: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where person_key = $1 or substitute_key = $1 {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(db.read()).await?)
}

/// The terms held for an authority on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn seats_of_authority(db: &Db, authority: &str, on_day: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where authority_key = $1 and {ON_DAY} {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(authority).bind(on_day).fetch_all(db.read()).await?)
}

/// The terms held by people of an establishment on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn seats_of_establishment(db: &Db, establishment: &str, on_day: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where establishment_key = $1 and {ON_DAY} {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(establishment).bind(on_day).fetch_all(db.read()).await?)
}

/// One term by its id.
pub(in super::super) async fn term(db: &Db, id: &str) -> Result<Option<Seat>, Problem> {
    let sql = format!("{SEAT} where body_seat.id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db.read()).await?)
}

/// Every term of a body as a write sees it.
pub(in super::super) async fn terms_in_write(write: &mut Write, body_key: &str) -> Result<Vec<Seat>, Problem> {
    let sql = format!("{SEAT} where governing_body.key = $1 {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(body_key).fetch_all(write.on()).await?)
}

/// Begins a term and returns its id. History keeps no name: the term's own row says who, and can forget.
pub(in super::super) async fn add_term(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    body_id: &str,
    seat: &Seat,
) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into body_seat (id, body_id, rule_key, office_title, authority_key, sector, establishment_key, person_key,
           substitute_key, from_day, to_day, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&id)
    .bind(body_id)
    .bind(&seat.rule)
    .bind(&seat.office_title)
    .bind(&seat.authority)
    .bind(&seat.sector)
    .bind(&seat.establishment)
    .bind(&seat.person)
    .bind(&seat.substitute)
    .bind(&seat.from)
    .bind(&seat.to)
    .bind(&seat.note)
    .execute(write.on())
    .await?;
    let change =
        json!({ "seat": id, "rule": seat.rule, "authority": seat.authority, "from": seat.from, "to": seat.to });
    let act = Act { account: by, act: "seat filled", subject_kind: SUBJECT, subject_id: body_id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(id)
}

/// Changes a term: its last day, its substitute, its office. `act` says which.
pub(in super::super) async fn change_term(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    before: &Seat,
    after: &Seat,
) -> Result<(), Problem> {
    let body_id: String = sqlx::query_scalar(
        "update body_seat set office_title = $1, sector = $2, establishment_key = $3, substitute_key = $4, to_day = $5,
           note = $6 where id = $7 returning body_id",
    )
    .bind(&after.office_title)
    .bind(&after.sector)
    .bind(&after.establishment)
    .bind(&after.substitute)
    .bind(&after.to)
    .bind(&after.note)
    .bind(&before.id)
    .fetch_one(write.on())
    .await?;
    let mut change = json!({ "seat": before.id });
    if before.to != after.to {
        change["to"] = json!({ "from": before.to, "to": after.to });
    }
    if before.office_title != after.office_title {
        change["office"] = json!({ "from": before.office_title, "to": after.office_title });
    }
    if before.substitute != after.substitute {
        let named = |seat: &Seat| if seat.substitute.is_some() { "named" } else { "none" };
        change["substitute"] = json!({ "from": named(before), "to": named(after) });
    }
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: &body_id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Ends a term on the day before `day` and begins one like it for somebody else on that day. A term that has not lasted a
/// day yet ends on its first day.
///
/// # Errors
/// [`Problem::NotFound`] for no such term, [`Problem::Malformed`] for no day.
pub async fn pass_seat_on(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    seat: &str,
    person: &str,
    day: &str,
) -> Result<(), Problem> {
    let sql = format!("{SEAT} where body_seat.id = $1");
    let before: Option<Seat> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(seat).fetch_optional(write.on()).await?;
    let before = before.ok_or(Problem::NotFound)?;
    let last = crate::people::day_before(day)?.max(before.from.clone());
    let ended = Seat { to: Some(last), ..before.clone() };
    change_term(weft, write, by, "seat passed on", &before, &ended).await?;
    let body_id: String =
        sqlx::query_scalar("select body_id from body_seat where id = $1").bind(seat).fetch_one(write.on()).await?;
    let next = Seat {
        person: Some(person.to_owned()),
        substitute: None,
        establishment: None,
        from: day.to_owned(),
        to: before.to.clone().filter(|to| to.as_str() >= day),
        note: None,
        ..before
    };
    add_term(weft, write, by, &body_id, &next).await?;
    Ok(())
}
