//! The audit beside every possible table, where there are few.

use std::collections::BTreeSet;

use figures::disclosure::{CellId, Depth, Grid, Hierarchy, Reader, Rule, Table, audit};

use crate::Dice;

/// The lowest and the highest value of each hidden cell over all tables of whole numbers from `least` that look the same.
fn every_table(table: &Table, hidden: &[CellId], least: i64, highest: i64) -> Option<Vec<[i64; 2]>> {
    let mut values: Vec<i64> = table.ids().map(|cell| table.value(cell)).collect();
    let mut bounds: Vec<[i64; 2]> = hidden.iter().map(|cell| [table.value(*cell); 2]).collect();
    walk(table, hidden, 0, &mut values, [least, highest], &mut bounds);
    // A number that reaches the highest tried may have no limit at all.
    bounds.iter().all(|[_, high]| *high < highest).then_some(bounds)
}

fn walk(table: &Table, hidden: &[CellId], at: usize, values: &mut [i64], limits: [i64; 2], bounds: &mut [[i64; 2]]) {
    let undecided = |cell: &CellId| hidden[at..].contains(cell);
    for relation in table.relations() {
        if relation.signed().all(|(cell, _)| !undecided(&cell))
            && relation.signed().map(|(cell, sign)| sign * values[cell.index()]).sum::<i64>() != 0
        {
            return;
        }
    }
    let Some(cell) = hidden.get(at) else {
        for (bound, cell) in bounds.iter_mut().zip(hidden) {
            *bound = [bound[0].min(values[cell.index()]), bound[1].max(values[cell.index()])];
        }
        return;
    };
    for value in limits[0]..=limits[1] {
        values[cell.index()] = value;
        walk(table, hidden, at + 1, values, limits, bounds);
    }
}

#[test]
fn the_bounds_of_the_audit_are_those_of_all_possible_tables() {
    let mut dice = Dice(7);
    let (mut compared, mut exact) = (0, 0);
    for round in 0..400 {
        let mut dimensions = vec![
            Hierarchy::flat("row", "all", ["a", "b"]).expect("rows"),
            Hierarchy::flat("column", "all", ["1", "2", "3"]).expect("columns"),
        ];
        if round % 2 == 0 {
            dimensions.push(Hierarchy::flat("outcome", "all", ["yes", "no"]).expect("outcomes"));
        }
        let mut table = Table::new();
        let grid = Grid::add(&mut table, dimensions, |_| Ok(dice.between(0, 4))).expect("a table");
        let open: Vec<CellId> = grid.cells().filter(|cell| table.value(*cell) > 0).collect();
        let hidden: BTreeSet<CellId> = (0..8).map(|_| open[dice.pick(open.len())]).collect();
        let listed: Vec<CellId> = hidden.iter().copied().collect();
        for (reader, least) in [(Reader::Plain, 0), (Reader::KnowsRule, 1)] {
            let Some(all) = every_table(&table, &listed, least, 14) else { continue };
            let found = audit(&table, &hidden, Rule::default(), &[], reader, Depth::Bounds);
            for (range, [low, high]) in found.ranges.iter().zip(&all) {
                assert_eq!(range.found[0] == range.found[1], low == high, "round {round}, {range:?}: {low} to {high}");
                assert!(
                    range.least <= *low && range.most.is_none_or(|most| most >= *high),
                    "nothing possible is ruled out"
                );
                assert!(range.found[0] >= *low && range.found[1] <= *high, "nothing impossible is found");
                if round % 2 == 1 {
                    // In a table of rows and columns every limit of the solver is a whole number that can be had.
                    assert_eq!((range.least, range.most), (*low, Some(*high)), "round {round}, {range:?}");
                }
                compared += 1;
                exact += usize::from(low == high);
            }
        }
    }
    assert!(compared > 1_000 && exact > 100, "{compared} compared, {exact} exact");
}
