//! Every statement about bodies, their rules and their seats.

mod seats;

use std::collections::BTreeMap;

use serde_json::json;

use super::{Body, Rule, SUBJECT};
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

pub(super) use seats::{add_term, change_term, every_seat, term, terms_in_write};
pub use seats::{pass_seat_on, seats, seats_of_authority, seats_of_establishment, seats_of_person, terms};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    key: String,
    name: String,
    frameworks: String,
    workstream_key: Option<String>,
    reports_to: Option<String>,
    purpose: Option<String>,
    membership: Option<String>,
    chair: Option<String>,
    rhythm: Option<String>,
    quorum: Option<i64>,
    note: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    not_published: String,
    invented: i64,
}

#[derive(sqlx::FromRow)]
struct RuleRow {
    body_id: String,
    key: String,
    kind: String,
    standing: String,
    office: String,
    seats: i64,
    of_body: Option<String>,
    partner_key: Option<String>,
    authorities: String,
    sectors: String,
    words: Option<String>,
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

impl From<RuleRow> for Rule {
    fn from(row: RuleRow) -> Self {
        Self {
            key: row.key,
            kind: row.kind,
            standing: row.standing,
            office: row.office,
            count: row.seats,
            of: row.of_body,
            partner: row.partner_key,
            authorities: lines(&row.authorities),
            sectors: lines(&row.sectors),
            words: row.words,
        }
    }
}

impl Row {
    fn body(self, rule: Vec<Rule>) -> Body {
        Body {
            key: self.key,
            name: self.name,
            frameworks: lines(&self.frameworks),
            workstream: self.workstream_key,
            reports_to: self.reports_to,
            purpose: self.purpose,
            membership: self.membership,
            chair: self.chair,
            rhythm: self.rhythm,
            quorum: self.quorum,
            note: self.note,
            paper: self.paper_key,
            line: self.line,
            not_published: lines(&self.not_published),
            invented: self.invented == 1,
            rule,
        }
    }
}

/// Every body with its rules, in the order in which they were listed.
///
/// # Errors
/// When the database does not answer.
pub async fn bodies(db: &Db) -> Result<Vec<Body>, Problem> {
    let rows: Vec<Row> =
        sqlx::query_as("select * from governing_body order by position, id").fetch_all(db.read()).await?;
    let rules: Vec<RuleRow> =
        sqlx::query_as("select * from composition_rule order by body_id, position, id").fetch_all(db.read()).await?;
    let mut of_body: BTreeMap<String, Vec<Rule>> = BTreeMap::new();
    for rule in rules {
        of_body.entry(rule.body_id.clone()).or_default().push(rule.into());
    }
    Ok(rows.into_iter().map(|row| (of_body.remove(&row.id).unwrap_or_default(), row)).map(|(r, b)| b.body(r)).collect())
}

/// The body of a key, with its rules.
///
/// # Errors
/// When the database does not answer.
pub async fn body(db: &Db, key: &str) -> Result<Option<Body>, Problem> {
    Ok(with_id(db, key).await?.map(|(_, body)| body))
}

/// The body of a key with its id, by which history knows it.
pub(super) async fn with_id(db: &Db, key: &str) -> Result<Option<(String, Body)>, Problem> {
    let row: Option<Row> =
        sqlx::query_as("select * from governing_body where key = $1").bind(key).fetch_optional(db.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let rules: Vec<RuleRow> = sqlx::query_as("select * from composition_rule where body_id = $1 order by position, id")
        .bind(&row.id)
        .fetch_all(db.read())
        .await?;
    Ok(Some((row.id.clone(), row.body(rules.into_iter().map(Into::into).collect()))))
}

/// The same inside a write.
pub(super) async fn in_write(write: &mut Write, key: &str) -> Result<Option<(String, Body)>, Problem> {
    let row: Option<Row> =
        sqlx::query_as("select * from governing_body where key = $1").bind(key).fetch_optional(write.on()).await?;
    let Some(row) = row else { return Ok(None) };
    let rules: Vec<RuleRow> = sqlx::query_as("select * from composition_rule where body_id = $1 order by position, id")
        .bind(&row.id)
        .fetch_all(write.on())
        .await?;
    Ok(Some((row.id.clone(), row.body(rules.into_iter().map(Into::into).collect()))))
}

/// Adds a body after all others and returns its id.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, body: &Body) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into governing_body (id, key, position, name, frameworks, not_published, invented)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from governing_body), $3, '', '', 0)",
    )
    .bind(&id)
    .bind(&body.key)
    .bind(&body.name)
    .execute(write.on())
    .await?;
    put(weft, write, &id, body).await?;
    let change = json!({ "key": body.key, "name": body.name });
    let act = Act { account: by, act: "body added", subject_kind: SUBJECT, subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(id)
}

/// Changes a body and its rules; the history row keeps the fields that differ, old and new.
pub(super) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    before: &Body,
    after: &Body,
) -> Result<(), Problem> {
    put(weft, write, id, after).await?;
    let change = history::difference(before, after)?;
    let act = Act { account: by, act: "body changed", subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

async fn put(weft: &Weft, write: &mut Write, id: &str, body: &Body) -> Result<(), Problem> {
    sqlx::query(
        "update governing_body set name = $1, frameworks = $2, workstream_key = $3, reports_to = $4, purpose = $5,
           membership = $6, chair = $7, rhythm = $8, quorum = $9, note = $10, paper_key = $11, line = $12,
           not_published = $13, invented = $14 where id = $15",
    )
    .bind(&body.name)
    .bind(body.frameworks.join("\n"))
    .bind(&body.workstream)
    .bind(&body.reports_to)
    .bind(&body.purpose)
    .bind(&body.membership)
    .bind(&body.chair)
    .bind(&body.rhythm)
    .bind(body.quorum)
    .bind(&body.note)
    .bind(&body.paper)
    .bind(body.line)
    .bind(body.not_published.join("\n"))
    .bind(i64::from(body.invented))
    .bind(id)
    .execute(write.on())
    .await?;
    sqlx::query("delete from composition_rule where body_id = $1").bind(id).execute(write.on()).await?;
    for (position, rule) in (1_i64..).zip(&body.rule) {
        sqlx::query(
            "insert into composition_rule (id, body_id, key, position, kind, standing, office, seats, of_body, partner_key,
               authorities, sectors, words) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(weft.new_id()?)
        .bind(id)
        .bind(&rule.key)
        .bind(position)
        .bind(&rule.kind)
        .bind(&rule.standing)
        .bind(&rule.office)
        .bind(rule.count)
        .bind(&rule.of)
        .bind(&rule.partner)
        .bind(rule.authorities.join("\n"))
        .bind(rule.sectors.join("\n"))
        .bind(&rule.words)
        .execute(write.on())
        .await?;
    }
    find_by(write, body).await
}

/// Puts the body into the search.
async fn find_by(write: &mut Write, body: &Body) -> Result<(), Problem> {
    let sessions: Vec<String> = body.frameworks.iter().map(|key| partnership::spoken_sessions(key)).collect();
    let place = format!("Body · {}", sessions.join(", "));
    let summary = match &body.purpose {
        Some(purpose) => format!("{place}. {purpose}"),
        None => place,
    };
    let text = format!("governance body {}", body.membership.as_deref().unwrap_or_default());
    let url = format!("/governance/{}", body.key);
    let entry = Entry { kind: SUBJECT, key: &body.key, url: &url, title: &body.name, summary: &summary, text: &text };
    Ok(search::put(write, &entry).await?)
}
