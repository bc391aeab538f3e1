//! Word files, unzipped and read: what Word itself goes by.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::sample::{self, heading, paragraph, report, text};
use super::{paper, typesetter};
use typesetting::model::{Block, Document, Inline};

fn parts(document: &Document) -> BTreeMap<String, String> {
    let bytes = typesetter().docx(document).expect("sound");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut member = zip.by_index(at).expect("a member");
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("readable");
        let name = member.name().expect("a name").into_owned();
        parts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    parts
}

/// Leaves `report.docx` and the others beside the PDFs.
fn kept(name: &str, document: &Document) {
    let bytes = typesetter().docx(document).expect("sound");
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), bytes).expect("writable");
}

#[test]
fn headings_lists_tables_links_and_notes_are_what_word_calls_them() {
    kept("report.docx", &report());
    let parts = parts(&report());
    let body = &parts["word/document.xml"];
    for (what, times) in [
        ("<w:pStyle w:val=\"Title\"/>", 1),
        ("<w:pStyle w:val=\"Heading1\"/>", 5),
        ("<w:pStyle w:val=\"Heading2\"/>", 4),
        ("<w:tblHeader/>", 5),
        ("descr=\"Horizontal bars", 8),
        ("SEQ Table", 3),
        ("SEQ Chart", 4),
        ("<w:footnoteReference", 1),
    ] {
        assert_eq!(body.matches(what).count(), times, "{what}");
    }
    for style in ["Title", "heading 1", "heading 2", "heading 3", "List Bullet", "List Number", "caption", "Hyperlink"]
    {
        assert!(parts["word/styles.xml"].contains(&format!("<w:name w:val=\"{style}\"/>")), "{style}");
    }
    assert!(parts["word/styles.xml"].contains("w:lang w:val=\"en-GB\""));
    assert!(
        parts["word/_rels/document.xml.rels"]
            .contains("Target=\"https://example.org/statistics\" TargetMode=\"External\"")
    );
    assert!(parts["word/footnotes.xml"].contains("A half-day is one morning or afternoon."));
    assert!(parts["docProps/core.xml"].contains("<dc:title>Evaluation report 2023/24: working together"));
    assert!(parts["docProps/core.xml"].contains("2024-11-22T00:00:00Z"));
    assert!(parts["word/footer1.xml"].contains("NUMPAGES"));
    assert!(parts["word/media/picture4.png"].contains("PNG"));
}

#[test]
fn every_numbered_list_begins_at_one_and_dots_are_one_list() {
    let list = |ordered| Block::List {
        ordered,
        items: vec![
            vec![paragraph("one")],
            vec![paragraph("two"), Block::List { ordered: true, items: vec![vec![paragraph("inner")]] }],
        ],
    };
    let parts = parts(&paper(vec![list(true), list(true), list(false)]));
    let numbering = &parts["word/numbering.xml"];
    // Three outer or inner numberings of the first two lists and one inside the dots: five in all.
    assert_eq!(numbering.matches("<w:startOverride w:val=\"1\"/>").count(), 5);
    assert_eq!(parts["word/document.xml"].matches("<w:ilvl w:val=\"1\"/>").count(), 3);
    assert_eq!(parts["word/document.xml"].matches("<w:numId w:val=\"1\"/>").count(), 2);
}

#[test]
fn numbered_paragraphs_run_through_all_headings() {
    let document = sample::committee_paper();
    kept("committee.docx", &document);
    let parts = parts(&document);
    assert_eq!(parts["word/document.xml"].matches("<w:pStyle w:val=\"NumberedParagraph\"/>").count(), 7);
    assert_eq!(parts["word/document.xml"].matches("<w:numId w:val=\"2\"/>").count(), 7);
}

#[test]
fn a_poster_in_word_is_a_landscape_page_with_columns_headings_and_lists() {
    let document = sample::plan_on_a_page(7, 4);
    kept("poster.docx", &document);
    let body = &parts(&document)["word/document.xml"];
    assert!(body.contains("w:orient=\"landscape\"") && body.contains("<w:cols w:num=\"7\""), "{body}");
    assert_eq!(body.matches("<w:pStyle w:val=\"Heading1\"/>").count(), 1 + 7 + 3);
}

#[test]
fn words_that_look_like_markup_are_words_and_what_xml_cannot_hold_is_left_out() {
    let hostile = "<w:p>&amp;]]> \u{7}bell \u{fffe}\u{0} \u{1f642} \"quoted\" 'too' </w:t>";
    let mut document = paper(vec![
        heading(1, "one", hostile),
        Block::Paragraph { content: vec![Inline::link("https://example.org/?a=1&b=\"<x>", hostile)] },
        Block::Table(sample::table("attendance-table", 2, false)),
    ]);
    document.title = hostile.into();
    let parts = parts(&document);
    let shown = "&lt;w:p&gt;&amp;amp;]]&gt; bell  \u{1f642} &quot;quoted&quot; 'too' &lt;/w:t&gt;";
    for part in ["word/document.xml", "docProps/core.xml", "word/header1.xml"] {
        assert!(parts[part].contains(shown), "{part}: {}", parts[part]);
        assert!(!parts[part].contains('\u{7}') && !parts[part].contains('\0'));
    }
    assert!(parts["word/_rels/document.xml.rels"].contains("?a=1&amp;b=&quot;&lt;x&gt;"));
    // Every part is well formed.
    for (name, part) in parts.iter().filter(|(name, _)| !name.ends_with(".png")) {
        resvg::usvg::roxmltree::Document::parse(part).unwrap_or_else(|cause| panic!("{name}: {cause}"));
    }
}

#[test]
fn the_same_document_is_the_same_word_file() {
    assert!(typesetter().docx(&report()).expect("sound") == typesetter().docx(&report()).expect("sound"));
    let mut later = report();
    later.date.day = 23;
    assert!(typesetter().docx(&later).expect("sound") != typesetter().docx(&report()).expect("sound"));
    let mut broken = report();
    broken.blocks.insert(0, Block::Paragraph { content: text("x") });
    broken.title = String::new();
    assert!(matches!(typesetter().docx(&broken), Err(typesetting::Error::Document(_))));
}
