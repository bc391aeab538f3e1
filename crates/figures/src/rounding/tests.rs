//! Rates, pools and gaps against values worked by hand and against plain decimal arithmetic.

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal")
}

fn counts(numerator: i64, denominator: i64) -> Counts {
    Counts { numerator, denominator }
}

fn area(name: &str, given: Option<(i64, i64)>) -> AreaCounts {
    AreaCounts { area: name.into(), counts: given.map(|(n, d)| counts(n, d)) }
}

#[test]
fn halves_are_rounded_away_from_zero_and_decimals_are_kept() {
    for (value, decimals, rounded) in [
        ("0.25", 1, "0.3"),
        ("0.35", 1, "0.4"),
        ("-0.25", 1, "-0.3"),
        ("2.5", 0, "3"),
        ("73", 1, "73.0"),
        ("22.54", 1, "22.5"),
        ("99.95", 1, "100.0"),
    ] {
        assert_eq!(round(decimal(value), decimals).to_string(), rounded);
    }
}

#[test]
fn a_rate_is_rounded_once() {
    for (numerator, denominator, decimals, rounded) in [
        (25, 32, 1, "78.1"),
        (29, 32, 1, "90.6"),
        (49, 56, 1, "87.5"),
        (1, 8, 1, "12.5"),
        (1, 16, 1, "6.3"),
        (1, 3, 6, "33.333333"),
        (0, 7, 1, "0.0"),
        (7, 7, 1, "100.0"),
        // 44.449 would become 44.5 if it were rounded to two decimals first and then to one.
        (44_449, 100_000, 1, "44.4"),
    ] {
        let rate = rate(numerator, denominator, decimals).expect("a rate");
        assert_eq!(rate.to_string(), rounded, "{numerator} of {denominator}");
    }
    assert_eq!(per_1000(99, 10_000, 1).expect("cases").to_string(), "9.9");
    assert!(per_1000(12, 10, 1).is_ok(), "one pupil may be several cases");
}

#[test]
fn impossible_counts_are_refused_with_both_numbers() {
    for (numerator, denominator, key) in [
        (1, 0, "counts-zero-denominator"),
        (0, 0, "counts-zero-denominator"),
        (-1, 5, "counts-negative"),
        (1, -5, "counts-negative"),
        (6, 5, "counts-more-than-all"),
        (1, LARGEST + 1, "counts-too-large"),
        (i64::MAX, i64::MAX, "counts-too-large"),
        (i64::MIN, 1, "counts-negative"),
    ] {
        let message = rate(numerator, denominator, 1).expect_err(key);
        assert_eq!(message.key, key);
        assert_eq!(message.arg("numerator"), Some(numerator.to_string().as_str()));
    }
    assert_eq!(rate(1, 2, 7).expect_err("decimals").key, "rounding-decimals");
}

#[test]
fn rates_agree_with_decimal_division_wherever_that_is_exact_enough() {
    for denominator in 1..120_i64 {
        for numerator in 0..=denominator {
            let plain = Decimal::from(numerator * 100) / Decimal::from(denominator);
            let expected = round(plain, 1);
            assert_eq!(rate(numerator, denominator, 1), Ok(expected));
        }
    }
}

#[test]
fn the_largest_counts_do_not_overflow() {
    let (most, none) = (counts(LARGEST, LARGEST), counts(0, LARGEST));
    assert_eq!(gap(most, none, 6, GapBasis::Unrounded), Ok(decimal("100.000000")));
    assert_eq!(rate(LARGEST - 1, LARGEST, 6).expect("a rate").to_string(), "100.000000");
}

#[test]
fn a_region_is_the_sum_of_counts_and_never_the_mean_of_rates() {
    let pooled =
        pool(&[area("small", Some((10, 10))), area("large", Some((450, 990))), area("late", None)]).expect("pooled");
    assert_eq!(pooled.counts, counts(460, 1000));
    assert_eq!(pooled.rate(1).expect("a rate").to_string(), "46.0");
    assert_eq!(pooled.coverage.included, ["small", "large"]);
    assert_eq!(pooled.coverage.missing, ["late"]);
    let message = pooled.coverage.message();
    assert_eq!((message.key, message.arg("missing")), ("coverage-partial", Some("late")));
}

#[test]
fn an_area_with_nobody_to_count_is_included_and_adds_nothing() {
    let pooled = pool(&[area("a", Some((5, 20))), area("b", Some((0, 0)))]).expect("pooled");
    assert_eq!(pooled.counts, counts(5, 20));
    assert!(pooled.coverage.is_complete());
}

#[test]
fn a_pool_names_the_area_at_fault() {
    let twice = pool(&[area("a", Some((1, 2))), area("a", None)]).expect_err("twice");
    assert_eq!((twice.key, twice.arg("area")), ("pool-area-twice", Some("a")));
    let wrong = pool(&[area("a", Some((1, 2))), area("b", Some((3, 2)))]).expect_err("wrong");
    assert_eq!((wrong.key, wrong.arg("area")), ("counts-more-than-all", Some("b")));
    assert_eq!(pool(&[area("a", None)]).expect_err("nobody").key, "pool-nobody");
    assert_eq!(pool(&[]).expect_err("nobody").key, "pool-nobody");
    assert!(pool(&[area("a", Some((0, 0)))]).is_err(), "nobody to take a share of");
}

#[test]
fn the_gap_is_least_deprived_less_most_deprived_on_either_basis() {
    // 84.45% and 61.05%: rounded first 84.5 − 61.1 = 23.4, exactly 23.4.
    // 84.449% and 60.951%: rounded first 84.4 − 61.0 = 23.4, exactly 23.498 → 23.5.
    let (least, most) = (counts(84_449, 100_000), counts(60_951, 100_000));
    assert_eq!(gap(least, most, 1, GapBasis::Unrounded), Ok(decimal("23.5")));
    assert_eq!(gap(least, most, 1, GapBasis::RoundedEnds), Ok(decimal("23.4")));
    let reversed = gap(most, least, 1, GapBasis::Unrounded);
    assert_eq!(reversed, Ok(decimal("-23.5")), "the most deprived may do better");
}

#[test]
fn a_gap_on_rounded_ends_never_leaves_the_exact_one_by_more_than_a_tenth() {
    let mut state = 11_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        i64::try_from((state >> 33) % below).expect("small")
    };
    for _ in 0..3_000 {
        let (d5, d1) = (next(5_000) + 1, next(5_000) + 1);
        let (least, most) = (counts(next(5_000) % (d5 + 1), d5), counts(next(5_000) % (d1 + 1), d1));
        let exact = gap(least, most, 1, GapBasis::Unrounded).expect("a gap");
        let ends = gap(least, most, 1, GapBasis::RoundedEnds).expect("a gap");
        assert!((exact - ends).abs() <= decimal("0.1"), "{least:?} {most:?}");
        assert_eq!(gap(most, least, 1, GapBasis::Unrounded), Ok(-exact));
    }
}

#[test]
fn a_basis_reads_back_from_its_key() {
    for basis in [GapBasis::Unrounded, GapBasis::RoundedEnds] {
        assert_eq!(GapBasis::from_key(basis.key()), Some(basis));
    }
    assert_eq!(GapBasis::default(), GapBasis::Unrounded);
}
