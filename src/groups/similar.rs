//! Overlap and load: remits that sound alike, members in several groups, and the hours asked of each authority.

use std::collections::{BTreeMap, BTreeSet};

use super::Group;
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

/// Somebody's membership of one group, by ids: all that overlap and load look at.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Sitting {
    /// The id of the group.
    #[sqlx(rename = "group_id")]
    pub(super) group: String,
    /// The id of the person.
    #[sqlx(rename = "person_id")]
    pub(super) person: String,
    /// The key of the authority they come from.
    #[sqlx(rename = "authority_key")]
    pub(super) authority: Option<String>,
}

/// What stands between the groups of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Members of several groups, by name: the person's key, their name, the keys of their groups. Never a ranking.
    pub in_several: Vec<(String, String, Vec<String>)>,
    /// Pairs of groups with members in common: their keys and how many, the most first.
    pub shared: Vec<(String, String, usize)>,
    /// Pairs of groups with remits alike: their keys and the likeness in hundredths, the most first, at most [`MOST_ALIKE`].
    pub alike: Vec<(String, String, u32)>,
    /// How many more pairs are alike.
    pub more_alike: usize,
    /// What is asked of each authority, by its key; of people of no authority under an empty key.
    pub load: BTreeMap<String, Load>,
    /// The keys of groups with members whose rhythm or length of meeting is not known, so that they are not counted.
    pub not_counted: Vec<String>,
}

/// How many pairs of groups with remits alike are told.
pub const MOST_ALIKE: usize = 40;

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

/// Finds overlap and load among the groups that go on, each with its id, and who sits in them on one day. `named` are the
/// people in several groups: id, key, name.
pub(super) fn overlap(groups: &[(String, Group)], sittings: &[Sitting], named: &[(String, String, String)]) -> Overlap {
    let at: BTreeMap<&str, usize> = groups.iter().enumerate().map(|(at, (id, _))| (id.as_str(), at)).collect();
    let mut of_person: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let mut people: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut places: BTreeSet<(&str, usize, &str)> = BTreeSet::new();
    let mut found = Overlap::default();
    for one in sittings {
        let Some(&at) = at.get(one.group.as_str()) else { continue };
        of_person.entry(&one.person).or_default().insert(at);
        let authority = one.authority.as_deref().unwrap_or_default();
        people.entry(authority).or_default().insert(&one.person);
        // Somebody in two posts of one group sits in its meetings once.
        if places.insert((authority, at, &one.person)) {
            let load = found.load.entry(authority.to_owned()).or_default();
            load.places += 1;
            load.minutes += groups[at].1.minutes_in_a_session().unwrap_or_default();
        }
    }
    for (authority, load) in &mut found.load {
        load.people = people.get(authority.as_str()).map_or(0, BTreeSet::len);
    }
    let key = |at: usize| groups[at].1.key.clone();
    let named: BTreeMap<&str, (&str, &str)> =
        named.iter().map(|(id, key, name)| (id.as_str(), (key.as_str(), name.as_str()))).collect();
    let with_members: BTreeSet<usize> = places.iter().map(|(_, at, _)| *at).collect();
    let uncounted = with_members.into_iter().filter(|at| groups[*at].1.minutes_in_a_session().is_none());
    found.not_counted = uncounted.map(key).collect();
    found.not_counted.sort();
    let mut shared: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (person, list) in of_person.iter().filter(|(_, list)| list.len() > 1) {
        let mut keys: Vec<&str> = list.iter().map(|at| groups[*at].1.key.as_str()).collect();
        keys.sort_unstable();
        for (at, first) in keys.iter().enumerate() {
            for second in &keys[at + 1..] {
                *shared.entry((first, second)).or_default() += 1;
            }
        }
        if let Some(&(key, name)) = named.get(person) {
            let keys = keys.into_iter().map(ToOwned::to_owned).collect();
            found.in_several.push((key.to_owned(), name.to_owned(), keys));
        }
    }
    found.in_several.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    found.shared = shared.into_iter().map(|((a, b), count)| (a.to_owned(), b.to_owned(), count)).collect();
    found.shared.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.cmp(b)));
    alike(groups, &mut found);
    found
}

/// Finds the pairs whose remits are alike. Pairs stay numbers until the most alike are known: of two hundred groups there are
/// twenty thousand.
fn alike(groups: &[(String, Group)], found: &mut Overlap) {
    let list: Vec<&Group> = groups.iter().map(|(_, group)| group).collect();
    let weighed = Weighed::of(&list);
    let mut pairs: Vec<(u32, usize, usize)> = Vec::new();
    for (a, one) in list.iter().enumerate() {
        for (b, other) in list.iter().enumerate().skip(a + 1) {
            let likeness = weighed.likeness(a, b);
            if likeness >= ALIKE && !(stands_in_every_workstream(one) && stands_in_every_workstream(other)) {
                pairs.push((likeness, a, b));
            }
        }
    }
    let keys = |a: usize, b: usize| (list[a].key.as_str(), list[b].key.as_str());
    let order = |(more, a, b): &(u32, usize, usize), (less, c, d): &(u32, usize, usize)| {
        less.cmp(more).then_with(|| keys(*a, *b).cmp(&keys(*c, *d)))
    };
    if pairs.len() > MOST_ALIKE {
        pairs.select_nth_unstable_by(MOST_ALIKE, order);
        found.more_alike = pairs.len() - MOST_ALIKE;
        pairs.truncate(MOST_ALIKE);
    }
    pairs.sort_unstable_by(order);
    let told = |(likeness, a, b): (u32, usize, usize)| (list[a].key.clone(), list[b].key.clone(), likeness);
    found.alike = pairs.into_iter().map(told).collect();
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

    fn member(group: &str, person: &str, authority: &str) -> Sitting {
        let authority = Some(authority.to_owned()).filter(|key| !key.is_empty());
        Sitting { group: group.into(), person: person.into(), authority }
    }

    fn named(person: &str) -> (String, String, String) {
        (person.into(), person.into(), person.to_uppercase())
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
        let groups = groups.map(|group| (group.key.clone(), group));
        let found = overlap(&groups, &memberships, &[named("ann"), named("ben")]);
        assert_eq!(found.shared, [("a".to_owned(), "b".to_owned(), 2)]);
        assert_eq!(found.in_several.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["ann", "ben"]);
        assert_eq!(found.load["x"], Load { people: 1, places: 2, minutes: 1200 });
        assert_eq!(found.load[""], Load { people: 1, places: 1, minutes: 600 });
        assert!(found.alike.is_empty() && found.not_counted.is_empty());
    }

    #[test]
    fn of_many_pairs_alike_the_most_alike_are_told_and_the_rest_is_counted() {
        let groups: Vec<(String, Group)> = (0..12)
            .map(|at| {
                let key = format!("g{at:02}");
                {
                    let remit = "reading writing spelling grammar listening talking drama poetry stories song";
                    let more = if at < 2 { " braille" } else { "" };
                    (key.clone(), group(&key, &format!("{remit}{more}")))
                }
            })
            .collect();
        let found = overlap(&groups, &[], &[]);
        assert_eq!(found.alike.len() + found.more_alike, 12 * 11 / 2);
        assert_eq!(found.alike.len(), MOST_ALIKE);
        assert!(found.alike.is_sorted_by(|a, b| (b.2, &a.0, &a.1) <= (a.2, &b.0, &b.1)), "{:?}", found.alike);
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
