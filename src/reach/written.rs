//! The answer as other programs read it: JSON, CSV, and a table of plain text.

use figures::AcademicSession;
use serde_json::{Value, json};
use sheets::{Field, write_csv};

use super::{
    RULE, RULE_WORDS,
    view::{Answer, Cell, Line, printed},
};

/// A cell as other programs read it.
fn json_of(cell: &Cell) -> Value {
    match cell {
        Cell::Value(number) => json!({ "value": number.replace(',', "") }),
        Cell::Few => json!({ "band": ["1", "4"] }),
        Cell::Hidden => json!({ "reason": "suppressed", "marker": null }),
    }
}

/// The answer for other programs.
pub fn as_json(answer: &Answer) -> Value {
    let item = |line: &Line| {
        json!({
            "key": line.key,
            "name": line.name,
            "people": json_of(&line.people),
            "attendances": json_of(&line.attendances),
            "hours": json_of(&line.hours),
            "establishments": json_of(&line.establishments),
        })
    };
    let mut total = item(&answer.total);
    if let (Some(total), Cell::Value(_)) = (total.as_object_mut(), &answer.total.people) {
        let low = if answer.low < 5 && answer.low < answer.counted.people { 1 } else { answer.low };
        total.insert("people_between".to_owned(), json!([low.to_string(), answer.counted.people.to_string()]));
    }
    let heads: serde_json::Map<String, Value> =
        answer.heads.iter().map(|(kind, number)| (kind.clone(), json!(number.to_string()))).collect();
    json!({
        "session": answer.filter.session.map(AcademicSession::key),
        "programme": answer.filter.programme,
        "workstream": answer.filter.workstream,
        "mode": answer.filter.mode,
        "by": answer.by.key(),
        "counted_on": answer.day,
        "rule": { "version": RULE.to_string(), "words": RULE_WORDS },
        "total": total,
        "parts": answer.lines.iter().map(item).collect::<Vec<_>>(),
        "attendances_by_name_only": answer.unnamed.to_string(),
        "numbers_without_names": heads,
        "cohort_meetings_past": answer.registers.0.to_string(),
        "cohort_meetings_with_register": answer.registers.1.to_string(),
    })
}

/// The columns of the table as a file.
const HEADER: [&str; 6] = ["key", "name", "people", "attendances", "hours", "establishments"];

/// The answer as CSV: a line for each part, and the total last.
pub fn as_csv(answer: &Answer) -> Vec<u8> {
    let field = |cell: &Cell| match cell {
        Cell::Value(number) => Field::from(number.replace(',', "")),
        other => Field::from(other.words().to_owned()),
    };
    let row = |line: &Line| {
        vec![
            line.key.clone().map_or(Field::Empty, Field::from),
            Field::from(line.name.clone()),
            field(&line.people),
            field(&line.attendances),
            field(&line.hours),
            field(&line.establishments),
        ]
    };
    let rows: Vec<Vec<Field>> = answer.lines.iter().chain(std::iter::once(&answer.total)).map(row).collect();
    write_csv(&HEADER, &rows)
}

/// The answer as a table of plain text, with the rule beneath.
pub fn as_table(answer: &Answer) -> String {
    let header = [answer.by.name(), "People", "Attendances", "Hours", "Establishments"].map(ToOwned::to_owned);
    let row = |line: &Line| {
        let cells =
            [&line.people, &line.attendances, &line.hours, &line.establishments].map(|cell| cell.words().to_owned());
        let [people, attendances, hours, establishments] = cells;
        [line.name.clone(), people, attendances, hours, establishments]
    };
    let mut rows = vec![header];
    rows.extend(answer.lines.iter().map(row));
    rows.push(row(&answer.total));
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..5).map(width).collect();
    let mut text = format!("Reach, {}: {}, counted on {}\n\n", answer.asked, answer.people, answer.day);
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(at, (cell, width))| {
                let space = " ".repeat(width - cell.chars().count());
                if at == 0 { format!("{cell}{space}") } else { format!("{space}{cell}") }
            })
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    if answer.unnamed > 0 {
        text.push_str(&format!("\nBeside these, {} attendances noted by a name alone.\n", printed(answer.unnamed)));
    }
    text.push_str(&format!(
        "\nOf {} meetings of cohorts that are past, {} have a register.\n\nRule {RULE}. {RULE_WORDS}\n",
        answer.registers.0, answer.registers.1
    ));
    text
}
