//! Who changed what and why, in words.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    indicators::{Book, store},
    people::Visitor,
    plumbing::{
        clock::{spoken_instant, zone},
        history::{self, COMMAND_LINE, Row},
        problem::Problem,
        state::Weft,
    },
};

/// One act, as the page tells it.
pub(super) struct Told {
    pub(super) when: String,
    pub(super) what: String,
    pub(super) why: String,
}

/// The acts on an indicator and on the sources that name it, newest first. Names of people are for signed-in visitors.
pub(super) async fn of(weft: &Weft, book: &Book, visitor: &Visitor, indicator: &str) -> Result<Vec<Told>, Problem> {
    let mut rows = history::of(&weft.db, "indicator", indicator).await?;
    for source in &book.sources {
        if book.observations.iter().any(|one| one.source == source.key && one.indicator == indicator) {
            rows.extend(history::of(&weft.db, "indicator-source", &source.key).await?);
        }
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
    let names = if visitor.account.is_some() { store::names(&weft.db).await? } else { BTreeMap::new() };
    let zone = zone(&crate::partnership::load(&weft.db).await?.map_or_else(|| "UTC".into(), |found| found.time_zone));
    Ok(rows
        .iter()
        .map(|row| Told {
            when: format!("{}, {}", spoken_instant(&row.at, &zone), who(row, &names, visitor)),
            what: words(row, book),
            why: row.reason.clone().unwrap_or_default(),
        })
        .collect())
}

fn who(row: &Row, names: &BTreeMap<String, String>, visitor: &Visitor) -> String {
    if row.account == COMMAND_LINE {
        return "from a file".into();
    }
    match names.get(&row.account) {
        Some(name) => name.clone(),
        None if visitor.account.is_some() => "an account that is no longer known".into(),
        None => "an officer of the partnership".into(),
    }
}

fn words(row: &Row, book: &Book) -> String {
    let change: Value = serde_json::from_str(&row.change).unwrap_or_default();
    let text = |name: &str| change.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let source = |key: &str| book.source(key).map_or_else(|| key.to_owned(), |found| found.short_title.clone());
    match row.act.as_str() {
        "definition added" => "The definition was added.".into(),
        "definition changed" => "The definition was changed.".into(),
        "source saved" => format!("The source “{}” was described.", source(&row.subject_id)),
        "values imported" => {
            let added = change.get("added").and_then(Value::as_i64).unwrap_or_default();
            format!("{added} values were taken in from “{}”, for this and other indicators.", source(&row.subject_id))
        }
        "observation corrected" => {
            format!("{} in “{}”: {} became {}.", text("sessions"), source(&text("source")), text("old"), text("new"))
        }
        "target set" => format!("The {} was set to {} for {}.", text("kind"), text("value"), text("session")),
        "note added" => "A note was added.".into(),
        other => format!("{other}."),
    }
}
