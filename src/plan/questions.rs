//! The questions about each part of a draft, one part on a page, with the answers of today.

use super::{
    Action, Activity, Aim, Driver, EvidenceSource, Framework, IntendedChange, Outcome, Priority, Section, Value,
    Workstream,
    edit::NEW,
    shape,
    view::{progress_word, spoken},
};

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
