//! The columns of the contact list, by what their headings say in any year.

use std::collections::BTreeSet;

use super::Department;
use crate::book::SheetView;
use crate::headings::{Header, Heading, find_header};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Seed,
    Authority,
    Name,
    OldName,
    CentreType,
    Status,
    Sector,
    Has(Department),
    Opened,
    Closed,
    Mothballed,
    Changed,
    Details,
    Denomination,
}

/// Which of its sheets a sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Changes,
    Renamed,
}

/// What a heading stands over; `None` for one that is not needed.
pub(super) fn column_of(heading: &Heading) -> Option<Column> {
    let words = heading.texts();
    let joined = words.join(" ");
    // The group above a heading, where the list has two rows of them.
    let own = ["school type ", "address details ", "contact details ", "school details "]
        .iter()
        .find_map(|group| joined.strip_prefix(group))
        .unwrap_or(&joined);
    Some(match own {
        "seed" | "seed code" | "seedcode" | "school seed code" | "seed number" | "seed no" => Column::Seed,
        "local authority" | "local authority name" | "la" | "la name" | "authority" | "council" => Column::Authority,
        "school name" | "new school name" | "name" | "new name" | "current name" | "current school name" | "school" => {
            Column::Name
        }
        "old school name"
        | "old name"
        | "previous name"
        | "previous school name"
        | "former name"
        | "former school name" => Column::OldName,
        "centre type" | "school funding type" | "funding type" | "type of centre" => Column::CentreType,
        "status" | "school status" | "open closed" | "opened closed" => Column::Status,
        "sector" | "school type" | "school sector" | "type" => Column::Sector,
        "pre school department"
        | "preschool department"
        | "pre school"
        | "nursery"
        | "nursery department"
        | "nursery class"
        | "elc"
        | "early learning and childcare" => Column::Has(Department::EarlyYears),
        "primary department" | "primary" | "primary school" => Column::Has(Department::Primary),
        "secondary department" | "secondary" | "secondary school" => Column::Has(Department::Secondary),
        "special department" | "special" | "special school" => Column::Has(Department::Special),
        "date opened" | "opened" | "opening date" | "date of opening" | "date open" => Column::Opened,
        "date closed" | "closed" | "closing date" | "date of closure" | "closure date" => Column::Closed,
        "date mothballed" | "mothballed" | "date of mothballing" | "mothballing date" => Column::Mothballed,
        "year changed" | "date changed" | "year" | "year of change" | "date of change" => Column::Changed,
        "further details" | "other changes" | "details" | "comments" | "notes" | "other details" => Column::Details,
        "denomination" | "denomination of school" => Column::Denomination,
        _ => return None,
    })
}

/// Which sheet of the contact list a sheet is, with its headings; `None` for any other sheet.
pub(super) fn kind_of(sheet: SheetView<'_>) -> Option<(Kind, Header<Column>)> {
    let suffices = |keys: &BTreeSet<Column>| kind(keys).is_some();
    let header = find_header(sheet, &|heading| column_of(heading), &suffices)?;
    kind(&header.keys()).map(|kind| (kind, header))
}

fn kind(keys: &BTreeSet<Column>) -> Option<Kind> {
    let has = |key: Column| keys.contains(&key);
    if !has(Column::Seed) || !has(Column::Name) {
        return None;
    }
    let departments = Department::ALL.into_iter().filter(|one| has(Column::Has(*one))).count();
    if has(Column::OldName) {
        Some(Kind::Renamed)
    } else if has(Column::Status) || has(Column::Closed) || has(Column::Mothballed) {
        Some(Kind::Changes)
    } else if departments >= 2 || has(Column::CentreType) && has(Column::Sector) {
        Some(Kind::Open)
    } else {
        None
    }
}
