//! `consultation.toml` (docs/formats.md): what was said of frameworks and what came of it, read, checked as a whole, written
//! in one go. What the file names is added or changed; conversations, notes and themes it leaves out stay as they are.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{ANSWERS, Answer, Consultation, Conversation, Note, Party, SECTORS, TOPICS, Theme, store};
use crate::{
    partnership, plan,
    plumbing::{
        db::Db,
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records::{self, Entry, Reading},
    },
};

/// What a file may refer to.
struct Known {
    frameworks: BTreeSet<String>,
    /// Framework, kind and key of every workstream, priority and action.
    parts: BTreeSet<(String, String, String)>,
    authorities: Vec<partnership::Authority>,
    papers: BTreeSet<String>,
}

async fn known(weft: &Weft, frameworks: BTreeSet<String>) -> Result<Known, Problem> {
    let mut parts = BTreeSet::new();
    for key in &frameworks {
        for kind in ["workstream", "priority", "action"] {
            for record in plan::records(&weft.db, key, kind).await? {
                parts.insert((key.clone(), kind.to_owned(), record.key));
            }
        }
    }
    Ok(Known {
        frameworks,
        parts,
        authorities: partnership::authorities(&weft.db).await?,
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
    })
}

fn keys_of<'a>(list: &'a [(&'a str, &'a str)]) -> Vec<&'a str> {
    list.iter().map(|(key, _)| *key).collect()
}

fn paper(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known) -> Option<String> {
    let paper = reading.key(entry, "paper")?;
    if !known.papers.contains(&paper) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    Some(paper)
}

/// A key that stands once among those seen.
fn own_key(reading: &mut Reading<'_>, entry: Entry<'_>, seen: &mut BTreeSet<String>) -> String {
    let key = reading.must_key(entry, "key");
    if !key.is_empty() && !seen.insert(key.clone()) {
        reading.fault_at(entry, "key", format!("the key `{key}` stands twice here; change one"));
    }
    key
}

fn workstream(reading: &mut Reading<'_>, entry: Entry<'_>, framework: &str, known: &Known) -> Option<String> {
    let key = reading.key(entry, "workstream")?;
    if !known.parts.contains(&(framework.to_owned(), "workstream".to_owned(), key.clone())) {
        reading.fault_at(entry, "workstream", format!("the framework {framework} has no workstream `{key}`"));
    }
    Some(key)
}

fn note(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Note {
    reading.only(entry, &["key", "text", "topic", "theme", "authority", "sector", "invented"]);
    let authority = reading.text(entry, "authority").and_then(|given| {
        let found = partnership::find_authority(&known.authorities, &given).map(|found| found.key.clone());
        if found.is_none() {
            reading.fault_at(entry, "authority", format!("there is no authority `{given}`"));
        }
        found
    });
    Note {
        key: own_key(reading, entry, seen),
        text: reading.must(entry, "text"),
        topic: reading.word(entry, "topic", &keys_of(TOPICS)),
        theme: reading.key(entry, "theme"),
        authority,
        sector: reading.word(entry, "sector", &keys_of(SECTORS)),
        invented: reading.flag(entry, "invented"),
    }
}

fn conversation(
    reading: &mut Reading<'_>,
    entry: Entry<'_>,
    framework: &str,
    known: &Known,
    seen: &mut BTreeSet<String>,
) -> Conversation {
    let fields = [
        "key",
        "title",
        "day",
        "when",
        "held_by",
        "with",
        "topics",
        "workstream",
        "paper",
        "line",
        "invented",
        "not_published",
        "party",
        "note",
    ];
    reading.only(entry, &fields);
    let topics = reading.keys(entry, "topics");
    for topic in topics.iter().filter(|topic| !TOPICS.iter().any(|(key, _)| key == topic)) {
        let what = format!("`{topic}` is not known here; write some of {}", keys_of(TOPICS).join(", "));
        reading.fault_at(entry, "topics", what);
    }
    let mut notes = BTreeSet::new();
    Conversation {
        key: own_key(reading, entry, seen),
        title: reading.must(entry, "title"),
        day: reading.day(entry, "day"),
        when: reading.text(entry, "when"),
        held_by: reading.must(entry, "held_by"),
        with: reading.must(entry, "with"),
        topics,
        workstream: workstream(reading, entry, framework, known),
        paper: paper(reading, entry, known),
        line: reading.whole(entry, "line"),
        invented: reading.flag(entry, "invented"),
        not_published: reading.keys(entry, "not_published"),
        party: reading
            .entries(entry, "party")
            .into_iter()
            .map(|party| {
                reading.only(party, &["words", "people"]);
                Party { words: reading.must(party, "words"), people: reading.whole(party, "people") }
            })
            .collect(),
        note: reading.entries(entry, "note").into_iter().map(|entry| note(reading, entry, known, &mut notes)).collect(),
    }
}

fn answer(reading: &mut Reading<'_>, entry: Entry<'_>, framework: &str, known: &Known) -> Answer {
    reading.only(entry, &["answer", "day", "text", "link", "paper", "line", "invented"]);
    reading.must(entry, "answer");
    let link = reading.text(entry, "link");
    if let Some(link) = &link {
        let (kind, key) = link.split_once('/').unwrap_or_default();
        if !known.parts.contains(&(framework.to_owned(), kind.to_owned(), key.to_owned())) {
            let what = format!("`{link}` is no part of {framework}; write workstream/KEY, priority/KEY or action/KEY");
            reading.fault_at(entry, "link", what);
        }
    }
    Answer {
        answer: reading.word(entry, "answer", &keys_of(ANSWERS)).unwrap_or_default(),
        day: reading.day(entry, "day"),
        text: reading.must(entry, "text"),
        link,
        paper: paper(reading, entry, known),
        line: reading.whole(entry, "line"),
        invented: reading.flag(entry, "invented"),
    }
}

fn theme(
    reading: &mut Reading<'_>,
    entry: Entry<'_>,
    framework: &str,
    known: &Known,
    seen: &mut BTreeSet<String>,
) -> Theme {
    reading.only(entry, &["key", "title", "text", "workstream", "paper", "line", "invented", "answer"]);
    let answers = reading.entries(entry, "answer");
    if answers.len() > 1 {
        reading.fault_at(
            entry,
            "answer",
            "a theme has one answer in a file, the one that counts; earlier ones are kept here",
        );
    }
    Theme {
        key: own_key(reading, entry, seen),
        title: reading.must(entry, "title"),
        text: reading.text(entry, "text"),
        workstream: workstream(reading, entry, framework, known),
        paper: paper(reading, entry, known),
        line: reading.whole(entry, "line"),
        invented: reading.flag(entry, "invented"),
        answer: answers.into_iter().map(|entry| answer(reading, entry, framework, known)).collect(),
    }
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Consultation {
    let fields = [
        "framework",
        "about",
        "synthesis",
        "finding",
        "question",
        "comments_from",
        "comments_to",
        "paper",
        "line",
        "invented",
        "not_published",
        "conversation",
        "theme",
    ];
    reading.only(entry, &fields);
    let framework = reading.must_key(entry, "framework");
    if !framework.is_empty() && !known.frameworks.contains(&framework) {
        reading.fault_at(entry, "framework", format!("there is no framework `{framework}`; import it first"));
    }
    if !seen.insert(framework.clone()) {
        reading.fault_at(entry, "framework", "this framework stands twice in this file; make one of the two");
    }
    let (mut conversations, mut themes) = (BTreeSet::new(), BTreeSet::new());
    let one = Consultation {
        about: reading.text(entry, "about"),
        synthesis: reading.text(entry, "synthesis"),
        finding: reading.text(entry, "finding"),
        question: reading.text(entry, "question"),
        comments_from: reading.day(entry, "comments_from"),
        comments_to: reading.day(entry, "comments_to"),
        paper: paper(reading, entry, known),
        line: reading.whole(entry, "line"),
        invented: reading.flag(entry, "invented"),
        not_published: reading.keys(entry, "not_published"),
        conversation: reading
            .entries(entry, "conversation")
            .into_iter()
            .map(|entry| conversation(reading, entry, &framework, known, &mut conversations))
            .collect(),
        theme: reading
            .entries(entry, "theme")
            .into_iter()
            .map(|entry| theme(reading, entry, &framework, known, &mut themes))
            .collect(),
        framework,
    };
    if let (Some(from), Some(to)) = (&one.comments_from, &one.comments_to)
        && from > to
    {
        reading.fault_at(entry, "comments_to", "the last day lies before the first; change one of the two");
    }
    let notes = one.conversation.iter().flat_map(|one| &one.note);
    for theme in notes.filter_map(|note| note.theme.as_ref()).filter(|theme| !themes.contains(*theme)) {
        reading.fault_at(entry, "theme", format!("a note belongs to the theme `{theme}`, which is not in this file"));
    }
    one
}

/// Reads a file of consultations.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = known(weft, plan::keys(&weft.db).await?.into_iter().collect()).await?;
    let mut seen = BTreeSet::new();
    let read =
        toml_records::read(&file, "consultation", |reading, entry| Some(read_one(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut titles = Vec::new();
    for one in &read {
        let title = plan::framework(&weft.db, &one.framework).await?.map(|found| found.framework.title);
        titles.push((store::of_framework(&weft.db, &one.framework).await?, title));
    }
    let mut write = weft.db.write().await?;
    for (one, (before, title)) in read.iter().zip(&titles) {
        match before {
            Some(before) if before == one => {
                tally.unchanged += 1;
                continue;
            }
            Some(_) => tally.changed += 1,
            None => tally.added += 1,
        }
        store::put_head(weft, &mut write, by, one, title.as_deref()).await?;
        for theme in &one.theme {
            store::put_theme(weft, &mut write, by, &one.framework, theme).await?;
            let there = before.iter().flat_map(|before| &before.theme).find(|there| there.key == theme.key);
            for answer in &theme.answer {
                if there.is_none_or(|there| !there.answer.contains(answer)) {
                    store::answer(weft, &mut write, by, (&one.framework, &theme.key), answer).await?;
                }
            }
        }
        for conversation in &one.conversation {
            store::put_conversation(weft, &mut write, by, &one.framework, conversation).await?;
            for note in &conversation.note {
                store::put_note(weft, &mut write, by, (&one.framework, &conversation.key), note).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "consultations", mode)])
}

#[derive(Serialize)]
struct Written {
    consultation: Vec<Consultation>,
}

/// Every consultation as a file that can be imported again. Comments of the public are not in it.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut written = Written { consultation: Vec::new() };
    for key in store::frameworks(db).await? {
        written.consultation.extend(store::of_framework(db, &key).await?);
    }
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
