//! Do two lists of the same things agree, does a number of things fit their list, has each what each is said to have?

use std::collections::BTreeSet;

use super::Finding;
use crate::Message;

/// Whether two lists hold the same names, upper and lower case and spaces aside.
///
/// Found: `check-lists` with `only_first` and `only_second`, the names that stand in one list alone, joined by semicolons;
/// a hyphen where there are none.
#[must_use]
pub fn lists_differ(first: &[&str], second: &[&str]) -> Finding {
    let only = |these: &[&str], those: &[&str]| {
        let known: BTreeSet<String> = those.iter().map(|name| folded(name)).collect();
        let alone: Vec<&str> =
            these.iter().map(|name| name.trim()).filter(|name| !known.contains(&folded(name))).collect();
        if alone.is_empty() { "-".to_owned() } else { alone.join("; ") }
    };
    let (only_first, only_second) = (only(first, second), only(second, first));
    ((only_first.as_str(), only_second.as_str()) != ("-", "-"))
        .then(|| Message::new("check-lists").with("only_first", only_first).with("only_second", only_second))
}

/// Whether as many things are listed as a text says.
///
/// Found: `check-number-listed` with `stated` and `listed`.
#[must_use]
pub fn number_listed(stated: usize, listed: usize) -> Finding {
    (stated != listed).then(|| Message::new("check-number-listed").with("stated", stated).with("listed", listed))
}

/// Whether each of some has what a text says each has.
///
/// Found: `check-each-has` with `without`, the names of those that have none, joined by semicolons.
#[must_use]
pub fn each_has(all: &[(&str, bool)]) -> Finding {
    let without: Vec<&str> = all.iter().filter(|(_, has)| !has).map(|(name, _)| *name).collect();
    (!without.is_empty()).then(|| Message::new("check-each-has").with("without", without.join("; ")))
}

/// A name in lower case, with one space between its words.
pub(super) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
