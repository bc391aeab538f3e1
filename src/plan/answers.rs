//! How answers about a part are put into the document, and how a part is taken out of it. Pure.

use std::collections::BTreeSet;

use super::{
    Action, Activity, Aim, Aspect, Driver, EvidenceSource, FocusArea, Framework, IntendedChange, Judgement, Outcome,
    Priority, Section, Value, Workstream, edit::NEW, roll_over,
};
use crate::plumbing::{form::Posted, ids::key_from};

/// A key for a new part: made from its words, and never that of another part here or in the framework before.
fn fresh(used: &BTreeSet<String>, words: &str) -> String {
    let base: String =
        key_from(&words.split_whitespace().take(6).collect::<Vec<_>>().join(" ")).chars().take(60).collect();
    let base = base.trim_end_matches('-').to_owned();
    let taken = |key: &str| key == NEW || used.contains(key);
    if !taken(&base) {
        return base;
    }
    (2_u32..).map(|number| format!("{base}-{number}")).find(|key| !taken(key)).unwrap_or(base)
}

/// Puts the answers about a part into the document. The questions' rules (what must be there) are checked before.
pub(super) fn apply(
    framework: &mut Framework,
    before: Option<&Framework>,
    kind: &str,
    item: &str,
    parent: &str,
    posted: &Posted,
) {
    let text = |name: &str| posted.text(name).replace("\r\n", "\n");
    let given = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    let lines = |name: &str| {
        text(name).lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    };
    let mut used: BTreeSet<String> = roll_over::parts(framework).into_iter().map(|(_, key, _)| key).collect();
    used.extend(before.into_iter().flat_map(roll_over::parts).map(|(_, key, _)| key));
    used.extend(framework.section.iter().map(|one| one.key.clone()));
    used.extend(framework.value.iter().map(|one| one.key.clone()));
    used.extend(framework.aim.iter().map(|one| one.key.clone()));
    macro_rules! part {
        ($list:expr, $words:literal, $kind:ty) => {{
            if item == NEW {
                $list.push(<$kind>::default());
                if let Some(one) = $list.last_mut() {
                    one.key = fresh(&used, posted.text($words));
                }
                $list.last_mut()
            } else {
                $list.iter_mut().find(|one| one.key == item)
            }
        }};
    }
    match kind {
        "about" => {
            framework.title = text("title");
            framework.vision = given("vision");
            framework.purpose = given("purpose");
        }
        "workstream" => {
            if let Some(one) = part!(framework.workstream, "name", Workstream) {
                one.name = text("name");
                one.sponsor = given("sponsor");
                one.lead = given("lead");
            }
        }
        "priority" => {
            let number = framework.priority.iter().filter_map(|one| one.number).max().map(|most| most + 1);
            if let Some(one) = part!(framework.priority, "title", Priority) {
                if item == NEW {
                    one.number = number;
                }
                one.title = text("title");
                one.workstream = given("workstream");
                one.text = given("text");
                one.focus_area = focus_areas(&one.focus_area, &lines("focus_areas"));
            }
        }
        "action" => {
            let list = framework.priority.iter_mut().find(|one| {
                if item == NEW { one.key == parent } else { one.action.iter().any(|action| action.key == item) }
            });
            if let Some(one) = list.and_then(|list| part!(list.action, "text", Action)) {
                one.text = text("text");
                one.product = given("product");
            }
        }
        "activity" => {
            if let Some(one) = part!(framework.activity, "title", Activity) {
                one.title = text("title");
                one.kind = given("kind");
                one.workstream = given("workstream");
                one.priority = given("priority");
                one.items = lines("items");
            }
        }
        "outcome" => {
            if let Some(one) = part!(framework.outcome, "text", Outcome) {
                one.text = text("text");
                if one.due != given("due") {
                    one.due_label = None;
                }
                one.due = given("due");
                one.workstream = given("workstream");
                one.stands_under = given("stands_under");
            }
        }
        "judgement" => {
            if let Some(one) = framework.outcome.iter_mut().find(|one| one.key == item) {
                one.judgement.push(Judgement {
                    on: text("on"),
                    progress: text("progress"),
                    text: given("text"),
                    by: None,
                });
                one.judgement.sort_by(|a, b| a.on.cmp(&b.on));
            }
        }
        "intended-change" => {
            let number = framework.intended_change.iter().filter_map(|one| one.number).max().map(|most| most + 1);
            if let Some(one) = part!(framework.intended_change, "text", IntendedChange) {
                if item == NEW {
                    one.number = number;
                }
                one.text = text("text");
            }
        }
        "driver" => {
            let number = framework.driver.iter().filter_map(|one| one.number).max().map(|most| most + 1);
            if let Some(one) = part!(framework.driver, "name", Driver) {
                if item == NEW {
                    one.number = number;
                }
                one.name = text("name");
                one.short_name = given("short_name");
                one.text = given("text");
                one.aspect = aspects(&one.aspect, &lines("aspects"));
            }
        }
        "evidence-source" => {
            if let Some(one) = part!(framework.evidence_source, "name", EvidenceSource) {
                one.name = text("name");
            }
        }
        "value" => {
            if let Some(one) = part!(framework.value, "name", Value) {
                one.name = text("name");
                one.meaning = given("meaning");
            }
        }
        "aim" => {
            if let Some(one) = part!(framework.aim, "text", Aim) {
                one.text = text("text");
            }
        }
        "section" => {
            if let Some(one) = part!(framework.section, "title", Section) {
                one.title = text("title");
                one.text = text("text") + "\n";
            }
        }
        _ => {}
    }
}

/// Focus areas from their lines; one that was there keeps its key.
fn focus_areas(before: &[FocusArea], lines: &[String]) -> Vec<FocusArea> {
    let lettered = before.is_empty() || before.iter().any(|one| one.letter.is_some());
    let mut used = BTreeSet::new();
    ('a'..)
        .zip(lines)
        .map(|(letter, line)| {
            let mut one = before.iter().find(|one| one.title == *line).cloned().unwrap_or_default();
            if one.key.is_empty() || used.contains(&one.key) {
                one.key = fresh(&used, line);
            }
            used.insert(one.key.clone());
            one.title.clone_from(line);
            one.letter = lettered.then(|| letter.to_string());
            one
        })
        .collect()
}

/// Aspects from their lines; one that was there keeps its key and what it leads to.
fn aspects(before: &[Aspect], lines: &[String]) -> Vec<Aspect> {
    let mut used = BTreeSet::new();
    lines
        .iter()
        .map(|line| {
            let mut one = before.iter().find(|one| one.name == *line).cloned().unwrap_or_default();
            if one.key.is_empty() || used.contains(&one.key) {
                one.key = fresh(&used, line);
            }
            used.insert(one.key.clone());
            one.name.clone_from(line);
            one
        })
        .collect()
}

/// Takes a part out of the document with what hangs on it. Whether there was such a part.
pub(super) fn remove(framework: &mut Framework, kind: &str, item: &str) -> bool {
    macro_rules! out {
        ($list:expr) => {{
            let before = $list.len();
            $list.retain(|one| one.key != item);
            before != $list.len()
        }};
    }
    match kind {
        "workstream" => {
            let found = out!(framework.workstream);
            framework.priority.retain(|one| one.workstream.as_deref() != Some(item));
            framework.activity.retain(|one| one.workstream.as_deref() != Some(item));
            framework.outcome.retain(|one| one.workstream.as_deref() != Some(item));
            let there: BTreeSet<String> = framework.priority.iter().map(|one| one.key.clone()).collect();
            framework.activity.retain(|one| one.priority.as_ref().is_none_or(|key| there.contains(key)));
            framework.outcome.retain(|one| one.priority.as_ref().is_none_or(|key| there.contains(key)));
            found
        }
        "priority" => {
            let found = out!(framework.priority);
            framework.activity.retain(|one| one.priority.as_deref() != Some(item));
            framework.outcome.retain(|one| one.priority.as_deref() != Some(item));
            for (number, one) in (1_i64..).zip(&mut framework.priority) {
                one.number = one.number.map(|_| number);
            }
            found
        }
        "action" => {
            let mut found = false;
            for one in &mut framework.priority {
                found |= out!(one.action);
            }
            found
        }
        "activity" => out!(framework.activity),
        "outcome" => out!(framework.outcome),
        "intended-change" => out!(framework.intended_change),
        "driver" => {
            for one in &mut framework.outcome {
                one.weight.retain(|weight| weight.driver != item);
                one.stands_under = one.stands_under.take().filter(|key| key != item);
            }
            out!(framework.driver)
        }
        "evidence-source" => out!(framework.evidence_source),
        "value" => out!(framework.value),
        "aim" => out!(framework.aim),
        "section" => out!(framework.section),
        _ => false,
    }
}
