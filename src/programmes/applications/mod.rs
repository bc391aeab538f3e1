//! Applications: somebody asks for a place in a cohort, is endorsed, gets one, waits for one or does not, and may step back.
//!
//! Which state may follow which stands here and nowhere else. A place is held by an offer and by an acceptance; their number
//! never exceeds the places of the cohort, whoever offers at the same moment, because every move counts inside its write.

pub mod allocate;
mod allocation;
mod apply;
mod correct;
mod endorse;
mod expiry;
mod file;
mod file_rows;
mod frame;
mod group;
mod letters;
mod list;
mod moves;
mod one;
mod own;
pub(super) mod store;
mod workplaces;

pub use expiry::{expire, remind};
pub use file::{export, import};
pub use store::{application, held, of_cohort, participants, records::steps};
pub use workplaces::{SECTORS, sector_name};

use sqlx::FromRow;

use super::cohorts::Version;
use crate::plumbing::{ids::key_from, problem::Problem, route::Route, state::Weft};

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    [
        apply::routes(),
        own::routes(),
        group::routes(),
        endorse::routes(),
        list::routes(),
        allocation::routes(),
        one::routes(),
        correct::routes(),
    ]
    .concat()
}

/// A key for an application or a group of them: it says nothing of anybody, and short enough to be read out.
fn new_key(weft: &Weft) -> Result<String, Problem> {
    Ok(format!("a{}", &weft.random.token()?[..11]))
}

/// In what an application lies outside the rules of the programme, each in a sentence; the applicant may explain.
fn outside(version: &Version, application: &Application) -> Vec<String> {
    let words = |text: &str| -> std::collections::BTreeSet<String> {
        key_from(text).split('-').map(|word| word.trim_end_matches('s').to_owned()).collect()
    };
    let mut found = Vec::new();
    let sectors: Vec<&str> = version.sectors.lines().filter(|line| !line.trim().is_empty()).collect();
    if !sectors.is_empty() && !application.sector.is_empty() && !sectors.contains(&application.sector.as_str()) {
        let names: Vec<&str> = sectors.iter().map(|key| sector_name(key)).collect();
        found.push(format!(
            "It is meant for people who work in this sector: {}. You chose {}.",
            names.join(", "),
            sector_name(&application.sector)
        ));
    }
    let posts: Vec<&str> = version.posts.lines().filter(|line| !line.trim().is_empty()).collect();
    let own = words(&application.post);
    if !posts.is_empty() && !application.post.is_empty() && posts.iter().all(|post| !words(post).is_subset(&own)) {
        found.push(format!("It is meant for: {}. You wrote “{}”.", posts.join(", "), application.post));
    }
    found
}

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Being written.
    Draft,
    /// Sent; nothing is decided.
    Submitted,
    /// On the waiting list.
    Waiting,
    /// Offered a place until a day.
    Offered,
    /// Has a place and takes it.
    Accepted,
    /// Was offered a place and does not take it.
    Declined,
    /// Was offered a place and let the day pass.
    Expired,
    /// Stepped back.
    Withdrawn,
    /// Gets no place, for a reason given.
    Refused,
    /// Keeps the claim to a place in a later cohort.
    Deferred,
    /// Moved to another cohort, where it goes on.
    Transferred,
    /// Was sent twice by the same person; the other one counts.
    Merged,
}

impl State {
    /// Every state, in the order in which they are met.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Submitted,
        Self::Waiting,
        Self::Offered,
        Self::Accepted,
        Self::Declined,
        Self::Expired,
        Self::Withdrawn,
        Self::Refused,
        Self::Deferred,
        Self::Transferred,
        Self::Merged,
    ];

    /// The state as stored and as files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Deferred => "deferred",
            Self::Transferred => "transferred",
            Self::Merged => "merged",
        }
    }

    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "Being written",
            Self::Submitted => "Sent",
            Self::Waiting => "Waiting list",
            Self::Offered => "Offered a place",
            Self::Accepted => "Has a place",
            Self::Declined => "Declined the place",
            Self::Expired => "Offer ran out",
            Self::Withdrawn => "Withdrawn",
            Self::Refused => "No place",
            Self::Deferred => "Deferred",
            Self::Transferred => "Moved to another cohort",
            Self::Merged => "Sent twice",
        }
    }

    /// The state of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Whether it holds one of the cohort's places.
    pub fn holds_a_place(self) -> bool {
        matches!(self, Self::Offered | Self::Accepted)
    }

    /// The states that may follow. Every one but a draft's first sending can be taken back with a reason, so that nobody has
    /// to be asked to mend a record by hand.
    pub fn next(self) -> &'static [Self] {
        use State::{
            Accepted, Declined, Deferred, Draft, Expired, Merged, Offered, Refused, Submitted, Transferred, Waiting,
            Withdrawn,
        };
        match self {
            Draft => &[Submitted, Withdrawn],
            Submitted => &[Offered, Waiting, Refused, Withdrawn, Deferred, Transferred, Merged],
            Waiting => &[Offered, Submitted, Refused, Withdrawn, Deferred, Transferred, Merged],
            Offered => &[Accepted, Declined, Expired, Withdrawn, Waiting, Submitted, Deferred, Transferred],
            Accepted => &[Withdrawn, Deferred, Transferred, Offered],
            Declined | Expired => &[Offered, Waiting, Submitted],
            Withdrawn => &[Submitted, Waiting],
            Refused => &[Submitted, Waiting, Offered],
            Deferred => &[Submitted, Waiting, Offered, Transferred, Withdrawn],
            Transferred | Merged => &[Submitted, Waiting],
        }
    }

    /// Whether an endorser may still answer, or change the answer: until something is decided.
    pub fn may_be_endorsed(self) -> bool {
        matches!(self, Self::Submitted | Self::Waiting | Self::Deferred)
    }

    /// The look of the state on pages.
    pub fn look(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Waiting | Self::Deferred => "checked",
            Self::Offered => "active",
            Self::Accepted => "achieved",
            _ => "ended",
        }
    }

    /// Whether somebody who moves an application from here to there must say why: whatever takes something back, or away.
    pub fn needs_reason(self, next: Self) -> bool {
        !matches!(
            (self, next),
            (Self::Draft, Self::Submitted)
                | (Self::Submitted, Self::Offered | Self::Waiting)
                | (Self::Waiting, Self::Offered)
                | (Self::Offered, Self::Accepted | Self::Declined)
        )
    }

    /// Whether one state may follow another.
    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }
}

/// An application as stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Its key, as addresses and letters write it.
    pub key: String,
    /// The id of its cohort.
    pub cohort_id: String,
    /// The group application it is part of.
    pub group_id: Option<String>,
    /// The id of the person, once it was sent.
    pub person_id: Option<String>,
    /// The applicant's name.
    pub name: String,
    /// The applicant's address.
    pub email: String,
    /// What they are at work: `Principal Teacher`.
    pub post: String,
    /// The key of the sector they work in.
    pub sector: String,
    /// The key of the authority they work for.
    pub authority_key: Option<String>,
    /// The key of the establishment they work in.
    pub establishment_key: Option<String>,
    /// Where they work, in their words, where no establishment of the list fits.
    pub workplace: String,
    /// Their number with the registration body; may be empty.
    pub registration: String,
    /// Why they apply.
    pub why: String,
    /// What they need to take part; seen by those who run the cohort only.
    pub needs: String,
    /// Who endorses: their name.
    pub endorser_name: String,
    /// Who endorses: their address.
    pub endorser_email: String,
    /// `yes` or `no`, once the endorser has answered.
    pub endorsed: Option<String>,
    /// When the endorser answered.
    pub endorsed_at: Option<String>,
    /// What the endorser wrote.
    pub endorsed_words: String,
    /// A key of [`State`].
    pub state: String,
    /// Since when it stands there.
    pub state_at: String,
    /// When it was begun.
    pub started_at: String,
    /// When it was first sent.
    pub submitted_at: Option<String>,
    /// The last day on which an offer may be accepted.
    pub offer_expires_on: Option<String>,
    /// The key of the application it became in another cohort.
    pub transferred_to: Option<String>,
    /// Why it was decided as it was, in a sentence the applicant may read.
    pub sentence: String,
    /// Whether it is invented (1), as in an example.
    pub invented: i64,
}

impl Application {
    /// Where it stands.
    pub fn state(&self) -> State {
        State::of(&self.state).unwrap_or(State::Draft)
    }
}

/// Somebody who has a place in a cohort, with where they work as the application says.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Participant {
    /// The id of their application.
    pub application_id: String,
    /// The key of their application.
    pub application: String,
    /// Their id.
    pub person_id: String,
    /// Their key.
    pub person: String,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are at work.
    pub post: String,
    /// The key of the sector they work in.
    pub sector: String,
    /// The key of the authority they work for.
    pub authority_key: Option<String>,
    /// The key of the establishment they work in.
    pub establishment_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_after_sending_can_be_left_again() {
        for state in State::ALL {
            assert_eq!(State::of(state.key()), Some(state));
            assert!(!state.next().is_empty(), "{} is a dead end", state.key());
            assert!(!state.may_become(state) && !state.may_become(State::Draft));
        }
    }

    #[test]
    fn a_sector_or_post_outside_the_rules_is_said_and_a_plural_is_not() {
        let version = Version {
            sectors: "primary\nspecial".into(),
            posts: "Class teachers\nHeadteacher".into(),
            ..Version::default()
        };
        let one = |sector: &str, post: &str| {
            outside(&version, &Application { sector: sector.into(), post: post.into(), ..Application::default() }).len()
        };
        assert_eq!(one("primary", "Class teacher of P4"), 0);
        assert_eq!(one("secondary", "headteacher"), 1);
        assert_eq!(one("secondary", "Janitor"), 2);
        assert_eq!(outside(&Version::default(), &Application::default()), Vec::<String>::new());
    }

    #[test]
    fn taking_something_away_needs_a_reason() {
        assert!(State::Submitted.needs_reason(State::Refused) && State::Accepted.needs_reason(State::Offered));
        assert!(!State::Waiting.needs_reason(State::Offered));
    }

    #[test]
    fn a_place_is_taken_only_after_an_offer() {
        for state in State::ALL {
            assert_eq!(state.may_become(State::Accepted), state == State::Offered, "{}", state.key());
        }
    }
}
