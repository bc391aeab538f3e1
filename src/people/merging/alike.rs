//! Which people may be one person, and why: pure. People are compared only where they share a sign (a number, a school, an
//! authority and half a name, the beginning of an address), so that twenty-five thousand take a moment and not an hour.

use std::collections::{BTreeMap, BTreeSet};

use crate::plumbing::ids::key_from;

/// A person as far as likeness goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Signs {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) authority: Option<String>,
    pub(super) establishment: Option<String>,
    pub(super) registration: Option<String>,
}

/// Why two people may be one. The order is that of the strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// They have one number in the register of their profession.
    Registration,
    /// One name, and one establishment.
    NameAndPlace,
    /// Their addresses begin alike.
    Address,
    /// Nearly one name, and one authority.
    NearName,
}

impl Reason {
    /// Every reason, the strongest first.
    pub const ALL: [Self; 4] = [Self::Registration, Self::NameAndPlace, Self::Address, Self::NearName];

    /// The reason as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Registration => "registration",
            Self::NameAndPlace => "name-and-place",
            Self::Address => "address",
            Self::NearName => "near-name",
        }
    }

    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Registration => "the same registration number",
            Self::NameAndPlace => "the same name at the same establishment",
            Self::Address => "addresses that begin alike",
            Self::NearName => "nearly the same name in the same authority",
        }
    }

    /// The reason of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }

    pub(super) fn strength(self) -> i64 {
        match self {
            Self::Registration => 8,
            Self::NameAndPlace => 4,
            Self::Address => 2,
            Self::NearName => 1,
        }
    }
}

/// Two people who may be one, the longer known first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) first: String,
    pub(super) second: String,
    pub(super) reasons: BTreeSet<Reason>,
}

impl Pair {
    pub(super) fn strength(&self) -> i64 {
        self.reasons.iter().map(|reason| reason.strength()).sum()
    }
}

/// Beginnings of addresses that belong to a desk, not to a person.
const DESKS: &[&str] = &["admin", "enquiries", "head", "headteacher", "info", "mail", "office", "reception", "school"];

/// A block of people that share a sign is compared pair by pair only while it is no larger; a sign that more people share
/// tells nobody apart.
const LARGEST: usize = 200;

/// One person made ready for comparing.
struct Ready<'a> {
    signs: &'a Signs,
    /// The name without accents and capitals, its words in order.
    words: Vec<String>,
    local: Option<String>,
}

impl Ready<'_> {
    fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }
}

/// How far apart two words are: letters put in, left out or changed; counted up to `most` and one more.
fn distance(one: &str, other: &str, most: usize) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut now = vec![at + 1];
        for (place, with) in other.iter().enumerate() {
            let changed = before[place] + usize::from(letter != with);
            now.push(changed.min(before[place + 1] + 1).min(now[place] + 1));
        }
        before = now;
    }
    before[other.len()].min(most + 1)
}

/// Whether two words may be one, misspelt: one letter in words of four or more, two in words of nine or more.
fn near(one: &str, other: &str) -> bool {
    let shorter = one.len().min(other.len());
    let most = if shorter >= 9 { 2 } else { usize::from(shorter >= 4) };
    distance(one, other, most) <= most
}

/// Whether two first names may be one: the same, one the initial of the other, or one misspelt.
fn near_first(one: &str, other: &str) -> bool {
    let initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
    initial(one, other) || initial(other, one) || near(one, other)
}

/// Whether two names are nearly one.
fn near_name(one: &Ready<'_>, other: &Ready<'_>) -> bool {
    if one.words.len() < 2 || other.words.len() < 2 {
        return one.words == other.words;
    }
    let swapped = one.words.len() == 2 && one.first() == other.last() && one.last() == other.first();
    let one_end = one.last() == other.last() && near_first(one.first(), other.first());
    let other_end = one.first() == other.first() && one.first().len() > 1 && near(one.last(), other.last());
    swapped || one_end || other_end
}

/// Every pair that may be one person, the strongest first, and how many signs too many people share to tell anybody apart.
/// Two different registration numbers are two people, whatever else they share.
pub(super) fn pairs(everybody: &[Signs]) -> (Vec<Pair>, usize) {
    let ready: Vec<Ready<'_>> = everybody.iter().map(prepared).collect();
    let mut blocks: BTreeMap<(Reason, String), Vec<usize>> = BTreeMap::new();
    for (at, one) in ready.iter().enumerate() {
        for sign in signs(one) {
            blocks.entry(sign).or_default().push(at);
        }
    }
    let mut found: BTreeMap<(usize, usize), BTreeSet<Reason>> = BTreeMap::new();
    let mut common = 0;
    for ((reason, _), members) in &blocks {
        if members.len() > LARGEST {
            common += 1;
            continue;
        }
        for (place, one) in members.iter().enumerate() {
            for other in &members[place + 1..] {
                if agree(*reason, &ready[*one], &ready[*other]) {
                    found.entry((*one, *other)).or_default().insert(*reason);
                }
            }
        }
    }
    let mut pairs: Vec<Pair> = found
        .into_iter()
        .map(|((one, other), reasons)| {
            let (one, other) = (&everybody[one].id, &everybody[other].id);
            Pair { first: one.min(other).clone(), second: one.max(other).clone(), reasons }
        })
        .collect();
    pairs.sort_by(|a, b| {
        b.strength().cmp(&a.strength()).then_with(|| a.first.cmp(&b.first)).then_with(|| a.second.cmp(&b.second))
    });
    (pairs, common)
}

fn prepared(signs: &Signs) -> Ready<'_> {
    let words: Vec<String> = key_from(&signs.name).split('-').map(ToOwned::to_owned).collect();
    let local = signs.email.as_deref().and_then(|email| email.split('@').next()).map(str::to_lowercase);
    let local = local.filter(|local| local.len() >= 4 && !DESKS.iter().any(|desk| local.starts_with(desk)));
    Ready { signs, words, local }
}

/// The blocks a person stands in.
fn signs(one: &Ready<'_>) -> Vec<(Reason, String)> {
    let mut signs = Vec::new();
    if let Some(number) = &one.signs.registration {
        signs.push((Reason::Registration, number.clone()));
    }
    if let Some(place) = &one.signs.establishment {
        let mut words = one.words.clone();
        words.sort();
        signs.push((Reason::NameAndPlace, format!("{place} {}", words.join("-"))));
    }
    if let Some(local) = &one.local {
        signs.push((Reason::Address, local.clone()));
    }
    if let Some(authority) = &one.signs.authority {
        signs.push((Reason::NearName, format!("{authority} last {}", one.last())));
        if one.first().len() > 1 {
            signs.push((Reason::NearName, format!("{authority} first {}", one.first())));
        }
        if one.words.len() == 2 {
            let mut words = one.words.clone();
            words.sort();
            signs.push((Reason::NearName, format!("{authority} both {}", words.join("-"))));
        }
    }
    signs
}

fn agree(reason: Reason, one: &Ready<'_>, other: &Ready<'_>) -> bool {
    if let (Some(a), Some(b)) = (&one.signs.registration, &other.signs.registration)
        && a != b
    {
        return false;
    }
    match reason {
        Reason::Registration | Reason::NameAndPlace => true,
        // `j.smith` may be John in one authority and Jane in another; somebody who shares no word of the name is another.
        Reason::Address => one.words.iter().any(|word| word.len() > 1 && other.words.contains(word)),
        Reason::NearName => near_name(one, other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str, name: &str, email: &str, authority: &str, school: &str, number: &str) -> Signs {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Signs {
            id: id.into(),
            name: name.into(),
            email: given(email),
            authority: given(authority),
            establishment: given(school),
            registration: given(number),
        }
    }

    fn reasons(one: Signs, other: Signs) -> Vec<Reason> {
        let (pairs, _) = pairs(&[one, other]);
        pairs.into_iter().flat_map(|pair| pair.reasons).collect()
    }

    #[test]
    fn each_reason_is_found_by_itself() {
        let one = |number: &str| person("1", "Anna Reid", "anna.reid@a.example", "a", "1-p", number);
        let other = |name: &str, email: &str, authority: &str, school: &str, number: &str| {
            person("2", name, email, authority, school, number)
        };
        assert_eq!(reasons(one("77"), other("Ann Murray", "am@b.example", "b", "2-p", "77")), [Reason::Registration]);
        let same_place = reasons(one(""), other("REID, Anna", "x1@b.example", "b", "1-p", ""));
        assert_eq!(same_place, [Reason::NameAndPlace]);
        assert_eq!(reasons(one(""), other("Anna Murray", "anna.reid@b.example", "b", "2-p", "")), [Reason::Address]);
        for name in ["A. Reid", "Anne Reid", "Anna Reed", "Reid Anna", "Ànna Reid"] {
            let found = reasons(one(""), other(name, "x1@b.example", "a", "2-p", ""));
            assert_eq!(found, [Reason::NearName], "{name}");
        }
    }

    #[test]
    fn others_are_left_alone() {
        let one = || person("1", "Anna Reid", "office@a.example", "a", "1-p", "77");
        for other in [
            person("2", "Anna Reid", "office@b.example", "a", "1-p", "78"),
            person("2", "Brian Reid", "office@b.example", "a", "1-p", ""),
            person("2", "Anna Reid", "anna@b.example", "b", "2-p", ""),
        ] {
            assert_eq!(reasons(one(), other.clone()), [], "{other:?}");
        }
    }

    #[test]
    fn a_name_that_hundreds_share_tells_nobody_apart() {
        let many: Vec<Signs> = (0..LARGEST + 1)
            .map(|at| person(&format!("{at:04}"), "Anna Reid", "", "a", "", &format!("{at}")))
            .collect();
        let (found, common) = pairs(&many);
        assert!(found.is_empty());
        assert_eq!(common, 3);
    }

    #[test]
    fn letters_apart_are_counted() {
        assert_eq!(distance("reid", "reed", 2), 1);
        assert_eq!(distance("macdonald", "mcdonald", 2), 1);
        assert_eq!(distance("kitten", "sitting", 5), 3);
        assert_eq!(distance("a", "abcdef", 2), 3);
    }
}
