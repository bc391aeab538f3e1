//! Opening a form for an occasion: a meeting of a cohort, a whole cohort, or anything with a title.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{Asking, Form, pages, pages::Pick, store};
use crate::{
    people::{Permit, Scope},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        ids::key_from,
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::{
        self,
        cohorts::{self, Cohort},
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/forms/{key}/asking", open), post("/forms/{key}/asking", opened)]
}

/// Which cohort the form is opened for, and which of its meetings is chosen first.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    cohort: String,
    #[serde(default)]
    meeting: String,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    occasion: String,
    title: String,
    programme: String,
    opens: String,
    closes: String,
    invited: String,
}

#[derive(Template)]
#[template(path = "evaluation/asking.html")]
struct AskingPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    form: Form,
    cohort: Option<Cohort>,
    cohorts: Vec<Pick>,
    occasions: Vec<Pick>,
    programmes: Vec<Pick>,
    blank: &'static str,
    typed: Typed,
}

/// The word for the whole cohort among its meetings.
const WHOLE: &str = "cohort";

async fn asking_page(
    weft: &Weft,
    permit: &Permit,
    form: Form,
    cohort: Option<Cohort>,
    typed: Typed,
    errors: FormErrors,
) -> Result<AskingPage, Problem> {
    let mut occasions = Vec::new();
    if let Some(cohort) = &cohort {
        for meeting in cohorts::meetings(&weft.db, &cohort.id).await? {
            if meeting.cancelled_on.is_none() {
                occasions.push(Pick::new(&meeting.key, format!("{}, {}", meeting.title, spoken_day(&meeting.day))));
            }
        }
        occasions.push(Pick::new(WHOLE, "The whole programme of this cohort"));
    }
    let mut programmes = Vec::new();
    for programme in programmes::programmes(&weft.db).await? {
        if permit.within(&Scope::Programme(programme.key.clone())).is_ok() {
            programmes.push(Pick::new(programme.key, programme.name));
        }
    }
    let mut known = Vec::new();
    for one in cohorts::cohorts(&weft.db).await? {
        if one.cancelled_on.is_none() && programmes.iter().any(|programme| programme.value == one.programme) {
            known.push(Pick::new(&one.key, one.full_title()));
        }
    }
    let mut crumbs = pages::crumbs();
    crumbs.push(Crumb::new(format!("/forms/{}", form.key), form.title.clone()));
    Ok(AskingPage {
        page: permit
            .visitor
            .page(format!("Ask with “{}”", form.title))
            .section("programmes")
            .with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: permit.visitor.form_key(weft)?,
        cohort,
        cohorts: known,
        occasions,
        programmes,
        // Whoever leads one programme asks for that programme; only those over everything may ask for none.
        blank: if permit.within(&Scope::Partnership).is_ok() { "No programme" } else { "" },
        typed,
        form,
    })
}

/// The cohort of a key, where the visitor keeps its programme.
async fn cohort_of(weft: &Weft, permit: &Permit, key: &str) -> Result<Option<Cohort>, Problem> {
    if key.is_empty() {
        return Ok(None);
    }
    let cohort = cohorts::cohort(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&Scope::Programme(cohort.programme.clone()))?;
    Ok(Some(cohort))
}

/// The day some days after another.
fn days_after(day: &str, days: i32) -> String {
    let later =
        day.parse::<jiff::civil::Date>().ok().and_then(|date| date.checked_add(jiff::Span::new().days(days)).ok());
    later.map_or_else(|| day.to_owned(), |date| date.to_string())
}

async fn open(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let form = store::form(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let cohort = cohort_of(&weft, &permit, &asked.cohort).await?;
    let today = pages::today(&weft).await?;
    let occasion =
        if asked.meeting.is_empty() && form.occasion == "programme" { WHOLE.to_owned() } else { asked.meeting };
    let typed = Typed { occasion, closes: days_after(&today, 14), opens: today, ..Typed::default() };
    show_private(&asking_page(&weft, &permit, form, cohort, typed, FormErrors::default()).await?)
}

fn day(posted: &Posted, field: &str, errors: &mut FormErrors) -> String {
    let given = posted.text(field);
    if given.len() != 10 || given.parse::<jiff::civil::Date>().is_err() {
        errors.add(field, "Enter the day as year, month and day, such as 2026-03-12");
    }
    given.to_owned()
}

/// How many were invited, as typed: nothing, or a number that can be believed.
pub(super) fn invited(posted: &Posted, errors: &mut FormErrors) -> Option<i64> {
    let given = posted.given("invited")?;
    match given.parse::<i64>() {
        Ok(count) if (1..=100_000).contains(&count) => Some(count),
        _ => {
            errors.add("invited", "Write how many were invited as a number, for example 24, or leave it empty");
            None
        }
    }
}

/// A key that no asking has, made of a title.
async fn free_key(weft: &Weft, title: &str) -> Result<String, Problem> {
    let base: String = key_from(title).chars().take(70).collect();
    let base = base.trim_end_matches('-');
    let mut key = base.to_owned();
    for number in 2.. {
        if store::asking(&weft.db, &key).await?.is_none() {
            break;
        }
        key = format!("{base}-{number}");
    }
    Ok(key)
}

async fn opened(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let form = store::form(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let cohort = cohort_of(&weft, &permit, posted.text("cohort")).await?;
    let mut errors = FormErrors::default();
    let mut asking = Asking { form: form.key.clone(), ..Asking::default() };
    let mut held_on = None;
    if let Some(cohort) = &cohort {
        asking.programme_key = Some(cohort.programme.clone());
        asking.cohort_key = Some(cohort.key.clone());
        let meetings = cohorts::meetings(&weft.db, &cohort.id).await?;
        match meetings.into_iter().find(|one| one.key == posted.text("occasion")) {
            Some(meeting) => {
                asking.title = format!("{}: {}", cohort.full_title(), meeting.title);
                asking.meeting_key = Some(meeting.key);
                held_on = Some(meeting.day);
            }
            None if posted.text("occasion") == WHOLE => asking.title = format!("{}: at the end", cohort.full_title()),
            None => errors.add("occasion", "Choose after which meeting the form is asked, or the whole programme"),
        }
    } else {
        asking.title = errors.required(&posted, "title", "Say what people were at, as they would call it").to_owned();
        asking.programme_key = posted.given("programme").map(ToOwned::to_owned);
        if asking.programme_key.is_none() && permit.within(&Scope::Partnership).is_err() {
            errors.add("programme", "Choose the programme it belongs to");
        } else {
            permit.within(&asking.scope())?;
        }
        if let Some(key) = &asking.programme_key
            && programmes::programme(&weft.db, key).await?.is_none()
        {
            errors.add("programme", "Choose a programme of the list");
        }
    }
    asking.opens_on = day(&posted, "opens", &mut errors);
    asking.closes_on = day(&posted, "closes", &mut errors);
    if errors.is_empty() && asking.closes_on < asking.opens_on {
        errors.add("closes", "It would close before it opens; change one of the two days");
    }
    if errors.is_empty() && asking.closes_on < pages::today(&weft).await? {
        errors.add("closes", "That day is past, so nobody could answer; choose a later one");
    }
    asking.invited = invited(&posted, &mut errors);
    asking.session = super::session_of(held_on.as_deref().unwrap_or(&asking.opens_on)).unwrap_or_default();
    if !errors.is_empty() {
        let typed = Typed {
            occasion: posted.text("occasion").to_owned(),
            title: posted.text("title").to_owned(),
            programme: posted.text("programme").to_owned(),
            opens: posted.text("opens").to_owned(),
            closes: posted.text("closes").to_owned(),
            invited: posted.text("invited").to_owned(),
        };
        return show_again(&asking_page(&weft, &permit, form, cohort, typed, errors).await?);
    }
    asking.key = free_key(&weft, &asking.title).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/forms").await?;
    let versions = store::versions_named(&mut write, &form.key, &[]).await?;
    if versions.is_empty() {
        return Err(Problem::Conflict(
            "Every question of this form is retired. Change the form before it is asked.".into(),
        ));
    }
    store::add_asking(&weft, &mut write, permit.visitor.named(), &asking, &versions).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=opened", asking.home())))
}
