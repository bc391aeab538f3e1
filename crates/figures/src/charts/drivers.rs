//! The drivers diagram: boxes side by side, each driver with its aspects.

use super::Say;
use super::line::count;
use super::svg::{Anchor, Drawing, INK, SHADE, wrapped};
use crate::Message;

const WIDTH: f64 = 720.0;
const SPACE: f64 = 18.0;
const HEAD: &str = "#003d73";
const WHITE: &str = "#ffffff";

/// One driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriverBox {
    /// The wording of the driver in its era.
    pub heading: String,
    /// Its aspects, in the order printed.
    pub aspects: Vec<String>,
}

/// A diagram of drivers side by side, each with its aspects in a list below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriversDiagram {
    /// What the ids in the drawing begin with; different for each diagram of a page.
    pub key: String,
    /// The title, read out by screen readers.
    pub title: String,
    /// The drivers from left to right; the published models have three.
    pub boxes: Vec<DriverBox>,
}

impl DriversDiagram {
    /// Draws the diagram as one `<svg>` element. Its description names every driver and aspect.
    #[must_use]
    pub fn draw(&self, say: Say<'_>) -> String {
        let boxes = count(self.boxes.len().max(1));
        let width = (WIDTH - 2.0 - SPACE * (boxes - 1.0)) / boxes;
        let heads: Vec<_> = self.boxes.iter().map(|driver| wrapped(&driver.heading, width - 28.0, 16)).collect();
        let aspects: Vec<Vec<Vec<String>>> = self
            .boxes
            .iter()
            .map(|driver| {
                let lines = driver.aspects.iter();
                lines.map(|aspect| wrapped(aspect, width - 44.0, 14)).collect()
            })
            .collect();
        let head_lines = heads.iter().map(Vec::len).max().unwrap_or_default();
        let head = 20.0 * count(head_lines) + 20.0;
        let body = aspects.iter().map(|list| list_height(list)).fold(0.0, f64::max);
        let height = head + body + 16.0;
        let mut drawing = Drawing::new(WIDTH, height + 2.0);
        let mut said = Vec::new();
        for (at, driver) in self.boxes.iter().enumerate() {
            let left = 1.0 + (width + SPACE) * count(at);
            drawing.rect((left, 1.0), (width, height), SHADE, HEAD);
            drawing.rect((left, 1.0), (width, head), HEAD, HEAD);
            let spare = head - 20.0 * count(heads[at].len());
            let mut y = 1.0 + spare / 2.0 + 15.0;
            for line in &heads[at] {
                drawing.bold((left + width / 2.0, y), Anchor::Middle, 16, WHITE, line);
                y += 20.0;
            }
            y = head + 25.0;
            for aspect in &aspects[at] {
                drawing.rect((left + 14.0, y - 8.0), (6.0, 6.0), HEAD, "none");
                for line in aspect {
                    drawing.text((left + 30.0, y), Anchor::Start, 14, INK, line);
                    y += 18.0;
                }
                y += 6.0;
            }
            let message = Message::new("chart-driver")
                .with("heading", &driver.heading)
                .with("aspects", driver.aspects.join("; "));
            said.push(say(&message));
        }
        drawing.finish(&self.key, &self.title, &said.join(" "))
    }
}

fn list_height(list: &[Vec<String>]) -> f64 {
    let lines = list.iter().map(Vec::len).sum();
    18.0 * count(lines) + 6.0 * count(list.len()) + 8.0
}
