//! The proof that pooled figures give no small number away: made-up authorities with small numbers in them, sheets as
//! their officers may fill them, and a solver that knows every figure shown.

use std::collections::BTreeSet;

use figures::{
    disclosure::{CellId, Depth, Pair, Reader, Rule, Table, Visibility, audit},
    protect::small_cells,
};

use super::{
    super::{row::Content, sheet},
    tests::pool_of,
    *,
};

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % u64::try_from(most).unwrap()).unwrap()
    }
}

/// What is true in one authority: its parts, and those in none of them.
struct Truth {
    parts: Vec<Counts>,
    left: Counts,
}

impl Truth {
    fn made_up(dice: &mut Dice) -> Self {
        let size = [12, 60, 400, 4000][usize::try_from(dice.below(4)).unwrap()];
        let mut counts = |most: i64| {
            let denominator = dice.below(most + 1);
            Counts { numerator: dice.below(denominator + 1), denominator }
        };
        let parts = (0..6).map(|_| counts(size)).collect();
        let left = counts(8);
        let with_late_joiners = dice.below(3) == 0;
        Self { parts, left: if with_late_joiners { left } else { Counts { numerator: 0, denominator: 0 } } }
    }

    fn all(&self) -> Counts {
        self.parts.iter().chain([&self.left]).fold(Counts { numerator: 0, denominator: 0 }, |sum, one| Counts {
            numerator: sum.numerator + one.numerator,
            denominator: sum.denominator + one.denominator,
        })
    }

    /// The sheet as an officer may fill it: small rows hidden, and one more for as long as the sheet is refused.
    fn sheet(&self) -> Rows {
        let row = |counts: &Counts| Row {
            content: if small_cells(*counts).is_empty() {
                Content::Numbers(*counts)
            } else {
                Content::Reason(Reason::Suppressed)
            },
            note: None,
        };
        let parts = Category::parts().zip(self.parts.iter().map(row));
        let mut rows: Rows = std::iter::once((Category::All, row(&self.all()))).chain(parts).collect();
        while sheet::check(&rows).gives_away.is_some() {
            let given = Category::parts().filter_map(|part| Some((counts(&rows, part)?.denominator, part))).min();
            let Some((_, part)) = given else { break };
            rows.insert(part, Row { content: Content::Reason(Reason::Suppressed), note: None });
        }
        rows
    }
}

fn add(table: &mut Table, name: &str, counts: Counts, visibility: Visibility) -> Pair {
    let names = ["numerator", "complement", "denominator"].map(|number| format!("{name}, {number}"));
    let pair = table.add_pair(names, counts).unwrap();
    pair.cells().into_iter().for_each(|cell| table.show(cell, visibility));
    pair
}

/// Everything there is to know, of which the reader is given the figures shown and the sums that they are.
fn known(truths: &[Truth], session: &PooledSession) -> Table {
    let mut table = Table::new();
    let mut of: Vec<Vec<Pair>> = Vec::new();
    for (at, truth) in truths.iter().enumerate() {
        let all = add(&mut table, &format!("{at} all"), truth.all(), Visibility::Withheld);
        let mut pairs = vec![all];
        for (part, counts) in truth.parts.iter().chain([&truth.left]).enumerate() {
            pairs.push(add(&mut table, &format!("{at} part {part}"), *counts, Visibility::Withheld));
        }
        for number in 0..3 {
            let parts: Vec<CellId> = pairs[1..].iter().map(|pair| pair.cells()[number]).collect();
            table.relate(format!("{at} {number}"), all.cells()[number], parts).unwrap();
        }
        of.push(pairs);
    }
    let names = ["a", "b", "c", "d", "e", "f"];
    for (at, cell) in std::iter::once(&session.whole).chain(&session.parts).enumerate() {
        let Some(counts) = cell.figure.counts else { continue };
        let shown = add(&mut table, &format!("shown {at}"), counts, Visibility::Known);
        let within = |area: &usize| cell.coverage.included.iter().any(|name| name == names[*area]);
        for number in 0..3 {
            let parts = (0..truths.len()).filter(within).map(|area| of[area][at].cells()[number]).collect();
            table.relate(format!("sum {at} {number}"), shown.cells()[number], parts).unwrap();
        }
    }
    table
}

#[test]
fn no_small_number_of_an_authority_follows_from_the_figures_shown() {
    let mut dice = Dice(7);
    let (mut shown, mut small) = (0, 0);
    for round in 0..150 {
        let truths: Vec<Truth> = (0..3 + round % 3).map(|_| Truth::made_up(&mut dice)).collect();
        let session = pool_of(truths.iter().map(Truth::sheet).collect());
        let table = known(&truths, &session);
        let primaries = Rule::default().primaries(&table);
        let found = audit(&table, &BTreeSet::new(), Rule::default(), &primaries, Reader::KnowsRule, Depth::Safe);
        let names = |cells: &[usize]| cells.iter().map(|at| table.cells()[*at].name.clone()).collect::<Vec<_>>();
        // A count of nobody is no small number; that nobody anywhere is in a part is told by its sum.
        let exact: Vec<usize> =
            found.exact.iter().copied().filter(|at| Rule::default().is_small(table.cells()[*at].value)).collect();
        assert!(exact.is_empty() && found.narrow.is_empty(), "{round}: {:?} {:?}", names(&exact), names(&found.narrow));
        shown +=
            std::iter::once(&session.whole).chain(&session.parts).filter(|cell| cell.figure.counts.is_some()).count();
        small += primaries.len();
    }
    assert!(shown > 200 && small > 1000, "there was something to find: {shown} figures, {small} small numbers");
}
