//! The officer's pages: a draft with its checklist, previews, and publication with its confirmation.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use serde::Deserialize;

use super::{
    Draft, Item, Severity,
    compile::{Edition, compile},
    press,
    press::Stopped,
    publish::{self, NotPublished},
    records::Records,
    store, versions,
};
use crate::{
    partnership,
    people::{Permit, Role, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
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
        post("/publications/{key}/check", check),
        get("/publications/{key}/publication", confirm),
        post("/publications/{key}/publication", publish_it),
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
struct Line {
    what: String,
    place: String,
    href: Option<String>,
}

fn lines(key: &str, items: &[Item], severity: Severity) -> Vec<Line> {
    let line = |item: &Item| {
        let (place, href) = match &item.section {
            Some((section, title)) => {
                let row =
                    if item.row == 0 { String::new() } else { format!(", row {}, column {}", item.row, item.column) };
                (format!("{title}{row}"), Some(format!("/publications/{key}/draft/sections/{section}")))
            }
            None => ("The whole publication".to_owned(), None),
        };
        Line { what: item.what.clone(), place, href }
    };
    items.iter().filter(|item| item.severity == severity).map(line).collect()
}

struct SectionLine {
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
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn draft_page(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(done): Query<Done>,
) -> Shown {
    let (draft, _, items) = publish::checklist(&weft, &key).await?;
    let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".into(), |found| found.time_zone));
    let last = store::last_check(&weft.db, &key).await?;
    let version = versions::of(&weft.db, &key).await?.first().map(|version| version.number);
    let changed = match version {
        Some(number) => publish::changed(&weft, &key, number).await?,
        None => false,
    };
    let is_checked = last.as_ref().is_some_and(|last| last.draft_sha256 == draft.sha256() && last.errors == 0);
    let rows = store::sections(&weft.db, &key).await?;
    let mut page = visitor.page(format!("Draft: {}", draft.title)).section("publications");
    page.notice = match done.done.as_str() {
        "checked" => Some("The draft was checked; the checklist below says what was found.".into()),
        "saved" => Some("The section was saved.".into()),
        _ => None,
    };
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
        errors: lines(&key, &items, Severity::Error),
        warnings: lines(&key, &items, Severity::Warning),
        sections: rows
            .into_iter()
            .map(|row| SectionLine {
                href: format!("/publications/{key}/draft/sections/{}", row.key),
                title: row.title,
                words: row.body.split_whitespace().count().to_string(),
                changed: spoken_instant(&row.changed_at, &zone),
            })
            .collect(),
        key,
    })
}

async fn put_together(weft: &Weft, key: &str) -> Result<typesetting::model::Document, Problem> {
    let draft = store::draft(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let records = Records::gather(weft, &draft).await?;
    Ok(compile(&draft, &records, Edition::Draft).document)
}

#[derive(Template)]
#[template(path = "publications/preview.html")]
struct PreviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    article: String,
}

async fn preview(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let draft = store::draft(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let article = crate::plumbing::press::article(&put_together(&weft, &key).await?)?;
    let page = visitor.page(format!("Preview: {}", draft.title)).section("publications");
    show_private(&PreviewPage { page, crumbs: crumbs(&draft, true), article })
}

async fn preview_pdf(State(weft): State<Weft>, Path(key): Path<String>) -> Shown {
    match press::pdf(put_together(&weft, &key).await?).await {
        Ok(bytes) => {
            let mut response = bytes.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(Stopped::Problem(problem)) => Err(problem),
        Err(Stopped::Document(faults)) => Err(Problem::Conflict(format!(
            "The PDF cannot be made yet: {}. Mend what the checklist names and try again.",
            faults.join("; ")
        ))),
    }
}

async fn check(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let address = format!("/publications/{key}/draft");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &address).await?;
    publish::checked(&weft, &mut write, permit.visitor.named(), &key).await?;
    write.commit().await?;
    Ok(see(&format!("{address}?done=checked")))
}

#[derive(Template)]
#[template(path = "publications/confirm.html")]
struct ConfirmPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    title: String,
    /// The number of the version that would be published.
    number: i64,
    reason: String,
    stops: Vec<Line>,
    warnings: Vec<Line>,
    unchanged: bool,
}

async fn confirm_page(
    weft: &Weft,
    visitor: &Visitor,
    key: &str,
    errors: FormErrors,
    reason: &str,
) -> Result<ConfirmPage, Problem> {
    let (draft, _, items) = publish::checklist(weft, key).await?;
    let newest = versions::of(&weft.db, key).await?.first().map_or(0, |version| version.number);
    let unchanged = newest > 0 && !publish::changed(weft, key, newest).await?;
    let words = if newest == 0 { "Publish" } else { "Publish a correction of" };
    Ok(ConfirmPage {
        page: visitor.page(format!("{words} {}", draft.title)).section("publications").with_errors(!errors.is_empty()),
        crumbs: crumbs(&draft, true),
        errors,
        form_key: visitor.form_key(weft)?,
        key: key.to_owned(),
        title: draft.title,
        number: newest + 1,
        reason: reason.to_owned(),
        stops: lines(key, &items, Severity::Error),
        warnings: lines(key, &items, Severity::Warning),
        unchanged,
    })
}

async fn confirm(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    show_private(&confirm_page(&weft, &visitor, &key, FormErrors::default(), "").await?)
}

async fn publish_it(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let by = permit.visitor.named();
    let newest = versions::of(&weft.db, &key).await?.first().map_or(0, |version| version.number);
    let mut errors = FormErrors::default();
    if posted.text("sure") != "yes" {
        errors.add("sure", "Tick the box to say that you have read the draft and its checklist");
    }
    let reason = posted.text("reason");
    if newest > 0 {
        errors.required(&posted, "reason", "Say why there is a new version; readers will see it");
    }
    if errors.is_empty() {
        let mut write = weft.db.write().await?;
        posted.once(&weft, &mut write, &format!("/publications/{key}")).await?;
        let done = match newest {
            0 => publish::publish(&weft, &mut write, by, &key).await,
            _ => publish::correct(&weft, &mut write, by, &key, reason).await,
        };
        match done {
            Ok(_) => {
                write.commit().await?;
                return Ok(see(&format!("/publications/{key}")));
            }
            Err(NotPublished::Problem(problem)) => return Err(problem),
            Err(NotPublished::Same) => {
                errors.add("reason", "Nothing was changed since the newest version, so there is nothing to correct")
            }
            Err(NotPublished::Errors(items)) => {
                let first = items.first().map(|item| item.what.clone()).unwrap_or_default();
                errors.add("sure", format!("The checklist has errors; the first: {first}"));
            }
        }
    }
    show_again(&confirm_page(&weft, &permit.visitor, &key, errors, reason).await?)
}
