//! Whether the history is whole: the walk along the chain, rows whose personal content was taken out, and anchors.
//!
//! A chain shows an altered, missing, added or exchanged row, but not that its end was cut off together with its head, nor
//! that it was written anew from some row on. Against that stands an *anchor*: the number and digest of a row, kept outside
//! the database. Every backup's manifest holds one and `weft check` prints one; `weft check --anchor` holds the chain to it.
//!
//! Erasing a person takes their name out of reasons and changes. The row keeps its digest, so the chain holds; that it was
//! altered, and to what, is recorded by a later row ([`REDACTED`]), which no redaction may touch.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde_json::{Value, json};

use crate::plumbing::{
    clock::Clock,
    db::{Db, Write},
    history::{Act, Row, record},
    problem::Problem,
};

/// The act by which personal content was taken out of earlier rows.
pub const REDACTED: &str = "history redacted";

/// The kind of record such a row is about.
pub const SUBJECT: &str = "history";

/// A row of the history as remembered outside the database, written `SEQ:DIGEST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its place in the chain; 0 stands before the first row.
    pub seq: i64,
    /// Its digest, 64 hexadecimal digits; empty before the first row.
    pub hash: String,
}

impl fmt::Display for Anchor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for Anchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shape = || "an anchor is written as `weft check` prints it: NUMBER:DIGEST".to_owned();
        let (seq, hash) = text.trim().split_once(':').ok_or_else(shape)?;
        let seq: i64 = seq.parse().ok().filter(|seq| *seq >= 0).ok_or_else(shape)?;
        let whole = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !(whole || seq == 0 && hash.is_empty()) {
            return Err(shape());
        }
        Ok(Self { seq, hash: hash.to_ascii_lowercase() })
    }
}

/// A walk along the chain, row by row.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    at: i64,
    hash: String,
    /// What rows were redacted to: the digest of what is left of them.
    redacted: BTreeMap<i64, String>,
    anchors: Vec<Anchor>,
    met: usize,
}

impl Walk {
    /// A walk that begins before the first row. `redactions` are the rows whose act is [`REDACTED`]; that they are whole
    /// themselves shows when the walk comes to them.
    pub fn new(redactions: &[Row], anchors: &[Anchor]) -> Self {
        let mut redacted = BTreeMap::new();
        for row in redactions {
            let change: Value = serde_json::from_str(&row.change).unwrap_or_default();
            for (seq, digest) in change.get("rows").and_then(Value::as_object).into_iter().flatten() {
                if let (Ok(seq), Some(digest)) = (seq.parse::<i64>(), digest.as_str())
                    && seq < row.seq
                {
                    redacted.insert(seq, digest.to_owned());
                }
            }
        }
        Self { redacted, anchors: anchors.to_vec(), ..Self::default() }
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// The first fault, in words: a row is missing, was altered, or is not the one an anchor remembers.
    pub fn take(&mut self, row: &Row) -> Result<(), String> {
        if row.seq != self.at + 1 {
            return Err(format!("history row {} is missing", self.at + 1));
        }
        let digest = row.digest();
        let redacted = row.act != REDACTED && self.redacted.get(&row.seq).is_some_and(|left| *left == digest);
        if row.previous_hash != self.hash || (row.hash != digest && !redacted) {
            return Err(format!("history row {} was altered", row.seq));
        }
        if self.anchors.iter().any(|anchor| anchor.seq == row.seq && anchor.hash != row.hash) {
            return Err(format!(
                "history row {} is not the one the anchor remembers: the history was written anew",
                row.seq
            ));
        }
        self.at = row.seq;
        self.hash.clone_from(&row.hash);
        self.met += usize::from(redacted);
        Ok(())
    }

    /// Ends the walk where the head says the chain ends.
    ///
    /// # Errors
    /// The chain ends elsewhere, or before an anchor.
    pub fn end(&self, head: &Anchor) -> Result<(), String> {
        if head.seq != self.at || head.hash != self.hash {
            return Err(format!("history ends at row {}, but its head says {}", self.at, head.seq));
        }
        match self.anchors.iter().find(|anchor| anchor.seq > self.at) {
            Some(anchor) => Err(format!(
                "history ends at row {}, and the anchor remembers row {}: rows were cut off, or this is an older copy",
                self.at, anchor.seq
            )),
            None => Ok(()),
        }
    }
}

/// What a look at the whole history found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Where it ends, to be kept outside the database.
    pub head: Anchor,
    /// How many rows had personal content taken out of them, as a later row says.
    pub redacted: usize,
    /// The first place where it does not hold, in words.
    pub wrong: Option<String>,
}

/// Where the history ends.
///
/// # Errors
/// When the database does not answer.
pub async fn head(db: &Db) -> Result<Anchor, sqlx::Error> {
    let (seq, hash): (i64, String) =
        sqlx::query_as("select seq, hash from history_head where one = 1").fetch_one(db.read()).await?;
    Ok(Anchor { seq, hash })
}

/// Reads the whole chain and holds it to its head and to anchors kept elsewhere.
///
/// # Errors
/// When the database does not answer.
pub async fn look(db: &Db, anchors: &[Anchor]) -> Result<Looked, sqlx::Error> {
    let head = head(db).await?;
    let redactions: Vec<Row> =
        sqlx::query_as("select * from history where act = $1 order by seq").bind(REDACTED).fetch_all(db.read()).await?;
    let mut walk = Walk::new(&redactions, anchors);
    loop {
        let rows: Vec<Row> =
            sqlx::query_as("select * from history where seq > $1 and seq <= $2 order by seq limit 1000")
                .bind(walk.at)
                .bind(head.seq)
                .fetch_all(db.read())
                .await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Err(fault) = walk.take(&row) {
                return Ok(Looked { head, redacted: walk.met, wrong: Some(fault) });
            }
        }
    }
    let mut wrong = walk.end(&head).err();
    if wrong.is_none() && self::head(db).await? == head {
        let beyond: Option<i64> = sqlx::query_scalar("select seq from history where seq > $1 order by seq limit 1")
            .bind(head.seq)
            .fetch_optional(db.read())
            .await?;
        // A writer may have come between; whoever did moved the head as well.
        if beyond.is_some() && self::head(db).await? == head {
            wrong = Some(format!("history goes on after row {}, where its head says it ends", head.seq));
        }
    }
    Ok(Looked { head, redacted: walk.met, wrong })
}

/// The first place where the history does not hold, in words, or nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn first_break(db: &Db) -> Result<Option<String>, sqlx::Error> {
    Ok(look(db, &[]).await?.wrong)
}

/// A row with what is to be left of it.
#[derive(Debug, Clone)]
pub struct Redaction {
    /// The row as it stands.
    pub row: Row,
    /// The subject's id from now on.
    pub subject_id: String,
    /// The reason from now on.
    pub reason: Option<String>,
    /// The change from now on, JSON.
    pub change: String,
}

/// Takes personal content out of earlier rows and records which rows, and the digest of what is left of each. A row that
/// itself records redactions is left alone, and so is its content: it names nobody.
///
/// # Errors
/// [`Problem::Broken`] when the database refused.
pub async fn redact(
    write: &mut Write,
    clock: &Clock,
    by: &str,
    subject_id: &str,
    redactions: Vec<Redaction>,
) -> Result<usize, Problem> {
    let mut rows = serde_json::Map::new();
    for one in redactions {
        if one.row.act == REDACTED {
            continue;
        }
        let left = Row { subject_id: one.subject_id, reason: one.reason, change: one.change, ..one.row };
        sqlx::query("update history set subject_id = $1, reason = $2, change = $3 where seq = $4")
            .bind(&left.subject_id)
            .bind(&left.reason)
            .bind(&left.change)
            .bind(left.seq)
            .execute(write.on())
            .await?;
        rows.insert(left.seq.to_string(), json!(left.digest()));
    }
    let count = rows.len();
    if count > 0 {
        let change = json!({ "rows": rows });
        let act = Act { account: by, act: REDACTED, subject_kind: SUBJECT, subject_id, reason: None, change };
        record(write, clock, act).await?;
    }
    Ok(count)
}

#[cfg(test)]
mod tests;
