//! Statements about scales, questions and the versions of their words.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    evaluation::{Choice, Question, Scale},
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

/// What history calls a question.
const QUESTION: &str = "form question";

/// Every scale by key.
pub(in crate::evaluation) async fn scales(db: &Db) -> Result<Vec<Scale>, Problem> {
    let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(
        "select form_scale.key, form_scale.name, form_scale_option.key, form_scale_option.label, form_scale_option.top_box
         from form_scale join form_scale_option on form_scale_option.scale_id = form_scale.id
         order by form_scale.key, form_scale_option.position, form_scale_option.key",
    )
    .fetch_all(db.read())
    .await?;
    let mut scales: Vec<Scale> = Vec::new();
    for (key, name, option, label, top_box) in rows {
        if scales.last().is_none_or(|last| last.key != key) {
            scales.push(Scale { key, name, choices: Vec::new() });
        }
        if let Some(last) = scales.last_mut() {
            last.choices.push(Choice { key: option, label, top_box });
        }
    }
    Ok(scales)
}

/// Adds a scale.
pub(in crate::evaluation) async fn add_scale(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    scale: &Scale,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query("insert into form_scale (id, key, name) values ($1, $2, $3)")
        .bind(&id)
        .bind(&scale.key)
        .bind(&scale.name)
        .execute(write.on())
        .await?;
    for (position, choice) in (1_i64..).zip(&scale.choices) {
        sqlx::query(
            "insert into form_scale_option (scale_id, position, key, label, top_box) values ($1, $2, $3, $4, $5)",
        )
        .bind(&id)
        .bind(position)
        .bind(&choice.key)
        .bind(&choice.label)
        .bind(choice.top_box)
        .execute(write.on())
        .await?;
    }
    let act = Act {
        account: by,
        act: "scale added",
        subject_kind: "form scale",
        subject_id: &id,
        reason: None,
        change: json!({ "key": scale.key }),
    };
    history::record(write, &weft.clock, act).await
}

const VERSION: &str = "select form_question_version.id, form_question.key, form_question_version.number,
    form_question_version.words, form_question_version.help, form_question_version.kind, form_question_version.scale_key,
    form_question_version.may_not_apply, form_question_version.driver, form_question_version.level,
    form_question_version.measure, form_question_version.reason, form_question_version.from_day, form_question.retired_on
  from form_question_version join form_question on form_question.id = form_question_version.question_id";

/// Gives questions the choices they offer.
async fn with_choices(db: &Db, mut questions: Vec<Question>) -> Result<Vec<Question>, Problem> {
    let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
        "select version_id, key, label, top_box from form_question_option order by version_id, position, key",
    )
    .fetch_all(db.read())
    .await?;
    let mut choices: BTreeMap<String, Vec<Choice>> = BTreeMap::new();
    for (version, key, label, top_box) in rows {
        choices.entry(version).or_default().push(Choice { key, label, top_box });
    }
    for question in &mut questions {
        question.choices = choices.remove(&question.id).unwrap_or_default();
    }
    Ok(questions)
}

/// Every question in its newest version, by key; retired ones too.
pub(in crate::evaluation) async fn questions(db: &Db) -> Result<Vec<Question>, Problem> {
    let text = format!(
        "{VERSION} where form_question_version.number = (select max(newest.number) from form_question_version as newest
           where newest.question_id = form_question.id) order by form_question.key"
    );
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?;
    with_choices(db, rows).await
}

/// A question in its newest version.
pub(in crate::evaluation) async fn question(db: &Db, key: &str) -> Result<Option<Question>, Problem> {
    Ok(versions(db, key).await?.into_iter().next())
}

/// The versions of a question, the newest first.
pub(in crate::evaluation) async fn versions(db: &Db, key: &str) -> Result<Vec<Question>, Problem> {
    let text = format!("{VERSION} where form_question.key = $1 order by form_question_version.number desc");
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(key).fetch_all(db.read()).await?;
    with_choices(db, rows).await
}

/// The versions of some ids, in the order of the ids.
pub(in crate::evaluation) async fn version_of_ids(db: &Db, ids: &[String]) -> Result<Vec<Question>, Problem> {
    let text = format!("{VERSION} order by form_question_version.id");
    let rows: Vec<Question> = sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?;
    let wanted = rows.into_iter().filter(|one| ids.contains(&one.id)).collect();
    let mut found = with_choices(db, wanted).await?;
    found.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    Ok(found)
}

/// Adds a question with the first version of its words.
pub(in crate::evaluation) async fn add_question(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    question: &Question,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query("insert into form_question (id, key, retired_on, retired_reason) values ($1, $2, $3, $4)")
        .bind(&id)
        .bind(&question.key)
        .bind(&question.retired_on)
        .bind(None::<String>)
        .execute(write.on())
        .await?;
    write_version(weft, write, by, &id, question, 1, "form question added").await
}

/// Adds a version of a question's words. Askings that stand go on with the version they began with.
pub(in crate::evaluation) async fn add_version(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    question: &Question,
) -> Result<(), Problem> {
    let id = id_of(write, &question.key).await?;
    let last: i64 = sqlx::query_scalar("select max(number) from form_question_version where question_id = $1")
        .bind(&id)
        .fetch_one(write.on())
        .await?;
    write_version(weft, write, by, &id, question, last + 1, "form question reworded").await
}

async fn id_of(write: &mut Write, key: &str) -> Result<String, Problem> {
    let id: Option<String> =
        sqlx::query_scalar("select id from form_question where key = $1").bind(key).fetch_optional(write.on()).await?;
    id.ok_or(Problem::NotFound)
}

async fn write_version(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    question_id: &str,
    question: &Question,
    number: i64,
    act: &str,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into form_question_version (id, question_id, number, words, help, kind, scale_key, may_not_apply, driver, level,
           measure, reason, from_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(&id)
    .bind(question_id)
    .bind(number)
    .bind(&question.words)
    .bind(&question.help)
    .bind(&question.kind)
    .bind(&question.scale_key)
    .bind(question.may_not_apply)
    .bind(&question.driver)
    .bind(&question.level)
    .bind(&question.measure)
    .bind(&question.reason)
    .bind(&question.from_day)
    .execute(write.on())
    .await?;
    for (position, choice) in (1_i64..).zip(&question.choices) {
        sqlx::query(
            "insert into form_question_option (version_id, position, key, label, top_box) values ($1, $2, $3, $4, $5)",
        )
        .bind(&id)
        .bind(position)
        .bind(&choice.key)
        .bind(&choice.label)
        .bind(choice.top_box)
        .execute(write.on())
        .await?;
    }
    let act = Act {
        account: by,
        act,
        subject_kind: QUESTION,
        subject_id: question_id,
        reason: Some(question.reason.as_str()).filter(|reason| !reason.is_empty()),
        change: json!({ "key": question.key, "version": number }),
    };
    history::record(write, &weft.clock, act).await
}

/// Retires a question: no new form may use it.
pub(in crate::evaluation) async fn retire(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    key: &str,
    day: &str,
    reason: &str,
) -> Result<(), Problem> {
    let id = id_of(write, key).await?;
    sqlx::query("update form_question set retired_on = $1, retired_reason = $2 where id = $3 and retired_on is null")
        .bind(day)
        .bind(reason)
        .bind(&id)
        .execute(write.on())
        .await?;
    let act = Act {
        account: by,
        act: "form question retired",
        subject_kind: QUESTION,
        subject_id: &id,
        reason: Some(reason),
        change: json!({ "key": key }),
    };
    history::record(write, &weft.clock, act).await
}
