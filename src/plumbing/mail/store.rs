//! Every statement about letters, their words and the mail server's absence.

use jiff::{SignedDuration, Span, tz::TimeZone};
use serde_json::json;

use super::{
    KEPT_MONTHS, SUBJECT,
    templates::{Template, Words},
};
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// How long a claim holds before it is taken for that of a program that stopped.
const CLAIM: SignedDuration = SignedDuration::from_mins(15);

/// For how long a letter is tried before it counts as refused.
const GIVE_UP: SignedDuration = SignedDuration::from_hours(24 * 5);

/// A letter on its way into the outbox.
pub(super) struct New<'a> {
    pub(super) kind: &'a str,
    pub(super) once: &'a str,
    pub(super) address: &'a str,
    pub(super) subject: &'a str,
    pub(super) body: &'a str,
    pub(super) unsubscribe: Option<&'a str>,
}

/// Adds a letter and returns its id, or nothing where one stands under the same key.
pub(super) async fn add(weft: &Weft, write: &mut Write, new: &New<'_>) -> Result<Option<String>, Problem> {
    let (id, now) = (weft.new_id()?, weft.clock.instant());
    let added = sqlx::query(
        "insert into letter (id, once_key, kind, address, subject, body, unsubscribe, state, queued_at, due_at, tries)
         values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $8, 0) on conflict (once_key) do nothing",
    )
    .bind(&id)
    .bind(new.once)
    .bind(new.kind)
    .bind(new.address)
    .bind(new.subject)
    .bind(new.body)
    .bind(new.unsubscribe)
    .bind(now)
    .execute(write.on())
    .await?;
    Ok((added.rows_affected() > 0).then_some(id))
}

/// A letter claimed for sending.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Claimed {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) address: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) unsubscribe: Option<String>,
    pub(super) queued_at: String,
    pub(super) tries: i64,
}

/// Whether any letter could be sent now.
pub(super) async fn any_due(weft: &Weft) -> Result<bool, Problem> {
    let found: Option<i64> =
        sqlx::query_scalar("select cast(1 as bigint) from letter where state = 'waiting' and due_at <= $1 limit 1")
            .bind(weft.clock.instant())
            .fetch_optional(weft.db.read())
            .await?;
    Ok(found.is_some())
}

/// Claims the letter that has waited longest. Writers go one after another, so no letter is ever claimed twice.
pub(super) async fn claim(weft: &Weft) -> Result<Option<Claimed>, Problem> {
    let mut write = weft.db.upkeep().await?;
    let claimed: Option<Claimed> = sqlx::query_as(
        "update letter set state = 'sending', claimed_at = $1, tries = tries + 1
         where id = (select id from letter where state = 'waiting' and due_at <= $1 order by due_at, id limit 1)
           and state = 'waiting'
         returning id, kind, address, subject, body, unsubscribe, queued_at, tries",
    )
    .bind(weft.clock.instant())
    .fetch_optional(write.on())
    .await?;
    write.commit().await?;
    Ok(claimed)
}

/// Lets go of letters whose program stopped in the middle of sending them.
pub(super) async fn release_stale(weft: &Weft) -> Result<(), Problem> {
    let before = stored(weft.clock.now() - CLAIM);
    let stale: Option<String> =
        sqlx::query_scalar("select id from letter where state = 'sending' and claimed_at < $1 order by id limit 1")
            .bind(&before)
            .fetch_optional(weft.db.read())
            .await?;
    if stale.is_none() {
        return Ok(());
    }
    let mut write = weft.db.upkeep().await?;
    sqlx::query(
        "update letter set state = 'waiting', claimed_at = null, fault = 'The program stopped while it was being sent.'
         where state = 'sending' and claimed_at < $1",
    )
    .bind(before)
    .execute(write.on())
    .await?;
    write.commit().await
}

/// Notes that the mail server took a letter, and forgets what it said.
pub(super) async fn sent(weft: &Weft, id: &str) -> Result<(), Problem> {
    let mut write = weft.db.upkeep().await?;
    sqlx::query(
        "update letter set state = 'sent', done_at = $1, body = '', unsubscribe = null, fault = null where id = $2",
    )
    .bind(weft.clock.instant())
    .bind(id)
    .execute(write.on())
    .await?;
    write.commit().await
}

/// How long to wait after a number of tries.
pub(super) fn wait_after(tries: i64) -> SignedDuration {
    SignedDuration::from_mins(match tries {
        ..=1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        5 => 180,
        _ => 360,
    })
}

/// Puts a letter back for a later try; says whether it will be tried again at all.
pub(super) async fn later(weft: &Weft, letter: &Claimed, fault: &str) -> Result<bool, Problem> {
    let now = weft.clock.now();
    let since = letter.queued_at.parse::<jiff::Timestamp>().map_or(SignedDuration::ZERO, |at| now.duration_since(at));
    if since > GIVE_UP {
        refused(weft, &letter.id, &format!("Given up after five days. The last answer was: {fault}")).await?;
        return Ok(false);
    }
    let mut write = weft.db.upkeep().await?;
    sqlx::query("update letter set state = 'waiting', claimed_at = null, due_at = $1, fault = $2 where id = $3")
        .bind(stored(now + wait_after(letter.tries)))
        .bind(fault)
        .bind(&letter.id)
        .execute(write.on())
        .await?;
    write.commit().await?;
    Ok(true)
}

/// Notes that a letter was refused for good.
pub(super) async fn refused(weft: &Weft, id: &str, fault: &str) -> Result<(), Problem> {
    let mut write = weft.db.upkeep().await?;
    sqlx::query("update letter set state = 'refused', done_at = $1, fault = $2 where id = $3")
        .bind(weft.clock.instant())
        .bind(fault)
        .bind(id)
        .execute(write.on())
        .await?;
    write.commit().await
}

/// Forgets to whom letters went that are old enough; their keys stay, so that none is queued again.
pub(super) async fn forget(weft: &Weft) -> Result<(), Problem> {
    let today = weft.clock.now().to_zoned(TimeZone::UTC);
    let Ok(before) = today.checked_sub(Span::new().months(KEPT_MONTHS)) else { return Ok(()) };
    let before = stored(before.timestamp());
    const DUE: &str = "queued_at < $1 and address <> '' and state in ('sent', 'refused', 'withdrawn')";
    let due: Option<String> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select id from letter where {DUE} order by id limit 1")))
            .bind(&before)
            .fetch_optional(weft.db.read())
            .await?;
    if due.is_none() {
        return Ok(());
    }
    let mut write = weft.db.upkeep().await?;
    let sql = format!(
        "update letter set address = '', subject = '', body = '', unsubscribe = null, fault = null where {DUE}"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql)).bind(before).execute(write.on()).await?;
    write.commit().await
}

/// That the mail server cannot be reached.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Outage {
    /// Since when.
    pub since: String,
    /// When it was tried last.
    pub last_at: String,
    /// What came back.
    pub fault: String,
}

/// The outage there is, if the mail server was away when it was last tried.
///
/// # Errors
/// When the database does not answer.
pub async fn outage(db: &Db) -> Result<Option<Outage>, Problem> {
    Ok(sqlx::query_as("select since, last_at, fault from mail_outage where one = 1").fetch_optional(db.read()).await?)
}

/// Notes that the mail server is away, or that it is back.
pub(super) async fn put_outage(weft: &Weft, fault: Option<&str>) -> Result<(), Problem> {
    if fault.is_none() && outage(&weft.db).await?.is_none() {
        return Ok(());
    }
    let mut write = weft.db.upkeep().await?;
    match fault {
        Some(fault) => sqlx::query(
            "insert into mail_outage (one, since, last_at, fault) values (1, $1, $1, $2)
             on conflict (one) do update set last_at = excluded.last_at, fault = excluded.fault",
        )
        .bind(weft.clock.instant())
        .bind(fault),
        None => sqlx::query("delete from mail_outage where one = 1"),
    }
    .execute(write.on())
    .await?;
    write.commit().await
}

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

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let subject_kind = if act.starts_with("letter words") { "letter-template" } else { SUBJECT };
    history::record(write, &weft.clock, Act { account: by, act, subject_kind, subject_id: id, reason: None, change })
        .await
}

/// A letter as the officer sees it: never what it says.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Where it goes; empty once that was forgotten.
    pub address: String,
    /// Its subject; empty once that was forgotten.
    pub subject: String,
    /// `waiting`, `sending`, `sent`, `refused` or `withdrawn`.
    pub state: String,
    /// When it was put into the outbox.
    pub queued_at: String,
    /// From when it may be sent.
    pub due_at: String,
    /// How often it was tried.
    pub tries: i64,
    /// When it was sent, refused or withdrawn.
    pub done_at: Option<String>,
    /// What came back at the last try.
    pub fault: Option<String>,
}

/// The outbox: how many letters stand in each state, and those of one state.
#[derive(Debug, Clone)]
pub struct Letters {
    /// How many there are in each state, by its key.
    pub counts: std::collections::BTreeMap<String, i64>,
    /// The letters asked for, newest first, at most 100.
    pub listed: Vec<Shown>,
}

/// The outbox, with the letters of one state.
///
/// # Errors
/// When the database does not answer.
pub async fn letters(db: &Db, state: &str) -> Result<Letters, Problem> {
    let counts: Vec<(String, i64)> =
        sqlx::query_as("select state, cast(count(*) as bigint) from letter group by state order by state")
            .fetch_all(db.read())
            .await?;
    let listed = sqlx::query_as(
        "select id, kind, address, subject, state, queued_at, due_at, tries, done_at, fault from letter
         where state = $1 order by due_at desc, id desc limit 100",
    )
    .bind(state)
    .fetch_all(db.read())
    .await?;
    Ok(Letters { counts: counts.into_iter().collect(), listed })
}

/// Gives a refused letter another try, to another address where one is given. Says whether there was such a letter.
///
/// # Errors
/// When the database refused.
pub async fn another_try(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    address: Option<&str>,
) -> Result<bool, Problem> {
    let done = sqlx::query(
        "update letter set state = 'waiting', due_at = $1, queued_at = $1, tries = 0, claimed_at = null, done_at = null,
           address = coalesce($2, address) where id = $3 and state = 'refused' and body <> ''",
    )
    .bind(weft.clock.instant())
    .bind(address.map(str::trim))
    .bind(id)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    record(weft, write, by, "letter given another try", id, json!({ "new_address": address.is_some() })).await?;
    Ok(true)
}

/// Gives every refused letter another try, and says how many there were.
///
/// # Errors
/// When the database refused.
pub async fn another_try_for_all(weft: &Weft, write: &mut Write, by: &str) -> Result<usize, Problem> {
    let refused: Vec<String> =
        sqlx::query_scalar("select id from letter where state = 'refused' and body <> '' order by id")
            .fetch_all(write.on())
            .await?;
    for id in &refused {
        another_try(weft, write, by, id, None).await?;
    }
    Ok(refused.len())
}

/// Withdraws a letter that was not sent. Says whether there was such a letter.
///
/// # Errors
/// When the database refused.
pub async fn withdraw(weft: &Weft, write: &mut Write, by: &str, id: &str) -> Result<bool, Problem> {
    let done = sqlx::query(
        "update letter set state = 'withdrawn', done_at = $1, body = '', unsubscribe = null
         where id = $2 and state in ('waiting', 'refused')",
    )
    .bind(weft.clock.instant())
    .bind(id)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    record(weft, write, by, "letter withdrawn", id, json!({})).await?;
    Ok(true)
}
