//! Who belongs to a group or sits on a body, as a meeting needs to know them.

use std::collections::BTreeMap;

use crate::{
    governance, groups, partnership,
    plumbing::{db::Db, problem::Problem},
};

/// Somebody who is expected at the meetings of a group or body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// The person's key; nothing where a seat is held by an office without a name.
    pub person: Option<String>,
    /// The person's name, or the office where there is no name.
    pub name: String,
    /// The address that tells them apart, in lower case.
    pub email: Option<String>,
    /// The office and authority that stand in place of the name: `Head of Education, Inverclyde`.
    pub office: String,
    /// The person who comes in their place: key and name.
    pub substitute: Option<(String, String)>,
}

/// The members of a group or body on a day, in the order of its own page.
pub(super) async fn members(db: &Db, kind: &str, key: &str, day: &str) -> Result<Vec<Member>, Problem> {
    let authorities: BTreeMap<String, String> =
        partnership::authorities(db).await?.into_iter().map(|found| (found.key, found.name)).collect();
    let with_authority = |office: &str, authority: Option<&String>| {
        let name = authority.and_then(|key| authorities.get(key));
        match name {
            Some(name) if office.is_empty() => format!("Member for {name}"),
            Some(name) if !office.contains(name.as_str()) => format!("{office}, {name}"),
            _ if office.is_empty() => "Member".to_owned(),
            _ => office.to_owned(),
        }
    };
    if kind == "group" {
        let found = groups::members(db, key, day).await?;
        return Ok(found
            .into_iter()
            .filter(|one| one.part != "link")
            .map(|one| Member {
                office: with_authority(&one.post, one.authority.as_ref()),
                person: Some(one.person),
                name: one.name,
                email: one.email.map(|email| email.to_lowercase()),
                substitute: None,
            })
            .collect());
    }
    let mut members: Vec<Member> = Vec::new();
    for seat in governance::seats(db, key, day).await? {
        let office = with_authority(&seat.office_title, seat.authority.as_ref());
        // Whoever holds two seats of one body comes once.
        if seat.person.is_some() && members.iter().any(|known| known.person == seat.person) {
            continue;
        }
        members.push(Member {
            name: seat.name.unwrap_or_else(|| office.clone()),
            person: seat.person,
            email: seat.email.map(|email| email.to_lowercase()),
            office,
            substitute: seat.substitute.zip(seat.substitute_name),
        });
    }
    Ok(members)
}

/// Whether a person belongs to a group or sits on a body on a day.
pub(super) async fn is_member(db: &Db, kind: &str, key: &str, person: &str, day: &str) -> Result<bool, Problem> {
    Ok(members(db, kind, key, day).await?.iter().any(|member| {
        member.person.as_deref() == Some(person)
            || member.substitute.as_ref().is_some_and(|(substitute, _)| substitute == person)
    }))
}

/// Whether those who were there are enough to decide, as a sentence; nothing for a group, or where nobody is noted.
pub(super) async fn quorum(
    db: &Db,
    meeting: &super::Meeting,
    attendance: &[super::Attendance],
) -> Result<Option<String>, Problem> {
    if meeting.holder_kind != "body" || attendance.is_empty() {
        return Ok(None);
    }
    let seats = governance::seats(db, &meeting.holder_key, &meeting.day).await?;
    // A substitute counts for the member they stand in for, whoever they are.
    let of_member =
        |name: &str| seats.iter().find(|seat| seat.name.as_deref() == Some(name)).map(|seat| seat.id.clone());
    let of_office = |one: &super::Attendance| {
        seats
            .iter()
            .find(|seat| seat.person.is_none() && one.office.starts_with(&seat.office_title))
            .map(|seat| seat.id.clone())
    };
    let there: Vec<String> = attendance
        .iter()
        .filter(|one| one.is_present())
        .filter_map(|one| match (&one.substitute_for, &one.person) {
            (Some(member), _) => of_member(member),
            (None, Some(person)) => Some(person.clone()),
            (None, None) => of_office(one),
        })
        .collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    let quorum = governance::quorum(db, &meeting.holder_key, &meeting.day, &there).await?;
    let unmet: Vec<&str> = quorum.rules.iter().filter(|rule| !rule.met).map(|rule| rule.words.as_str()).collect();
    let composition = match unmet.len() {
        0 => String::new(),
        _ => format!(" Not met by those present: {}.", unmet.join("; ")),
    };
    Ok(Some(format!("{}{composition}", quorum.sentence())))
}
