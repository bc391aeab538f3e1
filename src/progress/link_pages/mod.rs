//! The pages behind an emailed link: five questions, one to a page, saved one by one; then everything once more, and
//! sending. Whoever holds the link may answer. Nothing here needs an account, and nothing is kept by the browser.

mod questions;
mod sending;

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{Answers, State, facts, store};
use crate::{
    groups, partnership,
    people::{self, Office, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        layout::{Page, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/p/{token}", start),
        get("/p/{token}/check", sending::check),
        post("/p/{token}/sending", sending::send),
        post("/p/{token}/taking-back", sending::take_back),
        get("/p/{token}/{question}", questions::question),
        post("/p/{token}/{question}", questions::save),
    ]
}

/// The questions in order: the name in the address, the question.
pub(super) const QUESTIONS: [(&str, &str); 5] = [
    ("met", "Did you meet?"),
    ("people", "Who took part?"),
    ("changed", "What was made or changed?"),
    ("helps", "What helps or stops it?"),
    ("share", "One thing to share"),
];

/// The longest answer in words, in characters.
pub(super) const LONGEST: usize = 2000;

/// The report behind a token, and what its pages say around the questions.
struct Place {
    token: String,
    row: store::Row,
    group: String,
    period: String,
    due: String,
    asked: Option<String>,
    office: Option<Office>,
    zone: jiff::tz::TimeZone,
    /// Why nothing can be written any more, where that is so.
    shut: Option<Shut>,
}

/// Why a link opens no form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shut {
    Ended,
    Expired,
    Withdrawn,
    Sent,
}

async fn find(weft: &Weft, token: &str) -> Result<Place, Problem> {
    let link = store::link(&weft.db, token).await?.ok_or(Problem::NotFound)?;
    let row = store::row_of_id(&weft.db, &link.report_id).await?.ok_or(Problem::NotFound)?;
    let partnership = partnership::load(&weft.db).await?;
    let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
    let group = groups::group(&weft.db, &row.group_key).await?;
    let ended = group.as_ref().is_none_or(|group| group.has_ended(&weft.clock.today(&zone)));
    let shut = match row.state() {
        State::Sent | State::Accepted => Some(Shut::Sent),
        State::Withdrawn => Some(Shut::Withdrawn),
        _ if ended => Some(Shut::Ended),
        _ if link.expires_at < weft.clock.instant() => Some(Shut::Expired),
        _ => None,
    };
    let asked = match &link.person_key {
        Some(person) => people::person(&weft.db, person).await?.map(|person| person.name),
        None => None,
    };
    let title = search::named(&weft.db, "group", &row.group_key).await?.map(|found| found.title);
    let office = match &partnership {
        Some(found) => people::office(&weft.db, &found.contact_office).await?,
        None => None,
    };
    Ok(Place {
        token: token.to_owned(),
        group: title.or(group.map(|group| group.name)).unwrap_or_else(|| row.group_key.clone()),
        period: super::spoken_period(&row.period_from, &row.period_to),
        due: spoken_day(&row.due),
        row,
        asked,
        office,
        zone,
        shut,
    })
}

impl Place {
    fn home(&self) -> String {
        format!("/p/{}", self.token)
    }

    /// What is written, or what the records know where nothing is; and how many questions were reached.
    async fn answers(&self, weft: &Weft) -> Result<(Answers, i64), Problem> {
        if let Some(draft) = store::draft(&weft.db, &self.row.id).await? {
            return Ok(draft);
        }
        if let Some(sent) = store::sent(&weft.db, &self.row.id).await? {
            // A returned report begins with what was sent.
            return Ok((sent, 5));
        }
        Ok((facts::prefilled(&weft.db, &self.row).await?, 0))
    }
}

/// One answer, as pages that show a whole report list it.
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) question: &'static str,
    pub(super) lines: Vec<String>,
}

/// The answers in the order of the questions, in words.
pub(super) fn lines(answers: &Answers) -> Vec<Line> {
    let text =
        |text: &str| text.lines().map(ToOwned::to_owned).filter(|line| !line.trim().is_empty()).collect::<Vec<_>>();
    let met = match answers.met.as_str() {
        "yes" => vec!["Yes".to_owned()],
        "no" => vec!["No".to_owned()],
        _ => Vec::new(),
    };
    let people = answers.people.map(|count| if count == 1 { "1 person".to_owned() } else { format!("{count} people") });
    let mut share = text(&answers.share);
    if answers.may_share == 1 && !share.is_empty() {
        share.push("You may ask me about sharing it.".to_owned());
    }
    QUESTIONS
        .into_iter()
        .zip([
            [met, text(&answers.met_note)].concat(),
            people.into_iter().chain(text(&answers.who)).collect(),
            text(&answers.changed),
            text(&answers.helps),
            share,
        ])
        .map(|((name, question), lines)| Line { name, question, lines })
        .collect()
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "progress/link_start.html")]
struct StartPage {
    page: Page,
    place: Place,
    question: Option<String>,
    begun: bool,
    go_on: String,
}

#[derive(Template)]
#[template(path = "progress/link_shut.html")]
struct ShutPage {
    page: Page,
    place: Place,
    why: &'static str,
    lines: Vec<Line>,
    sent: Option<String>,
    accepted: bool,
    can_take_back: bool,
    form_key: String,
}

async fn start(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path(token): Path<String>,
    Query(asked): Query<Asked>,
) -> Shown {
    let place = find(&weft, &token).await?;
    if place.shut.is_some() {
        return shut(&weft, &visitor, place, &asked.done).await;
    }
    let (_, reached) = place.answers(&weft).await?;
    let next = usize::try_from(reached).ok().and_then(|reached| QUESTIONS.get(reached));
    let mut page = visitor.page(format!("Progress of {}", place.group));
    page.notice = match asked.done.as_str() {
        "saved" => Some("Saved. Come back with the same link whenever you like.".to_owned()),
        "taken-back" => Some("It is yours again: change it and send it once more.".to_owned()),
        _ => None,
    };
    show_private(&StartPage {
        page,
        question: if place.row.state() == State::Returned {
            store::question(&weft.db, &place.row.id).await?
        } else {
            None
        },
        begun: reached > 0,
        go_on: format!("{}/{}", place.home(), next.map_or("check", |(name, _)| name)),
        place,
    })
}

async fn shut(weft: &Weft, visitor: &Visitor, place: Place, done: &str) -> Shown {
    let sent = store::sent(&weft.db, &place.row.id).await?;
    let why = match place.shut {
        Some(Shut::Ended) => "ended",
        Some(Shut::Expired) => "expired",
        Some(Shut::Withdrawn) => "withdrawn",
        _ => "sent",
    };
    let title = match why {
        "sent" if done == "sent" => "Thank you".to_owned(),
        "sent" => format!("Progress of {}: sent", place.group),
        "ended" => format!("{} has come to an end", place.group),
        "expired" => "This link no longer works".to_owned(),
        _ => "This report is no longer needed".to_owned(),
    };
    show_private(&ShutPage {
        page: visitor.page(title),
        why,
        lines: sent.as_ref().map(lines).unwrap_or_default(),
        sent: sent.map(|sent| {
            let at = spoken_instant(sent.sent_at.as_deref().unwrap_or_default(), &place.zone);
            format!("Sent on {at} by {}", sent.person_name)
        }),
        accepted: place.row.state() == State::Accepted,
        can_take_back: place.row.state() == State::Sent,
        form_key: visitor.form_key(weft)?,
        place,
    })
}
