//! `recommendations.toml` (docs/formats.md): read, checked as a whole, written in one go.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Deed, KINDS, LINKS, RESPONSES, Recommendation, Response, store};
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

const FIELDS: &[&str] = &[
    "key",
    "kind",
    "evaluation",
    "evaluator",
    "day",
    "text",
    "framework",
    "paper",
    "line",
    "invented",
    "not_published",
    "response",
    "done",
];

/// What a file may refer to. What a deed leads to may be loaded later, so its key alone is checked.
struct Known {
    frameworks: BTreeSet<String>,
    papers: BTreeSet<String>,
}

fn response(reading: &mut Reading<'_>, entry: Entry<'_>) -> Response {
    reading.only(entry, &["answer", "by", "day", "text", "invented"]);
    let words: Vec<&str> = RESPONSES.iter().map(|(key, _)| *key).collect();
    reading.must(entry, "answer");
    Response {
        answer: reading.word(entry, "answer", &words).unwrap_or_default(),
        by: reading.must(entry, "by"),
        day: reading.day(entry, "day"),
        text: reading.text(entry, "text"),
        invented: reading.flag(entry, "invented"),
    }
}

fn deed(reading: &mut Reading<'_>, entry: Entry<'_>) -> Deed {
    reading.only(entry, &["text", "day", "link", "invented"]);
    let link = reading.text(entry, "link");
    if let Some(link) = &link
        && !LINKS.iter().any(|kind| link.starts_with(&format!("{kind}/")))
    {
        let what = format!("`{link}` is not KIND/KEY; the kinds are {}", LINKS.join(", "));
        reading.fault_at(entry, "link", what);
    }
    Deed {
        text: reading.must(entry, "text"),
        day: reading.day(entry, "day"),
        link,
        invented: reading.flag(entry, "invented"),
    }
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Recommendation {
    reading.only(entry, FIELDS);
    let kinds: Vec<&str> = KINDS.iter().map(|(key, _)| *key).collect();
    reading.must(entry, "kind");
    let responses = reading.entries(entry, "response");
    if responses.len() > 1 {
        reading.fault_at(
            entry,
            "response",
            "one response stands in a file, the one that counts; earlier ones are kept here",
        );
    }
    let one = Recommendation {
        key: reading.must_key(entry, "key"),
        kind: reading.word(entry, "kind", &kinds).unwrap_or_default(),
        evaluation: reading.must(entry, "evaluation"),
        evaluator: reading.must(entry, "evaluator"),
        day: reading.day(entry, "day"),
        text: reading.must(entry, "text"),
        framework: reading.key(entry, "framework"),
        paper: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        invented: reading.flag(entry, "invented"),
        not_published: reading.keys(entry, "not_published"),
        response: responses.into_iter().map(|entry| response(reading, entry)).collect(),
        done: reading.entries(entry, "done").into_iter().map(|entry| deed(reading, entry)).collect(),
    };
    if one.key == "new" || (!one.key.is_empty() && !seen.insert(one.key.clone())) {
        reading.fault_at(entry, "key", format!("the key `{}` is taken; change it", one.key));
    }
    if let Some(key) = one.framework.as_ref().filter(|key| !known.frameworks.contains(*key)) {
        reading.fault_at(entry, "framework", format!("there is no framework `{key}`; import it first"));
    }
    if let Some(paper) = one.paper.as_ref().filter(|paper| !known.papers.contains(*paper)) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    one
}

/// Reads a file of recommendations: those it names are added or changed, all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = Known {
        frameworks: plan::keys(&weft.db).await?.into_iter().collect(),
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
    };
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "recommendation", |reading, entry| {
        Some(read_one(reading, entry, &known, &mut seen))
    })?;
    let there = store::recommendations(&weft.db).await?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for one in &read {
        let before = there.iter().find(|before| before.key == one.key);
        match before {
            Some(before) if before == one => {
                tally.unchanged += 1;
                continue;
            }
            Some(_) => tally.changed += 1,
            None => tally.added += 1,
        }
        store::put(weft, &mut write, by, one).await?;
        for response in one.response.iter().filter(|one| before.is_none_or(|before| !before.response.contains(one))) {
            store::respond(weft, &mut write, by, &one.key, response).await?;
        }
        for deed in one.done.iter().filter(|one| before.is_none_or(|before| !before.done.contains(one))) {
            store::did(weft, &mut write, by, &one.key, deed).await?;
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "recommendations", mode)])
}

#[derive(Serialize)]
struct Written {
    recommendation: Vec<Recommendation>,
}

/// Every recommendation as a file that can be imported again.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let written = Written { recommendation: store::recommendations(db).await? };
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
