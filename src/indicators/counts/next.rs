//! The next version of a period's figures: what it would change, and what would follow from it and the versions before.

use std::collections::BTreeSet;

use figures::{AcademicSession, Message};
use sqlx::AnyConnection;

use super::{
    measures::Measure,
    pooled::{
        areas, pool_session,
        subtraction::{Told, told},
    },
    said,
    store::Request,
    versions::{self, Given, Version},
};
use crate::{
    partnership::Authority,
    plumbing::{ids::sha256, problem::Problem},
};

/// What would be published.
pub(super) struct Next {
    pub number: i64,
    /// Which authorities come in, go out or changed their counts, in sentences.
    pub changes: Vec<String>,
    /// What would follow from this version and those before, in sentences; whoever publishes says that it is agreed.
    pub told: Vec<String>,
    /// The very rows it would be made of, as one word.
    pub token: String,
}

/// The next version of a period, or nothing where the newest says the same.
pub(super) async fn next(
    on: &mut AnyConnection,
    period: &Request,
    measure: &Measure,
    session: AcademicSession,
    authorities: &[Authority],
) -> Result<Option<Next>, Problem> {
    let now = versions::accepted(&mut *on, period).await?;
    let before = versions::of(&mut *on, &period.indicator_key, &period.session).await?.remove(&period.session);
    let before = before.unwrap_or_default();
    let newest = before.last().map(|version| version.given.clone()).unwrap_or_default();
    if now == newest {
        return Ok(None);
    }
    Ok(Some(Next {
        number: before.last().map_or(1, |version| version.number + 1),
        changes: changes(&newest, &now, authorities),
        told: in_words(&from_all(&before, &now, measure, session, authorities)),
        token: sha256(format!("{now:?}").as_bytes()),
    }))
}

/// What follows from any earlier version and the next.
fn from_all(
    before: &[Version],
    now: &Given,
    measure: &Measure,
    session: AcademicSession,
    authorities: &[Authority],
) -> Told {
    let made = |given: &Given| {
        let rows = areas(authorities, given.clone());
        (pool_session(session, measure, None, &rows), rows)
    };
    let (pooled, rows) = made(now);
    let mut all = Told::default();
    for version in before {
        let (earlier, earlier_rows) = made(&version.given);
        all.and(told((&earlier, &earlier_rows), (&pooled, &rows)));
    }
    all
}

fn changes(before: &Given, now: &Given, authorities: &[Authority]) -> Vec<String> {
    let names = |wanted: &dyn Fn(&String) -> bool| -> Vec<&str> {
        authorities.iter().filter(|one| wanted(&one.key)).map(|one| one.name.as_str()).collect()
    };
    [
        ("counts-next-in", names(&|key| now.contains_key(key) && !before.contains_key(key))),
        ("counts-next-out", names(&|key| before.contains_key(key) && !now.contains_key(key))),
        (
            "counts-next-changed",
            names(&|key| now.get(key).zip(before.get(key)).is_some_and(|(now, before)| now != before)),
        ),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(key, names)| said(&Message::new(key).with("names", names.join(", "))))
    .collect()
}

fn in_words(told: &Told) -> Vec<String> {
    let list = |all: Vec<String>| all.join(", ");
    let mut found = Vec::new();
    if !told.authorities.is_empty() {
        let names = list(told.authorities.iter().cloned().collect());
        found.push(said(&Message::new("counts-told-authorities").with("names", names)));
    }
    if !told.few.is_empty() {
        let rows: BTreeSet<String> = told.few.iter().map(|category| said(&category.message())).collect();
        found.push(said(&Message::new("counts-told-few").with("rows", list(rows.into_iter().collect()))));
    }
    found
}
