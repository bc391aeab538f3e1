//! One authority's page: its people, seats, groups, establishments and voices, and the same told for a council's paper.

use askama::Template;
use axum::extract::{Path, State};

use super::{AuthorityPart, Post, authority, counted, sees_names_of};
use crate::{
    governance::Seat,
    partnership::{self, sector_name},
    people::{Role, Visitor},
    plan,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
    },
    reach,
    voices::Voice,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/authorities/{key}", page)]
}

/// A seat as the page lists it.
struct SeatLine {
    body: String,
    href: String,
    office: String,
    name: String,
    since: String,
    substitute: bool,
}

/// Something a body asks for and does not have.
struct Open {
    body: String,
    href: String,
    words: String,
    fill: String,
}

/// A group with the authority's people in it.
struct GroupLine {
    title: String,
    href: String,
    workstream: String,
    people: String,
    who: Vec<String>,
}

#[derive(Template)]
#[template(path = "profiles/authority.html")]
struct AuthorityPage {
    page: Page,
    crumbs: Vec<Crumb>,
    name: String,
    council: String,
    session: String,
    day: String,
    people: String,
    posts: Vec<Post>,
    seats: Vec<SeatLine>,
    open: Vec<Open>,
    groups: Vec<GroupLine>,
    missed: Vec<Crumb>,
    unrecorded: usize,
    with_names: bool,
    may_fill: bool,
    programmes: Vec<Crumb>,
    establishments: String,
    sectors: Vec<(String, String)>,
    reached: Vec<Crumb>,
    all_establishments: String,
    /// How many people took part in programmes this session, for those who may see names.
    took_part: Option<String>,
    quotes: Vec<Voice>,
    outputs: Vec<(String, Option<String>, String)>,
    gained: Vec<(String, String)>,
    ahead: Vec<(Crumb, String)>,
    approval: Option<String>,
    /// The decisions of every council in one view, once there is a framework.
    approvals: Option<String>,
    paragraphs: Vec<String>,
    others: Vec<Crumb>,
    invented: bool,
}

fn seat_line(seat: &Seat, part: &AuthorityPart, with_names: bool) -> SeatLine {
    SeatLine {
        body: part.bodies.get(&seat.body).cloned().unwrap_or_else(|| seat.body.clone()),
        href: format!("/governance/{}", seat.body),
        office: seat.office_title.clone(),
        name: seat.name.clone().filter(|_| with_names).unwrap_or_default(),
        since: spoken_day(&seat.from),
        substitute: seat.substitute.is_some(),
    }
}

fn group_lines(part: &AuthorityPart, with_names: bool) -> Vec<GroupLine> {
    let line = |group: &super::GroupIn| {
        let own = part.members.iter().filter(|member| member.group == group.key);
        let who = own.map(|member| match (with_names, member.post.is_empty()) {
            (true, true) => member.name.clone(),
            (true, false) => format!("{}, {}", member.name, member.post),
            (false, true) => "Post not recorded".to_owned(),
            (false, false) => member.post.clone(),
        });
        // A group that is a body has its people as seats.
        let seated = part.seats.iter().filter(|seat| seat.body == group.key);
        let seated = seated.map(|seat| match seat.name.as_ref().filter(|_| with_names) {
            Some(name) => format!("{name}, {}", seat.office_title),
            None => seat.office_title.clone(),
        });
        GroupLine {
            title: group.title.clone(),
            href: format!("/groups/{}", group.key),
            workstream: group.workstream.clone(),
            people: counted(group.people, "person", "people"),
            who: who.chain(seated).collect(),
        }
    };
    part.groups.iter().map(line).collect()
}

async fn page(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let today = super::today(&weft).await?;
    let framework = plan::current_key(&weft).await?.unwrap_or_default();
    let mut part = authority::part(&weft.db, &key, &framework, &today, "website").await?.ok_or(Problem::NotFound)?;
    if visitor.account.is_none() {
        // Progress reports are read by people with an account, until a publication takes them up.
        part.gained.clear();
    }
    let with_names = sees_names_of(&visitor, &key);
    let may_fill = visitor.holds(Role::CollaborationOfficer);
    let approval = part.approval.as_ref().map(|approval| {
        let item = approval.agenda_item.as_ref().map(|item| format!(", item {item}")).unwrap_or_default();
        let words = approval.words.as_ref().map(|words| format!(". {words}")).unwrap_or_default();
        let day = spoken_day(&approval.day);
        let text = format!("{}, {day}{item}: {}{words}", approval.committee, approval.decision_name());
        // What the committee decided in words ends as it was typed.
        if text.ends_with('.') { text } else { format!("{text}.") }
    });
    let others = partnership::authorities(&weft.db).await?.into_iter().filter(|other| other.key != key);
    let open = part.vacancies.iter().map(|vacancy| Open {
        body: vacancy.body_name.clone(),
        href: format!("/governance/{}", vacancy.body),
        words: vacancy.words.clone(),
        fill: format!("/governance/{}/seats/new?rule={}&authority={key}", vacancy.body, vacancy.rule),
    });
    let is_ours = |kind: &str, holder: &str| match kind {
        "body" => part.seats.iter().any(|seat| seat.body == holder),
        _ => part.groups.iter().any(|group| group.key == holder),
    };
    let took_part = match with_names {
        true => {
            let filter = reach::Filter { session: reach::session_of(&today), ..reach::Filter::default() };
            let people = reach::people_of(&weft.db, reach::Whose::Authority(&key), &filter).await?;
            Some(counted(usize::try_from(people).unwrap_or_default(), "person", "people"))
        }
        false => None,
    };
    let shown = AuthorityPage {
        took_part,
        ahead: super::meetings_ahead(&weft.db, &today, is_ours).await?,
        page: visitor.page(&part.authority.name).section("about").description(format!(
            "What {} takes part in: groups, seats, programmes, establishments.",
            part.authority.council_name
        )),
        crumbs: vec![Crumb::new("/about", "About")],
        name: part.authority.name.clone(),
        council: part.authority.council_name.clone(),
        session: partnership::spoken_sessions(&framework),
        day: spoken_day(&today),
        people: counted(part.people, "person", "people"),
        posts: part.posts.clone(),
        seats: part.seats.iter().map(|seat| seat_line(seat, &part, with_names)).collect(),
        open: open.collect(),
        groups: group_lines(&part, with_names),
        missed: part.missed.iter().map(|group| Crumb::new(format!("/groups/{}", group.key), &group.title)).collect(),
        unrecorded: part.unrecorded,
        with_names,
        may_fill,
        programmes: part.programmes.iter().map(|(key, name)| Crumb::new(format!("/programmes/{key}"), name)).collect(),
        establishments: part.establishments.total().to_string(),
        sectors: part
            .establishments
            .open
            .iter()
            .map(|(sector, count)| (sector_name(sector).to_owned(), count.to_string()))
            .collect(),
        reached: part
            .establishments
            .reached
            .iter()
            .map(|(key, name)| Crumb::new(format!("/establishments/{key}"), name))
            .collect(),
        all_establishments: format!("/establishments?authority={key}"),
        gained: part.gained.iter().map(|one| (one.words.clone(), one.period.clone())).collect(),
        approval,
        approvals: (!framework.is_empty()).then(|| format!("/framework/{framework}/approvals")),
        paragraphs: part.paragraphs(),
        others: others.map(|other| Crumb::new(format!("/authorities/{}", other.key), other.name)).collect(),
        invented: partnership::load(&weft.db).await?.is_some_and(|found| found.example_note.is_some()),
        quotes: part.quotes,
        outputs: part.outputs,
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}
