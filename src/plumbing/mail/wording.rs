//! Every statement about the words of letters: those a partnership chose, and the way back to the original ones.

use super::{
    store::record,
    templates::{Template, Words},
};
use crate::plumbing::{
    db::{Db, Write},
    history,
    problem::Problem,
    state::Weft,
};

/// The words of a kind of letter as they would be used now.
///
/// # Errors
/// When the database does not answer.
pub async fn words(db: &Db, template: &Template) -> Result<Words, Problem> {
    let found: Option<(String, String)> = sqlx::query_as("select subject, body from letter_template where kind = $1")
        .bind(template.kind)
        .fetch_optional(db.read())
        .await?;
    Ok(found.map_or_else(|| template.original(), |(subject, body)| Words { subject, body }))
}

/// The same inside a write.
pub(super) async fn words_in(write: &mut Write, template: &Template) -> Result<Words, Problem> {
    let found: Option<(String, String)> = sqlx::query_as("select subject, body from letter_template where kind = $1")
        .bind(template.kind)
        .fetch_optional(write.on())
        .await?;
    Ok(found.map_or_else(|| template.original(), |(subject, body)| Words { subject, body }))
}

/// Changes the words of a kind of letter. The caller has asked [`super::faults`].
///
/// # Errors
/// When the database refused.
pub async fn change_words(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    template: &Template,
    words: &Words,
) -> Result<(), Problem> {
    let before = words_in(write, template).await?;
    sqlx::query(
        "insert into letter_template (kind, subject, body, changed_at, account) values ($1, $2, $3, $4, $5)
         on conflict (kind) do update set subject = excluded.subject, body = excluded.body,
           changed_at = excluded.changed_at, account = excluded.account",
    )
    .bind(template.kind)
    .bind(&words.subject)
    .bind(&words.body)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    record(weft, write, by, "letter words changed", template.kind, history::difference(&before, words)?).await
}

/// Goes back to the original words.
///
/// # Errors
/// When the database refused.
pub async fn original_words(weft: &Weft, write: &mut Write, by: &str, template: &Template) -> Result<(), Problem> {
    let before = words_in(write, template).await?;
    sqlx::query("delete from letter_template where kind = $1").bind(template.kind).execute(write.on()).await?;
    let change = history::difference(&before, &template.original())?;
    record(weft, write, by, "letter words restored", template.kind, change).await
}
