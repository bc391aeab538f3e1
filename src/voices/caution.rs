//! The warning that a role and an authority can be one person: whoever knows the authority then knows the name.

use super::Record;
use crate::{
    people,
    plumbing::{db::Db, ids::key_from, problem::Problem},
};

/// The warning for a way of being named, where there is one. It is an approximation: it knows only the offices on record.
pub(super) async fn of(
    db: &Db,
    record: &Record,
    authority: Option<&str>,
    _today: &str,
) -> Result<Option<String>, Problem> {
    let Some(role) = record.role.as_deref() else { return Ok(None) };
    let wanted = key_from(role);
    let office = people::offices(db).await?.into_iter().any(|office| key_from(&office.title) == wanted);
    let place = authority.map_or_else(String::new, |name| format!(", {name}"));
    Ok(office.then(|| {
        format!(
            "“{role}{place}” is an office that one person holds: readers can find out who spoke. Name the sector only, or \
             ask the speaker whether they mind."
        )
    }))
}
