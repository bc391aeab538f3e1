//! The files of a publication: the text inside the site, the page on its own, and the PDF.

use typesetting::model::Document;

use crate::plumbing::press;
pub(super) use crate::plumbing::press::{RENDERER, Stopped};

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

/// Prints a document.
pub(super) async fn print(document: Document) -> Result<Files, Stopped> {
    let article = press::article(&document)?;
    let html = press::standalone(&document, &article)?;
    let pdf = press::pdf(document).await?;
    Ok(Files { article: article.into_bytes(), html: html.into_bytes(), pdf: pdf.bytes, pages: pdf.pages })
}

/// The PDF alone, for a preview.
pub(super) async fn pdf(document: Document) -> Result<Vec<u8>, Stopped> {
    Ok(press::pdf(document).await?.bytes)
}
