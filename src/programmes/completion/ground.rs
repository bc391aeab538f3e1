//! What the pages of a cohort's completion stand on: everybody with a place or a decision, and how each stands.

use std::collections::BTreeMap;

use super::{Came, Completion, Standing, Study, Verdict, certificate::Certificate, store, verdict};
use crate::{
    partnership,
    people::{Permit, Scope},
    plumbing::{clock::zone, db::Db, problem::Problem, state::Weft},
    programmes::{
        applications::{self, Participant},
        cohorts::{self, Cohort, CohortMeeting, Version},
        registers::{self, Attendance},
    },
};

/// Somebody of a cohort, and how they stand.
#[derive(Debug, Clone)]
pub(super) struct Someone {
    pub(super) person_id: String,
    pub(super) person: String,
    pub(super) name: String,
    pub(super) email: String,
    /// Whether they have a place today; somebody may have completed and be gone since.
    pub(super) has_place: bool,
    pub(super) came: Came,
    pub(super) study: Option<Study>,
    pub(super) verdict: Verdict,
    pub(super) decision: Option<Completion>,
    /// Their certificates of this cohort, the newest first; at most one stands.
    pub(super) certificates: Vec<Certificate>,
}

impl Someone {
    /// The certificate that stands for their decision.
    pub(super) fn certificate(&self) -> Option<&Certificate> {
        let decision = self.decision.as_ref()?;
        self.certificates.iter().find(|one| one.stands() && one.completion_id == decision.id)
    }

    pub(super) fn completed(&self) -> bool {
        self.decision.as_ref().is_some_and(Completion::is_completed)
    }

    /// Whether the rule is met and nobody has decided yet.
    pub(super) fn may_be_recorded(&self) -> bool {
        self.decision.is_none() && self.verdict.standing == Standing::Met && self.has_taken_part()
    }

    /// Whether they came to a meeting at all. A programme is not completed by somebody who was never there, unless it has no
    /// meetings.
    pub(super) fn has_taken_part(&self) -> bool {
        self.came.came > 0 || (self.came.held == 0 && self.came.to_come == 0 && self.came.unclosed == 0)
    }
}

/// A cohort with everybody in it.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    pub(super) cohort: Cohort,
    pub(super) version: Version,
    pub(super) meetings: Vec<CohortMeeting>,
    pub(super) people: Vec<Someone>,
    pub(super) today: String,
    pub(super) zone: jiff::tz::TimeZone,
}

impl Ground {
    /// The cohort of a key for somebody who keeps its programme.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none, or it is another's.
    pub(super) async fn kept(weft: &Weft, permit: &Permit, key: &str) -> Result<Self, Problem> {
        let cohort = cohorts::cohort(&weft.db, key).await?.ok_or(Problem::NotFound)?;
        permit.within(&Scope::Programme(cohort.programme.clone()))?;
        Self::of(weft, cohort).await
    }

    /// Everybody of a cohort.
    pub(super) async fn of(weft: &Weft, cohort: Cohort) -> Result<Self, Problem> {
        let db = &weft.db;
        let zone = zone(partnership::load(db).await?.as_ref().map_or("UTC", |found| &found.time_zone));
        let today = weft.clock.today(&zone);
        let version = cohorts::version_of(db, &cohort).await?;
        let meetings = cohorts::meetings(db, &cohort.id).await?;
        let people = people(db, &cohort, &version, &meetings, &today).await?;
        Ok(Self { cohort, version, meetings, people, today, zone })
    }

    /// One person of the cohort.
    pub(super) fn someone(&self, person: &str) -> Result<&Someone, Problem> {
        self.people.iter().find(|one| one.person == person).ok_or(Problem::NotFound)
    }

    pub(super) fn home(&self) -> String {
        format!("/cohorts/{}/completion", self.cohort.key)
    }

    pub(super) fn page_of(&self, person: &str) -> String {
        format!("{}/people/{person}", self.home())
    }

    /// The rule in words.
    pub(super) fn rule(&self) -> String {
        let mut parts = Vec::new();
        if self.version.attendance_share > 0 {
            let share = self.version.attendance_share;
            parts.push(format!("come to at least {share}% of the meetings that are held"));
        }
        match (self.version.case_study, self.version.moderated) {
            (1, 1) => parts.push("send a case study that is accepted and then moderated".to_owned()),
            (1, _) => parts.push("send a case study that is accepted".to_owned()),
            _ => {}
        }
        if parts.is_empty() {
            "To complete it nothing is asked beyond taking part.".to_owned()
        } else {
            format!("To complete it people {}.", parts.join(", and "))
        }
    }
}

async fn people(
    db: &Db,
    cohort: &Cohort,
    version: &Version,
    meetings: &[CohortMeeting],
    today: &str,
) -> Result<Vec<Someone>, Problem> {
    let placed = applications::participants(db, &cohort.id).await?;
    let marks = registers::of_cohort(db, &cohort.id).await?;
    let mut marks_of: BTreeMap<&str, Vec<Attendance>> = BTreeMap::new();
    for mark in &marks {
        marks_of.entry(&mark.person_id).or_default().push(mark.clone());
    }
    let mut studies: BTreeMap<String, Study> =
        store::studies(db, &cohort.id).await?.into_iter().map(|study| (study.person_id.clone(), study)).collect();
    let mut decisions: BTreeMap<String, Completion> =
        store::decisions(db, &cohort.id).await?.into_iter().map(|one| (one.person_id.clone(), one)).collect();
    let mut certificates: BTreeMap<String, Vec<Certificate>> = BTreeMap::new();
    for (person, certificate) in store::certificates_of_cohort(db, &cohort.id).await? {
        certificates.entry(person).or_default().push(certificate);
    }
    let mut everybody: Vec<(Participant, bool)> = placed.into_iter().map(|one| (one, true)).collect();
    for gone in store::decided_without_place(db, &cohort.id).await? {
        if everybody.iter().all(|(known, _)| known.person_id != gone.person_id) {
            everybody.push((gone, false));
        }
    }
    let mut people: Vec<Someone> = Vec::new();
    for (one, has_place) in everybody {
        // Somebody may have been given two places by mistake; they are one person here.
        if people.iter().any(|known| known.person_id == one.person_id) {
            continue;
        }
        let theirs = marks_of.get(one.person_id.as_str()).map_or(&[][..], Vec::as_slice);
        let came = Came::of(meetings, theirs, &one.person_id, today);
        let study = studies.remove(&one.person_id);
        people.push(Someone {
            verdict: verdict(version, &came, study.as_ref().map(Study::state)),
            decision: decisions.remove(&one.person_id),
            certificates: certificates.remove(&one.person_id).unwrap_or_default(),
            person_id: one.person_id,
            person: one.person,
            name: one.name,
            email: one.email,
            has_place,
            came,
            study,
        });
    }
    people.sort_by(|a, b| (&a.name, &a.person).cmp(&(&b.name, &b.person)));
    Ok(people)
}
