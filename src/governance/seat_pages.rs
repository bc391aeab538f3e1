//! Filling a seat: the form of a new term, and what is asked of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    Body, COVERAGE, MEMBERS_OF, Rule, SECTORS, Seat, pages,
    rules::{self, Names},
    store, view,
};
use crate::{
    partnership,
    people::{self, Permit, Visitor},
    plumbing::{
        db::Write,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/governance/{key}/seats/new", new_seat), post("/governance/{key}/seats", fill)]
}

/// The longest name or office, in characters.
const LONGEST: usize = 150;

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    authority: String,
    #[serde(default)]
    sector: String,
}

/// One choice of a list in a form.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: &'static str,
}

impl Choice {
    pub(super) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: "" }
    }
}

/// The answers of the form as they were typed, or as it opens.
#[derive(Default)]
struct Kept {
    office: String,
    authority: String,
    sector: String,
    establishment: String,
    person: String,
    email: String,
    substitute: String,
    substitute_email: String,
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "governance/fill.html")]
struct FillPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    body: Body,
    rule: String,
    rule_words: String,
    rules: Vec<Choice>,
    authorities: Vec<Choice>,
    sectors: Vec<Choice>,
    asks_establishment: bool,
    only_members: String,
    kept: Kept,
}

pub(super) fn crumbs(body: &Body) -> Vec<Crumb> {
    vec![
        Crumb::new("/governance", "How the partnership is steered"),
        Crumb::new(format!("/governance/{}", body.key), &body.name),
    ]
}

/// The office with a capital, as it stands on a list.
fn titled(office: &str) -> String {
    let mut letters = office.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl FillPage {
    fn new(
        weft: &Weft,
        visitor: &Visitor,
        body: Body,
        names: &Names,
        rule: &Rule,
        kept: Kept,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        // A rule that names no authorities may still be filled by somebody from one, as a sponsor is.
        let with_seat = names.authorities_of(rule);
        let authorities =
            names.authorities.iter().filter(|(key, _)| !rule.by_authority() || with_seat.contains(&key.as_str()));
        let of_authority = rule.partner.is_none();
        let sectors = rules::sectors_of(rule);
        let any_sector = rule.kind == MEMBERS_OF;
        Ok(Self {
            page: visitor.page("Fill a seat").section("about").with_errors(!errors.is_empty()),
            crumbs: crumbs(&body),
            errors,
            form_key: visitor.form_key(weft)?,
            rule: rule.key.clone(),
            rule_words: rules::words(rule, names),
            rules: body.rule.iter().map(|one| Choice::new(&one.key, rules::words(one, names))).collect(),
            authorities: if of_authority {
                authorities.map(|(key, name)| Choice::new(key, name)).collect()
            } else {
                Vec::new()
            },
            sectors: SECTORS
                .iter()
                .filter(|(key, _)| any_sector || sectors.contains(key))
                .map(|(key, name)| Choice::new(*key, titled(name)))
                .collect(),
            asks_establishment: rule.kind == COVERAGE || any_sector,
            only_members: rule.of.as_deref().map(|of| names.body(of).to_owned()).unwrap_or_default(),
            body,
            kept,
        })
    }
}

async fn new_seat(
    State(weft): State<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let body = store::body(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let Some(rule) = body.rule(&asked.rule).or(body.rule.first()).cloned() else {
        return Err(Problem::Conflict(
            "This body has no rule yet, and a seat stands under a rule. Add a rule to it first.".into(),
        ));
    };
    let names = view::names(&weft.db).await?;
    let place =
        if asked.authority.is_empty() { String::new() } else { format!(", {}", names.authority(&asked.authority)) };
    let kept = Kept {
        office: format!("{}{place}", titled(&rule.office)),
        authority: asked.authority,
        sector: asked.sector,
        from: pages::today(&weft).await?,
        ..Kept::default()
    };
    show_private(&FillPage::new(&weft, &permit.visitor, body, &names, &rule, kept, FormErrors::default())?)
}

/// Whether a text is a day such as `2025-08-18`.
pub(super) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// A name with the address beside it: an address needs a name, and both fit on a line.
pub(super) fn named(posted: &Posted, errors: &mut FormErrors, name: &'static str, email: &'static str) -> bool {
    let (given, address) = (posted.text(name), posted.text(email));
    if given.is_empty() && !address.is_empty() {
        errors.add(name, "Say whose address this is");
    }
    if given.chars().count() > LONGEST {
        errors.add(name, format!("A name may have at most {LONGEST} characters; shorten it"));
    }
    if !address.is_empty() && (!address.contains('@') || address.contains(' ') || address.len() > 254) {
        errors.add(email, "This is not an email address; write it as name@council.example");
    }
    !given.is_empty()
}

pub(super) async fn put_person(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    posted: &Posted,
    name: &str,
    email: &str,
) -> Result<Option<String>, Problem> {
    let Some(name) = posted.given(name) else { return Ok(None) };
    people::put_person(weft, write, by, name, posted.given(email), false).await.map(Some)
}

async fn fill(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (body_id, body) = store::with_id(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let names = view::names(&weft.db).await?;
    let rule = body.rule(posted.text("rule")).cloned().ok_or_else(|| {
        Problem::Conflict(
            "The rule of this seat was changed or taken away meanwhile. Open the body’s page again.".into(),
        )
    })?;
    let mut errors = FormErrors::default();
    let office = errors.required(&posted, "office", "Say which office sits here").to_owned();
    if office.chars().count() > LONGEST {
        errors.add("office", format!("An office may have at most {LONGEST} characters; shorten it"));
    }
    let has_person = named(&posted, &mut errors, "person", "email");
    named(&posted, &mut errors, "substitute", "substitute_email");
    for field in ["from", "to"] {
        if posted.given(field).is_some_and(|day| !is_day(day)) {
            errors.add(field, "This is not a day; write it as 2025-08-18");
        }
    }
    errors.required(&posted, "from", "Say from which day");
    let establishment = posted.given("establishment").map(str::to_lowercase);
    if let Some(key) = &establishment
        && partnership::establishment(&weft.db, key).await?.is_none()
    {
        errors.add("establishment", format!("There is no establishment `{key}`; write its code as 9900011-p"));
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/governance/{key}")).await?;
    let mut seat = Seat {
        body: key.clone(),
        rule: rule.key.clone(),
        office_title: office,
        authority: posted.given("authority").map(ToOwned::to_owned),
        sector: posted.given("sector").map(ToOwned::to_owned),
        establishment,
        from: posted.text("from").to_owned(),
        to: posted.given("to").map(ToOwned::to_owned),
        ..Seat::default()
    };
    if errors.is_empty() {
        seat.person = put_person(&weft, &mut write, by, &posted, "person", "email").await?;
        seat.substitute = put_person(&weft, &mut write, by, &posted, "substitute", "substitute_email").await?;
        let terms = store::terms_in_write(&mut write, &key).await?;
        let sits_there = match &rule.of {
            Some(of) if has_person => {
                let there = store::terms_in_write(&mut write, of).await?;
                Some(there.iter().any(|term| term.person == seat.person && term.held_on(&seat.from)))
            }
            _ => None,
        };
        for (field, what) in rules::refusals(&body, &seat, &terms, &names, sits_there) {
            errors.add(field, what);
        }
    }
    if !errors.is_empty() {
        drop(write);
        let text = |field: &str| posted.text(field).to_owned();
        let kept = Kept {
            office: text("office"),
            authority: text("authority"),
            sector: text("sector"),
            establishment: text("establishment"),
            person: text("person"),
            email: text("email"),
            substitute: text("substitute"),
            substitute_email: text("substitute_email"),
            from: text("from"),
            to: text("to"),
        };
        return show_again(&FillPage::new(&weft, &permit.visitor, body, &names, &rule, kept, errors)?);
    }
    store::add_term(&weft, &mut write, by, &body_id, &seat).await?;
    write.commit().await?;
    Ok(see(&format!("/governance/{key}#composition")))
}
