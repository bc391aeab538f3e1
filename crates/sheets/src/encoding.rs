//! The text of a file in whichever encoding it was saved.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use figures::Message;

/// How many bytes are looked at to recognise UTF-16 without its mark.
const LOOKED_AT: usize = 4_096;

/// The encodings in which a text file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with its mark or without.
    Utf8,
    /// UTF-16, the lower byte first: the "Unicode text" of Excel, and what Teams exports.
    Utf16Le,
    /// UTF-16, the higher byte first.
    Utf16Be,
    /// Windows-1252, in which Excel saves "CSV" in western Europe.
    Windows1252,
}

/// The text of a file, and what is to be said about how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text without its byte order mark.
    pub text: Cow<'a, str>,
    /// The encoding it was in.
    pub encoding: Encoding,
    /// What should be checked, where the encoding was recognised and not certain.
    pub doubt: Option<Message>,
}

/// Decodes a file of at most `most` bytes.
///
/// A byte order mark decides. Without one, zero bytes at every other place are UTF-16; bytes that are
/// UTF-8 are UTF-8; any others are Windows-1252, which is said ([`Decoded::doubt`]) with the first word
/// that depends on it.
///
/// # Errors
/// Why it is not text: too large, a workbook, or bytes that no encoding above explains. A file that is
/// UTF-8 but for some bytes is damaged, not in another encoding.
pub fn decode(bytes: &[u8], most: usize) -> Result<Decoded<'_>, Message> {
    if bytes.len() > most {
        return Err(Message::new("sheet-too-large").with("bytes", bytes.len()).with("most", most));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Message::new("sheet-is-a-workbook"));
    }
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf_16(rest, Encoding::Utf16Le);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf_16(rest, Encoding::Utf16Be);
    }
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let rest = marked.unwrap_or(bytes);
    if marked.is_none()
        && let Some(encoding) = unmarked_utf_16(bytes)
    {
        return utf_16(bytes, encoding);
    }
    match std::str::from_utf8(rest) {
        Ok(text) => Ok(Decoded { text: text.into(), encoding: Encoding::Utf8, doubt: None }),
        Err(_) if marked.is_none() && is_windows_1252(rest) => Ok(windows_1252(rest)),
        Err(fault) => {
            let line = rest[..fault.valid_up_to()].split(|byte| *byte == b'\n').count();
            Err(Message::new("sheet-not-utf-8").with("line", line))
        }
    }
}

fn utf_16(bytes: &[u8], encoding: Encoding) -> Result<Decoded<'_>, Message> {
    let of = if encoding == Encoding::Utf16Be { UTF_16BE } else { UTF_16LE };
    let (text, had_errors) = of.decode_without_bom_handling(bytes);
    if had_errors {
        return Err(Message::new("sheet-utf-16-damaged"));
    }
    Ok(Decoded { text, encoding, doubt: None })
}

/// Text of the western alphabets in UTF-16 has a zero at nearly every other byte, and nowhere else.
fn unmarked_utf_16(bytes: &[u8]) -> Option<Encoding> {
    let looked_at = &bytes[..bytes.len().min(LOOKED_AT)];
    let zeros = |from: usize| looked_at.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = looked_at.len() / 2;
    match (even, odd) {
        _ if most < 2 => None,
        (0, odd) if odd * 10 > most * 7 => Some(Encoding::Utf16Le),
        (even, 0) if even * 10 > most * 7 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Whether bytes that are not UTF-8 are likely Windows-1252: no byte that it leaves undefined, nothing
/// that only a program would write, and not mostly UTF-8.
fn is_windows_1252(bytes: &[u8]) -> bool {
    let unwritten =
        |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d | 0x00..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f);
    if bytes.iter().any(unwritten) {
        return false;
    }
    let letters: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum();
    let strays = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    letters <= strays / 8
}

fn windows_1252(bytes: &[u8]) -> Decoded<'_> {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let at = text.find(|letter: char| !letter.is_ascii()).unwrap_or_default();
    let line = text[..at].matches('\n').count() + 1;
    let between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '"');
    let start = text[..at].rfind(between).map_or(0, |before| before + 1);
    let word: String = text[start..].chars().take_while(|letter| !between(*letter)).take(40).collect();
    let doubt = Message::new("sheet-read-as-windows-1252").with("line", line).with("text", word);
    Decoded { text, encoding: Encoding::Windows1252, doubt: Some(doubt) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 1_000_000;

    fn read(bytes: &[u8]) -> (String, Encoding, Option<String>) {
        let decoded = decode(bytes, MOST).expect("text");
        let doubt = decoded.doubt.and_then(|doubt| doubt.arg("text").map(str::to_owned));
        (decoded.text.into_owned(), decoded.encoding, doubt)
    }

    #[test]
    fn each_encoding_is_recognised_with_its_mark_and_without() {
        let text = "seed,name\n9900011,Sgoil Àrd\n";
        let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), Encoding::Utf8),
            ([&[0xff, 0xfe], low.as_slice()].concat(), Encoding::Utf16Le),
            ([&[0xfe, 0xff], high.as_slice()].concat(), Encoding::Utf16Be),
            (low, Encoding::Utf16Le),
            (high, Encoding::Utf16Be),
        ] {
            assert_eq!(read(&bytes), (text.to_owned(), encoding, None));
        }
    }

    #[test]
    fn windows_1252_is_read_and_the_first_word_that_depends_on_it_is_shown() {
        let (text, encoding, doubt) = read(b"seed,name\n1,\"Sgoil \xc0rd\" \x96 it\x92s\n");
        assert_eq!((text.as_str(), encoding), ("seed,name\n1,\"Sgoil Àrd\" – it’s\n", Encoding::Windows1252));
        assert_eq!(doubt.as_deref(), Some("Àrd"));
        assert_eq!(decode(b"a\nb\n\xe9", MOST).expect("text").doubt.expect("a doubt").arg("line"), Some("3"));
    }

    #[test]
    fn what_is_not_text_is_refused_by_name() {
        let mostly_utf_8 = "é".repeat(20).into_bytes();
        for (bytes, key) in [
            (b"x".repeat(MOST + 1), "sheet-too-large"),
            (b"PK\x03\x04".to_vec(), "sheet-is-a-workbook"),
            ([mostly_utf_8.as_slice(), b"\xe9"].concat(), "sheet-not-utf-8"),
            (b"\xef\xbb\xbfa\xe9".to_vec(), "sheet-not-utf-8"),
            (b"a\xff\x00\x01".to_vec(), "sheet-not-utf-8"),
            (b"\xff\xfea".to_vec(), "sheet-utf-16-damaged"),
            (b"\xff\xfe\x00\xd8a\x00".to_vec(), "sheet-utf-16-damaged"),
        ] {
            assert_eq!(decode(&bytes, MOST).expect_err("a refusal").key, key);
        }
    }
}
