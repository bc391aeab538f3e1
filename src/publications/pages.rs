//! What everybody sees: the list of publications, a published document inside the frame of the site, and its files.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};

use super::{Kind, Version, shown, store, versions};
use crate::{
    partnership,
    people::{Role, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        layout::{Crumb, Page, show},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/publications", list),
        get("/publications/{key}", latest),
        get("/publications/{key}/versions/{number}", version),
    ]
}

/// A file of a version as a link.
struct FileLink {
    href: String,
    label: String,
}

struct Listed {
    title: String,
    href: String,
    kind: &'static str,
    session: String,
    summary: String,
    day: String,
    published: String,
    versions: String,
    files: Vec<FileLink>,
}

struct InHand {
    title: String,
    href: String,
    state: String,
}

#[derive(Template)]
#[template(path = "publications/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    listed: Vec<Listed>,
    drafts: Vec<InHand>,
}

/// A size in bytes as people read it.
fn size(bytes: i64) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", (bytes + 999) / 1000)
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}

async fn files(weft: &Weft, base: &str, version: &Version) -> Result<Vec<FileLink>, Problem> {
    let mut links = Vec::new();
    for (format, bytes, _) in versions::sizes(&weft.db, &version.publication_key, version.number).await? {
        let label = match format.as_str() {
            "pdf" => format!("PDF, {} pages, {}", version.pages, size(bytes)),
            "html" => format!("HTML file, {}", size(bytes)),
            _ => continue,
        };
        links.push(FileLink { href: format!("{base}.{format}"), label });
    }
    links.reverse();
    Ok(links)
}

async fn list(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let officer = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead);
    let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".into(), |found| found.time_zone));
    let (mut listed, mut drafts) = (Vec::new(), Vec::new());
    for head in store::heads(&weft.db).await? {
        let published = versions::of(&weft.db, &head.key).await?;
        if officer {
            let state =
                if published.is_empty() { "Draft" } else { "Published; its draft can be changed for a correction" };
            drafts.push(InHand {
                title: head.title.clone(),
                href: format!("/publications/{}/draft", head.key),
                state: state.into(),
            });
        }
        let Some(newest) = published.first() else { continue };
        let href = format!("/publications/{}", head.key);
        listed.push(Listed {
            title: newest.title.clone(),
            kind: Kind::of(&head.kind).map_or("Publication", Kind::name),
            session: shown(&head.session),
            summary: head.summary,
            day: spoken_day(&head.day),
            published: spoken_instant(&newest.at, &zone),
            versions: if newest.number == 1 { String::new() } else { format!("Version {}", newest.number) },
            files: files(&weft, &href, newest).await?,
            href,
        });
    }
    let page = visitor
        .page("Publications")
        .section("publications")
        .description("Evaluation reports and collaborative frameworks of the partnership, to read here or as a file.");
    show(&ListPage { page, crumbs: Vec::new(), listed, drafts })
}

#[derive(Template)]
#[template(path = "publications/publication.html")]
struct PublicationPage {
    page: Page,
    crumbs: Vec<Crumb>,
    kind: &'static str,
    summary: String,
    day: String,
    published: String,
    number: i64,
    reason: Option<String>,
    /// Where the newest version is, when this is an older one.
    newer: Option<String>,
    files: Vec<FileLink>,
    older: Vec<Older>,
    draft: Option<String>,
    article: String,
}

struct Older {
    href: String,
    label: String,
    reason: String,
}

/// An address that ends in `.pdf` or `.html`, taken apart.
fn taken_apart(name: &str) -> (&str, Option<&'static str>) {
    for (ending, format) in [(".pdf", "pdf"), (".html", "html")] {
        if let Some(name) = name.strip_suffix(ending) {
            return (name, Some(format));
        }
    }
    (name, None)
}

async fn latest(State(weft): State<Weft>, visitor: Visitor, Path(name): Path<String>) -> Shown {
    let (key, format) = taken_apart(&name);
    let published = versions::of(&weft.db, key).await?;
    let number = published.first().ok_or(Problem::NotFound)?.number;
    match format {
        Some(format) => file(&weft, key, number, format, false).await,
        None => shown_version(&weft, &visitor, key, number, published).await,
    }
}

async fn version(State(weft): State<Weft>, visitor: Visitor, Path((key, name)): Path<(String, String)>) -> Shown {
    let (number, format) = taken_apart(&name);
    let number: i64 = number.parse().ok().ok_or(Problem::NotFound)?;
    let published = versions::of(&weft.db, &key).await?;
    match format {
        Some(format) => file(&weft, &key, number, format, true).await,
        None => shown_version(&weft, &visitor, &key, number, published).await,
    }
}

/// A published file as it was stored.
async fn file(weft: &Weft, key: &str, number: i64, format: &str, numbered: bool) -> Shown {
    let stored = versions::file(&weft.db, key, number, format).await?.ok_or(Problem::NotFound)?;
    let (kind, how) =
        if format == "pdf" { ("application/pdf", "inline") } else { ("text/html; charset=utf-8", "attachment") };
    let name = if numbered { format!("{key}-version-{number}.{format}") } else { format!("{key}.{format}") };
    let mut response = stored.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("{how}; filename=\"{name}\"");
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Problem::broken)?);
    Ok(response)
}

async fn shown_version(weft: &Weft, visitor: &Visitor, key: &str, number: i64, published: Vec<Version>) -> Shown {
    let version = published.iter().find(|version| version.number == number).ok_or(Problem::NotFound)?;
    let newest = published.first().map_or(number, |version| version.number);
    let draft = store::draft(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let article = versions::file(&weft.db, key, number, "article").await?.ok_or(Problem::NotFound)?;
    let article = String::from_utf8(article.bytes).map_err(Problem::broken)?;
    let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".into(), |found| found.time_zone));
    let mut older = Vec::new();
    for other in published.iter().filter(|other| other.number != number) {
        older.push(Older {
            href: format!("/publications/{key}/versions/{}", other.number),
            label: format!("Version {}, published {}", other.number, spoken_instant(&other.at, &zone)),
            reason: other.reason.clone().unwrap_or_default(),
        });
    }
    let base = if number == newest {
        format!("/publications/{key}")
    } else {
        format!("/publications/{key}/versions/{number}")
    };
    let officer = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead);
    show(&PublicationPage {
        page: visitor.page(version.title.clone()).section("publications").description(draft.summary.clone()),
        crumbs: vec![Crumb::new("/publications", "Publications")],
        kind: draft.kind.name(),
        summary: draft.summary,
        day: spoken_day(&draft.day),
        published: spoken_instant(&version.at, &zone),
        number,
        reason: version.reason.clone(),
        newer: (number != newest).then(|| format!("/publications/{key}")),
        files: files(weft, &base, version).await?,
        older,
        draft: officer.then(|| format!("/publications/{key}/draft")),
        article,
    })
}
