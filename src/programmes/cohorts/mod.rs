//! Cohorts: a programme as it runs for one round of people, with the days on which people may apply, its places, and its
//! meetings. A cohort follows the version of the programme's rules that held when it was set up, whatever changes later.

mod api;
mod calendar;
mod cancel_pages;
mod edit;
mod file;
mod meeting_pages;
pub(super) mod pages;
mod rules;
mod share_pages;
pub(super) mod store;
mod version_pages;
pub(super) mod words;

pub use file::{export, import};
pub use rules::{OFFER_DAYS, ShareRefusal, instant_of, is_time, session_of};
pub use store::{cohort, cohorts, cohorts_of, meetings, open_programmes, shares, version_of, versions};
pub use words::{Fits, Places};

use serde::Serialize;
use sqlx::FromRow;

use crate::{partnership, plumbing::route::Route};

/// The routes of cohorts.
pub(super) fn routes() -> Vec<Route> {
    [
        pages::routes(),
        version_pages::routes(),
        edit::routes(),
        share_pages::routes(),
        cancel_pages::routes(),
        meeting_pages::routes(),
    ]
    .concat()
}

/// How a cohort or a meeting takes place, as files write it and as people say it.
pub const MODES: &[(&str, &str)] =
    &[("in-person", "In person"), ("online", "Online"), ("both", "In person and online")];

/// A mode as people say it.
pub fn mode_name(key: &str) -> &str {
    MODES.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// The rules of a programme from a day on: whom it is for, what it is worth, and what completes it. A version is never
/// changed once a cohort follows it; a new one says why.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct Version {
    /// 1 for the first.
    pub number: i64,
    /// The day from which new cohorts follow it.
    pub from_day: String,
    /// What it is for, in a sentence or two.
    pub purpose: String,
    /// The sectors it is for, one key to a line; empty for all.
    pub sectors: String,
    /// The posts it is for, one to a line; empty for all.
    pub posts: String,
    /// How demanding it is, in words; may be empty.
    pub level: String,
    /// Who awards the credit; empty where there is none.
    pub credit_body: String,
    /// How many credit points (SCQF: one point is ten notional hours).
    pub credit_points: Option<i64>,
    /// The SCQF level of the credit.
    pub credit_level: Option<i64>,
    /// What recognition it leads to; empty where there is none.
    pub recognition: String,
    /// Who recognises; empty where nobody does.
    pub recognition_body: String,
    /// The first day on which the award may be made.
    pub award_from: Option<String>,
    /// The last day on which the award may be made.
    pub award_to: Option<String>,
    /// The share of held meetings somebody must have come to, in whole per cent.
    pub attendance_share: i64,
    /// Whether a case study must be handed in (1) or not (0).
    pub case_study: i64,
    /// Whether somebody else must have moderated it (1) or not (0).
    pub moderated: i64,
    /// Why the rules changed; empty for the first version.
    pub reason: String,
}

/// One round of a programme.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct Cohort {
    /// Its id.
    pub id: String,
    /// Its key, as addresses write it.
    pub key: String,
    /// The key of its programme.
    pub programme: String,
    /// The name of its programme.
    pub programme_name: String,
    /// The number of the version of the programme's rules that it follows.
    pub version: i64,
    /// What it is called: `Autumn 2025`.
    pub title: String,
    /// The first session it runs in, `2025-26`.
    pub first_session: String,
    /// The last session it runs in; the same as the first for most.
    pub last_session: String,
    /// The first day on which people may apply.
    pub opens_on: Option<String>,
    /// The last day on which people may apply.
    pub closes_on: Option<String>,
    /// How many places there are; nothing where nobody limits them.
    pub places: Option<i64>,
    /// The last day on which places kept for an authority or a sector stay kept.
    pub shares_until: Option<String>,
    /// How many days an offer stands.
    pub offer_days: i64,
    /// Whether a line manager or headteacher must endorse an application (1) or not (0).
    pub endorsement: i64,
    /// `in-person`, `online` or `both`.
    pub mode: String,
    /// Where it meets; may be empty.
    pub venue: String,
    /// What else is to be known.
    pub note: String,
    /// The key of the office that answers for it.
    pub contact_office: String,
    /// The day on which it was cancelled.
    pub cancelled_on: Option<String>,
    /// Why it was cancelled.
    pub cancelled_reason: Option<String>,
    /// When places were last allocated.
    pub allocated_at: Option<String>,
    /// Whether it is invented (1), as in an example.
    pub invented: i64,
}

/// Places kept for one authority or one sector until the shares are released.
#[derive(Debug, Clone, PartialEq, Eq, FromRow, Serialize)]
pub struct Share {
    /// `authority` or `sector`.
    pub kind: String,
    /// The key of the authority or the sector.
    pub share_key: String,
    /// How many.
    pub places: i64,
}

/// A meeting of a cohort.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow, Serialize)]
pub struct CohortMeeting {
    /// Its id.
    pub id: String,
    /// Its key, as addresses write it: the cohort's key and its number.
    pub key: String,
    /// The id of its cohort.
    pub cohort_id: String,
    /// 1 for the first.
    pub number: i64,
    /// What it is about.
    pub title: String,
    /// The local day.
    pub day: String,
    /// The local time at which it begins, `16:00`.
    pub starts: String,
    /// The local time at which it ends.
    pub ends: String,
    /// The time zone of both, `Europe/London`.
    pub zone: String,
    /// `in-person`, `online` or `both`.
    pub mode: String,
    /// Where it is; may be empty.
    pub venue: String,
    /// The address at which it is joined online; only for those who take part, so it stands in no history either.
    #[serde(skip)]
    pub link: String,
    /// How often it was changed, as calendars count.
    pub sequence: i64,
    /// When it was last changed.
    pub changed_at: String,
    /// When its register was closed: it was held. Until then it is planned.
    pub held_at: Option<String>,
    /// The day on which it was cancelled.
    pub cancelled_on: Option<String>,
    /// Why it was cancelled.
    pub cancelled_reason: Option<String>,
}

/// Whether people may apply to a cohort on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The cohort was cancelled.
    Cancelled,
    /// Nobody has said when.
    NotSaid,
    /// It opens later.
    NotYet,
    /// It is open.
    Open,
    /// It has closed.
    Closed,
}

impl Cohort {
    /// Whether people may apply on a day. A window with only one end is open on the other side.
    pub fn window(&self, day: &str) -> Window {
        match (&self.cancelled_on, &self.opens_on, &self.closes_on) {
            (Some(_), ..) => Window::Cancelled,
            (None, None, None) => Window::NotSaid,
            (None, Some(opens), _) if day < opens.as_str() => Window::NotYet,
            (None, _, Some(closes)) if day > closes.as_str() => Window::Closed,
            _ => Window::Open,
        }
    }

    /// Where its page is.
    pub fn url(&self) -> String {
        format!("/cohorts/{}", self.key)
    }

    /// The sessions it runs in as people read them: `2025/26`, or `2025/26 and 2026/27`.
    pub fn spoken_sessions(&self) -> String {
        let first = partnership::spoken_sessions(&self.first_session);
        if self.first_session == self.last_session {
            return first;
        }
        format!("{first} and {}", partnership::spoken_sessions(&self.last_session))
    }

    /// Its programme's name and its own title: `Improving Our Classrooms, Autumn 2025`.
    pub fn full_title(&self) -> String {
        format!("{}, {}", self.programme_name, self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_open_on_its_first_and_last_day() {
        let cohort =
            Cohort { opens_on: Some("2026-01-05".into()), closes_on: Some("2026-02-06".into()), ..Cohort::default() };
        let at = |day: &str| cohort.window(day);
        assert_eq!(at("2026-01-04"), Window::NotYet);
        assert_eq!((at("2026-01-05"), at("2026-02-06")), (Window::Open, Window::Open));
        assert_eq!(at("2026-02-07"), Window::Closed);
        assert_eq!(Cohort::default().window("2026-01-05"), Window::NotSaid);
    }
}
