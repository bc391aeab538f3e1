//! Voices for other programs: exactly what the page shows today.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{pages::today, usable};
use crate::plumbing::{
    problem::Shown,
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/voices", list)]
}

/// `GET /api/v1/voices`: the voices whose speakers agreed to be heard on the website. Never kept: a consent ends with a day.
async fn list(State(weft): State<Weft>) -> Shown {
    let today = today(&weft).await?;
    let items: Vec<Value> = usable::usable(&weft.db, "website", &today).await?.iter().map(item).collect();
    let mut response = Json(json!({ "items": items, "next": null })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn item(voice: &usable::Voice) -> Value {
    let spotlight = voice.spotlight.as_ref();
    json!({
        "key": voice.key,
        "kind": voice.kind,
        "words": voice.words,
        "question": voice.question,
        "edits": voice.edits,
        "attribution": voice.attribution,
        "authority": voice.authority,
        "session": voice.session,
        "group": voice.group,
        "programme": voice.programme,
        "framework": voice.framework,
        "workstream": voice.workstream,
        "priority": voice.priority,
        "outcome": voice.outcome,
        "driver": voice.driver,
        "tone": voice.tone,
        "for_whom": spotlight.and_then(|told| told.for_whom.clone()),
        "headcount": spotlight.and_then(|told| told.headcount).map(|number| number.to_string()),
        "verified_by": spotlight.and_then(|told| told.verified_by.clone()),
        "measure": spotlight.and_then(|told| told.measure.clone()),
        "before": spotlight.and_then(|told| told.before.clone()),
        "after": spotlight.and_then(|told| told.after.clone()),
        "meanwhile": spotlight.and_then(|told| told.meanwhile.clone()),
        "did_not_work": spotlight.and_then(|told| told.did_not_work.clone()),
        "paper": voice.printed.as_ref().map(|(paper, _)| paper),
        "invented": voice.invented,
        "url": format!("/voices#{}", voice.key),
    })
}
