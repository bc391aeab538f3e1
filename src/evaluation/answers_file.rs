//! `answers.csv` (docs/formats.md): answers that were given on paper, taken in once for each asking. A row is one person's
//! answers and says nothing of who that was; therefore a file cannot be told from a second copy of itself, and an asking that
//! has answers takes none from a file.

use std::collections::BTreeMap;

use sheets::{Caps, Row, Table, read_grid};

use super::{
    Asking, LONGEST, NOT_APPLICABLE, Question,
    store::{self, Answer, Given},
};
use crate::plumbing::{
    import::{File, Imported, Mode, Rejected},
    problem::Problem,
    state::Weft,
    words,
};

/// An asking with the questions it asks.
struct Place {
    asking: Asking,
    questions: Vec<Question>,
    has_answers: bool,
}

async fn places(weft: &Weft) -> Result<BTreeMap<String, Place>, Problem> {
    let mut places = BTreeMap::new();
    for asking in store::askings(&weft.db).await? {
        let questions = store::version_of_ids(&weft.db, &store::items(&weft.db, &asking.id).await?).await?;
        let has_answers = store::responses(&weft.db, &asking.id).await? > 0;
        places.insert(asking.key.clone(), Place { asking, questions, has_answers });
    }
    Ok(places)
}

/// What one cell answers, or what is wrong with it.
fn given(question: &Question, text: &str) -> Result<Given, String> {
    match question.kind.as_str() {
        "text" if text.chars().count() > LONGEST => {
            Err(format!("this is longer than {LONGEST} characters; shorten it"))
        }
        "text" => Ok(Given::Words(text.to_owned())),
        "number" => match text.parse::<i64>() {
            Ok(number) if number >= 0 => Ok(Given::Number(number)),
            _ => Err(format!("`{text}` is not a whole number; write one, or leave the cell empty")),
        },
        _ => {
            let wanted = text.to_lowercase();
            let fits = |one: &&super::Choice| one.key == wanted || one.label.to_lowercase() == wanted;
            if question.may_not_apply == 1 && wanted == NOT_APPLICABLE {
                return Ok(Given::Choice(NOT_APPLICABLE.to_owned()));
            }
            match question.choices.iter().find(fits) {
                Some(choice) => Ok(Given::Choice(choice.key.clone())),
                None => {
                    let known: Vec<&str> = question.choices.iter().map(|choice| choice.key.as_str()).collect();
                    Err(format!("`{text}` is not an answer to this question; write one of {}", known.join(", ")))
                }
            }
        }
    }
}

fn read_row(table: &Table, row: &Row, place: &Place, fault: &mut impl FnMut(usize, &str, String)) -> Vec<Answer> {
    let mut answers = Vec::new();
    for (at, key) in table.header.iter().enumerate().filter(|(_, key)| *key != ASKING) {
        let Some(text) = table.cell(row, at) else { continue };
        match place.questions.iter().find(|question| question.key == *key) {
            None => {
                let what = format!("`{}` does not ask this question; leave the cell empty", place.asking.key);
                fault(row.number, key, what);
            }
            Some(question) => match given(question, text) {
                Ok(given) => answers.push((question.id.clone(), given)),
                Err(what) => fault(row.number, key, what),
            },
        }
    }
    if row.cells.len() > table.header.len() {
        fault(row.number, ASKING, "this row has more cells than the header; quote words that hold a comma".to_owned());
    }
    if answers.is_empty() {
        fault(row.number, ASKING, "this row answers nothing; remove it".to_owned());
    }
    answers
}

/// The column that names the asking.
const ASKING: &str = "asking";

/// Reads a file of answers given on paper: a column `asking`, and one for each question by its key.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_answers(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let known: Vec<String> = store::questions(&weft.db).await?.into_iter().map(|question| question.key).collect();
    let (grid, issues) = read_grid(&file.bytes, &Caps::default());
    let table = grid.under(0);
    let mut faults: Vec<(usize, String)> = Vec::new();
    let mut fault = |row: usize, column: &str, what: String| {
        faults.push((row, format!("{}:{row}:{column}: {what}", file.name)));
    };
    for issue in &issues {
        fault(issue.row.unwrap_or(1), issue.column.as_deref().unwrap_or("1"), words::say_message(&issue.what));
    }
    let asking_at = table.header.iter().position(|column| column == ASKING);
    if asking_at.is_none() {
        fault(1, ASKING, "there is no column `asking`; add it, with the key of the asking in each row".to_owned());
    }
    for column in table.header.iter().filter(|column| *column != ASKING && !known.contains(column)) {
        fault(1, column, format!("there is no question `{column}` in the bank; write its key, or remove the column"));
    }
    let places = places(weft).await?;
    let mut responses: BTreeMap<String, Vec<Vec<Answer>>> = BTreeMap::new();
    for row in &table.rows {
        let key = asking_at.and_then(|at| table.cell(row, at)).unwrap_or_default();
        match places.get(key) {
            None => fault(
                row.number,
                "asking",
                format!("there is no asking `{key}`; write the last part of its page’s address"),
            ),
            Some(place) if place.has_answers => fault(
                row.number,
                "asking",
                format!(
                    "`{key}` has answers already; a file is taken in once, since a row cannot be told from its copy"
                ),
            ),
            Some(place) => {
                let answers = read_row(&table, row, place, &mut fault);
                responses.entry(key.to_owned()).or_default().push(answers);
            }
        }
    }
    if !faults.is_empty() {
        faults.sort_by_key(|(row, _)| *row);
        return Err(Rejected::Lines(faults.into_iter().map(|(_, line)| line).collect()));
    }
    let mut write = weft.db.write().await?;
    for (key, responses) in &responses {
        let asking = &places[key].asking;
        // The day of a paper answer is not known; the first day of the asking stands for it.
        store::put(weft, &mut write, by, &asking.id, &asking.opens_on, responses).await?;
    }
    if mode == Mode::Write && !responses.is_empty() {
        write.commit().await?;
    }
    let count: usize = responses.values().map(Vec::len).sum();
    let lead = if mode == Mode::DryRun { "nothing was written; it would be " } else { "" };
    Ok(vec![format!("{}: {lead}{count} answers added to {} forms asked", file.name, responses.len())])
}
