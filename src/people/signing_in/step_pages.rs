//! The second step: the page that asks for a one-time code after a first proof, and the answer that lets somebody in.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};

use super::{
    Arrival, Begun, Way, Whence, code_store,
    guesses::{self, Guesser},
    store,
};
use crate::{
    people::{Visitor, cookie_name},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/sign-in/code/{token}", code_page), post("/sign-in/code/{token}", take_code)]
}

/// An answer that sets the sign-in cookie.
pub(super) fn with_cookie(weft: &Weft, mut response: Response, token: &str, more: &str) -> Shown {
    let secure = if weft.settings.https() { "; Secure" } else { "" };
    let cookie = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", cookie_name(weft));
    let value = HeaderValue::from_str(&cookie).map_err(Problem::broken)?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(response)
}

/// The answer after a first proof: the page asked for, signed in, or the page that asks for a code.
pub(in crate::people) fn let_in(weft: &Weft, begun: &Begun) -> Shown {
    match begun {
        Begun::In(token, next) => with_cookie(weft, see(next), token, ""),
        Begun::CodeWanted(token) => Ok(see(&format!("/sign-in/code/{token}"))),
    }
}

/// A page shown again to somebody who has to wait.
pub(super) fn wait(weft: &Weft, page: Shown, until: Option<jiff::Timestamp>) -> Shown {
    let mut response = page?;
    if let Some(until) = until {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        let seconds = guesses::seconds(weft, until);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "people/signing_in/step.html")]
struct StepPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    /// Whether there is a first proof to go on from.
    open: bool,
}

impl StepPage {
    fn new(weft: &Weft, visitor: &Visitor, open: bool, errors: FormErrors) -> Result<Self, Problem> {
        let title = if open { "Enter your code" } else { "Sign in again" };
        let page = visitor.page(title).with_errors(!errors.is_empty());
        Ok(Self { page, form_key: visitor.form_key(weft)?, errors, open })
    }
}

async fn code_page(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    match store::waiting(&weft, &token).await? {
        Some(_) => show_private(&StepPage::new(&weft, &visitor, true, FormErrors::default())?),
        None => gone(&weft, &visitor),
    }
}

fn gone(weft: &Weft, visitor: &Visitor) -> Shown {
    let mut response = show_private(&StepPage::new(weft, visitor, false, FormErrors::default())?)?;
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

async fn take_code(
    State(weft): State<Weft>,
    visitor: Visitor,
    whence: Whence,
    Path(token): Path<String>,
    posted: Posted,
) -> Shown {
    let Some(waiting) = store::waiting(&weft, &token).await? else { return gone(&weft, &visitor) };
    let mut errors = FormErrors::default();
    let typed = errors.required(&posted, "code", "Enter the code that your app shows, or a recovery code");
    let mut until = None;
    if errors.is_empty() {
        let guesser = Guesser::new(&weft, &waiting.email, &whence.network);
        let mut write = weft.db.upkeep().await?;
        until = guesses::shut_until(&weft, write.on(), &guesser).await?;
        if let Some(until) = until {
            errors.add("code", guesses::told(&weft, until).await?);
        } else if code_store::take(&weft, &mut write, &waiting.account_id, typed).await? {
            if !store::spend_waiting(&mut write, &token).await? {
                return gone(&weft, &visitor);
            }
            let who = Arrival {
                account: &waiting.account_id,
                way: Way::of(&waiting.way),
                now: true,
                whence: &whence,
                next: &waiting.next_path,
            };
            let cookie = store::begin(&weft, &mut write, &who).await?;
            write.commit().await?;
            return let_in(&weft, &Begun::In(cookie, waiting.next_path));
        } else {
            guesses::wrong(&weft, &mut write, &guesser).await?;
            write.commit().await?;
            errors.add("code", "That code does not hold. Enter the newest one that your app shows; each works once.");
        }
    }
    wait(&weft, show_again(&StepPage::new(&weft, &visitor, true, errors)?), until)
}
