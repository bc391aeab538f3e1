//! Every statement about expressions of interest.

use jiff::{Span, Timestamp, civil::Date};
use serde_json::json;

use super::{KEPT_MONTHS, State};
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

const SUBJECT: &str = "interest";

/// What somebody told us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) about: Option<About>,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) organisation: String,
    pub(super) authority: Option<String>,
    pub(super) job: String,
    pub(super) message: String,
}

/// The group or programme somebody is interested in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    /// `groups` or `programmes`, as in the address.
    pub(super) kind: &'static str,
    pub(super) key: String,
    pub(super) title: String,
}

/// One expression of interest as the officer sees it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Interest {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) received_at: String,
    pub(super) about_kind: Option<String>,
    pub(super) about_key: Option<String>,
    pub(super) about_title: Option<String>,
    pub(super) keep_until: String,
    pub(super) forgotten_at: Option<String>,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) organisation: String,
    pub(super) authority_key: Option<String>,
    pub(super) job: String,
    pub(super) message: String,
    pub(super) answers: i64,
    pub(super) outcome: Option<String>,
    pub(super) closed_at: Option<String>,
    pub(super) closing_note: Option<String>,
}

impl Interest {
    pub(super) fn state(&self) -> State {
        match (&self.outcome, self.answers) {
            (Some(_), _) => State::Closed,
            (None, 0) => State::Waiting,
            (None, _) => State::Answered,
        }
    }

    /// Leaves out what should have been forgotten by a day, should it still be there.
    fn seen_on(mut self, today: &str) -> Self {
        if self.keep_until.as_str() < today {
            for text in [&mut self.name, &mut self.email, &mut self.organisation, &mut self.job, &mut self.message] {
                text.clear();
            }
            self.forgotten_at = self.forgotten_at.or_else(|| Some(self.keep_until.clone()));
            self.closing_note = None;
        }
        self
    }
}

/// One answer given.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Answer {
    pub(super) at: String,
    pub(super) note: String,
}

const LIST: &str = "select interest.id, interest.key, received_at, about_kind, about_key, about_title, keep_until,
    forgotten_at, interest.name, interest.email, organisation, authority_key, job, message,
    (select cast(count(*) as bigint) from interest_answer where interest_answer.interest_id = interest.id) as answers,
    interest_closure.outcome, interest_closure.at as closed_at, interest_closure.note as closing_note
  from interest left join interest_closure on interest_closure.interest_id = interest.id";

/// Every expression of interest, newest first.
pub(super) async fn list(db: &Db, today: &str) -> Result<Vec<Interest>, Problem> {
    let rows: Vec<Interest> =
        sqlx::query_as(sqlx::AssertSqlSafe(format!("{LIST} order by position desc, interest.id")))
            .fetch_all(db.read())
            .await?;
    Ok(rows.into_iter().map(|row| row.seen_on(today)).collect())
}

/// How many expressions of interest nobody has answered or closed, and when the oldest of them came.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting(db: &Db) -> Result<(i64, Option<String>), Problem> {
    Ok(sqlx::query_as(
        "select cast(count(*) as bigint), min(received_at) from interest
         where not exists (select 1 from interest_answer where interest_answer.interest_id = interest.id)
           and not exists (select 1 from interest_closure where interest_closure.interest_id = interest.id)",
    )
    .fetch_one(db.read())
    .await?)
}

/// The one of a key.
pub(super) async fn one(db: &Db, key: &str, today: &str) -> Result<Option<Interest>, Problem> {
    let row: Option<Interest> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{LIST} where interest.key = $1")))
        .bind(key)
        .fetch_optional(db.read())
        .await?;
    Ok(row.map(|row| row.seen_on(today)))
}

/// What was answered, oldest first.
pub(super) async fn answers(db: &Db, id: &str) -> Result<Vec<Answer>, Problem> {
    Ok(sqlx::query_as("select at, note from interest_answer where interest_id = $1 order by at, id")
        .bind(id)
        .fetch_all(db.read())
        .await?)
}

/// How many were received in the minute before now.
pub(super) async fn in_the_last_minute(weft: &Weft, write: &mut Write) -> Result<i64, Problem> {
    let before = weft.clock.now() - jiff::SignedDuration::from_mins(1);
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from interest where received_at > $1")
        .bind(stored(before))
        .fetch_one(write.on())
        .await?)
}

/// The last day on which something received on a day is kept.
fn keep_until(received: Timestamp) -> String {
    let day: Date = received.to_zoned(jiff::tz::TimeZone::UTC).date();
    day.checked_add(Span::new().months(KEPT_MONTHS)).unwrap_or(Date::MAX).to_string()
}

/// Keeps what somebody told us.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, told: &Told) -> Result<(), Problem> {
    let id = weft.new_id()?;
    let position: i64 =
        sqlx::query_scalar("select coalesce(max(position), 0) + 1 from interest").fetch_one(write.on()).await?;
    let about = told.about.as_ref();
    sqlx::query(
        "insert into interest (id, key, position, received_at, about_kind, about_key, about_title, keep_until, name, email,
           organisation, authority_key, job, message)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&id)
    .bind(format!("interest-{position}"))
    .bind(position)
    .bind(weft.clock.instant())
    .bind(about.map(|about| about.kind))
    .bind(about.map(|about| about.key.as_str()))
    .bind(about.map(|about| about.title.as_str()))
    .bind(keep_until(weft.clock.now()))
    .bind(&told.name)
    .bind(&told.email)
    .bind(&told.organisation)
    .bind(&told.authority)
    .bind(&told.job)
    .bind(&told.message)
    .execute(write.on())
    .await?;
    let change = json!({ "about": about.map(|about| format!("{}/{}", about.kind, about.key)) });
    record(weft, write, by, "interest received", &id, change).await
}

/// Notes an answer.
pub(super) async fn answer(weft: &Weft, write: &mut Write, by: &str, id: &str, note: &str) -> Result<(), Problem> {
    sqlx::query("insert into interest_answer (id, interest_id, at, account, note) values ($1, $2, $3, $4, $5)")
        .bind(weft.new_id()?)
        .bind(id)
        .bind(weft.clock.instant())
        .bind(by)
        .bind(note)
        .execute(write.on())
        .await?;
    record(weft, write, by, "interest answered", id, json!({})).await
}

/// Closes one that is open.
pub(super) async fn close(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    outcome: &str,
    note: &str,
) -> Result<(), Problem> {
    sqlx::query("insert into interest_closure (interest_id, at, account, outcome, note) values ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(weft.clock.instant())
        .bind(by)
        .bind(outcome)
        .bind(note)
        .execute(write.on())
        .await?;
    record(weft, write, by, "interest closed", id, json!({ "outcome": outcome })).await
}

async fn record(
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

/// Forgets everything personal in what has been kept long enough. Called when the program starts to serve and whenever
/// somebody expresses interest; pages leave it out from the day itself.
pub(super) async fn forget_expired(weft: &Weft, write: &mut Write) -> Result<usize, Problem> {
    let today = weft.clock.today(&jiff::tz::TimeZone::UTC);
    let due: Vec<String> = sqlx::query_scalar(
        "select id from interest where keep_until < $1 and forgotten_at is null order by position, id",
    )
    .bind(&today)
    .fetch_all(write.on())
    .await?;
    for id in &due {
        sqlx::query(
            "update interest set name = '', email = '', organisation = '', job = '', message = '', forgotten_at = $1
             where id = $2",
        )
        .bind(weft.clock.instant())
        .bind(id)
        .execute(write.on())
        .await?;
        for sql in [
            "update interest_answer set note = '' where interest_id = $1",
            "update interest_closure set note = '' where interest_id = $1",
        ] {
            sqlx::query(sql).bind(id).execute(write.on()).await?;
        }
        record(weft, write, history::COMMAND_LINE, "interest forgotten", id, json!({})).await?;
    }
    Ok(due.len())
}
