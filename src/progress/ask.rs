//! Asking for reports, and reminding of them. Before a round of requests is sent, the page shows what it asks of every
//! authority this month, beside the month before.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{RawQuery, State as From};

use super::{
    Due, State, due,
    letters::{Letter, letters_to, write_letter},
    store,
};
use crate::{
    groups::{self, Membership},
    partnership,
    people::{self, Permit, Scope},
    plumbing::{
        clock::{spoken_day, zone},
        form::Posted,
        layout::{Crumb, Page, see, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/progress/requests", round), post("/progress/requests", send_round), post("/progress/reminders", remind)]
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
    // Boxes that were ticked have the one name, fields that only carry the choice on the other.
    let chosen: BTreeSet<String> = posted.all("group").chain(posted.all("group[]")).map(ToOwned::to_owned).collect();
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
