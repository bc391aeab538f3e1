//! Progress: how a group gets on, told in five short questions by an emailed link, and how far an outcome has come.
//!
//! A report is due from the group's rhythm. The Collaboration Officer sees what a round of requests asks of every
//! authority before it is sent; the lead answers by a link, without an account. A report is asked for, drafted, sent,
//! returned with a question or accepted, and accepted again only after it was reopened; each is a dated record. Whoever
//! holds the link may answer, says their name, and sees afterwards what was sent.

mod ask;
mod due;
mod facts;
mod file;
mod highlights;
mod judge;
mod letters;
mod link_pages;
mod overview;
mod own_pages;
mod period;
mod report_pages;
mod responses;
mod store;

pub use due::{Due, did_not_report, due};
pub use file::{export, export_judgements, import, import_judgements};
pub use period::{DAYS_TO_ANSWER, Period, periods};
pub use store::{Judgement, Shareable, accepted, judgements, of_group, report, shareable, waiting};

/// What history calls a report.
pub const SUBJECT: &str = "progress report";

/// For how many days a link holds.
pub const LINK_DAYS: i64 = 120;

/// The routes of this feature.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [
        overview::routes(),
        ask::routes(),
        link_pages::routes(),
        report_pages::routes(),
        own_pages::routes(),
        judge::routes(),
        highlights::routes(),
        responses::routes(),
    ]
    .concat()
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Asked for, and nothing is written.
    Asked,
    /// Begun.
    Draft,
    /// Sent, and waiting to be accepted.
    Sent,
    /// Back with a question.
    Returned,
    /// Accepted.
    Accepted,
    /// The request was taken back.
    Withdrawn,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 6] = [Self::Asked, Self::Draft, Self::Sent, Self::Returned, Self::Accepted, Self::Withdrawn];

    /// The state as stored and as files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "Asked for",
            Self::Draft => "Begun",
            Self::Sent => "Waiting to be accepted",
            Self::Returned => "Returned with a question",
            Self::Accepted => "Accepted",
            Self::Withdrawn => "Request taken back",
        }
    }

    /// The look of its label.
    pub fn look(self) -> &'static str {
        match self {
            Self::Asked | Self::Draft | Self::Withdrawn => "draft",
            Self::Sent => "submitted",
            Self::Returned => "checked",
            Self::Accepted => "published",
        }
    }

    /// The state of a stored key; anything else counts as withdrawn, which asks nothing of anybody.
    pub fn of(key: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.key() == key).unwrap_or(Self::Withdrawn)
    }

    /// Whether answers can be written.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Draft | Self::Returned)
    }
}

/// What can happen to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// An answer is saved.
    Saving,
    /// The answers are sent.
    Sending,
    /// Whoever sent it takes it back to change it.
    TakingBack,
    /// It is returned with a question.
    Return,
    /// It is accepted.
    Acceptance,
    /// The acceptance is undone.
    Reopening,
    /// The request is taken back.
    Withdrawal,
}

impl Move {
    /// The move as stored, and the noun of its address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Saving => "saving",
            Self::Sending => "sending",
            Self::TakingBack => "taking-back",
            Self::Return => "return",
            Self::Acceptance => "acceptance",
            Self::Reopening => "reopening",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// What happened, for history and the list of steps.
    pub fn done(self) -> &'static str {
        match self {
            Self::Saving => "progress report begun",
            Self::Sending => "progress report sent",
            Self::TakingBack => "progress report taken back",
            Self::Return => "progress report returned",
            Self::Acceptance => "progress report accepted",
            Self::Reopening => "progress report reopened",
            Self::Withdrawal => "progress request withdrawn",
        }
    }

    /// Where a report stands after the move.
    ///
    /// # Errors
    /// The sentence that says why it cannot be done from there, and what comes first.
    pub fn from(self, state: State) -> Result<State, &'static str> {
        match (self, state) {
            (Self::Saving, State::Asked | State::Draft) => Ok(State::Draft),
            (Self::Saving, State::Returned) => Ok(State::Returned),
            (Self::Sending, State::Asked | State::Draft | State::Returned) => Ok(State::Sent),
            (Self::TakingBack, State::Sent) => Ok(State::Draft),
            (Self::Return, State::Sent) => Ok(State::Returned),
            (Self::Acceptance, State::Sent) => Ok(State::Accepted),
            (Self::Reopening, State::Accepted) => Ok(State::Sent),
            (Self::Withdrawal, State::Asked | State::Draft | State::Returned) => Ok(State::Withdrawn),
            (Self::Saving | Self::Sending, State::Withdrawn) => Err("The request for this report was taken back."),
            (Self::Saving | Self::Sending, _) => Err("This report was sent meanwhile; its page shows what was sent."),
            (Self::TakingBack, _) => Err("Only a report that is sent and not yet accepted can be taken back."),
            (Self::Return | Self::Acceptance, State::Accepted) => {
                Err("This report is accepted already. Reopen it first, and say why.")
            }
            (Self::Return | Self::Acceptance, _) => Err("This report has not been sent yet."),
            (Self::Reopening, _) => Err("Only an accepted report can be reopened."),
            (Self::Withdrawal, _) => Err("The report has been sent or taken back already; the request stays."),
        }
    }
}

/// The answers of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Answers {
    /// Whether the group met: `yes`, `no` or nothing yet.
    pub met: String,
    /// When, or why not.
    pub met_note: String,
    /// How many people took part.
    pub people: Option<i64>,
    /// Who they were, in words.
    pub who: String,
    /// What was made or changed.
    pub changed: String,
    /// What helps or stops the work.
    pub helps: String,
    /// One thing to share.
    pub share: String,
    /// Whether somebody may come back about sharing it (1).
    pub may_share: i64,
    /// The name of whoever sent it; never public.
    pub person_name: String,
    /// Their post.
    pub post: String,
    /// When it was sent.
    pub sent_at: Option<String>,
}

/// A report, with the answers as last sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its key.
    pub key: String,
    /// The id by which history knows it.
    pub(crate) id: String,
    /// The key of the group.
    pub group: String,
    /// The key of the framework.
    pub framework: String,
    /// The key of the workstream.
    pub workstream: Option<String>,
    /// The first day it is about.
    pub from: String,
    /// The last day it is about.
    pub to: String,
    /// The day it is due.
    pub due: String,
    /// Where it stands.
    pub state: State,
    /// Whether it is invented, as every report of an example is.
    pub invented: bool,
    /// What was last sent; nothing before the first sending.
    pub answers: Option<Answers>,
}

impl Report {
    /// Where its page is, for those who may see it.
    pub fn url(&self) -> String {
        format!("/progress/{}", self.key)
    }

    /// The time it is about, as people say it.
    pub fn period(&self) -> String {
        spoken_period(&self.from, &self.to)
    }

    /// Whether it is open and its day has passed.
    pub fn is_overdue(&self, today: &str) -> bool {
        self.state.is_open() && self.due.as_str() < today
    }
}

/// The words of a judgement of progress: as stored, as people say it, and the look of its label.
pub const WORDS: &[(&str, &str, &str)] = &[
    ("not-started", "Not yet started", "draft"),
    ("on-track", "On track", "active"),
    ("some-delay", "Some delay", "checked"),
    ("achieved", "Achieved", "achieved"),
    ("cannot-tell", "Cannot tell yet", "submitted"),
];

/// Two days as a time: `1 August to 31 October 2025`.
pub fn spoken_period(from: &str, to: &str) -> String {
    let (first, last) = (crate::plumbing::clock::spoken_day(from), crate::plumbing::clock::spoken_day(to));
    match (first.split_once(' '), first.rsplit_once(' '), last.split_once(' '), last.rsplit_once(' ')) {
        (Some((day, month)), _, Some((_, other)), _) if month == other => format!("{day} to {last}"),
        (_, Some((day, year)), _, Some((_, other))) if year == other => format!("{day} to {last}"),
        _ => format!("{first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_goes_only_where_its_state_allows() {
        let all = [
            Move::Saving,
            Move::Sending,
            Move::TakingBack,
            Move::Return,
            Move::Acceptance,
            Move::Reopening,
            Move::Withdrawal,
        ];
        let ways = |state: State| all.iter().filter_map(|step| step.from(state).ok()).collect::<Vec<_>>();
        assert_eq!(ways(State::Asked), [State::Draft, State::Sent, State::Withdrawn]);
        assert_eq!(ways(State::Draft), [State::Draft, State::Sent, State::Withdrawn]);
        assert_eq!(ways(State::Sent), [State::Draft, State::Returned, State::Accepted]);
        assert_eq!(ways(State::Returned), [State::Returned, State::Sent, State::Withdrawn]);
        assert_eq!(ways(State::Accepted), [State::Sent]);
        assert_eq!(ways(State::Withdrawn), []);
    }

    #[test]
    fn a_period_is_said_with_its_year_once() {
        assert_eq!(spoken_period("2025-08-01", "2025-10-31"), "1 August to 31 October 2025");
        assert_eq!(spoken_period("2025-10-01", "2025-10-31"), "1 to 31 October 2025");
        assert_eq!(spoken_period("2025-11-01", "2026-01-31"), "1 November 2025 to 31 January 2026");
    }
}
