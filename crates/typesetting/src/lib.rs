//! Typesetting: a report document in; PDF, Word or PNG bytes out. No clock, no network, no files: the caller brings the document
//! and the fonts, and the same document with the same fonts is always the same bytes. The PDF is accessible (PDF/UA-1)
//! and archival (PDF/A-2a) at once.
//!
//! The document's words travel to the typesetter as data (`sheet`), are checked before it is asked to draw anything
//! (`check`), and are drawn by one template (`report.typ`), the only place that knows how a report looks.

mod check;
mod commonmark;
mod error;
pub mod model;
mod pdf;
mod png;
mod sheet;
mod widths;
mod word;
mod world;

pub use check::check;
pub use commonmark::{from_commonmark, leads_somewhere};
pub use error::{Error, Fault};
pub use pdf::{Limits, Pdf, Typesetter};
pub use png::Png;
