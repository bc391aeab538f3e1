//! Text against its table: a stated value, a course, a record, and a value said not to exist.

use rust_decimal::Decimal;

use super::{Direction, Finding, same_number};
use crate::{AcademicSession, Message, Period, grouped};

/// Whether a number in the text is the number of the table for the same session. One may be printed with fewer decimals.
///
/// Found: `check-text-table` with `stated`, `printed`, `session`.
#[must_use]
pub fn stated_value(stated: Decimal, printed: Decimal, session: impl ToString) -> Finding {
    (!same_number(stated, printed)).then(|| {
        Message::new("check-text-table")
            .with("stated", grouped(stated))
            .with("printed", grouped(printed))
            .with("session", session)
    })
}

/// Whether a table moves the way the text says from each value to the next, as in *has grown year on year*. Sessions
/// without a value are passed over. Fewer than two values say nothing.
///
/// Found: `check-course-up`, `-down` or `-level`, which name the way the text says, with the largest step that goes
/// another way: `from`, `from_session`, `to`, `to_session`.
#[must_use]
pub fn stated_course(table: &[(Period, Decimal)], stated: Direction) -> Finding {
    let mut ordered = table.to_vec();
    ordered.sort_by_key(|(period, _)| *period);
    let astray = |pair: &&[(Period, Decimal)]| Direction::of(pair[0].1, pair[1].1) != stated;
    let size = |pair: &[(Period, Decimal)]| (pair[1].1 - pair[0].1).abs();
    let found =
        ordered.windows(2).filter(astray).reduce(|best, now| if size(now) > size(best) { now } else { best })?;
    let key = match stated {
        Direction::Up => "check-course-up",
        Direction::Down => "check-course-down",
        Direction::Level => "check-course-level",
    };
    Some(
        Message::new(key)
            .with("from", grouped(found[0].1))
            .with("from_session", found[0].0)
            .with("to", grouped(found[1].1))
            .with("to_session", found[1].0),
    )
}

/// The end of a scale at which a text says a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extreme {
    /// No other value is higher.
    Highest,
    /// No other value is lower.
    Lowest,
}

/// Whether the value of `session` is the highest or lowest of a table, as a text says. Nothing is found where the session
/// has no value; an equal value elsewhere does not contradict.
///
/// Found: `check-not-highest` or `check-not-lowest` with `value`, `session`, `other`, `other_session`.
#[must_use]
pub fn stated_extreme(table: &[(Period, Decimal)], session: AcademicSession, stated: Extreme) -> Finding {
    let (_, value) = table.iter().find(|(period, _)| period.contains(session))?;
    let (period, other) = match stated {
        Extreme::Highest => table.iter().max_by_key(|(_, value)| *value).filter(|(_, most)| most > value)?,
        Extreme::Lowest => table.iter().min_by_key(|(_, value)| *value).filter(|(_, least)| least < value)?,
    };
    let key = match stated {
        Extreme::Highest => "check-not-highest",
        Extreme::Lowest => "check-not-lowest",
    };
    Some(
        Message::new(key)
            .with("value", grouped(*value))
            .with("session", session)
            .with("other", grouped(*other))
            .with("other_session", period),
    )
}

/// Whether a table holds values before the session from which on, a text says, there are any.
///
/// Found: `check-not-absent` with `first` (the session the text names), and the latest value before it: `value`,
/// `session`.
#[must_use]
pub fn stated_absence(table: &[(Period, Decimal)], first: AcademicSession) -> Finding {
    let earlier = table.iter().filter(|(period, _)| period.last() < first).max_by_key(|(period, _)| *period)?;
    Some(
        Message::new("check-not-absent")
            .with("first", first)
            .with("value", grouped(earlier.1))
            .with("session", earlier.0),
    )
}
