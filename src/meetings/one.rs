//! The page of one meeting.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    agenda, calendar, members, reason_name,
    sight::{Ground, Sight},
    store::{self, Attendance, Decision, Declaration, Paper},
};
use crate::{
    actions::{self, Action},
    people::Visitor,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/meetings/{id}", one)]
}

/// One paper as pages show it.
pub(super) struct PaperShown {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) href: String,
    pub(super) meta: String,
    /// Why it is closed; empty for an open one.
    pub(super) closed: String,
}

/// One agreed action as pages show it.
pub(super) struct ActionShown {
    pub(super) href: String,
    pub(super) text: String,
    pub(super) owner: String,
    pub(super) due: String,
    pub(super) state: &'static str,
    pub(super) look: &'static str,
}

/// An action, with its owner where the visitor sees names.
pub(super) fn action_shown(action: &Action, today: &str, names: bool) -> ActionShown {
    let state = action.state(today);
    ActionShown {
        href: action.url(),
        text: action.text.clone(),
        owner: match (names, &action.owner) {
            (false, Some(_)) => "a member".to_owned(),
            _ => action.owner_words.clone(),
        },
        due: action.due.as_deref().map(spoken_day).unwrap_or_default(),
        state: state.name(),
        look: state.look(),
    }
}

/// The papers a visitor sees, and how many are closed to them.
pub(super) fn papers_shown(ground: &Ground, papers: &[Paper]) -> (Vec<PaperShown>, Vec<String>) {
    let mut shown = Vec::new();
    let mut hidden = Vec::new();
    for paper in papers {
        let closed = paper.closed_reason.as_deref().map(reason_name).unwrap_or_default().to_owned();
        if !closed.is_empty() && !ground.sees_names() {
            hidden.push(closed);
            continue;
        }
        let meta = match paper.kind.as_str() {
            "file" => format!("{}, {}", paper.file_name, size(paper.size)),
            "link" if paper.url.starts_with('/') => "A page of this site".to_owned(),
            "link" => "A link to another site".to_owned(),
            _ => "Text".to_owned(),
        };
        let href = if paper.kind == "link" {
            paper.url.clone()
        } else {
            format!("{}/papers/{}", ground.meeting.url(), paper.key)
        };
        shown.push(PaperShown { key: paper.key.clone(), title: paper.title.clone(), href, meta, closed });
    }
    (shown, hidden)
}

/// A size as people say it.
fn size(bytes: i64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", (bytes + 512) / 1024),
        _ => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    }
}

#[derive(Template)]
#[template(path = "meetings/one.html")]
struct MeetingPage {
    page: Page,
    crumbs: Vec<Crumb>,
    ground: Ground,
    heading: String,
    state: &'static str,
    look: &'static str,
    cancelled: Option<String>,
    agenda: Vec<agenda::Line>,
    papers: Vec<PaperShown>,
    hidden: Vec<String>,
    /// Who was there: for members.
    attendance: Vec<Attendance>,
    present: usize,
    expected: usize,
    quorum: Option<String>,
    declarations: Vec<Declaration>,
    decisions: Vec<Decision>,
    agreed: Vec<ActionShown>,
    names: bool,
    keeper: bool,
    has_minutes: bool,
    approved: bool,
    held: bool,
}

async fn one(From(weft): From<Weft>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    if let Some(id) = id.strip_suffix(".ics") {
        return calendar::one(&weft, id).await;
    }
    let ground = Ground::find(&weft, &visitor, &id).await?;
    let meeting = &ground.meeting;
    let names = ground.sees_names();
    let approved = meeting.version.is_some();
    let published = meeting.is_public == Some(1);
    let has_minutes = if names { meeting.revision.is_some() } else { approved && published };
    let (papers, hidden) = papers_shown(&ground, &store::papers(&weft.db, meeting).await?);
    let attendance = store::attendance(&weft.db, &meeting.id).await?;
    let decisions = if has_minutes { store::decisions(&weft.db, meeting).await? } else { Vec::new() };
    let declarations = if names { store::declarations(&weft.db, meeting).await? } else { Vec::new() };
    let agreed = actions::agreed_at(&weft.db, &meeting.id).await?;
    let agreed = if has_minutes { agreed } else { Vec::new() };
    let expected = members::members(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await?.len();
    let quorum = if names { members::quorum(&weft.db, meeting, &attendance).await? } else { None };
    let state = meeting.state(&ground.today);
    let shown = MeetingPage {
        page: visitor
            .page(ground.heading())
            .section("groups")
            .description("A meeting: when, where, agenda and papers."),
        crumbs: ground.crumbs(),
        heading: ground.heading(),
        state: state.name(),
        look: state.look(),
        cancelled: meeting.cancelled_on.as_deref().map(spoken_day),
        agenda: agenda::of(&weft.db, meeting).await?,
        papers,
        hidden,
        present: attendance.iter().filter(|one| one.is_present()).count(),
        attendance,
        expected,
        quorum,
        declarations,
        decisions,
        agreed: agreed.iter().map(|action| action_shown(action, &ground.today, names)).collect(),
        names,
        keeper: ground.sight == Sight::Keeper,
        has_minutes,
        approved,
        held: meeting.day <= ground.today,
        ground,
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}

/// Whether a visitor may read the minutes, and which revision: members the latest, everybody the approved one.
pub(super) fn readable_revision(ground: &Ground, approved: Option<i64>) -> Result<i64, Problem> {
    if ground.sees_names() {
        return ground.meeting.revision.ok_or(Problem::NotFound);
    }
    approved.filter(|_| ground.meeting.is_public == Some(1)).ok_or(Problem::NotFound)
}
