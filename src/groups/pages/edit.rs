//! Setting up a group and changing what is said of it. Before a new one is saved, groups with a similar remit are shown.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, crumbs, edit_form, find, keeps, permitted, today};
use crate::{
    groups::{self, COLLABORATION, Group, KINDS, RHYTHMS, similar, store},
    partnership,
    people::{self, Permit, Role, Scope, Visitor},
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
    vec![
        get("/groups/new", blank),
        post("/groups/new", add),
        get("/groups/{key}/edit", filled),
        post("/groups/{key}/edit", change),
    ]
}

/// A group that sounds like the new one.
struct Similar {
    href: String,
    name: String,
    remit: String,
}

#[derive(Template)]
#[template(path = "groups/edit.html")]
struct EditPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    group: Group,
    is_new: bool,
    minutes: String,
    place: String,
    places: Vec<Choice>,
    kinds: Vec<Choice>,
    priorities: Vec<Choice>,
    rhythms: Vec<Choice>,
    forms: Vec<Choice>,
    offices: Vec<Choice>,
    similar: Vec<Similar>,
}

impl EditPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        group: Group,
        is_new: bool,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let db = &weft.db;
        let minutes = match posted {
            Some(posted) => posted.text("meeting_minutes").to_owned(),
            None => group.meeting_minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        };
        let title = if is_new { "Set up a group or network".to_owned() } else { format!("Change {}", group.name) };
        let priorities = plan::records(db, &group.framework, "priority").await?;
        Ok(Self {
            page: visitor.page(title).section("groups").with_errors(!errors.is_empty()),
            crumbs: if is_new { vec![Crumb::new("/groups", "Groups and networks")] } else { crumbs(&group) },
            errors,
            form_key: visitor.form_key(weft)?,
            action: if is_new { "/groups/new".to_owned() } else { format!("/groups/{}/edit", group.key) },
            is_new,
            minutes,
            place: posted.map_or_else(|| edit_form::place_of(&group), |posted| posted.text("place").to_owned()),
            places: edit_form::places(db, visitor, &group, is_new).await?,
            kinds: Choice::list(KINDS),
            priorities: priorities
                .into_iter()
                .map(|record| {
                    let number = record.number.map(|number| format!("{number}. ")).unwrap_or_default();
                    Choice::new(record.key, format!("{number}{}", record.title))
                })
                .collect(),
            rhythms: RHYTHMS.iter().map(|rhythm| Choice::new(rhythm.key, rhythm.name)).collect(),
            forms: COLLABORATION
                .iter()
                .map(|(key, name, meaning)| Choice { value: (*key).into(), label: (*name).into(), hint: meaning })
                .collect(),
            offices: people::offices(db)
                .await?
                .into_iter()
                .map(|office| Choice::new(office.key, office.title))
                .collect(),
            similar: Vec::new(),
            group,
        })
    }
}

async fn blank(State(weft): State<Weft>, permit: Permit) -> Shown {
    let group = new_group(&weft).await?;
    show_private(&EditPage::new(&weft, &permit.visitor, group, true, None, FormErrors::default()).await?)
}

/// A group about which nothing was said yet.
async fn new_group(weft: &Weft) -> Result<Group, Problem> {
    Ok(Group {
        framework: plan::current_key(weft).await?.unwrap_or_default(),
        kind: "group".into(),
        contact_office: partnership::load(&weft.db).await?.map(|found| found.contact_office).unwrap_or_default(),
        starts: Some(today(weft).await?),
        ..Group::default()
    })
}

async fn add(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let visitor = &permit.visitor;
    let (mut group, mut errors) = edit_form::read(&weft, visitor, &posted, new_group(&weft).await?, true).await?;
    if !visitor.holds(Role::CollaborationOfficer) {
        let own = group.workstream.clone().map(Scope::Workstream);
        if own.is_none_or(|scope| permit.within(&scope).is_err()) {
            errors.add("place", "Choose the workstream that you lead");
        }
    }
    let known = store::groups(&weft.db).await?;
    let overlap = groups::overlap(&weft.db, &today(&weft).await?).await?;
    let going_on = &overlap.0;
    let similar: Vec<Similar> = similar::like_this(&group, going_on)
        .into_iter()
        .map(|(one, _)| Similar {
            href: format!("/groups/{}", one.key),
            name: one.name.clone(),
            remit: one.remit.clone().unwrap_or_else(|| "Its remit is not published.".to_owned()),
        })
        .collect();
    if errors.is_empty() && !similar.is_empty() && posted.text("looked") != "yes" {
        errors
            .add("looked", "Look at the groups that sound alike, and tick the box if a new one is wanted all the same");
    }
    if !errors.is_empty() {
        let mut page = EditPage::new(&weft, visitor, group, true, Some(&posted), errors).await?;
        page.similar = similar;
        return show_again(&page);
    }
    group.key = edit_form::free_key(&group.name, &known);
    let mut write = weft.db.write().await?;
    let page = format!("/groups/{}", group.key);
    posted.once(&weft, &mut write, &page).await?;
    store::add(&weft, &mut write, visitor.named(), &group).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn filled(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    show_private(&EditPage::new(&weft, &permit.visitor, group, false, None, FormErrors::default()).await?)
}

async fn change(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, before) = find(&weft.db, &key).await?;
    permitted(&permit, &before)?;
    let (after, mut errors) = edit_form::read(&weft, &permit.visitor, &posted, before.clone(), false).await?;
    if !keeps(&permit.visitor, &after) {
        errors.add("place", "Choose the workstream that you lead");
    }
    if !errors.is_empty() {
        let mut again = EditPage::new(&weft, &permit.visitor, after, false, Some(&posted), errors).await?;
        // What stands above the form is the group as it is, not the name that was just refused.
        again.crumbs = crumbs(&before);
        again.page.title = format!("Change {}", before.name);
        return show_again(&again);
    }
    let page = format!("/groups/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    if after != before {
        store::change(&weft, &mut write, permit.visitor.named(), &id, &before, &after, None).await?;
        write.commit().await?;
    }
    Ok(see(&page))
}
