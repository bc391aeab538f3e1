//! Days as people write them, as `YYYY-MM-DD`.

use figures::Message;
use jiff::civil::Date;

/// The months by their first three letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Which number comes first in `03/04/2014`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// Nothing shows it: a day such as `03/04/2014` is refused with both readings.
    #[default]
    Unknown,
    /// The day, as in `31/08/2014`.
    DayFirst,
    /// The month, as in `08/31/2014`.
    MonthFirst,
    /// Some days of the column show one order and some the other.
    Mixed,
}

impl DayOrder {
    /// The order that the days of a column show: a number over 12 can only be a day.
    #[must_use]
    pub fn shown_by<'a>(days: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut day_first, mut month_first) = (false, false);
        for (first, second, _) in days.into_iter().filter_map(numbers) {
            day_first |= first > 12 && (1..=12).contains(&second);
            month_first |= second > 12 && (1..=12).contains(&first);
        }
        match (day_first, month_first) {
            (true, true) => Self::Mixed,
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            (false, false) => Self::Unknown,
        }
    }
}

/// The three numbers of `31/08/2014`, `31.8.2014` or `31-08-2014`; the year has four digits.
fn numbers(text: &str) -> Option<(u16, u16, i16)> {
    let mut parts = text.trim().split(['/', '.', '-']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !short(first) || !short(second) || year.len() != 4 {
        return None;
    }
    Some((first.parse().ok()?, second.parse().ok()?, year.parse().ok()?))
}

/// Reads a day: `2014-08-18`, with a time or without; `18/08/2014`, in the order of its column;
/// `18 August 2014` and `18-Aug-2014`. The answer is `YYYY-MM-DD`.
///
/// # Errors
/// What is wrong: a day that may be read in two ways, with both; a year of two digits; a day that is not
/// in the calendar; other text.
pub fn read_day(text: &str, order: DayOrder) -> Result<String, Message> {
    let whole = text.trim();
    let refuse = |key| Message::new(key).with("text", whole);
    if let Some((first, second, year)) = numbers(whole) {
        let day_first = calendar(year, second, first);
        let month_first = calendar(year, first, second);
        return match (order, day_first, month_first) {
            (DayOrder::DayFirst, Some(day), _) | (DayOrder::MonthFirst, _, Some(day)) => Ok(day),
            (DayOrder::DayFirst | DayOrder::MonthFirst, _, _) | (_, None, None) => Err(refuse("day-not-in-calendar")),
            (_, Some(day), Some(same)) if day == same => Ok(day),
            (_, Some(day), Some(other)) => Err(refuse("day-read-two-ways").with("first", day).with("second", other)),
            (_, Some(day), None) | (_, None, Some(day)) => Ok(day),
        };
    }
    let parts: Vec<&str> = whole.split([' ', '-', ',', '/']).filter(|part| !part.is_empty()).collect();
    if let [year, month, day, ..] = parts.as_slice()
        && year.len() == 4
        && whole.as_bytes().get(4) == Some(&b'-')
        && (parts.len() == 3 || parts.len() == 4 && parts[3].contains(':'))
        && let (Ok(year), Ok(month), Ok(day)) =
            (year.parse(), month.parse(), day.split('T').next().unwrap_or("").parse())
    {
        return calendar(year, month, day).ok_or_else(|| refuse("day-not-in-calendar"));
    }
    if let [day, month, year] = parts.as_slice()
        && let (Some(day), Some(month)) = (day_number(day), month_number(month))
    {
        if year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refuse("day-short-year"));
        }
        if let (4, Ok(year)) = (year.len(), year.parse()) {
            return calendar(year, month, day).ok_or_else(|| refuse("day-not-in-calendar"));
        }
    }
    if parts.len() == 3 && parts.iter().all(|part| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return Err(refuse("day-short-year"));
    }
    Err(refuse("day-unreadable"))
}

fn day_number(text: &str) -> Option<u16> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month_number(text: &str) -> Option<u16> {
    let lower = text.trim_end_matches('.').to_lowercase();
    let three = lower.get(..3).filter(|_| lower.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    MONTHS.iter().position(|month| *month == three).and_then(|at| u16::try_from(at + 1).ok())
}

fn calendar(year: i16, month: u16, day: u16) -> Option<String> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().filter(|_| (1..=9999).contains(&year)).map(|day| day.to_string())
}

/// The first day written in a longer text, such as a title: `Schools open 31 October 2024`.
#[must_use]
pub fn day_within(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let trimmed = |word: &str| word.trim_matches([',', '.', '(', ')', ':', ';']).to_owned();
    let of_three = words.windows(3).find_map(|three| {
        let joined = three.iter().map(|word| trimmed(word)).collect::<Vec<_>>().join(" ");
        month_number(&trimmed(three[1]))?;
        read_day(&joined, DayOrder::Unknown).ok()
    });
    of_three.or_else(|| words.iter().find_map(|word| read_day(&trimmed(word), DayOrder::DayFirst).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, order, day) in [
            ("2014-08-18", DayOrder::Unknown, "2014-08-18"),
            ("2014-08-18 00:00:00", DayOrder::Unknown, "2014-08-18"),
            ("2014-08-18T09:30", DayOrder::Unknown, "2014-08-18"),
            ("31/08/1895", DayOrder::Unknown, "1895-08-31"),
            ("08/31/1895", DayOrder::Unknown, "1895-08-31"),
            ("03/04/2014", DayOrder::DayFirst, "2014-04-03"),
            ("03/04/2014", DayOrder::MonthFirst, "2014-03-04"),
            ("4.4.2014", DayOrder::Unknown, "2014-04-04"),
            ("18 August 2014", DayOrder::Unknown, "2014-08-18"),
            ("18-Aug-2014", DayOrder::Unknown, "2014-08-18"),
            ("1st Sept. 2014", DayOrder::Unknown, "2014-09-01"),
        ] {
            assert_eq!(read_day(text, order).as_deref(), Ok(day), "{text}");
        }
    }

    #[test]
    fn a_day_that_cannot_be_told_is_refused_with_what_it_may_be() {
        for (text, order, key) in [
            ("03/04/2014", DayOrder::Unknown, "day-read-two-ways"),
            ("03/04/2014", DayOrder::Mixed, "day-read-two-ways"),
            ("31/02/2014", DayOrder::DayFirst, "day-not-in-calendar"),
            ("13/13/2014", DayOrder::Unknown, "day-not-in-calendar"),
            ("2014-02-30", DayOrder::Unknown, "day-not-in-calendar"),
            ("18/08/14", DayOrder::DayFirst, "day-short-year"),
            ("18-Aug-14", DayOrder::DayFirst, "day-short-year"),
            ("2014", DayOrder::DayFirst, "day-unreadable"),
            ("soon", DayOrder::DayFirst, "day-unreadable"),
            ("", DayOrder::DayFirst, "day-unreadable"),
        ] {
            assert_eq!(read_day(text, order).map_err(|what| what.key), Err(key), "{text}");
        }
        let both = read_day("03/04/2014", DayOrder::Unknown).expect_err("two readings");
        assert_eq!((both.arg("first"), both.arg("second")), (Some("2014-04-03"), Some("2014-03-04")));
    }

    #[test]
    fn a_column_shows_which_number_is_the_day() {
        for (days, order) in [
            (vec!["03/04/2014", "31/08/2014", "no day"], DayOrder::DayFirst),
            (vec!["03/04/2014", "08/31/2014"], DayOrder::MonthFirst),
            (vec!["31/08/2014", "08/31/2014"], DayOrder::Mixed),
            (vec!["03/04/2014", "2014-08-31", "99/99/2014"], DayOrder::Unknown),
        ] {
            assert_eq!(DayOrder::shown_by(days.iter().copied()), order, "{days:?}");
        }
    }

    #[test]
    fn a_title_says_its_day() {
        for (title, day) in [
            ("Publicly funded schools open 31 October 2024", Some("2024-10-31")),
            ("As at 31/08/2023.", Some("2023-08-31")),
            ("Schools open (1 May 2019)", Some("2019-05-01")),
            ("School Level Summary Statistics 2023", None),
            ("open between 2006 and 31 October 2024", Some("2024-10-31")),
        ] {
            assert_eq!(day_within(title).as_deref(), day, "{title}");
        }
    }
}
