//! Rules held against terms.

use super::{
    AT_LEAST, Body, COVERAGE, EACH_AUTHORITY, EVERY, MEMBERS_OF, NAMED, Names, Rule, Seat, evaluate,
    rules::{heads, refusals, words},
};

fn names() -> Names {
    let pair = |key: &str, name: &str| (key.to_owned(), name.to_owned());
    Names {
        authorities: vec![pair("glasgow-city", "Glasgow City"), pair("inverclyde", "Inverclyde")],
        bodies: [pair("hrg", "Headteacher Reference Group")].into(),
        partners: [pair("university", "The University")].into(),
    }
}

fn rule(kind: &str, office: &str, count: i64) -> Rule {
    let authorities = if kind == EACH_AUTHORITY { vec![EVERY.to_owned()] } else { Vec::new() };
    Rule { key: kind.into(), kind: kind.into(), office: office.into(), count, authorities, ..Rule::default() }
}

fn term(id: &str, rule: &str, authority: Option<&str>, person: &str) -> Seat {
    Seat {
        id: id.into(),
        rule: rule.into(),
        authority: authority.map(Into::into),
        person: Some(person.into()),
        from: "2025-08-18".into(),
        ..Seat::default()
    }
}

fn lacks(rule: &Rule, held: &[Seat]) -> Vec<String> {
    let held: Vec<&Seat> = held.iter().collect();
    evaluate(rule, &held, &names()).lacks.into_iter().map(|lack| lack.words).collect()
}

#[test]
fn a_rule_says_itself_in_words() {
    let mut headteachers = rule(COVERAGE, "headteacher", 1);
    headteachers.authorities = vec![EVERY.into()];
    headteachers.sectors = vec![EVERY.into()];
    let mut professors = rule(NAMED, "professor", 2);
    professors.partner = Some("university".into());
    let mut members = rule(MEMBERS_OF, "member", 2);
    members.of = Some("hrg".into());
    let said: Vec<String> = [
        rule(EACH_AUTHORITY, "senior officer", 1),
        members,
        headteachers,
        professors,
        rule(AT_LEAST, "director as sponsor", 1),
    ]
    .iter()
    .map(|rule| words(rule, &names()))
    .collect();
    assert_eq!(
        said,
        [
            "One senior officer from each authority",
            "Two members of the Headteacher Reference Group",
            "At least one headteacher from every sector and every authority",
            "Two seats for a professor, The University",
            "At least one director as sponsor",
        ]
    );
}

#[test]
fn what_is_lacking_is_said_with_its_authority_sector_or_number() {
    let officers = rule(EACH_AUTHORITY, "senior officer", 1);
    let glasgow = term("1", EACH_AUTHORITY, Some("glasgow-city"), "a");
    assert_eq!(lacks(&officers, std::slice::from_ref(&glasgow)), ["No senior officer from Inverclyde"]);
    let both = [glasgow, term("2", EACH_AUTHORITY, Some("inverclyde"), "b")];
    assert!(lacks(&officers, &both).is_empty());
    let mut members = rule(MEMBERS_OF, "member", 2);
    members.of = Some("hrg".into());
    assert_eq!(
        lacks(&members, &[term("1", MEMBERS_OF, None, "a")]),
        ["1 of 2 members of the Headteacher Reference Group"]
    );
    let mut headteachers = rule(COVERAGE, "headteacher", 1);
    headteachers.authorities = vec![EVERY.into()];
    headteachers.sectors = vec!["primary".into(), "special".into()];
    let mut primary = term("1", COVERAGE, Some("glasgow-city"), "a");
    primary.sector = Some("primary".into());
    assert_eq!(
        lacks(&headteachers, &[primary]),
        ["No headteacher from the additional support needs sector", "No headteacher from Inverclyde"]
    );
    assert_eq!(lacks(&rule(AT_LEAST, "sponsor", 1), &[]), ["No sponsor; at least one needed"]);
    assert_eq!(lacks(&rule(NAMED, "professor", 2), &[term("1", NAMED, None, "a")]), ["1 of 2 seats held: professor"]);
}

#[test]
fn a_term_is_refused_for_an_authority_without_a_seat_and_where_the_seat_is_held() {
    let mut one = rule(EACH_AUTHORITY, "senior officer", 1);
    one.authorities = vec!["glasgow-city".into()];
    let body = Body { key: "b".into(), name: "The Board".into(), rule: vec![one], ..Body::default() };
    let other = term("", EACH_AUTHORITY, Some("inverclyde"), "a");
    let said = refusals(&body, &other, &[], &names(), None);
    assert_eq!(said[0].0, "authority");
    assert!(said[0].1.starts_with("The Board has no seat for Inverclyde"), "{}", said[0].1);
    let held = [term("1", EACH_AUTHORITY, Some("glasgow-city"), "a")];
    let second = term("", EACH_AUTHORITY, Some("glasgow-city"), "b");
    assert!(refusals(&body, &second, &held, &names(), None)[0].1.contains("is held on these days"));
    let mut ended = held;
    ended[0].to = Some("2025-12-19".into());
    let later = Seat { from: "2025-12-20".into(), ..second.clone() };
    assert!(refusals(&body, &later, &ended, &names(), None).is_empty());
    assert!(!refusals(&body, &second, &ended, &names(), None).is_empty(), "the terms share days");
}

#[test]
fn a_term_that_ends_before_it_begins_is_refused() {
    let body = Body { rule: vec![rule(AT_LEAST, "sponsor", 1)], ..Body::default() };
    let mut term = term("", AT_LEAST, None, "a");
    term.to = Some("2025-08-17".into());
    assert_eq!(refusals(&body, &term, &[], &names(), None)[0].0, "to");
    term.to = Some("2025-08-18".into());
    assert!(refusals(&body, &term, &[], &names(), None).is_empty(), "a term of one day is a term");
}

#[test]
fn only_a_member_of_the_other_body_sits_for_it() {
    let mut members = rule(MEMBERS_OF, "member", 2);
    members.of = Some("hrg".into());
    let body = Body { rule: vec![members], ..Body::default() };
    let term = term("", MEMBERS_OF, None, "a");
    assert!(refusals(&body, &term, &[], &names(), Some(true)).is_empty());
    let said = refusals(&body, &term, &[], &names(), Some(false));
    assert!(said[0].1.contains("holds no seat on the Headteacher Reference Group"), "{}", said[0].1);
}

#[test]
fn somebody_with_two_seats_counts_once_and_somebody_in_attendance_does_not_count() {
    let attends = Rule { standing: "in-attendance".into(), key: "attends".into(), ..rule(NAMED, "adviser", 1) };
    let body = Body {
        rule: vec![rule(EACH_AUTHORITY, "officer", 1), rule(AT_LEAST, "sponsor", 1), attends],
        ..Body::default()
    };
    let there = [
        term("1", EACH_AUTHORITY, Some("inverclyde"), "a"),
        term("2", AT_LEAST, Some("inverclyde"), "a"),
        term("3", "attends", None, "b"),
    ];
    let there: Vec<&Seat> = there.iter().collect();
    assert_eq!(heads(&body, &there), 1);
}
