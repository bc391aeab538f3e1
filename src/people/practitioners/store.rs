//! Statements about practitioners. Lists of thousands are written a few hundred rows to a statement, with one history row
//! for each such batch that names ids only.

use std::sync::Arc;

use serde_json::{Value, json};
use sqlx::{Any, query::Query};

use super::Practitioner;
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls where somebody works.
pub(in crate::people) const SUBJECT: &str = "practitioner";

/// What history calls a batch of a list of people.
pub(in crate::people) const BATCH: &str = "people";

/// How many people stand in one statement; both engines take several times as many values.
const AT_ONCE: usize = 500;

/// Where a person of an id works, where anybody has said.
///
/// # Errors
/// When the database does not answer.
pub async fn practitioner(db: &Db, person_id: &str) -> Result<Option<Practitioner>, Problem> {
    Ok(sqlx::query_as(
        "select authority_key as authority, establishment_key as establishment, sector, post, registration
         from practitioner where person_id = $1",
    )
    .bind(person_id)
    .fetch_optional(db.read())
    .await?)
}

/// Says where the person of an id works, in place of what was said before.
///
/// # Errors
/// When the database refused.
pub async fn put_practitioner(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    person_id: &str,
    works: &Practitioner,
) -> Result<(), Problem> {
    upsert(weft, write, &[(person_id.to_owned(), works.clone())]).await?;
    let change = json!({ "authority": works.authority, "establishment": works.establishment, "sector": works.sector });
    let act =
        Act { account: by, act: "workplace noted", subject_kind: SUBJECT, subject_id: person_id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// One person as an import has to know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) merged_into: Option<String>,
    /// Nothing where nobody has said where they work.
    pub(super) works: Option<Practitioner>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    key: String,
    name: String,
    email: Option<String>,
    merged_into: Option<String>,
    works: i64,
    #[sqlx(flatten)]
    practitioner: Practitioner,
}

/// Everybody, the longest known first.
pub(super) async fn everybody(write: &mut Write) -> Result<Vec<Known>, Problem> {
    let rows: Vec<Row> = sqlx::query_as(
        "select person.id, person.key, person.name, person.email, person.merged_into,
           cast(case when p.person_id is null then 0 else 1 end as bigint) as works, p.authority_key as authority,
           p.establishment_key as establishment, p.sector, coalesce(p.post, '') as post, p.registration
         from person left join practitioner p on p.person_id = person.id order by person.id",
    )
    .fetch_all(write.on())
    .await?;
    let known = rows.into_iter().map(|row| Known {
        id: row.id,
        key: row.key,
        name: row.name,
        email: row.email,
        merged_into: row.merged_into,
        works: (row.works == 1).then_some(row.practitioner),
    });
    Ok(known.collect())
}

/// One row of the file of people.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Written {
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) authority: Option<String>,
    pub(super) seed: Option<String>,
    pub(super) department: Option<String>,
    pub(super) sector: Option<String>,
    pub(super) post: String,
    pub(super) registration: Option<String>,
}

/// Every practitioner as a file writes them; whoever is one person with somebody else is left out.
pub(super) async fn written(db: &Db) -> Result<Vec<Written>, Problem> {
    Ok(sqlx::query_as(
        "select person.name, person.email, authority.s12_code as authority, establishment.seed,
           establishment.department, p.sector, p.post, p.registration
         from practitioner p join person on person.id = p.person_id
         left join authority on authority.key = p.authority_key
         left join establishment on establishment.key = p.establishment_key
         where person.merged_into is null order by person.key, person.id",
    )
    .fetch_all(db.read())
    .await?)
}

/// Authorities by key, with how many practitioners of each are known.
pub(super) type ByAuthority = Vec<(Option<String>, i64)>;

/// How many practitioners are known, by authority; whoever is one person with somebody else is counted once. Counted once
/// between two writes.
pub(super) async fn by_authority(db: &Db) -> Result<Arc<ByAuthority>, Problem> {
    db.counted_once("practitioners by authority".to_owned(), by_authority_anew(db)).await
}

async fn by_authority_anew(db: &Db) -> Result<ByAuthority, Problem> {
    Ok(sqlx::query_as(
        "select p.authority_key, cast(count(*) as bigint) from practitioner p
         join person on person.id = p.person_id where person.merged_into is null
         group by p.authority_key order by p.authority_key nulls last",
    )
    .fetch_all(db.read())
    .await?)
}

/// Somebody a list adds.
#[derive(Debug, Clone)]
pub(super) struct Added {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) works: Practitioner,
}

/// Somebody a list says something new of, with what history keeps of it.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    pub(super) id: String,
    pub(super) works: Practitioner,
    pub(super) change: Value,
}

/// `($1, $2), ($3, $4)`: places for some rows of so many columns.
fn places(rows: usize, columns: usize) -> String {
    let row = |at: usize| {
        let places: Vec<String> = (1..=columns).map(|column| format!("${}", at * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

/// Adds people a few hundred to a statement.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, batch: &str, all: &[Added]) -> Result<(), Problem> {
    for some in all.chunks(AT_ONCE) {
        let sql = format!("insert into person (id, key, name, email, invented) values {}", places(some.len(), 5));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
        for one in some {
            query = query.bind(&one.id).bind(&one.key).bind(&one.name).bind(&one.email).bind(0_i64);
        }
        query.execute(write.on()).await?;
        let works: Vec<(String, Practitioner)> = some.iter().map(|one| (one.id.clone(), one.works.clone())).collect();
        upsert(weft, write, &works).await?;
        let ids: Vec<&str> = some.iter().map(|one| one.id.as_str()).collect();
        record(weft, write, by, "people added", batch, json!({ "people": ids })).await?;
    }
    Ok(())
}

/// Changes where people work, a few hundred to a statement.
pub(super) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    batch: &str,
    all: &[Changed],
) -> Result<(), Problem> {
    for some in all.chunks(AT_ONCE) {
        let works: Vec<(String, Practitioner)> = some.iter().map(|one| (one.id.clone(), one.works.clone())).collect();
        upsert(weft, write, &works).await?;
        let changes: serde_json::Map<String, Value> =
            some.iter().map(|one| (one.id.clone(), one.change.clone())).collect();
        record(weft, write, by, "workplaces changed", batch, json!({ "people": changes })).await?;
    }
    Ok(())
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    batch: &str,
    change: Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: BATCH, subject_id: batch, reason: None, change };
    history::record(write, &weft.clock, act).await
}

async fn upsert(weft: &Weft, write: &mut Write, some: &[(String, Practitioner)]) -> Result<(), Problem> {
    let sql = format!(
        "insert into practitioner (person_id, authority_key, establishment_key, sector, post, registration, changed_at)
         values {}
         on conflict (person_id) do update set authority_key = excluded.authority_key,
           establishment_key = excluded.establishment_key, sector = excluded.sector, post = excluded.post,
           registration = excluded.registration, changed_at = excluded.changed_at",
        places(some.len(), 7)
    );
    let now = weft.clock.instant();
    let mut query: Query<'_, Any, _> = sqlx::query(sqlx::AssertSqlSafe(sql));
    for (id, works) in some {
        query = query
            .bind(id)
            .bind(&works.authority)
            .bind(&works.establishment)
            .bind(&works.sector)
            .bind(&works.post)
            .bind(&works.registration)
            .bind(&now);
    }
    query.execute(write.on()).await?;
    Ok(())
}
