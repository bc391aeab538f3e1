//! All councils in one view: who has approved, on which day, who is next.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    Approval,
    record::{one, record},
    store::approvals,
};
use crate::{
    partnership::{self, Authority},
    people::{Role, Visitor},
    plan::{
        Found, State, life,
        pages::readable,
        steps,
        store::{body, current_key, versions},
    },
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, see, show},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(in crate::plan) fn routes() -> Vec<Route> {
    vec![
        get("/approvals", of_now),
        get("/framework/{key}/approvals", all),
        get("/framework/{key}/approvals/{authority}", one),
        post("/framework/{key}/approvals/{authority}", record),
    ]
}

/// The version of a framework that councils have before them, with the first day on which they can have had it: the newest
/// that is no draft. None while there is only a draft.
pub(super) async fn before_councils(weft: &Weft, key: &str) -> Result<Option<(Found, String)>, Problem> {
    let heads = versions(&weft.db, key).await?;
    let made = heads.last().map(|first| first.created_at.chars().take(10).collect::<String>()).unwrap_or_default();
    let Some(head) = heads.into_iter().find(|head| head.state() != State::Draft) else { return Ok(None) };
    let found = body(&weft.db, head).await?;
    let first = match &found.framework.paper {
        // A plan read from a paper was written before it came here: nobody knows when, but hardly two sessions ahead.
        Some(_) => session_before(&found.head.first_session).unwrap_or(made),
        None => made,
    };
    Ok(Some((found, first)))
}

/// The first day of the session before a stored one.
fn session_before(session: &str) -> Option<String> {
    let year: i16 = session.get(..4)?.parse().ok()?;
    Some(format!("{}-08-01", year - 1))
}

/// One council as the view of all shows it.
struct Line {
    council: String,
    decision: &'static str,
    look: &'static str,
    committee: String,
    when: String,
    words: String,
    paper: String,
    url: String,
    source: String,
    invented: bool,
    reason: String,
    record: Option<Crumb>,
}

/// A body that endorsed the framework.
struct Endorsed {
    body: String,
    when: String,
    paper: String,
}

#[derive(Template)]
#[template(path = "plan/approvals/all.html")]
struct AllPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    summary: String,
    next: String,
    lines: Vec<Line>,
    any_invented: bool,
    endorsed: Vec<Endorsed>,
    endorsement_unpublished: bool,
    may_endorse: Option<String>,
    draft_only: bool,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// Whether the visitor may record what a council decided; the route asks again.
fn may_record(visitor: &Visitor, authority: &str) -> bool {
    visitor.holds(Role::CollaborationOfficer)
        || visitor.account.as_ref().is_some_and(|account| account.authorities().contains(&authority))
}

/// Leads to the councils' decisions about the framework of now.
async fn of_now(From(weft): From<Weft>) -> Shown {
    let key = current_key(&weft).await?;
    Ok(see(&key.map_or_else(|| "/framework".to_owned(), |key| format!("/framework/{key}/approvals"))))
}

async fn all(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, Query(done): Query<Done>) -> Shown {
    let found = readable(&weft, &visitor, &key, None).await?;
    let before = before_councils(&weft, &key).await?;
    let councils = partnership::authorities(&weft.db).await?;
    let recorded = approvals(&weft.db, &key).await?;
    let papers = partnership::papers(&weft.db).await?;
    let today = life::today(&weft).await?;
    let lines: Vec<Line> = councils
        .iter()
        .map(|council| {
            let one = recorded.iter().find(|one| one.authority == council.key);
            let source = one.and_then(|one| one.paper_key.as_ref()).map(|key| {
                papers.iter().find(|paper| paper.key == *key).map_or_else(|| key.clone(), |paper| paper.title.clone())
            });
            let record = (before.is_some() && may_record(&visitor, &council.key)).then(|| {
                let label = if one.is_some() { "Change" } else { "Record" };
                Crumb::new(format!("/framework/{key}/approvals/{}", council.key), label)
            });
            line(council, one, source, record, &today)
        })
        .collect();
    let next = recorded
        .iter()
        .filter(|one| one.decision == "planned" && one.day >= today)
        .min_by(|a, b| a.day.cmp(&b.day))
        .and_then(|one| {
            let council = councils.iter().find(|council| council.key == one.authority)?;
            Some(format!("Next: {}, {}, on {}.", council.council_name, one.committee, spoken_day(&one.day)))
        });
    let mut endorsed: Vec<Endorsed> = steps::steps(&weft.db, &found.head.id)
        .await?
        .into_iter()
        .filter(|step| step.step == "endorsement")
        .map(|step| Endorsed {
            body: step.endorsing_body.unwrap_or_default(),
            when: step.on_day.as_deref().map(spoken_day).unwrap_or_default(),
            paper: step.paper.unwrap_or_default(),
        })
        .collect();
    let told = &found.framework.record;
    if let (true, Some(body)) = (endorsed.is_empty(), &told.endorsed_by) {
        endorsed.push(Endorsed {
            body: body.clone(),
            when: told.endorsed_on.as_deref().map(spoken_day).unwrap_or_default(),
            paper: told.endorsed_in.clone().unwrap_or_default(),
        });
    }
    let may_endorse = visitor.holds(Role::CollaborationOfficer) && found.head.state() >= State::Endorsed;
    let mut page = visitor
        .page(format!("Approval by the councils, {}", found.head.sessions()))
        .section("framework")
        .description(format!("What each council decided about {}.", found.framework.title));
    page.notice = match done.done.as_str() {
        "recorded" => Some("Recorded.".to_owned()),
        "endorsed" => Some("The endorsement is recorded.".to_owned()),
        _ => None,
    };
    show(&AllPage {
        page,
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{key}"), found.head.sessions()),
        ],
        summary: summary(councils.len(), &recorded),
        next: next.unwrap_or_default(),
        any_invented: recorded.iter().any(|one| one.invented != 0),
        lines,
        endorsed,
        endorsement_unpublished: found.framework.record.said.is_unpublished("endorsed-by"),
        may_endorse: may_endorse.then(|| format!("/framework/{key}/endorsements")),
        draft_only: before.is_none(),
        title: found.framework.title,
    })
}

/// The state of all councils in a sentence.
fn summary(councils: usize, recorded: &[Approval]) -> String {
    let approved = recorded.iter().filter(|one| one.is_approved()).count();
    let dealt = recorded.iter().filter(|one| one.is_dealt_with()).count();
    match (approved, dealt) {
        (_, 0) => format!("No decision of any of the {councils} councils is recorded yet."),
        (approved, _) if approved == councils => format!("All {councils} councils have approved."),
        (approved, dealt) if approved == dealt => format!("{approved} of {councils} councils have approved."),
        (approved, dealt) => format!(
            "{approved} of {councils} councils have approved; {} more had it before a committee.",
            dealt - approved
        ),
    }
}

fn line(
    council: &Authority,
    one: Option<&Approval>,
    source: Option<String>,
    record: Option<Crumb>,
    today: &str,
) -> Line {
    let Some(one) = one else {
        return Line {
            council: council.council_name.clone(),
            decision: "Nothing recorded",
            look: "draft",
            committee: String::new(),
            when: String::new(),
            words: String::new(),
            paper: String::new(),
            url: String::new(),
            source: String::new(),
            invented: false,
            reason: String::new(),
            record,
        };
    };
    let item = one.agenda_item.as_ref().map(|item| format!(", item {item}")).unwrap_or_default();
    let late = one.decision == "planned" && one.day.as_str() < today;
    let late = if late { ". The day has passed and no decision is recorded" } else { "" };
    Line {
        council: council.council_name.clone(),
        decision: one.decision_name(),
        look: one.look(),
        committee: one.committee.clone(),
        when: format!("{}{item}{late}", spoken_day(&one.day)),
        words: one.words.clone().unwrap_or_default(),
        paper: one.paper.clone().unwrap_or_default(),
        url: one.url.clone().unwrap_or_default(),
        source: source
            .map(|source| match one.line {
                Some(line) => format!("{source}, line {line}"),
                None => source,
            })
            .unwrap_or_default(),
        invented: one.invented != 0,
        reason: one.reason.clone().unwrap_or_default(),
        record,
    }
}
