//! Establishments by the page: narrowed by words, authority and sector, fifty at a time.

use std::collections::BTreeSet;

use super::{ALL, Establishment};
use crate::plumbing::{db::Db, problem::Problem, search::words_of};

/// How many stand on one page.
pub const ESTABLISHMENTS_PER_PAGE: i64 = 50;

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EstablishmentsAsked {
    /// Words of the name, each as the beginning of a word; at most four are read.
    pub words: String,
    /// The key of an authority.
    pub authority: Option<String>,
    /// One of the sectors.
    pub sector: Option<String>,
}

/// The establishments of one page, by name, and how many there are on all pages. `page` counts from 1.
///
/// # Errors
/// When the database does not answer.
pub async fn establishments_listed(
    db: &Db,
    asked: &EstablishmentsAsked,
    page: i64,
) -> Result<(Vec<Establishment>, i64), Problem> {
    let mut bound: Vec<String> = Vec::new();
    let mut narrowed = String::from("where 1 = 1");
    for (column, value) in [("authority.key", &asked.authority), ("sector", &asked.sector)] {
        if let Some(value) = value {
            bound.push(value.clone());
            narrowed.push_str(&format!(" and {column} = ${}", bound.len()));
        }
    }
    for word in words_of(&asked.words).into_iter().take(4) {
        bound.push(format!("{word}~"));
        let after = bound.len();
        bound.push(word);
        // A word of the search that begins with what was typed, as the search itself finds it.
        narrowed.push_str(&format!(
            " and exists (select 1 from search_word where search_word.kind = 'establishment'
               and search_word.key = establishment.key and word >= ${} and word < ${after})",
            bound.len()
        ));
    }
    let count = format!(
        "select cast(count(*) as bigint) from establishment join authority on authority.id = establishment.authority_id
         {narrowed}"
    );
    let mut total = sqlx::query_scalar(sqlx::AssertSqlSafe(count));
    let offset = (page.max(1) - 1).saturating_mul(ESTABLISHMENTS_PER_PAGE);
    let rows = format!(
        "{ALL} {narrowed} order by establishment.name, establishment.id limit {ESTABLISHMENTS_PER_PAGE} offset {offset}"
    );
    let mut found = sqlx::query_as(sqlx::AssertSqlSafe(rows));
    for value in &bound {
        total = total.bind(value);
        found = found.bind(value);
    }
    Ok((found.fetch_all(db.read()).await?, total.fetch_one(db.read()).await?))
}

/// How many establishments of an authority are open, by sector.
///
/// # Errors
/// When the database does not answer.
pub async fn open_by_sector(db: &Db, authority: &str) -> Result<Vec<(String, i64)>, Problem> {
    Ok(sqlx::query_as(
        "select sector, cast(count(*) as bigint) from establishment
         join authority on authority.id = establishment.authority_id
         where authority.key = $1 and status = 'open' group by sector order by sector",
    )
    .bind(authority)
    .fetch_all(db.read())
    .await?)
}

/// Key and name of some establishments, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn establishment_names(db: &Db, keys: &BTreeSet<String>) -> Result<Vec<(String, String)>, Problem> {
    let mut names: Vec<(String, String)> = Vec::new();
    // Both engines take far more values than this in one statement.
    for some in keys.iter().collect::<Vec<_>>().chunks(200) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql =
            format!("select key, name from establishment where key in ({}) order by name, key", places.join(", "));
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for key in some {
            query = query.bind(*key);
        }
        names.extend(query.fetch_all(db.read()).await?);
    }
    names.sort_by(|a: &(String, String), b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    Ok(names)
}

/// Key and name of those that took the place of an establishment; only a closed one has any.
///
/// # Errors
/// When the database does not answer.
pub async fn successors(db: &Db, one: &Establishment) -> Result<Vec<(String, String)>, Problem> {
    if one.status != "closed" {
        return Ok(Vec::new());
    }
    Ok(sqlx::query_as(
        "select key, name from establishment
         where authority_id = (select id from authority where key = $1) and predecessors like $2 order by name, key",
    )
    .bind(&one.authority)
    .bind(format!("%{}+{}%", one.seed, one.department))
    .fetch_all(db.read())
    .await?)
}
