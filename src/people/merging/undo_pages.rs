//! The pages of merges, for the Collaboration Officer alone: what was merged, and how to undo it.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    pages::spoken,
    store::{self, Merge},
};
use crate::{
    people::{Permit, Visitor, practitioners::pages::people_crumbs},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/people/merges", merges),
        get("/people/merges/{id}", one_merge),
        post("/people/merges/{id}/undoing", undo),
    ]
}

struct MergeLine {
    href: String,
    words: String,
    when: String,
    reason: String,
    undone: String,
}

#[derive(Template)]
#[template(path = "people/merging/merges.html")]
struct MergesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<MergeLine>,
}

fn words(merge: &Merge) -> String {
    format!("{} merged into {}", merge.merged_name, merge.kept_name)
}

async fn merges(State(weft): State<Weft>, permit: Permit) -> Shown {
    let mut lines = Vec::new();
    for merge in store::merges(&weft.db).await? {
        let undone = match (&merge.undone_at, &merge.undone_reason) {
            (Some(at), reason) => {
                format!("Undone on {}: {}", spoken(&weft, at).await?, reason.clone().unwrap_or_default())
            }
            (None, _) => String::new(),
        };
        lines.push(MergeLine {
            href: format!("/people/merges/{}", merge.id),
            words: words(&merge),
            when: spoken(&weft, &merge.at).await?,
            reason: merge.reason,
            undone,
        });
    }
    show_private(&MergesPage { page: permit.visitor.page("Merged people"), crumbs: people_crumbs(), lines })
}

#[derive(Template)]
#[template(path = "people/merging/merge.html")]
struct MergePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    merge: Merge,
    words: String,
    when: String,
    reason: String,
}

async fn merge_page(
    weft: &Weft,
    visitor: &Visitor,
    id: &str,
    reason: &str,
    errors: FormErrors,
) -> Result<MergePage, Problem> {
    let merge = store::merges(&weft.db).await?.into_iter().find(|merge| merge.id == id).ok_or(Problem::NotFound)?;
    let mut crumbs = people_crumbs();
    crumbs.push(Crumb::new("/people/merges", "Merged people"));
    Ok(MergePage {
        page: visitor.page("Undo a merge").with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: visitor.form_key(weft)?,
        words: words(&merge),
        when: spoken(weft, &merge.at).await?,
        reason: reason.to_owned(),
        merge,
    })
}

async fn one_merge(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    show_private(&merge_page(&weft, &permit.visitor, &id, "", FormErrors::default()).await?)
}

async fn undo(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reason", "Say why the two are two people after all");
    if !errors.is_empty() {
        return show_again(&merge_page(&weft, &permit.visitor, &id, reason, errors).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/people/merges").await?;
    store::undo(&weft, &mut write, permit.visitor.named(), &id, reason).await?;
    write.commit().await?;
    Ok(see("/people/merges"))
}
