//! `groups.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    COLLABORATION, FocusArea, Group, KINDS, Listing, OUTPUT_KINDS, Output, PlanPriority, RHYTHMS, STILL_MEETS, store,
};
use crate::{
    partnership, people, plan,
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
    "review",
    "priorities",
    "rhythm",
    "meeting_minutes",
    "collaboration",
    "what_is_left",
    "carried_on_by",
    "still_meets",
    "still_meets_note",
    "invented",
    "listing",
    "plan",
    "output",
];

/// A group as a file holds it: with its action plan and its outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Whole {
    #[serde(flatten)]
    group: Group,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    plan: Vec<PlanPriority>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    output: Vec<Output>,
}

impl Whole {
    /// The plan's and outputs' ids left out, as a file has none.
    fn without_ids(mut self) -> Self {
        self.plan.iter_mut().for_each(|one| one.id.clear());
        self.output.iter_mut().for_each(|one| one.id.clear());
        self
    }
}

/// What a file may refer to.
struct Known {
    offices: BTreeSet<String>,
    papers: BTreeSet<String>,
    authorities: BTreeSet<String>,
    /// The priorities of each framework.
    priorities: BTreeMap<String, BTreeSet<String>>,
}

impl Known {
    async fn of(db: &Db) -> Result<Self, Problem> {
        let mut priorities = BTreeMap::new();
        for head in plan::frameworks(db).await? {
            let found = plan::records(db, &head.key, "priority").await?;
            priorities.insert(head.key, found.into_iter().map(|record| record.key).collect());
        }
        Ok(Self {
            offices: people::offices(db).await?.into_iter().map(|office| office.key).collect(),
            papers: partnership::papers(db).await?.into_iter().map(|paper| paper.key).collect(),
            authorities: partnership::authorities(db).await?.into_iter().map(|authority| authority.key).collect(),
            priorities,
        })
    }

    /// Faults a priority that the framework does not have. A framework that is not published yet is not asked.
    fn priority(&self, reading: &mut Reading<'_>, entry: Entry<'_>, field: &str, framework: &str, priority: &str) {
        let Some(known) = self.priorities.get(framework) else { return };
        if !known.contains(priority) {
            let list: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = format!(
                "there is no priority `{priority}` in the framework {framework}; its priorities are {}",
                list.join(", ")
            );
            reading.fault_at(entry, field, what);
        }
    }
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Whole {
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
        review: reading.day(entry, "review"),
        priorities: reading.keys(entry, "priorities"),
        rhythm: reading.word(entry, "rhythm", &RHYTHMS.iter().map(|rhythm| rhythm.key).collect::<Vec<_>>()),
        meeting_minutes: reading.whole(entry, "meeting_minutes"),
        collaboration: reading.word(
            entry,
            "collaboration",
            &COLLABORATION.iter().map(|(key, _, _)| *key).collect::<Vec<_>>(),
        ),
        what_is_left: reading.text(entry, "what_is_left"),
        carried_on_by: reading.text(entry, "carried_on_by"),
        still_meets: reading.word(entry, "still_meets", &STILL_MEETS.iter().map(|(key, _)| *key).collect::<Vec<_>>()),
        still_meets_note: reading.text(entry, "still_meets_note"),
        invented: reading.keys(entry, "invented"),
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
    for priority in &group.priorities {
        known.priority(reading, entry, "priorities", &group.framework, priority);
    }
    let plan = read_plan(reading, entry, known, &group.framework);
    let output = read_outputs(reading, entry, known, &group.framework);
    Whole { group, plan, output }
}

fn read_plan(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, framework: &str) -> Vec<PlanPriority> {
    let mut plan = Vec::new();
    for one in reading.entries(entry, "plan") {
        reading.only(one, &["text", "priority", "actions", "focus_area"]);
        let (text, priority) = (reading.must(one, "text"), reading.key(one, "priority"));
        if let Some(priority) = &priority {
            known.priority(reading, one, "priority", framework, priority);
        }
        let mut focus_area = Vec::new();
        for area in reading.entries(one, "focus_area") {
            reading.only(area, &["authority", "text"]);
            let authority = reading.key(area, "authority");
            if let Some(key) = authority.as_ref().filter(|key| !known.authorities.contains(*key)) {
                let what = format!("`{key}` is no authority of this partnership; write the key of one");
                reading.fault_at(area, "authority", what);
            }
            focus_area.push(FocusArea { authority, text: reading.must(area, "text") });
        }
        plan.push(PlanPriority {
            id: String::new(),
            text,
            priority,
            actions: reading.keys(one, "actions"),
            focus_area,
        });
    }
    plan
}

fn read_outputs(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, framework: &str) -> Vec<Output> {
    let kinds: Vec<&str> = OUTPUT_KINDS.iter().map(|(key, _)| *key).collect();
    let mut outputs = Vec::new();
    for one in reading.entries(entry, "output") {
        reading.only(one, &["title", "kind", "url", "day", "priority"]);
        reading.must(one, "kind");
        let output = Output {
            id: String::new(),
            title: reading.must(one, "title"),
            kind: reading.word(one, "kind", &kinds).unwrap_or_default(),
            url: reading.text(one, "url"),
            day: reading.day(one, "day"),
            priority: reading.key(one, "priority"),
        };
        if output.url.as_deref().is_some_and(|url| !super::is_web_address(url)) {
            reading.fault_at(one, "url", "an address must begin with https://, http:// or /");
        }
        if let Some(priority) = &output.priority {
            known.priority(reading, one, "priority", framework, priority);
        }
        outputs.push(output);
    }
    outputs
}

/// Reads a file of groups: those it names are added or changed, all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known = Known::of(&weft.db).await?;
    let mut seen = BTreeSet::new();
    let read = toml_records::read(&file, "group", |reading, entry| Some(read_one(reading, entry, &known, &mut seen)))?;
    let mut tally = Tally::default();
    let mut plans = store::every_plan(&weft.db).await?;
    let mut outputs = store::every_output(&weft.db).await?;
    let mut write = weft.db.write().await?;
    for whole in &read {
        let Whole { group, plan, output } = whole;
        let (id, before) = match store::in_write(&mut write, &group.key).await? {
            Some((id, before)) => {
                let plan = plans.remove(&group.key).unwrap_or_default();
                let output = outputs.remove(&group.key).unwrap_or_default();
                let before = Whole { group: before, plan, output }.without_ids();
                if before == *whole {
                    tally.unchanged += 1;
                    continue;
                }
                tally.changed += 1;
                if before.group != *group {
                    store::change(weft, &mut write, by, &id, &before.group, group, None).await?;
                }
                (id, before)
            }
            None => {
                tally.added += 1;
                let id = store::add(weft, &mut write, by, group).await?;
                (id, Whole { group: group.clone(), plan: Vec::new(), output: Vec::new() })
            }
        };
        if before.plan != *plan {
            store::put_plan(weft, &mut write, by, &id, plan).await?;
        }
        if before.output != *output {
            store::put_outputs(weft, &mut write, by, &id, output).await?;
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "groups", mode)])
}

#[derive(Serialize)]
struct Written {
    group: Vec<Whole>,
}

/// Every group as a file that can be imported again; the same groups always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut plans = store::every_plan(db).await?;
    let mut outputs = store::every_output(db).await?;
    let whole = |group: Group| {
        let (plan, output) = (plans.remove(&group.key), outputs.remove(&group.key));
        Whole { plan: plan.unwrap_or_default(), output: output.unwrap_or_default(), group }
    };
    let written = Written { group: store::groups(db).await?.into_iter().map(whole).collect() };
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
