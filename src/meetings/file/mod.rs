//! `meetings.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.

mod read;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use self::read::{Known, Read};
use super::{
    list::session_of,
    members,
    sight::zone_name,
    store::{self, NewPaper, Present, Settled, Version},
};
use crate::{
    actions::{self, End, NewAction, Owner},
    people,
    plumbing::{
        db::{Db, Write},
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        search,
        state::Weft,
        toml_records,
    },
};

pub use written::export;

async fn known(db: &Db) -> Result<Known, Problem> {
    let mut holders = BTreeMap::new();
    for kind in ["group", "body"] {
        for found in search::of_kind(db, kind).await? {
            holders.insert(format!("{kind}/{}", found.key), found.title);
        }
    }
    let people = people::persons(db).await?.into_iter().map(|person| (person.key, person.name)).collect();
    let meetings = store::between(db, "0000", "9999").await?.into_iter().map(|meeting| meeting.id).collect();
    Ok(Known { holders, people, meetings })
}

/// Reads a file of meetings. One whose key is new is added with all its record; of one that is known already only day,
/// time and place are changed: its record is kept where it was written.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = known(&weft.db).await?;
    let zone = zone_name(weft).await?;
    let mut seen = BTreeSet::new();
    let meetings =
        toml_records::read(&file, "meeting", |reading, entry| Some(read::meeting(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for mut one in meetings {
        one.meeting.zone.clone_from(&zone);
        match store::in_write(&mut write, &one.meeting.id).await? {
            None => {
                tally.added += 1;
                add(weft, &mut write, by, &one).await?;
            }
            Some(before) if same(&before, &one.meeting) => tally.unchanged += 1,
            Some(before) => {
                tally.changed += 1;
                store::rearrange(weft, &mut write, by, &before, &one.meeting).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "meetings", mode)])
}

fn same(before: &super::Meeting, after: &super::Meeting) -> bool {
    let parts = |one: &super::Meeting| {
        let arrangements = [&one.title, &one.day, &one.time, &one.mode, &one.venue, &one.link].map(Clone::clone);
        (arrangements, one.ends.clone())
    };
    parts(before) == parts(after)
}

async fn add(weft: &Weft, write: &mut Write, by: &str, one: &Read) -> Result<(), Problem> {
    store::add(weft, write, by, &one.meeting).await?;
    let meeting = store::in_write(write, &one.meeting.id).await?.ok_or(Problem::NotFound)?;
    if let (Some(day), Some(reason)) = (&one.meeting.cancelled_on, &one.meeting.cancelled_reason) {
        store::cancel(weft, write, by, &meeting, day, reason).await?;
    }
    let mut items = BTreeMap::new();
    for item in &one.items {
        // The same words at the same holder are the same item, which has rolled on.
        let id = match store::open_item(write, &meeting, &item.title).await? {
            Some(id) => {
                store::begin_earlier(write, &id, &meeting.day).await?;
                id
            }
            None => store::add_item(weft, write, by, &meeting, &item.title, &item.brought_by).await?,
        };
        if let Some(how) = item.outcome.as_deref().and_then(Settled::of) {
            store::settle(weft, write, by, &meeting, &id, how).await?;
        }
        items.insert(item.title.clone(), id);
    }
    for paper in &one.papers {
        let new = NewPaper {
            title: paper.title.clone(),
            kind: if paper.link.is_empty() { "text" } else { "link" },
            body: paper.text.clone(),
            url: paper.link.clone(),
            closed_reason: paper.closed.clone(),
            ..NewPaper::default()
        };
        store::add_paper(weft, write, by, &meeting, &new).await?;
    }
    let members = members::members(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await?;
    let office = |person: &Option<String>, given: &str| {
        let member = members.iter().find(|member| person.is_some() && member.person == *person);
        if given.is_empty() { member.map(|member| member.office.clone()).unwrap_or_default() } else { given.to_owned() }
    };
    for who in &one.attendance {
        let present = Present {
            office: office(&who.person, &who.office),
            person: who.person.clone(),
            name: who.name.clone(),
            presence: who.presence.clone(),
            substitute_for: who.substitute_for.clone(),
        };
        store::put_attendance(weft, write, by, &meeting, &present, None).await?;
    }
    for declared in &one.declarations {
        let who = Present {
            office: office(&declared.person, &declared.office),
            person: declared.person.clone(),
            name: declared.name.clone(),
            ..Present::default()
        };
        store::add_declaration(weft, write, by, &meeting, &who, &declared.interest, !declared.left).await?;
    }
    if one.none_declared {
        store::nobody_declared(weft, write, by, &meeting, true).await?;
    }
    for decision in &one.decisions {
        let item = match &decision.item {
            Some(title) => match items.get(title) {
                Some(id) => Some(store::item_key(write, id).await?),
                None => Some(title.clone()),
            },
            None => None,
        };
        store::add_decision(weft, write, by, &meeting, item.as_deref(), &decision.text).await?;
    }
    for action in &one.actions {
        let new = NewAction {
            key: action.key.clone(),
            holder_kind: meeting.holder_kind.clone(),
            holder_key: meeting.holder_key.clone(),
            text: action.text.clone(),
            owner: Owner { person: action.person.clone(), words: action.owner.clone() },
            due: action.due.clone(),
            meeting: Some(meeting.id.clone()),
            framework: action.framework.clone(),
            priority: action.priority.clone(),
            agreed_on: meeting.day.clone(),
        };
        let key = actions::add(weft, write, by, &new).await?;
        let outcome = action.outcome.as_deref().unwrap_or_default();
        for (day, how) in [(&action.done_on, End::Done), (&action.dropped_on, End::Dropped)] {
            if let Some(day) = day {
                actions::finish(weft, write, by, &key, how, day, outcome).await?;
            }
        }
    }
    let Some(minutes) = &one.minutes else { return Ok(()) };
    let revision = store::add_revision(weft, write, by, &meeting, 0, &super::merge::lines(minutes)).await?;
    if let Some(at) = &one.approved_at {
        let version = Version {
            number: 1,
            revision,
            day: one.approved_on.clone(),
            approved_at: Some(at.clone()),
            reason: None,
            is_public: i64::from(one.is_public),
        };
        store::approve(weft, write, by, &meeting, &version).await?;
    }
    Ok(())
}

/// The key of a meeting that a file leaves without one would be made of its holder and session; a file names its keys.
fn example_key(holder: &str, day: &str) -> String {
    let key = holder.split_once('/').map_or(holder, |(_, key)| key);
    format!("{key}-{}-1", session_of(day))
}
