//! From a document to the bytes of a PDF that is accessible and archival at once.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::thread;

use resvg::usvg::fontdb;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::text::is_default_ignorable;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::check::check;
use crate::error::Error;
use crate::model::{Block, Chart, Day, Document, Inline};
use crate::sheet::Sheet;
use crate::world::{Desk, Shelf};

/// Laying out nested blocks recurses deeply, more than the two megabytes of a worker thread allow for.
const STACK: usize = 32 << 20;
/// What the template says of a poster that does not fit.
const OVERFULL: &str = "weft:overfull";
/// How many reports ago something may have last been used and still be remembered.
const REMEMBERED: usize = 3;

/// A finished report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has, cover included.
    pub pages: usize,
    /// What the typesetter was uneasy about, in its own words; empty for a sound document.
    pub warnings: Vec<String>,
}

/// How large a document may be. Setting takes time in proportion to these; it cannot be stopped halfway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Characters printed, drawings counted as their source.
    pub characters: usize,
    /// Pages of the finished report.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { characters: 3_000_000, pages: 400 }
    }
}

/// Sets reports. Made once with its fonts and shared: setting borrows it, from any number of threads.
#[derive(Debug)]
pub struct Typesetter {
    shelf: Shelf,
    limits: Limits,
}

impl Typesetter {
    /// A typesetter with these fonts (TrueType or OpenType files). The family of the first is the face of the report;
    /// the others supply its weights and slopes, or characters it lacks.
    ///
    /// # Errors
    /// [`Error::Font`] where a font cannot be read or none is given.
    pub fn new<F>(fonts: impl IntoIterator<Item = F>) -> Result<Self, Error>
    where
        F: AsRef<[u8]> + Send + Sync + 'static,
    {
        let shelf = Shelf::new(fonts.into_iter().map(Bytes::new).collect())?;
        Ok(Self { shelf, limits: Limits::default() })
    }

    /// The same typesetter with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Sets the document. It blocks for as long as that takes: a second or so for a report of twelve pages.
    ///
    /// # Errors
    /// [`Error::Document`] with every broken rule of the model; [`Error::MissingGlyphs`], [`Error::Drawing`],
    /// [`Error::TooLarge`] or [`Error::Refused`] where a sound document cannot be printed.
    pub fn pdf(&self, document: &Document) -> Result<Pdf, Error> {
        thread::scope(|scope| {
            let worker = thread::Builder::new()
                .name("typesetting".into())
                .stack_size(STACK)
                .spawn_scoped(scope, || self.set(document))
                .map_err(|cause| Error::Refused(vec![cause.to_string()]))?;
            // A panic inside the typesetter ends its thread, not the program.
            worker.join().unwrap_or(Err(Error::Broken))
        })
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    pub(crate) fn family(&self) -> &str {
        self.shelf.family()
    }

    pub(crate) fn faces(&self) -> Arc<fontdb::Database> {
        self.shelf.faces()
    }

    fn set(&self, document: &Document) -> Result<Pdf, Error> {
        let result = self.lay_out(document).and_then(|(paged, warnings)| self.export(document, &paged, warnings));
        // What was remembered for reports long past is let go, so that a server does not grow with every report.
        typst::comemo::evict(REMEMBERED);
        result
    }

    fn lay_out(&self, document: &Document) -> Result<(PagedDocument, Vec<String>), Error> {
        check(document).map_err(Error::Document)?;
        let sheet = Sheet::new(document, self.shelf.family());
        at_most("characters", sheet.printed(), self.limits.characters)?;
        let shapeless = |c: &char| !is_default_ignorable(*c) && *c != ' ' && !self.shelf.has(*c);
        let missing: Vec<char> = sheet.characters().filter(shapeless).collect();
        if !missing.is_empty() {
            return Err(Error::MissingGlyphs(missing));
        }
        let desk = Desk { shelf: &self.shelf, data: Bytes::new(sheet.to_json()?) };
        let outcome = typst::compile::<PagedDocument>(&desk);
        match outcome.output {
            Ok(paged) => Ok((paged, said(&outcome.warnings))),
            Err(causes) => Err(self.explain(document, said(&causes))),
        }
    }

    fn export(&self, document: &Document, paged: &PagedDocument, warnings: Vec<String>) -> Result<Pdf, Error> {
        let pages = paged.pages().len();
        at_most("pages", pages, self.limits.pages)?;
        let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
            .map_err(|cause| Error::Refused(vec![cause.message().to_string()]))?;
        let Day { year, month, day } = document.date;
        let version = document.version.as_deref().unwrap_or_default();
        let options = PdfOptions {
            ident: Smart::Custom(format!(
                "{}\n{}\n{year}-{month}-{day}\n{version}",
                document.organisation, document.title
            )),
            creator: Smart::Custom(Some("Weft".into())),
            standards,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(paged, &options).map_err(|causes| self.explain(document, said(&causes)))?;
        Ok(Pdf { bytes, pages, warnings })
    }

    /// Finds the chart at fault, if it is one, by setting each alone; otherwise passes on what was said.
    fn explain(&self, document: &Document, said: Vec<String>) -> Error {
        if said.iter().any(|line| line.contains(OVERFULL)) {
            return Error::Overfull;
        }
        let mut charts = Vec::new();
        gather_charts(&document.blocks, &mut charts);
        if let [Block::Chart(chart)] = document.blocks.as_slice() {
            return Error::Drawing { chart: chart.id.clone(), message: said.join("; ") };
        }
        for chart in charts {
            let mut alone = Document::new("Chart", "Chart", document.date);
            let caption = vec![Inline::text("-")];
            alone.blocks = vec![Block::Chart(Chart { source: Vec::new(), caption, ..chart.clone() })];
            if let Err(cause @ Error::Drawing { .. }) = self.set(&alone) {
                return cause;
            }
        }
        Error::Refused(said)
    }
}

fn gather_charts<'a>(blocks: &'a [Block], charts: &mut Vec<&'a Chart>) {
    for block in blocks {
        match block {
            Block::Chart(chart) => charts.push(chart),
            Block::List { items, .. } => items.iter().for_each(|item| gather_charts(item, charts)),
            Block::Quote(quote) => gather_charts(&quote.blocks, charts),
            Block::Callout(callout) => gather_charts(&callout.blocks, charts),
            _ => {}
        }
    }
}

pub(crate) fn at_most(what: &'static str, found: usize, allowed: usize) -> Result<(), Error> {
    if found > allowed { Err(Error::TooLarge { what, found, allowed }) } else { Ok(()) }
}

fn said(diagnostics: &[SourceDiagnostic]) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| diagnostic.message.to_string()).collect()
}
