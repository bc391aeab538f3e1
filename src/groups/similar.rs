//! Overlap and load: remits that sound alike, members in several groups, and the hours asked of each authority.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Membership};
use crate::plumbing::search::words_of;

/// Words too common in any remit to tell two apart.
const COMMON: &[&str] = &[
    "a", "across", "all", "an", "and", "are", "as", "at", "be", "by", "each", "every", "for", "from", "group",
    "groups", "in", "into", "is", "it", "its", "network", "networks", "of", "on", "one", "or", "other", "our", "that",
    "the", "their", "they", "this", "to", "we", "what", "with",
];

/// From this likeness on, in hundredths, two remits are worth looking at side by side.
const ALIKE: u32 = 35;

/// The words of a group that tell what it is about.
fn words(group: &Group) -> BTreeSet<String> {
    let text = format!(
        "{} {} {}",
        group.name,
        group.remit.as_deref().unwrap_or_default(),
        group.designed_for.as_deref().unwrap_or_default()
    );
    words_of(&text).into_iter().filter(|word| word.len() > 1 && !COMMON.contains(&word.as_str())).collect()
}

/// The words of several groups, each by how rarely it occurs: words that every second group uses tell little.
struct Weighed {
    of_group: Vec<Vec<(usize, f64)>>,
    length: Vec<f64>,
}

impl Weighed {
    fn of(groups: &[&Group]) -> Self {
        let texts: Vec<BTreeSet<String>> = groups.iter().map(|group| words(group)).collect();
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        for word in texts.iter().flatten() {
            *times.entry(word).or_default() += 1;
        }
        let many = f64::from(u32::try_from(groups.len()).unwrap_or(u32::MAX));
        let weights: Vec<(&str, f64)> =
            times.into_iter().map(|(word, times)| (word, (1.0 + many / f64::from(times)).ln())).collect();
        let at = |word: &String| weights.binary_search_by(|(known, _)| (*known).cmp(word.as_str())).ok();
        let of_group: Vec<Vec<(usize, f64)>> = texts
            .iter()
            .map(|words| words.iter().filter_map(|word| at(word).map(|at| (at, weights[at].1))).collect())
            .collect();
        let length = of_group
            .iter()
            .map(|words: &Vec<(usize, f64)>| words.iter().map(|(_, w)| w * w).sum::<f64>().sqrt())
            .collect();
        Self { of_group, length }
    }

    /// The cosine of two groups' words, in hundredths.
    fn likeness(&self, a: usize, b: usize) -> u32 {
        let (left, right) = (&self.of_group[a], &self.of_group[b]);
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some((x, weight)), Some((y, _))) = (left.get(i), right.get(j)) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    sum += weight * weight;
                    i += 1;
                    j += 1;
                }
            }
        }
        let whole = self.length[a] * self.length[b];
        if whole == 0.0 { 0 } else { hundredths(sum / whole) }
    }
}

/// A share between 0 and 1 in whole hundredths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the share is held between 0 and 1 first")]
fn hundredths(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// Strategic and operational groups stand in every workstream and are alike on purpose.
fn stands_in_every_workstream(group: &Group) -> bool {
    ["strategic-group", "operational-group"].contains(&group.kind.as_str())
}

/// The groups whose name and remit sound like those of a new one, the most alike first, at most five; each with its
/// likeness in hundredths.
pub(super) fn like_this<'a>(new: &Group, groups: &'a [Group]) -> Vec<(&'a Group, u32)> {
    let others: Vec<&Group> = groups.iter().filter(|group| group.key != new.key).collect();
    let all: Vec<&Group> = others.iter().copied().chain([new]).collect();
    let weighed = Weighed::of(&all);
    let last = all.len() - 1;
    let mut found: Vec<(&Group, u32)> = others
        .into_iter()
        .enumerate()
        .filter(|(_, group)| !(stands_in_every_workstream(new) && stands_in_every_workstream(group)))
        .map(|(at, group)| (group, weighed.likeness(at, last)))
        .filter(|(_, likeness)| *likeness >= ALIKE)
        .collect();
    found.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.key.cmp(&b.key)));
    found.truncate(5);
    found
}

/// What stands between the groups of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Members of several groups, by name: the person's key, their name, the keys of their groups. Never a ranking.
    pub in_several: Vec<(String, String, Vec<String>)>,
    /// Pairs of groups with members in common: their keys and how many, the most first.
    pub shared: Vec<(String, String, usize)>,
    /// Pairs of groups with remits alike: their keys and the likeness in hundredths, the most first.
    pub alike: Vec<(String, String, u32)>,
    /// What is asked of each authority, by its key; of people of no authority under an empty key.
    pub load: BTreeMap<String, Load>,
    /// The keys of groups with members whose rhythm or length of meeting is not known, so that they are not counted.
    pub not_counted: Vec<String>,
}

/// What the groups ask of one authority.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Load {
    /// How many of its people are in any group.
    pub people: usize,
    /// How many places they fill.
    pub places: usize,
    /// The minutes of meetings in a session: members × meetings × length.
    pub minutes: i64,
}

/// Finds overlap and load among the groups that go on and their memberships of one day.
pub(super) fn overlap(groups: &[Group], memberships: &[Membership]) -> Overlap {
    let by_key: BTreeMap<&str, &Group> = groups.iter().map(|group| (group.key.as_str(), group)).collect();
    let mut of_person: BTreeMap<&str, (&str, BTreeSet<&str>)> = BTreeMap::new();
    let mut people: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut places: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    let mut found = Overlap::default();
    for one in memberships {
        let Some(group) = by_key.get(one.group.as_str()) else { continue };
        of_person.entry(&one.person).or_insert_with(|| (&one.name, BTreeSet::new())).1.insert(&one.group);
        let authority = one.authority.as_deref().unwrap_or_default();
        people.entry(authority).or_default().insert(&one.person);
        // Somebody in two posts of one group sits in its meetings once.
        if places.insert((authority, &one.group, &one.person)) {
            let load = found.load.entry(authority.to_owned()).or_default();
            load.places += 1;
            load.minutes += group.minutes_in_a_session().unwrap_or_default();
        }
    }
    for (authority, load) in &mut found.load {
        load.people = people.get(authority.as_str()).map_or(0, BTreeSet::len);
    }
    let with_members: BTreeSet<&str> = places.iter().map(|(_, group, _)| *group).collect();
    found.not_counted = with_members
        .into_iter()
        .filter(|key| by_key.get(key).is_some_and(|group| group.minutes_in_a_session().is_none()))
        .map(ToOwned::to_owned)
        .collect();
    let mut shared: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (person, (name, keys)) in &of_person {
        if keys.len() < 2 {
            continue;
        }
        let list: Vec<&str> = keys.iter().copied().collect();
        for (at, first) in list.iter().enumerate() {
            for second in &list[at + 1..] {
                *shared.entry((first, second)).or_default() += 1;
            }
        }
        found.in_several.push((
            (*person).to_owned(),
            (*name).to_owned(),
            list.into_iter().map(ToOwned::to_owned).collect(),
        ));
    }
    found.in_several.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    found.shared = shared.into_iter().map(|((a, b), count)| (a.to_owned(), b.to_owned(), count)).collect();
    found.shared.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.cmp(b)));
    let list: Vec<&Group> = groups.iter().collect();
    let weighed = Weighed::of(&list);
    for (a, one) in list.iter().enumerate() {
        for (b, other) in list.iter().enumerate().skip(a + 1) {
            let likeness = weighed.likeness(a, b);
            if likeness >= ALIKE && !(stands_in_every_workstream(one) && stands_in_every_workstream(other)) {
                found.alike.push((one.key.clone(), other.key.clone(), likeness));
            }
        }
    }
    found.alike.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.cmp(b)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(key: &str, remit: &str) -> Group {
        let text = |text: &str| Some(text.to_owned());
        Group {
            key: key.into(),
            name: key.into(),
            kind: "group".into(),
            remit: text(remit),
            rhythm: text("monthly"),
            meeting_minutes: Some(60),
            ..Group::default()
        }
    }

    fn member(group: &str, person: &str, authority: &str) -> Membership {
        Membership {
            group: group.into(),
            person: person.into(),
            name: person.to_uppercase(),
            authority: Some(authority.to_owned()).filter(|key| !key.is_empty()),
            part: "member".into(),
            ..Membership::default()
        }
    }

    #[test]
    fn shared_members_are_counted_once_and_hours_are_members_times_meetings_times_length() {
        let groups =
            [group("a", "reading aloud to infants"), group("b", "fractions in secondary"), group("c", "play outdoors")];
        let memberships = [
            member("a", "ann", "x"),
            member("a", "ann", "x"),
            member("b", "ann", "x"),
            member("b", "ben", "y"),
            member("a", "ben", "y"),
            member("c", "kim", ""),
            member("ended", "kim", ""),
        ];
        let found = overlap(&groups, &memberships);
        assert_eq!(found.shared, [("a".to_owned(), "b".to_owned(), 2)]);
        assert_eq!(found.in_several.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["ann", "ben"]);
        assert_eq!(found.load["x"], Load { people: 1, places: 2, minutes: 1200 });
        assert_eq!(found.load[""], Load { people: 1, places: 1, minutes: 600 });
        assert!(found.alike.is_empty() && found.not_counted.is_empty());
    }

    #[test]
    fn remits_in_other_words_are_told_apart_and_remits_in_the_same_words_are_found() {
        let groups = [
            group("one", "Guidance on complaints that suit children, adapted by each authority"),
            group("two", "Number progression from P1 to S3 and moderation of problem solving"),
            group("three", "Gaelic learner education in upper primary"),
        ];
        let new = group("new", "Children's complaints: guidance each authority can adapt for children");
        let found = like_this(&new, &groups);
        assert_eq!(found.iter().map(|(group, _)| group.key.as_str()).collect::<Vec<_>>(), ["one"]);
        assert!(like_this(&group("fresh", "Outdoor play"), &groups).is_empty());
    }
}
