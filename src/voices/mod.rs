//! Voices and spotlights: what people said of the work, in their exact words, and how practice changed, told in three
//! minutes; each used only as its speaker agreed.
//!
//! A consent holds the words agreed to, how the speaker is named, where the words may stand and until when. It is never
//! changed: a new consent takes its place, and a withdrawal is a record of its own that stops every further use at once and
//! names every document that holds the words. Words that changed after a consent are not covered by it. What a paper has
//! already printed needs none: it stands as printed, with its line.

mod api;
mod balance;
mod caution;
mod consents;
mod file;
mod forms;
mod keepers;
mod one;
mod pages;
mod speaker;
mod store;
mod usable;

pub use consents::ending as consents_ending;
pub use file::{export, import};
pub use store::{Use, record_use, uses};
pub use usable::{Spotlight, Voice, of, usable};

use serde::Serialize;

use crate::plumbing::{ids::sha256, route::Route};

/// What kind of voice, as stored and as people say it.
pub const KINDS: &[(&str, &str)] = &[("quote", "Quote"), ("spotlight", "Practice spotlight")];

/// Whether the words praise, wish or criticise; reports must not be chosen from praise alone.
pub const TONES: &[(&str, &str)] =
    &[("positive", "Positive"), ("wish", "A wish for something to be better"), ("criticism", "Criticism")];

/// Where people work or learn.
pub const SECTORS: &[(&str, &str)] = &[
    ("early-years", "Early years"),
    ("primary", "Primary"),
    ("secondary", "Secondary"),
    ("asn", "Additional support needs"),
    ("authority", "Authority services"),
    ("partner", "Partner organisation"),
    ("family", "Families"),
    ("learner", "Children and young people"),
];

/// How a speaker is called of whom only the sector may be said.
const SECTOR_SPEAKERS: &[(&str, &str)] = &[
    ("early-years", "Somebody in early years"),
    ("primary", "Somebody in a primary school"),
    ("secondary", "Somebody in a secondary school"),
    ("asn", "Somebody who works with additional support needs"),
    ("authority", "Somebody in the services of an authority"),
    ("partner", "Somebody in a partner organisation"),
    ("family", "A parent or carer"),
    ("learner", "A child or young person"),
];

/// How the words came to be among those gathered.
pub const CHOSEN: &[(&str, &str)] = &[
    ("drawn-high", "Drawn at random from those for whom it went well"),
    ("drawn-low", "Drawn at random from those for whom it went less well"),
    ("nominated", "Nominated by a lead"),
    ("volunteer", "Somebody volunteered"),
];

/// Where words may stand, each by its own agreement.
pub const CHANNELS: &[(&str, &str, &str)] = &[
    ("report", "Reports", "Reports of the partnership, on paper and as files on its website"),
    ("website", "Website", "Pages of this website"),
    ("committee-paper", "Committee papers", "Papers of the councils’ committees, which are public"),
    ("social-media", "Social media", "Posts and newsletters of the partnership"),
    ("slides", "Slides", "Slides shown at meetings and events"),
];

/// How a speaker is named where their words stand, from most to least.
pub const ATTRIBUTIONS: &[(&str, &str, &str)] = &[
    ("named", "By name", "Your name, what you do, and your authority"),
    ("role", "By what I do", "What you do and your authority, without your name"),
    ("sector", "By sector only", "Only the sector, such as primary"),
    ("anonymous", "Without anything about me", "Nothing that says who you are"),
];

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [pages::routes(), keepers::routes(), forms::routes(), one::routes(), speaker::routes(), api::routes()].concat()
}

/// The words of a key in one of the lists above; the key itself where it is not there.
fn name_of<'a>(list: &'a [(&str, &str)], key: &'a str) -> &'a str {
    list.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// The words of a channel.
fn channel_name(key: &str) -> &str {
    CHANNELS.iter().find(|(known, ..)| *known == key).map_or(key, |(_, name, _)| name)
}

/// The words of a way to be named.
fn attribution_name(key: &str) -> &str {
    ATTRIBUTIONS.iter().find(|(known, ..)| *known == key).map_or(key, |(_, name, _)| name)
}

/// A voice as it is kept, in the shape of its file. Its name and address are for the officer alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Record {
    pub(crate) key: String,
    pub(crate) kind: String,
    pub(crate) session: String,
    /// A quote's exact words; of a spotlight, what changed.
    pub(crate) words: String,
    /// What the speaker was asked; of a spotlight, what they set out to find.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) question: Option<String>,
    /// What was left out of the words or put in, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) edits: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sector: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stage: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) child: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) programme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) framework: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workstream: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) driver: Option<String>,
    pub(crate) tone: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) chosen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) for_whom: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) headcount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verified_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) measure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) meanwhile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) did_not_work: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paper: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<i64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) invented: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) consent: Vec<Consent>,
}

/// What a speaker agreed to on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Consent {
    pub(crate) given_on: String,
    /// `link` where the speaker gave it themselves, `recorded` where the officer noted it.
    pub(crate) how: String,
    /// What they were told they agree to.
    pub(crate) wording: String,
    /// One of [`ATTRIBUTIONS`].
    pub(crate) attribution: String,
    /// Some of [`CHANNELS`].
    pub(crate) channels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) withdrawn_reason: Option<String>,
    /// The digest of the words agreed to; left out of files, where a consent is to the words beside it.
    #[serde(skip)]
    pub(crate) said_sha256: String,
}

/// Where a voice stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// Nobody has agreed to anything.
    NotAsked,
    /// It may be used as agreed.
    Agreed,
    /// The words changed after the consent, which no longer covers them.
    Changed,
    /// The consent came to its end.
    Expired,
    /// The speaker took it back.
    Withdrawn,
    /// A paper printed it.
    Printed,
}

impl State {
    pub(crate) const ALL: [Self; 6] =
        [Self::NotAsked, Self::Agreed, Self::Changed, Self::Expired, Self::Withdrawn, Self::Printed];

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::NotAsked => "no-consent",
            Self::Agreed => "agreed",
            Self::Changed => "words-changed",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Printed => "printed",
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "No consent yet",
            Self::Agreed => "Consent given",
            Self::Changed => "Words changed since the consent",
            Self::Expired => "Consent has ended",
            Self::Withdrawn => "Consent withdrawn",
            Self::Printed => "Printed in a paper",
        }
    }

    pub(crate) fn look(self) -> &'static str {
        match self {
            Self::NotAsked => "draft",
            Self::Agreed => "active",
            Self::Changed => "submitted",
            Self::Expired | Self::Withdrawn => "error",
            Self::Printed => "published",
        }
    }
}

impl Record {
    /// The digest of everything the public would read: a consent covers exactly this.
    pub(crate) fn said_sha256(&self) -> String {
        let said = [
            Some(&self.kind),
            Some(&self.words),
            self.question.as_ref(),
            self.edits.as_ref(),
            self.for_whom.as_ref(),
            self.headcount.map(|number| number.to_string()).as_ref(),
            self.verified_by.as_ref(),
            self.measure.as_ref(),
            self.before.as_ref(),
            self.after.as_ref(),
            self.meanwhile.as_ref(),
            self.did_not_work.as_ref(),
        ]
        .map(|part| part.cloned());
        sha256(serde_json::to_string(&said).unwrap_or_default().as_bytes())
    }

    /// Where it stands on a day.
    pub(crate) fn state(&self, today: &str) -> State {
        let Some(consent) = self.consent.last() else {
            return if self.paper.is_some() { State::Printed } else { State::NotAsked };
        };
        if consent.withdrawn_on.is_some() {
            State::Withdrawn
        } else if consent.said_sha256 != self.said_sha256() {
            State::Changed
        } else if consent.expires_on.as_deref().is_some_and(|last| last < today) {
            State::Expired
        } else {
            State::Agreed
        }
    }

    /// Whether it may stand somewhere on a day.
    pub(crate) fn may_stand(&self, channel: &str, today: &str) -> bool {
        match self.state(today) {
            State::Printed => true,
            State::Agreed => {
                self.consent.last().is_some_and(|consent| consent.channels.iter().any(|agreed| agreed == channel))
            }
            _ => false,
        }
    }

    /// A quote or a practice spotlight, as people say it.
    pub(crate) fn kind_name(&self) -> &str {
        name_of(KINDS, &self.kind)
    }

    /// What the words may be called where they stand in a list: their beginning.
    pub(crate) fn title(&self) -> String {
        let text = match (self.kind.as_str(), &self.question) {
            ("spotlight", Some(question)) => question,
            _ => &self.words,
        };
        let mut short: String = text.chars().take(70).collect();
        if short.len() < text.len() {
            short.truncate(short.rfind(' ').unwrap_or(short.len()));
            short.push('…');
        }
        if self.kind == "quote" { format!("“{short}”") } else { short }
    }

    /// An answer that may be absent, as the form shows it.
    fn answer(&self, field: &str) -> String {
        let value = match field {
            "question" => &self.question,
            "edits" => &self.edits,
            "name" => &self.name,
            "email" => &self.email,
            "role" => &self.role,
            "sector" => &self.sector,
            "authority" => &self.authority,
            "stage" => &self.stage,
            "group" => &self.group,
            "programme" => &self.programme,
            "priority" => &self.priority,
            "outcome" => &self.outcome,
            "driver" => &self.driver,
            "chosen" => &self.chosen,
            "for_whom" => &self.for_whom,
            "verified_by" => &self.verified_by,
            "measure" => &self.measure,
            "before" => &self.before,
            "after" => &self.after,
            "meanwhile" => &self.meanwhile,
            "did_not_work" => &self.did_not_work,
            _ => &None,
        };
        value.clone().unwrap_or_default()
    }

    /// How the speaker is named at a level of attribution; `authority` is the name of theirs.
    pub(crate) fn named_at(&self, level: &str, authority: Option<&str>) -> String {
        let parts = |parts: &[Option<&str>]| parts.iter().flatten().copied().collect::<Vec<_>>().join(", ");
        let (role, stage) = (self.role.as_deref(), self.stage.as_deref());
        let sector = self.sector.as_deref().map(|key| name_of(SECTOR_SPEAKERS, key));
        let said = match level {
            "named" => parts(&[self.name.as_deref(), role, authority]),
            "role" => parts(&[role, stage, authority]),
            "sector" => match (sector, stage) {
                (Some(sector), Some(stage)) => format!("{sector}, {stage}"),
                (Some(sector), None) => sector.to_owned(),
                (None, _) => String::new(),
            },
            _ => String::new(),
        };
        if said.is_empty() { "Name and place withheld, as agreed".to_owned() } else { said }
    }
}

#[cfg(test)]
mod tests;
