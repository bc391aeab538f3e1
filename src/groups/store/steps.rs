//! Every statement about a group's closing and reopening, and what is due of it.

use jiff::{Span, civil::Date};

use crate::{
    groups::Group,
    plumbing::{
        db::{Db, Write},
        problem::Problem,
        state::Weft,
    },
};

/// One closing or reopening of a group.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Step {
    /// `closed` or `reopened`.
    pub step: String,
    /// When it was recorded.
    pub at: String,
    /// The day from which it holds.
    pub day: String,
    /// Why.
    pub reason: String,
}

/// What a group went through, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn steps(db: &Db, group: &str) -> Result<Vec<Step>, Problem> {
    Ok(sqlx::query_as(
        "select step, at, day, reason from group_step join network_group on network_group.id = group_step.group_id
         where network_group.key = $1 order by group_step.position desc, group_step.id desc",
    )
    .bind(group)
    .fetch_all(db.read())
    .await?)
}

/// Keeps a closing or reopening.
pub(in crate::groups) async fn note_step(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    group_id: &str,
    step: &str,
    day: &str,
    reason: &str,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into group_step (id, group_id, step, at, account, day, reason, position)
         values ($1, $2, $3, $4, $5, $6, $7, (select coalesce(max(position), 0) + 1 from group_step))",
    )
    .bind(weft.new_id()?)
    .bind(group_id)
    .bind(step)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(day)
    .bind(reason)
    .execute(write.on())
    .await?;
    Ok(())
}

/// The groups whose review day is on or before a day and that still go on, the earliest first.
///
/// # Errors
/// When the database does not answer.
pub async fn reviews_due(db: &Db, by_day: &str) -> Result<Vec<Group>, Problem> {
    let mut due = super::groups(db).await?;
    due.retain(|group| group.review.as_deref().is_some_and(|day| day <= by_day) && !group.has_ended(by_day));
    due.sort_by(|a, b| a.review.cmp(&b.review).then_with(|| a.key.cmp(&b.key)));
    Ok(due)
}

/// How many months after its end a group is asked whether its people still meet.
const ASKED_AFTER_MONTHS: i64 = 3;

/// The groups that were closed here at least three months ago and of which nobody has said yet whether their people still
/// meet; the earliest first. Groups that a paper alone says ended are not asked.
///
/// # Errors
/// When the database does not answer.
pub async fn afterwards_due(db: &Db, today: &str) -> Result<Vec<Group>, Problem> {
    let asked = |ends: &str| {
        let day: Option<Date> = ends.parse().ok();
        let from = day.and_then(|day| day.checked_add(Span::new().months(ASKED_AFTER_MONTHS)).ok());
        from.is_some_and(|from| from.to_string().as_str() <= today)
    };
    let mut due = super::groups(db).await?;
    due.retain(|group| {
        group.still_meets.is_none() && group.what_is_left.is_some() && group.ends.as_deref().is_some_and(asked)
    });
    due.sort_by(|a, b| a.ends.cmp(&b.ends).then_with(|| a.key.cmp(&b.key)));
    Ok(due)
}
