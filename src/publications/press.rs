//! The press: from a document to its finished files. The same document makes the same bytes on any day.

use std::sync::OnceLock;

use typesetting::{Error, Typesetter, model::Document};

use super::html;
use crate::plumbing::problem::Problem;

/// What made a file: raised whenever the same document may come out as other bytes.
pub(super) const RENDERER: &str = concat!("weft ", env!("CARGO_PKG_VERSION"), ", press 1");

/// The faces of the report: the first is its face, the others its weights and slopes.
const FONTS: &[&str] =
    &["fonts/Roboto-Regular.ttf", "fonts/Roboto-Bold.ttf", "fonts/Roboto-Italic.ttf", "fonts/Roboto-BoldItalic.ttf"];

static TYPESETTER: OnceLock<Result<Typesetter, Error>> = OnceLock::new();

/// The finished files of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files {
    /// The text of the document as it stands inside a page of the site.
    pub(super) article: Vec<u8>,
    /// The whole document as one HTML file that needs nothing else.
    pub(super) html: Vec<u8>,
    /// The whole document as PDF.
    pub(super) pdf: Vec<u8>,
    /// Pages of the PDF.
    pub(super) pages: usize,
}

impl Files {
    /// Each file with its format.
    pub(super) fn each(&self) -> [(&'static str, &[u8]); 3] {
        [("article", &self.article), ("html", &self.html), ("pdf", &self.pdf)]
    }
}

/// Why a document was not printed.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The document cannot be printed as it is; what to mend.
    Document(Vec<String>),
    /// A fault of ours.
    Problem(Problem),
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

fn typesetter() -> Result<&'static Typesetter, Problem> {
    let made =
        TYPESETTER.get_or_init(|| Typesetter::new(FONTS.iter().filter_map(|file| crate::app::assets::embedded(file))));
    made.as_ref().map_err(|cause| Problem::broken(cause.clone()))
}

/// Prints a document: a second or so for a report, on a thread that may block.
pub(super) async fn print(document: Document) -> Result<Files, Stopped> {
    let printed = tokio::task::spawn_blocking(move || files(&document)).await;
    printed.map_err(|cause| Stopped::Problem(Problem::broken(cause)))?
}

/// The PDF alone, for a preview.
pub(super) async fn pdf(document: Document) -> Result<Vec<u8>, Stopped> {
    let printed = tokio::task::spawn_blocking(move || set(&document)).await;
    Ok(printed.map_err(|cause| Stopped::Problem(Problem::broken(cause)))??.bytes)
}

fn set(document: &Document) -> Result<typesetting::Pdf, Stopped> {
    typesetter()?.pdf(document).map_err(|error| match error {
        Error::Document(faults) => Stopped::Document(faults.iter().map(ToString::to_string).collect()),
        Error::MissingGlyphs(_) | Error::Drawing { .. } | Error::TooLarge { .. } => {
            Stopped::Document(vec![error.to_string()])
        }
        Error::Font(_) | Error::Refused(_) | Error::Broken => Stopped::Problem(Problem::broken(error)),
    })
}

fn files(document: &Document) -> Result<Files, Stopped> {
    let pdf = set(document)?;
    let article = html::article(document)?;
    let html = html::standalone(document, &article)?;
    Ok(Files { article: article.into_bytes(), html: html.into_bytes(), pdf: pdf.bytes, pages: pdf.pages })
}
