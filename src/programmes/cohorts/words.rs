//! What the rules of a version and the days and places of a cohort are in plain words.

use super::{Cohort, Version, Window};
use crate::{partnership::sector_name, plumbing::clock::spoken_day};

/// Whether a version is for somebody, as far as sector and post can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fits {
    /// It is for them.
    Yes,
    /// It is for other sectors.
    NotSector,
    /// It is written for other posts.
    NotPost,
}

/// Words joined as people say them: `a, b or c`.
pub(in crate::programmes) fn any_of(words: &[String], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., end] => format!("{} {last} {end}", init.join(", ")),
    }
}

/// A number with its noun, the plural where it is not one.
pub(in crate::programmes) fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

impl Version {
    /// The keys of the sectors it is for; none where it is for all.
    pub fn sector_keys(&self) -> Vec<&str> {
        self.sectors.lines().collect()
    }

    /// The posts it is for; none where it is for all.
    pub fn post_names(&self) -> Vec<&str> {
        self.posts.lines().collect()
    }

    /// Whom it is for, in words that go on from “for”.
    pub fn for_whom(&self) -> String {
        let posts: Vec<String> = self.posts.lines().map(ToOwned::to_owned).collect();
        let sectors: Vec<String> = self.sectors.lines().map(|key| sector_name(key).to_lowercase()).collect();
        let who = match posts.as_slice() {
            [] => "practitioners in any post".to_owned(),
            posts => format!("people who work as {}", any_of(posts, "or")),
        };
        match sectors.as_slice() {
            [] => format!("{who}, in any sector"),
            [one] => format!("{who}, in the {one} sector"),
            several => format!("{who}, in the {} sectors", any_of(several, "or")),
        }
    }

    /// Whether it is for somebody of a sector and a post.
    pub fn fits(&self, sector: &str, post: &str) -> Fits {
        let among = |list: &str, one: &str| list.is_empty() || list.lines().any(|known| known == one);
        match (among(&self.sectors, sector), among(&self.posts, post)) {
            (false, _) => Fits::NotSector,
            (true, false) => Fits::NotPost,
            (true, true) => Fits::Yes,
        }
    }

    /// How many of some meetings somebody must have come to.
    pub fn needed_of(&self, meetings: i64) -> i64 {
        (meetings * self.attendance_share + 99) / 100
    }

    /// What completes it, one sentence for each thing asked, without their stops.
    pub fn completed_by(&self) -> Vec<String> {
        let mut asked = Vec::new();
        if self.attendance_share > 0 {
            asked.push(format!("Come to at least {}% of the meetings that are held", self.attendance_share));
        }
        if self.case_study == 1 {
            asked.push("Hand in a case study of what you did and what changed".to_owned());
        }
        if self.moderated == 1 {
            asked.push("Somebody else reads the case study and agrees with its judgement".to_owned());
        }
        if asked.is_empty() {
            asked.push("Nothing more is asked than to take part".to_owned());
        }
        asked
    }

    /// The credit it leads to, with who awards it.
    pub fn credit(&self) -> Option<String> {
        let points = counted(self.credit_points?, "credit point", "credit points");
        let level = self.credit_level.map(|level| format!(" at SCQF level {level}")).unwrap_or_default();
        let body = if self.credit_body.is_empty() {
            "; who awards it is not said".to_owned()
        } else {
            format!(", awarded by {}", self.credit_body)
        };
        Some(format!("{points}{level}{body}"))
    }

    /// The recognition it leads to, with who recognises.
    pub fn recognised(&self) -> Option<String> {
        let by =
            if self.recognition_body.is_empty() { String::new() } else { format!(" by {}", self.recognition_body) };
        (!self.recognition.is_empty()).then(|| format!("{}{by}", self.recognition))
    }

    /// The days between which the award may be made.
    pub fn award_days(&self) -> Option<String> {
        match (&self.award_from, &self.award_to) {
            (Some(from), Some(to)) => Some(format!("from {} to {}", spoken_day(from), spoken_day(to))),
            (Some(from), None) => Some(format!("from {} on", spoken_day(from))),
            (None, Some(to)) => Some(format!("until {}", spoken_day(to))),
            (None, None) => None,
        }
    }
}

/// The places of a cohort and how many are held by offers and acceptances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// How many there are; nothing where nobody limits them.
    pub total: Option<i64>,
    /// How many are offered or taken.
    pub held: i64,
}

impl Places {
    /// How many are left; nothing where nobody limits them.
    pub fn left(self) -> Option<i64> {
        self.total.map(|total| (total - self.held).max(0))
    }

    /// Places in a sentence, by whether people may apply.
    pub fn said(self, window: Window) -> String {
        match (self.total, self.left()) {
            (Some(total), Some(0)) if window == Window::Open => {
                format!("All {total} places are offered or taken: you may join the waiting list.")
            }
            (Some(total), Some(0)) => format!("All {total} places are offered or taken."),
            (Some(total), Some(left)) if self.held > 0 => {
                format!("{}: {} offered or taken, {left} left.", counted(total, "place", "places"), self.held)
            }
            (Some(total), _) if matches!(window, Window::Open | Window::NotYet) => {
                format!("{}. None is taken yet.", counted(total, "place", "places"))
            }
            (Some(total), _) => format!("{}.", counted(total, "place", "places")),
            (None, _) => "Places are not limited.".to_owned(),
        }
    }
}

impl Cohort {
    /// When people may apply, in a sentence.
    pub fn window_said(&self, day: &str) -> String {
        let spoken = |day: &Option<String>| day.as_deref().map(spoken_day).unwrap_or_default();
        match self.window(day) {
            Window::Cancelled => format!("Cancelled on {}.", spoken(&self.cancelled_on)),
            Window::NotSaid => "Nobody has said yet when people may apply.".to_owned(),
            Window::NotYet if self.closes_on.is_none() => format!("You may apply from {} on.", spoken(&self.opens_on)),
            Window::NotYet => {
                format!("You may apply from {} to {}.", spoken(&self.opens_on), spoken(&self.closes_on))
            }
            Window::Open if self.closes_on.is_none() => "You may apply now.".to_owned(),
            Window::Open => format!("You may apply until {}.", spoken(&self.closes_on)),
            Window::Closed => format!("Applications closed on {}.", spoken(&self.closes_on)),
        }
    }
}

impl Window {
    /// The window in a word or two.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cancelled => "Cancelled",
            Self::NotSaid => "Not open",
            Self::NotYet => "Opens later",
            Self::Open => "Open for applications",
            Self::Closed => "Closed for applications",
        }
    }

    /// The look of its label.
    pub fn look(self) -> &'static str {
        match self {
            Self::Open => "achieved",
            Self::NotYet => "active",
            Self::Cancelled => "error",
            Self::NotSaid | Self::Closed => "draft",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version() -> Version {
        Version {
            sectors: "primary\nsecondary\nspecial".into(),
            posts: "Teacher\nPrincipal Teacher".into(),
            attendance_share: 75,
            case_study: 1,
            credit_body: "a university".into(),
            credit_points: Some(30),
            credit_level: Some(11),
            ..Version::default()
        }
    }

    #[test]
    fn whom_it_is_for_is_said_in_words_and_tells_one_from_another() {
        let version = version();
        assert_eq!(
            version.for_whom(),
            "people who work as Teacher or Principal Teacher, in the primary, secondary or additional support needs sectors"
        );
        assert_eq!(Version::default().for_whom(), "practitioners in any post, in any sector");
        assert_eq!(version.fits("primary", "Teacher"), Fits::Yes);
        assert_eq!(version.fits("early-years", "Teacher"), Fits::NotSector);
        assert_eq!(version.fits("primary", "Technician"), Fits::NotPost);
        assert_eq!(Version::default().fits("early-years", "Anything"), Fits::Yes);
    }

    #[test]
    fn what_completes_it_rounds_meetings_up() {
        let version = version();
        assert_eq!((version.needed_of(6), version.needed_of(8), version.needed_of(0)), (5, 6, 0));
        assert_eq!(version.completed_by().len(), 2);
        assert_eq!(Version::default().completed_by(), ["Nothing more is asked than to take part"]);
        assert_eq!(version.credit().unwrap(), "30 credit points at SCQF level 11, awarded by a university");
    }

    #[test]
    fn full_means_a_waiting_list_only_while_people_may_apply() {
        let places = |held| Places { total: Some(20), held };
        assert!(places(20).said(Window::Open).contains("waiting list"));
        assert_eq!(places(20).said(Window::Closed), "All 20 places are offered or taken.");
        assert_eq!(places(6).said(Window::Open), "20 places: 6 offered or taken, 14 left.");
        assert_eq!(Places { total: None, held: 3 }.said(Window::Open), "Places are not limited.");
    }
}
