//! A cohort's register for programs: its meetings with counts, and who came to what, as far as the reader may see people.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use serde_json::{Value, json};

use super::{
    Completeness, Mark,
    entries::{self, Entry, Noted},
    ground::zone_of,
};
use crate::{
    people::{Grant, Permit, Role, Scope},
    plumbing::{
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
    programmes::cohorts::{self, Cohort, CohortMeeting},
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/cohorts/{key}/register", register)]
}

/// Whose people a reader sees by name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sight {
    /// Everybody of the cohort.
    All,
    /// Those of these authorities.
    Authorities(Vec<String>),
    /// Nobody: counts only.
    Counts,
}

impl Sight {
    /// What the visitor sees of a cohort; who sees nothing is answered as if there were none.
    fn of(permit: &Permit, cohort: &Cohort) -> Result<Self, Problem> {
        let account = permit.visitor.account.as_ref().ok_or(Problem::NotFound)?;
        let own = Grant { role: Role::ProgrammeLead, scope: Scope::Programme(cohort.programme.clone()) };
        if account.holds(Role::CollaborationOfficer) || account.grants.contains(&own) {
            return Ok(Self::All);
        }
        let officer = |grant: &&Grant| grant.role == Role::AuthorityOfficer;
        let authorities: Vec<String> = account
            .grants
            .iter()
            .filter(officer)
            .filter_map(|grant| match &grant.scope {
                Scope::Authority(key) if permit.within(&grant.scope).is_ok() => Some(key.clone()),
                _ => None,
            })
            .collect();
        if !authorities.is_empty() {
            return Ok(Self::Authorities(authorities));
        }
        permit.within(&Scope::Programme(cohort.programme.clone()))?;
        Ok(Self::Counts)
    }

    /// Whether somebody of an authority is seen.
    fn sees(&self, authority: Option<&str>) -> bool {
        match self {
            Self::All => true,
            Self::Authorities(keys) => authority.is_some_and(|key| keys.iter().any(|known| known == key)),
            Self::Counts => false,
        }
    }

    fn key(&self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Authorities(_) => "own-authority",
            Self::Counts => "none",
        }
    }
}

async fn register(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = cohorts::cohort(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let sight = Sight::of(&permit, &cohort)?;
    let meetings = cohorts::meetings(&weft.db, &cohort.id).await?;
    let mut marks = entries::noted_of_cohort(&weft.db, &cohort.id).await?;
    let mut people = entries::everybody(&weft.db, &cohort.id, &marks).await?;
    let today = weft.clock.today(&zone_of(&weft).await?);
    if let Sight::Authorities(_) = &sight {
        // Counts, too, are of the people whom the reader may see: no other authority's can be worked out from them.
        people.retain(|entry| sight.sees(entry.authority.as_deref()));
        marks.retain(|mark| people.iter().any(|entry| entry.person_id == mark.person_id));
    }
    let completeness = Completeness::of(&meetings, &today);
    let items: Vec<Value> = match &sight {
        Sight::Counts => Vec::new(),
        _ => items(&people, &marks, &meetings),
    };
    let answer = json!({
        "cohort": cohort.key,
        "programme": cohort.programme,
        "people": sight.key(),
        "completeness": {
            "closed": completeness.closed.to_string(),
            "held_or_past": completeness.due.to_string(),
            "words": completeness.said(),
        },
        "meetings": meetings.iter().map(|meeting| meeting_item(meeting, &marks)).collect::<Vec<_>>(),
        "items": items,
        "next": null,
    });
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn meeting_item(meeting: &CohortMeeting, marks: &[Noted]) -> Value {
    let count = |mark: Mark| {
        marks.iter().filter(|one| one.meeting_id == meeting.id && one.mark == mark.key()).count().to_string()
    };
    let state = match (&meeting.cancelled_on, &meeting.held_at) {
        (Some(_), _) => "cancelled",
        (None, Some(_)) => "held",
        (None, None) => "planned",
    };
    json!({
        "number": meeting.number.to_string(),
        "title": meeting.title,
        "day": meeting.day,
        "mode": meeting.mode,
        "state": state,
        "present": count(Mark::Present),
        "late": count(Mark::Late),
        "apologies": count(Mark::Apologies),
        "absent": count(Mark::Absent),
    })
}

fn items(people: &[Entry], marks: &[Noted], meetings: &[CohortMeeting]) -> Vec<Value> {
    let numbers: BTreeMap<&str, i64> = meetings.iter().map(|meeting| (meeting.id.as_str(), meeting.number)).collect();
    let mut by_person: BTreeMap<&str, Vec<(i64, &Noted)>> = BTreeMap::new();
    for mark in marks {
        if let Some(number) = numbers.get(mark.meeting_id.as_str()) {
            by_person.entry(&mark.person_id).or_default().push((*number, mark));
        }
    }
    let item = |entry: &Entry| {
        let mut own = by_person.remove(entry.person_id.as_str()).unwrap_or_default();
        own.sort_by_key(|(number, _)| *number);
        let marks: Vec<Value> = own
            .iter()
            .map(|(number, mark)| json!({ "meeting": number.to_string(), "mark": mark.mark, "mode": mark.mode }))
            .collect();
        json!({
            "person": entry.person,
            "name": entry.name,
            "email": entry.email,
            "has_place": entry.has_place,
            "authority": entry.authority,
            "establishment": entry.establishment,
            "sector": entry.sector,
            "post": entry.post,
            "marks": marks,
        })
    };
    people.iter().map(item).collect()
}
