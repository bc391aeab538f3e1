//! The page of reach: how many people took part, as a table, then a chart, with the rule in words and filters as links.

use askama::Template;
use axum::extract::{Query, State};
use figures::{
    AcademicSession, Decimal, Unit,
    charts::{Bar, BarChart},
};
use serde::Deserialize;

use super::{
    Answer, By, Filter, Line, RULE, RULE_WORDS, Reader, answer, as_csv, store,
    view::{HEADS, printed, today, workstream_names},
};
use crate::{
    people::{Role, Visitor},
    plumbing::{
        clock::spoken_day,
        filters::{self, ANY, Choice},
        layout::{Crumb, Page, download, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
        words,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/reach", reach), get("/reach.csv", file)]
}

/// What is asked in an address.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Asked {
    pub(super) session: Option<String>,
    pub(super) by: Option<String>,
    pub(super) programme: Option<String>,
    pub(super) workstream: Option<String>,
    pub(super) mode: Option<String>,
}

impl Asked {
    /// What is counted and what it is broken down by; `usual` is the session of an address that names none.
    ///
    /// # Errors
    /// [`Problem::Malformed`] in words, where a session, a breakdown or a mode is none.
    pub(super) fn read(&self, usual: Option<AcademicSession>) -> Result<(Filter, By), Problem> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty() && text != ANY);
        let session = match (&self.session, given(&self.session)) {
            (None, _) => usual,
            (Some(_), None) => None,
            (Some(_), Some(text)) => Some(
                text.parse()
                    .map_err(|error: figures::SessionError| Problem::Malformed(words::say_message(&error.message())))?,
            ),
        };
        let by = match given(&self.by) {
            None => By::Authority,
            Some(text) => By::of(&text).ok_or_else(|| {
                let known: Vec<&str> = By::ALL.iter().map(|by| by.key()).collect();
                Problem::Malformed(format!("Reach is not broken down by `{text}`; write one of {}.", known.join(", ")))
            })?,
        };
        let mode = given(&self.mode);
        if let Some(text) = mode.as_ref().filter(|mode| !["in-person", "online"].contains(&mode.as_str())) {
            return Err(Problem::Malformed(format!("`{text}` is not a mode; write in-person or online.")));
        }
        let filter = Filter { session, programme: given(&self.programme), workstream: given(&self.workstream), mode };
        Ok((filter, by))
    }
}

/// The address of what is asked.
pub(super) fn address(path: &str, filter: &Filter, by: Option<By>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("session", &filter.session.map_or_else(|| ANY.to_owned(), AcademicSession::key));
    if let Some(by) = by {
        query.append_pair("by", by.key());
    }
    for (name, value) in [("programme", &filter.programme), ("workstream", &filter.workstream), ("mode", &filter.mode)]
    {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("{path}?{}", query.finish())
}

/// The session of a day.
pub fn session_of(day: &str) -> Option<AcademicSession> {
    let year: u16 = day.get(..4)?.parse().ok()?;
    let month: u8 = day.get(5..7)?.parse().ok()?;
    AcademicSession::starting(if month < 8 { year.checked_sub(1)? } else { year }).ok()
}

/// The filters as links: each leads to the same table narrowed otherwise.
pub(super) async fn links(
    weft: &Weft,
    path: &str,
    filter: &Filter,
    by: Option<By>,
) -> Result<Vec<filters::Filter>, Problem> {
    let choice = |label: String, changed: Filter, chosen: bool| Choice {
        label,
        href: address(path, &changed, by),
        count: String::new(),
        chosen,
    };
    let mut sessions =
        vec![choice("All sessions".into(), Filter { session: None, ..filter.clone() }, filter.session.is_none())];
    let mut known: Vec<AcademicSession> = store::years(&weft.db)
        .await?
        .iter()
        .filter_map(|year| year.parse().ok().and_then(|year| AcademicSession::starting(year).ok()))
        .collect();
    known.extend(filter.session);
    known.sort_unstable();
    known.dedup();
    for session in known.into_iter().rev() {
        let changed = Filter { session: Some(session), ..filter.clone() };
        sessions.push(choice(session.to_string(), changed, filter.session == Some(session)));
    }
    let mut programmes =
        vec![choice("All programmes".into(), Filter { programme: None, ..filter.clone() }, filter.programme.is_none())];
    for (key, name, _) in store::programmes(&weft.db).await? {
        let chosen = filter.programme.as_ref() == Some(&key);
        programmes.push(choice(name, Filter { programme: Some(key), ..filter.clone() }, chosen));
    }
    let mut workstreams = vec![choice(
        "All workstreams".into(),
        Filter { workstream: None, ..filter.clone() },
        filter.workstream.is_none(),
    )];
    for (key, name) in workstream_names(&weft.db).await? {
        let chosen = filter.workstream.as_ref() == Some(&key);
        workstreams.push(choice(name, Filter { workstream: Some(key), ..filter.clone() }, chosen));
    }
    let mut modes = vec![choice("Both".into(), Filter { mode: None, ..filter.clone() }, filter.mode.is_none())];
    for (key, name) in [("in-person", "In person"), ("online", "Online")] {
        let chosen = filter.mode.as_deref() == Some(key);
        modes.push(choice(name.into(), Filter { mode: Some(key.to_owned()), ..filter.clone() }, chosen));
    }
    Ok(vec![
        filters::Filter { heading: "Session", choices: sessions },
        filters::Filter { heading: "Workstream", choices: workstreams },
        filters::Filter { heading: "In person or online", choices: modes },
        filters::Filter { heading: "Programme", choices: programmes },
    ])
}

#[derive(Template)]
#[template(path = "reach/reach.html")]
struct ReachPage {
    page: Page,
    crumbs: Vec<Crumb>,
    filters: Vec<filters::Filter>,
    filters_label: &'static str,
    sessions: Vec<Choice>,
    breakdowns: Vec<Choice>,
    by: By,
    answer: Answer,
    uncertain: bool,
    heads: Vec<String>,
    registers: String,
    chart: Option<String>,
    rule: i64,
    rule_words: &'static str,
    day: String,
    coverage: String,
    file: String,
    may_keep: bool,
    form_key: String,
    kept: String,
}

/// The bars of the lines that show how many people they are about; nothing where there is nothing to compare.
fn chart(answer: &Answer) -> Option<String> {
    let drawn = |line: &Line| {
        line.drawn.map(|people| Bar { label: line.name.clone(), value: Some(Decimal::from(people)), words: None })
    };
    let bars: Vec<Bar> = answer.lines.iter().filter_map(drawn).take(20).collect();
    if bars.len() < 2 {
        return None;
    }
    let chart = BarChart {
        key: "reach".to_owned(),
        title: format!("People who took part, {}, by {}", answer.asked, answer.by.name().to_lowercase()),
        unit: Unit::Count,
        bars,
    };
    Some(chart.draw(&words::say_message))
}

/// `Of 40 meetings of cohorts whose day has passed, 38 have a register.`
fn registers(past: i64, with_register: i64) -> String {
    match (past, with_register) {
        (0, _) => String::new(),
        (1, 1) => "The one meeting of a cohort whose day has passed has a register.".to_owned(),
        (past, with) if past == with => {
            format!("All {} meetings of cohorts whose day has passed have a register.", printed(past))
        }
        (past, with) => format!(
            "Of {} meetings of cohorts whose day has passed, {} have a register; whoever came to the others is missing here.",
            printed(past),
            printed(with)
        ),
    }
}

async fn reach(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let (filter, by) = asked.read(session_of(&today(&weft).await?))?;
    let answer = answer(&weft, filter, by, &Reader::of(&visitor)).await?;
    let may_keep = visitor.holds(Role::CollaborationOfficer) || visitor.holds(Role::EvaluationLead);
    let breakdowns = By::ALL
        .into_iter()
        .map(|one| Choice {
            label: one.name().to_owned(),
            href: address("/reach", &answer.filter, Some(one)),
            count: String::new(),
            chosen: one == by,
        })
        .collect();
    let heads = answer.heads.iter().map(|(kind, number)| {
        let name = HEADS.iter().find(|(key, _)| key == kind).map_or(kind.as_str(), |(_, name)| name);
        format!("{} {name}", printed(*number))
    });
    let mut filters = links(&weft, "/reach", &answer.filter, Some(by)).await?;
    // The session is what people change first, so it stands above the table.
    let sessions = filters.remove(0).choices;
    let shown = ReachPage {
        page: visitor.page("Reach").section("programmes").description(
            "How many different people took part, and in how many meetings, with the rule they are counted by.",
        ),
        crumbs: vec![Crumb::new("/programmes", "Programmes")],
        filters,
        filters_label: "Narrow what is counted",
        sessions,
        breakdowns,
        by,
        uncertain: answer.low != answer.counted.people,
        heads: heads.collect(),
        registers: registers(answer.registers.0, answer.registers.1),
        chart: chart(&answer),
        rule: RULE,
        rule_words: RULE_WORDS,
        day: spoken_day(&answer.day),
        coverage: address("/reach/coverage", &Filter { session: answer.filter.session, ..Filter::default() }, None),
        file: address("/reach.csv", &answer.filter, Some(by)),
        may_keep,
        form_key: if may_keep { visitor.form_key(&weft)? } else { String::new() },
        kept: address("", &answer.filter, Some(by)).trim_start_matches('?').to_owned(),
        answer,
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}

async fn file(State(weft): State<Weft>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    let (filter, by) = asked.read(session_of(&today(&weft).await?))?;
    let answer = answer(&weft, filter, by, &Reader::of(&visitor)).await?;
    download(as_csv(&answer), "text/csv; charset=utf-8", &format!("reach-by-{}.csv", by.key()))
}
