//! Control limits and rules against reference values, and what must hold for any series.

use super::rules::{shifts, trends, two_of_three};
use super::*;
use crate::Unit;

const LIMITS: &str = include_str!("../../../tests/fixtures/xmr-limits.csv");
const SIGNALS: &str = include_str!("../../../tests/fixtures/xmr-signals.csv");

fn series(text: &str) -> Vec<Option<f64>> {
    let value = |cell: &str| (cell != "-").then(|| cell.parse().expect("a number"));
    text.split_whitespace().map(value).collect()
}

fn of(text: &str) -> Xmr {
    xmr(&series(text), Screening::None).expect("limits")
}

fn sides(text: &str) -> Vec<Option<Way>> {
    let side = |mark| match mark {
        '+' => Some(Way::Up),
        '_' => Some(Way::Down),
        _ => None,
    };
    text.chars().map(side).collect()
}

#[test]
fn limits_agree_with_the_reference_values() {
    let mut checked = 0;
    for line in LIMITS.lines().skip(2) {
        let cells: Vec<&str> = line.split(',').collect();
        let screening = if cells[1] == "ranges" { Screening::Ranges } else { Screening::None };
        let found = xmr(&series(cells[2]), screening).expect("limits").limits;
        let all = [found.mean, found.mean_range, found.lower, found.upper, found.range_limit];
        for (found, expected) in all.iter().zip(&cells[3..8]) {
            let expected: f64 = expected.parse().expect("a number");
            assert!((found - expected).abs() < 1e-9, "{}: {found} is not {expected}", cells[0]);
        }
        assert_eq!(format!("{},{}", found.points, found.ranges), cells[8..].join(","), "{}", cells[0]);
        checked += 1;
    }
    assert_eq!(checked, 22);
}

#[test]
fn the_rules_find_at_every_point_what_the_reference_finds() {
    let mut checked = 0;
    for line in SIGNALS.lines().skip(2) {
        let cells: Vec<&str> = line.split(',').collect();
        let found = of(cells[1]);
        let marks: Vec<String> = found.signals.iter().map(|one| one.map_or("-".to_owned(), marks)).collect();
        assert_eq!(marks.join(" "), cells[2], "{}", cells[0]);
        checked += 1;
    }
    assert_eq!(checked, 7);
}

fn marks(signals: Signals) -> String {
    let side = match signals.side {
        Some(Way::Up) => "+",
        Some(Way::Down) => "_",
        None => "0",
    };
    let letters =
        [(signals.outside, "o"), (signals.shift, "s"), (signals.trend.is_some(), "t"), (signals.two_of_three, "2")];
    let found: String = letters.iter().filter(|(set, _)| *set).map(|(_, letter)| *letter).collect();
    format!("{side}{found}")
}

/// Vectors of the tests of NHSRplotthedots.
#[test]
fn the_single_rules_agree_with_their_published_vectors() {
    let run =
        |text: &str| shifts(&sides(text)).into_iter().map(|found| if found { 'x' } else { '.' }).collect::<String>();
    assert_eq!(run("++++++"), "......");
    assert_eq!(run("++++++_"), ".......");
    assert_eq!(run("++++++++_"), "xxxxxxxx.");
    assert_eq!(run("+++0+++"), ".......", "a point on the mean ends a run");
    assert_eq!(run("0000000"), ".......");
    let trend = |values: &[f64]| {
        let mark = |way| match way {
            Some(Way::Up) => '+',
            Some(Way::Down) => '_',
            None => '.',
        };
        trends(values, 0.0).into_iter().map(mark).collect::<String>()
    };
    assert_eq!(trend(&[1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 6.0]), ".......");
    assert_eq!(trend(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), "+++++++");
    assert_eq!(trend(&[2.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 3.0]), ".+++++++.");
    assert_eq!(trend(&[2.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 3.0]), "._______.");
    assert_eq!(trend(&[1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), ".+++++++", "equal neighbours begin no run");
    let pairs = |near: &str, at: &str| {
        let near: Vec<bool> = near.chars().map(|mark| mark == 'n').collect();
        two_of_three(&near, &sides(at)).into_iter().map(|found| if found { 'x' } else { '.' }).collect::<String>()
    };
    assert_eq!(pairs("..n.n..", "+++++++"), "..x.x..");
    assert_eq!(pairs("..nn...", "+++++++"), "..xx...");
    assert_eq!(pairs("..n.n..", "+_+_+_+"), ".......");
    assert_eq!(pairs("nn", "++"), "..", "two points are no three");
}

#[test]
fn two_points_near_opposite_limits_are_common_cause() {
    let values = series("1 -1 1 -1 1 -1 1 -1 1 -1 1 -1 1 -1 5.5 -5.5");
    for screening in [Screening::Ranges, Screening::None] {
        assert_eq!(xmr(&values, screening).expect("limits").special(), [0_usize; 0]);
    }
    let same_side = "1 -1 1 -1 1 -1 1 -1 1 -1 1 -1 1 1 4.9 4.9";
    assert_eq!(xmr(&series(same_side), Screening::Ranges).expect("limits").special(), [14, 15]);
}

#[test]
fn assurance_agrees_with_its_published_vectors() {
    for (lower, upper, up, down) in [
        (1.0, 3.0, Assurance::Fail, Assurance::Pass),
        (5.0, 7.0, Assurance::Pass, Assurance::Fail),
        (1.0, 5.0, Assurance::HitOrMiss, Assurance::HitOrMiss),
    ] {
        assert_eq!(assurance(lower, upper, 4.0, Better::Up), up);
        assert_eq!(assurance(lower, upper, 4.0, Better::Down), down);
    }
    assert_eq!(assurance(1.0, 4.0, 4.0, Better::Up), Assurance::HitOrMiss, "on the limit is within");
    assert_eq!(assurance(1.0, 4.0, f64::NAN, Better::Up), Assurance::HitOrMiss);
}

#[test]
fn no_series_without_two_neighbours_has_limits_and_none_is_ever_not_a_number() {
    for text in ["", "3", "-", "3 - 4", "- 3 -", "inf 1", "1 NaN 2", "1e300 1e300"] {
        assert_eq!(xmr(&series(text), Screening::Ranges), None, "{text}");
    }
    for text in ["3 3", "0 0 0", "0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1", "0.3 0.3 - 0.3", "1 2 NaN 3 inf"] {
        for screening in [Screening::None, Screening::Ranges] {
            let found = xmr(&series(text), screening).expect("limits");
            let all = [found.limits.mean, found.limits.lower, found.limits.upper, found.limits.range_limit];
            assert!(all.iter().all(|number| number.is_finite()), "{text}");
        }
    }
    assert!(of("0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1").special().is_empty(), "dust is no signal");
}

#[test]
fn limits_shift_and_scale_with_the_values() {
    let base = of("4 9 2 7 7 1 8 5 3 6 9 4 5 2 20");
    let moved = xmr(
        &series("4 9 2 7 7 1 8 5 3 6 9 4 5 2 20").iter().map(|v| v.map(|y| y * -3.0 + 50.0)).collect::<Vec<_>>(),
        Screening::None,
    )
    .expect("limits");
    assert!((moved.limits.lower - (50.0 - 3.0 * base.limits.upper)).abs() < 1e-9);
    assert!((moved.limits.upper - (50.0 - 3.0 * base.limits.lower)).abs() < 1e-9);
    assert_eq!(moved.special(), base.special());
}

#[test]
fn limits_that_were_fixed_before_a_change_judge_what_came_after() {
    let values = series("5 6 5 6 5 6 5 6 5 6 5 6 5 9");
    let fixed = xmr_from(&values, 13, Screening::None).expect("limits");
    assert_eq!(fixed.limits.points, 13);
    assert_eq!(fixed.special(), [13]);
    assert_eq!(xmr_from(&values, 1, Screening::None), None);
}

#[test]
fn few_points_are_said_to_be_few_and_only_firm_limits_speak_of_better_or_worse() {
    let keys = |text: &str, better| {
        let said = of(text).sentences(Unit::Percent, 1, better);
        said.iter().map(|message| message.key).collect::<Vec<_>>()
    };
    assert_eq!(keys("39.6 36.9 34.8 33.4 32.6 33.2", Better::Down), ["xmr-too-few"]);
    assert_eq!(keys("67.3 68.7 69.3 70.4 72.8 69.4 68.1 69.1", Better::Up), ["xmr-trial", "xmr-usual"]);
    let firm = "5 6 5 6 5 6 5 6 5 6 5 6 5 12";
    assert_eq!(keys(firm, Better::Up), ["xmr-special", "xmr-latest-better"]);
    assert_eq!(keys(firm, Better::Down), ["xmr-special", "xmr-latest-worse"]);
    assert_eq!(keys("5 6 5 6 5 6 5 6 5 6 5 6 5 6", Better::Down), ["xmr-usual", "xmr-latest-usual"]);
    assert_eq!(
        [Standing::of(7), Standing::of(8), Standing::of(12), Standing::of(13)],
        [Standing::TooFew, Standing::Trial, Standing::Trial, Standing::Firm]
    );
}
