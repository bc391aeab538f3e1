//! Registers: who came to a meeting of a cohort. One mark for each person and meeting; a meeting counts as held once its
//! register was closed, so that what was planned and what took place are never confused.

mod api;
mod check_in;
mod check_in_store;
mod closing;
mod entries;
mod file;
mod file_known;
mod file_pages;
mod ground;
mod one;
mod overview;
mod sheet;
pub(super) mod store;
mod take;

pub use file::{export as export_registers, import as import_registers};
pub use store::of_cohort;

use crate::plumbing::route::Route;

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    [
        overview::routes(),
        one::routes(),
        closing::routes(),
        check_in::routes(),
        file_pages::routes(),
        sheet::routes(),
        api::routes(),
    ]
    .concat()
}

use sqlx::FromRow;

/// How somebody stands in a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Came.
    Present,
    /// Came late.
    Late,
    /// Sent apologies.
    Apologies,
    /// Did not come.
    Absent,
}

impl Mark {
    /// Every mark, in the order of the register's buttons.
    pub const ALL: [Self; 4] = [Self::Present, Self::Late, Self::Apologies, Self::Absent];

    /// The mark as stored and as files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Late => "late",
            Self::Apologies => "apologies",
            Self::Absent => "absent",
        }
    }

    /// The mark as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "Present",
            Self::Late => "Late",
            Self::Apologies => "Apologies",
            Self::Absent => "Absent",
        }
    }

    /// The mark of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.key() == key)
    }

    /// Whether somebody with this mark took part.
    pub fn came(self) -> bool {
        matches!(self, Self::Present | Self::Late)
    }
}

/// One mark as stored, with where the person worked on that day.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Attendance {
    /// The id of the meeting.
    pub meeting_id: String,
    /// The id of the person.
    pub person_id: String,
    /// A key of [`Mark`].
    pub mark: String,
    /// `in-person` or `online`.
    pub mode: String,
    /// The key of the authority.
    pub authority_key: Option<String>,
    /// The key of the establishment.
    pub establishment_key: Option<String>,
    /// The key of the sector; may be empty.
    pub sector: String,
    /// What they are at work; may be empty.
    pub post: String,
    /// `register`, `check-in` or `file`.
    pub how: String,
}

/// What stands about somebody in one register: a mark, and whether they took part online.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::programmes) struct Value {
    /// The mark.
    pub(in crate::programmes) mark: Mark,
    /// Whether they took part online; never for somebody who did not come.
    pub(in crate::programmes) online: bool,
}

impl Value {
    /// A mark with a mode; somebody who did not come has none.
    fn new(mark: Mark, online: bool) -> Self {
        Self { mark, online: online && mark.came() }
    }

    /// The value that stored words say.
    fn stored(mark: &str, mode: &str) -> Option<Self> {
        Mark::of(mark).map(|mark| Self::new(mark, mode == ONLINE))
    }

    /// The value of a form's hidden field; nothing where nobody was marked.
    fn written(text: &str) -> Option<Self> {
        let (mark, mode) = text.split_once(' ')?;
        Self::stored(mark, mode)
    }

    /// As a form's hidden field holds it.
    fn field(self) -> String {
        format!("{} {}", self.mark.key(), self.mode())
    }

    /// The mode as stored.
    fn mode(self) -> &'static str {
        if self.online { ONLINE } else { "in-person" }
    }

    /// As people say it: `Late, online`.
    fn said(self) -> String {
        if self.online { format!("{}, online", self.mark.name()) } else { self.mark.name().to_owned() }
    }
}

/// The mode of somebody who took part online.
const ONLINE: &str = "online";

/// What becomes of a mark that a form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merged {
    /// Nothing is asked, or it stands so already: sending a register again changes nothing.
    Stands,
    /// It is written.
    Written(Value),
    /// Somebody else set another one meanwhile, so a person has to say which holds.
    Clash,
}

/// Merges what a form asks with what stands, by what stood when the form was shown.
fn merged(was: Option<Value>, now: Option<Value>, asked: Option<Value>) -> Merged {
    match asked {
        None => Merged::Stands,
        Some(_) if asked == was || asked == now => Merged::Stands,
        Some(value) if was == now => Merged::Written(value),
        Some(_) => Merged::Clash,
    }
}

/// How far the registers of a cohort are complete: the closed ones of those meetings that were held or whose day has passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Completeness {
    /// Meetings whose register is closed.
    pub closed: usize,
    /// Meetings held, or past and not cancelled.
    pub due: usize,
    /// Meetings still to come.
    pub coming: usize,
}

impl Completeness {
    /// Counts meetings on a day.
    pub fn of(meetings: &[super::cohorts::CohortMeeting], today: &str) -> Self {
        let mut found = Self::default();
        for meeting in meetings.iter().filter(|meeting| meeting.cancelled_on.is_none()) {
            match (&meeting.held_at, meeting.day.as_str() < today) {
                (Some(_), _) => (found.closed, found.due) = (found.closed + 1, found.due + 1),
                (None, true) => found.due += 1,
                (None, false) => found.coming += 1,
            }
        }
        found
    }

    /// In words.
    pub fn said(self) -> String {
        let Self { closed, due, .. } = self;
        match (closed, due) {
            (_, 0) => "No meeting was held yet, so there is no register to close.".to_owned(),
            (closed, due) if closed == due && due == 1 => {
                "The register of the one meeting so far is closed.".to_owned()
            }
            (closed, due) if closed == due => format!("The registers of all {due} meetings so far are closed."),
            (closed, due) => {
                let open = due - closed;
                let verb = if open == 1 { "is" } else { "are" };
                format!(
                    "{closed} of {due} registers are closed; {open} {verb} still open, so attendance is not complete."
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programmes::cohorts::CohortMeeting;

    #[test]
    fn a_mark_set_by_somebody_else_meanwhile_is_never_overwritten_unasked() {
        let value = |mark| Some(Value::new(mark, false));
        let (present, late, absent) = (value(Mark::Present), value(Mark::Late), value(Mark::Absent));
        assert_eq!(merged(None, None, None), Merged::Stands);
        assert_eq!(merged(None, None, present), Merged::Written(Value::new(Mark::Present, false)));
        // The same register sent again, and two people who agree.
        assert_eq!(merged(None, present, present), Merged::Stands);
        // What was not touched here stays as the other set it.
        assert_eq!(merged(present, absent, present), Merged::Stands);
        assert_eq!(merged(present, absent, None), Merged::Stands);
        assert_eq!(merged(present, present, late), Merged::Written(Value::new(Mark::Late, false)));
        assert_eq!(merged(present, absent, late), Merged::Clash);
        assert_eq!(merged(None, absent, present), Merged::Clash);
        assert_eq!(merged(None, present, Some(Value::new(Mark::Present, true))), Merged::Clash);
    }

    #[test]
    fn a_value_is_read_back_as_it_was_written() {
        for mark in Mark::ALL {
            for online in [true, false] {
                let value = Value::new(mark, online);
                assert_eq!(Value::written(&value.field()), Some(value));
            }
        }
        assert_eq!(Value::new(Mark::Absent, true), Value::new(Mark::Absent, false));
        assert_eq!((Value::written(""), Value::written("here online")), (None, None));
    }

    #[test]
    fn completeness_counts_what_is_held_or_past_and_never_what_was_cancelled() {
        let meeting = |day: &str, held: bool, cancelled: bool| CohortMeeting {
            day: day.into(),
            held_at: held.then(|| "2026-01-01T00:00:00.000Z".to_owned()),
            cancelled_on: cancelled.then(|| "2026-01-01".to_owned()),
            ..CohortMeeting::default()
        };
        let meetings = [
            meeting("2026-01-01", true, false),
            meeting("2026-01-08", false, false),
            meeting("2026-01-15", false, true),
            meeting("2026-02-02", false, false),
            meeting("2026-03-01", false, false),
        ];
        let found = Completeness::of(&meetings, "2026-02-02");
        assert_eq!(found, Completeness { closed: 1, due: 2, coming: 2 });
        assert_eq!(found.said(), "1 of 2 registers are closed; 1 is still open, so attendance is not complete.");
    }
}
