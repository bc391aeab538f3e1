//! The pages behind an emailed link: five questions, one to a page, saved one by one; then everything once more, and
//! sending. Whoever holds the link may answer. Nothing here needs an account, and nothing is kept by the browser.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{Answers, Move, State, facts, store};
use crate::{
    groups, partnership,
    people::{self, Office, Visitor},
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        form::{FormErrors, Posted},
        history,
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/p/{token}", start),
        get("/p/{token}/check", check),
        post("/p/{token}/sending", send),
        post("/p/{token}/taking-back", take_back),
        get("/p/{token}/{question}", question),
        post("/p/{token}/{question}", save),
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

#[derive(Template)]
#[template(path = "progress/link_question.html")]
struct QuestionPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    name: &'static str,
    title: &'static str,
    number: usize,
    back: String,
    answers: Answers,
    people: String,
    question: Option<String>,
    prefilled: bool,
    last: bool,
}

fn place_of(name: &str) -> Result<usize, Problem> {
    QUESTIONS.iter().position(|(known, _)| *known == name).ok_or(Problem::NotFound)
}

impl QuestionPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        place: Place,
        at: usize,
        (answers, reached): (Answers, i64),
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let (name, title) = QUESTIONS[at];
        let back = if reached >= 5 {
            format!("{}/check", place.home())
        } else {
            at.checked_sub(1).map_or_else(|| place.home(), |before| format!("{}/{}", place.home(), QUESTIONS[before].0))
        };
        let known = match name {
            "met" => !answers.met.is_empty(),
            "people" => answers.people.is_some(),
            "changed" => !answers.changed.is_empty(),
            _ => false,
        };
        let returned = place.row.state() == State::Returned;
        Ok(Self {
            page: visitor.page(title).with_errors(!errors.is_empty()),
            question: if returned { store::question(&weft.db, &place.row.id).await? } else { None },
            form_key: visitor.form_key(weft)?,
            people: answers.people.map(|count| count.to_string()).unwrap_or_default(),
            prefilled: known && usize::try_from(reached).is_ok_and(|reached| reached <= at),
            last: at + 1 == QUESTIONS.len(),
            place,
            errors,
            name,
            title,
            number: at + 1,
            back,
            answers,
        })
    }
}

async fn question(From(weft): From<Weft>, visitor: Visitor, Path((token, name)): Path<(String, String)>) -> Shown {
    let place = find(&weft, &token).await?;
    let at = place_of(&name)?;
    if place.shut.is_some() {
        return Ok(see(&place.home()));
    }
    let answers = place.answers(&weft).await?;
    show_private(&QuestionPage::new(&weft, &visitor, place, at, answers, FormErrors::default()).await?)
}

/// Reads the answer to one question into the answers.
fn read(posted: &Posted, name: &str, answers: &mut Answers, errors: &mut FormErrors) {
    let mut words = |field: &'static str| {
        let text = posted.text(field).replace("\r\n", "\n");
        let length = text.chars().count();
        if length > LONGEST {
            errors.add(field, format!("This is {length} characters long; at most {LONGEST} are kept. Shorten it."));
        }
        text
    };
    match name {
        "met" => {
            answers.met_note = words("met_note");
            answers.met = posted.text("met").to_owned();
            if !["yes", "no"].contains(&answers.met.as_str()) {
                errors.add("met", "Choose yes or no");
            }
        }
        "people" => {
            answers.who = words("who");
            answers.people = None;
            if let Some(typed) = posted.given("people") {
                match typed.parse::<i64>() {
                    Ok(count) if (0..=100_000).contains(&count) => answers.people = Some(count),
                    _ => errors.add("people", "Write how many people as a number, for example 12, or leave it empty"),
                }
            }
        }
        "changed" => answers.changed = words("changed"),
        "helps" => answers.helps = words("helps"),
        _ => {
            answers.share = words("share");
            answers.may_share = i64::from(posted.text("may_share") == "yes");
        }
    }
}

async fn save(
    From(weft): From<Weft>,
    visitor: Visitor,
    Path((token, name)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let place = find(&weft, &token).await?;
    let at = place_of(&name)?;
    if place.shut.is_some() {
        return Ok(see(&place.home()));
    }
    let (mut answers, reached) = place.answers(&weft).await?;
    let mut errors = FormErrors::default();
    read(&posted, &name, &mut answers, &mut errors);
    if !errors.is_empty() {
        let mut page = QuestionPage::new(&weft, &visitor, place, at, (answers, reached), errors).await?;
        if name == "people" {
            page.people = posted.text("people").to_owned();
        }
        return show_again(&page);
    }
    let now = reached.max(i64::try_from(at + 1).unwrap_or(5));
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::step(&weft, &mut write, history::PUBLIC, &place.row.id, Move::Saving, "").await?;
    store::save(&weft, &mut write, history::PUBLIC, &place.row.id, &answers, now).await?;
    write.commit().await?;
    Ok(see(&match (posted.text("then"), QUESTIONS.get(at + 1)) {
        ("later", _) => format!("{}?done=saved", place.home()),
        (_, Some((next, _))) if reached < 5 => format!("{}/{next}", place.home()),
        _ => format!("{}/check", place.home()),
    }))
}

#[derive(Template)]
#[template(path = "progress/link_check.html")]
struct CheckPage {
    page: Page,
    place: Place,
    errors: FormErrors,
    form_key: String,
    lines: Vec<Line>,
    sender: String,
    post: String,
}

impl CheckPage {
    fn new(
        weft: &Weft,
        visitor: &Visitor,
        place: Place,
        answers: &Answers,
        who: Option<(&str, &str)>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        // Most often whoever was asked is who answers; the name is theirs to change.
        let sender = Some(answers.person_name.clone()).filter(|name| !name.is_empty()).or(place.asked.clone());
        let (sender, post) = match who {
            Some((sender, post)) => (sender.to_owned(), post.to_owned()),
            None => (sender.unwrap_or_default(), answers.post.clone()),
        };
        Ok(Self {
            page: visitor.page("Check your answers").with_errors(!errors.is_empty()),
            form_key: visitor.form_key(weft)?,
            lines: lines(answers),
            place,
            errors,
            sender,
            post,
        })
    }
}

async fn check(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let place = find(&weft, &token).await?;
    if place.shut.is_some() {
        return Ok(see(&place.home()));
    }
    let (answers, _) = place.answers(&weft).await?;
    show_private(&CheckPage::new(&weft, &visitor, place, &answers, None, FormErrors::default())?)
}

async fn send(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    if place.shut.is_some_and(|shut| shut != Shut::Sent) {
        return Ok(see(&place.home()));
    }
    let (mut answers, _) = place.answers(&weft).await?;
    let mut errors = FormErrors::default();
    if answers.met.is_empty() {
        errors.add("met", "Say whether you met");
    }
    if answers.changed.is_empty() {
        errors.add("changed", "Say what was made or changed; if it was nothing yet, write “nothing yet”");
    }
    let sender = errors.required(&posted, "sender", "Write your name").to_owned();
    let post = posted.text("post").to_owned();
    for (field, text) in [("sender", &sender), ("post", &post)] {
        if text.chars().count() > 150 {
            errors.add(field, "This is longer than 150 characters. Shorten it.");
        }
    }
    if !errors.is_empty() {
        return show_again(&CheckPage::new(&weft, &visitor, place, &answers, Some((&sender, &post)), errors)?);
    }
    let page = format!("{}?done=sent", place.home());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::step(&weft, &mut write, history::PUBLIC, &place.row.id, Move::Sending, "").await?;
    (answers.person_name, answers.post) = (sender, post);
    store::save(&weft, &mut write, history::PUBLIC, &place.row.id, &answers, 5).await?;
    store::mark_sent(&mut write, &place.row.id, &weft.clock.instant()).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn take_back(From(weft): From<Weft>, Path(token): Path<String>, posted: Posted) -> Shown {
    let place = find(&weft, &token).await?;
    let (answers, _) = place.answers(&weft).await?;
    let reason: String = posted.text("reason").chars().take(500).collect();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &place.home()).await?;
    store::step(&weft, &mut write, history::PUBLIC, &place.row.id, Move::TakingBack, &reason).await?;
    store::save(&weft, &mut write, history::PUBLIC, &place.row.id, &answers, 5).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=taken-back", place.home())))
}
