//! Statements about what meetings decided.

use serde_json::json;

use super::{Meeting, record};
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// One decision of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Decision {
    /// The id of the row.
    pub(crate) id: String,
    /// The key of the meeting.
    pub meeting: String,
    /// The day of the meeting.
    pub day: String,
    /// Its number at that meeting, from 1, never given twice.
    pub number: i64,
    /// The key of the agenda item it belongs to.
    pub item: Option<String>,
    /// What was decided.
    pub text: String,
}

/// The decisions of a meeting, in the order of their numbers.
pub(in crate::meetings) async fn decisions(db: &Db, meeting: &Meeting) -> Result<Vec<Decision>, Problem> {
    Ok(sqlx::query_as(
        "select d.id, m.key as meeting, m.day, d.number, d.item_key as item, d.wording as text from meeting_decision d
         join meeting m on m.id = d.meeting_id where m.id = $1 and d.withdrawn_at is null order by d.number, d.id",
    )
    .bind(&meeting.row)
    .fetch_all(db.read())
    .await?)
}

/// Every decision of a group or body, the latest meeting first.
///
/// # Errors
/// When the database does not answer.
pub async fn decisions_of(db: &Db, kind: &str, key: &str) -> Result<Vec<Decision>, Problem> {
    Ok(sqlx::query_as(
        "select d.id, m.key as meeting, m.day, d.number, d.item_key as item, d.wording as text from meeting_decision d
         join meeting m on m.id = d.meeting_id
         where m.holder_kind = $1 and m.holder_key = $2 and d.withdrawn_at is null
         order by m.day desc, m.id, d.number",
    )
    .bind(kind)
    .bind(key)
    .fetch_all(db.read())
    .await?)
}

/// Notes a decision under the next number of its meeting.
pub(in crate::meetings) async fn add_decision(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    item: Option<&str>,
    text: &str,
) -> Result<(), Problem> {
    let number: i64 =
        sqlx::query_scalar("select coalesce(max(number), 0) + 1 from meeting_decision where meeting_id = $1")
            .bind(&meeting.row)
            .fetch_one(write.on())
            .await?;
    sqlx::query(
        "insert into meeting_decision (id, meeting_id, number, item_key, wording, at, account)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(weft.new_id()?)
    .bind(&meeting.row)
    .bind(number)
    .bind(item)
    .bind(text)
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "number": number, "text": text });
    record(weft, write, by, "decision noted", &meeting.row, None, change).await
}

/// Words a decision anew, or takes it back where nothing is left of it; its number is not given again.
pub(in crate::meetings) async fn change_decision(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &Meeting,
    id: &str,
    text: &str,
) -> Result<(), Problem> {
    let (sql, value, act) = if text.is_empty() {
        ("update meeting_decision set withdrawn_at = $1 where id = $2", weft.clock.instant(), "decision taken back")
    } else {
        ("update meeting_decision set wording = $1 where id = $2", text.to_owned(), "decision worded anew")
    };
    sqlx::query(sql).bind(value).bind(id).execute(write.on()).await?;
    record(weft, write, by, act, &meeting.row, None, json!({ "decision": id, "text": text })).await
}
