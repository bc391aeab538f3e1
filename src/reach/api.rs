//! Reach for other programs, protected for everybody.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};

use super::{Reader, answer, as_json, pages::Asked};
use crate::plumbing::{
    problem::Shown,
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/reach", reach)]
}

/// `GET /api/v1/reach?session=2025-26&by=authority`: the numbers of a session, or of all sessions where none is named.
async fn reach(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let (filter, by) = asked.read(None)?;
    let answer = answer(&weft, filter, by, &Reader::Everybody).await?;
    Ok(Json(as_json(&answer)).into_response())
}
