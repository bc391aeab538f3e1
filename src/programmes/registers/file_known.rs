//! What a file of marks may refer to, read once: cohorts with their meetings, people by address and by name.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::FromRow;

use super::{Attendance, ground::zone_of};
use crate::{
    partnership::{self, Authority},
    plumbing::{problem::Problem, state::Weft},
};

/// A meeting, as far as a mark needs it.
#[derive(Debug, Clone, FromRow)]
pub(super) struct Meeting {
    pub(super) id: String,
    cohort_id: String,
    cohort: String,
    number: i64,
    pub(super) day: String,
    pub(super) mode: String,
    #[sqlx(rename = "held")]
    held_number: i64,
    #[sqlx(rename = "cancelled")]
    cancelled_number: i64,
    #[sqlx(rename = "invented")]
    invented_number: i64,
    #[sqlx(skip)]
    pub(super) held: bool,
    #[sqlx(skip)]
    pub(super) cancelled: bool,
    #[sqlx(skip)]
    pub(super) invented: bool,
}

/// Somebody who is known, with where they work.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: String,
    name: String,
    pub(super) works: Attendance,
}

#[derive(FromRow)]
struct Row {
    cohort_id: String,
    id: String,
    name: String,
    email: Option<String>,
    authority_key: Option<String>,
    establishment_key: Option<String>,
    sector: String,
    post: String,
}

impl Row {
    fn person(self) -> Person {
        Person {
            id: self.id,
            name: self.name,
            works: Attendance {
                authority_key: self.authority_key,
                establishment_key: self.establishment_key,
                sector: self.sector,
                post: self.post,
                ..Attendance::default()
            },
        }
    }
}

/// What a file may refer to.
pub(super) struct Known {
    /// The meetings of every cohort, by its key and their number.
    pub(super) cohorts: BTreeMap<String, BTreeMap<i64, Meeting>>,
    pub(super) authorities: Vec<Authority>,
    pub(super) establishments: BTreeSet<String>,
    pub(super) today: String,
    /// Those with a place, by cohort and address.
    placed: BTreeMap<(String, String), Person>,
    /// Those with a place, by cohort and name in small letters.
    named: BTreeMap<(String, String), Vec<Person>>,
    /// Everybody else, by address.
    others: BTreeMap<String, Person>,
}

impl Known {
    pub(super) async fn of(weft: &Weft) -> Result<Self, Problem> {
        let db = &weft.db;
        let mut cohorts: BTreeMap<String, BTreeMap<i64, Meeting>> = BTreeMap::new();
        let meetings: Vec<Meeting> = sqlx::query_as(
            "select cohort_meeting.id, cohort_meeting.cohort_id, cohort.key as cohort, number, day, cohort_meeting.mode,
               cast(case when held_at is null then 0 else 1 end as bigint) as held,
               cast(case when cohort_meeting.cancelled_on is null then 0 else 1 end as bigint) as cancelled,
               cohort.invented
             from cohort_meeting join cohort on cohort.id = cohort_meeting.cohort_id
             order by cohort.key, number, cohort_meeting.id",
        )
        .fetch_all(db.read())
        .await?;
        for mut meeting in meetings {
            meeting.held = meeting.held_number == 1;
            meeting.cancelled = meeting.cancelled_number == 1;
            meeting.invented = meeting.invented_number == 1;
            cohorts.entry(meeting.cohort.clone()).or_default().insert(meeting.number, meeting);
        }
        let (mut placed, mut named) = (BTreeMap::new(), BTreeMap::<_, Vec<Person>>::new());
        let rows: Vec<Row> = sqlx::query_as(
            "select application.cohort_id, person.id, person.name, application.email,
               application.authority_key, application.establishment_key, application.sector, application.post
             from application join person on person.id = application.person_id
             where application.state = 'accepted' order by application.id",
        )
        .fetch_all(db.read())
        .await?;
        for row in rows {
            let cohort = row.cohort_id.clone();
            let email = row.email.clone().unwrap_or_default().to_lowercase();
            let person = row.person();
            named.entry((cohort.clone(), person.name.to_lowercase())).or_default().push(person.clone());
            placed.insert((cohort, email), person);
        }
        let mut others = BTreeMap::new();
        let rows: Vec<Row> = sqlx::query_as(
            "select '' as cohort_id, person.id, person.name, person.email,
               practitioner.authority_key, practitioner.establishment_key, coalesce(practitioner.sector, '') as sector,
               coalesce(practitioner.post, '') as post
             from person left join practitioner on practitioner.person_id = person.id
             where person.email is not null order by person.id",
        )
        .fetch_all(db.read())
        .await?;
        for row in rows {
            let email = row.email.clone().unwrap_or_default();
            others.entry(email).or_insert_with(|| row.person());
        }
        Ok(Self {
            cohorts,
            authorities: partnership::authorities(db).await?,
            establishments: partnership::establishments(db).await?.into_iter().map(|one| one.key).collect(),
            today: weft.clock.today(&zone_of(weft).await?),
            placed,
            named,
            others,
        })
    }

    /// The person of an address: as they applied to this cohort, else as they are known.
    pub(super) fn by_email(&self, meeting: &Meeting, email: &str) -> Option<Person> {
        let place = (meeting.cohort_id.clone(), email.to_owned());
        let other = self.others.get(email);
        if let Some(person) = self.placed.get(&place) {
            return Some(person.clone());
        }
        // Their own address may be another than the one they applied with.
        let same = |other: &&Person| {
            let name = (meeting.cohort_id.clone(), other.name.to_lowercase());
            self.named.get(&name).and_then(|all| all.iter().find(|one| one.id == other.id))
        };
        other.map(|other| same(&other).unwrap_or(other).clone())
    }

    /// Those of a name with a place in the cohort.
    pub(super) fn by_name(&self, meeting: &Meeting, name: &str) -> Vec<Person> {
        self.named.get(&(meeting.cohort_id.clone(), name.to_lowercase())).cloned().unwrap_or_default()
    }
}
