//! The proof that a table may be published: what a reader can work out of every hidden cell, asked anew and without
//! knowing how the cells were chosen.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    rule::{Primary, Rule},
    solver::{NO_LIMIT, Part},
    table::{CellId, Showing, Table},
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
/// [`Showing::Withheld`] count as hidden, those with [`Showing::Known`] as shown, whatever `hidden` says.
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
    ranges.retain(|range| needs.of(range.cell).is_some() || table.cells()[range.cell].showing != Showing::Withheld);
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

/// The primary of each cell that is one.
struct Needs<'a>(Vec<Option<&'a Primary>>);

impl<'a> Needs<'a> {
    fn new(table: &Table, primaries: &'a [Primary]) -> Self {
        let mut needs = vec![None; table.cells().len()];
        for primary in primaries {
            if let Some(found) = needs.get_mut(primary.cell.index()) {
                *found = Some(primary);
            }
        }
        Self(needs)
    }

    fn of(&self, cell: usize) -> Option<&'a Primary> {
        self.0.get(cell).copied().flatten()
    }
}

/// The least a reader who knows the rule takes a hidden cell to be.
pub(super) fn least_hidden(table: &Table, cell: usize, rule: Rule) -> i64 {
    match table.cells()[cell].showing {
        Showing::Withheld => 0,
        Showing::Open | Showing::Known => rule.least_hidden(),
    }
}

/// Whether a reader does not read the cell.
fn is_hidden(table: &Table, cell: usize, hidden: &BTreeSet<CellId>) -> bool {
    match table.cells()[cell].showing {
        Showing::Known => false,
        Showing::Withheld => true,
        Showing::Open => hidden.contains(&CellId(cell)),
    }
}

/// The hidden cells as they hang together, each part with the limits the reader starts from.
fn parts(table: &Table, hidden: &BTreeSet<CellId>, rule: Rule, needs: &Needs, reader: Reader) -> Vec<Part> {
    let cells = table.cells().len();
    let moves: Vec<bool> = (0..cells).map(|cell| is_hidden(table, cell, hidden)).collect();
    let mut of_cell = vec![Vec::new(); cells];
    for (at, relation) in table.relations().iter().enumerate() {
        for (cell, _) in relation.signed() {
            of_cell[cell.index()].push(at);
        }
    }
    let mut place = vec![usize::MAX; cells];
    let mut taken = vec![false; table.relations().len()];
    let mut found = Vec::new();
    for start in 0..cells {
        if !moves[start] || place[start] != usize::MAX {
            continue;
        }
        let (mut members, mut relations, mut next) = (vec![start], Vec::new(), 0);
        place[start] = 0;
        while next < members.len() {
            for relation in &of_cell[members[next]] {
                if std::mem::replace(&mut taken[*relation], true) {
                    continue;
                }
                let mut signed = Vec::new();
                for (cell, sign) in table.relations()[*relation].signed() {
                    let cell = cell.index();
                    if moves[cell] {
                        if place[cell] == usize::MAX {
                            place[cell] = members.len();
                            members.push(cell);
                        }
                        signed.push((place[cell], sign));
                    }
                }
                relations.push(signed);
            }
            next += 1;
        }
        let outer = members
            .iter()
            .map(|cell| {
                let value = table.value(CellId(*cell));
                let least = if reader == Reader::Plain { 0 } else { least_hidden(table, *cell, rule) };
                let most = match (reader, needs.of(*cell)) {
                    (Reader::KnowsPrimaries, Some(_)) => rule.threshold() - 1 - value,
                    _ => NO_LIMIT,
                };
                [(least - value).min(0), most.max(0)]
            })
            .collect();
        let seen = vec![[0, 0]; members.len()];
        found.push(Part { cells: members, relations, outer, seen, asked: 0 });
    }
    found
}

/// Asks until everything is known that the depth wants to know.
fn work_out(part: &mut Part, table: &Table, needs: &Needs, reader: Reader, depth: Depth) {
    part.narrow();
    let open = |part: &Part, at: usize| -> [bool; 2] {
        let ([low, high], outer) = (part.seen[at], part.outer[at]);
        let cell = part.cells[at];
        let undone = [low > outer[0], high < outer[1]];
        let wanted = match (depth, needs.of(cell).filter(|_| reader != Reader::KnowsPrimaries)) {
            (Depth::Bounds, _) => [true, true],
            (Depth::Safe, Some(primary)) => {
                let up = high < primary.need.above;
                let wide = high - low < primary.need.span;
                [wide, up || wide]
            }
            (Depth::Safe, None) => {
                let withheld = table.cells()[cell].showing == Showing::Withheld && needs.of(cell).is_none();
                [low == high && !withheld; 2]
            }
        };
        [undone[0] && wanted[0], undone[1] && wanted[1]]
    };
    let fits = |part: &Part, at: usize| {
        let [low, high] = part.seen[at];
        needs.of(part.cells[at]).is_none_or(|primary| high >= primary.need.above && high - low >= primary.need.span)
    };
    // One question about many cells at once settles most of them: the fewest further questions are left.
    for side in [0, 1, 0, 1] {
        let weights: Vec<(usize, f64)> = (0..part.cells.len())
            .filter(|at| open(part, *at)[side] && part.outer[*at][side].abs() < NO_LIMIT)
            .map(|at| (at, if side == 0 { -1.0 } else { 1.0 }))
            .collect();
        if weights.len() > 1 {
            part.farthest(&weights, false);
        }
    }
    for at in 0..part.cells.len() {
        for side in [1, 0] {
            if open(part, at)[side] {
                part.ask(at, side);
            }
        }
        // Between whole limits there may still be no table of whole numbers: then they are asked for.
        for side in [1, 0] {
            let wanted = depth == Depth::Safe || part.seen[at][0] == part.seen[at][1] || !fits(part, at);
            if wanted && open(part, at)[side] {
                part.farthest(&[(at, if side == 0 { -1.0 } else { 1.0 })], true);
            }
        }
    }
}
