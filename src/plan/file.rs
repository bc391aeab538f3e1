//! Framework files in and out: `weft import framework FILE` and `weft export framework KEY`.

use serde_json::json;

use super::{Framework, Move, State, reading, steps, store};
use crate::{
    partnership,
    plumbing::{
        import::{File, Imported, Mode, Rejected},
        problem::Problem,
        state::Weft,
        toml_file::place,
    },
};

/// Takes a framework file: makes the framework, replaces the text of its draft, or finds that nothing changed.
///
/// # Errors
/// Every fault of the file with its row and column, and nothing written.
pub async fn import(weft: &Weft, by: &str, file: &File, mode: Mode) -> Imported {
    let text = file.text()?;
    let framework = reading::read(&file.name, text).map_err(Rejected::Lines)?;
    let at = |field: &str, what: String| {
        let (row, column) = place_of(text, field);
        Rejected::Lines(vec![format!("{}:{row}:{column}: {what}", file.name)])
    };
    if let Some(paper) = &framework.paper
        && !partnership::papers(&weft.db).await?.iter().any(|known| known.key == *paper)
    {
        return Err(at(
            "paper",
            format!("there is no paper `{paper}`; add it to partnership.toml or leave the line out"),
        ));
    }
    let Some(there) = store::newest(&weft.db, &framework.key).await? else {
        return Ok(vec![add(weft, by, &framework, mode).await?]);
    };
    if there.framework == framework {
        return Ok(vec![format!("{}: the framework {} is as in the file; nothing changed", file.name, framework.key)]);
    }
    if there.head.state() != State::Draft {
        let what = "is not a draft here; amend it on its page first, with a reason, and import the file again";
        return Err(at("key", format!("the framework {} {what}", framework.key)));
    }
    if framework.record.status != "draft" {
        return Err(at(
            "status",
            "this framework is a draft here, and a file does not endorse it; write status = \"draft\", and record \
             submission, endorsement and publication on its page"
                .into(),
        ));
    }
    if (&framework.first_session, &framework.last_session) != (&there.head.first_session, &there.head.last_session) {
        return Err(at("first_session", "the sessions of a framework stay as they were first given".into()));
    }
    if mode == Mode::Write {
        let mut write = weft.db.write().await?;
        store::save(&mut write, &there.head, &framework, State::Draft).await?;
        let change = json!({ "version": there.head.number, "counts": counts(&framework) });
        store::note(weft, &mut write, (by, "draft replaced from a file", &there.head.framework_id), None, change)
            .await?;
        write.commit().await?;
    }
    Ok(vec![format!("{}: the draft of {} replaced: {}", file.name, framework.key, counts(&framework))])
}

async fn add(weft: &Weft, by: &str, framework: &Framework, mode: Mode) -> Result<String, Problem> {
    if mode == Mode::Write {
        let mut write = weft.db.write().await?;
        store::create(weft, &mut write, by, framework, "framework imported").await?;
        let version: String = sqlx::query_scalar(
            "select framework_version.id from framework_version join framework on framework.id = framework_version.framework_id
             where framework.key = $1",
        )
        .bind(&framework.key)
        .fetch_one(write.on())
        .await?;
        let record = &framework.record;
        let facts = steps::StepFacts {
            on_day: record.endorsed_on.as_deref(),
            endorsing_body: record.endorsed_by.as_deref(),
            paper: record.endorsed_in.as_deref(),
            reason: None,
        };
        // Only what the file says happened is recorded as having happened.
        if facts.endorsing_body.is_some() || facts.on_day.is_some() {
            steps::add_step(weft, &mut write, by, &version, Move::Endorsement, facts).await?;
        }
        if framework.record.status == "published" {
            let facts = steps::StepFacts { on_day: record.published_on.as_deref(), ..steps::StepFacts::default() };
            steps::add_step(weft, &mut write, by, &version, Move::Publication, facts).await?;
        }
        write.commit().await?;
    }
    Ok(format!("framework {} added: {}", framework.key, counts(framework)))
}

/// What a framework holds, in words.
fn counts(framework: &Framework) -> String {
    format!(
        "{} workstreams, {} priorities, {} activities, {} outcomes, {} drivers",
        framework.workstream.len(),
        framework.priority.len(),
        framework.activity.len(),
        framework.outcome.len(),
        framework.driver.len()
    )
}

/// The place of a field's first line.
fn place_of(text: &str, field: &str) -> (usize, usize) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.split('=').next().is_some_and(|name| name.trim() == field) {
            return place(text, start);
        }
        start += line.len();
    }
    (1, 1)
}

/// The newest version of a framework as its file, whatever its state.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such framework.
pub async fn export(weft: &Weft, key: &str) -> Result<String, Problem> {
    let found = store::newest(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    Ok(reading::write(&found.framework)?)
}
