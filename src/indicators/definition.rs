//! What an indicator means: its definition and the versions of it.

use figures::{AcademicSession, GapBasis, Unit, statistics::verdict};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::plumbing::words::say_message;

/// Whether an indicator is one of the partnership's own or only stands beside them in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A critical indicator.
    Critical,
    /// A comparison measure.
    Comparison,
}

impl Kind {
    /// As stored and as the API says it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Comparison => "comparison",
        }
    }
}

/// The direction that is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// A rise is better.
    Up,
    /// A fall is better.
    Down,
}

impl Better {
    /// As stored and as the API says it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The direction as verdicts and control charts take it.
    pub(super) fn judged(self) -> verdict::Better {
        match self {
            Self::Up => verdict::Better::Up,
            Self::Down => verdict::Better::Down,
        }
    }
}

/// What a gap is taken between, as the file writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapEnds {
    /// Exact rates, rounded once at the end.
    Unrounded,
    /// The two rates as published.
    Rounded,
}

impl GapEnds {
    /// As stored and as the file writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unrounded => "unrounded",
            Self::Rounded => "rounded",
        }
    }

    /// The basis that the arithmetic of gaps takes.
    pub fn basis(self) -> GapBasis {
        match self {
            Self::Unrounded => GapBasis::Unrounded,
            Self::Rounded => GapBasis::RoundedEnds,
        }
    }
}

/// What one indicator means; an `[[indicator]]` of `definitions.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its key.
    pub key: String,
    /// The label as the latest paper prints it.
    pub name: String,
    /// Its name in headings and charts.
    pub short_name: String,
    /// The key of its theme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    /// Its place in lists, from 1.
    pub position: i64,
    /// Critical or comparison.
    pub kind: Kind,
    /// Whether it was made up for an example; such a measure never stands among published values.
    #[serde(default, skip_serializing_if = "is_false")]
    pub invented: bool,
    /// What its number counts.
    pub unit: Unit,
    /// The direction that is better.
    pub better: Better,
    /// Decimals of a computed value: 0, 1 or 2.
    pub decimals: u32,
    /// What a gap is taken between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_basis: Option<GapEnds>,
    /// The indicator whose two ends are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_of: Option<String>,
    /// 2 where one value covers two sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pooled_sessions: Option<i64>,
    /// The last session, where the partnership has stopped printing it.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "session_or_none")]
    pub ended_session: Option<AcademicSession>,
    /// The family of measures.
    pub measure_family: String,
    /// The collection behind the figure.
    pub source_of_data: String,
    /// What a reader learns from it.
    pub tells_you: String,
    /// How it is worked out.
    pub definition: String,
    /// Who or what is counted.
    pub numerator: String,
    /// Out of whom or what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<String>,
    /// Facts that no paper gives.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_published: Vec<String>,
    /// Its versions, oldest first.
    #[serde(rename = "version")]
    pub versions: Vec<Version>,
}

/// One version of a definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// From 1.
    pub number: i64,
    /// The session from which it holds.
    #[serde(deserialize_with = "session")]
    pub first_session: AcademicSession,
    /// The last session; absent in the version that still holds.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "session_or_none")]
    pub last_session: Option<AcademicSession>,
    /// Whether values before its first session cannot simply be compared.
    pub series_break: bool,
    /// What changed, or how things stood.
    pub text: String,
}

impl Indicator {
    /// The version that holds in a session.
    pub fn version_in(&self, session: AcademicSession) -> Option<&Version> {
        self.versions
            .iter()
            .find(|version| version.first_session <= session && version.last_session.is_none_or(|last| session <= last))
    }

    /// The sessions before which a break is drawn.
    pub fn breaks(&self) -> Vec<AcademicSession> {
        self.versions.iter().filter(|version| version.series_break).map(|version| version.first_session).collect()
    }

    /// Whether one value covers two sessions.
    pub fn is_pooled(&self) -> bool {
        self.pooled_sessions == Some(2)
    }

    /// Everything wrong with the definition by itself, each with the field it is about.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if !crate::plumbing::ids::is_key(&self.key) {
            faults.push(("key", format!("`{}` is not a key; use lower-case letters, digits and hyphens", self.key)));
        }
        if self.position < 1 {
            faults.push(("position", "the position is a whole number from 1".into()));
        }
        if self.decimals > 2 {
            faults.push(("decimals", format!("{} decimals are too many; write 0, 1 or 2", self.decimals)));
        }
        if (self.unit == Unit::PercentagePoints) != self.gap_basis.is_some() {
            faults.push((
                "gap_basis",
                "a gap in percentage points, and only a gap, says `unrounded` or `rounded`".into(),
            ));
        }
        if self.unit != Unit::Count && self.denominator.is_none() {
            faults.push(("denominator", "say out of whom or what the share is taken".into()));
        }
        if self.pooled_sessions.is_some_and(|sessions| sessions != 2) {
            faults.push(("pooled_sessions", "only 2 sessions can be pooled; leave the field out otherwise".into()));
        }
        if self.versions.is_empty() {
            faults.push(("version", "add at least one [[indicator.version]]".into()));
        }
        for (number, version) in (1_i64..).zip(&self.versions) {
            if version.number != number {
                faults.push(("version", format!("version {} should be number {number}", version.number)));
            }
            if version.last_session.is_some_and(|last| last < version.first_session) {
                faults.push(("version", format!("version {number} ends before it begins")));
            }
        }
        for pair in self.versions.windows(2) {
            let [earlier, later] = pair else { continue };
            let follows = earlier.last_session.and_then(AcademicSession::next) == Some(later.first_session);
            if !follows {
                faults.push((
                    "version",
                    format!(
                        "version {} does not begin in the session after version {} ends",
                        later.number, earlier.number
                    ),
                ));
            }
        }
        faults
    }
}

fn is_false(value: &bool) -> bool {
    !*value
}

/// Reads a session, with both readings of a bare year in the refusal.
pub(super) fn session<'de, D: Deserializer<'de>>(from: D) -> Result<AcademicSession, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|error: figures::SessionError| D::Error::custom(say_message(&error.message())))
}

/// Reads a session where one is given.
pub(super) fn session_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<AcademicSession>, D::Error> {
    session(from).map(Some)
}
