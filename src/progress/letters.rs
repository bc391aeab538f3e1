//! The letters that carry a link: to whom they go, and what stands in them.

use super::{ask::Frame, store};
use crate::{
    groups::Membership,
    people,
    plumbing::{clock::spoken_day, db::Write, mail, problem::Problem, state::Weft},
};

/// One letter of a round.
pub(super) struct Letter {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) authority: Option<String>,
}

/// The letters that a request to some leads would be, and the leads without an address.
pub(super) async fn letters_to(weft: &Weft, leads: &[Membership]) -> Result<(Vec<Letter>, Vec<String>), Problem> {
    let (mut letters, mut unreachable) = (Vec::new(), Vec::new());
    for lead in leads {
        match people::person(&weft.db, &lead.person).await?.and_then(|person| person.email) {
            Some(email) if !letters.iter().any(|one: &Letter| one.person == lead.person) => letters.push(Letter {
                person: lead.person.clone(),
                name: lead.name.clone(),
                email,
                authority: lead.authority.clone(),
            }),
            Some(_) => {}
            None => unreachable.push(lead.name.clone()),
        }
    }
    Ok((letters, unreachable))
}

/// Writes one letter with a fresh link into the outbox.
#[expect(clippy::too_many_arguments, reason = "a letter names everything that stands in it")]
pub(super) async fn write_letter(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    frame: &Frame,
    kind: (&str, &str),
    once: &str,
    row: &store::Row,
    group: &str,
    letter: &Letter,
    question: &str,
) -> Result<bool, Problem> {
    let (template, link_kind) = kind;
    let authority = letter.authority.as_deref();
    let token = store::add_link(weft, write, by, &row.id, link_kind, Some(&letter.person), authority).await?;
    let link = format!("{}/p/{token}", weft.settings.public_url);
    let (period, due) = (super::spoken_period(&row.period_from, &row.period_to), spoken_day(&row.due));
    let mut values = vec![
        ("name", letter.name.as_str()),
        ("group", group),
        ("link", link.as_str()),
        ("office", frame.office.as_str()),
        ("site", frame.site.as_str()),
    ];
    if template == "progress-returned" {
        values.push(("question", question));
    } else {
        values.extend([("period", period.as_str()), ("due", due.as_str())]);
    }
    let letter = mail::Letter { kind: template, once, to: &letter.email, values: &values };
    mail::queue(weft, write, by, &letter).await
}
