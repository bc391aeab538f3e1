//! Every statement about consents, their withdrawal and the links by which speakers give and take them.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Consent, store::note};
use crate::plumbing::{
    db::{Db, Write},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

#[derive(sqlx::FromRow)]
struct Row {
    voice_id: String,
    given_how: String,
    given_on: String,
    said_sha256: String,
    wording: String,
    attribution: String,
    channels: String,
    expires_on: Option<String>,
    note: Option<String>,
    withdrawn_on: Option<String>,
    reason: Option<String>,
}

impl From<Row> for Consent {
    fn from(row: Row) -> Self {
        Self {
            given_on: row.given_on,
            how: row.given_how,
            wording: row.wording,
            attribution: row.attribution,
            channels: row.channels.split_whitespace().map(ToOwned::to_owned).collect(),
            expires_on: row.expires_on,
            note: row.note,
            withdrawn_on: row.withdrawn_on,
            withdrawn_reason: row.reason,
            said_sha256: row.said_sha256,
        }
    }
}

const LIST: &str =
    "select voice_id, given_how, given_on, voice_consent.said_sha256, wording, attribution, channels, expires_on,
    note, withdrawn_on, reason
  from voice_consent left join voice_withdrawal on voice_withdrawal.consent_id = voice_consent.id";

/// Every consent by the id of its voice, the oldest first.
pub(super) async fn every(db: &Db) -> Result<BTreeMap<String, Vec<Consent>>, Problem> {
    let sql = format!("{LIST} order by voice_id, number");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    let mut found: BTreeMap<String, Vec<Consent>> = BTreeMap::new();
    for row in rows {
        found.entry(row.voice_id.clone()).or_default().push(row.into());
    }
    Ok(found)
}

/// The consents of one voice, the oldest first.
pub(super) async fn of(db: &Db, voice_id: &str) -> Result<Vec<Consent>, Problem> {
    let sql = format!("{LIST} where voice_id = $1 order by number");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(voice_id).fetch_all(db.read()).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The same inside a write.
pub(super) async fn of_in(write: &mut Write, voice_id: &str) -> Result<Vec<Consent>, Problem> {
    let sql = format!("{LIST} where voice_id = $1 order by number");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(voice_id).fetch_all(write.on()).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The newest consent of each of some voices, in one question.
pub(super) async fn latest_of(db: &Db, voice_ids: &[&str]) -> Result<BTreeMap<String, Consent>, Problem> {
    let mut found = BTreeMap::new();
    for some in voice_ids.chunks(200) {
        let places: Vec<String> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "{LIST} join voice on voice.id = voice_id and voice.consents = number where voice_id in ({}) order by voice_id",
            places.join(", ")
        );
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for id in some {
            query = query.bind(*id);
        }
        let rows: Vec<Row> = query.fetch_all(db.read()).await?;
        found.extend(rows.into_iter().map(|row| (row.voice_id.clone(), row.into())));
    }
    Ok(found)
}

/// Keeps a consent to the words as they stand now.
pub(super) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    voice_id: &str,
    consent: &Consent,
) -> Result<(), Problem> {
    let number: i64 = sqlx::query_scalar("update voice set consents = consents + 1 where id = $1 returning consents")
        .bind(voice_id)
        .fetch_one(write.on())
        .await?;
    sqlx::query(
        "insert into voice_consent (id, voice_id, number, at, account, given_how, given_on, said_sha256, wording,
           attribution, channels, expires_on, note)
         values ($1, $2, $3, $4, $5, $6, $7, (select said_sha256 from voice where id = $2), $8, $9, $10, $11, $12)",
    )
    .bind(weft.new_id()?)
    .bind(voice_id)
    .bind(number)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(&consent.how)
    .bind(&consent.given_on)
    .bind(&consent.wording)
    .bind(&consent.attribution)
    .bind(consent.channels.join(" "))
    .bind(&consent.expires_on)
    .bind(&consent.note)
    .execute(write.on())
    .await?;
    let change = json!({
        "number": number,
        "how": consent.how,
        "attribution": consent.attribution,
        "channels": consent.channels,
        "expires_on": consent.expires_on,
    });
    note(weft, write, by, "consent given", voice_id, change).await
}

/// Takes the newest consent back and deletes the speaker's name and address. A consent is taken back once.
pub(super) async fn withdraw(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    voice_id: &str,
    (day, how, reason): (&str, &str, Option<&str>),
) -> Result<(), Problem> {
    let newest: Option<String> = sqlx::query_scalar(
        "select voice_consent.id from voice_consent join voice on voice.id = voice_id and voice.consents = number
         left join voice_withdrawal on voice_withdrawal.consent_id = voice_consent.id
         where voice_id = $1 and voice_withdrawal.consent_id is null",
    )
    .bind(voice_id)
    .fetch_optional(write.on())
    .await?;
    let Some(newest) = newest else {
        return Err(Problem::Conflict(
            "There is no consent to withdraw: it was withdrawn already, or never given.".into(),
        ));
    };
    sqlx::query(
        "insert into voice_withdrawal (consent_id, at, account, withdrawn_on, withdrawn_how, reason)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(newest)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(day)
    .bind(how)
    .bind(reason)
    .execute(write.on())
    .await?;
    sqlx::query("update voice set speaker_name = null, speaker_email = null where id = $1")
        .bind(voice_id)
        .execute(write.on())
        .await?;
    note(weft, write, by, "consent withdrawn", voice_id, json!({ "how": how })).await
}

/// Makes a new link for the speaker and ends those made before it; returns its token.
pub(super) async fn new_link(weft: &Weft, write: &mut Write, by: &str, voice_id: &str) -> Result<String, Problem> {
    let token = weft.random.token()?;
    sqlx::query("update voice_link set ended_at = $1 where voice_id = $2 and ended_at is null")
        .bind(weft.clock.instant())
        .bind(voice_id)
        .execute(write.on())
        .await?;
    sqlx::query("insert into voice_link (token_hash, voice_id, made_at, account) values ($1, $2, $3, $4)")
        .bind(sha256(token.as_bytes()))
        .bind(voice_id)
        .bind(weft.clock.instant())
        .bind(by)
        .execute(write.on())
        .await?;
    note(weft, write, by, "consent asked for", voice_id, json!({})).await?;
    Ok(token)
}

/// When the link in force was made, where there is one.
pub(super) async fn link_made(db: &Db, voice_id: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select made_at from voice_link where voice_id = $1 and ended_at is null order by made_at desc",
    )
    .bind(voice_id)
    .fetch_optional(db.read())
    .await?)
}

/// The key of the voice that a link in force belongs to.
pub(super) async fn key_of_link(db: &Db, token: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select voice.key from voice_link join voice on voice.id = voice_link.voice_id
         where token_hash = $1 and ended_at is null",
    )
    .bind(sha256(token.as_bytes()))
    .fetch_optional(db.read())
    .await?)
}

/// The voices whose latest consent stands and ends between two days, both included, with that day.
///
/// # Errors
/// When the database does not answer.
pub async fn ending(db: &Db, from: &str, to: &str) -> Result<Vec<(String, String)>, Problem> {
    Ok(sqlx::query_as(
        "select voice.key, voice_consent.expires_on from voice
         join voice_consent on voice_consent.voice_id = voice.id and voice_consent.number = voice.consents
         left join voice_withdrawal on voice_withdrawal.consent_id = voice_consent.id
         where voice_withdrawal.consent_id is null and voice_consent.expires_on >= $1 and voice_consent.expires_on <= $2
         order by voice_consent.expires_on, voice.position, voice.id",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}
