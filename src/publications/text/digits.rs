//! Digits that stand in a narrative without a record behind them. Nobody types a figure into a sentence: what may hold
//! digits is a date, a session, a stage, a level and the partnership's other labels; all else is reported.

use std::ops::Range;

use figures::AcademicSession;

const MONTHS: &[&str] = &[
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

/// Words after which a number is a label, and which numbers those are.
const LABELLED: &[(&str, fn(&str) -> bool)] = &[
    ("SCQF Levels", level),
    ("SCQF Level", level),
    ("Levels", level),
    ("Level", level),
    ("National", |text| small(text, 5)),
    ("quintiles", |text| small(text, 5)),
    ("quintile", |text| small(text, 5)),
    ("quality indicators", quality_indicator),
    ("quality indicator", quality_indicator),
    ("QIs", quality_indicator),
    ("QI", quality_indicator),
    ("Priorities", |text| small(text, 99)),
    ("Priority", |text| small(text, 99)),
];

fn small(text: &str, most: u32) -> bool {
    text.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
}

fn level(text: &str) -> bool {
    small(text, 12)
}

fn quality_indicator(text: &str) -> bool {
    matches!(text.split_once('.'), Some((group, number)) if small(group, 3) && small(number, 9))
}

/// The places of digits that nothing allows, each the whole number it belongs to, as character positions.
/// `labels` are names that hold digits and are no figures.
pub fn stray(text: &[char], labels: &[String]) -> Vec<Range<usize>> {
    let mut allowed = vec![false; text.len()];
    for label in labels {
        allow_label(text, &label.chars().collect::<Vec<_>>(), &mut allowed);
    }
    for at in 0..text.len() {
        if at > 0 && text[at - 1].is_alphanumeric() {
            continue;
        }
        let end = session(text, at)
            .or_else(|| stage(text, at))
            .or_else(|| date(text, at))
            .or_else(|| labelled(text, at))
            .or_else(|| edition(text, at));
        if let Some(end) = end {
            allowed[at..end].fill(true);
        }
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at].is_numeric() && !allowed[at] {
            let start = at;
            // A number goes on over its points, commas and signs as long as a digit follows.
            while at < text.len()
                && !allowed[at]
                && (text[at].is_numeric()
                    || text[at] == '%'
                    || (matches!(text[at], '.' | ',' | '/') && text.get(at + 1).is_some_and(|next| next.is_numeric())))
            {
                at += 1;
            }
            found.push(start..at);
        } else {
            at += 1;
        }
    }
    found
}

fn ends(text: &[char], end: usize) -> bool {
    !text.get(end).is_some_and(|next| next.is_alphanumeric())
}

fn allow_label(text: &[char], label: &[char], allowed: &mut [bool]) {
    if label.is_empty() || !label.iter().any(|letter| letter.is_numeric()) {
        return;
    }
    for at in 0..text.len() {
        if text[at..].starts_with(label) && (at == 0 || !text[at - 1].is_alphanumeric()) && ends(text, at + label.len())
        {
            allowed[at..at + label.len()].fill(true);
        }
    }
}

fn digits(text: &[char], at: usize, most: usize) -> Option<(u32, usize)> {
    let length = text[at.min(text.len())..].iter().take(most + 1).take_while(|letter| letter.is_ascii_digit()).count();
    if length == 0 || length > most {
        return None;
    }
    let number: String = text[at..at + length].iter().collect();
    number.parse().ok().map(|number| (number, at + length))
}

/// `2022-23` or `2022/23`.
fn session(text: &[char], at: usize) -> Option<usize> {
    let written: String =
        text.get(at..at + 7)?.iter().map(|letter| if *letter == '–' { '-' } else { *letter }).collect();
    (written.parse::<AcademicSession>().is_ok() && ends(text, at + 7)).then_some(at + 7)
}

/// `P1` to `P7`, `S1` to `S6`.
fn stage(text: &[char], at: usize) -> Option<usize> {
    let most = match text.get(at)? {
        'P' => 7,
        'S' => 6,
        _ => return None,
    };
    let (number, end) = digits(text, at + 1, 1)?;
    ((1..=most).contains(&number) && ends(text, end)).then_some(end)
}

/// `6 October 2022` or `June 2023`.
fn date(text: &[char], at: usize) -> Option<usize> {
    let mut at = at;
    if let Some((day, end)) = digits(text, at, 2) {
        if !(1..=31).contains(&day) || text.get(end) != Some(&' ') {
            return None;
        }
        at = end + 1;
    }
    let month = MONTHS.iter().find(|month| starts(text, at, month))?;
    let after = at + month.len();
    if text.get(after) != Some(&' ') {
        return None;
    }
    let (year, end) = digits(text, after + 1, 4)?;
    ((1900..=2099).contains(&year) && ends(text, end)).then_some(end)
}

fn starts(text: &[char], at: usize, word: &str) -> bool {
    text[at.min(text.len())..].iter().zip(word.chars()).filter(|(one, other)| **one == *other).count()
        == word.chars().count()
}

fn starts_any_case(text: &[char], at: usize, word: &str) -> bool {
    text[at.min(text.len())..].iter().zip(word.chars()).filter(|(one, other)| one.eq_ignore_ascii_case(other)).count()
        == word.chars().count()
}

/// `Level 6`, `quintiles 1 and 5`: a word and the numbers that follow it.
fn labelled(text: &[char], at: usize) -> Option<usize> {
    let (word, fits) =
        LABELLED.iter().find(|(word, _)| starts_any_case(text, at, word) && text.get(at + word.len()) == Some(&' '))?;
    let mut end = number_that(text, at + word.len() + 1, *fits)?;
    loop {
        let next = [" and ", " to ", " or ", ", ", "–"]
            .iter()
            .filter(|joint| starts(text, end, joint))
            .find_map(|joint| number_that(text, end + joint.chars().count(), *fits));
        match next {
            Some(further) => end = further,
            None => return Some(end),
        }
    }
}

fn number_that(text: &[char], at: usize, fits: fn(&str) -> bool) -> Option<usize> {
    let mut end = at;
    while text.get(end).is_some_and(char::is_ascii_digit)
        || (text.get(end) == Some(&'.') && text.get(end + 1).is_some_and(char::is_ascii_digit))
    {
        end += 1;
    }
    let number: String = text.get(at..end)?.iter().collect();
    (fits(&number) && ends(text, end) && text.get(end) != Some(&'%')).then_some(end)
}

/// `4th edition`.
fn edition(text: &[char], at: usize) -> Option<usize> {
    let (_, end) = digits(text, at, 2)?;
    let ending: String = text.get(end..end + 2)?.iter().collect();
    (matches!(ending.as_str(), "st" | "nd" | "rd" | "th") && starts(text, end + 2, " edition")).then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        let labels = ["1140 hours".to_owned()];
        stray(&letters, &labels).into_iter().map(|range| letters[range].iter().collect()).collect()
    }

    #[test]
    fn dates_sessions_and_labels_may_hold_digits() {
        for text in [
            "On 6 October 2022, in June 2023 and in session 2022-23 or 2022/23.",
            "Pupils in P1, P4 and P7 and in S1–S6 at SCQF Level 6, Levels 5 and 6, National 5.",
            "The gap between quintiles 1 and 5; quality indicators 1.3 and 2.3; Priority 6; Priorities 1 to 3.",
            "The study of 1140 hours; How good is our school? 4th edition.",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn every_other_digit_is_found_whole() {
        for (text, numbers) in [
            ("It was 72.4% of pupils", vec!["72.4%"]),
            ("over 1,000 nurseries in 2010", vec!["1,000", "2010"]),
            ("P9, S7, Level 13, quintile 6", vec!["9", "7", "13", "6"]),
            ("session 2022-24", vec!["2022", "24"]),
            ("32 October 2022", vec!["32"]),
            ("Priority 3% of all", vec!["3%"]),
            ("½ of them, ² and Ⅷ and ٣", vec!["½", "²", "Ⅷ", "٣"]),
            ("21140 hours", vec!["21140"]),
            ("the 4th time", vec!["4"]),
        ] {
            assert_eq!(found(text), numbers, "{text}");
        }
    }
}
