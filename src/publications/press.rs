//! The files of a publication: the text inside the site, the page on its own, the PDF and the Word file.

use typesetting::model::Document;

use crate::plumbing::press;
pub(super) use crate::plumbing::press::{DOCX, RENDERER, Stopped};

/// The finished files of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Files {
    /// The text of the document as it stands inside a page of the site.
    pub(super) article: Vec<u8>,
    /// The whole document as one HTML file that needs nothing else.
    pub(super) html: Vec<u8>,
    /// The whole document as PDF.
    pub(super) pdf: Vec<u8>,
    /// The whole document as a Word file, to be edited.
    pub(super) docx: Vec<u8>,
    /// Pages of the PDF.
    pub(super) pages: usize,
}

impl Files {
    /// Each file with its format.
    pub(super) fn each(&self) -> [(&'static str, &[u8]); 4] {
        [("article", &self.article), ("html", &self.html), ("pdf", &self.pdf), ("docx", &self.docx)]
    }
}

/// Prints a document.
pub(super) async fn print(document: Document) -> Result<Files, Stopped> {
    let article = press::article(&document)?;
    let html = press::standalone(&document, &article)?;
    let docx = press::docx(document.clone()).await?;
    let pdf = press::pdf(document).await?;
    Ok(Files { article: article.into_bytes(), html: html.into_bytes(), pdf: pdf.bytes, docx, pages: pdf.pages })
}

/// The PDF alone, for a preview.
pub(super) async fn pdf(document: Document) -> Result<Vec<u8>, Stopped> {
    Ok(press::pdf(document).await?.bytes)
}

/// The Word file alone: for a preview, and for versions from before Word files were kept.
pub(super) async fn docx(document: Document) -> Result<Vec<u8>, Stopped> {
    press::docx(document).await
}

/// A drawing as a picture for slides.
pub(super) async fn png(svg: String) -> Result<Vec<u8>, Stopped> {
    Ok(press::png(svg).await?.bytes)
}
