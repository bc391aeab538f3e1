//! Programmes for other programs: the list, narrowed the same way as the page.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    cohorts::{Version, pages::today, store::every_version},
    pages::{Asked, Placed, narrowed},
};
use crate::plumbing::{problem::Shown, state::Weft};

/// `GET /api/v1/programmes`: every programme, or those of a `framework`, a `workstream`, a `kind`, and
/// with `applications=open` those that take applications now.
pub(super) async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let (placed, ..) = narrowed(&weft.db, &today(&weft).await?, &asked, None).await?;
    let versions = every_version(&weft.db).await?;
    let item = |placed: &Placed| item(placed, versions.get(&placed.programme.key).map_or(&[], Vec::as_slice));
    let items: Vec<Value> = placed.iter().map(item).collect();
    Ok(Json(json!({ "items": items, "next": null })).into_response())
}

fn item(Placed { programme, workstream, cohorts, open }: &Placed, versions: &[Version]) -> Value {
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
        "versions": versions.iter().map(|version| version.number.to_string()).collect::<Vec<_>>(),
        "cohorts": cohorts.iter().map(|cohort| &cohort.key).collect::<Vec<_>>(),
        "applications": if *open { "open" } else { "closed" },
        "contact_office": programme.contact_office,
        "paper": programme.paper,
        "line": programme.line.map(|line| line.to_string()),
        "not_published": programme.not_published,
        "url": format!("/programmes/{}", programme.key),
    })
}
