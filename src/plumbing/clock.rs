//! The one place that reads the time. Everything else is given a [`Clock`], so that tests and rebuilt publications repeat.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// A source of the present instant: the system's clock, one that runs beside it, or a fixed instant in tests.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The system's clock.
    System,
    /// The system's clock, so far ahead (or, below zero, behind): an example can be shown as it stood on a day of its session.
    Shifted(SignedDuration),
    /// Always the same instant.
    Fixed(Timestamp),
}

impl Clock {
    /// A clock that stands still at an instant such as `2026-03-01T09:00:00Z`.
    ///
    /// # Errors
    /// When the text is not an instant.
    pub fn fixed(instant: &str) -> anyhow::Result<Self> {
        Ok(Self::Fixed(instant.parse()?))
    }

    /// A clock that begins at nine in the morning (UTC) of a day such as `2026-02-02`, and runs on from there.
    ///
    /// # Errors
    /// When the text is not a day.
    pub fn beginning_on(day: &str) -> anyhow::Result<Self> {
        let begins: Timestamp = format!("{}T09:00:00Z", day.parse::<Date>()?).parse()?;
        Ok(Self::Shifted(begins.duration_since(Self::System.now())))
    }

    /// The present instant.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Shifted(ahead) => Timestamp::now().checked_add(*ahead).unwrap_or(Timestamp::MAX),
            Self::Fixed(instant) => *instant,
        }
    }

    /// The present instant as stored: UTC text `YYYY-MM-DDTHH:MM:SS.sssZ`.
    pub fn instant(&self) -> String {
        stored(self.now())
    }

    /// Today's date in a zone, as stored: `YYYY-MM-DD`.
    pub fn today(&self, zone: &TimeZone) -> String {
        self.now().to_zoned(zone.clone()).date().to_string()
    }
}

/// An instant as stored: UTC text with milliseconds, so that text order is time order.
pub fn stored(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// A stored day (`2025-08-18`) as people read it: `18 August 2025`. Text that is no day is given back unchanged.
pub fn spoken_day(day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}

/// A stored instant as people read it in a zone: `18 August 2025, 14:05`. Text that is no instant is given back unchanged.
pub fn spoken_instant(instant: &str, zone: &TimeZone) -> String {
    instant
        .parse::<Timestamp>()
        .map_or_else(|_| instant.to_owned(), |at| at.to_zoned(zone.clone()).strftime("%-d %B %Y, %H:%M").to_string())
}

/// The zone of a name such as `Europe/London`; UTC where the bundled zone data has no such name.
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_can_begin_on_another_day_and_runs_from_there() {
        let clock = Clock::beginning_on("2026-02-02").unwrap();
        assert_eq!(clock.today(&zone("Europe/London")), "2026-02-02");
        let before = clock.now();
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(clock.now() > before);
        assert!(Clock::beginning_on("2 February").is_err());
    }

    #[test]
    fn summer_time_moves_the_day_but_not_the_instant() {
        let clock = Clock::fixed("2025-08-17T23:30:00Z").unwrap();
        assert_eq!(clock.instant(), "2025-08-17T23:30:00.000Z");
        assert_eq!(clock.today(&zone("Europe/London")), "2025-08-18");
        assert_eq!(spoken_instant(&clock.instant(), &zone("Europe/London")), "18 August 2025, 00:30");
        assert_eq!(spoken_day("2025-08-18"), "18 August 2025");
    }
}
