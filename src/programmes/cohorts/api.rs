//! Cohorts for other programs: what everybody may know, no names.

use axum::{
    Json,
    extract::{Query, State},
    response::IntoResponse,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Cohort, CohortMeeting, Places, Share, Window, pages::today, store};
use crate::plumbing::{problem::Shown, state::Weft};

/// What the list is narrowed by.
#[derive(Deserialize)]
pub(super) struct Asked {
    programme: Option<String>,
    session: Option<String>,
    page: Option<usize>,
}

/// How many cohorts one answer holds.
const ON_A_PAGE: usize = 100;

/// `GET /api/v1/cohorts`: every cohort, or those of a `programme` and those that run in a `session`.
pub(super) async fn list(State(weft): State<Weft>, Query(asked): Query<Asked>) -> Shown {
    let today = today(&weft).await?;
    let (meetings, shares) = (store::every_meeting(&weft.db).await?, store::every_share(&weft.db).await?);
    let held = store::held_by_cohort(&weft.db).await?;
    let wanted = |cohort: &&Cohort| {
        asked.programme.as_ref().is_none_or(|key| cohort.programme == *key)
            && asked
                .session
                .as_ref()
                .is_none_or(|session| cohort.first_session <= *session && *session <= cohort.last_session)
    };
    let page = asked.page.unwrap_or(1).clamp(1, 1_000_000);
    let all = store::cohorts(&weft.db).await?;
    let mut cohorts = all.iter().filter(wanted).skip((page - 1) * ON_A_PAGE);
    let items: Vec<Value> = cohorts
        .by_ref()
        .take(ON_A_PAGE)
        .map(|cohort| {
            let places = Places { total: cohort.places, held: held.get(&cohort.id).copied().unwrap_or_default() };
            let none = (Vec::new(), Vec::new());
            let meetings = meetings.get(&cohort.id).unwrap_or(&none.0);
            item(cohort, places, meetings, shares.get(&cohort.id).unwrap_or(&none.1), &today)
        })
        .collect();
    let next = cohorts.next().map(|_| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("programme", &asked.programme), ("session", &asked.session)] {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &(page + 1).to_string());
        format!("/api/v1/cohorts?{}", query.finish())
    });
    Ok(Json(json!({ "items": items, "next": next })).into_response())
}

fn item(cohort: &Cohort, places: Places, meetings: &[CohortMeeting], shares: &[Share], today: &str) -> Value {
    let text = |number: Option<i64>| number.map(|number| number.to_string());
    let window = match cohort.window(today) {
        Window::Cancelled => "cancelled",
        Window::NotSaid => "not-said",
        Window::NotYet => "not-yet",
        Window::Open => "open",
        Window::Closed => "closed",
    };
    let meetings: Vec<Value> = meetings
        .iter()
        .map(|meeting| {
            let state = match (&meeting.cancelled_on, &meeting.held_at) {
                (Some(_), _) => "cancelled",
                (None, Some(_)) => "held",
                (None, None) => "planned",
            };
            json!({
                "number": meeting.number.to_string(),
                "title": meeting.title,
                "day": meeting.day,
                "starts": meeting.starts,
                "ends": meeting.ends,
                "zone": meeting.zone,
                "mode": meeting.mode,
                "venue": meeting.venue,
                "state": state,
            })
        })
        .collect();
    let shares: Vec<Value> = shares
        .iter()
        .map(|share| json!({ "kind": share.kind, "key": share.share_key, "places": share.places.to_string() }))
        .collect();
    json!({
        "key": cohort.key,
        "programme": cohort.programme,
        "programme_name": cohort.programme_name,
        "version": cohort.version.to_string(),
        "title": cohort.title,
        "first_session": cohort.first_session,
        "last_session": cohort.last_session,
        "opens": cohort.opens_on,
        "closes": cohort.closes_on,
        "applications": window,
        "places": text(cohort.places),
        "places_held": places.held.to_string(),
        "places_left": text(places.left()),
        "shares": shares,
        "shares_until": cohort.shares_until,
        "mode": cohort.mode,
        "venue": cohort.venue,
        "meetings": meetings,
        "contact_office": cohort.contact_office,
        "cancelled": cohort.cancelled_on,
        "invented": if cohort.invented == 1 { "yes" } else { "no" },
        "url": cohort.url(),
    })
}
