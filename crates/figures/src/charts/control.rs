//! A control chart: values with their mean and limits; what the rules find is marked by shape.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Say;
use super::axis::Axis;
use super::line::{Point, count};
use super::svg::{Anchor, Drawing, FAINT, INK, SHADE, wrapped};
use crate::printed::grouped;
use crate::statistics::shown;
use crate::statistics::verdict::Better;
use crate::statistics::xmr::{Screening, Standing, Xmr, possible, xmr};
use crate::{Message, Unit};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 590.0;
const TOP: f64 = 66.0;
const PLOT: f64 = 240.0;
const POINT: &str = "#005eb8";
const WORSE: &str = "#a8321a";

/// A chart of one series with control limits. With fewer than eight values the limits are not drawn, with fewer than
/// thirteen they are on trial and nothing is called better or worse. Values are joined only where no value is missing
/// between them and the definition is the same; limits come from the values since the last change of definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlChart {
    /// What the ids in the drawing begin with; different for each chart of a page.
    pub key: String,
    /// The title, read out by screen readers.
    pub title: String,
    /// What the values count.
    pub unit: Unit,
    /// The direction that is good.
    pub better: Better,
    /// What stands under each value: a session, a term, a month.
    pub labels: Vec<String>,
    /// One point for each label, oldest first; what is beyond them is not drawn. A band counts as no value.
    pub points: Vec<Point>,
    /// The places of the points from which on the definition is another.
    pub breaks: Vec<usize>,
    /// Whether unusually large ranges take part in the limits.
    pub screening: Screening,
    /// A target, drawn as a line of its own.
    pub target: Option<Decimal>,
}

/// What a value is to the rules: the shape and ink of its mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Usual,
    Better,
    Worse,
    Unusual,
}

impl Kind {
    const MARKED: [Self; 3] = [Self::Better, Self::Worse, Self::Unusual];

    /// Circle, diamond, square, triangle.
    fn shape(self) -> usize {
        match self {
            Self::Usual => 0,
            Self::Better => 3,
            Self::Worse => 1,
            Self::Unusual => 2,
        }
    }

    fn ink(self) -> &'static str {
        if self == Self::Worse { WORSE } else { POINT }
    }

    fn message(self) -> Message {
        Message::new(match self {
            Self::Usual => "chart-control-usual",
            Self::Better => "chart-control-better",
            Self::Worse => "chart-control-worse",
            Self::Unusual => "chart-control-unusual",
        })
    }
}

impl ControlChart {
    /// What the chart shows, in the order in which its description says it: what the limits say, then each value that the
    /// rules find, then what is missing.
    #[must_use]
    pub fn findings(&self, say: Say<'_>) -> Vec<Message> {
        let found = self.limits();
        let decimals = self.decimals();
        let mut said = match &found {
            Some(found) => found.sentences(self.unit, decimals, self.better),
            None => vec![Message::new("chart-finding-none").with("label", &self.title)],
        };
        for (at, label) in self.labels.iter().enumerate() {
            let kind = self.kind(at, found.as_ref());
            if let (Some(value), true) = (self.value(at), kind != Kind::Usual) {
                said.push(
                    Message::new("chart-control-point")
                        .with("label", label)
                        .with("value", self.unit.spoken(value))
                        .with("what", say(&kind.message())),
                );
            }
        }
        let missing: Vec<String> = (0..self.labels.len()).filter_map(|at| self.missing(at, say)).collect();
        if !missing.is_empty() {
            said.push(Message::new("chart-finding-missing").with("sessions", missing.join(", ")));
        }
        said
    }

    /// What each value is beside the limits, one for each label, for the table beside the chart. `None` where there is no
    /// value, where its definition is an earlier one, and where no limits are drawn.
    #[must_use]
    pub fn beside_limits(&self) -> Vec<Option<Message>> {
        let found = self.limits().filter(|found| found.standing() != Standing::TooFew);
        let is_judged = |at: usize| found.is_some() && at >= self.start() && self.value(at).is_some();
        (0..self.labels.len()).map(|at| is_judged(at).then(|| self.kind(at, found.as_ref()).message())).collect()
    }

    /// What the limits promise about the target. Nothing where there is none, and nothing while the limits are on trial:
    /// it speaks of the values to come.
    #[must_use]
    pub fn promise(&self) -> Option<Message> {
        let found = self.limits().filter(|found| found.standing() == Standing::Firm)?;
        let target = self.target?;
        Some(found.assurance(target.to_f64()?, self.better).message(self.unit.spoken(target)))
    }

    /// The decimals in which limits are said: those of the most exact value, at least one.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        let scales = (0..self.labels.len()).filter_map(|at| self.value(at)).map(|value| value.scale());
        scales.max().unwrap_or_default().clamp(1, 6)
    }

    /// Draws the chart as one `<svg>` element.
    #[must_use]
    pub fn draw(&self, say: Say<'_>) -> String {
        let found = self.limits();
        let drawn = found.as_ref().filter(|found| found.standing() != Standing::TooFew);
        let lines = self.lines(drawn);
        let mut held: Vec<Decimal> = (0..self.labels.len()).filter_map(|at| self.value(at)).collect();
        held.extend(lines.iter().map(|line| line.value));
        let mut drawing = Drawing::new(WIDTH, TOP + PLOT + 46.0);
        let plot = Plot { axis: Axis::holding(&held, self.unit), points: self.labels.len() };
        self.draw_grid(&mut drawing, &plot, say);
        draw_lines(&mut drawing, &plot, &lines, say);
        self.draw_values(&mut drawing, &plot, found.as_ref());
        self.draw_legend(&mut drawing, found.as_ref(), say);
        let said: Vec<_> = self.findings(say).iter().map(say).collect();
        drawing.finish(&self.key, &self.title, &said.join(" "))
    }

    /// The place of the first value of the present definition.
    fn start(&self) -> usize {
        self.breaks.iter().copied().filter(|at| *at < self.labels.len()).max().unwrap_or_default()
    }

    /// The limits of the present definition and what the rules find in it; `None` where no two neighbours both have a
    /// value.
    #[must_use]
    pub fn limits(&self) -> Option<Xmr> {
        let values: Vec<Option<f64>> =
            (self.start()..self.labels.len()).map(|at| self.value(at).and_then(|value| value.to_f64())).collect();
        xmr(&values, self.screening)
    }

    fn value(&self, at: usize) -> Option<Decimal> {
        match self.points.get(at) {
            Some(Point::Value(value)) => Some(*value),
            _ => None,
        }
    }

    fn missing(&self, at: usize, say: Say<'_>) -> Option<String> {
        let label = self.labels.get(at)?;
        match self.points.get(at)? {
            Point::Gap(why) => Some(format!("{label} ({})", say(why).to_lowercase())),
            Point::Band { low, high } => Some(format!("{label} ({}\u{2013}{})", grouped(*low), grouped(*high))),
            Point::Value(_) => None,
        }
    }

    fn kind(&self, at: usize, found: Option<&Xmr>) -> Kind {
        let Some(found) = found.filter(|found| found.standing() != Standing::TooFew) else { return Kind::Usual };
        let place = at.checked_sub(self.start());
        let signals = place.and_then(|place| found.signals.get(place).copied().flatten());
        match signals.and_then(|signals| signals.is_good(self.better)) {
            None => Kind::Usual,
            Some(_) if found.standing() == Standing::Trial => Kind::Unusual,
            Some(true) => Kind::Better,
            Some(false) => Kind::Worse,
        }
    }

    /// The lines of the chart from the top down. A limit is drawn no further out than what is counted can lie.
    fn lines(&self, found: Option<&Xmr>) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(found) = found {
            let decimals = self.decimals();
            let value = |number: f64| possible(self.unit, shown(number, decimals));
            lines.push(Line { key: "chart-control-upper", value: value(found.limits.upper), dash: "8 4" });
            lines.push(Line { key: "chart-control-mean", value: value(found.limits.mean), dash: "" });
            lines.push(Line { key: "chart-control-lower", value: value(found.limits.lower), dash: "8 4" });
        }
        lines.extend(self.target.map(|value| Line { key: "chart-control-target", value, dash: "2 4" }));
        lines.sort_by_key(|line| std::cmp::Reverse(line.value));
        lines
    }

    fn draw_grid(&self, drawing: &mut Drawing, plot: &Plot, say: Say<'_>) {
        for tick in plot.axis.ticks() {
            let y = plot.y(tick);
            drawing.line((LEFT, y), (RIGHT, y), if tick.is_zero() { INK } else { FAINT }, "");
            let sign = if self.unit == Unit::Percent { "%" } else { "" };
            drawing.text((LEFT - 8.0, y + 4.0), Anchor::End, 13, INK, &format!("{}{sign}", grouped(tick)));
        }
        if plot.axis.starts_above_zero() {
            let start = self.unit.spoken(plot.axis.low.normalize());
            let note = say(&Message::new("chart-axis-start").with("start", start));
            drawing.text((6.0, 16.0), Anchor::Start, 12, INK, &note);
        }
        // Labels that would run into each other are left out, so that every second, third … stands.
        let widest = self.labels.iter().map(|label| label.chars().count()).max().unwrap_or_default();
        let mut every = 1;
        while plot.pitch() * count(every) < 7.5 * count(widest) + 6.0 && every < self.labels.len() {
            every += 1;
        }
        for (at, label) in self.labels.iter().enumerate() {
            let x = plot.x(at);
            if (self.labels.len() - 1 - at).is_multiple_of(every) {
                drawing.text((x, TOP + PLOT + 24.0), Anchor::Middle, 13, INK, label);
            }
            if matches!(self.points.get(at), Some(Point::Gap(_) | Point::Band { .. })) {
                drawing.rect((x - plot.pitch() / 2.0 + 1.0, TOP), (plot.pitch() - 2.0, PLOT), SHADE, "none");
            }
            if self.breaks.contains(&at) {
                let x = x - plot.pitch() / 2.0;
                drawing.line((x, TOP), (x, TOP + PLOT), INK, "3 3");
                drawing.text((x + 4.0, TOP + 12.0), Anchor::Start, 12, INK, &say(&Message::new("chart-break")));
            }
        }
    }

    fn draw_values(&self, drawing: &mut Drawing, plot: &Plot, found: Option<&Xmr>) {
        let mut run: Vec<(f64, f64)> = Vec::new();
        for at in 0..=self.labels.len() {
            let value = self.value(at).filter(|_| at < self.labels.len());
            if value.is_none() || self.breaks.contains(&at) {
                if run.len() > 1 {
                    drawing.thin(&run, POINT, "");
                }
                run.clear();
            }
            run.extend(value.map(|value| (plot.x(at), plot.y(value))));
        }
        let known: Vec<usize> = (0..self.labels.len()).filter(|at| self.value(*at).is_some()).collect();
        for at in &known {
            let (Some(value), kind) = (self.value(*at), self.kind(*at, found)) else { continue };
            let (x, y) = (plot.x(*at), plot.y(value));
            drawing.mark((x, y), kind.shape(), kind.ink());
            let is_end = known.first() == Some(at) || known.last() == Some(at);
            if is_end || (kind != Kind::Usual && plot.pitch() >= 28.0) {
                // A value far down has its number beside it: below stand the labels of the axis.
                let (at, anchor) = if y > TOP + PLOT - 30.0 {
                    ((x - 10.0, y + 4.0), Anchor::End)
                } else {
                    ((x, y - 11.0), Anchor::Middle)
                };
                drawing.over(at, anchor, 13, kind.ink(), &grouped(value));
            }
        }
    }

    /// The marks that occur, each with its meaning.
    fn draw_legend(&self, drawing: &mut Drawing, found: Option<&Xmr>, say: Say<'_>) {
        let mut x = LEFT;
        for kind in Kind::MARKED {
            if !(0..self.labels.len()).any(|at| self.kind(at, found) == kind) {
                continue;
            }
            let words = say(&kind.message());
            drawing.mark((x + 6.0, 36.0), kind.shape(), kind.ink());
            drawing.text((x + 18.0, 40.0), Anchor::Start, 13, INK, &words);
            x += 40.0 + 7.2 * count(words.chars().count());
        }
    }
}

/// A level line: what it is, where it lies.
struct Line {
    key: &'static str,
    value: Decimal,
    dash: &'static str,
}

fn draw_lines(drawing: &mut Drawing, plot: &Plot, lines: &[Line], say: Say<'_>) {
    let mut free = TOP - 20.0;
    for line in lines {
        let y = plot.y(line.value);
        drawing.line((LEFT, y), (RIGHT, y), INK, line.dash);
        let words = say(&Message::new(line.key).with("value", grouped(line.value)));
        // Labels of lines that lie close together are pushed down.
        let mut at = (y + 4.0).max(free);
        for text in wrapped(&words, WIDTH - RIGHT - 14.0, 13) {
            drawing.text((RIGHT + 8.0, at), Anchor::Start, 13, INK, &text);
            at += 15.0;
        }
        free = at;
    }
}

/// Where points and values stand in the drawing.
struct Plot {
    axis: Axis,
    points: usize,
}

impl Plot {
    fn pitch(&self) -> f64 {
        (RIGHT - LEFT) / count(self.points.max(1))
    }

    fn x(&self, at: usize) -> f64 {
        LEFT + self.pitch() * (count(at) + 0.5)
    }

    fn y(&self, value: Decimal) -> f64 {
        TOP + PLOT * (1.0 - self.axis.share(value))
    }
}
