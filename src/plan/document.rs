//! The framework as a document: one shape for every plan, whichever of its parts a paper prints.
//!
//! The order of the fields is the order of an exported file, so that writing a framework twice gives the same bytes.
//! An empty list or an absent text means that nothing was given; `not_published` names what a paper is known not to say.

use serde::{Deserialize, Serialize};

/// What may be said of every record beside its own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// A plain sentence about the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The line of the paper's plain text that it was read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<i64>,
    /// The facts that nobody has published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_published: Vec<String>,
}

impl Said {
    /// Whether a fact is known not to be published.
    pub fn is_unpublished(&self, fact: &str) -> bool {
        self.not_published.iter().any(|one| one == fact)
    }
}

/// Declares a record: its own fields, then what may be said of every record, then the records inside it.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $kind:ty,)* } $({ $($(#[$idoc:meta])* $inner:ident: $of:ty,)* })?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$fdoc])* #[serde(default, skip_serializing_if = "Empty::is_empty_value")] pub $field: $kind,)*
            /// A note, the line it was read from, and what is not published of it.
            #[serde(flatten)]
            pub said: Said,
            $($($(#[$idoc])* #[serde(default, skip_serializing_if = "Empty::is_empty_value")] pub $inner: $of,)*)?
        }
    };
}

/// What a file leaves out: an absent value or an empty list, but never a text that must be there.
trait Empty {
    fn is_empty_value(&self) -> bool;
}

impl Empty for String {
    fn is_empty_value(&self) -> bool {
        false
    }
}

impl Empty for i64 {
    fn is_empty_value(&self) -> bool {
        false
    }
}

impl<T> Empty for Option<T> {
    fn is_empty_value(&self) -> bool {
        self.is_none()
    }
}

impl<T> Empty for Vec<T> {
    fn is_empty_value(&self) -> bool {
        self.is_empty()
    }
}

impl Empty for Record {
    fn is_empty_value(&self) -> bool {
        false
    }
}

record! {
    /// One framework: the plan of a partnership for a session or for several.
    Framework {
        /// Its key, unique in the partnership: `2025-26`.
        key: String,
        /// Its title as printed.
        title: String,
        /// `improvement-plan` or `collaborative-framework`.
        kind: String,
        /// The first session it covers, `2025-26`.
        first_session: String,
        /// The last session it covers.
        last_session: String,
        /// The key of the paper it was read from.
        paper: Option<String>,
        /// The key of the framework before it.
        previous: Option<String>,
        /// The key of the framework it was rolled over from: equal keys in the two are the same thing, continued.
        continues_from: Option<String>,
        /// The vision.
        vision: Option<String>,
        /// The purpose.
        purpose: Option<String>,
    } {
        /// What is known of its life.
        record: Record,
        /// The values.
        value: Vec<Value>,
        /// The aims.
        aim: Vec<Aim>,
        /// The prose.
        section: Vec<Section>,
        /// The workstreams.
        workstream: Vec<Workstream>,
        /// The priorities.
        priority: Vec<Priority>,
        /// The activities.
        activity: Vec<Activity>,
        /// The intended changes.
        intended_change: Vec<IntendedChange>,
        /// The outcomes.
        outcome: Vec<Outcome>,
        /// The drivers of improvement.
        driver: Vec<Driver>,
        /// The sources of evidence.
        evidence_source: Vec<EvidenceSource>,
        /// The bodies that govern.
        body: Vec<Body>,
    }
}

record! {
    /// What is known of a framework's life, as its file tells it.
    Record {
        /// `draft`, `submitted`, `endorsed` or `published`.
        status: String,
        /// The body that endorsed it.
        endorsed_by: Option<String>,
        /// The day of the endorsement.
        endorsed_on: Option<String>,
        /// The paper that records the endorsement, as it is called.
        endorsed_in: Option<String>,
        /// The day of publication.
        published_on: Option<String>,
    }
}

record! {
    /// A value.
    Value {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
        /// What it means here.
        meaning: Option<String>,
    }
}

record! {
    /// An aim.
    Aim {
        /// Its key.
        key: String,
        /// The aim.
        text: String,
    }
}

record! {
    /// A section of prose.
    Section {
        /// Its key.
        key: String,
        /// Its heading.
        title: String,
        /// CommonMark with directives.
        text: String,
    }
}

record! {
    /// A workstream.
    Workstream {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
        /// Other names that papers print.
        other_names: Vec<String>,
        /// The key of the sponsor's office.
        sponsor: Option<String>,
        /// The key of the lead's office.
        lead: Option<String>,
        /// The key of its strategic group.
        strategic_group: Option<String>,
    }
}

record! {
    /// A priority, on a workstream or on none, numbered or not.
    Priority {
        /// Its key.
        key: String,
        /// Its number, where priorities have numbers.
        number: Option<i64>,
        /// Its title as printed.
        title: String,
        /// The key of its workstream.
        workstream: Option<String>,
        /// More about it.
        text: Option<String>,
    } {
        /// What it looks at in particular.
        focus_area: Vec<FocusArea>,
        /// What is to be done.
        action: Vec<Action>,
    }
}

record! {
    /// A focus area of a priority.
    FocusArea {
        /// Its key.
        key: String,
        /// Its letter.
        letter: Option<String>,
        /// Its title.
        title: String,
    }
}

record! {
    /// An action of a priority.
    Action {
        /// Its key.
        key: String,
        /// What is to be done.
        text: String,
        /// What it must leave behind.
        product: Option<String>,
        /// Keys of partner organisations.
        partners: Vec<String>,
    }
}

record! {
    /// An activity, on a workstream, a priority or both.
    Activity {
        /// Its key.
        key: String,
        /// Its title.
        title: String,
        /// What kind of activity, where the paper says.
        kind: Option<String>,
        /// The key of its workstream.
        workstream: Option<String>,
        /// The key of its priority.
        priority: Option<String>,
        /// The key of the group that has a record of its own.
        group: Option<String>,
        /// The key of the programme that has a record of its own.
        programme: Option<String>,
        /// Titles inside it.
        items: Vec<String>,
    }
}

record! {
    /// A change that the framework intends.
    IntendedChange {
        /// Its key.
        key: String,
        /// Its number.
        number: Option<i64>,
        /// The change.
        text: String,
    }
}

record! {
    /// An outcome.
    Outcome {
        /// Its key.
        key: String,
        /// Its label, such as `a`.
        label: Option<String>,
        /// The outcome.
        text: String,
        /// The day by which it is due.
        due: Option<String>,
        /// That day as printed.
        due_label: Option<String>,
        /// The key of the driver it is printed under.
        stands_under: Option<String>,
        /// The key of its workstream.
        workstream: Option<String>,
        /// The key of its priority.
        priority: Option<String>,
    } {
        /// How much evidence each driver gives, only where published.
        weight: Vec<Weight>,
        /// Judgements of progress.
        judgement: Vec<Judgement>,
    }
}

/// How much evidence a driver gives for an outcome, as published.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// The key of the driver.
    pub driver: String,
    /// 1 to 3.
    pub weight: i64,
}

/// A dated judgement of an outcome's progress.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The day of the judgement.
    pub on: String,
    /// `not-started`, `on-track`, `some-way`, `met` or `not-met`.
    pub progress: String,
    /// What it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The key of the office that judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

record! {
    /// A driver of improvement in the wording of its framework; equal keys in two frameworks are the same driver.
    Driver {
        /// Its key.
        key: String,
        /// Its number.
        number: Option<i64>,
        /// Its wording.
        name: String,
        /// A short name.
        short_name: Option<String>,
        /// More about it.
        text: Option<String>,
    } {
        /// Its aspects.
        aspect: Vec<Aspect>,
    }
}

record! {
    /// An aspect of a driver.
    Aspect {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
        /// What it leads to.
        leads_to: Option<String>,
    }
}

record! {
    /// A source of evidence.
    EvidenceSource {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
    }
}

record! {
    /// A body that governs.
    Body {
        /// Its key.
        key: String,
        /// Its name.
        name: String,
        /// Who is in it.
        membership: Option<String>,
        /// What it is for.
        purpose: Option<String>,
        /// How often it meets.
        rhythm: Option<String>,
        /// The key of the office, where the body is one officer.
        office: Option<String>,
    }
}
