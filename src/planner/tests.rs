//! Working backwards, and what stands in the way.

use super::{
    back::{Back, days_before},
    clashes::{at_weekends, closed, in_holidays, on_one_day},
    *,
};

fn term(authority: &str, kind: &str, title: &str, first: &str, last: &str) -> TermDate {
    TermDate {
        authority: authority.into(),
        session: "2025-26".into(),
        kind: kind.into(),
        title: title.into(),
        first_day: first.into(),
        last_day: last.into(),
    }
}

fn entry(kind: &str, title: &str, day: &str) -> Entry {
    Entry { key: title.into(), kind: kind.into(), title: title.into(), day: day.into(), ..Entry::default() }
}

#[test]
fn days_are_counted_across_summer_time_the_end_of_a_session_and_a_leap_day() {
    let back = |day: &str, days: i64| days_before(day, days).unwrap();
    assert_eq!(back("2026-04-02", 14), Back { day: "2026-03-19".into(), instead_of: None }, "over 29 March");
    assert_eq!(back("2026-08-27", 28), Back { day: "2026-07-30".into(), instead_of: None }, "over 31 July");
    assert_eq!(back("2028-03-14", 14), Back { day: "2028-02-29".into(), instead_of: None });
    assert_eq!(
        back("2026-03-15", 14),
        Back { day: "2026-02-27".into(), instead_of: Some("2026-03-01".into()) },
        "a Sunday is the Friday before"
    );
    assert_eq!(days_before("soon", 14), None);
}

#[test]
fn a_deadline_in_somebodys_holiday_is_said_in_words() {
    let names = [("a", "Glasgow City"), ("b", "Inverclyde"), ("c", "Renfrewshire")]
        .map(|(key, name)| (key.into(), name.into()));
    let dates = [
        term("a", "holiday", "Spring holiday", "2026-04-03", "2026-04-17"),
        term("c", "holiday", "Spring holiday", "2026-04-06", "2026-04-17"),
        term("b", "in-service", "In-service day", "2026-04-06", "2026-04-06"),
    ];
    let said = |entry: Entry| -> Vec<String> {
        in_holidays(&[entry], &closed(&dates), &names).into_iter().map(|clash| clash.what).collect()
    };
    assert_eq!(
        said(entry("deadline", "Draft to directors", "2026-04-06")),
        [
            "Draft to directors falls on the in-service day of Inverclyde.",
            "Draft to directors falls in the spring holiday of Glasgow City and Renfrewshire.",
        ]
    );
    assert_eq!(said(entry("deadline", "Draft to directors", "2026-04-02")), [""; 0]);
    let committee = Entry { authorities: vec!["b".into()], ..entry("committee", "Education Committee", "2026-04-08") };
    assert_eq!(said(committee), [""; 0], "a committee asks its own authority only");
}

#[test]
fn what_lies_between_two_terms_is_a_holiday_unless_it_is_a_weekend_or_has_a_name() {
    let dates = [
        term("a", "term", "Term 1", "2025-08-13", "2025-10-10"),
        term("a", "term", "Term 2", "2025-10-20", "2025-12-19"),
        term("a", "term", "Term 3", "2025-12-22", "2026-04-02"),
        term("a", "term", "Term 4", "2026-04-20", "2026-06-24"),
        term("a", "holiday", "Spring holiday", "2026-04-03", "2026-04-17"),
    ];
    let found: Vec<String> =
        closed(&dates).into_iter().map(|date| format!("{} {} {}", date.title, date.first_day, date.last_day)).collect();
    assert_eq!(
        found,
        ["Holiday between Term 1 and Term 2 2025-10-11 2025-10-19", "Spring holiday 2026-04-03 2026-04-17"]
    );
}

#[test]
fn two_bodies_on_one_day_clash_only_where_they_share_people() {
    let meeting = |title: &str, key: &str| Entry {
        holder: Some(("body".into(), key.into())),
        ..entry("meeting", title, "2026-03-12")
    };
    let people = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    let holders = [
        (("body".to_owned(), "a".to_owned()), people(&["una", "ivor"])),
        (("body".to_owned(), "b".to_owned()), people(&["ivor", "nan"])),
        (("body".to_owned(), "c".to_owned()), people(&["nan"])),
    ]
    .into();
    let found = on_one_day(&[meeting("Board", "a"), meeting("Forum", "b"), meeting("Panel", "c")], &holders);
    let said: Vec<&str> = found.iter().map(|clash| clash.what.as_str()).collect();
    assert_eq!(
        said,
        [
            "Board and Forum are on one day, and one person belongs to both.",
            "Forum and Panel are on one day, and one person belongs to both."
        ]
    );
    assert_eq!(at_weekends(&[entry("committee", "Education Committee", "2026-03-14")]).len(), 1);
}
