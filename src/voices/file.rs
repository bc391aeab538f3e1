//! `voices.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{ATTRIBUTIONS, CHANNELS, CHOSEN, Consent, KINDS, Record, SECTORS, TONES, consents, store};
use crate::{
    groups, partnership,
    plumbing::{
        db::{Db, Write},
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records::{self, Entry, Reading},
    },
    programmes,
};

const FIELDS: &[&str] = &[
    "key",
    "kind",
    "session",
    "words",
    "question",
    "edits",
    "name",
    "email",
    "role",
    "sector",
    "authority",
    "stage",
    "child",
    "group",
    "programme",
    "framework",
    "workstream",
    "priority",
    "outcome",
    "driver",
    "tone",
    "chosen",
    "for_whom",
    "headcount",
    "verified_by",
    "measure",
    "before",
    "after",
    "meanwhile",
    "did_not_work",
    "paper",
    "line",
    "invented",
    "consent",
];

const CONSENT_FIELDS: &[&str] = &[
    "given_on",
    "how",
    "wording",
    "attribution",
    "channels",
    "expires_on",
    "note",
    "withdrawn_on",
    "withdrawn_reason",
];

/// What a file may refer to.
struct Known {
    authorities: BTreeSet<String>,
    papers: BTreeSet<String>,
    groups: BTreeSet<String>,
    programmes: BTreeSet<String>,
}

fn must_word(reading: &mut Reading<'_>, entry: Entry<'_>, field: &str, list: &[(&str, &str)]) -> String {
    reading.must(entry, field);
    let known: Vec<&str> = list.iter().map(|(key, _)| *key).collect();
    reading.word(entry, field, &known).unwrap_or_default()
}

fn word(reading: &mut Reading<'_>, entry: Entry<'_>, field: &str, list: &[(&str, &str)]) -> Option<String> {
    let known: Vec<&str> = list.iter().map(|(key, _)| *key).collect();
    reading.word(entry, field, &known)
}

fn read_consent(reading: &mut Reading<'_>, entry: Entry<'_>) -> Consent {
    reading.only(entry, CONSENT_FIELDS);
    let levels: Vec<&str> = ATTRIBUTIONS.iter().map(|(key, ..)| *key).collect();
    let channels = reading.keys(entry, "channels");
    for channel in channels.iter().filter(|channel| CHANNELS.iter().all(|(known, ..)| known != channel)) {
        let known: Vec<&str> = CHANNELS.iter().map(|(key, ..)| *key).collect();
        reading.fault_at(entry, "channels", format!("`{channel}` is no channel; write some of {}", known.join(", ")));
    }
    if channels.is_empty() {
        reading.fault_at(entry, "channels", "a consent names at least one channel");
    }
    reading.must(entry, "given_on");
    reading.must(entry, "attribution");
    let consent = Consent {
        given_on: reading.day(entry, "given_on").unwrap_or_default(),
        how: reading.word(entry, "how", &["link", "recorded"]).unwrap_or_else(|| "recorded".to_owned()),
        wording: reading.must(entry, "wording"),
        attribution: reading.word(entry, "attribution", &levels).unwrap_or_default(),
        channels,
        expires_on: reading.day(entry, "expires_on"),
        note: reading.text(entry, "note"),
        withdrawn_on: reading.day(entry, "withdrawn_on"),
        withdrawn_reason: reading.text(entry, "withdrawn_reason"),
        said_sha256: String::new(),
    };
    if consent.expires_on.as_ref().is_some_and(|ends| *ends < consent.given_on) {
        reading.fault_at(entry, "expires_on", "the consent would end before it is given; change one of the two days");
    }
    if consent.withdrawn_on.as_ref().is_some_and(|day| *day < consent.given_on) {
        reading.fault_at(
            entry,
            "withdrawn_on",
            "a consent cannot be withdrawn before it is given; change one of the two days",
        );
    }
    consent
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Record {
    reading.only(entry, FIELDS);
    let mut record = Record {
        key: reading.must_key(entry, "key"),
        kind: must_word(reading, entry, "kind", KINDS),
        session: reading.must_key(entry, "session"),
        words: reading.must(entry, "words"),
        question: reading.text(entry, "question"),
        edits: reading.text(entry, "edits"),
        name: reading.text(entry, "name"),
        email: reading.text(entry, "email"),
        role: reading.text(entry, "role"),
        sector: word(reading, entry, "sector", SECTORS),
        authority: reading.key(entry, "authority"),
        stage: reading.text(entry, "stage"),
        child: reading.flag(entry, "child"),
        group: reading.key(entry, "group"),
        programme: reading.key(entry, "programme"),
        framework: reading.key(entry, "framework"),
        workstream: reading.key(entry, "workstream"),
        priority: reading.key(entry, "priority"),
        outcome: reading.key(entry, "outcome"),
        driver: reading.key(entry, "driver"),
        tone: must_word(reading, entry, "tone", TONES),
        chosen: word(reading, entry, "chosen", CHOSEN),
        for_whom: reading.text(entry, "for_whom"),
        headcount: reading.whole(entry, "headcount"),
        verified_by: reading.text(entry, "verified_by"),
        measure: reading.text(entry, "measure"),
        before: reading.text(entry, "before"),
        after: reading.text(entry, "after"),
        meanwhile: reading.text(entry, "meanwhile"),
        did_not_work: reading.text(entry, "did_not_work"),
        paper: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        invented: reading.flag(entry, "invented"),
        consent: reading.entries(entry, "consent").into_iter().map(|one| read_consent(reading, one)).collect(),
    };
    let said = record.said_sha256();
    record.consent.iter_mut().for_each(|consent| consent.said_sha256.clone_from(&said));
    faults(reading, entry, &record, known);
    if !record.key.is_empty() && !seen.insert(record.key.clone()) {
        reading.fault_at(entry, "key", format!("the key `{}` stands twice in this file; change one", record.key));
    }
    record
}

fn faults(reading: &mut Reading<'_>, entry: Entry<'_>, record: &Record, known: &Known) {
    if ["new", "list"].contains(&record.key.as_str()) {
        reading.fault_at(entry, "key", format!("`{}` cannot be a key here: it is a page; choose another", record.key));
    }
    if record.session.parse::<figures::AcademicSession>().is_err() && !record.session.is_empty() {
        reading.fault_at(entry, "session", format!("`{}` is not a session; write it as 2025-26", record.session));
    }
    if let Some(key) = record.authority.as_ref().filter(|key| !known.authorities.contains(*key)) {
        reading.fault_at(entry, "authority", format!("there is no authority `{key}`; write the key of one"));
    }
    if let Some(key) = record.group.as_ref().filter(|key| !known.groups.contains(*key)) {
        reading.fault_at(entry, "group", format!("there is no group `{key}`; the groups are those of groups.toml"));
    }
    if let Some(key) = record.programme.as_ref().filter(|key| !known.programmes.contains(*key)) {
        let what = format!("there is no programme `{key}`; the programmes are those of programmes.toml");
        reading.fault_at(entry, "programme", what);
    }
    if let Some(key) = record.paper.as_ref().filter(|key| !known.papers.contains(*key)) {
        reading.fault_at(
            entry,
            "paper",
            format!("there is no paper `{key}`; the papers are those of partnership.toml"),
        );
    }
    if record.child && record.name.is_some() {
        reading.fault_at(entry, "name", "the name of a child is not kept; take it out");
    }
    if record.child && record.consent.iter().any(|consent| consent.attribution == "named") {
        reading.fault_at(entry, "consent", "a child is never named; choose another attribution");
    }
    if record.framework.is_none() && (record.priority.is_some() || record.outcome.is_some() || record.driver.is_some())
    {
        reading.fault_at(
            entry,
            "framework",
            "`framework` is missing; say which framework the priority, outcome or driver is of",
        );
    }
    let withdrawn = record.consent.last().is_some_and(|last| last.withdrawn_on.is_some());
    if withdrawn && (record.name.is_some() || record.email.is_some()) {
        reading.fault_at(entry, "name", "name and address are deleted when a consent is withdrawn; take them out");
    }
}

/// Reads a file of voices: those it names are added or changed. Consents on record stay as they are; the file may only add
/// newer ones, or the withdrawal of the newest.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = Known {
        authorities: partnership::authorities(&weft.db).await?.into_iter().map(|one| one.key).collect(),
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
        groups: groups::groups(&weft.db).await?.into_iter().map(|one| one.key).collect(),
        programmes: programmes::programmes(&weft.db).await?.into_iter().map(|one| one.key).collect(),
    };
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "voice", |reading, entry| Some(read_one(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for record in &read {
        match store::in_write(&mut write, &record.key).await? {
            Some((_, before)) if before == *record => tally.unchanged += 1,
            Some((id, before)) => {
                tally.changed += 1;
                let mut record = record.clone();
                let withdrawn = before.consent.last().is_some_and(|last| last.withdrawn_on.is_some());
                if withdrawn && record.consent.len() <= before.consent.len() {
                    // An older file must not bring back what was deleted with the withdrawal.
                    (record.name, record.email) = (None, None);
                }
                store::change(weft, &mut write, by, &id, (&before, &record)).await?;
                agree(weft, &mut write, by, &id, &before.consent, &record.consent).await?;
            }
            None => {
                tally.added += 1;
                let id = store::add(weft, &mut write, by, record).await?;
                agree(weft, &mut write, by, &id, &[], &record.consent).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "voices", mode)])
}

/// Adds the consents of a file that are newer than those on record, and the withdrawals it tells of.
async fn agree(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    before: &[Consent],
    after: &[Consent],
) -> Result<(), Problem> {
    for (place, consent) in after.iter().enumerate() {
        let stored = before.get(place);
        if stored.is_none() {
            consents::add(weft, write, by, id, consent).await?;
        }
        let taken_back = stored.is_some_and(|stored| stored.withdrawn_on.is_some());
        if let (Some(day), false) = (&consent.withdrawn_on, taken_back) {
            let withdrawal = (day.as_str(), consent.how.as_str(), consent.withdrawn_reason.as_deref());
            consents::withdraw(weft, write, by, id, withdrawal).await?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Written {
    voice: Vec<Record>,
}

/// Every voice as a file that can be imported again, names and addresses with it: for the officer, not for the public.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut voice = store::records(db).await?;
    voice.reverse();
    voice.sort_by(|a, b| a.session.cmp(&b.session));
    Ok(toml::to_string_pretty(&Written { voice }).map_err(Problem::broken)?.into_bytes())
}
