//! The form of a group: its questions' choices, and what was posted read into a group with an error at every fault.

use super::Choice;
use crate::{
    groups::{COLLABORATION, Group, KINDS, is_day, rhythm},
    partnership,
    people::{self, Role, Scope, Visitor},
    plan,
    plumbing::{
        db::Db,
        form::{FormErrors, Posted},
        ids::key_from,
        problem::Problem,
        state::Weft,
    },
};

/// The longest texts, in characters.
const LONGEST: &[(&str, usize, &str)] = &[
    ("name", 200, "The name"),
    ("remit", 1000, "The remit"),
    ("designed_for", 300, "Whom it is for"),
    ("note", 1000, "The note"),
];

/// Where a group stands, as the form sends it: framework and workstream.
pub(super) fn place_of(group: &Group) -> String {
    format!("{}/{}", group.framework, group.workstream.as_deref().unwrap_or_default())
}

/// Where a group may stand: the workstreams of its framework that the visitor may place it in. Its own lead moves it nowhere.
pub(super) async fn places(db: &Db, visitor: &Visitor, group: &Group, is_new: bool) -> Result<Vec<Choice>, Problem> {
    let officer = visitor.holds(Role::CollaborationOfficer);
    let leads = |workstream: &str| {
        visitor.account.as_ref().is_some_and(|account| {
            account.grants.iter().any(|grant| {
                grant.role == Role::WorkstreamLead && grant.scope == Scope::Workstream(workstream.to_owned())
            })
        })
    };
    if !is_new && !officer && !group.workstream.as_deref().is_some_and(leads) {
        return Ok(Vec::new());
    }
    let session = partnership::spoken_sessions(&group.framework);
    let mut places: Vec<Choice> = plan::workstreams(db, &group.framework)
        .await?
        .into_iter()
        .filter(|record| officer || leads(&record.key))
        .map(|record| {
            Choice::new(format!("{}/{}", group.framework, record.key), format!("{}, {session}", record.title))
        })
        .collect();
    if officer {
        places.push(Choice::new(format!("{}/", group.framework), format!("No workstream, {session}")));
    }
    Ok(places)
}

/// A key for a new group that no other has, from its name. Words that stand in addresses already are no keys.
pub(super) fn free_key(name: &str, known: &[Group]) -> String {
    let base = key_from(name);
    let taken = |key: &str| ["new", "overlap"].contains(&key) || known.iter().any(|group| group.key == key);
    if !taken(&base) {
        return base;
    }
    let short: String = base.chars().take(74).collect();
    let numbered =
        (2_usize..).map(|number| format!("{}-{number}", short.trim_end_matches('-'))).find(|key| !taken(key));
    numbered.unwrap_or(base)
}

/// Reads what was posted into a group. What the form does not ask about stays as it was.
pub(super) async fn read(
    weft: &Weft,
    visitor: &Visitor,
    posted: &Posted,
    before: Group,
    is_new: bool,
) -> Result<(Group, FormErrors), Problem> {
    let db = &weft.db;
    let mut errors = FormErrors::default();
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let mut group = Group {
        name: errors.required(posted, "name", "Enter the name of the group").to_owned(),
        kind: posted.text("kind").to_owned(),
        remit: given("remit"),
        designed_for: given("designed_for"),
        duration: given("duration"),
        priorities: posted.all("priorities").map(ToOwned::to_owned).collect(),
        starts: given("starts"),
        review: given("review"),
        ends: given("ends"),
        rhythm: given("rhythm"),
        collaboration: given("collaboration"),
        contact_office: posted.text("contact_office").to_owned(),
        note: given("note"),
        ..before
    };
    if is_new && group.remit.is_none() {
        errors.add("remit", "Say in a sentence or two what the group is for; others compare it with theirs");
    }
    for (field, most, what) in LONGEST {
        let length = posted.text(field).chars().count();
        if length > *most {
            errors.add(*field, format!("{what} is {length} characters long; at most {most} are kept. Shorten it."));
        }
    }
    let places = places(db, visitor, &group, is_new).await?;
    if !places.is_empty() {
        match places.iter().find(|place| place.value == posted.text("place")) {
            Some(place) => {
                let workstream = place.value.split_once('/').map(|(_, workstream)| workstream.to_owned());
                group.workstream = workstream.filter(|key| !key.is_empty());
            }
            None => errors.add("place", "Choose the workstream the group belongs to"),
        }
    }
    if !KINDS.iter().any(|(key, _)| *key == group.kind) {
        errors.add("kind", "Choose what kind of group it is");
    }
    if group.rhythm.as_deref().is_some_and(|key| rhythm(key).is_none()) {
        errors.add("rhythm", "Choose how often the group meets from the list");
    }
    if group.collaboration.as_ref().is_some_and(|given| !COLLABORATION.iter().any(|(key, _, _)| key == given)) {
        errors.add("collaboration", "Choose a form of collaboration from the list");
    }
    group.meeting_minutes = match posted.text("meeting_minutes") {
        "" => None,
        text => {
            let minutes = text.parse::<i64>().ok().filter(|minutes| (5..=600).contains(minutes));
            if minutes.is_none() {
                errors.add("meeting_minutes", "Enter the usual length as a number of minutes, 5 to 600");
            }
            minutes
        }
    };
    let known = plan::records(db, &group.framework, "priority").await?;
    if group.priorities.iter().any(|key| !known.iter().any(|record| record.key == *key)) {
        errors.add("priorities", "Choose the priorities from the list");
    }
    for (field, day) in [("starts", &group.starts), ("review", &group.review), ("ends", &group.ends)] {
        if day.as_deref().is_some_and(|day| !is_day(day)) {
            errors.add(field, "Enter the day in the form 2026-01-31");
        }
    }
    if let (Some(starts), Some(ends)) = (&group.starts, &group.ends)
        && ends < starts
    {
        errors.add("ends", "The group would end before it starts. Change one of the two days.");
    }
    if let (Some(review), Some(ends)) = (&group.review, &group.ends)
        && ends < review
    {
        errors.add("review", "The review would be after the group has ended. Choose an earlier day.");
    }
    if people::office(db, &group.contact_office).await?.is_none() {
        errors.add("contact_office", "Choose the office that answers for the group");
    }
    // What somebody has now said is no longer a fact that nobody published.
    let said = [
        ("remit", group.remit.is_some()),
        ("designed-for", group.designed_for.is_some()),
        ("duration", group.duration.is_some()),
        ("start", group.starts.is_some()),
        ("end", group.ends.is_some()),
    ];
    group.not_published.retain(|fact| !said.iter().any(|(name, known)| name == fact && *known));
    Ok((group, errors))
}
