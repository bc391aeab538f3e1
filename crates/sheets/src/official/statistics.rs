//! School-level summary statistics: roll, stages and SIMD quintiles of each department of each school.

use std::collections::BTreeMap;

use figures::{AcademicSession, Cell, Legend, Message};

use super::Department;
use super::printed::{count_of, official_legend, printed};
use super::statistics_columns::{Column, STAGES, column_of, header_of};
use super::table::Table;
use crate::book::{Book, RowView};
use crate::headings::{Heading, Year};
use crate::issue::{Issue, Issues};

/// What a quintile column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareUnit {
    /// Pupils.
    Pupils,
    /// So many of a hundred pupils.
    Percent,
}

/// The pupils of a school by the SIMD quintile of their homes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quintiles {
    /// Quintile 1 (most deprived) to 5.
    pub cells: [Cell; 5],
    /// Pupils whose home is in no known data zone.
    pub unknown: Cell,
    /// What the cells count.
    pub unit: ShareUnit,
}

/// The figures of one department of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolFigures {
    /// The sheet they stand in.
    pub sheet: String,
    /// The row they stand in.
    pub row: usize,
    /// The SEED code: seven digits.
    pub seed: String,
    /// The department.
    pub department: Department,
    /// The name of the school; empty where the table has none.
    pub name: String,
    /// The authority as printed; empty where the table has none.
    pub authority: String,
    /// The session of the census, where the file says it.
    pub session: Option<AcademicSession>,
    /// Pupils on the roll.
    pub roll: Cell,
    /// Pupils of each stage that the table has a column for and that is not blank.
    pub stages: Vec<(&'static str, Cell)>,
    /// Pupils by SIMD quintile, where the table has them.
    pub simd: Option<Quintiles>,
}

/// What a file of school-level statistics says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolStatistics {
    /// The session of the census: that of the first table whose session is known.
    pub session: Option<AcademicSession>,
    /// The figures of every department, in the order of the file.
    pub schools: Vec<SchoolFigures>,
}

/// Reads the school-level statistics of any year from a book.
///
/// A bare year, as in `School Level Summary Statistics 2023`, is that of the census in September, and so
/// of the session that begins in it. Every sheet with a column of SEED codes and one of figures is read.
#[must_use]
pub fn read_school_statistics(book: &Book) -> (SchoolStatistics, Vec<Issue>) {
    let mut issues = Issues::default();
    let mut read = SchoolStatistics::default();
    let legend = official_legend();
    let mut seen: BTreeMap<(String, Department, Option<AcademicSession>), (String, usize)> = BTreeMap::new();
    let mut found = false;
    for sheet in book.sheets().filter(|sheet| !sheet.is_hidden()) {
        let Some(header) = header_of(sheet) else { continue };
        found = true;
        let table = Table::new(sheet, header, Column::Seed, column_of);
        table.warn_of_rivals(&mut issues);
        let session = session_of(&table);
        read.session = read.session.or(session);
        for row in table.rows() {
            let Some(seed) = table.seed(row, &mut issues) else { continue };
            for one in read_row(&table, row, &seed, session, &legend, &mut issues) {
                let key = (one.seed.clone(), one.department, one.session);
                if let Some((sheet, first)) = seen.get(&key) {
                    let what = Message::new("official-school-twice").with("sheet", sheet).with("row", first);
                    table.warn(row, Column::Seed, what, &mut issues);
                    continue;
                }
                seen.insert(key, (one.sheet.clone(), one.row));
                read.schools.push(one);
            }
        }
    }
    if !found {
        issues.add(Issue::sheet(Message::new("official-no-statistics")));
    } else if read.schools.is_empty() {
        issues.add(Issue::sheet(Message::new("official-no-schools")));
    } else if read.schools.iter().any(|one| one.session.is_none()) {
        issues.add(Issue::sheet(Message::new("official-session-unknown")).as_warning());
    }
    (read, issues.into_list())
}

/// The session of a table: of the heading over the roll, of the name of its sheet, of what stands above.
fn session_of(table: &Table<'_, Column>) -> Option<AcademicSession> {
    // The year beside SIMD is that of the index, not of the pupils.
    let of_pupils = |key: &Column| matches!(key, Column::Roll | Column::RollOf(_) | Column::Stage(_));
    let keys = table.header.keys().into_iter().filter(of_pupils);
    let of_roll = keys.filter_map(|key| table.header.column(key)?.heading.year).max();
    let of_name = Heading::of(table.sheet.name()).year;
    let above = table.above().into_iter().filter_map(|text| Heading::of(text).year).next();
    session(of_roll.or(of_name).or(above)?)
}

fn session(year: Year) -> Option<AcademicSession> {
    AcademicSession::starting(year.first).ok()
}

/// The departments of one row with their figures: one by its school type, or several with a roll each.
fn read_row(
    table: &Table<'_, Column>,
    row: RowView<'_>,
    seed: &str,
    session_of_table: Option<AcademicSession>,
    legend: &Legend,
    issues: &mut Issues,
) -> Vec<SchoolFigures> {
    let of_row = Heading::of(table.text(row, Column::Session, issues)).year.and_then(session);
    let cell = |key: Column, issues: &mut Issues| cell(table, row, key, legend, issues);
    let departments = departments(table, row, issues);
    if departments.is_empty() {
        table.warn(row, Column::Type, Message::new("official-school-type-unknown"), issues);
        return Vec::new();
    }
    let simd = (1..=5).any(|quintile| table.has(Column::Simd(quintile))).then(|| {
        let is_share =
            (1..=5).any(|at| table.header.column(Column::Simd(at)).is_some_and(|one| one.heading.is_share()));
        let cells = [1, 2, 3, 4, 5].map(|quintile| cell(Column::Simd(quintile), issues));
        let banded = cells.iter().any(|cell| match cell {
            Cell::Band { .. } => true,
            Cell::Value { printed, .. } => printed.has_percent_sign(),
            _ => false,
        });
        let unit = if is_share || banded { ShareUnit::Percent } else { ShareUnit::Pupils };
        Quintiles { cells, unknown: cell(Column::SimdUnknown, issues), unit }
    });
    let several = departments.len() > 1;
    let mut read = Vec::new();
    for department in departments {
        let roll = match cell(Column::RollOf(department), issues) {
            Cell::Blank if !several => cell(Column::Roll, issues),
            roll => roll,
        };
        let stages = stages_of(department)
            .iter()
            .map(|stage| (STAGES[*stage], cell(Column::Stage(*stage), issues)))
            .filter(|(_, cell)| !matches!(cell, Cell::Blank))
            .collect();
        let one = SchoolFigures {
            sheet: table.sheet.name().to_owned(),
            row: row.number,
            seed: seed.to_owned(),
            department,
            name: table.text(row, Column::Name, issues).to_owned(),
            authority: table.text(row, Column::Authority, issues).to_owned(),
            session: of_row.or(session_of_table),
            roll,
            stages,
            // The quintiles of a row with several departments are those of the whole school.
            simd: if several { None } else { simd.clone() },
        };
        check(table, row, &one, issues);
        read.push(one);
    }
    read
}

/// The departments of a row: as its school type says, else those that have a roll of their own, else as
/// the name of the sheet says.
fn departments(table: &Table<'_, Column>, row: RowView<'_>, issues: &mut Issues) -> Vec<Department> {
    let by_type = Department::named_in(table.text(row, Column::Type, issues));
    if !by_type.is_empty() {
        return by_type;
    }
    let has_roll = |department: &Department| {
        let column = table.header.column(Column::RollOf(*department));
        let text = column.map(|found| row.get(found.column).text().unwrap_or_default()).unwrap_or_default();
        !text.is_empty() && !matches!(text.to_lowercase().as_str(), "0" | "z" | "[z]" | "#" | "-")
    };
    let by_roll: Vec<Department> = Department::ALL.into_iter().filter(has_roll).collect();
    if by_roll.is_empty() { Department::named_in(table.sheet.name()) } else { by_roll }
}

fn stages_of(department: Department) -> &'static [usize] {
    match department {
        Department::Primary => &[0, 1, 2, 3, 4, 5, 6],
        Department::Secondary => &[7, 8, 9, 10, 11, 12],
        Department::EarlyYears | Department::Special => &[],
    }
}

/// A cell; blank, with a warning, where it cannot be read.
fn cell(table: &Table<'_, Column>, row: RowView<'_>, key: Column, legend: &Legend, issues: &mut Issues) -> Cell {
    let Some(found) = table.header.column(key) else { return Cell::Blank };
    printed(row.get(found.column), legend).unwrap_or_else(|what| {
        table.warn(row, key, what, issues);
        Cell::Blank
    })
}

/// Says where a roll is no whole number, and where its parts do not add up to it.
fn check(table: &Table<'_, Column>, row: RowView<'_>, one: &SchoolFigures, issues: &mut Issues) {
    let roll = count_of(&one.roll);
    if roll.is_none() && matches!(one.roll, Cell::Value { .. } | Cell::Band { .. }) {
        let key = if table.has(Column::RollOf(one.department)) { Column::RollOf(one.department) } else { Column::Roll };
        table.warn(row, key, Message::new("official-roll-not-whole"), issues);
    }
    let Some(roll) = roll else { return };
    let sum = |cells: &mut dyn Iterator<Item = &Cell>| cells.map(count_of).sum::<Option<u32>>();
    let differs = |parts: Option<u32>| parts.filter(|parts| *parts != roll);
    if one.stages.len() == stages_of(one.department).len() && !one.stages.is_empty() {
        let numbers =
            one.stages.iter().map(|(_, cell)| cell).filter(
                |cell| !matches!(cell, Cell::Marked { reason, .. } if *reason == figures::Reason::NotApplicable),
            );
        if let Some(parts) = differs(sum(&mut numbers.into_iter())) {
            let what = Message::new("official-stages-do-not-add-up").with("sum", parts).with("roll", roll);
            table.warn_row(row, what, issues);
        }
    }
    if let Some(simd) = one.simd.as_ref().filter(|simd| simd.unit == ShareUnit::Pupils) {
        let parts = sum(&mut simd.cells.iter().chain([&simd.unknown]));
        if let Some(parts) = differs(parts) {
            let what = Message::new("official-quintiles-do-not-add-up").with("sum", parts).with("roll", roll);
            table.warn_row(row, what, issues);
        }
    }
}
