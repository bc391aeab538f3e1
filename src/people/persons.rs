//! Persons: whom groups, bodies and meetings name. A name is private by default, and two people may share one.

use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    ids::key_from,
    problem::Problem,
    state::Weft,
};

/// A person, whatever they hold.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// Their key.
    pub key: String,
    /// Their name.
    pub name: String,
    /// The address that tells them apart, in lower case.
    pub email: Option<String>,
    /// Whether they are invented (1), as everybody in an example is.
    pub invented: i64,
}

/// The person of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn person(db: &Db, key: &str) -> Result<Option<Person>, Problem> {
    Ok(sqlx::query_as("select key, name, email, invented from person where key = $1")
        .bind(key)
        .fetch_optional(db.read())
        .await?)
}

/// Everybody, by name. A partnership may know tens of thousands: for files and pickers, not for every page.
///
/// # Errors
/// When the database does not answer.
pub async fn persons(db: &Db) -> Result<Vec<Person>, Problem> {
    Ok(sqlx::query_as("select key, name, email, invented from person order by name, key").fetch_all(db.read()).await?)
}

/// People whose name begins with what was typed, whatever its capitals, at most twenty, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn persons_like(db: &Db, typed: &str) -> Result<Vec<Person>, Problem> {
    let wanted = key_from(typed);
    Ok(sqlx::query_as(
        "select key, name, email, invented from person where key >= $1 and key < $2 order by name, key limit 20",
    )
    .bind(&wanted)
    .bind(format!("{wanted}~"))
    .fetch_all(db.read())
    .await?)
}

/// The person with an address, where one is known.
///
/// # Errors
/// When the database does not answer.
pub async fn person_of_email(db: &Db, email: &str) -> Result<Option<Person>, Problem> {
    Ok(sqlx::query_as("select key, name, email, invented from person where email = $1 order by id")
        .bind(email.trim().to_lowercase())
        .fetch_optional(db.read())
        .await?)
}

/// The key of the person with an address, where one is known.
///
/// # Errors
/// When the database refused.
pub async fn person_with_email(write: &mut Write, email: &str) -> Result<Option<String>, Problem> {
    // Without `limit 1`, for which PostgreSQL would rather walk all ids than ask the index of addresses.
    Ok(sqlx::query_scalar("select key from person where email = $1 order by id")
        .bind(email.trim().to_lowercase())
        .fetch_optional(write.on())
        .await?)
}

/// The key of a person given by name and, where known, address: whoever has that address already, or somebody new.
/// Without an address nobody is taken for somebody else of the same name.
///
/// # Errors
/// When the database refused.
pub async fn put_person(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    name: &str,
    email: Option<&str>,
    invented: bool,
) -> Result<String, Problem> {
    if let Some(email) = email
        && let Some(key) = person_with_email(write, email).await?
    {
        return Ok(key);
    }
    let id = add_person(weft, write, by, name, email, invented).await?;
    Ok(sqlx::query_scalar("select key from person where id = $1").bind(id).fetch_one(write.on()).await?)
}

/// The id of the person of a key inside a write, or of the one they were found to be.
///
/// # Errors
/// [`Problem::NotFound`] when there is nobody under that key.
pub async fn root_of_person(write: &mut Write, key: &str) -> Result<String, Problem> {
    sqlx::query_scalar("select coalesce(merged_into, id) from person where key = $1")
        .bind(key)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)
}

/// Adds a person and returns their id. Several people may share a name; their keys differ.
///
/// # Errors
/// When the database refused.
pub async fn add_person(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    name: &str,
    email: Option<&str>,
    invented: bool,
) -> Result<String, Problem> {
    let id = weft.new_id()?;
    let base = key_from(name);
    let taken: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from person where key = $1 or key like $2")
        .bind(&base)
        .bind(format!("{base}-%"))
        .fetch_one(write.on())
        .await?;
    let mut key = if taken == 0 { base.clone() } else { format!("{base}-{}", taken + 1) };
    let free: Option<i64> = sqlx::query_scalar("select cast(1 as bigint) from person where key = $1")
        .bind(&key)
        .fetch_optional(write.on())
        .await?;
    if free.is_some() {
        // A longer name that begins alike was counted too; the id's own digits settle it.
        key = format!("{base}-{}", &id[id.len() - 6..]);
    }
    sqlx::query("insert into person (id, key, name, email, invented) values ($1, $2, $3, $4, $5)")
        .bind(&id)
        .bind(key)
        .bind(name)
        .bind(email.map(|email| email.trim().to_lowercase()))
        .bind(i64::from(invented))
        .execute(write.on())
        .await?;
    let act = Act {
        account: by,
        act: "person added",
        subject_kind: "person",
        subject_id: &id,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(id)
}

/// The key and the name of the person that somebody was merged into, through every merge.
pub(super) async fn kept(db: &Db, person: &str) -> Result<Option<(String, String)>, Problem> {
    Ok(sqlx::query_as(
        "with recursive chain (id, key, name, merged_into, step) as (
           select id, key, name, merged_into, cast(0 as bigint) from person where id = $1
           union all
           select person.id, person.key, person.name, person.merged_into, chain.step + 1
           from person join chain on person.id = chain.merged_into where chain.step < 20
         )
         select key, name from chain order by step desc limit 1",
    )
    .bind(person)
    .fetch_optional(db.read())
    .await?)
}
