//! Programmes for other programs: the list, narrowed the same way as the page.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::pages::{Asked, Placed, narrowed};
use crate::plumbing::{problem::Shown, state::Weft};

/// `GET /api/v1/programmes`: every programme, or those of a `framework`, a `workstream` and a `kind`.
pub(super) async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let (placed, ..) = narrowed(&weft.db, &asked, None).await?;
    let items: Vec<Value> = placed.iter().map(item).collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

fn item(Placed { programme, workstream }: &Placed) -> Value {
    json!({
        "key": programme.key,
        "name": programme.name,
        "other_names": programme.other_names,
        "kind": programme.kind,
        "frameworks": programme.frameworks,
        "workstream": programme.workstream,
        "workstream_name": workstream.label,
        "designed_for": programme.designed_for,
        "duration": programme.duration,
        "duration_months": programme.duration_months.map(|months| months.to_string()),
        "focus": programme.focus,
        "award": programme.award,
        "group": programme.group,
        "contact_office": programme.contact_office,
        "paper": programme.paper,
        "line": programme.line.map(|line| line.to_string()),
        "not_published": programme.not_published,
        "url": format!("/programmes/{}", programme.key),
    })
}
