//! Two sessions together, and windows that overlap.

use super::*;

fn session(text: &str) -> AcademicSession {
    text.parse().expect("a session")
}

fn counts(numerator: i64, denominator: i64) -> Counts {
    Counts { numerator, denominator }
}

#[test]
fn two_sessions_are_added_and_never_averaged() {
    let (first, last) = ((session("2020-21"), counts(10, 100)), (session("2021-22"), counts(150, 300)));
    let pooled = two_sessions(first, last).expect("two in a row");
    assert_eq!(pooled.counts, counts(160, 400), "the mean of 10% and 50% would be 30%");
    assert_eq!(pooled.period.to_string(), "2020/21 and 2021/22");
    assert_eq!(two_sessions(last, first), Ok(pooled), "in either order");
}

#[test]
fn a_session_with_nobody_in_it_may_be_put_together_and_two_may_not() {
    let nobody = (session("2020-21"), counts(0, 0));
    let pooled = two_sessions(nobody, (session("2021-22"), counts(3, 12))).expect("some people");
    assert_eq!(pooled.counts, counts(3, 12));
    let none = two_sessions(nobody, (session("2021-22"), counts(0, 0))).expect_err("nobody");
    assert_eq!(none.key, "counts-zero-denominator");
}

#[test]
fn sessions_that_are_the_same_or_apart_are_not_put_together() {
    let of = |text| (session(text), counts(1, 2));
    assert_eq!(two_sessions(of("2020-21"), of("2020-21")).expect_err("twice").key, "pool-session-twice");
    assert_eq!(two_sessions(of("2020-21"), of("2022-23")).expect_err("apart").key, "period-not-consecutive");
    let bad = two_sessions(of("2020-21"), (session("2021-22"), counts(5, 2))).expect_err("more than all");
    assert_eq!((bad.key, bad.arg("session")), ("counts-more-than-all", Some("2021/22")));
}

#[test]
fn windows_that_share_a_session_are_not_independent() {
    let two = |text| {
        let first = session(text);
        Period::new(first, first.next().expect("a session")).expect("two in a row")
    };
    let (a, b, c) = (two("2019-20"), two("2020-21"), two("2021-22"));
    assert_eq!(independent(&[a, c]), Ok(()));
    assert_eq!(independent(&[]), Ok(()));
    let shared = independent(&[a, b, c]).expect_err("they overlap");
    assert_eq!((shared.key, shared.arg("session")), ("pool-overlap", Some("2020/21")));
    let single = Period::one(session("2022-23"));
    assert_eq!(independent(&[c, single]).expect_err("overlap").arg("session"), Some("2022/23"));
    assert_eq!(independent_from_latest(&[a, b, c]), [0, 2]);
    assert_eq!(independent_from_latest(&[b, a, c, single]), [0, 3], "the latest first, then what is free of it");
}
