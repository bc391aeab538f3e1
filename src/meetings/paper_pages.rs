//! Papers of a meeting: added, read, taken away. A closed one is there for members alone.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};

use super::{
    REASONS,
    agenda_pages::PreparePage,
    reason_name,
    sight::Ground,
    store::{self, NewPaper},
};
use crate::{
    people::{Permit, Visitor},
    plan,
    plumbing::{
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, download, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/meetings/{id}/papers", add),
        get("/meetings/{id}/papers/{paper}", read),
        post("/meetings/{id}/papers/{paper}/withdrawal", withdraw),
    ]
}

/// The largest file of a paper, in bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// The longest text of a paper, in characters.
const LONGEST: usize = 50_000;

/// The kinds of file that are taken, by their ending, and how each is sent.
const KINDS: &[(&str, &str)] = &[
    ("pdf", "application/pdf"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("csv", "text/csv; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
];

/// A file's ending, where it is one of those taken.
fn ending(name: &str) -> Option<(&'static str, &'static str)> {
    let (_, ending) = name.rsplit_once('.')?;
    KINDS.iter().copied().find(|(known, _)| ending.eq_ignore_ascii_case(known))
}

fn read_form(posted: &Posted, errors: &mut FormErrors) -> NewPaper {
    let title = errors.required(posted, "paper_title", "Give the paper a title").to_owned();
    if title.chars().count() > 200 {
        errors.add("paper_title", "A title has at most 200 characters. Shorten it");
    }
    let mut paper = NewPaper { title, kind: "text", ..NewPaper::default() };
    let (file, link, body) = (posted.file("file"), posted.text("link"), posted.text("body"));
    match (file, link.is_empty(), body.is_empty()) {
        (Some(file), true, true) => {
            paper.kind = "file";
            match ending(&file.name) {
                // The name is kept as plain ASCII, so that it can stand in a header and on any disk.
                Some((kind, _)) => {
                    let stem = file.name.rsplit_once('.').map_or("", |(stem, _)| stem);
                    paper.file_name = format!("{}.{kind}", key_from(stem));
                }
                None => errors.add("file", "This kind of file is not taken. Save it as PDF and send that"),
            }
            if file.bytes.len() > LARGEST {
                errors.add("file", "The file is larger than 10 MB. Send a smaller one, or an address where it lies");
            } else {
                paper.bytes = Some(file.bytes.to_vec());
            }
        }
        (None, false, true) => {
            paper.kind = "link";
            paper.url = link.to_owned();
            if !(link.starts_with("https://") || link.starts_with('/') && !link.starts_with("//")) || link.len() > 1000
            {
                errors.add("link", "An address begins with https://");
            }
        }
        (None, true, false) => {
            paper.body = body.replace("\r\n", "\n");
            if body.chars().count() > LONGEST {
                errors.add("body", "The text is longer than 50,000 characters. Send it as a file");
            }
        }
        (None, true, true) => errors.add("file", "Give a file, an address or the text of the paper"),
        _ => errors.add("file", "Give only one of the three: a file, an address or the text"),
    }
    if posted.text("access") == "closed" {
        match REASONS.iter().find(|(key, _)| *key == posted.text("reason")) {
            Some((key, _)) => paper.closed_reason = Some((*key).to_owned()),
            None => errors.add("reason", "Choose why the paper is closed; the reason is shown to everybody"),
        }
    } else if posted.given("reason").is_some() {
        errors.add("access", "You chose a reason to close the paper. Choose Members only, or take the reason away");
    }
    paper
}

async fn add(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let paper = read_form(&posted, &mut errors);
    if !errors.is_empty() {
        return show_again(&PreparePage::new(&weft, &permit.visitor, &ground, Some(&posted), errors).await?);
    }
    let page = format!("{}/preparation", ground.meeting.url());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::add_paper(&weft, &mut write, permit.visitor.named(), &ground.meeting, &paper).await?;
    write.commit().await?;
    Ok(see(&page))
}

#[derive(Template)]
#[template(path = "meetings/paper.html")]
struct PaperPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    closed: Option<String>,
    html: String,
}

async fn read(State(weft): State<Weft>, visitor: Visitor, Path((id, key)): Path<(String, String)>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let paper = store::paper(&weft.db, &ground.meeting, &key).await?.ok_or(Problem::NotFound)?;
    // A closed paper answers as one that does not exist.
    if paper.closed_reason.is_some() && !ground.sees_names() {
        return Err(Problem::NotFound);
    }
    if paper.kind == "file" {
        let kind = ending(&paper.file_name).map_or("application/octet-stream", |(_, kind)| kind);
        let mut response = download(store::bytes_of(&weft.db, &key).await?, kind, &paper.file_name)?;
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return Ok(response);
    }
    if paper.kind == "link" {
        return Ok(see(&paper.url));
    }
    show_private(&PaperPage {
        page: visitor.page(paper.title.clone()).section("groups"),
        crumbs: ground.crumbs_below(),
        closed: paper.closed_reason.as_deref().map(reason_name).map(ToOwned::to_owned),
        html: plan::html_of_page(&paper.body),
        title: paper.title,
    })
}

async fn withdraw(
    State(weft): State<Weft>,
    permit: Permit,
    Path((id, key)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let paper = store::paper(&weft.db, &ground.meeting, &key).await?.ok_or(Problem::NotFound)?;
    let page = format!("{}/preparation", ground.meeting.url());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::withdraw_paper(&weft, &mut write, permit.visitor.named(), &ground.meeting, &paper.key).await?;
    write.commit().await?;
    Ok(see(&page))
}
