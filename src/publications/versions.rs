//! Every statement about published versions: what was put in, the document, and the finished files with their digests.
//! Nothing here is ever changed or taken away.

use serde_json::json;

use typesetting::model::{Block, Chart, Document};

use super::{
    Draft,
    bound::Bound,
    press::{self, Files},
    store,
};
use crate::plumbing::{
    db::{Db, Write},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// One published version, without its files.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    /// The key of the publication.
    pub publication_key: String,
    /// From 1.
    pub number: i64,
    /// When it was published.
    pub at: String,
    /// The account that published it, or the command line.
    pub by_account: String,
    /// Why it took the place of the version before.
    pub reason: Option<String>,
    /// Its title.
    pub title: String,
    /// The digest of the draft it was made from.
    pub draft_sha256: String,
    /// What made its files.
    pub renderer: String,
    /// Pages of the PDF.
    pub pages: i64,
}

/// One finished file of a version.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Stored {
    /// `article`, `html`, `pdf` or `docx`.
    pub(super) format: String,
    pub(super) bytes: Vec<u8>,
    pub(super) sha256: String,
}

/// What a version was made from.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Inputs {
    pub(super) inputs: String,
    pub(super) document: String,
}

const HEAD: &str = "publication_key, number, at, by_account, reason, title, draft_sha256, renderer, pages";

/// Every version of a publication, newest first.
pub(super) async fn of(db: &Db, key: &str) -> Result<Vec<Version>, Problem> {
    let sql = format!("select {HEAD} from publication_version where publication_key = $1 order by number desc");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(key).fetch_all(db.read()).await?)
}

/// Every version of every publication, by key and then oldest first.
pub(super) async fn all(db: &Db) -> Result<Vec<Version>, Problem> {
    let sql = format!("select {HEAD} from publication_version order by publication_key, number");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// The files of a version with their sizes in bytes, without the bytes.
pub(super) async fn sizes(db: &Db, key: &str, number: i64) -> Result<Vec<(String, i64, String)>, Problem> {
    Ok(sqlx::query_as(
        "select format, size, sha256 from publication_file where publication_key = $1 and number = $2 order by format",
    )
    .bind(key)
    .bind(number)
    .fetch_all(db.read())
    .await?)
}

/// One file of a version.
pub(super) async fn file(db: &Db, key: &str, number: i64, format: &str) -> Result<Option<Stored>, Problem> {
    Ok(sqlx::query_as(
        "select format, bytes, sha256 from publication_file where publication_key = $1 and number = $2 and format = $3",
    )
    .bind(key)
    .bind(number)
    .bind(format)
    .fetch_optional(db.read())
    .await?)
}

/// The bytes of a file of a version. A version from before Word files were kept has one made from its stored document.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such version.
pub(super) async fn bytes(weft: &Weft, key: &str, number: i64, format: &str) -> Result<Vec<u8>, Problem> {
    if let Some(stored) = file(&weft.db, key, number, format).await? {
        return Ok(stored.bytes);
    }
    if format != "docx" {
        return Err(Problem::NotFound);
    }
    Ok(press::docx(document(&weft.db, key, number).await?).await?)
}

/// The document of a version, as it was published.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such version.
pub(super) async fn document(db: &Db, key: &str, number: i64) -> Result<Document, Problem> {
    let stored = inputs(db, key, number).await?.ok_or(Problem::NotFound)?;
    serde_json::from_str(&stored.document).map_err(Problem::broken)
}

/// The drawings of a version in the order of the document.
pub(super) async fn charts(db: &Db, key: &str, number: i64) -> Result<Vec<Chart>, Problem> {
    fn gather(blocks: Vec<Block>, found: &mut Vec<Chart>) {
        for block in blocks {
            match block {
                Block::Chart(chart) => found.push(chart),
                Block::List { items, .. } => items.into_iter().for_each(|item| gather(item, found)),
                Block::Quote(quote) => gather(quote.blocks, found),
                Block::Callout(callout) => gather(callout.blocks, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    gather(document(db, key, number).await?.blocks, &mut found);
    Ok(found)
}

/// What a version was made from.
pub(super) async fn inputs(db: &Db, key: &str, number: i64) -> Result<Option<Inputs>, Problem> {
    Ok(sqlx::query_as("select inputs, document from publication_version where publication_key = $1 and number = $2")
        .bind(key)
        .bind(number)
        .fetch_optional(db.read())
        .await?)
}

/// The newest version of each publication that prints a pooled figure.
pub(super) async fn with_pooled(db: &Db) -> Result<Vec<(String, i64)>, Problem> {
    Ok(sqlx::query_as(
        "select v.publication_key, v.number from publication_version v
         where v.inputs like '%\"pooled %' and v.number = (
           select max(number) from publication_version where publication_key = v.publication_key
         )
         order by v.publication_key",
    )
    .fetch_all(db.read())
    .await?)
}

/// The number of the newest version as a write sees it, so that two publications at once cannot both be the first.
pub(super) async fn newest(write: &mut Write, key: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar(
        "select cast(coalesce(max(number), 0) as bigint) from publication_version where publication_key = $1",
    )
    .bind(key)
    .fetch_one(write.on())
    .await?)
}

/// A version about to be stored.
pub(super) struct New<'a> {
    pub(super) number: i64,
    pub(super) reason: Option<&'a str>,
    pub(super) draft: &'a Draft,
    pub(super) bound: &'a [Bound],
    pub(super) document: &'a str,
    pub(super) files: &'a Files,
}

/// Stores a version with its files and its history row.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, new: &New<'_>) -> Result<(), Problem> {
    let draft_sha256 = new.draft.sha256();
    sqlx::query(
        "insert into publication_version (publication_key, number, at, by_account, reason, title, draft_sha256, draft,
           inputs, document, renderer, pages)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&new.draft.key)
    .bind(new.number)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(new.reason)
    .bind(&new.draft.title)
    .bind(&draft_sha256)
    .bind(serde_json::to_string(new.draft).map_err(Problem::broken)?)
    .bind(serde_json::to_string(new.bound).map_err(Problem::broken)?)
    .bind(new.document)
    .bind(super::press::RENDERER)
    .bind(i64::try_from(new.files.pages).unwrap_or(i64::MAX))
    .execute(write.on())
    .await?;
    let mut digests = serde_json::Map::new();
    for (format, bytes) in new.files.each() {
        let digest = sha256(bytes);
        sqlx::query(
            "insert into publication_file (publication_key, number, format, bytes, size, sha256)
             values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&new.draft.key)
        .bind(new.number)
        .bind(format)
        .bind(bytes.to_vec())
        .bind(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
        .bind(&digest)
        .execute(write.on())
        .await?;
        digests.insert(format.to_owned(), digest.into());
    }
    let change = json!({ "version": new.number, "draft_sha256": draft_sha256, "sha256": digests });
    let act = if new.number == 1 { "publication published" } else { "publication corrected" };
    store::note(weft, write, by, act, &new.draft.key, new.reason, change).await
}
