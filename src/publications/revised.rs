//! Pooled figures that were revised after a publication printed them. The published bytes stay; the officer is told which
//! figure is another now, and may publish a new version of the document.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bound::Bound,
    checklist::{Item, Severity},
    embed::pooled::{named, says},
    store, versions,
};
use crate::{
    indicators::counts::{self, Pooled},
    plumbing::{problem::Problem, state::Weft},
};

/// A published document with a pooled figure that is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// The key of the publication.
    pub key: String,
    /// Its title.
    pub title: String,
    /// What changed, in sentences.
    pub changes: Vec<String>,
}

/// The pooled figures of a text, by the key of the indicator that they are bound by.
pub(super) async fn pooled(weft: &Weft, indicators: &BTreeSet<String>) -> Result<BTreeMap<String, Pooled>, Problem> {
    let mut found = BTreeMap::new();
    for key in indicators {
        if let Some(pooled) = counts::pooled(&weft.db, key).await? {
            found.insert(key.clone(), pooled);
        }
    }
    Ok(found)
}

/// What a version printed that is another now.
pub(super) async fn changes(weft: &Weft, key: &str, number: i64) -> Result<Vec<String>, Problem> {
    let Some(stored) = versions::inputs(&weft.db, key, number).await? else { return Ok(Vec::new()) };
    let bound: Vec<Bound> = serde_json::from_str(&stored.inputs).map_err(Problem::broken)?;
    let named_here = bound.iter().filter_map(|one| named(&one.key));
    let indicators: BTreeSet<String> = named_here.map(|(indicator, _)| indicator.to_owned()).collect();
    let known = pooled(weft, &indicators).await?;
    let mut changes = Vec::new();
    for one in &bound {
        let Some((indicator, session)) = named(&one.key) else { continue };
        let Some(pooled) = known.get(indicator) else { continue };
        let about = format!("{} for {session}", pooled.short_name);
        match says(pooled, session) {
            Ok(now) if now.value == one.value => {}
            Ok(now) => changes.push(format!(
                "{about} was {} when version {number} was published and is {} now, from other counts.",
                one.printed, now.printed
            )),
            Err(_) => changes.push(format!(
                "{about} was {} when version {number} was published and is no longer shown.",
                one.printed
            )),
        }
    }
    Ok(changes)
}

/// The warning about it in the checklist; nothing where nothing changed.
pub(super) async fn warning(weft: &Weft, key: &str) -> Result<Option<Item>, Problem> {
    let Some(newest) = versions::of(&weft.db, key).await?.first().map(|version| version.number) else {
        return Ok(None);
    };
    let changes = changes(weft, key, newest).await?;
    if changes.is_empty() {
        return Ok(None);
    }
    let what = format!(
        "{} What is published stays as it is: publish a correction if readers should have the new figure.",
        changes.join(" ")
    );
    Ok(Some(Item { severity: Severity::Warning, section: None, row: 0, column: 0, what }))
}

/// Every published document with a pooled figure that is another now.
///
/// # Errors
/// When the database does not answer.
pub async fn revised(weft: &Weft) -> Result<Vec<Revised>, Problem> {
    let mut found = Vec::new();
    for (key, number) in versions::with_pooled(&weft.db).await? {
        let changes = changes(weft, &key, number).await?;
        if let (false, Some(draft)) = (changes.is_empty(), store::draft(&weft.db, &key).await?) {
            found.push(Revised { title: draft.title_in_lists(), key, changes });
        }
    }
    Ok(found)
}
