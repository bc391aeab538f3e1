//! Every statement about the covers of committee reports.

use serde_json::json;

use super::{Cover, Draft, store};
use crate::{
    partnership,
    plumbing::{
        db::{Db, Write},
        problem::Problem,
        state::Weft,
    },
};

/// A cover with what is needed to change it.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// The key of the council's paper.
    pub(super) key: String,
    /// What it says.
    pub(super) cover: Cover,
    /// How often it was changed, from 1.
    pub(super) revision: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    publication_key: String,
    body_key: String,
    authority_key: String,
    content: String,
    revision: i64,
}

const COLUMNS: &str = "publication_cover.publication_key, publication_cover.body_key, publication_cover.authority_key,
    publication_cover.content, publication_cover.revision";

impl Row {
    async fn read(self, db: &Db) -> Result<Stored, Problem> {
        let mut cover: Cover = serde_json::from_str(&self.content).map_err(Problem::broken)?;
        let authority = partnership::authority(db, &self.authority_key).await?;
        cover.council = authority.map_or_else(|| self.authority_key.clone(), |found| found.council_name);
        cover.authority = self.authority_key;
        cover.shared = self.body_key;
        Ok(Stored { key: self.publication_key, cover, revision: self.revision })
    }
}

/// The cover of a council's paper.
pub(super) async fn of(db: &Db, key: &str) -> Result<Option<Stored>, Problem> {
    let sql = format!("select {COLUMNS} from publication_cover where publication_key = $1");
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(key).fetch_optional(db.read()).await?;
    match row {
        Some(row) => Ok(Some(row.read(db).await?)),
        None => Ok(None),
    }
}

/// Every cover of a shared text, in the partnership's order of its authorities.
pub(super) async fn of_shared(db: &Db, shared: &str) -> Result<Vec<Stored>, Problem> {
    let sql = format!("select {COLUMNS} from publication_cover where body_key = $1 order by authority_key");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(shared).fetch_all(db.read()).await?;
    let mut covers = Vec::new();
    for row in rows {
        covers.push(row.read(db).await?);
    }
    let order: Vec<String> = partnership::authorities(db).await?.into_iter().map(|one| one.key).collect();
    covers.sort_by_key(|one| order.iter().position(|key| *key == one.cover.authority));
    Ok(covers)
}

/// Makes a paper for every authority of the partnership from a shared text; a council without a cover among those
/// `given` begins with an empty one. Where a council's paper is there already, nothing happens.
pub(super) async fn create(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    shared: &Draft,
    given: &[Cover],
) -> Result<(), Problem> {
    for authority in partnership::authorities(&weft.db).await? {
        let mut cover = given
            .iter()
            .find(|cover| cover.authority == authority.key)
            .cloned()
            .unwrap_or_else(|| Cover::empty(&authority.key, &authority.council_name));
        cover.authority.clone_from(&authority.key);
        cover.council.clear();
        cover.shared.clear();
        let mut paper = shared.clone();
        paper.key = format!("{}-{}", shared.key, authority.key);
        paper.extent.scope.clone_from(&authority.key);
        paper.sections.clear();
        store::create(weft, write, by, &paper).await?;
        sqlx::query(
            "insert into publication_cover (publication_key, body_key, authority_key, content, revision, changed_at)
             values ($1, $2, $3, $4, 1, $5)",
        )
        .bind(&paper.key)
        .bind(&shared.key)
        .bind(&authority.key)
        .bind(serde_json::to_string(&cover).map_err(Problem::broken)?)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    }
    Ok(())
}

/// Saves a cover if nobody changed it since `revision` was read.
///
/// # Errors
/// [`Problem::Conflict`] where somebody did.
pub(super) async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (key, revision): (&str, i64),
    cover: &Cover,
) -> Result<(), Problem> {
    let mut stored = cover.clone();
    stored.council.clear();
    stored.shared.clear();
    let done = sqlx::query(
        "update publication_cover set content = $1, revision = revision + 1, changed_at = $2
         where publication_key = $3 and revision = $4",
    )
    .bind(serde_json::to_string(&stored).map_err(Problem::broken)?)
    .bind(weft.clock.instant())
    .bind(key)
    .bind(revision)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::Conflict(
            "Somebody else changed this cover while you had it open. Copy your text, open the cover again, and put your changes into the newer one.".into(),
        ));
    }
    // Names of people stay out of the history, so that they can be removed later.
    let change = json!({
        "authority": cover.authority,
        "committee": cover.committee,
        "day": cover.day,
        "local": cover.local,
        "left_out": cover.left_out,
    });
    store::note(weft, write, by, "cover changed", key, None, change).await
}
