//! Statements about askings: a form opened for one occasion, its shared link and its personal links.
//!
//! Nothing here says to whom a personal link went: the letter alone holds it, and what a letter said is blanked when it
//! is sent. The links of one round are written in the order of their digests, so that not even their place in the
//! table tells who was written to first.

use serde_json::json;

use crate::{
    evaluation::Asking,
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        ids::{hex, keyed, sha256},
        problem::Problem,
        state::Weft,
    },
};

/// What history calls an asking.
pub(super) const SUBJECT: &str = "form asking";

const ASKING: &str =
    "select form_asking.id, form_asking.key, form.key as form, form.title as form_title, form_asking.title,
    form_asking.programme_key, form_asking.cohort_key, form_asking.meeting_key, form_asking.session,
    form_asking.opens_on, form_asking.closes_on, form_asking.invited, form_asking.closed_on, form_asking.settled_at,
    form_asking.invented
  from form_asking join form on form.id = form_asking.form_id";

/// Every asking, the newest first.
pub(in crate::evaluation) async fn askings(db: &Db) -> Result<Vec<Asking>, Problem> {
    let text = format!("{ASKING} order by form_asking.opens_on desc, form_asking.id desc");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?)
}

/// The askings of a session, the oldest first.
pub(in crate::evaluation) async fn of_session(db: &Db, session: &str) -> Result<Vec<Asking>, Problem> {
    let text = format!("{ASKING} where form_asking.session = $1 order by form_asking.opens_on, form_asking.id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(session).fetch_all(db.read()).await?)
}

/// The asking of a key.
pub(in crate::evaluation) async fn asking(db: &Db, key: &str) -> Result<Option<Asking>, Problem> {
    let text = format!("{ASKING} where form_asking.key = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(key).fetch_optional(db.read()).await?)
}

/// The asking of a key, inside a write.
pub(in crate::evaluation) async fn asking_in_write(write: &mut Write, key: &str) -> Result<Option<Asking>, Problem> {
    let text = format!("{ASKING} where form_asking.key = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(key).fetch_optional(write.on()).await?)
}

/// The asking that a shared link opens.
pub(in crate::evaluation) async fn asking_of_token(db: &Db, token: &str) -> Result<Option<Asking>, Problem> {
    let text = format!("{ASKING} where form_asking.token_hash = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(token_hash(token)).fetch_optional(db.read()).await?)
}

/// What is kept of a token.
pub(in crate::evaluation) fn token_hash(token: &str) -> String {
    sha256(token.as_bytes())
}

/// The token of an asking's shared link: 128 bits of a digest under this site's secret. A slide can be made again, and
/// a copy of the database alone opens nothing.
pub(in crate::evaluation) fn shared_token(weft: &Weft, asking: &str) -> Result<String, Problem> {
    Ok(hex(&keyed(&weft.secret, &format!("form asking|{asking}"))?[..16]))
}

/// The ids of the versions that an asking asks, in order.
pub(in crate::evaluation) async fn items(db: &Db, asking: &str) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar("select version_id from form_asking_item where asking_id = $1 order by position, version_id")
        .bind(asking)
        .fetch_all(db.read())
        .await?)
}

/// Opens a form for an occasion with the newest version of each of its questions. The id of `asking` is not read.
pub(in crate::evaluation) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    asking: &Asking,
    versions: &[String],
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    let token = shared_token(weft, &id)?;
    sqlx::query(
        "insert into form_asking (id, key, form_id, title, programme_key, cohort_key, meeting_key, session, opens_on, closes_on,
           invited, token_hash, closed_on, settled_at, invented)
         values ($1, $2, (select id from form where key = $3), $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(&id)
    .bind(&asking.key)
    .bind(&asking.form)
    .bind(&asking.title)
    .bind(&asking.programme_key)
    .bind(&asking.cohort_key)
    .bind(&asking.meeting_key)
    .bind(&asking.session)
    .bind(&asking.opens_on)
    .bind(&asking.closes_on)
    .bind(asking.invited)
    .bind(token_hash(&token))
    .bind(&asking.closed_on)
    .bind(&asking.settled_at)
    .bind(asking.invented)
    .execute(write.on())
    .await?;
    for (position, version) in (1_i64..).zip(versions) {
        sqlx::query("insert into form_asking_item (asking_id, position, version_id) values ($1, $2, $3)")
            .bind(&id)
            .bind(position)
            .bind(version)
            .execute(write.on())
            .await?;
    }
    let change = json!({ "key": asking.key, "form": asking.form, "from": asking.opens_on, "to": asking.closes_on });
    note(weft, write, by, "form opened", &id, change).await
}

/// Records an act on an asking.
pub(super) async fn note(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Closes an asking for good. It never opens again: results read in between would tell the next answers apart.
pub(in crate::evaluation) async fn close(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    asking: &Asking,
    day: &str,
) -> Result<(), Problem> {
    sqlx::query("update form_asking set closed_on = $1 where id = $2 and closed_on is null")
        .bind(day)
        .bind(&asking.id)
        .execute(write.on())
        .await?;
    note(weft, write, by, "form closed", &asking.id, json!({ "on": day })).await
}

/// Says how many were invited; nothing leaves it to the register.
pub(in crate::evaluation) async fn invite(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    asking: &Asking,
    invited: Option<i64>,
) -> Result<(), Problem> {
    sqlx::query("update form_asking set invited = $1 where id = $2")
        .bind(invited)
        .bind(&asking.id)
        .execute(write.on())
        .await?;
    let change = json!({ "invited": { "from": asking.invited, "to": invited } });
    note(weft, write, by, "invited counted", &asking.id, change).await
}

/// Makes personal links and returns their tokens, which nobody else knows.
pub(in crate::evaluation) async fn make_links(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    asking: &Asking,
    count: usize,
) -> Result<Vec<String>, Problem> {
    let tokens = (0..count).map(|_| weft.random.token()).collect::<Result<Vec<_>, _>>()?;
    let mut digests: Vec<String> = tokens.iter().map(|token| token_hash(token)).collect();
    digests.sort();
    for digest in digests {
        sqlx::query("insert into form_link (token_hash, asking_id, used) values ($1, $2, 0)")
            .bind(digest)
            .bind(&asking.id)
            .execute(write.on())
            .await?;
    }
    note(weft, write, by, "personal links made", &asking.id, json!({ "count": count })).await?;
    Ok(tokens)
}

/// The ids of the versions that an asking is to ask: those named as `key/number`, or the newest of each question of the
/// form.
pub(in crate::evaluation) async fn versions_named(
    write: &mut Write,
    form: &str,
    named: &[String],
) -> Result<Vec<String>, Problem> {
    if named.is_empty() {
        return Ok(sqlx::query_scalar(
            "select form_question_version.id from form_item join form on form.id = form_item.form_id
             join form_question on form_question.id = form_item.question_id
             join form_question_version on form_question_version.question_id = form_item.question_id
             where form.key = $1 and form_question.retired_on is null and form_question_version.number = (select max(newest.number)
               from form_question_version as newest where newest.question_id = form_item.question_id)
             order by form_item.position, form_question_version.id",
        )
        .bind(form)
        .fetch_all(write.on())
        .await?);
    }
    let mut ids = Vec::new();
    for one in named {
        let (key, number) = one.rsplit_once('/').unwrap_or((one, "1"));
        let id: Option<String> = sqlx::query_scalar(
            "select form_question_version.id from form_question_version
             join form_question on form_question.id = form_question_version.question_id
             where form_question.key = $1 and form_question_version.number = $2",
        )
        .bind(key)
        .bind(number.parse::<i64>().unwrap_or(1))
        .fetch_optional(write.on())
        .await?;
        ids.push(id.ok_or(Problem::NotFound)?);
    }
    Ok(ids)
}

/// How many personal links an asking has.
pub(in crate::evaluation) async fn links(db: &Db, asking: &str) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from form_link where asking_id = $1")
        .bind(asking)
        .fetch_one(db.read())
        .await?)
}
