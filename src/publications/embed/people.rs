//! What people did and said: illustrations and voices, and how to get in touch.

use typesetting::model::{Block, Callout, Inline, KeyFact, Quote, Tone};

use super::{Desk, words};
use crate::publications::text::Directive;

/// `{illustration KEY}`
pub(super) fn illustration(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=1, &[], "{illustration KEY}")?;
    let key = directive.words[0].as_str();
    let draft = desk.draft;
    let Some(one) = draft.illustrations.iter().find(|one| one.key == key) else {
        let known: Vec<&str> = draft.illustrations.iter().map(|one| one.key.as_str()).collect();
        return Err(format!("this publication has no illustration {key}. Use one of {}", known.join(", ")));
    };
    let mut blocks = Vec::new();
    if let Some(question) = &one.question {
        blocks.push(Block::Paragraph { content: vec![Inline::emphasis(question)] });
    }
    blocks.extend(desk.nested(&format!("the illustration {}", one.title), &one.text)?);
    if !one.not_published.is_empty() {
        let lacking: Vec<String> = one.not_published.iter().map(|fact| fact.replace('-', " ")).collect();
        blocks.push(Block::Paragraph {
            content: vec![Inline::emphasis(format!("Not published: {}.", lacking.join(", ")))],
        });
    }
    Ok(vec![Block::Callout(Callout { tone: Tone::Note, title: Some(one.title.clone()), blocks })])
}

/// `{voices SET}`
pub(super) fn voices(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=1, &[], "{voices SET}")?;
    let set = directive.words[0].as_str();
    let mut out = Vec::new();
    let mut invented = false;
    for voice in desk.draft.voices.iter().filter(|voice| voice.set == set) {
        let authority = voice.authority.as_ref().map(|key| desk.records.authorities.get(key).unwrap_or(key).clone());
        let whose: Vec<String> = [Some(voice.speaker.clone()), voice.stage.clone(), authority, voice.about.clone()]
            .into_iter()
            .flatten()
            .collect();
        invented |= voice.invented;
        out.push(Block::Quote(Quote {
            blocks: vec![Block::Paragraph { content: words(&voice.text) }],
            attribution: words(whose.join(", ")),
        }));
    }
    if out.is_empty() {
        return Err(format!("this publication has no voices in the set {set}. Use another set, or add voices to it"));
    }
    if invented {
        let said = "These words were invented for the example: nobody said them.";
        out.push(Block::Paragraph { content: vec![Inline::emphasis(said)] });
    }
    Ok(out)
}

/// `{contact}`
pub(super) fn contact(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(0..=0, &[], "{contact}")?;
    let office = desk.records.offices.get(&desk.records.contact_office).ok_or_else(|| {
        "the partnership has no contact office. Name one in partnership.toml and people.toml".to_owned()
    })?;
    let mut facts = vec![KeyFact { label: "Contact".into(), value: words(&office.title) }];
    if let Some(email) = &office.email {
        facts.push(KeyFact { label: "Email".into(), value: vec![Inline::link(format!("mailto:{email}"), email)] });
    }
    if let Some(telephone) = &office.telephone {
        facts.push(KeyFact { label: "Telephone".into(), value: words(telephone) });
    }
    Ok(vec![Block::KeyFacts { facts }])
}
