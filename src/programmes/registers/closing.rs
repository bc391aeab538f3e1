//! Closing a register, opening it again with a reason, and adding somebody who came without a place.

use axum::extract::{Path, State};
use serde_json::json;

use super::{
    Attendance, Mark, Value, entries,
    ground::Ground,
    one::{self, Said, WalkIn},
    store, take,
};
use crate::{
    partnership,
    people::{self, Permit},
    plumbing::{
        address_list::is_address,
        clock::spoken_day,
        form::{FormErrors, Posted},
        history::{self, Act},
        layout::see,
        problem::Shown,
        route::{Route, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        post("/cohorts/{key}/register/{number}/closure", close),
        post("/cohorts/{key}/register/{number}/reopening", reopen),
        post("/cohorts/{key}/register/{number}/walk-in", walk_in),
    ]
}

/// The longest name, note or reason.
const LONGEST: usize = 500;

/// Saves the marks of the form and closes the register, where everybody with a place is marked.
async fn close(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let before = entries::of_meeting(&weft.db, &ground.meeting).await?;
    let asked = take::read(&posted, &before, ground.online());
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    let taken = take::take(&weft, &mut write, by, &ground, &asked, None).await?;
    let mut errors = one::errors(&taken, &ground);
    let standing = store::standing(&mut write, &ground.meeting.id).await?;
    let open: Vec<&entries::Entry> =
        before.iter().filter(|entry| entry.has_place && !standing.contains_key(&entry.person_id)).collect();
    if let Some(first) = open.first() {
        let who = match open.len() {
            1 => format!("{} is not marked yet", first.name),
            many => format!("{many} people are not marked yet, {} first", first.name),
        };
        errors.add(format!("mark-{}", first.person), format!("{who}. The marks are saved; mark everybody, then close"));
    } else if standing.is_empty() {
        errors.add("close", "Nobody is marked, so there is nothing to close");
    }
    if ground.is_to_come() {
        let day = spoken_day(&ground.meeting.day);
        errors.add("close", format!("The meeting is on {day}; its register can be closed from that day on"));
    }
    let closed_before = store::is_closed(&mut write, &ground.meeting.id).await?;
    let closes = errors.is_empty() && !closed_before;
    if closes {
        let change = json!({ "marked": standing.len() });
        store::set_closed(&weft, &mut write, by, &ground.meeting.id, true, None, change).await?;
    }
    if closes || taken.written > 0 {
        write.commit().await?;
    } else {
        drop(write);
    }
    if errors.is_empty() {
        return Ok(see(&format!("{}?done=closed", ground.url())));
    }
    let said = Said { errors, clashes: &taken.clashes, ..Said::default() };
    one::show(&weft, &permit.visitor, ground, said).await
}

async fn reopen(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reopen-reason", "Say why the register is opened again");
    if !errors.is_empty() {
        return one::show(&weft, &permit.visitor, ground, Said { errors, ..Said::default() }).await;
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.url()).await?;
    if store::is_closed(&mut write, &ground.meeting.id).await? {
        let by = permit.visitor.named();
        store::set_closed(&weft, &mut write, by, &ground.meeting.id, false, Some(reason), json!({})).await?;
        write.commit().await?;
    }
    Ok(see(&format!("{}?done=reopened", ground.url())))
}

async fn walk_in(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, number)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let ground = Ground::keep(&weft, &permit, &key, &number).await?;
    let mut errors = FormErrors::default();
    let name = errors.required(&posted, "walk-in-name", "Enter the name of the person who came");
    let email = errors.required(&posted, "walk-in-email", "Enter their email address, so that they are counted once");
    if !email.is_empty() && !is_address(email) {
        errors.add("walk-in-email", "Enter an email address such as name@school.example");
    }
    let authority = posted.text("walk-in-authority");
    if !authority.is_empty() && partnership::authority(&weft.db, authority).await?.is_none() {
        errors.add("walk-in-authority", "Choose the authority from the list");
    }
    for (field, text) in [("walk-in-name", name), ("walk-in-note", posted.text("walk-in-note"))] {
        if text.chars().count() > LONGEST {
            errors.add(field, format!("Use at most {LONGEST} characters"));
        }
    }
    if ground.is_closed() {
        errors.add("walk-in-name", "The register is closed. Open it again first, and say why");
    } else if ground.is_to_come() {
        errors.add("walk-in-name", "The meeting is still to come, so nobody has come to it");
    }
    let entries = entries::of_meeting(&weft.db, &ground.meeting).await?;
    let lower = email.to_lowercase();
    if let Some(known) = entries.iter().find(|one| !lower.is_empty() && [&one.email, &one.own_email].contains(&&lower))
    {
        errors.add("walk-in-email", format!("This is {}, who is in the list above: mark them there", known.name));
    }
    if !errors.is_empty() {
        let typed = |field: &str| posted.text(field).to_owned();
        let walk_in = WalkIn {
            name: name.to_owned(),
            email: email.to_owned(),
            authority: authority.to_owned(),
            note: typed("walk-in-note"),
        };
        return one::show(&weft, &permit.visitor, ground, Said { errors, walk_in, ..Said::default() }).await;
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.url()).await?;
    let person = people::put_person(&weft, &mut write, by, name, Some(email), ground.cohort.invented == 1).await?;
    let (id, works) = store::works_at(&mut write, &person).await?;
    let value = Value::new(Mark::Present, ground.online());
    let mark = Attendance {
        meeting_id: ground.meeting.id.clone(),
        person_id: id.clone(),
        mark: value.mark.key().into(),
        mode: value.mode().into(),
        authority_key: works.authority_key.or_else(|| Some(authority.to_owned()).filter(|key| !key.is_empty())),
        how: "register".into(),
        ..works
    };
    store::put(&weft, &mut write, by, &mark).await?;
    let note = posted.given("walk-in-note").unwrap_or("Came without a place");
    store::note(&mut write, &ground.meeting.id, &id, note).await?;
    let act = Act {
        account: by,
        act: "person without a place added",
        subject_kind: store::SUBJECT,
        subject_id: &ground.meeting.id,
        reason: None,
        change: json!({ "marks": [{ "person": id, "from": null, "to": value.field() }] }),
    };
    history::record(&mut write, &weft.clock, act).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=added", ground.url())))
}
