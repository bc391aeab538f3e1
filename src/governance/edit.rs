//! What is said about a body: added and changed by the officer.

use askama::Template;
use axum::extract::{Path, State};

use super::{Body, seat_pages::Choice, store};
use crate::{
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
        get("/governance/new", new_body),
        post("/governance", add),
        get("/governance/{key}/details", details),
        post("/governance/{key}/details", save),
    ]
}

/// How long each answer may be, in characters.
const LONGEST: [(&str, usize, &str); 6] = [
    ("name", 150, "The name"),
    ("purpose", 1000, "What it is for"),
    ("membership", 1000, "Who is in it"),
    ("chair", 300, "Who takes the chair"),
    ("rhythm", 150, "How often it meets"),
    ("note", 2000, "The note"),
];

#[derive(Template)]
#[template(path = "governance/details.html")]
struct DetailsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    heading: String,
    action: String,
    back: String,
    body: Body,
    quorum: String,
    frameworks: Vec<Choice>,
    workstreams: Vec<Choice>,
    bodies: Vec<Choice>,
    button: &'static str,
}

impl DetailsPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        key: Option<&str>,
        body: Body,
        quorum: String,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let mut workstreams = Vec::new();
        let heads = plan::frameworks(&weft.db).await?;
        for head in &heads {
            for record in plan::workstreams(&weft.db, &head.key).await? {
                if !workstreams.iter().any(|known: &Choice| known.value == record.key) {
                    workstreams.push(Choice::new(record.key, format!("{} ({})", record.title, head.sessions())));
                }
            }
        }
        let others = store::bodies(&weft.db).await?.into_iter().filter(|other| Some(other.key.as_str()) != key);
        let heading = if key.is_some() { format!("Change {}", body.name) } else { "Add a body".to_owned() };
        let mut crumbs = vec![Crumb::new("/governance", "How the partnership is steered")];
        if let Some(key) = key {
            crumbs.push(Crumb::new(format!("/governance/{key}"), &body.name));
        }
        Ok(Self {
            page: visitor.page(&heading).section("about").with_errors(!errors.is_empty()),
            crumbs,
            errors,
            form_key: visitor.form_key(weft)?,
            heading,
            action: key.map_or_else(|| "/governance".to_owned(), |key| format!("/governance/{key}/details")),
            back: key.map_or_else(|| "/governance".to_owned(), |key| format!("/governance/{key}")),
            quorum,
            frameworks: heads.into_iter().map(|head| Choice::new(head.key.clone(), head.sessions())).collect(),
            workstreams,
            bodies: others.map(|other| Choice::new(other.key, other.name)).collect(),
            button: if key.is_some() { "Save" } else { "Add the body" },
            body,
        })
    }

    /// Calls the body of this page by a name.
    fn name_above(&mut self, name: &str) {
        self.heading = format!("Change {name}");
        self.page.title.clone_from(&self.heading);
        if let Some(last) = self.crumbs.last_mut() {
            *last = Crumb::new(self.back.clone(), name);
        }
    }
}

/// The body as the form says it, over what stood before.
fn read(posted: &Posted, before: Body, errors: &mut FormErrors) -> Body {
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    for (field, longest, what) in LONGEST {
        if posted.text(field).chars().count() > longest {
            errors.add(field, format!("{what} may have at most {longest} characters; shorten it"));
        }
    }
    let name = errors.required(posted, "name", "Give the body a name").to_owned();
    let mut frameworks: Vec<String> = posted.all("frameworks").map(ToOwned::to_owned).collect();
    frameworks.sort();
    if frameworks.is_empty() {
        errors.add("frameworks", "Choose at least one session it belongs to");
    }
    let quorum = posted.given("quorum").and_then(|text| match text.parse::<i64>() {
        Ok(number) if (1..=200).contains(&number) => Some(number),
        _ => {
            errors.add("quorum", format!("`{text}` is not a number of members; write a whole number, 1 or more"));
            None
        }
    });
    let mut not_published = before.not_published.clone();
    // What is written now is no longer something that nobody has published.
    for (fact, known) in
        [("quorum", quorum.is_some()), ("rhythm", given("rhythm").is_some()), ("chair", given("chair").is_some())]
    {
        not_published.retain(|lacking| lacking != fact || !known);
    }
    Body {
        name,
        frameworks,
        workstream: given("workstream"),
        reports_to: given("reports_to").filter(|other| *other != before.key),
        purpose: given("purpose"),
        membership: given("membership"),
        chair: given("chair"),
        rhythm: given("rhythm"),
        quorum,
        note: given("note"),
        not_published,
        ..before
    }
}

async fn new_body(State(weft): State<Weft>, permit: Permit) -> Shown {
    let body = Body { frameworks: plan::current_key(&weft).await?.into_iter().collect(), ..Body::default() };
    let page = DetailsPage::new(&weft, &permit.visitor, None, body, String::new(), FormErrors::default());
    show_private(&page.await?)
}

async fn add(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let mut body = read(&posted, Body::default(), &mut errors);
    body.key = key_from(&body.name);
    if !body.name.is_empty() && (body.key == "new" || store::body(&weft.db, &body.key).await?.is_some()) {
        errors.add("name", "There is a body of this name already; give this one another, or change that one");
    }
    if !errors.is_empty() {
        let quorum = posted.text("quorum").to_owned();
        return show_again(&DetailsPage::new(&weft, &permit.visitor, None, body, quorum, errors).await?);
    }
    let page = format!("/governance/{}", body.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::add(&weft, &mut write, permit.visitor.named(), &body).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn details(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let body = store::body(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let quorum = body.quorum.map(|needed| needed.to_string()).unwrap_or_default();
    show_private(&DetailsPage::new(&weft, &permit.visitor, Some(&key), body, quorum, FormErrors::default()).await?)
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let before = store::body(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let name = before.name.clone();
    let body = read(&posted, before, &mut errors);
    if !errors.is_empty() {
        let quorum = posted.text("quorum").to_owned();
        let mut again = DetailsPage::new(&weft, &permit.visitor, Some(&key), body, quorum, errors).await?;
        // What stands above the form is the body as it is, not the name that was just refused.
        again.name_above(&name);
        return show_again(&again);
    }
    let page = format!("/governance/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let (id, before) = store::in_write(&mut write, &key).await?.ok_or(Problem::NotFound)?;
    // The rules have a page of their own and may have changed meanwhile.
    let after = Body { rule: before.rule.clone(), ..body };
    store::change(&weft, &mut write, permit.visitor.named(), &id, &before, &after).await?;
    write.commit().await?;
    Ok(see(&page))
}
