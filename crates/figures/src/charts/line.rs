//! One or several lines over sessions, with gaps that stay gaps.

use rust_decimal::Decimal;

use super::axis::Axis;
use super::svg::{Anchor, Drawing, FAINT, INK, SHADE, wrapped};
use super::{Say, finding};
use crate::printed::grouped;
use crate::{AcademicSession, Content, Figure, Message, Unit};

/// Each at least 4.5 to 1 on white.
const INKS: [&str; 6] = ["#005eb8", "#a8321a", "#00706b", "#6a3d9a", "#7a5200", "#4d4d4d"];
const DASHES: [&str; 4] = ["", "8 4", "2 4", "10 4 2 4"];

const WIDTH: f64 = 720.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 34.0;
const PLOT: f64 = 250.0;

/// What stands at one session of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// A value; its decimals are printed as they are.
    Value(Decimal),
    /// A band, drawn as a bar from end to end and joined to nothing.
    Band {
        /// The lower end.
        low: Decimal,
        /// The upper end.
        high: Decimal,
    },
    /// No value, and why; the words stand where the value would.
    Gap(Message),
}

impl From<&Figure> for Point {
    fn from(figure: &Figure) -> Self {
        match &figure.content {
            Content::Value(printed) => Self::Value(printed.value()),
            Content::Band { low, high } => Self::Band { low: *low, high: *high },
            Content::Reason(reason) => Self::Gap(reason.message()),
        }
    }
}

/// One line of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// What the line is, as it stands at its end and in the description.
    pub label: String,
    /// One point for each session of the chart; what is beyond them is not drawn.
    pub points: Vec<Point>,
}

/// A chart of lines over sessions. Values are joined only between sessions that follow each other, so
/// no line crosses a session without a value, a break, or a session the chart leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChart {
    /// What the ids in the drawing begin with; different for each chart of a page.
    pub key: String,
    /// The title, read out by screen readers.
    pub title: String,
    /// What the values count.
    pub unit: Unit,
    /// The sessions from left to right.
    pub sessions: Vec<AcademicSession>,
    /// The lines; the first two have their values printed at every point, further ones at their ends.
    pub series: Vec<Series>,
    /// The sessions from which on the definition is another.
    pub breaks: Vec<AcademicSession>,
    /// For the gap between the first two lines: the published gap of each session, printed under it.
    /// The space between the lines is shaded.
    pub gaps: Option<Vec<Option<Decimal>>>,
}

impl LineChart {
    /// What the chart shows, in the order in which its description says it.
    #[must_use]
    pub fn findings(&self, say: Say<'_>) -> Vec<Message> {
        finding::of(self, say)
    }

    /// Draws the chart as one `<svg>` element.
    #[must_use]
    pub fn draw(&self, say: Say<'_>) -> String {
        let right = if self.series.len() > 1 { 170.0 } else { 36.0 };
        let below = if self.gaps.is_some() { 74.0 } else { 46.0 };
        let mut drawing = Drawing::new(WIDTH, TOP + PLOT + below);
        let plot = Plot {
            axis: Axis::holding(&self.values(), self.unit),
            right: WIDTH - right,
            sessions: self.sessions.len(),
        };
        self.draw_grid(&mut drawing, &plot, say);
        self.draw_shade(&mut drawing, &plot);
        self.draw_gaps(&mut drawing, &plot, say);
        self.draw_breaks(&mut drawing, &plot, say);
        for (at, series) in self.series.iter().enumerate() {
            self.draw_series(&mut drawing, &plot, at, series);
        }
        self.draw_end_labels(&mut drawing, &plot);
        let said: Vec<_> = self.findings(say).iter().map(say).collect();
        drawing.finish(&self.key, &self.title, &said.join(" "))
    }

    fn values(&self) -> Vec<Decimal> {
        let mut values = Vec::new();
        for point in self.series.iter().flat_map(|series| &series.points) {
            match point {
                Point::Value(value) => values.push(*value),
                Point::Band { low, high } => values.extend([*low, *high]),
                Point::Gap(_) => {}
            }
        }
        values
    }

    fn draw_grid(&self, drawing: &mut Drawing, plot: &Plot, say: Say<'_>) {
        for tick in plot.axis.ticks() {
            let y = plot.y(tick);
            let ink = if tick.is_zero() { INK } else { FAINT };
            drawing.line((LEFT, y), (plot.right, y), ink, "");
            let sign = if self.unit == Unit::Percent { "%" } else { "" };
            let text = format!("{}{sign}", grouped(tick));
            drawing.text((LEFT - 8.0, y + 4.0), Anchor::End, 13, INK, &text);
        }
        if plot.axis.starts_above_zero() {
            let start = self.unit.spoken(plot.axis.low.normalize());
            let note = say(&Message::new("chart-axis-start").with("start", start));
            drawing.text((6.0, 16.0), Anchor::Start, 12, INK, &note);
        }
        for (at, session) in self.sessions.iter().enumerate() {
            let place = (plot.x(at), TOP + PLOT + 24.0);
            drawing.text(place, Anchor::Middle, 13, INK, &session.to_string());
        }
        if let Some(gaps) = &self.gaps {
            let y = TOP + PLOT + 52.0;
            for (at, gap) in gaps.iter().enumerate().take(self.sessions.len()) {
                if let Some(gap) = gap {
                    drawing.bold((plot.x(at), y), Anchor::Middle, 13, INK, &grouped(*gap));
                }
            }
            let words = say(&Message::new("chart-gap-row"));
            drawing.bold((LEFT - 8.0, y), Anchor::End, 13, INK, &words);
        }
    }

    fn draw_shade(&self, drawing: &mut Drawing, plot: &Plot) {
        let (Some(_), [first, second, ..]) = (&self.gaps, self.series.as_slice()) else {
            return;
        };
        for from in 0..self.sessions.len().saturating_sub(1) {
            let to = from + 1;
            let corners = [(first, from), (first, to), (second, to), (second, from)];
            let corners: Vec<_> =
                corners.into_iter().filter_map(|(series, at)| Some((plot.x(at), plot.y(value(series, at)?)))).collect();
            if corners.len() == 4 && self.follow(from) {
                drawing.area(&corners);
            }
        }
    }

    fn draw_gaps(&self, drawing: &mut Drawing, plot: &Plot, say: Say<'_>) {
        for at in 0..self.sessions.len() {
            let mut words: Vec<String> = Vec::new();
            let mut gaps = 0;
            for series in &self.series {
                if let Some(Point::Gap(why)) = series.points.get(at) {
                    gaps += 1;
                    let said = say(why);
                    if !words.contains(&said) {
                        words.push(said);
                    }
                }
            }
            if gaps == 0 {
                continue;
            }
            let room = plot.pitch();
            let x = plot.x(at);
            if gaps == self.series.len() {
                let ground = (x - room / 2.0 + 3.0, TOP);
                drawing.rect(ground, (room - 6.0, PLOT), SHADE, "none");
            }
            let lines = wrapped(&words.join("; "), room - 8.0, 12);
            let mut y = TOP + PLOT - 10.0 - 14.0 * count(lines.len().saturating_sub(1));
            for line in lines {
                drawing.text((x, y), Anchor::Middle, 12, INK, &line);
                y += 14.0;
            }
        }
    }

    fn draw_breaks(&self, drawing: &mut Drawing, plot: &Plot, say: Say<'_>) {
        for session in &self.breaks {
            let Some(at) = self.sessions.iter().position(|s| s == session) else {
                continue;
            };
            let x = plot.x(at) - plot.pitch() / 2.0;
            drawing.line((x, TOP), (x, TOP + PLOT), INK, "3 3");
            let words = say(&Message::new("chart-break"));
            drawing.text((x + 4.0, TOP + 12.0), Anchor::Start, 12, INK, &words);
        }
    }

    fn draw_series(&self, drawing: &mut Drawing, plot: &Plot, number: usize, series: &Series) {
        let ink = INKS[number % INKS.len()];
        let mut run: Vec<(f64, f64)> = Vec::new();
        for at in 0..self.sessions.len() {
            if let Some(value) = value(series, at) {
                run.push((plot.x(at), plot.y(value)));
            }
            if value(series, at).is_none() || !self.follow(at) {
                if run.len() > 1 {
                    drawing.path(&run, ink, DASHES[number % DASHES.len()]);
                }
                run.clear();
            }
        }
        let known = |at: &usize| value(series, *at).is_some();
        let first = (0..self.sessions.len()).find(known);
        let last = (0..self.sessions.len()).rfind(known);
        for (at, point) in series.points.iter().enumerate().take(self.sessions.len()) {
            let x = plot.x(at);
            match point {
                Point::Value(value) => {
                    let y = plot.y(*value);
                    drawing.mark((x, y), number, ink);
                    if self.series.len() <= 2 || Some(at) == first || Some(at) == last {
                        let lift = if self.is_lower(number, at) { 21.0 } else { -11.0 };
                        drawing.text((x, y + lift), Anchor::Middle, 13, ink, &grouped(*value));
                    }
                }
                Point::Band { low, high } => {
                    let (top, bottom) = (plot.y(*high), plot.y(*low));
                    drawing.rect((x - 4.0, top), (8.0, bottom - top), "none", ink);
                    let text = format!("{}\u{2013}{}", grouped(*low), grouped(*high));
                    drawing.text((x, bottom + 16.0), Anchor::Middle, 13, ink, &text);
                }
                Point::Gap(_) => {}
            }
        }
    }

    /// Whether, of two lines, this one has the lower value here: its number then stands below it.
    fn is_lower(&self, number: usize, at: usize) -> bool {
        let [first, second] = self.series.as_slice() else {
            return false;
        };
        match (value(first, at), value(second, at)) {
            (Some(first), Some(second)) if number == 0 => first < second,
            (Some(first), Some(second)) => second <= first,
            _ => false,
        }
    }

    fn draw_end_labels(&self, drawing: &mut Drawing, plot: &Plot) {
        if self.series.len() < 2 {
            return;
        }
        let mut labels: Vec<(f64, usize, Vec<String>)> = Vec::new();
        for (number, series) in self.series.iter().enumerate() {
            let last = (0..self.sessions.len()).rev().find_map(|at| value(series, at));
            let y = last.map_or(TOP + PLOT / 2.0, |value| plot.y(value));
            labels.push((y, number, wrapped(&series.label, 140.0, 13)));
        }
        labels.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        // Labels that would overlap are pushed down, and all of them up again if the last falls off.
        let mut free = TOP;
        for (y, _, lines) in &mut labels {
            *y = y.max(free);
            free = *y + 15.0 * count(lines.len()) + 8.0;
        }
        let over = (free - (TOP + PLOT + 20.0)).max(0.0);
        for (y, number, lines) in labels {
            let ink = INKS[number % INKS.len()];
            let x = plot.right + 8.0;
            drawing.mark((x + 4.0, y - over), number, ink);
            for (line, text) in lines.iter().enumerate() {
                let place = (x + 16.0, y - over + 4.0 + 15.0 * count(line));
                drawing.bold(place, Anchor::Start, 13, ink, text);
            }
        }
    }

    /// Whether the session after number `at` is the next one, with no break between them.
    fn follow(&self, at: usize) -> bool {
        match (self.sessions.get(at), self.sessions.get(at + 1)) {
            (Some(now), Some(then)) => now.next() == Some(*then) && !self.breaks.contains(then),
            _ => false,
        }
    }
}

fn value(series: &Series, at: usize) -> Option<Decimal> {
    match series.points.get(at) {
        Some(Point::Value(value)) => Some(*value),
        _ => None,
    }
}

/// A small number of things as a length.
pub(super) fn count(things: usize) -> f64 {
    u16::try_from(things).map_or(f64::from(u16::MAX), f64::from)
}

/// Where sessions and values stand in the drawing.
struct Plot {
    axis: Axis,
    right: f64,
    sessions: usize,
}

impl Plot {
    /// The width that each session has.
    fn pitch(&self) -> f64 {
        (self.right - LEFT) / count(self.sessions.max(1))
    }

    fn x(&self, at: usize) -> f64 {
        LEFT + self.pitch() * (count(at) + 0.5)
    }

    fn y(&self, value: Decimal) -> f64 {
        TOP + PLOT * (1.0 - self.axis.share(value))
    }
}
