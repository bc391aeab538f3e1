//! The public page of a certificate, and the small form that leads to it. It says for whom, what and when, and whether the
//! certificate stands; never why it does not. Search engines are kept out, and nobody may try numbers without end.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Mutex, PoisonError},
};

use askama::Template;
use axum::{
    extract::{ConnectInfo, Path, Query, State as From},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    response::Response,
};
use serde::Deserialize;

use super::{
    Purpose,
    certificate::{Certificate, number_from},
    ground::Ground,
    person, store,
};
use crate::{
    people::Visitor,
    plumbing::{
        address,
        clock::spoken_day,
        form::FormErrors,
        layout::{Page, see, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
    programmes::cohorts,
};

/// How many unknown numbers one address may try in a window.
const TRIES: usize = 30;

/// The length of the window, in minutes.
const WINDOW_MINUTES: i64 = 10;

/// How many addresses are remembered at most; the oldest are forgotten first.
const REMEMBERED: usize = 10_000;

/// The unknown numbers tried lately: the beginning of each address's window, and how many.
static TRIED: Mutex<BTreeMap<String, (i64, usize)>> = Mutex::new(BTreeMap::new());

/// Notes that an address tried a number nobody knows.
fn note_try(address: &str, minute: i64) {
    let mut tried = TRIED.lock().unwrap_or_else(PoisonError::into_inner);
    if tried.len() >= REMEMBERED {
        tried.retain(|_, (since, _)| *since + WINDOW_MINUTES > minute);
    }
    if tried.len() >= REMEMBERED {
        tried.clear();
    }
    let entry = tried.entry(address.to_owned()).or_insert((minute, 0));
    if entry.0 + WINDOW_MINUTES <= minute {
        *entry = (minute, 0);
    }
    entry.1 += 1;
}

/// Whether an address has tried too many lately.
fn tried_too_many(address: &str, minute: i64) -> bool {
    let tried = TRIED.lock().unwrap_or_else(PoisonError::into_inner);
    tried.get(address).is_some_and(|(since, count)| *since + WINDOW_MINUTES > minute && *count >= TRIES)
}

/// Who asks, as far as it can be believed, and when.
struct Asker {
    address: String,
    minute: i64,
}

type Connection = Option<axum::Extension<ConnectInfo<SocketAddr>>>;

impl Asker {
    fn of(weft: &Weft, connection: Connection, headers: &HeaderMap) -> Self {
        let forwarded = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
        let address = address::of(&weft.settings, connection.map(|found| found.0), forwarded);
        Self { address, minute: weft.clock.now().as_second() / 60 }
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    number: Option<String>,
}

#[derive(Template)]
#[template(path = "programmes/completion/verify.html")]
struct VerifyPage {
    page: Page,
    errors: FormErrors,
    number: String,
    found: Option<Found>,
    unknown: bool,
}

/// What the page says of a certificate.
struct Found {
    stands: bool,
    words: String,
    name: String,
    programme: String,
    cohort: String,
    completed_on: String,
    issued_on: String,
    worth: Vec<String>,
    replaced_by: Option<String>,
}

impl Found {
    fn of(certificate: Certificate) -> Self {
        let words = match (&certificate.revoked_on, &certificate.replaced_by) {
            (None, _) => "This certificate stands.".to_owned(),
            (Some(day), None) => format!("This certificate was revoked on {}. It no longer stands.", spoken_day(day)),
            (Some(day), Some(_)) => {
                format!("This certificate was replaced by a new one on {}. It no longer stands.", spoken_day(day))
            }
        };
        Self {
            stands: certificate.stands(),
            words,
            completed_on: spoken_day(&certificate.completed_on),
            issued_on: spoken_day(&certificate.issued_on),
            worth: certificate.worth.lines().map(ToOwned::to_owned).collect(),
            name: certificate.name,
            programme: certificate.programme,
            cohort: certificate.cohort,
            replaced_by: certificate.replaced_by,
        }
    }
}

/// Sends the page: never kept, never indexed, and with the status that says what it is.
fn send(page: &VerifyPage, status: StatusCode) -> Shown {
    let mut response: Response = show_private(page)?;
    *response.status_mut() = status;
    let never = HeaderValue::from_static("noindex, nofollow");
    response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), never);
    Ok(response)
}

/// The form; with a number typed, the way to its page.
pub(super) async fn ask(visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let mut errors = FormErrors::default();
    let typed = asked.number.unwrap_or_default();
    if !typed.trim().is_empty() {
        if let Some(number) = number_from(&typed) {
            return Ok(see(&format!("/verify/{number}")));
        }
        errors.add(
            "number",
            "A number has 16 letters and digits in four groups, for example ABCD-1234-EFGH-5678. Check it",
        );
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = visitor
        .page("Look up a certificate")
        .section("programmes")
        .description("Whether a certificate of a programme stands.")
        .with_errors(!errors.is_empty());
    let number: String = typed.chars().take(60).collect();
    send(&VerifyPage { page, errors, number, found: None, unknown: false }, status)
}

pub(super) async fn show(
    From(weft): From<Weft>,
    visitor: Visitor,
    connection: Connection,
    headers: HeaderMap,
    Path(typed): Path<String>,
) -> Shown {
    let asker = Asker::of(&weft, connection, &headers);
    let shown: String = typed.chars().take(60).collect();
    let mut page = VerifyPage {
        page: visitor.page("Look up a certificate").section("programmes"),
        errors: FormErrors::default(),
        number: shown,
        found: None,
        unknown: false,
    };
    if tried_too_many(&asker.address, asker.minute) {
        page.errors.add(
            "number",
            format!(
                "Too many numbers that nobody knows were tried from here. Wait {WINDOW_MINUTES} minutes and try again"
            ),
        );
        page.page.is_error = true;
        return send(&page, StatusCode::TOO_MANY_REQUESTS);
    }
    let certificate = match number_from(&typed) {
        Some(number) => store::by_number(&weft.db, &number).await?,
        None => None,
    };
    match certificate {
        Some(certificate) => {
            page.page.title = format!("Certificate {}", certificate.number);
            page.number.clone_from(&certificate.number);
            page.found = Some(Found::of(certificate));
            send(&page, StatusCode::OK)
        }
        None => {
            note_try(&asker.address, asker.minute);
            page.unknown = true;
            page.page.title = "No such certificate".into();
            send(&page, StatusCode::NOT_FOUND)
        }
    }
}

#[derive(Template)]
#[template(path = "programmes/completion/own_certificate.html")]
struct OwnPage {
    page: Page,
    token: String,
    name: String,
    programme: String,
    number: Option<String>,
    address: String,
}

/// The certificate that stands for whoever holds a link.
async fn own(weft: &Weft, token: &str) -> Result<(Ground, store::Holder), Problem> {
    let holder = store::holder(&weft.db, token, Purpose::Certificate).await?.ok_or(Problem::NotFound)?;
    if holder.expires_at <= weft.clock.instant() {
        return Err(Problem::NotFound);
    }
    let cohort = cohorts::cohort(&weft.db, &holder.cohort).await?.ok_or(Problem::NotFound)?;
    Ok((Ground::of(weft, cohort).await?, holder))
}

/// The participant's own page, behind the link of the letter.
pub(super) async fn own_page(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let (ground, holder) = own(&weft, &token).await?;
    let number =
        ground.someone(&holder.person_key).ok().and_then(|one| one.certificate()).map(|one| one.number.clone());
    show_private(&OwnPage {
        page: visitor.page(format!("Your certificate: {}", ground.cohort.programme_name)),
        token,
        name: holder.name,
        programme: ground.cohort.full_title(),
        address: number
            .as_ref()
            .map(|number| format!("{}/verify/{number}", weft.settings.public_url))
            .unwrap_or_default(),
        number,
    })
}

/// The participant's certificate as PDF.
pub(super) async fn own_pdf(From(weft): From<Weft>, Path(token): Path<String>) -> Shown {
    let (ground, holder) = own(&weft, &token).await?;
    let certificate = ground.someone(&holder.person_key)?.certificate().ok_or(Problem::NotFound)?;
    person::send(&weft, certificate).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_guesses_has_to_wait_and_may_then_go_on() {
        let address = "192.0.2.77";
        for _ in 0..TRIES {
            assert!(!tried_too_many(address, 100));
            note_try(address, 100);
        }
        assert!(tried_too_many(address, 100) && tried_too_many(address, 109));
        assert!(!tried_too_many("192.0.2.78", 100), "another address is not held up");
        assert!(!tried_too_many(address, 110));
        note_try(address, 110);
        assert!(!tried_too_many(address, 110), "a new window begins with nothing in it");
    }
}
