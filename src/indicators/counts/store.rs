//! Every statement about counts: what was asked for, the sheets, their rows.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::{Any, Executor};

use super::{
    row::{Category, Content, Row},
    sheet::Rows,
    steps::{self, Standing},
};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What a sheet is about; the keys of an indicator, a session (`2023-24`) and an authority.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct About {
    pub indicator: String,
    pub session: String,
    pub authority: String,
}

impl About {
    /// The indicator and session that it is part of.
    pub(super) fn period(&self) -> Request {
        Request { indicator_key: self.indicator.clone(), session: self.session.clone() }
    }
}

/// A saved sheet. Nothing outside this folder is given one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub id: String,
    /// How often it has been saved.
    pub version: i64,
    pub saved_at: String,
    pub rows: Rows,
    pub standing: Standing,
}

/// One thing the partnership asked its authorities for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub(super) struct Request {
    pub indicator_key: String,
    pub session: String,
}

impl Request {
    /// How the period stands in history.
    pub(super) fn id(&self) -> String {
        format!("{} {}", self.indicator_key, self.session)
    }
}

/// What was asked for, the latest session first.
pub(super) async fn requests(db: &Db) -> Result<Vec<Request>, Problem> {
    Ok(sqlx::query_as("select indicator_key, session from counts_request order by session desc, indicator_key, id")
        .fetch_all(db.read())
        .await?)
}

/// Records that counts were asked for; asking for the same again changes nothing and answers `false`.
pub(super) async fn ask(weft: &Weft, write: &mut Write, by: &str, request: &Request) -> Result<bool, Problem> {
    let id = weft.new_id()?;
    let added = sqlx::query(
        "insert into counts_request (id, indicator_key, session, asked_at) values ($1, $2, $3, $4)
         on conflict (indicator_key, session) do nothing",
    )
    .bind(&id)
    .bind(&request.indicator_key)
    .bind(&request.session)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    if added.rows_affected() == 0 {
        return Ok(false);
    }
    let act = Act {
        account: by,
        act: "counts asked for",
        subject_kind: "counts request",
        subject_id: &id,
        reason: None,
        change: json!({ "indicator": request.indicator_key, "session": request.session }),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(true)
}

#[derive(sqlx::FromRow)]
struct Line {
    id: String,
    indicator_key: String,
    session: String,
    authority_key: String,
    version: i64,
    saved_at: String,
    breakdown: Option<String>,
    category: Option<String>,
    numerator: Option<i64>,
    denominator: Option<i64>,
    reason: Option<String>,
    note: Option<String>,
    step: Option<String>,
    step_version: Option<i64>,
    step_reason: Option<String>,
}

/// Saved sheets by what they are about; an empty text stands for every indicator or authority.
pub(super) async fn sheets<'e>(
    on: impl Executor<'e, Database = Any>,
    indicator: &str,
    authority: &str,
) -> Result<BTreeMap<About, Sheet>, Problem> {
    let lines: Vec<Line> = sqlx::query_as(
        "select s.id, s.indicator_key, s.session, a.key as authority_key, s.version, s.saved_at,
           r.breakdown, r.category, r.numerator, r.denominator, r.reason, r.note,
           t.step, t.version as step_version, t.reason as step_reason
         from counts_sheet s join authority a on a.id = s.authority_id
         left join counts_step t on t.sheet_id = s.id
           and t.number = (select max(number) from counts_step where sheet_id = s.id)
         left join counts_row r on r.sheet_id = s.id
         where ($1 = '' or s.indicator_key = $1) and ($2 = '' or a.key = $2)
         order by s.indicator_key, s.session, a.position, s.id, r.breakdown, r.category",
    )
    .bind(indicator)
    .bind(authority)
    .fetch_all(on)
    .await?;
    let mut found: BTreeMap<About, Sheet> = BTreeMap::new();
    for line in lines {
        let about = About { indicator: line.indicator_key, session: line.session, authority: line.authority_key };
        let is_of_this_version = line.step_version == Some(line.version);
        let sheet = found.entry(about).or_insert_with(|| Sheet {
            standing: Standing::of(line.step.as_deref(), is_of_this_version, line.step_reason),
            id: line.id,
            version: line.version,
            saved_at: line.saved_at,
            rows: Rows::new(),
        });
        let category = line.breakdown.zip(line.category).and_then(|(breakdown, key)| Category::of(&breakdown, &key));
        let content = Content::stored(line.numerator, line.denominator, line.reason.as_deref());
        if let (Some(category), Some(content)) = (category, content) {
            sheet.rows.insert(category, Row { content, note: line.note });
        }
    }
    Ok(found)
}

/// The saved sheet about one thing.
pub(super) async fn sheet<'e>(on: impl Executor<'e, Database = Any>, about: &About) -> Result<Option<Sheet>, Problem> {
    Ok(sheets(on, &about.indicator, &about.authority).await?.remove(about))
}

/// How a row stands in history.
fn recorded(row: &Row) -> Value {
    let mut value = match row.content {
        Content::Numbers(counts) => json!({ "numerator": counts.numerator, "denominator": counts.denominator }),
        Content::Reason(reason) => json!({ "reason": reason.key() }),
    };
    if let (Some(note), Some(fields)) = (&row.note, value.as_object_mut()) {
        fields.insert("note".into(), json!(note));
    }
    value
}

/// Whether rows are saved by the officer who will send them, or by those who run the site: then they count as accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saved {
    ToBeSent,
    Accepted,
}

/// Saves the rows of a sheet in place of those it had, with one row of history that says what changed.
pub(super) async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (about, rows): (&About, &Rows),
    reason: Option<&str>,
    saved: Saved,
) -> Result<(), Problem> {
    let before = sheet(write.on(), about).await?;
    let id = match &before {
        Some(sheet) => {
            sqlx::query("update counts_sheet set version = version + 1, saved_at = $2 where id = $1")
                .bind(&sheet.id)
                .bind(weft.clock.instant())
                .execute(write.on())
                .await?;
            sqlx::query("delete from counts_row where sheet_id = $1").bind(&sheet.id).execute(write.on()).await?;
            sheet.id.clone()
        }
        None => insert_sheet(weft, write, about).await?,
    };
    for (category, row) in rows {
        let (breakdown, key) = category.keys();
        let (counts, why) = match row.content {
            Content::Numbers(counts) => (Some(counts), None),
            Content::Reason(reason) => (None, Some(reason.key())),
        };
        sqlx::query(
            "insert into counts_row (sheet_id, breakdown, category, numerator, denominator, reason, note)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(breakdown)
        .bind(key)
        .bind(counts.map(|counts| counts.numerator))
        .bind(counts.map(|counts| counts.denominator))
        .bind(why)
        .bind(&row.note)
        .execute(write.on())
        .await?;
    }
    let version = before.as_ref().map_or(1, |sheet| sheet.version + 1);
    if saved == Saved::Accepted {
        steps::add(weft, write, by, (&id, version), "accepted", reason).await?;
    }
    let was = before.map(|sheet| sheet.rows).unwrap_or_default();
    let mut changes = serde_json::Map::new();
    for category in Category::EVERY.into_iter().filter(|category| was.get(category) != rows.get(category)) {
        let change = json!({ "from": was.get(&category).map(recorded), "to": rows.get(&category).map(recorded) });
        changes.insert(category.field().to_owned(), change);
    }
    let act = Act {
        account: by,
        act: if was.is_empty() { "counts entered" } else { "counts changed" },
        subject_kind: "counts sheet",
        subject_id: &id,
        reason,
        change: json!({
            "indicator": about.indicator, "session": about.session, "authority": about.authority, "rows": changes,
            "accepted": saved == Saved::Accepted,
        }),
    };
    history::record(write, &weft.clock, act).await
}

async fn insert_sheet(weft: &Weft, write: &mut Write, about: &About) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into counts_sheet (id, indicator_key, session, authority_id, version, saved_at)
         select $1, $2, $3, a.id, 1, $4 from authority a where a.key = $5",
    )
    .bind(&id)
    .bind(&about.indicator)
    .bind(&about.session)
    .bind(weft.clock.instant())
    .bind(&about.authority)
    .execute(write.on())
    .await?;
    Ok(id)
}

/// Whether a row that was saved before now holds other numbers, another reason or nothing; notes may change freely.
pub(super) fn changes_what_was_entered(was: &Rows, now: &Rows) -> bool {
    was.iter().any(|(category, row)| now.get(category).map(|row| row.content) != Some(row.content))
}
