//! One release after another about the same people: what neither gives away, both together must not.

use std::collections::BTreeSet;

use figures::disclosure::{CellId, Depth, Grid, Hierarchy, Reader, Rule, Table, Visibility, audit, protect};

use crate::Dice;

/// All pupils in an earlier release, the boys in a new one: by age, as in the OpenSAFELY documentation's example.
fn differing(all: &[i64], boys: &[i64]) -> (Table, Vec<CellId>) {
    let ages: Vec<String> = (0..all.len()).map(|at| format!("age {at}")).collect();
    let release = |table: &mut Table, sex: &str, counts: &[i64]| {
        let dimensions = vec![Hierarchy::flat("age", "all", ages.clone()).expect("ages"), Hierarchy::new("sex", sex)];
        let mut counts = counts.iter().rev();
        Grid::add(table, dimensions, |_| Ok(*counts.next().expect("a count"))).expect("a release")
    };
    let mut table = Table::new();
    let earlier = release(&mut table, "all pupils", all);
    for cell in earlier.cells() {
        table.show(cell, Visibility::Known);
    }
    let later = release(&mut table, "boys", boys);
    let mut girls = Vec::new();
    for age in ages.iter().map(String::as_str).chain(["all"]) {
        let (whole, part) = (earlier.cell(&[age, "all pupils"]), later.cell(&[age, "boys"]));
        let name = format!("{age}, girls");
        girls.push(table.add_difference(name, whole.expect("all"), part.expect("boys")).expect("girls"));
    }
    let all_girls = girls.pop().expect("all girls");
    table.relate("girls by age", all_girls, girls.clone()).expect("a sum");
    (table, girls)
}

#[test]
fn eight_pupils_less_seven_boys_is_one_girl() {
    let (table, girls) = differing(&[8, 10, 15, 25], &[7, 5, 8, 13]);
    let rule = Rule::default();
    let small = rule.primaries(&table);
    assert_eq!(small.iter().map(|primary| primary.cell).collect::<Vec<_>>(), [girls[0]], "no other count is small");
    let before = audit(&table, &BTreeSet::new(), rule, &small, Reader::KnowsRule, Depth::Bounds);
    assert_eq!(before.exact, [girls[0].index()]);
    let protection = protect(&table, rule);
    assert!(protection.may_be_published(&table).is_ok());
    assert!(protection.complementary() >= 2, "boys of two ages, or of one and all");
    assert!(protection.hidden().iter().all(|hidden| table.cells()[hidden.cell.index()].visibility == Visibility::Open));
}

#[test]
fn what_an_earlier_release_gives_away_is_said_and_not_published() {
    let mut table = Table::new();
    let parts: Vec<CellId> = [3, 20].iter().map(|value| table.add("part", *value).expect("a cell")).collect();
    let all = table.add("all", 23).expect("a cell");
    table.relate("all", all, parts.clone()).expect("a sum");
    table.show(all, Visibility::Known);
    table.show(parts[1], Visibility::Known);
    let refused = protect(&table, Rule::default()).may_be_published(&table).expect_err("the rest is known");
    assert_eq!((refused.key, refused.arg("count")), ("disclosure-unsafe", Some("1")));
}

#[test]
fn five_hundred_planted_differences_are_found_and_none_is_released() {
    let mut dice = Dice(3);
    let (mut found, mut published) = (0, 0);
    for round in 0..500 {
        let ages = dice.pick(4) + 3;
        let boys: Vec<i64> = (0..ages).map(|_| dice.between(5, 40)).collect();
        let planted = dice.pick(ages);
        let girls: Vec<i64> =
            (0..ages).map(|at| if at == planted { dice.between(1, 4) } else { dice.between(5, 40) }).collect();
        let all: Vec<i64> = boys.iter().zip(&girls).map(|(boys, girls)| boys + girls).collect();
        let (table, cells) = differing(&all, &boys);
        let rule = Rule::default();
        let leak =
            cells.iter().find(|cell| table.value(**cell) == girls[planted] && girls[planted] < 5).expect("the girls");
        let before = audit(&table, &BTreeSet::new(), rule, &rule.primaries(&table), Reader::KnowsRule, Depth::Safe);
        found += usize::from(before.exact.contains(&leak.index()));
        let protection = protect(&table, rule);
        assert_eq!(protection.may_be_published(&table).is_ok(), protection.audit().is_clean(), "round {round}");
        published += usize::from(protection.audit().is_clean());
    }
    assert_eq!((found, published), (500, 500), "found, and released without them");
}

#[test]
fn a_cell_of_two_tables_is_one_cell_once_they_are_joined() {
    let two_way = |title: &str, values: [i64; 2]| {
        let mut table = Table::new();
        let mut values = values.into_iter().rev();
        let dimension = Hierarchy::flat(title, "all", [format!("{title} 1"), format!("{title} 2")]).expect("parts");
        Grid::add(&mut table, vec![dimension], |_| Ok(values.next().expect("a value"))).expect("a table");
        table
    };
    let mut table = two_way("quintile", [3, 47]);
    let sexes = two_way("sex", [25, 25]);
    let all = table.ids().find(|cell| table.name(*cell) == "all").expect("all");
    let moved = table.join(&sexes, |_, cell| (cell.name == "all").then_some(all)).expect("one table");
    assert_eq!(table.cells().len(), 5);
    assert_eq!(moved[0], all);
    let other = two_way("stage", [25, 26]);
    let refused = table.join(&other, |_, cell| (cell.name == "all").then_some(all)).expect_err("51 is not 50");
    assert_eq!(refused.key, "disclosure-two-values");
}
