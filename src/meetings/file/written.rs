//! Meetings written out as a file that can be imported again.

use serde::Serialize;

use crate::{
    actions,
    meetings::{Meeting, agenda, store},
    plumbing::{db::Db, problem::Problem},
};

#[derive(Serialize)]
struct File {
    meeting: Vec<Written>,
}

#[derive(Default, Serialize)]
struct Written {
    key: String,
    holder: String,
    title: String,
    day: String,
    time: String,
    ends: Option<String>,
    mode: String,
    venue: Option<String>,
    link: Option<String>,
    invented: Option<&'static str>,
    cancelled_on: Option<String>,
    cancelled_reason: Option<String>,
    none_declared: Option<&'static str>,
    minutes: Option<String>,
    approved_at: Option<String>,
    approved_on: Option<String>,
    readers: Option<&'static str>,
    item: Vec<Item>,
    paper: Vec<Paper>,
    attendance: Vec<Who>,
    declaration: Vec<Declared>,
    decision: Vec<Decided>,
    action: Vec<Agreed>,
}

#[derive(Serialize)]
struct Item {
    title: String,
    brought_by: Option<String>,
    outcome: Option<String>,
}

#[derive(Serialize)]
struct Paper {
    title: String,
    text: Option<String>,
    link: Option<String>,
    closed: Option<String>,
}

#[derive(Serialize)]
struct Who {
    person: Option<String>,
    name: Option<String>,
    office: Option<String>,
    presence: String,
    substitute_for: Option<String>,
}

#[derive(Serialize)]
struct Declared {
    name: String,
    office: Option<String>,
    interest: String,
    left: Option<&'static str>,
}

#[derive(Serialize)]
struct Decided {
    text: String,
    item: Option<String>,
}

#[derive(Serialize)]
struct Agreed {
    key: String,
    text: String,
    person: Option<String>,
    owner: Option<String>,
    due: Option<String>,
    framework: Option<String>,
    priority: Option<String>,
    done_on: Option<String>,
    dropped_on: Option<String>,
    outcome: Option<String>,
}

fn given(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Every meeting, the latest first, so that the one that approved minutes stands before them; the same meetings always
/// give the same bytes. A paper that is a file of its own is left out: a text file cannot hold it, a backup does.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut meetings = Vec::new();
    for meeting in store::between(db, "0000", "9999").await?.into_iter().rev() {
        meetings.push(one(db, meeting).await?);
    }
    Ok(toml::to_string_pretty(&File { meeting: meetings }).map_err(Problem::broken)?.into_bytes())
}

async fn one(db: &Db, meeting: Meeting) -> Result<Written, Problem> {
    let agenda = agenda::of(db, &meeting).await?;
    let titled = |key: String| {
        let line = agenda.iter().find(|line| line.key == key && line.item.is_some());
        line.map_or(key, |line| line.title.clone())
    };
    let decision = store::decisions(db, &meeting).await?;
    let decision = decision.into_iter().map(|one| Decided { text: one.text, item: one.item.map(titled) }).collect();
    let item = agenda.iter().filter_map(|line| line.item.clone()).map(|item| Item {
        title: item.title,
        brought_by: given(item.brought_by),
        outcome: item.outcome,
    });
    let item = item.collect();
    let paper = store::papers(db, &meeting).await?.into_iter().filter(|paper| paper.kind != "file").map(|paper| {
        Paper { title: paper.title, text: given(paper.body), link: given(paper.url), closed: paper.closed_reason }
    });
    let attendance = store::attendance(db, &meeting.id).await?.into_iter().map(|who| Who {
        name: who.person.is_none().then_some(who.name),
        person: who.person,
        office: given(who.office),
        presence: who.presence,
        substitute_for: who.substitute_for,
    });
    let declaration = store::declarations(db, &meeting).await?.into_iter().map(|one| Declared {
        name: one.name,
        office: given(one.office),
        interest: one.interest,
        left: (one.stayed == 0).then_some("yes"),
    });
    let action = actions::agreed_at(db, &meeting.id).await?.into_iter().map(|one| Agreed {
        key: one.id,
        text: one.text,
        owner: one.owner.is_none().then_some(one.owner_words),
        person: one.owner,
        due: one.due,
        framework: one.framework,
        priority: one.priority,
        done_on: one.done_on,
        dropped_on: one.dropped_on,
        outcome: one.outcome,
    });
    let version = store::versions(db, &meeting).await?.into_iter().next();
    let minutes = match meeting.revision {
        Some(number) => store::revision(db, &meeting, number).await?.map(|revision| revision.body),
        None => None,
    };
    Ok(Written {
        holder: format!("{}/{}", meeting.holder_kind, meeting.holder_key),
        invented: (meeting.invented == 1).then_some("yes"),
        none_declared: (meeting.none_declared == 1).then_some("yes"),
        venue: given(meeting.venue),
        link: given(meeting.link),
        key: meeting.id,
        title: meeting.title,
        day: meeting.day,
        time: meeting.time,
        ends: meeting.ends,
        mode: meeting.mode,
        cancelled_on: meeting.cancelled_on,
        cancelled_reason: meeting.cancelled_reason,
        minutes: minutes.and_then(given),
        approved_on: version.as_ref().map(|version| version.day.clone()),
        readers: version.as_ref().filter(|version| version.is_public == 0).map(|_| "members"),
        approved_at: version.and_then(|version| version.approved_at),
        item,
        paper: paper.collect(),
        attendance: attendance.collect(),
        declaration: declaration.collect(),
        decision,
        action: action.collect(),
    })
}
