//! What came next: who is to be asked a year later, and what they answered.

use serde_json::json;

use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    programmes::completion::SUBJECT,
};

/// Somebody to be asked.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes::completion) struct ToAsk {
    pub(in crate::programmes::completion) completion_id: String,
    pub(in crate::programmes::completion) cohort_id: String,
    pub(in crate::programmes::completion) person_id: String,
    pub(in crate::programmes::completion) name: String,
    pub(in crate::programmes::completion) email: String,
    pub(in crate::programmes::completion) programme: String,
    pub(in crate::programmes::completion) contact_office: String,
}

/// Those who completed between two days and were not asked yet; people without an address cannot be asked.
pub(in crate::programmes::completion) async fn to_ask(db: &Db, from: &str, to: &str) -> Result<Vec<ToAsk>, Problem> {
    Ok(sqlx::query_as(
        "select completion.id as completion_id, completion.cohort_id, completion.person_id, person.name, person.email,
           programme.name as programme, cohort.contact_office
         from completion join person on person.id = completion.person_id
         join cohort on cohort.id = completion.cohort_id join programme on programme.id = cohort.programme_id
         where completion.outcome = 'completed' and completion.taken_back_at is null and completion.day >= $1
           and completion.day <= $2 and person.email is not null
           and not exists (select 1 from what_next where what_next.completion_id = completion.id)
         order by completion.day, completion.id limit 200",
    )
    .bind(from)
    .bind(to)
    .fetch_all(db.read())
    .await?)
}

/// Notes that somebody is asked. Says whether they had not been asked before.
pub(in crate::programmes::completion) async fn note_asked(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    completion: &str,
) -> Result<bool, Problem> {
    let done = sqlx::query(
        "insert into what_next (completion_id, asked_at, changed, may_share) values ($1, $2, '', 0)
         on conflict (completion_id) do nothing",
    )
    .bind(completion)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    record(weft, write, by, "asked what came next", completion).await?;
    Ok(true)
}

/// An answer.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(in crate::programmes::completion) struct Answer {
    pub(in crate::programmes::completion) completion_id: String,
    pub(in crate::programmes::completion) changed: String,
    pub(in crate::programmes::completion) doing: Option<String>,
    pub(in crate::programmes::completion) may_share: i64,
    pub(in crate::programmes::completion) answered_at: Option<String>,
}

/// The answers of a cohort, those who did not answer too.
pub(in crate::programmes::completion) async fn answers(db: &Db, cohort: &str) -> Result<Vec<Answer>, Problem> {
    Ok(sqlx::query_as(
        "select completion_id, changed, doing, may_share, answered_at from what_next
         join completion on completion.id = what_next.completion_id
         where completion.cohort_id = $1 and completion.taken_back_at is null order by completion_id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// The question to one person of a cohort, with the answer where there is one.
pub(in crate::programmes::completion) async fn answer_of(
    db: &Db,
    cohort: &str,
    person: &str,
) -> Result<Option<Answer>, Problem> {
    Ok(sqlx::query_as(
        "select completion_id, changed, doing, may_share, answered_at from what_next
         join completion on completion.id = what_next.completion_id join cohort on cohort.id = completion.cohort_id
         where cohort.key = $1 and completion.person_id = $2 and completion.taken_back_at is null",
    )
    .bind(cohort)
    .bind(person)
    .fetch_optional(db.read())
    .await?)
}

/// Saves an answer; it may be changed with the same link.
pub(in crate::programmes::completion) async fn save_answer(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    answer: &Answer,
) -> Result<(), Problem> {
    sqlx::query(
        "update what_next set changed = $1, doing = $2, may_share = $3, answered_at = $4 where completion_id = $5",
    )
    .bind(&answer.changed)
    .bind(&answer.doing)
    .bind(answer.may_share)
    .bind(weft.clock.instant())
    .bind(&answer.completion_id)
    .execute(write.on())
    .await?;
    record(weft, write, by, "what came next answered", &answer.completion_id).await
}

async fn record(weft: &Weft, write: &mut Write, by: &str, act: &str, id: &str) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: None, change: json!({}) };
    history::record(write, &weft.clock, act).await
}
