//! The few SVG elements that charts are made of, written as text.

use std::fmt::Write;

/// The ink of text and axes: 12.6 to 1 on white.
pub(super) const INK: &str = "#333333";
/// Lines that only guide the eye.
pub(super) const FAINT: &str = "#d9d9d9";
/// The ground behind a session without a value, and the shade between two lines.
pub(super) const SHADE: &str = "#eef3f8";

/// Where a text stands in relation to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing in the making, `width` by `height` units.
pub(super) struct Drawing {
    body: String,
    width: f64,
    height: f64,
}

impl Drawing {
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    /// Adds a line of markup; writing to a text does not fail.
    fn add(&mut self, markup: std::fmt::Arguments<'_>) {
        let _never_fails = self.body.write_fmt(markup);
        self.body.push('\n');
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), ink: &str, dash: &str) {
        let dash = dashes(dash);
        self.add(format_args!(
            r#"<line x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}" stroke="{ink}" stroke-width="1"{dash}/>"#,
            from.0, from.1, to.0, to.1
        ));
    }

    pub(super) fn path(&mut self, points: &[(f64, f64)], ink: &str, dash: &str) {
        let (points, dash) = (joined(points), dashes(dash));
        self.add(format_args!(r#"<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="2.5"{dash}/>"#));
    }

    /// A line as thin as an axis through some points.
    pub(super) fn thin(&mut self, points: &[(f64, f64)], ink: &str, dash: &str) {
        let (points, dash) = (joined(points), dashes(dash));
        self.add(format_args!(r#"<polyline points="{points}" fill="none" stroke="{ink}" stroke-width="1.25"{dash}/>"#));
    }

    pub(super) fn area(&mut self, points: &[(f64, f64)]) {
        let points = joined(points);
        self.add(format_args!(r#"<polygon points="{points}" fill="{SHADE}"/>"#));
    }

    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &str, ink: &str) {
        self.add(format_args!(
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="{fill}" stroke="{ink}"/>"#,
            at.0, at.1, size.0, size.1
        ));
    }

    /// The mark of a value: circle, square, triangle or diamond by the number of the series.
    pub(super) fn mark(&mut self, (x, y): (f64, f64), series: usize, ink: &str) {
        let corners: &[(f64, f64)] = match series % 4 {
            0 => {
                self.add(format_args!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="4.5" fill="{ink}"/>"#));
                return;
            }
            1 => &[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)],
            2 => &[(0.0, -5.5), (5.0, 4.0), (-5.0, 4.0)],
            _ => &[(0.0, -6.0), (6.0, 0.0), (0.0, 6.0), (-6.0, 0.0)],
        };
        let corners: Vec<_> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        let points = joined(&corners);
        self.add(format_args!(r#"<polygon points="{points}" fill="{ink}"/>"#));
    }

    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, size: u8, ink: &str, text: &str) {
        self.write_text(at, anchor, size, ink, "", text);
    }

    pub(super) fn bold(&mut self, at: (f64, f64), anchor: Anchor, size: u8, ink: &str, text: &str) {
        self.write_text(at, anchor, size, ink, r#" font-weight="700""#, text);
    }

    /// A text with a white edge, so that a line behind it does not strike it through.
    pub(super) fn over(&mut self, at: (f64, f64), anchor: Anchor, size: u8, ink: &str, text: &str) {
        let edge = r##" stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke""##;
        self.write_text(at, anchor, size, ink, edge, text);
    }

    fn write_text(&mut self, (x, y): (f64, f64), anchor: Anchor, size: u8, ink: &str, weight: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let text = escaped(text);
        self.add(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" font-size="{size}" fill="{ink}"{weight}>{text}</text>"#
        ));
    }

    /// The whole drawing, named by ids that begin with `key`. What is drawn is hidden from screen
    /// readers: they read the title, the description and the table beside it.
    pub(super) fn finish(self, key: &str, title: &str, description: &str) -> String {
        let key = id(key);
        let (title, description) = (escaped(title), escaped(description));
        format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.0} {h:.0}" role="img" "#,
                r#"aria-labelledby="{key}-title {key}-desc" font-family="Roboto, Arial, sans-serif">"#,
                "\n<title id=\"{key}-title\">{title}</title>\n<desc id=\"{key}-desc\">{description}</desc>\n",
                "<g aria-hidden=\"true\">\n{body}</g>\n</svg>\n"
            ),
            w = self.width,
            h = self.height,
            key = key,
            title = title,
            description = description,
            body = self.body
        )
    }
}

fn dashes(dash: &str) -> String {
    if dash.is_empty() { String::new() } else { format!(r#" stroke-dasharray="{dash}""#) }
}

fn joined(points: &[(f64, f64)]) -> String {
    let points: Vec<_> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    points.join(" ")
}

/// An id of letters, digits and hyphens, beginning with a letter.
fn id(key: &str) -> String {
    let safe: String =
        key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    if safe.starts_with(|c: char| c.is_ascii_lowercase()) { safe } else { format!("chart-{safe}") }
}

/// Text as it may stand in markup; characters that XML does not allow are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// Breaks text into lines of about `width` units at this font size. The letters of Roboto are a little
/// over half as wide as high on average.
pub(super) fn wrapped(text: &str, width: f64, size: u8) -> Vec<String> {
    let letter = f64::from(size) * 0.54;
    let mut lines: Vec<String> = Vec::new();
    let mut room = 0.0;
    for word in text.split_whitespace() {
        let mut length = 0.0;
        for _ in word.chars() {
            length += letter;
        }
        match lines.last_mut() {
            Some(line) if length + letter <= room => {
                line.push(' ');
                line.push_str(word);
                room -= length + letter;
            }
            _ => {
                lines.push(word.to_owned());
                room = width - length;
            }
        }
    }
    lines
}
