//! Signing in: the ways to prove who one is (a password, an emailed link, the council's own sign-in), the second step with a
//! one-time code, wrong guesses and their limit, the list of one's own sign-ins, and proving oneself again before an act
//! that somebody at an open screen must not do.

mod account_pages;
mod code_pages;
mod code_store;
mod codes;
mod councils;
mod guesses;
mod pages;
mod password_page;
mod proof_pages;
mod step_pages;
mod store;
mod whence;

pub use councils::cookie_name as council_cookie_name;
pub(super) use pages::safe_path;
pub(super) use step_pages::let_in;
pub(super) use store::{Arrival, Begun, arrive, of_token};
pub(super) use whence::Whence;

use crate::plumbing::route::Route;

/// For how many minutes a proof of who somebody is holds for acts that ask for a recent one.
pub(super) const PROOF_MINUTES: i64 = 10;

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The password of the account.
    Password,
    /// A link sent to the address of the account.
    Link,
    /// The sign-in of a council.
    Council,
}

impl Way {
    /// The way as stored.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Link => "link",
            Self::Council => "council",
        }
    }

    /// The way of a stored key; what is unknown counts as the weakest.
    pub(super) fn of(key: &str) -> Self {
        match key {
            "password" => Self::Password,
            "council" => Self::Council,
            _ => Self::Link,
        }
    }

    /// The way as people read it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Link => "Emailed link",
            Self::Council => "Council sign-in",
        }
    }
}

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    [
        pages::routes(),
        step_pages::routes(),
        account_pages::routes(),
        password_page::routes(),
        proof_pages::routes(),
        code_pages::routes(),
        councils::routes(),
    ]
    .concat()
}
