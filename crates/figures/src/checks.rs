//! Checks of printed numbers against each other: is a stated change the change, can a percentage be a
//! share of its n, does a gap fit its ends. Each says what it finds; none corrects anything.

use rust_decimal::Decimal;

use crate::rounding::{LARGEST, MOST_DECIMALS, rate};
use crate::{Message, grouped};

/// Something that two printed numbers do not agree on, or `None` where they agree.
pub type Finding = Option<Message>;

/// Whether a paper's stated change is the change from `from` to `to`.
///
/// The size is compared, since papers write "decreased by 1.5"; a wrong direction is for
/// [`stated_direction`]. The ends are rounded, so their exact difference may lie up to one unit of
/// their last decimal away; such a change is possible and is not reported unless `exact` is set, as
/// it is where the paper says that it subtracts printed numbers.
///
/// Found: `check-change` with `from`, `to`, `stated`, `computed`.
#[must_use]
pub fn stated_change(from: Decimal, to: Decimal, stated: Decimal, exact: bool) -> Finding {
    let computed = (to - from).abs();
    let slack = if exact { Decimal::ZERO } else { last_place(from, to) };
    (stated.abs() - computed).abs().gt(&slack).then(|| {
        Message::new("check-change")
            .with("from", from)
            .with("to", to)
            .with("stated", stated.abs())
            .with("computed", computed)
    })
}

/// Which way a paper says a number moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// It grew.
    Up,
    /// It fell.
    Down,
    /// It stayed the same.
    Level,
}

impl Direction {
    /// The way from `from` to `to`.
    #[must_use]
    pub fn of(from: Decimal, to: Decimal) -> Self {
        match to.cmp(&from) {
            std::cmp::Ordering::Greater => Self::Up,
            std::cmp::Ordering::Less => Self::Down,
            std::cmp::Ordering::Equal => Self::Level,
        }
    }
}

/// Whether a number moved the way a paper says.
///
/// Found: `check-direction-up`, `-down` or `-level`, which name the way it really moved, with `from`
/// and `to`.
#[must_use]
pub fn stated_direction(from: Decimal, to: Decimal, stated: Direction) -> Finding {
    let moved = Direction::of(from, to);
    (moved != stated).then(|| {
        let key = match moved {
            Direction::Up => "check-direction-up",
            Direction::Down => "check-direction-down",
            Direction::Level => "check-direction-level",
        };
        Message::new(key).with("from", from).with("to", to)
    })
}

/// The whole numbers x for which 100·x/n, rounded half up to the decimals of `percent`, is `percent`:
/// the GRIM test (Brown and Heathers 2017) for a share. Empty where no such x exists.
///
/// # Errors
/// `check-grim-input` unless n is 1 to [`LARGEST`], the percentage 0 to 100 and its decimals at most
/// [`MOST_DECIMALS`].
pub fn grim(percent: Decimal, n: i64) -> Result<Vec<i64>, Message> {
    let refused = || Message::new("check-grim-input").with("percent", percent).with("n", n);
    let decimals = percent.scale();
    let in_range = percent >= Decimal::ZERO && percent <= Decimal::ONE_HUNDRED;
    if !(1..=LARGEST).contains(&n) || !in_range || decimals > MOST_DECIMALS {
        return Err(refused());
    }
    // The rate grows with x, so the numbers that fit lie side by side: find the first by halving.
    let (mut low, mut high) = (0_i64, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if rate(middle, n, decimals)? < percent {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let mut fitting = Vec::new();
    // A great n has many that fit; the first hundred answer every question asked of them.
    while low <= n && fitting.len() < 100 && rate(low, n, decimals)? == percent {
        fitting.push(low);
        low += 1;
    }
    Ok(fitting)
}

/// Whether `percent` can be a share of `n`.
///
/// Found: `check-impossible-share` with `percent`, `n`, and the two nearest shares there are, `below`
/// and `above`, as text such as `25 (78.1)`.
///
/// # Errors
/// As [`grim`].
pub fn impossible_share(percent: Decimal, n: i64) -> Result<Finding, Message> {
    if !grim(percent, n)?.is_empty() {
        return Ok(None);
    }
    let decimals = percent.scale().max(1);
    let (mut below, mut above) = (None, None);
    let near = (percent * Decimal::from(n) / Decimal::ONE_HUNDRED).floor();
    let near = i64::try_from(near).unwrap_or_default();
    for x in (near - 1).max(0)..=(near + 2).min(n) {
        let share = rate(x, n, decimals)?;
        let text = format!("{x} ({share})");
        if share < percent {
            below = Some(text);
        } else if above.is_none() {
            above = Some(text);
        }
    }
    Ok(Some(
        Message::new("check-impossible-share")
            .with("percent", percent)
            .with("n", grouped(Decimal::from(n)))
            .with("below", below.unwrap_or_default())
            .with("above", above.unwrap_or_default()),
    ))
}

/// Whether a printed gap fits its printed ends. Exact ends may differ from the rounded ones by up to
/// one unit of the last decimal in all, so only a larger distance is reported.
///
/// Found: `check-gap` with `least`, `most`, `stated`, `computed` (least deprived less most deprived).
#[must_use]
pub fn gap_fits(least_deprived: Decimal, most_deprived: Decimal, stated: Decimal) -> Finding {
    let computed = least_deprived - most_deprived;
    let slack = last_place(least_deprived, most_deprived);
    (stated - computed).abs().gt(&slack).then(|| {
        Message::new("check-gap")
            .with("least", least_deprived)
            .with("most", most_deprived)
            .with("stated", stated)
            .with("computed", computed)
    })
}

/// One unit of the last decimal of the less exact of two numbers.
fn last_place(a: Decimal, b: Decimal) -> Decimal {
    Decimal::new(1, a.scale().min(b.scale()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).expect("a decimal")
    }

    fn change(from: &str, to: &str, stated: &str, exact: bool) -> Finding {
        stated_change(decimal(from), decimal(to), decimal(stated), exact)
    }

    #[test]
    fn a_stated_change_that_is_not_the_change_is_found_with_the_change_it_is() {
        let found = change("18.6", "17.3", "1.5", false).expect("1.3 is not 1.5");
        assert_eq!((found.key, found.arg("computed")), ("check-change", Some("1.3")));
        assert_eq!(change("18.6", "17.3", "1.3", true), None);
        assert_eq!(change("17.3", "18.6", "-1.3", true), None, "the size alone is compared");
    }

    #[test]
    fn a_change_that_rounding_explains_is_reported_only_where_ends_are_said_to_be_exact() {
        assert_eq!(change("22.6", "22.5", "0.2", false), None);
        assert!(change("22.6", "22.5", "0.2", true).is_some());
        assert!(change("22.6", "22.5", "0.3", false).is_some());
        assert_eq!(change("85", "76", "10", false), None, "whole numbers leave one point");
    }

    #[test]
    fn a_wrong_direction_is_found() {
        let found = stated_direction(decimal("42.5"), decimal("44.7"), Direction::Down);
        assert_eq!(found.map(|m| m.key), Some("check-direction-up"));
        assert_eq!(stated_direction(decimal("42.5"), decimal("44.7"), Direction::Up), None);
        let level = stated_direction(decimal("1.0"), decimal("1"), Direction::Up);
        assert_eq!(level.map(|m| m.key), Some("check-direction-level"));
    }

    #[test]
    fn seventy_nine_per_cent_of_thirty_two_is_impossible_and_names_its_neighbours() {
        let found = impossible_share(decimal("79"), 32).expect("fit to check").expect("impossible");
        assert_eq!(found.arg("below"), Some("25 (78.1)"));
        assert_eq!(found.arg("above"), Some("26 (81.3)"));
    }

    #[test]
    fn seventy_six_per_cent_of_sixty_two_is_forty_seven() {
        assert_eq!(grim(decimal("76"), 62), Ok(vec![47]));
        assert_eq!(impossible_share(decimal("76"), 62), Ok(None));
    }

    #[test]
    fn the_quick_search_finds_what_trying_every_number_finds() {
        for n in 1..130_i64 {
            for tenths in (0..=1000).step_by(3) {
                for percent in [Decimal::new(tenths, 1), Decimal::from(tenths / 10)] {
                    let tried: Vec<_> = (0..=n).filter(|x| rate(*x, n, percent.scale()) == Ok(percent)).collect();
                    let found = grim(percent, n).expect("fit to check");
                    assert_eq!(found, tried[..tried.len().min(100)], "{percent} of {n}");
                }
            }
        }
    }

    #[test]
    fn a_share_that_cannot_be_checked_is_refused() {
        for (percent, n) in [("79", 0), ("79", -3), ("101", 32), ("-1", 32), ("1.0000001", 9)] {
            assert_eq!(grim(decimal(percent), n).expect_err("refused").key, "check-grim-input");
        }
        let huge = grim(decimal("50"), LARGEST).expect("fit to check");
        assert_eq!(huge.len(), 100);
    }

    #[test]
    fn a_gap_is_compared_with_its_ends_within_their_rounding() {
        let fits = |least, most, gap| gap_fits(decimal(least), decimal(most), decimal(gap));
        assert_eq!(fits("84.8", "62.3", "22.5"), None);
        assert_eq!(fits("84.8", "62.3", "22.6"), None);
        let found = fits("84.8", "62.3", "-22.5").expect("the other way round");
        assert_eq!(found.arg("computed"), Some("22.5"));
    }
}
