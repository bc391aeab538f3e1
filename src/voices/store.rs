//! Every statement about voices themselves and where they were used; those about consents stand in `consents`.

use serde_json::json;

use super::{Consent, Record, consents};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What history calls a voice.
pub(super) const SUBJECT: &str = "voice";

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    key: String,
    kind: String,
    session: String,
    words: String,
    question: Option<String>,
    edits: Option<String>,
    speaker_name: Option<String>,
    speaker_email: Option<String>,
    role: Option<String>,
    sector: Option<String>,
    authority_key: Option<String>,
    stage: Option<String>,
    child: i64,
    group_key: Option<String>,
    programme_key: Option<String>,
    framework_key: Option<String>,
    workstream_key: Option<String>,
    priority_key: Option<String>,
    outcome_key: Option<String>,
    driver_key: Option<String>,
    tone: String,
    chosen: Option<String>,
    for_whom: Option<String>,
    headcount: Option<i64>,
    verified_by: Option<String>,
    measure: Option<String>,
    measure_before: Option<String>,
    measure_after: Option<String>,
    meanwhile: Option<String>,
    did_not_work: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    invented: i64,
}

impl Row {
    fn record(self, consent: Vec<Consent>) -> (String, Record) {
        let record = Record {
            key: self.key,
            kind: self.kind,
            session: self.session,
            words: self.words,
            question: self.question,
            edits: self.edits,
            name: self.speaker_name,
            email: self.speaker_email,
            role: self.role,
            sector: self.sector,
            authority: self.authority_key,
            stage: self.stage,
            child: self.child == 1,
            group: self.group_key,
            programme: self.programme_key,
            framework: self.framework_key,
            workstream: self.workstream_key,
            priority: self.priority_key,
            outcome: self.outcome_key,
            driver: self.driver_key,
            tone: self.tone,
            chosen: self.chosen,
            for_whom: self.for_whom,
            headcount: self.headcount,
            verified_by: self.verified_by,
            measure: self.measure,
            before: self.measure_before,
            after: self.measure_after,
            meanwhile: self.meanwhile,
            did_not_work: self.did_not_work,
            paper: self.paper_key,
            line: self.line,
            invented: self.invented == 1,
            consent,
        };
        (self.id, record)
    }
}

/// Every voice with all its consents, the latest session first.
pub(super) async fn records(db: &Db) -> Result<Vec<Record>, Problem> {
    let rows: Vec<Row> =
        sqlx::query_as("select * from voice order by session desc, position, id").fetch_all(db.read()).await?;
    let mut consents = consents::every(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let agreed = consents.remove(&row.id).unwrap_or_default();
            row.record(agreed).1
        })
        .collect())
}

/// The voice of a key with its id.
pub(super) async fn one(db: &Db, key: &str) -> Result<Option<(String, Record)>, Problem> {
    let row: Option<Row> =
        sqlx::query_as("select * from voice where key = $1").bind(key).fetch_optional(db.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let agreed = consents::of(db, &row.id).await?;
    Ok(Some(row.record(agreed)))
}

/// The same inside a write.
pub(super) async fn in_write(write: &mut Write, key: &str) -> Result<Option<(String, Record)>, Problem> {
    let row: Option<Row> =
        sqlx::query_as("select * from voice where key = $1").bind(key).fetch_optional(write.on()).await?;
    let Some(row) = row else { return Ok(None) };
    let agreed = consents::of_in(write, &row.id).await?;
    Ok(Some(row.record(agreed)))
}

/// The voices that some consent of today, or a paper, lets stand somewhere; narrowed to one value of a column where one
/// is given. Whether the consent names a channel is for the caller to ask.
pub(super) async fn standing(
    db: &Db,
    today: &str,
    narrowed: Option<(&'static str, &str)>,
) -> Result<Vec<Record>, Problem> {
    let column = narrowed.map_or("voice.kind", |(column, _)| column);
    let wanted = narrowed.map_or("", |(_, value)| value);
    let sql = format!(
        "select voice.* from voice
         left join voice_consent on voice_consent.voice_id = voice.id and voice_consent.number = voice.consents
         left join voice_withdrawal on voice_withdrawal.consent_id = voice_consent.id
         where ((voice_consent.id is null and voice.paper_key is not null)
             or (voice_consent.id is not null and voice_withdrawal.consent_id is null
               and voice_consent.said_sha256 = voice.said_sha256
               and (voice_consent.expires_on is null or voice_consent.expires_on >= $1)))
           and ($2 = '' or {column} = $2)
         order by voice.session desc, voice.position, voice.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(today).bind(wanted).fetch_all(db.read()).await?;
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut agreed = consents::latest_of(db, &ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let consent = agreed.remove(&row.id).into_iter().collect();
            row.record(consent).1
        })
        .collect())
}

/// How many voices were gathered, and how many of them wish or criticise; those withdrawn are left out.
pub(super) async fn gathered(db: &Db) -> Result<(i64, i64), Problem> {
    Ok(sqlx::query_as(
        "select cast(count(*) as bigint), cast(coalesce(sum(case when tone = 'positive' then 0 else 1 end), 0) as bigint)
         from voice
         left join voice_consent on voice_consent.voice_id = voice.id and voice_consent.number = voice.consents
         left join voice_withdrawal on voice_withdrawal.consent_id = voice_consent.id
         where voice_withdrawal.consent_id is null",
    )
    .fetch_one(db.read())
    .await?)
}

/// A key that no voice has: `voice-12`.
pub(super) async fn free_key(write: &mut Write) -> Result<String, Problem> {
    let mut number: i64 = sqlx::query_scalar("select cast(coalesce(max(position), 0) + 1 as bigint) from voice")
        .fetch_one(write.on())
        .await?;
    loop {
        let key = format!("voice-{number}");
        if in_write(write, &key).await?.is_none() {
            return Ok(key);
        }
        number += 1;
    }
}

/// Adds a voice after all others, without its consents, and returns its id.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, record: &Record) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into voice (id, key, position, kind, session, words, child, tone, invented, said_sha256, consents)
         values ($1, $2, (select cast(coalesce(max(position), 0) + 1 as bigint) from voice), $3, $4, $5, 0, $6, 0, '', 0)",
    )
    .bind(&id)
    .bind(&record.key)
    .bind(&record.kind)
    .bind(&record.session)
    .bind(&record.words)
    .bind(&record.tone)
    .execute(write.on())
    .await?;
    put(write, &id, record).await?;
    // The words are kept out of the history: a voice that was withdrawn must not stay there for ever.
    note(weft, write, by, "voice added", &id, json!({ "key": record.key, "kind": record.kind })).await?;
    Ok(id)
}

/// Changes a voice; its consents stay, and cover the words only where those stay the same.
pub(super) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    (before, after): (&Record, &Record),
) -> Result<(), Problem> {
    put(write, id, after).await?;
    let said = before.said_sha256() != after.said_sha256();
    note(weft, write, by, "voice changed", id, json!({ "words_changed": said })).await
}

async fn put(write: &mut Write, id: &str, record: &Record) -> Result<(), Problem> {
    sqlx::query(
        "update voice set kind = $1, session = $2, words = $3, question = $4, edits = $5, speaker_name = $6,
           speaker_email = $7, role = $8, sector = $9, authority_key = $10, stage = $11, child = $12, group_key = $13,
           programme_key = $14, framework_key = $15, workstream_key = $16, priority_key = $17, outcome_key = $18,
           driver_key = $19, tone = $20, chosen = $21, for_whom = $22, headcount = $23, verified_by = $24, measure = $25,
           measure_before = $26, measure_after = $27, meanwhile = $28, did_not_work = $29, paper_key = $30, line = $31,
           invented = $32, said_sha256 = $33 where id = $34",
    )
    .bind(&record.kind)
    .bind(&record.session)
    .bind(&record.words)
    .bind(&record.question)
    .bind(&record.edits)
    .bind(&record.name)
    .bind(&record.email)
    .bind(&record.role)
    .bind(&record.sector)
    .bind(&record.authority)
    .bind(&record.stage)
    .bind(i64::from(record.child))
    .bind(&record.group)
    .bind(&record.programme)
    .bind(&record.framework)
    .bind(&record.workstream)
    .bind(&record.priority)
    .bind(&record.outcome)
    .bind(&record.driver)
    .bind(&record.tone)
    .bind(&record.chosen)
    .bind(&record.for_whom)
    .bind(record.headcount)
    .bind(&record.verified_by)
    .bind(&record.measure)
    .bind(&record.before)
    .bind(&record.after)
    .bind(&record.meanwhile)
    .bind(&record.did_not_work)
    .bind(&record.paper)
    .bind(record.line)
    .bind(i64::from(record.invented))
    .bind(record.said_sha256())
    .bind(id)
    .execute(write.on())
    .await?;
    Ok(())
}

/// Writes the history row of an act on a voice. It carries no words and no names.
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

/// One place where a voice was used.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Use {
    /// The key of the voice.
    pub voice: String,
    /// When it was recorded.
    pub at: String,
    /// The key of the publication, where it is one of ours.
    pub publication_key: Option<String>,
    /// Its version.
    pub version: Option<i64>,
    /// Where else it was used, in words.
    pub place: Option<String>,
}

/// Every document that uses a voice, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn uses(db: &Db, voice_key: &str) -> Result<Vec<Use>, Problem> {
    Ok(sqlx::query_as(
        "select voice.key as voice, voice_use.at, publication_key, version, place from voice_use
         join voice on voice.id = voice_use.voice_id where voice.key = $1
         order by voice_use.at desc, publication_key nulls last, version desc nulls last, voice_use.id",
    )
    .bind(voice_key)
    .fetch_all(db.read())
    .await?)
}

/// The keys of the voices used anywhere, each with how many uses are recorded.
pub(super) async fn used(db: &Db) -> Result<Vec<(String, i64)>, Problem> {
    Ok(sqlx::query_as(
        "select voice.key, cast(count(*) as bigint) from voice_use join voice on voice.id = voice_use.voice_id
         group by voice.key order by voice.key",
    )
    .fetch_all(db.read())
    .await?)
}

/// Records that a published version holds a voice, so that a withdrawal finds it. Recording it twice counts once.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such voice.
pub async fn record_use(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    voice_key: &str,
    publication_key: &str,
    version: i64,
) -> Result<(), Problem> {
    let (id, _) = in_write(write, voice_key).await?.ok_or(Problem::NotFound)?;
    let recorded: Option<String> =
        sqlx::query_scalar("select id from voice_use where voice_id = $1 and publication_key = $2 and version = $3")
            .bind(&id)
            .bind(publication_key)
            .bind(version)
            .fetch_optional(write.on())
            .await?;
    if recorded.is_some() {
        return Ok(());
    }
    add_use(weft, write, by, &id, (Some(publication_key), Some(version), None)).await
}

/// Records a use, in a publication of ours or elsewhere.
pub(super) async fn add_use(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    (publication, version, place): (Option<&str>, Option<i64>, Option<&str>),
) -> Result<(), Problem> {
    sqlx::query(
        "insert into voice_use (id, voice_id, at, account, publication_key, version, place)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(weft.new_id()?)
    .bind(id)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(publication)
    .bind(version)
    .bind(place)
    .execute(write.on())
    .await?;
    let change = json!({ "publication": publication, "version": version, "elsewhere": place.is_some() });
    note(weft, write, by, "voice used", id, change).await
}
