//! Approval by each council: the plan goes through the committee of every authority, one after the other.
//!
//! What a committee decided is a dated record. A second record of the same authority stands in place of the first and says
//! why; the first is kept. A day on which a committee will meet may be entered before it meets, so that everybody sees who
//! is next. How many authorities there are is data.

mod file;
mod pages;
mod record;
mod store;

pub use file::{export, import};
pub(super) use pages::routes;
pub use store::{Approval, approvals, approvals_of_authority};

/// What a committee can have decided, as stored, as people say it, and what it means.
pub const DECISIONS: &[(&str, &str, &str)] = &[
    ("approved", "Approved", ""),
    ("approved-with-changes", "Approved with changes", "Say below what the committee changed or asked for"),
    ("noted", "Noted", "The committee took note and was not asked to approve"),
    ("deferred", "Deferred", "The committee put it off; say below until when"),
    ("not-approved", "Not approved", "Say below why"),
    ("not-published", "Decision not published", "It was on the agenda, and no paper we know says what was decided"),
    ("planned", "Planned", "The committee has not met yet; the day lies ahead"),
];

/// The word that takes a record back: the council has decided nothing that we know of.
pub(super) const NONE: &str = "none";

impl Approval {
    /// The decision as people say it.
    pub fn decision_name(&self) -> &'static str {
        DECISIONS.iter().find(|(key, _, _)| *key == self.decision).map_or("Nothing recorded", |(_, name, _)| name)
    }

    /// Whether a committee has dealt with the plan; a meeting that lies ahead is not that.
    pub fn is_dealt_with(&self) -> bool {
        self.decision != "planned" && self.decision != NONE
    }

    /// Whether the council stands behind the plan.
    pub fn is_approved(&self) -> bool {
        matches!(self.decision.as_str(), "approved" | "approved-with-changes")
    }

    /// The look of the decision's label; its words say it too.
    fn look(&self) -> &'static str {
        match self.decision.as_str() {
            "approved" | "approved-with-changes" => "published",
            "planned" => "submitted",
            "not-approved" => "error",
            _ => "draft",
        }
    }
}

/// What a rule says about a record, field by field. `first` is the first day that counts, `today` the day of recording.
fn faults(new: &Approval, before: Option<&Approval>, first: &str, today: &str) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let mut fault = |field, what: &str| faults.push((field, what.to_owned()));
    if new.decision == NONE {
        if before.is_none() {
            fault("decision", "There is no record to take back; choose what the committee decided");
        }
    } else {
        if !DECISIONS.iter().any(|(key, _, _)| *key == new.decision) {
            fault("decision", "Choose what the committee decided");
        }
        if new.committee.is_empty() {
            fault("committee", "Enter the committee, as the council calls it");
        }
        if new.day.len() != 10 || new.day.parse::<jiff::civil::Date>().is_err() {
            fault("day", "Enter the day of the committee as year, month and day, such as 2026-03-12");
        } else if new.day.as_str() < first {
            let first = crate::plumbing::clock::spoken_day(first);
            fault(
                "day",
                &format!("The framework did not exist on that day; the first day that can stand here is {first}"),
            );
        } else if new.decision != "planned" && new.day.as_str() > today {
            fault("day", "The day lies ahead; choose Planned, and record the decision once the committee has met");
        }
        if matches!(new.decision.as_str(), "approved-with-changes" | "not-approved") && new.words.is_none() {
            fault("words", "Say in a sentence what the committee decided");
        }
        if new.url.as_ref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            fault("url", "Enter the whole address of the paper, beginning with https://");
        }
    }
    let decided_before = before.is_some_and(Approval::is_dealt_with);
    if decided_before && new.reason.is_none() {
        fault("reason", "A decision of this council is recorded already; say why this record stands in its place");
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn approval(decision: &str, day: &str) -> Approval {
        Approval {
            decision: decision.into(),
            day: day.into(),
            committee: "Education Committee".into(),
            ..Approval::default()
        }
    }

    #[test]
    fn a_day_before_the_framework_and_a_decision_that_lies_ahead_are_refused() {
        let fields = |new: &Approval, before| {
            let faults = faults(new, before, "2024-08-01", "2026-02-02");
            faults.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        assert_eq!(fields(&approval("approved", "2024-07-31"), None), ["day"]);
        assert_eq!(fields(&approval("approved", "2026-02-03"), None), ["day"]);
        assert!(fields(&approval("planned", "2026-02-03"), None).is_empty());
        assert_eq!(fields(&approval("approved-with-changes", "2026-01-15"), None), ["words"]);
        let before = approval("deferred", "2025-11-01");
        assert_eq!(fields(&approval("approved", "2026-01-15"), Some(&before)), ["reason"]);
        let planned = approval("planned", "2026-01-15");
        assert!(
            fields(&approval("approved", "2026-01-15"), Some(&planned)).is_empty(),
            "a plan gives way without a reason"
        );
        assert_eq!(fields(&approval("none", ""), None), ["decision"]);
    }
}
