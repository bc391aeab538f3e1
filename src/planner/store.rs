//! Every statement about the planner's calendars, their days and deadlines, and term dates.

use serde_json::json;

use super::{Calendar, Day, Rule, TermDate};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

#[derive(sqlx::FromRow)]
struct CalendarRow {
    id: String,
    key: String,
    title: String,
    kind: String,
    note: Option<String>,
    invented: i64,
}

#[derive(sqlx::FromRow)]
struct RuleRow {
    calendar_id: String,
    title: String,
    days_before: i64,
}

#[derive(sqlx::FromRow)]
struct DayRow {
    calendar_id: String,
    key: String,
    title: String,
    first_day: String,
    last_day: Option<String>,
    authority_key: Option<String>,
    url: Option<String>,
    note: Option<String>,
}

/// Every calendar with its id, its deadlines, and its days from one day to another.
pub(super) async fn calendars(db: &Db, from: &str, to: &str) -> Result<Vec<(String, Calendar)>, Problem> {
    let heads: Vec<CalendarRow> =
        sqlx::query_as("select id, key, title, kind, note, invented from planner_calendar order by position, id")
            .fetch_all(db.read())
            .await?;
    let rules: Vec<RuleRow> =
        sqlx::query_as("select calendar_id, title, days_before from planner_deadline order by calendar_id, position")
            .fetch_all(db.read())
            .await?;
    let days: Vec<DayRow> = sqlx::query_as(
        "select calendar_id, key, title, first_day, last_day, authority_key, url, note from planner_day
         where first_day <= $2 and coalesce(last_day, first_day) >= $1 order by first_day, calendar_id, key",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?;
    Ok(heads.into_iter().map(|head| (head.id.clone(), whole(head, &rules, &days))).collect())
}

fn whole(head: CalendarRow, rules: &[RuleRow], days: &[DayRow]) -> Calendar {
    let rule = |row: &RuleRow| Rule { title: row.title.clone(), days_before: row.days_before };
    let day = |row: &DayRow| Day {
        key: row.key.clone(),
        title: row.title.clone(),
        day: row.first_day.clone(),
        last_day: row.last_day.clone(),
        authority: row.authority_key.clone(),
        url: row.url.clone(),
        note: row.note.clone(),
    };
    Calendar {
        deadline: rules.iter().filter(|row| row.calendar_id == head.id).map(rule).collect(),
        day: days.iter().filter(|row| row.calendar_id == head.id).map(day).collect(),
        key: head.key,
        title: head.title,
        kind: head.kind,
        note: head.note,
        invented: head.invented == 1,
    }
}

/// The calendar of a key with its id and all its days.
pub(super) async fn calendar(db: &Db, key: &str) -> Result<Option<(String, Calendar)>, Problem> {
    Ok(calendars(db, "", "9999").await?.into_iter().find(|(_, calendar)| calendar.key == key))
}

/// Saves a calendar: added where it is new, else put in place of what stood there, its days and deadlines with it.
pub(super) async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    before: Option<&(String, Calendar)>,
    calendar: &Calendar,
) -> Result<(), Problem> {
    let id = match before {
        Some((id, _)) => id.clone(),
        None => {
            let id = weft.new_id()?;
            sqlx::query(
                "insert into planner_calendar (id, key, position, title, kind, invented)
                 values ($1, $2, (select cast(coalesce(max(position), 0) + 1 as bigint) from planner_calendar), '', $3, 0)",
            )
            .bind(&id)
            .bind(&calendar.key)
            .bind(&calendar.kind)
            .execute(write.on())
            .await?;
            id
        }
    };
    sqlx::query("update planner_calendar set title = $1, kind = $2, note = $3, invented = $4 where id = $5")
        .bind(&calendar.title)
        .bind(&calendar.kind)
        .bind(&calendar.note)
        .bind(i64::from(calendar.invented))
        .bind(&id)
        .execute(write.on())
        .await?;
    for sql in ["delete from planner_deadline where calendar_id = $1", "delete from planner_day where calendar_id = $1"]
    {
        sqlx::query(sql).bind(&id).execute(write.on()).await?;
    }
    for (position, rule) in (1_i64..).zip(&calendar.deadline) {
        sqlx::query("insert into planner_deadline (calendar_id, position, title, days_before) values ($1, $2, $3, $4)")
            .bind(&id)
            .bind(position)
            .bind(&rule.title)
            .bind(rule.days_before)
            .execute(write.on())
            .await?;
    }
    for day in &calendar.day {
        sqlx::query(
            "insert into planner_day (id, calendar_id, key, title, first_day, last_day, authority_key, url, note)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(weft.new_id()?)
        .bind(&id)
        .bind(&day.key)
        .bind(&day.title)
        .bind(&day.day)
        .bind(&day.last_day)
        .bind(&day.authority)
        .bind(&day.url)
        .bind(&day.note)
        .execute(write.on())
        .await?;
    }
    let (act, change) = match before {
        Some((_, before)) => ("calendar changed", history::difference(before, calendar)?),
        None => ("calendar added", json!({ "key": calendar.key, "title": calendar.title })),
    };
    let act = Act { account: by, act, subject_kind: "planner-calendar", subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// Terms, holidays and in-service days that have a day between two days.
pub(super) async fn term_dates(db: &Db, from: &str, to: &str) -> Result<Vec<TermDate>, Problem> {
    Ok(sqlx::query_as(
        "select authority_key, session, kind, title, first_day, last_day from term_date
         where first_day <= $2 and last_day >= $1 order by authority_key, first_day, kind, title, id",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// Puts the dates of some authorities and sessions in place of what stood for them.
pub(super) async fn put_term_dates(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    dates: &[TermDate],
) -> Result<(), Problem> {
    let sets: std::collections::BTreeSet<(&str, &str)> =
        dates.iter().map(|date| (date.authority.as_str(), date.session.as_str())).collect();
    for (authority, session) in &sets {
        sqlx::query("delete from term_date where authority_key = $1 and session = $2")
            .bind(*authority)
            .bind(*session)
            .execute(write.on())
            .await?;
    }
    for date in dates {
        sqlx::query(
            "insert into term_date (id, authority_key, session, kind, title, first_day, last_day)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(weft.new_id()?)
        .bind(&date.authority)
        .bind(&date.session)
        .bind(&date.kind)
        .bind(&date.title)
        .bind(&date.first_day)
        .bind(&date.last_day)
        .execute(write.on())
        .await?;
    }
    for (authority, session) in sets {
        let act = Act {
            account: by,
            act: "term dates put",
            subject_kind: "term-dates",
            subject_id: &format!("{authority}/{session}"),
            reason: None,
            change: json!({ "dates": dates.iter().filter(|date| date.authority == authority && date.session == session).count() }),
        };
        history::record(write, &weft.clock, act).await?;
    }
    Ok(())
}
