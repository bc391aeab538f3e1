//! The contact list: schools that are open, that opened, closed or were mothballed, that were renamed.

use std::collections::BTreeSet;

use figures::Message;

use super::Department;
use super::contact_columns::{Column, Kind, column_of, kind_of};
use super::relations::{self, Relation};
use super::table::Table;
use crate::book::{Book, RowView};
use crate::days::{DayOrder, day_within, read_day};
use crate::issue::{Issue, Issues};

/// A school that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSchool {
    /// The row it stands in.
    pub row: usize,
    /// The SEED code: seven digits.
    pub seed: String,
    /// The name.
    pub name: String,
    /// The authority as printed; `Grant Aided` for a school of none.
    pub authority: String,
    /// Its departments.
    pub departments: Vec<Department>,
    /// The denomination, where the list has it.
    pub denomination: Option<String>,
}

/// What happened to a school.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It opened.
    Opened,
    /// It was mothballed: kept without pupils.
    Mothballed,
    /// It closed.
    Closed,
    /// It was split in two.
    Split,
}

/// A row of the sheet of schools that opened, closed or were mothballed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The row it stands in.
    pub row: usize,
    /// The SEED code: seven digits.
    pub seed: String,
    /// The name.
    pub name: String,
    /// The authority as printed.
    pub authority: String,
    /// The departments it is about.
    pub departments: Vec<Department>,
    /// What happened.
    pub step: Step,
    /// The days that stand in the row, as `YYYY-MM-DD`: opened, mothballed, closed.
    pub opened: Option<String>,
    /// The day it was mothballed.
    pub mothballed: Option<String>,
    /// The day it closed.
    pub closed: Option<String>,
    /// What else is said, in words.
    pub details: String,
    /// The schools that the words name by SEED code.
    pub relations: Vec<Relation>,
}

/// A school that was renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The row it stands in.
    pub row: usize,
    /// The SEED code: seven digits.
    pub seed: String,
    /// The authority as printed.
    pub authority: String,
    /// The name it has now.
    pub name: String,
    /// The name it had.
    pub old_name: String,
    /// When, as printed: a year.
    pub changed: String,
}

/// What a contact list says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactList {
    /// The day it is of, where a title says it, as `YYYY-MM-DD`.
    pub as_at: Option<String>,
    /// The schools that are open.
    pub open: Vec<OpenSchool>,
    /// What happened to schools, in the order of the list.
    pub changes: Vec<Change>,
    /// The schools that were renamed.
    pub renamed: Vec<Renamed>,
    /// The names of the sheets of open schools, of changes and of renamed schools.
    pub(super) sheets: (String, String, String),
}

impl ContactList {
    /// The authority of the row that an issue is about, as printed; `None` where the row was passed over.
    #[must_use]
    pub fn authority_of(&self, issue: &Issue) -> Option<&str> {
        let (row, sheet) = (issue.row?, issue.sheet.as_deref().unwrap_or_default());
        let open = self.open.iter().filter(|_| sheet == self.sheets.0).map(|one| (one.row, &one.authority));
        let changes = self.changes.iter().filter(|_| sheet == self.sheets.1).map(|one| (one.row, &one.authority));
        let renamed = self.renamed.iter().filter(|_| sheet == self.sheets.2).map(|one| (one.row, &one.authority));
        open.chain(changes).chain(renamed).find(|(at, _)| *at == row).map(|(_, authority)| authority.as_str())
    }
}

/// Reads a contact list of any year from a book.
///
/// The sheets are told by their headings. A list without a sheet of open schools is read for what it has.
#[must_use]
pub fn read_contact_list(book: &Book) -> (ContactList, Vec<Issue>) {
    let mut issues = Issues::default();
    let mut list = ContactList::default();
    let mut found = false;
    for sheet in book.sheets().filter(|sheet| !sheet.is_hidden()) {
        let Some((kind, header)) = kind_of(sheet) else { continue };
        found = true;
        let table = Table::new(sheet, header, Column::Seed, column_of);
        table.warn_of_rivals(&mut issues);
        let as_at = table.above().into_iter().chain([sheet.name()]).find_map(day_within);
        match kind {
            Kind::Open => {
                list.as_at = as_at.or(list.as_at.take());
                sheet.name().clone_into(&mut list.sheets.0);
                open_schools(&table, &mut list, &mut issues);
            }
            Kind::Changes => {
                list.as_at = list.as_at.take().or(as_at);
                sheet.name().clone_into(&mut list.sheets.1);
                changes(&table, &mut list, &mut issues);
            }
            Kind::Renamed => {
                sheet.name().clone_into(&mut list.sheets.2);
                renamed(&table, &mut list, &mut issues);
            }
        }
    }
    if !found {
        issues.add(Issue::sheet(Message::new("official-no-contact-list")));
    } else if list.open.is_empty() && list.changes.is_empty() && list.renamed.is_empty() {
        issues.add(Issue::sheet(Message::new("official-no-schools")));
    }
    (list, issues.into_list())
}

fn open_schools(table: &Table<'_, Column>, list: &mut ContactList, issues: &mut Issues) {
    let mut seen: BTreeSet<(String, Department)> = BTreeSet::new();
    for row in table.rows() {
        let Some(seed) = table.seed(row, issues) else { continue };
        let name = table.text(row, Column::Name, issues).to_owned();
        if name.is_empty() {
            table.warn(row, Column::Name, Message::new("official-name-missing"), issues);
            continue;
        }
        let mut departments = flagged(table, row, issues);
        if departments.is_empty() {
            departments = Department::named_in(table.text(row, Column::Sector, issues));
        }
        if departments.is_empty() {
            table.warn_row(row, Message::new("official-no-department").with("name", &name), issues);
            continue;
        }
        departments.retain(|department| {
            let new = seen.insert((seed.clone(), *department));
            if !new {
                let what = Message::new("official-department-twice").with("department", department.key());
                table.warn(row, Column::Seed, what, issues);
            }
            new
        });
        let denomination = Some(table.text(row, Column::Denomination, issues)).filter(|text| !text.is_empty());
        list.open.push(OpenSchool {
            row: row.number,
            seed,
            name,
            authority: table.text(row, Column::Authority, issues).to_owned(),
            departments,
            denomination: denomination.map(str::to_owned),
        });
    }
}

/// The departments whose column says yes.
fn flagged(table: &Table<'_, Column>, row: RowView<'_>, issues: &mut Issues) -> Vec<Department> {
    let mut departments = Vec::new();
    for department in Department::ALL {
        let text = table.text(row, Column::Has(department), issues);
        let own_name = Department::named_in(text) == [department];
        match text.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => departments.push(department),
            _ if own_name => departments.push(department),
            "" | "no" | "n" | "false" | "0" | "z" | "[z]" | "-" => {}
            _ => {
                let shown: String = text.chars().take(80).collect();
                let what = Message::new("official-neither-yes-nor-no").with("text", shown);
                table.warn(row, Column::Has(department), what, issues);
            }
        }
    }
    departments
}

fn changes(table: &Table<'_, Column>, list: &mut ContactList, issues: &mut Issues) {
    let order_of = |key: Column| {
        let column = table.header.column(key).map_or(0, |found| found.column);
        DayOrder::shown_by(table.rows().filter_map(move |row| row.get(column).text().ok()))
    };
    let orders = [Column::Opened, Column::Mothballed, Column::Closed].map(|key| (key, order_of(key)));
    // A workbook of one list writes its days in one way: a column that shows it speaks for the others.
    let shown: BTreeSet<bool> = orders
        .iter()
        .filter_map(|(_, order)| match order {
            DayOrder::DayFirst => Some(true),
            DayOrder::MonthFirst => Some(false),
            _ => None,
        })
        .collect();
    for row in table.rows() {
        let Some(seed) = table.seed(row, issues) else { continue };
        let status = table.text(row, Column::Status, issues);
        let [opened, mothballed, closed] = orders.map(|(key, order)| {
            let order = match (order, shown.len(), shown.first()) {
                (DayOrder::Unknown, 1, Some(true)) => DayOrder::DayFirst,
                (DayOrder::Unknown, 1, Some(false)) => DayOrder::MonthFirst,
                (order, _, _) => order,
            };
            day(table, row, key, order, issues)
        });
        let Some(step) = step_of(status, opened.is_some(), mothballed.is_some(), closed.is_some()) else {
            let shown: String = status.chars().take(80).collect();
            table.warn(row, Column::Status, Message::new("official-status-unknown").with("text", shown), issues);
            continue;
        };
        if step == Step::Closed && !status.to_lowercase().contains("clos") && !status.is_empty() {
            table.warn(row, Column::Closed, Message::new("official-opened-with-closing-day"), issues);
        }
        let sector = table.text(row, Column::Sector, issues);
        let mut departments = Department::named_in(sector);
        if departments.is_empty() {
            departments = flagged(table, row, issues);
        }
        if departments.is_empty() {
            table.warn(row, Column::Sector, Message::new("official-school-type-unknown"), issues);
            continue;
        }
        let missing = match step {
            Step::Closed if closed.is_none() => Some(Column::Closed),
            Step::Mothballed if mothballed.is_none() => Some(Column::Mothballed),
            _ => None,
        };
        if let Some(column) = missing {
            table.warn(row, column, Message::new("official-day-missing"), issues);
        }
        let details = table.text(row, Column::Details, issues);
        let (relations, unnamed) = relations::read(details, &seed, step == Step::Opened);
        if unnamed {
            let shown: String = details.chars().take(120).collect();
            table.warn(row, Column::Details, Message::new("official-merger-without-code").with("text", shown), issues);
        }
        list.changes.push(Change {
            row: row.number,
            seed,
            name: table.text(row, Column::Name, issues).to_owned(),
            authority: table.text(row, Column::Authority, issues).to_owned(),
            departments,
            step,
            opened,
            mothballed,
            closed,
            details: details.to_owned(),
            relations,
        });
    }
}

fn step_of(status: &str, opened: bool, mothballed: bool, closed: bool) -> Option<Step> {
    let lower = status.to_lowercase();
    let has = |word: &str| lower.contains(word);
    match () {
        () if has("split") => Some(Step::Split),
        () if has("clos") => Some(Step::Closed),
        () if has("mothball") => Some(Step::Mothballed),
        // A school that opened and has a day of closing was entered once and ended later.
        () if has("open") && closed => Some(Step::Closed),
        () if has("open") => Some(Step::Opened),
        // A list without a column of what happened says it by the days.
        () if lower.is_empty() && closed => Some(Step::Closed),
        () if lower.is_empty() && mothballed => Some(Step::Mothballed),
        () if lower.is_empty() && opened => Some(Step::Opened),
        () => None,
    }
}

fn day(
    table: &Table<'_, Column>,
    row: RowView<'_>,
    key: Column,
    order: DayOrder,
    issues: &mut Issues,
) -> Option<String> {
    let text = table.text(row, key, issues);
    if text.is_empty() {
        return None;
    }
    read_day(text, order).map_err(|what| table.warn(row, key, what, issues)).ok()
}

fn renamed(table: &Table<'_, Column>, list: &mut ContactList, issues: &mut Issues) {
    for row in table.rows() {
        let Some(seed) = table.seed(row, issues) else { continue };
        let old_name = table.text(row, Column::OldName, issues).to_owned();
        if old_name.is_empty() {
            table.warn(row, Column::OldName, Message::new("official-old-name-missing"), issues);
        }
        list.renamed.push(Renamed {
            row: row.number,
            seed,
            authority: table.text(row, Column::Authority, issues).to_owned(),
            name: table.text(row, Column::Name, issues).to_owned(),
            old_name,
            changed: table.text(row, Column::Changed, issues).to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_told_by_its_word_or_by_its_days() {
        for (status, days, step) in [
            ("Closed ", (true, false, true), Some(Step::Closed)),
            ("Opened", (true, false, false), Some(Step::Opened)),
            ("Opened", (true, false, true), Some(Step::Closed)),
            ("Mothballed ", (true, true, false), Some(Step::Mothballed)),
            ("Split", (false, false, false), Some(Step::Split)),
            ("", (true, false, true), Some(Step::Closed)),
            ("", (true, false, false), Some(Step::Opened)),
            ("", (false, false, false), None),
            ("moved", (true, false, false), None),
        ] {
            assert_eq!(step_of(status, days.0, days.1, days.2), step, "{status}");
        }
    }
}
