//! Frameworks for programs: the list of the published ones, and each in whole.

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Framework, Head, store};
use crate::plumbing::{
    problem::Problem,
    route::{Route, get},
    state::Weft,
};

/// The routes for programs.
pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/frameworks", list), get("/api/v1/frameworks/{key}", one)]
}

fn item(head: &Head) -> Value {
    json!({
        "key": head.key,
        "title": head.title,
        "first_session": head.first_session,
        "last_session": head.last_session,
        "version": head.number.to_string(),
        "state": head.state,
        "url": format!("/framework/{}", head.key),
    })
}

async fn list(State(weft): State<Weft>) -> Result<Response, Problem> {
    let items: Vec<Value> = store::frameworks(&weft.db).await?.iter().map(item).collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

async fn one(State(weft): State<Weft>, Path(key): Path<String>) -> Result<Response, Problem> {
    let found = store::framework(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let mut whole = whole(&found.framework)?;
    if let (Value::Object(whole), Value::Object(item)) = (&mut whole, item(&found.head)) {
        whole.extend(item);
    }
    Ok(Json(whole).into_response())
}

/// The document with every number as text, as every value of the API is.
fn whole(framework: &Framework) -> Result<Value, Problem> {
    fn as_text(value: Value) -> Value {
        match value {
            Value::Number(number) => Value::String(number.to_string()),
            Value::Array(list) => list.into_iter().map(as_text).collect(),
            Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, as_text(value))).collect(),
            other => other,
        }
    }
    serde_json::to_value(framework).map(as_text).map_err(Problem::broken)
}
