//! Numbers of a workbook as text: no noise of binary fractions, days as days.

use jiff::Span;
use jiff::civil::date;

use super::styles::Shown;

/// The day from which a workbook counts its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateSystem {
    /// Day 1 is 1 January 1900, and there is a 29 February 1900, which there never was: day 60.
    #[default]
    From1900,
    /// Day 0 is 1 January 1904.
    From1904,
}

/// What a number of a cell is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Written {
    Number(String),
    Day(String),
    /// It cannot be what its format says, such as a day before 1900.
    Unfit,
}

/// The number as it is meant to be read.
pub(super) fn written(text: &str, shown: Shown, dates: DateSystem) -> Option<Written> {
    let number: f64 = text.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
    Some(match shown {
        Shown::Plain => Written::Number(plain(number)),
        Shown::Percent => Written::Number(format!("{}%", plain(number * 100.0))),
        Shown::Time => Written::Day(time_of(number.fract())),
        Shown::Day => match day_of_serial(number.floor(), dates) {
            Some(day) if number.fract().abs() < 1e-6 => Written::Day(day),
            Some(day) => Written::Day(format!("{day} {}", time_of(number.fract()))),
            None => Written::Unfit,
        },
    })
}

/// A number with the fifteen digits that a spreadsheet keeps: `5.2999999999999998` is `5.3` and
/// `8458332.0` is `8458332`.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    if rounded.abs() >= 1e21 || rounded.abs() < 1e-9 { format!("{rounded:e}") } else { format!("{rounded}") }
}

/// The time of day of a share of a day, to the second.
fn time_of(share: f64) -> String {
    // The share is between 0 and 1, so the number of seconds fits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 86,400")]
    let seconds = (share.rem_euclid(1.0) * 86_400.0).round() as u32 % 86_400;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    if seconds.is_multiple_of(60) {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{:02}", seconds % 60)
    }
}

/// The day of a serial number as `YYYY-MM-DD`; `None` before the first day, after the year 9999 and for
/// 29 February 1900, which a workbook counts though it never was (ECMA-376 part 1, 18.17.4.1).
#[must_use]
pub fn day_of_serial(serial: f64, dates: DateSystem) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&serial) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 3,000,000")]
    let whole = serial as i64;
    // How far day 0 stands from the days of the calendar: the day that never was shifts all after it.
    let (zero, days) = match dates {
        DateSystem::From1904 => (date(1904, 1, 1), whole),
        DateSystem::From1900 if whole > 60 => (date(1899, 12, 30), whole),
        DateSystem::From1900 if (1..60).contains(&whole) => (date(1899, 12, 31), whole),
        DateSystem::From1900 => return None,
    };
    zero.checked_add(Span::new().try_days(days).ok()?).ok().map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_the_noise_of_binary_fractions_and_nothing_else() {
        for (stored, read) in [
            ("8458332.0", "8458332"),
            ("5.2999999999999998", "5.3"),
            ("0.30000000000000004", "0.3"),
            ("-0.5", "-0.5"),
            ("906700216227", "906700216227"),
            ("1E-3", "0.001"),
            ("91.64", "91.64"),
            ("-0", "0"),
            ("1e300", "1e300"),
            (" 7 ", "7"),
        ] {
            let number = Written::Number(read.to_owned());
            assert_eq!(written(stored, Shown::Plain, DateSystem::From1900), Some(number), "{stored}");
        }
        for stored in ["", "x", "NaN", "inf", "1e999", "0x10"] {
            assert_eq!(written(stored, Shown::Plain, DateSystem::From1900), None, "{stored}");
        }
        let share = written("0.91639999999999999", Shown::Percent, DateSystem::From1900);
        assert_eq!(share, Some(Written::Number("91.64%".into())));
    }

    #[test]
    fn days_are_counted_as_the_workbook_counts_them() {
        for (serial, dates, day) in [
            (1.0, DateSystem::From1900, Some("1900-01-01")),
            (59.0, DateSystem::From1900, Some("1900-02-28")),
            (60.0, DateSystem::From1900, None),
            (61.0, DateSystem::From1900, Some("1900-03-01")),
            (25_811.0, DateSystem::From1900, Some("1970-08-31")),
            (45_596.0, DateSystem::From1900, Some("2024-10-31")),
            (44_134.0, DateSystem::From1904, Some("2024-10-31")),
            (0.0, DateSystem::From1904, Some("1904-01-01")),
            (0.0, DateSystem::From1900, None),
            (-1.0, DateSystem::From1900, None),
            (2_958_465.0, DateSystem::From1900, Some("9999-12-31")),
            (2_958_466.0, DateSystem::From1900, None),
        ] {
            assert_eq!(day_of_serial(serial, dates).as_deref(), day, "{serial}");
        }
        let with_time = written("45596.5", Shown::Day, DateSystem::From1900);
        assert_eq!(with_time, Some(Written::Day("2024-10-31 12:00".into())));
        assert_eq!(written("0.75", Shown::Time, DateSystem::From1900), Some(Written::Day("18:00".into())));
        assert_eq!(written("-3", Shown::Day, DateSystem::From1900), Some(Written::Unfit));
    }
}
