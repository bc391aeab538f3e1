//! What is due from which group, and what a month asks of each authority.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};

use super::{State, period, store};
use crate::{
    groups::{self, Group},
    plumbing::{db::Db, problem::Problem, search},
};

/// For how many days before it is due a report that nobody has asked for is shown as coming.
const SHOWN_BEFORE: i32 = 45;

/// What one group is to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The key of the group.
    pub group: String,
    /// The group's name.
    pub title: String,
    /// The key of its framework.
    pub framework: String,
    /// The key of its workstream.
    pub workstream: Option<String>,
    /// The first day the report is about.
    pub from: String,
    /// The last day it is about.
    pub to: String,
    /// The day it is due.
    pub due: String,
    /// Where the report stands; nothing where nobody has asked for it.
    pub state: Option<State>,
    /// The key of the report, where it was asked for.
    pub report: Option<String>,
}

impl Due {
    /// Whether its day has passed.
    pub fn is_overdue(&self, today: &str) -> bool {
        self.due.as_str() < today
    }

    /// Whether the time it is about has ended and nobody has asked yet.
    pub fn is_to_ask(&self, today: &str) -> bool {
        self.state.is_none() && self.to.as_str() < today
    }

    /// The time it is about, as people say it.
    pub fn period(&self) -> String {
        super::spoken_period(&self.from, &self.to)
    }
}

/// The first day a group's times are counted from: its own, or that of the first session of its framework.
fn first_day(group: &Group) -> Option<Date> {
    let starts = group.starts.as_ref().and_then(|day| day.parse().ok());
    starts.or_else(|| format!("{}-08-01", group.framework.get(..4)?).parse().ok())
}

/// What is due from one group after its newest report.
pub(super) fn next_of(group: &Group, today: &str, newest: Option<&store::Row>) -> Option<Due> {
    if group.has_ended(today) {
        return None;
    }
    if let Some(open) = newest.filter(|row| row.state().is_open()) {
        return Some(Due {
            group: group.key.clone(),
            title: group.name.clone(),
            framework: group.framework.clone(),
            workstream: group.workstream.clone(),
            from: open.period_from.clone(),
            to: open.period_to.clone(),
            due: open.due.clone(),
            state: Some(open.state()),
            report: Some(open.key.clone()),
        });
    }
    let months = group.rhythm()?.months;
    let (first, now) = (first_day(group)?, today.parse::<Date>().ok()?);
    let last = group.ends.as_ref().and_then(|day| day.parse().ok());
    let reported = newest.and_then(|row| row.period_to.parse().ok());
    let period = period::next(first, months, last, now, reported)?;
    let shown_from = period.due().checked_sub(Span::new().days(SHOWN_BEFORE)).unwrap_or(Date::MIN);
    (shown_from <= now).then(|| Due {
        group: group.key.clone(),
        title: group.name.clone(),
        framework: group.framework.clone(),
        workstream: group.workstream.clone(),
        from: period.from.to_string(),
        to: period.to.to_string(),
        due: period.due().to_string(),
        state: None,
        report: None,
    })
}

/// The name of every group where it stands alone, by its key: several share one and are told apart by their workstream.
pub(super) async fn titles(db: &Db) -> Result<BTreeMap<String, String>, Problem> {
    Ok(search::of_kind(db, "group").await?.into_iter().map(|found| (found.key, found.title)).collect())
}

/// What is due from every group that goes on, the oldest day first: reports asked for and not yet sent, returned ones,
/// and those that nobody has asked for yet, up to [`SHOWN_BEFORE`] days ahead.
///
/// # Errors
/// When the database does not answer.
pub async fn due(db: &Db, today: &str) -> Result<Vec<Due>, Problem> {
    let newest: BTreeMap<String, store::Row> =
        store::newest(db).await?.into_iter().map(|row| (row.group_key.clone(), row)).collect();
    let titles = titles(db).await?;
    let mut found: Vec<Due> = groups::groups(db)
        .await?
        .iter()
        .filter_map(|group| next_of(group, today, newest.get(&group.key)))
        .map(|due| Due { title: titles.get(&due.group).cloned().unwrap_or(due.title), ..due })
        .collect();
    found.sort_by(|a, b| (&a.due, &a.group).cmp(&(&b.due, &b.group)));
    Ok(found)
}

/// The groups whose time ended between two days and who sent no report about it, by name: for the highlight report.
///
/// # Errors
/// When the database does not answer.
pub async fn did_not_report(
    db: &Db,
    framework: &str,
    workstream: Option<&str>,
    from: &str,
    to: &str,
) -> Result<Vec<String>, Problem> {
    let sent = store::groups_that_reported(db, framework, from, to).await?;
    let titles = titles(db).await?;
    let (Ok(first), Ok(last)) = (from.parse::<Date>(), to.parse::<Date>()) else { return Ok(Vec::new()) };
    let mut silent = Vec::new();
    for group in groups::groups(db).await? {
        let here =
            group.framework == framework && workstream.is_none_or(|one| group.workstream.as_deref() == Some(one));
        let (Some(rhythm), Some(start)) = (group.rhythm(), first_day(&group)) else { continue };
        if !here || sent.contains(&group.key) {
            continue;
        }
        let ends = group.ends.as_ref().and_then(|day| day.parse().ok());
        let all = period::periods(start, rhythm.months, ends, last);
        if all.iter().any(|period| (first..=last).contains(&period.to)) {
            silent.push(titles.get(&group.key).cloned().unwrap_or(group.name));
        }
    }
    Ok(silent)
}

/// The first and last day of the month that holds a day, and of the month before.
pub(super) fn months(today: &str) -> [(String, String); 2] {
    let now = today.parse::<Date>().unwrap_or(Date::MIN);
    let last_month = now.first_of_month().yesterday().unwrap_or(now);
    [now, last_month].map(|day| (day.first_of_month().to_string(), day.last_of_month().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_before_january_is_december() {
        let [now, before] = months("2026-01-31");
        assert_eq!(now, ("2026-01-01".to_owned(), "2026-01-31".to_owned()));
        assert_eq!(before, ("2025-12-01".to_owned(), "2025-12-31".to_owned()));
    }
}
