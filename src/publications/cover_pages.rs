//! The form of a cover: a council's officer fills in their own, the Collaboration Officer any.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Cover, Draft,
    cover::PLACES,
    covers::{self, Stored},
    draft_pages::crumbs,
    papers::gathered,
    store,
};
use crate::{
    people::{Permit, Scope},
    plan,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/publications/{key}/cover", edit), post("/publications/{key}/cover", save)]
}

/// The longest text of a place, in characters.
const LONGEST: usize = 20_000;

/// One place of the form.
struct PlaceField {
    key: &'static str,
    name: &'static str,
    hint: &'static str,
    text: String,
    may_be_left_out: bool,
    left_out: bool,
    error: String,
    /// A text made from the records, to begin with.
    offered: Option<String>,
}

#[derive(Template)]
#[template(path = "publications/cover.html")]
struct CoverPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    key: String,
    title: String,
    revision: i64,
    cover: Cover,
    places: Vec<PlaceField>,
}

async fn page(
    weft: &Weft,
    permit: &Permit,
    draft: &Draft,
    stored: Stored,
    errors: FormErrors,
) -> Result<CoverPage, Problem> {
    let visitor = &permit.visitor;
    let offered = gathered::offered_benefit(weft, draft, &stored.cover.authority).await?;
    let mut crumbs = crumbs(draft, true);
    crumbs.truncate(2);
    Ok(CoverPage {
        page: visitor
            .page(format!("Cover for {}", stored.cover.council))
            .section("publications")
            .with_errors(!errors.is_empty()),
        crumbs,
        form_key: visitor.form_key(weft)?,
        key: stored.key,
        title: draft.title.clone(),
        revision: stored.revision,
        places: PLACES
            .iter()
            .map(|place| PlaceField {
                key: place.key,
                name: place.name,
                hint: place.hint,
                text: stored.cover.at(place.key).to_owned(),
                may_be_left_out: place.may_be_left_out,
                left_out: stored.cover.leaves_out(place.key),
                error: errors.at(place.key).to_owned(),
                offered: offered.clone().filter(|_| place.key == "benefit"),
            })
            .collect(),
        cover: stored.cover,
        errors,
    })
}

async fn find(weft: &Weft, permit: &Permit, key: &str) -> Result<(Draft, Stored), Problem> {
    let stored = covers::of(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&Scope::Authority(stored.cover.authority.clone()))?;
    let draft = store::draft(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    Ok((draft, stored))
}

async fn edit(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (draft, mut stored) = find(&weft, &permit, &key).await?;
    // The plan may know already when this committee takes the framework; what the council wrote itself stays.
    let known = plan::approvals_of_authority(&weft.db, &stored.cover.authority).await?;
    if let Some(one) = known.into_iter().find(|one| one.framework == draft.framework) {
        let cover = &mut stored.cover;
        for (field, value) in [
            (&mut cover.committee, one.committee),
            (&mut cover.day, one.day),
            (&mut cover.agenda_item, one.agenda_item.unwrap_or_default()),
        ] {
            if field.is_empty() {
                *field = value;
            }
        }
    }
    show_private(&page(&weft, &permit, &draft, stored, FormErrors::default()).await?)
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (draft, mut stored) = find(&weft, &permit, &key).await?;
    let text = |name: &str| posted.text(name).replace("\r\n", "\n");
    let mut local = BTreeMap::new();
    let mut left_out = Vec::new();
    let mut errors = FormErrors::default();
    let day = text("day");
    if !day.is_empty() && day.parse::<jiff::civil::Date>().is_err() {
        errors.add("day", format!("{day} is not a day. Write it as 2025-10-02"));
    }
    for place in PLACES {
        let written = text(place.key);
        if written.chars().count() > LONGEST {
            errors.add(place.key, "The text is longer than 20,000 characters. Shorten it");
        }
        let leaves = place.may_be_left_out && posted.text(&format!("without-{}", place.key)) == "yes";
        if leaves && !written.is_empty() {
            errors.add(
                place.key,
                "You wrote something here and also ticked that there is nothing to add. Take one of the two back",
            );
        }
        if leaves {
            left_out.push(place.key.to_owned());
        }
        if !written.is_empty() {
            local.insert(place.key.to_owned(), written);
        }
    }
    let revision: i64 = posted.text("revision").parse().unwrap_or_default();
    if revision != stored.revision {
        errors.add("committee", "Somebody else changed this cover while you had it open. Your text is still below: copy it, open the cover again, and put your changes into the newer one");
    }
    stored.cover = Cover {
        committee: text("committee"),
        day,
        agenda_item: text("agenda_item"),
        office: text("office"),
        signatory: text("signatory"),
        author: text("author"),
        author_contact: text("author_contact"),
        convener: text("convener"),
        convener_contact: text("convener_contact"),
        local,
        left_out,
        ..stored.cover
    };
    if !errors.is_empty() {
        stored.revision = revision;
        return show_again(&page(&weft, &permit, &draft, stored, errors).await?);
    }
    let address = format!("/publications/{key}/draft");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &address).await?;
    covers::save(&weft, &mut write, permit.visitor.named(), (&key, revision), &stored.cover).await?;
    write.commit().await?;
    Ok(see(&format!("{address}?done=cover")))
}
