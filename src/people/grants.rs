//! Roles given and taken back: a role lasts from a day to a day, and its end is recorded like its beginning.

use serde_json::json;

use super::Role;
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// Whether a person holds a role over a record on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn holds_role(db: &Db, person: &str, role: Role, scope: &str, on_day: &str) -> Result<bool, Problem> {
    let found: Option<i64> = sqlx::query_scalar(
        "select cast(1 as bigint) from role_grant join person on person.id = role_grant.person_id
         where person.key = $1 and role = $2 and scope_key = $3 and from_day <= $4
           and (to_day is null or to_day >= $4) limit 1",
    )
    .bind(person)
    .bind(role.key())
    .bind(scope)
    .bind(on_day)
    .fetch_optional(db.read())
    .await?;
    Ok(found.is_some())
}

/// Ends a person's role over a record on its last day, where they hold it.
///
/// # Errors
/// When the database refused.
pub async fn end_role(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    person: &str,
    role: Role,
    scope: &str,
    last_day: &str,
) -> Result<(), Problem> {
    let ended: Vec<String> = sqlx::query_scalar(
        "update role_grant set to_day = $1 where role = $2 and scope_key = $3 and to_day is null
           and person_id = (select id from person where key = $4) returning person_id",
    )
    .bind(last_day)
    .bind(role.key())
    .bind(scope)
    .bind(person)
    .fetch_all(write.on())
    .await?;
    let Some(id) = ended.first() else { return Ok(()) };
    let change = json!({ "role": role.key(), "scope": scope, "to": last_day });
    let act = Act { account: by, act: "role ended", subject_kind: "person", subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}
