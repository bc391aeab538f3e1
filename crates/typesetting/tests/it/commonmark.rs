//! What people write in a box, as blocks.

use super::{paper, typesetter};
use typesetting::from_commonmark;
use typesetting::model::{Block, Inline, plain_text};

fn words(blocks: &[Block]) -> String {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(heading) => out.push(format!("h{} {}", heading.level, plain_text(&heading.content))),
            Block::Paragraph { content } => out.push(plain_text(content)),
            Block::List { ordered, items } => {
                out.push(format!(
                    "{}({})",
                    if *ordered { "ol" } else { "ul" },
                    items.iter().map(|item| words(item)).collect::<Vec<_>>().join("|")
                ));
            }
            Block::Quote(quote) => out.push(format!("q({})", words(&quote.blocks))),
            _ => out.push("-".into()),
        }
    }
    out.join("; ")
}

#[test]
fn headings_begin_where_they_are_asked_to_and_skip_no_level() {
    assert_eq!(words(&from_commonmark("## A\n\ntext\n\n#### B\n\n## C", 3, "m")), "h3 A; text; h4 B; h3 C");
    let Some(Block::Heading(heading)) = from_commonmark("# A b\n\n# A b", 1, "item-2").pop() else {
        panic!("a heading")
    };
    assert_eq!((heading.level, heading.id.as_str()), (1, "item-2-a-b-2"));
}

#[test]
fn html_pictures_and_bad_links_are_their_words() {
    let text = "A <b>bold</b> ![a tree](x.png) [here](javascript:x) [there](https://example.org) *so* **strong** `k`\n\n<script>\nalert(1)\n</script>";
    let blocks = from_commonmark(text, 1, "");
    assert_eq!(words(&blocks), "A <b>bold</b> a tree here there so strong k; <script> alert(1) </script>");
    let Some(Block::Paragraph { content }) = blocks.first() else { panic!("a paragraph") };
    let links = content.iter().filter(|inline| matches!(inline, Inline::Link { .. })).count();
    assert_eq!(links, 1);
}

#[test]
fn lists_and_quotes_nest_only_so_deep_and_everything_can_be_printed() {
    assert_eq!(words(&from_commonmark("1. a\n2. b\n   - c\n\n> d", 1, "")), "ol(a|b; ul(c)); q(d)");
    let deep: String = (0..60).map(|level| format!("{}- x\n", "  ".repeat(level))).collect();
    let quotes = format!("{}deep", "> ".repeat(90));
    let blocks = from_commonmark(&format!("{deep}\n\n{quotes}\n\n- \n- \n\n[](x) ****"), 1, "");
    typesetter().pdf(&paper(blocks)).expect("printable");
    assert_eq!(words(&from_commonmark("", 1, "")), "");
}
