//! What an audit asks: the hidden cells as they hang together, and the questions that settle each of them.

use std::collections::BTreeSet;

use super::{
    audit::{Depth, Reader},
    rule::{Primary, Rule},
    search::scrambled,
    solver::{NO_LIMIT, Part},
    table::{CellId, Table, Visibility},
};

/// The primary of each cell that is one.
pub(super) struct Needs<'a>(Vec<Option<&'a Primary>>);

impl<'a> Needs<'a> {
    pub(super) fn new(table: &Table, primaries: &'a [Primary]) -> Self {
        let mut needs = vec![None; table.cells().len()];
        for primary in primaries {
            if let Some(found) = needs.get_mut(primary.cell.index()) {
                *found = Some(primary);
            }
        }
        Self(needs)
    }

    pub(super) fn of(&self, cell: usize) -> Option<&'a Primary> {
        self.0.get(cell).copied().flatten()
    }
}

/// The least a reader who knows the rule takes a hidden cell to be.
pub(super) fn least_hidden(table: &Table, cell: usize, rule: Rule) -> i64 {
    match table.cells()[cell].visibility {
        Visibility::Withheld => 0,
        Visibility::Open | Visibility::Known => rule.least_hidden(),
    }
}

/// Whether a reader does not read the cell.
fn is_hidden(table: &Table, cell: usize, hidden: &BTreeSet<CellId>) -> bool {
    match table.cells()[cell].visibility {
        Visibility::Known => false,
        Visibility::Withheld => true,
        Visibility::Open => hidden.contains(&CellId(cell)),
    }
}

/// The hidden cells as they hang together, each part with the limits the reader starts from.
pub(super) fn parts(table: &Table, hidden: &BTreeSet<CellId>, rule: Rule, needs: &Needs, reader: Reader) -> Vec<Part> {
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

/// How often many cells are asked about at once.
const BULK: u64 = 30;

/// Asks until everything is known that the depth wants to know.
pub(super) fn work_out(part: &mut Part, table: &Table, needs: &Needs, reader: Reader, depth: Depth) {
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
                let withheld = table.cells()[cell].visibility == Visibility::Withheld && needs.of(cell).is_none();
                [low == high && !withheld; 2]
            }
        };
        [undone[0] && wanted[0], undone[1] && wanted[1]]
    };
    let fits = |part: &Part, at: usize| {
        let [low, high] = part.seen[at];
        needs.of(part.cells[at]).is_none_or(|primary| high >= primary.need.above && high - low >= primary.need.span)
    };
    // Questions about many cells at once settle most of them: half of those that are open are pulled up or down, each
    // half another one, as long as that settles some.
    let mut left = usize::MAX;
    for round in 0..BULK {
        let mut weights = Vec::new();
        let mut now = 0;
        for at in 0..part.cells.len() {
            let [down, up] = open(part, at);
            let draw = scrambled((at as u64) << 8 | round);
            now += usize::from(down || up);
            if (down || up) && draw.is_multiple_of(2) {
                let way = if up && (!down || draw.is_multiple_of(4)) { 1.0 } else { -1.0 };
                let is_limited = part.outer[at][usize::from(way > 0.0)].abs() < NO_LIMIT;
                if is_limited {
                    weights.push((at, way));
                }
            }
        }
        if weights.len() < 2 || now + now / 20 >= left {
            break;
        }
        left = now;
        part.farthest(&weights, false);
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
