//! The four verdicts and their sentences.

use super::*;

fn counts(numerator: i64, denominator: i64) -> Counts {
    Counts { numerator, denominator }
}

fn verdict(before: (i64, i64), now: (i64, i64), better: Better) -> &'static str {
    let found = compare(counts(before.0, before.1), counts(now.0, now.1), better, Basis::default());
    found.expect("counts").verdict.key()
}

#[test]
fn the_direction_that_is_good_decides_between_better_and_worse() {
    assert_eq!(verdict((600, 1000), (700, 1000), Better::Up), "better");
    assert_eq!(verdict((600, 1000), (700, 1000), Better::Down), "worse");
    assert_eq!(verdict((700, 1000), (600, 1000), Better::Up), "worse");
    assert_eq!(verdict((700, 1000), (600, 1000), Better::Down), "better");
}

#[test]
fn a_change_that_includes_zero_is_no_clear_change() {
    assert_eq!(verdict((53, 62), (47, 62), Better::Up), "no_clear_change", "85 to 76 per cent of 62 inspections");
    for x in [0, 10, 20] {
        assert_eq!(verdict((x, 20), (x, 20), Better::Up), "no_clear_change");
    }
    let touching = Estimate { value: 0.1, lower: 0.0, upper: 0.2 };
    assert_eq!(judge(touching, Better::Up, Basis::default()), Verdict::NoClearChange);
}

#[test]
fn few_cases_on_either_side_are_too_few_and_so_is_nobody() {
    assert_eq!(verdict((9, 9), (0, 1000), Better::Up), "too_few");
    assert_eq!(verdict((0, 1000), (9, 9), Better::Up), "too_few");
    assert_eq!(verdict((0, 10), (10, 10), Better::Up), "better");
    assert_eq!(verdict((0, 0), (5, 50), Better::Up), "too_few");
    assert_eq!(verdict((0, 0), (0, 0), Better::Up), "too_few");
    assert!(compare(counts(0, 0), counts(7, 5), Better::Up, Basis::default()).is_err());
    assert!(compare(counts(-1, 20), counts(7, 50), Better::Up, Basis::default()).is_err());
}

#[test]
fn few_answers_groups_or_registers_are_too_few_whatever_the_interval_says() {
    let clear = Estimate { value: 0.5, lower: 0.4, upper: 0.6 };
    let none = Basis::default();
    for (basis, shortage) in [
        (Basis { answered: Some(counts(29, 100)), ..none }, Some(Shortage::Answers)),
        (Basis { answered: Some(counts(30, 100)), ..none }, None),
        (Basis { groups: Some(7), ..none }, Some(Shortage::Groups)),
        (Basis { groups: Some(8), ..none }, None),
        (Basis { registers: Some(counts(89, 100)), ..none }, Some(Shortage::Registers)),
        (Basis { registers: Some(counts(90, 100)), ..none }, None),
        (Basis { registers: Some(counts(0, 0)), ..none }, None),
    ] {
        let expected = shortage.map_or(Verdict::Better, Verdict::TooFew);
        assert_eq!(judge(clear, Better::Up, basis), expected, "{basis:?}");
    }
}

#[test]
fn every_verdict_has_its_phrase() {
    let keys = [Verdict::Better, Verdict::Worse, Verdict::NoClearChange, Verdict::TooFew(Shortage::Groups)]
        .map(|one| one.phrase().key);
    assert_eq!(keys, ["verdict-better", "verdict-worse", "verdict-no-clear-change", "verdict-too-few"]);
}

#[test]
fn a_sentence_says_both_shares_with_their_numbers_and_the_size_with_its_bounds() {
    let found = compare(counts(6000, 10_000), counts(7000, 10_000), Better::Up, Basis::default()).expect("counts");
    let said = found.sentence(1);
    assert_eq!(said.key, "verdict-said-rose-better");
    let args: Vec<_> = said.args.iter().map(|(name, text)| format!("{name} {text}")).collect();
    assert_eq!(
        args,
        [
            "before 60.0%",
            "before_n 10,000",
            "now 70.0%",
            "now_n 10,000",
            "size 10.0 percentage points",
            "least 8.7",
            "most 11.3"
        ]
    );
    let fell =
        compare(counts(7000, 10_000), counts(6000, 10_000), Better::Up, Basis::default()).expect("counts").sentence(1);
    assert_eq!((fell.key, fell.arg("least"), fell.arg("most")), ("verdict-said-fell-worse", Some("8.7"), Some("11.3")));
    let unclear = compare(counts(53, 62), counts(47, 62), Better::Up, Basis::default()).expect("counts").sentence(0);
    assert_eq!((unclear.arg("fall"), unclear.arg("rise")), (Some("23"), Some("4")));
    let few = compare(counts(0, 0), counts(47, 62), Better::Up, Basis::default()).expect("counts").sentence(0);
    assert_eq!((few.key, few.arg("fewest")), ("verdict-few-cases", Some("10")));
}

#[test]
fn half_a_point_in_a_gap_of_ten_thousand_is_no_clear_change_and_two_points_in_a_hundred_thousand_are_better() {
    let ends = |least, most, of| Ends { least: counts(least, of), most: counts(most, of) };
    let compared = |before, now| compare_gaps(before, now, Better::Down, Basis::default()).expect("counts");
    let small = compared(ends(8200, 6300, 10_000), ends(8250, 6400, 10_000));
    let said = small.sentence(1);
    assert_eq!(
        (said.key, said.arg("fall"), said.arg("rise")),
        ("verdict-gap-no-clear-change", Some("2.2"), Some("1.2"))
    );
    let large = compared(ends(82_000, 60_000, 100_000), ends(82_000, 62_000, 100_000));
    assert_eq!(large.sentence(1).key, "verdict-gap-narrower-better");
    assert_eq!(large.ends(1).expect("ends").arg("most_now"), Some("62.0%"));
    let turned = compare_gaps(large.now, large.before, Better::Down, Basis::default()).expect("counts");
    assert_eq!(turned.sentence(1).key, "verdict-gap-wider-worse");
    let nobody = compared(ends(0, 0, 0), large.now);
    assert_eq!((nobody.verdict.key(), nobody.ends(1)), ("too_few", None));
}

#[test]
fn a_share_is_said_with_its_interval_and_not_of_fewer_than_ten() {
    let said = crate::statistics::share_sentence(counts(536, 600), 0).expect("counts");
    let args: Vec<_> = said.args.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!((said.key, args.as_slice()), ("interval-said", &["89%", "600", "87%", "92%"][..]));
    for (numerator, denominator) in [(0, 0), (3, 9)] {
        let few = crate::statistics::share_sentence(counts(numerator, denominator), 0).expect("counts");
        assert_eq!(few.key, "verdict-few-cases");
    }
    assert!(crate::statistics::share_sentence(counts(5, 0), 0).is_err());
}
