//! Recording a conversation and its notes.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Conversation, Note, Party, SECTORS, TOPICS,
    find::{Choice, Ground, authorities, find},
    name_of, store,
};
use crate::{
    people::{Permit, Scope},
    plumbing::{
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/consultation/conversations/{item}", form),
        post("/framework/{key}/consultation/conversations/{item}", save),
        post("/framework/{key}/consultation/conversations/{item}/notes", add_note),
        post("/framework/{key}/consultation/conversations/{item}/notes/{note}/removal", remove_note),
    ]
}

/// What stands for a record that is being added.
pub(super) const NEW: &str = "new";

/// The longest note, in characters.
const LONGEST_NOTE: usize = 1000;

/// What a workstream's record may be changed by: its lead and the officer; one without a workstream, by the officer.
pub(super) fn scope(workstream: Option<&str>) -> Scope {
    workstream.map_or(Scope::Partnership, |key| Scope::Workstream(key.to_owned()))
}

/// A key from a title that none of those taken has.
pub(super) fn free_key<'a>(title: &str, taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let base: String = key_from(title).chars().take(60).collect();
    let base = base.trim_end_matches('-').to_owned();
    let base = if base == NEW { format!("{base}-1") } else { base };
    let free = |key: &String| taken.clone().all(|one| one != key);
    if free(&base) {
        return base;
    }
    (2..).map(|number| format!("{base}-{number}")).find(free).unwrap_or(base)
}

/// A note as its editor sees it.
struct NoteShown {
    key: String,
    text: String,
    about: String,
}

#[derive(Template)]
#[template(path = "consultation/conversation.html")]
struct ConversationPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    home: String,
    item: String,
    is_new: bool,
    title: String,
    day: String,
    when: String,
    held_by: String,
    with: String,
    parties: String,
    topics: Vec<Choice>,
    chosen: Vec<String>,
    workstream: String,
    workstreams: Vec<Choice>,
    notes: Vec<NoteShown>,
    note: String,
    topic: String,
    theme: String,
    themes: Vec<Choice>,
    authority: String,
    authorities: Vec<Choice>,
    sector: String,
    sectors: Vec<Choice>,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// The conversation of a key, or an empty one; the permit must reach it.
fn conversation(ground: &Ground, permit: &Permit, item: &str) -> Result<Conversation, Problem> {
    if !ground.begun {
        return Err(Problem::Conflict("Begin the consultation first; the Collaboration Officer does it.".into()));
    }
    if item == NEW {
        return Ok(Conversation::default());
    }
    let one = ground.told.conversation.iter().find(|one| one.key == item).ok_or(Problem::NotFound)?;
    permit.within(&scope(one.workstream.as_deref()))?;
    Ok(one.clone())
}

async fn view(
    weft: &Weft,
    permit: &Permit,
    ground: &Ground,
    (item, one): (&str, &Conversation),
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<ConversationPage, Problem> {
    let authorities = authorities(&weft.db).await?;
    let named = |list: &[Choice], key: &str| {
        list.iter().find(|choice| choice.value == key).map_or_else(|| key.to_owned(), |choice| choice.label.clone())
    };
    let themes: Vec<Choice> = ground.told.theme.iter().map(|one| Choice::new(&one.key, &one.title)).collect();
    let notes = one.note.iter().map(|note| {
        let parts = [
            note.topic.as_deref().map(|key| name_of(TOPICS, key).to_owned()),
            note.theme.as_deref().map(|key| format!("theme: {}", named(&themes, key))),
            note.authority.as_deref().map(|key| named(&authorities, key)),
            note.sector.as_deref().map(|key| name_of(SECTORS, key).to_owned()),
        ];
        let about = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        NoteShown { key: note.key.clone(), text: note.text.clone(), about }
    });
    let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
    let is_new = item == NEW;
    // Above the form stands the conversation as it is, not the title that was just refused.
    let stands = ground.told.conversation.iter().find(|stands| !is_new && stands.key == one.key);
    let title = stands.map_or_else(|| "Record a conversation".to_owned(), |stands| stands.title.clone());
    Ok(ConversationPage {
        page: permit.visitor.page(title).section("framework").with_errors(!errors.is_empty()),
        crumbs: ground.crumbs(),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        home: ground.home(),
        item: item.to_owned(),
        is_new,
        title: one.title.clone(),
        day: one.day.clone().unwrap_or_default(),
        when: one.when.clone().unwrap_or_default(),
        held_by: one.held_by.clone(),
        with: one.with.clone(),
        parties: posted
            .and_then(|posted| posted.given("parties"))
            .map_or_else(|| written(&one.party), ToOwned::to_owned),
        topics: Choice::list(TOPICS),
        chosen: one.topics.clone(),
        workstream: one.workstream.clone().unwrap_or_default(),
        workstreams: ground.workstreams(),
        notes: notes.collect(),
        note: kept("note"),
        topic: kept("topic"),
        theme: kept("theme"),
        themes,
        authority: kept("authority"),
        authorities,
        sector: kept("sector"),
        sectors: Choice::list(SECTORS),
    })
}

/// The groups that took part as they are typed: one a line, a number after a colon.
fn written(parties: &[Party]) -> String {
    let line = |party: &Party| match party.people {
        Some(people) => format!("{}: {people}", party.words),
        None => party.words.clone(),
    };
    parties.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads what [`written`] writes.
fn parties(text: &str) -> Vec<Party> {
    let party = |line: &str| match line.rsplit_once(':').map(|(words, people)| (words.trim(), people.trim().parse())) {
        Some((words, Ok(people))) if people >= 0 && !words.is_empty() => {
            Party { words: words.to_owned(), people: Some(people) }
        }
        _ => Party { words: line.to_owned(), people: None },
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(party).collect()
}

async fn form(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item)): Path<(String, String)>,
    Query(done): Query<Done>,
) -> Shown {
    let ground = find(&weft, &permit.visitor, &key).await?;
    let one = conversation(&ground, &permit, &item)?;
    let mut page = view(&weft, &permit, &ground, (&item, &one), None, FormErrors::default()).await?;
    page.page.notice = match done.done.as_str() {
        "saved" => Some("Saved. Now add what was said, one note at a time.".to_owned()),
        "noted" => Some("The note is kept.".to_owned()),
        "removed" => Some("The note is taken out.".to_owned()),
        _ => None,
    };
    show_private(&page)
}

async fn save(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    let before = conversation(&ground, &permit, &item)?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let mut one = Conversation {
        title: posted.text("title").to_owned(),
        day: given("day"),
        when: given("when"),
        held_by: posted.text("held_by").to_owned(),
        with: posted.text("with").to_owned(),
        topics: posted
            .all("topics")
            .filter(|key| TOPICS.iter().any(|(known, _)| known == key))
            .map(ToOwned::to_owned)
            .collect(),
        workstream: given("workstream"),
        party: parties(posted.text("parties")),
        ..before
    };
    let mut errors = FormErrors::default();
    errors.required(&posted, "title", "Give the conversation a title");
    errors.required(&posted, "held_by", "Say who held it, by office: no names of people");
    errors.required(&posted, "with", "Say with whom, as groups: no names of people");
    if let Some(day) = &one.day {
        if day.len() != 10 || day.parse::<jiff::civil::Date>().is_err() {
            errors.add("day", "Enter the day as year, month and day, such as 2026-03-12");
        } else if *day > ground.today {
            errors.add("day", "The day lies in the future; record the conversation once it was held");
        }
    }
    let known = |key: &String| ground.found.framework.workstream.iter().any(|stream| stream.key == *key);
    if one.workstream.as_ref().is_some_and(|key| !known(key)) {
        errors.add("workstream", "Choose a workstream of this framework");
    } else if permit.within(&scope(one.workstream.as_deref())).is_err() {
        errors.add("workstream", "Choose a workstream that you lead");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &permit, &ground, (&item, &one), Some(&posted), errors).await?);
    }
    if item == NEW {
        one.key = free_key(&one.title, ground.told.conversation.iter().map(|other| other.key.as_str()));
    }
    store::put_conversation(&weft, &mut write, permit.visitor.named(), &key, &one).await?;
    write.commit().await?;
    Ok(see(&format!("{}/conversations/{}?done=saved", ground.home(), one.key)))
}

async fn add_note(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    let one = ground.told.conversation.iter().find(|one| one.key == item).ok_or(Problem::NotFound)?;
    permit.within(&scope(one.workstream.as_deref()))?;
    let back = format!("{}/conversations/{item}", ground.home());
    posted.once(&weft, &mut write, &back).await?;
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let text = posted.text("note");
    let mut errors = FormErrors::default();
    errors.required(&posted, "note", "Write down what was said");
    if text.chars().count() > LONGEST_NOTE {
        errors.add("note", format!("At most {LONGEST_NOTE} characters are kept; shorten it or make two notes of it"));
    }
    let note = Note {
        key: String::new(),
        text: text.to_owned(),
        topic: given("topic"),
        theme: given("theme"),
        authority: given("authority"),
        sector: given("sector"),
        invented: false,
    };
    let offered = |field: &str, value: &Option<String>, list: &[Choice], errors: &mut FormErrors| {
        if value.as_ref().is_some_and(|value| !list.iter().any(|choice| choice.value == *value)) {
            errors.add(field, "Choose one of the list, or leave it open");
        }
    };
    let themes: Vec<Choice> = ground.told.theme.iter().map(|one| Choice::new(&one.key, &one.title)).collect();
    offered("topic", &note.topic, &Choice::list(TOPICS), &mut errors);
    offered("theme", &note.theme, &themes, &mut errors);
    offered("authority", &note.authority, &authorities(&weft.db).await?, &mut errors);
    offered("sector", &note.sector, &Choice::list(SECTORS), &mut errors);
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &permit, &ground, (&item, one), Some(&posted), errors).await?);
    }
    let note = Note { key: free_key(&first_words(text), one.note.iter().map(|other| other.key.as_str())), ..note };
    store::put_note(&weft, &mut write, permit.visitor.named(), (&key, &item), &note).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=noted#notes-head")))
}

/// The first few words of a note, of which its key is made.
fn first_words(text: &str) -> String {
    text.split_whitespace().take(6).collect::<Vec<_>>().join(" ")
}

async fn remove_note(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, item, note)): Path<(String, String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    let one = ground.told.conversation.iter().find(|one| one.key == item).ok_or(Problem::NotFound)?;
    permit.within(&scope(one.workstream.as_deref()))?;
    one.note.iter().find(|known| known.key == note).ok_or(Problem::NotFound)?;
    let back = format!("{}/conversations/{item}", ground.home());
    posted.once(&weft, &mut write, &back).await?;
    store::remove_note(&weft, &mut write, permit.visitor.named(), (&key, &item), &note).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=removed#notes-head")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_took_part_are_read_as_they_are_written() {
        let text = "Head teachers: 12\nOfficers of every authority\nPartners: some";
        let read = parties(text);
        assert_eq!(read.iter().map(|one| one.people).collect::<Vec<_>>(), [Some(12), None, None]);
        assert_eq!(written(&read), text);
    }

    #[test]
    fn a_key_is_never_given_twice() {
        assert_eq!(free_key("New", std::iter::empty()), "new-1");
        assert_eq!(free_key("Time to meet", ["time-to-meet", "time-to-meet-2"].into_iter()), "time-to-meet-3");
    }
}
