//! `groups.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Group, KINDS, Listing, store};
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
    "framework",
    "workstream",
    "kind",
    "remit",
    "designed_for",
    "duration",
    "programme",
    "contact_office",
    "starts",
    "ends",
    "end_reason",
    "note",
    "paper",
    "line",
    "not_published",
    "listing",
];

/// What a file may refer to.
struct Known {
    offices: BTreeSet<String>,
    papers: BTreeSet<String>,
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Group {
    reading.only(entry, FIELDS);
    let kinds: Vec<&str> = KINDS.iter().map(|(key, _)| *key).collect();
    let group = Group {
        key: reading.must_key(entry, "key"),
        name: reading.must(entry, "name"),
        framework: reading.must_key(entry, "framework"),
        workstream: reading.key(entry, "workstream"),
        kind: {
            reading.must(entry, "kind");
            reading.word(entry, "kind", &kinds).unwrap_or_default()
        },
        remit: reading.text(entry, "remit"),
        designed_for: reading.text(entry, "designed_for"),
        duration: reading.text(entry, "duration"),
        programme: reading.key(entry, "programme"),
        contact_office: reading.must_key(entry, "contact_office"),
        starts: reading.day(entry, "starts"),
        ends: reading.day(entry, "ends"),
        end_reason: reading.text(entry, "end_reason"),
        note: reading.text(entry, "note"),
        paper: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        not_published: reading.keys(entry, "not_published"),
        listing: reading
            .entries(entry, "listing")
            .into_iter()
            .map(|listing| {
                reading.only(listing, &["list", "name", "line"]);
                Listing {
                    list: reading.must(listing, "list"),
                    name: reading.must(listing, "name"),
                    line: reading.whole(listing, "line"),
                }
            })
            .collect(),
    };
    if !group.key.is_empty() && !seen.insert(group.key.clone()) {
        reading.fault_at(entry, "key", format!("the key `{}` stands twice in this file; change one", group.key));
    }
    if !group.contact_office.is_empty() && !known.offices.contains(&group.contact_office) {
        let what = format!("there is no office `{}`; the offices are those of people.toml", group.contact_office);
        reading.fault_at(entry, "contact_office", what);
    }
    if let Some(paper) = group.paper.as_ref().filter(|paper| !known.papers.contains(*paper)) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    if let (Some(starts), Some(ends)) = (&group.starts, &group.ends)
        && starts > ends
    {
        reading.fault_at(entry, "ends", "the group would end before it starts; change one of the two days");
    }
    group
}

/// Reads a file of groups: those it names are added or changed, all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = Known {
        offices: people::offices(&weft.db).await?.into_iter().map(|office| office.key).collect(),
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
    };
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "group", |reading, entry| Some(read_one(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for group in &read {
        match store::in_write(&mut write, &group.key).await? {
            Some((_, before)) if before == *group => tally.unchanged += 1,
            Some((id, before)) => {
                tally.changed += 1;
                store::change(weft, &mut write, by, &id, &before, group, None).await?;
            }
            None => {
                tally.added += 1;
                store::add(weft, &mut write, by, group).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "groups", mode)])
}

#[derive(Serialize)]
struct Written {
    group: Vec<Group>,
}

/// Every group as a file that can be imported again; the same groups always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let written = Written { group: store::groups(db).await? };
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
