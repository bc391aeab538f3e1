//! Statements about answers. A response has a random id, its asking and its day, and nothing else: no person, no link, no
//! time. History notes that an answer came in, on the asking alone.

use std::collections::BTreeMap;

use serde_json::json;

use super::asked::{note, token_hash};
use crate::{
    evaluation::Asking,
    plumbing::{
        db::{Db, Write},
        problem::Problem,
        state::Weft,
    },
};

/// What somebody gave to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::evaluation) enum Given {
    /// The key of a choice, or [`crate::evaluation::NOT_APPLICABLE`].
    Choice(String),
    /// A number.
    Number(i64),
    /// Words.
    Words(String),
}

/// One answer: the id of the version of the question, and what was given.
pub(in crate::evaluation) type Answer = (String, Given);

/// A personal link.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::evaluation) struct Link {
    /// The key of its asking.
    pub(in crate::evaluation) asking: String,
    /// Whether it was used (1).
    pub(in crate::evaluation) used: i64,
}

/// The personal link of a token.
pub(in crate::evaluation) async fn link_of(db: &Db, token: &str) -> Result<Option<Link>, Problem> {
    Ok(sqlx::query_as(
        "select form_asking.key as asking, form_link.used from form_link
         join form_asking on form_asking.id = form_link.asking_id where form_link.token_hash = $1",
    )
    .bind(token_hash(token))
    .fetch_optional(db.read())
    .await?)
}

/// Whether a personal link could be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::evaluation) enum Taken {
    /// It was spent now.
    Now,
    /// It was spent before.
    Before,
}

/// Spends a personal link. When is not kept.
pub(in crate::evaluation) async fn spend(write: &mut Write, token: &str) -> Result<Taken, Problem> {
    let done = sqlx::query("update form_link set used = 1 where token_hash = $1 and used = 0")
        .bind(token_hash(token))
        .execute(write.on())
        .await?;
    Ok(if done.rows_affected() == 1 { Taken::Now } else { Taken::Before })
}

async fn insert(write: &mut Write, id: &str, asking: &str, day: &str, answers: &[Answer]) -> Result<(), Problem> {
    sqlx::query("insert into form_response (id, asking_id, day) values ($1, $2, $3)")
        .bind(id)
        .bind(asking)
        .bind(day)
        .execute(write.on())
        .await?;
    for (version, given) in answers {
        let (choice, number, words) = match given {
            Given::Choice(key) => (Some(key.as_str()), None, None),
            Given::Number(number) => (None, Some(*number), None),
            Given::Words(words) => (None, None, Some(words.as_str())),
        };
        sqlx::query(
            "insert into form_answer (response_id, version_id, choice, number, words) values ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(version)
        .bind(choice)
        .bind(number)
        .bind(words)
        .execute(write.on())
        .await?;
    }
    Ok(())
}

/// Keeps responses, each under a random id that tells nothing of its time. History says on which asking and how many,
/// never which.
pub(in crate::evaluation) async fn put(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    asking: &str,
    day: &str,
    responses: &[Vec<Answer>],
) -> Result<(), Problem> {
    for answers in responses {
        insert(write, &weft.random.token()?, asking, day, answers).await?;
    }
    note(weft, write, by, "answers received", asking, json!({ "count": responses.len() })).await
}

/// How many responses an asking has.
pub(in crate::evaluation) async fn responses(db: &Db, asking: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from form_response where asking_id = $1")
        .bind(asking)
        .fetch_one(db.read())
        .await?)
}

/// How many responses each asking has, by its id; askings without any are not among them.
pub(in crate::evaluation) async fn response_counts(db: &Db) -> Result<BTreeMap<String, i64>, Problem> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select asking_id, cast(count(*) as bigint) from form_response group by asking_id order by asking_id",
    )
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}

/// How often each choice of a version was taken in an asking.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::evaluation) struct Counted {
    /// The id of the asking.
    pub(in crate::evaluation) asking: String,
    /// The id of the version of the question.
    pub(in crate::evaluation) version: String,
    /// The key of the choice, or [`crate::evaluation::NOT_APPLICABLE`].
    pub(in crate::evaluation) choice: String,
    /// How many.
    pub(in crate::evaluation) count: i64,
}

/// The choices taken in every asking of a session, or in one asking.
pub(in crate::evaluation) async fn counted(
    db: &Db,
    asking: Option<&str>,
    session: Option<&str>,
) -> Result<Vec<Counted>, Problem> {
    Ok(sqlx::query_as(
        "select form_response.asking_id as asking, form_answer.version_id as version, form_answer.choice,
           cast(count(*) as bigint) as count
         from form_asking join form_response on form_response.asking_id = form_asking.id
         join form_answer on form_answer.response_id = form_response.id
         where form_answer.choice is not null and (form_asking.id = $1 or form_asking.session = $2)
         group by form_response.asking_id, form_answer.version_id, form_answer.choice
         order by form_response.asking_id, form_answer.version_id, form_answer.choice",
    )
    .bind(asking)
    .bind(session)
    .fetch_all(db.read())
    .await?)
}

/// The numbers given to a version in an asking, the smallest first.
pub(in crate::evaluation) async fn numbers(db: &Db, asking: &str, version: &str) -> Result<Vec<i64>, Problem> {
    Ok(sqlx::query_scalar(
        "select form_answer.number from form_answer join form_response on form_response.id = form_answer.response_id
         where form_response.asking_id = $1 and form_answer.version_id = $2 and form_answer.number is not null
         order by form_answer.number, form_response.id",
    )
    .bind(asking)
    .bind(version)
    .fetch_all(db.read())
    .await?)
}

/// What people wrote to a version in an asking, in the order of the random ids.
pub(in crate::evaluation) async fn words(db: &Db, asking: &str, version: &str) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select form_answer.words from form_answer join form_response on form_response.id = form_answer.response_id
         where form_response.asking_id = $1 and form_answer.version_id = $2 and form_answer.words is not null
         order by form_answer.words, form_response.id",
    )
    .bind(asking)
    .bind(version)
    .fetch_all(db.read())
    .await?)
}

#[derive(sqlx::FromRow)]
struct Stored {
    id: String,
    day: String,
    version_id: Option<String>,
    choice: Option<String>,
    number: Option<i64>,
    words: Option<String>,
}

/// Writes the responses of a closed asking anew in the order of their random ids, in one transaction. Before, their place
/// in the table told in which order they came, and with the times of history also when; afterwards nothing does.
pub(in crate::evaluation) async fn settle(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    asking: &Asking,
) -> Result<(), Problem> {
    let rows: Vec<Stored> = sqlx::query_as(
        "select form_response.id, form_response.day, form_answer.version_id, form_answer.choice, form_answer.number,
           form_answer.words
         from form_response left join form_answer on form_answer.response_id = form_response.id
         where form_response.asking_id = $1 order by form_response.id, form_answer.version_id",
    )
    .bind(&asking.id)
    .fetch_all(write.on())
    .await?;
    let mut kept: BTreeMap<String, (String, Vec<Answer>)> = BTreeMap::new();
    for row in rows {
        let answers = &mut kept.entry(row.id).or_insert_with(|| (row.day, Vec::new())).1;
        let given = match (row.choice, row.number, row.words) {
            (Some(key), ..) => Some(Given::Choice(key)),
            (_, Some(number), _) => Some(Given::Number(number)),
            (.., words) => words.map(Given::Words),
        };
        answers.extend(row.version_id.zip(given));
    }
    drop_answers(write, &asking.id).await?;
    for (id, (day, answers)) in &kept {
        insert(write, id, &asking.id, day, answers).await?;
    }
    sqlx::query("update form_asking set settled_at = $1 where id = $2")
        .bind(weft.clock.instant())
        .bind(&asking.id)
        .execute(write.on())
        .await?;
    note(weft, write, by, "answers settled", &asking.id, json!({})).await
}

/// Takes every response of an asking away, on the way to writing them anew.
async fn drop_answers(write: &mut Write, asking: &str) -> Result<(), Problem> {
    sqlx::query("delete from form_answer where response_id in (select id from form_response where asking_id = $1)")
        .bind(asking)
        .execute(write.on())
        .await?;
    sqlx::query("delete from form_response where asking_id = $1").bind(asking).execute(write.on()).await?;
    Ok(())
}
