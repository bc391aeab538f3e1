//! The officer's pages: a draft with its checklist, previews, and publication with its confirmation.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use serde::Deserialize;

use super::{
    Draft, Item, Kind, Severity,
    compile::{Edition, compile},
    cover::COVER,
    covers, press,
    press::Stopped,
    publish,
    records::Records,
    store, versions,
};
use crate::{
    partnership,
    people::{Permit, Role, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/publications/{key}/draft", draft_page),
        get("/publications/{key}/draft/preview", preview),
        get("/publications/{key}/draft/preview.pdf", preview_pdf),
        get("/publications/{key}/draft/preview.docx", preview_docx),
        post("/publications/{key}/check", check),
    ]
}

pub(super) fn crumbs(draft: &Draft, inside: bool) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb::new("/publications", "Publications")];
    if inside {
        crumbs.push(Crumb::new(format!("/publications/{}/draft", draft.key), "Draft"));
    }
    crumbs
}

/// An item of the checklist as the page shows it.
pub(super) struct Line {
    pub(super) what: String,
    pub(super) place: String,
    pub(super) href: Option<String>,
}

/// The items of one weight, each with the page on which it is mended, where the visitor may work on it.
pub(super) fn lines(draft: &Draft, visitor: &Visitor, items: &[Item], severity: Severity) -> Vec<Line> {
    let writes = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead);
    let line = |item: &Item| {
        let (place, href) = match &item.section {
            Some((section, title)) => {
                let row =
                    if item.row == 0 { String::new() } else { format!(", row {}, column {}", item.row, item.column) };
                let href = match &draft.cover {
                    Some(_) if section == COVER => Some(format!("/publications/{}/cover", draft.key)),
                    Some(cover) => Some(format!("/publications/{}/draft/sections/{section}", cover.shared)),
                    None => Some(format!("/publications/{}/draft/sections/{section}", draft.key)),
                };
                (format!("{title}{row}"), href.filter(|_| writes || section == COVER))
            }
            None => ("The whole publication".to_owned(), None),
        };
        Line { what: item.what.clone(), place, href }
    };
    items.iter().filter(|item| item.severity == severity).map(line).collect()
}

struct SectionLine {
    /// Where it is changed; empty where the visitor may only read it.
    href: String,
    title: String,
    words: String,
    changed: String,
}

#[derive(Template)]
#[template(path = "publications/draft.html")]
struct DraftPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    key: String,
    kind: &'static str,
    session: String,
    day: String,
    /// 0 draft, 1 checked, 2 published.
    step: usize,
    checked: Option<String>,
    version: Option<i64>,
    changed: bool,
    may_publish: bool,
    errors: Vec<Line>,
    warnings: Vec<Line>,
    sections: Vec<SectionLine>,
    /// Whether this is the shared text of a committee report.
    is_shared: bool,
    papers: Vec<PaperLine>,
    /// Where the shared text of a council's paper is written.
    shared: Option<String>,
    cover: Option<String>,
    /// What the draft is made from, where nobody writes it.
    made_from: Option<String>,
}

/// A council's paper in the list under the shared text.
struct PaperLine {
    council: String,
    committee: String,
    day: String,
    state: String,
    href: String,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn draft_page(
    State(weft): State<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    Query(done): Query<Done>,
) -> Shown {
    let (draft, _, items) = publish::checklist(&weft, &key).await?;
    permit.within(&draft.belongs_to())?;
    let visitor = permit.visitor;
    let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".into(), |found| found.time_zone));
    let last = store::last_check(&weft.db, &key).await?;
    let version = versions::of(&weft.db, &key).await?.first().map(|version| version.number);
    let changed = match version {
        Some(number) => publish::changed(&weft, &key, number).await?,
        None => false,
    };
    let is_checked = last.as_ref().is_some_and(|last| last.draft_sha256 == draft.sha256() && last.errors == 0);
    let rows = store::sections(&weft.db, &key).await?;
    let mut page = visitor.page(format!("Draft: {}", draft.title_in_lists())).section("publications");
    page.notice = match done.done.as_str() {
        "checked" => Some("The draft was checked; the checklist below says what was found.".into()),
        "saved" => Some("The section was saved.".into()),
        "cover" => Some("The cover was saved.".into()),
        "begun" => Some("The draft was made.".into()),
        _ => None,
    };
    let writes = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead);
    let fills = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::AuthorityOfficer);
    let is_shared = draft.kind == Kind::CommitteeReport && draft.cover.is_none();
    let shared = draft.cover.as_ref().map(|cover| cover.shared.clone());
    let written_at = shared.clone().unwrap_or_else(|| key.clone());
    show_private(&DraftPage {
        page,
        crumbs: crumbs(&draft, false),
        form_key: visitor.form_key(&weft)?,
        kind: draft.kind.name(),
        session: draft.session_shown(),
        day: spoken_day(&draft.day),
        step: if version.is_some() && !changed { 2 } else { usize::from(is_checked) },
        checked: last.map(|last| {
            format!(
                "Last checked {}: {} to mend, {} to look at.",
                spoken_instant(&last.at, &zone),
                last.errors,
                last.warnings
            )
        }),
        version,
        changed,
        may_publish: visitor.holds(Role::CollaborationOfficer),
        errors: lines(&draft, &visitor, &items, Severity::Error),
        warnings: lines(&draft, &visitor, &items, Severity::Warning),
        sections: rows
            .into_iter()
            .map(|row| SectionLine {
                href: if writes {
                    format!("/publications/{written_at}/draft/sections/{}", row.key)
                } else {
                    String::new()
                },
                title: row.title,
                words: row.body.split_whitespace().count().to_string(),
                changed: spoken_instant(&row.changed_at, &zone),
            })
            .collect(),
        papers: if is_shared { papers(&weft, &key).await? } else { Vec::new() },
        is_shared,
        shared: shared.filter(|_| writes).map(|shared| format!("/publications/{shared}/draft")),
        cover: draft.cover.as_ref().filter(|_| fills).map(|_| format!("/publications/{key}/cover")),
        made_from: match draft.kind {
            Kind::PlanOnAPage => Some(format!("/framework/{}", draft.framework)),
            _ => None,
        },
        key,
    })
}

/// The councils' papers under a shared text, with what each still lacks.
async fn papers(weft: &Weft, shared: &str) -> Result<Vec<PaperLine>, Problem> {
    let mut lines = Vec::new();
    for one in covers::of_shared(&weft.db, shared).await? {
        let published = versions::of(&weft.db, &one.key).await?.first().map(|version| version.number);
        let missing = one.cover.items().iter().filter(|item| item.severity == Severity::Error).count();
        let or = |text: &str| if text.is_empty() { "Not given yet".to_owned() } else { text.to_owned() };
        lines.push(PaperLine {
            council: one.cover.council.clone(),
            committee: or(&one.cover.committee),
            day: if one.cover.day.is_empty() { or("") } else { spoken_day(&one.cover.day) },
            state: match (published, missing) {
                (Some(number), _) => format!("Published, version {number}"),
                (None, 0) => "Cover complete".to_owned(),
                (None, 1) => "1 thing to fill in".to_owned(),
                (None, missing) => format!("{missing} things to fill in"),
            },
            href: format!("/publications/{}/draft", one.key),
        });
    }
    Ok(lines)
}

/// The document of a draft that the visitor may read, with its draft.
async fn put_together(
    weft: &Weft,
    permit: &Permit,
    key: &str,
) -> Result<(Draft, typesetting::model::Document), Problem> {
    let draft = store::draft(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&draft.belongs_to())?;
    let records = Records::gather(weft, &draft).await?;
    let document = compile(&draft, &records, Edition::Draft).document;
    Ok((draft, document))
}

#[derive(Template)]
#[template(path = "publications/preview.html")]
struct PreviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    article: String,
}

async fn preview(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (draft, document) = put_together(&weft, &permit, &key).await?;
    let article = crate::plumbing::press::article(&document)?;
    let page = permit.visitor.page(format!("Preview: {}", draft.title_in_lists())).section("publications");
    show_private(&PreviewPage { page, crumbs: crumbs(&draft, true), article })
}

/// A file of a draft: kept by nobody on the way, since the draft goes on changing.
fn preview_file(made: Result<Vec<u8>, Stopped>, kind: &'static str, name: Option<String>) -> Shown {
    match made {
        Ok(bytes) => {
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Some(name) = name {
                let disposition = format!("attachment; filename=\"{name}\"");
                let value = HeaderValue::from_str(&disposition).map_err(Problem::broken)?;
                headers.insert(header::CONTENT_DISPOSITION, value);
            }
            Ok(response)
        }
        Err(Stopped::Problem(problem)) => Err(problem),
        Err(Stopped::Document(faults)) => Err(Problem::Conflict(format!(
            "The file cannot be made yet: {}. Mend what the checklist names and try again.",
            faults.join("; ")
        ))),
    }
}

async fn preview_pdf(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, document) = put_together(&weft, &permit, &key).await?;
    preview_file(press::pdf(document).await, "application/pdf", None)
}

async fn preview_docx(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, document) = put_together(&weft, &permit, &key).await?;
    preview_file(press::docx(document).await, press::DOCX, Some(format!("{key}-draft.docx")))
}

async fn check(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let draft = store::draft(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    permit.within(&draft.belongs_to())?;
    let address = format!("/publications/{key}/draft");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &address).await?;
    publish::checked(&weft, &mut write, permit.visitor.named(), &key).await?;
    write.commit().await?;
    Ok(see(&format!("{address}?done=checked")))
}
