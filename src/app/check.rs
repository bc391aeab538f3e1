//! `weft check`: whether the record is whole. One line for each check; anything wrong is named with its place.

use super::command::{Refusal, say};
use crate::plumbing::{
    db::Engine,
    history_check::{self, Anchor},
    problem::Problem,
    state::Weft,
};

/// One check: what was looked at, and what was found.
struct Line {
    name: &'static str,
    good: String,
    wrong: Vec<String>,
}

/// Runs every check and prints each; refuses where one found something. `anchors` are rows of the history remembered elsewhere.
pub(super) async fn check(weft: &Weft, anchors: &[Anchor]) -> Result<(), Refusal> {
    let mut wrong = Vec::new();
    for line in lines(weft, anchors).await? {
        if line.wrong.is_empty() {
            say(&format!("{:<13} {}", line.name, line.good))?;
        } else {
            say(&format!("{:<13} wrong in {} places", line.name, line.wrong.len()))?;
            wrong.extend(line.wrong.into_iter().map(|place| format!("{}: {place}", line.name)));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Refusal::Rejected(wrong)) }
}

async fn lines(weft: &Weft, anchors: &[Anchor]) -> Result<Vec<Line>, Problem> {
    let schema = weft.db.schema().await?;
    let mut lines = vec![schema_line(&schema)];
    if schema.at == 0 {
        return Ok(lines);
    }
    let good = match weft.db.engine() {
        Engine::Sqlite => "every page and every reference holds".to_owned(),
        Engine::Postgres => "left to the server, which keeps its pages and references itself".to_owned(),
    };
    lines.push(Line { name: "database", good, wrong: weft.db.damage().await? });
    lines.push(history_line(history_check::look(&weft.db, anchors).await?));
    if schema.at >= schema.known {
        let good = "every published file has its digest and is built again to the same bytes".to_owned();
        lines.push(Line { name: "publications", good, wrong: crate::publications::check(weft).await? });
        let good = "every certificate has the bytes that were issued".to_owned();
        let wrong = crate::programmes::completion::check(&weft.db).await?;
        lines.push(Line { name: "certificates", good, wrong });
    }
    Ok(lines)
}

/// What the history line says when all is well: how far it goes, how much was redacted, and the anchor to keep elsewhere.
fn history_line(looked: history_check::Looked) -> Line {
    let redacted = match looked.redacted {
        0 => String::new(),
        1 => ", 1 of them with personal content taken out as a later row says".to_owned(),
        many => format!(", {many} of them with personal content taken out as later rows say"),
    };
    let good =
        format!("{} rows, each with the digest of the one before{redacted}; anchor {}", looked.head.seq, looked.head);
    Line { name: "history", good, wrong: looked.wrong.into_iter().collect() }
}

fn schema_line(schema: &crate::plumbing::db::Schema) -> Line {
    let (at, known) = (schema.at, schema.known);
    let mut wrong = Vec::new();
    if at > known {
        wrong.push(format!("stands at {at}, and this program knows only {known}; use the program that wrote it"));
    }
    if let Some(version) = schema.altered {
        wrong.push(format!("migration {version} was applied with another text than this program has"));
    }
    let good = if at < known {
        format!("stands at {at}; the next start brings it to {known}")
    } else {
        format!("stands at {at}, as this program needs it")
    };
    Line { name: "schema", good, wrong }
}
