//! The one place that knows a database driver: opening, migrating, reading, and the only way to write.
//!
//! A write takes the head of the history first, on both engines, so that one writer at a time proceeds and a read
//! inside the write cannot be overtaken. [`Write::commit`] refuses a write that recorded no history.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use sqlx::{
    Any, AnyConnection, AnyPool, Executor, Transaction,
    any::{AnyPoolOptions, install_default_drivers},
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::problem::Problem;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

/// The engines one statement text runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file in the data folder; the default.
    Sqlite,
    /// A PostgreSQL server named by `--database-url`.
    Postgres,
}

/// An open database of one partnership.
#[derive(Debug, Clone)]
pub struct Db {
    pool: AnyPool,
    engine: Engine,
    /// SQLite has one writer; waiting here is fair, waiting in its busy handler is not.
    gate: Arc<Mutex<()>>,
}

impl Db {
    /// Opens a database and brings its schema up to date.
    /// The address is `sqlite://PATH` (created where missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the address cannot be reached, or the schema is newer than this program.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        install_default_drivers();
        let engine = if url.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
        let url = match engine {
            Engine::Sqlite if !url.contains('?') => format!("{url}?mode=rwc"),
            _ => url.to_owned(),
        };
        let pool = AnyPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(30))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if engine == Engine::Sqlite {
                        for pragma in [
                            "pragma journal_mode = wal",
                            "pragma synchronous = full",
                            "pragma foreign_keys = on",
                            "pragma busy_timeout = 30000",
                        ] {
                            connection.execute(pragma).await?;
                        }
                    }
                    Ok(())
                })
            })
            .connect(&url)
            .await
            .context("opening the database")?;
        MIGRATIONS.run(&pool).await.context("bringing the schema up to date")?;
        Ok(Self { pool, engine, gate: Arc::default() })
    }

    /// Which engine this is; only backups and tests have reason to ask.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The connections for reading.
    pub fn read(&self) -> &AnyPool {
        &self.pool
    }

    /// Starts a write, the only one in progress until it is committed or dropped.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the database cannot be written.
    pub async fn write(&self) -> Result<Write, Problem> {
        let gate = self.gate.clone().lock_owned().await;
        let begin = match self.engine {
            Engine::Sqlite => "begin immediate",
            Engine::Postgres => "begin",
        };
        let mut tx = self.pool.begin_with(begin).await?;
        sqlx::query("update history_head set seq = seq where one = 1").execute(&mut *tx).await?;
        Ok(Write { tx, recorded: false, _gate: gate })
    }

    /// Work on rows that are not the partnership's record (sign-ins, spent form keys) and therefore leave no history.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the database cannot be written.
    pub async fn upkeep(&self) -> Result<Write, Problem> {
        let mut write = self.write().await?;
        write.recorded = true;
        Ok(write)
    }

    /// The number of the newest history row: it moves whenever anything was written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn version(&self) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("select seq from history_head where one = 1").fetch_one(&self.pool).await
    }

    /// Closes every connection; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// One write: a transaction that ends in [`Write::commit`] or is rolled back when dropped.
pub struct Write {
    tx: Transaction<'static, Any>,
    recorded: bool,
    _gate: OwnedMutexGuard<()>,
}

impl std::fmt::Debug for Write {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Write").field("recorded", &self.recorded).finish_non_exhaustive()
    }
}

impl Write {
    /// The connection to run statements on.
    pub fn on(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }

    /// Called by `history::record`, which alone may say that history was written.
    pub(super) fn mark_recorded(&mut self) {
        self.recorded = true;
    }

    /// Makes the write lasting.
    ///
    /// # Errors
    /// [`Problem::Broken`] when nothing was recorded in the history, or the database refused.
    pub async fn commit(self) -> Result<(), Problem> {
        if !self.recorded {
            return Err(Problem::broken(anyhow::anyhow!("a write without a history row was refused")));
        }
        Ok(self.tx.commit().await?)
    }
}

/// What a database's refusal means, said the same way for both engines.
#[derive(Debug, PartialEq, Eq)]
pub enum Broke {
    /// A value that must be unique stands already. PostgreSQL names the constraint, SQLite the column.
    Unique(String),
    /// A check on a column or table failed; both engines name it.
    Check(String),
    /// A row points to one that does not exist. SQLite does not say which.
    Reference,
    /// Anything else.
    Other,
}

/// Translates an engine's report of a broken constraint.
pub fn broke(error: &sqlx::Error) -> Broke {
    let sqlx::Error::Database(report) = error else { return Broke::Other };
    let message = report.message();
    match report.kind() {
        sqlx::error::ErrorKind::UniqueViolation => Broke::Unique(
            message.strip_prefix("UNIQUE constraint failed: ").or(report.constraint()).unwrap_or_default().to_owned(),
        ),
        sqlx::error::ErrorKind::CheckViolation => Broke::Check(
            message.strip_prefix("CHECK constraint failed: ").or(report.constraint()).unwrap_or_default().to_owned(),
        ),
        sqlx::error::ErrorKind::ForeignKeyViolation => Broke::Reference,
        // The `Any` driver passes the report on; SQLite's text tells what its kind may not.
        _ if message.contains("UNIQUE constraint failed") || message.contains("duplicate key value") => {
            Broke::Unique(message.to_owned())
        }
        _ if message.contains("FOREIGN KEY constraint failed") => Broke::Reference,
        _ => Broke::Other,
    }
}
