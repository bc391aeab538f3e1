//! Every statement about the weekly letter.

use std::collections::BTreeSet;

use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// Whether somebody gets the weekly letter.
pub(super) async fn wants_letter(db: &Db, person: &str) -> Result<bool, Problem> {
    let off: Option<String> = sqlx::query_scalar("select since from weekly_letter_off where person_key = $1")
        .bind(person)
        .fetch_optional(db.read())
        .await?;
    Ok(off.is_none())
}

/// Everybody who does not want the letter.
pub(super) async fn without_letter(db: &Db) -> Result<BTreeSet<String>, Problem> {
    let keys: Vec<String> =
        sqlx::query_scalar("select person_key from weekly_letter_off order by person_key").fetch_all(db.read()).await?;
    Ok(keys.into_iter().collect())
}

/// Says whether somebody wants the letter; saying the same again changes nothing.
pub(super) async fn want_letter(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    person: &str,
    wanted: bool,
) -> Result<(), Problem> {
    sqlx::query("delete from weekly_letter_off where person_key = $1").bind(person).execute(write.on()).await?;
    if !wanted {
        sqlx::query("insert into weekly_letter_off (person_key, since) values ($1, $2)")
            .bind(person)
            .bind(weft.clock.instant())
            .execute(write.on())
            .await?;
    }
    let act = if wanted { "weekly letter wanted" } else { "weekly letter stopped" };
    let act = Act { account: by, act, subject_kind: "person", subject_id: person, reason: None, change: json!({}) };
    history::record(write, &weft.clock, act).await
}
