//! The description of the API, one hand-written file; a test calls each path in it and compares.

use axum::{http::HeaderValue, http::header, response::IntoResponse};

use crate::plumbing::{
    problem::Shown,
    route::{self, Route},
};

/// The description as OpenAPI 3.1.
const DESCRIPTION: &str = include_str!("openapi.json");

/// The route of the description.
pub fn routes() -> Vec<Route> {
    vec![route::get("/api/openapi.json", description)]
}

async fn description() -> Shown {
    let mut response = DESCRIPTION.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
