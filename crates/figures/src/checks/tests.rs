//! The checks one by one; the papers of the example are tried in `papers.rs`.

use super::*;
use crate::rounding::{LARGEST, rate};

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

fn period(text: &str) -> crate::Period {
    crate::Period::one(text.parse().expect("a session"))
}

fn series(values: &str) -> Vec<(crate::Period, Decimal)> {
    let first: crate::AcademicSession = "2000-01".parse().expect("a session");
    let sessions = first.through("2040-41".parse().expect("a session"));
    let pair = |(session, text): (crate::AcademicSession, &str)| {
        (text != "-").then(|| (crate::Period::one(session), decimal(text)))
    };
    sessions.into_iter().zip(values.split_whitespace()).filter_map(pair).collect()
}

fn key(found: Finding) -> Option<&'static str> {
    found.map(|message| message.key)
}

/// Percentage, n and the numbers that fit: computed by another program, rounding half up.
#[test]
fn the_numbers_that_fit_a_share_agree_with_the_reference_values() {
    for (percent, n, fitting) in [
        ("79", 32, &[][..]),
        ("76", 62, &[47]),
        ("78", 32, &[25]),
        ("81", 32, &[26]),
        ("89.3", 83, &[]),
        ("85.1", 47, &[40]),
        ("33", 3, &[1]),
        ("50", 3, &[]),
    ] {
        assert_eq!(grim(decimal(percent), n).as_deref(), Ok(fitting), "{percent} of {n}");
    }
}

#[test]
fn a_mean_that_no_whole_answers_make_is_found_with_its_neighbours() {
    let found = impossible_mean(decimal("3.45"), 20, 1).expect("fit to check");
    assert_eq!(found, None, "69 of 20");
    let found = impossible_mean(decimal("3.48"), 20, 1).expect("fit to check").expect("impossible");
    assert_eq!([found.arg("below"), found.arg("above")], [Some("3.45"), Some("3.50")]);
    assert_eq!(impossible_mean(decimal("3.48"), 20, 5), Ok(None), "five items make the steps finer");
    assert_eq!(impossible_mean(decimal("3.5"), 1000, 1), Ok(None));
    for (mean, n, items) in [("3.4", 0, 1), ("3.4", 10, 0), ("-1", 10, 1), ("3.1234567", 10, 1)] {
        assert!(impossible_mean(decimal(mean), n, items).is_err());
    }
    for n in (1..40_i64).step_by(3) {
        for hundredths in (0..=500).step_by(7) {
            let mean = Decimal::new(hundredths, 2);
            let made = (0..=5 * n).any(|sum| crate::rounding::round(Decimal::from(sum) / Decimal::from(n), 2) == mean);
            assert_eq!(impossible_mean(mean, n, 1).expect("fit to check").is_none(), made, "{mean} of {n}");
        }
    }
}

#[test]
fn a_percentage_beside_its_counts_must_be_their_share() {
    let counts = crate::Counts { numerator: 47, denominator: 62 };
    assert_eq!(share_of_counts(decimal("75.8"), counts), Ok(None));
    assert_eq!(share_of_counts(decimal("75.9"), counts).map(key), Ok(Some("check-share-of-counts")));
    assert!(share_of_counts(decimal("75.9"), crate::Counts { numerator: 0, denominator: 0 }).is_err());
}

#[test]
fn whole_parts_add_up_exactly_and_rounded_ones_within_their_rounding() {
    let fits = |parts: &[&str], total, rounded| {
        let parts: Vec<Decimal> = parts.iter().map(|part| decimal(part)).collect();
        key(total_fits(&parts, decimal(total), rounded))
    };
    assert_eq!(fits(&["7", "8"], "15", false), None);
    assert_eq!(fits(&["7", "8"], "14", false), Some("check-total"));
    assert_eq!(fits(&["33", "33", "33"], "100", true), None);
    assert_eq!(fits(&["33", "33", "33"], "100", false), Some("check-total"));
    assert_eq!(fits(&["33.3", "33.3", "33.3"], "100.0", false), None, "decimals are rounded");
    assert_eq!(fits(&["33.3", "33.3", "33.0"], "100.0", false), Some("check-total"));
    assert_eq!(fits(&[], "3", false), None);
}

#[test]
fn a_text_with_fewer_decimals_than_its_table_agrees_where_it_may() {
    for (stated, printed, agrees) in [
        ("74.5", "74.5", true),
        ("75", "74.5", true),
        ("74", "74.5", true),
        ("74", "74.6", false),
        ("74.5", "74.6", false),
    ] {
        assert_eq!(stated_value(decimal(stated), decimal(printed), "2023/24").is_none(), agrees, "{stated} {printed}");
    }
}

#[test]
fn a_course_a_record_and_an_absence_are_compared_with_the_values_there_are() {
    assert_eq!(stated_course(&series("1 - 2 3"), Direction::Up), None);
    assert_eq!(key(stated_course(&series("1 2 2"), Direction::Up)), Some("check-course-up"), "level is no rise");
    assert_eq!(key(stated_course(&series("3 2 4"), Direction::Down)), Some("check-course-down"));
    assert_eq!(stated_course(&series("3"), Direction::Down), None);
    assert_eq!(stated_course(&[], Direction::Down), None);
    let at = |text: &str| text.parse().expect("a session");
    let table = series("4.8 6.6 5.1 4.2");
    assert_eq!(stated_extreme(&table, at("2003-04"), Extreme::Lowest), None);
    assert_eq!(key(stated_extreme(&table, at("2003-04"), Extreme::Highest)), Some("check-not-highest"));
    assert_eq!(key(stated_extreme(&table, at("2000-01"), Extreme::Lowest)), Some("check-not-lowest"));
    assert_eq!(stated_extreme(&table, at("2010-11"), Extreme::Lowest), None, "no value, nothing to say");
    assert_eq!(stated_extreme(&series("5 5"), at("2001-02"), Extreme::Highest), None, "a tie is no contradiction");
    assert_eq!(stated_absence(&table, at("2000-01")), None);
    let found = stated_absence(&table, at("2002-03")).expect("two values are there");
    assert_eq!(found.arg("session"), Some("2001/02"));
}

#[test]
fn values_that_their_unit_cannot_have_are_found() {
    use crate::Unit::{Count, Per1000, Percent, PercentagePoints};
    for (value, unit, expected) in [
        ("100.1", Percent, Some("check-range-percent")),
        ("-0.1", Percent, Some("check-range-percent")),
        ("0", Percent, None),
        ("100.0", Percent, None),
        ("-12.5", PercentagePoints, None),
        ("-100.5", PercentagePoints, Some("check-range-points")),
        ("-1", Count, Some("check-range-below-zero")),
        ("12.5", Count, Some("check-range-not-whole")),
        ("12.0", Count, None),
        ("1200", Per1000, None),
        ("-0.1", Per1000, Some("check-range-below-zero")),
    ] {
        assert_eq!(key(out_of_range(decimal(value), unit)), expected, "{value} {unit:?}");
    }
}

#[test]
fn a_jump_is_measured_against_the_other_steps_and_never_against_itself() {
    let found = unusual_jumps(&series("70.1 70.9 71.0 71.8 83.0 83.4"));
    let [jump] = found.as_slice() else { panic!("one jump, not {found:?}") };
    assert_eq!([jump.arg("to"), jump.arg("step"), jump.arg("usual")], [Some("83.0"), Some("11.2"), Some("0.6")]);
    assert_eq!(unusual_jumps(&series("70.1 70.9 71.0 71.8 83.0")), [], "five values are too few");
    assert_eq!(unusual_jumps(&series("5 5 5 5 5 5 6")), [], "one unit after none is no jump");
    assert_eq!(unusual_jumps(&series("5 5 5 5 5 5 60")).len(), 1);
    assert_eq!(unusual_jumps(&series("1 9 2 8 1 9 3 7")), [], "it always moves like that");
    assert_eq!(unusual_jumps(&series("70.1 70.3 70.2 17.2 70.4 70.5 70.3")).len(), 1, "the way back is no second jump");
    assert_eq!(unusual_jumps(&series("70.1 70.3 70.2 50.2 30.1 30.0 30.2 30.1 30.0")).len(), 2, "on and on is");
}

#[test]
fn vintages_are_compared_in_a_row_and_a_revision_explains_itself() {
    let vintage = |source, text, revised| Vintage { source, value: decimal(text), revised };
    let (plan, report) = (vintage("plan", "73.0", false), vintage("report", "73.4", false));
    assert_eq!(key(vintages_disagree(&[plan, report])), Some("check-vintages"));
    assert_eq!(vintages_disagree(&[plan, vintage("report", "73.4", true)]), None);
    assert_eq!(vintages_disagree(&[plan, vintage("report", "73", false)]), None);
    assert_eq!(vintages_disagree(&[plan]), None);
}

#[test]
fn notes_name_months_and_sessions_in_many_forms() {
    let fits = |note: &str| note_period(note, period("2023-24")).is_none();
    for note in [
        "No time is named",
        "79 of 32 in 2019",
        "Census of 12 September 2023",
        "Sept 2023 to Jun 24",
        "2023/24",
        "23/24 alone",
        "may 19 schools say so",
    ] {
        assert!(fits(note), "{note}");
    }
    for note in ["June 2024 to May 2025", "2022-23", "session 21/22", "September 22", "Collected on June 14, 2022"] {
        assert!(!fits(note), "{note}");
    }
    assert!(fits("On June 14, 2024 and before"), "a day may stand between");
}

#[test]
fn a_text_that_says_there_is_nothing_before_a_session_names_it() {
    for text in [
        "The gap shrinks slowly; there are no data before 2019/20.",
        "Data prior to session 2019-20 is unavailable",
        "No values exist earlier than 19/20, it says",
    ] {
        assert_eq!(none_before(text).map(|session| session.key()).as_deref(), Some("2019-20"), "{text}");
    }
    for text in [
        "More than before 2019/20",
        "No data. It was higher before 2019/20.",
        "unavailable before the census",
        "",
        "İ no data before",
    ] {
        assert_eq!(none_before(text), None, "{text}");
    }
}

#[test]
fn rough_amounts_reach_as_far_as_their_words() {
    for (text, range) in [
        ("approximately 1900 practitioners", "1,850–1,950"),
        ("just under 1700 practitioners", "1,600–1,700"),
        ("just over 19,000 practitioners", "19,000–20,000"),
        ("Over 1000 nurseries", "≥ 1,000"),
        ("68 representatives", "68"),
        ("35%", "34.5–35.5"),
        ("some 36% of all", "35.5–36.5"),
        ("up to 40", "0–40"),
        ("half of them", "47.5–52.5"),
        ("three quarters", "72.5–77.5"),
    ] {
        assert_eq!(Rough::read(text).map(Rough::text).as_deref(), Some(range), "{text}");
    }
    assert_eq!(Rough::read("many practitioners"), None);
    let sum = Rough::sum(&[Rough::read("about 900").expect("one"), Rough::read("over 50").expect("two")]);
    assert_eq!((sum.text().as_str(), sum.holds(decimal("2000")), sum.holds(decimal("800"))), ("≥ 900", true, false));
}

#[test]
fn amounts_are_compared_only_where_they_are_of_one_thing_and_one_time() {
    let said = |kind, session: Option<&str>, text| Said {
        about: "the networks",
        kind,
        session: session.map(|text| text.parse().expect("a session")),
        text,
    };
    let two = |first, second| key(said_twice(first, second));
    assert_eq!(two(said("members", None, "68 members"), said("Members", None, "56 members")), Some("check-said-twice"));
    assert_eq!(two(said("members", None, "68 members"), said("networks", None, "7 networks")), None);
    let (then, now) = (Some("2021-22"), Some("2022-23"));
    assert_eq!(two(said("members", then, "68 members"), said("members", now, "56 members")), None);
    assert_eq!(two(said("members", now, "about 60"), said("members", now, "56 members")), None);
}

#[test]
fn people_and_attendances_under_one_name_are_found() {
    assert_eq!(key(more_people_than_attendances(12, 11)), Some("check-people-attendances"));
    assert_eq!(more_people_than_attendances(12, 12), None);
    let all = Rough::read("just over 19,000").expect("an amount");
    assert_eq!(key(more_people_than_all(24_000, all)), Some("check-more-than-all"));
    assert_eq!(more_people_than_all(19_500, all), None);
    assert_eq!(more_people_than_all(99_000, Rough::read("over 19,000").expect("an amount")), None, "no upper bound");
    assert_eq!(swings(&series("100 210 90")).len(), 1);
    assert_eq!(swings(&series("100 40 90")).len(), 1);
    assert!(swings(&series("100 210 110")).is_empty() && swings(&series("3 9 2")).is_empty() && swings(&[]).is_empty());
    let found = one_name_two_kinds(&[("Took part", "people"), ("Meetings", "meetings"), ("took  part", "attendances")]);
    assert_eq!(found.len(), 1);
    assert_eq!([found[0].arg("first"), found[0].arg("second")], [Some("people"), Some("attendances")]);
}
