//! The warning that a role and an authority can be one person: whoever knows the authority then knows the name.

use std::collections::BTreeSet;

use super::Record;
use crate::{
    groups, people,
    plumbing::{db::Db, ids::key_from, problem::Problem},
};

/// Fewer people than this in one post make the speaker easy to find.
const FEW: usize = 5;

/// The warning for a voice, where there is one. It is an approximation: it knows the offices on record and the posts of
/// those who are in a group, and nobody else.
pub(super) async fn of(
    db: &Db,
    record: &Record,
    authority: Option<&str>,
    today: &str,
) -> Result<Option<String>, Problem> {
    let Some(role) = record.role.as_deref() else { return Ok(None) };
    let wanted = key_from(role);
    let place = authority.map_or_else(String::new, |name| format!(", {name}"));
    if people::offices(db).await?.into_iter().any(|office| key_from(&office.title) == wanted) {
        return Ok(Some(format!(
            "“{role}{place}” is an office that one person holds: readers can find out who spoke. Name the sector only, or ask \
             the speaker whether they mind."
        )));
    }
    let Some(key) = &record.authority else { return Ok(None) };
    let holders: BTreeSet<String> = groups::members_of_authority(db, key, today)
        .await?
        .into_iter()
        .filter(|member| key_from(&member.post) == wanted)
        .map(|member| member.person)
        .collect();
    let known = match holders.len() {
        0 => return Ok(None),
        1 => "one person".to_owned(),
        some @ 2..FEW => format!("{some} people"),
        _ => return Ok(None),
    };
    Ok(Some(format!(
        "Of those in groups, only {known} could be “{role}{place}”, as far as memberships tell: readers may find out who spoke. \
         Name the sector only, or ask the speaker whether they mind."
    )))
}
