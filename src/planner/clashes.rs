//! What stands in the way, said in words: a deadline or meeting in somebody's holiday, two meetings on one day that share
//! people, a day at a weekend. Nothing is forbidden; whoever plans decides.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, TermDate, back::beside};
use crate::plumbing::clock::spoken_day;

/// One warning, about one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The day.
    pub day: String,
    /// The key of the entry it is about.
    pub entry: String,
    /// What clashes, in a sentence.
    pub what: String,
}

/// Every holiday and in-service day, those between two terms included: authority, what it is called, first and last day.
pub(super) fn closed(dates: &[TermDate]) -> Vec<TermDate> {
    let mut found: Vec<TermDate> = dates.iter().filter(|date| date.kind != "term").cloned().collect();
    let mut terms: BTreeMap<&str, Vec<&TermDate>> = BTreeMap::new();
    for term in dates.iter().filter(|date| date.kind == "term") {
        terms.entry(&term.authority).or_default().push(term);
    }
    for (authority, mut own) in terms {
        own.sort_by(|a, b| a.first_day.cmp(&b.first_day));
        for pair in own.windows(2) {
            let (Some(first), Some(last)) = (beside(&pair[0].last_day, 1), beside(&pair[1].first_day, -1)) else {
                continue;
            };
            let told = found.iter().any(|date| {
                date.kind == "holiday"
                    && date.authority == authority
                    && date.first_day <= last
                    && date.last_day >= first
            });
            // A weekend between two terms is no holiday, and a holiday that has a name is told already.
            if told || beside(&first, 2).is_none_or(|third| third > last) {
                continue;
            }
            found.push(TermDate {
                authority: authority.to_owned(),
                session: pair[0].session.clone(),
                kind: "holiday".to_owned(),
                title: format!("Holiday between {} and {}", pair[0].title, pair[1].title),
                first_day: first,
                last_day: last,
            });
        }
    }
    found.sort_by(|a, b| (&a.first_day, &a.title, &a.authority).cmp(&(&b.first_day, &b.title, &b.authority)));
    found
}

/// Names in a sentence: `A`, `A and B`, `A, B and C`.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A title in the middle of a sentence: `Spring holiday` is `spring holiday`; what begins with two capitals stays.
fn inside(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == '-' => {
            first.to_lowercase().chain(title.chars().skip(1)).collect()
        }
        _ => title.to_owned(),
    }
}

/// What of the entries falls into a holiday or in-service day. `closed` is what [`closed`] found; `names` has the names of
/// all authorities in their order. A committee asks only its own authority; everything else concerns them all.
pub(super) fn in_holidays(entries: &[Entry], closed: &[TermDate], names: &[(String, String)]) -> Vec<Clash> {
    let mut clashes = Vec::new();
    for entry in
        entries.iter().filter(|entry| ["deadline", "committee", "meeting", "event"].contains(&entry.kind.as_str()))
    {
        let last = entry.last_day.as_ref().unwrap_or(&entry.day);
        let own = entry.kind == "committee" && !entry.authorities.is_empty();
        let mut hits: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for date in closed.iter().filter(|date| date.first_day <= *last && date.last_day >= entry.day) {
            if !own || entry.authorities.contains(&date.authority) {
                hits.entry(&date.title).or_default().insert(&date.authority);
            }
        }
        for (title, authorities) in hits {
            let some: Vec<String> = names
                .iter()
                .filter(|(key, _)| authorities.contains(key.as_str()))
                .map(|(_, name)| name.clone())
                .collect();
            let whose = if some.len() == names.len() && names.len() > 1 {
                format!("all {} authorities", names.len())
            } else {
                listed(&some)
            };
            let falls = if entry.last_day.is_some() { "reaches into" } else { "falls in" };
            let on = if title.to_lowercase().contains("in-service") && entry.last_day.is_none() {
                "falls on"
            } else {
                falls
            };
            clashes.push(Clash {
                day: entry.day.clone(),
                entry: entry.key.clone(),
                what: format!("{} {on} the {} of {whose}.", entry.title, inside(title)),
            });
        }
    }
    clashes
}

/// Days that cannot be what they are planned for because they are at a weekend.
pub(super) fn at_weekends(entries: &[Entry]) -> Vec<Clash> {
    let weekend =
        |day: &str| day.parse::<jiff::civil::Date>().is_ok_and(|date| date.weekday().to_monday_zero_offset() >= 5);
    entries
        .iter()
        .filter(|entry| ["committee", "meeting"].contains(&entry.kind.as_str()) && weekend(&entry.day))
        .map(|entry| Clash {
            day: entry.day.clone(),
            entry: entry.key.clone(),
            what: format!("{} is at a weekend: {} is no working day.", entry.title, spoken_day(&entry.day)),
        })
        .collect()
}

/// Two meetings on one day that the same people belong to. `people` has the persons of each group or body.
pub(super) fn on_one_day(entries: &[Entry], people: &BTreeMap<(String, String), BTreeSet<String>>) -> Vec<Clash> {
    let mut days: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == "meeting") {
        days.entry(&entry.day).or_default().push(entry);
    }
    let nobody = BTreeSet::new();
    let of = |entry: &Entry| entry.holder.as_ref().and_then(|holder| people.get(holder)).unwrap_or(&nobody);
    let mut clashes = Vec::new();
    for (day, meetings) in days {
        for (at, first) in meetings.iter().enumerate() {
            for second in meetings.iter().skip(at + 1) {
                let shared = of(first).intersection(of(second)).count();
                if shared == 0 || first.holder == second.holder {
                    continue;
                }
                let who = if shared == 1 { "one person belongs".to_owned() } else { format!("{shared} people belong") };
                clashes.push(Clash {
                    day: day.to_owned(),
                    entry: first.key.clone(),
                    what: format!("{} and {} are on one day, and {who} to both.", first.title, second.title),
                });
            }
        }
    }
    clashes
}
