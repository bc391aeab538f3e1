//! Numbers in a sentence: a figure of an indicator, and a figure that a paper states in its text.

use figures::AcademicSession;
use typesetting::model::Inline;

use super::{super::bound::Bound, Desk};
use crate::{
    indicators::{ALL, Observation, PARTNERSHIP},
    partnership::Stated,
    plumbing::words::say_message,
    publications::text::Directive,
};

const FIGURE: &str = "{figure INDICATOR SESSION}, with area=KEY or source=KEY where needed";

/// The observation that covers a session, from the first of the sources that has one.
pub(super) fn observation<'a>(
    desk: &Desk<'a>,
    indicator: &str,
    session: AcademicSession,
    area: &str,
    sources: &[String],
) -> Option<&'a Observation> {
    let about = |one: &&Observation| {
        one.indicator == indicator && one.area == area && one.breakdown == ALL && one.period.contains(session)
    };
    let book = &desk.records.book;
    sources
        .iter()
        .filter(|key| book.source(key).is_some())
        .find_map(|key| book.observations.iter().filter(about).find(|one| one.source == **key))
}

/// A stored number as an inline, noted among the bound ones.
pub(super) fn bind(desk: &mut Desk<'_>, one: &Observation, printed: String, href: Option<String>) -> Inline {
    let key = format!("{} {}", one.indicator, one.period.key());
    let key = if one.area == PARTNERSHIP { key } else { format!("{key} {}", one.area) };
    desk.bound.insert(Bound {
        key: key.clone(),
        printed: printed.clone(),
        record: one.id.clone(),
        source: one.source.clone(),
        value: one.figure.display_short(),
    });
    Inline::Figure { printed, key, href }
}

/// `{figure INDICATOR SESSION}`
pub(super) fn figure(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Inline>, String> {
    directive.shaped(2..=2, &["area", "source"], FIGURE)?;
    let (key, session) = (directive.words[0].as_str(), directive.words[1].as_str());
    let indicator = desk
        .records
        .book
        .indicator(key)
        .ok_or_else(|| format!("there is no indicator {key}. Look its key up in the address of its page"))?;
    let session: AcademicSession =
        session.parse().map_err(|fault: figures::SessionError| say_message(&fault.message()))?;
    let area = directive.named.get("area").map_or(PARTNERSHIP, String::as_str);
    let sources = directive.named.get("source").map_or_else(|| desk.draft.sources.clone(), |one| vec![one.clone()]);
    let Some(one) = observation(desk, key, session, area, &sources) else {
        return Err(format!(
            "{} has no published value for {session} in {}. Choose another session, or another source with source=KEY",
            indicator.short_name,
            sources.join(", ")
        ));
    };
    let Some(printed) = one.figure.spoken() else {
        let why = one.figure.why().map(|reason| say_message(&reason.message())).unwrap_or_default();
        return Err(format!(
            "{} has no value in {session}: {}. Say so in words, or name another session",
            indicator.short_name,
            why.to_lowercase()
        ));
    };
    if one.period.is_two_sessions() {
        let warning = format!(
            "{} is one value for {} together. Make sure that the sentence says so",
            indicator.short_name, one.period
        );
        if !desk.warnings.contains(&warning) {
            desk.warnings.push(warning);
        }
    }
    let one = one.clone();
    Ok(vec![bind(desk, &one, printed, Some(format!("/indicators/{key}")))])
}

/// `{stated KEY}`
pub(super) fn stated(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Inline>, String> {
    directive.shaped(1..=1, &[], "{stated KEY}")?;
    let key = directive.words[0].as_str();
    let one = desk.records.stated.iter().find(|one| one.key == key).ok_or_else(|| {
        format!("there is no stated figure {key}. Add it to stated.toml with its paper and line, or use another key")
    })?;
    Ok(stated_inlines(desk, &one.clone()))
}

/// A stated figure as a sentence has it, with a note that says where the paper prints it.
pub(super) fn stated_inlines(desk: &mut Desk<'_>, one: &Stated) -> Vec<Inline> {
    let key = format!("stated {}", one.key);
    desk.bound.insert(Bound {
        key: key.clone(),
        printed: one.text.clone(),
        record: one.key.clone(),
        source: one.paper_key.clone(),
        value: one.printed.clone(),
    });
    let paper = desk.paper(&one.paper_key);
    let note = desk.note(format!("stated-{}", one.key), || {
        let line = one.line.map(|line| format!(", line {line} of its text")).unwrap_or_default();
        let mut said = format!("{}. Printed as “{}”: {paper}{line}.", one.about, one.printed);
        for more in one.note.iter() {
            said.push(' ');
            said.push_str(more);
        }
        let lacking: Vec<String> = one.not_published.iter().map(|fact| fact.replace('-', " ")).collect();
        if !lacking.is_empty() {
            said.push_str(&format!(" Not published: {}.", lacking.join(", ")));
        }
        vec![Inline::text(said)]
    });
    vec![Inline::Figure { printed: one.text.clone(), key, href: None }, note]
}
