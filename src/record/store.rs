//! Every statement about the history as people read it.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use super::kinds::{self, Kind};
use crate::plumbing::{db::Db, history::Row, problem::Problem};

/// How many values one statement looks for.
const TOGETHER: usize = 200;

/// A record as its history's page names it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Its id, as history has it.
    pub id: String,
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its page, where it has one.
    pub page: String,
}

/// Finds a record of a kind by its id or key. A record that is gone, and a kind without records, is known by its id alone.
pub(super) async fn find(db: &Db, kind: &Kind, given: &str) -> Result<Option<Found>, Problem> {
    if kind.find.is_empty() {
        return Ok(None);
    }
    let row: Option<(String, String, String, String)> =
        sqlx::query_as(kind.find).bind(given).fetch_optional(db.read()).await?;
    Ok(row.map(|(id, key, title, page)| Found { id, key, title, page }))
}

/// What a record belongs to: kinds and keys of scopes.
pub(super) async fn scopes(db: &Db, kind: &Kind, id: &str) -> Result<Vec<(String, String)>, Problem> {
    if kind.scopes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(kind.scopes).bind(id).fetch_all(db.read()).await?)
}

/// The subjects whose history a record's page shows: itself under its id and its key, and its parts.
pub(super) async fn subjects(db: &Db, kind: &Kind, found: &Found) -> Result<Vec<(&'static str, String)>, Problem> {
    let mut subjects = vec![(kind.kind, found.id.clone())];
    if found.key != found.id {
        subjects.push((kind.kind, found.key.clone()));
    }
    for (part, text) in kind.parts {
        let ids: Vec<String> = sqlx::query_scalar(*text).bind(&found.id).fetch_all(db.read()).await?;
        subjects.extend(ids.into_iter().map(|id| (*part, id)));
    }
    Ok(subjects)
}

/// The history of some subjects, the newest first, from a row number down.
pub(super) async fn of_subjects(
    db: &Db,
    subjects: &[(&'static str, String)],
    before: i64,
    limit: i64,
) -> Result<Vec<Row>, Problem> {
    let mut rows: Vec<Row> = Vec::new();
    let kinds: BTreeSet<&str> = subjects.iter().map(|(kind, _)| *kind).collect();
    for kind in kinds {
        let ids: Vec<&str> = subjects.iter().filter(|(of, _)| *of == kind).map(|(_, id)| id.as_str()).collect();
        for part in ids.chunks(TOGETHER) {
            let places: Vec<String> = (4..4 + part.len()).map(|at| format!("${at}")).collect();
            let text = format!(
                "select * from history where subject_kind = $1 and seq < $2 and subject_id in ({})
                 order by seq desc limit $3",
                places.join(", ")
            );
            let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(text)).bind(kind).bind(before).bind(limit);
            for id in part {
                query = query.bind(*id);
            }
            rows.extend(query.fetch_all(db.read()).await?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Narrowed {
    /// A kind of record.
    pub(super) kind: Option<String>,
    /// An account.
    pub(super) by: Option<String>,
    /// A day in UTC: the beginning of the instant.
    pub(super) day: Option<String>,
}

/// The history of everything, the newest first, from a row number down.
pub(super) async fn list(db: &Db, narrowed: &Narrowed, before: i64, limit: i64) -> Result<Vec<Row>, Problem> {
    let (kind, by, day) = (&narrowed.kind, &narrowed.by, &narrowed.day);
    Ok(sqlx::query_as(
        "select * from history where seq < $1 and ($2 = '' or subject_kind = $2) and ($3 = '' or account = $3)
           and ($4 = '' or (at >= $4 and at < $5)) order by seq desc limit $6",
    )
    .bind(before)
    .bind(kind.as_deref().unwrap_or_default())
    .bind(by.as_deref().unwrap_or_default())
    .bind(day.as_deref().unwrap_or_default())
    .bind(format!("{}~", day.as_deref().unwrap_or_default()))
    .bind(limit)
    .fetch_all(db.read())
    .await?)
}

/// How many rows each kind of record has in the history.
pub(super) async fn counts(db: &Db) -> Result<Vec<(String, i64)>, Problem> {
    Ok(sqlx::query_as(
        "select subject_kind, cast(count(*) as bigint) from history group by subject_kind order by subject_kind",
    )
    .fetch_all(db.read())
    .await?)
}

/// The names of accounts and of people given by id or key, as far as they are known.
pub(super) async fn names(db: &Db, wanted: &BTreeSet<String>) -> Result<BTreeMap<String, String>, Problem> {
    let wanted: Vec<&String> = wanted.iter().collect();
    let mut names = BTreeMap::new();
    for part in wanted.chunks(TOGETHER) {
        let places: Vec<String> = (1..=part.len()).map(|at| format!("${at}")).collect();
        let places = places.join(", ");
        let text = format!(
            "select id, name from person where id in ({places})
             union all select key, name from person where key in ({places})
             union all select account.id, person.name from account join person on person.id = account.person_id
             where account.id in ({places})"
        );
        let mut query = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(text));
        for name in part {
            query = query.bind(name.as_str());
        }
        names.extend(query.fetch_all(db.read()).await?);
    }
    Ok(names)
}

/// The titles of records of the kinds on a page, each looked for once.
pub(super) async fn titles(db: &Db, rows: &[Row]) -> Result<BTreeMap<(String, String), Found>, Problem> {
    let wanted: BTreeSet<(&str, &str)> =
        rows.iter().map(|row| (row.subject_kind.as_str(), row.subject_id.as_str())).collect();
    let mut titles = BTreeMap::new();
    for (kind, id) in wanted {
        if let Some(known) = kinds::of(kind)
            && let Some(found) = find(db, known, id).await?
        {
            titles.insert((kind.to_owned(), id.to_owned()), found);
        }
    }
    Ok(titles)
}
