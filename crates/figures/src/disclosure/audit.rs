//! The proof that a table may be published: what a reader can work out of every hidden cell, asked anew and without
//! knowing how the cells were chosen.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    asking::{Needs, parts, work_out},
    rule::{Primary, Rule},
    solver::NO_LIMIT,
    table::{CellId, Table, Visibility},
};

/// What a reader knows besides the numbers that are shown. Every reader knows that counts are whole and not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// Nothing else.
    Plain,
    /// The rule: where zeros are shown, that whatever is hidden is at least 1. This is the reader to protect against,
    /// since a publication says its rule.
    KnowsRule,
    /// The rule, and of every hidden cell whether it is hidden for being small: 1 to the threshold less 1. Nobody knows
    /// this as long as all hidden cells have one mark.
    KnowsPrimaries,
}

/// How much is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// Whether every cell is safe: two tables that differ in it, and for primaries tables that reach as far as needed.
    Safe,
    /// The lowest and the highest value of every cell.
    Bounds,
}

/// What one hidden cell can be for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The place of the cell in the table: [`CellId::index`].
    pub cell: usize,
    /// No value below this is possible.
    pub least: i64,
    /// No value above this is possible; `None` where there is no limit.
    pub most: Option<i64>,
    /// The lowest and the highest value in tables of whole numbers that were found and look the same from outside.
    pub found: [i64; 2],
}

impl Range {
    /// Whether the reader knows the value. Where other values could not be ruled out but no table with one was found,
    /// the answer is yes: what is not proven safe is not safe.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.found[0] == self.found[1]
    }

    /// Whether the tables found reach as far as a primary with this value needs.
    #[must_use]
    pub fn meets(&self, primary: &Primary, value: i64) -> bool {
        self.found[1] - value >= primary.need.above && self.found[1] - self.found[0] >= primary.need.span
    }
}

/// What came out of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audit {
    /// What was assumed of the reader.
    pub reader: Reader,
    /// Every hidden cell, in the order of the table. Cells that nobody publishes are among them where they are small.
    pub ranges: Vec<Range>,
    /// The hidden cells whose value the reader knows.
    pub exact: Vec<usize>,
    /// The primaries that cannot be as far from their value as needed; those of `exact` are among them. Always empty for
    /// a reader who knows which cells are primary.
    pub narrow: Vec<usize>,
    /// How often the solver was asked.
    pub asked: usize,
}

impl Audit {
    /// Whether the table may be published.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.exact.is_empty() && self.narrow.is_empty()
    }
}

/// Audits a table as it would be published with these cells hidden.
///
/// `primaries` are the cells that need more than one possible value; [`Rule::primaries`] gives them. Cells with
/// [`Visibility::Withheld`] count as hidden, those with [`Visibility::Known`] as shown, whatever `hidden` says.
#[must_use]
pub fn audit(
    table: &Table,
    hidden: &BTreeSet<CellId>,
    rule: Rule,
    primaries: &[Primary],
    reader: Reader,
    depth: Depth,
) -> Audit {
    let mut asked = 0;
    let mut ranges = Vec::new();
    let needs = Needs::new(table, primaries);
    for mut part in parts(table, hidden, rule, &needs, reader) {
        work_out(&mut part, table, &needs, reader, depth);
        asked += part.asked;
        for (at, cell) in part.cells.iter().enumerate() {
            let value = table.value(CellId(*cell));
            let [low, high] = part.outer[at];
            ranges.push(Range {
                cell: *cell,
                least: value + low,
                most: (high < NO_LIMIT).then(|| value + high),
                found: [value + part.seen[at][0], value + part.seen[at][1]],
            });
        }
    }
    ranges
        .retain(|range| needs.of(range.cell).is_some() || table.cells()[range.cell].visibility != Visibility::Withheld);
    ranges.sort_by_key(|range| range.cell);
    let exact = ranges.iter().filter(|range| range.is_exact()).map(|range| range.cell).collect();
    let narrow = ranges.iter().filter(|range| {
        reader != Reader::KnowsPrimaries
            && needs.of(range.cell).is_some_and(|primary| !range.meets(primary, table.value(primary.cell)))
    });
    // A primary that is shown is known.
    let shown = primaries.iter().map(|primary| primary.cell.index());
    let listed: BTreeSet<usize> = ranges.iter().map(|range| range.cell).collect();
    let mut narrow: Vec<usize> =
        narrow.map(|range| range.cell).chain(shown.filter(|cell| !listed.contains(cell))).collect();
    narrow.sort_unstable();
    Audit { reader, exact, narrow, ranges, asked }
}
