//! The rules of a body's composition: added, changed and taken away by the officer.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Body, COVERAGE, EACH_AUTHORITY, EVERY, MEMBERS_OF, RULE_KINDS, Rule, SECTORS, STANDINGS, rules, seat_pages::Choice,
    sector_name, store, view,
};
use crate::{
    partnership,
    people::{Permit, Visitor},
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
        get("/governance/{key}/rules/{rule}", page),
        post("/governance/{key}/rules/{rule}", save),
        post("/governance/{key}/rules/{rule}/removal", remove),
    ]
}

/// Stands in the address for a rule that is to be added.
const NEW: &str = "new";

#[derive(Template)]
#[template(path = "governance/rule.html")]
struct RulePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    remove_key: String,
    heading: &'static str,
    path: String,
    back: String,
    is_new: bool,
    rule: Rule,
    says: String,
    count: String,
    kinds: Vec<Choice>,
    standings: Vec<Choice>,
    bodies: Vec<Choice>,
    partners: Vec<Choice>,
    authorities: Vec<Choice>,
    sectors: Vec<Choice>,
}

impl RulePage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        body: &Body,
        at: &str,
        rule: Rule,
        count: String,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let names = view::names(&weft.db).await?;
        let is_new = at == NEW;
        let heading = if is_new { "Add a rule" } else { "Change a rule" };
        let others = names.bodies.iter().filter(|(key, _)| **key != body.key);
        let sectors = SECTORS.iter().map(|(key, _)| Choice::new(*key, sector_name(key)));
        Ok(Self {
            page: visitor.page(heading).section("about").with_errors(!errors.is_empty()),
            crumbs: vec![
                Crumb::new("/governance", "How the partnership is steered"),
                Crumb::new(format!("/governance/{}", body.key), &body.name),
            ],
            errors,
            form_key: visitor.form_key(weft)?,
            remove_key: visitor.form_key(weft)?,
            heading,
            path: format!("/governance/{}/rules/{at}", body.key),
            back: format!("/governance/{}", body.key),
            is_new,
            says: if is_new { String::new() } else { rules::words(&rule, &names) },
            count,
            kinds: RULE_KINDS.iter().map(|(key, name)| Choice::new(*key, *name)).collect(),
            standings: STANDINGS.iter().map(|(key, name)| Choice::new(*key, *name)).collect(),
            bodies: others.map(|(key, name)| Choice::new(key, name)).collect(),
            partners: names.partners.iter().map(|(key, name)| Choice::new(key, name)).collect(),
            authorities: [Choice::new(EVERY, "Every authority")]
                .into_iter()
                .chain(names.authorities.iter().map(|(key, name)| Choice::new(key, name)))
                .collect(),
            sectors: [Choice::new(EVERY, "Every sector")].into_iter().chain(sectors).collect(),
            rule,
        })
    }
}

async fn page(State(weft): State<Weft>, permit: Permit, Path((key, at)): Path<(String, String)>) -> Shown {
    let body = store::body(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let rule = match body.rule(&at) {
        Some(rule) => rule.clone(),
        None if at == NEW => Rule {
            kind: EACH_AUTHORITY.to_owned(),
            standing: "member".to_owned(),
            count: 1,
            authorities: vec![EVERY.to_owned()],
            ..Rule::default()
        },
        None => return Err(Problem::NotFound),
    };
    let count = rule.count.to_string();
    show_private(&RulePage::new(&weft, &permit.visitor, &body, &at, rule, count, FormErrors::default()).await?)
}

/// Several boxes of one name; *every* stands for all of them.
fn ticked(posted: &Posted, field: &str) -> Vec<String> {
    let all: Vec<String> = posted.all(field).filter(|text| !text.is_empty()).map(ToOwned::to_owned).collect();
    if all.iter().any(|one| one == EVERY) { vec![EVERY.to_owned()] } else { all }
}

async fn read(weft: &Weft, posted: &Posted, key: &str, errors: &mut FormErrors) -> Result<Rule, Problem> {
    let kind = posted.text("kind").to_owned();
    if !RULE_KINDS.iter().any(|(known, _)| *known == kind) {
        errors.add("kind", "Choose what kind of rule this is");
    }
    let office = errors.required(posted, "office", "Say which office the seats are for").to_owned();
    if office.chars().count() > 150 {
        errors.add("office", "An office may have at most 150 characters; shorten it");
    }
    let count = posted.text("count").parse::<i64>().ok().filter(|number| (1..=100).contains(number));
    if count.is_none() {
        errors.add("count", "Write how many as a whole number from 1 to 100");
    }
    let of = posted.given("of").map(ToOwned::to_owned).filter(|_| kind == MEMBERS_OF);
    if kind == MEMBERS_OF && of.is_none() {
        errors.add("of", "Choose the body whose members sit here");
    }
    let mut authorities = ticked(posted, "authorities");
    for given in authorities.iter().filter(|given| *given != EVERY) {
        if partnership::authority(&weft.db, given).await?.is_none() {
            errors.add("authorities", format!("`{given}` is no authority of this partnership"));
        }
    }
    if kind == EACH_AUTHORITY && authorities.is_empty() {
        authorities.push(EVERY.to_owned());
    }
    let sectors = if kind == COVERAGE { ticked(posted, "sectors") } else { Vec::new() };
    if kind == COVERAGE && authorities.is_empty() && sectors.is_empty() {
        errors.add("authorities", "Say from which authorities or sectors somebody must come");
    }
    let standing = posted.text("standing");
    let standing = if STANDINGS.iter().any(|(known, _)| *known == standing) { standing } else { "member" };
    Ok(Rule {
        key: key.to_owned(),
        standing: standing.to_owned(),
        office,
        count: count.unwrap_or(1),
        of,
        partner: posted.given("partner").map(ToOwned::to_owned),
        authorities: if kind == EACH_AUTHORITY || kind == COVERAGE { authorities } else { Vec::new() },
        sectors,
        words: posted.given("words").map(ToOwned::to_owned),
        kind,
    })
}

async fn save(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, at)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let body = store::body(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    if at != NEW && body.rule(&at).is_none() {
        return Err(Problem::NotFound);
    }
    let mut errors = FormErrors::default();
    let mut rule = read(&weft, &posted, &at, &mut errors).await?;
    if !errors.is_empty() {
        let count = posted.text("count").to_owned();
        return show_again(&RulePage::new(&weft, &permit.visitor, &body, &at, rule, count, errors).await?);
    }
    let page = format!("/governance/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let (id, before) = store::in_write(&mut write, &key).await?.ok_or(Problem::NotFound)?;
    let mut after = before.clone();
    match after.rule.iter_mut().find(|one| one.key == at) {
        Some(stands) => *stands = rule,
        None => {
            let base = key_from(&rule.office);
            let free = |key: &String| key != NEW && before.rule(key).is_none();
            let keys = (1..).map(|number| if number == 1 { base.clone() } else { format!("{base}-{number}") });
            rule.key = keys.into_iter().find(free).unwrap_or(base);
            after.rule.push(rule);
        }
    }
    store::change(&weft, &mut write, permit.visitor.named(), &id, &before, &after).await?;
    write.commit().await?;
    Ok(see(&format!("{page}#composition")))
}

async fn remove(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, at)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let page = format!("/governance/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let (id, before) = store::in_write(&mut write, &key).await?.ok_or(Problem::NotFound)?;
    if before.rule(&at).is_none() {
        return Err(Problem::NotFound);
    }
    if store::terms_in_write(&mut write, &key).await?.iter().any(|term| term.rule == at) {
        return Err(Problem::Conflict(
            "Terms stand under this rule, and the record keeps them. Change the rule instead, for example to nobody but those authorities that still send somebody.".into(),
        ));
    }
    let mut after = before.clone();
    after.rule.retain(|rule| rule.key != at);
    store::change(&weft, &mut write, permit.visitor.named(), &id, &before, &after).await?;
    write.commit().await?;
    Ok(see(&format!("{page}#composition")))
}
