//! The zip around a workbook: what is in it, and its parts unpacked within the caps.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use figures::Message;
use zip::ZipArchive;
use zip::result::ZipError;

use super::BookCaps;
use super::xml::Xml;

/// The most bytes that one tag or one run of text may take.
const MOST_OF_ONE_PIECE: u64 = 2_000_000;

/// An opened zip whose directory is within the caps.
pub(super) struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by their name in lower case, as part names do not tell cases apart.
    names: BTreeMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// Why unpacking stopped, carried through the readers as the cause of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The unpacked parts are larger than they may be.
    TooLarge,
    /// One tag or run of text has no end.
    Piece,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, form: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(form, "{self:?}")
    }
}

impl std::error::Error for Stop {}

impl<'a> Package<'a> {
    /// Opens a zip and checks its directory, before anything is unpacked.
    pub(super) fn open(bytes: &'a [u8], caps: &BookCaps) -> Result<Self, Message> {
        check_kind(bytes, caps)?;
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| unopened(&fault))?;
        if zip.len() > caps.parts {
            return Err(Message::new("book-too-many-parts").with("found", zip.len()).with("most", caps.parts));
        }
        if zip.has_duplicate_names() {
            return Err(Message::new("book-damaged"));
        }
        let mut names = BTreeMap::new();
        let mut unpacked: u64 = 0;
        for index in 0..zip.len() {
            let part = zip.by_index_data(index).map_err(|fault| unopened(&fault))?;
            if part.encrypted() {
                return Err(Message::new("book-locked"));
            }
            unpacked = unpacked.saturating_add(part.size());
            let name = String::from_utf8_lossy(part.name_raw()).replace('\\', "/").to_lowercase();
            if names.insert(name.trim_start_matches('/').to_owned(), index).is_some() {
                return Err(Message::new("book-damaged"));
            }
        }
        let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let by_ratio = packed.saturating_mul(caps.ratio).max(caps.small);
        if unpacked > caps.unpacked {
            let what = Message::new("book-unpacked-too-large");
            return Err(what.with("bytes", unpacked).with("most", caps.unpacked));
        }
        if unpacked > by_ratio {
            return Err(Message::new("book-packed-too-tightly").with("most", caps.ratio));
        }
        Ok(Self { zip, names, left: caps.unpacked.min(by_ratio) })
    }

    /// Whether the zip holds a part.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_lowercase())
    }

    /// A part as XML to be read piece by piece; `None` where the zip does not hold it.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Xml<impl Inflow>>, Message> {
        let Some(index) = self.names.get(&name.to_lowercase()).copied() else { return Ok(None) };
        let file = self.zip.by_index(index).map_err(|fault| unopened(&fault))?;
        Ok(Some(Xml::new(Metered { inner: BufReader::new(file), left: &mut self.left, piece: 0 })))
    }
}

/// What the first bytes say the file is, where that is not a zip.
fn check_kind(bytes: &[u8], caps: &BookCaps) -> Result<(), Message> {
    if bytes.len() > caps.packed {
        return Err(Message::new("sheet-too-large").with("bytes", bytes.len()).with("most", caps.packed));
    }
    if bytes.is_empty() {
        return Err(Message::new("sheet-empty"));
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Err(Message::new("book-old-or-locked"));
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Message::new("book-not-a-workbook"));
    }
    // The count in the last record of the zip, before memory is taken for its directory.
    let tail = bytes.len().saturating_sub(65_557);
    let last = bytes[tail..].windows(4).rposition(|four| four == b"PK\x05\x06").map(|at| tail + at);
    let count =
        last.and_then(|at| bytes.get(at + 10..at + 12)).map(|two| usize::from(two[0]) | usize::from(two[1]) << 8);
    match count {
        None => Err(Message::new("book-damaged")),
        Some(found) if found > caps.parts => {
            Err(Message::new("book-too-many-parts").with("found", found).with("most", caps.parts))
        }
        Some(_) => Ok(()),
    }
}

fn unopened(fault: &ZipError) -> Message {
    match fault {
        ZipError::UnsupportedArchive(_) => Message::new("book-packed-unusually"),
        ZipError::InvalidPassword => Message::new("book-locked"),
        _ => Message::new("book-damaged"),
    }
}

/// A stream of bytes that is told when a new piece begins.
pub(super) trait Inflow: BufRead {
    /// A new tag or run of text begins here.
    fn begin_piece(&mut self);
}

/// Counts what is unpacked and stops where there is too much of it.
struct Metered<'l, R> {
    inner: BufReader<R>,
    left: &'l mut u64,
    piece: u64,
}

impl<R: Read> Inflow for Metered<'_, R> {
    fn begin_piece(&mut self) {
        self.piece = 0;
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let count = ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ready[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Metered<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let ready = self.inner.fill_buf()?;
        if !ready.is_empty() && *self.left == 0 {
            return Err(io::Error::other(Stop::TooLarge));
        }
        if !ready.is_empty() && self.piece > MOST_OF_ONE_PIECE {
            return Err(io::Error::other(Stop::Piece));
        }
        Ok(ready)
    }

    fn consume(&mut self, count: usize) {
        let bytes = u64::try_from(count).unwrap_or(u64::MAX);
        *self.left = self.left.saturating_sub(bytes);
        self.piece = self.piece.saturating_add(bytes);
        self.inner.consume(count);
    }
}
