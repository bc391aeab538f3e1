//! Signing in by a link that is emailed: asking for it, and the page it opens. Mail scanners follow every link of a letter,
//! so following it changes nothing: the button on its page signs in.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::Response,
};
use serde::Deserialize;

use super::{
    Visitor,
    sign_in_links::{self, Asked, MINUTES},
    signing_in::{Whence, let_in, safe_path},
};
use crate::plumbing::{
    form::{FormErrors, Posted},
    layout::{Page, see, show_again, show_private},
    problem::Shown,
    route::{Route, get, post},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/sign-in/link", ask_page),
        post("/sign-in/link", ask),
        get("/sign-in/link/{token}", link_page),
        post("/sign-in/link/{token}", sign_in),
    ]
}

/// Where somebody comes to who asked for no page in particular.
const HOME: &str = "/my/learning";

/// Every wish for a link takes at least this long to answer, so that the time does not tell which addresses are known.
const AT_LEAST: Duration = Duration::from_millis(250);

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
    asked: Option<String>,
}

#[derive(Template)]
#[template(path = "people/link_ask.html")]
struct AskPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    email: String,
    next: String,
    /// Whether a letter was just asked for.
    asked: bool,
    /// Whether a link was followed that no longer opens anything.
    spent: bool,
    /// Whether letters can leave this site at all.
    sends: bool,
    minutes: i64,
}

impl AskPage {
    fn new(
        weft: &Weft,
        visitor: &Visitor,
        title: &str,
        next: &str,
        errors: FormErrors,
    ) -> Result<Self, crate::plumbing::problem::Problem> {
        Ok(Self {
            page: visitor.page(title).with_errors(!errors.is_empty()),
            errors,
            form_key: visitor.form_key(weft)?,
            email: String::new(),
            next: next.to_owned(),
            asked: false,
            spent: false,
            sends: weft.settings.mail.smtp_url.is_some() || weft.settings.mail.folder.is_some(),
            minutes: MINUTES,
        })
    }
}

async fn ask_page(State(weft): State<Weft>, visitor: Visitor, Query(wanted): Query<Wanted>) -> Shown {
    let asked = wanted.asked.is_some();
    let title = if asked { "Look at your email" } else { "Sign in by email" };
    let page = AskPage::new(&weft, &visitor, title, &wanted.next, FormErrors::default())?;
    show_private(&AskPage { asked, ..page })
}

async fn ask(State(weft): State<Weft>, visitor: Visitor, whence: Whence, posted: Posted) -> Shown {
    let answer_at = tokio::time::Instant::now() + AT_LEAST;
    let mut errors = FormErrors::default();
    let email = errors.required(&posted, "email", "Enter your email address");
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace) || email.len() > 254) {
        errors.add("email", "Enter an email address such as name@school.example");
    }
    let next = safe_path(posted.text("next"), HOME);
    if errors.is_empty() {
        match sign_in_links::ask(&weft, email, &whence.network, next).await? {
            Asked::Taken => {
                tokio::time::sleep_until(answer_at).await;
                return Ok(see(&format!("/sign-in/link?asked=yes&next={}", encoded(next))));
            }
            Asked::TooMany => errors.add(
                "email",
                "Too many letters were asked for from your network within the hour. Wait a little and try again, or sign in \
                 with a password.",
            ),
        }
    }
    let page = AskPage::new(&weft, &visitor, "Sign in by email", posted.text("next"), errors)?;
    show_again(&AskPage { email: email.to_owned(), ..page })
}

/// Text as part of an address’s query.
pub(super) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[derive(Template)]
#[template(path = "people/link_use.html")]
struct UsePage {
    page: Page,
    form_key: String,
    name: String,
}

async fn link_page(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    match sign_in_links::link(&weft, &token).await? {
        Some(link) if link.open => show_private(&UsePage {
            page: visitor.page("Sign in"),
            form_key: visitor.form_key(&weft)?,
            name: link.name,
        }),
        found => spent(&weft, &visitor, found.as_ref()),
    }
}

/// A link that no longer opens anything. Whoever it signed in a moment ago, with a second press of the button, goes on.
fn spent(weft: &Weft, visitor: &Visitor, found: Option<&sign_in_links::Link>) -> Shown {
    if let (Some(link), Some(account)) = (found, &visitor.account)
        && link.account == account.id
    {
        return Ok(see(&link.next));
    }
    let next = found.map_or(HOME, |link| &link.next);
    let page = AskPage::new(weft, visitor, "This link no longer works", next, FormErrors::default())?;
    let mut response: Response = show_private(&AskPage { spent: true, ..page })?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

async fn sign_in(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(token): Path<String>,
    whence: Whence,
    _posted: Posted,
) -> Shown {
    match sign_in_links::spend(&weft, &token, &whence).await? {
        Some(begun) => let_in(&weft, &begun),
        None => spent(&weft, &visitor, sign_in_links::link(&weft, &token).await?.as_ref()),
    }
}
