//! What a person holds: what somebody who takes over must know on the first morning.

use super::{Task, days, sources::Open};
use crate::{
    actions, governance, groups,
    people::{self, HeldOffice, HeldRole, Person, Role},
    plumbing::{problem::Problem, search, state::Weft},
};

/// Something held, with the name under which a form passes it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What the form sends: `office:`, `role:`, `lead:`, `seat:` or `action:` and the key.
    pub(super) value: String,
    /// What it is.
    pub(super) words: String,
    /// Since when, until when, by when.
    pub(super) detail: String,
    /// Its page.
    pub(super) href: Option<String>,
    /// Only an administrator passes it on.
    pub(super) guarded: bool,
}

/// Everything one person holds on a day.
pub(super) struct Held {
    pub(super) offices: Vec<HeldOffice>,
    pub(super) roles: Vec<HeldRole>,
    pub(super) groups: Vec<groups::Membership>,
    pub(super) seats: Vec<governance::Seat>,
    pub(super) actions: Vec<actions::Action>,
}

impl Held {
    /// Reads it. What has ended is left out; what begins later is kept.
    pub(super) async fn of(weft: &Weft, person: &str, today: &str) -> Result<Self, Problem> {
        let db = &weft.db;
        let mut groups = groups::memberships_of_person(db, person).await?;
        groups.retain(|one| one.to.as_deref().is_none_or(|to| to >= today));
        let mut seats = governance::seats_of_person(db, person).await?;
        seats.retain(|seat| seat.to.as_deref().is_none_or(|to| to >= today));
        Ok(Self {
            offices: people::offices_of_person(db, person).await?,
            roles: people::roles_of_person(db, person, today).await?,
            groups,
            seats,
            actions: actions::open_of_person(db, person).await?,
        })
    }

    /// The seats held in their own name, not as a substitute.
    pub(super) fn own_seats<'a>(&'a self, person: &'a str) -> impl Iterator<Item = &'a governance::Seat> {
        self.seats.iter().filter(move |seat| seat.person.as_deref() == Some(person))
    }
}

/// Whether a role may be passed on by the Collaboration Officer; the others are an administrator's.
pub(super) fn officer_passes(role: &HeldRole) -> bool {
    matches!(role.known(), Some(Role::GroupLead | Role::BodyMember))
}

/// What is due for a person, as their own list shows it.
pub(super) async fn due(weft: &Weft, person: &str) -> Result<Vec<Task>, Problem> {
    let (today, _) = days(weft).await?;
    let grants = people::roles_of_person(&weft.db, person, &today).await?;
    let grants = grants
        .iter()
        .filter(|held| held.from <= today)
        .filter_map(|held| {
            let role = held.known()?;
            Some(people::Grant { role, scope: people::Scope::of(&held.scope_kind, &held.scope_key) })
        })
        .collect::<Vec<_>>();
    let open = Open::read(weft, &today, |role| grants.iter().any(|grant| grant.role == role)).await?;
    open.tasks_of(weft, &super::Doer { person: person.to_owned(), grants }).await
}

/// Whom to know: the offices everybody asks, and the leads of the groups a person is in.
pub(super) async fn contacts(
    weft: &Weft,
    held: &Held,
    person: &str,
    today: &str,
) -> Result<Vec<(String, String)>, Problem> {
    let mut contacts = Vec::new();
    for office in people::held_offices(&weft.db).await? {
        if office.person.as_deref() != Some(person) {
            let who =
                [office.holder.clone(), office.email.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
            contacts.push((office.title, if who.is_empty() { "vacant".to_owned() } else { who }));
        }
    }
    for membership in held.groups.iter().take(40) {
        let name = named(weft, "group", &membership.group).await?.0;
        let members = groups::members(&weft.db, &membership.group, today).await?;
        for lead in members.iter().filter(|one| one.part == "lead" && one.person != person) {
            let who =
                [Some(lead.name.clone()), lead.email.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
            contacts.push((format!("Lead of {name}"), who));
        }
    }
    contacts.dedup();
    Ok(contacts)
}

/// The name and address of a record of another feature.
pub(super) async fn named(weft: &Weft, kind: &str, key: &str) -> Result<(String, Option<String>), Problem> {
    let found = search::named(&weft.db, kind, key).await?;
    Ok(found.map_or_else(|| (key.to_owned(), None), |found| (found.title, Some(found.url))))
}

/// The person, or nobody.
pub(super) async fn person(weft: &Weft, key: &str) -> Result<Person, Problem> {
    people::person(&weft.db, key).await?.ok_or(Problem::NotFound)
}
