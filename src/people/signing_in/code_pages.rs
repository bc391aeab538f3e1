//! One's own one-time codes: setting them up with a picture or a typed secret, recovery codes, turning them off.

use askama::Template;
use axum::extract::State;

use super::{
    Whence,
    account_pages::{local_zone, own},
    code_store, codes,
    guesses::{self, Guesser},
    step_pages::wait,
    store::record,
};
use crate::{
    people::{Account, Visitor},
    plumbing::{
        clock::spoken_instant,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        qr,
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of this feature.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/account/codes", page),
        post("/account/codes/setup", begin),
        post("/account/codes", turn_on),
        post("/account/codes/recovery", recovery),
        post("/account/codes/removal", turn_off),
    ]
}

const HERE: &str = "/account/codes";

/// A secret to be taken into an app.
struct Setup {
    picture: String,
    typed: String,
}

#[derive(Template)]
#[template(path = "people/signing_in/codes.html")]
struct CodesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    setup: Option<Setup>,
    since: Option<String>,
    left: i64,
    /// Recovery codes just made, shown this once.
    fresh: Vec<String>,
}

impl CodesPage {
    async fn new(weft: &Weft, visitor: &Visitor, errors: FormErrors) -> Result<Self, Problem> {
        let account = own(visitor)?;
        let state = code_store::state(weft, &account.id).await?;
        let zone = local_zone(weft).await?;
        let setup = match state.setup {
            Some(secret) => Some(Setup {
                picture: qr::svg(&codes::address(&secret, &visitor.site_name, &account.email))?,
                typed: codes::typed(&secret),
            }),
            None => None,
        };
        Ok(Self {
            page: visitor.page("One-time codes").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/account/signing-in", "Signing in")],
            errors,
            form_key: visitor.form_key(weft)?,
            setup,
            since: state.on_since.map(|at| spoken_instant(&at, &zone)),
            left: state.left,
            fresh: Vec::new(),
        })
    }
}

async fn page(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    visitor.proved(HERE)?;
    show_private(&CodesPage::new(&weft, &visitor, FormErrors::default()).await?)
}

async fn begin(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let account = checked(&visitor)?;
    if code_store::state(&weft, &account.id).await?.on_since.is_some() {
        return Err(Problem::Conflict("One-time codes are on already. Turn them off first to use another app.".into()));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, HERE).await?;
    code_store::begin(&weft, &mut write, &account.id).await?;
    record(&weft, &mut write, &account.id, &account.id, "one-time codes begun", None, serde_json::json!({})).await?;
    write.commit().await?;
    Ok(see(HERE))
}

/// The account of somebody who proved themselves of late.
fn checked(visitor: &Visitor) -> Result<&Account, Problem> {
    visitor.proved(HERE)?;
    own(visitor)
}

async fn turn_on(State(weft): State<Weft>, visitor: Visitor, whence: Whence, posted: Posted) -> Shown {
    let account = checked(&visitor)?;
    if code_store::state(&weft, &account.id).await?.setup.is_none() {
        return Ok(see(HERE));
    }
    let mut errors = FormErrors::default();
    let typed = errors.required(&posted, "code", "Enter the six digits that your app shows");
    let mut until = None;
    if errors.is_empty() {
        let guesser = Guesser::new(&weft, &account.email, &whence.network);
        let mut write = weft.db.write().await?;
        until = guesses::shut_until(&weft, write.on(), &guesser).await?;
        if let Some(until) = until {
            errors.add("code", guesses::told(&weft, until).await?);
        } else if code_store::take(&weft, &mut write, &account.id, typed).await? {
            posted.once(&weft, &mut write, HERE).await?;
            let fresh = code_store::turn_on(&weft, &mut write, &account.id).await?;
            write.commit().await?;
            return shown_once(&weft, &visitor, fresh).await;
        } else {
            drop(write);
            let mut write = weft.db.upkeep().await?;
            guesses::wrong(&weft, &mut write, &guesser).await?;
            write.commit().await?;
            errors.add(
                "code",
                "That code does not hold. Check that the clock of your telephone is right, and enter the newest code.",
            );
        }
    }
    wait(&weft, show_again(&CodesPage::new(&weft, &visitor, errors).await?), until)
}

/// The page with recovery codes that are shown this once.
async fn shown_once(weft: &Weft, visitor: &Visitor, fresh: Vec<String>) -> Shown {
    let page = CodesPage::new(weft, visitor, FormErrors::default()).await?;
    show_private(&CodesPage { fresh, ..page })
}

async fn recovery(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let account = checked(&visitor)?;
    if code_store::state(&weft, &account.id).await?.on_since.is_none() {
        return Ok(see(HERE));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, HERE).await?;
    let fresh = code_store::recovery(&weft, &mut write, &account.id).await?;
    write.commit().await?;
    shown_once(&weft, &visitor, fresh).await
}

async fn turn_off(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let account = checked(&visitor)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, HERE).await?;
    code_store::turn_off(&weft, &mut write, &account.id, &account.id, None).await?;
    write.commit().await?;
    Ok(see("/account/signing-in"))
}
