//! Every statement about action plans and outputs. Their rows keep their ids when a file or form gives them again, so that
//! what points to them goes on pointing.

use std::collections::BTreeMap;

use serde_json::json;

use super::SUBJECT;
use crate::{
    groups::{FocusArea, Output, PlanPriority},
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

#[derive(sqlx::FromRow)]
struct OutputRow {
    group_key: String,
    id: String,
    title: String,
    kind: String,
    url: Option<String>,
    day: Option<String>,
    priority_key: Option<String>,
}

impl From<OutputRow> for Output {
    fn from(row: OutputRow) -> Self {
        Self { id: row.id, title: row.title, kind: row.kind, url: row.url, day: row.day, priority: row.priority_key }
    }
}

const OUTPUT: &str =
    "select network_group.key as group_key, group_output.id, title, group_output.kind, url, day, priority_key
  from group_output join network_group on network_group.id = group_output.group_id";

/// What a group brought out, in its order.
///
/// # Errors
/// When the database does not answer.
pub async fn outputs(db: &Db, group: &str) -> Result<Vec<Output>, Problem> {
    let sql = format!("{OUTPUT} where network_group.key = $1 order by group_output.position, group_output.id");
    let rows: Vec<OutputRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(group).fetch_all(db.read()).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What every group brought out, by group.
///
/// # Errors
/// When the database does not answer.
pub async fn every_output(db: &Db) -> Result<BTreeMap<String, Vec<Output>>, Problem> {
    let sql = format!("{OUTPUT} order by network_group.position, group_output.position, group_output.id");
    let rows: Vec<OutputRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    let mut outputs: BTreeMap<String, Vec<Output>> = BTreeMap::new();
    for row in rows {
        outputs.entry(row.group_key.clone()).or_default().push(row.into());
    }
    Ok(outputs)
}

#[derive(sqlx::FromRow)]
struct PlanRow {
    group_key: String,
    id: String,
    text: String,
    priority_key: Option<String>,
    area_text: Option<String>,
    area_authority: Option<String>,
}

const PLAN: &str = "select network_group.key as group_key, group_plan_priority.id, group_plan_priority.text,
    group_plan_priority.priority_key, group_focus_area.text as area_text,
    group_focus_area.authority_key as area_authority
  from group_plan_priority join network_group on network_group.id = group_plan_priority.group_id
    left join group_focus_area on group_focus_area.plan_priority_id = group_plan_priority.id";

const PLAN_ORDER: &str = "order by network_group.position, group_plan_priority.position, group_plan_priority.id,
    group_focus_area.position nulls last";

fn gathered(rows: Vec<PlanRow>, links: Vec<(String, String)>) -> BTreeMap<String, Vec<PlanPriority>> {
    let mut actions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (action, priority) in links {
        actions.entry(priority).or_default().push(action);
    }
    let mut plans: BTreeMap<String, Vec<PlanPriority>> = BTreeMap::new();
    for row in rows {
        let plan = plans.entry(row.group_key).or_default();
        if plan.last().is_none_or(|last| last.id != row.id) {
            let priority = row.priority_key;
            let actions = actions.remove(&row.id).unwrap_or_default();
            plan.push(PlanPriority { id: row.id, text: row.text, priority, actions, focus_area: Vec::new() });
        }
        if let (Some(last), Some(text)) = (plan.last_mut(), row.area_text) {
            last.focus_area.push(FocusArea { authority: row.area_authority, text });
        }
    }
    plans
}

/// A group's action plan: its priorities in order, each with the focus areas it draws from. Its actions are those of
/// [`crate::actions`] that the group holds.
///
/// # Errors
/// When the database does not answer.
pub async fn action_plan(db: &Db, group: &str) -> Result<Vec<PlanPriority>, Problem> {
    let sql = format!("{PLAN} where network_group.key = $1 {PLAN_ORDER}");
    let rows: Vec<PlanRow> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(group).fetch_all(db.read()).await?;
    let links = links_of_actions(db, group).await?.into_iter().collect();
    Ok(gathered(rows, links).remove(group).unwrap_or_default())
}

/// Every action plan, by group.
pub(in crate::groups) async fn every_plan(db: &Db) -> Result<BTreeMap<String, Vec<PlanPriority>>, Problem> {
    let sql = format!("{PLAN} {PLAN_ORDER}");
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?;
    let links = sqlx::query_as("select action_id, plan_priority_id from group_plan_action order by action_id")
        .fetch_all(db.read())
        .await?;
    Ok(gathered(rows, links))
}

/// The id that each given text keeps: that of the row with the same words, else that of a row nobody else claims at the
/// same place, else a new one.
fn kept_ids(weft: &Weft, before: &[(String, String)], given: &[&str]) -> Result<Vec<String>, Problem> {
    let mut ids: Vec<Option<String>> = vec![None; given.len()];
    let mut free: Vec<Option<&(String, String)>> = before.iter().map(Some).collect();
    for (id, text) in ids.iter_mut().zip(given) {
        if let Some(found) = free.iter_mut().find(|row| row.is_some_and(|(_, words)| words == text)) {
            *id = found.take().map(|(id, _)| id.clone());
        }
    }
    for (at, id) in ids.iter_mut().enumerate() {
        if id.is_none() {
            let same_place = free.get_mut(at).and_then(Option::take);
            *id = same_place.map(|(id, _)| id.clone());
        }
    }
    ids.into_iter().map(|id| id.map_or_else(|| Ok(weft.new_id()?), Ok)).collect()
}

/// Puts a whole action plan in place of the one there was.
pub(in crate::groups) async fn put_plan(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    group_id: &str,
    plan: &[PlanPriority],
) -> Result<(), Problem> {
    let before: Vec<(String, String)> =
        sqlx::query_as("select id, text from group_plan_priority where group_id = $1 order by position, id")
            .bind(group_id)
            .fetch_all(write.on())
            .await?;
    let texts: Vec<&str> = plan.iter().map(|one| one.text.as_str()).collect();
    // A form knows the ids; a file does not.
    let ids: Vec<String> = if plan.iter().any(|one| !one.id.is_empty()) {
        plan.iter()
            .map(|one| if one.id.is_empty() { Ok(weft.new_id()?) } else { Ok(one.id.clone()) })
            .collect::<Result<_, Problem>>()?
    } else {
        kept_ids(weft, &before, &texts)?
    };
    for (id, _) in &before {
        sqlx::query("delete from group_focus_area where plan_priority_id = $1").bind(id).execute(write.on()).await?;
        sqlx::query("delete from group_plan_action where plan_priority_id = $1").bind(id).execute(write.on()).await?;
        if !ids.contains(id) {
            sqlx::query("delete from group_plan_priority where id = $1").bind(id).execute(write.on()).await?;
        }
    }
    for (position, (id, one)) in (1_i64..).zip(ids.iter().zip(plan)) {
        sqlx::query(
            "insert into group_plan_priority (id, group_id, position, text, priority_key) values ($1, $2, $3, $4, $5)
             on conflict (id) do update set position = excluded.position, text = excluded.text,
               priority_key = excluded.priority_key",
        )
        .bind(id)
        .bind(group_id)
        .bind(position)
        .bind(&one.text)
        .bind(&one.priority)
        .execute(write.on())
        .await?;
        for action in &one.actions {
            link_action(write, action, id).await?;
        }
        for (place, area) in (1_i64..).zip(&one.focus_area) {
            sqlx::query(
                "insert into group_focus_area (plan_priority_id, position, authority_key, text) values ($1, $2, $3, $4)",
            )
            .bind(id)
            .bind(place)
            .bind(&area.authority)
            .bind(&area.text)
            .execute(write.on())
            .await?;
        }
    }
    record(weft, write, by, "action plan changed", group_id, json!({ "priorities": texts })).await
}

/// Puts a whole list of outputs in place of the one there was.
pub(in crate::groups) async fn put_outputs(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    group_id: &str,
    outputs: &[Output],
) -> Result<(), Problem> {
    let before: Vec<(String, String)> =
        sqlx::query_as("select id, title from group_output where group_id = $1 order by position, id")
            .bind(group_id)
            .fetch_all(write.on())
            .await?;
    let titles: Vec<&str> = outputs.iter().map(|one| one.title.as_str()).collect();
    let ids = kept_ids(weft, &before, &titles)?;
    sqlx::query("delete from group_output where group_id = $1").bind(group_id).execute(write.on()).await?;
    for (position, (id, one)) in (1_i64..).zip(ids.iter().zip(outputs)) {
        sqlx::query(
            "insert into group_output (id, group_id, position, title, kind, url, day, priority_key)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id)
        .bind(group_id)
        .bind(position)
        .bind(&one.title)
        .bind(&one.kind)
        .bind(&one.url)
        .bind(&one.day)
        .bind(&one.priority)
        .execute(write.on())
        .await?;
    }
    record(weft, write, by, "outputs changed", group_id, json!({ "outputs": titles })).await
}

/// Puts an action under one of the plan's priorities.
pub(in crate::groups) async fn link_action(write: &mut Write, action: &str, priority: &str) -> Result<(), Problem> {
    sqlx::query(
        "insert into group_plan_action (action_id, plan_priority_id) values ($1, $2)
         on conflict (action_id) do update set plan_priority_id = excluded.plan_priority_id",
    )
    .bind(action)
    .bind(priority)
    .execute(write.on())
    .await?;
    Ok(())
}

/// Under which of the plan's priorities each action of a group stands: by action the priority's id.
pub(in crate::groups) async fn links_of_actions(db: &Db, group: &str) -> Result<BTreeMap<String, String>, Problem> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select action_id, plan_priority_id from group_plan_action
           join group_plan_priority on group_plan_priority.id = plan_priority_id
           join network_group on network_group.id = group_plan_priority.group_id
         where network_group.key = $1 order by action_id",
    )
    .bind(group)
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    group_id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: group_id, reason: None, change };
    history::record(write, &weft.clock, act).await
}
