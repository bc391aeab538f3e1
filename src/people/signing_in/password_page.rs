//! One's own password: choosing one, or changing it. Every other sign-in ends with the old one.

use askama::Template;
use axum::extract::State;

use super::{
    account_pages::own,
    store::{self, Which},
};
use crate::{
    people::{Visitor, password, store::write_password},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/account/password", page), post("/account/password", change)]
}

const HERE: &str = "/account/password";

#[derive(Template)]
#[template(path = "people/signing_in/password.html")]
struct PasswordPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    hint: String,
}

impl PasswordPage {
    fn new(weft: &Weft, visitor: &Visitor, errors: FormErrors) -> Result<Self, Problem> {
        Ok(Self {
            page: visitor.page("Choose a password").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/account/signing-in", "Signing in")],
            errors,
            form_key: visitor.form_key(weft)?,
            hint: password::hint(),
        })
    }
}

async fn page(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    visitor.proved(HERE)?;
    show_private(&PasswordPage::new(&weft, &visitor, FormErrors::default())?)
}

async fn change(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    visitor.proved(HERE)?;
    let account = own(&visitor)?;
    let mut errors = FormErrors::default();
    let own_words = [account.name.as_str(), account.email.as_str(), visitor.site_name.as_str()];
    password::check(&posted, &own_words, &mut errors);
    if !errors.is_empty() {
        return show_again(&PasswordPage::new(&weft, &visitor, errors)?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/account/signing-in").await?;
    write_password(&weft, &mut write, &account.id, posted.text("password")).await?;
    store::end_of_account(&weft, &mut write, &account.id, &account.id, Which::Others(&account.sign_in)).await?;
    write.commit().await?;
    Ok(see("/account/signing-in"))
}
