//! Every statement about drafts, checks and stated figures; published versions have theirs in `versions`.

use serde_json::json;

use super::{Draft, Extent, Kind, Section, covers};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What lists show of a publication.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// Its key.
    pub key: String,
    /// Its kind as stored.
    pub kind: String,
    /// Its session as stored.
    pub session: String,
    /// Its title.
    pub title: String,
    /// Two or three sentences about it.
    pub summary: String,
    /// The day of the document.
    pub day: String,
    /// The council or workstream it is for; empty for all.
    pub scope: String,
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    key: String,
    kind: String,
    session: String,
    title: String,
    framework: String,
    paper: Option<String>,
    sources: String,
    day: String,
    day_note: Option<String>,
    issued_by: String,
    summary: String,
    about: Option<String>,
    labels: String,
    illustrations: String,
    voices: String,
    scope: String,
    from_day: String,
    to_day: String,
}

/// A section with what is needed to change it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct SectionRow {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) revision: i64,
    pub(super) changed_at: String,
}

/// One time that a draft was checked.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Checked {
    pub(super) at: String,
    pub(super) draft_sha256: String,
    pub(super) errors: i64,
    pub(super) warnings: i64,
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

/// Every publication, the latest session first.
pub(super) async fn heads(db: &Db) -> Result<Vec<Head>, Problem> {
    Ok(sqlx::query_as(
        "select key, kind, session, title, summary, day, scope from publication order by session desc, kind, key",
    )
    .fetch_all(db.read())
    .await?)
}

/// The draft of a key. A council's paper is the shared text with the council's cover.
pub(super) async fn draft(db: &Db, key: &str) -> Result<Option<Draft>, Problem> {
    let Some(own) = covers::of(db, key).await? else { return plain(db, key).await };
    let Some(mut draft) = plain(db, &own.cover.shared).await? else { return Ok(None) };
    draft.key = own.key;
    draft.extent.scope.clone_from(&own.cover.authority);
    if own.cover.day.parse::<jiff::civil::Date>().is_ok() {
        draft.day.clone_from(&own.cover.day);
        draft.day_note = None;
    }
    draft.cover = Some(own.cover);
    Ok(Some(draft))
}

async fn plain(db: &Db, key: &str) -> Result<Option<Draft>, Problem> {
    let row: Option<DraftRow> =
        sqlx::query_as("select * from publication where key = $1").bind(key).fetch_optional(db.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let sections = own_sections(db, key).await?;
    Ok(Some(Draft {
        kind: Kind::of(&row.kind).ok_or_else(|| anyhow::anyhow!("{} is no kind of publication", row.kind))?,
        sources: lines(&row.sources),
        labels: lines(&row.labels),
        illustrations: serde_json::from_str(&row.illustrations).map_err(Problem::broken)?,
        voices: serde_json::from_str(&row.voices).map_err(Problem::broken)?,
        sections: sections
            .into_iter()
            .map(|section| Section { key: section.key, title: section.title, body: section.body })
            .collect(),
        key: row.key,
        title: row.title,
        session: row.session,
        framework: row.framework,
        paper: row.paper,
        day: row.day,
        day_note: row.day_note,
        issued_by: row.issued_by,
        summary: row.summary,
        about: row.about,
        extent: Extent { scope: row.scope, from: row.from_day, to: row.to_day },
        cover: None,
    }))
}

/// The key of the publication of a kind, session and extent.
pub(super) async fn key_of(db: &Db, kind: Kind, session: &str, extent: &Extent) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select key from publication
         where kind = $1 and session = $2 and scope = $3 and from_day = $4 and to_day = $5",
    )
    .bind(kind.key())
    .bind(session)
    .bind(&extent.scope)
    .bind(&extent.from)
    .bind(&extent.to)
    .fetch_optional(db.read())
    .await?)
}

/// The sections of a draft in order; those of the shared text where the draft is a council's paper.
pub(super) async fn sections(db: &Db, key: &str) -> Result<Vec<SectionRow>, Problem> {
    match covers::of(db, key).await? {
        Some(own) => own_sections(db, &own.cover.shared).await,
        None => own_sections(db, key).await,
    }
}

async fn own_sections(db: &Db, key: &str) -> Result<Vec<SectionRow>, Problem> {
    Ok(sqlx::query_as(
        "select key, title, body, revision, changed_at from publication_section
         where publication_key = $1 order by position, key",
    )
    .bind(key)
    .fetch_all(db.read())
    .await?)
}

/// The latest check of a draft.
pub(super) async fn last_check(db: &Db, key: &str) -> Result<Option<Checked>, Problem> {
    Ok(sqlx::query_as(
        "select at, draft_sha256, errors, warnings from publication_check
         where publication_key = $1 order by at desc, id desc limit 1",
    )
    .bind(key)
    .fetch_optional(db.read())
    .await?)
}

/// Creates a publication with its draft.
pub(super) async fn create(weft: &Weft, write: &mut Write, by: &str, draft: &Draft) -> Result<(), Problem> {
    sqlx::query(
        "insert into publication (key, kind, session, title, framework, paper, sources, day, day_note, issued_by, summary,
           about, labels, illustrations, voices, scope, from_day, to_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
    )
    .bind(&draft.key)
    .bind(draft.kind.key())
    .bind(&draft.session)
    .bind(&draft.title)
    .bind(&draft.framework)
    .bind(&draft.paper)
    .bind(draft.sources.join("\n"))
    .bind(&draft.day)
    .bind(&draft.day_note)
    .bind(&draft.issued_by)
    .bind(&draft.summary)
    .bind(&draft.about)
    .bind(draft.labels.join("\n"))
    .bind(serde_json::to_string(&draft.illustrations).map_err(Problem::broken)?)
    .bind(serde_json::to_string(&draft.voices).map_err(Problem::broken)?)
    .bind(&draft.extent.scope)
    .bind(&draft.extent.from)
    .bind(&draft.extent.to)
    .execute(write.on())
    .await?;
    for (position, section) in (1_i64..).zip(&draft.sections) {
        sqlx::query(
            "insert into publication_section (publication_key, key, position, title, body, revision, changed_at)
             values ($1, $2, $3, $4, $5, 1, $6)",
        )
        .bind(&draft.key)
        .bind(&section.key)
        .bind(position)
        .bind(&section.title)
        .bind(&section.body)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    }
    let change = json!({ "title": draft.title, "session": draft.session, "draft_sha256": draft.sha256() });
    note(weft, write, by, "publication drafted", &draft.key, None, change).await
}

/// Saves a section if nobody changed it since `revision` was read.
///
/// # Errors
/// [`Problem::Conflict`] where somebody did.
pub(super) async fn save_section(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (publication, revision): (&str, i64),
    section: &Section,
) -> Result<(), Problem> {
    let done = sqlx::query(
        "update publication_section set title = $1, body = $2, revision = revision + 1, changed_at = $3
         where publication_key = $4 and key = $5 and revision = $6",
    )
    .bind(&section.title)
    .bind(&section.body)
    .bind(weft.clock.instant())
    .bind(publication)
    .bind(&section.key)
    .bind(revision)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::Conflict(
            "Somebody else changed this section while you had it open. Copy your text, open the section again, and put your changes into the newer text.".into(),
        ));
    }
    let change = json!({ "section": section.key, "title": section.title, "body": section.body });
    note(weft, write, by, "section changed", publication, None, change).await
}

/// Records that a draft was checked.
pub(super) async fn add_check(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (key, draft_sha256): (&str, &str),
    (errors, warnings): (usize, usize),
) -> Result<(), Problem> {
    sqlx::query(
        "insert into publication_check (id, publication_key, at, by_account, draft_sha256, errors, warnings)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(weft.new_id()?)
    .bind(key)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(draft_sha256)
    .bind(i64::try_from(errors).unwrap_or(i64::MAX))
    .bind(i64::try_from(warnings).unwrap_or(i64::MAX))
    .execute(write.on())
    .await?;
    let change = json!({ "draft_sha256": draft_sha256, "errors": errors, "warnings": warnings });
    note(weft, write, by, "publication checked", key, None, change).await
}

/// Writes the history row of an act on a publication.
pub(super) async fn note(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    key: &str,
    reason: Option<&str>,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: "publication", subject_id: key, reason, change };
    history::record(write, &weft.clock, act).await
}
