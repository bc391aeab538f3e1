//! Reading what was recorded: every field found good, or its fault, before the database is asked to keep anything.

use std::collections::BTreeMap;

use super::{
    merge,
    record::{BLANK, Expected},
    sight::Ground,
};
use crate::{
    actions::{self, Owner},
    plumbing::{
        form::{FormErrors, Posted},
        problem::Problem,
        state::Weft,
    },
};

/// The longest minutes, in characters.
pub(super) const LONGEST_MINUTES: usize = 200_000;

/// The longest line of anything else, in characters.
pub(super) const LONGEST_LINE: usize = 1000;

/// An action about to be agreed, from its three fields.
pub(super) struct Agreed {
    pub(super) text: String,
    pub(super) owner: Owner,
    pub(super) due: Option<String>,
}

/// Everything read and found good, before the database is asked to keep it.
pub(super) struct Read {
    pub(super) agreed: Vec<Agreed>,
    pub(super) substitutes: BTreeMap<usize, Owner>,
}

fn long(posted: &Posted, field: &str, errors: &mut FormErrors) {
    if posted.text(field).chars().count() > LONGEST_LINE {
        errors.add(field, format!("This is longer than {LONGEST_LINE} characters. Put it into the minutes"));
    }
}

/// The owner typed: a member by name, somebody else known here, or words.
async fn owner(weft: &Weft, expected: &[Expected], typed: &str) -> Result<Result<Owner, String>, Problem> {
    let same = |one: &&Expected| one.member.name.eq_ignore_ascii_case(typed);
    if let Some(one) = expected.iter().find(same) {
        return Ok(Ok(Owner { person: one.member.person.clone(), words: one.member.name.clone() }));
    }
    actions::owner_of(&weft.db, typed).await
}

/// Reads a sending, with every fault at its field.
pub(super) async fn read(
    weft: &Weft,
    ground: &Ground,
    expected: &[Expected],
    posted: &Posted,
    errors: &mut FormErrors,
) -> Result<Read, Problem> {
    let mut substitutes = BTreeMap::new();
    for (number, one) in (1_usize..).zip(expected) {
        let field = format!("substitute-{number}");
        long(posted, &field, errors);
        let (typed, was) = (posted.text(&field), posted.text(&format!("substitute-was-{number}")));
        if typed.is_empty() || typed == was {
            continue;
        }
        let usual = one.member.substitute.as_ref().filter(|(_, name)| name == typed);
        match usual {
            Some((key, name)) => {
                substitutes.insert(number, Owner { person: Some(key.clone()), words: name.clone() });
            }
            None => match actions::owner_of(&weft.db, typed).await? {
                Ok(found) => {
                    substitutes.insert(number, found);
                }
                Err(sentence) => errors.add(&field, sentence),
            },
        }
    }
    if let Some(who) = posted.given("declared-who")
        && posted.text("declared-interest").is_empty()
    {
        errors.add("declared-interest", format!("Say what interest {who} declared"));
    }
    if posted.given("declared-interest").is_some() && posted.text("declared-who").is_empty() {
        errors.add("declared-who", "Say who declared this interest");
    }
    long(posted, "declared-interest", errors);
    if posted.text("minutes").chars().count() > LONGEST_MINUTES {
        errors.add("minutes", "The minutes are longer than 200,000 characters. Put long texts into papers");
    }
    if merge::is_marked(posted.text("minutes")) {
        errors.add("minutes", "There are still marks where two texts differ. Keep what is right, and take out the lines that begin with <<<<<<<, ======= and >>>>>>>");
    }
    let mut agreed = Vec::new();
    for number in 1..=BLANK {
        let (text_field, owner_field) = (format!("action-{number}"), format!("action-owner-{number}"));
        let due_field = format!("action-due-{number}");
        long(posted, &format!("new-decision-{number}"), errors);
        long(posted, &text_field, errors);
        let (text, typed) = (posted.text(&text_field), posted.text(&owner_field));
        let due = posted.given(&due_field);
        if text.is_empty() {
            if !typed.is_empty() || due.is_some() {
                errors.add(&text_field, "Say what is to be done, or take the name and the day away");
            }
            continue;
        }
        if due.is_some_and(|due| due.len() != 10 || due.parse::<jiff::civil::Date>().is_err()) {
            errors.add(&due_field, "Write the day as 2026-03-31, or leave it empty");
        } else if due.is_some_and(|due| due < ground.meeting.day.as_str()) {
            errors.add(&due_field, "This day lies before the meeting. Give a later one");
        }
        if typed.is_empty() {
            errors.add(&owner_field, "Say who does it: a name, or an office");
            continue;
        }
        match owner(weft, expected, typed).await? {
            Ok(owner) => agreed.push(Agreed { text: text.to_owned(), owner, due: due.map(ToOwned::to_owned) }),
            Err(sentence) => errors.add(&owner_field, sentence),
        }
    }
    Ok(Read { agreed, substitutes })
}
