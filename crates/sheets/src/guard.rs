//! The apostrophe that keeps a spreadsheet from running text as a formula.
//!
//! A cell that starts with `=`, `+`, `-`, `@`, a tab or a line end may be run when the file is opened
//! in a spreadsheet. Writing puts one apostrophe before such text and reading takes one away, so that
//! what is written reads back as it was, text that began with an apostrophe included.

/// Whether a spreadsheet may take `text` for a formula, apostrophes and spaces before it aside: programs
/// differ in what they pass over, so those without width and those that do not break a line are passed over
/// too. The wide forms of the signs count: some spreadsheets read them as the plain ones.
fn is_dangerous(text: &str) -> bool {
    let passed_over = |letter: char| {
        letter == '\''
            || letter.is_whitespace() && !letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.trim_start_matches(passed_over)
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// The text as a file may hold it.
pub(crate) fn guarded(text: &str) -> String {
    if is_dangerous(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] was given; other text is returned as it is.
pub(crate) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(inner) if is_dangerous(inner) => inner,
        _ => text,
    }
}
