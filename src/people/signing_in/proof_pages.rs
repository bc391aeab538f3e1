//! Proving oneself again: before an act that somebody at a screen left open must not do, its doer shows within ten minutes of it
//! that they are who signed in: with the password, a one-time code, an emailed link, or the council's sign-in.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::{
    Whence,
    account_pages::own,
    code_store, councils,
    guesses::{self, Guesser},
    pages::safe_path,
    step_pages::wait,
    store,
};
use crate::{
    people::{Visitor, link_pages::encoded, password, store::account_of_email},
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
    vec![get("/account/proof", page), post("/account/proof", prove)]
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

/// A council's sign-in that may be used again.
struct Button {
    href: String,
    name: String,
}

#[derive(Template)]
#[template(path = "people/signing_in/proof.html")]
struct ProofPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    next: String,
    by_email: String,
    /// What is asked for: a code where codes are on, otherwise the password, where there is one.
    code: bool,
    password: bool,
    councils: Vec<Button>,
}

impl ProofPage {
    async fn new(weft: &Weft, visitor: &Visitor, next: &str, errors: FormErrors) -> Result<Self, Problem> {
        let account = own(visitor)?;
        let code = code_store::state(weft, &account.id).await?.on_since.is_some();
        let linked = councils::of_account(&weft.db, &account.id).await?;
        let next = safe_path(next, "/account").to_owned();
        Ok(Self {
            page: visitor.page("Confirm that it is you").with_errors(!errors.is_empty()),
            errors,
            form_key: visitor.form_key(weft)?,
            by_email: format!("/sign-in/link?next={}", encoded(&next)),
            code,
            password: !code
                && account_of_email(&weft.db, &account.email).await?.is_some_and(|(_, hash)| hash.is_some()),
            councils: weft
                .settings
                .councils
                .iter()
                .filter(|council| linked.iter().any(|one| one.council_key == council.key))
                .map(|council| Button {
                    href: format!("/sign-in/council/{}?again=yes&next={}", council.key, encoded(&next)),
                    name: council.name.clone(),
                })
                .collect(),
            next,
        })
    }
}

async fn page(State(weft): State<Weft>, visitor: Visitor, Query(next): Query<Next>) -> Shown {
    show_private(&ProofPage::new(&weft, &visitor, &next.next, FormErrors::default()).await?)
}

async fn prove(State(weft): State<Weft>, visitor: Visitor, whence: Whence, posted: Posted) -> Shown {
    let account = own(&visitor)?;
    let next = safe_path(posted.text("next"), "/account");
    let with_code = code_store::state(&weft, &account.id).await?.on_since.is_some();
    let mut errors = FormErrors::default();
    let (field, missing) =
        if with_code { ("code", "Enter the code that your app shows") } else { ("password", "Enter your password") };
    let given = errors.required(&posted, field, missing);
    let mut until = None;
    if errors.is_empty() {
        let guesser = Guesser::new(&weft, &account.email, &whence.network);
        let right = if with_code { false } else { right_password(&weft, &account.email, given).await? };
        let mut write = weft.db.upkeep().await?;
        until = guesses::shut_until(&weft, write.on(), &guesser).await?;
        if let Some(until) = until {
            errors.add(field, guesses::told(&weft, until).await?);
        } else if right || (with_code && code_store::take(&weft, &mut write, &account.id, given).await?) {
            store::prove(&weft, &mut write, &account.sign_in).await?;
            write.commit().await?;
            return Ok(see(next));
        } else {
            guesses::wrong(&weft, &mut write, &guesser).await?;
            write.commit().await?;
            errors.add(
                field,
                if with_code { "That code does not hold. Enter the newest one." } else { "That is not the password." },
            );
        }
    }
    wait(&weft, show_again(&ProofPage::new(&weft, &visitor, next, errors).await?), until)
}

async fn right_password(weft: &Weft, email: &str, given: &str) -> Result<bool, Problem> {
    let hash = account_of_email(&weft.db, email).await?.and_then(|(_, hash)| hash);
    Ok(given.len() <= password::LONGEST && password::holds(given.to_owned(), hash).await)
}
