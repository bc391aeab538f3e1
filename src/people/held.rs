//! What a person holds here: offices and roles, and how both pass to somebody else. An office has an address of its own
//! that outlives whoever holds it; a role is never edited into somebody else's: it ends for one and begins for the other.

use jiff::{ToSpan, civil::Date};
use serde_json::json;

use super::{Account, Grant, Role, Scope};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// A role of a person with its days.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HeldRole {
    /// The id of the grant.
    pub id: String,
    /// The key of the role.
    pub role: String,
    /// `partnership`, `authority`, `workstream`, `group` or `body`.
    pub scope_kind: String,
    /// The key of the authority, workstream, group or body; empty for the whole partnership.
    pub scope_key: String,
    /// Its first day.
    #[sqlx(rename = "from_day")]
    pub from: String,
    /// Its last day, once it is known.
    #[sqlx(rename = "to_day")]
    pub to: Option<String>,
}

impl HeldRole {
    /// The role, where this program knows it.
    pub fn known(&self) -> Option<Role> {
        Role::of(&self.role)
    }
}

/// An office with the key of whoever holds it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct HeldOffice {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its own address, which outlives its holders.
    pub email: Option<String>,
    /// The key of its authority.
    pub authority: Option<String>,
    /// The key of whoever holds it.
    pub person: Option<String>,
    /// Their name: for people who have signed in, unless the office is public.
    pub holder: Option<String>,
}

/// What a [`HeldOffice`] is read from.
macro_rules! held {
    ($rest:literal) => {
        concat!(
            "select office.key, office.title, office.email, office.authority_key as authority, person.key as person,
               person.name as holder from office left join person on person.id = office.person_id ",
            $rest
        )
    };
}

/// The offices a person holds, by their titles.
///
/// # Errors
/// When the database does not answer.
pub async fn offices_of_person(db: &Db, person: &str) -> Result<Vec<HeldOffice>, Problem> {
    Ok(sqlx::query_as(held!("where person.key = $1 order by office.title, office.key"))
        .bind(person)
        .fetch_all(db.read())
        .await?)
}

/// Every office with its holder, by title.
///
/// # Errors
/// When the database does not answer.
pub async fn held_offices(db: &Db) -> Result<Vec<HeldOffice>, Problem> {
    Ok(sqlx::query_as(held!("order by office.title, office.key")).fetch_all(db.read()).await?)
}

/// The roles a person holds on a day or will hold after it.
///
/// # Errors
/// When the database does not answer.
pub async fn roles_of_person(db: &Db, person: &str, on_day: &str) -> Result<Vec<HeldRole>, Problem> {
    Ok(sqlx::query_as(
        "select role_grant.id, role, scope_kind, scope_key, from_day, to_day from role_grant
         join person on person.id = role_grant.person_id
         where person.key = $1 and (to_day is null or to_day >= $2) order by role, scope_key, role_grant.id",
    )
    .bind(person)
    .bind(on_day)
    .fetch_all(db.read())
    .await?)
}

/// Every open account with what it may do on a day, by address.
///
/// # Errors
/// When the database does not answer.
pub async fn open_accounts(db: &Db, on_day: &str) -> Result<Vec<Account>, Problem> {
    let accounts: Vec<(String, String, String, String)> = sqlx::query_as(
        "select account.id, person.key, person.name, account.email from account
         join person on person.id = account.person_id where account.closed_at is null order by account.email, account.id",
    )
    .fetch_all(db.read())
    .await?;
    let grants: Vec<(String, String, String, String)> = sqlx::query_as(
        "select person.key, role, scope_kind, scope_key from role_grant join person on person.id = role_grant.person_id
         where from_day <= $1 and (to_day is null or to_day >= $1) order by person.key, role, scope_key, role_grant.id",
    )
    .bind(on_day)
    .fetch_all(db.read())
    .await?;
    Ok(accounts
        .into_iter()
        .map(|(id, person, name, email)| {
            let grants = grants
                .iter()
                .filter(|(holder, ..)| *holder == person)
                .filter_map(|(_, role, kind, key)| {
                    Role::of(role).map(|role| Grant { role, scope: Scope::of(kind, key) })
                })
                .collect();
            Account { id, person, name, email, grants, sign_in: String::new(), proved: false }
        })
        .collect())
}

/// Gives an office to somebody else, or to nobody.
///
/// # Errors
/// [`Problem::NotFound`] for no such office.
pub async fn give_office(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    office: &str,
    person: Option<&str>,
) -> Result<(), Problem> {
    let before: Option<(String, Option<String>)> = sqlx::query_as(
        "select office.id, person.key from office left join person on person.id = office.person_id where office.key = $1",
    )
    .bind(office)
    .fetch_optional(write.on())
    .await?;
    let (id, before) = before.ok_or(Problem::NotFound)?;
    sqlx::query("update office set person_id = (select id from person where key = $1) where id = $2")
        .bind(person)
        .bind(&id)
        .execute(write.on())
        .await?;
    // People stand in the history by key, never by name.
    let change = json!({ "holder": { "from": before, "to": person } });
    let act =
        Act { account: by, act: "office passed on", subject_kind: "office", subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Gives an office another address, or none.
///
/// # Errors
/// [`Problem::NotFound`] for no such office.
pub async fn readdress_office(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    office: &str,
    email: Option<&str>,
) -> Result<(), Problem> {
    let before: Option<(String, Option<String>)> =
        sqlx::query_as("select id, email from office where key = $1").bind(office).fetch_optional(write.on()).await?;
    let (id, before) = before.ok_or(Problem::NotFound)?;
    sqlx::query("update office set email = $1 where id = $2").bind(email).bind(&id).execute(write.on()).await?;
    let change = json!({ "email": { "from": before, "to": email } });
    let act =
        Act { account: by, act: "office readdressed", subject_kind: "office", subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Ends a role on the day before `day` and begins the same role for somebody else on that day. Somebody who holds it
/// already gets it no second time.
///
/// # Errors
/// [`Problem::NotFound`] for no such role or person, [`Problem::Malformed`] for no day.
pub async fn pass_role_on(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    grant: &str,
    to: &str,
    day: &str,
) -> Result<(), Problem> {
    let held: Option<HeldRole> =
        sqlx::query_as("select id, role, scope_kind, scope_key, from_day, to_day from role_grant where id = $1")
            .bind(grant)
            .fetch_optional(write.on())
            .await?;
    let held = held.ok_or(Problem::NotFound)?;
    let person: Option<String> =
        sqlx::query_scalar("select id from person where key = $1").bind(to).fetch_optional(write.on()).await?;
    let person = person.ok_or(Problem::NotFound)?;
    sqlx::query("update role_grant set to_day = $1 where id = $2")
        .bind(day_before(day)?)
        .bind(&held.id)
        .execute(write.on())
        .await?;
    let has: Option<String> = sqlx::query_scalar(
        "select id from role_grant where person_id = $1 and role = $2 and scope_kind = $3 and scope_key = $4
           and from_day <= $5 and (to_day is null or to_day >= $5) limit 1",
    )
    .bind(&person)
    .bind(&held.role)
    .bind(&held.scope_kind)
    .bind(&held.scope_key)
    .bind(day)
    .fetch_optional(write.on())
    .await?;
    if has.is_none() {
        sqlx::query(
            "insert into role_grant (id, person_id, role, scope_kind, scope_key, from_day, to_day)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(weft.new_id()?)
        .bind(&person)
        .bind(&held.role)
        .bind(&held.scope_kind)
        .bind(&held.scope_key)
        .bind(day)
        .bind(&held.to)
        .execute(write.on())
        .await?;
    }
    let change = json!({ "role": held.role, "scope": held.scope_key, "to": to, "from": day });
    let act =
        Act { account: by, act: "role passed on", subject_kind: "role", subject_id: &held.id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// The last day of whatever gives way to something that begins on a day.
///
/// # Errors
/// [`Problem::Malformed`] for text that is no day.
pub fn day_before(day: &str) -> Result<String, Problem> {
    let no_day = || Problem::Malformed(format!("{day} is not a day. Write it as 2026-08-17."));
    let day: Date = day.parse().map_err(|_not_a_day| no_day())?;
    day.checked_sub(1.day()).map(|day| day.to_string()).map_err(|_out_of_range| no_day())
}
