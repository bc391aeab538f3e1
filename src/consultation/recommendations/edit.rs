//! Recording a recommendation, its response, what was done, and what is agreed to be done.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    Deed, KINDS, LINKS, RESPONSES, Recommendation, Response, SUBJECT,
    pages::{linked, view},
    store::{self, recommendation, recommendations},
};
use crate::{
    actions,
    consultation::find::{self, Choice},
    partnership,
    people::{Permit, Visitor},
    plan,
    plumbing::{
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/recommendations/new", form),
        post("/recommendations", add),
        post("/recommendations/{key}/response", respond),
        post("/recommendations/{key}/deeds", did),
        post("/recommendations/{key}/actions", agree),
    ]
}

/// How a deed's link is typed.
pub(super) const LINK_HINT: &str =
    "Paste the address of its page here: a group, programme, body, publication or framework";

/// The kind and key behind the address of a page, whole or from its first stroke on; what is written as kind and key stays.
fn link_of(typed: &str) -> String {
    let path = typed.split_once("://").map_or(typed, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let (place, anchor) = path.split_once('#').unwrap_or((path, ""));
    let place = place.split('?').next().unwrap_or_default().trim_matches('/');
    let parts: Vec<&str> = place.split('/').collect();
    match (parts.as_slice(), anchor.strip_prefix("priority-")) {
        (["framework", framework, ..], Some(priority)) => format!("priority/{framework}/{priority}"),
        (["framework", framework, "workstreams", key, ..], None) => format!("workstream/{framework}/{key}"),
        (["groups", key, ..], _) => format!("group/{key}"),
        (["programmes", key, ..], _) => format!("programme/{key}"),
        (["governance", key, ..], _) => format!("body/{key}"),
        (["publications", key, ..], _) => format!("publication/{key}"),
        (["framework", key, _, ..], None) => format!("framework/{key}"),
        _ => place.to_owned(),
    }
}

/// The longest text of a form here, in characters.
const LONGEST: usize = 1500;

/// The answers kept in the forms of a recommendation's page.
pub(super) struct Forms {
    pub(super) form_key: String,
    pub(super) answer: String,
    pub(super) answers: Vec<Choice>,
    pub(super) by: String,
    pub(super) day: String,
    pub(super) words: String,
    pub(super) deed: String,
    pub(super) deed_day: String,
    pub(super) link: String,
    pub(super) action: String,
    pub(super) owner: String,
    pub(super) due: String,
}

impl Forms {
    pub(super) async fn new(weft: &Weft, visitor: &Visitor, posted: Option<&Posted>) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
        Ok(Self {
            form_key: visitor.form_key(weft)?,
            answer: kept("answer"),
            answers: Choice::list(RESPONSES),
            by: kept("by"),
            day: kept("day"),
            words: kept("words"),
            deed: kept("deed"),
            deed_day: kept("deed_day"),
            link: kept("link"),
            action: kept("action"),
            owner: kept("owner"),
            due: kept("due"),
        })
    }
}

/// A day typed in a field: none, or one that can be read; `ahead` says whether it may lie in the future.
fn day(posted: &Posted, field: &str, today: &str, ahead: bool, errors: &mut FormErrors) -> Option<String> {
    let given = posted.given(field)?;
    if given.len() != 10 || given.parse::<jiff::civil::Date>().is_err() {
        errors.add(field, "Enter the day as year, month and day, such as 2026-03-12");
    } else if !ahead && given > today {
        errors.add(field, "The day lies in the future; enter the day on which it happened");
    }
    Some(given.to_owned())
}

fn capped(posted: &Posted, field: &str, errors: &mut FormErrors) {
    if posted.text(field).chars().count() > LONGEST {
        errors.add(field, format!("At most {LONGEST} characters are kept; shorten it"));
    }
}

async fn again(weft: &Weft, visitor: &Visitor, found: &Recommendation, posted: &Posted, errors: FormErrors) -> Shown {
    let forms = Forms::new(weft, visitor, Some(posted)).await?;
    show_again(&view(weft, visitor, found, Some(forms), errors).await?)
}

async fn respond(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = recommendation(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let back = format!("/recommendations/{key}");
    let mut errors = FormErrors::default();
    let today = find::today(&weft).await?;
    if !RESPONSES.iter().any(|(known, _)| *known == posted.text("answer")) {
        errors.add("answer", "Choose what the partnership answered");
    }
    errors.required(&posted, "by", "Say which body or office answered; no names of people");
    let on = day(&posted, "day", &today, false, &mut errors);
    capped(&posted, "words", &mut errors);
    if posted.text("answer") != "accepted" && posted.text("words").is_empty() {
        errors.add("words", "Say why it was not accepted, or not in whole");
    }
    if !errors.is_empty() {
        return again(&weft, &permit.visitor, &found, &posted, errors).await;
    }
    let response = Response {
        answer: posted.text("answer").to_owned(),
        by: posted.text("by").to_owned(),
        day: on,
        text: posted.given("words").map(ToOwned::to_owned),
        invented: false,
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    store::respond(&weft, &mut write, permit.visitor.named(), &key, &response).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=recorded")))
}

async fn did(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = recommendation(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let back = format!("/recommendations/{key}");
    let mut errors = FormErrors::default();
    errors.required(&posted, "deed", "Say what was done");
    capped(&posted, "deed", &mut errors);
    let on = day(&posted, "deed_day", &find::today(&weft).await?, false, &mut errors);
    let link = posted.given("link").map(link_of);
    if let Some(link) = &link {
        let known = LINKS.iter().any(|kind| link.starts_with(&format!("{kind}/")));
        if !known || linked(&weft.db, link).await?.is_none() {
            errors.add("link", format!("Nothing here has this address. {LINK_HINT}"));
        }
    }
    if !errors.is_empty() {
        return again(&weft, &permit.visitor, &found, &posted, errors).await;
    }
    let deed = Deed { text: posted.text("deed").to_owned(), day: on, link, invented: false };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    store::did(&weft, &mut write, permit.visitor.named(), &key, &deed).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=recorded")))
}

async fn agree(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = recommendation(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let back = format!("/recommendations/{key}");
    let mut errors = FormErrors::default();
    let today = find::today(&weft).await?;
    errors.required(&posted, "action", "Say what is to be done");
    capped(&posted, "action", &mut errors);
    let typed = errors.required(&posted, "owner", "Say who does it: an office, a name or an address");
    let owner = match actions::owner_of(&weft.db, typed).await? {
        Ok(owner) => owner,
        Err(what) => {
            errors.add("owner", what);
            actions::Owner::default()
        }
    };
    let due = day(&posted, "due", &today, true, &mut errors);
    if !errors.is_empty() {
        return again(&weft, &permit.visitor, &found, &posted, errors).await;
    }
    let new = actions::NewAction {
        holder_kind: SUBJECT.to_owned(),
        holder_key: key.clone(),
        text: posted.text("action").to_owned(),
        owner,
        due,
        agreed_on: today,
        ..actions::NewAction::default()
    };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &back).await?;
    actions::add(&weft, &mut write, permit.visitor.named(), &new).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done=recorded")))
}

#[derive(Template)]
#[template(path = "consultation/recommendations/new.html")]
struct NewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    kinds: Vec<Choice>,
    kind: String,
    evaluation: String,
    evaluator: String,
    day: String,
    text: String,
    framework: String,
    frameworks: Vec<Choice>,
    paper: String,
    papers: Vec<Choice>,
    line: String,
}

async fn new_page(
    weft: &Weft,
    visitor: &Visitor,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<NewPage, Problem> {
    let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
    let frameworks = plan::frameworks(&weft.db).await?.into_iter().map(|head| {
        let label = format!("{}: {}", head.sessions(), head.title);
        Choice::new(head.key, label)
    });
    Ok(NewPage {
        page: visitor.page("Record a recommendation").section("framework").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new("/recommendations", "Recommendations of evaluations"),
        ],
        errors,
        form_key: visitor.form_key(weft)?,
        kinds: Choice::list(KINDS),
        kind: kept("kind"),
        evaluation: kept("evaluation"),
        evaluator: kept("evaluator"),
        day: kept("day"),
        text: kept("text"),
        framework: kept("framework"),
        frameworks: frameworks.collect(),
        paper: kept("paper"),
        papers: partnership::papers(&weft.db).await?.into_iter().map(|one| Choice::new(one.key, one.title)).collect(),
        line: kept("line"),
    })
}

async fn form(From(weft): From<Weft>, permit: Permit) -> Shown {
    show_private(&new_page(&weft, &permit.visitor, None, FormErrors::default()).await?)
}

async fn add(From(weft): From<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    if !KINDS.iter().any(|(known, _)| *known == posted.text("kind")) {
        errors.add("kind", "Choose what it is");
    }
    errors.required(&posted, "evaluation", "Enter what the evaluation is called");
    errors.required(&posted, "evaluator", "Enter who evaluated: an organisation, not a person");
    errors.required(&posted, "text", "Say in your own words what it recommends or found");
    capped(&posted, "text", &mut errors);
    let on = day(&posted, "day", &find::today(&weft).await?, false, &mut errors);
    let shown = new_page(&weft, &permit.visitor, Some(&posted), FormErrors::default()).await?;
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    for (field, list) in [("framework", &shown.frameworks), ("paper", &shown.papers)] {
        if posted.given(field).is_some_and(|key| !list.iter().any(|choice| choice.value == key)) {
            errors.add(field, "Choose one of the list, or leave it open");
        }
    }
    let line = posted.given("line").map(str::parse::<i64>);
    if line.as_ref().is_some_and(|line| !matches!(line, Ok(1..))) {
        errors.add("line", "Enter the line as a whole number, or leave it empty");
    }
    if !errors.is_empty() {
        return show_again(&new_page(&weft, &permit.visitor, Some(&posted), errors).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/recommendations").await?;
    let taken = recommendations(&weft.db).await?;
    let words: String = posted.text("text").split_whitespace().take(6).collect::<Vec<_>>().join(" ");
    let base = match key_from(&words) {
        key if key == "new" => "new-recommendation".to_owned(),
        key => key,
    };
    let free = |key: &String| taken.iter().all(|one| one.key != *key);
    let key = (1..)
        .map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") })
        .find(free)
        .unwrap_or(base.clone());
    let one = Recommendation {
        key: key.clone(),
        kind: posted.text("kind").to_owned(),
        evaluation: posted.text("evaluation").to_owned(),
        evaluator: posted.text("evaluator").to_owned(),
        day: on,
        text: posted.text("text").to_owned(),
        framework: given("framework"),
        paper: given("paper"),
        line: line.and_then(Result::ok),
        ..Recommendation::default()
    };
    store::put(&weft, &mut write, permit.visitor.named(), &one).await?;
    write.commit().await?;
    Ok(see(&format!("/recommendations/{key}?done=recorded")))
}

#[cfg(test)]
mod tests {
    use super::link_of;

    #[test]
    fn the_address_of_a_page_becomes_kind_and_key() {
        for (typed, link) in [
            ("/groups/gaelic", "group/gaelic"),
            ("https://weft.example/groups/gaelic?done=saved", "group/gaelic"),
            ("group/gaelic", "group/gaelic"),
            ("/framework/2025-26", "framework/2025-26"),
            ("/framework/2025-26/consultation", "framework/2025-26"),
            ("/framework/2025-26/workstreams/inclusion", "workstream/2025-26/inclusion"),
            ("/framework/2025-26/workstreams/inclusion#priority-priority-6", "priority/2025-26/priority-6"),
            ("/governance/overview-group", "body/overview-group"),
        ] {
            assert_eq!(link_of(typed), link, "{typed}");
        }
    }
}
