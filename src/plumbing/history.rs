//! History: who did what to which record, when and why, in the same transaction as the write itself.
//!
//! Each row carries the digest of the row before it, so that an altered or missing row shows. The change is canonical
//! JSON (sorted keys) in which people stand as ids only, so that forgetting a person never breaks the chain.

use serde_json::Value;

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

/// Records an act as part of a write.
///
/// # Errors
/// [`Problem::Broken`] when the database refused.
pub async fn record(write: &mut Write, clock: &Clock, act: Act<'_>) -> Result<(), Problem> {
    let (seq, previous_hash): (i64, String) =
        sqlx::query_as("update history_head set seq = seq + 1 where one = 1 returning seq, hash")
            .fetch_one(write.on())
            .await?;
    let mut row = Row {
        seq,
        at: clock.instant(),
        account: act.account.into(),
        act: act.act.into(),
        subject_kind: act.subject_kind.into(),
        subject_id: act.subject_id.into(),
        reason: act.reason.map(Into::into),
        change: act.change.to_string(),
        previous_hash,
        hash: String::new(),
    };
    row.hash = row.digest();
    sqlx::query(
        "insert into history (seq, at, account, act, subject_kind, subject_id, reason, change, previous_hash, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.seq)
    .bind(&row.at)
    .bind(&row.account)
    .bind(&row.act)
    .bind(&row.subject_kind)
    .bind(&row.subject_id)
    .bind(&row.reason)
    .bind(&row.change)
    .bind(&row.previous_hash)
    .bind(&row.hash)
    .execute(write.on())
    .await?;
    sqlx::query("update history_head set hash = $1 where one = 1").bind(&row.hash).execute(write.on()).await?;
    write.mark_recorded();
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
