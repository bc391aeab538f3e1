//! Does a note fit the column it stands in, is it out of date, and does it use a word with two meanings?

use super::Finding;
use crate::{AcademicSession, Message, Period};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether the months and sessions that a note names lie in the period of its value. Read are months with a year of two or
/// four digits (`June 24`, `June-24`, `Jun 2024`; a two-digit number after a month is a year) and sessions (`2020/21`,
/// `20/21`). A note fits where at least half of what it spans lies in the period; a note that names none says nothing.
///
/// Found: `check-note-period` with `first` and `last` (months the note spans) and `period`.
#[must_use]
pub fn note_period(note: &str, period: Period) -> Finding {
    let named = named(note);
    let first = named.iter().map(|span| span.0).min()?;
    let last = named.iter().map(|span| span.1).max()?;
    let (start, end) = (months_of(period.first()).0, months_of(period.last()).1);
    let inside = (last.min(end) - first.max(start) + 1).max(0);
    (inside * 2 < last - first + 1).then(|| {
        Message::new("check-note-period")
            .with("first", month_name(first))
            .with("last", month_name(last))
            .with("period", period)
    })
}

/// Whether a note that says what the latest figures are still does, where the newest value is of `newest`.
///
/// Found: `check-note-stale` with `said` (the latest session the note names) and `newest`.
#[must_use]
pub fn stale_note(note: &str, newest: Period) -> Finding {
    let lower = note.to_lowercase();
    if !["latest", "most recent", "newest"].iter().any(|word| lower.contains(word)) {
        return None;
    }
    let said = sessions(&tokens(note)).into_iter().max()?;
    (said < newest.last()).then(|| Message::new("check-note-stale").with("said", said).with("newest", newest))
}

/// The session before which a text says that there are no values, as in *no data before 2019/20* or *unavailable prior to
/// 2019/20*: what [`super::Claim::none_before`] takes. `None` where a text says nothing of the kind.
#[must_use]
pub fn none_before(text: &str) -> Option<AcademicSession> {
    const NOTHING: [&str; 8] =
        ["no data", "no value", "no figure", "no number", "nothing", "unavailable", "not available", "not collected"];
    let sentence = |part: &&str| {
        let lower = part.to_lowercase();
        NOTHING.iter().any(|words| lower.contains(words))
    };
    for part in text.split(['.', ';', '\n']).filter(sentence) {
        for word in ["before", "prior to", "earlier than"] {
            let after = part.to_lowercase().find(word).and_then(|at| part.get(at + word.len()..));
            // The first number after the word must be the session; another one may belong to something else.
            let named =
                after.and_then(|rest| rest.split_whitespace().find(|next| next.contains(|c: char| c.is_ascii_digit())));
            if let Some(session) = named.and_then(|named| sessions(&tokens(named)).into_iter().next()) {
                return Some(session);
            }
        }
    }
    None
}

/// Whether a text says *biannually* or the like, which some read as twice in a year and some as every second year.
///
/// Found: `check-word-twice` with `word`.
#[must_use]
pub fn twice_or_every_second(text: &str) -> Finding {
    const WORDS: [&str; 8] =
        ["biannual", "biannually", "bi-annual", "bi-annually", "bimonthly", "bi-monthly", "biweekly", "bi-weekly"];
    let mut words = text.split(|c: char| !c.is_alphabetic() && c != '-');
    let word = words.find(|word| WORDS.contains(&word.to_lowercase().as_str()))?;
    Some(Message::new("check-word-twice").with("word", word))
}

/// A word or a number of a text, and what stands before it.
struct Token<'a> {
    before: &'a str,
    text: &'a str,
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut gap = 0;
    let mut start = None;
    let mut kind = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let now = if c.is_ascii_digit() {
            '0'
        } else if c.is_alphabetic() {
            'a'
        } else {
            ' '
        };
        if let Some(from) = start.filter(|_| now != kind) {
            found.push(Token { before: &text[gap..from], text: &text[from..at] });
            (gap, start) = (at, None);
        }
        if now != ' ' && start.is_none() {
            start = Some(at);
        }
        kind = now;
    }
    found
}

/// The spans of months that a text names, months counted from year 0.
fn named(text: &str) -> Vec<(i32, i32)> {
    let tokens = tokens(text);
    let mut spans: Vec<(i32, i32)> = sessions(&tokens).into_iter().map(months_of).collect();
    for (at, token) in tokens.iter().enumerate() {
        let Some(month) = month(token.text) else { continue };
        let joined = |next: &&Token<'_>| next.before.chars().all(|c| " -\u{2013}\u{2019}',".contains(c));
        let year = |place: usize| tokens.get(place).filter(joined).map(|next| next.text);
        // A day may stand between a month and a full year.
        let full = year(at + 2).filter(|text| text.len() == 4 && year(at + 1).is_some_and(|day| day.len() <= 2));
        let written = full.or_else(|| year(at + 1));
        let year = match written.map(|text| (text.len(), text.parse::<i32>())) {
            Some((4, Ok(year))) => year,
            Some((2, Ok(year))) => 2000 + year,
            _ => continue,
        };
        spans.push((year * 12 + month, year * 12 + month));
    }
    spans
}

/// The number of a month from 0. `May` and `March` are words too, so every month must be written with its capital.
fn month(text: &str) -> Option<i32> {
    let is = |name: &str| {
        text == name || (text.len() == 3 && name.starts_with(text)) || (text == "Sept" && name == "September")
    };
    MONTHS.iter().position(|name| is(name)).and_then(|at| i32::try_from(at).ok())
}

fn sessions(tokens: &[Token<'_>]) -> Vec<AcademicSession> {
    let mut found = Vec::new();
    for pair in tokens.windows(2) {
        let (first, second) = (pair[0].text, pair[1].text);
        let full = match first.len() {
            4 => first.to_owned(),
            2 => format!("20{first}"),
            _ => continue,
        };
        if ["/", "-", "\u{2013}"].contains(&pair[1].before) {
            found.extend(format!("{full}-{second}").parse::<AcademicSession>().ok());
        }
    }
    found
}

/// The first and the last month of a session.
fn months_of(session: AcademicSession) -> (i32, i32) {
    (i32::from(session.start_year()) * 12 + 7, i32::from(session.end_year()) * 12 + 6)
}

fn month_name(month: i32) -> String {
    let name = usize::try_from(month.rem_euclid(12)).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
    format!("{name} {}", month.div_euclid(12))
}
