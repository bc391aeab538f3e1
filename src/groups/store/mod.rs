//! Every statement about groups and networks.

mod members;
mod plan;
mod steps;

pub use members::{
    add_membership, change_membership, current_memberships, member_counts, members, members_of_authority,
    members_of_establishment, memberships, memberships_of_person, with_members,
};
pub(super) use members::{end_all, every_membership, find_same, in_several, membership, reopen_all, sittings};
pub use plan::{action_plan, every_output, outputs};
pub(super) use plan::{every_plan, link_action, links_of_actions, put_outputs, put_plan};
pub(super) use steps::note_step;
pub use steps::{Step, afterwards_due, reviews_due, steps};

use std::collections::BTreeMap;

use serde_json::json;

use super::{Group, Listing};
use crate::{
    partnership,
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        search::{self, Entry},
        state::Weft,
    },
};

/// What history and the search call a group.
pub(super) const SUBJECT: &str = "group";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    key: String,
    name: String,
    framework_key: String,
    workstream_key: Option<String>,
    kind: String,
    remit: Option<String>,
    designed_for: Option<String>,
    duration: Option<String>,
    programme_key: Option<String>,
    contact_office: String,
    starts: Option<String>,
    ends: Option<String>,
    end_reason: Option<String>,
    note: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    not_published: String,
    review: Option<String>,
    rhythm: Option<String>,
    meeting_minutes: Option<i64>,
    collaboration: Option<String>,
    what_is_left: Option<String>,
    carried_on_by: Option<String>,
    still_meets: Option<String>,
    still_meets_note: Option<String>,
    invented: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ListingRow {
    group_id: String,
    list_name: String,
    printed_name: String,
    line: Option<i64>,
}

impl Row {
    fn group(self, listing: Vec<Listing>, priorities: Vec<String>) -> Group {
        Group {
            key: self.key,
            name: self.name,
            framework: self.framework_key,
            workstream: self.workstream_key,
            kind: self.kind,
            remit: self.remit,
            designed_for: self.designed_for,
            duration: self.duration,
            programme: self.programme_key,
            contact_office: self.contact_office,
            starts: self.starts,
            ends: self.ends,
            end_reason: self.end_reason,
            note: self.note,
            paper: self.paper_key,
            line: self.line,
            not_published: self.not_published.lines().map(ToOwned::to_owned).collect(),
            review: self.review,
            priorities,
            rhythm: self.rhythm,
            meeting_minutes: self.meeting_minutes,
            collaboration: self.collaboration,
            what_is_left: self.what_is_left,
            carried_on_by: self.carried_on_by,
            still_meets: self.still_meets,
            still_meets_note: self.still_meets_note,
            invented: self.invented.unwrap_or_default().lines().map(ToOwned::to_owned).collect(),
            listing,
        }
    }
}

impl From<ListingRow> for Listing {
    fn from(row: ListingRow) -> Self {
        Self { list: row.list_name, name: row.printed_name, line: row.line }
    }
}

const PRIORITIES: &str =
    "select priority_key from network_group_priority where group_id = $1 order by position, priority_key";

/// Every group, in the order in which they were listed.
///
/// # Errors
/// When the database does not answer.
pub async fn groups(db: &Db) -> Result<Vec<Group>, Problem> {
    let rows: Vec<Row> =
        sqlx::query_as("select * from network_group order by position, id").fetch_all(db.read()).await?;
    let listings: Vec<ListingRow> =
        sqlx::query_as("select * from network_group_listing order by group_id, position").fetch_all(db.read()).await?;
    let mut of_group: BTreeMap<String, Vec<Listing>> = BTreeMap::new();
    for listing in listings {
        of_group.entry(listing.group_id.clone()).or_default().push(listing.into());
    }
    let served: Vec<(String, String)> = sqlx::query_as(
        "select group_id, priority_key from network_group_priority order by group_id, position, priority_key",
    )
    .fetch_all(db.read())
    .await?;
    let mut priorities: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (group, priority) in served {
        priorities.entry(group).or_default().push(priority);
    }
    Ok(rows
        .into_iter()
        .map(|row| {
            let listing = of_group.remove(&row.id).unwrap_or_default();
            let served = priorities.remove(&row.id).unwrap_or_default();
            row.group(listing, served)
        })
        .collect())
}

#[derive(sqlx::FromRow)]
struct OutlineRow {
    id: String,
    key: String,
    name: String,
    framework_key: String,
    workstream_key: Option<String>,
    kind: String,
    remit: Option<String>,
    designed_for: Option<String>,
    ends: Option<String>,
    end_reason: Option<String>,
    rhythm: Option<String>,
    meeting_minutes: Option<i64>,
}

/// Every group with its id, in the order in which they were listed, in outline: its name, kind, workstream, remit, end and
/// rhythm. Whatever else a group has is left empty: pages over hundreds of groups read a third of the columns.
pub(super) async fn outlines_with_ids(db: &Db) -> Result<Vec<(String, Group)>, Problem> {
    let rows: Vec<OutlineRow> = sqlx::query_as(
        "select id, key, name, framework_key, workstream_key, kind, remit, designed_for, ends, end_reason, rhythm,
           meeting_minutes
         from network_group order by position, id",
    )
    .fetch_all(db.read())
    .await?;
    let outline = |row: OutlineRow| {
        let group = Group {
            key: row.key,
            name: row.name,
            framework: row.framework_key,
            workstream: row.workstream_key,
            kind: row.kind,
            remit: row.remit,
            designed_for: row.designed_for,
            ends: row.ends,
            end_reason: row.end_reason,
            rhythm: row.rhythm,
            meeting_minutes: row.meeting_minutes,
            ..Group::default()
        };
        (row.id, group)
    };
    Ok(rows.into_iter().map(outline).collect())
}

/// Every group in outline, in the order in which they were listed.
///
/// # Errors
/// When the database does not answer.
pub async fn outlines(db: &Db) -> Result<Vec<Group>, Problem> {
    Ok(outlines_with_ids(db).await?.into_iter().map(|(_, group)| group).collect())
}

/// The group of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn group(db: &Db, key: &str) -> Result<Option<Group>, Problem> {
    Ok(with_id(db, key).await?.map(|(_, group)| group))
}

/// The group of a key with its id, by which history knows it.
pub(super) async fn with_id(db: &Db, key: &str) -> Result<Option<(String, Group)>, Problem> {
    let row: Option<Row> =
        sqlx::query_as("select * from network_group where key = $1").bind(key).fetch_optional(db.read()).await?;
    let Some(row) = row else { return Ok(None) };
    let listings: Vec<ListingRow> =
        sqlx::query_as("select * from network_group_listing where group_id = $1 order by position")
            .bind(&row.id)
            .fetch_all(db.read())
            .await?;
    let served: Vec<String> = sqlx::query_scalar(PRIORITIES).bind(&row.id).fetch_all(db.read()).await?;
    Ok(Some((row.id.clone(), row.group(listings.into_iter().map(Into::into).collect(), served))))
}

/// The same inside a write.
pub(super) async fn in_write(write: &mut Write, key: &str) -> Result<Option<(String, Group)>, Problem> {
    let row: Option<Row> =
        sqlx::query_as("select * from network_group where key = $1").bind(key).fetch_optional(write.on()).await?;
    let Some(row) = row else { return Ok(None) };
    let listings: Vec<ListingRow> =
        sqlx::query_as("select * from network_group_listing where group_id = $1 order by position")
            .bind(&row.id)
            .fetch_all(write.on())
            .await?;
    let served: Vec<String> = sqlx::query_scalar(PRIORITIES).bind(&row.id).fetch_all(write.on()).await?;
    Ok(Some((row.id.clone(), row.group(listings.into_iter().map(Into::into).collect(), served))))
}

/// Adds a group after all others and returns its id.
pub(super) async fn add(weft: &Weft, write: &mut Write, by: &str, group: &Group) -> Result<String, Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into network_group (id, key, position, name, framework_key, kind, contact_office, not_published)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from network_group), $3, $4, $5, $6, '')",
    )
    .bind(&id)
    .bind(&group.key)
    .bind(&group.name)
    .bind(&group.framework)
    .bind(&group.kind)
    .bind(&group.contact_office)
    .execute(write.on())
    .await?;
    put(weft, write, &id, group).await?;
    let change = json!({ "key": group.key, "name": group.name });
    let act = Act { account: by, act: "group added", subject_kind: SUBJECT, subject_id: &id, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(id)
}

/// Changes a group; the history row keeps the fields that differ, old and new.
pub(super) async fn change(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    before: &Group,
    after: &Group,
    reason: Option<&str>,
) -> Result<(), Problem> {
    put(weft, write, id, after).await?;
    let ended = before.ends.is_none() && after.ends.is_some();
    let act = Act {
        account: by,
        act: if ended { "group ended" } else { "group changed" },
        subject_kind: SUBJECT,
        subject_id: id,
        reason,
        change: history::difference(before, after)?,
    };
    history::record(write, &weft.clock, act).await
}

async fn put(weft: &Weft, write: &mut Write, id: &str, group: &Group) -> Result<(), Problem> {
    sqlx::query(
        "update network_group set name = $1, framework_key = $2, workstream_key = $3, kind = $4, remit = $5,
           designed_for = $6, duration = $7, programme_key = $8, contact_office = $9, starts = $10, ends = $11,
           end_reason = $12, note = $13, paper_key = $14, line = $15, not_published = $16, review = $17, rhythm = $18,
           meeting_minutes = $19, collaboration = $20, what_is_left = $21, carried_on_by = $22, still_meets = $23,
           still_meets_note = $24, invented = $25 where id = $26",
    )
    .bind(&group.name)
    .bind(&group.framework)
    .bind(&group.workstream)
    .bind(&group.kind)
    .bind(&group.remit)
    .bind(&group.designed_for)
    .bind(&group.duration)
    .bind(&group.programme)
    .bind(&group.contact_office)
    .bind(&group.starts)
    .bind(&group.ends)
    .bind(&group.end_reason)
    .bind(&group.note)
    .bind(&group.paper)
    .bind(group.line)
    .bind(group.not_published.join("\n"))
    .bind(&group.review)
    .bind(&group.rhythm)
    .bind(group.meeting_minutes)
    .bind(&group.collaboration)
    .bind(&group.what_is_left)
    .bind(&group.carried_on_by)
    .bind(&group.still_meets)
    .bind(&group.still_meets_note)
    .bind(group.invented.join("\n"))
    .bind(id)
    .execute(write.on())
    .await?;
    sqlx::query("delete from network_group_priority where group_id = $1").bind(id).execute(write.on()).await?;
    for (position, priority) in (1_i64..).zip(&group.priorities) {
        sqlx::query("insert into network_group_priority (group_id, position, priority_key) values ($1, $2, $3)")
            .bind(id)
            .bind(position)
            .bind(priority)
            .execute(write.on())
            .await?;
    }
    sqlx::query("delete from network_group_listing where group_id = $1").bind(id).execute(write.on()).await?;
    for (position, listing) in (1_i64..).zip(&group.listing) {
        sqlx::query(
            "insert into network_group_listing (group_id, position, list_name, printed_name, line) values ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(position)
        .bind(&listing.list)
        .bind(&listing.name)
        .bind(listing.line)
        .execute(write.on())
        .await?;
    }
    find_by(weft, write, group).await
}

/// Puts the group into the search, under its names in every list.
async fn find_by(weft: &Weft, write: &mut Write, group: &Group) -> Result<(), Problem> {
    let workstream = match &group.workstream {
        Some(key) => Some(partnership::workstream(&weft.db, &group.framework, key).await?.label),
        None => None,
    };
    let sessions = partnership::spoken_sessions(&group.framework);
    let place = workstream.as_deref().map_or(sessions.clone(), |workstream| format!("{workstream}, {sessions}"));
    let summary = match &group.remit {
        Some(remit) => format!("{} · {place}. {remit}", group.kind_name()),
        None => format!("{} · {place}", group.kind_name()),
    };
    let names: Vec<&str> = group.listing.iter().map(|listing| listing.name.as_str()).collect();
    let text = format!("{} {} group network", names.join(" "), group.designed_for.as_deref().unwrap_or_default());
    let entry = Entry {
        kind: SUBJECT,
        key: &group.key,
        url: &format!("/groups/{}", group.key),
        title: &group.title(workstream.as_deref()),
        summary: &summary,
        text: &text,
    };
    Ok(search::put(write, &entry).await?)
}
