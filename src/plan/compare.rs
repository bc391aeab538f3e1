//! Two frameworks side by side: what is the same, what has changed, what stands in one of them only.
//!
//! Parts are the same thing where their names agree, or where their keys do in what keeps its key from plan to plan:
//! values, drivers, bodies, and everything of a framework that was rolled over from the other. What a paper is known not
//! to say is said so; nothing is guessed.

use std::collections::BTreeSet;

use super::{Framework, Said, endorse::folded};

/// How two parts stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Same {
    /// The same words in both.
    Alike,
    /// The same thing in other words.
    Changed,
    /// In the earlier one only.
    Earlier,
    /// In the later one only.
    Later,
    /// Neither says it.
    Neither,
}

/// One line of the comparison: what each framework says.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) what: String,
    pub(super) earlier: String,
    pub(super) later: String,
    pub(super) same: Same,
}

/// A part of the comparison.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) anchor: &'static str,
    pub(super) title: &'static str,
    pub(super) lines: Vec<Line>,
    /// What stands where a framework has nothing of this kind: `Not published` or `None`.
    pub(super) nothing: (&'static str, &'static str),
}

impl Part {
    /// How many lines are of one kind.
    pub(super) fn count(&self, same: Same) -> usize {
        self.lines.iter().filter(|line| line.same == same).count()
    }
}

/// A thing of one framework: key, name to be matched by, words shown.
struct Thing {
    key: String,
    name: String,
    words: String,
}

fn thing(key: &str, name: &str, more: &str) -> Thing {
    let words = if more.is_empty() { name.to_owned() } else { format!("{name}: {more}") };
    Thing { key: key.to_owned(), name: folded(name), words }
}

/// What stands where a framework says nothing of a kind.
fn nothing(framework: &Framework, fact: &str) -> &'static str {
    if framework.said.is_unpublished(fact) || framework.paper.is_some() { "Not published" } else { "None" }
}

fn matched(earlier: Vec<Thing>, later: Vec<Thing>, by_key: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut used = BTreeSet::new();
    for one in earlier {
        let free = |at: &usize| !used.contains(at);
        let by_name = (0..later.len()).filter(free).find(|at| later[*at].name == one.name);
        let other = by_name.or_else(|| (0..later.len()).filter(free).find(|at| by_key && later[*at].key == one.key));
        match other {
            Some(at) => {
                used.insert(at);
                let same = if folded(&later[at].words) == folded(&one.words) { Same::Alike } else { Same::Changed };
                lines.push(Line { what: String::new(), earlier: one.words, later: later[at].words.clone(), same });
            }
            None => {
                lines.push(Line { what: String::new(), earlier: one.words, later: String::new(), same: Same::Earlier })
            }
        }
    }
    for (at, one) in later.into_iter().enumerate() {
        if !used.contains(&at) {
            lines.push(Line { what: String::new(), earlier: String::new(), later: one.words, same: Same::Later });
        }
    }
    let order = |line: &Line| match line.same {
        Same::Alike | Same::Changed => 0,
        Same::Earlier => 1,
        Same::Later | Same::Neither => 2,
    };
    lines.sort_by_key(order);
    lines
}

/// One text of each.
fn text(what: &str, earlier: Option<&String>, later: Option<&String>) -> Line {
    let same = match (earlier, later) {
        (Some(a), Some(b)) if folded(a) == folded(b) => Same::Alike,
        (Some(_), Some(_)) => Same::Changed,
        (Some(_), None) => Same::Earlier,
        (None, Some(_)) => Same::Later,
        (None, None) => Same::Neither,
    };
    let words = |text: Option<&String>| text.cloned().unwrap_or_default();
    Line { what: what.to_owned(), earlier: words(earlier), later: words(later), same }
}

fn count(what: &str, earlier: Option<usize>, later: Option<usize>) -> Line {
    let words = |count: Option<usize>| count.map(|count| count.to_string());
    text(what, words(earlier).as_ref(), words(later).as_ref())
}

/// Lays one framework beside a later one.
pub(super) fn compared(earlier: &Framework, later: &Framework) -> Vec<Part> {
    let rolled = later.continues_from.as_deref() == Some(earlier.key.as_str());
    let none = |fact: &str| (nothing(earlier, fact), nothing(later, fact));
    let number = |length: usize, framework: &Framework, fact: &str| {
        if length == 0 && nothing(framework, fact) == "Not published" { None } else { Some(length) }
    };
    let actions = |framework: &Framework| framework.priority.iter().map(|one| one.action.len()).sum::<usize>();
    macro_rules! counted {
        ($what:literal, $fact:literal, $list:ident) => {
            count($what, number(earlier.$list.len(), earlier, $fact), number(later.$list.len(), later, $fact))
        };
    }
    macro_rules! part {
        ($anchor:literal, $title:literal, $list:ident, $by_key:expr, |$one:ident| $thing:expr) => {
            Part {
                anchor: $anchor,
                title: $title,
                lines: matched(
                    earlier.$list.iter().map(|$one| $thing).collect(),
                    later.$list.iter().map(|$one| $thing).collect(),
                    $by_key,
                ),
                nothing: none($anchor),
            }
        };
    }
    let in_stream = |framework: &Framework, key: Option<&str>, said: &Said| match key {
        Some(key) => framework
            .workstream
            .iter()
            .find(|stream| stream.key == key)
            .map_or_else(|| key.to_owned(), |stream| stream.name.clone()),
        None if said.is_unpublished("workstream") => "workstream not published".to_owned(),
        None => String::new(),
    };
    let priorities = |framework: &Framework| -> Vec<Thing> {
        let each = framework.priority.iter().map(|one| {
            let number = one.number.map(|number| format!("{number}. ")).unwrap_or_default();
            let stream = in_stream(framework, one.workstream.as_deref(), &one.said);
            let stream = if stream.is_empty() { stream } else { format!(" ({stream})") };
            Thing { key: one.key.clone(), name: folded(&one.title), words: format!("{number}{}{stream}", one.title) }
        });
        each.collect()
    };
    vec![
        Part {
            anchor: "vision",
            title: "Vision and purpose",
            lines: vec![
                text("Vision", earlier.vision.as_ref(), later.vision.as_ref()),
                text("Purpose", earlier.purpose.as_ref(), later.purpose.as_ref()),
            ],
            nothing: none("vision"),
        },
        Part {
            anchor: "counts",
            title: "How much there is of it",
            lines: vec![
                counted!("Workstreams", "workstreams", workstream),
                counted!("Priorities", "priorities", priority),
                count(
                    "Actions",
                    number(actions(earlier), earlier, "actions"),
                    number(actions(later), later, "actions"),
                ),
                counted!("Activities", "activities", activity),
                counted!("Outcomes", "outcomes", outcome),
                counted!("Intended changes", "intended-changes", intended_change),
            ],
            nothing: ("Not published", "Not published"),
        },
        part!("values", "Values", value, true, |one| thing(
            &one.key,
            &one.name,
            one.meaning.as_deref().unwrap_or_default()
        )),
        part!("aims", "Aims", aim, rolled, |one| thing(&one.key, &one.text, "")),
        part!("workstreams", "Workstreams", workstream, rolled, |one| thing(&one.key, &one.name, "")),
        Part {
            anchor: "priorities",
            title: "Priorities",
            lines: matched(priorities(earlier), priorities(later), rolled),
            nothing: none("priorities"),
        },
        part!("intended-changes", "Intended changes", intended_change, rolled, |one| thing(&one.key, &one.text, "")),
        part!("outcomes", "Outcomes", outcome, rolled, |one| thing(&one.key, &one.text, "")),
        part!("drivers", "Drivers of improvement, each in its own wording", driver, true, |one| thing(
            &one.key, &one.name, ""
        )),
        part!("evidence-sources", "Sources of evidence", evidence_source, true, |one| thing(&one.key, &one.name, "")),
        part!("bodies", "Who decides and who does what", body, true, |one| thing(
            &one.key,
            &one.name,
            one.purpose.as_deref().unwrap_or_default()
        )),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(text: &str) -> Framework {
        super::super::reading::read("f", text).unwrap()
    }

    const HEAD: &str = "title = \"A plan\"\nkind = \"improvement-plan\"\n";
    const RECORD: &str = "[record]\nstatus = \"draft\"\n\n";

    #[test]
    fn names_and_kept_keys_are_matched_and_what_is_not_shared_stands_alone() {
        let sessions =
            |year: &str| format!("key = \"{year}\"\n{HEAD}first_session = \"{year}\"\nlast_session = \"{year}\"\n");
        let one = plan(&format!(
            "{}vision = \"All learn.\"\n\n{RECORD}[[workstream]]\nkey = \"a\"\nname = \"Well-being\"\n\n\
             [[driver]]\nkey = \"d\"\nname = \"Working together\"\n",
            sessions("2030-31")
        ));
        let two = plan(&format!(
            "{}\n{RECORD}[[workstream]]\nkey = \"a\"\nname = \"Inclusion\"\n\n[[workstream]]\nkey = \"b\"\nname = \"Well being\"\n\n\
             [[driver]]\nkey = \"d\"\nname = \"Collaboration\"\n",
            sessions("2031-32")
        ));
        let parts = compared(&one, &two);
        let lines = |anchor: &str| {
            let part = parts.iter().find(|part| part.anchor == anchor).unwrap();
            part.lines.iter().map(|line| (line.earlier.as_str(), line.later.as_str(), line.same)).collect::<Vec<_>>()
        };
        assert_eq!(lines("vision")[0], ("All learn.", "", Same::Earlier));
        assert_eq!(lines("vision")[1], ("", "", Same::Neither));
        assert_eq!(
            lines("workstreams"),
            [("Well-being", "Well being", Same::Alike), ("", "Inclusion", Same::Later)],
            "a key alone does not make two workstreams of unrelated plans the same"
        );
        assert_eq!(lines("drivers"), [("Working together", "Collaboration", Same::Changed)]);
        assert_eq!(lines("counts")[0], ("1", "2", Same::Changed));
        assert!(lines("bodies").is_empty());
    }
}
