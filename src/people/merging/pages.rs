//! The pages about who may be one person, for the Collaboration Officer alone: suggestions with their reasons, and two people
//! side by side.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    Reason, store,
    suggestions::{self, Side},
};
use crate::{
    partnership,
    people::{Permit, Visitor, practitioners::pages::people_crumbs},
    plumbing::{
        clock::{spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/people/duplicates", list),
        get("/people/duplicates/{first}/{second}", pair),
        post("/people/duplicates/{first}/{second}/merge", merge),
        post("/people/duplicates/{first}/{second}/distinction", distinguish),
        post("/people/distinctions/{id}/end", ask_again),
    ]
}

/// How many suggestions stand on one page.
const PER_PAGE: i64 = 25;

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    page: String,
    #[serde(default)]
    one: String,
    #[serde(default)]
    other: String,
    #[serde(default)]
    done: String,
}

/// The words of stored reasons: `the same registration number; addresses that begin alike`.
fn in_words(reasons: &str) -> String {
    let words: Vec<&str> = reasons.split(' ').filter_map(Reason::of).map(Reason::words).collect();
    words.join("; ")
}

/// Where somebody works, in one line.
fn workplace(side: &Side) -> String {
    let parts: Vec<&str> = [&side.establishment, &side.authority].into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() { "Workplace not recorded".to_owned() } else { parts.join(", ") }
}

struct Line {
    href: String,
    one: String,
    other: String,
    one_place: String,
    other_place: String,
    reasons: String,
}

struct ApartLine {
    id: String,
    words: String,
    when: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "people/merging/duplicates.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    count: String,
    common: i64,
    lines: Vec<Line>,
    before: Option<String>,
    after: Option<String>,
    place: String,
    apart: Vec<ApartLine>,
    one: String,
    other: String,
}

/// An instant as people read it.
pub(super) async fn spoken(weft: &Weft, instant: &str) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(spoken_instant(instant, &zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

async fn list(State(weft): State<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let mut errors = FormErrors::default();
    let mut found = Vec::new();
    if !asked.one.is_empty() || !asked.other.is_empty() {
        for (field, typed) in [("one", &asked.one), ("other", &asked.other)] {
            match suggestions::look_up(&weft.db, typed).await? {
                Some(key) => found.push(key),
                None => errors.add(field, "Nobody is known by this address; check its spelling"),
            }
        }
        if let [one, other] = &found[..] {
            if one == other {
                errors.add("other", "Both addresses stand for the same person; give the address of the second");
            } else {
                return Ok(see(&format!("/people/duplicates/{one}/{other}")));
            }
        }
    }
    let total = suggestions::how_many(&weft).await?;
    let pages = (total + PER_PAGE - 1) / PER_PAGE;
    let number = asked.page.parse::<i64>().ok().filter(|page| (1..=pages.max(1)).contains(page)).unwrap_or(1);
    let lines = suggestions::suggested(&weft.db, (number - 1) * PER_PAGE, PER_PAGE).await?;
    let mut apart = Vec::new();
    for one in store::apart(&weft.db).await? {
        apart.push(ApartLine {
            id: one.id,
            words: format!("{} and {}", one.first_name, one.second_name),
            when: spoken(&weft, &one.at).await?,
            reason: one.reason,
        });
    }
    let mut page = permit.visitor.page("Possible duplicates").with_errors(!errors.is_empty());
    page.notice = match asked.done.as_str() {
        "merged" => Some("The two are one person from now on. The list of merges undoes it.".to_owned()),
        "apart" => Some("The two are two people and are not offered again.".to_owned()),
        _ => None,
    };
    show_private(&ListPage {
        page,
        crumbs: people_crumbs(),
        form_key: permit.visitor.form_key(&weft)?,
        count: match total {
            0 => "No two people look alike".to_owned(),
            1 => "1 pair may be one person".to_owned(),
            many => format!("{many} pairs may be one person"),
        },
        common: suggestions::common(&weft.db).await?,
        lines: lines
            .iter()
            .map(|pair| Line {
                href: format!("/people/duplicates/{}/{}", pair.one.key, pair.other.key),
                one: pair.one.name.clone(),
                other: pair.other.name.clone(),
                one_place: workplace(&pair.one),
                other_place: workplace(&pair.other),
                reasons: in_words(&pair.reasons),
            })
            .collect(),
        before: (number > 1).then(|| format!("/people/duplicates?page={}", number - 1)),
        after: (number < pages).then(|| format!("/people/duplicates?page={}", number + 1)),
        place: if pages > 1 { format!("Page {number} of {pages}") } else { String::new() },
        apart,
        one: asked.one,
        other: asked.other,
        errors,
    })
}

/// One row of two people side by side.
struct Fact {
    name: &'static str,
    one: String,
    other: String,
}

/// One choice of the form.
struct Choice {
    value: String,
    label: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "people/merging/pair.html")]
struct PairPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    path: String,
    one: String,
    other: String,
    reasons: String,
    facts: Vec<Fact>,
    merged: bool,
    keep: String,
    choices: Vec<Choice>,
    reason: String,
    apart_reason: String,
    both_sign_in: bool,
}

async fn two(weft: &Weft, first: &str, second: &str) -> Result<(Side, Side), Problem> {
    if first == second {
        return Err(Problem::NotFound);
    }
    Ok((suggestions::side(&weft.db, first).await?, suggestions::side(&weft.db, second).await?))
}

/// Whom to keep, unless somebody chooses otherwise: who signs in, who has a number, who came to more, who is known longer.
fn proposed<'a>(one: &'a Side, other: &'a Side) -> &'a Side {
    let weight = |side: &Side| (side.accounts > 0, side.registration.is_some(), side.attendances + side.applications);
    if weight(other) > weight(one) || (weight(other) == weight(one) && other.id < one.id) { other } else { one }
}

async fn pair_page(
    weft: &Weft,
    visitor: &Visitor,
    sides: (Side, Side),
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<PairPage, Problem> {
    let (one, other) = sides;
    // Bringing the suggestions up to date first, so that the reasons are those of today.
    suggestions::how_many(weft).await?;
    let reasons = in_words(&suggestions::reasons(&weft.db, &one.id, &other.id).await?);
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "Not recorded".to_owned());
    let mut facts = Vec::new();
    let mut fact =
        |name, read: &dyn Fn(&Side) -> String| facts.push(Fact { name, one: read(&one), other: read(&other) });
    fact("Address", &|side| text(&side.email));
    fact("Authority", &|side| text(&side.authority));
    fact("Establishment", &|side| text(&side.establishment));
    fact("Post", &|side| text(&side.post.clone().filter(|post| !post.is_empty())));
    fact("Registration number", &|side| text(&side.registration));
    fact("Signs in", &|side| if side.accounts > 0 { "Yes".into() } else { "No".into() });
    fact("Marks in registers", &|side| side.attendances.to_string());
    fact("Applications", &|side| side.applications.to_string());
    fact("Memberships of groups", &|side| side.memberships.to_string());
    let choice = |side: &Side| Choice {
        value: side.key.clone(),
        label: side.name.clone(),
        hint: side.email.clone().unwrap_or_else(|| workplace(side)),
    };
    let typed = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
    let mut crumbs = people_crumbs();
    crumbs.push(Crumb::new("/people/duplicates", "Possible duplicates"));
    Ok(PairPage {
        page: visitor.page("Is this one person?").with_errors(!errors.is_empty()),
        crumbs,
        form_key: visitor.form_key(weft)?,
        path: format!("/people/duplicates/{}/{}", one.key, other.key),
        reasons,
        merged: one.merged_into.as_ref().unwrap_or(&one.id) == other.merged_into.as_ref().unwrap_or(&other.id),
        keep: Some(typed("keep")).filter(|keep| !keep.is_empty()).unwrap_or_else(|| proposed(&one, &other).key.clone()),
        choices: vec![choice(&one), choice(&other)],
        reason: typed("reason"),
        apart_reason: typed("apart_reason"),
        both_sign_in: one.accounts > 0 && other.accounts > 0,
        facts,
        one: one.name,
        other: other.name,
        errors,
    })
}

async fn pair(State(weft): State<Weft>, permit: Permit, Path((first, second)): Path<(String, String)>) -> Shown {
    let sides = two(&weft, &first, &second).await?;
    show_private(&pair_page(&weft, &permit.visitor, sides, None, FormErrors::default()).await?)
}

async fn merge(
    State(weft): State<Weft>,
    permit: Permit,
    Path((first, second)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let sides = two(&weft, &first, &second).await?;
    let mut errors = FormErrors::default();
    let keep = posted.text("keep");
    if keep != first && keep != second {
        errors.add("keep", "Choose whose name and address stay");
    }
    let reason = errors.required(&posted, "reason", "Say how you know that the two are one person");
    if !errors.is_empty() {
        return show_again(&pair_page(&weft, &permit.visitor, sides, Some(&posted), errors).await?);
    }
    let merged = if keep == first { &second } else { &first };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/people/merges").await?;
    store::merge(&weft, &mut write, permit.visitor.named(), keep, merged, reason).await?;
    write.commit().await?;
    Ok(see("/people/duplicates?done=merged"))
}

async fn distinguish(
    State(weft): State<Weft>,
    permit: Permit,
    Path((first, second)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    two(&weft, &first, &second).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/people/duplicates").await?;
    let by = permit.visitor.named();
    store::tell_apart(&weft, &mut write, by, &first, &second, posted.text("apart_reason")).await?;
    write.commit().await?;
    Ok(see("/people/duplicates?done=apart"))
}

async fn ask_again(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/people/duplicates").await?;
    store::ask_again(&weft, &mut write, permit.visitor.named(), &id).await?;
    write.commit().await?;
    Ok(see("/people/duplicates"))
}
