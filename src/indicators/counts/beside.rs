//! Which authorities' counts may stand beside each other, and before whom (docs/decisions/0032-who-sees-a-funnel.md).

use std::collections::BTreeSet;

use figures::{Counts, protect::FEWEST_AREAS};

/// One authority that gave its counts for all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Given {
    pub key: String,
    pub name: String,
    pub counts: Counts,
    /// Whether the pooled figure that everybody sees includes them.
    pub pooled: bool,
}

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reader {
    /// The authorities whose officer they are.
    pub own: Vec<String>,
    /// Whether they are the Evaluation lead or the Collaboration Officer.
    pub asks: bool,
}

/// Why the counts of others are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Withheld {
    /// Nobody agreed.
    Nobody,
    /// The reader's own authority does not agree, and whoever does not show does not see.
    NotAgreed,
    /// The pooled figure less what would be shown is the counts of one or two authorities.
    GivesAway,
}

/// What a reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// The authorities shown, in the order given.
    pub shown: Vec<Given>,
    /// Why there are not more.
    pub withheld: Option<Withheld>,
}

/// What a reader sees of what the authorities gave. Everybody sees their own. Those who agree stand by name before the
/// partnership's evaluators and before each other, unless the pooled figure, which everybody has, less theirs would tell
/// of one or two authorities that did not agree.
pub(super) fn seen(given: &[Given], agreed: &BTreeSet<String>, reader: &Reader) -> Seen {
    let is_own = |one: &Given| reader.own.contains(&one.key);
    let may_see = reader.asks || reader.own.iter().any(|key| agreed.contains(key));
    let sharing = |one: &Given| one.pooled && agreed.contains(&one.key);
    // What the reader knows already is not left in the sum either.
    let left_out = given.iter().filter(|one| one.pooled && !sharing(one) && !is_own(one)).count();
    let withheld = if !given.iter().any(sharing) {
        Some(Withheld::Nobody)
    } else if !may_see {
        Some(Withheld::NotAgreed)
    } else if (1..FEWEST_AREAS).contains(&left_out) {
        Some(Withheld::GivesAway)
    } else {
        None
    };
    let shown = given.iter().filter(|one| is_own(one) || (withheld.is_none() && sharing(one))).cloned().collect();
    Seen { shown, withheld }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(keys: &str) -> Vec<Given> {
        let one = |key: char| Given {
            key: key.to_string(),
            name: key.to_string(),
            counts: Counts { numerator: 60, denominator: 100 },
            pooled: key != 'x',
        };
        keys.chars().map(one).collect()
    }

    fn agreed(keys: &str) -> BTreeSet<String> {
        keys.chars().map(String::from).collect()
    }

    fn shown(keys: &str, agree: &str, own: &str, asks: bool) -> (String, Option<Withheld>) {
        let reader = Reader { own: own.chars().map(String::from).collect(), asks };
        let seen = seen(&given(keys), &agreed(agree), &reader);
        (seen.shown.into_iter().map(|one| one.key).collect(), seen.withheld)
    }

    #[test]
    fn an_officer_whose_authority_does_not_agree_sees_their_own_and_no_other() {
        assert_eq!(shown("abcdefgh", "", "c", false), ("c".into(), Some(Withheld::Nobody)));
        assert_eq!(shown("abcdefgh", "abdefgh", "c", false), ("c".into(), Some(Withheld::NotAgreed)));
        assert_eq!(shown("abdefgh", "abdefgh", "c", false), (String::new(), Some(Withheld::NotAgreed)));
    }

    #[test]
    fn those_who_agree_stand_before_each_other_and_before_the_evaluators() {
        for (own, asks) in [("c", false), ("", true)] {
            assert_eq!(shown("abcdefgh", "abcdefgh", own, asks), ("abcdefgh".into(), None));
            assert_eq!(shown("abcdefgh", "abcde", own, asks), ("abcde".into(), None), "three are left in the sum");
        }
        assert_eq!(shown("abcdefgh", "", "", true), (String::new(), Some(Withheld::Nobody)));
    }

    #[test]
    fn nobody_is_shown_where_the_sum_less_those_shown_tells_of_one_or_two() {
        for agree in ["abcdefg", "abcdef"] {
            assert_eq!(shown("abcdefgh", agree, "", true), (String::new(), Some(Withheld::GivesAway)));
            assert_eq!(shown("abcdefgh", agree, "a", false), ("a".into(), Some(Withheld::GivesAway)));
        }
    }

    #[test]
    fn counts_outside_the_pooled_figure_are_shown_to_their_own_officer_alone() {
        assert_eq!(shown("abcx", "abcx", "", true), ("abc".into(), None));
        assert_eq!(shown("abcx", "abcx", "x", false), ("abcx".into(), None));
    }

    #[test]
    fn no_reader_can_work_out_the_counts_of_an_authority_that_does_not_agree() {
        for pattern in 0..256_u32 {
            let agree: String = (0..8).filter(|at| pattern & (1 << at) != 0).map(|at| char::from(b'a' + at)).collect();
            for (own, asks) in [("", true), ("a", false), ("h", false), ("a", true)] {
                let (seen, _) = shown("abcdefgh", &agree, own, asks);
                for key in seen.chars() {
                    assert!(agree.contains(key) || own.contains(key), "{key} is shown and did not agree");
                }
                let unseen = "abcdefgh".chars().filter(|key| !seen.contains(*key)).count();
                assert!(unseen == 0 || unseen >= FEWEST_AREAS, "{agree}: {unseen} are left in the sum");
            }
        }
    }
}
