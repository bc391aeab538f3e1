//! The lines of a register: everybody who has a place, and everybody else who is marked.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::Value;
use crate::{
    plumbing::{db::Db, problem::Problem},
    programmes::cohorts::CohortMeeting,
};

/// A mark as it stands, with whose it is, who set it and when.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(super) struct Noted {
    pub(super) meeting_id: String,
    pub(super) person_id: String,
    pub(super) person: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) mark: String,
    pub(super) mode: String,
    pub(super) authority_key: Option<String>,
    pub(super) establishment_key: Option<String>,
    pub(super) sector: String,
    pub(super) post: String,
    pub(super) how: String,
    pub(super) note: String,
    pub(super) taken_at: String,
    /// The name of whoever set it, where that was somebody with an account.
    pub(super) by_name: Option<String>,
}

impl Noted {
    /// The mark with its mode.
    pub(super) fn value(&self) -> Option<Value> {
        Value::stored(&self.mark, &self.mode)
    }

    /// Who set it, in words.
    pub(super) fn by(&self) -> String {
        match (self.how.as_str(), &self.by_name) {
            ("check-in", _) => "They themselves".to_owned(),
            (_, Some(name)) => name.clone(),
            (_, None) => "Somebody with access to the server".to_owned(),
        }
    }
}

/// Somebody with a place, with where they work.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
struct Placed {
    person_id: String,
    person: String,
    name: String,
    email: String,
    own_email: Option<String>,
    post: String,
    sector: String,
    authority_key: Option<String>,
    establishment_key: Option<String>,
}

/// One line of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) person_id: String,
    pub(super) person: String,
    pub(super) name: String,
    /// The address of the application; for somebody without a place, their own.
    pub(super) email: String,
    /// The address they are known by, where it is another.
    pub(super) own_email: String,
    pub(super) post: String,
    pub(super) sector: String,
    pub(super) authority: Option<String>,
    pub(super) establishment: Option<String>,
    pub(super) has_place: bool,
    pub(super) noted: Option<Noted>,
}

impl Entry {
    /// The mark with its mode, where one was set.
    pub(super) fn value(&self) -> Option<Value> {
        self.noted.as_ref().and_then(Noted::value)
    }
}

// Whoever moved to another school since they applied works there now: the newer of the two counts for new marks.
const PLACED: &str = "select application.person_id, person.key as person, person.name, application.email,
    person.email as own_email,
    case when moved.person_id is null then application.post else moved.post end as post,
    case when moved.person_id is null then application.sector else coalesce(moved.sector, '') end as sector,
    case when moved.person_id is null then application.authority_key else moved.authority_key end as authority_key,
    case when moved.person_id is null then application.establishment_key else moved.establishment_key end
      as establishment_key
  from application join person on person.id = application.person_id
  left join practitioner as moved on moved.person_id = application.person_id
    and moved.changed_at > coalesce(application.submitted_at, application.started_at)
  where application.cohort_id = $1 and application.state = 'accepted' order by person.name, person.key";

const NOTED: &str =
    "select attendance.meeting_id, attendance.person_id, person.key as person, person.name, person.email,
    attendance.mark, attendance.mode, attendance.authority_key, attendance.establishment_key, attendance.sector,
    attendance.post, attendance.how, attendance.note, attendance.taken_at, setter.name as by_name
  from attendance join person on person.id = attendance.person_id
  left join account on account.id = attendance.account left join person as setter on setter.id = account.person_id";

/// The marks of one meeting, by name.
pub(super) async fn noted(db: &Db, meeting: &str) -> Result<Vec<Noted>, Problem> {
    let text = format!("{NOTED} where attendance.meeting_id = $1 order by person.name, person.key");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(meeting).fetch_all(db.read()).await?)
}

/// The marks of all meetings of a cohort, by name.
pub(super) async fn noted_of_cohort(db: &Db, cohort: &str) -> Result<Vec<Noted>, Problem> {
    let text = format!(
        "{NOTED} where attendance.meeting_id in (select id from cohort_meeting where cohort_id = $1)
         order by person.name, person.key, attendance.meeting_id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(cohort).fetch_all(db.read()).await?)
}

/// Those with a place in a cohort, by name, each once.
async fn placed(db: &Db, cohort: &str) -> Result<Vec<Placed>, Problem> {
    let mut placed: Vec<Placed> = sqlx::query_as(PLACED).bind(cohort).fetch_all(db.read()).await?;
    let mut seen = BTreeSet::new();
    placed.retain(|one| seen.insert(one.person_id.clone()));
    Ok(placed)
}

/// The lines of the register of one meeting: those with a place, then others who are marked, each by name.
pub(super) async fn of_meeting(db: &Db, meeting: &CohortMeeting) -> Result<Vec<Entry>, Problem> {
    let marks = noted(db, &meeting.id).await?;
    let mut entries = everybody(db, &meeting.cohort_id, &marks).await?;
    for entry in &mut entries {
        entry.noted = marks.iter().find(|one| one.person_id == entry.person_id).cloned();
    }
    Ok(entries)
}

/// Everybody of a cohort's registers without their marks: those with a place, then others who are marked in `marks`.
pub(super) async fn everybody(db: &Db, cohort: &str, marks: &[Noted]) -> Result<Vec<Entry>, Problem> {
    let mut entries: Vec<Entry> = placed(db, cohort)
        .await?
        .into_iter()
        .map(|one| Entry {
            person_id: one.person_id,
            person: one.person,
            name: one.name,
            email: one.email.to_lowercase(),
            own_email: one.own_email.unwrap_or_default(),
            post: one.post,
            sector: one.sector,
            authority: one.authority_key,
            establishment: one.establishment_key,
            has_place: true,
            noted: None,
        })
        .collect();
    let mut known: BTreeSet<String> = entries.iter().map(|one| one.person_id.clone()).collect();
    for mark in marks {
        if known.insert(mark.person_id.clone()) {
            entries.push(Entry {
                person_id: mark.person_id.clone(),
                person: mark.person.clone(),
                name: mark.name.clone(),
                email: mark.email.clone().unwrap_or_default(),
                own_email: String::new(),
                post: mark.post.clone(),
                sector: mark.sector.clone(),
                authority: mark.authority_key.clone(),
                establishment: mark.establishment_key.clone(),
                has_place: false,
                noted: None,
            });
        }
    }
    Ok(entries)
}
