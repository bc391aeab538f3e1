//! The desk: what one person has to do, by date, with the place where each thing is done; the weekly letter that says the
//! same; and handing over, so that the work survives a change of people.
//!
//! Nothing is kept here but who does not want the letter: tasks are read from the records they come from each time, and
//! handing over changes those records through the features that own them.

mod digest;
mod handover;
mod handover_pages;
mod offices;
mod pages;
mod pass_on;
mod sources;
mod store;

pub use digest::{send, send_weekly};

use crate::{
    partnership,
    people::{Account, Grant, Role, Scope},
    plumbing::{clock::zone, problem::Problem, route::Route, state::Weft},
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), handover_pages::routes(), offices::routes()].concat()
}

/// Something a person has to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Task {
    /// The day by which, where there is one.
    pub day: Option<String>,
    /// What is to be done, beginning with a verb.
    pub what: String,
    /// What it belongs to, such as the name of a group; may be empty.
    pub about: String,
    /// The page where it is done.
    pub href: String,
}

/// When a task is due, seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// Its day has passed.
    Overdue,
    /// Within seven days.
    ThisWeek,
    /// After that.
    Later,
    /// It has no day.
    NoDay,
}

impl When {
    /// Every time, in the order in which people look.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::ThisWeek, Self::Later, Self::NoDay];

    /// The heading over tasks of that time.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overdue => "Overdue",
            Self::ThisWeek => "In the next seven days",
            Self::Later => "Later",
            Self::NoDay => "Waiting, without a day",
        }
    }
}

impl Task {
    /// When it is due. `today` and `week` are days; `week` is the last one that counts as this week.
    pub fn when(&self, today: &str, week: &str) -> When {
        match self.day.as_deref() {
            None => When::NoDay,
            Some(day) if day < today => When::Overdue,
            Some(day) if day <= week => When::ThisWeek,
            Some(_) => When::Later,
        }
    }
}

/// Whose desk it is.
#[derive(Debug, Clone)]
pub struct Doer {
    /// The key of the person.
    pub person: String,
    /// What they may do.
    pub grants: Vec<Grant>,
}

impl From<&Account> for Doer {
    fn from(account: &Account) -> Self {
        Self { person: account.person.clone(), grants: account.grants.clone() }
    }
}

impl Doer {
    fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The keys of the authorities, groups or bodies a role is held for.
    fn scopes(&self, role: Role) -> Vec<&str> {
        let scopes = self.grants.iter().filter(|grant| grant.role == role).filter_map(|grant| match &grant.scope {
            Scope::Partnership => None,
            Scope::Authority(key)
            | Scope::Workstream(key)
            | Scope::Group(key)
            | Scope::Body(key)
            | Scope::Programme(key) => Some(key.as_str()),
        });
        scopes.collect()
    }
}

/// Today where the partnership is, and the last day of the seven that begin with it.
async fn days(weft: &Weft) -> Result<(String, String), Problem> {
    let partnership = partnership::load(&weft.db).await?;
    let today = weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone)));
    let week = days_after(&today, 6);
    Ok((today, week))
}

/// The day so many days after another; the same day where that is none.
fn days_after(day: &str, days: i64) -> String {
    let later =
        day.parse::<jiff::civil::Date>().ok().and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok());
    later.map_or_else(|| day.to_owned(), |day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_overdue_on_the_day_after_its_day_and_this_week_for_seven_days() {
        let week = days_after("2026-02-02", 6);
        let when = |day: Option<&str>| {
            let task =
                Task { day: day.map(Into::into), what: String::new(), about: String::new(), href: String::new() };
            task.when("2026-02-02", &week)
        };
        assert_eq!(when(Some("2026-02-01")), When::Overdue);
        assert_eq!(when(Some("2026-02-02")), When::ThisWeek);
        assert_eq!(when(Some("2026-02-08")), When::ThisWeek);
        assert_eq!(when(Some("2026-02-09")), When::Later);
        assert_eq!(when(None), When::NoDay);
    }
}
