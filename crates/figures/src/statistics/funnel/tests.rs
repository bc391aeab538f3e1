//! Funnels against reference values, and what must hold for any units.

use super::*;

const UKHSA: &str = include_str!("../../../tests/fixtures/funnel-ukhsa.csv");
const EXACT: &str = include_str!("../../../tests/fixtures/funnel-exact.csv");

fn units(pairs: &[(i64, i64)]) -> Vec<Counts> {
    pairs.iter().map(|(numerator, denominator)| Counts { numerator: *numerator, denominator: *denominator }).collect()
}

fn both(centre: f64, people: i64) -> [f64; 4] {
    let (near, far) = (limits(centre, people, Confidence::Reading), limits(centre, people, Confidence::Flags));
    [near.lower, near.upper, far.lower, far.upper]
}

fn cells(line: &str) -> Vec<f64> {
    line.split(',').map(|cell| cell.parse().expect("a number")).collect()
}

#[test]
fn limits_of_many_people_agree_with_those_of_the_health_security_agency() {
    let mut checked = 0;
    for line in UKHSA.lines().skip(2) {
        let people = line.split(',').next().and_then(|text| text.parse().ok()).expect("people");
        for (found, expected) in both(0.806_424_48, people).iter().zip(&cells(line)[1..]) {
            // Their values have six decimals of a per cent.
            assert!((found * 100.0 - expected).abs() < 2e-6, "{line}: {found}");
        }
        checked += 1;
    }
    assert_eq!(checked, 9);
}

#[test]
fn limits_of_few_people_agree_with_the_exact_binomial() {
    let mut checked = 0;
    for line in EXACT.lines().skip(2) {
        let cells = cells(line);
        let people = line.split(',').nth(1).and_then(|text| text.parse().ok()).expect("people");
        for (found, expected) in both(cells[0], people).iter().zip(&cells[2..]) {
            assert!((found - expected).abs() < 1e-9, "{line}: {found} is not {expected}");
        }
        checked += 1;
    }
    assert_eq!(checked, 28);
}

#[test]
fn limits_hold_the_centre_narrow_with_people_and_stay_within_zero_and_one() {
    for tenths in 0..=10_i32 {
        let centre = f64::from(tenths) / 10.0;
        for people in [0, 1, 4, 19, 20, 21, 300, 1_000_000_000] {
            let [lower, upper, far_lower, far_upper] = both(centre, people);
            assert!(0.0 <= far_lower && far_lower <= lower && upper <= far_upper && far_upper <= 1.0);
            assert!(lower <= centre + 1e-12 && centre <= upper + 1e-12, "{centre} of {people}");
        }
        assert!(both(centre, 400)[1] <= both(centre, 100)[1]);
    }
    assert_eq!(both(f64::NAN, 100), both(0.5, 100), "never not a number");
}

#[test]
fn units_are_placed_by_their_own_limits() {
    let found = funnel(&units(&[(500, 1000), (560, 1000), (400, 1000), (9, 10), (0, 0), (545, 1000)])).expect("units");
    assert!((found.centre - 2014.0 / 4010.0).abs() < 1e-12);
    let [within, far, low, few, nobody, above] = found.positions[..] else { panic!("six units") };
    assert_eq!([within, far, low], [Position::Within, Position::FarAbove, Position::FarBelow]);
    assert_eq!(few, Position::Above, "nine of ten happen by chance once in a hundred");
    assert_eq!([nobody, above], [Position::Nobody, Position::Above]);
    assert_eq!(found.spread, None, "six units say nothing of a spread");
    let said: Vec<_> = found.sentences(1).iter().map(|message| message.key).collect();
    assert_eq!(said, ["funnel-far", "funnel-few-units"]);
}

#[test]
fn one_of_one_is_never_outside_where_every_second_is_expected() {
    let found = funnel(&units(&[(1, 1), (0, 1), (3, 3), (0, 3), (50, 100)])).expect("units");
    assert!(found.positions.iter().all(|position| *position == Position::Within), "{:?}", found.positions);
}

#[test]
fn a_single_unit_and_units_that_are_all_alike_lie_within() {
    for pairs in [&[(3, 7)][..], &[(0, 5), (0, 900)], &[(5, 5), (900, 900)], &[(30, 60); 12]] {
        let found = funnel(&units(pairs)).expect("units");
        assert!(found.positions.iter().all(|position| *position == Position::Within), "{pairs:?}");
        if let Some(spread) = found.spread {
            assert!(spread.phi.abs() < 1e-9 && spread.tau_squared == 0.0, "{spread:?}");
        }
    }
}

#[test]
fn spread_beyond_chance_agrees_with_the_formula_worked_elsewhere() {
    let given = units(&[
        (30, 100),
        (45, 100),
        (50, 120),
        (80, 150),
        (20, 90),
        (61, 110),
        (33, 70),
        (72, 160),
        (40, 80),
        (15, 60),
        (90, 140),
        (55, 130),
    ]);
    let found = funnel(&given).expect("units");
    let spread = found.spread.expect("twelve units");
    assert!((spread.phi - 3.885_493_131_268_809).abs() < 1e-9, "{spread:?}");
    assert!((spread.tau_squared - 0.007_469_582_590_196_171).abs() < 1e-9, "{spread:?}");
    let wide = limits_with_spread(found.centre, 100, spread.tau_squared, Confidence::Reading);
    assert!(
        (wide.lower - 0.265_012_592_861_667_06).abs() < 1e-9 && (wide.upper - 0.644_666_566_840_454_3).abs() < 1e-9
    );
    assert!(found.sentences(1).iter().any(|message| message.key == "funnel-spread"));
}

#[test]
fn units_that_cannot_be_counted_are_refused() {
    assert_eq!(funnel(&[]).expect_err("nobody").key, "counts-zero-denominator");
    assert_eq!(funnel(&units(&[(0, 0)])).expect_err("nobody").key, "counts-zero-denominator");
    assert_eq!(funnel(&units(&[(1, 2), (3, 2)])).expect_err("more").key, "counts-more-than-all");
}
