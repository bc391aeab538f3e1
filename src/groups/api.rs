//! Groups for other programs: the list, narrowed the same way as the page.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::pages::{Asked, Placed, narrowed};
use crate::{
    partnership,
    plumbing::{clock::zone, problem::Shown, state::Weft},
};

/// `GET /api/v1/groups`: every group, or those of a `framework`, a `workstream` and a `kind`.
pub(super) async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let partnership = partnership::load(&weft.db).await?;
    let today = weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone)));
    let (placed, _) = narrowed(&weft.db, &asked, None, &today).await?;
    let items: Vec<Value> = placed.iter().map(item).collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

fn item(Placed { group, workstream, people }: &Placed) -> Value {
    let members: serde_json::Map<String, Value> = people
        .iter()
        .filter(|(authority, count)| !authority.is_empty() && **count > 0)
        .map(|(authority, count)| (authority.clone(), json!(count.to_string())))
        .collect();
    json!({
        "key": group.key,
        "name": group.name,
        "kind": group.kind,
        "framework": group.framework,
        "workstream": group.workstream,
        "workstream_name": workstream.as_ref().map(|named| &named.label),
        "remit": group.remit,
        "designed_for": group.designed_for,
        "duration": group.duration,
        "programme": group.programme,
        "contact_office": group.contact_office,
        "starts": group.starts,
        "ends": group.ends,
        "end_reason": group.end_reason,
        "review": group.review,
        "priorities": group.priorities,
        "rhythm": group.rhythm,
        "collaboration": group.collaboration,
        "what_is_left": group.what_is_left,
        "carried_on_by": group.carried_on_by,
        "members_by_authority": members,
        "invented": group.invented,
        "paper": group.paper,
        "line": group.line.map(|line| line.to_string()),
        "not_published": group.not_published,
        "url": format!("/groups/{}", group.key),
    })
}
