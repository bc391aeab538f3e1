//! Rules of cohorts: whom a version is for, what completes it, which shares fit the places, days and times.

use jiff::{civil::DateTime, tz::TimeZone};

use super::{Cohort, Share};
use crate::plumbing::clock::stored;

/// How many days an offer stands where nobody says otherwise.
pub const OFFER_DAYS: i64 = 10;

/// Why shares do not fit a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareRefusal {
    /// There are shares of places that nobody limits.
    NoPlaces,
    /// More places are kept than there are.
    TooMany {
        /// How many are kept.
        kept: i64,
        /// How many there are.
        places: i64,
    },
    /// Nobody says until when they are kept.
    NoEnd,
}

impl ShareRefusal {
    /// The field of the cohort that is to be mended.
    pub fn field(self) -> &'static str {
        match self {
            Self::NoPlaces | Self::TooMany { .. } => "places",
            Self::NoEnd => "shares_until",
        }
    }

    /// What is wrong and what to do.
    pub fn said(self) -> String {
        match self {
            Self::NoPlaces => {
                "Places are kept for some, but nobody says how many there are: write how many places".into()
            }
            Self::TooMany { kept, places } => {
                format!(
                    "{kept} places are kept, but there are only {places}: keep fewer, or raise the places to {kept}"
                )
            }
            Self::NoEnd => "Say until which day the kept places stay kept; after it they are for everybody".into(),
        }
    }
}

impl Cohort {
    /// Why the cohort cannot keep these shares, where it cannot.
    pub fn refuses(&self, shares: &[Share]) -> Option<ShareRefusal> {
        if shares.is_empty() {
            return None;
        }
        let kept = shares.iter().map(|share| share.places).sum();
        match self.places {
            None => Some(ShareRefusal::NoPlaces),
            Some(places) if kept > places => Some(ShareRefusal::TooMany { kept, places }),
            Some(_) if self.shares_until.is_none() => Some(ShareRefusal::NoEnd),
            Some(_) => None,
        }
    }
}

/// Whether a text is a time of the day: `16:00`.
pub fn is_time(text: &str) -> bool {
    let number = |part: &str| part.bytes().all(|sign| sign.is_ascii_digit()).then(|| part.parse::<u8>().ok()).flatten();
    text.len() == 5
        && text.split_once(':').is_some_and(|(hour, minute)| {
            hour.len() == 2 && number(hour).is_some_and(|hour| hour < 24) && number(minute).is_some_and(|one| one < 60)
        })
}

/// The instant of a local day and time in a zone, as stored.
pub fn instant_of(day: &str, time: &str, zone: &TimeZone) -> Option<String> {
    let local: DateTime = format!("{day}T{time}:00").parse().ok()?;
    Some(stored(local.to_zoned(zone.clone()).ok()?.timestamp()))
}

/// The academic session of a day: `2025-26`.
pub fn session_of(day: &str) -> String {
    let year: i32 = day.get(..4).and_then(|year| year.parse().ok()).unwrap_or_default();
    let first = if day.get(5..7).is_some_and(|month| month < "08") { year - 1 } else { year };
    format!("{first}-{:02}", (first + 1) % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plumbing::clock::zone;

    fn share(kind: &str, places: i64) -> Share {
        Share { kind: kind.into(), share_key: "one".into(), places }
    }

    #[test]
    fn shares_never_exceed_the_places_and_end_on_a_day() {
        let cohort = Cohort { places: Some(10), shares_until: Some("2026-02-20".into()), ..Cohort::default() };
        assert_eq!(cohort.refuses(&[share("authority", 6), share("sector", 4)]), None);
        let kept = [share("authority", 6), share("sector", 5)];
        assert_eq!(cohort.refuses(&kept), Some(ShareRefusal::TooMany { kept: 11, places: 10 }));
        let endless = Cohort { shares_until: None, ..cohort.clone() };
        assert_eq!(endless.refuses(&[share("sector", 1)]), Some(ShareRefusal::NoEnd));
        assert_eq!(endless.refuses(&[]), None);
        let unlimited = Cohort { places: None, ..cohort };
        assert_eq!(unlimited.refuses(&[share("sector", 1)]), Some(ShareRefusal::NoPlaces));
    }

    #[test]
    fn a_time_is_two_digits_a_colon_and_two_digits() {
        for good in ["00:00", "16:05", "23:59"] {
            assert!(is_time(good), "{good}");
        }
        for bad in ["", "4pm", "24:00", "16:60", "16.00", "1:000", "+1:00", "16:0é"] {
            assert!(!is_time(bad), "{bad}");
        }
    }

    #[test]
    fn a_local_time_is_another_instant_in_summer_than_in_winter() {
        let at = |day: &str| instant_of(day, "16:00", &zone("Europe/London")).unwrap();
        assert_eq!(at("2026-03-25"), "2026-03-25T16:00:00.000Z");
        assert_eq!(at("2026-04-01"), "2026-04-01T15:00:00.000Z");
        assert_eq!((session_of("2026-07-31"), session_of("2026-08-01")), ("2025-26".into(), "2026-27".into()));
    }
}
