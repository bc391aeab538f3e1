//! The tables and columns there are, as the engine itself says: for looking into every place where something could stand.
//!
//! Names of tables and columns come from the schema, never from a request; only then may they stand in a statement's text.

use super::db::{Db, Engine};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// Numbers.
    Numbers,
    /// Bytes of a file.
    Bytes,
}

/// One column of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// What it holds.
    pub holds: Holds,
}

/// Every column of every table of the partnership's data, by table and in its order there; the record of migrations is left out.
///
/// # Errors
/// When the database does not answer.
pub async fn columns(db: &Db) -> Result<Vec<Column>, sqlx::Error> {
    let text = match db.engine() {
        Engine::Sqlite => {
            "select cast(tables.name as text), cast(columns.name as text), cast(lower(columns.type) as text)
             from sqlite_master tables join pragma_table_info(tables.name) columns
             where tables.type = 'table' and tables.name not like 'sqlite_%' and tables.name <> '_sqlx_migrations'
             order by tables.name, columns.cid"
        }
        Engine::Postgres => {
            "select cast(table_name as text), cast(column_name as text), cast(data_type as text)
             from information_schema.columns
             where table_schema = current_schema() and table_name <> '_sqlx_migrations'
             order by cast(table_name as text) collate \"C\", ordinal_position"
        }
    };
    let rows: Vec<(String, String, String)> = sqlx::query_as(text).fetch_all(db.read()).await?;
    Ok(rows
        .into_iter()
        .map(|(table, name, kind)| {
            let holds = match kind.as_str() {
                "text" | "character varying" => Holds::Text,
                "bytea" | "blob" => Holds::Bytes,
                _ => Holds::Numbers,
            };
            Column { table, name, holds }
        })
        .collect())
}

/// Writes the database file anew, so that nothing deleted is left in its free pages or its log. Nothing on PostgreSQL, which
/// does so by itself.
///
/// # Errors
/// When the database does not answer.
pub async fn compact(db: &Db) -> Result<(), sqlx::Error> {
    if db.engine() == Engine::Sqlite {
        sqlx::query("vacuum").execute(db.read()).await?;
        sqlx::query("pragma wal_checkpoint(truncate)").execute(db.read()).await?;
    }
    Ok(())
}
