//! A funnel plot: units by how many people they have, between the limits of chance. It orders nobody.

use rust_decimal::Decimal;

use super::Say;
use super::axis::Axis;
use super::line::count;
use super::svg::{Anchor, Drawing, FAINT, INK};
use crate::printed::grouped;
use crate::statistics::funnel::{Funnel, Position, funnel, funnel_about, limits};
use crate::statistics::points;
use crate::wilson::{Confidence, Interval};
use crate::{Counts, Message, Unit, rounding::rate};

const WIDTH: f64 = 720.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 40.0;
const PLOT: f64 = 270.0;
const POINT: &str = "#005eb8";
/// How many pieces a limit is drawn in.
const PIECES: usize = 80;

/// One unit of a funnel plot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelDot {
    /// Its name, for readers who may see it; others get a dot without a name.
    pub label: Option<String>,
    /// Its counts. Whoever draws them has made sure that they may be shown.
    pub counts: Counts,
}

/// A funnel plot of shares. The 95% limits are dotted, the 99.8% limits solid; a unit beyond either has another shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelChart {
    /// What the ids in the drawing begin with; different for each chart of a page.
    pub key: String,
    /// The title, read out by screen readers.
    pub title: String,
    /// What stands under the axis of people: pupils, leavers.
    pub people: String,
    /// The units, in any order.
    pub dots: Vec<FunnelDot>,
    /// Whom the units are compared with, where they are only some of them; otherwise all units together.
    pub about: Option<Counts>,
    /// The decimals of percentages, 0 to 6.
    pub decimals: u32,
}

impl FunnelChart {
    /// What the chart shows: what the funnel says, then each unit that has a name, by its place in the list given. Of one
    /// unit alone only its own place is said.
    ///
    /// # Errors
    /// As [`funnel`].
    pub fn findings(&self, say: Say<'_>) -> Result<Vec<Message>, Message> {
        Ok(self.said(&self.funnel()?, say))
    }

    /// Draws the chart as one `<svg>` element.
    ///
    /// # Errors
    /// As [`funnel`]: there is nothing to draw where nobody is counted.
    pub fn draw(&self, say: Say<'_>) -> Result<String, Message> {
        let found = self.funnel()?;
        let plot = self.plot(&found);
        let mut drawing = Drawing::new(WIDTH, TOP + PLOT + 62.0);
        self.draw_grid(&mut drawing, &plot, say);
        draw_limits(&mut drawing, &plot, found.centre, say);
        let centre = points(found.centre, self.decimals);
        let y = plot.y(centre);
        drawing.line((LEFT, y), (RIGHT, y), INK, "");
        let words = say(&Message::new("chart-funnel-centre").with("value", Unit::Percent.spoken(centre)));
        drawing.text((RIGHT + 8.0, y + 4.0), Anchor::Start, 13, INK, &words);
        self.draw_dots(&mut drawing, &plot, &found);
        let said: Vec<_> = self.said(&found, say).iter().map(say).collect();
        Ok(drawing.finish(&self.key, &self.title, &said.join(" ")))
    }

    /// The units with their places.
    ///
    /// # Errors
    /// As [`funnel`].
    pub fn funnel(&self) -> Result<Funnel, Message> {
        let units: Vec<Counts> = self.dots.iter().map(|dot| dot.counts).collect();
        self.about.map_or_else(|| funnel(&units), |all| funnel_about(&units, all))
    }

    fn said(&self, found: &Funnel, say: Say<'_>) -> Vec<Message> {
        let mut said = if self.dots.len() > 1 { found.sentences(self.decimals) } else { Vec::new() };
        for (dot, position) in self.dots.iter().zip(&found.positions) {
            let (Some(label), Ok(share)) = (&dot.label, self.share(dot.counts)) else { continue };
            said.push(
                Message::new("chart-funnel-unit")
                    .with("label", label)
                    .with("value", Unit::Percent.spoken(share))
                    .with("people", grouped(dot.counts.denominator.into()))
                    .with("where", say(&position.message())),
            );
        }
        said
    }

    fn share(&self, counts: Counts) -> Result<Decimal, Message> {
        rate(counts.numerator, counts.denominator, self.decimals)
    }

    /// The scales: people from zero to the largest unit, shares so that every unit and the limits of the smallest fit.
    fn plot(&self, found: &Funnel) -> Plot {
        let sizes = || self.dots.iter().map(|dot| dot.counts.denominator).filter(|people| *people > 0);
        let (mut least, mut most) = (sizes().min().unwrap_or(1), sizes().max().unwrap_or(1));
        if least == most {
            // A limit is a line also where all units are of one size: it is drawn from fewer people to more.
            (least, most) = ((least / 4).max(1), most.saturating_add(most / 4));
        }
        let Interval { lower, upper } = limits(found.centre, least, Confidence::Flags);
        let mut held: Vec<Decimal> = self.dots.iter().filter_map(|dot| self.share(dot.counts).ok()).collect();
        held.extend([points(lower, self.decimals), points(upper, self.decimals)]);
        Plot {
            across: Axis::holding(&[Decimal::ZERO, Decimal::from(most)], Unit::Count),
            up: Axis::holding(&held, Unit::Percent),
            least,
            most,
        }
    }

    fn draw_grid(&self, drawing: &mut Drawing, plot: &Plot, say: Say<'_>) {
        for tick in plot.up.ticks() {
            let y = plot.y(tick);
            drawing.line((LEFT, y), (RIGHT, y), FAINT, "");
            drawing.text((LEFT - 8.0, y + 4.0), Anchor::End, 13, INK, &format!("{}%", grouped(tick)));
        }
        for tick in plot.across.ticks() {
            let x = plot.x(tick);
            drawing.line((x, TOP + PLOT), (x, TOP + PLOT + 5.0), INK, "");
            drawing.text((x, TOP + PLOT + 22.0), Anchor::Middle, 13, INK, &grouped(tick));
        }
        drawing.line((LEFT, TOP + PLOT), (RIGHT, TOP + PLOT), INK, "");
        drawing.text(((LEFT + RIGHT) / 2.0, TOP + PLOT + 44.0), Anchor::Middle, 13, INK, &self.people);
        if plot.up.starts_above_zero() {
            let start = Unit::Percent.spoken(plot.up.low.normalize());
            let note = say(&Message::new("chart-axis-start").with("start", start));
            drawing.text((6.0, 16.0), Anchor::Start, 12, INK, &note);
        }
    }

    fn draw_dots(&self, drawing: &mut Drawing, plot: &Plot, found: &Funnel) {
        let mut taken: Vec<(f64, f64)> = Vec::new();
        for (dot, position) in self.dots.iter().zip(&found.positions) {
            let Ok(share) = self.share(dot.counts) else { continue };
            let (x, y) = (plot.x(dot.counts.denominator.into()), plot.y(share));
            drawing.mark((x, y), position.shape(), POINT);
            let Some(label) = &dot.label else { continue };
            // A name that would lie on another is moved down line by line; at the right edge it stands before its dot.
            let length = 7.2 * count(label.chars().count());
            let (start, anchor, at) = if x + 12.0 + length > RIGHT {
                (x - 10.0 - length, Anchor::End, x - 10.0)
            } else {
                (x + 10.0, Anchor::Start, x + 10.0)
            };
            let mut line = y + 4.0;
            while taken
                .iter()
                .any(|(other, height)| (other - start).abs() < length.max(60.0) && (height - line).abs() < 13.0)
            {
                line += 13.0;
            }
            taken.push((start, line));
            drawing.over((at, line), anchor, 12, INK, label);
        }
    }
}

impl Position {
    /// Circle within the limits, triangle beyond the inner, diamond beyond the outer ones.
    fn shape(self) -> usize {
        match self {
            Self::Nobody | Self::Within => 0,
            Self::Above | Self::Below => 2,
            Self::FarAbove | Self::FarBelow => 3,
        }
    }

    /// Where the unit lies, in words.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Nobody => "funnel-position-nobody",
            Self::Within => "funnel-position-within",
            Self::Above => "funnel-position-above",
            Self::Below => "funnel-position-below",
            Self::FarAbove => "funnel-position-far-above",
            Self::FarBelow => "funnel-position-far-below",
        })
    }
}

fn draw_limits(drawing: &mut Drawing, plot: &Plot, centre: f64, say: Say<'_>) {
    for (confidence, dash, key) in
        [(Confidence::Flags, "", "chart-funnel-outer"), (Confidence::Reading, "2 4", "chart-funnel-inner")]
    {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        for people in plot.steps() {
            let Interval { lower, upper } = limits(centre, people, confidence);
            let x = plot.x(people.into());
            low.push((x, plot.y(points(lower, 4))));
            high.push((x, plot.y(points(upper, 4))));
        }
        drawing.thin(&high, INK, dash);
        drawing.thin(&low, INK, dash);
        let words = say(&Message::new(key));
        if let (Some(top), true) = (high.last(), confidence == Confidence::Flags) {
            drawing.text((RIGHT + 8.0, top.1 - 6.0), Anchor::Start, 13, INK, &words);
        } else if let Some(bottom) = low.last() {
            drawing.text((RIGHT + 8.0, bottom.1 + 16.0), Anchor::Start, 13, INK, &words);
        }
    }
}

/// Where people and shares stand in the drawing.
struct Plot {
    across: Axis,
    up: Axis,
    least: i64,
    most: i64,
}

impl Plot {
    fn x(&self, people: Decimal) -> f64 {
        LEFT + (RIGHT - LEFT) * self.across.share(people)
    }

    fn y(&self, percent: Decimal) -> f64 {
        TOP + PLOT * (1.0 - self.up.share(percent).clamp(0.0, 1.0))
    }

    /// The numbers of people at which limits are drawn, close together where there are few.
    fn steps(&self) -> Vec<i64> {
        let mut steps = vec![self.least];
        let mut at = self.least;
        while at < self.most && steps.len() < PIECES * 4 {
            let pieces = i64::try_from(PIECES).unwrap_or(1);
            at = (at + (at / 20).clamp(1, (self.most / pieces).max(1))).min(self.most);
            steps.push(at);
        }
        if at < self.most {
            steps.push(self.most);
        }
        steps
    }
}
