//! Whether a series only goes up and down as usual: its control limits, in a table, in sentences and as a chart.
//!
//! The rules and the number of values they need are those of `figures::statistics::xmr`.

use figures::{
    AcademicSession, Decimal, Message, Period, Reason, Unit,
    charts::{ControlChart, Point},
    grouped,
    statistics::{
        shown,
        xmr::{ENOUGH_TO_DRAW, Screening, Standing, Xmr, possible},
    },
};

use super::{Better, Book, Indicator, PARTNERSHIP, latest};
use crate::plumbing::words::say_message;

/// From how many values on a page says how many more are needed. Of fewer, nobody expects that they show what is usual.
const WORTH_A_WORD: usize = ENOUGH_TO_DRAW / 2;

/// One value of the series beside the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRow {
    /// The session or sessions.
    pub sessions: String,
    /// The value with its unit, or why there is none.
    pub value: String,
    /// What it is beside the limits.
    pub what: String,
}

/// What a page shows of control limits. The template is `indicators/control.html`, which reads a variable called `control`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlView {
    /// How many more values are needed; where it is given, nothing else is.
    pub few: String,
    /// What the limits say, in whole sentences.
    pub sentences: Vec<String>,
    /// What is drawn and listed.
    pub title: String,
    /// The values, oldest first.
    pub rows: Vec<ControlRow>,
    /// The mean and the limits, each with its name and its value.
    pub limits: Vec<(String, String)>,
    /// The drawing.
    pub chart: String,
}

/// One place of a series: what it is about, what stands there, and the version of the definition where that is a value.
pub(super) struct Place {
    pub(super) period: Period,
    pub(super) point: Point,
    pub(super) version: i64,
}

/// What a series measures.
pub(super) struct Measured<'a> {
    pub(super) key: &'a str,
    pub(super) title: &'a str,
    pub(super) unit: Unit,
    pub(super) better: Better,
    pub(super) target: Option<Decimal>,
}

/// The control chart of an indicator for the whole partnership, from what the latest papers print.
pub(super) fn of_indicator(book: &Book, one: &Indicator, target: Option<Decimal>) -> ControlChart {
    let line = latest(book, &one.key, PARTNERSHIP);
    let newest = line.iter().rev().find(|stands| stands.observation.figure.why().is_none());
    // A value of two sessions goes up and down less than one of a single session: only values alike stand side by side.
    let is_alike = |period: Period| {
        newest.is_none_or(|stands| stands.observation.period.is_two_sessions() == period.is_two_sessions())
    };
    let places = line
        .iter()
        .map(|stands| {
            let found = stands.observation;
            let point = match Point::from(&found.figure) {
                Point::Value(_) if !is_alike(found.period) => Point::Gap(Message::new("control-other-length")),
                point => point,
            };
            Place { period: found.period, point, version: found.version }
        })
        .collect();
    let measured = Measured { key: &one.key, title: &one.short_name, unit: one.unit, better: one.better, target };
    drawn(&measured, places, &one.breaks())
}

/// The control chart of places in the order of their sessions. Sessions between them that nobody speaks of are places
/// without a value. The series is broken where a break is, and where two values follow other versions of the definition.
pub(super) fn drawn(measured: &Measured<'_>, places: Vec<Place>, breaks: &[AcademicSession]) -> ControlChart {
    let mut filled: Vec<Place> = Vec::new();
    for place in places {
        let mut next = filled.last().and_then(|before| before.period.last().next());
        while let Some(session) = next.filter(|session| *session < place.period.first()) {
            let point = Point::Gap(Reason::NotPublished.message());
            filled.push(Place { period: Period::one(session), point, version: place.version });
            next = session.next();
        }
        filled.push(place);
    }
    let mut broken: Vec<usize> = breaks
        .iter()
        .filter_map(|session| filled.iter().position(|place| place.period.last() >= *session))
        .filter(|at| *at > 0)
        .collect();
    let mut version = None;
    for (at, place) in filled.iter().enumerate().filter(|(_, place)| matches!(place.point, Point::Value(_))) {
        if version.is_some_and(|before| before != place.version) {
            broken.push(at);
        }
        version = Some(place.version);
    }
    broken.sort_unstable();
    broken.dedup();
    ControlChart {
        key: format!("control-{}", measured.key),
        title: measured.title.to_owned(),
        unit: measured.unit,
        better: measured.better.judged(),
        labels: filled.iter().map(|place| place.period.to_string()).collect(),
        points: filled.into_iter().map(|place| place.point).collect(),
        breaks: broken,
        screening: Screening::None,
        target: measured.target,
    }
}

/// A control chart in words. Nothing where the series is too short even for a word about it.
pub(super) fn view(chart: &ControlChart) -> Option<ControlView> {
    let found = chart.limits()?;
    let points = found.limits.points;
    let is_drawn = found.standing() != Standing::TooFew;
    if !is_drawn && points < WORTH_A_WORD {
        return None;
    }
    let mut view = ControlView {
        title: chart.title.clone(),
        few: String::new(),
        sentences: Vec::new(),
        rows: Vec::new(),
        limits: Vec::new(),
        chart: String::new(),
    };
    if !is_drawn {
        let few = Message::new("control-few").with("points", points).with("more", ENOUGH_TO_DRAW - points);
        view.few = say_message(&few);
        return Some(view);
    }
    view.sentences = sentences(chart, &found);
    view.rows = rows(chart);
    let limits = &found.limits;
    view.limits = [("control-upper", limits.upper), ("control-mean", limits.mean), ("control-lower", limits.lower)]
        .into_iter()
        .map(|(key, value)| (say_message(&Message::new(key)), spoken(chart, value)))
        .collect();
    view.chart = chart.draw(&say_message);
    Some(view)
}

fn spoken(chart: &ControlChart, limit: f64) -> String {
    chart.unit.spoken(possible(chart.unit, shown(limit, chart.decimals())))
}

/// What the limits say of the values, and of the target.
fn sentences(chart: &ControlChart, found: &Xmr) -> Vec<String> {
    let mut said = found.sentences(chart.unit, chart.decimals(), chart.better);
    said.extend(chart.promise());
    said.iter().map(say_message).collect()
}

fn rows(chart: &ControlChart) -> Vec<ControlRow> {
    let beside = chart.beside_limits();
    let earlier = chart.breaks.last().copied().unwrap_or_default();
    let rows = chart.labels.iter().zip(&chart.points).zip(beside).enumerate();
    rows.map(|(at, ((label, point), told))| ControlRow {
        sessions: label.clone(),
        value: match point {
            Point::Value(value) => chart.unit.spoken(*value),
            Point::Band { low, high } => format!("{}\u{2013}{}", grouped(*low), grouped(*high)),
            Point::Gap(why) => say_message(why),
        },
        what: match (told, point) {
            (Some(told), _) => say_message(&told),
            (None, Point::Value(_)) if at < earlier => say_message(&Message::new("control-earlier")),
            (None, _) => String::new(),
        },
    })
    .collect()
}
