//! Charts as SVG, the same drawing for the page and the PDF, always beside its table.
//!
//! A chart is one `<svg role="img">` with a title and a description that names the finding. It has
//! a `viewBox` and no width, so it fills the place it is given; presentation attributes only, since a
//! strict content policy drops styles; and no meaning by colour alone. The same input always gives the
//! same bytes. Words come from the application: a chart hands each [`Message`] to [`Say`].

mod axis;
mod bars;
mod control;
mod drivers;
mod finding;
mod funnel;
mod line;
mod svg;
#[cfg(test)]
mod tests;

pub use bars::{Bar, BarChart};
pub use control::ControlChart;
pub use drivers::{DriverBox, DriversDiagram};
pub use funnel::{FunnelChart, FunnelDot};
pub use line::{LineChart, Point, Series};

use crate::Message;

/// Says a message in the reader's language. The application passes Fluent in here.
pub type Say<'a> = &'a dyn Fn(&Message) -> String;
