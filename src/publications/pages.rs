//! What everybody sees: the list of publications, a published document inside the frame of the site, and its files.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};

use std::collections::BTreeMap;

use super::{Kind, Version, covers, press, revised, shown, store, versions};
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
        get("/publications/{key}/charts/{name}", chart),
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
    /// Whether the visitor may begin a publication.
    may_begin: bool,
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
            "docx" => format!("Word file, {}", size(bytes)),
            _ => continue,
        };
        links.push(FileLink { href: format!("{base}.{format}"), label });
    }
    // A version from before Word files were kept still has its document, from which one is made when asked for.
    if !links.iter().any(|link| link.href.ends_with(".docx")) {
        links.push(FileLink { href: format!("{base}.docx"), label: "Word file".into() });
    }
    let order = [".pdf", ".docx", ".html"];
    links.sort_by_key(|link| order.iter().position(|ending| link.href.ends_with(ending)));
    Ok(links)
}

async fn list(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let officer = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead);
    let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".into(), |found| found.time_zone));
    let (mut listed, mut drafts) = (Vec::new(), Vec::new());
    let councils: BTreeMap<String, String> =
        partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.council_name)).collect();
    let own = visitor.account.as_ref().map(|account| account.authorities()).unwrap_or_default();
    for head in store::heads(&weft.db).await? {
        let published = versions::of(&weft.db, &head.key).await?;
        let council = if head.kind == Kind::CommitteeReport.key() { councils.get(&head.scope) } else { None };
        let title = council.map_or_else(|| head.title.clone(), |council| format!("{}: {council}", head.title));
        // The papers of the councils are listed under the shared text, and to a council's officer their own.
        if (officer && council.is_none()) || (council.is_some() && own.contains(&head.scope.as_str())) {
            let state = match (published.is_empty(), council) {
                (true, None) => "Draft",
                (true, Some(_)) => "Your council’s paper; its cover is yours to fill in",
                (false, _) => "Published; its draft can be changed for a correction",
            };
            drafts.push(InHand {
                title: title.clone(),
                href: format!("/publications/{}/draft", head.key),
                state: state.into(),
            });
        }
        let Some(newest) = published.first() else { continue };
        let href = format!("/publications/{}", head.key);
        listed.push(Listed {
            title: council.map_or_else(|| newest.title.clone(), |council| format!("{}: {council}", newest.title)),
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
        .description("Reports, frameworks and committee papers of the partnership, to read here or as a file.");
    show(&ListPage { page, crumbs: Vec::new(), listed, drafts, may_begin: officer })
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
    /// Which of its pooled figures are others now, for those who may correct it.
    revised: Vec<String>,
    article: String,
    charts: Vec<ChartLink>,
    /// The councils' papers, under the shared text of a committee report.
    papers: Vec<FileLink>,
}

/// A drawing for slides.
struct ChartLink {
    href: String,
    caption: String,
    alternative: String,
}

struct Older {
    href: String,
    label: String,
    reason: String,
}

/// An address that ends in `.pdf` or `.html`, taken apart.
fn taken_apart(name: &str) -> (&str, Option<&'static str>) {
    for (ending, format) in [(".pdf", "pdf"), (".html", "html"), (".docx", "docx")] {
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
    let bytes = versions::bytes(weft, key, number, format).await?;
    let (kind, how) = match format {
        "pdf" => ("application/pdf", "inline"),
        "docx" => (press::DOCX, "attachment"),
        _ => ("text/html; charset=utf-8", "attachment"),
    };
    let name = if numbered { format!("{key}-version-{number}.{format}") } else { format!("{key}.{format}") };
    let mut response = bytes.into_response();
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
    let title = match &draft.cover {
        Some(cover) => format!("{}: {}", version.title, cover.council),
        None => version.title.clone(),
    };
    let mut papers = Vec::new();
    if draft.kind == Kind::CommitteeReport && draft.cover.is_none() {
        for one in covers::of_shared(&weft.db, key).await? {
            if !versions::of(&weft.db, &one.key).await?.is_empty() {
                papers.push(FileLink { href: format!("/publications/{}", one.key), label: one.cover.council });
            }
        }
    }
    let charts = versions::charts(&weft.db, key, number).await?;
    let chart_base = format!("/publications/{key}/charts");
    show(&PublicationPage {
        charts: (1..)
            .zip(charts)
            .map(|(at, chart)| ChartLink {
                href: format!("{chart_base}/{number}-{at}.png"),
                caption: typesetting::model::plain_text(&chart.caption),
                alternative: chart.alternative,
            })
            .collect(),
        papers,
        page: visitor.page(title).section("publications").description(draft.summary.clone()),
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
        revised: if officer { revised::changes(weft, key, newest).await? } else { Vec::new() },
        draft: officer.then(|| format!("/publications/{key}/draft")),
        article,
    })
}

/// A drawing of a published version as a picture for slides: `VERSION-NUMBER.png`, both from 1.
async fn chart(State(weft): State<Weft>, Path((key, name)): Path<(String, String)>) -> Shown {
    let place = name.strip_suffix(".png").and_then(|name| name.split_once('-')).ok_or(Problem::NotFound)?;
    let (Ok(number), Ok(at)) = (place.0.parse::<i64>(), place.1.parse::<usize>()) else {
        return Err(Problem::NotFound);
    };
    let chart = versions::charts(&weft.db, &key, number).await?.into_iter().nth(at.wrapping_sub(1));
    let bytes = press::png(chart.ok_or(Problem::NotFound)?.svg).await.map_err(Problem::from)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    let disposition = format!("attachment; filename=\"{key}-chart-{at}.png\"");
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Problem::broken)?);
    Ok(response)
}
