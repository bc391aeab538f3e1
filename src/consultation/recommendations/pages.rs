//! Every recommendation with what was done about it, and each on a page of its own.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    KINDS, RESPONSES, Recommendation, SUBJECT,
    edit::{Forms, LINK_HINT},
    store::{recommendation, recommendations},
};
use crate::{
    actions,
    consultation::{find, name_of},
    partnership,
    people::{Role, Visitor},
    plumbing::{
        clock::spoken_day,
        db::Db,
        form::FormErrors,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/recommendations", list), get("/recommendations/{key}", one)]
}

/// A recommendation in the list.
struct Line {
    href: String,
    text: String,
    state: String,
    invented: bool,
}

/// The recommendations of one evaluation.
struct Evaluation {
    anchor: String,
    title: String,
    evaluator: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "consultation/recommendations/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    evaluations: Vec<Evaluation>,
    may_edit: bool,
}

/// Whether the visitor follows recommendations up; the routes ask again.
pub(super) fn may_edit(visitor: &Visitor) -> bool {
    visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead)
}

async fn list(From(weft): From<Weft>, visitor: Visitor) -> Shown {
    let mut open: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for action in actions::open(&weft.db).await?.into_iter().filter(|one| one.holder_kind == SUBJECT) {
        *open.entry(action.holder_key).or_default() += 1;
    }
    let mut evaluations: Vec<Evaluation> = Vec::new();
    for one in recommendations(&weft.db).await? {
        let line = Line {
            href: format!("/recommendations/{}", one.key),
            state: one.state(open.get(&one.key).copied().unwrap_or_default()),
            text: one.text,
            invented: one.invented,
        };
        match evaluations.iter_mut().find(|known| known.title == one.evaluation) {
            Some(known) => known.lines.push(line),
            None => evaluations.push(Evaluation {
                anchor: format!("evaluation-{}", evaluations.len() + 1),
                title: one.evaluation,
                evaluator: one.evaluator,
                lines: vec![line],
            }),
        }
    }
    show(&ListPage {
        page: visitor
            .page("Recommendations of evaluations")
            .section("framework")
            .description("What evaluations from outside recommended or found, and what was done about it."),
        crumbs: vec![Crumb::new("/framework", "Framework")],
        evaluations,
        may_edit: may_edit(&visitor),
    })
}

/// Something done, as the page shows it.
pub(super) struct DeedShown {
    text: String,
    day: String,
    link: Option<Crumb>,
    invented: bool,
}

/// An agreed action, as the page shows it.
pub(super) struct ActionShown {
    href: String,
    text: String,
    state: &'static str,
    look: &'static str,
    due: String,
    owner: String,
}

#[derive(Template)]
#[template(path = "consultation/recommendations/one.html")]
pub(super) struct OnePage {
    pub(super) page: Page,
    crumbs: Vec<Crumb>,
    kind: String,
    evaluation: String,
    evaluator: String,
    day: String,
    text: String,
    framework: Option<Crumb>,
    source: String,
    not_published: String,
    invented: bool,
    state: String,
    answered: bool,
    answer: String,
    answered_by: String,
    answered_on: String,
    answer_text: String,
    answer_invented: bool,
    done: Vec<DeedShown>,
    actions: Vec<ActionShown>,
    base: String,
    forms: Option<Forms>,
    errors: FormErrors,
    link_hint: &'static str,
}

/// The name and address of what a deed leads to.
pub(super) async fn linked(db: &Db, link: &str) -> Result<Option<Crumb>, Problem> {
    let Some((kind, key)) = link.split_once('/') else { return Ok(None) };
    Ok(search::named(db, kind, key).await?.map(|found| Crumb::new(found.url, found.title)))
}

pub(super) async fn view(
    weft: &Weft,
    visitor: &Visitor,
    one: &Recommendation,
    forms: Option<Forms>,
    errors: FormErrors,
) -> Result<OnePage, Problem> {
    let inside = visitor.account.is_some();
    let today = find::today(weft).await?;
    let followed = actions::of_holder(&weft.db, SUBJECT, &one.key).await?;
    let open = followed.iter().filter(|action| action.is_open()).count();
    let mut done = Vec::new();
    for deed in &one.done {
        let link = match &deed.link {
            Some(link) => linked(&weft.db, link).await?,
            None => None,
        };
        let day = deed.day.as_deref().map(spoken_day).unwrap_or_default();
        done.push(DeedShown { text: deed.text.clone(), day, link, invented: deed.invented });
    }
    let papers = partnership::papers(&weft.db).await?;
    let source = one.paper.as_ref().map(|key| {
        let title = papers.iter().find(|paper| paper.key == *key).map_or(key.as_str(), |paper| paper.title.as_str());
        let line = one.line.map(|line| format!(", line {line}")).unwrap_or_default();
        format!("Read in {title}{line}")
    });
    let framework = match &one.framework {
        Some(key) => linked(&weft.db, &format!("framework/{key}")).await?,
        None => None,
    };
    let response = one.response.last();
    let mut title: String = one.text.chars().take(90).collect();
    if title.len() < one.text.len() {
        title.push('…');
    }
    Ok(OnePage {
        page: visitor.page(title).section("framework").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new("/recommendations", "Recommendations of evaluations"),
        ],
        kind: name_of(KINDS, &one.kind).to_owned(),
        evaluation: one.evaluation.clone(),
        evaluator: one.evaluator.clone(),
        day: match &one.day {
            Some(day) => spoken_day(day),
            None if one.not_published.iter().any(|fact| fact == "day") => "Not published".to_owned(),
            None => "Not given".to_owned(),
        },
        text: one.text.clone(),
        framework,
        source: source.unwrap_or_default(),
        not_published: one.not_published.iter().map(|fact| fact.replace('-', " ")).collect::<Vec<_>>().join(", "),
        invented: one.invented,
        state: one.state(open),
        answered: response.is_some(),
        answer: response.map(|one| name_of(RESPONSES, &one.answer).to_owned()).unwrap_or_default(),
        answered_by: response.map(|one| one.by.clone()).unwrap_or_default(),
        answered_on: response.and_then(|one| one.day.as_deref()).map(spoken_day).unwrap_or_default(),
        answer_text: response.and_then(|one| one.text.clone()).unwrap_or_default(),
        answer_invented: response.is_some_and(|one| one.invented),
        done,
        actions: followed
            .into_iter()
            .map(|action| ActionShown {
                href: action.url(),
                state: action.state(&today).name(),
                look: action.state(&today).look(),
                due: action.due.as_deref().map(spoken_day).unwrap_or_default(),
                // The words name a person where there is one; names are for people who have signed in.
                owner: if inside || action.owner.is_none() { action.owner_words.clone() } else { String::new() },
                text: action.text,
            })
            .collect(),
        base: format!("/recommendations/{}", one.key),
        forms,
        errors,
        link_hint: LINK_HINT,
    })
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn one(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, Query(done): Query<Done>) -> Shown {
    let found = recommendation(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let forms = if may_edit(&visitor) { Some(Forms::new(&weft, &visitor, None).await?) } else { None };
    let private = forms.is_some() || visitor.account.is_some();
    let mut page = view(&weft, &visitor, &found, forms, FormErrors::default()).await?;
    page.page.notice = match done.done.as_str() {
        "recorded" => Some("Recorded.".to_owned()),
        _ => None,
    };
    if private { show_private(&page) } else { show(&page) }
}
