//! Meetings, coming and past, narrowed by links.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{
    Meeting,
    sight::{self, Sight, today},
    store::{self, Narrow},
};
use crate::{
    partnership,
    people::{Role, Visitor},
    plumbing::{
        filters::{ANY, Choice, Filter},
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/meetings", list)]
}

/// How many meetings stand on a page.
const ON_A_PAGE: i64 = 50;

/// What the list is narrowed by.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    when: Option<String>,
    kind: Option<String>,
    session: Option<String>,
    /// `group/KEY` or `body/KEY`.
    of: Option<String>,
    page: Option<i64>,
}

/// The session of a day: `2025-26`.
pub(super) fn session_of(day: &str) -> String {
    let year: i32 = day.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
    let first = if day.get(5..7).is_some_and(|month| month < "08") { year - 1 } else { year };
    format!("{first}-{:02}", (first + 1) % 100)
}

/// The first and last day of a session.
fn days_of(session: &str) -> Option<(String, String)> {
    let first: i32 = session.get(..4)?.parse().ok()?;
    (session_of(&format!("{first}-08-01")) == session)
        .then(|| (format!("{first}-08-01"), format!("{}-07-31", first + 1)))
}

/// One meeting as the list shows it.
struct Line {
    href: String,
    title: String,
    when: String,
    how: String,
    state: &'static str,
    look: &'static str,
    invented: bool,
}

struct Pagination {
    previous: Option<String>,
    next: Option<String>,
    page: i64,
    pages: i64,
    of: &'static str,
}

#[derive(Template)]
#[template(path = "meetings/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<Filter>,
    filters_label: &'static str,
    count: String,
    of: Option<partnership::Named>,
    calendar: String,
    plan: Option<String>,
    lines: Vec<Line>,
    past: bool,
    any: bool,
    pagination: Pagination,
}

/// What was asked for, each part a known word or nothing.
struct Choices {
    past: bool,
    kind: Option<&'static str>,
    session: Option<String>,
    of: Option<(String, String)>,
}

impl Choices {
    fn read(asked: &Asked) -> Self {
        let of = asked.of.as_deref().and_then(|of| of.split_once('/'));
        Self {
            past: asked.when.as_deref() == Some("past"),
            kind: ["group", "body"].into_iter().find(|kind| asked.kind.as_deref() == Some(*kind)),
            session: asked.session.clone().filter(|session| days_of(session).is_some()),
            of: of.map(|(kind, key)| (kind.to_owned(), key.to_owned())),
        }
    }

    fn address(&self, past: bool, kind: Option<&str>, session: Option<&str>, page: i64) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("when", if past { "past" } else { "coming" });
        if let Some((kind, key)) = &self.of {
            query.append_pair("of", &format!("{kind}/{key}"));
        }
        query.append_pair("kind", kind.unwrap_or(ANY)).append_pair("session", session.unwrap_or(ANY));
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        format!("/meetings?{}", query.finish())
    }

    fn narrow(&self, today: &str) -> Narrow {
        let (mut from, mut to) = match self.session.as_deref().and_then(days_of) {
            Some(days) => days,
            None => ("0000".to_owned(), "9999".to_owned()),
        };
        if self.past {
            let yesterday = today.parse::<jiff::civil::Date>().and_then(|day| day.yesterday());
            to = to.min(yesterday.map(|day| day.to_string()).unwrap_or_default());
        } else {
            from = from.max(today.to_owned());
        }
        let (kind, key) = self.of.clone().unwrap_or_default();
        let kind = if kind.is_empty() { self.kind.unwrap_or_default().to_owned() } else { kind };
        Narrow { kind, key, from, to, backwards: self.past }
    }

    /// The filters as links, with how many each would show: counted by month once, whatever is chosen.
    async fn filters(&self, weft: &Weft, today: &str) -> Result<Vec<Filter>, Problem> {
        let (of_kind, of_key) = self.of.clone().unwrap_or_default();
        let counted = store::counted(&weft.db, today, &of_kind, &of_key).await?;
        let sum = |past: bool, kind: Option<&str>, session: Option<&str>| {
            let within = |one: &&store::Counted| {
                kind.is_none_or(|kind| one.holder_kind == kind)
                    && session.is_none_or(|session| session_of(&format!("{}-01", one.month)) == session)
            };
            let each = |one: &store::Counted| if past { one.past } else { one.total - one.past };
            counted.iter().filter(within).map(each).sum::<i64>().to_string()
        };
        let session = self.session.as_deref();
        let choice = |label: String, past: bool, kind: Option<&str>, session: Option<&str>, chosen: bool| Choice {
            label,
            href: self.address(past, kind, session, 1),
            count: sum(past, kind, session),
            chosen,
        };
        let when = [("Coming", false), ("Past", true)]
            .map(|(label, past)| choice(label.into(), past, self.kind, session, past == self.past));
        let kinds = [("All", None), ("Groups and networks", Some("group")), ("Bodies", Some("body"))]
            .map(|(label, kind)| choice(label.into(), self.past, kind, session, kind == self.kind));
        let mut sessions: Vec<String> = counted.iter().map(|one| session_of(&format!("{}-01", one.month))).collect();
        sessions.sort();
        sessions.dedup();
        let all = choice("All sessions".into(), self.past, self.kind, None, session.is_none());
        let each = sessions.iter().rev().map(|one| {
            let chosen = session == Some(one.as_str());
            choice(partnership::spoken_sessions(one), self.past, self.kind, Some(one), chosen)
        });
        let mut filters = vec![Filter { heading: "When", choices: when.into() }];
        if self.of.is_none() {
            filters.push(Filter { heading: "Whose", choices: kinds.into() });
        }
        filters.push(Filter { heading: "Session", choices: std::iter::once(all).chain(each).collect() });
        Ok(filters)
    }
}

fn line(meeting: &Meeting, today: &str) -> Line {
    let state = meeting.state(today);
    let how = match (meeting.mode_name(), meeting.venue.as_str()) {
        (mode, "") => mode.to_owned(),
        (mode, venue) => format!("{mode}, {venue}"),
    };
    Line {
        href: meeting.url(),
        title: meeting.title.clone(),
        when: meeting.when(),
        how,
        state: state.name(),
        look: state.look(),
        invented: meeting.invented == 1,
    }
}

async fn list(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let today = today(&weft).await?;
    let choices = Choices::read(&asked);
    let of = match &choices.of {
        Some((kind, key)) => Some(
            search::named(&weft.db, kind, key)
                .await?
                .map(|found| partnership::Named { label: found.title, href: Some(found.url) })
                .ok_or(Problem::NotFound)?,
        ),
        None => None,
    };
    let narrow = choices.narrow(&today);
    let count = store::count(&weft.db, &narrow).await?;
    let pages = (count + ON_A_PAGE - 1) / ON_A_PAGE;
    let page = asked.page.unwrap_or(1).clamp(1, pages.max(1));
    let meetings = store::page(&weft.db, &narrow, ON_A_PAGE, (page - 1) * ON_A_PAGE).await?;
    let at = |page: i64| choices.address(choices.past, choices.kind, choices.session.as_deref(), page);
    let keeper = match &choices.of {
        Some((kind, key)) => sight::sight(&weft.db, &visitor, kind, key, &today).await? == Sight::Keeper,
        None => visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::GroupLead),
    };
    let plan = match &choices.of {
        Some((kind, key)) => format!("/meetings/plan?of={kind}/{key}"),
        None => "/meetings/plan".to_owned(),
    };
    let title = of.as_ref().map_or_else(|| "Meetings".to_owned(), |of| format!("Meetings of {}", of.label));
    let shown = ListPage {
        page: visitor
            .page(title)
            .section("groups")
            .description("When groups, networks and bodies of the partnership meet."),
        crumbs: Vec::new(),
        filters: choices.filters(&weft, &today).await?,
        filters_label: "Narrow the list of meetings",
        count: if count == 1 { "1 meeting".to_owned() } else { format!("{count} meetings") },
        calendar: match &choices.of {
            Some((kind, key)) if kind == "group" => format!("/groups/{key}/meetings.ics"),
            Some((_, key)) => format!("/governance/{key}/meetings.ics"),
            None => "/meetings.ics".to_owned(),
        },
        of,
        plan: Some(plan).filter(|_| keeper),
        lines: meetings.iter().map(|meeting| line(meeting, &today)).collect(),
        past: choices.past,
        any: count > 0,
        pagination: Pagination {
            previous: (page > 1).then(|| at(page - 1)),
            next: (page < pages).then(|| at(page + 1)),
            page,
            pages,
            of: "meetings",
        },
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_turns_on_the_first_of_august() {
        assert_eq!(session_of("2025-07-31"), "2024-25");
        assert_eq!(session_of("2025-08-01"), "2025-26");
        assert_eq!(session_of("1999-12-01"), "1999-00");
        assert_eq!(days_of("2025-26").unwrap().1, "2026-07-31");
        assert_eq!(days_of("2025-27"), None);
    }
}
