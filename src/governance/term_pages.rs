//! One term: its substitute named, its last day set. What the officer does when people come and go.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Body, Seat, pages, rules,
    seat_pages::{crumbs, is_day, named, put_person},
    sector_name, store, view,
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/governance/{key}/seats/{seat}", one),
        post("/governance/{key}/seats/{seat}/substitute", substitute),
        post("/governance/{key}/seats/{seat}/ending", end),
    ]
}

#[derive(Template)]
#[template(path = "governance/seat.html")]
struct SeatPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    end_key: String,
    path: String,
    seat: Seat,
    place: String,
    rule_words: String,
    since: String,
    until: String,
    over: bool,
    substitute: String,
    substitute_email: String,
    last: String,
}

impl SeatPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        body: &Body,
        seat: Seat,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let (names, today) = (view::names(&weft.db).await?, pages::today(weft).await?);
        let kept = |field: &str, otherwise: Option<&String>| match posted {
            Some(posted) => posted.text(field).to_owned(),
            None => otherwise.cloned().unwrap_or_default(),
        };
        let rule = body.rule(&seat.rule);
        let sector = seat.sector.as_deref().map(sector_name).unwrap_or_default();
        Ok(Self {
            page: visitor.page(&seat.office_title).section("about").with_errors(!errors.is_empty()),
            crumbs: crumbs(body),
            errors,
            form_key: visitor.form_key(weft)?,
            end_key: visitor.form_key(weft)?,
            path: format!("/governance/{}/seats/{}", body.key, seat.id),
            place: if sector.is_empty() || rule.is_some() {
                pages::place(&seat, body, &names)
            } else {
                sector.to_owned()
            },
            rule_words: rule.map(|rule| rules::words(rule, &names)).unwrap_or_default(),
            since: spoken_day(&seat.from),
            until: seat.to.as_deref().map(spoken_day).unwrap_or_default(),
            over: seat.to.as_deref().is_some_and(|to| to < today.as_str()),
            substitute: kept("substitute", seat.substitute_name.as_ref()),
            substitute_email: kept("substitute_email", seat.substitute_email.as_ref()),
            last: kept("last", seat.to.as_ref()),
            seat,
        })
    }
}

/// A seat of this body, or as good as none.
async fn find(weft: &Weft, key: &str, id: &str) -> Result<(Body, Seat), Problem> {
    let body = store::body(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let seat = store::term(&weft.db, id).await?.filter(|seat| seat.body == key).ok_or(Problem::NotFound)?;
    Ok((body, seat))
}

async fn one(State(weft): State<Weft>, permit: Permit, Path((key, id)): Path<(String, String)>) -> Shown {
    let (body, seat) = find(&weft, &key, &id).await?;
    show_private(&SeatPage::new(&weft, &permit.visitor, &body, seat, None, FormErrors::default()).await?)
}

async fn substitute(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, id)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (body, before) = find(&weft, &key, &id).await?;
    let mut errors = FormErrors::default();
    named(&posted, &mut errors, "substitute", "substitute_email");
    if !errors.is_empty() {
        return show_again(&SeatPage::new(&weft, &permit.visitor, &body, before, Some(&posted), errors).await?);
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/governance/{key}/seats/{id}")).await?;
    // Typed as it stood, it is still the same person, address or none.
    let same = posted.text("substitute") == before.substitute_name.as_deref().unwrap_or_default()
        && posted.text("substitute_email") == before.substitute_email.as_deref().unwrap_or_default();
    if same {
        return Ok(see(&format!("/governance/{key}")));
    }
    let person = put_person(&weft, &mut write, by, &posted, "substitute", "substitute_email").await?;
    if person.is_some() && person == before.person {
        drop(write);
        errors.add("substitute", "This person holds the seat; a substitute is somebody else");
        return show_again(&SeatPage::new(&weft, &permit.visitor, &body, before, Some(&posted), errors).await?);
    }
    let act = if person.is_some() { "substitute named" } else { "substitute taken away" };
    let after = Seat { substitute: person, ..before.clone() };
    store::change_term(&weft, &mut write, by, act, &before, &after).await?;
    write.commit().await?;
    Ok(see(&format!("/governance/{key}#seats")))
}

async fn end(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, id)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (body, before) = find(&weft, &key, &id).await?;
    let mut errors = FormErrors::default();
    let last = errors.required(&posted, "last", "Say which day is the last").to_owned();
    if !last.is_empty() && !is_day(&last) {
        errors.add("last", "This is not a day; write it as 2025-08-18");
    } else if !last.is_empty() && last < before.from {
        let from = spoken_day(&before.from);
        errors.add("last", format!("The term would end before it begins on {from}; write a later day"));
    }
    let after = Seat { to: Some(last), ..before.clone() };
    if errors.is_empty() && before.to.as_ref().is_some_and(|to| Some(to) < after.to.as_ref()) {
        // A longer term may run into the next one.
        let terms = store::terms(&weft.db, &key).await?;
        for (_, what) in rules::refusals(&body, &after, &terms, &view::names(&weft.db).await?, None) {
            errors.add("last", what);
        }
    }
    if !errors.is_empty() {
        return show_again(&SeatPage::new(&weft, &permit.visitor, &body, before, Some(&posted), errors).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/governance/{key}")).await?;
    store::change_term(&weft, &mut write, permit.visitor.named(), "term ended", &before, &after).await?;
    write.commit().await?;
    Ok(see(&format!("/governance/{key}#seats")))
}
