//! The page of one cohort: what it is, whom it is for, when it meets, whether there is a place.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    Cohort, CohortMeeting, Fits, Places, Share, Version, Window, mode_name, store,
    words::{any_of, counted},
};
use crate::{
    partnership::{self, ESTABLISHMENT_SECTORS, sector_name},
    people::{self, Office, Role, Visitor},
    plumbing::{
        clock::{spoken_day, zone},
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
    programmes::{applications, keeps},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}", one),
        get("/cohorts/{key}/meetings.ics", super::calendar::of_cohort),
        get("/api/v1/cohorts", super::api::list),
    ]
}

/// Today where the partnership is.
pub(in crate::programmes) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

/// What the page was asked: whether somebody of a sector and a post may apply.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    sector: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    check: String,
}

/// One answer of a choice.
pub(in crate::programmes) struct Choice {
    pub(in crate::programmes) value: String,
    pub(in crate::programmes) label: String,
    pub(in crate::programmes) hint: String,
}

impl Choice {
    pub(in crate::programmes) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }
}

/// The word of the checker for a post that is not among those a version names.
const OTHER: &str = "other";

/// The questions of the checker and its answer.
struct Checker {
    sectors: Vec<Choice>,
    posts: Vec<Choice>,
    sector: String,
    post: String,
    answer: Option<String>,
}

/// One meeting as the page lists it.
struct Row {
    number: String,
    title: String,
    when: String,
    place: String,
    reason: String,
    change: String,
}

/// Meetings that stand alike: to come, held, without a closed register, cancelled.
struct Part {
    id: &'static str,
    caption: &'static str,
    count: String,
    cancelled: bool,
    /// Whether its meetings may still be changed.
    open: bool,
    rows: Vec<Row>,
}

/// Places kept for one authority or sector.
struct Kept {
    name: String,
    places: String,
}

#[derive(Template)]
#[template(path = "programmes/cohorts/one.html")]
struct CohortPage {
    page: Page,
    crumbs: Vec<Crumb>,
    cohort: Cohort,
    version: Version,
    heading: String,
    window: Window,
    window_said: String,
    places: String,
    apply: Option<String>,
    waiting: bool,
    sessions: String,
    mode: &'static str,
    dates: String,
    completed_by: Vec<String>,
    parts: Vec<Part>,
    shares: Vec<Kept>,
    shares_said: String,
    checker: Checker,
    contact: Option<Office>,
    keeper: bool,
    /// Whether the visitor may see who applies.
    reader: bool,
}

/// The day and times of a meeting as people read them.
pub(in crate::programmes) fn when(meeting: &CohortMeeting) -> String {
    let weekday =
        meeting.day.parse::<jiff::civil::Date>().map(|day| day.strftime("%A").to_string()).unwrap_or_default();
    format!("{weekday} {}, {} to {}", spoken_day(&meeting.day), meeting.starts, meeting.ends)
}

/// Where a meeting is: its own venue, or the cohort's.
pub(in crate::programmes) fn place(mode: &str, venue: &str) -> String {
    match mode {
        "online" => "Online".to_owned(),
        "both" if !venue.is_empty() => format!("{venue}, and online"),
        _ if !venue.is_empty() => venue.to_owned(),
        mode => mode_name(mode).to_owned(),
    }
}

/// From when to when a cohort meets, in a few words; cancelled meetings do not count.
pub(in crate::programmes) fn dates(count: i64, first: Option<&str>, last: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first == last => {
            format!("{}, {}", counted(count, "meeting", "meetings"), spoken_day(first))
        }
        (Some(first), Some(last)) => {
            format!("{}, {} to {}", counted(count, "meeting", "meetings"), spoken_day(first), spoken_day(last))
        }
        _ => "No meeting is planned yet".to_owned(),
    }
}

fn parts(cohort: &Cohort, meetings: &[CohortMeeting], today: &str) -> Vec<Part> {
    let stands = |meeting: &CohortMeeting| match (&meeting.cancelled_on, &meeting.held_at) {
        (Some(_), _) => 3,
        (None, Some(_)) => 1,
        // What was to come of a cancelled cohort does not.
        (None, None) if cohort.cancelled_on.as_ref().is_some_and(|on| meeting.day >= *on) => 3,
        (None, None) if meeting.day.as_str() < today => 2,
        (None, None) => 0,
    };
    let heads = [
        ("planned", "Meetings to come"),
        ("held", "Meetings held"),
        ("open", "Past meetings whose register is not closed yet"),
        ("cancelled", "Meetings cancelled"),
    ];
    let part = |(at, (id, caption)): (usize, (&'static str, &'static str))| {
        let rows: Vec<Row> = meetings
            .iter()
            .filter(|meeting| stands(meeting) == at)
            .map(|meeting| Row {
                number: meeting.number.to_string(),
                title: meeting.title.clone(),
                when: when(meeting),
                place: place(&meeting.mode, if meeting.venue.is_empty() { &cohort.venue } else { &meeting.venue }),
                reason: meeting.cancelled_reason.clone().unwrap_or_default(),
                change: format!("{}/meetings/{}", cohort.url(), meeting.number),
            })
            .collect();
        (!rows.is_empty()).then(|| Part {
            id,
            caption,
            count: rows.len().to_string(),
            cancelled: at == 3,
            open: at == 0 || at == 2,
            rows,
        })
    };
    heads.into_iter().enumerate().filter_map(part).collect()
}

async fn kept(weft: &Weft, shares: Vec<Share>) -> Result<Vec<Kept>, Problem> {
    let authorities = partnership::authorities(&weft.db).await?;
    let name = |share: &Share| match share.kind.as_str() {
        "authority" => authorities
            .iter()
            .find(|one| one.key == share.share_key)
            .map_or_else(|| share.share_key.clone(), |one| one.name.clone()),
        _ => format!("{} sector", sector_name(&share.share_key)),
    };
    Ok(shares.iter().map(|share| Kept { name: name(share), places: share.places.to_string() }).collect())
}

fn shares_said(cohort: &Cohort, today: &str) -> String {
    let Some(until) = &cohort.shares_until else { return String::new() };
    let day = spoken_day(until);
    if today > until.as_str() {
        return format!("These places were kept until {day}. Those that were not used are now for everybody.");
    }
    format!("These places are kept until {day}. After that, those that are not used are for everybody.")
}

fn checker(asked: Asked, cohort: &Cohort, version: &Version, places: Places, today: &str) -> Checker {
    let mut posts: Vec<Choice> = version.post_names().into_iter().map(|post| Choice::new(post, post)).collect();
    if !posts.is_empty() {
        posts.push(Choice::new(OTHER, "Another post"));
    }
    let sectors: Vec<Choice> = ESTABLISHMENT_SECTORS.iter().map(|(key, name)| Choice::new(*key, *name)).collect();
    let answer = (!asked.check.is_empty()).then(|| answer(&asked, cohort, version, places, today));
    Checker { sectors, posts, sector: asked.sector, post: asked.post, answer }
}

/// The answer to “Can I apply?”: what is missing, what stands against it, or yes with the last day.
fn answer(asked: &Asked, cohort: &Cohort, version: &Version, places: Places, today: &str) -> String {
    if asked.sector.is_empty() || (asked.post.is_empty() && !version.posts.is_empty()) {
        let mut lacking = Vec::new();
        if asked.sector.is_empty() {
            lacking.push("your sector".to_owned());
        }
        if asked.post.is_empty() && !version.posts.is_empty() {
            lacking.push("your post".to_owned());
        }
        return format!("Choose {}, and ask again.", any_of(&lacking, "and"));
    }
    let window = cohort.window_said(today);
    match (version.fits(&asked.sector, &asked.post), cohort.window(today)) {
        (_, Window::Cancelled) => format!("No: this cohort was cancelled. {window}"),
        (Fits::NotSector, _) => format!("No: it is for {}.", version.for_whom()),
        (Fits::NotPost, _) => format!(
            "Perhaps: it is for {}. If your work is like theirs, ask whoever answers for this cohort before you apply.",
            version.for_whom()
        ),
        (Fits::Yes, Window::Open) if places.left() == Some(0) => format!("Yes. {window} {}", places.said(Window::Open)),
        (Fits::Yes, Window::Open) => format!("Yes. {window}"),
        (Fits::Yes, Window::NotYet) => format!("Not yet, but it is for you. {window}"),
        (Fits::Yes, _) => format!("Not now, although it is for you. {window}"),
    }
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let cohort = store::cohort(&weft.db, &key).await?.ok_or(Problem::NotFound)?;
    let version = store::version_of(&weft.db, &cohort).await?;
    let (today, meetings) = (today(&weft).await?, store::meetings(&weft.db, &cohort.id).await?);
    let places = Places { total: cohort.places, held: applications::held(&weft.db, &cohort.id).await? };
    let window = cohort.window(&today);
    let running: Vec<&CohortMeeting> = meetings.iter().filter(|one| one.cancelled_on.is_none()).collect();
    let (first, last) =
        (running.iter().map(|one| one.day.as_str()).min(), running.iter().map(|one| one.day.as_str()).max());
    let count = i64::try_from(running.len()).unwrap_or_default();
    let mut completed_by = version.completed_by();
    if version.attendance_share > 0
        && count > 0
        && let Some(words) = completed_by.first_mut()
    {
        let needed = version.needed_of(count);
        words.push_str(&format!(": {needed} of {}", counted(count, "meeting", "meetings")));
    }
    let shares = kept(&weft, store::shares(&weft.db, &cohort.id).await?).await?;
    let keeper = keeps(&visitor, &cohort.programme);
    let page = CohortPage {
        page: visitor
            .page(cohort.full_title())
            .section("programmes")
            .description(format!("For {}.", version.for_whom())),
        crumbs: vec![
            Crumb::new("/programmes", "Programmes"),
            Crumb::new(format!("/programmes/{}", cohort.programme), &cohort.programme_name),
        ],
        heading: cohort.full_title(),
        window_said: cohort.window_said(&today),
        places: places.said(window),
        apply: (window == Window::Open).then(|| format!("{}/apply", cohort.url())),
        waiting: places.left() == Some(0),
        sessions: cohort.spoken_sessions(),
        mode: super::MODES.iter().find(|(known, _)| *known == cohort.mode).map_or("", |(_, name)| name),
        dates: dates(count, first, last),
        completed_by,
        parts: parts(&cohort, &meetings, &today),
        shares,
        shares_said: shares_said(&cohort, &today),
        checker: checker(asked, &cohort, &version, places, &today),
        contact: people::office(&weft.db, &cohort.contact_office).await?,
        keeper,
        reader: keeper || visitor.holds(Role::EvaluationLead) || visitor.holds(Role::AuthorityOfficer),
        window,
        version,
        cohort,
    };
    if visitor.account.is_some() { show_private(&page) } else { show(&page) }
}
