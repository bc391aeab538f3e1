//! What people did and said: illustrations and voices, and how to get in touch.

use typesetting::model::{Block, Callout, Inline, KeyFact, Quote, Tone};

use super::{Desk, words};
use crate::publications::{papers::highlight, text::Directive};

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

/// `{voices SET}` for the voices of the publication itself, `{voices session=KEY}` and the like for those that people
/// agreed to; the latter are read anew each time, so that whatever was withdrawn is gone from the next version.
pub(super) fn voices(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    const USAGE: &str =
        "{voices SET}, or {voices session=KEY} with workstream=, group=, programme= or priority= as well";
    directive.shaped(0..=1, &["session", "workstream", "group", "programme", "priority"], USAGE)?;
    match (directive.words.is_empty(), directive.named.is_empty()) {
        (true, false) => return agreed(desk, directive),
        (false, true) => {}
        _ => return Err(format!("{} says two things or nothing. Write {USAGE}", directive.written())),
    }
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

/// The voices that may stand in this kind of document today, narrowed by what the directive names.
fn agreed(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    let records = desk.records;
    let asked = |name: &str| directive.named.get(name).map(String::as_str);
    let fits = |name: &str, value: Option<&str>| asked(name).is_none_or(|wanted| value == Some(wanted));
    let mut out = Vec::new();
    let mut invented = false;
    for voice in records.voices.iter().filter(|voice| {
        fits("session", Some(&voice.session))
            && fits("workstream", voice.workstream.as_deref())
            && fits("group", voice.group.as_deref())
            && fits("programme", voice.programme.as_deref())
            && fits("priority", voice.priority.as_deref())
    }) {
        invented |= voice.invented;
        desk.quoted.insert(voice.key.clone());
        let said = Block::Paragraph { content: words(&voice.words) };
        match &voice.spotlight {
            None => out.push(Block::Quote(Quote { blocks: vec![said], attribution: words(&voice.attribution) })),
            Some(spotlight) => {
                let told_by = ("Told by", voice.attribution.clone());
                let facts = spotlight.facts().into_iter().chain([told_by]).map(|(label, text)| Block::Paragraph {
                    content: vec![Inline::strong(label), Inline::text(format!(": {text}"))],
                });
                let blocks = std::iter::once(said).chain(facts).collect();
                let title = voice.question.clone().or_else(|| Some("Practice spotlight".to_owned()));
                out.push(Block::Callout(Callout { tone: Tone::Note, title, blocks }));
            }
        }
    }
    if out.is_empty() {
        return Err(format!(
            "no voice for {} may stand in this document today. Ask speakers for their consent at /voices/list, or take the \
             directive away",
            directive.written()
        ));
    }
    if invented {
        let said = "Words here were invented for the example: nobody said them.";
        out.push(Block::Paragraph { content: vec![Inline::emphasis(said)] });
    }
    Ok(out)
}

/// `{voice KEY}`: a recorded voice, where its speaker agreed to this kind of document.
pub(super) fn voice(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=1, &[], "{voice KEY}")?;
    let key = directive.words[0].as_str();
    let Some(voice) = desk.records.voices.iter().find(|voice| voice.key == key) else {
        return Err(format!(
            "there is no voice {key} that may stand in this kind of document today. Its consent may be for other places, may have ended or may have been taken back; look at /voices/list"
        ));
    };
    desk.quoted.insert(key.to_owned());
    Ok(vec![highlight::quote(voice)])
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
