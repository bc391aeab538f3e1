//! “Signing in” of one's own account: where one is signed in, ending that, and the ways to prove who one is; and what an
//! administrator may end for somebody else.

use askama::Template;
use axum::extract::{Path, State};
use jiff::tz::TimeZone;

use super::{
    Way, code_store,
    councils::{self, Identity},
    store::{self, Which},
};
use crate::{
    partnership,
    people::{Account, Permit, Visitor, store::account_of_email},
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
    vec![
        get("/account/signing-in", own_page),
        post("/account/sign-ins/{id}/end", end_one),
        post("/account/sign-ins/others/end", end_others),
        get("/accounts/{email}/signing-in", page_of_account),
        post("/accounts/{email}/sign-ins/end", end_of_account),
        post("/accounts/{email}/codes/removal", remove_codes),
    ]
}

/// The partnership's time zone.
pub(super) async fn local_zone(weft: &Weft) -> Result<TimeZone, Problem> {
    Ok(partnership::load(&weft.db).await?.map_or_else(|| zone("UTC"), |found| zone(&found.time_zone)))
}

/// The account of whoever is signed in.
pub(super) fn own(visitor: &Visitor) -> Result<&Account, Problem> {
    visitor.account.as_ref().ok_or(Problem::NotFound)
}

/// One sign-in of the list.
struct Line {
    id: String,
    device: String,
    address: String,
    way: &'static str,
    since: String,
    last: String,
    here: bool,
}

async fn lines(weft: &Weft, account: &str, here: &str, zone: &TimeZone) -> Result<Vec<Line>, Problem> {
    Ok(store::of_account(weft, account)
        .await?
        .into_iter()
        .map(|row| Line {
            here: row.id == here,
            id: row.id,
            device: row.device,
            address: if row.address.is_empty() { "Not known".to_owned() } else { row.address },
            way: Way::of(&row.way).name(),
            since: spoken_instant(&row.created_at, zone),
            last: spoken_instant(&row.last_seen_at, zone),
        })
        .collect())
}

/// A council's sign-in that opens the account.
struct Linked {
    id: String,
    name: String,
    since: String,
}

#[derive(Template)]
#[template(path = "people/signing_in/own.html")]
struct OwnPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    lines: Vec<Line>,
    password: bool,
    codes_since: Option<String>,
    left: i64,
    linked: Vec<Linked>,
    councils: bool,
}

async fn own_page(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let account = own(&visitor)?;
    let zone = local_zone(&weft).await?;
    let codes = code_store::state(&weft, &account.id).await?;
    let identities = councils::of_account(&weft.db, &account.id).await?;
    show_private(&OwnPage {
        page: visitor.page("Signing in"),
        crumbs: vec![Crumb::new("/account", "Your account")],
        form_key: visitor.form_key(&weft)?,
        lines: lines(&weft, &account.id, &account.sign_in, &zone).await?,
        password: account_of_email(&weft.db, &account.email).await?.is_some_and(|(_, hash)| hash.is_some()),
        codes_since: codes.on_since.map(|at| spoken_instant(&at, &zone)),
        left: codes.left,
        linked: identities
            .into_iter()
            .map(|Identity { id, council_key, linked_at }| Linked {
                id,
                name: weft
                    .settings
                    .councils
                    .iter()
                    .find(|council| council.key == council_key)
                    .map_or(council_key, |council| council.name.clone()),
                since: spoken_instant(&linked_at, &zone),
            })
            .collect(),
        councils: !weft.settings.councils.is_empty(),
    })
}

const OWN: &str = "/account/signing-in";

async fn end_one(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>, posted: Posted) -> Shown {
    let account = own(&visitor)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, OWN).await?;
    if store::end_of_account(&weft, &mut write, &account.id, &account.id, Which::One(&id)).await? == 0 {
        return Err(Problem::NotFound);
    }
    write.commit().await?;
    Ok(see(OWN))
}

async fn end_others(State(weft): State<Weft>, visitor: Visitor, posted: Posted) -> Shown {
    let account = own(&visitor)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, OWN).await?;
    store::end_of_account(&weft, &mut write, &account.id, &account.id, Which::Others(&account.sign_in)).await?;
    write.commit().await?;
    Ok(see(OWN))
}

#[derive(Template)]
#[template(path = "people/signing_in/of_account.html")]
struct OfAccountPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    email: String,
    lines: Vec<Line>,
    codes_since: Option<String>,
    reason: String,
}

impl OfAccountPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        email: &str,
        errors: FormErrors,
        reason: &str,
    ) -> Result<Self, Problem> {
        let (account, name) = store::open_account(&weft.db, email).await?.ok_or(Problem::NotFound)?;
        let zone = local_zone(weft).await?;
        Ok(Self {
            page: visitor.page(format!("Signing in: {name}")).with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/accounts", "Accounts")],
            errors,
            form_key: visitor.form_key(weft)?,
            lines: lines(weft, &account, "", &zone).await?,
            codes_since: code_store::state(weft, &account).await?.on_since.map(|at| spoken_instant(&at, &zone)),
            email: email.to_lowercase(),
            reason: reason.to_owned(),
        })
    }
}

async fn page_of_account(State(weft): State<Weft>, permit: Permit, Path(email): Path<String>) -> Shown {
    show_private(&OfAccountPage::new(&weft, &permit.visitor, &email, FormErrors::default(), "").await?)
}

fn back(email: &str) -> String {
    format!("/accounts/{}/signing-in", percent_encoding::utf8_percent_encode(email, percent_encoding::NON_ALPHANUMERIC))
}

async fn end_of_account(State(weft): State<Weft>, permit: Permit, Path(email): Path<String>, posted: Posted) -> Shown {
    let (account, _) = store::open_account(&weft.db, &email).await?.ok_or(Problem::NotFound)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back(&email)).await?;
    store::end_of_account(&weft, &mut write, permit.visitor.named(), &account, Which::All).await?;
    write.commit().await?;
    Ok(see(&back(&email)))
}

async fn remove_codes(State(weft): State<Weft>, permit: Permit, Path(email): Path<String>, posted: Posted) -> Shown {
    permit.visitor.proved(&back(&email))?;
    let (account, _) = store::open_account(&weft.db, &email).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reason", "Enter why, such as: telephone lost, known by voice");
    if !errors.is_empty() {
        return show_again(&OfAccountPage::new(&weft, &permit.visitor, &email, errors, reason).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back(&email)).await?;
    code_store::turn_off(&weft, &mut write, permit.visitor.named(), &account, Some(reason)).await?;
    write.commit().await?;
    Ok(see(&back(&email)))
}
