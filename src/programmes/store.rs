//! Every statement about programmes.

use serde_json::json;

use super::Programme;
use crate::{
    partnership,
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        search::{self, Entry},
        state::Weft,
    },
};

/// What history and the search call a programme.
pub(super) const SUBJECT: &str = "programme";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    key: String,
    name: String,
    other_names: String,
    kind: Option<String>,
    frameworks: String,
    workstream_key: String,
    designed_for: Option<String>,
    duration: Option<String>,
    duration_months: Option<i64>,
    focus: Option<String>,
    award: Option<String>,
    group_key: Option<String>,
    stated: String,
    contact_office: String,
    note: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    not_published: String,
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

impl Row {
    fn with_id(self) -> (String, Programme) {
        let programme = Programme {
            key: self.key,
            name: self.name,
            other_names: lines(&self.other_names),
            kind: self.kind,
            frameworks: lines(&self.frameworks),
            workstream: self.workstream_key,
            designed_for: self.designed_for,
            duration: self.duration,
            duration_months: self.duration_months,
            focus: self.focus,
            award: self.award,
            group: self.group_key,
            stated: lines(&self.stated),
            contact_office: self.contact_office,
            note: self.note,
            paper: self.paper_key,
            line: self.line,
            not_published: lines(&self.not_published),
        };
        (self.id, programme)
    }
}

/// Every programme, in the order in which they were listed.
///
/// # Errors
/// When the database does not answer.
pub async fn programmes(db: &Db) -> Result<Vec<Programme>, Problem> {
    let rows: Vec<Row> = sqlx::query_as("select * from programme order by position, id").fetch_all(db.read()).await?;
    Ok(rows.into_iter().map(|row| row.with_id().1).collect())
}

const ONE: &str = "select * from programme where key = $1";

/// The programme of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn programme(db: &Db, key: &str) -> Result<Option<Programme>, Problem> {
    let row: Option<Row> = sqlx::query_as(ONE).bind(key).fetch_optional(db.read()).await?;
    Ok(row.map(|row| row.with_id().1))
}

/// The programme of a key with its id, inside a write.
pub(super) async fn in_write(write: &mut Write, key: &str) -> Result<Option<(String, Programme)>, Problem> {
    let row: Option<Row> = sqlx::query_as(ONE).bind(key).fetch_optional(write.on()).await?;
    Ok(row.map(Row::with_id))
}

/// Adds a programme after all others.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, programme: &Programme) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into programme (id, key, position, name, other_names, frameworks, workstream_key, stated, contact_office,
           not_published)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from programme), $3, '', '', $4, '', $5, '')",
    )
    .bind(&id)
    .bind(&programme.key)
    .bind(&programme.name)
    .bind(&programme.workstream)
    .bind(&programme.contact_office)
    .execute(write.on())
    .await?;
    put(weft, write, &id, programme).await?;
    let change = json!({ "key": programme.key, "name": programme.name });
    let act = Act { account: by, act: "programme added", subject_kind: SUBJECT, subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Changes a programme; the history row keeps the fields that differ, old and new.
pub(super) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    before: &Programme,
    after: &Programme,
) -> Result<(), Problem> {
    put(weft, write, id, after).await?;
    let change = history::difference(before, after)?;
    let act =
        Act { account: by, act: "programme changed", subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

async fn put(weft: &Weft, write: &mut Write, id: &str, programme: &Programme) -> Result<(), Problem> {
    sqlx::query(
        "update programme set name = $1, other_names = $2, kind = $3, frameworks = $4, workstream_key = $5,
           designed_for = $6, duration = $7, duration_months = $8, focus = $9, award = $10, group_key = $11, stated = $12,
           contact_office = $13, note = $14, paper_key = $15, line = $16, not_published = $17 where id = $18",
    )
    .bind(&programme.name)
    .bind(programme.other_names.join("\n"))
    .bind(&programme.kind)
    .bind(programme.frameworks.join("\n"))
    .bind(&programme.workstream)
    .bind(&programme.designed_for)
    .bind(&programme.duration)
    .bind(programme.duration_months)
    .bind(&programme.focus)
    .bind(&programme.award)
    .bind(&programme.group)
    .bind(programme.stated.join("\n"))
    .bind(&programme.contact_office)
    .bind(&programme.note)
    .bind(&programme.paper)
    .bind(programme.line)
    .bind(programme.not_published.join("\n"))
    .bind(id)
    .execute(write.on())
    .await?;
    let workstream = partnership::workstream(&weft.db, programme.latest(), &programme.workstream).await?;
    let sessions: Vec<String> = programme.frameworks.iter().map(|key| partnership::spoken_sessions(key)).collect();
    let mut summary = format!("{} · {}, {}", programme.kind_name(), workstream.label, sessions.join(" and "));
    if let Some(designed_for) = &programme.designed_for {
        summary.push_str(&format!(". For {}", designed_for.to_lowercase()));
    }
    let texts = [&programme.focus, &programme.award, &programme.note, &programme.duration];
    let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
    let entry = Entry {
        kind: SUBJECT,
        key: &programme.key,
        url: &format!("/programmes/{}", programme.key),
        title: &programme.name,
        summary: &summary,
        text: &format!("programme {} {}", programme.other_names.join(" "), texts.join(" ")),
    };
    Ok(search::put(write, &entry).await?)
}
