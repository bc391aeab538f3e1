//! Every statement about meetings.

mod agenda;
mod attendance;
mod decisions;
mod minutes;
mod papers;

pub(super) use agenda::{Item, Settled, add_item, begin_earlier, item_key, items, open_item, settle, take_off};
pub use attendance::{Attendance, attendance, of_person, people_count};
pub(super) use attendance::{
    Declaration, Present, add_declaration, declarations, nobody_declared, put_attendance, remove_attendance,
    remove_declaration,
};
pub use decisions::{Decision, decisions_of};
pub(super) use decisions::{add_decision, change_decision, decisions};
pub(super) use minutes::{Revision, Version, add_revision, approve, latest, revision, versions};
pub(super) use papers::{NewPaper, Paper, add_paper, bytes_of, paper, papers, withdraw_paper};

use serde_json::json;

use super::{Meeting, SUBJECT};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    search::{self, Entry},
    state::Weft,
};

/// What a [`Meeting`] is read from, whatever is asked.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select m.key as id, m.id as row, m.holder_kind, m.holder_key, m.title, m.day, m.starts as time, m.ends, m.zone,
               m.mode, m.venue, m.link, m.sequence, m.changed_at, m.cancelled_on, m.cancelled_reason, m.none_declared,
               m.invented, (select max(r.number) from minutes_revision r where r.meeting_id = m.id) as revision,
               (select max(v.number) from minutes_version v where v.meeting_id = m.id) as version,
               (select v.is_public from minutes_version v where v.meeting_id = m.id order by v.number desc limit 1)
                 as is_public
             from meeting m ",
            $rest
        )
    };
}

/// The meeting of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn meeting(db: &Db, id: &str) -> Result<Option<Meeting>, Problem> {
    Ok(sqlx::query_as(select!("where m.key = $1")).bind(id).fetch_optional(db.read()).await?)
}

/// The same inside a write.
pub(super) async fn in_write(write: &mut Write, id: &str) -> Result<Option<Meeting>, Problem> {
    Ok(sqlx::query_as(select!("where m.key = $1")).bind(id).fetch_optional(write.on()).await?)
}

/// Every meeting of a group or body, the latest first, cancelled ones among them.
///
/// # Errors
/// When the database does not answer.
pub async fn of_holder(db: &Db, kind: &str, key: &str) -> Result<Vec<Meeting>, Problem> {
    Ok(sqlx::query_as(select!(
        "where m.holder_kind = $1 and m.holder_key = $2 order by m.day desc, m.starts desc, m.id"
    ))
    .bind(kind)
    .bind(key)
    .fetch_all(db.read())
    .await?)
}

/// Every meeting from one day to another, both included, in the order of time, cancelled ones among them.
///
/// # Errors
/// When the database does not answer.
pub async fn between(db: &Db, from: &str, to: &str) -> Result<Vec<Meeting>, Problem> {
    Ok(sqlx::query_as(select!("where m.day >= $1 and m.day <= $2 order by m.day, m.starts, m.id"))
        .bind(from)
        .bind(to)
        .fetch_all(db.read())
        .await?)
}

/// How many meetings each group held from one day to another, cancelled ones left out: the key of the group, the number.
///
/// # Errors
/// When the database does not answer.
pub async fn counts_of_groups(db: &Db, from: &str, to: &str) -> Result<Vec<(String, i64)>, Problem> {
    Ok(sqlx::query_as(
        "select holder_key, cast(count(*) as bigint) from meeting
         where holder_kind = 'group' and day >= $1 and day <= $2 and cancelled_on is null
         group by holder_key order by holder_key",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// The meetings a group or body held from one day to another: not cancelled, in the order of time.
///
/// # Errors
/// When the database does not answer.
pub async fn held_by(db: &Db, kind: &str, key: &str, from: &str, to: &str) -> Result<Vec<Meeting>, Problem> {
    Ok(sqlx::query_as(select!(
        "where m.holder_kind = $1 and m.holder_key = $2 and m.day >= $3 and m.day <= $4 and m.cancelled_on is null
         order by m.day, m.starts, m.id"
    ))
    .bind(kind)
    .bind(key)
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// The meeting of a holder before a day, the latest that was not cancelled.
pub(super) async fn before(db: &Db, kind: &str, key: &str, day: &str) -> Result<Option<Meeting>, Problem> {
    Ok(sqlx::query_as(select!(
        "where m.holder_kind = $1 and m.holder_key = $2 and m.day < $3 and m.cancelled_on is null
         order by m.day desc, m.starts desc, m.id limit 1"
    ))
    .bind(kind)
    .bind(key)
    .bind(day)
    .fetch_optional(db.read())
    .await?)
}

/// The meeting of a holder after a day, the first that was not cancelled.
pub(super) async fn after(db: &Db, kind: &str, key: &str, day: &str) -> Result<Option<Meeting>, Problem> {
    Ok(sqlx::query_as(select!(
        "where m.holder_kind = $1 and m.holder_key = $2 and m.day > $3 and m.cancelled_on is null
         order by m.day, m.starts, m.id limit 1"
    ))
    .bind(kind)
    .bind(key)
    .bind(day)
    .fetch_optional(db.read())
    .await?)
}

/// What a list of meetings is narrowed by; empty texts narrow nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Narrow {
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) from: String,
    pub(super) to: String,
    /// Latest first, for what is past.
    pub(super) backwards: bool,
}

/// One page of a list of meetings.
pub(super) async fn page(db: &Db, narrow: &Narrow, limit: i64, offset: i64) -> Result<Vec<Meeting>, Problem> {
    let sql = if narrow.backwards {
        select!(
            "where m.day >= $1 and m.day <= $2 and ($3 = '' or m.holder_kind = $3) and ($4 = '' or m.holder_key = $4)
             order by m.day desc, m.starts desc, m.id limit $5 offset $6"
        )
    } else {
        select!(
            "where m.day >= $1 and m.day <= $2 and ($3 = '' or m.holder_kind = $3) and ($4 = '' or m.holder_key = $4)
             order by m.day, m.starts, m.id limit $5 offset $6"
        )
    };
    Ok(sqlx::query_as(sql)
        .bind(&narrow.from)
        .bind(&narrow.to)
        .bind(&narrow.kind)
        .bind(&narrow.key)
        .bind(limit)
        .bind(offset)
        .fetch_all(db.read())
        .await?)
}

/// How many meetings a list holds.
pub(super) async fn count(db: &Db, narrow: &Narrow) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar(
        "select cast(count(*) as bigint) from meeting m where m.day >= $1 and m.day <= $2
           and ($3 = '' or m.holder_kind = $3) and ($4 = '' or m.holder_key = $4)",
    )
    .bind(&narrow.from)
    .bind(&narrow.to)
    .bind(&narrow.kind)
    .bind(&narrow.key)
    .fetch_one(db.read())
    .await?)
}

/// Adds a meeting under the key it carries.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, meeting: &Meeting) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into meeting (id, key, holder_kind, holder_key, title, day, starts, zone, mode, venue, link, sequence,
           changed_at, none_declared, invented)
         values ($1, $2, $3, $4, '', '', '', '', 'both', '', '', 0, $5, 0, $6)",
    )
    .bind(&id)
    .bind(&meeting.id)
    .bind(&meeting.holder_kind)
    .bind(&meeting.holder_key)
    .bind(weft.clock.instant())
    .bind(meeting.invented)
    .execute(write.on())
    .await?;
    put(weft, write, &id, meeting, 0).await?;
    let change = json!({ "key": meeting.id, "holder": format!("{}/{}", meeting.holder_kind, meeting.holder_key),
        "day": meeting.day, "time": meeting.time });
    record(weft, write, by, "meeting planned", &id, None, change).await?;
    Ok(id)
}

/// Changes when, where and how a meeting takes place; calendars see a higher sequence.
pub(super) async fn rearrange(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    before: &Meeting,
    after: &Meeting,
) -> Result<(), Problem> {
    put(weft, write, &before.row, after, before.sequence + 1).await?;
    let change = json!({
        "day": [before.day, after.day], "time": [before.time, after.time], "ends": [before.ends, after.ends],
        "mode": [before.mode, after.mode], "venue": [before.venue, after.venue],
    });
    record(weft, write, by, "meeting rearranged", &before.row, None, change).await
}

/// Cancels a meeting, with a reason.
pub(super) async fn cancel(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    day: &str,
    reason: &str,
) -> Result<(), Problem> {
    sqlx::query(
        "update meeting set cancelled_on = $1, cancelled_reason = $2, sequence = sequence + 1, changed_at = $3
         where id = $4",
    )
    .bind(day)
    .bind(reason)
    .bind(weft.clock.instant())
    .bind(&meeting.row)
    .execute(write.on())
    .await?;
    record(weft, write, by, "meeting cancelled", &meeting.row, Some(reason), json!({ "day": day })).await
}

async fn put(weft: &Weft, write: &mut Write, id: &str, meeting: &Meeting, sequence: i64) -> Result<(), Problem> {
    sqlx::query(
        "update meeting set title = $1, day = $2, starts = $3, ends = $4, zone = $5, mode = $6, venue = $7, link = $8,
           sequence = $9, changed_at = $10 where id = $11",
    )
    .bind(&meeting.title)
    .bind(&meeting.day)
    .bind(&meeting.time)
    .bind(&meeting.ends)
    .bind(&meeting.zone)
    .bind(&meeting.mode)
    .bind(&meeting.venue)
    .bind(&meeting.link)
    .bind(sequence)
    .bind(weft.clock.instant())
    .bind(id)
    .execute(write.on())
    .await?;
    let summary = format!("Meeting on {}", crate::plumbing::clock::spoken_day(&meeting.day));
    let entry = Entry {
        kind: SUBJECT,
        key: &meeting.id,
        url: &meeting.url(),
        title: &meeting.title,
        summary: &summary,
        text: "meeting agenda minutes papers",
    };
    Ok(search::put(write, &entry).await?)
}

/// A key for the next meeting of a holder in a session: `overview-group-2025-26-3`.
pub(super) async fn new_key(write: &mut Write, holder: &str, session: &str) -> Result<String, Problem> {
    let holder: String = holder.chars().take(64).collect();
    let taken: Vec<String> = sqlx::query_scalar("select key from meeting where key like $1 order by key")
        .bind(format!("{holder}-{session}-%"))
        .fetch_all(write.on())
        .await?;
    let free = (1_usize..).map(|number| format!("{holder}-{session}-{number}")).find(|key| !taken.contains(key));
    free.ok_or(Problem::NotFound)
}

/// Leaves a history row about a meeting.
pub(super) async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    row: &str,
    reason: Option<&str>,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: row, reason, change };
    history::record(write, &weft.clock, act).await
}

/// How many meetings a month holds for groups or for bodies, and how many of them are past.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Counted {
    pub(super) month: String,
    pub(super) holder_kind: String,
    pub(super) past: i64,
    pub(super) total: i64,
}

/// The counts of a list, month by month; of one holder where a kind and key are given.
pub(super) async fn counted(db: &Db, today: &str, kind: &str, key: &str) -> Result<Vec<Counted>, Problem> {
    Ok(sqlx::query_as(
        "select substr(day, 1, 7) as month, holder_kind, cast(sum(case when day < $1 then 1 else 0 end) as bigint) as past,
           cast(count(*) as bigint) as total from meeting
         where ($2 = '' or holder_kind = $2) and ($3 = '' or holder_key = $3)
         group by substr(day, 1, 7), holder_kind order by 1, 2",
    )
    .bind(today)
    .bind(kind)
    .bind(key)
    .fetch_all(db.read())
    .await?)
}
