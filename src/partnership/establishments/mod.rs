//! Establishments: nurseries, primary, secondary and special schools, known by SEED code and department.
//!
//! One SEED code may stand for several departments of one campus, so the two together name an establishment. A school that
//! took the place of others names them as its predecessors.

mod file;
mod listed;
mod official;
mod statistics;

pub use file::{export_establishments, import_establishments};
pub use listed::{
    ESTABLISHMENTS_PER_PAGE, EstablishmentsAsked, establishment_names, establishments_listed, open_by_sector,
    successors,
};
pub use statistics::{SchoolFigures, rolls, school_figures};

use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    search,
    state::Weft,
};

/// A nursery, school or centre.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Establishment {
    /// Its key: SEED code and department, `9900011-p`.
    pub key: String,
    /// Its SEED code, seven digits.
    pub seed: String,
    /// `EY`, `P`, `S` or `SP`.
    pub department: String,
    /// Its name.
    pub name: String,
    /// `early-years`, `primary`, `secondary` or `special`.
    pub sector: String,
    /// The key of its authority.
    pub authority: String,
    /// The S12 code of its authority.
    pub s12_code: String,
    /// `open`, `closed`, `mothballed` or `proposed`.
    pub status: String,
    /// The day it opened.
    pub opened: Option<String>,
    /// The day it closed.
    pub closed: Option<String>,
    /// Those it took the place of: `SEED+DEPARTMENT`, with spaces between.
    pub predecessors: String,
    /// The SIMD quintile of where it stands, 1 the most deprived; nothing where nobody has said.
    pub simd_quintile: Option<i64>,
}

const ALL: &str = "select establishment.key, seed, department, establishment.name, sector, authority.key as authority,
    authority.s12_code, status, opened, closed, predecessors, simd_quintile
  from establishment join authority on authority.id = establishment.authority_id";

/// Every establishment, by SEED code and department.
///
/// # Errors
/// When the database does not answer.
pub async fn establishments(db: &Db) -> Result<Vec<Establishment>, Problem> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!("{ALL} order by seed, department, establishment.id")))
        .fetch_all(db.read())
        .await?)
}

/// The establishment of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn establishment(db: &Db, key: &str) -> Result<Option<Establishment>, Problem> {
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(format!("{ALL} where establishment.key = $1")))
        .bind(key)
        .fetch_optional(db.read())
        .await?)
}

/// Adds an establishment, or changes the one that stood under its key.
async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    before: Option<&Establishment>,
    after: &Establishment,
) -> Result<(), Problem> {
    let id: String = sqlx::query_scalar(
        "insert into establishment (id, key, seed, department, name, sector, authority_id, status, opened, closed, predecessors,
           simd_quintile)
         values ($1, $2, $3, $4, $5, $6, (select id from authority where key = $7), $8, $9, $10, $11, $12)
         on conflict (key) do update set name = excluded.name, sector = excluded.sector,
           authority_id = excluded.authority_id, status = excluded.status, opened = excluded.opened,
           closed = excluded.closed, predecessors = excluded.predecessors, simd_quintile = excluded.simd_quintile
         returning id",
    )
    .bind(weft.new_id()?)
    .bind(&after.key)
    .bind(&after.seed)
    .bind(&after.department)
    .bind(&after.name)
    .bind(&after.sector)
    .bind(&after.authority)
    .bind(&after.status)
    .bind(&after.opened)
    .bind(&after.closed)
    .bind(&after.predecessors)
    .bind(after.simd_quintile)
    .fetch_one(write.on())
    .await?;
    let (act, change) = match before {
        Some(before) => ("establishment changed", history::difference(before, after)?),
        None => ("establishment added", json!({ "key": after.key, "name": after.name })),
    };
    let act = Act { account: by, act, subject_kind: "establishment", subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    let entry = search::Entry {
        kind: "establishment",
        key: &after.key,
        url: &format!("/establishments/{}", after.key),
        title: &after.name,
        summary: sector_name(&after.sector),
        text: &format!("{} {} establishment school", after.seed, after.authority),
    };
    Ok(search::put(write, &entry).await?)
}

/// The sectors of establishments, as files write them and as people say them.
pub const ESTABLISHMENT_SECTORS: &[(&str, &str)] = &[
    ("early-years", "Early years"),
    ("primary", "Primary"),
    ("secondary", "Secondary"),
    ("special", "Additional support needs"),
];

/// The sector as people say it.
pub fn sector_name(key: &str) -> &str {
    ESTABLISHMENT_SECTORS.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}
