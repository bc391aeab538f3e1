//! Minutes and packs to read, to print and to edit in Word.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
};
use typesetting::model::Document;

use super::{
    document::{self, Minutes},
    one::readable_revision,
    sight::{Ground, Sight},
    store::{self, Version},
};
use crate::{
    people::Visitor,
    plumbing::{
        layout::{Crumb, Page, download, show_private},
        press,
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/meetings/{id}/minutes", page),
        get("/meetings/{id}/minutes.pdf", pdf),
        get("/meetings/{id}/minutes.docx", docx),
        get("/meetings/{id}/pack", pack_page),
        get("/meetings/{id}/pack.pdf", pack_pdf),
        get("/meetings/{id}/pack.docx", pack_docx),
    ]
}

#[derive(Template)]
#[template(path = "meetings/document.html")]
struct DocumentPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    file: String,
    article: String,
    /// What this reader sees, in a sentence.
    sight: &'static str,
    approve: Option<String>,
    versions: Vec<VersionShown>,
}

/// An approved version as the page lists it.
struct VersionShown {
    number: i64,
    day: String,
    reason: String,
}

/// The minutes as the visitor may read them.
async fn minutes(weft: &Weft, ground: &Ground) -> Result<Document, Problem> {
    let versions = store::versions(&weft.db, &ground.meeting).await?;
    let approved = versions.into_iter().next();
    let number = readable_revision(ground, approved.as_ref().map(|version| version.revision))?;
    let revision = store::revision(&weft.db, &ground.meeting, number).await?.ok_or(Problem::NotFound)?;
    let version: Option<Version> = approved.filter(|version| version.revision == number);
    let minutes = Minutes::gather(weft, ground, revision.body, version).await?;
    minutes.document(weft, ground, ground.sees_names()).await
}

async fn page(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let document = minutes(&weft, &ground).await?;
    let versions = store::versions(&weft.db, &ground.meeting).await?;
    let approve = ground.sight == Sight::Keeper && versions.is_empty();
    let shown = versions.into_iter().map(|version| VersionShown {
        number: version.number,
        day: crate::plumbing::clock::spoken_day(&version.day),
        reason: version.reason.filter(|_| ground.sees_names()).unwrap_or_default(),
    });
    show_private(&DocumentPage {
        page: visitor.page(document.title.clone()).section("groups"),
        crumbs: ground.crumbs_below(),
        file: format!("{}/minutes", ground.meeting.url()),
        article: press::article(&document)?,
        sight: if ground.sees_names() {
            "You read these minutes with the names of people. The public reads offices in their place, and only once the minutes are approved."
        } else {
            "Offices stand in place of the names of people."
        },
        approve: approve.then(|| format!("{}/approval", ground.meeting.url())),
        versions: shown.collect(),
        title: document.title,
    })
}

async fn pack_page(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let document = document::pack(&weft, &ground).await?;
    show_private(&DocumentPage {
        page: visitor.page(document.title.clone()).section("groups"),
        crumbs: ground.crumbs_below(),
        file: format!("{}/pack", ground.meeting.url()),
        article: press::article(&document)?,
        sight: if ground.sees_names() { "This pack holds closed papers. Do not pass it on." } else { "" },
        approve: None,
        versions: Vec::new(),
        title: document.title,
    })
}

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file that may hold what only members see, and is therefore never kept on the way.
fn sent(bytes: Vec<u8>, kind: &'static str, name: &str) -> Shown {
    let mut response = download(bytes, kind, name)?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn pdf(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let document = minutes(&weft, &ground).await?;
    sent(press::pdf(document).await?.bytes, "application/pdf", &format!("minutes-{id}.pdf"))
}

async fn docx(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let document = minutes(&weft, &ground).await?;
    sent(press::docx(document).await?, WORD, &format!("minutes-{id}.docx"))
}

async fn pack_pdf(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let document = document::pack(&weft, &ground).await?;
    sent(press::pdf(document).await?.bytes, "application/pdf", &format!("pack-{id}.pdf"))
}

async fn pack_docx(State(weft): State<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let document = document::pack(&weft, &ground).await?;
    sent(press::docx(document).await?, WORD, &format!("pack-{id}.docx"))
}
