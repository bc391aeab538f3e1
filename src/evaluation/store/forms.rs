//! Statements about forms: which questions stand on them, in which order.

use serde_json::json;

use crate::{
    evaluation::Form,
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    key: String,
    title: String,
    occasion: String,
    opening: String,
    question: String,
}

/// Every form by key.
pub(in crate::evaluation) async fn forms(db: &Db) -> Result<Vec<Form>, Problem> {
    let rows: Vec<Row> = sqlx::query_as(
        "select form.key, form.title, form.occasion, form.opening, form_question.key as question from form
         join form_item on form_item.form_id = form.id join form_question on form_question.id = form_item.question_id
         order by form.key, form_item.position, form_question.key",
    )
    .fetch_all(db.read())
    .await?;
    let mut forms: Vec<Form> = Vec::new();
    for Row { key, title, occasion, opening, question } in rows {
        if forms.last().is_none_or(|last| last.key != key) {
            forms.push(Form { key, title, occasion, opening, questions: Vec::new() });
        }
        if let Some(last) = forms.last_mut() {
            last.questions.push(question);
        }
    }
    Ok(forms)
}

/// The form of a key.
pub(in crate::evaluation) async fn form(db: &Db, key: &str) -> Result<Option<Form>, Problem> {
    Ok(forms(db).await?.into_iter().find(|form| form.key == key))
}

/// Adds a form, or changes the one of its key. Askings that stand keep the questions they began with.
pub(in crate::evaluation) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    form: &Form,
) -> Result<(), Problem> {
    let known: Option<String> =
        sqlx::query_scalar("select id from form where key = $1").bind(&form.key).fetch_optional(write.on()).await?;
    let (id, act) = match known {
        Some(id) => {
            sqlx::query("update form set title = $1, occasion = $2, opening = $3 where id = $4")
                .bind(&form.title)
                .bind(&form.occasion)
                .bind(&form.opening)
                .bind(&id)
                .execute(write.on())
                .await?;
            sqlx::query("delete from form_item where form_id = $1").bind(&id).execute(write.on()).await?;
            (id, "form changed")
        }
        None => {
            let id = weft.new_id()?;
            sqlx::query(
                "insert into form (id, key, title, occasion, opening, retired_on) values ($1, $2, $3, $4, $5, $6)",
            )
            .bind(&id)
            .bind(&form.key)
            .bind(&form.title)
            .bind(&form.occasion)
            .bind(&form.opening)
            .bind(None::<String>)
            .execute(write.on())
            .await?;
            (id, "form added")
        }
    };
    for (position, question) in (1_i64..).zip(&form.questions) {
        sqlx::query(
            "insert into form_item (form_id, position, question_id)
             values ($1, $2, (select id from form_question where key = $3))",
        )
        .bind(&id)
        .bind(position)
        .bind(question)
        .execute(write.on())
        .await?;
    }
    let change = json!({ "key": form.key, "questions": form.questions });
    let act = Act { account: by, act, subject_kind: "form", subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await
}
