//! Coverage: of the establishments on the register, how many somebody came from, and which nobody came from, as a list to
//! act on.
//!
//! The rule: an establishment is reached when at least one person who worked there on the day took part. All that are open
//! today are on the register; closed, mothballed and proposed ones are out, and what people of a closed one came to does not
//! count for the one that took its place. A nursery class inside a primary is a department of its own with a row of its own: it is reached by
//! its own people, not by the teachers of the primary.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use sheets::{Field, write_csv};

use super::{
    Filter, Reader,
    pages::{Asked, address, links, session_of},
    store,
    view::{printed, today},
};
use crate::{
    partnership::{self, ESTABLISHMENT_SECTORS, Establishment, SchoolFigures, sector_name},
    people::{Permit, Visitor},
    plumbing::{
        filters,
        layout::{Crumb, Page, download, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/reach/coverage", coverage), get("/reach/coverage.csv", file)]
}

/// How many of some establishments were reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// What the line is about.
    pub name: String,
    /// How many somebody came from.
    pub reached: i64,
    /// How many are on the register.
    pub all: i64,
}

/// An establishment that is open, with how many of its people took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The establishment.
    pub establishment: Establishment,
    /// How many different people of it took part.
    pub people: i64,
}

/// Every open establishment with how many of its people took part.
///
/// # Errors
/// When the database does not answer.
pub async fn covered(weft: &Weft, filter: &Filter) -> Result<Vec<Covered>, Problem> {
    let (came, all) = tokio::try_join!(store::of_places(&weft.db, filter), partnership::establishments(&weft.db))?;
    let came: BTreeMap<&str, i64> = came.iter().map(|(key, people)| (key.as_str(), *people)).collect();
    Ok(all
        .into_iter()
        .filter(|one| one.status == "open")
        .map(|one| Covered { people: came.get(one.key.as_str()).copied().unwrap_or_default(), establishment: one })
        .collect())
}

/// Line by line in the order of `lines`, each a key and its words; lines of no establishment are left out.
pub fn parts(all: &[Covered], lines: &[(String, String)], key: impl Fn(&Establishment) -> String) -> Vec<Part> {
    let count = |line: &(String, String)| {
        let of: Vec<&Covered> = all.iter().filter(|one| key(&one.establishment) == line.0).collect();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Part {
            name: line.1.clone(),
            reached: number(of.iter().filter(|one| one.people > 0).count()),
            all: number(of.len()),
        }
    };
    lines.iter().map(count).filter(|part| part.all > 0).collect()
}

/// The quintiles of SIMD, the most deprived first, and those of which nobody has said.
fn quintiles() -> Vec<(String, String)> {
    let name = |quintile: i64| match quintile {
        1 => "Quintile 1, most deprived".to_owned(),
        5 => "Quintile 5, least deprived".to_owned(),
        other => format!("Quintile {other}"),
    };
    let mut lines: Vec<(String, String)> = (1..=5).map(|at| (at.to_string(), name(at))).collect();
    lines.push((String::new(), "Not recorded".to_owned()));
    lines
}

fn quintile(one: &Establishment) -> String {
    one.simd_quintile.map(|quintile| quintile.to_string()).unwrap_or_default()
}

/// The shares of pupils from the most deprived quintile, in tens of per cent, and where none was published.
const SHARES: [(&str, &str); 5] = [
    ("50", "Half of the pupils or more"),
    ("30", "30% to under 50%"),
    ("10", "10% to under 30%"),
    ("0", "Under 10%"),
    ("", "Not published"),
];

/// Which of [`SHARES`] an establishment belongs to, by the lower end of what was published.
fn share(figures: Option<&SchoolFigures>) -> &'static str {
    let Some((low, _)) = figures.and_then(SchoolFigures::most_deprived) else { return "" };
    let at_least = |per_cent: i64| low >= figures::Decimal::from(per_cent);
    match () {
        () if at_least(50) => "50",
        () if at_least(30) => "30",
        () if at_least(10) => "10",
        () => "0",
    }
}

/// What the rolls of the establishments say about those that were reached, where any roll was published.
fn pupils(all: &[Covered], rolls: &BTreeMap<String, SchoolFigures>) -> Option<String> {
    let roll = |one: &&Covered| rolls.get(&one.establishment.key).and_then(SchoolFigures::roll);
    let (known, unknown): (Vec<&Covered>, Vec<&Covered>) = all.iter().partition(|one| roll(one).is_some());
    let of: i64 = known.iter().filter_map(roll).sum();
    let reached: i64 = known.iter().filter(|one| one.people > 0).filter_map(roll).sum();
    let without = match unknown.len() {
        0 => String::new(),
        count => format!(" The rolls of {} establishments are not published.", printed(i64::try_from(count).ok()?)),
    };
    (!known.is_empty()).then(|| {
        format!(
            "{} of {} pupils are on the rolls of establishments that took part.{without}",
            printed(reached),
            printed(of)
        )
    })
}

/// A table of the page.
struct Table {
    id: &'static str,
    caption: &'static str,
    heading: &'static str,
    parts: Vec<Part>,
}

/// An establishment nobody came from.
struct Missed {
    name: String,
    href: String,
    authority: String,
    sector: String,
    quintile: String,
    roll: String,
}

#[derive(Template)]
#[template(path = "reach/coverage.html")]
struct CoveragePage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<filters::Filter>,
    filters_label: &'static str,
    over: String,
    lede: String,
    pupils: Option<String>,
    tables: Vec<Table>,
    may_see: bool,
    missed: Vec<Missed>,
    more: usize,
    whose: String,
    file: String,
    back: String,
    empty: bool,
}

/// How many establishments the page lists; the file has them all.
const MOST: usize = 200;

/// Whether the reader may see which establishments of an authority were not reached.
fn sees(reader: &Reader, authority: &str) -> bool {
    match reader {
        Reader::Officer => true,
        Reader::Authority(own) => own == authority,
        Reader::Everybody => false,
    }
}

async fn coverage(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let (filter, _) = asked.read(session_of(&today(&weft).await?))?;
    let reader = Reader::of(&visitor);
    let all = covered(&weft, &filter).await?;
    let rolls = partnership::rolls(&weft.db).await?;
    let authorities: Vec<(String, String)> =
        partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    let sectors: Vec<(String, String)> =
        ESTABLISHMENT_SECTORS.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    let name = |key: &str| authorities.iter().find(|(known, _)| known == key).map_or(key, |(_, name)| name).to_owned();
    let reached = all.iter().filter(|one| one.people > 0).count();
    let shares: Vec<(String, String)> =
        SHARES.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    let mut tables = vec![
        Table {
            id: "by-authority",
            caption: "By authority",
            heading: "Authority",
            parts: parts(&all, &authorities, |one| one.authority.clone()),
        },
        Table {
            id: "by-sector",
            caption: "By sector",
            heading: "Sector",
            parts: parts(&all, &sectors, |one| one.sector.clone()),
        },
        Table {
            id: "by-simd",
            caption: "By SIMD quintile of the establishment",
            heading: "Quintile",
            parts: parts(&all, &quintiles(), quintile),
        },
    ];
    if !rolls.is_empty() {
        tables.push(Table {
            id: "by-share",
            caption: "By share of pupils whose homes are in SIMD quintile 1, the most deprived",
            heading: "Share of pupils",
            parts: parts(&all, &shares, |one| share(rolls.get(&one.key)).to_owned()),
        });
    }
    let mut missed: Vec<Missed> = all
        .iter()
        .filter(|one| one.people == 0 && sees(&reader, &one.establishment.authority))
        .map(|Covered { establishment: one, .. }| Missed {
            name: one.name.clone(),
            href: format!("/establishments/{}", one.key),
            authority: name(&one.authority),
            sector: sector_name(&one.sector).to_owned(),
            quintile: one.simd_quintile.map_or_else(|| "Not recorded".to_owned(), |quintile| quintile.to_string()),
            roll: rolls
                .get(&one.key)
                .and_then(|figures| figures.get("roll"))
                .map_or_else(|| "Not recorded".to_owned(), figures::Figure::display_short),
        })
        .collect();
    missed.sort_by(|a, b| {
        a.authority.cmp(&b.authority).then_with(|| a.name.cmp(&b.name)).then_with(|| a.href.cmp(&b.href))
    });
    let more = missed.len().saturating_sub(MOST);
    missed.truncate(MOST);
    let lede = match all.len() {
        0 => "No open establishment is on the register.".to_owned(),
        _ => format!("{reached} of {} establishments took part; {} did not.", all.len(), all.len() - reached),
    };
    let shown = CoveragePage {
        page: visitor
            .page("Coverage")
            .section("programmes")
            .description("How many establishments somebody took part from, by authority, sector and SIMD quintile."),
        crumbs: vec![Crumb::new("/programmes", "Programmes"), Crumb::new(address("/reach", &filter, None), "Reach")],
        filters: links(&weft, "/reach/coverage", &filter, None).await?,
        filters_label: "Narrow what is counted",
        over: filter.session.map_or_else(|| "All sessions".to_owned(), |session| session.to_string()),
        lede,
        pupils: pupils(&all, &rolls),
        tables,
        may_see: reader != Reader::Everybody,
        whose: match &reader {
            Reader::Authority(own) => format!(" in {}", name(own)),
            _ => String::new(),
        },
        empty: all.is_empty(),
        missed,
        more,
        file: address("/reach/coverage.csv", &filter, None),
        back: address("/reach", &filter, None),
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}

/// The columns of the list as a file.
const HEADER: [&str; 8] = ["seed", "department", "name", "sector", "authority", "simd_quintile", "people", "roll"];

/// Every open establishment the reader may see, with how many of its people took part; those not reached first.
async fn file(State(weft): State<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let (filter, _) = asked.read(session_of(&today(&weft).await?))?;
    let reader = Reader::of(&permit.visitor);
    let mut all = covered(&weft, &filter).await?;
    let rolls = partnership::rolls(&weft.db).await?;
    all.retain(|one| sees(&reader, &one.establishment.authority));
    all.sort_by(|a, b| (a.people > 0).cmp(&(b.people > 0)).then_with(|| a.establishment.key.cmp(&b.establishment.key)));
    let rows: Vec<Vec<Field>> = all
        .into_iter()
        .map(|Covered { establishment: one, people }| {
            let roll = rolls.get(&one.key).and_then(|figures| figures.get("roll")?.plain());
            vec![
                one.seed.into(),
                one.department.into(),
                one.name.into(),
                one.sector.into(),
                one.s12_code.into(),
                one.simd_quintile.map_or(Field::Empty, |quintile| Field::from(quintile.to_string())),
                Field::from(people.to_string()),
                roll.map_or(Field::Empty, Field::Number),
            ]
        })
        .collect();
    download(write_csv(&HEADER, &rows), "text/csv; charset=utf-8", "coverage.csv")
}

impl Part {
    fn numbers(&self) -> [String; 3] {
        [printed(self.reached), printed(self.all), printed(self.all - self.reached)]
    }
}
