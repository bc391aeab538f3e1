//! XML read piece by piece: no entities of a file's own, no document types, no piece without an end.

use std::borrow::Cow;

use figures::Message;
use quick_xml::XmlVersion;
use quick_xml::errors::Error;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::package::{Inflow, Stop};

/// How deep tags may stand in one another; a sheet needs seven.
const DEEPEST: usize = 64;

/// A part of a workbook that is being read.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    depth: usize,
}

/// One piece of a part.
pub(super) enum Piece<'b> {
    /// A tag is opened. An empty tag is opened and closed.
    Open(Tag<'b>),
    /// The tag that was opened last is closed; [`closes`] says whether it is one.
    Close(BytesEnd<'b>),
    /// Text, in runs.
    Text(Cow<'b, str>),
    /// The part is over.
    End,
}

/// An opened tag.
pub(super) struct Tag<'b>(BytesStart<'b>);

impl<'b> Tag<'b> {
    /// The name without a prefix.
    pub(super) fn name(&self) -> &str {
        local(self.0.name().into_inner())
    }

    /// The value of an attribute, its prefix aside.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let found = self.0.attributes().with_checks(false).flatten().find(|one| local(one.key.into_inner()) == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    }
}

/// Whether a closing tag has this name, its prefix aside.
pub(super) fn closes(tag: &BytesEnd<'_>, name: &str) -> bool {
    local(tag.name().into_inner()) == name
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

impl<R: Inflow> Xml<R> {
    pub(super) fn new(inflow: R) -> Self {
        let mut reader = Reader::from_reader(inflow);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0 }
    }

    /// The next piece. What says nothing, such as a comment, is an empty text.
    pub(super) fn next(&mut self) -> Result<Piece<'_>, Message> {
        self.buffer.clear();
        self.reader.get_mut().begin_piece();
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|fault| damage(&fault))?;
        Ok(match event {
            Event::Start(tag) | Event::Empty(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST {
                    return Err(Message::new("book-damaged"));
                }
                Piece::Open(Tag(tag))
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close(tag)
            }
            Event::Text(text) => Piece::Text(text.xml10_content()),
            Event::CData(text) => Piece::Text(text.xml10_content()),
            Event::GeneralRef(name) => Piece::Text(Cow::Owned(referred(&name)?.to_string())),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Piece::Text(Cow::Borrowed("")),
            Event::DocType(_) => return Err(Message::new("book-part-with-doctype")),
            Event::Eof if self.depth > 0 => return Err(Message::new("book-damaged")),
            Event::Eof => Piece::End,
        })
    }
}

/// The character behind a reference. A file's own entities are not known, so that none can grow.
fn referred(name: &BytesRef<'_>) -> Result<char, Message> {
    let damaged = || Message::new("book-damaged");
    if let Ok(Some(letter)) = name.resolve_char_ref() {
        return Ok(letter);
    }
    match &**name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(damaged()),
    }
}

/// Why reading stopped, in a message.
fn damage(fault: &Error) -> Message {
    let stop = match fault {
        Error::Io(io) => io.get_ref().and_then(|cause| cause.downcast_ref::<Stop>()).copied(),
        _ => None,
    };
    match (stop, fault) {
        (Some(Stop::TooLarge), _) => Message::new("book-unpacked-larger-than-said"),
        (Some(Stop::Piece), _) => Message::new("book-piece-too-long"),
        (None, Error::Encoding(_)) => Message::new("book-part-not-utf-8"),
        (None, _) => Message::new("book-damaged"),
    }
}
