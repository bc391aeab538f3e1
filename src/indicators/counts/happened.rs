//! The history of a sheet as its own officers read it: who did what when, why, and what became of each number.

use figures::{Counts, Message};
use serde_json::Value;

use super::{row::Category, said, sheet, spoken, store::Sheet};
use crate::{
    people::Permit,
    plumbing::{history, problem::Problem, state::Weft},
};

/// Something that happened to the sheet.
pub(super) struct Happened {
    pub when: String,
    pub what: String,
    pub why: String,
    /// What changed, row by row.
    pub changes: Vec<String>,
}

/// Everything that happened to a sheet, in order.
pub(super) async fn happened(
    weft: &Weft,
    permit: &Permit,
    saved: Option<&Sheet>,
    with_numbers: bool,
) -> Result<Vec<Happened>, Problem> {
    let Some(sheet) = saved else { return Ok(Vec::new()) };
    let mut list = Vec::new();
    for row in history::of(&weft.db, "counts sheet", &sheet.id).await? {
        let by = match row.account.as_str() {
            history::COMMAND_LINE => "counts-by-file",
            account if account == permit.visitor.named() => "counts-by-you",
            _ => "counts-by-another",
        };
        let act = match row.act.as_str() {
            "counts entered" => "counts-entered",
            "counts sent" => "counts-sent",
            "counts accepted" => "counts-accepted",
            "counts returned" => "counts-returned",
            _ => "counts-changed",
        };
        list.push(Happened {
            when: spoken(weft, &row.at).await?,
            what: said(&Message::new(act).with("by", said(&Message::new(by)))),
            why: row.reason.unwrap_or_default(),
            changes: if with_numbers && act == "counts-changed" { changes(&row.change) } else { Vec::new() },
        });
    }
    Ok(list)
}

/// What a recorded change did to each row, in the order of the sheet.
fn changes(recorded: &str) -> Vec<String> {
    let change: Value = serde_json::from_str(recorded).unwrap_or_default();
    let rows = &change["rows"];
    Category::EVERY
        .into_iter()
        .filter_map(|category| {
            let row = rows.get(category.field())?;
            let [from, to] = [content(&row["from"]), content(&row["to"])];
            let row = said(&category.message());
            (from != to)
                .then(|| said(&Message::new("counts-became").with("row", row).with("from", from).with("to", to)))
        })
        .collect()
}

fn content(row: &Value) -> String {
    if let (Some(numerator), Some(denominator)) = (row["numerator"].as_i64(), row["denominator"].as_i64()) {
        return sheet::spoken(Counts { numerator, denominator });
    }
    match row["reason"].as_str().and_then(|key| key.parse::<figures::Reason>().ok()) {
        Some(reason) => said(&reason.message()).to_lowercase(),
        None => said(&Message::new("counts-saved-nothing")),
    }
}
