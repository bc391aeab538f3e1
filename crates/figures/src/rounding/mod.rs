//! Rates, regional rates and gaps from counts: exact until the single rounding at the end.
//!
//! Rounding is half away from zero, once. A region's rate is the sum of numerators over the sum of
//! denominators; percentages are never averaged.

use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::{Counts, Message};

/// The largest count that is accepted. It is far above any population and keeps the exact
/// arithmetic inside 128 bits.
pub const LARGEST: i64 = 1_000_000_000;

/// The most decimals a figure is rounded to.
pub const MOST_DECIMALS: u32 = 6;

/// Rounds half away from zero: 0.25 to 0.3 and −0.25 to −0.3 at one decimal. The result always has
/// `decimals` decimals, so that 73 at one decimal is `73.0`.
#[must_use]
pub fn round(value: Decimal, decimals: u32) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(decimals);
    rounded
}

impl Counts {
    /// Counts of `numerator` out of `denominator`, for a share of a whole.
    ///
    /// # Errors
    /// `counts-negative`, `counts-zero-denominator`, `counts-more-than-all` (numerator above the
    /// denominator), `counts-too-large` (above [`LARGEST`]), each with `numerator` and `denominator`.
    pub fn share(numerator: i64, denominator: i64) -> Result<Self, Message> {
        let counts = Self::cases(numerator, denominator)?;
        if numerator > denominator {
            return Err(refused("counts-more-than-all", numerator, denominator));
        }
        Ok(counts)
    }

    /// Counts of cases in a population, where one person may be several cases (exclusions).
    ///
    /// # Errors
    /// As [`Self::share`], but cases may outnumber the people.
    pub fn cases(numerator: i64, denominator: i64) -> Result<Self, Message> {
        let refuse = |key| Err(refused(key, numerator, denominator));
        if numerator < 0 || denominator < 0 {
            return refuse("counts-negative");
        }
        if denominator == 0 {
            return refuse("counts-zero-denominator");
        }
        if numerator > LARGEST || denominator > LARGEST {
            return refuse("counts-too-large");
        }
        Ok(Self { numerator, denominator })
    }
}

fn refused(key: &'static str, numerator: i64, denominator: i64) -> Message {
    Message::new(key).with("numerator", numerator).with("denominator", denominator)
}

/// The percentage 100·N/D, rounded once to `decimals` (0 to [`MOST_DECIMALS`]).
///
/// # Errors
/// As [`Counts::share`]; `rounding-decimals` for more decimals than allowed.
pub fn rate(numerator: i64, denominator: i64, decimals: u32) -> Result<Decimal, Message> {
    let counts = Counts::share(numerator, denominator)?;
    fraction(100, counts, decimals)
}

/// The cases for each 1,000 people, 1000·N/D, rounded once to `decimals`.
///
/// # Errors
/// As [`Counts::cases`]; `rounding-decimals` for more decimals than allowed.
pub fn per_1000(cases: i64, people: i64, decimals: u32) -> Result<Decimal, Message> {
    fraction(1000, Counts::cases(cases, people)?, decimals)
}

fn fraction(times: i128, counts: Counts, decimals: u32) -> Result<Decimal, Message> {
    quotient(times * i128::from(counts.numerator), i128::from(counts.denominator), decimals)
}

/// `top / bottom` rounded half away from zero with whole-number arithmetic; `bottom` is above zero.
pub(crate) fn quotient(top: i128, bottom: i128, decimals: u32) -> Result<Decimal, Message> {
    let limit = Message::new("rounding-decimals").with("decimals", decimals).with("most", MOST_DECIMALS);
    if decimals > MOST_DECIMALS {
        return Err(limit);
    }
    let scaled = top.unsigned_abs() * 10_u128.pow(decimals) * 2;
    let bottom = bottom.unsigned_abs();
    let size = (scaled + bottom) / (bottom * 2);
    let Ok(size) = i128::try_from(size) else {
        return Err(limit);
    };
    let signed = if top < 0 { -size } else { size };
    Decimal::try_from_i128_with_scale(signed, decimals).map_err(|_too_wide| limit)
}

/// One area's part in a pooled rate: its counts, or none where it gave none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaCounts {
    /// The key of the area.
    pub area: String,
    /// Its counts; `None` where the area is missing.
    pub counts: Option<Counts>,
}

/// The areas a pooled figure covers, and those it should cover and does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The areas whose counts are in it, in the order given.
    pub included: Vec<String>,
    /// The areas that gave no counts, in the order given.
    pub missing: Vec<String>,
}

impl Coverage {
    /// Whether no area is missing.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// The coverage in words: `coverage-complete`, or `coverage-partial` with the missing areas.
    #[must_use]
    pub fn message(&self) -> Message {
        let all = self.included.len() + self.missing.len();
        let key = if self.is_complete() { "coverage-complete" } else { "coverage-partial" };
        Message::new(key)
            .with("included", self.included.len())
            .with("all", all)
            .with("missing", self.missing.join(", "))
    }
}

/// The sums of several areas, and which areas they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pooled {
    /// ΣN of ΣD.
    pub counts: Counts,
    /// Which areas are in it.
    pub coverage: Coverage,
}

impl Pooled {
    /// 100·ΣN/ΣD, rounded once.
    ///
    /// # Errors
    /// As [`rate`].
    pub fn rate(&self, decimals: u32) -> Result<Decimal, Message> {
        rate(self.counts.numerator, self.counts.denominator, decimals)
    }
}

/// Sums the counts of areas. An area with a denominator of zero is included: it had nobody to count.
///
/// # Errors
/// `pool-area-twice` with `area` where an area stands twice, `pool-nobody` where no area gave counts;
/// otherwise as [`Counts::share`], for an area (with `area`) and for the sums.
pub fn pool(areas: &[AreaCounts]) -> Result<Pooled, Message> {
    let mut seen = BTreeSet::new();
    let (mut numerator, mut denominator) = (0_i64, 0_i64);
    let (mut included, mut missing) = (Vec::new(), Vec::new());
    for AreaCounts { area, counts } in areas {
        if !seen.insert(area) {
            return Err(Message::new("pool-area-twice").with("area", area));
        }
        let Some(counts) = counts else {
            missing.push(area.clone());
            continue;
        };
        if (counts.numerator, counts.denominator) != (0, 0) {
            Counts::share(counts.numerator, counts.denominator).map_err(|message| message.with("area", area))?;
        }
        numerator = numerator.saturating_add(counts.numerator);
        denominator = denominator.saturating_add(counts.denominator);
        included.push(area.clone());
    }
    if included.is_empty() {
        return Err(Message::new("pool-nobody"));
    }
    Ok(Pooled { counts: Counts::share(numerator, denominator)?, coverage: Coverage { included, missing } })
}

/// Whether a gap is taken between exact rates or between rates rounded first. Both conventions are
/// official: national tables publish the former, the 2025 improvement plan the latter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapBasis {
    /// Between exact rates, rounded once at the end.
    #[default]
    Unrounded,
    /// Between the two rates as they are published.
    RoundedEnds,
}

impl GapBasis {
    /// The stable key in files, the database and the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Unrounded => "unrounded",
            Self::RoundedEnds => "rounded_ends",
        }
    }

    /// The basis whose stable key is `key`.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Unrounded, Self::RoundedEnds].into_iter().find(|basis| basis.key() == key)
    }
}

/// The gap in percentage points: the rate of the least deprived (quintile 5) less the rate of the
/// most deprived (quintile 1). Negative where the most deprived do better.
///
/// # Errors
/// As [`Counts::share`] for either side; `rounding-decimals` for more decimals than allowed.
pub fn gap(least_deprived: Counts, most_deprived: Counts, decimals: u32, basis: GapBasis) -> Result<Decimal, Message> {
    let least = Counts::share(least_deprived.numerator, least_deprived.denominator)?;
    let most = Counts::share(most_deprived.numerator, most_deprived.denominator)?;
    match basis {
        GapBasis::RoundedEnds => Ok(fraction(100, least, decimals)? - fraction(100, most, decimals)?),
        GapBasis::Unrounded => {
            let [n5, d5, n1, d1] =
                [least.numerator, least.denominator, most.numerator, most.denominator].map(i128::from);
            quotient(100 * (n5 * d1 - n1 * d5), d5 * d1, decimals)
        }
    }
}

#[cfg(test)]
mod tests;
