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

use super::{history::Chain, kept::Kept, problem::Problem};

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
    kept: Arc<Kept>,
}

impl Db {
    /// Opens a database and brings its schema up to date.
    /// The address is `sqlite://PATH` (created where missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the address cannot be reached, or the schema is newer than this program.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let db = Self::connect(url, "rwc").await?;
        MIGRATIONS.run(&db.pool).await.context("bringing the schema up to date")?;
        Ok(db)
    }

    /// Opens a database as it is: nothing is created and the schema stays where it stands. For looking and copying.
    ///
    /// # Errors
    /// When the address cannot be reached or there is no database.
    pub async fn look(url: &str) -> anyhow::Result<Self> {
        Self::connect(url, "rw").await
    }

    async fn connect(url: &str, mode: &str) -> anyhow::Result<Self> {
        install_default_drivers();
        let engine = if url.starts_with("postgres") { Engine::Postgres } else { Engine::Sqlite };
        let url = match engine {
            Engine::Sqlite if !url.contains('?') => format!("{url}?mode={mode}"),
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
        Ok(Self { pool, engine, gate: Arc::default(), kept: Arc::default() })
    }

    /// Which engine this is; only backups and tests have reason to ask.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// What was counted since the last write.
    pub(super) fn kept(&self) -> &Kept {
        &self.kept
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
        let chain = Chain::take(&mut tx).await?;
        Ok(Write { tx, chain, upkeep: false, _gate: gate })
    }

    /// Work on rows that are not the partnership's record (sign-ins, spent form keys) and therefore leave no history.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the database cannot be written.
    pub async fn upkeep(&self) -> Result<Write, Problem> {
        let mut write = self.write().await?;
        write.upkeep = true;
        Ok(write)
    }

    /// The number of the newest history row: it moves whenever anything was written.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn version(&self) -> Result<i64, sqlx::Error> {
        sqlx::query_scalar("select seq from history_head where one = 1").fetch_one(&self.pool).await
    }

    /// Where the schema stands, and where this program would bring it.
    ///
    /// # Errors
    /// When the database does not answer or was never set up.
    pub async fn schema(&self) -> Result<Schema, sqlx::Error> {
        let applied: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("select version, checksum from _sqlx_migrations order by version")
                .fetch_all(&self.pool)
                .await?;
        let altered = applied.iter().find(|(version, checksum)| {
            MIGRATIONS.iter().any(|step| step.version == *version && step.checksum[..] != checksum[..])
        });
        Ok(Schema {
            at: applied.last().map_or(0, |(version, _)| *version),
            known: MIGRATIONS.iter().map(|step| step.version).max().unwrap_or_default(),
            altered: altered.map(|(version, _)| *version),
        })
    }

    /// What the engine itself finds wrong: damaged pages, and rows that point to rows that do not exist. Nothing on
    /// PostgreSQL, which allows neither.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn damage(&self) -> Result<Vec<String>, sqlx::Error> {
        if self.engine == Engine::Postgres {
            return Ok(Vec::new());
        }
        let pages: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(&self.pool).await?;
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "select cast(\"table\" as text), coalesce(cast(rowid as text), '?'), cast(parent as text)
             from pragma_foreign_key_check",
        )
        .fetch_all(&self.pool)
        .await?;
        let rows = rows
            .into_iter()
            .map(|(table, row, parent)| format!("row {row} of {table} points to a row of {parent} that is not there"));
        Ok(pages.into_iter().filter(|line| line != "ok").chain(rows).collect())
    }

    /// Writes one consistent copy of a SQLite database to a file that does not exist yet, while others go on writing.
    ///
    /// # Errors
    /// When the file cannot be written, or the engine is not SQLite.
    pub async fn copy_to(&self, file: &std::path::Path) -> anyhow::Result<()> {
        anyhow::ensure!(self.engine == Engine::Sqlite, "a PostgreSQL database is copied with pg_dump");
        let name = file.to_str().context("the name of the copy is not UTF-8")?;
        sqlx::query("vacuum into $1").bind(name).execute(&self.pool).await.context("copying the database")?;
        Ok(())
    }

    /// Closes every connection; SQLite folds its log into the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Where a schema stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The newest migration applied.
    pub at: i64,
    /// The newest migration this program knows.
    pub known: i64,
    /// A migration that was applied with another text than this program has.
    pub altered: Option<i64>,
}

/// One write: a transaction that ends in [`Write::commit`] or is rolled back when dropped.
pub struct Write {
    tx: Transaction<'static, Any>,
    chain: Chain,
    upkeep: bool,
    _gate: OwnedMutexGuard<()>,
}

impl std::fmt::Debug for Write {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Write").field("chain", &self.chain).finish_non_exhaustive()
    }
}

impl Write {
    /// The connection to run statements on.
    pub fn on(&mut self) -> &mut AnyConnection {
        &mut self.tx
    }

    /// For `history::record`, which alone adds to the chain.
    pub(super) fn chain(&mut self) -> (&mut AnyConnection, &mut Chain) {
        (&mut self.tx, &mut self.chain)
    }

    /// Makes the write lasting.
    ///
    /// # Errors
    /// [`Problem::Broken`] when nothing was recorded in the history, or the database refused.
    pub async fn commit(mut self) -> Result<(), Problem> {
        if !self.upkeep && !self.chain.moved() {
            return Err(Problem::broken(anyhow::anyhow!("a write without a history row was refused")));
        }
        self.chain.store(&mut self.tx).await?;
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
    /// The disk is full, or could not be read or written.
    Storage,
    /// Anything else.
    Other,
}

/// Whether a report is about the disk. SQLite says so in words; PostgreSQL by the codes `disk_full` and `io_error` and, where it
/// stops for it, by the system's words.
fn is_of_the_disk(message: &str, code: Option<&str>) -> bool {
    let words = ["database or disk is full", "disk I/O error", "No space left on device"];
    words.iter().any(|part| message.contains(part)) || matches!(code, Some("53100" | "58030"))
}

/// Translates an engine's report of a broken constraint.
pub fn broke(error: &sqlx::Error) -> Broke {
    let sqlx::Error::Database(report) = error else { return Broke::Other };
    let message = report.message();
    if is_of_the_disk(message, report.code().as_deref()) {
        return Broke::Storage;
    }
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
