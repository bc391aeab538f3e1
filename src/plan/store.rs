//! Every statement about frameworks: versions, the steps of their life, and the index of their parts.

use serde_json::{Value, json};

use super::{Framework, State, reading};
use crate::{
    partnership,
    plumbing::{
        clock,
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

/// One version of a framework without its text.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// The framework's id, as history names it.
    pub framework_id: String,
    /// The framework's key.
    pub key: String,
    /// The first session it covers.
    pub first_session: String,
    /// The last session it covers.
    pub last_session: String,
    /// The version's id.
    pub id: String,
    /// The version's number, from 1.
    pub number: i64,
    /// Where it stands, as stored; [`Head::state`] reads it.
    pub state: String,
    /// How often the version was changed; a form carries it, so that two people do not overwrite each other.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// Why the version was made, where it amends an earlier one.
    pub reason: Option<String>,
    /// When it was made.
    pub created_at: String,
}

impl Head {
    /// Where the version stands.
    pub fn state(&self) -> State {
        State::of(&self.state)
    }

    /// The sessions it covers as people read them: `2025/26` or `2019/20 to 2021/22`.
    pub fn sessions(&self) -> String {
        let spoken =
            |key: &str| key.parse().map_or_else(|_| key.to_owned(), |one: figures::AcademicSession| one.to_string());
        if self.first_session == self.last_session {
            spoken(&self.first_session)
        } else {
            format!("{} to {}", spoken(&self.first_session), spoken(&self.last_session))
        }
    }
}

/// A version with its text read.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which version it is.
    pub head: Head,
    /// What it says.
    pub framework: Framework,
}

/// A part of a framework: a workstream, priority, action, activity, outcome, driver or section.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRecord {
    /// The framework's key.
    pub framework_key: String,
    /// `workstream`, `priority`, `action`, `activity`, `outcome`, `driver` or `section`.
    pub kind: String,
    /// Its key, unique in the framework and kind.
    pub key: String,
    /// Its place among its kind, from 1.
    pub position: i64,
    /// Its number, where it is printed with one.
    pub number: Option<i64>,
    /// Its name, title or text.
    pub title: String,
    /// The key of the workstream it belongs to.
    pub workstream_key: Option<String>,
}

const HEAD: &str =
    "select framework.id as framework_id, framework.key, framework.first_session, framework.last_session,
  framework_version.id, framework_version.number, framework_version.state, framework_version.revision,
  framework_version.title, framework_version.reason, framework_version.created_at
  from framework_version join framework on framework.id = framework_version.framework_id";

/// Every version of every framework, the latest session first, and the newest version of each first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn every_version(db: &Db) -> Result<Vec<Head>, Problem> {
    let sql = format!("{HEAD} order by framework.first_session desc, framework.key, framework_version.number desc");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// The published frameworks, the latest session first, each in its newest published version.
///
/// # Errors
/// When the database does not answer.
pub async fn frameworks(db: &Db) -> Result<Vec<Head>, Problem> {
    let mut heads = every_version(db).await?;
    heads.retain(|head| head.state() == State::Published);
    heads.dedup_by(|later, kept| later.key == kept.key);
    Ok(heads)
}

/// The key of every framework, drafts too, in the order of keys.
///
/// # Errors
/// When the database does not answer.
pub async fn keys(db: &Db) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar("select key from framework order by key").fetch_all(db.read()).await?)
}

/// The versions of a framework, the newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn versions(db: &Db, key: &str) -> Result<Vec<Head>, Problem> {
    let mut heads = every_version(db).await?;
    heads.retain(|head| head.key == key);
    Ok(heads)
}

/// The text of a version.
pub(super) async fn body(db: &Db, head: Head) -> Result<Found, Problem> {
    let text: String = sqlx::query_scalar("select body from framework_version where id = $1")
        .bind(&head.id)
        .fetch_one(db.read())
        .await?;
    let framework = reading::read("stored framework", &text).map_err(|faults| {
        Problem::broken(anyhow::anyhow!("a stored framework cannot be read: {}", faults.join("; ")))
    })?;
    Ok(Found { head, framework })
}

/// One version of a framework.
///
/// # Errors
/// When the database does not answer.
pub async fn version(db: &Db, key: &str, number: i64) -> Result<Option<Found>, Problem> {
    match versions(db, key).await?.into_iter().find(|head| head.number == number) {
        Some(head) => Ok(Some(body(db, head).await?)),
        None => Ok(None),
    }
}

/// The newest version of a framework, whatever its state.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn newest(db: &Db, key: &str) -> Result<Option<Found>, Problem> {
    match versions(db, key).await?.into_iter().next() {
        Some(head) => Ok(Some(body(db, head).await?)),
        None => Ok(None),
    }
}

/// A framework as the public reads it: its newest published version.
///
/// # Errors
/// When the database does not answer.
pub async fn framework(db: &Db, key: &str) -> Result<Option<Found>, Problem> {
    match versions(db, key).await?.into_iter().find(|head| head.state() == State::Published) {
        Some(head) => Ok(Some(body(db, head).await?)),
        None => Ok(None),
    }
}

/// The key of the framework that pages show first: the published one that covers today's session, else the one the
/// partnership names, else the latest.
///
/// # Errors
/// When the database does not answer.
pub async fn current_key(weft: &Weft) -> Result<Option<String>, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    let zone = clock::zone(partnership.as_ref().map_or("", |one| &one.time_zone));
    let today = session_of_day(&weft.clock.today(&zone));
    let named = partnership.and_then(|one| one.current_framework);
    let published = frameworks(&weft.db).await?;
    let covers =
        |head: &&Head| today.as_deref().is_some_and(|now| (&*head.first_session..=&*head.last_session).contains(&now));
    Ok(published
        .iter()
        .find(covers)
        .or_else(|| published.iter().find(|head| Some(&head.key) == named.as_ref()))
        .or_else(|| published.first())
        .map(|head| head.key.clone()))
}

/// The session of a stored day: sessions begin on 1 August.
fn session_of_day(day: &str) -> Option<String> {
    let date: jiff::civil::Date = day.parse().ok()?;
    let year = u16::try_from(date.year()).ok()? - u16::from(date.month() < 8);
    Some(figures::AcademicSession::starting(year).ok()?.key())
}

const RECORD: &str = "select framework_key, kind, key, position, number, title, workstream_key from plan_record";

/// The workstreams of a framework in order.
///
/// # Errors
/// When the database does not answer.
pub async fn workstreams(db: &Db, framework_key: &str) -> Result<Vec<PlanRecord>, Problem> {
    records(db, framework_key, "workstream").await
}

/// The parts of one kind of a framework, in order. A framework never published shows its draft's.
///
/// # Errors
/// When the database does not answer.
pub async fn records(db: &Db, framework_key: &str, kind: &str) -> Result<Vec<PlanRecord>, Problem> {
    let sql = format!("{RECORD} where framework_key = $1 and kind = $2 order by position, key");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework_key).bind(kind).fetch_all(db.read()).await?)
}

/// One part of a framework.
///
/// # Errors
/// When the database does not answer.
pub async fn record(db: &Db, framework_key: &str, kind: &str, key: &str) -> Result<Option<PlanRecord>, Problem> {
    let sql = format!("{RECORD} where framework_key = $1 and kind = $2 and key = $3");
    let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework_key).bind(kind).bind(key);
    Ok(query.fetch_optional(db.read()).await?)
}

/// The parts of one kind that belong to a workstream.
///
/// # Errors
/// When the database does not answer.
pub async fn records_of_workstream(
    db: &Db,
    framework_key: &str,
    workstream: &str,
    kind: &str,
) -> Result<Vec<PlanRecord>, Problem> {
    let mut all = records(db, framework_key, kind).await?;
    all.retain(|record| record.workstream_key.as_deref() == Some(workstream));
    Ok(all)
}

/// Makes a framework with its first version.
pub(super) async fn create(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework: &Framework,
    act: &str,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query("insert into framework (id, key, first_session, last_session) values ($1, $2, $3, $4)")
        .bind(&id)
        .bind(&framework.key)
        .bind(&framework.first_session)
        .bind(&framework.last_session)
        .execute(write.on())
        .await?;
    add_version(weft, write, &id, 1, framework, None).await?;
    note(
        weft,
        write,
        (by, act, &id),
        None,
        json!({ "key": framework.key, "version": 1, "state": framework.record.status }),
    )
    .await
}

/// Makes a new version of a framework.
pub(super) async fn add_version(
    weft: &Weft,
    write: &mut Write,
    framework_id: &str,
    number: i64,
    framework: &Framework,
    reason: Option<&str>,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into framework_version (id, framework_id, number, state, revision, title, reason, body, created_at)
         values ($1, $2, $3, $4, 1, $5, $6, $7, $8)",
    )
    .bind(weft.new_id()?)
    .bind(framework_id)
    .bind(number)
    .bind(&framework.record.status)
    .bind(&framework.title)
    .bind(reason)
    .bind(reading::write(framework)?)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    super::index::put(write, framework, number == 1).await
}

/// Replaces the text of a version that is not published, if nobody changed it since `head` was read.
///
/// # Errors
/// [`Problem::Conflict`] when somebody did.
pub(super) async fn save(write: &mut Write, head: &Head, framework: &Framework, state: State) -> Result<(), Problem> {
    let saved = sqlx::query(
        "update framework_version set body = $1, title = $2, state = $3, revision = revision + 1
         where id = $4 and revision = $5 and state <> 'published'",
    )
    .bind(reading::write(framework)?)
    .bind(&framework.title)
    .bind(state.key())
    .bind(&head.id)
    .bind(head.revision)
    .execute(write.on())
    .await?;
    if saved.rows_affected() == 0 {
        return Err(Problem::Conflict(
            "Somebody else changed this framework meanwhile. Reload the page, look at what changed and try again."
                .into(),
        ));
    }
    super::index::put(write, framework, head.number == 1 || state == State::Published).await
}

/// Records an act on a framework in the history: who, what, which framework.
pub(super) async fn note(
    weft: &Weft,
    write: &mut Write,
    (by, act, id): (&str, &str, &str),
    reason: Option<&str>,
    change: Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: "framework", subject_id: id, reason, change };
    history::record(write, &weft.clock, act).await
}
