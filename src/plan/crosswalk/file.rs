//! `crosswalk.toml` (docs/formats.md): what became of workstreams and priorities, read, checked as a whole, written in one go.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{KINDS, Link, RELATIONS, faults, store};
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

const FIELDS: &[&str] =
    &["from_framework", "from", "to_framework", "to", "relation", "note", "paper", "line", "invented"];

/// The ends of a link: no two links have the same.
type Ends = (String, String, String, String, String, String);

fn ends(link: &Link) -> Ends {
    let [a, b, c, d, e, f] =
        [&link.from_framework, &link.to_framework, &link.from_kind, &link.from_key, &link.to_kind, &link.to_key];
    (a.clone(), b.clone(), c.clone(), d.clone(), e.clone(), f.clone())
}

/// What a file may refer to: frameworks by key with their id and first session, their parts, the papers, what is there.
struct Known {
    frameworks: BTreeMap<String, (String, String)>,
    parts: BTreeSet<(String, String, String)>,
    papers: BTreeSet<String>,
    there: BTreeMap<Ends, Link>,
}

async fn known(weft: &Weft) -> Result<Known, Problem> {
    let mut frameworks = BTreeMap::new();
    let mut parts = BTreeSet::new();
    for head in plan::store::every_version(&weft.db).await? {
        if frameworks.contains_key(&head.key) {
            continue;
        }
        for kind in KINDS {
            for record in plan::records(&weft.db, &head.key, kind).await? {
                parts.insert((head.key.clone(), (*kind).to_owned(), record.key));
            }
        }
        frameworks.insert(head.key.clone(), (head.framework_id, head.first_session));
    }
    Ok(Known {
        frameworks,
        parts,
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
        there: store::every(&weft.db).await?.into_iter().map(|link| (ends(&link), link)).collect(),
    })
}

/// One end, written `workstream/KEY` or `priority/KEY`.
fn end(reading: &mut Reading<'_>, entry: Entry<'_>, field: &str, framework: &str, known: &Known) -> (String, String) {
    let Some(given) = reading.text(entry, field) else { return Default::default() };
    let (kind, key) = given.split_once('/').unwrap_or_default();
    let end = (kind.to_owned(), key.to_owned());
    if !known.parts.contains(&(framework.to_owned(), end.0.clone(), end.1.clone())) {
        let what = format!("`{given}` is no part of the framework {framework}; write workstream/KEY or priority/KEY");
        reading.fault_at(entry, field, what);
    }
    end
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<Ends>) -> Link {
    reading.only(entry, FIELDS);
    let from_framework = reading.must_key(entry, "from_framework");
    let to_framework = reading.must_key(entry, "to_framework");
    for (field, key) in [("from_framework", &from_framework), ("to_framework", &to_framework)] {
        if !key.is_empty() && !known.frameworks.contains_key(key) {
            reading.fault_at(entry, field, format!("there is no framework `{key}`; import it first"));
        }
    }
    let begins = |key: &str| known.frameworks.get(key).map(|(_, first)| (first.clone(), key.to_owned()));
    if !from_framework.is_empty() && from_framework == to_framework {
        reading.fault_at(entry, "to_framework", "a framework has no crosswalk to itself; name a later one");
    } else if let (Some(from), Some(to)) = (begins(&from_framework), begins(&to_framework))
        && from > to
    {
        reading.fault_at(entry, "to_framework", "the later framework comes second; exchange the two");
    }
    let (from_kind, from_key) = end(reading, entry, "from", &from_framework, known);
    let (to_kind, to_key) = end(reading, entry, "to", &to_framework, known);
    let words: Vec<&str> = RELATIONS.iter().map(|(key, _)| *key).collect();
    reading.must(entry, "relation");
    let link = Link {
        id: String::new(),
        from_framework,
        from_kind,
        from_key,
        to_framework,
        to_kind,
        to_key,
        relation: reading.word(entry, "relation", &words).unwrap_or_default(),
        note: reading.text(entry, "note"),
        paper_key: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        invented: i64::from(reading.flag(entry, "invented")),
    };
    if let Some(paper) = link.paper_key.as_ref().filter(|paper| !known.papers.contains(*paper)) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    for (field, what) in faults(&link) {
        if field != "relation" {
            reading.fault_at(entry, field, what);
        }
    }
    if !seen.insert(ends(&link)) {
        reading.fault_at(entry, "from", "this link stands twice in this file; keep one");
    }
    link
}

/// Reads a file of links: those it names are added or changed, all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = known(weft).await?;
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "link", |reading, entry| Some(read_one(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for link in &read {
        let Some((id, _)) = known.frameworks.get(&link.from_framework) else { continue };
        match known.there.get(&ends(link)) {
            Some(before) if (Link { id: String::new(), ..before.clone() }) == *link => tally.unchanged += 1,
            Some(before) => {
                tally.changed += 1;
                store::change(weft, &mut write, by, id, before, link).await?;
            }
            None => {
                tally.added += 1;
                store::add(weft, &mut write, by, id, link).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "links", mode)])
}

#[derive(Serialize)]
struct Written {
    link: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    from_framework: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    to_framework: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    relation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    invented: bool,
}

/// Every link as a file that can be imported again.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let end = |kind: &str, key: &str| (!key.is_empty()).then(|| format!("{kind}/{key}"));
    let line = |one: Link| Line {
        from: end(&one.from_kind, &one.from_key),
        to: end(&one.to_kind, &one.to_key),
        from_framework: one.from_framework,
        to_framework: one.to_framework,
        relation: one.relation,
        note: one.note,
        paper: one.paper_key,
        line: one.line,
        invented: one.invented != 0,
    };
    let written = Written { link: store::every(db).await?.into_iter().map(line).collect() };
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
