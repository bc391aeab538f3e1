//! Applications: somebody asks for a place in a cohort, is endorsed, gets one, waits for one or does not, and may step back.
//!
//! Which state may follow which stands here and nowhere else. A place is held by an offer and by an acceptance; their number
//! never exceeds the places of the cohort, whoever offers at the same moment, because every move counts inside its write.

pub(super) mod store;

pub use store::{application, held, of_cohort, participants};

use sqlx::FromRow;

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
    fn a_place_is_taken_only_after_an_offer() {
        for state in State::ALL {
            assert_eq!(state.may_become(State::Accepted), state == State::Offered, "{}", state.key());
        }
    }
}
