//! Meetings for other programs: what everybody may know of them, page by page.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Meeting, sight::today, store};
use crate::plumbing::{
    problem::Shown,
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/meetings", list)]
}

/// How many meetings one answer holds.
const ON_A_PAGE: i64 = 100;

#[derive(Deserialize)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
    holder: Option<String>,
    page: Option<i64>,
}

/// `GET /api/v1/meetings`: every meeting in the order of time, or those of a `holder` (`group/KEY`) between two days.
async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let holder = asked.holder.as_deref().unwrap_or_default();
    let (kind, key) = holder.split_once('/').unwrap_or((holder, ""));
    let narrow = store::Narrow {
        kind: kind.to_owned(),
        key: key.to_owned(),
        from: asked.from.clone().unwrap_or_else(|| "0000".into()),
        to: asked.to.clone().unwrap_or_else(|| "9999".into()),
        backwards: false,
    };
    let page = asked.page.unwrap_or(1).clamp(1, 1_000_000);
    let meetings = store::page(&weft.db, &narrow, ON_A_PAGE + 1, (page - 1) * ON_A_PAGE).await?;
    let more = meetings.len() > usize::try_from(ON_A_PAGE).unwrap_or_default();
    let next = more.then(|| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("from", &asked.from), ("to", &asked.to), ("holder", &asked.holder)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &(page + 1).to_string());
        format!("/api/v1/meetings?{}", query.finish())
    });
    let today = today(&weft).await?;
    let shown = meetings.iter().take(usize::try_from(ON_A_PAGE).unwrap_or_default());
    let items: Vec<Value> = shown.map(|meeting| item(meeting, &today)).collect();
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

fn item(meeting: &Meeting, today: &str) -> Value {
    let minutes = (meeting.is_public == Some(1)).then(|| format!("{}/minutes", meeting.url()));
    json!({
        "key": meeting.id,
        "holder_kind": meeting.holder_kind,
        "holder": meeting.holder_key,
        "title": meeting.title,
        "day": meeting.day,
        "time": meeting.time,
        "ends": meeting.ends,
        "zone": meeting.zone,
        "mode": meeting.mode,
        "venue": meeting.venue,
        "state": meeting.state(today).key(),
        "cancelled_reason": meeting.cancelled_reason,
        "minutes": minutes,
        "invented": meeting.invented == 1,
        "url": meeting.url(),
    })
}
