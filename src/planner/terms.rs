//! `term-dates.csv` (docs/formats.md): the terms, holidays and in-service days of each authority and session.

use std::collections::BTreeSet;

use sheets::{Caps, Column, Field, Row, Sheet, read_csv, write_csv};

use super::{TermDate, store};
use crate::{
    partnership::{self, Authority},
    plumbing::{
        db::Db,
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        state::Weft,
        words,
    },
};

/// The columns of the file, in their order.
const HEADER: [&str; 6] = ["authority", "session", "kind", "name", "first", "last"];

const KINDS: [&str; 3] = ["term", "holiday", "in-service"];

/// Whether what somebody wrote for an authority means this one: its codes, key, name or an alias, capitals aside.
fn means(one: &Authority, given: &str) -> bool {
    let given = given.trim().to_lowercase();
    [&one.key, &one.name, &one.council_name, &one.s12_code, &one.three_digit_code]
        .into_iter()
        .map(String::as_str)
        .chain(one.aliases.lines())
        .any(|known| known.to_lowercase() == given)
}

fn read_row(
    sheet: &Sheet,
    row: &Row,
    authorities: &[Authority],
    fault: &mut impl FnMut(usize, &str, String),
) -> TermDate {
    let cell = |column: &str| sheet.cell(row, column).unwrap_or_default().trim().to_owned();
    let (given, session, kind) = (cell("authority"), cell("session"), cell("kind"));
    let authority = authorities.iter().find(|one| means(one, &given)).map(|one| one.key.clone());
    if authority.is_none() {
        fault(row.number, "authority", format!("there is no authority `{given}`; write the key, name or code of one"));
    }
    if session.parse::<figures::AcademicSession>().is_err() {
        fault(row.number, "session", format!("`{session}` is not a session; write it as 2025-26"));
    }
    if !KINDS.contains(&kind.as_str()) {
        fault(row.number, "kind", format!("`{kind}` is not known here; write one of {}", KINDS.join(", ")));
    }
    let title = cell("name");
    if title.is_empty() {
        fault(row.number, "name", "this cell is empty; write what people call it, such as Spring holiday".into());
    }
    let first_day = cell("first");
    let last_day = Some(cell("last")).filter(|day| !day.is_empty()).unwrap_or_else(|| first_day.clone());
    for (column, day) in [("first", &first_day), ("last", &last_day)] {
        if day.len() != 10 || day.parse::<jiff::civil::Date>().is_err() {
            fault(row.number, column, format!("`{day}` is not a day; write it as 2026-04-03"));
        }
    }
    if last_day < first_day {
        fault(row.number, "last", "it would end before it begins; change one of the two days".into());
    }
    TermDate { authority: authority.unwrap_or_default(), session, kind, title, first_day, last_day }
}

/// Reads a file of term dates. Each authority and session it names is put in place of what stood for them.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_terms(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let columns = HEADER.map(Column::required);
    let (sheet, issues) = read_csv(&file.bytes, &columns, &Caps::default());
    let mut faults: Vec<(usize, String)> = Vec::new();
    for issue in &issues {
        let row = issue.row.unwrap_or(1);
        let args: Vec<(&str, &str)> = issue.what.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // The last day may be left empty: many holidays are one day long.
        if issue.column.as_deref() != Some("last") {
            let column = issue.column.as_deref().unwrap_or("1");
            faults.push((row, format!("{}:{row}:{column}: {}", file.name, words::say(issue.what.key, &args))));
        }
    }
    let authorities = partnership::authorities(&weft.db).await?;
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    for row in &sheet.rows {
        let mut fault = |row: usize, column: &str, what: String| {
            faults.push((row, format!("{}:{row}:{column}: {what}", file.name)));
        };
        let date = read_row(&sheet, row, &authorities, &mut fault);
        let key = (date.authority.clone(), date.session.clone(), date.kind.clone(), date.title.clone());
        if !date.authority.is_empty() && !seen.insert(key) {
            fault(
                row.number,
                "name",
                format!("`{}` stands twice for this authority and session; change one", date.title),
            );
        }
        read.push(date);
    }
    if !faults.is_empty() {
        faults.sort();
        return Err(Rejected::Lines(faults.into_iter().map(|(_, line)| line).collect()));
    }
    let stored: BTreeSet<TermDate> = store::term_dates(&weft.db, "", "9999").await?.into_iter().collect();
    let unchanged = read.iter().filter(|date| stored.contains(*date)).count();
    let tally = Tally { added: read.len() - unchanged, changed: 0, unchanged };
    let gone = stored.iter().any(|old| {
        !read.contains(old) && read.iter().any(|new| new.authority == old.authority && new.session == old.session)
    });
    if mode == Mode::Write && (tally.added > 0 || gone) {
        let mut write = weft.db.write().await?;
        store::put_term_dates(weft, &mut write, by, &read).await?;
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "term dates", mode)])
}

/// Every term date as a file that can be imported again; the same dates always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export_terms(db: &Db) -> Result<Vec<u8>, Problem> {
    let rows: Vec<Vec<Field>> = store::term_dates(db, "", "9999")
        .await?
        .into_iter()
        .map(|date| {
            vec![
                date.authority.into(),
                date.session.into(),
                date.kind.into(),
                date.title.into(),
                date.first_day.into(),
                date.last_day.into(),
            ]
        })
        .collect();
    Ok(write_csv(&HEADER, &rows))
}
