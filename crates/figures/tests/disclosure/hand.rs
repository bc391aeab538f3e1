//! Small cases that can be followed by hand, with the intervals others have published for them.

use std::collections::{BTreeMap, BTreeSet};

use figures::Counts;
use figures::disclosure::{
    CellId, Counted, CountsGrid, Depth, Grid, Hierarchy, Need, Outcomes, Primary, Reader, Rule, Standard, Table, Why,
    Zeros, audit, protect, protect_cells,
};

use crate::hidden;

const NOT_EXACT: Need = Need { above: 0, span: 1 };

fn ids(grid: &Grid, names: &[(&str, &str)]) -> Vec<CellId> {
    names.iter().map(|(row, column)| grid.cell(&[row, column]).expect("a cell")).collect()
}

/// The table with which the R package sdcTable tests its attacker.
fn four_by_four() -> (Table, Grid, Vec<Primary>) {
    let values = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]];
    let rows = Hierarchy::flat("row", "all", ["w", "x", "y", "z"]).expect("rows");
    let columns = Hierarchy::flat("column", "all", ["a", "b", "c", "d"]).expect("columns");
    let mut table = Table::new();
    let grid = Grid::add(&mut table, vec![rows, columns], |names| {
        let row = ["w", "x", "y", "z"].iter().position(|name| *name == names[0]).expect("a row");
        let column = ["a", "b", "c", "d"].iter().position(|name| *name == names[1]).expect("a column");
        Ok(values[row][column])
    })
    .expect("a table");
    let primaries =
        [("w", "a"), ("w", "b"), ("w", "c"), ("x", "a"), ("x", "c"), ("y", "b"), ("y", "d"), ("z", "b"), ("z", "d")];
    let primaries = ids(&grid, &primaries).into_iter().map(|cell| Primary { cell, need: NOT_EXACT }).collect();
    (table, grid, primaries)
}

#[test]
fn two_hidden_cells_in_every_row_and_column_are_not_enough() {
    let (table, grid, primaries) = four_by_four();
    let hidden: BTreeSet<CellId> = primaries.iter().map(|primary| primary.cell).collect();
    let found = audit(&table, &hidden, Rule::default(), &primaries, Reader::Plain, Depth::Bounds);
    let [given_away] = ids(&grid, &[("w", "b")])[..] else { panic!("one cell") };
    assert_eq!(found.exact, [given_away.index()]);
    let range = found.ranges.iter().find(|range| range.cell == given_away.index()).expect("its range");
    assert_eq!((range.least, range.most), (47, Some(47)));
}

#[test]
fn one_more_hidden_cell_mends_it_and_the_bounds_are_the_published_ones() {
    let (table, grid, primaries) = four_by_four();
    let others = ids(&grid, &[("x", "d"), ("x", "b"), ("w", "d"), ("y", "a"), ("y", "c"), ("z", "a"), ("z", "c")]);
    let most = [78, 141, 136, 141, 116, 141, 116];
    let [given_away] = ids(&grid, &[("w", "b")])[..] else { panic!("one cell") };
    for (cell, most) in others.into_iter().zip(most) {
        let hidden: BTreeSet<CellId> = primaries.iter().map(|primary| primary.cell).chain([cell]).collect();
        let found = audit(&table, &hidden, Rule::default(), &primaries, Reader::Plain, Depth::Bounds);
        let range = found.ranges.iter().find(|range| range.cell == given_away.index()).expect("its range");
        assert_eq!((range.least, range.most), (0, Some(most)), "with {}", table.name(cell));
    }
    let protection = protect_cells(&table, Rule::default(), &primaries);
    assert_eq!(protection.complementary(), 1);
    assert!(protection.may_be_published(&table).is_ok());
}

/// Two groupings of the same eight cells, as sdcTable tests linked tables.
fn linked() -> (Table, BTreeMap<&'static str, CellId>) {
    let mut table = Table::new();
    let mut cells = BTreeMap::new();
    for (name, value) in [("A", 2), ("B", 2), ("I", 8), ("J", 8), ("K", 3), ("L", 3), ("M", 3), ("N", 7)] {
        cells.insert(name, table.add(name, value).expect("a cell"));
    }
    let sums = [("c1", "ABIJ"), ("c2", "KLMN"), ("big", "LM"), ("small", "ABIJKN")];
    for (name, parts) in sums {
        let parts: Vec<CellId> = parts.chars().map(|part| cells[part.to_string().as_str()]).collect();
        let total = parts.iter().map(|part| table.value(*part)).sum();
        let total = table.add(name, total).expect("a total");
        table.relate(name, total, parts).expect("a sum");
        cells.insert(name, total);
    }
    cells.insert("all", table.add("all", 36).expect("a total"));
    for (name, parts) in [("all by c", ["c1", "c2"]), ("all by size", ["big", "small"])] {
        table.relate(name, cells["all"], parts.iter().map(|part| cells[part]).collect()).expect("a sum");
    }
    (table, cells)
}

#[test]
fn linked_tables_are_protected_together() {
    let (table, cells) = linked();
    let rule = Rule::new(4, Zeros::Shown).expect("a rule").with_standard(Standard::NotExact);
    let primaries = rule.primaries(&table);
    assert_eq!(primaries.len(), 5);
    let small: BTreeSet<CellId> = primaries.iter().map(|primary| primary.cell).collect();
    let found = audit(&table, &small, rule, &primaries, Reader::Plain, Depth::Bounds);
    assert_eq!(found.exact, [cells["K"].index()], "one less the other gives K");
    let with_n: BTreeSet<CellId> = small.iter().copied().chain([cells["N"]]).collect();
    let found = audit(&table, &with_n, rule, &primaries, Reader::Plain, Depth::Bounds);
    let bounds: Vec<(i64, Option<i64>)> = found.ranges.iter().map(|range| (range.least, range.most)).collect();
    assert_eq!(bounds, [(0, Some(4)), (0, Some(4)), (0, Some(10)), (0, Some(6)), (0, Some(6)), (0, Some(10))]);
    assert_eq!(protect(&table, rule).complementary(), 1);
}

#[test]
fn two_counts_of_one_are_not_hidden_by_each_other() {
    let mut table = Table::new();
    let parts: Vec<CellId> = [1, 2, 1].iter().map(|value| table.add("part", *value).expect("a cell")).collect();
    let all = table.add("all", 4).expect("a cell");
    table.relate("all", all, parts.clone()).expect("a sum");
    let rule = Rule::new(2, Zeros::Shown).expect("a rule");
    let protection = protect(&table, rule);
    assert_eq!(protection.complementary(), 1);
    assert!(protection.may_be_published(&table).is_ok());
    let ones = BTreeSet::from([parts[0], parts[2]]);
    let known = audit(&table, &ones, rule, &rule.primaries(&table), Reader::KnowsRule, Depth::Bounds);
    assert_eq!(
        known.exact,
        [parts[0].index(), parts[2].index()],
        "what is hidden is at least 1, and together they are 2"
    );
}

#[test]
fn the_marks_of_primaries_would_tell_more_than_the_numbers() {
    let mut table = Table::new();
    let parts: Vec<CellId> = [4, 4, 30].iter().map(|value| table.add("part", *value).expect("a cell")).collect();
    let all = table.add("all", 38).expect("a cell");
    table.relate("all", all, parts.clone()).expect("a sum");
    let rule = Rule::default();
    let (hidden, primaries) = (BTreeSet::from([parts[0], parts[1]]), rule.primaries(&table));
    let unmarked = audit(&table, &hidden, rule, &primaries, Reader::KnowsRule, Depth::Bounds);
    assert!(unmarked.is_clean(), "1 and 7 to 7 and 1");
    let marked = audit(&table, &hidden, rule, &primaries, Reader::KnowsPrimaries, Depth::Bounds);
    assert_eq!(marked.exact.len(), 2, "two numbers of at most 4 that make 8 are 4 and 4");
}

fn outcomes() -> Outcomes {
    Outcomes { denominator: "all".into(), numerator: "achieved".into(), complement: "not achieved".into() }
}

#[test]
fn a_rate_with_three_who_did_not_achieve_is_hidden_with_its_counts() {
    let areas = Hierarchy::flat("authority", "partnership", ["a", "b", "c"]).expect("areas");
    let quintiles = Hierarchy::flat("SIMD quintile", "all", ["1", "5"]).expect("quintiles");
    let mut table = Table::new();
    let grid = CountsGrid::add(&mut table, areas, quintiles, &outcomes(), Counted::Share, |area, category| {
        Ok(if (area, category) == ("b", "5") {
            Counts { numerator: 47, denominator: 50 }
        } else {
            Counts { numerator: 40, denominator: 60 }
        })
    })
    .expect("counts");
    let protection = protect(&table, Rule::default());
    assert!(protection.may_be_published(&table).is_ok());
    let pair = grid.pair("b", "5").expect("a pair");
    assert!(protection.is_hidden(pair.complement));
    let is_hidden = |area, category| grid.behind(area, category).iter().any(|cell| protection.is_hidden(*cell));
    assert!(is_hidden("b", "5"));
    assert!(!is_hidden("partnership", "all"), "totals are hidden last");
    let reasons = protection.reasons(&table);
    let small = reasons.iter().find(|(cell, _)| *cell == pair.complement).expect("its reason");
    assert_eq!((small.1.key, small.1.arg("threshold")), ("disclosure-small", Some("5")));
    for found in protection.hidden() {
        if let Why::Complementary { protects, relation } = found.why {
            assert!(protection.is_hidden(protects) && protects != found.cell);
            let cells: Vec<CellId> = table.relations()[relation].signed().map(|(cell, _)| cell).collect();
            assert!(cells.contains(&protects) && cells.contains(&found.cell));
        }
    }
    assert_eq!(reasons.len(), hidden(&protection).len());
}

#[test]
fn cases_may_outnumber_people_and_have_no_complement() {
    let areas = Hierarchy::flat("authority", "partnership", ["a", "b"]).expect("areas");
    let mut table = Table::new();
    let grid =
        CountsGrid::add(&mut table, areas, Hierarchy::new("all", "all"), &outcomes(), Counted::Cases, |area, _| {
            Ok(if area == "a" {
                Counts { numerator: 3, denominator: 2_000 }
            } else {
                Counts { numerator: 9, denominator: 8 }
            })
        })
        .expect("counts");
    let protection = protect(&table, Rule::default());
    assert!(protection.may_be_published(&table).is_ok());
    assert_eq!(grid.pair("a", "all"), None);
    assert!(protection.is_hidden(grid.behind("a", "all")[1]));
    assert!(grid.behind("a", "all").len() == 2);
}

#[test]
fn zeros_are_shown_unless_the_rule_hides_them() {
    let mut table = Table::new();
    let parts: Vec<CellId> = [0, 20, 30].iter().map(|value| table.add("part", *value).expect("a cell")).collect();
    let all = table.add("all", 50).expect("a cell");
    table.relate("all", all, parts.clone()).expect("a sum");
    assert_eq!(protect(&table, Rule::default()).hidden(), []);
    let hiding = protect(&table, Rule::new(5, Zeros::Hidden).expect("a rule"));
    assert!(hiding.is_hidden(parts[0]));
    assert_eq!(hiding.complementary(), 1);
    assert!(hiding.may_be_published(&table).is_ok());
}

#[test]
fn a_table_that_does_not_add_up_is_refused() {
    let mut table = Table::new();
    let part = table.add("part", 3).expect("a cell");
    let all = table.add("all", 4).expect("a cell");
    assert_eq!(table.relate("all", all, vec![part]).expect_err("a sum").key, "disclosure-sum");
    assert_eq!(table.relate("all", all, vec![all]).expect_err("twice").key, "disclosure-relation");
    assert_eq!(table.relate("all", all, vec![]).expect_err("none").key, "disclosure-relation");
    assert_eq!(table.add("less than nobody", -1).expect_err("a value").key, "disclosure-value");
    assert_eq!(Rule::new(1, Zeros::Shown).expect_err("a rule").key, "disclosure-threshold");
}
