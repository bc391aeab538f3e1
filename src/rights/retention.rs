//! How long each kind of record is kept, what is due to be deleted, and its deletion once a day.
//!
//! A class has a proposal, which the administrator may change with a reason. What a dry run lists and what is deleted come from
//! one statement, so the two cannot differ.

use std::collections::BTreeMap;

use jiff::{SignedDuration, civil::Date};
use serde_json::json;
use sqlx::Row;

use super::{
    classes::{CLASSES, Class},
    statement::Statement,
    subject::Subject,
};
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// How many ids one statement deletes.
const TOGETHER: usize = 200;

/// The class of a key.
pub fn class(key: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| class.key == key)
}

/// A period as it stands: its days, and who changed it last, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// How many days.
    pub days: i64,
    /// When it was changed, and why; nothing where the proposal holds.
    pub changed: Option<(String, String)>,
}

/// The periods by class.
///
/// # Errors
/// When the database does not answer.
pub async fn periods(db: &Db) -> Result<BTreeMap<&'static str, Period>, Problem> {
    let changed: Vec<(String, i64, String, String)> =
        sqlx::query_as("select class, days, changed_at, reason from retention_period order by class")
            .fetch_all(db.read())
            .await?;
    Ok(CLASSES
        .iter()
        .map(|class| {
            let own = changed.iter().find(|(key, ..)| key == class.key && !class.promised);
            let period = own.map_or(Period { days: class.days, changed: None }, |(_, days, at, reason)| Period {
                days: *days,
                changed: Some((at.clone(), reason.clone())),
            });
            (class.key, period)
        })
        .collect())
}

/// Changes a period, with a reason.
///
/// # Errors
/// [`Problem::NotFound`] for a class that is not known or whose period was promised.
pub async fn keep(weft: &Weft, write: &mut Write, by: &str, key: &str, days: i64, reason: &str) -> Result<(), Problem> {
    let class = class(key).filter(|class| !class.promised).ok_or(Problem::NotFound)?;
    let before: Option<i64> = sqlx::query_scalar("select days from retention_period where class = $1")
        .bind(key)
        .fetch_optional(write.on())
        .await?;
    sqlx::query(
        "insert into retention_period (class, days, reason, changed_at, account) values ($1, $2, $3, $4, $5)
         on conflict (class) do update set days = excluded.days, reason = excluded.reason,
           changed_at = excluded.changed_at, account = excluded.account",
    )
    .bind(key)
    .bind(days)
    .bind(reason)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "days": { "from": before.unwrap_or(class.days), "to": days } });
    let act = Act {
        account: by,
        act: "retention changed",
        subject_kind: "retention",
        subject_id: key,
        reason: Some(reason),
        change,
    };
    history::record(write, &weft.clock, act).await
}

/// What is due in one class.
#[derive(Debug, Clone)]
pub struct Due {
    /// The class.
    pub class: &'static Class,
    /// How many days it is kept.
    pub days: i64,
    /// The records: id, and what each is in words without a name.
    pub records: Vec<(String, String)>,
}

/// What a run would delete now, class by class; classes where nothing is due are there with no records.
///
/// # Errors
/// When the database does not answer.
pub async fn due(weft: &Weft) -> Result<Vec<Due>, Problem> {
    let periods = periods(&weft.db).await?;
    let mut all = Vec::new();
    for class in CLASSES {
        let days = periods.get(class.key).map_or(class.days, |period| period.days);
        let (instant, day, today) = before(weft, days);
        let single = [("instant", instant.as_str()), ("day", day.as_str()), ("today", today.as_str())];
        let statement = Statement::new(class.due, &Subject::default(), &single);
        let mut records = Vec::new();
        for row in statement.query().fetch_all(weft.db.read()).await? {
            records.push((row.try_get::<String, _>(0)?, row.try_get::<String, _>(1)?));
        }
        all.push(Due { class, days, records });
    }
    Ok(all)
}

/// The instant and the day so many days ago, and today.
fn before(weft: &Weft, days: i64) -> (String, String, String) {
    let now = weft.clock.now();
    let then = now.checked_sub(SignedDuration::from_hours(days.saturating_mul(24))).unwrap_or(jiff::Timestamp::MIN);
    let day = |at: jiff::Timestamp| -> Date { at.to_zoned(jiff::tz::TimeZone::UTC).date() };
    (stored(then), day(then).to_string(), day(now).to_string())
}

/// Deletes what is due, in one transaction; each class with its row in the history, which is the proof of deletion. Returns
/// what was deleted, as [`due`] lists it.
///
/// # Errors
/// When the database refused.
pub async fn run(weft: &Weft, by: &str) -> Result<Vec<Due>, Problem> {
    let mut deleted = due(weft).await?;
    deleted.retain(|due| !due.records.is_empty());
    if deleted.is_empty() {
        return Ok(deleted);
    }
    let now = weft.clock.instant();
    let mut write = weft.db.write().await?;
    for due in &deleted {
        for part in due.records.chunks(TOGETHER) {
            let ids = Subject { ids: part.iter().map(|(id, _)| id.clone()).collect(), ..Subject::default() };
            for text in due.class.delete {
                Statement::new(text, &ids, &[("now", &now)]).query().execute(write.on()).await?;
            }
        }
        let change = json!({ "count": due.records.len(), "days": due.days });
        let act = Act {
            account: by,
            act: "kept long enough",
            subject_kind: "retention",
            subject_id: due.class.key,
            reason: None,
            change,
        };
        history::record(&mut write, &weft.clock, act).await?;
    }
    write.commit().await?;
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_says_what_why_and_what_then() {
        for class in CLASSES {
            assert!(class.days > 0 && !class.delete.is_empty(), "{}", class.key);
            assert!(class.why.ends_with('.') && !class.then.is_empty(), "{}", class.key);
            assert_eq!(CLASSES.iter().filter(|other| other.key == class.key).count(), 1, "{}", class.key);
        }
    }
}
