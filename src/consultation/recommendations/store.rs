//! Every statement about recommendations.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Deed, Recommendation, Response, SUBJECT};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    search::{self, Entry},
    state::Weft,
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    key: String,
    kind: String,
    evaluation: String,
    evaluator: String,
    day: Option<String>,
    words: String,
    framework_key: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    invented: i64,
    not_published: String,
}

#[derive(sqlx::FromRow)]
struct ResponseRow {
    recommendation_id: String,
    answer: String,
    day: Option<String>,
    answered_by: String,
    words: Option<String>,
    invented: i64,
}

#[derive(sqlx::FromRow)]
struct DeedRow {
    recommendation_id: String,
    day: Option<String>,
    words: String,
    link: Option<String>,
    invented: i64,
}

/// Every recommendation in the order they were recorded.
///
/// # Errors
/// When the database does not answer.
pub async fn recommendations(db: &Db) -> Result<Vec<Recommendation>, Problem> {
    let rows: Vec<Row> =
        sqlx::query_as("select * from recommendation order by position, id").fetch_all(db.read()).await?;
    let responses: Vec<ResponseRow> =
        sqlx::query_as("select * from recommendation_response order by recommendation_id, number")
            .fetch_all(db.read())
            .await?;
    let deeds: Vec<DeedRow> = sqlx::query_as("select * from recommendation_deed order by recommendation_id, number")
        .fetch_all(db.read())
        .await?;
    // In the order of their numbers, so that the last response is the one that stays.
    let mut last: BTreeMap<String, Response> = BTreeMap::new();
    for row in responses {
        let response = Response {
            answer: row.answer,
            by: row.answered_by,
            day: row.day,
            text: row.words,
            invented: row.invented != 0,
        };
        last.insert(row.recommendation_id, response);
    }
    let mut done: BTreeMap<String, Vec<Deed>> = BTreeMap::new();
    for row in deeds {
        let deed = Deed { text: row.words, day: row.day, link: row.link, invented: row.invented != 0 };
        done.entry(row.recommendation_id).or_default().push(deed);
    }
    let one = |row: Row| Recommendation {
        response: last.remove(&row.id).into_iter().collect(),
        done: done.remove(&row.id).unwrap_or_default(),
        key: row.key,
        kind: row.kind,
        evaluation: row.evaluation,
        evaluator: row.evaluator,
        day: row.day,
        text: row.words,
        framework: row.framework_key,
        paper: row.paper_key,
        line: row.line,
        invented: row.invented != 0,
        not_published: row.not_published.lines().map(ToOwned::to_owned).collect(),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// The recommendation of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn recommendation(db: &Db, key: &str) -> Result<Option<Recommendation>, Problem> {
    // There are dozens of them at most: one way of reading them is enough.
    Ok(recommendations(db).await?.into_iter().find(|one| one.key == key))
}

/// Keeps what a recommendation says; its response and what was done are kept one by one.
pub(super) async fn put(weft: &Weft, write: &mut Write, by: &str, one: &Recommendation) -> Result<(), Problem> {
    sqlx::query(
        "insert into recommendation (id, key, position, kind, evaluation, evaluator, day, words, framework_key, paper_key, line,
           invented, not_published)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from recommendation), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (key) do update set kind = excluded.kind, evaluation = excluded.evaluation,
           evaluator = excluded.evaluator, day = excluded.day, words = excluded.words,
           framework_key = excluded.framework_key, paper_key = excluded.paper_key, line = excluded.line,
           invented = excluded.invented, not_published = excluded.not_published",
    )
    .bind(weft.new_id()?)
    .bind(&one.key)
    .bind(&one.kind)
    .bind(&one.evaluation)
    .bind(&one.evaluator)
    .bind(&one.day)
    .bind(&one.text)
    .bind(&one.framework)
    .bind(&one.paper)
    .bind(one.line)
    .bind(i64::from(one.invented))
    .bind(one.not_published.join("\n"))
    .execute(write.on())
    .await?;
    let url = format!("/recommendations/{}", one.key);
    let title: String = one.text.chars().take(140).collect();
    let entry = Entry {
        kind: SUBJECT,
        key: &one.key,
        url: &url,
        title: &title,
        summary: &one.evaluation,
        text: &one.evaluator,
    };
    search::put(write, &entry).await?;
    let change = json!({ "kind": one.kind, "evaluation": one.evaluation, "words": one.text });
    record(weft, write, (by, "recommendation recorded", &one.key), change).await
}

/// Adds a response; the one before is kept.
pub(super) async fn respond(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    key: &str,
    one: &Response,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into recommendation_response (id, recommendation_id, number, answer, day, answered_by, words, invented,
           recorded_at, recorded_by)
         values ($1, $2, (select coalesce(max(number), 0) + 1 from recommendation_response where recommendation_id = $2),
           $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(weft.new_id()?)
    .bind(id_of(write, key).await?)
    .bind(&one.answer)
    .bind(&one.day)
    .bind(&one.by)
    .bind(&one.text)
    .bind(i64::from(one.invented))
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "answer": one.answer, "by": one.by, "day": one.day, "words": one.text });
    record(weft, write, (by, "recommendation answered", key), change).await
}

/// Adds something that was done.
pub(super) async fn did(weft: &Weft, write: &mut Write, by: &str, key: &str, one: &Deed) -> Result<(), Problem> {
    sqlx::query(
        "insert into recommendation_deed (id, recommendation_id, number, day, words, link, invented, recorded_at, recorded_by)
         values ($1, $2, (select coalesce(max(number), 0) + 1 from recommendation_deed where recommendation_id = $2),
           $3, $4, $5, $6, $7, $8)",
    )
    .bind(weft.new_id()?)
    .bind(id_of(write, key).await?)
    .bind(&one.day)
    .bind(&one.text)
    .bind(&one.link)
    .bind(i64::from(one.invented))
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "words": one.text, "day": one.day, "link": one.link });
    record(weft, write, (by, "recommendation followed", key), change).await
}

/// The id of the recommendation of a key.
async fn id_of(write: &mut Write, key: &str) -> Result<String, Problem> {
    let id: Option<String> =
        sqlx::query_scalar("select id from recommendation where key = $1").bind(key).fetch_optional(write.on()).await?;
    id.ok_or(Problem::NotFound)
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    (by, act, key): (&str, &str, &str),
    change: Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: key, reason: None, change };
    history::record(write, &weft.clock, act).await
}
