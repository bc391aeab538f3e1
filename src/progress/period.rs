//! The times that reports are about: from a group's first day, in the steps of its rhythm, to its last day. The session
//! plays no part, so that a group of fourteen months is asked as steadily in August as in any other month.

use jiff::{Span, civil::Date};

/// How many days after the end of its time a report is due.
pub const DAYS_TO_ANSWER: i32 = 14;

/// A time from a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
}

impl Period {
    /// The day on which a report about it is due.
    pub fn due(&self) -> Date {
        self.to.checked_add(Span::new().days(DAYS_TO_ANSWER)).unwrap_or(Date::MAX)
    }
}

/// The times of a group up to and with the one that holds a day: each of so many months from its first day, the last one
/// ending with the group.
pub fn periods(first: Date, months: i64, last: Option<Date>, until: Date) -> Vec<Period> {
    let start = |step: i64| first.checked_add(Span::new().months(step * months.max(1))).ok();
    let mut found = Vec::new();
    // A century of months, so that a wrong year can never run away.
    for step in 0..1200 {
        let (Some(from), Some(next)) = (start(step), start(step + 1)) else { break };
        if from > until || last.is_some_and(|last| from > last) {
            break;
        }
        let to = next.yesterday().unwrap_or(next);
        found.push(Period { from, to: last.map_or(to, |last| to.min(last)) });
    }
    found
}

/// What a group is to be asked about on a day, after the last day it reported on: the time that has ended, or else the
/// one that is running. Several times without a report are asked about as one; without any report before, only the last.
pub fn next(first: Date, months: i64, last: Option<Date>, today: Date, reported: Option<Date>) -> Option<Period> {
    let all = periods(first, months, last, today);
    let open = |period: &&Period| reported.is_none_or(|day| period.to > day);
    let ended = all.iter().rfind(|period| period.to < today && open(period));
    let running = all.iter().rfind(|period| period.to >= today && open(period));
    let period = ended.or(running)?;
    let after = reported.and_then(|day| day.tomorrow().ok());
    let from = match after {
        Some(after) if after < period.from && ended.is_some() => after,
        Some(after) => after.max(period.from),
        None => period.from,
    };
    Some(Period { from, to: period.to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn shown(periods: &[Period]) -> Vec<String> {
        periods.iter().map(|period| format!("{} {} {}", period.from, period.to, period.due())).collect()
    }

    #[test]
    fn a_group_of_fourteen_months_is_asked_across_the_end_of_a_session() {
        let all = periods(day("2025-06-15"), 3, Some(day("2026-08-14")), day("2027-01-01"));
        assert_eq!(
            shown(&all),
            [
                "2025-06-15 2025-09-14 2025-09-28",
                "2025-09-15 2025-12-14 2025-12-28",
                "2025-12-15 2026-03-14 2026-03-28",
                "2026-03-15 2026-06-14 2026-06-28",
                "2026-06-15 2026-08-14 2026-08-28",
            ]
        );
        // The day before and the day after 31 July meet the same time, and nothing is asked twice.
        for today in ["2026-07-31", "2026-08-01"] {
            let next = next(day("2025-06-15"), 3, Some(day("2026-08-14")), day(today), Some(day("2026-06-14")));
            assert_eq!(shown(&[next.unwrap()]), ["2026-06-15 2026-08-14 2026-08-28"]);
        }
        assert_eq!(
            next(day("2025-06-15"), 3, Some(day("2026-08-14")), day("2026-08-20"), Some(day("2026-08-14"))),
            None
        );
    }

    #[test]
    fn months_of_different_lengths_never_drift() {
        let all = periods(day("2025-08-31"), 1, None, day("2026-03-31"));
        assert_eq!(all[0].to, day("2025-09-29"));
        assert!(all.windows(2).all(|pair| pair[0].to.tomorrow().unwrap() == pair[1].from));
        assert_eq!(all[7].from, day("2026-03-31"));
    }

    #[test]
    fn times_without_a_report_are_asked_about_as_one_but_never_a_whole_life() {
        let first = day("2025-08-01");
        let fresh = next(first, 3, None, day("2026-11-22"), None).unwrap();
        assert_eq!(shown(&[fresh]), ["2026-08-01 2026-10-31 2026-11-14"]);
        let late = next(first, 3, None, day("2026-11-22"), Some(day("2026-01-31"))).unwrap();
        assert_eq!(shown(&[late]), ["2026-02-01 2026-10-31 2026-11-14"]);
        let coming = next(first, 3, None, day("2026-11-22"), Some(day("2026-10-31"))).unwrap();
        assert_eq!(shown(&[coming]), ["2026-11-01 2027-01-31 2027-02-14"]);
    }
}
