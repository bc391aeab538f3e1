//! Sending a sheet: what is saved goes to those who asked, once every question about it is answered with a reason.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use figures::Message;

use super::{
    earlier,
    list::href,
    row::Category,
    said,
    sheet_page::{Parts, find},
    sheet_view::SheetPage,
    steps::{self, Step, refuse},
    store,
};
use crate::{
    people::{Permit, Scope},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{see, show_again},
        problem::Shown,
        state::Weft,
    },
};

/// The longest answer, and the longest reason of a return, in characters.
const LONGEST: usize = 1000;

/// A reason that must be given and may not be a letter.
pub(super) fn needed(errors: &mut FormErrors, posted: &Posted, field: &str, key: &'static str) -> String {
    let reason = errors.required(posted, field, &said(&Message::new(key))).to_owned();
    if reason.chars().count() > LONGEST {
        errors.add(field, said(&Message::new("counts-answer-long").with("most", LONGEST)));
    }
    reason
}

/// The name of the field that answers the question about a row.
pub(super) fn field(category: Category) -> String {
    format!("answer-{}", category.field())
}

pub(super) async fn send(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    let asked = find(&weft, parts).await?;
    permit.within(&Scope::Authority(asked.about.authority.clone()))?;
    let here = href(&asked.about);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &here).await?;
    let saved = store::sheet(write.on(), &asked.about).await?;
    if let Some(lock) = steps::locks(write.on()).await?.get(&asked.about.period()) {
        return Err(refuse(&steps::locked(lock)));
    }
    let (None, Some(sheet)) = (Step::Sending.hindrance(saved.as_ref()), &saved) else {
        let what = Step::Sending.hindrance(saved.as_ref());
        return Err(refuse(&what.unwrap_or_else(|| Message::new("counts-step-nothing"))));
    };
    if posted.text("version") != sheet.version.to_string() {
        return Err(refuse(&Message::new("counts-send-overtaken")));
    }
    let mut errors = FormErrors::default();
    let mut answers = BTreeMap::new();
    for question in earlier::questions(asked.session, &sheet.rows, &asked.earlier, &asked.measure) {
        let field = field(question.category);
        match posted.given(&field) {
            Some(answer) if answer.chars().count() <= LONGEST => {
                answers.insert(question.category, answer.to_owned());
            }
            Some(_) => errors.add(field, said(&Message::new("counts-answer-long").with("most", LONGEST))),
            None => {
                let row = said(&question.category.message());
                errors.add(field, said(&Message::new("counts-answer-needed").with("row", row)));
            }
        }
    }
    if !errors.is_empty() {
        drop(write);
        let page = SheetPage::new(&weft, &permit, &asked, saved.as_ref(), None).await?;
        return show_again(&page.not_sent(errors, &posted));
    }
    let by = permit.visitor.named();
    steps::take(&weft, &mut write, by, (&asked.about, sheet), Step::Sending, None, &answers).await?;
    write.commit().await?;
    Ok(see(&format!("{here}?done=sent")))
}
