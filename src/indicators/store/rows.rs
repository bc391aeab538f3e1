//! Rows as they are stored, and the way from each to what it means.

use figures::{AcademicSession, Content, Counts, Figure, Flags, Period, Printed, Reason, Unit};
use sqlx::FromRow;

use super::Observation;
use crate::{
    indicators::{
        Better, Claimed, Column, Footnote, GapEnds, Indicator, Kind, Marker, Source, SourceKind, SourceRow, Statement,
        Version,
    },
    plumbing::problem::Problem,
};

/// A stored text that should never have been stored.
fn unreadable(what: &str, text: &str) -> Problem {
    Problem::broken(anyhow::anyhow!("the stored {what} `{text}` cannot be read"))
}

fn session(text: &str) -> Result<AcademicSession, Problem> {
    text.parse().map_err(|_fault| unreadable("session", text))
}

fn session_or_none(text: Option<&str>) -> Result<Option<AcademicSession>, Problem> {
    text.map(session).transpose()
}

fn number(text: Option<&str>) -> Result<Option<Printed>, Problem> {
    text.map(|text| Printed::parse(text).map_err(|_fault| unreadable("number", text))).transpose()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

#[derive(FromRow)]
pub(super) struct IndicatorRow {
    pub(super) key: String,
    position: i64,
    name: String,
    short_name: String,
    theme: Option<String>,
    kind: String,
    invented: i64,
    unit: String,
    better: String,
    decimals: i64,
    gap_basis: Option<String>,
    gap_of: Option<String>,
    pooled_sessions: Option<i64>,
    ended_session: Option<String>,
    measure_family: String,
    source_of_data: String,
    tells_you: String,
    definition: String,
    numerator: String,
    denominator: Option<String>,
    not_published: String,
}

#[derive(FromRow)]
pub(super) struct VersionRow {
    pub(super) indicator_key: String,
    number: i64,
    first_session: String,
    last_session: Option<String>,
    series_break: i64,
    description: String,
}

impl IndicatorRow {
    pub(super) fn into_indicator(self, versions: Vec<VersionRow>) -> Result<Indicator, Problem> {
        let versions = versions
            .into_iter()
            .map(|row| {
                Ok(Version {
                    number: row.number,
                    first_session: session(&row.first_session)?,
                    last_session: session_or_none(row.last_session.as_deref())?,
                    series_break: row.series_break == 1,
                    text: row.description,
                })
            })
            .collect::<Result<_, Problem>>()?;
        Ok(Indicator {
            kind: if self.kind == "critical" { Kind::Critical } else { Kind::Comparison },
            invented: self.invented == 1,
            unit: Unit::from_key(&self.unit).ok_or_else(|| unreadable("unit", &self.unit))?,
            better: if self.better == "up" { Better::Up } else { Better::Down },
            decimals: u32::try_from(self.decimals).unwrap_or_default(),
            gap_basis: self
                .gap_basis
                .map(|basis| if basis == "rounded" { GapEnds::Rounded } else { GapEnds::Unrounded }),
            ended_session: session_or_none(self.ended_session.as_deref())?,
            not_published: lines(&self.not_published),
            versions,
            key: self.key,
            position: self.position,
            name: self.name,
            short_name: self.short_name,
            theme: self.theme,
            gap_of: self.gap_of,
            pooled_sessions: self.pooled_sessions,
            measure_family: self.measure_family,
            source_of_data: self.source_of_data,
            tells_you: self.tells_you,
            definition: self.definition,
            numerator: self.numerator,
            denominator: self.denominator,
        })
    }
}

#[derive(FromRow)]
pub(super) struct SourceHead {
    pub(super) key: String,
    title: String,
    short_title: String,
    kind: String,
    paper: Option<String>,
    released: String,
    released_approximate: i64,
    released_note: Option<String>,
    table_title: Option<String>,
    line: Option<i64>,
    legend_from: Option<String>,
    legend_note: Option<String>,
    note: Option<String>,
}

impl SourceHead {
    pub(super) fn into_source(self) -> Result<Source, Problem> {
        Ok(Source {
            kind: match self.kind.as_str() {
                "table" => SourceKind::Table,
                "text" => SourceKind::Text,
                "submission" => SourceKind::Submission,
                other => return Err(unreadable("kind of source", other)),
            },
            released_approximate: self.released_approximate == 1,
            key: self.key,
            title: self.title,
            short_title: self.short_title,
            paper: self.paper,
            released: self.released,
            released_note: self.released_note,
            table_title: self.table_title,
            line: self.line,
            legend_from: self.legend_from,
            legend_note: self.legend_note,
            note: self.note,
            columns: Vec::new(),
            rows: Vec::new(),
            markers: Vec::new(),
            footnotes: Vec::new(),
        })
    }
}

#[derive(FromRow)]
pub(super) struct ColumnRow {
    pub(super) source_key: String,
    session: String,
    label: String,
    baseline: i64,
}

impl ColumnRow {
    pub(super) fn into_column(self) -> Result<Column, Problem> {
        Ok(Column { session: session(&self.session)?, label: self.label, baseline: self.baseline == 1 })
    }
}

#[derive(FromRow)]
pub(super) struct RowRow {
    pub(super) source_key: String,
    indicator_key: String,
    label: String,
    theme: Option<String>,
    line: Option<i64>,
}

impl RowRow {
    pub(super) fn into_row(self) -> SourceRow {
        SourceRow { indicator: self.indicator_key, label: self.label, theme: self.theme, line: self.line }
    }
}

#[derive(FromRow)]
pub(super) struct MarkerRow {
    pub(super) source_key: String,
    mark: String,
    reason: String,
    meaning: String,
    printed: i64,
    line: Option<i64>,
}

impl MarkerRow {
    pub(super) fn into_marker(self) -> Result<Marker, Problem> {
        let reason: Reason = self.reason.parse().map_err(|_fault| unreadable("reason", &self.reason))?;
        Ok(Marker { mark: self.mark, reason, meaning: self.meaning, printed: self.printed == 1, line: self.line })
    }
}

#[derive(FromRow)]
pub(super) struct FootnoteRow {
    pub(super) source_key: String,
    mark: String,
    description: String,
    line: Option<i64>,
}

impl FootnoteRow {
    pub(super) fn into_footnote(self) -> Footnote {
        Footnote { mark: self.mark, text: self.description, line: self.line }
    }
}

#[derive(FromRow)]
pub(super) struct ObservationRow {
    id: String,
    indicator_key: String,
    version_number: i64,
    source_key: String,
    position: i64,
    area: String,
    breakdown: String,
    category: String,
    first_session: String,
    last_session: String,
    value: Option<String>,
    low: Option<String>,
    high: Option<String>,
    reason: Option<String>,
    numerator: Option<i64>,
    denominator: Option<i64>,
    provisional: i64,
    revised: i64,
    estimated: i64,
    rounds_to_zero: i64,
    marker: Option<String>,
    note: Option<String>,
    recorded_at: String,
    replaces: Option<String>,
    unit: String,
}

impl ObservationRow {
    pub(super) fn into_observation(self) -> Result<Observation, Problem> {
        let unit = Unit::from_key(&self.unit).ok_or_else(|| unreadable("unit", &self.unit))?;
        let content =
            match (number(self.value.as_deref())?, number(self.low.as_deref())?, number(self.high.as_deref())?) {
                (Some(value), _, _) => Content::Value(value),
                (None, Some(low), Some(high)) => Content::Band { low: low.value(), high: high.value() },
                _ => {
                    let reason = self.reason.unwrap_or_default();
                    Content::Reason(reason.parse().map_err(|_fault| unreadable("reason", &reason))?)
                }
            };
        let mut figure = Figure::new(content, unit).with_flags(Flags {
            provisional: self.provisional == 1,
            revised: self.revised == 1,
            estimated: self.estimated == 1,
            low: self.rounds_to_zero == 1,
        });
        // A mark beside a value is the mark of a footnote; in place of one it is the marker.
        match (&figure.content, self.marker) {
            (Content::Value(_), Some(mark)) => figure.notes = vec![mark],
            (_, marker) => figure.marker = marker,
        }
        if let (Some(numerator), Some(denominator)) = (self.numerator, self.denominator) {
            figure = figure.with_counts(Counts { numerator, denominator });
        }
        let period = Period::new(session(&self.first_session)?, session(&self.last_session)?)
            .map_err(|_fault| unreadable("period", &self.first_session))?;
        Ok(Observation {
            id: self.id,
            indicator: self.indicator_key,
            version: self.version_number,
            source: self.source_key,
            position: self.position,
            area: self.area,
            breakdown: self.breakdown,
            category: self.category,
            period,
            figure,
            note: self.note,
            recorded_at: self.recorded_at,
            is_revision: self.replaces.is_some(),
        })
    }
}

#[derive(FromRow)]
pub(super) struct StatementRow {
    key: String,
    pub(super) indicator_key: String,
    from_session: Option<String>,
    to_session: Option<String>,
    from_printed: Option<String>,
    to_printed: Option<String>,
    from_value: Option<String>,
    to_value: Option<String>,
    change: Option<String>,
    direction: String,
    cases: Option<i64>,
    paper: String,
    line: i64,
    paraphrase: String,
    note: Option<String>,
}

impl StatementRow {
    pub(super) fn into_statement(self) -> Result<Statement, Problem> {
        Ok(Statement {
            from_session: session_or_none(self.from_session.as_deref())?,
            to_session: session_or_none(self.to_session.as_deref())?,
            from_value: number(self.from_value.as_deref())?,
            to_value: number(self.to_value.as_deref())?,
            change: number(self.change.as_deref())?,
            direction: match self.direction.as_str() {
                "up" => Claimed::Up,
                "down" => Claimed::Down,
                _ => Claimed::None,
            },
            key: self.key,
            indicator: self.indicator_key,
            from_printed: self.from_printed,
            to_printed: self.to_printed,
            n: self.cases,
            paper: self.paper,
            line: self.line,
            paraphrase: self.paraphrase,
            note: self.note,
        })
    }
}

/// A baseline, target or comparator that somebody set.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Target {
    /// `baseline`, `target` or `comparator`.
    pub kind: String,
    /// The session it is for, as stored.
    pub session: String,
    /// The number as typed.
    pub value: String,
    /// Where it comes from.
    pub origin: String,
    /// When it was set.
    pub recorded_at: String,
}

/// A note on an indicator, or on some of its sessions.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Note {
    /// The first session it is about, as stored; none for the whole indicator.
    pub first_session: Option<String>,
    /// The last session it is about.
    pub last_session: Option<String>,
    /// The note.
    pub description: String,
    /// When it was written.
    pub recorded_at: String,
}
