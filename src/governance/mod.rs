//! Bodies: who steers a partnership, what each body is for, who must sit on it, and who did from when to when.
//!
//! Who must sit on a body is written as rules (*one senior officer from each authority*), and a seat is a term under one
//! rule: an office, where known a person, from a day to a day. Vacancies are never typed in: they are what the rules ask
//! for and no term gives. A body that has the key of a group is that group (docs/decisions/0013).

mod api;
mod edit;
mod edit_rule;
mod export;
mod file;
mod pages;
mod quorum;
mod rules;
mod seat_pages;
mod store;
mod term_pages;
#[cfg(test)]
mod tests;
mod view;

pub use export::export;
pub use file::import;
pub use quorum::{Quorum, RuleMet, quorum};
pub use rules::{Finding, Lack, Names, evaluate};
pub use store::{
    bodies, body, pass_seat_on, seats, seats_of_authority, seats_of_establishment, seats_of_person, terms,
};
pub use view::{Vacancy, every_vacancy, findings, unmet, vacancies, vacancies_of_authority};

use serde::Serialize;

use crate::plumbing::route::Route;

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), edit::routes(), edit_rule::routes(), seat_pages::routes(), term_pages::routes()].concat()
}

/// What history and the search call a body.
pub(crate) const SUBJECT: &str = "body";

/// A rule that gives every authority its own seats.
pub const EACH_AUTHORITY: &str = "each-authority";
/// A rule whose seats belong to members of another body.
pub const MEMBERS_OF: &str = "members-of";
/// A rule that asks for somebody from every sector, every authority, or both, and counts no seats.
pub const COVERAGE: &str = "coverage";
/// A rule with a fixed number of seats for an office, often of a partner organisation.
pub const NAMED: &str = "named";
/// A rule that asks for at least so many, and allows more.
pub const AT_LEAST: &str = "at-least";

/// The kinds of rule, as files write them and as people say them.
pub const RULE_KINDS: &[(&str, &str)] = &[
    (EACH_AUTHORITY, "So many from each authority"),
    (MEMBERS_OF, "So many members of another body"),
    (COVERAGE, "Somebody from every sector or authority"),
    (NAMED, "So many seats for an office"),
    (AT_LEAST, "At least so many of an office"),
];

/// Whether who sits under a rule is a member and counts, or is only in attendance.
pub const STANDINGS: &[(&str, &str)] = &[("member", "Member"), ("in-attendance", "In attendance")];

/// The sectors of establishments, as files write them and as people say them.
pub const SECTORS: &[(&str, &str)] = &[
    ("early-years", "early years"),
    ("primary", "primary"),
    ("secondary", "secondary"),
    ("special", "additional support needs"),
];

/// Stands in a rule for every authority or every sector there is.
pub const EVERY: &str = "every";

/// A body, in the shape of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Body {
    /// Its key; the same key as a group's means that it is that group.
    pub key: String,
    /// Its name as printed.
    pub name: String,
    /// The keys of the frameworks it belongs to, oldest first.
    pub frameworks: Vec<String>,
    /// The key of the workstream it steers, where it is one workstream's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workstream: Option<String>,
    /// The key of the body it reports to, where a paper says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reports_to: Option<String>,
    /// What it is for, in our own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Who is in it, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership: Option<String>,
    /// Who takes the chair, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chair: Option<String>,
    /// How often it meets, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<String>,
    /// How many members must be present for it to decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quorum: Option<i64>,
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
    /// Whether its seats, terms and quorum are invented, as in an example.
    #[serde(skip_serializing_if = "is_false")]
    pub invented: bool,
    /// Who must sit on it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rule: Vec<Rule>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// One rule of a body's composition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its key, unique in its body.
    pub key: String,
    /// One of [`RULE_KINDS`].
    pub kind: String,
    /// One of [`STANDINGS`].
    pub standing: String,
    /// The office that the seats are for, as one says it of one person: `senior officer`.
    pub office: String,
    /// How many seats: for each authority, of the other body, of the office, or at least.
    pub count: i64,
    /// The key of the other body, for [`MEMBERS_OF`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The key of the partner organisation that the seats belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// The authorities that have a seat, or [`EVERY`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<String>,
    /// The sectors that must be there, or [`EVERY`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sectors: Vec<String>,
    /// The rule in words, where the words made from it do not say it well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A term: a seat under one rule, held by an office and, where known, by a person, from a day to a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Seat {
    /// Its id.
    pub id: String,
    /// The key of the body.
    pub body: String,
    /// The key of the rule it stands under.
    pub rule: String,
    /// The office that sits there: `Head of Education, Inverclyde`.
    pub office_title: String,
    /// The key of the authority it speaks for.
    pub authority: Option<String>,
    /// The sector it speaks for.
    pub sector: Option<String>,
    /// The key of the establishment of whoever holds it.
    pub establishment: Option<String>,
    /// The key of the person who holds it, where it is held by name.
    pub person: Option<String>,
    /// That person's name: only for people who may see it.
    pub name: Option<String>,
    /// That person's address.
    pub email: Option<String>,
    /// The key of the person who comes in their place.
    pub substitute: Option<String>,
    /// That person's name.
    pub substitute_name: Option<String>,
    /// That person's address.
    pub substitute_email: Option<String>,
    /// Its first day.
    #[sqlx(rename = "from_day")]
    pub from: String,
    /// Its last day, where one is set.
    #[sqlx(rename = "to_day")]
    pub to: Option<String>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

impl Seat {
    /// Whether it is held on a day.
    pub fn held_on(&self, day: &str) -> bool {
        self.from.as_str() <= day && self.to.as_deref().is_none_or(|to| to >= day)
    }

    /// Whether two terms have a day in common.
    fn overlaps(&self, from: &str, to: Option<&str>) -> bool {
        to.is_none_or(|to| self.from.as_str() <= to) && self.to.as_deref().is_none_or(|own| own >= from)
    }
}

impl Body {
    /// Whether nobody has published a fact about it.
    pub fn lacks(&self, fact: &str) -> bool {
        self.not_published.iter().any(|lacking| lacking == fact)
    }

    /// Whether it is known who sits on it, so that a seat without a holder is vacant and not merely unknown.
    pub fn seats_known(&self) -> bool {
        !self.lacks("members") && !self.rule.is_empty()
    }

    /// The rule of a key.
    pub fn rule(&self, key: &str) -> Option<&Rule> {
        self.rule.iter().find(|rule| rule.key == key)
    }
}

impl Rule {
    /// Whether who sits under it is a member, and counts towards the quorum.
    pub fn is_member(&self) -> bool {
        self.standing != "in-attendance"
    }

    /// Whether a seat under it speaks for an authority.
    pub fn by_authority(&self) -> bool {
        self.kind == EACH_AUTHORITY || !self.authorities.is_empty()
    }
}

/// The sector as people say it.
pub fn sector_name(key: &str) -> &str {
    SECTORS.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}
