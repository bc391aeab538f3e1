//! History: who did what to which record, when and why, in the same transaction as the write itself.
//!
//! Each row carries the digest of the row before it, so that an altered or missing row shows. The change is canonical
//! JSON (sorted keys) in which people stand as ids only, so that forgetting a person never breaks the chain.

use serde_json::Value;
use sqlx::AnyConnection;

use super::{clock::Clock, db::Write, ids::sha256, problem::Problem};

pub use super::history_check::first_break;

/// One act to be recorded.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// The account that acted, or [`COMMAND_LINE`].
    pub account: &'a str,
    /// What was done, a past participle with its object: `observation corrected`.
    pub act: &'a str,
    /// The kind of record: `observation`, `framework`, …
    pub subject_kind: &'a str,
    /// The id of the record.
    pub subject_id: &'a str,
    /// Why, in the author's words, where a reason was asked for.
    pub reason: Option<&'a str>,
    /// What changed, old and new; people as ids.
    pub change: Value,
}

/// Stands for the account when somebody with a shell on the server acted.
pub const COMMAND_LINE: &str = "command line";

/// Stands for the account when a visitor without one acted.
pub const PUBLIC: &str = "public";

/// One recorded act.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// When, as stored.
    pub at: String,
    /// The account, [`COMMAND_LINE`] or [`PUBLIC`].
    pub account: String,
    /// What was done.
    pub act: String,
    /// The kind of record.
    pub subject_kind: String,
    /// The id of the record.
    pub subject_id: String,
    /// Why.
    pub reason: Option<String>,
    /// Canonical JSON of what changed.
    pub change: String,
    /// The digest of the row before.
    pub previous_hash: String,
    /// The digest of this row.
    pub hash: String,
}

impl Row {
    /// The digest this row must carry.
    pub(in crate::plumbing) fn digest(&self) -> String {
        let parts = [
            &self.seq.to_string(),
            &self.at,
            &self.account,
            &self.act,
            &self.subject_kind,
            &self.subject_id,
            self.reason.as_deref().unwrap_or_default(),
            &self.change,
            &self.previous_hash,
        ];
        // A length before each part keeps two different rows from reading as the same bytes.
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        sha256(&bytes)
    }
}

/// How many rows are sent to the database in one statement.
const TOGETHER: usize = 40;

/// The end of the chain inside a write: where it stands, and the rows that wait until [`Chain::store`]. A file of thousands of
/// rows thus touches the head once, and sends its history in few statements.
#[derive(Debug)]
pub(super) struct Chain {
    seq: i64,
    hash: String,
    waiting: Vec<Row>,
    moved: bool,
}

impl Chain {
    /// Takes the head of the history: until the transaction ends, nobody else can.
    pub(super) async fn take(on: &mut AnyConnection) -> Result<Self, sqlx::Error> {
        let (seq, hash) =
            sqlx::query_as("update history_head set seq = seq where one = 1 returning seq, hash").fetch_one(on).await?;
        Ok(Self { seq, hash, waiting: Vec::new(), moved: false })
    }

    /// Whether anything was recorded since the head was taken.
    pub(super) fn moved(&self) -> bool {
        self.moved
    }

    fn add(&mut self, clock: &Clock, act: Act<'_>) {
        self.seq += 1;
        let mut row = Row {
            seq: self.seq,
            at: clock.instant(),
            account: act.account.into(),
            act: act.act.into(),
            subject_kind: act.subject_kind.into(),
            subject_id: act.subject_id.into(),
            reason: act.reason.map(Into::into),
            change: act.change.to_string(),
            previous_hash: std::mem::take(&mut self.hash),
            hash: String::new(),
        };
        row.hash = row.digest();
        self.hash.clone_from(&row.hash);
        self.waiting.push(row);
        self.moved = true;
    }

    async fn send(&mut self, on: &mut AnyConnection) -> Result<(), sqlx::Error> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let places: Vec<String> = (0..self.waiting.len())
            .map(|at| (1..=10).map(|column| format!("${}", at * 10 + column)).collect::<Vec<_>>().join(", "))
            .map(|row| format!("({row})"))
            .collect();
        let text = format!(
            "insert into history (seq, at, account, act, subject_kind, subject_id, reason, change, previous_hash, hash)
             values {}",
            places.join(", ")
        );
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for row in self.waiting.drain(..) {
            query = query
                .bind(row.seq)
                .bind(row.at)
                .bind(row.account)
                .bind(row.act)
                .bind(row.subject_kind)
                .bind(row.subject_id)
                .bind(row.reason)
                .bind(row.change)
                .bind(row.previous_hash)
                .bind(row.hash);
        }
        query.execute(on).await?;
        Ok(())
    }

    /// Sends what still waits and sets the head, just before the transaction is committed.
    pub(super) async fn store(&mut self, on: &mut AnyConnection) -> Result<(), sqlx::Error> {
        self.send(on).await?;
        if self.moved {
            sqlx::query("update history_head set seq = $1, hash = $2 where one = 1")
                .bind(self.seq)
                .bind(&self.hash)
                .execute(on)
                .await?;
        }
        Ok(())
    }
}

/// Records an act as part of a write. The row is in the database at the latest when the write is committed.
///
/// # Errors
/// [`Problem::Broken`] when the database refused.
pub async fn record(write: &mut Write, clock: &Clock, act: Act<'_>) -> Result<(), Problem> {
    let (on, chain) = write.chain();
    chain.add(clock, act);
    if chain.waiting.len() >= TOGETHER {
        chain.send(on).await?;
    }
    Ok(())
}

/// The fields in which two states of a record differ, each as `{"from": …, "to": …}`: the change of an [`Act`].
///
/// # Errors
/// [`Problem::Broken`] when the record cannot be written as JSON.
pub fn difference<T: serde::Serialize>(before: &T, after: &T) -> Result<Value, Problem> {
    let object = |record: &T| match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(Problem::broken(anyhow::anyhow!("a record is not an object"))),
        Err(cause) => Err(Problem::broken(cause)),
    };
    let (before, after) = (object(before)?, object(after)?);
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut change = serde_json::Map::new();
    for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
        let at = |fields: &serde_json::Map<String, Value>| fields.get(name).cloned().unwrap_or(Value::Null);
        change.insert(name.clone(), serde_json::json!({ "from": at(&before), "to": at(&after) }));
    }
    Ok(Value::Object(change))
}

/// What happened to one record, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of(db: &super::db::Db, kind: &str, id: &str) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as("select * from history where subject_kind = $1 and subject_id = $2 order by seq desc")
        .bind(kind)
        .bind(id)
        .fetch_all(db.read())
        .await
}
