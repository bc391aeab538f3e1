//! Slopes against values from the normal equations, and what must hold for any groups.

use super::*;

const CASES: &str = include_str!("../../../tests/fixtures/slope.csv");

fn groups(text: &str) -> Vec<Counts> {
    let one = |pair: &str| {
        let (x, n) = pair.split_once('/').expect("a share");
        Counts { numerator: x.parse().expect("x"), denominator: n.parse().expect("n") }
    };
    text.split_whitespace().map(one).collect()
}

#[test]
fn slopes_agree_with_the_normal_equations() {
    let mut checked = 0;
    for line in CASES.lines().skip(2) {
        let cells: Vec<&str> = line.split(',').collect();
        let found = slope_index(&groups(cells[0]), Confidence::Reading).expect("a slope");
        let all = [found.most, found.slope.value, found.slope.lower, found.slope.upper];
        for (found, expected) in all.iter().zip(&cells[1..5]) {
            let expected: f64 = expected.parse().expect("a number");
            assert!((found - expected).abs() < 1e-9, "{line}: {found} is not {expected}");
        }
        assert!((found.least - found.most - found.slope.value).abs() < 1e-12);
        match cells[5] {
            "" => assert_eq!(slope_index_by_logit(&groups(cells[0])).expect_err("ends").key, "slope-logit-ends"),
            text => {
                let expected: f64 = text.parse().expect("a number");
                let found = slope_index_by_logit(&groups(cells[0])).expect("a slope");
                assert!((found - expected).abs() < 1e-9, "{line}: {found}");
            }
        }
        checked += 1;
    }
    assert_eq!(checked, 9);
}

#[test]
fn shares_that_rise_by_a_line_have_its_slope_whatever_the_sizes_of_the_groups() {
    // Shares of 10, 20 and 35 per cent at midranks 1/8, 3/8 and 3/4 lie on a line that rises by 40 points.
    let found = slope_index(&groups("10/100 20/100 70/200"), Confidence::Reading).expect("a slope");
    assert!((found.slope.value - 0.4).abs() < 1e-12, "{found:?}");
    assert!((found.most - 0.05).abs() < 1e-12 && (found.least - 0.45).abs() < 1e-12);
}

#[test]
fn a_slope_turns_round_with_its_groups_and_leaves_out_groups_without_people() {
    let there = groups("31/60 40/70 0/0 55/80 60/75");
    let mut back = there.clone();
    back.reverse();
    let (up, down) = (slope_index(&there, Confidence::Flags), slope_index(&back, Confidence::Flags));
    let (up, down) = (up.expect("a slope").slope, down.expect("a slope").slope);
    assert!((up.value + down.value).abs() < 1e-12 && (up.lower + down.upper).abs() < 1e-12);
    let without = groups("31/60 40/70 55/80 60/75");
    assert_eq!(slope_index(&without, Confidence::Flags).expect("a slope").slope, up);
}

#[test]
fn fewer_than_two_groups_with_people_have_no_slope() {
    for text in ["", "3/4", "0/0 3/4 0/0", "0/0 0/0"] {
        let refused = slope_index(&groups(text), Confidence::Reading).expect_err("too few");
        assert_eq!(refused.key, "slope-too-few-groups");
        assert!(slope_index_by_logit(&groups(text)).is_err());
    }
    assert_eq!(slope_index(&groups("3/4 5/4"), Confidence::Reading).expect_err("refused").key, "counts-more-than-all");
}

#[test]
fn a_slope_is_said_with_its_direction_or_said_to_be_unclear() {
    let said = |text: &str| slope_index(&groups(text), Confidence::Reading).expect("a slope").sentence(1);
    let less = said("6300/10000 6700/10000 7200/10000 7700/10000 8200/10000");
    let args: Vec<_> = less.args.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!((less.key, args.as_slice()), ("slope-said-less", &["24.0 percentage points", "22.6", "25.4"][..]));
    let more = said("8200/10000 7700/10000 7200/10000 6700/10000 6300/10000");
    assert_eq!((more.key, more.arg("least"), more.arg("most")), ("slope-said-more", Some("22.6"), Some("25.4")));
    let unclear = said("5/10 5/10 5/10 5/10 5/10");
    assert_eq!((unclear.key, unclear.arg("low")), ("slope-said-unclear", Some("\u{2212}41.6")));
}
