//! A thousand made-up tables, all protected, and planted leaks by the thousand, all found. `WEFT_SDC_TABLES=N` makes N of
//! each kind.

use std::collections::BTreeSet;

use figures::Counts;
use figures::disclosure::{
    CellId, Counted, CountsGrid, Depth, Grid, Hierarchy, Outcomes, Reader, Rule, Standard, Table, Zeros, audit, protect,
};

use crate::{Dice, hidden};

fn named(dice: &mut Dice, title: &str, most: i64) -> Hierarchy {
    let most = dice.between(2, most);
    let parts = dice.between(2, most);
    Hierarchy::flat(title, "all", (0..parts).map(|part| format!("{title} {part}"))).expect("a hierarchy")
}

/// Areas in one level, or in two.
fn areas(dice: &mut Dice, most: i64) -> Hierarchy {
    if dice.pick(2) == 0 {
        return named(dice, "area", most);
    }
    let mut areas = Hierarchy::new("area", "all");
    for area in 0..2 {
        areas.add("all", format!("area {area}")).expect("an area");
        for school in 0..dice.between(2, 3) {
            areas.add(&format!("area {area}"), format!("school {area}.{school}")).expect("a school");
        }
    }
    areas
}

fn made_up_counts(dice: &mut Dice) -> Table {
    let mut table = Table::new();
    let (areas, categories) = (areas(dice, 4), named(dice, "category", 4));
    Grid::add(&mut table, vec![areas, categories], |_| Ok(dice.count())).expect("a table");
    table
}

fn made_up_rates(dice: &mut Dice) -> Table {
    let mut table = Table::new();
    let (areas, categories) = (areas(dice, 4), named(dice, "category", 4));
    let outcomes =
        Outcomes { denominator: "counted".into(), numerator: "achieved".into(), complement: "did not".into() };
    CountsGrid::add(&mut table, areas, categories, &outcomes, Counted::Share, |_, _| {
        let denominator = dice.count();
        Ok(Counts { numerator: dice.between(0, denominator), denominator })
    })
    .expect("counts");
    table
}

fn check(seed: u64, made_up: impl Fn(&mut Dice) -> Table) {
    let mut dice = Dice(seed);
    let mut primaries = 0;
    let tables = std::env::var("WEFT_SDC_TABLES").ok().and_then(|count| count.parse().ok()).unwrap_or(500);
    for round in 0..tables {
        let table = made_up(&mut dice);
        let zeros = if dice.pick(4) == 0 { Zeros::Hidden } else { Zeros::Shown };
        let rule = Rule::new([5, 5, 5, 8, 10][dice.pick(5)], zeros).expect("a rule");
        let rule = if dice.pick(4) == 0 { rule.with_standard(Standard::NotExact) } else { rule };
        let protection = protect(&table, rule);
        assert!(protection.may_be_published(&table).is_ok(), "round {round}");
        let needed = rule.primaries(&table);
        let anew = audit(&table, &hidden(&protection), rule, &needed, Reader::KnowsRule, Depth::Bounds);
        assert_eq!((anew.exact.len(), anew.narrow.len()), (0, 0), "round {round}");
        primaries += needed.len();
        assert!(needed.iter().all(|primary| protection.is_hidden(primary.cell)), "round {round}");
    }
    assert!(primaries > 2 * tables, "{primaries} small counts in {tables} tables");
}

#[test]
fn five_hundred_made_up_tables_of_counts_give_nothing_away() {
    check(20, made_up_counts);
}

#[test]
fn five_hundred_made_up_tables_of_rates_give_nothing_away() {
    check(26, made_up_rates);
}

#[test]
fn a_cell_alone_in_a_sum_is_found_a_thousand_times() {
    let mut dice = Dice(5);
    let mut planted = 0;
    for round in 0.. {
        if planted == 1_000 {
            break;
        }
        let table = made_up_rates(&mut dice);
        let mut hidden: BTreeSet<CellId> =
            table.ids().filter(|cell| table.value(*cell) > 0 && dice.pick(2) == 0).collect();
        let relation = &table.relations()[dice.pick(table.relations().len())];
        let cells: Vec<CellId> =
            relation.signed().map(|(cell, _)| cell).filter(|cell| table.value(*cell) > 0).collect();
        let Some(leak) = cells.first().copied() else { continue };
        planted += 1;
        hidden.retain(|cell| !cells.contains(cell));
        hidden.insert(leak);
        let found = audit(&table, &hidden, Rule::default(), &[], Reader::Plain, Depth::Safe);
        assert!(found.exact.contains(&leak.index()), "round {round}");
    }
}

#[test]
fn a_cell_given_away_by_several_sums_together_is_found_a_thousand_times() {
    let mut dice = Dice(11);
    for round in 0..1_000 {
        let side = dice.pick(3) + 4;
        let names = |what: &str| (0..side).map(|at| format!("{what}{at}")).collect::<Vec<_>>();
        let (rows, columns) = (names("row"), names("column"));
        let mut table = Table::new();
        let dimensions = vec![
            Hierarchy::flat("row", "all", rows.clone()).expect("rows"),
            Hierarchy::flat("column", "all", columns.clone()).expect("columns"),
        ];
        let grid = Grid::add(&mut table, dimensions, |_| Ok(dice.between(1, 60))).expect("a table");
        let cell = |row: usize, column: usize| grid.cell(&[&rows[row], &columns[column]]).expect("a cell");
        // Whatever is hidden in the first rows stands in the first columns, and nothing else there, save the leak: the
        // rows together less the columns together is the leak.
        let inner = dice.pick(side - 3) + 2;
        let mut hidden = BTreeSet::new();
        for row in 0..side {
            for column in 0..side {
                let both = (row < inner, column < inner);
                if both == (true, true) || (both == (false, false) && dice.pick(2) == 0) {
                    hidden.insert(cell(row, column));
                }
            }
        }
        let leak = cell(dice.pick(inner), inner);
        hidden.insert(leak);
        hidden.insert(cell(inner, inner));
        let found = audit(&table, &hidden, Rule::default(), &[], Reader::Plain, Depth::Safe);
        assert!(found.exact.contains(&leak.index()), "round {round}");
    }
}
