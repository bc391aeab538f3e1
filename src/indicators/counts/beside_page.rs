//! The authorities beside each other: a table, sentences and a funnel for one indicator and session, private to those
//! who may see it, with the agreement of an authority and its withdrawal.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use figures::{
    AcademicSession, Counts, Message, Unit,
    charts::{FunnelChart, FunnelDot},
    grouped,
    rounding::rate,
};
use serde::Deserialize;

use super::{
    beside::{Given, Reader, Seen, Withheld, seen},
    list::own_authorities,
    pooled::{Pooled, pooled},
    row::{Category, Row},
    said, session_of, sharing,
    store::{self, About},
    versions,
};
use crate::{
    partnership,
    people::{Permit, Role, Scope},
    plumbing::{
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        state::Weft,
        words::say_message,
    },
};

/// One line of the table.
struct Line {
    name: String,
    figure: String,
    numerator: String,
    denominator: String,
    place: String,
}

/// The agreement of an authority whose officer reads.
struct Agreement {
    key: String,
    name: String,
    agrees: bool,
    gave: bool,
}

#[derive(Template)]
#[template(path = "indicators/counts/beside.html")]
struct BesidePage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    here: String,
    name: String,
    session: String,
    invented: bool,
    numerator: String,
    denominator: String,
    lines: Vec<Line>,
    all: Option<Line>,
    sentences: Vec<String>,
    chart: String,
    withheld: String,
    agreeing: String,
    agreements: Vec<Agreement>,
}

/// What the page is about: an indicator whose shares are added up, in a session that was asked for.
struct Asked {
    key: String,
    session: AcademicSession,
    found: Pooled,
}

async fn find(weft: &Weft, (key, session): (String, String)) -> Result<Asked, Problem> {
    let session = session_of(&session)?;
    let found = pooled(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let is_asked = found.sessions.iter().any(|one| one.session == session);
    // A funnel is about shares: a gap has two ends, and a rate per 1,000 may count one person twice.
    if found.is_gap || found.unit != Unit::Percent || !is_asked {
        return Err(Problem::NotFound);
    }
    Ok(Asked { key, session, found })
}

/// The address of the page.
pub(super) fn href(indicator: &str, session: AcademicSession) -> String {
    format!("/indicators/{indicator}/counts/{}", session.key())
}

type Parts = Path<(String, String)>;

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    State(weft): State<Weft>,
    permit: Permit,
    Path(parts): Parts,
    Query(done): Query<Done>,
) -> Shown {
    let asked = find(&weft, parts).await?;
    let mut page = build(&weft, &permit, &asked).await?;
    page.page.notice = match done.done.as_str() {
        "agreed" => Some(said(&Message::new("counts-beside-agreed"))),
        "withdrawn" => Some(said(&Message::new("counts-beside-withdrawn"))),
        _ => None,
    };
    show_private(&page)
}

/// Records that an authority agrees to stand beside the others.
pub(super) async fn agree(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    turn(&weft, &permit, parts, &posted, true).await
}

/// Records that an authority withdraws its agreement.
pub(super) async fn withdraw(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    turn(&weft, &permit, parts, &posted, false).await
}

async fn turn(weft: &Weft, permit: &Permit, parts: (String, String), posted: &Posted, agrees: bool) -> Shown {
    let (about, here) = own(weft, permit, parts, posted).await?;
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &here).await?;
    let changed = if agrees {
        sharing::agree(weft, &mut write, by, &about).await?
    } else {
        sharing::withdraw(weft, &mut write, by, &about).await?
    };
    if !changed {
        return Ok(see(&here));
    }
    write.commit().await?;
    Ok(see(&format!("{here}?done={}", if agrees { "agreed" } else { "withdrawn" })))
}

/// The authority that a form names, where it is the officer's own.
async fn own(
    weft: &Weft,
    permit: &Permit,
    parts: (String, String),
    posted: &Posted,
) -> Result<(About, String), Problem> {
    let asked = find(weft, parts).await?;
    let authority = posted.text("authority").to_owned();
    permit.within(&Scope::Authority(authority.clone()))?;
    let here = href(&asked.key, asked.session);
    Ok((About { indicator: asked.key, session: asked.session.key(), authority }, here))
}

/// What each authority gave for all, in the order of the authorities: as it stands in the version that everybody sees, and
/// for one that is not in it as its sheet has it, which its own officers alone are shown.
async fn given(weft: &Weft, asked: &Asked) -> Result<Vec<Given>, Problem> {
    let mut sheets = store::sheets(weft.db.read(), &asked.key, "").await?;
    let newest = versions::of(weft.db.read(), &asked.key, "").await?.remove(&asked.session.key());
    let mut published = newest.and_then(|mut versions| versions.pop()).map(|newest| newest.given).unwrap_or_default();
    let included = asked.found.sessions.iter().find(|one| one.session == asked.session);
    let included = included.map_or(&[][..], |one| &one.whole.coverage.included);
    let mut given = Vec::new();
    for authority in partnership::authorities(&weft.db).await? {
        let (indicator, session) = (asked.key.clone(), asked.session.key());
        let sheet = sheets.remove(&About { indicator, session, authority: authority.key.clone() });
        let rows = published.remove(&authority.key).or_else(|| sheet.map(|sheet| sheet.rows));
        if let Some(counts) = rows.and_then(|rows| rows.get(&Category::All).and_then(Row::counts)) {
            let pooled = included.contains(&authority.name);
            given.push(Given { key: authority.key, name: authority.name, counts, pooled });
        }
    }
    Ok(given)
}

async fn build(weft: &Weft, permit: &Permit, asked: &Asked) -> Result<BesidePage, Problem> {
    let given = given(weft, asked).await?;
    let agreed: BTreeSet<String> =
        sharing::agreed(&weft.db, &asked.key, &asked.session.key()).await?.into_iter().collect();
    let visitor = &permit.visitor;
    let asks = visitor.holds(Role::EvaluationLead) || visitor.holds(Role::CollaborationOfficer);
    let reader = Reader { own: own_authorities(permit), asks };
    let seen = seen(&given, &agreed, &reader);
    let all = asked.found.sessions.iter().find(|one| one.session == asked.session);
    let all = all.and_then(|one| one.whole.figure.counts);
    let drawn = all.map(|all| funnel(asked, &seen, all));
    let authorities = partnership::authorities(&weft.db).await?;
    let names = |keys: &BTreeSet<String>| -> Vec<String> {
        authorities.iter().filter(|one| keys.contains(&one.key)).map(|one| one.name.clone()).collect()
    };
    let agreements = authorities.iter().filter(|one| reader.own.contains(&one.key));
    let title =
        said(&Message::new("counts-beside-title").with("name", &asked.found.short_name).with("session", asked.session));
    Ok(BesidePage {
        page: visitor.page(title).section("indicators"),
        crumbs: vec![
            Crumb::new("/indicators", "Indicators"),
            Crumb::new(format!("/indicators/{}", asked.key), asked.found.short_name.clone()),
            Crumb::new(format!("/indicators/{}/counts", asked.key), "Counts"),
        ],
        form_key: visitor.form_key(weft)?,
        here: href(&asked.key, asked.session),
        name: asked.found.short_name.clone(),
        session: asked.session.to_string(),
        invented: asked.found.invented,
        numerator: asked.found.numerator.clone(),
        denominator: asked.found.denominator.clone(),
        lines: drawn.as_ref().map_or_else(Vec::new, |chart| lines(chart, asked.found.decimals)),
        all: all.map(|all| line(&said(&Message::new("counts-beside-all")), all, asked.found.decimals, String::new())),
        sentences: drawn.as_ref().map_or_else(Vec::new, sentences),
        chart: drawn.as_ref().and_then(|chart| chart.draw(&say_message).ok()).unwrap_or_default(),
        withheld: withheld(all, &seen),
        agreeing: names(&agreed).join(", "),
        agreements: agreements
            .map(|one| Agreement {
                key: one.key.clone(),
                name: one.name.clone(),
                agrees: agreed.contains(&one.key),
                gave: given.iter().any(|gave| gave.key == one.key),
            })
            .collect(),
    })
}

/// The funnel of those shown about the partnership's own figure, which everybody sees.
fn funnel(asked: &Asked, seen: &Seen, all: Counts) -> FunnelChart {
    FunnelChart {
        key: "authorities".into(),
        title: said(
            &Message::new("counts-beside-title").with("name", &asked.found.short_name).with("session", asked.session),
        ),
        people: said(&Message::new("counts-beside-people")),
        dots: seen.shown.iter().map(|one| FunnelDot { label: Some(one.name.clone()), counts: one.counts }).collect(),
        about: Some(all),
        decimals: asked.found.decimals,
    }
}

fn lines(chart: &FunnelChart, decimals: u32) -> Vec<Line> {
    let Ok(found) = chart.funnel() else { return Vec::new() };
    let places = found.positions.iter().map(|position| say_message(&position.message()));
    chart
        .dots
        .iter()
        .zip(places)
        .map(|(dot, place)| line(dot.label.as_deref().unwrap_or_default(), dot.counts, decimals, place))
        .collect()
}

fn line(name: &str, counts: Counts, decimals: u32, place: String) -> Line {
    let share = rate(counts.numerator, counts.denominator, decimals);
    Line {
        name: name.to_owned(),
        figure: share.map_or_else(|why| say_message(&why), |share| Unit::Percent.spoken(share)),
        numerator: grouped(counts.numerator.into()),
        denominator: grouped(counts.denominator.into()),
        place,
    }
}

/// What the funnel says of several; of one authority alone the table says everything.
fn sentences(chart: &FunnelChart) -> Vec<String> {
    if chart.dots.len() < 2 {
        return Vec::new();
    }
    let found = chart.funnel().map(|found| found.sentences(chart.decimals)).unwrap_or_default();
    found.iter().map(say_message).collect()
}

/// Why no more is shown than is.
fn withheld(all: Option<Counts>, seen: &Seen) -> String {
    let key = match (all, seen.withheld) {
        (None, _) => "counts-beside-no-figure",
        (_, Some(Withheld::Nobody)) => "counts-beside-nobody",
        (_, Some(Withheld::NotAgreed)) => "counts-beside-not-agreed",
        (_, Some(Withheld::GivesAway)) => "counts-beside-gives-away",
        (_, None) => return String::new(),
    };
    said(&Message::new(key).with("fewest", figures::protect::FEWEST_AREAS))
}
