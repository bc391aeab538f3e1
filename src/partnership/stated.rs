//! `stated.toml`: figures that papers print outside the indicator tables, for `{stated KEY}` in narrative text.

use serde::Deserialize;
use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    ids::is_key,
    problem::Problem,
    state::Weft,
    toml_file,
};

/// One printed figure with the paper and line it was read from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct Stated {
    /// Its key.
    pub key: String,
    /// Exactly as the paper has it.
    pub printed: String,
    /// What it puts into a sentence.
    pub text: String,
    /// Whom or what it is about.
    pub about: String,
    /// What is counted; figures of different kinds are never added up.
    pub kind: String,
    /// The session, `2022-23`.
    pub session: Option<String>,
    /// The key of the workstream it belongs to.
    #[serde(rename = "workstream")]
    pub workstream_key: Option<String>,
    /// The key of the paper.
    #[serde(rename = "paper")]
    pub paper_key: String,
    /// The line in the paper's plain text.
    pub line: Option<i64>,
    /// What else is known of it.
    pub note: Option<String>,
    /// The facts nobody has published.
    #[serde(default)]
    #[sqlx(skip)]
    pub not_published: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedFile {
    stated: Vec<Stated>,
}

/// Reads the file; `name` is how the file is called in what is said about it.
///
/// # Errors
/// Lines `FILE:ROW:COLUMN: what is wrong and what to do`, one for each fault found.
pub fn read_stated(name: &str, text: &str) -> Result<Vec<Stated>, Vec<String>> {
    let file: StatedFile = toml::from_str(text).map_err(|fault| vec![toml_file::fault(name, text, &fault)])?;
    let mut seen = std::collections::BTreeSet::new();
    let mut faults = Vec::new();
    for one in &file.stated {
        if !is_key(&one.key) {
            faults.push(format!("{name}: `{}` is not a key; use lower-case letters, digits and hyphens", one.key));
        }
        if !seen.insert(&one.key) {
            faults.push(format!("{name}: the key `{}` stands twice; give one of them another", one.key));
        }
    }
    if faults.is_empty() { Ok(file.stated) } else { Err(faults) }
}

/// Saves printed figures in place of those there were.
///
/// # Errors
/// When the database refused.
pub async fn save_stated(weft: &Weft, write: &mut Write, by: &str, all: &[Stated]) -> Result<(), Problem> {
    sqlx::query("delete from stated").execute(write.on()).await?;
    for (position, one) in (1_i64..).zip(all) {
        sqlx::query(
            "insert into stated (key, position, printed, text, about, kind, session, workstream_key, paper_key, line, note)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&one.key)
        .bind(position)
        .bind(&one.printed)
        .bind(&one.text)
        .bind(&one.about)
        .bind(&one.kind)
        .bind(&one.session)
        .bind(&one.workstream_key)
        .bind(&one.paper_key)
        .bind(one.line)
        .bind(&one.note)
        .execute(write.on())
        .await?;
    }
    let change = json!({ "count": all.len() });
    let act = Act {
        account: by,
        act: "stated figures saved",
        subject_kind: "partnership",
        subject_id: "1",
        reason: None,
        change,
    };
    history::record(write, &weft.clock, act).await
}

/// Every printed figure in order.
///
/// # Errors
/// When the database does not answer.
pub async fn stated(db: &Db) -> Result<Vec<Stated>, Problem> {
    Ok(sqlx::query_as(
        "select key, printed, text, about, kind, session, workstream_key, paper_key, line, note
         from stated order by position, key",
    )
    .fetch_all(db.read())
    .await?)
}
