//! Reports that were made elsewhere, taken in with the days on which things happened there.

use crate::{
    groups::Group,
    plumbing::{db::Write, problem::Problem, state::Weft},
    progress::{State, file::Written},
};

/// Whether a report of a group about a time that ended on a day stands already.
pub(in crate::progress) async fn stands(write: &mut Write, group: &str, to: &str) -> Result<bool, Problem> {
    let found: Option<i64> = sqlx::query_scalar(
        "select cast(1 as bigint) from progress_report where group_key = $1 and period_to = $2 and state <> 'withdrawn'
         limit 1",
    )
    .bind(group)
    .bind(to)
    .fetch_optional(write.on())
    .await?;
    Ok(found.is_some())
}

/// A day as an instant of its morning.
fn morning(day: &str) -> String {
    format!("{day}T09:00:00.000Z")
}

/// Takes in one report with its answers and steps.
pub(in crate::progress) async fn take_in(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    group: &Group,
    written: &Written,
) -> Result<(), Problem> {
    let new = super::NewReport {
        group: &written.group,
        framework: &group.framework,
        workstream: group.workstream.as_deref(),
        from: &written.from,
        to: &written.to,
        due: &written.due,
        invented: written.invented.as_deref() == Some("yes"),
    };
    let row = super::add(weft, write, by, &new).await?;
    let asked = morning(written.asked.as_deref().unwrap_or(&written.to));
    sqlx::query("update progress_step set at = $1 where report_id = $2")
        .bind(&asked)
        .bind(&row.id)
        .execute(write.on())
        .await?;
    sqlx::query("update progress_report set asked_at = $1, state = $2 where id = $3")
        .bind(&asked)
        .bind(written.state().key())
        .bind(&row.id)
        .execute(write.on())
        .await?;
    if written.state() == State::Asked {
        return Ok(());
    }
    let sent = morning(written.sent.as_deref().unwrap_or(&written.due));
    super::save(weft, write, by, &row.id, &written.answers(), 5).await?;
    super::mark_sent(write, &row.id, &sent).await?;
    let decided = morning(written.decided.as_deref().or(written.sent.as_deref()).unwrap_or(&written.due));
    let question = written.question.as_deref().unwrap_or_default();
    let mut steps = vec![("sending", sent, "")];
    match written.state() {
        State::Returned => steps.push(("return", decided, question)),
        State::Accepted => steps.push(("acceptance", decided, "")),
        _ => {}
    }
    for (step, at, note) in steps {
        sqlx::query(
            "insert into progress_step (id, report_id, step, at, account, note) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(weft.new_id()?)
        .bind(&row.id)
        .bind(step)
        .bind(at)
        .bind(by)
        .bind(note)
        .execute(write.on())
        .await?;
    }
    Ok(())
}
