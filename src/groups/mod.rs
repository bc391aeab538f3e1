//! Groups and networks: people from several authorities who meet about one thing, as each framework lists them.
//!
//! A group belongs to one framework and, where a paper says so, to one of its workstreams. What a paper does not tell is
//! kept as *not published*. The same thing may also be a programme; then both pages lead to each other.

mod api;
mod file;
mod members_file;
mod membership;
mod pages;
mod similar;
mod store;

pub use file::{export, import};
pub use members_file::{export_memberships, import_memberships};
pub use membership::{Membership, NewMembership, PARTS};
pub use pages::routes;
pub use similar::{Load, Overlap};
pub use store::{
    Step, action_plan, add_membership, afterwards_due, change_membership, current_memberships, every_output, group,
    groups, member_counts, members, members_of_authority, members_of_establishment, memberships, memberships_of_person,
    outlines, outputs, reviews_due, steps, with_members,
};

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;

use crate::{
    partnership,
    plumbing::{db::Db, problem::Problem},
};

/// The kinds of group, as files write them and as people say them.
pub const KINDS: &[(&str, &str)] = &[
    ("strategic-group", "Strategic group"),
    ("operational-group", "Operational group"),
    ("group", "Group"),
    ("specialist-network", "Specialist network"),
    ("learning-set", "Learning set"),
    ("coaching", "Coaching"),
    ("collaborative-enquiry", "Collaborative enquiry"),
];

/// How often a group meets and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Its key, as files write it.
    pub key: &'static str,
    /// As people say it.
    pub name: &'static str,
    /// How many times in a session.
    pub in_a_session: i64,
    /// About how many months lie between two times.
    pub months: i64,
}

/// The rhythms a group can have. A session has ten working months and four terms.
pub const RHYTHMS: &[Rhythm] = &[
    Rhythm { key: "monthly", name: "Every month", in_a_session: 10, months: 1 },
    Rhythm { key: "every-two-months", name: "Every two months", in_a_session: 5, months: 2 },
    Rhythm { key: "each-term", name: "Each term", in_a_session: 4, months: 3 },
    Rhythm { key: "twice-a-session", name: "Twice a session", in_a_session: 2, months: 6 },
    Rhythm { key: "once-a-session", name: "Once a session", in_a_session: 1, months: 12 },
];

/// The rhythm of a key.
pub fn rhythm(key: &str) -> Option<&'static Rhythm> {
    RHYTHMS.iter().find(|rhythm| rhythm.key == key)
}

/// The forms of collaboration a group may intend, as files write them, as people say them, and what each means. None
/// stands above another.
pub const COLLABORATION: &[(&str, &str, &str)] = &[
    ("association-and-networking", "Association and networking", "People get to know each other and each other’s work"),
    ("knowledge-exchange", "Knowledge exchange", "People give and take up practice, resources and answers"),
    ("collaborative-working", "Collaborative working", "People make or change something together, over some time"),
];

/// What a group can bring out.
pub const OUTPUT_KINDS: &[(&str, &str)] = &[
    ("guidance", "Guidance"),
    ("resource", "Resource for teaching or learning"),
    ("professional-learning", "Professional learning"),
    ("event", "Event"),
    ("report", "Report or overview"),
    ("other", "Something else"),
];

/// The answers to the one question after a group has ended: do its people still meet?
pub const STILL_MEETS: &[(&str, &str)] = &[
    ("regularly", "Yes, regularly"),
    ("now-and-then", "Yes, now and then"),
    ("no", "No"),
    ("not-known", "Nobody knows"),
];

/// Something a group brought out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Output {
    /// Its id; files do not carry it.
    #[serde(skip)]
    pub id: String,
    /// What it is called.
    pub title: String,
    /// One of [`OUTPUT_KINDS`].
    pub kind: String,
    /// Where it is, where it can be reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The day it was ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The key of the priority it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
}

/// One priority of a group's short action plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PlanPriority {
    /// Its id; files do not carry it.
    #[serde(skip)]
    pub id: String,
    /// What the group puts first.
    pub text: String,
    /// The key of the framework's priority that it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// The keys of the agreed actions that stand under it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// What councils already work on that it draws from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub focus_area: Vec<FocusArea>,
}

/// What a council already works on, from which a group's priority was drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FocusArea {
    /// The key of the authority, where it is one authority's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// In words.
    pub text: String,
}

/// A group or network, in the shape of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its key.
    pub key: String,
    /// Its name as printed; several groups may have the same one in different workstreams.
    pub name: String,
    /// The key of the framework that lists it.
    pub framework: String,
    /// The key of its workstream, where a paper says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workstream: Option<String>,
    /// One of [`KINDS`].
    pub kind: String,
    /// What it is for, in our own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remit: Option<String>,
    /// Whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub designed_for: Option<String>,
    /// How long it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    /// The key of the programme that it is, or belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub programme: Option<String>,
    /// The key of the office that answers for it.
    pub contact_office: String,
    /// Its first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts: Option<String>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// Why it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<String>,
    /// The day by which somebody asks whether it should go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// The keys of the priorities of its framework that it serves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub priorities: Vec<String>,
    /// The key of one of [`RHYTHMS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<String>,
    /// How long it usually meets, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meeting_minutes: Option<i64>,
    /// The form of collaboration it intends: one of [`COLLABORATION`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collaboration: Option<String>,
    /// What it leaves behind, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_is_left: Option<String>,
    /// Who carries its work on, once it has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carried_on_by: Option<String>,
    /// Whether its people still meet, asked once after it ended: one of [`STILL_MEETS`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still_meets: Option<String>,
    /// What was said about that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub still_meets_note: Option<String>,
    /// What else is to be known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The key of the paper it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// The line of that paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// The facts that nobody has published.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_published: Vec<String>,
    /// The facts that were made up for an example: `review`, `members`, `plan`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invented: Vec<String>,
    /// Where a paper lists it more than once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listing: Vec<Listing>,
}

/// One place of a paper that lists a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// How the list is called.
    pub list: String,
    /// The name as printed there.
    pub name: String,
    /// The line of the paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
}

impl Group {
    /// Its kind as people say it.
    pub fn kind_name(&self) -> &str {
        KINDS.iter().find(|(key, _)| *key == self.kind).map_or(&self.kind, |(_, name)| name)
    }

    /// Its name where it stands alone: groups that share one are told apart by their workstream.
    pub fn title(&self, workstream: Option<&str>) -> String {
        match (self.kind.as_str(), workstream) {
            ("strategic-group" | "operational-group", Some(workstream)) => format!("{}, {workstream}", self.name),
            _ => self.name.clone(),
        }
    }

    /// Whether it has ended by a day: its last day has passed, or is that day and somebody closed it.
    pub fn has_ended(&self, today: &str) -> bool {
        self.ends.as_deref().is_some_and(|ends| ends < today || (ends == today && self.end_reason.is_some()))
    }

    /// Whether it goes on and the day of its review has passed.
    pub fn review_is_overdue(&self, today: &str) -> bool {
        !self.has_ended(today) && self.review.as_deref().is_some_and(|review| review < today)
    }

    /// Its rhythm, where it has one.
    pub fn rhythm(&self) -> Option<&'static Rhythm> {
        rhythm(self.rhythm.as_deref()?)
    }

    /// The minutes that one member gives to its meetings in a session, where its rhythm and their length are known.
    pub fn minutes_in_a_session(&self) -> Option<i64> {
        Some(self.rhythm()?.in_a_session * self.meeting_minutes?)
    }

    /// Whether nobody has published a fact about it.
    pub fn lacks(&self, fact: &str) -> bool {
        self.not_published.iter().any(|lacking| lacking == fact)
    }
}

/// The groups that go on, with what overlaps between them and what they ask of each authority on a day. A group of an
/// earlier framework of which no paper says that it ended goes on where it has members.
///
/// # Errors
/// When the database does not answer.
pub async fn overlap(db: &Db, on_day: &str) -> Result<Arc<(Vec<Group>, Overlap)>, Problem> {
    db.counted_once(format!("overlap {on_day}"), overlap_anew(db, on_day)).await
}

async fn overlap_anew(db: &Db, on_day: &str) -> Result<(Vec<Group>, Overlap), Problem> {
    let sittings = store::sittings(db, on_day).await?;
    let with_members: BTreeSet<&str> = sittings.iter().map(|one| one.group.as_str()).collect();
    let current = partnership::load(db).await?.and_then(|found| found.current_framework);
    let mut list = store::outlines_with_ids(db).await?;
    list.retain(|(id, group)| {
        let of_now = current.as_ref().is_none_or(|key| group.framework >= *key);
        !group.has_ended(on_day) && (of_now || with_members.contains(id.as_str()))
    });
    let found = similar::overlap(&list, &sittings, &store::in_several(db, on_day).await?);
    Ok((list.into_iter().map(|(_, group)| group).collect(), found))
}

/// Whether a text may stand as the address of an output: of the web, or of this site.
pub(crate) fn is_web_address(text: &str) -> bool {
    let local = text.starts_with('/') && !text.starts_with("//");
    let web = ["https://", "http://"].iter().any(|start| text.len() > start.len() && text.starts_with(start));
    (local || web) && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

/// Whether a text is a day such as `2025-08-18`.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}
