//! Parts of a framework's record: vision, priorities, actions, bodies and the rest, as the framework has them.

use typesetting::model::{Block, Callout, Inline, Tone};

use super::{Desk, column, list, or_not_published, outcomes, plain_table, row, words};
use crate::{
    plan::{Framework, Priority},
    publications::text::{Binder, Directive},
};

const PARTS: &str = "vision, purpose, values, aims, workstreams, priorities, priorities-by-workstream, actions, intended-changes, drivers, outcomes, evidence, bodies or section KEY";

/// `{framework FRAMEWORK PART}`
pub(super) fn part(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(2..=3, &[], &format!("{{framework FRAMEWORK PART}}, where PART is {PARTS}"))?;
    let framework = desk.framework_of(directive)?;
    let part = directive.words[1].as_str();
    if part == "section" {
        let Some(key) = directive.words.get(2) else {
            return Err(format!("{} does not say which section. Add its key", directive.written()));
        };
        let section = framework.section.iter().find(|section| section.key == *key).ok_or_else(|| {
            let known: Vec<&str> = framework.section.iter().map(|section| section.key.as_str()).collect();
            format!("the framework {} has no section {key}. Use one of {}", framework.key, known.join(", "))
        })?;
        return desk
            .nested(&format!("the section {} of the framework {}", section.title, framework.key), &section.text);
    }
    let blocks = match part {
        "vision" => said(framework.vision.as_deref()),
        "purpose" => said(framework.purpose.as_deref()),
        "values" => list_of(framework.value.iter().map(|value| named(&value.name, value.meaning.as_deref())), false),
        "aims" => list_of(framework.aim.iter().map(|aim| words(&aim.text)), false),
        "workstreams" => workstreams(desk, framework),
        "priorities" => priorities(framework),
        "priorities-by-workstream" => by_workstream(framework),
        "actions" => actions(framework),
        "intended-changes" => list_of(framework.intended_change.iter().map(|change| words(&change.text)), true),
        "drivers" => list_of(framework.driver.iter().map(|driver| named(&driver.name, driver.text.as_deref())), false),
        "evidence" => list_of(framework.evidence_source.iter().map(|source| words(&source.name)), false),
        "bodies" => bodies(desk, framework),
        "outcomes" => outcomes::table(desk, framework),
        _ => return Err(format!("{part} is no part of a framework. Use one of {PARTS}")),
    };
    if blocks.is_empty() {
        return Err(format!(
            "the framework {} has nothing under {part}. Take the directive away, or add it to the framework",
            framework.key
        ));
    }
    Ok(blocks)
}

/// A short text set apart.
fn said(text: Option<&str>) -> Vec<Block> {
    let Some(text) = text else { return Vec::new() };
    let blocks = vec![Block::Paragraph { content: words(text) }];
    vec![Block::Callout(Callout { tone: Tone::Summary, title: None, blocks })]
}

fn named(name: &str, text: Option<&str>) -> Vec<Inline> {
    match text {
        Some(text) => vec![Inline::strong(name), Inline::text(format!(". {text}"))],
        None => vec![Inline::strong(name)],
    }
}

fn list_of(items: impl Iterator<Item = Vec<Inline>>, ordered: bool) -> Vec<Block> {
    let items: Vec<Vec<Inline>> = items.collect();
    if items.is_empty() { Vec::new() } else { vec![list(items, ordered)] }
}

fn workstreams(desk: &mut Desk<'_>, framework: &Framework) -> Vec<Block> {
    if framework.workstream.is_empty() {
        return Vec::new();
    }
    let office =
        |key: Option<&String>| key.and_then(|key| desk.records.offices.get(key)).map(|office| office.title.clone());
    let rows = framework
        .workstream
        .iter()
        .map(|workstream| {
            let (sponsor, lead) = (office(workstream.sponsor.as_ref()), office(workstream.lead.as_ref()));
            row(words(&workstream.name), vec![or_not_published(sponsor.as_deref()), or_not_published(lead.as_deref())])
        })
        .collect();
    let columns = vec![column("Workstream"), column("Sponsor"), column("Lead")];
    let id = desk.name(&format!("workstreams-{}", framework.key));
    vec![Block::Table(plain_table(id, "Workstreams", columns, rows))]
}

/// Each workstream with its priorities; those that hang on none stand together at the end.
fn priorities(framework: &Framework) -> Vec<Block> {
    let mut out = Vec::new();
    let groups = framework
        .workstream
        .iter()
        .map(|workstream| (Some(workstream.key.as_str()), format!("Priorities of {}", workstream.name)))
        .chain([(None, "Priorities of the whole partnership".to_owned())]);
    for (workstream, title) in groups {
        let items: Vec<Vec<Block>> = framework
            .priority
            .iter()
            .filter(|priority| priority.workstream.as_deref() == workstream)
            .map(|priority| {
                let mut item = vec![Block::Paragraph { content: named(&numbered(priority), priority.text.as_deref()) }];
                let focus = priority.focus_area.iter().map(|area| match &area.letter {
                    Some(letter) => words(format!("{letter}) {}", area.title)),
                    None => words(&area.title),
                });
                item.extend(list_of(focus, false));
                item
            })
            .collect();
        if !items.is_empty() {
            out.push(Block::Paragraph { content: vec![Inline::strong(title)] });
            out.push(Block::List { ordered: false, items });
        }
    }
    out
}

/// Workstreams as one list with their priorities inside, for papers that number their paragraphs.
fn by_workstream(framework: &Framework) -> Vec<Block> {
    let mut items = Vec::new();
    for workstream in &framework.workstream {
        let own: Vec<Vec<Inline>> = framework
            .priority
            .iter()
            .filter(|priority| priority.workstream.as_deref() == Some(workstream.key.as_str()))
            .map(|priority| words(numbered(priority)))
            .collect();
        let mut item = vec![Block::Paragraph { content: vec![Inline::strong(&workstream.name)] }];
        item.extend(list_of(own.into_iter(), false));
        items.push(item);
    }
    if items.is_empty() { Vec::new() } else { vec![Block::List { ordered: false, items }] }
}

fn numbered(priority: &Priority) -> String {
    match priority.number {
        Some(number) => format!("Priority {number}: {}", priority.title),
        None => priority.title.clone(),
    }
}

fn actions(framework: &Framework) -> Vec<Block> {
    let mut out = Vec::new();
    for priority in framework.priority.iter().filter(|priority| !priority.action.is_empty()) {
        let items = priority.action.iter().map(|action| {
            let mut line = words(&action.text);
            if let Some(product) = &action.product {
                line.push(Inline::LineBreak);
                line.push(Inline::emphasis("What it will leave behind:"));
                line.push(Inline::text(format!(" {product}")));
            }
            line
        });
        out.push(Block::Paragraph { content: vec![Inline::strong(numbered(priority))] });
        out.extend(list_of(items, false));
    }
    out
}

fn bodies(desk: &mut Desk<'_>, framework: &Framework) -> Vec<Block> {
    if framework.body.is_empty() {
        return Vec::new();
    }
    let rows = framework
        .body
        .iter()
        .map(|body| {
            row(
                words(&body.name),
                [&body.membership, &body.purpose, &body.rhythm]
                    .into_iter()
                    .map(|text| or_not_published(text.as_deref()))
                    .collect(),
            )
        })
        .collect();
    let columns = vec![column("Body"), column("Who is in it"), column("What it is for"), column("How often it meets")];
    let id = desk.name(&format!("bodies-{}", framework.key));
    vec![Block::Table(plain_table(id, "Who governs and leads", columns, rows))]
}
