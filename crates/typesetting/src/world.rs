//! The typesetter's world: one template, one data file, and the fonts. There is nothing else in it to read, so a
//! document can reach neither a disk nor a network, and there is no clock for it to ask.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::error::Error;

/// The name the template reads the document by.
const DATA: &str = "document.json";
const TEMPLATE: &str = "report.typ";
/// What blocks look like, then a poster, then what stands on which page.
const SOURCE: &str = concat!(include_str!("report.typ"), include_str!("poster.typ"), include_str!("pages.typ"));

/// The library with the feature that lets a cell head its row; built once for the program's life.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build())
});

/// What every report shares: the template, read once, and the fonts.
#[derive(Debug)]
pub(crate) struct Shelf {
    template: Source,
    data: FileId,
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    faces: Arc<fontdb::Database>,
}

impl Shelf {
    pub(crate) fn new(fonts: Vec<Bytes>) -> Result<Self, Error> {
        let mut read = Vec::new();
        let mut faces = fontdb::Database::new();
        for (number, bytes) in fonts.into_iter().enumerate() {
            let before = read.len();
            faces.load_font_data(bytes.to_vec());
            read.extend(Font::iter(bytes));
            if read.len() == before {
                return Err(Error::Font(number));
            }
        }
        if read.is_empty() {
            return Err(Error::Font(0));
        }
        Ok(Self {
            template: Source::new(file(TEMPLATE)?, SOURCE.to_owned()),
            data: file(DATA)?,
            book: LazyHash::new(FontBook::from_fonts(&read)),
            fonts: read,
            faces: Arc::new(faces),
        })
    }

    /// The same fonts for a drawing outside a report.
    pub(crate) fn faces(&self) -> Arc<fontdb::Database> {
        Arc::clone(&self.faces)
    }

    /// The family of the first font; the others are what is fallen back on.
    pub(crate) fn family(&self) -> &str {
        self.fonts.first().map_or("", |font| &font.info().family)
    }

    /// Whether some font can print the character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
    }
}

fn file(name: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(name).map_err(|cause| Error::Refused(vec![format!("{name}: {cause}")]))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The world of one report.
pub(crate) struct Desk<'a> {
    pub(crate) shelf: &'a Shelf,
    pub(crate) data: Bytes,
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.shelf.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.shelf.template.id() { Ok(self.shelf.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.shelf.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
