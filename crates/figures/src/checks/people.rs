//! People and attendances: are both counted under one name?

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Finding, Rough, lists::folded};
use crate::{AcademicSession, Message, Period, grouped};

/// The smallest number in which a swing means something.
const FEWEST: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

/// Whether there are more different people than attendances, which cannot be: everybody counted came at least once.
///
/// Found: `check-people-attendances` with `people` and `attendances`.
#[must_use]
pub fn more_people_than_attendances(people: i64, attendances: i64) -> Finding {
    (people > attendances).then(|| {
        Message::new("check-people-attendances")
            .with("people", grouped(people.into()))
            .with("attendances", grouped(attendances.into()))
    })
}

/// Whether a number of people is larger than the number of people there are, as attendances counted as people may be.
///
/// Found: `check-more-than-all` with `people` and `all`.
#[must_use]
pub fn more_people_than_all(people: i64, all: Rough) -> Finding {
    let people = Decimal::from(people);
    all.high
        .is_some_and(|most| people > most)
        .then(|| Message::new("check-more-than-all").with("people", grouped(people)).with("all", all.text()))
}

/// The values of a count that double, or more, and fall back by half, or more, in the next value, or the other way round:
/// the mark of a count that takes people in one session and attendances in another. Numbers that stay under 20 say
/// nothing; sessions without a value are passed over.
///
/// Each: `check-swing` with `before`, `before_session`, `value`, `session`, `after`, `after_session`.
#[must_use]
pub fn swings(series: &[(Period, Decimal)]) -> Vec<Message> {
    let mut ordered = series.to_vec();
    ordered.sort_by_key(|(period, _)| *period);
    let double = |small: Decimal, large: Decimal| large >= small * Decimal::TWO && large >= FEWEST;
    let mut found = Vec::new();
    for three in ordered.windows(3) {
        let [(first, before), (second, value), (third, after)] = [three[0], three[1], three[2]];
        let up = double(before, value) && double(after, value);
        let down = double(value, before) && double(value, after);
        if up || down {
            found.push(
                Message::new("check-swing")
                    .with("before", grouped(before))
                    .with("before_session", first)
                    .with("value", grouped(value))
                    .with("session", second)
                    .with("after", grouped(after))
                    .with("after_session", third),
            );
        }
    }
    found
}

/// Whether the parts that a report gives for a session come to what the indicator prints for it. People may take part in
/// several parts and are then counted in each, so parts that come to more than the indicator are no finding of their own
/// unless another session fits them.
///
/// Found: `check-parts-session` with `sum`, `value`, `session`, `other`, `other_session` where the parts come to what
/// another session prints; `check-parts-unit` with `sum`, `value`, `session` where they come to less than is printed and no
/// session fits. Nothing where the indicator has no value for the session, or there are no parts.
#[must_use]
pub fn parts_of_indicator(parts: &[Rough], session: AcademicSession, table: &[(Period, Decimal)]) -> Finding {
    let (period, value) = *table.iter().find(|(period, _)| period.contains(session))?;
    let sum = Rough::sum(parts);
    if parts.is_empty() || sum.holds(value) {
        return None;
    }
    let message = |key| Message::new(key).with("sum", sum.text()).with("value", grouped(value)).with("session", period);
    // An open end holds almost any number, so it points at no session.
    let other = table.iter().find(|(_, other)| sum.high.is_some() && sum.holds(*other));
    match other {
        Some((other_period, other)) => {
            Some(message("check-parts-session").with("other", grouped(*other)).with("other_session", other_period))
        }
        None => sum.high.is_some_and(|most| most < value).then(|| message("check-parts-unit")),
    }
}

/// The names under which two different kinds of thing are counted, such as people and attendances, in the order of names.
/// Each pair is a name and the kind that is counted under it.
///
/// Each: `check-two-kinds` with `name`, `first`, `second`.
#[must_use]
pub fn one_name_two_kinds(counted: &[(&str, &str)]) -> Vec<Message> {
    let mut kinds: BTreeMap<String, (&str, &str)> = BTreeMap::new();
    let mut found: BTreeMap<String, Message> = BTreeMap::new();
    for (name, kind) in counted {
        let key = folded(name);
        let (_, first) = *kinds.entry(key.clone()).or_insert((name, kind));
        if folded(first) != folded(kind) {
            found.entry(key).or_insert_with(|| {
                Message::new("check-two-kinds").with("name", name).with("first", first).with("second", kind)
            });
        }
    }
    found.into_values().collect()
}
