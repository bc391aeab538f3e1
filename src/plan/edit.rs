//! What of a draft can be edited, by whom, and how an answer is put into the document. Pure but for asking the permit.

use std::collections::BTreeSet;

use super::{
    Action, Activity, Aim, Aspect, Driver, EvidenceSource, FocusArea, Framework, IntendedChange, Judgement, Outcome,
    Priority, Section, Value, Workstream, roll_over, shape,
    view::{progress_word, spoken},
};
use crate::{
    people::{Permit, Scope},
    plumbing::{form::Posted, ids::key_from, layout::Crumb},
};

/// A line of the draft page: a part and what can be done with it.
pub(super) struct Line {
    pub(super) words: String,
    pub(super) depth: &'static str,
    pub(super) links: Vec<Crumb>,
}

/// The parts of one kind on the draft page.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) anchor: &'static str,
    pub(super) lines: Vec<Line>,
    pub(super) add: Option<Crumb>,
}

/// How a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Line,
    Text,
    Day,
    Choice,
}

/// A choice of a question.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
}

/// One question of an edit page.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) ask: Ask,
    pub(super) value: String,
    pub(super) must: bool,
    pub(super) choices: Vec<Choice>,
}

/// What stands for a part that is being added.
pub(super) const NEW: &str = "new";

/// The scope a part belongs to: the workstream whose lead may edit it, or the whole partnership.
pub(super) fn scope(framework: &Framework, kind: &str, item: &str, parent: &str) -> Scope {
    let of_priority = |key: &str| framework.workstream_of_priority(Some(key)).map(ToOwned::to_owned);
    let workstream = match (kind, item) {
        ("priority" | "activity" | "outcome", NEW) => Some(parent.to_owned()),
        ("action", NEW) => of_priority(parent),
        ("workstream", NEW) => None,
        ("workstream", key) => Some(key.to_owned()),
        ("priority", key) => of_priority(key),
        ("action", key) => framework
            .priority
            .iter()
            .find(|one| one.action.iter().any(|action| action.key == key))
            .and_then(|one| one.workstream.clone()),
        ("activity", key) => framework
            .activity
            .iter()
            .find(|one| one.key == key)
            .and_then(|one| framework.workstream_of_activity(one).map(ToOwned::to_owned)),
        ("outcome" | "judgement", key) => framework
            .outcome
            .iter()
            .find(|one| one.key == key)
            .and_then(|one| framework.workstream_of_outcome(one).map(ToOwned::to_owned)),
        _ => None,
    };
    workstream.filter(|key| !key.is_empty()).map_or(Scope::Partnership, Scope::Workstream)
}

/// The parts of a draft, with links for what the permit allows.
pub(super) fn groups(framework: &Framework, permit: &Permit, open: bool) -> Vec<Group> {
    let base = format!("/framework/{}/draft", framework.key);
    let may =
        |kind: &str, item: &str, parent: &str| open && permit.within(&scope(framework, kind, item, parent)).is_ok();
    let line = |kind: &str, key: &str, words: String, depth, more: Vec<(&str, String)>| {
        let mut links = Vec::new();
        if may(kind, key, "") {
            links.push(Crumb::new(format!("{base}/{kind}/{key}"), "Change"));
            links.extend(more.into_iter().map(|(label, path)| Crumb::new(format!("{base}/{path}"), label)));
        }
        Line { words, depth, links }
    };
    let add = |kind: &str, label: &str| {
        may(kind, NEW, "").then(|| Crumb::new(format!("{base}/{kind}/{NEW}"), label.to_owned()))
    };
    let mut groups = vec![Group {
        title: "Title, vision and purpose",
        anchor: "about",
        lines: vec![line("about", "vision", framework.title.clone(), "one", Vec::new())],
        add: None,
    }];
    let mut lines = Vec::new();
    let mut priorities = |of: Option<&str>, lines: &mut Vec<Line>| {
        for one in framework.priority.iter().filter(|one| one.workstream.as_deref() == of) {
            let number = one.number.map(|number| format!(" {number}")).unwrap_or_default();
            let more = vec![("Add an action", format!("action/new?in={}", one.key))];
            lines.push(line("priority", &one.key, format!("Priority{number}: {}", one.title), "two", more));
            for action in &one.action {
                lines.push(line("action", &action.key, format!("Action: {}", action.text), "three", Vec::new()));
            }
        }
    };
    for one in &framework.workstream {
        let more = vec![
            ("Add a priority", format!("priority/new?in={}", one.key)),
            ("Add an activity", format!("activity/new?in={}", one.key)),
            ("Add an outcome", format!("outcome/new?in={}", one.key)),
        ];
        lines.push(line("workstream", &one.key, one.name.clone(), "one", more));
        priorities(Some(&one.key), &mut lines);
        for activity in &framework.activity {
            if framework.workstream_of_activity(activity) == Some(one.key.as_str()) {
                lines.push(line("activity", &activity.key, format!("Activity: {}", activity.title), "two", Vec::new()));
            }
        }
    }
    priorities(None, &mut lines);
    groups.push(Group {
        title: "Workstreams, priorities and actions",
        anchor: "workstreams",
        lines,
        add: add("workstream", "Add a workstream"),
    });
    let outcomes = framework.outcome.iter().map(|one| {
        let more = vec![("Judge its progress", format!("judgement/{}", one.key))];
        line("outcome", &one.key, one.text.clone(), "one", more)
    });
    groups.push(Group {
        title: "Outcomes",
        anchor: "outcomes",
        lines: outcomes.collect(),
        add: add("outcome", "Add an outcome"),
    });
    macro_rules! plain {
        ($title:literal, $anchor:literal, $kind:literal, $add:literal, $list:ident, $words:ident) => {
            groups.push(Group {
                title: $title,
                anchor: $anchor,
                lines: framework
                    .$list
                    .iter()
                    .map(|one| line($kind, &one.key, one.$words.clone(), "one", Vec::new()))
                    .collect(),
                add: add($kind, $add),
            });
        };
    }
    plain!("Intended changes", "changes", "intended-change", "Add an intended change", intended_change, text);
    plain!("Drivers of improvement", "drivers", "driver", "Add a driver", driver, name);
    plain!("Sources of evidence", "evidence", "evidence-source", "Add a source of evidence", evidence_source, name);
    plain!("Values", "values", "value", "Add a value", value, name);
    plain!("Aims", "aims", "aim", "Add an aim", aim, text);
    plain!("Texts", "texts", "section", "Add a text", section, title);
    groups
}

fn question(name: &'static str, label: &'static str, ask: Ask, value: impl Into<String>) -> Question {
    Question { name, label, hint: "", ask, value: value.into(), must: false, choices: Vec::new() }
}

impl Question {
    fn must(mut self) -> Self {
        self.must = true;
        self
    }

    fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    fn choices(mut self, choices: impl Iterator<Item = (String, String)>) -> Self {
        self.choices = choices.map(|(value, label)| Choice { value, label }).collect();
        self
    }
}

/// The offices that can sponsor or lead: key and title.
pub(super) type Offices = [(String, String)];

/// The questions about a part, with the answers of today; nothing where there is no such part.
pub(super) fn questions(
    framework: &Framework,
    kind: &str,
    item: &str,
    parent: &str,
    offices: &Offices,
) -> Option<Vec<Question>> {
    macro_rules! part {
        ($list:expr) => {
            if item == NEW { Some(Default::default()) } else { $list.iter().find(|one| one.key == item).cloned() }
        };
    }
    let workstreams = || framework.workstream.iter().map(|one| (one.key.clone(), one.name.clone()));
    let some = |text: Option<String>| text.unwrap_or_default();
    let in_workstream = |own: Option<String>| if item == NEW { parent.to_owned() } else { some(own) };
    use Ask::{Choice as Pick, Day, Line, Text};
    Some(match kind {
        "about" => vec![
            question("title", "Title", Line, framework.title.clone()).must(),
            question("vision", "Vision", Text, some(framework.vision.clone())).hint("One or two sentences"),
            question("purpose", "Purpose", Text, some(framework.purpose.clone())).hint("One or two sentences"),
        ],
        "workstream" => {
            let one: Workstream = part!(framework.workstream)?;
            let held = || offices.iter().cloned();
            vec![
                question("name", "Name", Line, one.name).must(),
                question("sponsor", "Sponsor", Pick, some(one.sponsor)).choices(held()),
                question("lead", "Lead", Pick, some(one.lead)).choices(held()),
            ]
        }
        "priority" => {
            let one: Priority = part!(framework.priority)?;
            let areas: Vec<String> = one.focus_area.into_iter().map(|area| area.title).collect();
            vec![
                question("title", "Priority", Text, one.title).must(),
                question("workstream", "Workstream", Pick, in_workstream(one.workstream)).choices(workstreams()),
                question("text", "More about it", Text, some(one.text)),
                question("focus_areas", "Focus areas", Text, areas.join("\n"))
                    .hint("One on each line, where there are any"),
            ]
        }
        "action" => {
            let one: Action = if item == NEW {
                framework.priority.iter().find(|one| one.key == parent)?;
                Action::default()
            } else {
                framework.priority.iter().flat_map(|one| &one.action).find(|one| one.key == item).cloned()?
            };
            vec![
                question("text", "What is to be done?", Text, one.text).must(),
                question("product", "What does it leave behind?", Text, some(one.product))
                    .hint("Guidance, a programme, an overview"),
            ]
        }
        "activity" => {
            let one: Activity = part!(framework.activity)?;
            let kinds = shape::ACTIVITY_KINDS.iter().map(|kind| ((*kind).to_owned(), spoken(kind)));
            let priorities = framework.priority.iter().map(|one| (one.key.clone(), one.title.clone()));
            vec![
                question("title", "Title", Line, one.title).must(),
                question("kind", "Kind", Pick, some(one.kind)).choices(kinds),
                question("workstream", "Workstream", Pick, in_workstream(one.workstream)).choices(workstreams()),
                question("priority", "Priority", Pick, some(one.priority)).choices(priorities),
                question("items", "What is in it", Text, one.items.join("\n"))
                    .hint("One on each line, where there is more than one"),
            ]
        }
        "outcome" => {
            let one: Outcome = part!(framework.outcome)?;
            let drivers = framework.driver.iter().map(|one| (one.key.clone(), one.name.clone()));
            vec![
                question("text", "Outcome", Text, one.text).must(),
                question("due", "Due", Day, some(one.due)),
                question("workstream", "Workstream", Pick, in_workstream(one.workstream)).choices(workstreams()),
                question("stands_under", "Driver it stands under", Pick, some(one.stands_under)).choices(drivers),
            ]
        }
        "judgement" => {
            framework.outcome.iter().find(|one| one.key == item)?;
            let steps = shape::PROGRESS.iter().map(|step| ((*step).to_owned(), progress_word(step)));
            vec![
                question("progress", "How far has it come?", Pick, "").choices(steps).must(),
                question("on", "On which day was this judged?", Day, "").must(),
                question("text", "What does the judgement rest on?", Text, ""),
            ]
        }
        "intended-change" => {
            let one: IntendedChange = part!(framework.intended_change)?;
            vec![question("text", "Intended change", Text, one.text).must()]
        }
        "driver" => {
            let one: Driver = part!(framework.driver)?;
            let aspects: Vec<String> = one.aspect.into_iter().map(|aspect| aspect.name).collect();
            vec![
                question("name", "Driver", Line, one.name).must(),
                question("short_name", "Short name", Line, some(one.short_name)).hint("For tables and diagrams"),
                question("text", "More about it", Text, some(one.text)),
                question("aspects", "Aspects", Text, aspects.join("\n")).hint("One on each line"),
            ]
        }
        "evidence-source" => {
            let one: EvidenceSource = part!(framework.evidence_source)?;
            vec![question("name", "Source of evidence", Line, one.name).must()]
        }
        "value" => {
            let one: Value = part!(framework.value)?;
            vec![
                question("name", "Value", Line, one.name).must(),
                question("meaning", "What it means here", Text, some(one.meaning)),
            ]
        }
        "aim" => {
            let one: Aim = part!(framework.aim)?;
            vec![question("text", "Aim", Text, one.text).must()]
        }
        "section" => {
            let one: Section = part!(framework.section)?;
            vec![
                question("title", "Heading", Line, one.title).must(),
                question("text", "Text", Text, one.text)
                    .hint("An empty line begins a paragraph; ### begins a heading; * begins an item of a list")
                    .must(),
            ]
        }
        _ => return None,
    })
}

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
        "action" => framework.priority.iter_mut().fold(false, |found, one| out!(one.action) || found),
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
