//! The texts that cells share, kept once.

use figures::Message;

use super::BookCaps;
use super::package::Inflow;
use super::xml::{Piece, Xml, closes};

/// Where each shared text stands in the text of the book; `None` for one that is too long to keep.
#[derive(Default)]
pub(super) struct Strings(Vec<Option<(u32, u32)>>);

impl Strings {
    /// The place and length of a text, or why there is none.
    pub(super) fn place(&self, index: usize) -> Option<Option<(u32, u32)>> {
        self.0.get(index).copied()
    }
}

/// Reads the shared texts into `text`.
///
/// A text in several runs is joined; the reading aids of East Asian text are left out.
pub(super) fn read(
    xml: &mut Xml<impl Inflow>,
    caps: &BookCaps,
    text: &mut String,
    progress: &mut dyn FnMut(usize),
) -> Result<Strings, Message> {
    let mut strings = Strings::default();
    let mut one = String::new();
    let (mut in_text, mut in_aid) = (false, false);
    loop {
        match xml.next()? {
            Piece::Open(tag) => match tag.name() {
                "si" => one.clear(),
                "rPh" => in_aid = true,
                "t" => in_text = !in_aid,
                _ => {}
            },
            Piece::Text(run) if in_text => one.push_str(&run),
            Piece::Close(tag) if closes(&tag, "t") => in_text = false,
            Piece::Close(tag) if closes(&tag, "rPh") => in_aid = false,
            Piece::Close(tag) if closes(&tag, "si") => {
                if strings.0.len() >= caps.cells {
                    return Err(Message::new("book-too-many-cells").with("most", caps.cells));
                }
                strings.0.push(keep(&one, caps, text)?);
                if strings.0.len().is_multiple_of(4096) {
                    progress(strings.0.len());
                }
            }
            Piece::End => return Ok(strings),
            _ => {}
        }
    }
}

/// Puts a text at the end of the book's; `None` where it is longer than a cell may be.
pub(super) fn keep(one: &str, caps: &BookCaps, text: &mut String) -> Result<Option<(u32, u32)>, Message> {
    let one = unescaped(one);
    if one.len() > caps.text && one.chars().count() > caps.text {
        return Ok(None);
    }
    let place = |size: usize| u32::try_from(size).map_err(|_too_large| Message::new("book-piece-too-long"));
    let kept = (place(text.len())?, place(one.len())?);
    text.push_str(&one);
    Ok(Some(kept))
}

/// Undoes `_x000D_`, the way in which a workbook writes characters that XML cannot hold.
fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("_x") {
        return text.into();
    }
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let letter = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'))
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        let end = if letter.is_some() { at + 7 } else { at + 2 };
        whole.push_str(&rest[..if letter.is_some() { at } else { end }]);
        whole.extend(letter);
        rest = &rest[end..];
    }
    whole.push_str(rest);
    whole.into()
}
