//! Can a percentage be a share of its n, or a mean the mean of so many whole answers?

use rust_decimal::Decimal;

use super::Finding;
use crate::rounding::{LARGEST, MOST_DECIMALS, quotient, rate};
use crate::{Counts, Message, grouped};

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

/// Whether `mean` can be the mean of `n` people's answers, each the mean of `items` whole numbers: the GRIM test for a
/// mean, its granularity being 1/(n·items). Rounding is half away from zero to the decimals of `mean`.
///
/// Found: `check-impossible-mean` with `mean`, `n` and the nearest means there are, `below` and `above`.
///
/// # Errors
/// `check-grim-mean-input` unless n and `items` are 1 to 1,000,000, the mean 0 to 1,000,000 and its decimals at most
/// [`MOST_DECIMALS`].
pub fn impossible_mean(mean: Decimal, n: i64, items: i64) -> Result<Finding, Message> {
    const MOST: i64 = 1_000_000;
    let fit = (1..=MOST).contains(&n) && (1..=MOST).contains(&items) && mean.scale() <= MOST_DECIMALS;
    if !fit || mean < Decimal::ZERO || mean > Decimal::from(MOST) {
        return Err(Message::new("check-grim-mean-input").with("mean", mean).with("n", n));
    }
    let whole = n * items;
    let near = i128::try_from((mean * Decimal::from(whole)).floor()).unwrap_or_default();
    let (mut below, mut above) = (String::new(), String::new());
    for sum in (near - 1).max(0)..=near + 2 {
        let possible = quotient(sum, i128::from(whole), mean.scale())?;
        match possible.cmp(&mean) {
            std::cmp::Ordering::Equal => return Ok(None),
            std::cmp::Ordering::Less => below = possible.to_string(),
            std::cmp::Ordering::Greater if above.is_empty() => above = possible.to_string(),
            std::cmp::Ordering::Greater => {}
        }
    }
    let message = Message::new("check-impossible-mean").with("mean", mean).with("n", grouped(Decimal::from(n)));
    Ok(Some(message.with("below", below).with("above", above)))
}

/// Whether a printed percentage is the share of the counts printed beside it.
///
/// Found: `check-share-of-counts` with `percent`, `numerator`, `denominator`, `computed`.
///
/// # Errors
/// As [`Counts::share`]; `rounding-decimals` for a percentage with more than [`MOST_DECIMALS`] decimals.
pub fn share_of_counts(percent: Decimal, counts: Counts) -> Result<Finding, Message> {
    let computed = rate(counts.numerator, counts.denominator, percent.scale())?;
    Ok((computed != percent).then(|| {
        Message::new("check-share-of-counts")
            .with("percent", percent)
            .with("numerator", grouped(counts.numerator.into()))
            .with("denominator", grouped(counts.denominator.into()))
            .with("computed", computed)
    }))
}
