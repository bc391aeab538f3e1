//! Completion: who met the rule of a programme, decided with its facts; the case study; the certificate that says so and
//! the page that verifies it; what was claimed of the body that awards the credit; and, a year later, what came of it.
//!
//! A decision is a dated record that can be taken back with a reason. What a certificate said when it was issued it says for
//! ever: a wrong name is mended by a new certificate, and the old one then says that it was replaced.

mod case_study;
mod certificate;
mod deciding;
mod file;
mod ground;
mod lists;
mod pages;
mod person;
mod rule;
mod store;
mod study;
mod verify;
mod what_next;

pub use file::{export, import};
pub use rule::{Came, Fact, Standing, Verdict, hours, verdict};
pub use store::{certificate_file, of_person};
pub use study::{State as StudyState, Study};
pub use what_next::ask_after_a_year;

use sqlx::FromRow;

use super::cohorts::Version;
use crate::plumbing::{
    clock::spoken_day,
    db::Db,
    problem::Problem,
    route::{Route, get, post},
};

/// The routes of completion.
pub fn routes() -> Vec<Route> {
    vec![
        get("/cohorts/{key}/completion", pages::overview),
        post("/cohorts/{key}/completion/decisions", pages::decide_all),
        post("/cohorts/{key}/completion/letters", pages::ask_all),
        post("/cohorts/{key}/completion/certificates", pages::issue_all),
        get("/cohorts/{key}/completion/certificates.zip", lists::certificates),
        get("/cohorts/{key}/completion/credits.xlsx", lists::credits),
        get("/cohorts/{key}/completion/recognition.xlsx", lists::recognition),
        post("/cohorts/{key}/completion/claims", lists::claim_all),
        get("/cohorts/{key}/completion/people/{person}", person::show),
        post("/cohorts/{key}/completion/people/{person}/decision", deciding::decide),
        post("/cohorts/{key}/completion/people/{person}/taking-back", deciding::take_back),
        post("/cohorts/{key}/completion/people/{person}/acceptance", deciding::accept),
        post("/cohorts/{key}/completion/people/{person}/question", deciding::ask_back),
        post("/cohorts/{key}/completion/people/{person}/moderation", deciding::moderate),
        post("/cohorts/{key}/completion/people/{person}/certificate", deciding::issue),
        get("/cohorts/{key}/completion/people/{person}/certificate.pdf", person::pdf),
        post("/cohorts/{key}/completion/people/{person}/revocation", deciding::revoke),
        post("/cohorts/{key}/completion/people/{person}/reissue", deciding::reissue),
        post("/cohorts/{key}/completion/people/{person}/claims", deciding::claim),
        get("/case-study/{token}", case_study::start),
        get("/case-study/{token}/check", case_study::check),
        post("/case-study/{token}/sending", case_study::send),
        post("/case-study/{token}/taking-back", case_study::take_back),
        get("/case-study/{token}/{question}", case_study::question),
        post("/case-study/{token}/{question}", case_study::save),
        get("/certificate/{token}", verify::own_page),
        get("/certificate/{token}/certificate.pdf", verify::own_pdf),
        get("/what-next/{token}", what_next::show),
        post("/what-next/{token}", what_next::answer),
        get("/verify", verify::ask),
        get("/verify/{certificate}", verify::show),
    ]
}

/// The certificates whose stored bytes are not those that were issued, in words.
///
/// # Errors
/// When the database does not answer.
pub async fn check(db: &Db) -> Result<Vec<String>, Problem> {
    store::damaged(db).await
}

/// What a link by letter opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// The pages on which a case study is written.
    CaseStudy,
    /// The participant's own page of the certificate.
    Certificate,
    /// The questions a year later.
    WhatNext,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::CaseStudy => "case-study",
            Self::Certificate => "certificate",
            Self::WhatNext => "what-next",
        }
    }
}

/// What completing a programme may lead to, beyond the certificate. It is claimed of the body that awards it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Award {
    /// Credit points.
    Credit,
    /// Recognition by a registration body.
    Recognition,
}

impl Award {
    const ALL: [Self; 2] = [Self::Credit, Self::Recognition];

    fn key(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Recognition => "recognition",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Credit => "Credit",
            Self::Recognition => "Recognition",
        }
    }

    fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|award| award.key() == key)
    }

    /// What a version of the rules leads to, in words with the body that gives it; nothing where it leads to none.
    fn words(self, version: &Version) -> Option<String> {
        let by = |body: &str| if body.is_empty() { String::new() } else { format!(", {body}") };
        match self {
            Self::Credit => {
                let points = version.credit_points.filter(|points| *points > 0)?;
                let level = version.credit_level.map(|level| format!(" at SCQF level {level}")).unwrap_or_default();
                let unit = if points == 1 { "point" } else { "points" };
                Some(format!("{points} credit {unit}{level}{}", by(&version.credit_body)))
            }
            Self::Recognition if version.recognition.is_empty() => None,
            Self::Recognition => Some(format!("{}{}", version.recognition, by(&version.recognition_body))),
        }
    }
}

/// Why an award cannot be claimed for a completion on a day, where it cannot.
fn no_award_on(version: &Version, day: &str) -> Option<String> {
    match (&version.award_from, &version.award_to) {
        (Some(from), _) if day < from.as_str() => {
            Some(format!("Completed on {}, before the award began on {}", spoken_day(day), spoken_day(from)))
        }
        (_, Some(to)) if day > to.as_str() => {
            Some(format!("Completed on {}, after the award ended on {}", spoken_day(day), spoken_day(to)))
        }
        _ => None,
    }
}

/// What history calls a completion.
const SUBJECT: &str = "completion";

/// How a completion was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Completed.
    Completed,
    /// Did not complete.
    NotCompleted,
}

impl Outcome {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Completed, Self::NotCompleted];

    /// The outcome as stored and as files write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::NotCompleted => "not-completed",
        }
    }

    /// The outcome as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Completed => "Completed",
            Self::NotCompleted => "Did not complete",
        }
    }

    /// The outcome of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.key() == key)
    }
}

/// A decision about one person in one cohort, as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct Completion {
    /// Its id.
    pub id: String,
    /// The id of the cohort.
    pub cohort_id: String,
    /// The id of the person.
    pub person_id: String,
    /// A key of [`Outcome`].
    pub outcome: String,
    /// The day of it.
    pub day: String,
    /// Whether it was decided against what the rule says (1) or not (0).
    pub against_rule: i64,
    /// The facts on which it was decided, one to a line.
    pub facts: String,
    /// Why, where it was decided against the rule.
    pub reason: String,
    /// How long the meetings lasted that the person came to, in minutes.
    pub minutes: i64,
    /// When it was recorded.
    pub at: String,
    /// Who recorded it.
    pub account: String,
}

impl Completion {
    /// Whether they completed.
    pub fn is_completed(&self) -> bool {
        self.outcome == Outcome::Completed.key()
    }
}

/// One completion of a person, with the certificate that stands for it, as their own page lists them.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct OfPerson {
    /// The key of the programme.
    pub programme: String,
    /// Its name.
    pub programme_name: String,
    /// The key of the cohort.
    pub cohort: String,
    /// Its title.
    pub cohort_title: String,
    /// A key of [`Outcome`].
    pub outcome: String,
    /// The day of it.
    pub day: String,
    /// How long the meetings lasted that the person came to, in minutes; said with [`hours`].
    pub minutes: i64,
    /// The number of the certificate that stands for it; `/verify/{number}` shows it, [`certificate_file`] has its bytes.
    pub certificate: Option<String>,
    /// What the programme is worth, as the certificate says; empty where there is none.
    pub worth: String,
    /// The day on which the certificate was issued.
    pub issued_on: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version() -> Version {
        Version {
            credit_body: "A University".into(),
            credit_points: Some(30),
            credit_level: Some(11),
            recognition: "Professional Recognition".into(),
            award_from: Some("2023-08-01".into()),
            award_to: Some("2025-04-01".into()),
            ..Version::default()
        }
    }

    #[test]
    fn an_award_is_made_from_its_first_day_to_its_last() {
        let version = version();
        assert!(no_award_on(&version, "2023-08-01").is_none() && no_award_on(&version, "2025-04-01").is_none());
        assert_eq!(
            no_award_on(&version, "2025-04-02").as_deref(),
            Some("Completed on 2 April 2025, after the award ended on 1 April 2025")
        );
        assert!(no_award_on(&version, "2023-07-31").is_some());
        assert!(no_award_on(&Version::default(), "2023-07-31").is_none());
    }

    #[test]
    fn an_award_is_said_with_its_level_and_its_body_or_not_at_all() {
        assert_eq!(Award::Credit.words(&version()).as_deref(), Some("30 credit points at SCQF level 11, A University"));
        assert_eq!(Award::Recognition.words(&version()).as_deref(), Some("Professional Recognition"));
        assert_eq!(
            (Award::Credit.words(&Version::default()), Award::Recognition.words(&Version::default())),
            (None, None)
        );
    }
}
