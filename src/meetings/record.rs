//! Recording a meeting: one page and one form. Every button saves all of it, so that nothing typed is ever lost, and goes
//! back to the section it stands in.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    agenda,
    members::{self, Member},
    one::{ActionShown, action_shown},
    plan::Choice,
    record_take::{self, Taken},
    sight::Ground,
    store::{self, Attendance, Declaration},
};
use crate::{
    actions,
    people::{Permit, Visitor},
    plumbing::{
        clock::{spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/meetings/{id}/record", form), post("/meetings/{id}/record", save)]
}

/// How many blank decisions and actions stand ready.
pub(super) const BLANK: usize = 3;

/// One answer of somebody's attendance.
pub(super) struct Answer {
    id: String,
    value: &'static str,
    label: &'static str,
    chosen: bool,
}

/// One member, or somebody else who was noted, with the answers about them.
pub(super) struct Row {
    who: String,
    who_field: String,
    field: String,
    was_field: String,
    was: String,
    name: String,
    office: String,
    answers: Vec<Answer>,
    substitute_field: String,
    substitute_was_field: String,
    substitute: String,
    substitute_was: String,
    /// Who usually comes in their place; empty where nobody is named.
    usual: String,
}

/// Somebody expected or noted, with what is noted about them.
pub(super) struct Expected {
    pub(super) member: Member,
    pub(super) row: Option<Attendance>,
    pub(super) substitute: Option<Attendance>,
}

/// Every member and what is noted about each, and those noted who are no members.
pub(super) fn expected(members: Vec<Member>, attendance: Vec<Attendance>) -> (Vec<Expected>, Vec<Attendance>) {
    let mut left = attendance;
    let mut take = |test: &dyn Fn(&Attendance) -> bool| left.iter().position(test).map(|at| left.remove(at));
    let mut expected = Vec::new();
    for member in members {
        let row = take(&|one| {
            one.substitute_for.is_none()
                && match (&one.person, &member.person) {
                    (Some(one), Some(other)) => one == other,
                    _ => one.name == member.name,
                }
        });
        let substitute = take(&|one| one.substitute_for.as_deref() == Some(member.name.as_str()));
        expected.push(Expected { member, row, substitute });
    }
    (expected, left)
}

/// One rolling item with how it was left.
struct ItemRow {
    field: String,
    was_field: String,
    was: String,
    title: String,
    value: String,
}

/// A decision that stands, to be worded anew.
struct DecisionRow {
    field: String,
    was_field: String,
    was: String,
    label: String,
    value: String,
}

/// Fields of a decision or an action not yet noted.
struct Blank {
    text_field: String,
    text: String,
    second_field: String,
    second: String,
    due_field: String,
    due: String,
    label: String,
    first: bool,
}

/// An action agreed before that may be done by now.
struct OpenRow {
    action: ActionShown,
    field: String,
    outcome_field: String,
    outcome: String,
    done: bool,
}

#[derive(Template)]
#[template(path = "meetings/record.html")]
struct RecordPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    url: String,
    heading: String,
    approved: bool,
    rows: Vec<Row>,
    guests: String,
    guests_was: String,
    quorum: Option<String>,
    declarations: Vec<Declaration>,
    undeclared: Vec<String>,
    none_declared: bool,
    none_was: &'static str,
    declared_who: String,
    declared_interest: String,
    declared_left: bool,
    people: Vec<String>,
    items: Vec<ItemRow>,
    settlements: Vec<Choice>,
    agenda: Vec<agenda::Line>,
    item_choices: Vec<Choice>,
    minutes: String,
    base: String,
    saved_last: Option<String>,
    conflict: Option<record_take::Conflict>,
    decisions: Vec<DecisionRow>,
    new_decisions: Vec<Blank>,
    agreed: Vec<ActionShown>,
    open: Vec<OpenRow>,
    new_actions: Vec<Blank>,
}

/// The answers a meeting's way of taking part allows.
pub(super) fn presences(mode: &str) -> &'static [(&'static str, &'static str)] {
    match mode {
        "in-person" => &[("in-person", "Here"), ("apologies", "Apologies"), ("", "Not noted")],
        "online" => &[("online", "Here"), ("apologies", "Apologies"), ("", "Not noted")],
        _ => &[("in-person", "In the room"), ("online", "Online"), ("apologies", "Apologies"), ("", "Not noted")],
    }
}

fn row(number: usize, one: Expected, mode: &str, kept: &dyn Fn(&str) -> Option<String>) -> Row {
    let field = |name: &str| format!("{name}-{number}");
    let stored = one.row.as_ref().map(|row| row.presence.clone()).unwrap_or_default();
    let value = kept(&field("attendance")).unwrap_or_else(|| stored.clone());
    let substitute = one.substitute.as_ref().map(|row| row.name.clone()).unwrap_or_default();
    let mut known = presences(mode).to_vec();
    // What was noted before the way of taking part was changed stays an answer.
    if !known.iter().any(|(key, _)| *key == value) {
        known.insert(0, if value == "online" { ("online", "Online") } else { ("in-person", "In the room") });
    }
    let answers = known.into_iter().enumerate().map(|(at, (key, label))| Answer {
        id: if at == 0 { field("attendance") } else { format!("attendance-{number}-{at}") },
        value: key,
        label,
        chosen: key == value,
    });
    Row {
        who: one.member.person.clone().unwrap_or_else(|| one.member.name.clone()),
        who_field: field("who"),
        field: field("attendance"),
        was_field: field("attendance-was"),
        was: kept(&field("attendance-was")).unwrap_or(stored),
        answers: answers.collect(),
        substitute_field: field("substitute"),
        substitute_was_field: field("substitute-was"),
        substitute: kept(&field("substitute")).unwrap_or_else(|| substitute.clone()),
        substitute_was: kept(&field("substitute-was")).unwrap_or(substitute),
        usual: one.member.substitute.map(|(_, name)| format!("Usually {name}")).unwrap_or_default(),
        name: one.member.name,
        office: one.member.office,
    }
}

/// Those noted who are no members, one a line.
pub(super) fn guest_lines(guests: &[Attendance]) -> String {
    let line = |one: &Attendance| match one.office.as_str() {
        "" => one.name.clone(),
        office => format!("{}, {office}", one.name),
    };
    guests.iter().map(line).collect::<Vec<_>>().join("\n")
}

impl RecordPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        ground: &Ground,
        posted: Option<&Posted>,
        errors: FormErrors,
        conflict: Option<record_take::Conflict>,
    ) -> Result<Self, Problem> {
        let meeting = &ground.meeting;
        let kept = |field: &str| posted.map(|posted| posted.text(field).replace("\r\n", "\n"));
        let text = |field: &str| kept(field).unwrap_or_default();
        let attendance = store::attendance(&weft.db, &meeting.id).await?;
        let quorum = members::quorum(&weft.db, meeting, &attendance).await?;
        let members = members::members(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await?;
        let (expected, guests) = expected(members, attendance);
        let guests = guest_lines(&guests);
        let rows: Vec<Row> =
            (1_usize..).zip(expected).map(|(number, one)| row(number, one, &meeting.mode, &kept)).collect();
        let agenda = agenda::of(&weft.db, meeting).await?;
        let items = agenda.iter().filter_map(|line| line.item.as_ref()).map(|item| {
            let stored = item.outcome.clone().unwrap_or_default();
            let (field, was_field) = (format!("item-{}", item.id), format!("item-was-{}", item.id));
            ItemRow {
                value: kept(&field).unwrap_or_else(|| stored.clone()),
                was: kept(&was_field).unwrap_or(stored),
                field,
                was_field,
                title: item.title.clone(),
            }
        });
        let items = items.collect();
        let decisions = store::decisions(&weft.db, meeting).await?.into_iter().map(|one| {
            let (field, was_field) = (format!("decision-{}", one.id), format!("decision-was-{}", one.id));
            DecisionRow {
                value: kept(&field).unwrap_or_else(|| one.text.clone()),
                was: kept(&was_field).unwrap_or(one.text),
                field,
                was_field,
                label: format!("Decision {}", one.number),
            }
        });
        let decisions = decisions.collect();
        let blank = |kind: &str, second: &str, number: usize| {
            let field = |name: &str| format!("{name}-{number}");
            Blank {
                text: text(&field(kind)),
                text_field: field(kind),
                second: text(&field(second)),
                second_field: field(second),
                due: text(&field("action-due")),
                due_field: field("action-due"),
                label: match (kind, number) {
                    ("new-decision", 1) => "A new decision".to_owned(),
                    ("new-decision", _) => "Another decision".to_owned(),
                    (_, 1) => "A new action".to_owned(),
                    _ => "Another action".to_owned(),
                },
                first: number == 1,
            }
        };
        let agreed = actions::agreed_at(&weft.db, &meeting.id).await?;
        let open = actions::open_of_holder(&weft.db, &meeting.holder_kind, &meeting.holder_key).await?;
        let open = open.iter().filter(|action| action.meeting.as_ref() != Some(&meeting.id)).map(|action| {
            let (field, outcome_field) = (format!("done-{}", action.id), format!("outcome-{}", action.id));
            OpenRow {
                done: text(&field) == "yes",
                outcome: text(&outcome_field),
                field,
                outcome_field,
                action: action_shown(action, &ground.today, true),
            }
        });
        let open = open.collect();
        let latest = match meeting.revision {
            Some(number) => store::revision(&weft.db, meeting, number).await?,
            None => None,
        };
        let names = record_take::writers(weft, latest.iter()).await?;
        let saved_last = latest.as_ref().map(|one| {
            let at = spoken_instant(&one.at, &zone(&meeting.zone));
            match names.get(&one.account) {
                Some(name) => format!("Last saved {at} by {name}"),
                None => format!("Last saved {at}"),
            }
        });
        let stored_minutes = latest.as_ref().map(|one| one.body.clone()).unwrap_or_default();
        let base = latest.as_ref().map_or(0, |one| one.number).to_string();
        let (minutes, base) = match &conflict {
            Some(conflict) => (conflict.merged.clone(), conflict.number.to_string()),
            None => (kept("minutes").unwrap_or(stored_minutes), kept("base").unwrap_or(base)),
        };
        let choice = |value: &str, label: &str, hint| Choice { value: value.into(), label: label.into(), hint };
        let none_was = if meeting.none_declared == 1 { "yes" } else { "" };
        Ok(Self {
            page: visitor.page("Record this meeting").section("groups").with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_key: visitor.form_key(weft)?,
            url: meeting.url(),
            heading: ground.heading(),
            approved: meeting.version.is_some(),
            people: rows.iter().map(|row| row.name.clone()).collect(),
            rows,
            guests_was: kept("guests-was").unwrap_or_else(|| guests.clone()),
            guests: kept("guests").unwrap_or(guests),
            quorum,
            declarations: store::declarations(&weft.db, meeting).await?,
            undeclared: posted
                .map(|posted| posted.all("undeclare").map(ToOwned::to_owned).collect())
                .unwrap_or_default(),
            none_declared: posted.map_or(none_was == "yes", |posted| posted.text("none-declared") == "yes"),
            none_was,
            declared_who: text("declared-who"),
            declared_interest: text("declared-interest"),
            declared_left: text("declared-left") == "yes",
            items,
            settlements: vec![choice("done", "Done", ""), choice("carried", "Comes again next time", "")],
            item_choices: agenda
                .iter()
                .map(|line| choice(&line.key, &format!("{}. {}", line.number, line.title), ""))
                .collect(),
            agenda,
            minutes,
            base,
            saved_last,
            conflict,
            decisions,
            new_decisions: (1..=BLANK).map(|number| blank("new-decision", "new-decision-item", number)).collect(),
            agreed: agreed.iter().map(|action| action_shown(action, &ground.today, true)).collect(),
            open,
            new_actions: (1..=BLANK).map(|number| blank("action", "action-owner", number)).collect(),
        })
    }
}

#[derive(Deserialize)]
struct Asked {
    saved: Option<String>,
}

async fn form(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, Query(asked): Query<Asked>) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let mut shown = RecordPage::new(&weft, &permit.visitor, &ground, None, FormErrors::default(), None).await?;
    shown.page.notice = match asked.saved.as_deref() {
        Some("merged") => {
            Some("Saved. Somebody else had saved the minutes meanwhile: both texts are in them now.".into())
        }
        Some(_) => Some("Saved. Go on, or come back at any time.".into()),
        None => None,
    };
    show_private(&shown)
}

/// The sections of the page that a button may come back to.
const SECTIONS: &[&str] = &["attendance", "declarations", "minutes-section", "items", "decisions", "actions"];

async fn save(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    if ground.meeting.version.is_some() {
        return Err(Problem::Conflict(
            "The minutes of this meeting are approved, so its record is closed. What is wrong in the minutes is mended by a correction.".into(),
        ));
    }
    if ground.meeting.cancelled_on.is_some() {
        return Err(Problem::Conflict("This meeting was cancelled, so there is nothing to record.".into()));
    }
    let merged = match record_take::take(&weft, permit.visitor.named(), &ground, &posted).await? {
        Taken::Saved { merged } => merged,
        Taken::Refused(errors, conflict) => {
            let shown = RecordPage::new(&weft, &permit.visitor, &ground, Some(&posted), errors, conflict).await?;
            return show_again(&shown);
        }
    };
    let word = if merged { "merged" } else { "yes" };
    let section = SECTIONS.iter().find(|section| **section == posted.text("save"));
    Ok(match section {
        Some(section) => see(&format!("{}/record?saved={word}#{section}", ground.meeting.url())),
        None => see(&ground.meeting.url()),
    })
}
