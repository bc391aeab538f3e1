//! Statements about merges, and about people told apart.

use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls a merge; its subject is the row of the merge.
const SUBJECT: &str = "person merge";

/// The ids of everybody who is one person with this one, their own among them. Whoever shows somebody's records asks for
/// the records of all of them.
///
/// # Errors
/// When the database does not answer.
pub async fn same_person(db: &Db, person_id: &str) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar(
        "with root as (select coalesce(merged_into, id) as id from person where id = $1)
         select id from root union select id from person where merged_into = (select id from root) order by id",
    )
    .bind(person_id)
    .fetch_all(db.read())
    .await?)
}

/// One merge, undone or not.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Merge {
    /// Its id.
    pub id: String,
    /// The key of the person kept.
    pub kept: String,
    /// Their name.
    pub kept_name: String,
    /// The key of the person merged into them.
    pub merged: String,
    /// Their name.
    pub merged_name: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// When it was undone.
    pub undone_at: Option<String>,
    /// Why it was undone.
    pub undone_reason: Option<String>,
}

/// Every merge, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn merges(db: &Db) -> Result<Vec<Merge>, Problem> {
    Ok(sqlx::query_as(
        "select m.id, kept.key as kept, kept.name as kept_name, merged.key as merged, merged.name as merged_name, m.at,
           m.reason, m.undone_at, m.undone_reason
         from person_merge m join person kept on kept.id = m.kept_id join person merged on merged.id = m.merged_id
         order by m.at desc, m.id desc",
    )
    .fetch_all(db.read())
    .await?)
}

/// The id of whom a key stands for now, where there is somebody of that key.
async fn root(write: &mut Write, key: &str) -> Result<String, Problem> {
    sqlx::query_scalar("select coalesce(merged_into, id) from person where key = $1")
        .bind(key)
        .fetch_optional(write.on())
        .await?
        .ok_or(Problem::NotFound)
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    reason: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: Some(reason), change };
    history::record(write, &weft.clock, act).await
}

/// Makes two people one: `kept` stays, `merged` is counted with them from now on. Both are given by key.
///
/// # Errors
/// [`Problem::Conflict`] when they are one person already; [`Problem::NotFound`] when there is no such person.
pub async fn merge(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    kept: &str,
    merged: &str,
    reason: &str,
) -> Result<(), Problem> {
    let (kept, merged) = (root(write, kept).await?, root(write, merged).await?);
    if kept == merged {
        return Err(Problem::Conflict(
            "These two are one person already. The list of merges shows since when, and undoes it.".into(),
        ));
    }
    let id = weft.new_id()?;
    sqlx::query(
        "insert into person_merge (id, kept_id, merged_id, at, account, reason) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&id)
    .bind(&kept)
    .bind(&merged)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(reason)
    .execute(write.on())
    .await?;
    sqlx::query("update person set merged_into = $1 where id = $2 or merged_into = $2")
        .bind(&kept)
        .bind(&merged)
        .execute(write.on())
        .await?;
    record(weft, write, by, "people merged", &id, reason, json!({ "kept": kept, "merged": merged })).await
}

/// Takes a merge back: whoever was merged stands for themselves again, with everybody merged into them before.
///
/// # Errors
/// [`Problem::Conflict`] when it was undone already; [`Problem::NotFound`] when there is no such merge.
pub async fn undo(weft: &Weft, write: &mut Write, by: &str, id: &str, reason: &str) -> Result<(), Problem> {
    let found: Option<(String, Option<String>)> =
        sqlx::query_as("select merged_id, undone_at from person_merge where id = $1")
            .bind(id)
            .fetch_optional(write.on())
            .await?;
    let (merged, undone) = found.ok_or(Problem::NotFound)?;
    if undone.is_some() {
        return Err(Problem::Conflict("This merge was undone already; the two are two people.".into()));
    }
    sqlx::query("update person_merge set undone_at = $1, undone_by = $2, undone_reason = $3 where id = $4")
        .bind(weft.clock.instant())
        .bind(by)
        .bind(reason)
        .bind(id)
        .execute(write.on())
        .await?;
    // Of those who belong to the whole, only the ones who came with the merged person leave with them.
    let standing: Vec<(String, String)> =
        sqlx::query_as("select merged_id, kept_id from person_merge where undone_at is null order by at, id")
            .fetch_all(write.on())
            .await?;
    let mut leaving = vec![merged.clone()];
    let mut at = 0;
    while let Some(now) = leaving.get(at).cloned() {
        leaving.extend(standing.iter().filter(|(_, kept)| *kept == now).map(|(merged, _)| merged.clone()));
        at += 1;
    }
    for one in &leaving {
        sqlx::query("update person set merged_into = $1 where id = $2")
            .bind((*one != merged).then_some(&merged))
            .bind(one)
            .execute(write.on())
            .await?;
    }
    record(weft, write, by, "merge undone", id, reason, json!({ "people": leaving })).await
}

/// Remembers that two people, given by key, are two.
///
/// # Errors
/// [`Problem::Conflict`] when they were merged meanwhile.
pub async fn tell_apart(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    one: &str,
    other: &str,
    reason: &str,
) -> Result<(), Problem> {
    let (one, other) = (root(write, one).await?, root(write, other).await?);
    if one == other {
        return Err(Problem::Conflict("These two were merged meanwhile. Undo that merge first.".into()));
    }
    let id = weft.new_id()?;
    let (first, second) = (one.clone().min(other.clone()), one.max(other));
    sqlx::query(
        "insert into person_apart (id, first_id, second_id, at, account, reason) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&id)
    .bind(&first)
    .bind(&second)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(reason)
    .execute(write.on())
    .await?;
    record(weft, write, by, "people told apart", &id, reason, json!({ "people": [first, second] })).await
}

/// Two people told apart.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Apart {
    pub(super) id: String,
    pub(super) first: String,
    pub(super) first_name: String,
    pub(super) second: String,
    pub(super) second_name: String,
    pub(super) at: String,
    pub(super) reason: String,
}

/// Everybody told apart, the newest first.
pub(super) async fn apart(db: &Db) -> Result<Vec<Apart>, Problem> {
    Ok(sqlx::query_as(
        "select a.id, one.key as first, one.name as first_name, other.key as second, other.name as second_name, a.at,
           a.reason
         from person_apart a join person one on one.id = a.first_id join person other on other.id = a.second_id
         where a.ended_at is null order by a.at desc, a.id desc",
    )
    .fetch_all(db.read())
    .await?)
}

/// Asks about two people again.
pub(super) async fn ask_again(weft: &Weft, write: &mut Write, by: &str, id: &str) -> Result<(), Problem> {
    let ended: Option<String> = sqlx::query_scalar(
        "update person_apart set ended_at = $1, ended_by = $2 where id = $3 and ended_at is null returning id",
    )
    .bind(weft.clock.instant())
    .bind(by)
    .bind(id)
    .fetch_optional(write.on())
    .await?;
    ended.ok_or(Problem::NotFound)?;
    record(weft, write, by, "people asked about again", id, "", json!({})).await
}
