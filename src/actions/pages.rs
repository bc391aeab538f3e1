//! The page of one agreed action: done, dropped, given to somebody else, or moved to another day.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Action, End, owner,
    store::{self, action},
};
use crate::{
    partnership::{self, Named},
    people::{Permit, Visitor},
    plumbing::{
        clock::{spoken_day, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![
        get("/actions/{id}", one),
        post("/actions/{id}/completion", complete),
        post("/actions/{id}/dropping", drop_it),
        post("/actions/{id}/assignment", assign),
    ]
}

/// The longest outcome, in characters.
const LONGEST: usize = 1000;

#[derive(Template)]
#[template(path = "actions/one.html")]
struct ActionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_keys: [String; 3],
    action: Action,
    state: &'static str,
    look: &'static str,
    holder: Option<Named>,
    due: Option<String>,
    agreed: String,
    ended: Option<String>,
    open: bool,
    mine: bool,
    outcome: String,
    reason: String,
    owner: String,
    new_due: String,
}

async fn find(weft: &Weft, id: &str) -> Result<Action, Problem> {
    action(&weft.db, id).await?.ok_or(Problem::NotFound)
}

async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

impl ActionPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        action: Action,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned());
        let found = search::named(&weft.db, &action.holder_kind, &action.holder_key).await?;
        let holder = found.map(|found| Named { label: found.title, href: Some(found.url) });
        let state = action.state(&today(weft).await?);
        let mut crumbs = Vec::new();
        if let Some(Named { label, href: Some(href) }) = &holder {
            crumbs.push(Crumb::new(href.clone(), label.clone()));
        }
        Ok(Self {
            page: visitor.page("An agreed action").section("groups").with_errors(!errors.is_empty()),
            crumbs,
            errors,
            form_keys: [visitor.form_key(weft)?, visitor.form_key(weft)?, visitor.form_key(weft)?],
            state: state.name(),
            look: state.look(),
            holder,
            due: action.due.as_deref().map(spoken_day),
            agreed: spoken_day(&action.agreed_on),
            ended: action.done_on.as_deref().or(action.dropped_on.as_deref()).map(spoken_day),
            open: action.is_open(),
            mine: action.is_in_hands_of(visitor),
            outcome: kept("outcome").unwrap_or_default(),
            reason: kept("reason").unwrap_or_default(),
            owner: kept("owner").unwrap_or_else(|| action.owner_words.clone()),
            new_due: kept("due").unwrap_or_else(|| action.due.clone().unwrap_or_default()),
            action,
        })
    }
}

async fn one(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    let found = find(&weft, &id).await?;
    show_private(&ActionPage::new(&weft, &permit.visitor, found, None, FormErrors::default()).await?)
}

/// The action of a form, where the visitor may act on it; anybody else is answered as if there were none.
async fn permitted(weft: &Weft, visitor: &Visitor, id: &str) -> Result<Action, Problem> {
    let found = find(weft, id).await?;
    if found.is_in_hands_of(visitor) { Ok(found) } else { Err(Problem::NotFound) }
}

fn check_length(posted: &Posted, field: &str, errors: &mut FormErrors) {
    let length = posted.text(field).chars().count();
    if length > LONGEST {
        errors.add(field, format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it."));
    }
}

async fn complete(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let found = permitted(&weft, &permit.visitor, &id).await?;
    let mut errors = FormErrors::default();
    check_length(&posted, "outcome", &mut errors);
    end(&weft, &permit.visitor, found, &posted, errors, (End::Done, "outcome")).await
}

async fn drop_it(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let found = permitted(&weft, &permit.visitor, &id).await?;
    let mut errors = FormErrors::default();
    errors.required(&posted, "reason", "Say in a few words why it is dropped");
    check_length(&posted, "reason", &mut errors);
    end(&weft, &permit.visitor, found, &posted, errors, (End::Dropped, "reason")).await
}

async fn end(
    weft: &Weft,
    visitor: &Visitor,
    found: Action,
    posted: &Posted,
    errors: FormErrors,
    (how, field): (End, &str),
) -> Shown {
    if !errors.is_empty() {
        return show_again(&ActionPage::new(weft, visitor, found, Some(posted), errors).await?);
    }
    let (page, day) = (found.url(), today(weft).await?);
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &page).await?;
    store::finish(weft, &mut write, visitor.named(), &found.id, how, &day, posted.text(field)).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn assign(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let found = permitted(&weft, &permit.visitor, &id).await?;
    let mut errors = FormErrors::default();
    let typed = errors.required(&posted, "owner", "Say who does it: a name, an e-mail address, or an office");
    let due = posted.given("due");
    if due.is_some_and(|due| due.len() != 10 || due.parse::<jiff::civil::Date>().is_err()) {
        errors.add("due", "Write the day as 2026-03-31, or leave it empty");
    }
    // A person stays the person unless somebody else was typed.
    let owner = if typed == found.owner_words {
        Ok(owner::Owner { person: found.owner.clone(), words: found.owner_words.clone() })
    } else {
        owner::owner_of(&weft.db, typed).await?
    };
    let owner = match owner {
        Ok(owner) => owner,
        Err(sentence) => {
            errors.add("owner", sentence);
            owner::Owner::default()
        }
    };
    if !errors.is_empty() {
        return show_again(&ActionPage::new(&weft, &permit.visitor, found, Some(&posted), errors).await?);
    }
    let page = found.url();
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::reassign(&weft, &mut write, by, &found.id, owner.person.as_deref(), &owner.words).await?;
    if due != found.due.as_deref() {
        store::reschedule(&weft, &mut write, by, &found.id, due).await?;
    }
    write.commit().await?;
    Ok(see(&page))
}
