//! Figures: a value, a band or a reason, and the arithmetic that makes one. Pure: no input, no output, no clock.
//!
//! Numbers that are published are exact decimals. What the crate has to say is a [`Message`], a name
//! with arguments; `messages.ftl` suggests the words.

pub mod charts;
pub mod checks;
mod decimal_text;
pub mod disclosure;
pub mod figure;
pub mod marker;
pub mod message;
pub mod period;
pub mod printed;
pub mod protect;
pub mod reason;
pub mod rounding;
pub mod session;
pub mod statistics;
pub mod survey;
pub mod wilson;

pub use figure::{Content, Counts, Figure, Flags, Unit};
pub use marker::{Cell, Legend, read_cell};
pub use message::Message;
pub use period::Period;
pub use printed::{Printed, grouped};
pub use reason::Reason;
pub use rounding::{AreaCounts, Coverage, GapBasis, Pooled};
pub use rust_decimal::Decimal;
pub use session::{AcademicSession, SessionError};
