//! The page on which people make and revoke their tokens for programs.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Visitor,
    tokens::{self, Token},
};
use crate::{
    partnership,
    plumbing::{
        clock::{spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/account/tokens", page), post("/account/tokens", make), post("/account/tokens/{id}/revocation", revoke)]
}

/// The longest name of a token.
const LONGEST: usize = 100;

/// One token of the list.
struct Line {
    id: String,
    name: String,
    made: String,
    used: String,
}

#[derive(Template)]
#[template(path = "people/tokens.html")]
struct TokensPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    lines: Vec<Line>,
    kept_name: String,
    /// The token just made, shown this once.
    fresh: Option<String>,
    /// Whether a token may be made now, or only after a proof.
    proved: bool,
}

impl TokensPage {
    async fn new(weft: &Weft, visitor: &Visitor, errors: FormErrors, name: &str) -> Result<Self, Problem> {
        let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
        let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone));
        let line = |Token { id, name, made_at, last_used_at }| Line {
            id,
            name,
            made: spoken_instant(&made_at, &zone),
            used: last_used_at.map_or_else(|| "Not yet".to_owned(), |at| spoken_instant(&at, &zone)),
        };
        Ok(Self {
            page: visitor.page("Tokens for programs").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account")],
            errors,
            form_key: visitor.form_key(weft)?,
            lines: tokens::of_account(&weft.db, &account.id).await?.into_iter().map(line).collect(),
            kept_name: name.to_owned(),
            fresh: None,
            proved: account.proved,
        })
    }
}

async fn page(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    show_private(&TokensPage::new(&weft, &visitor, FormErrors::default(), "").await?)
}

async fn make(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    visitor.proved("/account/tokens")?;
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let name = errors.required(&posted, "name", "Enter what the token is for, such as the name of the program");
    if name.chars().count() > LONGEST {
        errors.add("name", format!("Use at most {LONGEST} characters"));
    }
    if tokens::of_account(&weft.db, &account.id).await?.len() >= tokens::MOST {
        errors.add("name", format!("You have {} tokens already; revoke one that is no longer used", tokens::MOST));
    }
    if !errors.is_empty() {
        return show_again(&TokensPage::new(&weft, &visitor, errors, name).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/account/tokens").await?;
    let token = tokens::make(&weft, &mut write, &account.id, name).await?;
    write.commit().await?;
    let mut page = TokensPage::new(&weft, &visitor, FormErrors::default(), "").await?;
    page.fresh = Some(token);
    show_private(&page)
}

async fn revoke(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>, posted: Posted) -> Shown {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/account/tokens").await?;
    tokens::revoke(&weft, &mut write, &account.id, &id).await?;
    write.commit().await?;
    Ok(see("/account/tokens"))
}
