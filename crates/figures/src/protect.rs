//! The provisional rule of disclosure control, until full protection exists.
//!
//! A row of counts is refused where its numerator, its denominator or their difference is 1 to 4:
//! each of the three tells how many people something is true or untrue of. And only a figure pooled
//! over at least three areas is shown, never one authority's.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{Counts, Coverage, Message};

/// The counts that are too small to accept.
pub const SMALL: RangeInclusive<i64> = 1..=4;

/// The fewest areas a shown figure may be pooled over. With two, either could take its own counts away
/// and be left with the other's.
pub const FEWEST_AREAS: usize = 3;

/// Which number of a row is too small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmallCell {
    /// The numerator: those it is true of.
    Numerator,
    /// The denominator: all who were counted.
    Denominator,
    /// Denominator less numerator: those it is not true of.
    Difference,
}

impl SmallCell {
    /// What is refused and why, for Fluent to say. The small number itself is not repeated.
    #[must_use]
    pub fn message(self) -> Message {
        Message::new(match self {
            Self::Numerator => "protect-small-numerator",
            Self::Denominator => "protect-small-denominator",
            Self::Difference => "protect-small-difference",
        })
    }
}

/// Every number of the row that is 1 to 4; empty where the row may be accepted.
#[must_use]
pub fn small_cells(counts: Counts) -> Vec<SmallCell> {
    let difference = counts.denominator.saturating_sub(counts.numerator);
    [
        (counts.numerator, SmallCell::Numerator),
        (counts.denominator, SmallCell::Denominator),
        (difference, SmallCell::Difference),
    ]
    .into_iter()
    .filter_map(|(count, cell)| SMALL.contains(&count).then_some(cell))
    .collect()
}

/// Why a number of people is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hidden {
    /// It is 1 to 4.
    Few,
    /// Without it a smaller one could be worked out from the total.
    ToProtect,
}

/// Which numbers of people of one table are not shown, where the total of the table is. A number of 1 to 4 is hidden; and as
/// long as fewer than two are hidden, or those hidden come to fewer than five people, the smallest of the others is hidden
/// too. `known` is the place of a number the reader knows anyhow: it is never hidden, and hides nothing.
#[must_use]
pub fn hidden(numbers: &[i64], known: Option<usize>) -> Vec<Option<Hidden>> {
    let mut hidden: Vec<Option<Hidden>> = numbers
        .iter()
        .enumerate()
        .map(|(at, number)| (Some(at) != known && SMALL.contains(number)).then_some(Hidden::Few))
        .collect();
    loop {
        let behind: Vec<i64> =
            numbers.iter().zip(&hidden).filter(|(_, hidden)| hidden.is_some()).map(|(number, _)| *number).collect();
        if behind.is_empty() || (behind.len() >= 2 && behind.iter().sum::<i64>() > *SMALL.end()) {
            return hidden;
        }
        let next = (0..numbers.len())
            .filter(|at| hidden[*at].is_none() && Some(*at) != known && numbers[*at] > 0)
            .min_by_key(|at| (numbers[*at], *at));
        let Some(at) = next else { return hidden };
        hidden[at] = Some(Hidden::ToProtect);
    }
}

/// Whether a figure with this coverage may be shown.
///
/// # Errors
/// `protect-one-area` where it covers fewer than [`FEWEST_AREAS`] areas.
pub fn may_be_shown(coverage: &Coverage) -> Result<(), Message> {
    if coverage.included.len() < FEWEST_AREAS {
        return Err(Message::new("protect-one-area")
            .with("included", coverage.included.len())
            .with("fewest", FEWEST_AREAS));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(numerator: i64, denominator: i64) -> Vec<SmallCell> {
        small_cells(Counts { numerator, denominator })
    }

    #[test]
    fn a_row_with_a_number_of_one_to_four_is_refused_and_says_which() {
        use SmallCell::{Denominator, Difference, Numerator};
        for (numerator, denominator, expected) in [
            (0, 0, vec![]),
            (0, 5, vec![]),
            (5, 10, vec![]),
            (10, 10, vec![]),
            (1, 10, vec![Numerator]),
            (4, 100, vec![Numerator]),
            (6, 10, vec![Difference]),
            (9, 10, vec![Difference]),
            (0, 3, vec![Denominator, Difference]),
            (3, 3, vec![Numerator, Denominator]),
            (2, 4, vec![Numerator, Denominator, Difference]),
        ] {
            assert_eq!(cells(numerator, denominator), expected, "{numerator} of {denominator}");
        }
    }

    #[test]
    fn every_row_that_is_accepted_has_no_small_number() {
        for denominator in 0..60 {
            for numerator in 0..=denominator {
                let small =
                    [numerator, denominator, denominator - numerator].iter().filter(|n| SMALL.contains(n)).count();
                assert_eq!(cells(numerator, denominator).len(), small);
            }
        }
    }

    #[test]
    fn a_small_number_cannot_be_worked_out_from_the_total() {
        use super::Hidden::{Few, ToProtect};
        assert_eq!(hidden(&[40, 12, 7], None), [None, None, None]);
        assert_eq!(hidden(&[40, 3, 7], None), [None, Some(Few), Some(ToProtect)]);
        assert_eq!(hidden(&[40, 3, 4, 0], None), [None, Some(Few), Some(Few), None]);
        assert_eq!(hidden(&[40, 1, 2, 9], None), [None, Some(Few), Some(Few), Some(ToProtect)]);
        assert_eq!(hidden(&[3, 40, 7], Some(0)), [None, None, None], "the reader knows their own");
        assert_eq!(hidden(&[3, 40, 2], Some(0)), [None, Some(ToProtect), Some(Few)]);
        assert_eq!(hidden(&[3], None), [Some(Few)]);
    }

    #[test]
    fn a_figure_of_one_or_two_authorities_is_never_shown() {
        let coverage = |included: &[&str]| Coverage {
            included: included.iter().map(ToString::to_string).collect(),
            missing: vec!["other".into()],
        };
        assert!(may_be_shown(&coverage(&[])).is_err());
        assert_eq!(may_be_shown(&coverage(&["a"])).expect_err("one").key, "protect-one-area");
        assert!(may_be_shown(&coverage(&["a", "b"])).is_err(), "either could subtract its own");
        assert!(may_be_shown(&coverage(&["a", "b", "c"])).is_ok());
    }
}
