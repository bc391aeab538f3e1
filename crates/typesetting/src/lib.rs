//! Typesetting: a report document in, PDF bytes out. No clock, no network, no files: the caller brings the document
//! and the fonts, and the same document with the same fonts is always the same bytes. The PDF is accessible (PDF/UA-1)
//! and archival (PDF/A-2a) at once.

pub mod model;
