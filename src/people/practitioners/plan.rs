//! What a list of people would do to everybody known: who is new, who is known already, whose workplace changes.
//!
//! Somebody is known by their address. A row without one is whoever stands here without an address under the same name at
//! the same place, else somebody new: never somebody of the same name with an address.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    Practitioner,
    store::{Added, Changed, Known},
};
use crate::plumbing::{ids::key_from, import::Tally};

/// One row of a list that was found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) row: usize,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) works: Practitioner,
}

/// Everything a list would do. The ids of those it adds are empty until it is written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) added: Vec<Added>,
    pub(super) changed: Vec<Changed>,
    pub(super) tally: Tally,
    /// What whoever brings the list should know: the row, the column, the words.
    pub(super) notes: Vec<(usize, &'static str, String)>,
}

/// How a row without an address is told from others.
type Place = (String, Option<String>, Option<String>, Option<String>);

fn place(name: &str, works: &Practitioner) -> Place {
    (key_from(name), works.registration.clone(), works.authority.clone(), works.establishment.clone())
}

/// A key nobody has yet.
struct Keys {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Keys {
    fn new_for(&mut self, name: &str) -> String {
        let base = key_from(name);
        if self.taken.insert(base.clone()) {
            return base;
        }
        let next = self.next.entry(base.clone()).or_insert(2);
        loop {
            let key = format!("{base}-{next}");
            *next += 1;
            if self.taken.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// Who stands under each address and each place without an address, merged people as the one they are part of.
struct Index<'a> {
    by_id: BTreeMap<&'a str, &'a Known>,
    by_email: BTreeMap<&'a str, &'a Known>,
    by_place: BTreeMap<Place, &'a Known>,
    by_registration: BTreeMap<&'a str, &'a Known>,
}

impl<'a> Index<'a> {
    fn of(everybody: &'a [Known]) -> Self {
        let by_id = everybody.iter().map(|one| (one.id.as_str(), one)).collect();
        let (mut by_email, mut by_place, mut by_registration) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for one in everybody {
            if let Some(number) = one.works.as_ref().and_then(|works| works.registration.as_deref()) {
                by_registration.entry(number).or_insert(one);
            }
            match (&one.email, &one.works) {
                // Two people may have come with one address long ago; the first of them answers to it.
                (Some(email), _) => _ = by_email.entry(email.as_str()).or_insert(one),
                (None, Some(works)) => _ = by_place.entry(place(&one.name, works)).or_insert(one),
                (None, None) => {}
            }
        }
        Self { by_id, by_email, by_place, by_registration }
    }

    fn find(&self, line: &Line) -> Option<&'a Known> {
        match &line.email {
            Some(email) => self.by_email.get(email.as_str()).copied(),
            None => self.by_place.get(&place(&line.name, &line.works)).copied(),
        }
    }

    fn kept(&self, one: &'a Known) -> &'a Known {
        one.merged_into.as_deref().and_then(|id| self.by_id.get(id).copied()).unwrap_or(one)
    }
}

/// What a list would do.
pub(super) fn plan(lines: Vec<Line>, everybody: &[Known]) -> Plan {
    let index = Index::of(everybody);
    let mut keys = Keys { taken: everybody.iter().map(|one| one.key.clone()).collect(), next: BTreeMap::new() };
    let mut plan = Plan::default();
    let mut emails: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let mut places: BTreeMap<Place, usize> = BTreeMap::new();
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    // The row with the address of the one who was kept speaks before the rows with addresses they also had.
    let (own, other): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| index.find(line).is_none_or(|one| one.merged_into.is_none()));
    for line in own.into_iter().chain(other) {
        if plan.is_repeated(&line, &mut emails, &mut places) {
            continue;
        }
        let Some(found) = index.find(&line) else {
            plan.add(line, &mut keys, &index);
            continue;
        };
        let known = index.kept(found);
        if found.id != known.id {
            let what = format!("{} is one person with {} here, and is taken for them", line.name, known.name);
            plan.notes.push((line.row, "email", what));
        } else if key_from(&known.name) != key_from(&line.name) {
            let what = format!("this address is known here as {}; the name stays as it is", known.name);
            plan.notes.push((line.row, "name", what));
        }
        if let Some(first) = people.insert(&known.id, line.row) {
            let what = format!("row {first} is the same person; what it says of their workplace holds");
            plan.notes.push((line.row, "name", what));
            continue;
        }
        let before = known.works.clone().unwrap_or_default();
        let after = before.after(&line.works);
        if known.works.as_ref() == Some(&after) {
            plan.tally.unchanged += 1;
        } else {
            plan.tally.changed += 1;
            let change = difference(&before, &after);
            plan.changed.push(Changed { id: known.id.clone(), works: after, change });
        }
    }
    plan.notes.sort_by_key(|(row, ..)| *row);
    plan
}

impl Plan {
    /// Whether an earlier row of the list is the same person.
    fn is_repeated(
        &mut self,
        line: &Line,
        emails: &mut BTreeMap<String, (usize, String)>,
        places: &mut BTreeMap<Place, usize>,
    ) -> bool {
        let Some(email) = &line.email else {
            let Some(first) = places.insert(place(&line.name, &line.works), line.row) else { return false };
            let what =
                format!("row {first} says the same of somebody without an address; both are taken for one person");
            self.notes.push((line.row, "name", what));
            return true;
        };
        let Some((first, name)) = emails.get(email) else {
            emails.insert(email.clone(), (line.row, line.name.clone()));
            return false;
        };
        let spelt = if *name == line.name { String::new() } else { format!(" as {name}") };
        let what =
            format!("row {first} has the same address{spelt}; both are one person, and what row {first} says holds");
        self.notes.push((line.row, "email", what));
        true
    }

    fn add(&mut self, line: Line, keys: &mut Keys, index: &Index<'_>) {
        if line.email.is_none() {
            let what = format!("{} has no address and is added as a new person", line.name);
            self.notes.push((line.row, "email", what));
        } else if let Some(registration) = &line.works.registration
            && let Some(one) = index.by_registration.get(registration.as_str())
        {
            let what = format!(
                "{} has the same number under another address; added, and offered as a possible duplicate",
                one.name
            );
            self.notes.push((line.row, "registration", what));
        }
        self.tally.added += 1;
        let key = keys.new_for(&line.name);
        self.added.push(Added { id: String::new(), key, name: line.name, email: line.email, works: line.works });
    }
}

/// What history keeps of a change: places and posts, never a name; of the number of registration only that it changed.
fn difference(before: &Practitioner, after: &Practitioner) -> Value {
    let mut change = serde_json::Map::new();
    let fields = [
        ("authority", json!(before.authority), json!(after.authority)),
        ("establishment", json!(before.establishment), json!(after.establishment)),
        ("sector", json!(before.sector), json!(after.sector)),
        ("post", json!(before.post), json!(after.post)),
    ];
    for (name, from, to) in fields {
        if from != to {
            change.insert(name.to_owned(), json!({ "from": from, "to": to }));
        }
    }
    if before.registration != after.registration {
        change.insert("registration".to_owned(), json!("changed"));
    }
    Value::Object(change)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(row: usize, name: &str, email: &str) -> Line {
        let email = Some(email.to_owned()).filter(|email| !email.is_empty());
        Line { row, name: name.into(), email, works: Practitioner::default() }
    }

    fn known(id: &str, name: &str, email: &str) -> Known {
        Known {
            id: id.into(),
            key: key_from(name),
            name: name.into(),
            email: Some(email.into()),
            merged_into: None,
            works: Some(Practitioner::default()),
        }
    }

    #[test]
    fn one_address_under_two_spellings_is_one_person_and_is_said() {
        let plan = plan(vec![line(2, "Anna Reid", "a@x.example"), line(3, "A. Reid", "a@x.example")], &[]);
        assert_eq!(plan.added.len(), 1);
        assert_eq!(plan.added[0].name, "Anna Reid");
        assert_eq!((plan.notes[0].0, plan.notes[0].1), (3, "email"));
        assert!(plan.notes[0].2.contains("row 2 has the same address as Anna Reid"), "{:?}", plan.notes);
    }

    #[test]
    fn keys_stay_apart_for_people_of_one_name() {
        let lines = vec![line(2, "Anna Reid", "a@x.example"), line(3, "Anna Reid", "b@x.example")];
        let plan = plan(lines, &[known("1", "Anna Reid", "c@x.example")]);
        let keys: Vec<&str> = plan.added.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["anna-reid-2", "anna-reid-3"]);
    }

    #[test]
    fn an_address_of_somebody_merged_speaks_for_the_one_kept() {
        let mut merged = known("1", "A Reid", "old@x.example");
        merged.merged_into = Some("2".into());
        let everybody = [merged, known("2", "Anna Reid", "new@x.example")];
        let plan = plan(vec![line(2, "A Reid", "old@x.example"), line(3, "Anna Reid", "new@x.example")], &everybody);
        assert!(plan.added.is_empty() && plan.changed.is_empty());
        assert_eq!(plan.tally.unchanged, 1);
        assert!(plan.notes.iter().any(|(row, _, what)| *row == 2 && what.contains("is one person with Anna Reid")));
    }
}
