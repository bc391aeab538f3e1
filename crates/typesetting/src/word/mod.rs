//! From a document to the bytes of a Word file that people go on editing: real styles, real lists, tables whose heading
//! row repeats, footnotes, and drawings with their alternative text. The file is written here rather than by a crate,
//! since none writes repeating heading rows, alternative text and the same bytes every time (decision 0010).

mod body;
mod line;
mod numbering;
mod package;
mod poster;
mod table;
mod xml;

use crate::check::check;
use crate::error::Error;
use crate::model::Document;
use crate::pdf::{Typesetter, at_most};
use crate::sheet::Sheet;

impl Typesetter {
    /// The document as a Word file. The same document is always the same bytes. Characters that XML cannot hold, such
    /// as a bell, are left out.
    ///
    /// # Errors
    /// [`Error::Document`] with every broken rule of the model; [`Error::Drawing`] or [`Error::TooLarge`] where a
    /// sound document cannot be written.
    pub fn docx(&self, document: &Document) -> Result<Vec<u8>, Error> {
        check(document).map_err(Error::Document)?;
        at_most("characters", Sheet::new(document, "").printed(), self.limits().characters)?;
        let mut body = body::Body::new(self, document);
        body.all()?;
        package::zipped(document, body.finish())
    }
}
