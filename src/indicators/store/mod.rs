//! Every statement about indicators: reading here, writing beside.

mod rows;
mod writing;

use figures::{Figure, Period};

use super::{Indicator, Source, Statement};
use crate::plumbing::{db::Db, problem::Problem};
use rows::{
    ColumnRow, FootnoteRow, IndicatorRow, MarkerRow, ObservationRow, RowRow, SourceHead, StatementRow, VersionRow,
};

pub use rows::{Note, Target};
pub use writing::{
    Recorded, add_note, add_observation, put_indicator, put_source, put_statement, put_target, replace_observation,
};

/// One printed cell as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// Its id.
    pub id: String,
    /// The key of the indicator.
    pub indicator: String,
    /// The version of the definition that holds in its first session.
    pub version: i64,
    /// The key of the source.
    pub source: String,
    /// Its place in the source's file.
    pub position: i64,
    /// `partnership`, the comparison area's key, or an authority's.
    pub area: String,
    /// `all` or `simd_quintile`.
    pub breakdown: String,
    /// `all`, `1` to `5`, or `unknown`.
    pub category: String,
    /// The session or two that it covers.
    pub period: Period,
    /// The value, band or reason, with marker, footnote marks and flags.
    pub figure: Figure,
    /// A sentence that belongs to this cell.
    pub note: Option<String>,
    /// When it was recorded.
    pub recorded_at: String,
    /// Whether it replaced another.
    pub is_revision: bool,
}

/// Every definition, in order.
///
/// # Errors
/// When the database does not answer, or a row cannot be read.
pub async fn indicators(db: &Db) -> Result<Vec<Indicator>, Problem> {
    let heads: Vec<IndicatorRow> =
        sqlx::query_as("select * from indicator order by position, key").fetch_all(db.read()).await?;
    let mut versions: Vec<VersionRow> =
        sqlx::query_as("select * from indicator_version order by indicator_key, number").fetch_all(db.read()).await?;
    let mut found = Vec::new();
    for head in heads {
        let own = versions.extract_if(.., |version| version.indicator_key == head.key).collect();
        found.push(head.into_indicator(own)?);
    }
    Ok(found)
}

/// Every source, in the order of its file.
///
/// # Errors
/// When the database does not answer, or a row cannot be read.
pub async fn sources(db: &Db) -> Result<Vec<Source>, Problem> {
    let heads: Vec<SourceHead> =
        sqlx::query_as("select * from indicator_source order by position, key").fetch_all(db.read()).await?;
    let mut columns: Vec<ColumnRow> =
        sqlx::query_as("select * from source_column order by source_key, position").fetch_all(db.read()).await?;
    let mut rows: Vec<RowRow> =
        sqlx::query_as("select * from source_row order by source_key, position").fetch_all(db.read()).await?;
    let mut markers: Vec<MarkerRow> =
        sqlx::query_as("select * from source_marker order by source_key, position").fetch_all(db.read()).await?;
    let mut footnotes: Vec<FootnoteRow> =
        sqlx::query_as("select * from source_footnote order by source_key, position").fetch_all(db.read()).await?;
    let mut found = Vec::new();
    for head in heads {
        let key = head.key.clone();
        let mut source = head.into_source()?;
        for row in columns.extract_if(.., |row| row.source_key == key) {
            source.columns.push(row.into_column()?);
        }
        source.rows = rows.extract_if(.., |row| row.source_key == key).map(RowRow::into_row).collect();
        for row in markers.extract_if(.., |row| row.source_key == key) {
            source.markers.push(row.into_marker()?);
        }
        source.footnotes =
            footnotes.extract_if(.., |row| row.source_key == key).map(FootnoteRow::into_footnote).collect();
        found.push(source);
    }
    Ok(found)
}

/// The observations that stand, by source and place in its file; with `indicator`, only of that one.
///
/// # Errors
/// When the database does not answer, or a row cannot be read.
pub async fn observations(db: &Db, indicator: Option<&str>) -> Result<Vec<Observation>, Problem> {
    let rows: Vec<ObservationRow> = match indicator {
        Some(key) => {
            sqlx::query_as(
                "select o.*, i.unit from observation o join indicator i on i.key = o.indicator_key
                 where o.replaced_at is null and o.indicator_key = $1 order by o.source_key, o.position, o.id",
            )
            .bind(key)
            .fetch_all(db.read())
            .await?
        }
        None => {
            sqlx::query_as(
                "select o.*, i.unit from observation o join indicator i on i.key = o.indicator_key
                 where o.replaced_at is null order by o.source_key, o.position, o.id",
            )
            .fetch_all(db.read())
            .await?
        }
    };
    rows.into_iter().map(ObservationRow::into_observation).collect()
}

/// Whether an observation of an id stands, was replaced, or never was.
///
/// # Errors
/// When the database does not answer.
pub async fn was_replaced(db: &Db, id: &str) -> Result<Option<bool>, Problem> {
    let replaced: Option<i64> = sqlx::query_scalar(
        "select cast(case when replaced_at is null then 0 else 1 end as bigint) from observation where id = $1",
    )
    .bind(id)
    .fetch_optional(db.read())
    .await?;
    Ok(replaced.map(|one| one == 1))
}

/// The claims that papers make, in the order of the file; with `indicator`, only about that one.
///
/// # Errors
/// When the database does not answer, or a row cannot be read.
pub async fn statements(db: &Db, indicator: Option<&str>) -> Result<Vec<Statement>, Problem> {
    let rows: Vec<StatementRow> =
        sqlx::query_as("select * from indicator_statement order by position, key").fetch_all(db.read()).await?;
    rows.into_iter()
        .filter(|row| indicator.is_none_or(|key| row.indicator_key == key))
        .map(StatementRow::into_statement)
        .collect()
}

/// The baseline, target and comparator that were set for an indicator.
///
/// # Errors
/// When the database does not answer.
pub async fn targets(db: &Db, indicator: &str) -> Result<Vec<Target>, Problem> {
    Ok(sqlx::query_as(
        "select kind, session, value, origin, recorded_at from indicator_target
         where indicator_key = $1 and replaced_at is null order by kind, id",
    )
    .bind(indicator)
    .fetch_all(db.read())
    .await?)
}

/// The notes on an indicator or on some of its sessions, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn notes(db: &Db, indicator: &str) -> Result<Vec<Note>, Problem> {
    Ok(sqlx::query_as(
        "select first_session, last_session, description, recorded_at from indicator_note
         where indicator_key = $1 order by first_session nulls last, recorded_at, id",
    )
    .bind(indicator)
    .fetch_all(db.read())
    .await?)
}

/// The names of accounts' people by account id, for history in words.
///
/// # Errors
/// When the database does not answer.
pub async fn names(db: &Db) -> Result<std::collections::BTreeMap<String, String>, Problem> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("select a.id, p.name from account a join person p on p.id = a.person_id order by a.id")
            .fetch_all(db.read())
            .await?;
    Ok(rows.into_iter().collect())
}
