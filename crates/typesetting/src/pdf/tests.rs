//! What stands on the pages: text from outside comes out letter for letter, whatever it looks like.

use std::path::Path;

use typst::layout::{Frame, FrameItem};

use super::*;
use crate::model::{Cell, Column, Heading, Row, Table};

fn typesetter() -> Typesetter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/dist/fonts");
    let font = |face| std::fs::read(folder.join(format!("Roboto-{face}.ttf"))).expect("run `make assets`");
    Typesetter::new(["Regular", "Bold", "Italic", "BoldItalic"].map(font)).expect("fonts")
}

fn printed(frame: &Frame, out: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Text(text) => out.push_str(&text.text),
            FrameItem::Group(group) => printed(&group.frame, out),
            _ => {}
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

fn pages(document: &Document) -> String {
    let (paged, warnings) = typesetter().lay_out(document).expect("sound");
    assert_eq!(warnings, Vec::<String>::new());
    let mut out = String::new();
    paged.pages().iter().for_each(|page| printed(&page.frame, &mut out));
    letters(&out)
}

fn everywhere(words: &str) -> Document {
    let day = Day { year: 2024, month: 1, day: 2 };
    let mut document = Document::new(words, words, day);
    let line = || vec![Inline::text(words)];
    let cells = vec![Cell::row_header(line()), Cell::data(vec![Inline::Code { text: words.into() }])];
    document.blocks = vec![
        Block::Heading(Heading { level: 1, id: "one".into(), content: line() }),
        Block::Paragraph { content: vec![Inline::strong(words), Inline::emphasis(words)] },
        Block::Table(Table {
            id: "two".into(),
            caption: line(),
            columns: vec![Column { heading: line(), alignment: Default::default() }; 2],
            groups: vec![],
            rows: vec![Row { cells, total: false }],
            notes: vec![line()],
            legend: vec![],
            source: line(),
        }),
    ];
    document
}

#[test]
fn text_that_looks_like_instructions_is_printed_as_it_is() {
    for hostile in [
        "#panic() #{ [x] } #let a = 1",
        "$x^2$ \\ \\u{41} *not bold* _not slanted_ `raw`",
        "<label> @ref // comment /* more */ = Heading - item + item / term: x",
        "{page} {pages} https://example.org --- ... ~ ' \"",
        "</script> &amp; %PDF- \\( \\) ]>>endobj",
    ] {
        let found = pages(&everywhere(hostile));
        let times = found.matches(&letters(hostile)).count();
        assert!(times >= 10, "{hostile:?} stands {times} times in {found:?}");
    }
}

#[test]
fn a_word_of_ten_thousand_letters_is_broken_and_kept() {
    let word = "ж".repeat(10_000);
    let mut document = everywhere("plain");
    document.blocks.push(Block::Paragraph { content: vec![Inline::text(word.clone())] });
    // The heads and feet of pages stand between its parts.
    assert_eq!(pages(&document).matches('ж').count(), 10_000);
}

#[test]
fn pages_are_numbered_of_all_pages_and_the_date_is_in_words() {
    let found = pages(&everywhere("plain"));
    assert!(found.contains("Page3of3"), "{found}");
    assert!(found.contains("2January2024"), "{found}");
}
