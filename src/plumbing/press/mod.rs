//! The press: from a document to its finished files, with the program's own faces. The same document makes the same bytes
//! on any day. Setting takes a second or so for a report, so it is done on a thread that may block.

mod html;

use std::sync::OnceLock;

use typesetting::{Error, Pdf, Png, Typesetter, model::Document};

pub use html::{article, standalone};

use super::problem::Problem;

/// What made a file: raised whenever the same document may come out as other bytes.
pub const RENDERER: &str = concat!("weft ", env!("CARGO_PKG_VERSION"), ", press 1");

/// The media type of a Word file.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The faces of the report: the first is its face, the others its weights and slopes.
const FONTS: &[&str] =
    &["fonts/Roboto-Regular.ttf", "fonts/Roboto-Bold.ttf", "fonts/Roboto-Italic.ttf", "fonts/Roboto-BoldItalic.ttf"];

static TYPESETTER: OnceLock<Result<Typesetter, Error>> = OnceLock::new();

/// Why a document was not printed.
#[derive(Debug)]
pub enum Stopped {
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

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        match error {
            Error::Document(faults) => Self::Document(faults.iter().map(ToString::to_string).collect()),
            Error::MissingGlyphs(_) | Error::Drawing { .. } | Error::TooLarge { .. } | Error::Overfull => {
                Self::Document(vec![error.to_string()])
            }
            Error::Font(_) | Error::Refused(_) | Error::Broken => Self::Problem(Problem::broken(error)),
        }
    }
}

impl From<Stopped> for Problem {
    /// The reader is told what keeps the document from being printed; whoever wrote it can mend that.
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Problem(problem) => problem,
            Stopped::Document(faults) => Self::Conflict(format!("This cannot be printed yet: {}.", faults.join("; "))),
        }
    }
}

/// The document as PDF.
///
/// # Errors
/// [`Stopped::Document`] with what to mend, or a fault of ours.
pub async fn pdf(document: Document) -> Result<Pdf, Stopped> {
    apart(move |typesetter| typesetter.pdf(&document)).await
}

/// The document as a Word file.
///
/// # Errors
/// [`Stopped::Document`] with what to mend, or a fault of ours.
pub async fn docx(document: Document) -> Result<Vec<u8>, Stopped> {
    apart(move |typesetter| typesetter.docx(&document)).await
}

/// A drawing as PNG, two pixels for each of its units: sharp on a slide.
///
/// # Errors
/// [`Stopped::Document`] where the drawing cannot be read.
pub async fn png(svg: String) -> Result<Png, Stopped> {
    apart(move |typesetter| typesetter.png(&svg, 2.0)).await
}

/// Works on a thread that may block.
async fn apart<T: Send + 'static>(
    work: impl FnOnce(&Typesetter) -> Result<T, Error> + Send + 'static,
) -> Result<T, Stopped> {
    let done = tokio::task::spawn_blocking(move || Ok(work(typesetter()?)?)).await;
    done.map_err(|cause| Stopped::Problem(Problem::broken(cause)))?
}

fn typesetter() -> Result<&'static Typesetter, Stopped> {
    let made =
        TYPESETTER.get_or_init(|| Typesetter::new(FONTS.iter().filter_map(|file| crate::app::assets::embedded(file))));
    made.as_ref().map_err(|cause| Stopped::Problem(Problem::broken(cause.clone())))
}
