//! What stands in the sections of the page, in words.

use std::collections::BTreeMap;

use super::{
    pages::when,
    record::{Gathered, came, led_to, mode_name},
    store::{self, CaseStudy, Meeting},
};
use crate::{
    partnership::spoken_sessions,
    plumbing::clock::spoken_day,
    programmes::{
        applications::State,
        completion::{StudyState, hours},
        registers::Mark,
    },
};

/// Something that waits for an answer.
pub(super) struct Prompt {
    pub(super) words: String,
    pub(super) href: String,
    pub(super) label: String,
}

/// A meeting to come.
pub(super) struct Coming {
    pub(super) when: String,
    pub(super) title: String,
    pub(super) part_of: String,
    pub(super) place: String,
    pub(super) link: String,
    pub(super) href: String,
}

/// An application.
pub(super) struct Applied {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) state: &'static str,
    pub(super) sentence: String,
    pub(super) sent: String,
}

/// A cohort one has, or had, a place in.
pub(super) struct Cohort {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) id: String,
    pub(super) sessions: String,
    pub(super) attended: String,
    pub(super) meetings: Vec<Row>,
    pub(super) case_study: Option<String>,
    /// Where one writes the case study, while it is open.
    pub(super) write_at: Option<String>,
    pub(super) completion: Option<String>,
    pub(super) certificate: Option<String>,
}

/// A meeting of a cohort.
pub(super) struct Row {
    pub(super) day: String,
    pub(super) title: String,
    pub(super) state: &'static str,
    pub(super) mine: String,
}

/// A group one is or was in.
pub(super) struct GroupLine {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) part: &'static str,
    pub(super) since: String,
    pub(super) attended: usize,
}

/// How many meetings to come stand at the top.
const MOST_COMING: usize = 6;

fn full(programme: &str, cohort: &str) -> String {
    format!("{programme}, {cohort}")
}

/// Where the applicant reads and answers their application.
fn own_page(application: &store::Applied) -> String {
    format!("/my/learning/applications/{}", application.key)
}

/// What waits for an answer: an offer, a draft, a case study.
pub(super) fn prompts(
    applied: &[store::Applied],
    gathered: &Gathered,
    studies: &BTreeMap<String, CaseStudy>,
    today: &str,
) -> Vec<Prompt> {
    let mut prompts = Vec::new();
    for one in applied {
        let title = full(&one.programme_name, &one.cohort_title);
        match (State::of(&one.state), &one.offer_expires_on) {
            (Some(State::Offered), until) if until.as_deref().is_none_or(|day| day >= today) => prompts.push(Prompt {
                words: match until {
                    Some(day) => format!("You are offered a place on {title}. Answer by {}.", spoken_day(day)),
                    None => format!("You are offered a place on {title}."),
                },
                href: own_page(one),
                label: format!("Answer the offer: {title}"),
            }),
            (Some(State::Draft), _) => prompts.push(Prompt {
                words: format!("You have begun to apply for {title} and have not sent it."),
                href: own_page(one),
                label: format!("Go on applying: {title}"),
            }),
            _ => {}
        }
    }
    for (cohort, study) in studies {
        let open = matches!(StudyState::of(&study.state), Some(StudyState::Draft | StudyState::Returned));
        let Some(of) = gathered.meetings.iter().find(|meeting| meeting.cohort == *cohort).filter(|_| open) else {
            continue;
        };
        let title = full(&of.programme_name, &of.cohort_title);
        let words = if study.state == StudyState::Returned.key() {
            format!("Your case study for {title} came back with a question.")
        } else {
            format!("Your case study for {title} is not sent yet.")
        };
        let href = format!("/my/learning/case-studies/{cohort}");
        prompts.push(Prompt { words, href, label: format!("Write the case study: {title}") });
    }
    prompts
}

/// The next meetings.
pub(super) fn coming(meetings: &[Meeting], today: &str) -> Vec<Coming> {
    let next =
        meetings.iter().filter(|one| one.day.as_str() >= today && one.cancelled_on.is_none() && one.held_at.is_none());
    next.take(MOST_COMING)
        .map(|one| Coming {
            when: when(&one.day, &one.starts, &one.ends),
            title: one.title.clone(),
            part_of: full(&one.programme_name, &one.cohort_title),
            place: place(&one.mode, &one.venue),
            link: one.link.clone(),
            href: format!("/cohorts/{}", one.cohort),
        })
        .collect()
}

/// How and where one takes part.
pub(super) fn place(mode: &str, venue: &str) -> String {
    match (mode_name(mode), venue) {
        (mode, "") => mode.to_owned(),
        (mode, venue) => format!("{mode}: {venue}"),
    }
}

/// The applications, the newest session first.
pub(super) fn applied(applications: Vec<store::Applied>) -> Vec<Applied> {
    let one = |one: store::Applied| Applied {
        href: own_page(&one),
        title: full(&one.programme_name, &one.cohort_title),
        state: State::of(&one.state).map_or("", State::name),
        sent: one.submitted_at.as_deref().map_or_else(String::new, |at| spoken_day(at.get(..10).unwrap_or(at))),
        sentence: one.sentence,
    };
    applications.into_iter().map(one).collect()
}

/// The cohorts with their meetings, the newest first.
pub(super) fn cohorts(
    gathered: &Gathered,
    applied: &[store::Applied],
    studies: &BTreeMap<String, CaseStudy>,
    today: &str,
) -> Vec<Cohort> {
    let mut order: Vec<(&str, String, String)> = Vec::new();
    for one in gathered.meetings.iter().rev() {
        if order.iter().all(|(key, ..)| *key != one.cohort) {
            order.push((&one.cohort, full(&one.programme_name, &one.cohort_title), String::new()));
        }
    }
    // A place in a cohort whose meetings are not planned yet is a place all the same.
    for one in applied.iter().filter(|one| one.state == State::Accepted.key()) {
        let sessions = if one.first_session == one.last_session {
            spoken_sessions(&one.first_session)
        } else {
            format!("{} to {}", spoken_sessions(&one.first_session), spoken_sessions(&one.last_session))
        };
        match order.iter_mut().find(|(key, ..)| *key == one.cohort) {
            Some(found) => found.2 = sessions,
            None => order.insert(0, (&one.cohort, full(&one.programme_name, &one.cohort_title), sessions)),
        }
    }
    for one in gathered.completions.values() {
        if order.iter().all(|(key, ..)| *key != one.cohort) {
            order.push((&one.cohort, full(&one.programme_name, &one.cohort_title), String::new()));
        }
    }
    order
        .into_iter()
        .map(|(key, title, sessions)| cohort(gathered, applied, studies, today, (key, title, sessions)))
        .collect()
}

fn cohort(
    gathered: &Gathered,
    applied: &[store::Applied],
    studies: &BTreeMap<String, CaseStudy>,
    today: &str,
    (key, title, sessions): (&str, String, String),
) -> Cohort {
    let meetings: Vec<&Meeting> = gathered.meetings.iter().filter(|one| one.cohort == key).collect();
    let held = meetings.iter().filter(|one| one.held_at.is_some() && one.cancelled_on.is_none()).count();
    let mine = meetings.iter().filter(|one| came(one)).count();
    let planned = meetings.iter().filter(|one| one.held_at.is_none() && one.cancelled_on.is_none()).count();
    let attended = match (held, planned) {
        (0, 0) => "No meeting is planned yet.".to_owned(),
        (0, planned) => format!("{planned} planned, none held yet."),
        (held, 0) => format!("You came to {mine} of {held} meetings held."),
        (held, planned) => format!("You came to {mine} of {held} meetings held; {planned} more planned."),
    };
    let completion = gathered.completions.get(key);
    let study = studies.get(key).and_then(|study| StudyState::of(&study.state));
    let asked =
        applied.iter().any(|one| one.cohort == key && one.state == State::Accepted.key() && one.case_study == 1);
    let open = matches!(study, None | Some(StudyState::Draft | StudyState::Returned)) && completion.is_none();
    Cohort {
        write_at: (asked && open).then(|| format!("/my/learning/case-studies/{key}")),
        title,
        href: format!("/cohorts/{key}"),
        id: format!("cohort-{key}"),
        sessions,
        attended,
        meetings: meetings.iter().map(|one| row(one, today)).collect(),
        case_study: match study {
            Some(state) => Some(format!("Case study: {}.", state.name().to_lowercase())),
            None => asked.then(|| "A case study is asked for; nothing is written yet.".to_owned()),
        },
        completion: completion.map(|one| {
            let led = led_to(one);
            let led = if led.is_empty() { String::new() } else { format!(" {led}.") };
            match one.outcome.as_str() {
                "completed" => {
                    format!("Completed on {}, with {} attended.{led}", spoken_day(&one.day), hours(one.minutes))
                }
                _ => format!("Not completed, decided on {}.", spoken_day(&one.day)),
            }
        }),
        certificate: completion.and_then(|one| one.certificate.clone()),
    }
}

fn row(meeting: &Meeting, today: &str) -> Row {
    let state = match (&meeting.cancelled_on, &meeting.held_at) {
        (Some(_), _) => "Cancelled",
        (None, Some(_)) => "Held",
        (None, None) if meeting.day.as_str() < today => "Register not closed",
        (None, None) => "Planned",
    };
    let mark = meeting.mark.as_deref().and_then(Mark::of);
    let mine = match (mark, meeting.came_mode.as_deref()) {
        (Some(mark), Some(mode)) if mark.came() => format!("{}, {}", mark.name(), mode_name(mode).to_lowercase()),
        (Some(mark), _) => mark.name().to_owned(),
        (None, _) if meeting.held_at.is_some() => "Not marked".to_owned(),
        (None, _) => "–".to_owned(),
    };
    Row { day: when(&meeting.day, &meeting.starts, &meeting.ends), title: meeting.title.clone(), state, mine }
}

/// The groups and networks one is in, then those one was in.
pub(super) fn groups(gathered: &Gathered, today: &str) -> Vec<GroupLine> {
    let attended = |group: &str| {
        gathered.group_meetings.iter().filter(|one| one.holder_kind == "group" && one.holder_key == group).count()
    };
    let mut lines: Vec<(bool, GroupLine)> = Vec::new();
    for one in &gathered.memberships {
        let (name, href) = gathered.holders.get(&("group".to_owned(), one.group.clone())).cloned().unwrap_or_default();
        if href.is_empty() || lines.iter().any(|(_, line)| line.href == href) {
            continue;
        }
        let ended = one.to.as_deref().filter(|day| *day < today);
        let since = match ended {
            Some(to) => format!("{} to {}", spoken_day(&one.from), spoken_day(to)),
            None => format!("Since {}", spoken_day(&one.from)),
        };
        let part = if one.part == "lead" { "Lead" } else { "Member" };
        lines.push((ended.is_some(), GroupLine { name, href, part, since, attended: attended(&one.group) }));
    }
    lines.sort_by(|(ended, a), (other, b)| (ended, &a.name, &a.href).cmp(&(other, &b.name, &b.href)));
    lines.into_iter().map(|(_, line)| line).collect()
}
