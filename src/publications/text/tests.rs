//! Tests of narrative text: what is read, what is refused and where.

use typesetting::model::{Block, Inline};

use super::*;

#[derive(Default)]
struct Plain {
    asked: Vec<String>,
}

impl Binder for Plain {
    fn in_a_sentence(&mut self, directive: &Directive) -> Result<Vec<Inline>, String> {
        self.asked.push(directive.written());
        if directive.words.first().is_some_and(|word| word == "nowhere") {
            return Err("there is no such record".into());
        }
        Ok(vec![Inline::Figure { printed: "72.4%".into(), key: directive.words.join(" "), href: None }])
    }

    fn on_a_line(&mut self, directive: &Directive) -> Result<Vec<Block>, String> {
        self.asked.push(directive.written());
        Ok(vec![Block::PageBreak])
    }

    fn name(&mut self, wish: &str) -> String {
        wish.to_owned()
    }
}

fn reading(text: &str) -> (Vec<Block>, Vec<Fault>) {
    read(text, &[], 1, &mut Plain::default())
}

fn faults(text: &str) -> Vec<(usize, usize, String)> {
    reading(text).1.into_iter().map(|fault| (fault.row, fault.column, fault.what)).collect()
}

#[test]
fn a_sentence_binds_its_figure_and_a_line_stands_for_blocks() {
    let (blocks, faults) = reading("In 2021-22, {figure primary-literacy\n2021-22} of pupils.\n\n{chart a}\n\nEnd.");
    assert_eq!(faults, []);
    assert_eq!(blocks.len(), 3);
    let Block::Paragraph { content } = &blocks[0] else { panic!("a paragraph") };
    assert_eq!(plain_text(content), "In 2021-22, 72.4% of pupils.");
    assert_eq!(blocks[1], Block::PageBreak);
}

#[test]
fn an_escaped_brace_is_printed() {
    for text in [r"A \{brace\} here", "A &#123;brace} here"] {
        let (blocks, faults) = reading(text);
        assert_eq!(faults, [], "{text}");
        assert_eq!(blocks, [Block::Paragraph { content: vec![Inline::text("A {brace} here")] }].to_vec());
    }
    let after_backslash = faults(r"A \\{nowhere}");
    assert_eq!(after_backslash.len(), 1, "an escaped backslash does not escape the brace: {after_backslash:?}");
}

#[test]
fn a_stray_digit_is_named_with_its_row_and_column() {
    let found = faults("First line.\nIt was 72.4% of *the 83* pupils.");
    assert_eq!((found[0].0, found[0].1), (2, 8));
    assert!(found[0].2.starts_with("72.4% is a number without a record"));
    assert_eq!((found[1].0, found[1].1), (2, 22));
    assert_eq!(faults("`12` and &#49;").len(), 2);
    assert_eq!(faults("1. One\n2. Two\n\nIn P1 and at Level *and so on*."), []);
}

#[test]
fn hostile_text_is_refused_or_stays_text() {
    let html = faults("<script>alert()</script>\n\nA <b>b</b>.");
    assert!(html.iter().all(|(_, _, what)| what.contains("HTML is not read")), "{html:?}");
    assert!(html.len() >= 2);
    assert!(faults("![x](/a.png)")[0].2.contains("pictures"));
    assert!(faults("[x](javascript:alert)")[0].2.contains("cannot be followed"));
    let (blocks, none) = reading("#set text and \\<b> and $x$ stay as they are.");
    assert_eq!(none, []);
    assert_eq!(
        blocks,
        [Block::Paragraph { content: vec![Inline::text("#set text and <b> and $x$ stay as they are.")] }].to_vec()
    );
}

#[test]
fn directives_out_of_place_are_refused() {
    for (text, says) in [
        ("Look: {chart a}", "line of its own"),
        ("- {chart a}", "line of its own"),
        ("{chart a}\n{chart b}", "line of its own"),
        ("## {chart a}", "cannot stand in a heading"),
        ("An open { brace", "not closed"),
        ("{figure nowhere 2021-22}", "no such record"),
        ("# Title", "begin with ##"),
        ("#### Deep", "skips a level"),
        ("    code", "block of code"),
        ("3. three", "begins at 1"),
        ("-\n- x", "empty"),
    ] {
        let found = faults(text);
        assert!(found.first().is_some_and(|(_, _, what)| what.contains(says)), "{text}: {found:?}");
    }
}

#[test]
fn lists_quotes_and_stress_are_kept() {
    let (blocks, none) = reading("- a *b*\n- c\n\n> said\n\n---\n\n## Next\n\n[page](/indicators)");
    assert_eq!(none, []);
    assert!(matches!(&blocks[0], Block::List { ordered: false, items } if items.len() == 2));
    assert!(matches!(&blocks[1], Block::Quote(_)));
    assert!(matches!(&blocks[2], Block::ThematicBreak));
    assert!(matches!(&blocks[3], Block::Heading(heading) if heading.id == "next" && heading.level == 2));
    assert!(
        matches!(&blocks[4], Block::Paragraph { content } if matches!(&content[0], Inline::Link { href, .. } if href == "/indicators"))
    );
}
