//! The sign-in page with every way of signing in, signing in with a password, and signing out.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Arrival, Begun, Way, Whence, arrive,
    guesses::{self, Guesser},
    step_pages::{let_in, wait, with_cookie},
    store,
};
use crate::{
    people::{Visitor, link_pages::encoded, password, store::account_of_email, visitor},
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
    vec![get("/sign-in", sign_in_page), post("/sign-in", sign_in), post("/sign-out", sign_out)]
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// A path of this site to come back to; anything else leads to the page given beside it.
pub(in crate::people) fn safe_path<'a>(next: &'a str, otherwise: &'a str) -> &'a str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(|letter: char| letter.is_control());
    if local { next } else { otherwise }
}

/// A council whose own sign-in may be used.
struct Button {
    href: String,
    name: String,
}

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    email: String,
    next: String,
    /// Where a link is asked for instead.
    by_email: String,
    councils: Vec<Button>,
}

impl SignInPage {
    fn new(weft: &Weft, visitor: &Visitor, next: &str, email: &str, errors: FormErrors) -> Result<Self, Problem> {
        let with_next = |path: String| if next.is_empty() { path } else { format!("{path}?next={}", encoded(next)) };
        Ok(Self {
            page: visitor.page("Sign in").with_errors(!errors.is_empty()),
            errors,
            form_key: visitor.form_key(weft)?,
            email: email.to_owned(),
            by_email: with_next("/sign-in/link".to_owned()),
            councils: weft
                .settings
                .councils
                .iter()
                .map(|council| Button {
                    href: with_next(format!("/sign-in/council/{}", council.key)),
                    name: council.name.clone(),
                })
                .collect(),
            next: next.to_owned(),
        })
    }
}

async fn sign_in_page(State(weft): State<Weft>, visitor: Visitor, Query(next): Query<Next>) -> Shown {
    show_private(&SignInPage::new(&weft, &visitor, &next.next, "", FormErrors::default())?)
}

/// What became of a guess at a password.
enum Guessed {
    Right(Begun),
    Wrong,
    Shut(Timestamp),
}

async fn sign_in(State(weft): State<Weft>, visitor: Visitor, whence: Whence, posted: Posted) -> Shown {
    let email = posted.text("email");
    let mut errors = FormErrors::default();
    errors.required(&posted, "email", "Enter your email address");
    errors.required(&posted, "password", "Enter your password");
    let mut until = None;
    if errors.is_empty() {
        match guess(&weft, email, posted.text("password"), &whence, posted.text("next")).await? {
            Guessed::Right(begun) => return let_in(&weft, &begun),
            Guessed::Wrong => {
                errors
                    .add("email", "The email address and password do not match an account. Check both and try again.");
            }
            Guessed::Shut(at) => {
                errors.add("email", guesses::told(&weft, at).await?);
                until = Some(at);
            }
        }
    }
    let page = SignInPage::new(&weft, &visitor, posted.text("next"), email, errors)?;
    wait(&weft, show_again(&page), until)
}

/// Looks at a guess, unless too many were wrong, and settles it in one write. Whether the address is anybody's changes neither
/// the answer nor the work.
async fn guess(weft: &Weft, email: &str, given: &str, whence: &Whence, next: &str) -> Result<Guessed, Problem> {
    let guesser = Guesser::new(weft, email, &whence.network);
    let mut on = weft.db.read().acquire().await?;
    let shut = guesses::shut_until(weft, &mut on, &guesser).await?;
    drop(on);
    if let Some(at) = shut {
        return Ok(Guessed::Shut(at));
    }
    let found = account_of_email(&weft.db, email).await?;
    let (account, hash) = found.map_or((None, None), |(id, hash)| (Some(id), hash));
    // What is too long to be a password is not hashed: it is wrong, and counts.
    let right = given.len() <= password::LONGEST && password::holds(given.to_owned(), hash).await;
    let mut write = weft.db.upkeep().await?;
    if let Some(at) = guesses::shut_until(weft, write.on(), &guesser).await? {
        return Ok(Guessed::Shut(at));
    }
    let guessed = match account.filter(|_| right) {
        Some(account) => {
            let next = safe_path(next, "/account");
            let who = Arrival { account: &account, way: Way::Password, now: true, whence, next };
            Guessed::Right(arrive(weft, &mut write, &who).await?)
        }
        None => {
            guesses::wrong(weft, &mut write, &guesser).await?;
            Guessed::Wrong
        }
    };
    write.commit().await?;
    Ok(guessed)
}

async fn sign_out(State(weft): State<Weft>, headers: HeaderMap) -> Shown {
    if let Some(hash) = visitor::token_hash(&weft, &headers) {
        store::end(&weft, &hash).await?;
    }
    with_cookie(&weft, see("/"), "", "; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::safe_path;

    #[test]
    fn signing_in_leads_back_to_this_site_only() {
        assert_eq!(safe_path("/indicators?done=1", "/account"), "/indicators?done=1");
        for elsewhere in ["https://evil.example", "//evil.example", "/\\evil.example", "", "indicators", "/a\r\nb"] {
            assert_eq!(safe_path(elsewhere, "/account"), "/account");
        }
    }
}
