//! The committee report: paragraphs numbered through all headings by whoever draws it, the recommendation at the beginning and again at the
//! end, then who signs, who wrote it, the convener, and the lists that close every council paper.

use typesetting::model::{Block, Inline, KeyFact};

use super::Part;
use crate::{
    plumbing::clock::spoken_day,
    publications::{
        Cover, Draft,
        checklist::{Item, Severity},
    },
};

/// The key of the section that says what the committee is asked to do.
const RECOMMENDATION: &str = "recommendation";

/// Sections that close the paper, after the signature; their paragraphs carry no numbers.
const CLOSING: &[&str] = &["background-papers", "access-to-information", "appendices"];

/// The name of the heading that is no section of the draft: the recommendation, said again at the end.
pub(in crate::publications) const AGAIN: &str = "recommendation-again";

/// Sections without which a council cannot take the paper.
const NEEDED: &[(&str, &str)] = &[
    ("purpose", "The paper does not say what it is for. Add a section with the key purpose"),
    (RECOMMENDATION, "The paper has no recommendation. Add a section with the key recommendation"),
    ("report", "The paper reports nothing. Add a section with the key report"),
    (
        "finance",
        "The paper is silent on finance and efficiency. Add a section with the key finance, even where it costs nothing",
    ),
];

/// Puts the paper together from its sections.
pub(in crate::publications) fn assemble(draft: &Draft, parts: Vec<Part>) -> Vec<Block> {
    let written = parts.into_iter().filter(|part| !part.blocks.is_empty());
    let (closing, numbered): (Vec<Part>, Vec<Part>) = written.partition(|part| CLOSING.contains(&part.key.as_str()));
    let again = numbered.iter().find(|part| part.key == RECOMMENDATION).map(|part| {
        // Headings and tables have names that may stand once only; what is asked is said in paragraphs and lists.
        let said = part.blocks.iter().filter(|block| matches!(block, Block::Paragraph { .. } | Block::List { .. }));
        Part { key: AGAIN.into(), title: part.title.clone(), blocks: said.cloned().collect() }
    });
    let mut blocks: Vec<Block> = numbered.into_iter().chain(again).flat_map(Part::headed).collect();
    match &draft.cover {
        Some(cover) => blocks.extend(signed(cover, &draft.day)),
        None => blocks.extend(signed_by_each()),
    }
    blocks.extend(closing.into_iter().flat_map(|part| without_numbers(part).headed()));
    blocks
}

/// A closing section with its paragraphs as items of a list, which are not counted.
fn without_numbers(part: Part) -> Part {
    let mut blocks = Vec::new();
    let mut items: Vec<Vec<Block>> = Vec::new();
    for block in part.blocks {
        match block {
            Block::Paragraph { .. } => items.push(vec![block]),
            other => {
                if !items.is_empty() {
                    blocks.push(Block::List { ordered: false, items: std::mem::take(&mut items) });
                }
                blocks.push(other);
            }
        }
    }
    if !items.is_empty() {
        blocks.push(Block::List { ordered: false, items });
    }
    Part { blocks, ..part }
}

/// Lines one under the other; an address among them can be followed.
fn lines(texts: &[&str]) -> Vec<Inline> {
    let mut out = Vec::new();
    for text in texts.iter().flat_map(|text| text.lines()).map(str::trim).filter(|text| !text.is_empty()) {
        if !out.is_empty() {
            out.push(Inline::LineBreak);
        }
        match text.rsplit(' ').next().filter(|word| word.contains('@')) {
            Some(address) => {
                let before = text.strip_suffix(address).unwrap_or_default();
                if !before.is_empty() {
                    out.push(Inline::text(before));
                }
                out.push(Inline::link(format!("mailto:{address}"), address));
            }
            None => out.push(Inline::text(text)),
        }
    }
    out
}

fn signed(cover: &Cover, day: &str) -> Vec<Block> {
    let day = spoken_day(day);
    let facts = [
        ("Signed", [cover.signatory.as_str(), cover.office.as_str(), day.as_str()]),
        ("Report author", [cover.author.as_str(), cover.author_contact.as_str(), ""]),
        ("Convener contact details", [cover.convener.as_str(), cover.convener_contact.as_str(), ""]),
    ];
    let facts = facts.into_iter().map(|(label, texts)| KeyFact { label: label.into(), value: lines(&texts) });
    vec![Block::KeyFacts { facts: facts.filter(|fact| !fact.value.is_empty()).collect() }]
}

/// What stands in the shared text where each council signs.
fn signed_by_each() -> Vec<Block> {
    let said = "Each council adds who signs, the day, the author of the report and its convener.";
    vec![Block::KeyFacts { facts: vec![KeyFact { label: "Signed".into(), value: vec![Inline::emphasis(said)] }] }]
}

/// The lines over the text: committee, day, agenda item, who reports.
pub(in crate::publications) fn facts(draft: &Draft) -> Vec<KeyFact> {
    let fact = |label: &str, value: String| KeyFact { label: label.into(), value: vec![Inline::text(value)] };
    let Some(cover) = &draft.cover else {
        return vec![
            fact("To", "The education committee of each council".into()),
            fact("Session", draft.session_shown()),
        ];
    };
    let or = |text: &str| if text.trim().is_empty() { "Not given yet".to_owned() } else { text.trim().to_owned() };
    let day = if cover.day.trim().is_empty() { String::new() } else { spoken_day(&cover.day) };
    let mut facts = vec![fact("Committee", or(&cover.committee)), fact("Date", or(&day))];
    if !cover.agenda_item.trim().is_empty() {
        facts.push(fact("Agenda item", cover.agenda_item.trim().to_owned()));
    }
    facts.push(fact("Report by", or(&cover.office)));
    facts
}

/// What a committee report must hold and does not.
pub(in crate::publications) fn items(draft: &Draft) -> Vec<Item> {
    let mut items = Vec::new();
    for (key, what) in NEEDED {
        if !draft.sections.iter().any(|section| section.key == *key && !section.body.trim().is_empty()) {
            items.push(Item { severity: Severity::Error, section: None, row: 0, column: 0, what: (*what).to_owned() });
        }
    }
    if let Some(cover) = &draft.cover {
        items.extend(cover.items());
        // A place that the shared text does not call would be written in vain.
        for place in crate::publications::cover::PLACES {
            let called = format!("{{local {}}}", place.key);
            if !cover.at(place.key).is_empty() && !draft.sections.iter().any(|one| one.body.contains(&called)) {
                items.push(Item {
                    severity: Severity::Warning,
                    section: None,
                    row: 0,
                    column: 0,
                    what: format!("“{}” is written on the cover, and the shared text has no place for it. Put {called} on a line of its own where it belongs", place.name),
                });
            }
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publications::papers::paragraph;
    use typesetting::model::plain_text;

    #[test]
    fn what_is_counted_ends_with_the_recommendation_which_stands_twice() {
        let part = |key: &str, texts: &[&str]| Part {
            key: key.into(),
            title: key.into(),
            blocks: texts.iter().map(|text| paragraph(*text)).collect(),
        };
        let parts = vec![
            part("purpose", &["To inform."]),
            part("recommendation", &["Approve."]),
            part("report", &["One.", "Two."]),
            part("background-papers", &["None."]),
        ];
        let draft = crate::publications::start::blank(crate::publications::Kind::CommitteeReport, "2025-26");
        let counted: Vec<String> = assemble(&draft, parts)
            .iter()
            .filter_map(|block| match block {
                Block::Paragraph { content } => Some(plain_text(content)),
                _ => None,
            })
            .collect();
        assert_eq!(counted, ["To inform.", "Approve.", "One.", "Two.", "Approve."]);
    }
}
