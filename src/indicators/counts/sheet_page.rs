//! The sheet that an authority officer fills: seven rows, saved together, with every fault at its field.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use figures::{AcademicSession, Message};
use serde::Deserialize;

use super::{
    earlier::{self, Earlier},
    list::href,
    measures::{self, Measure},
    row::{Category, Fault, Typed},
    said, session_of, sheet,
    sheet::{Difference, Rows},
    sheet_view::{SheetPage, Tried},
    steps::{self, Lock, Standing},
    store::{self, About, Request, Saved, Sheet},
};
use crate::{
    partnership::{self, Authority},
    people::{Permit, Scope},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// Everything a sheet's page is about.
pub(super) struct Asked {
    pub about: About,
    pub measure: Measure,
    pub session: AcademicSession,
    pub authority: Authority,
    /// What the authority gave in the sessions before.
    pub earlier: Earlier,
}

pub(super) type Parts = Path<(String, String, String)>;

/// Finds what was asked of an authority; what was not asked is not there.
pub(super) async fn find(
    weft: &Weft,
    (indicator, session, authority): (String, String, String),
) -> Result<Asked, Problem> {
    let session = session_of(&session)?;
    let request = Request { indicator_key: indicator.clone(), session: session.key() };
    if !store::requests(&weft.db).await?.contains(&request) {
        return Err(Problem::NotFound);
    }
    let measure = measures::all(&weft.db).await?.into_iter().find(|measure| measure.key == indicator);
    let found = partnership::authorities(&weft.db).await?.into_iter().find(|known| known.key == authority);
    let (measure, found) = (measure.ok_or(Problem::NotFound)?, found.ok_or(Problem::NotFound)?);
    let earlier = earlier::of(store::sheets(weft.db.read(), &indicator, &authority).await?, session, &measure);
    let about = About { indicator, session: session.key(), authority };
    Ok(Asked { about, measure, session, authority: found, earlier })
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(weft): State<Weft>,
    permit: Permit,
    Path(parts): Parts,
    Query(done): Query<Done>,
) -> Shown {
    let asked = find(&weft, parts).await?;
    permit.within(&Scope::Authority(asked.about.authority.clone()))?;
    let saved = store::sheet(weft.db.read(), &asked.about).await?;
    let mut page = SheetPage::new(&weft, &permit, &asked, saved.as_ref(), None).await?;
    page.page.notice = match done.done.as_str() {
        "saved" => Some(said(&Message::new("counts-saved").with("state", &page.state))),
        "sent" => Some(said(&Message::new("counts-sent-thanks"))),
        _ => None,
    };
    show_private(&page)
}

pub(super) async fn save(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    let asked = find(&weft, parts).await?;
    permit.within(&Scope::Authority(asked.about.authority.clone()))?;
    let here = href(&asked.about);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &here).await?;
    let saved = store::sheet(write.on(), &asked.about).await?;
    if let Some(why) = closed(steps::locks(write.on()).await?.get(&asked.about.period()), saved.as_ref()) {
        return Err(steps::refuse(&why));
    }
    let read = read(&posted, saved.as_ref());
    if !read.errors.is_empty() {
        // Nothing was written and the key was not spent.
        drop(write);
        let tried =
            Tried { typed: read.typed, errors: read.errors, difference: read.difference, overtaken: read.overtaken };
        let mut page = SheetPage::new(&weft, &permit, &asked, saved.as_ref(), Some(tried)).await?;
        page.why = posted.text("why").to_owned();
        return show_again(&page);
    }
    if saved.as_ref().is_some_and(|sheet| sheet.rows == read.rows) {
        return Ok(see(&here));
    }
    let what = (&asked.about, &read.rows);
    let by = permit.visitor.named();
    store::save(&weft, &mut write, by, what, posted.given("why"), Saved::ToBeSent).await?;
    write.commit().await?;
    Ok(see(&format!("{here}?done=saved")))
}

/// Why a sheet cannot be written to; nothing where it can.
pub(super) fn closed(lock: Option<&Lock>, saved: Option<&Sheet>) -> Option<Message> {
    match (lock, saved) {
        (Some(lock), _) => Some(steps::locked(lock)),
        (None, Some(sheet)) if sheet.standing == Standing::Accepted => Some(Message::new("counts-closed-accepted")),
        _ => None,
    }
}

/// What a form says, and what is wrong with it.
struct Read {
    typed: BTreeMap<Category, Typed>,
    rows: Rows,
    errors: FormErrors,
    difference: Option<Difference>,
    overtaken: bool,
}

fn read(posted: &Posted, saved: Option<&Sheet>) -> Read {
    let mut read = Read {
        typed: BTreeMap::new(),
        rows: Rows::new(),
        errors: FormErrors::default(),
        difference: None,
        overtaken: posted.text("version") != saved.map_or(0, |sheet| sheet.version).to_string(),
    };
    if read.overtaken {
        read.errors.add("sheet", said(&Message::new("counts-overtaken")));
    }
    for category in Category::EVERY {
        let field = |column: &str| posted.text(&format!("{}-{column}", category.field())).to_owned();
        let typed = Typed {
            numerator: field("numerator"),
            denominator: field("denominator"),
            reason: field("reason"),
            note: field("note"),
        };
        match typed.read() {
            Ok(Some(row)) => {
                read.rows.insert(category, row);
            }
            Ok(None) => {}
            Err(faults) => {
                for fault in faults {
                    refuse(&mut read.errors, category, &fault);
                }
            }
        }
        read.typed.insert(category, typed);
    }
    if read.errors.is_empty() {
        check_together(posted, saved, &mut read);
    }
    read
}

/// Adds a fault at its field; the sentence names the row, since the summary lists the rows together.
fn refuse(errors: &mut FormErrors, category: Category, fault: &Fault) {
    let what = Message::new("counts-in-row").with("row", said(&category.message())).with("what", said(&fault.what));
    errors.add(format!("{}-{}", category.field(), fault.column.name()), said(&what));
}

/// What only the whole sheet shows; asked once every row is good by itself.
fn check_together(posted: &Posted, saved: Option<&Sheet>, read: &mut Read) {
    if read.rows.is_empty() && saved.is_none() {
        read.errors.add("all-numerator", said(&Message::new("counts-nothing-given")));
        return;
    }
    let check = sheet::check(&read.rows);
    if let Some((category, fault)) = check.gives_away {
        refuse(&mut read.errors, category, &fault);
    }
    read.difference = check.difference;
    if let Some(difference) = check.difference {
        if read.rows.get(&Category::All).is_some_and(|row| row.note.is_none()) {
            read.errors.add("all-note", said(&Message::new("counts-confirm-note")));
        }
        // The tick carries the four numbers it was shown with: other numbers ask again.
        if posted.text("confirm") != difference.token() {
            let shown = difference.message();
            let [all, parts] = ["all", "parts"].map(|name| shown.arg(name).unwrap_or_default().to_owned());
            let what = Message::new("counts-confirm").with("all", all).with("parts", parts);
            read.errors.add("confirm", said(&what));
        }
    }
    let changes = saved.is_some_and(|sheet| store::changes_what_was_entered(&sheet.rows, &read.rows));
    if changes && posted.given("why").is_none() {
        read.errors.add("why", said(&Message::new("counts-reason-needed")));
    }
}
