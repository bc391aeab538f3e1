//! Statements about the rolling agenda: an item stays from the meeting it was brought to until the one it was done at.

use serde_json::json;

use super::{Meeting, record};
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// One item as it stands on the agenda of one meeting.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(in crate::meetings) struct Item {
    pub(in crate::meetings) id: String,
    pub(in crate::meetings) key: String,
    pub(in crate::meetings) title: String,
    /// Who brought it, as an office; empty where nobody said.
    pub(in crate::meetings) brought_by: String,
    pub(in crate::meetings) from_day: String,
    pub(in crate::meetings) done_day: Option<String>,
    /// How it was left at this meeting: `done`, `carried`, or nothing yet.
    pub(in crate::meetings) outcome: Option<String>,
}

/// How an item was left at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::meetings) enum Settled {
    /// It is done and leaves the agenda.
    Done,
    /// It comes again at the next meeting.
    Carried,
}

impl Settled {
    pub(in crate::meetings) fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Carried => "carried",
        }
    }

    pub(in crate::meetings) fn of(key: &str) -> Option<Self> {
        [Self::Done, Self::Carried].into_iter().find(|one| one.key() == key)
    }
}

/// The items of a meeting's agenda, in the order in which they were brought.
pub(in crate::meetings) async fn items(db: &Db, meeting: &Meeting) -> Result<Vec<Item>, Problem> {
    Ok(sqlx::query_as(
        "select i.id, i.key, i.title, i.brought_by, i.from_day, i.done_day, s.outcome from agenda_item i
         left join agenda_settlement s on s.item_id = i.id and s.meeting_id = $1
         where i.holder_kind = $2 and i.holder_key = $3 and i.from_day <= $4 and (i.done_day is null or i.done_day >= $4)
         order by i.position, i.id",
    )
    .bind(&meeting.row)
    .bind(&meeting.holder_kind)
    .bind(&meeting.holder_key)
    .bind(&meeting.day)
    .fetch_all(db.read())
    .await?)
}

/// The place after every item there is.
async fn new_position(write: &mut Write) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar("select coalesce(max(position), 0) + 1 from agenda_item").fetch_one(write.on()).await?)
}

/// Brings an item to a meeting and all that follow until it is done; returns its id.
pub(in crate::meetings) async fn add_item(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    title: &str,
    brought_by: &str,
) -> Result<String, Problem> {
    let position = new_position(write).await?;
    let id = weft.new_id()?;
    sqlx::query(
        "insert into agenda_item (id, key, position, holder_kind, holder_key, title, brought_by, from_day)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&id)
    .bind(format!("item-{position}"))
    .bind(position)
    .bind(&meeting.holder_kind)
    .bind(&meeting.holder_key)
    .bind(title)
    .bind(brought_by)
    .bind(&meeting.day)
    .execute(write.on())
    .await?;
    record(weft, write, by, "agenda item added", &meeting.row, None, json!({ "item": id })).await?;
    Ok(id)
}

/// Takes an item that was put there by mistake off the agenda of a meeting and all that follow, with the reason. What earlier
/// meetings said of it stays. Says whether it could be: an item that was settled or decided on at this meeting stays.
pub(in crate::meetings) async fn take_off(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    item: &str,
    reason: &str,
) -> Result<bool, Problem> {
    let before = meeting.day.parse::<jiff::civil::Date>().ok().and_then(|day| day.yesterday().ok());
    let before = before.map_or_else(|| meeting.day.clone(), |day| day.to_string());
    let taken = sqlx::query(
        "update agenda_item set done_day = $1 where key = $2 and holder_kind = $3 and holder_key = $4 and from_day <= $5
           and (done_day is null or done_day >= $5)
           and not exists (select 1 from agenda_settlement s join meeting m on m.id = s.meeting_id
             where s.item_id = agenda_item.id and m.day >= $5)
           and not exists (select 1 from meeting_decision d join meeting m on m.id = d.meeting_id
             where d.item_key = agenda_item.key and m.day >= $5)",
    )
    .bind(before)
    .bind(item)
    .bind(&meeting.holder_kind)
    .bind(&meeting.holder_key)
    .bind(&meeting.day)
    .execute(write.on())
    .await?;
    if taken.rows_affected() == 0 {
        return Ok(false);
    }
    record(weft, write, by, "agenda item taken off", &meeting.row, Some(reason), json!({ "item": item })).await?;
    Ok(true)
}

/// Notes how an item was left at a meeting; the later word counts.
pub(in crate::meetings) async fn settle(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    item: &str,
    how: Settled,
) -> Result<(), Problem> {
    sqlx::query("delete from agenda_settlement where meeting_id = $1 and item_id = $2")
        .bind(&meeting.row)
        .bind(item)
        .execute(write.on())
        .await?;
    sqlx::query(
        "insert into agenda_settlement (meeting_id, item_id, outcome, at, account) values ($1, $2, $3, $4, $5)",
    )
    .bind(&meeting.row)
    .bind(item)
    .bind(how.key())
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    // Whatever a later meeting said of the item stands.
    let done = (how == Settled::Done).then_some(meeting.day.as_str());
    sqlx::query("update agenda_item set done_day = $1 where id = $2 and (done_day is null or done_day <= $3)")
        .bind(done)
        .bind(item)
        .bind(&meeting.day)
        .execute(write.on())
        .await?;
    let change = json!({ "item": item, "outcome": how.key() });
    record(weft, write, by, "agenda item settled", &meeting.row, None, change).await
}

/// The id of an item of a meeting's holder by its title, where it is open on that day.
pub(in crate::meetings) async fn open_item(
    write: &mut Write,
    meeting: &Meeting,
    title: &str,
) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select id from agenda_item where holder_kind = $1 and holder_key = $2 and title = $3
           and (done_day is null or done_day >= $4) order by position, id limit 1",
    )
    .bind(&meeting.holder_kind)
    .bind(&meeting.holder_key)
    .bind(title)
    .bind(&meeting.day)
    .fetch_optional(write.on())
    .await?)
}

/// The key of an item.
pub(in crate::meetings) async fn item_key(write: &mut Write, id: &str) -> Result<String, Problem> {
    Ok(sqlx::query_scalar("select key from agenda_item where id = $1").bind(id).fetch_one(write.on()).await?)
}

/// Lets an item begin at an earlier meeting, for files that tell of the latest first.
pub(in crate::meetings) async fn begin_earlier(write: &mut Write, id: &str, day: &str) -> Result<(), Problem> {
    sqlx::query("update agenda_item set from_day = $1 where id = $2 and from_day > $1")
        .bind(day)
        .bind(id)
        .execute(write.on())
        .await?;
    Ok(())
}
