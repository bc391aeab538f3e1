//! Answers to a form: what may be shown of so few, the share of top answers with its interval, and what those who did not
//! answer could have changed.
//!
//! Under five answers nothing is shown, not even a count. From five to nine there are counts in words and no percentage.
//! A share says nothing about people who did not answer, so its bounds stand beside it: the lowest possible share of all
//! who were invited is a/N, the highest (a + N − r)/N, of a who agreed among r who answered of N who were invited.

use serde::Serialize;

use crate::{
    Counts, Decimal, Message,
    rounding::{rate, round},
    wilson::{Confidence, Interval, wilson},
};

/// The fewest answers of which anything is shown.
pub const FEWEST: i64 = 5;

/// The fewest answers of which a percentage, an interval or somebody's words are shown.
pub const ENOUGH: i64 = 10;

/// The share of those invited, in per cent, below which a result says too little.
pub const ENOUGH_OF_INVITED: i64 = 30;

/// How much of some answers may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Showing {
    /// Nothing, not even how many there are.
    Nothing,
    /// Counts in words.
    Counts,
    /// Counts, percentages and intervals.
    Shares,
}

/// How much of this many answers may be shown.
#[must_use]
pub fn showing(answers: i64) -> Showing {
    if answers < FEWEST {
        Showing::Nothing
    } else if answers < ENOUGH {
        Showing::Counts
    } else {
        Showing::Shares
    }
}

/// Whether a result says enough to be read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It does.
    Enough,
    /// Too few people answered.
    FewAnswers,
    /// Too few of those invited answered.
    FewOfInvited,
}

/// Whether `answers` of `invited` say enough.
#[must_use]
pub fn verdict(answers: i64, invited: Option<i64>) -> Verdict {
    if answers < ENOUGH {
        return Verdict::FewAnswers;
    }
    match invited {
        Some(invited) if answers <= invited && answers * 100 < invited * ENOUGH_OF_INVITED => Verdict::FewOfInvited,
        _ => Verdict::Enough,
    }
}

/// Between which shares of all who were invited the true share must lie, whatever those who did not answer think.
///
/// # Errors
/// As [`Counts::share`], for `agreed` of `answered` and `answered` of `invited`.
pub fn bounds(agreed: i64, answered: i64, invited: i64) -> Result<Interval, Message> {
    Counts::share(agreed, answered)?;
    Counts::share(answered, invited)?;
    let of = |count: i64| f64::from(i32::try_from(count).unwrap_or(i32::MAX));
    let all = of(invited);
    Ok(Interval { lower: of(agreed) / all, upper: of(agreed + invited - answered) / all })
}

/// A share with everything that is said beside it, each percentage rounded once to whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Those who gave a top answer.
    pub numerator: i64,
    /// Those who answered, without those to whom the question does not apply.
    pub denominator: i64,
    /// The share in per cent.
    pub percent: Decimal,
    /// The lower end of the 95% Wilson interval in per cent.
    pub lower: Decimal,
    /// The upper end of it.
    pub upper: Decimal,
}

/// The share of `numerator` in `denominator` with its interval; nothing where there are too few for a percentage.
///
/// # Errors
/// As [`Counts::share`].
pub fn share(numerator: i64, denominator: i64) -> Result<Option<Share>, Message> {
    if showing(denominator) != Showing::Shares {
        return Ok(None);
    }
    let interval = wilson(numerator, denominator, Confidence::Reading)?;
    Ok(Some(Share {
        numerator,
        denominator,
        percent: rate(numerator, denominator, 0)?,
        lower: percent(interval.lower),
        upper: percent(interval.upper),
    }))
}

/// A share between 0 and 1 as whole per cent, half away from zero.
#[must_use]
pub fn percent(share: f64) -> Decimal {
    let exact = Decimal::from_f64_retain(share * 100.0).unwrap_or_default();
    // Binary floating point leaves a dust far below what is shown; it must not decide a half.
    round(exact.round_dp(9), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// invited, responded, agreed, lowest, highest and the interval: values computed by another program.
    const CASES: [(i64, i64, i64, f64, f64, f64, f64); 4] = [
        (100, 83, 74, 0.74, 0.91, 0.806_595_335_352_881_2, 0.941_895_084_807_018_9),
        (
            2457,
            600,
            536,
            0.218_152_218_152_218_16,
            0.973_951_973_951_974,
            0.866_083_119_474_195,
            0.915_579_009_061_693_6,
        ),
        (40, 12, 12, 0.3, 1.0, 0.757_505_993_344_759_2, 1.0),
        (30, 30, 27, 0.9, 0.9, 0.743_789_174_208_159_3, 0.965_400_111_252_665_8),
    ];

    #[test]
    fn bounds_and_intervals_agree_with_the_reference_values() {
        for (invited, responded, agreed, lowest, highest, lower, upper) in CASES {
            let found = bounds(agreed, responded, invited).expect("bounds");
            assert!((found.lower - lowest).abs() < 1e-9 && (found.upper - highest).abs() < 1e-9, "{found:?}");
            let around = wilson(agreed, responded, Confidence::Reading).expect("an interval");
            assert!((around.lower - lower).abs() < 1e-9 && (around.upper - upper).abs() < 1e-9, "{around:?}");
        }
    }

    #[test]
    fn the_example_of_six_hundred_answers_reads_as_it_must() {
        let share = share(536, 600).expect("counts").expect("enough");
        let said: Vec<String> = [share.percent, share.lower, share.upper].iter().map(ToString::to_string).collect();
        assert_eq!(said, ["89", "87", "92"]);
        let bounds = bounds(536, 600, 2457).expect("bounds");
        assert_eq!((percent(bounds.lower).to_string(), percent(bounds.upper).to_string()), ("22".into(), "97".into()));
        assert_eq!(verdict(600, Some(2457)), Verdict::FewOfInvited);
    }

    #[test]
    fn nothing_is_shown_under_five_and_no_percentage_under_ten() {
        for answers in 0..30 {
            let expected = match answers {
                0..=4 => Showing::Nothing,
                5..=9 => Showing::Counts,
                _ => Showing::Shares,
            };
            assert_eq!(showing(answers), expected, "{answers}");
            assert_eq!(share(0, answers).ok().flatten().is_some(), answers >= 10, "{answers}");
        }
    }

    #[test]
    fn too_few_is_said_under_ten_answers_or_thirty_in_a_hundred() {
        assert_eq!(verdict(9, Some(9)), Verdict::FewAnswers);
        assert_eq!(verdict(29, Some(100)), Verdict::FewOfInvited);
        assert_eq!(verdict(30, Some(100)), Verdict::Enough);
        assert_eq!(verdict(12, None), Verdict::Enough);
        assert_eq!(verdict(12, Some(4)), Verdict::Enough, "more answers than people is no low response");
    }

    #[test]
    fn more_answers_than_people_have_no_bounds() {
        assert!(bounds(3, 12, 10).is_err());
        assert!(bounds(13, 12, 20).is_err());
    }
}
