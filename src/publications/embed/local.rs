//! What a committee report says of one council: its name and committee, its own paragraphs, and what the records count of
//! its part in the partnership.

use typesetting::model::{Block, Inline};

use super::{Desk, words};
use crate::publications::{
    Cover, Kind,
    checklist::{Item, Severity},
    cover::{COVER, PLACES},
    text::{self, Directive},
};

/// The cover, or none in the shared text; an error in publications of other kinds.
fn cover<'a>(desk: &Desk<'a>, directive: &Directive) -> Result<Option<&'a Cover>, String> {
    if desk.draft.kind == Kind::CommitteeReport {
        Ok(desk.draft.cover.as_ref())
    } else {
        Err(format!("{} has a meaning in committee reports only. Take it away", directive.written()))
    }
}

/// `{council}`
pub(super) fn council(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Inline>, String> {
    directive.shaped(0..=0, &[], "{council}")?;
    Ok(words(cover(desk, directive)?.map_or("the council", |cover| cover.council.as_str())))
}

/// `{committee}`
pub(super) fn committee(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Inline>, String> {
    directive.shaped(0..=0, &[], "{committee}")?;
    // A cover without a committee is named by the checklist; the sentence stays readable meanwhile.
    let committee = cover(desk, directive)?.map(|cover| cover.committee.trim()).filter(|name| !name.is_empty());
    Ok(words(committee.unwrap_or("Education Committee")))
}

/// `{reach WHAT}`
pub(super) fn reach(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Inline>, String> {
    let known = "people, seats, groups, programmes, establishments or quotes";
    directive.shaped(1..=1, &[], &format!("{{reach WHAT}}, where WHAT is {known}"))?;
    if cover(desk, directive)?.is_none() {
        return Ok(vec![Inline::emphasis("each council’s own number")]);
    }
    let what = directive.words[0].as_str();
    let Some(reached) = &desk.records.reached else {
        return Err("the records do not count this council’s part yet. Say it in words".into());
    };
    let number = reached.of(what).ok_or_else(|| format!("{what} is not counted for a council. Use one of {known}"))?;
    Ok(vec![Inline::Figure { printed: number.to_string(), key: format!("count reach-{what}"), href: None }])
}

/// `{local PLACE}`
pub(super) fn place(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    let known: Vec<&str> = PLACES.iter().map(|place| place.key).collect();
    directive.shaped(1..=1, &[], &format!("{{local PLACE}}, where PLACE is {}", known.join(", ")))?;
    let key = directive.words[0].as_str();
    let Some(place) = PLACES.iter().find(|place| place.key == key) else {
        return Err(format!("{key} is no place of a cover. Use one of {}", known.join(", ")));
    };
    let Some(cover) = cover(desk, directive)? else {
        let said = format!("Each council writes here: {}.", place.name.to_lowercase());
        return Ok(vec![Block::Paragraph { content: vec![Inline::emphasis(said)] }]);
    };
    if cover.leaves_out(key) {
        return Ok(Vec::new());
    }
    let labels = desk.labels;
    let (blocks, faults) = text::read_inside(cover.at(key), labels, 1, desk);
    let council = cover.council.clone();
    desk.of_cover.extend(faults.into_iter().map(|fault| Item {
        severity: Severity::Error,
        section: Some((COVER.into(), format!("Cover of {council}, {}", place.name))),
        row: fault.row,
        column: fault.column,
        what: fault.what,
    }));
    Ok(blocks)
}
