//! The cover of a committee report: what one council adds to the shared text. The committee and the day, who reports and
//! how to reach them, and the paragraphs that only the council can write.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::checklist::{Item, Severity};

/// A council's own part of a committee report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cover {
    /// The key of the publication that holds the shared text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub shared: String,
    /// The key of the authority.
    pub authority: String,
    /// The council's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub council: String,
    /// The committee that the report goes to.
    pub committee: String,
    /// The day of its meeting.
    pub day: String,
    /// The number of the item on its agenda, once known.
    pub agenda_item: String,
    /// The office that reports, such as Director of Education.
    pub office: String,
    /// Who signs, where the council prints a name.
    pub signatory: String,
    /// Who wrote the report.
    pub author: String,
    /// How to reach them, a line each.
    pub author_contact: String,
    /// The convener of the committee.
    pub convener: String,
    /// How to reach the convener, a line each.
    pub convener_contact: String,
    /// The council's own paragraphs by place: CommonMark with directives.
    pub local: BTreeMap<String, String>,
    /// The places at which this council has nothing to say.
    pub left_out: Vec<String>,
}

/// A place of the shared text at which a council writes paragraphs of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Its key, as `{local KEY}` names it.
    pub(super) key: &'static str,
    /// What stands there.
    pub(super) name: &'static str,
    /// What to write.
    pub(super) hint: &'static str,
    /// Whether a council may leave it out.
    pub(super) may_be_left_out: bool,
}

/// Every place, in the order of the form.
pub(super) const PLACES: &[Place] = &[
    Place {
        key: "benefit",
        name: "Benefit to this council",
        hint: "Who of this council takes part, what they gained, and what changed.",
        may_be_left_out: false,
    },
    Place {
        key: "earlier-decisions",
        name: "Earlier decisions of this committee",
        hint: "What the committee noted or approved before, and when.",
        may_be_left_out: true,
    },
    Place {
        key: "companion-paper",
        name: "Companion paper",
        hint: "Another paper to the same meeting that belongs to this one.",
        may_be_left_out: true,
    },
    Place {
        key: "neighbours",
        name: "Meetings with neighbours",
        hint: "With whom beyond the partnership the council spoke about it.",
        may_be_left_out: true,
    },
    Place {
        key: "finance",
        name: "What it means for this council’s money",
        hint: "What the council pays or gives in time; say so where it is nothing.",
        may_be_left_out: true,
    },
];

/// The name under which the checklist speaks of the cover.
pub(super) const COVER: &str = "cover";

impl Cover {
    /// A cover nobody has filled yet.
    pub(super) fn empty(authority: &str, council: &str) -> Self {
        Self { authority: authority.to_owned(), council: council.to_owned(), ..Self::default() }
    }

    /// What the council wrote at a place; empty where nothing.
    pub(super) fn at(&self, place: &str) -> &str {
        self.local.get(place).map_or("", |text| text.trim())
    }

    /// Whether the council said that it has nothing to say at a place.
    pub(super) fn leaves_out(&self, place: &str) -> bool {
        self.left_out.iter().any(|one| one == place)
    }

    /// What is missing, with its remedy.
    pub(super) fn items(&self) -> Vec<Item> {
        let mut items = Vec::new();
        let mut lacks = |severity, what: String| {
            items.push(Item {
                severity,
                section: Some((COVER.into(), format!("Cover of {}", self.council))),
                row: 0,
                column: 0,
                what,
            });
        };
        let needed = [
            (&self.committee, "The cover names no committee. Write the committee that the report goes to"),
            (&self.office, "The cover does not say who reports. Write the office, such as Director of Education"),
            (&self.author, "The cover names no author of the report. Write the office that answers questions about it"),
            (
                &self.author_contact,
                "The cover does not say how to reach the author. Write an email address or a telephone number",
            ),
            (&self.convener, "The cover names no convener. Write the convener of the committee"),
        ];
        for (text, what) in needed {
            if text.trim().is_empty() {
                lacks(Severity::Error, what.into());
            }
        }
        if self.day.trim().is_empty() {
            lacks(Severity::Error, "The cover has no date. Write the day of the committee’s meeting".into());
        } else if self.day.parse::<jiff::civil::Date>().is_err() {
            lacks(Severity::Error, format!("{} is not a day. Write the day of the meeting as 2025-10-02", self.day));
        }
        if self.agenda_item.trim().is_empty() {
            lacks(Severity::Warning, "The number of the agenda item is not known yet.".into());
        }
        for place in PLACES {
            if self.at(place.key).is_empty() && !self.leaves_out(place.key) {
                let or = if place.may_be_left_out { ", or say that this council has nothing to add there" } else { "" };
                lacks(Severity::Error, format!("“{}” is not written yet. Write it on the cover{or}", place.name));
            }
        }
        items
    }
}
