//! What was counted, made ready to be read: names for keys, small numbers protected, the band of people.

use std::collections::{BTreeMap, BTreeSet};

use figures::{AcademicSession, Decimal, grouped, protect::Hidden};

use super::{By, Count, Filter, fewer, hours, protected, store};
use crate::{
    partnership,
    people::{Role, Scope, Visitor, merging},
    plumbing::{clock::zone, db::Db, problem::Problem, state::Weft},
    programmes,
};

/// Who reads: what is shown of small numbers depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// Anybody: small numbers are protected.
    Everybody,
    /// The officer of an authority, who knows the people of their own.
    Authority(String),
    /// Those who hold the partnership together, and whoever has a shell on the server.
    Officer,
}

impl Reader {
    /// How a visitor reads.
    pub fn of(visitor: &Visitor) -> Self {
        let Some(account) = &visitor.account else { return Self::Everybody };
        if account.holds(Role::CollaborationOfficer) || account.holds(Role::EvaluationLead) {
            return Self::Officer;
        }
        let own = account.grants.iter().find_map(|grant| match (&grant.role, &grant.scope) {
            (Role::AuthorityOfficer, Scope::Authority(own)) => Some(own.clone()),
            _ => None,
        });
        own.map_or(Self::Everybody, Self::Authority)
    }
}

/// One number as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// The number, printed.
    Value(String),
    /// One to four people.
    Few,
    /// Not shown, because a small number could be worked out from it.
    Hidden,
}

impl Cell {
    /// The cell in words.
    pub fn words(&self) -> &str {
        match self {
            Self::Value(number) => number,
            Self::Few => "fewer than 5",
            Self::Hidden => "not shown",
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The key of what it is about; nothing for those without one, and for the total.
    pub key: Option<String>,
    /// Its words.
    pub name: String,
    /// Different people.
    pub people: Cell,
    /// People times meetings.
    pub attendances: Cell,
    /// The same in hours.
    pub hours: Cell,
    /// Different establishments.
    pub establishments: Cell,
    /// The number of people where it is shown, for the chart.
    pub drawn: Option<i64>,
}

/// Everything one reader gets.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked.
    pub filter: Filter,
    /// What it is broken down by.
    pub by: By,
    /// The day on which it was counted.
    pub day: String,
    /// All of it, as it was counted; for those who keep a figure.
    pub counted: Count,
    /// The fewest people there can be, if every two who may be one are one.
    pub low: i64,
    /// All of it, as it may be shown.
    pub total: Line,
    /// `between 2,431 and 2,457 people`, or how many where nothing is uncertain.
    pub people: String,
    /// Line by line.
    pub lines: Vec<Line>,
    /// Whether a number of people was not shown.
    pub any_hidden: bool,
    /// Whether attendances and hours of each line are kept from this reader, since the filters would tell small numbers.
    pub people_only: bool,
    /// Attendances noted by a name alone.
    pub unnamed: i64,
    /// Meetings of cohorts whose day has passed, and how many of them have a register.
    pub registers: (i64, i64),
    /// Numbers without names: the kind, how many.
    pub heads: Vec<(String, i64)>,
    /// What was asked, in words: `2025/26, Improving Our Classrooms, online`.
    pub asked: String,
}

/// A whole number with a comma before each group of three digits.
pub(super) fn printed(number: i64) -> String {
    grouped(Decimal::from(number))
}

/// The kinds of numbers without names, as stored and as people say them.
pub const HEADS: &[(&str, &str)] =
    &[("pupils", "pupils"), ("families", "parents and carers"), ("others", "others, by number only")];

/// The words for the modes of taking part.
const MODES: &[(&str, &str)] = &[("in-person", "In person"), ("online", "Online")];

/// The words for the sources.
const SOURCES: &[(&str, &str)] = &[("programmes", "Programmes"), ("networks", "Groups, networks and bodies")];

/// What the workstreams of programmes and groups are called.
pub(super) async fn workstream_names(db: &Db) -> Result<BTreeMap<String, String>, Problem> {
    let mut names = BTreeMap::new();
    let mut latest: BTreeMap<String, String> = BTreeMap::new();
    for programme in programmes::programmes(db).await? {
        let known = latest.entry(programme.workstream.clone()).or_default();
        if programme.latest() > known.as_str() {
            *known = programme.latest().to_owned();
        }
    }
    for (key, framework) in latest {
        let named = partnership::workstream(db, &framework, &key).await?;
        names.insert(key, named.label);
    }
    Ok(names)
}

/// The words for the keys of a breakdown.
async fn names(db: &Db, by: By) -> Result<BTreeMap<String, String>, Problem> {
    let fixed =
        |list: &[(&str, &str)]| list.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect();
    Ok(match by {
        By::Authority => partnership::authorities(db).await?.into_iter().map(|one| (one.key, one.name)).collect(),
        By::Sector => fixed(partnership::ESTABLISHMENT_SECTORS),
        By::Programme => store::programmes(db).await?.into_iter().map(|(key, name, _)| (key, name)).collect(),
        By::Workstream => workstream_names(db).await?,
        By::Mode => fixed(MODES),
        By::Source => fixed(SOURCES),
        By::Post | By::Session => BTreeMap::new(),
    })
}

fn named(by: By, part: Option<&str>, names: &BTreeMap<String, String>) -> String {
    match (by, part) {
        (_, None) => by.none().to_owned(),
        (By::Session, Some(year)) => {
            let session = year.parse().ok().and_then(|year| AcademicSession::starting(year).ok());
            session.map_or_else(|| year.to_owned(), |session| session.to_string())
        }
        (_, Some(key)) => names.get(key).cloned().unwrap_or_else(|| key.to_owned()),
    }
}

/// The key of a part as other programs read it: a session as `2025-26`.
fn key_of(by: By, part: &Option<String>) -> Option<String> {
    let session = |year: &String| year.parse().ok().and_then(|year| AcademicSession::starting(year).ok());
    match (by, part) {
        (By::Session, Some(year)) => session(year).map(AcademicSession::key),
        (_, part) => part.clone(),
    }
}

fn line(count: &Count, key: Option<String>, name: String, why: Option<Hidden>, people_only: bool) -> Line {
    let cell = |number: String, keep: bool| match why {
        Some(Hidden::Few) if keep => Cell::Few,
        None if keep || !people_only => Cell::Value(number),
        _ => Cell::Hidden,
    };
    Line {
        key,
        name,
        people: cell(printed(count.people), true),
        attendances: cell(printed(count.attendances), false),
        hours: cell(hours(count.minutes), false),
        establishments: cell(printed(count.establishments), false),
        drawn: why.is_none().then_some(count.people),
    }
}

/// A post that few people hold can name them: such posts stand as one line without numbers.
fn fold_rare(lines: &mut Vec<Line>) {
    let all = lines.len();
    lines.retain(|line| matches!(line.people, Cell::Value(_)));
    if lines.len() < all {
        lines.push(Line {
            key: None,
            name: "Other posts, few people each".to_owned(),
            people: Cell::Hidden,
            attendances: Cell::Hidden,
            hours: Cell::Hidden,
            establishments: Cell::Hidden,
            drawn: None,
        });
    }
}

/// Today where the partnership is.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

/// What was asked, in words.
async fn asked(db: &Db, filter: &Filter) -> Result<String, Problem> {
    let mut words = vec![filter.session.map_or_else(|| "all sessions".to_owned(), |session| session.to_string())];
    if let Some(key) = &filter.programme {
        let name = store::programmes(db).await?.into_iter().find(|(known, ..)| known == key);
        words.push(name.map_or_else(|| key.clone(), |(_, name, _)| name));
    }
    if let Some(key) = &filter.workstream {
        words.push(workstream_names(db).await?.get(key).cloned().unwrap_or_else(|| key.clone()));
    }
    if let Some(mode) = &filter.mode {
        words.push(if mode == "online" { "online only".to_owned() } else { "in person only".to_owned() });
    }
    Ok(words.join(", "))
}

/// Counts, and makes ready what one reader may see.
///
/// # Errors
/// When the database does not answer.
pub async fn answer(weft: &Weft, filter: Filter, by: By, reader: &Reader) -> Result<Answer, Problem> {
    let day = today(weft).await?;
    let pairs = merging::open_pairs(weft).await?;
    // Each of the three reads the marks once; whoever comes first after a write waits for the longest, not for the sum.
    let (counted, came, beside) = tokio::try_join!(
        store::count(&weft.db, &filter, by),
        store::uncertain(&weft.db, &filter, &pairs),
        store::beside(&weft.db, &filter, &day),
    )?;
    let came: BTreeSet<&String> = came.iter().collect();
    let both: Vec<(String, String)> =
        pairs.into_iter().filter(|(one, other)| came.contains(one) && came.contains(other)).collect();
    let low = counted.total.people - fewer(&both);
    let names = names(&weft.db, by).await?;
    let protects = *reader != Reader::Officer;
    let own = match reader {
        Reader::Authority(own) if by == By::Authority => Some(own.as_str()),
        _ => None,
    };
    let hidden = if protects { protected(&counted.parts, own) } else { vec![None; counted.parts.len()] };
    let people_only = protects && filter.is_narrow();
    let mut lines: Vec<Line> = counted
        .parts
        .iter()
        .zip(&hidden)
        .map(|(part, why)| {
            let only = people_only && part.part.as_deref() != own;
            line(part, key_of(by, &part.part), named(by, part.part.as_deref(), &names), *why, only)
        })
        .collect();
    lines.sort_by(|a, b| {
        (a.key.is_none()).cmp(&b.key.is_none()).then_with(|| a.name.cmp(&b.name)).then_with(|| a.key.cmp(&b.key))
    });
    if by == By::Session {
        lines.reverse();
    }
    if by == By::Post && protects {
        fold_rare(&mut lines);
    }
    let few = protects && (1..=4).contains(&counted.total.people);
    let total = line(&counted.total, None, "All, each person once".to_owned(), few.then_some(Hidden::Few), false);
    let people = match (few, low == counted.total.people) {
        (true, _) => "fewer than 5 people".to_owned(),
        (false, true) if counted.total.people == 1 => "1 person".to_owned(),
        (false, true) => format!("{} people", printed(counted.total.people)),
        // The lower end of a band is a small number like any other.
        (false, false) if protects && low < 5 => format!("up to {} people", printed(counted.total.people)),
        (false, false) => format!("between {} and {} people", printed(low), printed(counted.total.people)),
    };
    Ok(Answer {
        asked: asked(&weft.db, &filter).await?,
        by,
        day,
        counted: counted.total.clone(),
        low,
        any_hidden: few || hidden.iter().any(Option::is_some),
        total,
        people,
        lines,
        people_only,
        unnamed: beside.unnamed,
        registers: (beside.past, beside.with_register),
        heads: beside.heads.clone(),
        filter,
    })
}
