//! `/api/v1/indicators`: every value a string with its printed decimals; a cell is a value, a band or a reason.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use figures::{Content, Figure};
use serde_json::{Value, json};

use super::{Book, Indicator, Observation, PARTNERSHIP, Source, latest, pages::release, said, store};
use crate::{
    people::Visitor,
    plumbing::{problem::Problem, state::Weft},
};

/// A cell as the API says it.
pub(super) fn cell(figure: &Figure) -> Value {
    match &figure.content {
        Content::Value(printed) => json!({ "value": printed.plain(), "printed": printed.text() }),
        Content::Band { low, high } => {
            json!({ "band": [low.to_string(), high.to_string()], "printed": figure.display_short() })
        }
        Content::Reason(reason) => json!({ "reason": reason.key(), "marker": figure.marker }),
    }
}

fn observation(book: &Book, one: &Observation, source: &Source) -> Value {
    let flags = one.figure.flags;
    let marked: Vec<Value> = one
        .figure
        .notes
        .iter()
        .map(|mark| {
            let text =
                book.footnotes(&source.key).iter().find(|footnote| footnote.mark == *mark).map(|found| &found.text);
            json!({ "mark": mark, "text": text })
        })
        .collect();
    let meaning = one.figure.marker.as_ref().and_then(|mark| {
        let markers = book.markers(&source.key);
        markers.into_iter().find(|(marker, _)| marker.mark == *mark).map(|(marker, _)| marker.meaning.clone())
    });
    json!({
        "source": one.source,
        "area": one.area,
        "breakdown": one.breakdown,
        "category": one.category,
        "first_session": one.period.first().key(),
        "last_session": one.period.last().key(),
        "version": one.version,
        "cell": cell(&one.figure),
        "marker_meaning": meaning,
        "footnotes": marked,
        "provisional": flags.provisional,
        "revised": flags.revised,
        "estimated": flags.estimated,
        "low": flags.low,
        "note": one.note,
        "recorded_at": one.recorded_at,
    })
}

fn head(book: &Book, one: &Indicator) -> Value {
    let newest = latest(book, &one.key, PARTNERSHIP).last().map(|stands| {
        json!({
            "first_session": stands.observation.period.first().key(),
            "last_session": stands.observation.period.last().key(),
            "source": stands.source.key,
            "cell": cell(&stands.observation.figure),
        })
    });
    json!({
        "key": one.key,
        "name": one.name,
        "short_name": one.short_name,
        "theme": one.theme,
        "kind": one.kind.key(),
        "unit": one.unit.key(),
        "better": one.better.key(),
        "decimals": one.decimals,
        "measure_family": one.measure_family,
        "invented": one.invented,
        "latest": newest,
        "url": format!("/indicators/{}", one.key),
    })
}

/// Everything about one indicator, as the API and the JSON download say it.
pub(super) async fn whole(weft: &Weft, book: &Book, one: &Indicator) -> Result<Value, Problem> {
    let mut value = head(book, one);
    let mut observations = Vec::new();
    let mut sources = Vec::new();
    for source in &book.sources {
        let found: Vec<&Observation> =
            book.observations.iter().filter(|row| row.indicator == one.key && row.source == source.key).collect();
        if found.is_empty() {
            continue;
        }
        sources.push(json!({
            "key": source.key,
            "title": source.title,
            "released": source.released,
            "released_approximate": source.released_approximate,
            "legend_from": source.legend_from,
        }));
        observations.extend(found.into_iter().map(|row| observation(book, row, source)));
    }
    let statements: Vec<Value> = store::statements(&weft.db, Some(&one.key))
        .await?
        .iter()
        .map(|claim| {
            json!({
                "key": claim.key,
                "paraphrase": claim.paraphrase,
                "from_session": claim.from_session.map(figures::AcademicSession::key),
                "to_session": claim.to_session.map(figures::AcademicSession::key),
                "from_value": claim.from_value.as_ref().map(figures::Printed::plain),
                "to_value": claim.to_value.as_ref().map(figures::Printed::plain),
                "change": claim.change.as_ref().map(figures::Printed::plain),
                "direction": claim.direction.key(),
                "n": claim.n.map(|n| n.to_string()),
                "paper": claim.paper,
                "findings": said::finding(book, claim),
            })
        })
        .collect();
    let versions: Vec<Value> = one
        .versions
        .iter()
        .map(|version| {
            json!({
                "number": version.number,
                "first_session": version.first_session.key(),
                "last_session": version.last_session.map(figures::AcademicSession::key),
                "series_break": version.series_break,
                "text": version.text,
            })
        })
        .collect();
    if let Value::Object(fields) = &mut value {
        for (name, more) in [
            ("tells_you", json!(one.tells_you)),
            ("definition", json!(one.definition)),
            ("numerator", json!(one.numerator)),
            ("denominator", json!(one.denominator)),
            ("source_of_data", json!(one.source_of_data)),
            ("gap_basis", json!(one.gap_basis.map(super::GapEnds::key))),
            ("gap_of", json!(one.gap_of)),
            ("ended_session", json!(one.ended_session.map(figures::AcademicSession::key))),
            ("versions", json!(versions)),
            ("sources", json!(sources)),
            ("observations", json!(observations)),
            ("statements", json!(statements)),
        ] {
            fields.insert(name.into(), more);
        }
    }
    Ok(value)
}

/// Every indicator with its latest figure. What was made up for an example is not among them.
pub(super) async fn list(State(weft): State<Weft>, visitor: Visitor) -> Result<Response, Problem> {
    let book = Book::open(&weft, release(&visitor), None).await?;
    let items: Vec<Value> = book.indicators.iter().filter(|one| !one.invented).map(|one| head(&book, one)).collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

/// One indicator with everything every paper says of it.
pub(super) async fn one(
    State(weft): State<Weft>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Problem> {
    let book = Book::open(&weft, release(&visitor), Some(&key)).await?;
    let Some(found) = book.indicator(&key) else { return Err(Problem::NotFound) };
    Ok(Json(whole(&weft, &book, found).await?).into_response())
}
