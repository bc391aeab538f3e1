//! Bodies for other programs: offices, authorities and days, no names.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Body, Seat, pages, rules::Names, store, view};
use crate::plumbing::{problem::Shown, state::Weft};

/// What the list is narrowed by.
#[derive(Deserialize)]
pub(super) struct Asked {
    framework: Option<String>,
}

/// `GET /api/v1/bodies`: every body with its rules, the seats held today and what is lacking, or those of a `framework`.
pub(super) async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let (bodies, names) = (store::bodies(&weft.db).await?, view::names(&weft.db).await?);
    let seats = store::every_seat(&weft.db, &pages::today(&weft).await?).await?;
    let wanted = |body: &&Body| asked.framework.as_ref().is_none_or(|key| body.frameworks.contains(key));
    let items: Vec<Value> = bodies
        .iter()
        .filter(wanted)
        .map(|body| {
            let held: Vec<&Seat> = seats.iter().filter(|seat| seat.body == body.key).collect();
            item(body, &held, &names)
        })
        .collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

fn item(body: &Body, held: &[&Seat], names: &Names) -> Value {
    let known = body.seats_known();
    let rules: Vec<Value> = body
        .rule
        .iter()
        .map(|rule| {
            let finding = super::evaluate(rule, held, names);
            let lacks: Vec<&String> = finding.lacks.iter().map(|lack| &lack.words).collect();
            json!({
                "key": rule.key,
                "kind": rule.kind,
                "standing": rule.standing,
                "words": finding.words,
                "held": known.then(|| finding.held.to_string()),
                "met": known.then(|| if finding.met() { "yes" } else { "no" }),
                "lacks": if known { lacks } else { Vec::new() },
            })
        })
        .collect();
    let seats: Vec<Value> = held
        .iter()
        .map(|seat| {
            json!({
                "rule": seat.rule,
                "office": seat.office_title,
                "authority": seat.authority,
                "sector": seat.sector,
                "from": seat.from,
                "to": seat.to,
            })
        })
        .collect();
    json!({
        "key": body.key,
        "name": body.name,
        "frameworks": body.frameworks,
        "workstream": body.workstream,
        "reports_to": body.reports_to,
        "purpose": body.purpose,
        "membership": body.membership,
        "chair": body.chair,
        "rhythm": body.rhythm,
        "quorum": body.quorum.map(|needed| needed.to_string()),
        "rules": rules,
        "seats": seats,
        "paper": body.paper,
        "line": body.line.map(|line| line.to_string()),
        "not_published": body.not_published,
        "url": format!("/governance/{}", body.key),
    })
}
