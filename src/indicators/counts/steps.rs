//! What becomes of a sheet: it is filled in, sent, and accepted or returned with a reason. And whether its period is locked.
//! Every statement about these steps stands here.

use std::collections::BTreeMap;

use figures::Message;
use serde_json::json;
use sqlx::{Any, Executor};

use super::{
    row::Category,
    sheet,
    store::{About, Request, Sheet},
};
use crate::plumbing::{
    db::Write,
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// Where a sheet stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// The authority's officer is filling it in.
    Open,
    /// It is with those who ask.
    Sent,
    /// It came back, and why.
    Returned(String),
    /// It counts, and is locked.
    Accepted,
}

impl Standing {
    /// The standing that the last step leaves a sheet in. A sheet that was saved after it was sent is filled in again.
    pub(super) fn of(step: Option<&str>, is_of_this_version: bool, reason: Option<String>) -> Self {
        match step {
            Some("accepted") => Self::Accepted,
            Some("returned") => Self::Returned(reason.unwrap_or_default()),
            Some("sent") if is_of_this_version => Self::Sent,
            _ => Self::Open,
        }
    }
}

/// One step of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Sending,
    Acceptance,
    Return,
}

impl Step {
    fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Sending => ("sent", "counts sent"),
            Self::Acceptance => ("accepted", "counts accepted"),
            Self::Return => ("returned", "counts returned"),
        }
    }

    /// Why a sheet cannot take this step now; nothing where it can.
    pub(super) fn hindrance(self, sheet: Option<&Sheet>) -> Option<Message> {
        let Some(sheet) = sheet else { return Some(Message::new("counts-step-nothing")) };
        let key = match (self, &sheet.standing) {
            (Self::Sending, Standing::Sent) => "counts-step-sent",
            (Self::Sending | Self::Acceptance, Standing::Accepted) => "counts-step-accepted",
            (Self::Sending, _) if !sheet::is_complete(&sheet.rows) => "counts-step-incomplete",
            (Self::Acceptance | Self::Return, Standing::Open | Standing::Returned(_)) => "counts-step-not-sent",
            _ => return None,
        };
        Some(Message::new(key))
    }
}

/// Refuses with a sentence.
pub(super) fn refuse(what: &Message) -> Problem {
    Problem::Conflict(super::said(what))
}

/// How many sheets wait to be accepted: those of [`Standing::Sent`], without reading their rows.
pub(super) async fn sent<'e>(on: impl Executor<'e, Database = Any>) -> Result<usize, Problem> {
    let sent: i64 = sqlx::query_scalar(
        "select cast(count(*) as bigint) from counts_sheet s join counts_step t on t.sheet_id = s.id
         where t.step = 'sent' and t.version = s.version
           and t.number = (select max(number) from counts_step where sheet_id = s.id)",
    )
    .fetch_one(on)
    .await?;
    Ok(usize::try_from(sent).unwrap_or_default())
}

/// Takes a step with its history row. An answer belongs to a row of the sheet and says why it moved so far.
pub(super) async fn take(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (about, sheet): (&About, &Sheet),
    step: Step,
    reason: Option<&str>,
    answers: &BTreeMap<Category, String>,
) -> Result<(), Problem> {
    let (key, act) = step.keys();
    let number = add(weft, write, by, (&sheet.id, sheet.version), key, reason).await?;
    for (category, answer) in answers {
        let (breakdown, part) = category.keys();
        sqlx::query(
            "insert into counts_answer (sheet_id, number, breakdown, category, answer) values ($1, $2, $3, $4, $5)",
        )
        .bind(&sheet.id)
        .bind(number)
        .bind(breakdown)
        .bind(part)
        .bind(answer)
        .execute(write.on())
        .await?;
    }
    let answered: BTreeMap<&str, &String> =
        answers.iter().map(|(category, answer)| (category.field(), answer)).collect();
    let act = Act {
        account: by,
        act,
        subject_kind: "counts sheet",
        subject_id: &sheet.id,
        reason,
        change: json!({
            "indicator": about.indicator, "session": about.session, "authority": about.authority,
            "version": sheet.version, "answers": answered,
        }),
    };
    history::record(write, &weft.clock, act).await
}

/// Adds a step and gives its number.
pub(super) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (sheet, version): (&str, i64),
    step: &str,
    reason: Option<&str>,
) -> Result<i64, Problem> {
    let number: i64 =
        sqlx::query_scalar("select cast(coalesce(max(number), 0) + 1 as bigint) from counts_step where sheet_id = $1")
            .bind(sheet)
            .fetch_one(write.on())
            .await?;
    sqlx::query(
        "insert into counts_step (sheet_id, number, step, version, at, by_account, reason)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(sheet)
    .bind(number)
    .bind(step)
    .bind(version)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(reason)
    .execute(write.on())
    .await?;
    Ok(number)
}

/// What the officer answered when the sheet was last sent.
pub(super) async fn answers<'e>(
    on: impl Executor<'e, Database = Any>,
    sheet: &str,
) -> Result<BTreeMap<Category, String>, Problem> {
    let found: Vec<(String, String, String)> = sqlx::query_as(
        "select breakdown, category, answer from counts_answer
         where sheet_id = $1 and number = (
           select max(number) from counts_step where sheet_id = $1 and step = 'sent'
         )
         order by breakdown, category",
    )
    .bind(sheet)
    .fetch_all(on)
    .await?;
    let read = |(breakdown, category, answer): (String, String, String)| {
        Category::of(&breakdown, &category).map(|category| (category, answer))
    };
    Ok(found.into_iter().filter_map(read).collect())
}

/// A period that is locked.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Lock {
    pub indicator_key: String,
    pub session: String,
    pub locked_at: String,
    pub reason: String,
}

/// Every period that is locked now.
pub(super) async fn locks<'e>(on: impl Executor<'e, Database = Any>) -> Result<BTreeMap<Request, Lock>, Problem> {
    let found: Vec<Lock> = sqlx::query_as(
        "select indicator_key, session, locked_at, reason from counts_lock where unlocked_at is null
         order by indicator_key, session, id",
    )
    .fetch_all(on)
    .await?;
    let period = |lock: &Lock| Request { indicator_key: lock.indicator_key.clone(), session: lock.session.clone() };
    Ok(found.into_iter().map(|lock| (period(&lock), lock)).collect())
}

/// The sentence about a locked period.
pub(super) fn locked(lock: &Lock) -> Message {
    Message::new("counts-locked").with("reason", &lock.reason)
}

/// Locks or unlocks a period with a reason. Doing what is done already is refused.
pub(super) async fn lock(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    period: &Request,
    locks_it: bool,
    reason: &str,
) -> Result<(), Problem> {
    let is_locked = locks(write.on()).await?.contains_key(period);
    if is_locked == locks_it {
        let key = if is_locked { "counts-locked-already" } else { "counts-unlocked-already" };
        return Err(refuse(&Message::new(key)));
    }
    let sql = if locks_it {
        "insert into counts_lock (id, indicator_key, session, locked_at, locked_by, reason)
         values ($1, $2, $3, $4, $5, $6)"
    } else {
        "update counts_lock set unlocked_at = $4, unlocked_by = $5, unlocked_because = $6
         where id <> $1 and indicator_key = $2 and session = $3 and unlocked_at is null"
    };
    sqlx::query(sql)
        .bind(weft.new_id()?)
        .bind(&period.indicator_key)
        .bind(&period.session)
        .bind(weft.clock.instant())
        .bind(by)
        .bind(reason)
        .execute(write.on())
        .await?;
    let act = Act {
        account: by,
        act: if locks_it { "period locked" } else { "period unlocked" },
        subject_kind: "counts period",
        subject_id: &period.id(),
        reason: Some(reason),
        change: json!({ "indicator": period.indicator_key, "session": period.session }),
    };
    history::record(write, &weft.clock, act).await
}
