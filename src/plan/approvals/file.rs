//! `approvals.toml` (docs/formats.md): what each council decided, read, checked as a whole and written in one go.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Approval, DECISIONS, faults, pages, store};
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
    "framework",
    "authority",
    "committee",
    "day",
    "agenda_item",
    "decision",
    "words",
    "document",
    "url",
    "paper",
    "line",
    "invented",
    "reason",
];

/// What a file may refer to.
struct Known {
    today: String,
    authorities: Vec<partnership::Authority>,
    papers: BTreeSet<String>,
    /// By framework: its id, the version that counts, the first day that can stand.
    frameworks: BTreeMap<String, (String, i64, String)>,
    there: BTreeMap<(String, String), Approval>,
}

async fn known(weft: &Weft) -> Result<Known, Problem> {
    let mut frameworks = BTreeMap::new();
    for head in plan::store::every_version(&weft.db).await? {
        if frameworks.contains_key(&head.key) {
            continue;
        }
        if let Some((found, first)) = pages::before_councils(weft, &head.key).await? {
            frameworks.insert(head.key.clone(), (found.head.framework_id, found.head.number, first));
        }
    }
    let mut there = BTreeMap::new();
    for one in store::every(&weft.db).await? {
        there.insert((one.framework.clone(), one.authority.clone()), one);
    }
    Ok(Known {
        today: plan::life::today(weft).await?,
        authorities: partnership::authorities(&weft.db).await?,
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
        frameworks,
        there,
    })
}

fn read_one(
    reading: &mut Reading<'_>,
    entry: Entry<'_>,
    known: &Known,
    seen: &mut BTreeSet<(String, String)>,
) -> Option<Approval> {
    reading.only(entry, FIELDS);
    let framework = reading.must_key(entry, "framework");
    let given = reading.must(entry, "authority");
    let words: Vec<&str> = DECISIONS.iter().map(|(key, _, _)| *key).collect();
    reading.must(entry, "decision");
    let mut new = Approval {
        framework: framework.clone(),
        committee: reading.must(entry, "committee"),
        day: reading.must(entry, "day"),
        agenda_item: reading.text(entry, "agenda_item"),
        decision: reading.word(entry, "decision", &words).unwrap_or_default(),
        words: reading.text(entry, "words"),
        paper: reading.text(entry, "document"),
        url: reading.text(entry, "url"),
        paper_key: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        invented: i64::from(reading.flag(entry, "invented")),
        reason: reading.text(entry, "reason"),
        ..Approval::default()
    };
    if let Some(paper) = new.paper_key.as_ref().filter(|paper| !known.papers.contains(*paper)) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    let authority = partnership::find_authority(&known.authorities, &given).map(|found| found.key.clone());
    if authority.is_none() && !given.is_empty() {
        let keys: Vec<&str> = known.authorities.iter().map(|one| one.key.as_str()).collect();
        let what = format!("there is no authority `{given}`; the authorities are {}", keys.join(", "));
        reading.fault_at(entry, "authority", what);
    }
    let Some((_, version, first)) = known.frameworks.get(&framework) else {
        if !framework.is_empty() {
            let what = format!("there is no framework `{framework}` that a council could have before it");
            reading.fault_at(entry, "framework", what);
        }
        return None;
    };
    new.authority = authority?;
    new.version = *version;
    let place = (framework, new.authority.clone());
    let before = known.there.get(&place);
    new.number = before.map_or(1, |before| before.number + 1);
    if !seen.insert(place) {
        let what = "this council stands twice in this file for the same framework; keep the record that counts";
        reading.fault_at(entry, "authority", what);
        return None;
    }
    if before.is_some_and(|before| same(before, &new)) {
        new.number = before.map_or(1, |before| before.number);
        return Some(new);
    }
    for (field, what) in faults(&new, before, first, &known.today) {
        if !matches!(field, "committee" | "decision") {
            reading.fault_at(entry, field, what);
        }
    }
    Some(new)
}

/// Whether a file says what is recorded already.
fn same(there: &Approval, new: &Approval) -> bool {
    let bare =
        |one: &Approval| Approval { number: 0, version: 0, reason: None, recorded_at: String::new(), ..one.clone() };
    bare(there) == bare(new)
}

/// Reads a file of councils' decisions: those it names are added, or stand in place of what was recorded with a reason.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = known(weft).await?;
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "approval", |reading, entry| read_one(reading, entry, &known, &mut seen))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for new in &read {
        let Some((id, _, _)) = known.frameworks.get(&new.framework) else { continue };
        let before = known.there.get(&(new.framework.clone(), new.authority.clone()));
        match before {
            Some(before) if before.number == new.number => {
                tally.unchanged += 1;
                continue;
            }
            Some(_) => tally.changed += 1,
            None => tally.added += 1,
        }
        store::add(weft, &mut write, by, id, new).await?;
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "decisions of councils", mode)])
}

#[derive(Serialize)]
struct Written {
    approval: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    framework: String,
    authority: String,
    committee: String,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    agenda_item: Option<String>,
    decision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paper: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    invented: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The decisions that count, of every council and framework, as a file that can be imported again.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let line = |one: Approval| Line {
        framework: one.framework,
        authority: one.authority,
        committee: one.committee,
        day: one.day,
        agenda_item: one.agenda_item,
        decision: one.decision,
        words: one.words,
        document: one.paper,
        url: one.url,
        paper: one.paper_key,
        line: one.line,
        invented: one.invented != 0,
        reason: one.reason,
    };
    let written = Written { approval: store::every(db).await?.into_iter().map(line).collect() };
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
