//! A pasted list of people, row by row: what each row would do, said before anything is saved.

use std::collections::BTreeMap;

use sheets::Table;

use crate::{
    groups::{Group, Membership, NewMembership, PARTS, members_file::Known},
    people,
    plumbing::{
        address_list::{is_address, plain_name},
        db::Db,
        matching::{Field, Mapping},
        problem::Problem,
    },
};

/// What a list of people may hold of each.
pub(super) const FIELDS: &[Field] = &[
    Field {
        key: "name",
        label: "Name",
        known_as: &["full name", "display name", "member", "person", "participant", "attendee"],
        must: true,
    },
    Field {
        key: "email",
        label: "Email address",
        known_as: &["email", "e-mail", "mail", "e-mail address", "work email", "upn"],
        must: false,
    },
    Field {
        key: "post",
        label: "Office they hold",
        known_as: &["post", "job title", "title", "role", "position", "designation", "office"],
        must: false,
    },
    Field {
        key: "authority",
        label: "Authority",
        known_as: &["council", "local authority", "la", "education authority"],
        must: false,
    },
    Field {
        key: "establishment",
        label: "Establishment",
        known_as: &["school", "centre", "nursery", "seed", "seed code"],
        must: false,
    },
    Field { key: "partner", label: "Partner organisation", known_as: &["organisation", "company"], must: false },
];

/// What one row would do.
pub(super) enum Does {
    /// Somebody becomes a member; known already by this address, or new.
    Adds { person: Option<String> },
    /// Nothing: they are a member already, or stand on the list before.
    Nothing,
    /// It cannot be read; nothing of the list is saved.
    Fault,
}

/// One row and what it would do, in words.
pub(super) struct Planned {
    pub(super) row: usize,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) said: String,
    pub(super) does: Does,
    pub(super) new: NewMembership,
}

/// What holds for every row that does not say otherwise.
pub(super) struct ForAll<'a> {
    pub(super) part: &'a str,
    pub(super) from: &'a str,
}

/// What every row of a table would do in a group.
pub(super) async fn plan(
    db: &Db,
    group: &Group,
    members: &[Membership],
    table: &Table,
    mapping: &Mapping,
    all: &ForAll<'_>,
) -> Result<Vec<Planned>, Problem> {
    let known = Known::of(db).await?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut plans = Vec::new();
    for row in &table.rows {
        let cell = |field: &str| mapping.cell(table, row, field).unwrap_or_default();
        let name = plain_name(cell("name"));
        let email = cell("email").to_lowercase();
        let mut faults = Vec::new();
        if name.is_empty() {
            faults.push("there is no name; add one".to_owned());
        }
        if !email.is_empty() && !is_address(&email) {
            faults.push(format!("`{email}` is not an address; write it as name@school.example"));
        }
        let mut found = |text: &str, look: Result<String, String>| match look {
            _ if text.is_empty() => None,
            Ok(key) => Some(key),
            Err(what) => {
                faults.push(what);
                None
            }
        };
        let authority = found(cell("authority"), known.authority(cell("authority")));
        let establishment = found(cell("establishment"), known.establishment(cell("establishment")));
        let partner = found(cell("partner"), known.partner(cell("partner")));
        let new = NewMembership {
            group: group.key.clone(),
            person: String::new(),
            post: cell("post").to_owned(),
            authority,
            establishment,
            partner,
            part: if PARTS.iter().any(|(key, _)| *key == all.part) { all.part } else { "member" }.to_owned(),
            from: all.from.to_owned(),
            to: None,
        };
        let who = if email.is_empty() { name.to_lowercase() } else { email.clone() };
        let before = seen.insert(who, row.number);
        let (does, said) = if faults.is_empty() {
            judged(db, members, &name, &email, before, &new).await?
        } else {
            (Does::Fault, faults.join("; "))
        };
        plans.push(Planned { row: row.number, name, email, said, does, new });
    }
    Ok(plans)
}

async fn judged(
    db: &Db,
    members: &[Membership],
    name: &str,
    email: &str,
    before: Option<usize>,
    new: &NewMembership,
) -> Result<(Does, String), Problem> {
    if email.is_empty() {
        let namesake =
            people::persons_like(db, name).await?.iter().any(|one| one.name.to_lowercase() == name.to_lowercase());
        let mut said = "Added as a new person, without an address".to_owned();
        if namesake {
            said.push_str(". Somebody of that name is known already and is taken for somebody else; give the address if it is the same person");
        }
        if let Some(row) = before {
            said.push_str(&format!(". Row {row} has the same name; both are added as different people"));
        }
        return Ok((Does::Adds { person: None }, said));
    }
    if let Some(row) = before {
        return Ok((Does::Nothing, format!("Left out: row {row} has the same address")));
    }
    let same_post = |one: &&Membership| new.post.is_empty() || one.post == new.post;
    if members.iter().filter(same_post).any(|one| one.email.as_deref() == Some(email)) {
        return Ok((Does::Nothing, "Left out: is a member already".to_owned()));
    }
    Ok(match people::person_of_email(db, email).await? {
        Some(person) if person.name == name => {
            (Does::Adds { person: Some(person.key) }, "Added; known here by this address".to_owned())
        }
        Some(person) => {
            let said = format!("Added; known here by this address as {}", person.name);
            (Does::Adds { person: Some(person.key) }, said)
        }
        None => (Does::Adds { person: None }, "Added as a new person".to_owned()),
    })
}
