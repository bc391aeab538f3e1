//! Prose of a framework: CommonMark to HTML that can hold nothing but text, and `{stated KEY}` put in its place.

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd, html};

use crate::partnership::Stated;

/// Renders prose. Headings begin at the third level, raw HTML is shown as the text it is, pictures as their words, and
/// a link leads to the web, to an address for letters or to this site, or nowhere.
pub fn html(text: &str, stated: &[Stated]) -> String {
    html_under(text, stated, HeadingLevel::H3)
}

/// The same for a page of its own, whose title is the only heading above the text.
pub fn html_of_page(text: &str) -> String {
    html_under(text, &[], HeadingLevel::H2)
}

fn html_under(text: &str, stated: &[Stated], top: HeadingLevel) -> String {
    let text = with_stated(text, stated);
    let events = Parser::new(&text).filter_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Some(Event::Text(raw)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: level.max(top), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(level.max(top)))),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let safe = ["https://", "http://", "mailto:", "/", "#"].iter().any(|start| dest_url.starts_with(start));
            let dest_url = if safe { dest_url } else { "#".into() };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

/// The text with every known `{stated KEY}` replaced by its words; another directive stays as it is written.
fn with_stated(text: &str, stated: &[Stated]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{stated ") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find('}').unwrap_or(from.len() - 1);
        let key = from.get("{stated ".len()..end).unwrap_or_default().trim();
        match stated.iter().find(|one| one.key == key) {
            Some(one) if !before.ends_with('\\') => {
                for sign in one.text.chars() {
                    if sign.is_ascii_punctuation() {
                        out.push('\\');
                    }
                    out.push(sign);
                }
            }
            _ => out.push_str(&from[..=end]),
        }
        rest = &from[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over_half() -> Stated {
        Stated {
            key: "share".into(),
            printed: "Over 50%".into(),
            text: "over *50%*".into(),
            about: "pupils".into(),
            kind: "pupils".into(),
            session: None,
            workstream_key: None,
            paper_key: "p".into(),
            line: None,
            note: None,
            not_published: Vec::new(),
        }
    }

    #[test]
    fn a_stated_figure_is_put_in_as_plain_text_and_an_unknown_one_stays() {
        let out = html("Of all, {stated share} and {stated other} {stated", &[over_half()]);
        assert_eq!(out, "<p>Of all, over *50%* and {stated other} {stated</p>\n");
    }

    #[test]
    fn nothing_in_prose_can_act() {
        let out =
            html("<script>alert(1)</script>\n\na <b onclick=x>b</b> [c](javascript:d) ![e](//f/g.png)\n\n# h", &[]);
        for bad in ["<script", "<b", "javascript:", "<img", "<h1"] {
            assert!(!out.contains(bad), "{bad} in {out}");
        }
        assert!(out.contains("<h3>h</h3>") && out.contains("&lt;script&gt;") && out.contains("e"));
    }
}
