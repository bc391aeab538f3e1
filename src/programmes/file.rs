//! `programmes.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{KINDS, Programme, store};
use crate::{
    partnership, people,
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
    "name",
    "other_names",
    "kind",
    "frameworks",
    "workstream",
    "designed_for",
    "duration",
    "duration_months",
    "focus",
    "award",
    "group",
    "stated",
    "contact_office",
    "note",
    "paper",
    "line",
    "not_published",
];

/// What a file may refer to.
struct Known {
    offices: BTreeSet<String>,
    papers: BTreeSet<String>,
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Programme {
    reading.only(entry, FIELDS);
    let kinds: Vec<&str> = KINDS.iter().map(|(key, _)| *key).collect();
    let programme = Programme {
        key: reading.must_key(entry, "key"),
        name: reading.must(entry, "name"),
        other_names: reading.texts(entry, "other_names"),
        kind: reading.word(entry, "kind", &kinds),
        frameworks: reading.keys(entry, "frameworks"),
        workstream: reading.must_key(entry, "workstream"),
        designed_for: reading.text(entry, "designed_for"),
        duration: reading.text(entry, "duration"),
        duration_months: reading.whole(entry, "duration_months"),
        focus: reading.text(entry, "focus"),
        award: reading.text(entry, "award"),
        group: reading.key(entry, "group"),
        stated: reading.keys(entry, "stated"),
        contact_office: reading.must_key(entry, "contact_office"),
        note: reading.text(entry, "note"),
        paper: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        not_published: reading.keys(entry, "not_published"),
    };
    if programme.frameworks.is_empty() {
        reading.fault_at(
            entry,
            "frameworks",
            "`frameworks` is missing or empty; name at least one framework by its key",
        );
    }
    if !programme.key.is_empty() && !seen.insert(programme.key.clone()) {
        reading.fault_at(entry, "key", format!("the key `{}` stands twice in this file; change one", programme.key));
    }
    if !programme.contact_office.is_empty() && !known.offices.contains(&programme.contact_office) {
        let what = format!("there is no office `{}`; the offices are those of people.toml", programme.contact_office);
        reading.fault_at(entry, "contact_office", what);
    }
    if let Some(paper) = programme.paper.as_ref().filter(|paper| !known.papers.contains(*paper)) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    programme
}

/// Reads a file of programmes: those it names are added or changed, all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = Known {
        offices: people::offices(&weft.db).await?.into_iter().map(|office| office.key).collect(),
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
    };
    let mut seen = BTreeSet::new();
    let read =
        toml_records::read(&file, "programme", |reading, entry| Some(read_one(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for programme in &read {
        match store::in_write(&mut write, &programme.key).await? {
            Some((_, before)) if before == *programme => tally.unchanged += 1,
            Some((id, before)) => {
                tally.changed += 1;
                store::change(weft, &mut write, by, &id, &before, programme).await?;
            }
            None => {
                tally.added += 1;
                store::add(weft, &mut write, by, programme).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "programmes", mode)])
}

#[derive(Serialize)]
struct Written {
    programme: Vec<Programme>,
}

/// Every programme as a file that can be imported again; the same programmes always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let written = Written { programme: store::programmes(db).await? };
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
