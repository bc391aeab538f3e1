//! What of a draft can be edited and by whom: the parts on the draft page, each with the scope it belongs to.

use super::Framework;
use crate::{
    people::{Permit, Scope},
    plumbing::layout::Crumb,
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
    let priorities = |of: Option<&str>, lines: &mut Vec<Line>| {
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
