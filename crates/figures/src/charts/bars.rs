//! Horizontal bars for counts: one measure, one bar for each workstream or group.

use rust_decimal::Decimal;

use super::Say;
use super::axis::Axis;
use super::line::count;
use super::svg::{Anchor, Drawing, INK, wrapped};
use crate::printed::grouped;
use crate::{Message, Unit};

const WIDTH: f64 = 720.0;
const LABELS: f64 = 220.0;
const NUMBERS: f64 = 110.0;
const BAR: f64 = 26.0;
const FILL: &str = "#005eb8";

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What is counted here.
    pub label: String,
    /// Its value, zero or more; `None` draws the words instead of a bar.
    pub value: Option<Decimal>,
    /// Words in place of a value (a reason), or before it where a paper prints `over 1,900`.
    pub words: Option<Message>,
}

/// A chart of horizontal bars from zero, in the order given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarChart {
    /// What the ids in the drawing begin with; different for each chart of a page.
    pub key: String,
    /// The title, read out by screen readers.
    pub title: String,
    /// What the values count.
    pub unit: Unit,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
}

impl BarChart {
    /// Draws the chart as one `<svg>` element. Its description says every bar.
    #[must_use]
    pub fn draw(&self, say: Say<'_>) -> String {
        let values: Vec<_> = self.bars.iter().filter_map(|bar| bar.value).collect();
        let most = values.iter().max().copied().unwrap_or(Decimal::ONE);
        let axis = Axis::holding(&[Decimal::ZERO, most], Unit::Count);
        let labels: Vec<_> = self.bars.iter().map(|bar| wrapped(&bar.label, LABELS - 16.0, 14)).collect();
        let height = |lines: &Vec<String>| (17.0 * count(lines.len()) + 14.0).max(BAR + 14.0);
        let mut drawing = Drawing::new(WIDTH, 10.0 + labels.iter().map(height).sum::<f64>());
        let mut top = 5.0;
        let mut said = Vec::new();
        for (bar, lines) in self.bars.iter().zip(&labels) {
            let middle = top + height(lines) / 2.0;
            let mut y = middle + 5.0 - 17.0 * (count(lines.len()) - 1.0) / 2.0;
            for line in lines {
                drawing.text((LABELS - 10.0, y), Anchor::End, 14, INK, line);
                y += 17.0;
            }
            let text = bar.text(say);
            let mut end = LABELS;
            if let Some(value) = bar.value {
                let length = (WIDTH - LABELS - NUMBERS) * axis.share(value);
                drawing.rect((LABELS, middle - BAR / 2.0), (length, BAR), FILL, "none");
                end += length;
            }
            drawing.bold((end + 8.0, middle + 5.0), Anchor::Start, 14, INK, &text);
            let message = Message::new("chart-bar").with("label", &bar.label).with("value", text);
            said.push(say(&message));
            top += height(lines);
        }
        drawing.line((LABELS, 5.0), (LABELS, top), INK, "");
        drawing.finish(&self.key, &self.title, &said.join(" "))
    }
}

impl Bar {
    fn text(&self, say: Say<'_>) -> String {
        let words = self.words.as_ref().map(say);
        match (self.value, words) {
            (Some(value), Some(words)) => format!("{words} {}", grouped(value)),
            (Some(value), None) => grouped(value),
            (None, words) => words.unwrap_or_default(),
        }
    }
}
