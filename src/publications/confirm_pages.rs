//! Publication with its confirmation: what would be published, what stands in the way, and the tick that says it was read.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Severity,
    draft_pages::{Line, crumbs, lines},
    publish::{self, NotPublished},
    versions,
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/publications/{key}/publication", confirm), post("/publications/{key}/publication", publish_it)]
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
        page: visitor
            .page(format!("{words} {}", draft.title_in_lists()))
            .section("publications")
            .with_errors(!errors.is_empty()),
        crumbs: crumbs(&draft, true),
        errors,
        form_key: visitor.form_key(weft)?,
        key: key.to_owned(),
        title: draft.title_in_lists(),
        number: newest + 1,
        reason: reason.to_owned(),
        stops: lines(&draft, visitor, &items, Severity::Error),
        warnings: lines(&draft, visitor, &items, Severity::Warning),
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
