//! What practitioners say, for other programs: the pooled measures of a session, protected like their page.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use figures::survey::Showing;
use serde_json::{Value, json};

use super::{pooled, pooled_pages::Asked};
use crate::plumbing::{
    problem::Shown,
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/form-results", list)]
}

/// `GET /api/v1/form-results`: every measure of a `session`, the newest in which a form has closed where none is named.
async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let session = asked.session(&weft).await?;
    let items: Vec<Value> = pooled::measures(&weft, &session.key()).await?.iter().map(item).collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

fn item(one: &pooled::Measure) -> Value {
    let shown = one.showing != Showing::Nothing;
    let number = |count: i64| shown.then(|| count.to_string());
    json!({
        "measure": one.measure,
        "session": one.session,
        "question": one.question,
        "version": one.version.to_string(),
        "words": one.words,
        "top": one.top,
        "definition": one.definition(),
        "numerator": number(one.numerator),
        "denominator": number(one.denominator),
        "not_applicable": number(one.not_applicable),
        "occasions": one.occasions.to_string(),
        "occasions_left_out": one.left_out.to_string(),
        "percent": one.share.as_ref().map(|share| share.percent.to_string()),
        "lower": one.share.as_ref().map(|share| share.lower.to_string()),
        "upper": one.share.as_ref().map(|share| share.upper.to_string()),
        "series_breaks": one.breaks,
        "invented": one.invented,
    })
}
