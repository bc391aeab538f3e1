//! `establishments.csv` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written
//! out.

use std::collections::{BTreeMap, BTreeSet};

use sheets::{Caps, Column, Field, Issue, Row, Sheet, read_csv, write_csv};

use super::{Establishment, establishments, official, save, statistics};
use crate::{
    partnership::{Authority, authorities},
    plumbing::{
        db::Db,
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        reader::{self, Kind},
        state::Weft,
        words,
    },
};

/// The columns of the file, in their order.
const HEADER: [&str; 10] = [
    "seed",
    "department",
    "name",
    "sector",
    "authority",
    "status",
    "opened",
    "closed",
    "predecessors",
    "simd_quintile",
];

/// The departments with the sector each belongs to.
const DEPARTMENTS: [(&str, &str); 4] = [("EY", "early-years"), ("P", "primary"), ("S", "secondary"), ("SP", "special")];

/// What an establishment can be.
const STATUSES: [&str; 4] = ["open", "closed", "mothballed", "proposed"];

/// Every establishment as a file that can be imported again; the same establishments always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export_establishments(db: &Db) -> Result<Vec<u8>, Problem> {
    let rows: Vec<Vec<Field>> = establishments(db)
        .await?
        .into_iter()
        .map(|one| {
            let day = |day: Option<String>| day.map_or(Field::Empty, Field::from);
            vec![
                one.seed.into(),
                one.department.into(),
                one.name.into(),
                one.sector.into(),
                one.s12_code.into(),
                one.status.into(),
                day(one.opened),
                day(one.closed),
                one.predecessors.into(),
                one.simd_quintile.map_or(Field::Empty, |quintile| Field::from(quintile.to_string())),
            ]
        })
        .collect();
    Ok(write_csv(&HEADER, &rows))
}

/// Reads a file of establishments: those it names are added or changed, all others stay as they are. It may be our own CSV, the
/// published contact list of schools, or published school-level statistics; the last two are known by their headings, as
/// workbooks or as text. Workbooks and large files are read in a process of their own.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_establishments(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    if !reader::wants_child(&file.bytes) && is_ours(&file) {
        return import_own(weft, by, file, mode).await;
    }
    let reading = reader::read(&file).await?;
    let stops: Vec<String> =
        reading.faults.iter().filter(|fault| fault.stops).map(|fault| fault.line(&file.name)).collect();
    if !stops.is_empty() {
        return Err(Rejected::Lines(stops));
    }
    match reading.kind {
        Some(Kind::ContactList(_)) => official::take(weft, by, &file, &reading, mode).await,
        Some(Kind::SchoolStatistics(_)) => statistics::take(weft, by, &file, &reading, mode).await,
        Some(Kind::Table) | None => {
            import_own(weft, by, File { name: file.name, bytes: reading.text.into_bytes() }, mode).await
        }
    }
}

/// Whether a text file is our own: its first row has our headings, or is near enough to be told what is wrong with it.
fn is_ours(file: &File) -> bool {
    let first = file.bytes.split(|byte| *byte == b'\n').find(|line| !line.is_empty()).unwrap_or_default();
    let line = String::from_utf8_lossy(first).to_lowercase();
    reader::OWN_HEADINGS.iter().all(|name| line.contains(name)) || !line.contains("seed")
}

async fn import_own(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    // Files from before the quintile was kept have no such column.
    let columns =
        HEADER.map(|name| if name == "simd_quintile" { Column::optional(name) } else { Column::required(name) });
    let (sheet, issues) = read_csv(&file.bytes, &columns, &Caps::default());
    let mut faults = Faults { name: &file.name, found: Vec::new() };
    let (doubts, wrong): (Vec<&Issue>, Vec<&Issue>) =
        issues.iter().partition(|issue| issue.severity == sheets::Severity::Warning);
    for issue in wrong {
        faults.sheet(issue);
    }
    let doubts: Vec<String> =
        doubts.iter().map(|issue| format!("{}: {}", file.name, words::say_message(&issue.what))).collect();
    let authorities = authorities(&weft.db).await?;
    let known: BTreeMap<String, Establishment> =
        establishments(&weft.db).await?.into_iter().map(|one| (one.key.clone(), one)).collect();
    let read = read_rows(&sheet, &authorities, &known, &mut faults);
    faults.end()?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for one in &read {
        match known.get(&one.key) {
            Some(before) if before == one => tally.unchanged += 1,
            Some(before) => {
                tally.changed += 1;
                save(weft, &mut write, by, Some(before), one).await?;
            }
            None => {
                tally.added += 1;
                save(weft, &mut write, by, None, one).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    Ok(doubts.into_iter().chain([tally.line(&file.name, "establishments", mode)]).collect())
}

/// The faults of a file, with row and column in words a spreadsheet shows.
struct Faults<'a> {
    name: &'a str,
    found: Vec<(usize, String)>,
}

impl Faults<'_> {
    fn at(&mut self, row: usize, column: &str, what: &str) {
        self.found.push((row, format!("{}:{row}:{column}: {what}", self.name)));
    }

    fn sheet(&mut self, issue: &Issue) {
        let row = issue.row.unwrap_or(1);
        let column = issue.column.as_deref().unwrap_or("1");
        let args: Vec<(&str, &str)> = issue.what.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let what = words::say(issue.what.key, &args);
        self.at(row, column, &what);
    }

    fn end(mut self) -> Result<(), Rejected> {
        self.found.sort_by_key(|(row, _)| *row);
        if self.found.is_empty() {
            Ok(())
        } else {
            Err(Rejected::Lines(self.found.into_iter().map(|(_, line)| line).collect()))
        }
    }
}

fn read_rows(
    sheet: &Sheet,
    authorities: &[Authority],
    known: &BTreeMap<String, Establishment>,
    faults: &mut Faults<'_>,
) -> Vec<Establishment> {
    let code = |row: &Row| {
        let department = sheet.cell(row, "department")?.to_uppercase();
        Some(format!("{}+{department}", sheet.cell(row, "seed")?))
    };
    let in_file: BTreeSet<String> = sheet.rows.iter().filter_map(code).collect();
    let mut seen = BTreeMap::new();
    let mut read = Vec::new();
    for row in &sheet.rows {
        let one = read_row(sheet, row, authorities, faults);
        if let Some(first) = code(row).and_then(|code| seen.insert(code, row.number)) {
            let what = format!("row {first} has the same SEED code and department; one of the two must go");
            faults.at(row.number, "seed", &what);
        }
        for predecessor in one.predecessors.split_whitespace() {
            let there = in_file.contains(predecessor) || known.contains_key(&key_of(predecessor));
            if !predecessor.contains('+') {
                let what = format!("`{predecessor}` needs its department; write it as 9900061+P");
                faults.at(row.number, "predecessors", &what);
            } else if !there {
                let what = format!("there is no establishment `{predecessor}` here or in this file; add it first");
                faults.at(row.number, "predecessors", &what);
            }
        }
        read.push(one);
    }
    read
}

/// The key of a SEED code and department: `9900011+P` is `9900011-p`.
fn key_of(code: &str) -> String {
    code.to_lowercase().replace('+', "-")
}

fn read_row(sheet: &Sheet, row: &Row, authorities: &[Authority], faults: &mut Faults<'_>) -> Establishment {
    let at = row.number;
    let mut must = |column: &str| match sheet.cell(row, column) {
        Some(text) => text.to_owned(),
        None => {
            faults.at(at, column, "this cell is empty and must be filled");
            String::new()
        }
    };
    let (seed, department, name) = (must("seed"), must("department").to_uppercase(), must("name"));
    let (sector, authority, status) = (must("sector"), must("authority"), must("status"));
    if !seed.is_empty() && (seed.len() != 7 || !seed.bytes().all(|byte| byte.is_ascii_digit())) {
        faults.at(at, "seed", &format!("`{seed}` is not a SEED code; it has seven digits"));
    }
    let of_department = DEPARTMENTS.iter().find(|(key, _)| *key == department).map(|(_, sector)| *sector);
    if of_department.is_none() && !department.is_empty() {
        faults.at(at, "department", &format!("`{department}` is not a department; write EY, P, S or SP"));
    }
    if !sector.is_empty() && !DEPARTMENTS.iter().any(|(_, known)| *known == sector) {
        let what = format!("`{sector}` is not a sector; write early-years, primary, secondary or special");
        faults.at(at, "sector", &what);
    } else if let Some(expected) = of_department.filter(|expected| *expected != sector && !sector.is_empty()) {
        faults.at(at, "sector", &format!("department {department} is of the sector {expected}, not {sector}"));
    }
    let found = super::super::store::find_authority(authorities, &authority);
    if found.is_none() && !authority.is_empty() {
        let what = format!("`{authority}` is no authority of this partnership; write its code, key, name or alias");
        faults.at(at, "authority", &what);
    }
    if !status.is_empty() && !STATUSES.contains(&status.as_str()) {
        faults.at(at, "status", &format!("`{status}` is not a status; write open, closed, mothballed or proposed"));
    }
    let mut day = |column: &str| {
        let day = sheet.cell(row, column).map(ToOwned::to_owned);
        if let Some(text) = day.as_ref().filter(|text| text.len() != 10 || text.parse::<jiff::civil::Date>().is_err()) {
            faults.at(at, column, &format!("`{text}` is not a day; write it as 2014-08-18"));
        }
        day
    };
    let (opened, closed) = (day("opened"), day("closed"));
    if closed.is_some() && status != "closed" {
        faults.at(at, "closed", "only an establishment with the status closed has a closing day");
    }
    if let (Some(opened), Some(closed)) = (&opened, &closed)
        && opened > closed
    {
        faults.at(at, "closed", &format!("the closing day is before the opening day {opened}"));
    }
    let simd_quintile = sheet.cell(row, "simd_quintile").and_then(|text| match text.parse::<i64>() {
        Ok(quintile) if (1..=5).contains(&quintile) => Some(quintile),
        _ => {
            let what = format!("`{text}` is not a SIMD quintile; write 1 (most deprived) to 5, or leave it empty");
            faults.at(at, "simd_quintile", &what);
            None
        }
    });
    let predecessors: Vec<&str> = sheet.cell(row, "predecessors").unwrap_or_default().split_whitespace().collect();
    Establishment {
        key: key_of(&format!("{seed}+{department}")),
        seed,
        department,
        name,
        sector,
        authority: found.map(|found| found.key.clone()).unwrap_or_default(),
        s12_code: found.map(|found| found.s12_code.clone()).unwrap_or_default(),
        status,
        opened,
        closed,
        predecessors: predecessors.join(" "),
        simd_quintile,
    }
}
