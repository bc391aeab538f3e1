//! The examples of τ-ARGUS: the same primaries, no more complementary cells than it takes, everything protected.

use std::collections::BTreeMap;

use figures::disclosure::{Depth, Need, Primary, Reader, Rule, Table, audit, protect_cells};

use crate::{hidden, relate, rows};

struct Example {
    table: Table,
    primaries: Vec<Primary>,
    complementary: usize,
    theirs: std::collections::BTreeSet<figures::disclosure::CellId>,
}

/// A number with at most two decimals, in hundredths.
fn hundredths(text: &str) -> i64 {
    (text.parse::<f64>().expect("a number") * 100.0).round() as i64
}

fn example(text: &str, parent: impl Fn(usize, &str) -> Option<String>) -> Example {
    let (mut table, mut cells, mut primaries) = (Table::new(), BTreeMap::new(), Vec::new());
    let (mut complementary, mut theirs) = (0, std::collections::BTreeSet::new());
    for row in rows(text) {
        let names = vec![row["dim1"].to_owned(), row["dim2"].to_owned()];
        let cell = table.add(names.join(", "), hundredths(row["value"])).expect("a value");
        cells.insert(names, cell);
        if ["primary", "secondary"].contains(&row["status"]) {
            theirs.insert(cell);
        }
        if row["status"] == "primary" {
            let above = hundredths(row["required_upper_protection"]);
            primaries.push(Primary { cell, need: Need { above, span: above } });
        }
        complementary += usize::from(row["status"] == "secondary");
    }
    relate(&mut table, &cells, parent);
    Example { table, primaries, complementary, theirs }
}

fn region_sex() -> Example {
    example(include_str!("../fixtures/disclosure/argus_region_sex.csv"), |_, name| {
        (name != "Total").then(|| "Total".to_owned())
    })
}

fn size_region() -> Example {
    example(include_str!("../fixtures/disclosure/argus_size_region.csv"), |at, name| {
        let whole = match (at, name) {
            (_, "Total") => return None,
            (1, "1" | "2" | "3") => "Nr",
            (1, "4" | "5" | "6" | "7") => "Os",
            (1, "8" | "9" | "10") => "Ws",
            (1, "11" | "12") => "Zd",
            _ => "Total",
        };
        Some(whole.to_owned())
    })
}

fn check(example: &Example, primaries: usize) {
    let rule = Rule::default();
    assert_eq!(example.primaries.len(), primaries);
    let theirs = audit(&example.table, &example.theirs, rule, &example.primaries, Reader::Plain, Depth::Bounds);
    assert_eq!((theirs.exact.len(), theirs.narrow.len()), (0, 0), "the audit agrees with their result");
    let ours = protect_cells(&example.table, rule, &example.primaries);
    assert!(ours.may_be_published(&example.table).is_ok());
    assert!(ours.complementary() <= example.complementary, "{} are hidden", ours.complementary());
    let plain = audit(&example.table, &hidden(&ours), rule, &example.primaries, Reader::Plain, Depth::Bounds);
    assert!(plain.is_clean());
}

#[test]
fn a_table_of_regions_and_sex_hides_no_more_than_the_optimum() {
    check(&region_sex(), 1);
}

#[test]
fn a_table_of_sizes_and_regions_in_two_levels_hides_no_more_than_their_modular_method() {
    check(&size_region(), 9);
}

#[test]
fn without_complementary_cells_the_audit_finds_every_primary_that_follows() {
    let example = region_sex();
    let only: std::collections::BTreeSet<_> = example.primaries.iter().map(|primary| primary.cell).collect();
    let found = audit(&example.table, &only, Rule::default(), &example.primaries, Reader::Plain, Depth::Bounds);
    assert_eq!(found.exact.len(), 1);
}
