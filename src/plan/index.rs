//! The index of a framework's parts: rows that other features ask by key, and what the search finds.

use super::{Framework, document};
use crate::plumbing::{
    db::Write,
    problem::Problem,
    search::{self, Entry},
};

struct Row<'a> {
    kind: &'static str,
    key: &'a str,
    number: Option<i64>,
    title: &'a str,
    workstream: Option<&'a str>,
}

fn rows(framework: &Framework) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut add = |kind, key, number, title, workstream| rows.push(Row { kind, key, number, title, workstream });
    for one in &framework.workstream {
        add("workstream", one.key.as_str(), None, one.name.as_str(), Some(one.key.as_str()));
    }
    for one in &framework.priority {
        add("priority", &one.key, one.number, &one.title, one.workstream.as_deref());
    }
    for one in &framework.priority {
        for action in &one.action {
            add("action", &action.key, None, &action.text, one.workstream.as_deref());
        }
    }
    for one in &framework.activity {
        add("activity", &one.key, None, &one.title, framework.workstream_of_activity(one));
    }
    for one in &framework.outcome {
        add("outcome", &one.key, None, &one.text, framework.workstream_of_outcome(one));
    }
    for one in &framework.driver {
        add("driver", &one.key, one.number, &one.name, None);
    }
    for one in &framework.section {
        add("section", &one.key, None, &one.title, None);
    }
    rows
}

impl Framework {
    /// The workstream a priority hangs on.
    pub fn workstream_of_priority(&self, key: Option<&str>) -> Option<&str> {
        let priority = self.priority.iter().find(|one| Some(one.key.as_str()) == key)?;
        priority.workstream.as_deref()
    }

    /// The workstream of an activity: its own, or that of its priority.
    pub fn workstream_of_activity<'a>(&'a self, activity: &'a document::Activity) -> Option<&'a str> {
        activity.workstream.as_deref().or_else(|| self.workstream_of_priority(activity.priority.as_deref()))
    }

    /// The workstream of an outcome: its own, or that of its priority.
    pub fn workstream_of_outcome<'a>(&'a self, outcome: &'a document::Outcome) -> Option<&'a str> {
        outcome.workstream.as_deref().or_else(|| self.workstream_of_priority(outcome.priority.as_deref()))
    }
}

/// Puts a framework's parts into the index in place of what stood there. `shown` says whether this is the version that
/// stands for the framework; the draft of an amendment leaves the index as the published version made it.
pub(super) async fn put(write: &mut Write, framework: &Framework, shown: bool) -> Result<(), Problem> {
    if !shown {
        return Ok(());
    }
    let before: Vec<(String, String)> = sqlx::query_as(
        "select kind, key from plan_record where framework_key = $1 and kind in ('workstream', 'priority')",
    )
    .bind(&framework.key)
    .fetch_all(write.on())
    .await?;
    for (kind, key) in before {
        search::remove(write, &kind, &format!("{}/{key}", framework.key)).await?;
    }
    sqlx::query("delete from plan_record where framework_key = $1").bind(&framework.key).execute(write.on()).await?;
    let rows = rows(framework);
    let mut position = std::collections::BTreeMap::new();
    for row in &rows {
        let place = position.entry(row.kind).or_insert(0_i64);
        *place += 1;
        sqlx::query(
            "insert into plan_record (framework_key, kind, key, position, number, title, workstream_key)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&framework.key)
        .bind(row.kind)
        .bind(row.key)
        .bind(*place)
        .bind(row.number)
        .bind(row.title)
        .bind(row.workstream)
        .execute(write.on())
        .await?;
    }
    if framework.record.status == "published" { search_entries(write, framework, &rows).await } else { Ok(()) }
}

async fn search_entries(write: &mut Write, framework: &Framework, rows: &[Row<'_>]) -> Result<(), Problem> {
    let url = format!("/framework/{}", framework.key);
    let names: Vec<&str> = framework.workstream.iter().map(|one| one.name.as_str()).collect();
    let text = format!("framework plan {}", framework.purpose.as_deref().unwrap_or_default());
    let summary = names.join(", ");
    let entry = Entry {
        kind: "framework",
        key: &framework.key,
        url: &url,
        title: &framework.title,
        summary: &summary,
        text: &text,
    };
    search::put(write, &entry).await?;
    for row in rows.iter().filter(|row| matches!(row.kind, "workstream" | "priority")) {
        let key = format!("{}/{}", framework.key, row.key);
        let place = match row.workstream {
            Some(workstream) => format!("{url}/workstreams/{workstream}"),
            None => url.clone(),
        };
        let place = if row.kind == "priority" { format!("{place}#priority-{}", row.key) } else { place };
        let actions = framework.priority.iter().filter(|one| {
            if row.kind == "priority" { one.key == row.key } else { one.workstream.as_deref() == Some(row.key) }
        });
        let words: Vec<&str> = actions
            .flat_map(|one| one.action.iter().map(|action| action.text.as_str()).chain([one.title.as_str()]))
            .collect();
        let text = words.join(" ");
        let entry =
            Entry { kind: row.kind, key: &key, url: &place, title: row.title, summary: &framework.title, text: &text };
        search::put(write, &entry).await?;
    }
    Ok(())
}
