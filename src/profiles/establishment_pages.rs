//! Establishments: the list with a search, fifty on a page, and what the partnership holds about one.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{counted, school_figures, sees_names_of};
use crate::{
    governance, groups,
    partnership::{
        self, ESTABLISHMENT_SECTORS, ESTABLISHMENTS_PER_PAGE, Establishment, EstablishmentsAsked, sector_name,
    },
    people::Visitor,
    plan,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        search,
        state::Weft,
    },
    reach,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/establishments", listing), get("/establishments/{key}", one)]
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    authority: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    page: String,
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: String,
}

/// One establishment as the list shows it.
struct Line {
    href: String,
    name: String,
    sector: String,
    authority: String,
    status: String,
}

#[derive(Template)]
#[template(path = "profiles/establishments.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    asked: Asked,
    authorities: Vec<Choice>,
    sectors: Vec<Choice>,
    lines: Vec<Line>,
    count: String,
    any: bool,
    before: Option<String>,
    after: Option<String>,
    place: String,
}

fn status(one: &Establishment) -> String {
    match (one.status.as_str(), &one.closed) {
        ("open", _) => String::new(),
        ("closed", Some(day)) => format!("Closed on {}", spoken_day(day)),
        (status, _) => {
            let mut letters = status.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

fn address(asked: &Asked, page: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("q", &asked.q), ("authority", &asked.authority), ("sector", &asked.sector)] {
        if !value.is_empty() {
            query.append_pair(name, value);
        }
    }
    query.append_pair("page", &page.to_string());
    format!("/establishments?{}", query.finish())
}

async fn listing(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let number = asked.page.parse::<i64>().ok().filter(|page| (1..=100_000).contains(page)).unwrap_or(1);
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let wanted = EstablishmentsAsked {
        words: asked.q.chars().take(200).collect(),
        authority: given(&asked.authority),
        sector: given(&asked.sector),
    };
    let (found, total) = partnership::establishments_listed(&weft.db, &wanted, number).await?;
    let authorities = partnership::authorities(&weft.db).await?;
    let name =
        |key: &str| authorities.iter().find(|one| one.key == key).map_or(key, |one| one.name.as_str()).to_owned();
    let lines: Vec<Line> = found
        .iter()
        .map(|one| Line {
            href: format!("/establishments/{}", one.key),
            name: one.name.clone(),
            sector: sector_name(&one.sector).to_owned(),
            authority: name(&one.authority),
            status: status(one),
        })
        .collect();
    let pages = (total + ESTABLISHMENTS_PER_PAGE - 1) / ESTABLISHMENTS_PER_PAGE;
    show(&ListPage {
        page: visitor
            .page("Establishments")
            .section("about")
            .description("Nurseries, schools and centres of the partnership, by authority and sector."),
        crumbs: vec![Crumb::new("/about", "About")],
        before: (number > 1 && number <= pages).then(|| address(&asked, number - 1)),
        after: (number < pages).then(|| address(&asked, number + 1)),
        place: if pages > 1 { format!("Page {number} of {pages}") } else { String::new() },
        count: if total == 1 { "1 establishment".to_owned() } else { format!("{total} establishments") },
        any: total > 0,
        sectors: ESTABLISHMENT_SECTORS
            .iter()
            .map(|(value, label)| Choice { value: (*value).to_owned(), label: (*label).to_owned() })
            .collect(),
        authorities: authorities.iter().map(|one| Choice { value: one.key.clone(), label: one.name.clone() }).collect(),
        lines,
        asked,
    })
}

/// A group with people of the establishment.
struct GroupLine {
    title: String,
    href: String,
    who: Vec<String>,
}

/// A seat held by somebody of the establishment.
struct SeatLine {
    body: String,
    href: String,
    office: String,
    name: String,
}

/// Who took part in programmes in the session of today.
struct TookPart {
    session: String,
    /// How many, for those who may see names: others could work out small numbers elsewhere from it.
    people: Option<String>,
    programmes: Vec<Crumb>,
    names: Vec<String>,
}

/// What the registers of cohorts tell of an establishment in the session of a day. Everybody else reads which programmes its
/// people took part in, once they are five or more.
async fn took_part(weft: &Weft, key: &str, today: &str, with_names: bool) -> Result<TookPart, Problem> {
    let filter = reach::Filter { session: reach::session_of(today), ..reach::Filter::default() };
    let whose = reach::Whose::Establishment(key);
    let people = reach::people_of(&weft.db, whose, &filter).await?;
    let (mut programmes, mut names) = (Vec::new(), Vec::new());
    if with_names || people >= 5 {
        programmes = reach::programmes_of(&weft.db, whose, &filter).await?;
    }
    if with_names {
        names = reach::names_of(&weft.db, whose, &filter).await?;
    }
    Ok(TookPart {
        session: filter.session.map(|session| session.to_string()).unwrap_or_default(),
        people: with_names.then(|| counted(usize::try_from(people).unwrap_or_default(), "person", "people")),
        programmes: programmes
            .into_iter()
            .map(|one| Crumb::new(format!("/programmes/{}", one.key), one.name))
            .collect(),
        names,
    })
}

#[derive(Template)]
#[template(path = "profiles/establishment.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    one: Establishment,
    sector: String,
    authority: Crumb,
    status: String,
    opened: String,
    before: Vec<Crumb>,
    after: Vec<Crumb>,
    people: String,
    groups: Vec<GroupLine>,
    seats: Vec<SeatLine>,
    outputs: Vec<(String, Option<String>, String)>,
    programmes: Vec<Crumb>,
    took_part: TookPart,
    figures: Option<school_figures::Shown>,
    invented: bool,
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let one = partnership::establishment(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let today = super::today(&weft).await?;
    let with_names = sees_names_of(&visitor, &one.authority);
    let members = groups::members_of_establishment(&weft.db, &key, &today).await?;
    let mut lines: Vec<GroupLine> = Vec::new();
    let (mut outputs, mut programmes) = (Vec::new(), Vec::new());
    for member in &members {
        let href = format!("/groups/{}", member.group);
        let who = match (with_names, member.post.is_empty()) {
            (true, true) => member.name.clone(),
            (true, false) => format!("{}, {}", member.name, member.post),
            (false, true) => "Post not recorded".to_owned(),
            (false, false) => member.post.clone(),
        };
        if let Some(line) = lines.iter_mut().find(|line| line.href == href) {
            line.who.push(who);
            continue;
        }
        // The people of one establishment are in a handful of groups.
        let Some(group) = groups::group(&weft.db, &member.group).await? else { continue };
        let named = search::named(&weft.db, "group", &member.group).await?;
        let title = named.map_or_else(|| group.name.clone(), |found| found.title);
        let made = groups::outputs(&weft.db, &member.group).await?;
        outputs.extend(made.into_iter().map(|output| (output.title, output.url, title.clone())));
        if let Some(key) = &group.programme
            && let Some(found) = search::named(&weft.db, "programme", key).await?
        {
            programmes.push(Crumb::new(found.url, found.title));
        }
        lines.push(GroupLine { title, href, who: vec![who] });
    }
    let mut seats = Vec::new();
    for seat in governance::seats_of_establishment(&weft.db, &key, &today).await? {
        let body = search::named(&weft.db, "body", &seat.body).await?;
        seats.push(SeatLine {
            body: body.map_or_else(|| seat.body.clone(), |found| found.title),
            href: format!("/governance/{}", seat.body),
            office: seat.office_title,
            name: seat.name.filter(|_| with_names).unwrap_or_default(),
        });
    }
    let people: std::collections::BTreeSet<&str> = members.iter().map(|member| member.person.as_str()).collect();
    let authority = partnership::authority(&weft.db, &one.authority).await?;
    let authority = authority.map_or_else(|| one.authority.clone(), |found| found.name);
    let (before, after) = kin(&weft, &one).await?;
    let shown = OnePage {
        page: visitor
            .page(&one.name)
            .section("about")
            .description(format!("What the partnership holds about {}.", one.name)),
        crumbs: vec![Crumb::new("/about", "About"), Crumb::new("/establishments", "Establishments")],
        sector: sector_name(&one.sector).to_owned(),
        authority: Crumb::new(format!("/authorities/{}", one.authority), authority),
        status: status(&one),
        opened: one.opened.as_deref().map(spoken_day).unwrap_or_default(),
        people: counted(people.len(), "person", "people"),
        groups: lines,
        seats,
        outputs,
        programmes,
        took_part: took_part(&weft, &key, &today, with_names).await?,
        figures: partnership::school_figures(&weft.db, &key).await?.map(school_figures::shown),
        before,
        after,
        invented: plan::current_key(&weft).await?.is_some()
            && partnership::load(&weft.db).await?.is_some_and(|found| found.example_note.is_some()),
        one,
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}

/// Those it took the place of, and those that took its place.
async fn kin(weft: &Weft, one: &Establishment) -> Result<(Vec<Crumb>, Vec<Crumb>), Problem> {
    let mut before = Vec::new();
    for code in one.predecessors.split_whitespace() {
        let key = code.to_lowercase().replace('+', "-");
        if let Some(found) = partnership::establishment(&weft.db, &key).await? {
            before.push(Crumb::new(format!("/establishments/{key}"), found.name));
        }
    }
    let later = partnership::successors(&weft.db, one).await?;
    let after = later.into_iter().map(|(key, name)| Crumb::new(format!("/establishments/{key}"), name));
    Ok((before, after.collect()))
}
