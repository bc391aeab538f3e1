//! Going to a council's sign-in and coming back: signed in, still unknown, or with a plain page that says what happened.

use askama::Template;
use axum::{
    extract::{Path, Query, RawQuery, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Fault,
    flow::{self, Ticket, Vouched},
    store::{self, ASK_MINUTES, Asked},
};
use crate::{
    people::{
        Visitor,
        signing_in::{Arrival, Begun, Way, Whence, account_pages::own, arrive, let_in, safe_path},
        visitor::cookie_value,
    },
    plumbing::{
        councils::Council,
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

/// The routes of this feature.
pub(in crate::people::signing_in) fn routes() -> Vec<Route> {
    vec![
        get("/sign-in/council/{key}", begin),
        get("/sign-in/council/{key}/callback", answered),
        get("/account/council", connect_page),
        post("/account/council", connect),
        post("/account/councils/{id}/end", disconnect),
    ]
}

fn council_of<'a>(weft: &'a Weft, key: &str) -> Result<&'a Council, Problem> {
    weft.settings.councils.iter().find(|council| council.key == key).ok_or(Problem::NotFound)
}

/// The name of the cookie that binds a council's answer to the browser that asked.
pub fn cookie_name(weft: &Weft) -> &'static str {
    if weft.settings.https() { "__Host-council" } else { "council" }
}

/// The random digits of this browser, where it has some.
fn browser(weft: &Weft, headers: &HeaderMap) -> Option<String> {
    cookie_value(headers, cookie_name(weft))
        .filter(|value| value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[derive(Template)]
#[template(path = "people/signing_in/councils/fault.html")]
struct FaultPage {
    page: Page,
    council: String,
    again: String,
    advice: &'static str,
}

fn shown(visitor: &Visitor, council: &Council, fault: Fault) -> Shown {
    let page = FaultPage {
        page: visitor.page(fault.title()),
        council: council.name.clone(),
        again: format!("/sign-in/council/{}", council.key),
        advice: fault.advice(),
    };
    let mut response = show_private(&page)?;
    *response.status_mut() = fault.status();
    Ok(response)
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    next: String,
    again: Option<String>,
}

async fn begin(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Shown {
    let council = council_of(&weft, &key)?;
    let state = weft.random.token()?;
    let browser = match browser(&weft, &headers) {
        Some(browser) => browser,
        None => weft.random.token()?,
    };
    let again = wanted.again.is_some();
    let to = match flow::begin(&weft, council, Ticket { state: &state, browser: &browser }, again).await {
        Ok(to) => to,
        Err(fault) => return shown(&visitor, council, fault),
    };
    let asked = Asked { next_path: safe_path(&wanted.next, "/account").to_owned(), again: i64::from(again) };
    store::begin(&weft, &council.key, &state, &browser, &asked).await?;
    let secure = if weft.settings.https() { "; Secure" } else { "" };
    let cookie = format!(
        "{}={browser}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}",
        cookie_name(&weft),
        30 * 60 + 60 * ASK_MINUTES
    );
    let mut response: Response = Redirect::to(&to).into_response();
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(Problem::broken)?);
    Ok(response)
}

/// The parts of an answer. An answer that says one thing twice is not read.
fn parts(query: &str) -> Option<Vec<(String, String)>> {
    let parts: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let twice = parts.iter().enumerate().any(|(at, (name, _))| parts[..at].iter().any(|(other, _)| other == name));
    (!twice).then_some(parts)
}

async fn answered(
    State(weft): State<Weft>,
    visitor: Visitor,
    whence: Whence,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Shown {
    let council = council_of(&weft, &key)?;
    let Some(parts) = parts(&query.unwrap_or_default()) else { return shown(&visitor, council, Fault::Garbled) };
    let part = |name: &str| parts.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    let (Some(state), Some(browser)) = (part("state"), browser(&weft, &headers)) else {
        return shown(&visitor, council, Fault::Lost);
    };
    let Some(asked) = store::spend(&weft, &council.key, state, &browser).await? else {
        return shown(&visitor, council, Fault::Lost);
    };
    if part("error").is_some() {
        return shown(&visitor, council, Fault::Refused);
    }
    let Some(code) = part("code").filter(|code| !code.is_empty() && code.len() <= 4096) else {
        return shown(&visitor, council, Fault::Garbled);
    };
    let ticket = Ticket { state, browser: &browser };
    let vouched = match flow::answered(&weft, council, ticket, code, part("iss")).await {
        Ok(vouched) => vouched,
        Err(fault) => return shown(&visitor, council, fault),
    };
    take_in(&weft, &visitor, council, &whence, &browser, &asked, &vouched).await
}

/// Lets in whom a council vouches for, or keeps them until somebody says whose sign-in it is.
async fn take_in(
    weft: &Weft,
    visitor: &Visitor,
    council: &Council,
    whence: &Whence,
    browser: &str,
    asked: &Asked,
    vouched: &Vouched,
) -> Shown {
    let mut write = weft.db.upkeep().await?;
    match store::account(weft, &mut write, &vouched.issuer, &vouched.subject).await? {
        Some((_, false)) => shown(visitor, council, Fault::Closed),
        Some((account, true)) => {
            let stranger = visitor.account.as_ref().is_none_or(|signed_in| signed_in.id != account);
            if asked.again == 1 && (stranger || !vouched.now) {
                // Proving oneself again is for whoever is signed in, and only where the council says that it asked now.
                return shown(visitor, council, Fault::Refused);
            }
            let (way, now, next) = (Way::Council, vouched.now, asked.next_path.as_str());
            let who = Arrival { account: &account, way, now, whence, next };
            let begun: Begun = arrive(weft, &mut write, &who).await?;
            write.commit().await?;
            let_in(weft, &begun)
        }
        None => {
            store::keep_newcomer(weft, &mut write, browser, &council.key, &vouched.issuer, &vouched.subject).await?;
            write.commit().await?;
            if visitor.account.is_some() {
                return Ok(see("/account/council"));
            }
            show_private(&NewcomerPage { page: visitor.page("Say once who you are"), council: council.name.clone() })
        }
    }
}

#[derive(Template)]
#[template(path = "people/signing_in/councils/newcomer.html")]
struct NewcomerPage {
    page: Page,
    council: String,
}

#[derive(Template)]
#[template(path = "people/signing_in/councils/connect.html")]
struct ConnectPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    council: String,
    email: String,
}

async fn connect_page(State(weft): State<Weft>, visitor: Visitor, headers: HeaderMap) -> Shown {
    let account = own(&visitor)?;
    let waiting = match browser(&weft, &headers) {
        Some(browser) => store::newcomer(&weft, &browser).await?,
        None => None,
    };
    let Some(council) = waiting.and_then(|key| council_of(&weft, &key).ok()) else {
        return Ok(see("/account/signing-in"));
    };
    show_private(&ConnectPage {
        page: visitor.page("Connect your council’s sign-in"),
        crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/account/signing-in", "Signing in")],
        form_key: visitor.form_key(&weft)?,
        council: council.name.clone(),
        email: account.email.clone(),
    })
}

async fn connect(State(weft): State<Weft>, visitor: Visitor, headers: HeaderMap, posted: Posted) -> Shown {
    visitor.proved("/account/council")?;
    let account = own(&visitor)?;
    let browser = browser(&weft, &headers).ok_or(Problem::NotFound)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/account/signing-in").await?;
    if store::claim(&weft, &mut write, &browser, &account.id).await? {
        write.commit().await?;
        return Ok(see("/account/signing-in"));
    }
    Err(Problem::Conflict("It took more than half an hour. Begin again with the button of your council.".into()))
}

async fn disconnect(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>, posted: Posted) -> Shown {
    visitor.proved("/account/signing-in")?;
    let account = own(&visitor)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/account/signing-in").await?;
    store::disconnect(&weft, &mut write, &account.id, &id).await?;
    write.commit().await?;
    Ok(see("/account/signing-in"))
}
