//! Correcting one printed value, with a reason. The old value is kept; the new one stands in its place.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use figures::{Content, Figure, Reason};
use serde_json::json;

use crate::{
    indicators::{
        Book, CellFault, Indicator, Observation, Release,
        cell::{self, Given},
        observations::{mark_text, value_text},
        said, store,
        table::shown,
    },
    people::Permit,
    plumbing::{
        db::Write,
        form::{FormErrors, Posted},
        history::{self, Act},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
        words::say_message,
    },
};

use super::parts::Choice;

#[derive(Template)]
#[template(path = "indicators/pages/correct.html")]
struct CorrectPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    back: String,
    indicator: String,
    sessions: String,
    area: String,
    source: String,
    now: String,
    now_in_words: String,
    value: String,
    reason: String,
    reasons: Vec<Choice>,
    marker: String,
    marker_hint: String,
    note: String,
    because: String,
}

/// What a form holds: the stored texts at first, what was typed when it comes back.
struct Kept {
    value: String,
    reason: String,
    marker: String,
    note: String,
    because: String,
}

impl Kept {
    fn stored(one: &Observation) -> Self {
        Self {
            value: value_text(&one.figure),
            reason: one.figure.why().map_or_else(String::new, |reason| reason.key().to_owned()),
            marker: mark_text(&one.figure).to_owned(),
            note: one.note.clone().unwrap_or_default(),
            because: String::new(),
        }
    }

    fn posted(posted: &Posted) -> Self {
        let kept = |name| posted.text(name).to_owned();
        Self {
            value: kept("value"),
            reason: kept("reason"),
            marker: kept("marker"),
            note: kept("note"),
            because: kept("because"),
        }
    }
}

/// Finds what is to be corrected.
async fn find(weft: &Weft, key: &str, id: &str) -> Result<(Book, Indicator, Observation), Problem> {
    let book = Book::open(weft, Release::Everything, Some(key)).await?;
    let indicator = book.indicator(key).cloned().ok_or(Problem::NotFound)?;
    let found = book.observations.iter().find(|one| one.id == id).cloned();
    match found {
        Some(one) => Ok((book, indicator, one)),
        None if store::was_replaced(&weft.db, id).await? == Some(true) => Err(Problem::Conflict(
            "This value was corrected meanwhile. Go back to the indicator and look at the value that stands now."
                .into(),
        )),
        None => Err(Problem::NotFound),
    }
}

fn form(
    weft: &Weft,
    permit: &Permit,
    (book, indicator, one): (&Book, &Indicator, &Observation),
    kept: Kept,
    errors: FormErrors,
) -> Result<CorrectPage, Problem> {
    let back = format!("/indicators/{}", indicator.key);
    let marks: Vec<String> = book
        .markers(&one.source)
        .iter()
        .map(|(marker, _)| format!("{} ({})", marker.mark, marker.reason))
        .chain(book.footnotes(&one.source).iter().map(|footnote| format!("{} (beside a value)", footnote.mark)))
        .collect();
    Ok(CorrectPage {
        page: permit.visitor.page("Correct a value").section("indicators").with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("/indicators", "Indicators"), Crumb::new(&back, &indicator.short_name)],
        form_key: permit.visitor.form_key(weft)?,
        action: format!("{back}/observations/{}/correction", one.id),
        back,
        indicator: indicator.name.clone(),
        sessions: one.period.to_string(),
        area: book.areas.get(&one.area).cloned().unwrap_or_else(|| one.area.clone()),
        source: book.source(&one.source).map_or_else(String::new, |source| source.title.clone()),
        now: shown(&one.figure),
        now_in_words: said::spoken(&one.figure),
        reasons: Reason::ALL
            .into_iter()
            .filter(|reason| reason.may_be_stored())
            .map(|reason| Choice { value: reason.key().into(), label: say_message(&reason.message()) })
            .collect(),
        marker_hint: if marks.is_empty() {
            "This source explains no marks.".into()
        } else {
            format!("As printed. This source knows {}.", marks.join(", "))
        },
        value: kept.value,
        reason: kept.reason,
        marker: kept.marker,
        note: kept.note,
        because: kept.because,
        errors,
    })
}

pub(super) async fn page(State(weft): State<Weft>, permit: Permit, Path((key, id)): Path<(String, String)>) -> Shown {
    let (book, indicator, one) = find(&weft, &key, &id).await?;
    let kept = Kept::stored(&one);
    show_private(&form(&weft, &permit, (&book, &indicator, &one), kept, FormErrors::default())?)
}

pub(super) async fn send(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, id)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (book, indicator, one) = find(&weft, &key, &id).await?;
    let mut errors = FormErrors::default();
    let given = Given { value: posted.given("value"), reason: posted.given("reason"), marker: posted.given("marker") };
    let figure = match cell::read(&book, &indicator, &one.source, given) {
        Ok(figure) => Some(figure),
        Err(faults) => {
            for CellFault { field, message } in faults {
                errors.add(field, sentence(&message));
            }
            None
        }
    };
    if let Some(message) = figure.as_ref().and_then(|figure| wrong_decimals(&indicator, &one.figure, figure)) {
        errors.add("value", message);
    }
    let because = errors.required(&posted, "because", "Enter why the value is corrected; the page shows it");
    let note = posted.given("note").map(ToOwned::to_owned);
    if errors.is_empty() && figure.as_ref() == Some(&one.figure) && note == one.note {
        errors.add("value", "Nothing is different from what stands now. Change something, or go back.");
    }
    let (Some(figure), true) = (figure, errors.is_empty()) else {
        let kept = Kept::posted(&posted);
        return show_again(&form(&weft, &permit, (&book, &indicator, &one), kept, errors)?);
    };
    let new = store::Recorded { figure, note, ..store::Recorded::from(&one) };
    let back = format!("/indicators/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    revise(&weft, &mut write, permit.visitor.named(), &one, &new, because).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=corrected")).into_response())
}

/// A number printed with another count of decimals than the definition's and than the one it replaces.
fn wrong_decimals(indicator: &Indicator, old: &Figure, new: &Figure) -> Option<String> {
    let Content::Value(printed) = &new.content else { return None };
    if printed.decimals() == indicator.decimals || old.decimals() == Some(printed.decimals()) {
        return None;
    }
    let wanted = match indicator.decimals {
        0 => "no decimals".to_owned(),
        1 => "one decimal".to_owned(),
        more => format!("{more} decimals"),
    };
    Some(format!("Values of this indicator have {wanted}; {} has {}.", printed.text(), printed.decimals()))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map_or_else(String::new, |first| first.to_uppercase().collect());
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Records a value in place of another as part of a write, with its history row.
///
/// # Errors
/// [`Problem::Conflict`] where somebody replaced it meanwhile.
pub(in crate::indicators) async fn revise(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    old: &Observation,
    new: &store::Recorded,
    because: &str,
) -> Result<(), Problem> {
    let id = store::replace_observation(weft, write, by, &old.id, new).await?;
    let told = |figure: &Figure, note: &Option<String>| {
        let mut text = shown(figure);
        for mark in &figure.notes {
            text.push(' ');
            text.push_str(mark);
        }
        if let Some(note) = note.as_ref().filter(|_| new.figure == old.figure) {
            text.push_str(&format!(" with the note “{note}”"));
        }
        text
    };
    let change = json!({
        "observation": id,
        "replaces": old.id,
        "source": old.source,
        "area": old.area,
        "breakdown": old.breakdown,
        "category": old.category,
        "sessions": old.period.to_string(),
        "old": told(&old.figure, &old.note),
        "new": told(&new.figure, &new.note),
    });
    let act = Act {
        account: by,
        act: "observation corrected",
        subject_kind: "indicator",
        subject_id: &old.indicator,
        reason: Some(because),
        change,
    };
    history::record(write, &weft.clock, act).await
}
