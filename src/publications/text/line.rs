//! A line of running text while it is read: words with the places they came from, and the directives among them.

use std::ops::Range;

use typesetting::model::Inline;

use super::{Binder, Directive};

/// One letter with the byte it came from; `typed` where it stands in the source as itself and not as an entity.
#[derive(Debug, Clone, Copy)]
struct Letter {
    letter: char,
    at: usize,
    typed: bool,
}

/// A piece that is not yet an inline: the words are scanned for directives when the line is whole.
#[derive(Debug)]
enum Piece {
    Words(Vec<Letter>),
    Code(String, usize),
    Break,
    Inside { href: Option<String>, wrap: Wrap, pieces: Vec<Piece> },
}

type Wrap = fn(Vec<Inline>) -> Inline;

/// A line of running text.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// What was read, once finished.
    pub(super) inlines: Vec<Inline>,
    /// The directives that stand for blocks, with their places.
    pub(super) blocks: Vec<(Directive, usize)>,
    /// Every letter that was typed, for the search for digits. Directives are one strange sign each.
    pub(super) flat: Vec<(char, usize)>,
    open: Vec<(Option<String>, Vec<Piece>)>,
    pieces: Vec<Piece>,
}

impl Line {
    fn now(&mut self) -> &mut Vec<Piece> {
        match self.open.last_mut() {
            Some((_, pieces)) => pieces,
            None => &mut self.pieces,
        }
    }

    /// Adds letters to the words that are being read, or begins new words.
    fn add(&mut self, more: Vec<Letter>) {
        match self.now().last_mut() {
            Some(Piece::Words(letters)) => letters.extend(more),
            _ => self.now().push(Piece::Words(more)),
        }
    }

    /// Words of the source, or what an entity of the source stands for.
    pub(super) fn text(&mut self, source: &str, words: &str, range: Range<usize>) {
        let typed = source.get(range.clone()) == Some(words);
        let escaped = |at: usize| source[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let letters = words.char_indices().map(|(offset, letter)| {
            let at = if typed { range.start + offset } else { range.start };
            Letter { letter, at, typed: typed && !(matches!(letter, '{' | '}') && escaped(at)) }
        });
        let letters: Vec<Letter> = letters.collect();
        self.add(letters);
    }

    /// A line end of the source is a space.
    pub(super) fn space(&mut self, at: usize) {
        self.add(vec![Letter { letter: ' ', at, typed: true }]);
    }

    pub(super) fn hard_break(&mut self) {
        self.now().push(Piece::Break);
    }

    pub(super) fn code(&mut self, words: &str, at: usize) {
        self.now().push(Piece::Code(words.to_owned(), at));
    }

    pub(super) fn open(&mut self, href: Option<String>) {
        self.open.push((href, Vec::new()));
    }

    pub(super) fn close(&mut self, wrap: Wrap) {
        if let Some((href, pieces)) = self.open.pop() {
            self.now().push(Piece::Inside { href, wrap, pieces });
        }
    }

    pub(super) fn close_link(&mut self) {
        self.close(|content| Inline::Strong { content });
    }

    /// Turns the pieces into inlines, and directives into what they stand for. Gives back the faults with their places.
    pub(super) fn finish(&mut self, binder: &mut dyn Binder) -> Vec<(usize, String)> {
        let pieces = std::mem::take(&mut self.pieces);
        let mut faults = Vec::new();
        self.inlines = self.all(pieces, binder, &mut faults);
        trim(&mut self.inlines);
        faults
    }

    fn all(&mut self, pieces: Vec<Piece>, binder: &mut dyn Binder, faults: &mut Vec<(usize, String)>) -> Vec<Inline> {
        let mut out = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Words(letters) => self.words(&letters, binder, faults, &mut out),
                Piece::Code(text, at) => {
                    self.flat.extend(text.chars().map(|letter| (letter, at)));
                    out.push(Inline::Code { text });
                }
                Piece::Break => out.push(Inline::LineBreak),
                Piece::Inside { href, wrap, pieces } => {
                    let content = self.all(pieces, binder, faults);
                    out.push(match href {
                        Some(href) => Inline::Link { href, content },
                        None => wrap(content),
                    });
                }
            }
        }
        out
    }

    fn words(
        &mut self,
        letters: &[Letter],
        binder: &mut dyn Binder,
        faults: &mut Vec<(usize, String)>,
        out: &mut Vec<Inline>,
    ) {
        let mut plain = String::new();
        let mut at = 0;
        while let Some(one) = letters.get(at) {
            if !(one.typed && one.letter == '{') {
                plain.push(one.letter);
                self.flat.push((one.letter, one.at));
                at += 1;
                continue;
            }
            let inside = &letters[at + 1..];
            let length = inside.iter().position(|letter| letter.typed && matches!(letter.letter, '{' | '}'));
            let Some(length) = length.filter(|length| inside[*length].letter == '}') else {
                faults
                    .push((one.at, "this brace is not closed. Close it with } or, to print a brace, write \\{".into()));
                at += 1;
                continue;
            };
            let written: String = inside[..length].iter().map(|letter| letter.letter).collect();
            self.flat.push(('\u{fffc}', one.at));
            if !plain.is_empty() {
                out.push(Inline::Text { text: std::mem::take(&mut plain) });
            }
            match Directive::read(&written) {
                Ok(directive) if directive.is_block() => self.blocks.push((directive, one.at)),
                Ok(directive) => match binder.in_a_sentence(&directive) {
                    Ok(inlines) => out.extend(inlines),
                    Err(what) => faults.push((one.at, what)),
                },
                Err(what) => faults.push((one.at, what)),
            }
            at += length + 2;
        }
        if !plain.is_empty() {
            out.push(Inline::Text { text: plain });
        }
    }
}

/// Takes spaces off both ends of a line.
fn trim(inlines: &mut Vec<Inline>) {
    if let Some(Inline::Text { text }) = inlines.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Inline::Text { text }) = inlines.last_mut() {
        *text = text.trim_end().to_owned();
    }
    inlines.retain(|inline| !matches!(inline, Inline::Text { text } if text.is_empty()));
}
