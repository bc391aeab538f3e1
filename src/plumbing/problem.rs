//! Every way a request can fail, in one list. Each becomes one accessible page, or problem+json for the API.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::db::{Broke, broke};

/// Why a request could not be served.
#[derive(Debug, Clone)]
pub enum Problem {
    /// There is no such page or record, or the visitor may not know that there is.
    NotFound,
    /// The page is for people who have signed in; carries the path to come back to.
    SignInFirst(String),
    /// The act asks for a proof within the last minutes of who does it; carries the path to come back to.
    ProveFirst(String),
    /// The request came from another site, or its form had no valid key.
    NotFromHere,
    /// The form was sent before; its first sending counted. Carries where to look.
    AlreadySent(String),
    /// Somebody else changed the record meanwhile, or a rule of the record says no. Carries the sentence.
    Conflict(String),
    /// The request is malformed. Carries the sentence that says what and what to do.
    Malformed(String),
    /// More bytes than are read. Carries the limit in words.
    TooLarge(String),
    /// This address knows the page but not this way of asking.
    WrongMethod,
    /// The server's disk is full or faulty. Logged with its cause.
    Storage,
    /// Our fault. Logged with its cause, shown without it.
    Broken,
}

/// What a handler gives back: a finished response, or a problem.
pub type Shown = Result<Response, Problem>;

impl Problem {
    /// A fault of ours: the cause goes to the log once, the visitor sees a plain page.
    pub fn broken(cause: impl Into<anyhow::Error>) -> Self {
        let cause = cause.into();
        tracing::error!(cause = format!("{cause:#}"), "a request broke");
        Self::Broken
    }

    /// The status code of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInFirst(_) => StatusCode::UNAUTHORIZED,
            Self::NotFromHere | Self::ProveFirst(_) => StatusCode::FORBIDDEN,
            Self::AlreadySent(_) | Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::Storage => StatusCode::INSUFFICIENT_STORAGE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A stable name for the API, the last part of the problem's type address.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::SignInFirst(_) => "sign-in-first",
            Self::ProveFirst(_) => "prove-first",
            Self::NotFromHere => "not-from-here",
            Self::AlreadySent(_) => "already-sent",
            Self::Conflict(_) => "conflict",
            Self::Malformed(_) => "malformed",
            Self::TooLarge(_) => "too-large",
            Self::WrongMethod => "wrong-method",
            Self::Storage => "storage",
            Self::Broken => "broken",
        }
    }

    /// What happened, as a heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::NotFound => "Page not found",
            Self::SignInFirst(_) => "Sign in first",
            Self::ProveFirst(_) => "Confirm that it is you",
            Self::NotFromHere => "This form could not be accepted",
            Self::AlreadySent(_) => "This was already received",
            Self::Conflict(_) => "This cannot be done now",
            Self::Malformed(_) => "The request could not be understood",
            Self::TooLarge(_) => "That is too large",
            Self::WrongMethod => "This address does not do that",
            Self::Storage => "There is no room to save this",
            Self::Broken => "Sorry, something went wrong",
        }
    }

    /// What to do about it, in a sentence or two.
    pub fn remedy(&self) -> String {
        match self {
            Self::NotFound => "If you typed the address, check it. If you followed a link, the page may have moved: try the search or one of the links below.".into(),
            Self::SignInFirst(_) => "This page is for people with an account. Sign in, and you will be brought back here.".into(),
            Self::ProveFirst(_) => "This asks for your password, a code or an emailed link again. Nothing was changed.".into(),
            Self::NotFromHere => "The form was open for too long, or was sent from another site. Go back, reload the page and send it again; nothing was changed.".into(),
            Self::AlreadySent(_) => "The form was sent twice, and the first sending counted. Nothing was done a second time.".into(),
            Self::Conflict(sentence) | Self::Malformed(sentence) | Self::TooLarge(sentence) => sentence.clone(),
            Self::WrongMethod => "Go back and use the buttons on the page.".into(),
            Self::Storage => "The disk of this server is full or faulty. Nothing was half-saved, and what was saved before is kept. Copy what you wrote, tell the contact named below, and send it again when they say that there is room.".into(),
            Self::Broken => "Nothing was half-saved. Try again in a minute; if it happens again, tell the contact named below what you were doing and when.".into(),
        }
    }
}

impl IntoResponse for Problem {
    /// A bare response that carries the problem; a layer outside turns it into a page or problem+json.
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.title()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match broke(&error) {
            Broke::Unique(_) => Self::Conflict(
                "Somebody saved something under the same key meanwhile. Reload the page and try again.".into(),
            ),
            Broke::Storage => {
                tracing::error!(cause = %error, "the disk is full or faulty");
                Self::Storage
            }
            _ => Self::broken(error),
        }
    }
}

impl From<anyhow::Error> for Problem {
    fn from(error: anyhow::Error) -> Self {
        Self::broken(error)
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::broken(error)
    }
}
