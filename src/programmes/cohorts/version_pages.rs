//! A new version of a programme's rules, with the reason why they change.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Version,
    edit::{day, number, text},
    pages::{Choice, today},
    store,
};
use crate::{
    partnership::ESTABLISHMENT_SECTORS,
    people::{Permit, Scope},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes::{self, Programme},
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/programmes/{key}/versions/new", new_version), post("/programmes/{key}/versions", add)]
}

#[derive(Template)]
#[template(path = "programmes/cohorts/version.html")]
struct VersionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    programme: Programme,
    heading: String,
    version: Version,
    sectors: Vec<Choice>,
    chosen: Vec<String>,
    /// Numbers as typed.
    credit_points: String,
    credit_level: String,
    attendance_share: String,
    is_first: bool,
}

/// The programme of a key, for those who keep it.
async fn kept(weft: &Weft, permit: &Permit, key: &str) -> Result<Programme, Problem> {
    let programme = programmes::programme(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    permit.within(&Scope::Programme(programme.key.clone()))?;
    Ok(programme)
}

fn page(
    weft: &Weft,
    permit: &Permit,
    programme: Programme,
    version: Version,
    is_first: bool,
    errors: FormErrors,
) -> Result<VersionPage, Problem> {
    let heading = if is_first {
        format!("What {} asks and leads to", programme.name)
    } else {
        format!("Change the rules of {}", programme.name)
    };
    let typed = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    Ok(VersionPage {
        page: permit.visitor.page(&heading).section("programmes").with_errors(!errors.is_empty()),
        crumbs: vec![
            Crumb::new("/programmes", "Programmes"),
            Crumb::new(format!("/programmes/{}", programme.key), &programme.name),
        ],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        heading,
        sectors: ESTABLISHMENT_SECTORS.iter().map(|(key, name)| Choice::new(*key, *name)).collect(),
        chosen: version.sectors.lines().map(ToOwned::to_owned).collect(),
        credit_points: typed(version.credit_points),
        credit_level: typed(version.credit_level),
        attendance_share: typed(Some(version.attendance_share).filter(|share| *share > 0)),
        programme,
        version,
        is_first,
    })
}

async fn new_version(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let programme = kept(&weft, &permit, &key).await?;
    let newest = store::versions(&weft.db, &key).await?.into_iter().next();
    let is_first = newest.is_none();
    let version = Version { from_day: today(&weft).await?, reason: String::new(), ..newest.unwrap_or_default() };
    show_private(&page(&weft, &permit, programme, version, is_first, FormErrors::default())?)
}

/// The rules as the form says them.
fn read(posted: &Posted, is_first: bool, errors: &mut FormErrors) -> Version {
    errors.required(posted, "from_day", "Choose the day from which new cohorts follow these rules");
    let from_day = day(posted, "from_day", errors).unwrap_or_default();
    errors.required(posted, "purpose", "Say in a sentence or two what it is for");
    let purpose = text(posted, "purpose", 1000, errors);
    let known = |key: &&str| ESTABLISHMENT_SECTORS.iter().any(|(sector, _)| sector == key);
    let sectors: Vec<&str> = posted.all("sectors").filter(known).collect();
    let posts = text(posted, "posts", 1000, errors);
    let posts: Vec<&str> = posts.lines().map(str::trim).filter(|post| !post.is_empty()).collect();
    let (award_from, award_to) = (day(posted, "award_from", errors), day(posted, "award_to", errors));
    if matches!((&award_from, &award_to), (Some(from), Some(to)) if from > to) {
        errors.add("award_to", "The last day is before the first; choose a later one");
    }
    let ticked = |field: &str| i64::from(posted.given(field).is_some());
    let (case_study, moderated) = (ticked("case_study"), ticked("moderated"));
    if moderated == 1 && case_study == 0 {
        errors.add("moderated", "Only a case study is moderated: ask for one as well");
    }
    let reason = text(posted, "reason", 1000, errors);
    if !is_first && reason.is_empty() {
        errors.add("reason", "Say why the rules change: everybody who reads the page will see it");
    }
    Version {
        number: 0,
        from_day,
        purpose,
        sectors: sectors.join("\n"),
        posts: posts.join("\n"),
        level: text(posted, "level", 200, errors),
        credit_body: text(posted, "credit_body", 200, errors),
        credit_points: number(posted, "credit_points", 1, 500, errors),
        credit_level: number(posted, "credit_level", 1, 12, errors),
        recognition: text(posted, "recognition", 200, errors),
        recognition_body: text(posted, "recognition_body", 200, errors),
        award_from,
        award_to,
        attendance_share: number(posted, "attendance_share", 0, 100, errors).unwrap_or(0),
        case_study,
        moderated,
        reason: if is_first { String::new() } else { reason },
    }
}

async fn add(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let programme = kept(&weft, &permit, &key).await?;
    let back = format!("/programmes/{key}");
    let mut write = weft.db.write().await?;
    let newest = store::newest_version(&mut write, &key).await?;
    let mut errors = FormErrors::default();
    let read = read(&posted, newest.is_none(), &mut errors);
    if let Some((_, from)) = &newest
        && errors.at("from_day").is_empty()
        && read.from_day < *from
    {
        let what = format!("The rules before these hold from {}; choose that day or a later one", spoken_day(from));
        errors.add("from_day", what);
    }
    if !errors.is_empty() {
        drop(write);
        let typed = |field: &str| posted.text(field).to_owned();
        let mut page = page(&weft, &permit, programme, read, newest.is_none(), errors)?;
        (page.version.from_day, page.version.posts) = (typed("from_day"), typed("posts"));
        (page.credit_points, page.credit_level) = (typed("credit_points"), typed("credit_level"));
        page.attendance_share = typed("attendance_share");
        (page.version.award_from, page.version.award_to) = (Some(typed("award_from")), Some(typed("award_to")));
        return show_again(&page);
    }
    posted.once(&weft, &mut write, &back).await?;
    let version = Version { number: newest.map_or(1, |(number, _)| number + 1), ..read };
    store::add_version(&weft, &mut write, permit.visitor.named(), &key, &version).await?;
    write.commit().await?;
    Ok(see(&back))
}
