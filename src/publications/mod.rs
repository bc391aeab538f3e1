//! Publications: the evaluation report, the collaborative framework, the council committee report, the plan on a page and
//! the highlight report, composed from live records and narrative, checked, and published as bytes that never change.
//!
//! A publication has one draft: front matter and sections of CommonMark with directives that bind numbers to records.
//! It is checked (a dated record of what stood in the way), then published: the inputs, the document, the renderer's
//! version and the finished files are stored with their digests. A correction is a new version with a reason.

mod api;
mod bound;
mod check;
mod checklist;
mod command;
mod compile;
mod confirm_pages;
mod cover;
mod cover_pages;
mod covers;
mod draft_pages;
mod embed;
mod file;
mod pages;
mod papers;
mod press;
mod publish;
mod records;
mod revised;
mod sections;
mod start;
mod store;
pub mod text;
mod versions;

use figures::AcademicSession;
use serde::{Deserialize, Serialize};

pub use check::check;
pub use checklist::{Item, Severity};
pub use command::{Format, Wanted, publish_file};
pub use cover::Cover;
pub use file::load;
pub use publish::{NotPublished, checked, correct, publish};
pub use revised::{Revised, revised};
pub use store::Head;
pub use versions::Version;

use crate::{people::Scope, plumbing::route::Route};

/// What sort of document a publication is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// What was done in a session, for whom, and what changed.
    EvaluationReport,
    /// What the partnership works on together.
    CollaborativeFramework,
    /// A report to the education committee of each council: one shared text, and a cover for each council.
    CommitteeReport,
    /// A framework on one page, to pin to a wall.
    PlanOnAPage,
    /// What the groups of a workstream, or of all, report for some months.
    Highlight,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::EvaluationReport,
        Self::CollaborativeFramework,
        Self::CommitteeReport,
        Self::PlanOnAPage,
        Self::Highlight,
    ];

    /// As stored, in files and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::EvaluationReport => "evaluation-report",
            Self::CollaborativeFramework => "collaborative-framework",
            Self::CommitteeReport => "committee-report",
            Self::PlanOnAPage => "plan-on-a-page",
            Self::Highlight => "highlight",
        }
    }

    /// As people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::EvaluationReport => "Evaluation report",
            Self::CollaborativeFramework => "Collaborative framework",
            Self::CommitteeReport => "Committee report",
            Self::PlanOnAPage => "Plan on a page",
            Self::Highlight => "Highlight report",
        }
    }

    /// The kind of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// The draft of a publication: everything that a person wrote, and which records it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Its key, which is part of its address.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What sort of document it is.
    pub kind: Kind,
    /// The session it is about, as files write it.
    pub session: String,
    /// The framework its directives mean when they name none.
    pub framework: String,
    /// The paper it retells.
    pub paper: Option<String>,
    /// Where values are looked up, first choice first.
    pub sources: Vec<String>,
    /// The day of the document.
    pub day: String,
    /// How that day was chosen.
    pub day_note: Option<String>,
    /// The key of the office that issues it.
    pub issued_by: String,
    /// Two or three sentences for lists and for search.
    pub summary: String,
    /// How the text came to be; printed at its end.
    pub about: Option<String>,
    /// Names that hold digits and are no figures.
    pub labels: Vec<String>,
    /// The sections in order.
    pub sections: Vec<Section>,
    /// Examples of the work, each shown where `{illustration KEY}` stands.
    pub illustrations: Vec<Illustration>,
    /// What people said, shown where `{voices SET}` stands.
    pub voices: Vec<Voice>,
    /// What it is about where there are several of a kind in a session.
    #[serde(flatten)]
    pub extent: Extent,
    /// The council's own part of a committee report; none in the shared text and in every other kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<Cover>,
}

/// Which of several publications of one kind and session this is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// The key of the council of a committee report, or of the workstream of a highlight report; empty for all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scope: String,
    /// The first day of a highlight report; empty in other kinds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// Its last day.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to: String,
}

/// A section of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its key, which is the name of its heading in the document.
    pub key: String,
    /// Its title.
    pub title: String,
    /// CommonMark with directives.
    pub body: String,
}

/// An example of the work, told at some length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Illustration {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// `case-study`, `account` or `study`.
    pub kind: String,
    /// The key of a programme.
    #[serde(default)]
    pub programme: Option<String>,
    /// The key of a workstream.
    #[serde(default)]
    pub workstream: Option<String>,
    /// What the practitioner asked.
    #[serde(default)]
    pub question: Option<String>,
    /// CommonMark with directives.
    pub text: String,
    /// Whether it is told in other words than the paper's.
    #[serde(default)]
    pub retold: bool,
    /// The paper it was read in.
    #[serde(default)]
    pub paper: Option<String>,
    /// The line of the paper's text.
    #[serde(default)]
    pub line: Option<i64>,
    /// Facts that the paper does not give.
    #[serde(default)]
    pub not_published: Vec<String>,
}

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voice {
    /// Its key.
    pub key: String,
    /// Which `{voices SET}` shows it.
    pub set: String,
    /// The speaker's role, never a name.
    pub speaker: String,
    /// The stage of a pupil.
    #[serde(default)]
    pub stage: Option<String>,
    /// The key of an authority.
    #[serde(default)]
    pub authority: Option<String>,
    /// The activity it is about.
    #[serde(default)]
    pub about: Option<String>,
    /// The words.
    pub text: String,
    /// Whether they were made up for an example.
    #[serde(default)]
    pub invented: bool,
}

impl Draft {
    /// The digest of everything a person wrote: two drafts with the same digest say the same.
    pub fn sha256(&self) -> String {
        crate::plumbing::ids::sha256(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }

    /// The title as lists show it: papers for several councils are told apart.
    pub fn title_in_lists(&self) -> String {
        match &self.cover {
            Some(cover) => format!("{}: {}", self.title, cover.council),
            None => self.title.clone(),
        }
    }

    /// To whom the draft belongs: a council's paper to its council, everything else to the partnership.
    pub fn belongs_to(&self) -> Scope {
        self.cover.as_ref().map_or(Scope::Partnership, |cover| Scope::Authority(cover.authority.clone()))
    }

    /// The session as people read it; as stored where it cannot be read.
    pub fn session_shown(&self) -> String {
        shown(&self.session)
    }
}

/// A stored session as people read it: `2022/23`.
fn shown(session: &str) -> String {
    session.parse::<AcademicSession>().map_or_else(|_| session.to_owned(), |found| found.to_string())
}

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [
        start::routes(),
        pages::routes(),
        draft_pages::routes(),
        confirm_pages::routes(),
        sections::routes(),
        cover_pages::routes(),
        api::routes(),
    ]
    .concat()
}
