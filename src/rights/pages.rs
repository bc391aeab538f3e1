//! The pages of rights: one's own record to take away; for administrators, what is held about somebody, and erasing them.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::Response,
};
use serde::Deserialize;

use super::{
    erase::{self, Fate, Line, Preview},
    export::{self, Held},
    subject::{self, Subject},
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, download, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/my/record", own),
        post("/my/record", own_file),
        get("/rights", search),
        get("/rights/{key}", one),
        post("/rights/{key}/export", file),
        get("/rights/{key}/erasure", dry_run),
        post("/rights/{key}/erasure", erase_one),
    ]
}

/// One entry as a page counts it.
struct Count {
    heading: &'static str,
    rows: String,
}

fn counts(held: &[Held]) -> Vec<Count> {
    held.iter().map(|one| Count { heading: one.holding.heading, rows: one.rows.len().to_string() }).collect()
}

/// An address of somebody's page below `/rights`.
fn address(subject: &Subject) -> String {
    let encoded =
        percent_encoding::utf8_percent_encode(subject.address(), percent_encoding::NON_ALPHANUMERIC).to_string();
    format!("/rights/{}", encoded.replace("%2D", "-"))
}

/// A file that no cache may keep.
fn private_zip(bytes: Vec<u8>, name: &str) -> Shown {
    let mut response: Response = download(bytes, "application/zip", name)?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

#[derive(Template)]
#[template(path = "rights/own.html")]
struct OwnPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    counts: Vec<Count>,
    email: String,
}

/// Whoever asks, as the record knows them.
async fn myself(weft: &Weft, visitor: &Visitor) -> Result<Subject, Problem> {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    subject::find(&weft.db, &account.person).await?.ok_or(Problem::NotFound)
}

async fn own(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let held = export::gather(&weft.db, &myself(&weft, &visitor).await?).await?;
    show_private(&OwnPage {
        page: visitor.page("What is held about me"),
        crumbs: vec![Crumb::new("/account", "Your account")],
        form_key: visitor.form_key(&weft)?,
        counts: counts(&held),
        email: visitor.account.as_ref().map(|account| account.email.clone()).unwrap_or_default(),
    })
}

async fn own_file(State(weft): State<Weft>, visitor: Visitor, _posted: Posted) -> Shown {
    let subject = myself(&weft, &visitor).await?;
    private_zip(export::export(&weft, visitor.named(), &subject).await?, "my-record.zip")
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    who: String,
    done: Option<String>,
}

/// One person of the search.
struct Match {
    href: String,
    name: String,
    email: String,
}

#[derive(Template)]
#[template(path = "rights/search.html")]
struct SearchPage {
    page: Page,
    crumbs: Vec<Crumb>,
    who: String,
    matches: Vec<Match>,
}

async fn search(State(weft): State<Weft>, permit: Permit, Query(typed): Query<Typed>) -> Shown {
    let who: String = typed.who.trim().chars().take(200).collect();
    let mut matches = Vec::new();
    if !who.is_empty() {
        for (key, name, email) in subject::like(&weft.db, &who).await? {
            matches.push(Match { href: format!("/rights/{key}"), name, email: email.unwrap_or_default() });
        }
        if matches.is_empty()
            && let Some(found) = subject::find(&weft.db, &who).await?
        {
            let email = found.emails.first().cloned().unwrap_or_default();
            matches.push(Match { href: address(&found), name: found.called().to_owned(), email });
        }
    }
    let mut page = permit.visitor.page("People’s rights");
    if typed.done.as_deref() == Some("erased") {
        page.notice = Some("The person was erased. Backups made before still hold them; replace those.".into());
    }
    show_private(&SearchPage { page, crumbs: vec![Crumb::new("/account", "Your account")], who, matches })
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/account", "Your account"), Crumb::new("/rights", "People’s rights")]
}

#[derive(Template)]
#[template(path = "rights/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    called: String,
    names: String,
    emails: String,
    base: String,
    counts: Vec<Count>,
}

async fn one(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = subject::find(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let held = export::gather(&weft.db, &found).await?;
    show_private(&OnePage {
        page: permit.visitor.page(format!("What is held about {}", found.called())),
        crumbs: crumbs(),
        form_key: permit.visitor.form_key(&weft)?,
        called: found.called().to_owned(),
        names: found.names.join(", "),
        emails: found.emails.join(", "),
        base: address(&found),
        counts: counts(&held),
    })
}

async fn file(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, _posted: Posted) -> Shown {
    let found = subject::find(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    private_zip(export::export(&weft, permit.visitor.named(), &found).await?, "record-of-a-person.zip")
}

/// One line of the dry run as the page shows it.
struct Told {
    heading: &'static str,
    rows: String,
    fate: &'static str,
    why: &'static str,
}

impl Told {
    fn of(line: &Line) -> Self {
        let fate = match line.fate {
            Fate::Goes => "Deleted",
            Fate::Blanked => "Name and words taken out, the rest stays",
            Fate::Stays => "Stays",
        };
        Self { heading: line.heading, rows: line.rows.to_string(), fate, why: line.why }
    }
}

#[derive(Template)]
#[template(path = "rights/erasure.html")]
struct ErasurePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    called: String,
    base: String,
    lines: Vec<Told>,
    preview: Preview,
    reason: String,
    sure: String,
}

async fn erasure_page(
    weft: &Weft,
    visitor: &Visitor,
    found: &Subject,
    typed: (&str, &str),
    errors: FormErrors,
) -> Result<ErasurePage, Problem> {
    let preview = erase::preview(weft, found).await?;
    let mut crumbs = crumbs();
    crumbs.push(Crumb::new(address(found), found.called()));
    Ok(ErasurePage {
        page: visitor.page(format!("Erase {}", found.called())).with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: visitor.form_key(weft)?,
        called: found.called().to_owned(),
        base: address(found),
        lines: preview.lines.iter().map(Told::of).collect(),
        preview,
        reason: typed.0.to_owned(),
        sure: typed.1.to_owned(),
    })
}

async fn dry_run(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = subject::find(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    show_private(&erasure_page(&weft, &permit.visitor, &found, ("", ""), FormErrors::default()).await?)
}

async fn erase_one(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = subject::find(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reason", "Say why the person is erased, without naming them");
    let sure = posted.text("sure");
    if sure != found.called() {
        errors.add("sure", format!("Type the name as it stands here, {}, to erase this person", found.called()));
    }
    let own = permit.visitor.account.as_ref().is_some_and(|account| found.accounts.contains(&account.id));
    if own {
        errors.add("reason", "You cannot erase yourself. Ask another administrator to do it");
    }
    if errors.is_empty() {
        match erase::erase(&weft, permit.visitor.named(), &found, reason).await {
            Ok(_) => return Ok(see("/rights?done=erased")),
            Err(Problem::Conflict(sentence)) => errors.add("reason", sentence),
            Err(other) => return Err(other),
        }
    }
    show_again(&erasure_page(&weft, &permit.visitor, &found, (reason, sure), errors).await?)
}
