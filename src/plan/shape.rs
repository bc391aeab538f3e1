//! What a framework file may hold, as data: every record with its fields, and what each field must be.

/// What a field must hold.
pub(super) enum Is {
    /// Any text.
    Text,
    /// A key of its own.
    Key,
    /// The key of a record elsewhere, not looked up.
    KeyElsewhere,
    /// The key of a record of this file: the name of its list.
    KeyOf(&'static str),
    /// A session.
    Session,
    /// A day.
    Day,
    /// A whole number between two.
    Whole(i64, i64),
    /// A list of texts.
    Texts,
    /// A list of keys of records elsewhere.
    KeysElsewhere,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A table.
    Table(&'static [Field]),
    /// A list of tables.
    Tables(&'static [Field]),
}

/// One field.
pub(super) struct Field {
    /// Its name.
    pub(super) name: &'static str,
    /// What it must hold.
    pub(super) is: Is,
    /// Whether it must be there.
    pub(super) must: bool,
}

const fn must(name: &'static str, is: Is) -> Field {
    Field { name, is, must: true }
}

const fn may(name: &'static str, is: Is) -> Field {
    Field { name, is, must: false }
}

/// What an activity can be.
pub(super) const ACTIVITY_KINDS: &[&str] = &[
    "network",
    "cohort-programme",
    "short-series",
    "single-session",
    "professional-learning",
    "coaching",
    "learning-set",
    "collaborative-enquiry",
    "school-partnership",
    "pupil-project",
    "development",
    "research",
];

/// How far an outcome has come.
pub(super) const PROGRESS: &[&str] = &["not-started", "on-track", "some-way", "met", "not-met"];

const NUMBER: Is = Is::Whole(1, 999);

macro_rules! fields {
    ($($field:expr),* $(,)?) => {
        &[$($field,)* may("note", Is::Text), may("line", Is::Whole(1, 1_000_000)), may("not_published", Is::Texts)]
    };
}

const RECORD: &[Field] = fields![
    must("status", Is::Word(&["draft", "submitted", "endorsed", "published"])),
    may("endorsed_by", Is::Text),
    may("endorsed_on", Is::Day),
    may("endorsed_in", Is::Text),
    may("published_on", Is::Day),
];
const VALUE: &[Field] = fields![must("key", Is::Key), must("name", Is::Text), may("meaning", Is::Text)];
const AIM: &[Field] = fields![must("key", Is::Key), must("text", Is::Text)];
const SECTION: &[Field] = fields![must("key", Is::Key), must("title", Is::Text), must("text", Is::Text)];
const WORKSTREAM: &[Field] = fields![
    must("key", Is::Key),
    must("name", Is::Text),
    may("other_names", Is::Texts),
    may("sponsor", Is::KeyElsewhere),
    may("lead", Is::KeyElsewhere),
    may("strategic_group", Is::KeyElsewhere),
];
const FOCUS_AREA: &[Field] = fields![must("key", Is::Key), may("letter", Is::Text), must("title", Is::Text)];
const ACTION: &[Field] = fields![
    must("key", Is::Key),
    must("text", Is::Text),
    may("product", Is::Text),
    may("partners", Is::KeysElsewhere),
];
const PRIORITY: &[Field] = fields![
    must("key", Is::Key),
    may("number", NUMBER),
    must("title", Is::Text),
    may("workstream", Is::KeyOf("workstream")),
    may("text", Is::Text),
    may("focus_area", Is::Tables(FOCUS_AREA)),
    may("action", Is::Tables(ACTION)),
];
const ACTIVITY: &[Field] = fields![
    must("key", Is::Key),
    must("title", Is::Text),
    may("kind", Is::Word(ACTIVITY_KINDS)),
    may("workstream", Is::KeyOf("workstream")),
    may("priority", Is::KeyOf("priority")),
    may("group", Is::KeyElsewhere),
    may("programme", Is::KeyElsewhere),
    may("items", Is::Texts),
];
const CHANGE: &[Field] = fields![must("key", Is::Key), may("number", NUMBER), must("text", Is::Text)];
const WEIGHT: &[Field] = &[must("driver", Is::KeyOf("driver")), must("weight", Is::Whole(1, 3))];
const JUDGEMENT: &[Field] =
    &[must("on", Is::Day), must("progress", Is::Word(PROGRESS)), may("text", Is::Text), may("by", Is::KeyElsewhere)];
const OUTCOME: &[Field] = fields![
    must("key", Is::Key),
    may("label", Is::Text),
    must("text", Is::Text),
    may("due", Is::Day),
    may("due_label", Is::Text),
    may("stands_under", Is::KeyOf("driver")),
    may("workstream", Is::KeyOf("workstream")),
    may("priority", Is::KeyOf("priority")),
    may("weight", Is::Tables(WEIGHT)),
    may("judgement", Is::Tables(JUDGEMENT)),
];
const ASPECT: &[Field] = fields![must("key", Is::Key), must("name", Is::Text), may("leads_to", Is::Text)];
const DRIVER: &[Field] = fields![
    must("key", Is::Key),
    may("number", NUMBER),
    must("name", Is::Text),
    may("short_name", Is::Text),
    may("text", Is::Text),
    may("aspect", Is::Tables(ASPECT)),
];
const EVIDENCE: &[Field] = fields![must("key", Is::Key), must("name", Is::Text)];
const BODY: &[Field] = fields![
    must("key", Is::Key),
    must("name", Is::Text),
    may("membership", Is::Text),
    may("purpose", Is::Text),
    may("rhythm", Is::Text),
    may("office", Is::KeyElsewhere),
];

/// The whole file.
pub(super) const FRAMEWORK: &[Field] = fields![
    must("key", Is::Key),
    must("title", Is::Text),
    must("kind", Is::Word(&["improvement-plan", "collaborative-framework"])),
    must("first_session", Is::Session),
    must("last_session", Is::Session),
    may("paper", Is::KeyElsewhere),
    may("previous", Is::KeyElsewhere),
    may("continues_from", Is::KeyElsewhere),
    may("vision", Is::Text),
    may("purpose", Is::Text),
    must("record", Is::Table(RECORD)),
    may("value", Is::Tables(VALUE)),
    may("aim", Is::Tables(AIM)),
    may("section", Is::Tables(SECTION)),
    must("workstream", Is::Tables(WORKSTREAM)),
    may("priority", Is::Tables(PRIORITY)),
    may("activity", Is::Tables(ACTIVITY)),
    may("intended_change", Is::Tables(CHANGE)),
    may("outcome", Is::Tables(OUTCOME)),
    may("driver", Is::Tables(DRIVER)),
    may("evidence_source", Is::Tables(EVIDENCE)),
    may("body", Is::Tables(BODY)),
];
