//! Every statement about letters on their way, and the mail server's absence.

use jiff::{SignedDuration, Span, tz::TimeZone};

use super::{KEPT_MONTHS, SUBJECT};
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

/// Notes in the history what somebody did to a letter or to the words of a kind.
pub(super) async fn record(
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
