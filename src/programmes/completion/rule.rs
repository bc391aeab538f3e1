//! The rule: whether somebody met what the programme's version asks for, and the facts in words. Pure.
//!
//! Only meetings that were held count. One that is still to come, was cancelled, or has no closed register counts for nobody
//! and against nobody.

use std::collections::BTreeSet;

use figures::{Unit, rounding::rate};

use crate::programmes::{
    cohorts::{CohortMeeting, Version},
    completion::study::State,
    registers::{Attendance, Mark},
};

/// How one part of the rule stands, or the whole of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Met.
    Met,
    /// Not met, but still open.
    NotYet,
    /// Not met, and what is still to come cannot change it.
    NotMet,
}

impl Standing {
    /// The words for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "Meets the rule",
            Self::NotYet => "Not yet",
            Self::NotMet => "Does not meet the rule",
        }
    }
}

/// One part of the rule and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Whether it is met.
    pub standing: Standing,
    /// The fact in a sentence, with its numbers.
    pub words: String,
}

/// What the rule says of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// How the whole stands: the least of its parts.
    pub standing: Standing,
    /// The parts, attendance first.
    pub facts: Vec<Fact>,
}

impl Verdict {
    /// The facts in words, one to a line, as a decision keeps them.
    pub fn words(&self) -> String {
        self.facts.iter().map(|fact| fact.words.as_str()).collect::<Vec<_>>().join("\n")
    }
}

/// How often somebody came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Came {
    /// Meetings that were held.
    pub held: i64,
    /// Those of them they came to, late or not.
    pub came: i64,
    /// Meetings that are still to come.
    pub to_come: i64,
    /// Meetings whose day has passed and whose register nobody closed.
    pub unclosed: i64,
    /// How long the meetings they came to lasted, in minutes.
    pub minutes: i64,
}

impl Came {
    /// Counts one person's marks over a cohort's meetings. Marks of other meetings and other people are passed over.
    pub fn of(meetings: &[CohortMeeting], marks: &[Attendance], person: &str, today: &str) -> Self {
        let present: BTreeSet<&str> = marks
            .iter()
            .filter(|mark| mark.person_id == person && Mark::of(&mark.mark).is_some_and(Mark::came))
            .map(|mark| mark.meeting_id.as_str())
            .collect();
        let mut count = Self::default();
        for meeting in meetings.iter().filter(|meeting| meeting.cancelled_on.is_none()) {
            if meeting.held_at.is_some() {
                count.held += 1;
                if present.contains(meeting.id.as_str()) {
                    count.came += 1;
                    count.minutes += minutes(&meeting.starts, &meeting.ends);
                }
            } else if meeting.day.as_str() >= today {
                count.to_come += 1;
            } else {
                count.unclosed += 1;
            }
        }
        count
    }

    /// Whether so many of so many reach a share of so many in a hundred. Whole numbers, so that 4 of 5 are exactly 80%.
    fn reaches(came: i64, held: i64, share: i64) -> bool {
        came * 100 >= share * held
    }

    fn standing(&self, share: i64) -> Standing {
        let most = self.held + self.to_come;
        if share == 0 || (most > 0 && Self::reaches(self.came, most, share)) {
            // Nothing that is still to come can take it away.
            Standing::Met
        } else if most == 0 || (self.to_come > 0 && Self::reaches(self.came + self.to_come, most, share)) {
            Standing::NotYet
        } else {
            Standing::NotMet
        }
    }

    /// The share in words, with the numbers it comes from: `9 of 11 meetings held (82%)`.
    pub fn words(&self) -> String {
        match self.held {
            0 => "no meeting has been held yet".to_owned(),
            held => format!("{} of {} held ({})", self.came, meetings_in_words(held), self.percent(0)),
        }
    }

    fn percent(&self, decimals: u32) -> String {
        rate(self.came, self.held, decimals).map_or_else(|_| "–".to_owned(), |value| Unit::Percent.spoken(value))
    }

    fn fact(&self, share: i64) -> Fact {
        let standing = self.standing(share);
        let mut words = if self.held == 0 {
            format!("No meeting has been held yet; at least {share}% of those held are needed")
        } else {
            // A share that is rounded up to the threshold must not look as if it had reached it.
            let rounded_up = !Self::reaches(self.came, self.held, share)
                && rate(self.came, self.held, 0).is_ok_and(|value| value >= share.into());
            let percent = self.percent(if rounded_up { 1 } else { 0 });
            let needed = (share * self.held + 99) / 100;
            let held = meetings_in_words(self.held);
            format!(
                "Came to {} of {held} held ({percent}); at least {share}% are needed, which is {needed} of {}",
                self.came, self.held
            )
        };
        if self.to_come > 0 {
            words.push_str(&format!(". {} still to come", meetings_in_words(self.to_come)));
        }
        if self.unclosed > 0 {
            let (they, count) = if self.unclosed == 1 { ("has", "does") } else { ("have", "do") };
            let meetings = meetings_in_words(self.unclosed);
            words.push_str(&format!(". {meetings} {they} no closed register and {count} not count"));
        }
        Fact { standing, words }
    }
}

fn meetings_in_words(count: i64) -> String {
    if count == 1 { "1 meeting".to_owned() } else { format!("{count} meetings") }
}

/// The minutes between two local times of one day.
fn minutes(starts: &str, ends: &str) -> i64 {
    let minute = |time: &str| {
        let (hour, minute) = time.split_once(':')?;
        Some(hour.parse::<i64>().ok()? * 60 + minute.get(..2)?.parse::<i64>().ok()?)
    };
    match (minute(starts), minute(ends)) {
        (Some(starts), Some(ends)) => (ends - starts).max(0),
        _ => 0,
    }
}

/// A number of minutes as hours: `16 hours`, `1 hour 30 minutes`.
pub fn hours(minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let count = |number: i64, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match (hours, rest) {
        (hours, 0) => count(hours, "hour"),
        (0, rest) => count(rest, "minute"),
        (hours, rest) => format!("{} {}", count(hours, "hour"), count(rest, "minute")),
    }
}

/// What a version of the rules says of somebody who came so often and whose case study stands so.
pub fn verdict(version: &Version, came: &Came, study: Option<State>) -> Verdict {
    let mut facts = Vec::new();
    if version.attendance_share > 0 {
        facts.push(came.fact(version.attendance_share));
    }
    if version.case_study == 1 {
        let moderated = version.moderated == 1;
        let (standing, words) = match study {
            None | Some(State::Draft) => (Standing::NotYet, "The case study has not been sent"),
            Some(State::Submitted) => (Standing::NotYet, "The case study was sent and waits to be read"),
            Some(State::Returned) => (Standing::NotYet, "The case study went back with a question"),
            Some(State::Accepted) if moderated => {
                (Standing::NotYet, "The case study was accepted and waits to be moderated")
            }
            Some(State::Accepted) => (Standing::Met, "The case study was sent and accepted"),
            Some(State::Moderated) => (Standing::Met, "The case study was sent, accepted and moderated"),
        };
        facts.push(Fact { standing, words: words.to_owned() });
    }
    if facts.is_empty() {
        facts.push(Fact { standing: Standing::Met, words: "The programme asks for nothing beyond a place".to_owned() });
    }
    let standing = facts.iter().map(|fact| fact.standing).max().unwrap_or(Standing::NotYet);
    Verdict { standing, facts }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-02-02";

    fn version(attendance_share: i64, case_study: i64, moderated: i64) -> Version {
        Version { attendance_share, case_study, moderated, ..Version::default() }
    }

    fn meeting(id: &str, day: &str, held: bool) -> CohortMeeting {
        CohortMeeting {
            id: id.into(),
            day: day.into(),
            starts: "16:00".into(),
            ends: "17:30".into(),
            held_at: held.then(|| "2026-01-01T18:00:00.000Z".into()),
            ..CohortMeeting::default()
        }
    }

    fn mark(meeting: &str, person: &str, mark: Mark) -> Attendance {
        Attendance {
            meeting_id: meeting.into(),
            person_id: person.into(),
            mark: mark.key().into(),
            ..Attendance::default()
        }
    }

    fn came(came: i64, held: i64) -> Came {
        Came { held, came, ..Came::default() }
    }

    fn of(share: i64, count: &Came) -> Fact {
        verdict(&version(share, 0, 0), count, None).facts.remove(0)
    }

    #[test]
    fn the_exact_threshold_is_enough_and_the_words_carry_the_numbers() {
        assert_eq!(of(80, &came(4, 5)).standing, Standing::Met);
        let fact = of(80, &came(9, 11));
        assert_eq!(fact.standing, Standing::Met);
        assert_eq!(fact.words, "Came to 9 of 11 meetings held (82%); at least 80% are needed, which is 9 of 11");
        assert_eq!(of(80, &came(8, 11)).standing, Standing::NotMet);
        assert_eq!(of(67, &came(2, 3)).standing, Standing::NotMet, "two thirds are 66.7%, and 67% are asked for");
        assert_eq!(of(66, &came(2, 3)).standing, Standing::Met);
    }

    #[test]
    fn a_share_that_rounds_up_to_the_threshold_does_not_look_as_if_it_had_reached_it() {
        let fact = of(80, &came(43, 54));
        assert_eq!(fact.standing, Standing::NotMet);
        assert_eq!(fact.words, "Came to 43 of 54 meetings held (79.6%); at least 80% are needed, which is 44 of 54");
    }

    #[test]
    fn only_held_meetings_count_and_neither_cancelled_nor_planned_nor_unclosed_ones() {
        let mut cancelled = meeting("4", "2026-01-20", false);
        cancelled.cancelled_on = Some("2026-01-19".into());
        let mut cancelled_after_closing = meeting("5", "2026-01-21", true);
        cancelled_after_closing.cancelled_on = Some("2026-01-22".into());
        let meetings = [
            meeting("1", "2026-01-05", true),
            meeting("2", "2026-01-12", true),
            meeting("3", "2026-01-19", false),
            cancelled,
            cancelled_after_closing,
            meeting("6", "2026-03-02", false),
        ];
        let marks = [
            mark("1", "ann", Mark::Present),
            mark("2", "ann", Mark::Late),
            mark("3", "ann", Mark::Present),
            mark("5", "ann", Mark::Present),
            mark("1", "bob", Mark::Apologies),
            mark("2", "bob", Mark::Absent),
        ];
        let ann = Came::of(&meetings, &marks, "ann", TODAY);
        assert_eq!(ann, Came { held: 2, came: 2, to_come: 1, unclosed: 1, minutes: 180 });
        assert_eq!(Came::of(&meetings, &marks, "bob", TODAY).came, 0);
        let fact = of(100, &ann);
        assert_eq!(fact.standing, Standing::NotYet);
        assert!(fact.words.ends_with(". 1 meeting still to come. 1 meeting has no closed register and does not count"));
        // A meeting to come never counts against anyone: the share said is the share of meetings held.
        assert!(fact.words.starts_with("Came to 2 of 2 meetings held (100%)"));
    }

    #[test]
    fn the_marks_of_another_cohort_do_not_help() {
        let here = [meeting("here-1", "2026-01-05", true), meeting("here-2", "2026-01-12", true)];
        let marks = [
            mark("here-1", "ann", Mark::Present),
            mark("there-1", "ann", Mark::Present),
            mark("there-2", "ann", Mark::Present),
        ];
        assert_eq!(Came::of(&here, &marks, "ann", TODAY).words(), "1 of 2 meetings held (50%)");
    }

    #[test]
    fn with_no_meeting_held_nothing_is_met_yet_and_nothing_is_divided_by_nought() {
        let fact = of(80, &came(0, 0));
        assert_eq!(fact.standing, Standing::NotYet);
        assert_eq!(fact.words, "No meeting has been held yet; at least 80% of those held are needed");
    }

    #[test]
    fn what_is_still_to_come_keeps_the_question_open_only_where_it_can_change_the_answer() {
        let of = |came: i64, held: i64, to_come: i64| Came { held, came, to_come, ..Came::default() }.standing(80);
        assert_eq!(of(5, 5, 6), Standing::NotYet);
        assert_eq!(of(9, 10, 1), Standing::Met, "9 of 11 are enough even for somebody who misses the last");
        assert_eq!(of(7, 10, 1), Standing::NotMet, "8 of 11 would be too few");
        assert_eq!(of(8, 10, 1), Standing::NotYet);
    }

    #[test]
    fn the_day_the_clocks_change_is_as_long_as_the_clock_on_the_wall_says() {
        let meetings = [meeting("1", "2026-03-29", true), meeting("2", "2025-10-26", true)];
        let marks = [mark("1", "ann", Mark::Present), mark("2", "ann", Mark::Present)];
        assert_eq!(hours(Came::of(&meetings, &marks, "ann", "2026-04-01").minutes), "3 hours");
        assert_eq!(
            (hours(90).as_str(), hours(60).as_str(), hours(45).as_str()),
            ("1 hour 30 minutes", "1 hour", "45 minutes")
        );
    }

    #[test]
    fn a_case_study_must_be_accepted_and_where_asked_moderated() {
        let met = came(5, 5);
        let standing = |rules: &Version, study| verdict(rules, &met, study).standing;
        let (read, moderated) = (version(80, 1, 0), version(80, 1, 1));
        for open in [None, Some(State::Draft), Some(State::Submitted), Some(State::Returned)] {
            assert_eq!((standing(&read, open), standing(&moderated, open)), (Standing::NotYet, Standing::NotYet));
        }
        assert_eq!(standing(&read, Some(State::Accepted)), Standing::Met);
        assert_eq!(standing(&moderated, Some(State::Accepted)), Standing::NotYet);
        assert_eq!(standing(&moderated, Some(State::Moderated)), Standing::Met);
        // A case study does not make up for meetings that were missed.
        assert_eq!(verdict(&read, &came(1, 5), Some(State::Accepted)).standing, Standing::NotMet);
    }
}
