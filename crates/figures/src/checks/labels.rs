//! Labels, markers and addresses: one thing under two labels, a marker without a legend, an address that is misspelt.

use super::{Finding, lists::folded};
use crate::Message;

/// Whether two papers give one indicator the same label.
///
/// Found, with `first` and `second`: `check-label-order` where they are the same words in another order, or written with
/// other capitals or marks; `check-label-words` where the words differ.
#[must_use]
pub fn labels_differ(first: &str, second: &str) -> Finding {
    let spaced = |label: &str| label.split_whitespace().collect::<Vec<_>>().join(" ");
    if spaced(first) == spaced(second) {
        return None;
    }
    let words = |label: &str| {
        let lower = label.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric() && c != '%').filter(|word| !word.is_empty());
        let mut words: Vec<String> = parts.map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let key = if words(first) == words(second) { "check-label-order" } else { "check-label-words" };
    Some(Message::new(key).with("first", first.trim()).with("second", second.trim()))
}

/// The markers a table uses that the legend printed with it does not explain, each once, in the order of first use.
///
/// Each: `check-marker-unexplained` with `marker`.
#[must_use]
pub fn unexplained_markers(used: &[&str], explained: &[&str]) -> Vec<Message> {
    let mut named: Vec<&str> = Vec::new();
    for marker in used {
        if !explained.contains(marker) && !named.contains(marker) {
            named.push(marker);
        }
    }
    named.iter().map(|marker| Message::new("check-marker-unexplained").with("marker", marker)).collect()
}

/// Whether a printed web or mail address looks like one that is known, misspelt by one or two letters.
///
/// Found: `check-address` with `printed` and `known`. Equal but for capitals is no finding.
#[must_use]
pub fn misspelt_address(printed: &str, known: &[&str]) -> Finding {
    let plain = folded(printed);
    let close = |other: &&&str| (1..=2).contains(&distance(&plain, &folded(other)));
    if known.iter().any(|other| folded(other) == plain) {
        return None;
    }
    let nearest = known.iter().filter(close).min_by_key(|other| distance(&plain, &folded(other)))?;
    Some(Message::new("check-address").with("printed", printed.trim()).with("known", nearest))
}

/// The fewest letters to put in, take out or change to make one text the other (Levenshtein). Addresses longer than 200
/// letters are never close.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len() > 200 || other.len() > 200 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut before = row[0];
        row[0] = at + 1;
        for (place, opposite) in other.iter().enumerate() {
            let change = before + usize::from(letter != opposite);
            before = row[place + 1];
            row[place + 1] = change.min(before + 1).min(row[place] + 1);
        }
    }
    row[other.len()]
}
