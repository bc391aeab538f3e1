//! The offices of the partnership with their mailboxes: an address that outlives whoever holds the office.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use crate::{
    people::{self, HeldOffice, Permit, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/offices", show), post("/offices/{office}/mailbox", readdress)]
}

/// The longest address, in characters.
const LONGEST: usize = 254;

struct Line {
    office: HeldOffice,
    form_key: String,
    field: String,
    email: String,
    error: String,
}

#[derive(Template)]
#[template(path = "desk/offices.html")]
struct OfficesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    lines: Vec<Line>,
}

impl OfficesPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        posted: Option<(&str, &Posted)>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let mut lines = Vec::new();
        for office in people::held_offices(&weft.db).await? {
            let field = format!("email-{}", office.key);
            let kept = posted.filter(|(key, _)| *key == office.key).map(|(_, posted)| posted.text(&field).to_owned());
            lines.push(Line {
                form_key: visitor.form_key(weft)?,
                email: kept.unwrap_or_else(|| office.email.clone().unwrap_or_default()),
                error: errors.at(&field).to_owned(),
                field,
                office,
            });
        }
        Ok(Self {
            page: visitor.page("Offices and their mailboxes").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account")],
            errors,
            lines,
        })
    }
}

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

async fn show(State(weft): State<Weft>, permit: Permit, Query(done): Query<Done>) -> Shown {
    let mut page = OfficesPage::new(&weft, &permit.visitor, None, FormErrors::default()).await?;
    page.page.notice = done.done.is_some().then(|| "The mailbox was changed.".into());
    show_private(&page)
}

async fn readdress(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let field = format!("email-{key}");
    let email = posted.text(&field).to_lowercase();
    let mut errors = FormErrors::default();
    let is_address = email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !email.is_empty() && (!is_address || email.contains(char::is_whitespace) || email.chars().count() > LONGEST) {
        errors.add(field, "Enter an address such as collaboration@partnership.example, or leave it empty");
    }
    if !errors.is_empty() {
        return show_again(&OfficesPage::new(&weft, &permit.visitor, Some((&key, &posted)), errors).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/offices").await?;
    let email = Some(email.as_str()).filter(|email| !email.is_empty());
    people::readdress_office(&weft, &mut write, permit.visitor.named(), &key, email).await?;
    write.commit().await?;
    Ok(see("/offices?done=changed"))
}
