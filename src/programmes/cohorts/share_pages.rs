//! Places kept for authorities or sectors until a day.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Cohort, Share,
    edit::{crumbs, day, kept},
    store,
};
use crate::{
    partnership::{self, ESTABLISHMENT_SECTORS},
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/cohorts/{key}/shares", shares), post("/cohorts/{key}/shares", save)]
}

/// One authority or sector with the places typed for it.
struct Line {
    field: String,
    label: String,
    typed: String,
}

#[derive(Template)]
#[template(path = "programmes/cohorts/shares.html")]
struct SharesPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cohort: Cohort,
    places: String,
    until: String,
    authorities: Vec<Line>,
    sectors: Vec<Line>,
}

/// Everyone places may be kept for: the kind, the key and the name.
async fn everyone(weft: &Weft) -> Result<Vec<(&'static str, String, String)>, Problem> {
    let mut all: Vec<_> = partnership::authorities(&weft.db)
        .await?
        .into_iter()
        .map(|authority| ("authority", authority.key, authority.name))
        .collect();
    all.extend(ESTABLISHMENT_SECTORS.iter().map(|(key, name)| ("sector", (*key).to_owned(), (*name).to_owned())));
    Ok(all)
}

fn field(kind: &str, key: &str) -> String {
    format!("{kind}-{key}")
}

async fn page(
    weft: &Weft,
    permit: &Permit,
    cohort: Cohort,
    typed: impl Fn(&str, &str) -> String,
    until: String,
    errors: FormErrors,
) -> Result<SharesPage, Problem> {
    let everyone = everyone(weft).await?;
    let lines = |wanted: &str| -> Vec<Line> {
        let of_kind = everyone.iter().filter(|(kind, ..)| *kind == wanted);
        of_kind
            .map(|(kind, key, name)| Line { field: field(kind, key), label: name.clone(), typed: typed(kind, key) })
            .collect()
    };
    Ok(SharesPage {
        page: permit.visitor.page("Keep places for some").section("programmes").with_errors(!errors.is_empty()),
        crumbs: crumbs(&cohort),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        places: cohort.places.map(|places| places.to_string()).unwrap_or_default(),
        until,
        authorities: lines("authority"),
        sectors: lines("sector"),
        cohort,
    })
}

async fn shares(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let stand = store::shares(&weft.db, &cohort.id).await?;
    let typed = |kind: &str, key: &str| {
        let found = stand.iter().find(|share| share.kind == kind && share.share_key == key);
        found.map(|share| share.places.to_string()).unwrap_or_default()
    };
    let until = cohort.shares_until.clone().or_else(|| cohort.closes_on.clone()).unwrap_or_default();
    show_private(&page(&weft, &permit, cohort, typed, until, FormErrors::default()).await?)
}

async fn save(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let cohort = kept(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let mut after = Vec::new();
    for (kind, key, name) in everyone(&weft).await? {
        let field = field(kind, &key);
        let Some(text) = posted.given(&field) else { continue };
        match text.parse::<i64>() {
            Ok(0) => {}
            Ok(places) if (1..=100_000).contains(&places) => {
                after.push(Share { kind: kind.to_owned(), share_key: key, places });
            }
            _ => {
                let what = format!("`{text}` is not a number of places for {name}; write a whole number, or nothing");
                errors.add(field, what);
            }
        }
    }
    let until = day(&posted, "shares_until", &mut errors);
    let mut write = weft.db.write().await?;
    let before = store::in_write(&mut write, &key).await?.ok_or(Problem::NotFound)?;
    let stood = store::shares_in_write(&mut write, &before.id).await?;
    after.sort_by(|one, other| (&one.kind, &one.share_key).cmp(&(&other.kind, &other.share_key)));
    let changed = Cohort { shares_until: until.filter(|_| !after.is_empty()), ..before.clone() };
    if errors.is_empty()
        && let Some(refusal) = changed.refuses(&after)
    {
        // Which of the numbers is too great nobody can tell: the error stands at the first.
        let first = after.first().map(|share| field(&share.kind, &share.share_key)).unwrap_or_default();
        let place = if refusal.field() == "shares_until" { "shares_until".to_owned() } else { first };
        errors.add(place, refusal.said());
    }
    if !errors.is_empty() {
        drop(write);
        let typed = |kind: &str, key: &str| posted.text(&field(kind, key)).to_owned();
        let until = posted.text("shares_until").to_owned();
        return show_again(&page(&weft, &permit, cohort, typed, until, errors).await?);
    }
    posted.once(&weft, &mut write, &cohort.url()).await?;
    let by = permit.visitor.named();
    store::set_shares(&weft, &mut write, by, &before.id, &stood, &after).await?;
    if changed != before {
        store::change(&weft, &mut write, by, ("cohort changed", None), &before, &changed).await?;
    }
    write.commit().await?;
    Ok(see(&cohort.url()))
}
