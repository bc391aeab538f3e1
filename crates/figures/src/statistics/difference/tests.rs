//! Differences against reference values, and what must hold for any counts.

use super::*;

const INDEPENDENT: &str = include_str!("../../../tests/fixtures/newcombe.csv");
const GAPS: &str = include_str!("../../../tests/fixtures/change-in-gap.csv");
const PAIRED: &str = include_str!("../../../tests/fixtures/newcombe-paired.csv");

fn rows(text: &str) -> Vec<Vec<f64>> {
    let rows = text.lines().skip(2).map(|line| line.split(',').map(|cell| cell.parse().expect("a number")).collect());
    rows.collect()
}

fn counts(cells: &[f64]) -> Counts {
    let whole = |cell: f64| format!("{cell:.0}").parse().expect("a whole number");
    Counts { numerator: whole(cells[0]), denominator: whole(cells[1]) }
}

fn agrees(found: Estimate, expected: &[f64]) {
    for (found, expected) in [found.value, found.lower, found.upper].into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
}

#[test]
fn independent_differences_agree_with_the_reference_values() {
    let rows = rows(INDEPENDENT);
    assert_eq!(rows.len(), 12);
    for row in rows {
        let found = difference(counts(&row), counts(&row[2..]), Confidence::Reading).expect("a difference");
        agrees(found, &row[4..]);
    }
}

#[test]
fn changes_in_a_gap_agree_with_the_reference_values() {
    let rows = rows(GAPS);
    assert_eq!(rows.len(), 3);
    for row in rows {
        let ends = |at: usize| Ends { least: counts(&row[at..]), most: counts(&row[at + 2..]) };
        let found = change_in_gap(ends(4), ends(0), Confidence::Reading).expect("gaps");
        agrees(found.before, &row[8..]);
        agrees(found.now, &row[11..]);
        agrees(found.change, &row[14..]);
    }
}

#[test]
fn paired_differences_and_their_exact_probability_agree_with_the_reference_values() {
    let rows = rows(PAIRED);
    assert_eq!(rows.len(), 6);
    for row in rows {
        let [both, only_before] = <[i64; 2]>::from((counts(&row).numerator, counts(&row).denominator));
        let [only_after, neither] = <[i64; 2]>::from((counts(&row[2..]).numerator, counts(&row[2..]).denominator));
        let pairs = Pairs { both, only_before, only_after, neither };
        agrees(paired(pairs, Confidence::Reading).expect("a difference"), &row[4..]);
        assert!((pairs.likeness() - row[7]).abs() < 1e-9);
        assert!((mcnemar(pairs).expect("a probability") - row[8]).abs() < 1e-9);
    }
}

#[test]
fn a_difference_holds_its_value_stays_in_bounds_and_turns_round_with_its_sides() {
    for n in [1, 2, 7, 40] {
        for m in [1, 5, 33] {
            for x in 0..=n {
                for y in 0..=m {
                    let (a, b) = (Counts { numerator: x, denominator: n }, Counts { numerator: y, denominator: m });
                    let found = difference(a, b, Confidence::Flags).expect("a difference");
                    let turned = difference(b, a, Confidence::Flags).expect("a difference");
                    assert!(found.lower <= found.value && found.value <= found.upper, "{found:?}");
                    assert!(found.lower >= -1.0 - 1e-12 && found.upper <= 1.0 + 1e-12, "{found:?}");
                    assert!((found.lower + turned.upper).abs() < 1e-12 && (found.upper + turned.lower).abs() < 1e-12);
                }
            }
        }
    }
}

#[test]
fn paired_answers_of_every_kind_give_numbers_in_bounds() {
    for four in 0..6_i64.pow(4) {
        let [both, only_before, only_after, neither] = [four % 6, four / 6 % 6, four / 36 % 6, four / 216];
        let pairs = Pairs { both, only_before, only_after, neither };
        if four == 0 {
            assert!(paired(pairs, Confidence::Reading).is_err(), "nobody answered");
            continue;
        }
        let found = paired(pairs, Confidence::Reading).expect("a difference");
        assert!(found.lower <= found.value && found.value <= found.upper, "{pairs:?} {found:?}");
        assert!(found.lower >= -1.0 - 1e-9 && found.upper <= 1.0 + 1e-9, "{pairs:?} {found:?}");
        let likely = mcnemar(pairs).expect("a probability");
        assert!(likely > 0.0 && likely <= 1.0);
    }
}

#[test]
fn the_exact_probability_holds_for_many_pairs() {
    // Of 1,000 who changed, 450 one way: twice the lower tail, by whole-number arithmetic elsewhere.
    let pairs = Pairs { both: 0, only_before: 450, only_after: 550, neither: 0 };
    assert!((mcnemar(pairs).expect("a probability") - 0.001_730_536_084_976_3).abs() < 1e-12);
    let many = Pairs { both: 1, only_before: 300_000_000, only_after: 400_000_000, neither: 1 };
    assert!(mcnemar(many).expect("a probability") < 1e-100);
}

#[test]
fn impossible_counts_have_no_difference() {
    let (good, bad) = (Counts { numerator: 1, denominator: 2 }, Counts { numerator: 3, denominator: 2 });
    let nobody = Counts { numerator: 0, denominator: 0 };
    assert!(difference(good, bad, Confidence::Reading).is_err());
    assert!(difference(nobody, good, Confidence::Reading).is_err());
    let ends = Ends { least: good, most: nobody };
    assert!(change_in_gap(ends, Ends { least: good, most: good }, Confidence::Reading).is_err());
    let below = Pairs { both: 5, only_before: -1, only_after: 2, neither: 4 };
    assert!(paired(below, Confidence::Reading).is_err() && mcnemar(below).is_err());
}
