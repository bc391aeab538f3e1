//! The officer's pages: what is due, and asking for it. Before a round of requests is sent, the page shows what it asks of
//! every authority this month, beside the month before.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, RawQuery, State as From};
use serde::Deserialize;

use super::{Due, State, due, store};
use crate::{
    groups::{self, Membership},
    partnership,
    people::{self, Permit, Role, Scope},
    plumbing::{
        clock::{spoken_day, zone},
        db::Write,
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        mail,
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/progress", overview),
        get("/progress/requests", round),
        post("/progress/requests", send_round),
        post("/progress/reminders", remind),
    ]
}

/// Today, the names of workstreams, and how days are said.
pub(super) struct Frame {
    pub(super) today: String,
    pub(super) site: String,
    pub(super) office: String,
    pub(super) zone: jiff::tz::TimeZone,
}

impl Frame {
    pub(super) async fn of(weft: &Weft) -> Result<Self, Problem> {
        let partnership = partnership::load(&weft.db).await?;
        let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
        let office = match &partnership {
            Some(found) => people::office(&weft.db, &found.contact_office).await?,
            None => None,
        };
        Ok(Self {
            today: weft.clock.today(&zone),
            site: partnership.map(|found| found.name).unwrap_or_default(),
            office: office.map_or_else(|| "The Collaboration Officer".to_owned(), |office| office.title),
            zone,
        })
    }
}

/// Whether somebody may see a group's reports: whoever holds the role everywhere, or for its workstream.
pub(super) fn may_see(permit: &Permit, workstream: Option<&str>) -> bool {
    let scope = workstream.map_or(Scope::Partnership, |key| Scope::Workstream(key.to_owned()));
    permit.within(&scope).is_ok()
}

/// One group as the overview lists it.
struct Line {
    group: String,
    title: String,
    period: String,
    due: String,
    state: &'static str,
    look: &'static str,
    href: Option<String>,
}

/// One part of the overview.
struct Part {
    id: &'static str,
    heading: &'static str,
    says: &'static str,
    lines: Vec<Line>,
    ask: bool,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    count: String,
}

#[derive(Template)]
#[template(path = "progress/overview.html")]
struct OverviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    parts: Vec<Part>,
    nothing: bool,
    remind: Option<(String, usize)>,
    can_ask: bool,
    without_rhythm: usize,
    highlights: Vec<Crumb>,
    judgements: Option<String>,
}

fn line(due: &Due, today: &str) -> Line {
    let (state, look) = match due.state {
        Some(state) => (state.name(), state.look()),
        None if due.is_to_ask(today) => ("Not asked yet", "draft"),
        None => ("Coming", "draft"),
    };
    Line {
        group: due.group.clone(),
        title: due.title.clone(),
        period: due.period(),
        due: spoken_day(&due.due),
        state,
        look,
        href: due.report.as_ref().map(|key| format!("/progress/{key}")),
    }
}

async fn overview(From(weft): From<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let frame = Frame::of(&weft).await?;
    let today = frame.today.as_str();
    let every = groups::groups(&weft.db).await?;
    let titles = due::titles(&weft.db).await?;
    let mut all = due(&weft.db, today).await?;
    all.retain(|one| may_see(&permit, one.workstream.as_deref()));
    let pick =
        |wanted: &dyn Fn(&Due) -> bool| all.iter().filter(|one| wanted(one)).map(|one| line(one, today)).collect();
    let officer = permit.visitor.holds(Role::CollaborationOfficer);
    let stored = |rows: Vec<store::Row>| -> Vec<Line> {
        rows.into_iter()
            .filter(|row| may_see(&permit, row.workstream_key.as_deref()))
            .map(|row| Line {
                title: titles.get(&row.group_key).cloned().unwrap_or_else(|| row.group_key.clone()),
                period: super::spoken_period(&row.period_from, &row.period_to),
                due: spoken_day(&row.due),
                state: row.state().name(),
                look: row.state().look(),
                href: Some(format!("/progress/{}", row.key)),
                group: row.group_key,
            })
            .collect()
    };
    let asked_and_late = |one: &Due| one.state.is_some() && one.is_overdue(today);
    let overdue: Vec<Line> = pick(&|one| asked_and_late(one) && one.state != Some(State::Returned));
    let late = overdue.len();
    let parts = vec![
        Part {
            id: "waiting",
            heading: "Waiting to be accepted",
            says: "Read each, and accept it or return it with a question.",
            lines: stored(store::rows_in(&weft.db, "sent").await?),
            ask: false,
        },
        Part {
            id: "overdue",
            heading: "Overdue",
            says: "Asked for, and their day has passed.",
            lines: overdue,
            ask: false,
        },
        Part {
            id: "to-ask",
            heading: "To be asked",
            says: "Their time has ended, and nobody has asked yet. Choose whom to ask; the next page shows what that asks of each authority.",
            lines: pick(&|one| one.is_to_ask(today)),
            ask: officer,
        },
        Part {
            id: "returned",
            heading: "Returned with a question",
            says: "Back with whoever sent them.",
            lines: pick(&|one| one.state == Some(State::Returned)),
            ask: false,
        },
        Part {
            id: "asked",
            heading: "Asked, and not yet due",
            says: "",
            lines: pick(&|one| matches!(one.state, Some(State::Asked | State::Draft)) && !one.is_overdue(today)),
            ask: false,
        },
        Part {
            id: "coming",
            heading: "Coming",
            says: "Due within the next weeks; their time is still running.",
            lines: pick(&|one| one.state.is_none() && !one.is_to_ask(today)),
            ask: false,
        },
        Part {
            id: "accepted",
            heading: "Accepted lately",
            says: "",
            lines: stored(store::accepted_lately(&weft.db).await?),
            ask: false,
        },
    ];
    let current = partnership::load(&weft.db).await?.and_then(|found| found.current_framework);
    let running = every.iter().filter(|group| {
        !group.has_ended(today)
            && current.as_ref().is_none_or(|current| *current == group.framework)
            && may_see(&permit, group.workstream.as_deref())
    });
    let without_rhythm = running.filter(|group| group.rhythm.is_none()).count();
    let mut highlights: Vec<Crumb> = Vec::new();
    if let Some(framework) = &current {
        let keys: BTreeSet<&String> = every
            .iter()
            .filter(|group| group.framework == *framework)
            .filter_map(|group| group.workstream.as_ref())
            .collect();
        for key in keys {
            let named = partnership::workstream(&weft.db, framework, key).await?;
            highlights.push(Crumb::new(format!("/progress/highlights/{framework}/{key}"), named.label));
        }
    }
    let mut page = permit.visitor.page("Progress of the groups").section("groups");
    page.notice = match asked.done.as_str() {
        "asked" => Some(format!("{} asked. The letters go out within a minute.", count_of(&asked.count, "group"))),
        "reminded" => Some(format!("{} reminded.", count_of(&asked.count, "group"))),
        _ => None,
    };
    show_private(&OverviewPage {
        page,
        crumbs: vec![Crumb::new("/account", "Your account")],
        nothing: parts.iter().all(|part| part.lines.is_empty()),
        remind: if officer && late > 0 { Some((permit.visitor.form_key(&weft)?, late)) } else { None },
        parts,
        can_ask: officer,
        without_rhythm,
        highlights,
        judgements: current.map(|framework| format!("/progress/judgements/{framework}")),
    })
}

/// A count with its word: `1 group`, `12 groups`. What is no number is said without one.
fn count_of(count: &str, word: &str) -> String {
    match count.parse::<u32>() {
        Ok(1) => format!("1 {word}"),
        Ok(many) => format!("{many} {word}s"),
        Err(_) => format!("The {word}s"),
    }
}

/// One letter of a round.
pub(super) struct Letter {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) authority: Option<String>,
}

/// What a round asks of one group.
struct Request {
    due: Due,
    letters: Vec<Letter>,
    /// Leads who have no address.
    unreachable: Vec<String>,
}

/// The leads of groups on a day, by group; one statement for all of them, one for the address of each lead.
async fn leads(
    weft: &Weft,
    today: &str,
    wanted: &BTreeSet<String>,
) -> Result<BTreeMap<String, Vec<Membership>>, Problem> {
    let mut found: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
    for member in groups::current_memberships(&weft.db, today).await? {
        if member.part == "lead" && wanted.contains(&member.group) {
            found.entry(member.group.clone()).or_default().push(member);
        }
    }
    Ok(found)
}

/// The letters that a request to some leads would be, and the leads without an address.
pub(super) async fn letters_to(weft: &Weft, leads: &[Membership]) -> Result<(Vec<Letter>, Vec<String>), Problem> {
    let (mut letters, mut unreachable) = (Vec::new(), Vec::new());
    for lead in leads {
        match people::person(&weft.db, &lead.person).await?.and_then(|person| person.email) {
            Some(email) if !letters.iter().any(|one: &Letter| one.person == lead.person) => letters.push(Letter {
                person: lead.person.clone(),
                name: lead.name.clone(),
                email,
                authority: lead.authority.clone(),
            }),
            Some(_) => {}
            None => unreachable.push(lead.name.clone()),
        }
    }
    Ok((letters, unreachable))
}

async fn requests(weft: &Weft, today: &str, chosen: &BTreeSet<String>) -> Result<Vec<Request>, Problem> {
    let leads = leads(weft, today, chosen).await?;
    let mut found = Vec::new();
    for due in due(&weft.db, today).await? {
        if due.state.is_none() && chosen.contains(&due.group) {
            let of_group = leads.get(&due.group).map_or(&[][..], Vec::as_slice);
            let (letters, unreachable) = letters_to(weft, of_group).await?;
            found.push(Request { due, letters, unreachable });
        }
    }
    Ok(found)
}

/// What one authority is asked.
struct Burden {
    name: String,
    last: i64,
    so_far: i64,
    now: i64,
    total: i64,
    more: bool,
}

/// One group of a round as the page shows it.
struct RoundLine {
    group: String,
    title: String,
    period: String,
    due: String,
    to: String,
    missing: Option<String>,
}

#[derive(Template)]
#[template(path = "progress/round.html")]
struct RoundPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    lines: Vec<RoundLine>,
    burdens: Vec<Burden>,
    letters: usize,
    this_month: String,
    last_month: String,
}

fn chosen_of<'a>(pairs: impl Iterator<Item = (String, String)> + 'a) -> BTreeSet<String> {
    pairs.filter(|(name, _)| name == "group").map(|(_, value)| value).collect()
}

async fn round(From(weft): From<Weft>, permit: Permit, RawQuery(query): RawQuery) -> Shown {
    let frame = Frame::of(&weft).await?;
    let query = query.unwrap_or_default();
    let mut chosen = chosen_of(url::form_urlencoded::parse(query.as_bytes()).into_owned());
    if chosen.is_empty() {
        // Nobody chosen is everybody who could be asked: a link from elsewhere leads here.
        let all = due(&weft.db, &frame.today).await?;
        chosen.extend(all.into_iter().filter(|one| one.is_to_ask(&frame.today)).map(|one| one.group));
    }
    let requests = requests(&weft, &frame.today, &chosen).await?;
    let [this, before] = super::due::months(&frame.today);
    let so_far = store::burden(&weft.db, &this.0, &this.1).await?;
    let last = store::burden(&weft.db, &before.0, &before.1).await?;
    let mut now: BTreeMap<String, i64> = BTreeMap::new();
    for letter in requests.iter().flat_map(|request| &request.letters) {
        *now.entry(letter.authority.clone().unwrap_or_default()).or_default() += 1;
    }
    let of = |counts: &BTreeMap<String, i64>, key: &str| counts.get(key).copied().unwrap_or_default();
    let mut named: Vec<(String, String)> =
        partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    if [&so_far, &last, &now].iter().any(|counts| counts.contains_key("")) {
        named.push((String::new(), "Other organisations".to_owned()));
    }
    let burdens = named
        .into_iter()
        .map(|(key, name)| {
            let (last, so_far, now) = (of(&last, &key), of(&so_far, &key), of(&now, &key));
            Burden { name, last, so_far, now, total: so_far + now, more: so_far + now > last && last > 0 }
        })
        .collect();
    let month = |day: &str| spoken_day(day).split_once(' ').map_or_else(String::new, |(_, rest)| rest.to_owned());
    show_private(&RoundPage {
        page: permit.visitor.page("Ask for progress reports").section("groups"),
        crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/progress", "Progress of the groups")],
        form_key: permit.visitor.form_key(&weft)?,
        letters: requests.iter().map(|request| request.letters.len()).sum(),
        lines: requests
            .into_iter()
            .map(|request| RoundLine {
                to: request.letters.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join(", "),
                missing: match (request.letters.is_empty(), request.unreachable.is_empty()) {
                    (true, true) => Some("Nobody leads this group on record, so no letter can go out.".to_owned()),
                    (_, false) => Some(format!("No address is known of {}.", request.unreachable.join(", "))),
                    _ => None,
                },
                title: request.due.title.clone(),
                period: request.due.period(),
                due: spoken_day(&answer_by(&request.due.due, &frame.today)),
                group: request.due.group,
            })
            .collect(),
        burdens,
        this_month: month(&this.0),
        last_month: month(&before.0),
    })
}

/// Writes one letter with a fresh link into the outbox.
#[expect(clippy::too_many_arguments, reason = "a letter names everything that stands in it")]
pub(super) async fn write_letter(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    frame: &Frame,
    kind: (&str, &str),
    once: &str,
    row: &store::Row,
    group: &str,
    letter: &Letter,
    question: &str,
) -> Result<bool, Problem> {
    let (template, link_kind) = kind;
    let authority = letter.authority.as_deref();
    let token = store::add_link(weft, write, by, &row.id, link_kind, Some(&letter.person), authority).await?;
    let link = format!("{}/p/{token}", weft.settings.public_url);
    let (period, due) = (super::spoken_period(&row.period_from, &row.period_to), spoken_day(&row.due));
    let mut values = vec![
        ("name", letter.name.as_str()),
        ("group", group),
        ("link", link.as_str()),
        ("office", frame.office.as_str()),
        ("site", frame.site.as_str()),
    ];
    if template == "progress-returned" {
        values.push(("question", question));
    } else {
        values.extend([("period", period.as_str()), ("due", due.as_str())]);
    }
    let letter = mail::Letter { kind: template, once, to: &letter.email, values: &values };
    mail::queue(weft, write, by, &letter).await
}

/// The day to answer by: the day it is due, but never less than a week from today.
pub(super) fn answer_by(due: &str, today: &str) -> String {
    let days = |count: i32| {
        let now = today.parse::<jiff::civil::Date>().ok()?;
        now.checked_add(jiff::Span::new().days(count)).ok().map(|day| day.to_string())
    };
    match (days(7), days(super::DAYS_TO_ANSWER)) {
        (Some(week), Some(later)) if due < week.as_str() => later,
        _ => due.to_owned(),
    }
}

async fn send_round(From(weft): From<Weft>, permit: Permit, posted: Posted) -> Shown {
    let frame = Frame::of(&weft).await?;
    let chosen: BTreeSet<String> = posted.all("group").map(ToOwned::to_owned).collect();
    let requests = requests(&weft, &frame.today, &chosen).await?;
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/progress").await?;
    let mut count = 0_usize;
    for request in requests.iter().filter(|request| !request.letters.is_empty()) {
        let due = &request.due;
        // Somebody may have asked meanwhile.
        let newest = store::newest_in(&mut write, &due.group).await?;
        if newest.is_some_and(|row| row.state().is_open() || row.period_to >= due.to) {
            continue;
        }
        let day = answer_by(&due.due, &frame.today);
        let new = store::NewReport {
            group: &due.group,
            framework: &due.framework,
            workstream: due.workstream.as_deref(),
            from: &due.from,
            to: &due.to,
            due: &day,
            invented: false,
        };
        let row = store::add(&weft, &mut write, by, &new).await?;
        for letter in &request.letters {
            let once = format!("progress-request/{}/{}", row.id, letter.person);
            let kind = ("progress-request", "request");
            write_letter(&weft, &mut write, by, &frame, kind, &once, &row, &due.title, letter, "").await?;
        }
        count += 1;
    }
    if count == 0 {
        return Err(Problem::Conflict(
            "Nothing was sent: the groups were asked meanwhile, or nobody who leads them has an address.".into(),
        ));
    }
    write.commit().await?;
    Ok(see(&format!("/progress?done=asked&count={count}")))
}

async fn remind(From(weft): From<Weft>, permit: Permit, posted: Posted) -> Shown {
    let frame = Frame::of(&weft).await?;
    let late: Vec<Due> = due(&weft.db, &frame.today)
        .await?
        .into_iter()
        .filter(|one| one.is_overdue(&frame.today) && matches!(one.state, Some(State::Asked | State::Draft)))
        .collect();
    let wanted: BTreeSet<String> = late.iter().map(|one| one.group.clone()).collect();
    let leads = leads(&weft, &frame.today, &wanted).await?;
    let mut plans = Vec::new();
    for one in &late {
        let (letters, _) = letters_to(&weft, leads.get(&one.group).map_or(&[][..], Vec::as_slice)).await?;
        let Some(row) = store::row(&weft.db, one.report.as_deref().unwrap_or_default()).await? else { continue };
        plans.push((one, row, letters));
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/progress").await?;
    let mut reminded = BTreeSet::new();
    for (one, row, letters) in &plans {
        for letter in letters {
            // One reminder a day is plenty, however often the button is pressed.
            let once = format!("progress-reminder/{}/{}/{}", row.id, letter.person, frame.today);
            let kind = ("progress-reminder", "reminder");
            if write_letter(&weft, &mut write, by, &frame, kind, &once, row, &one.title, letter, "").await? {
                reminded.insert(one.group.clone());
            }
        }
    }
    if reminded.is_empty() {
        return Err(Problem::Conflict("Everybody who is late was reminded today, or has no address.".into()));
    }
    write.commit().await?;
    Ok(see(&format!("/progress?done=reminded&count={}", reminded.len())))
}
