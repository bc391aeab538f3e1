//! A framework made ready to be shown: every text in its final words, every absence said, so that a template only places.

use std::collections::BTreeMap;

use figures::charts::{DriverBox, DriversDiagram};

use super::{Activity, Framework, Outcome, Priority, Said, Workstream, prose};
use crate::{
    partnership::Stated,
    people::Office,
    plumbing::{clock::spoken_day, words::say},
};

/// Names that records of a framework point to.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Titles of offices by key.
    pub(super) offices: BTreeMap<String, Office>,
    /// Names of partner organisations by key.
    pub(super) partners: BTreeMap<String, String>,
    /// Printed figures for the prose.
    pub(super) stated: Vec<Stated>,
}

pub(super) struct Text {
    pub(super) anchor: String,
    pub(super) title: String,
    pub(super) html: String,
}

pub(super) struct WorkstreamView {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) other_names: String,
    pub(super) sponsor: String,
    pub(super) lead: String,
    pub(super) note: String,
    pub(super) counts: String,
    pub(super) priorities: Vec<PriorityView>,
    pub(super) activities: Vec<ActivityView>,
    pub(super) outcomes: Vec<OutcomeView>,
}

pub(super) struct PriorityView {
    pub(super) key: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) note: String,
    pub(super) focus_areas: Vec<(String, String)>,
    pub(super) actions: Vec<ActionView>,
    pub(super) no_actions: String,
}

pub(super) struct ActionView {
    pub(super) text: String,
    pub(super) product: String,
    pub(super) partners: String,
}

pub(super) struct ActivityView {
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) items: Vec<String>,
    pub(super) note: String,
}

pub(super) struct OutcomeView {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) text: String,
    pub(super) due: String,
    pub(super) place: String,
    pub(super) progress: Vec<String>,
    pub(super) map: Vec<String>,
}

pub(super) struct DriverView {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) text: String,
    pub(super) aspects: Vec<(String, String)>,
}

pub(super) struct BodyView {
    pub(super) name: String,
    pub(super) purpose: String,
    pub(super) membership: String,
    pub(super) rhythm: String,
}

/// A framework ready to be shown.
pub(super) struct View {
    pub(super) kind: String,
    pub(super) vision: String,
    pub(super) purpose: String,
    pub(super) values: Vec<(String, String)>,
    pub(super) aims: Vec<String>,
    pub(super) sections: Vec<Text>,
    pub(super) workstreams: Vec<WorkstreamView>,
    pub(super) loose_priorities: Vec<PriorityView>,
    pub(super) loose_note: String,
    pub(super) intended_changes: Vec<String>,
    pub(super) outcomes: Vec<OutcomeView>,
    pub(super) map_heads: Vec<String>,
    pub(super) weights_published: bool,
    pub(super) drivers: Vec<DriverView>,
    pub(super) diagram: String,
    pub(super) evidence: Vec<String>,
    pub(super) bodies: Vec<BodyView>,
    pub(super) not_published: Vec<String>,
    pub(super) note: String,
    pub(super) contents: Vec<(String, String)>,
}

/// What stands where nothing was said: in a plan read from a paper it is not published, in one made here not yet given.
fn absent(framework: &Framework) -> &'static str {
    if framework.paper.is_some() { "Not published" } else { "Not yet given" }
}

fn or_absent(framework: &Framework, text: Option<&String>) -> String {
    text.cloned().unwrap_or_else(|| absent(framework).to_owned())
}

/// The kind of framework or activity as people say it.
pub(super) fn spoken(key: &str) -> String {
    let words = key.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How many there are, in words: `1 priority`, `3 priorities`.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Names {
    fn office(&self, framework: &Framework, said: &Said, fact: &str, key: Option<&String>) -> String {
        match key.map(|key| self.offices.get(key)) {
            Some(Some(office)) => match office.holder.as_ref().filter(|_| office.public == 1) {
                Some(holder) => format!("{} ({holder})", office.title),
                None => office.title.clone(),
            },
            Some(None) => spoken(key.map_or("", |key| key)),
            None if said.is_unpublished(fact) => "Not published".to_owned(),
            None => absent(framework).to_owned(),
        }
    }
}

pub(super) fn priority(framework: &Framework, names: &Names, one: &Priority) -> PriorityView {
    let action = |action: &super::Action| ActionView {
        text: action.text.clone(),
        product: match &action.product {
            Some(product) => product.clone(),
            None if action.said.is_unpublished("product") => "Not published".to_owned(),
            None => absent(framework).to_owned(),
        },
        partners: action
            .partners
            .iter()
            .map(|key| names.partners.get(key).cloned().unwrap_or_else(|| spoken(key)))
            .collect::<Vec<_>>()
            .join(", "),
    };
    let unsaid = one.said.is_unpublished("actions") || framework.said.is_unpublished("actions");
    PriorityView {
        key: one.key.clone(),
        number: one.number.map_or_else(String::new, |number| number.to_string()),
        title: one.title.clone(),
        text: one.text.clone().unwrap_or_default(),
        note: one.said.note.clone().unwrap_or_default(),
        focus_areas: one
            .focus_area
            .iter()
            .map(|area| (area.letter.clone().unwrap_or_default(), area.title.clone()))
            .collect(),
        actions: one.action.iter().map(action).collect(),
        no_actions: if unsaid { "The actions are not published.".into() } else { "No actions are given.".into() },
    }
}

fn activity(one: &Activity) -> ActivityView {
    ActivityView {
        title: one.title.clone(),
        kind: one.kind.as_deref().map(spoken).unwrap_or_default(),
        items: one.items.clone(),
        note: one.said.note.clone().unwrap_or_default(),
    }
}

/// The words of a progress judgement.
pub(super) fn progress_word(key: &str) -> String {
    say(&format!("progress-{key}"), &[])
}

fn outcome(framework: &Framework, one: &Outcome) -> OutcomeView {
    let name_of =
        |key: &str| framework.workstream.iter().find(|known| known.key == key).map(|known| known.name.clone());
    let due = one.due_label.clone().or_else(|| one.due.as_deref().map(spoken_day));
    let map = framework.driver.iter().map(|driver| {
        let weight = one.weight.iter().find(|weight| weight.driver == driver.key);
        match weight {
            Some(weight) => weight.weight.to_string(),
            None if one.stands_under.as_ref() == Some(&driver.key) => "Printed here".to_owned(),
            None => String::new(),
        }
    });
    let judgement = |one: &super::Judgement| {
        let why = one.text.as_ref().map(|text| format!(" {text}")).unwrap_or_default();
        format!("{}, {}.{why}", progress_word(&one.progress), spoken_day(&one.on))
    };
    OutcomeView {
        key: one.key.clone(),
        label: one.label.clone().unwrap_or_default(),
        text: one.text.clone(),
        due: or_absent(framework, due.as_ref()),
        place: framework.workstream_of_outcome(one).and_then(name_of).unwrap_or_else(|| absent(framework).to_owned()),
        progress: one.judgement.iter().rev().map(judgement).collect(),
        map: map.collect(),
    }
}

pub(super) fn workstream(framework: &Framework, names: &Names, one: &Workstream) -> WorkstreamView {
    let own = Some(one.key.as_str());
    let priorities: Vec<_> = framework
        .priority
        .iter()
        .filter(|priority| priority.workstream.as_deref() == own)
        .map(|found| priority(framework, names, found))
        .collect();
    let activities: Vec<_> = framework
        .activity
        .iter()
        .filter(|found| framework.workstream_of_activity(found) == own)
        .map(activity)
        .collect();
    let outcomes: Vec<_> = framework
        .outcome
        .iter()
        .filter(|found| framework.workstream_of_outcome(found) == own)
        .map(|found| outcome(framework, found))
        .collect();
    let actions = priorities.iter().map(|priority| priority.actions.len()).sum();
    let mut counts = Vec::new();
    if !priorities.is_empty() {
        counts.push(counted(priorities.len(), "priority", "priorities"));
        counts.push(counted(actions, "action", "actions"));
    }
    if !activities.is_empty() {
        counts.push(counted(activities.len(), "activity", "activities"));
    }
    WorkstreamView {
        key: one.key.clone(),
        name: one.name.clone(),
        other_names: one.other_names.join("; "),
        sponsor: names.office(framework, &one.said, "sponsor", one.sponsor.as_ref()),
        lead: names.office(framework, &one.said, "lead", one.lead.as_ref()),
        note: one.said.note.clone().unwrap_or_default(),
        counts: counts.join(", "),
        priorities,
        activities,
        outcomes,
    }
}

fn diagram(framework: &Framework) -> String {
    if framework.driver.is_empty() {
        return String::new();
    }
    let boxes = framework.driver.iter().map(|driver| DriverBox {
        heading: driver.name.clone(),
        aspects: driver.aspect.iter().map(|aspect| aspect.name.clone()).collect(),
    });
    let diagram = DriversDiagram {
        key: format!("drivers-{}", framework.key),
        title: "Drivers of improvement".into(),
        boxes: boxes.collect(),
    };
    diagram.draw(&|message: &figures::Message| {
        let args: Vec<(&str, &str)> = message.args.iter().map(|(name, text)| (*name, text.as_str())).collect();
        say(message.key, &args)
    })
}

/// A framework made ready to be shown.
pub(super) fn view(framework: &Framework, names: &Names) -> View {
    let workstreams: Vec<_> = framework.workstream.iter().map(|one| workstream(framework, names, one)).collect();
    let loose: Vec<_> = framework.priority.iter().filter(|one| one.workstream.is_none()).collect();
    let loose_note = match loose.first().and_then(|one| one.said.note.clone()) {
        Some(note) if loose.iter().all(|one| one.said.note.as_ref() == Some(&note)) => note,
        _ => String::new(),
    };
    let mut view = View {
        kind: spoken(&framework.kind),
        vision: framework.vision.clone().unwrap_or_default(),
        purpose: framework.purpose.clone().unwrap_or_default(),
        values: framework.value.iter().map(|one| (one.name.clone(), one.meaning.clone().unwrap_or_default())).collect(),
        aims: framework.aim.iter().map(|one| one.text.clone()).collect(),
        sections: framework
            .section
            .iter()
            .map(|one| Text {
                anchor: format!("section-{}", one.key),
                title: one.title.clone(),
                html: prose::html(&one.text, &names.stated),
            })
            .collect(),
        workstreams,
        loose_priorities: loose.iter().map(|one| priority(framework, names, one)).collect(),
        loose_note,
        intended_changes: framework.intended_change.iter().map(|one| one.text.clone()).collect(),
        outcomes: framework.outcome.iter().map(|one| outcome(framework, one)).collect(),
        map_heads: framework
            .driver
            .iter()
            .map(|one| one.short_name.clone().unwrap_or_else(|| one.name.clone()))
            .collect(),
        weights_published: framework.outcome.iter().any(|one| !one.weight.is_empty()),
        drivers: framework
            .driver
            .iter()
            .map(|one| DriverView {
                number: one.number.map_or_else(String::new, |number| number.to_string()),
                name: spoken_first(&one.name),
                text: one.text.clone().unwrap_or_default(),
                aspects: one
                    .aspect
                    .iter()
                    .map(|aspect| (aspect.name.clone(), aspect.leads_to.clone().unwrap_or_default()))
                    .collect(),
            })
            .collect(),
        diagram: diagram(framework),
        evidence: framework.evidence_source.iter().map(|one| one.name.clone()).collect(),
        bodies: framework
            .body
            .iter()
            .map(|one| BodyView {
                name: one.name.clone(),
                purpose: or_absent(framework, one.purpose.as_ref()),
                membership: or_absent(framework, one.membership.as_ref()),
                rhythm: one.rhythm.clone().unwrap_or_default(),
            })
            .collect(),
        not_published: framework.said.not_published.iter().map(|fact| spoken(fact)).collect(),
        note: framework.said.note.clone().unwrap_or_default(),
        contents: Vec::new(),
    };
    if !view.loose_note.is_empty() {
        for one in &mut view.loose_priorities {
            one.note = String::new();
        }
    }
    view.contents = contents(&view);
    view
}

/// The first letter in upper case, the rest as printed.
fn spoken_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn contents(view: &View) -> Vec<(String, String)> {
    let mut list = vec![("vision".to_owned(), "Vision and purpose".to_owned())];
    list.push(("workstreams".into(), "Workstreams".into()));
    if !view.loose_priorities.is_empty() {
        list.push(("priorities".into(), "Priorities".into()));
    }
    for (there, anchor, label) in [
        (!view.intended_changes.is_empty(), "changes", "Intended changes"),
        (!view.outcomes.is_empty(), "outcomes", "Outcomes"),
        (!view.drivers.is_empty(), "drivers", "Drivers of improvement"),
        (!view.evidence.is_empty(), "evidence", "Sources of evidence"),
        (!view.bodies.is_empty(), "bodies", "Who decides and who does what"),
    ] {
        if there {
            list.push((anchor.into(), label.into()));
        }
    }
    list.extend(view.sections.iter().map(|one| (one.anchor.clone(), one.title.clone())));
    list.push(("history".into(), "Versions and history".into()));
    list
}
