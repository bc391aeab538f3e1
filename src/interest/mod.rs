//! Expressions of interest: somebody would like to take part in a group or programme, or asks what would suit them.
//!
//! It goes to the Collaboration Officer's list, which nobody else sees. The officer notes what was answered and how it
//! ended; both are dated records with their author. The person's words are kept for a year and then forgotten; what stays is
//! the day, the group or programme and how it ended. The history carries ids, never names.

mod list;
mod pages;
mod store;

pub use store::waiting;

use crate::plumbing::{problem::Problem, route::Route, state::Weft};

/// For how many months the name, address and words of a person are kept.
pub const KEPT_MONTHS: i32 = 12;

/// How many expressions of interest are taken in a minute, all visitors together.
const MOST_IN_A_MINUTE: i64 = 10;

/// How an expression of interest can end, as stored and as people say it.
pub const OUTCOMES: &[(&str, &str)] = &[
    ("joined", "Joined"),
    ("place-offered", "Offered a place"),
    ("passed-on", "Passed on to somebody else"),
    ("not-now", "Not now"),
    ("no-answer", "No answer came"),
    ("not-serious", "Not a real message"),
];

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), list::routes()].concat()
}

/// Forgets everything personal that has been kept long enough; called when the program starts to serve.
///
/// # Errors
/// When the database refused.
pub async fn forget_what_is_due(weft: &Weft) -> Result<(), Problem> {
    let mut write = weft.db.write().await?;
    if store::forget_expired(weft, &mut write).await? > 0 { write.commit().await } else { Ok(()) }
}

/// Where an expression of interest stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has answered it.
    Waiting,
    /// It has been answered and is still open.
    Answered,
    /// It has come to an end.
    Closed,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Answered, Self::Closed];

    /// The state in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::Closed => "closed",
        }
    }

    /// The state as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Answered => "Answered",
            Self::Closed => "Closed",
        }
    }

    /// The look of its label.
    fn look(self) -> &'static str {
        match self {
            Self::Waiting => "submitted",
            Self::Answered => "active",
            Self::Closed => "draft",
        }
    }
}
