//! The search for another table that looks the same from outside: a short chain of cells that can move up and down by
//! the same step without moving anything that is shown.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::table::Table;

/// The table as the search walks it, with what is hidden at present.
#[derive(Debug, Clone)]
pub(super) struct Net {
    /// The cells of each relation with their signs.
    pub(super) relations: Vec<Vec<(usize, i64)>>,
    /// The relations of each cell with its sign in them.
    pub(super) of_cell: Vec<Vec<(usize, i64)>>,
    /// The least that a reader takes each cell to be while it is hidden.
    pub(super) least: Vec<i64>,
    /// Whether a cell may move at all: shown zeros and what is known from before may not.
    pub(super) movable: Vec<bool>,
    /// Whether a cell is hidden.
    pub(super) hidden: Vec<bool>,
    /// What hiding the cell would cost.
    pub(super) cost: Vec<f64>,
    /// The random name of each cell, for the names of sets of cells.
    names: Vec<u64>,
}

/// Cells with what they differ from the true table by, in the order of the cells.
pub(super) type Moves = Vec<(usize, i64)>;

/// The beginning of a chain: its last cell, the beginning before it, and what it leaves out of balance.
#[derive(Debug)]
struct State {
    estimate: f64,
    cost: f64,
    last: usize,
    open: Vec<(usize, i64)>,
    name: u64,
}

/// The cells of all beginnings: which cell, which way, and the link before it.
type Links = Vec<(usize, i64, usize)>;

/// The cells of the chain that ends in a link.
fn chain_of(links: &Links, last: usize) -> impl Iterator<Item = (usize, i64)> + '_ {
    std::iter::successors(Some(last), |at| Some(links[*at].2).filter(|before| before != at))
        .map(|at| (links[at].0, links[at].1))
}

/// Names of sets are random already: hashing them again would take most of the time.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for State {}
impl PartialOrd for State {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for State {
    /// The cheapest is the greatest, so that the heap gives it first; ties go by the name, never by chance.
    fn cmp(&self, other: &Self) -> Ordering {
        other.estimate.total_cmp(&self.estimate).then_with(|| other.name.cmp(&self.name))
    }
}

/// A number that looks random and is the same every time (the finaliser of `SplitMix64`).
pub(super) fn scrambled(number: u64) -> u64 {
    let mut z = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What one more cell costs when it is hidden already: short chains are better than long ones.
const STEP: f64 = 0.02;

/// How many such steps a relation counts that is out of balance: the more, the straighter the search goes.
const EAGER: f64 = 10.0;

impl Net {
    pub(super) fn new(table: &Table) -> Self {
        let cells = table.cells().len();
        let relations: Vec<Vec<(usize, i64)>> = table
            .relations()
            .iter()
            .map(|relation| relation.signed().map(|(cell, sign)| (cell.index(), sign)).collect())
            .collect();
        let mut of_cell = vec![Vec::new(); cells];
        for (at, relation) in relations.iter().enumerate() {
            for (cell, sign) in relation {
                of_cell[*cell].push((at, *sign));
            }
        }
        Self {
            relations,
            of_cell,
            least: vec![0; cells],
            movable: vec![true; cells],
            hidden: vec![false; cells],
            cost: vec![1.0; cells],
            names: (0..cells).map(|cell| scrambled(cell as u64)).collect(),
        }
    }

    /// The cheapest chain found that moves `cell` by `step` (its sign says up or down) from `values`, hiding more cells
    /// only where `more` says so, after looking at no more than `tries` beginnings of chains.
    pub(super) fn chain(
        &self,
        values: &[i64],
        cell: usize,
        step: i64,
        more: Option<f64>,
        tries: usize,
    ) -> Option<Vec<(usize, i64)>> {
        let size = step.abs();
        let mut known: Vec<Option<(f64, usize)>> = vec![None; self.relations.len()];
        // What it costs at least to bring a relation back into balance, and how many cells can do it.
        let mut about = |relation: usize| *known[relation].get_or_insert_with(|| self.about(relation, more));
        if step < 0 && values[cell] - size < self.least[cell] {
            return None;
        }
        let first = State {
            estimate: 0.0,
            cost: 0.0,
            last: 0,
            open: self.of_cell[cell].iter().map(|(relation, sign)| (*relation, sign * step.signum())).collect(),
            name: self.names[cell],
        };
        let mut links: Links = vec![(cell, step.signum(), 0)];
        let mut seen: HashSet<u64, BuildHasherDefault<AsIs>> = HashSet::default();
        let mut heap = BinaryHeap::from([first]);
        for _ in 0..tries {
            let state = heap.pop()?;
            let Some((relation, off)) =
                state.open.iter().min_by_key(|(relation, _)| (about(*relation).1, *relation)).copied()
            else {
                return Some(chain_of(&links, state.last).collect());
            };
            for (next, sign) in &self.relations[relation] {
                let (next, way) = (*next, -off.signum() * sign);
                if !self.movable[next]
                    || !(self.hidden[next] || more.is_some())
                    || (way < 0 && values[next] - size < self.least[next])
                    || chain_of(&links, state.last).any(|(cell, _)| cell == next)
                {
                    continue;
                }
                let name = state.name ^ self.names[next].rotate_left(u32::from(way < 0));
                if !seen.insert(name) {
                    continue;
                }
                let mut open = state.open.clone();
                for (relation, sign) in &self.of_cell[next] {
                    match open.iter().position(|(found, _)| found == relation) {
                        Some(at) => {
                            open[at].1 += sign * way;
                            if open[at].1 == 0 {
                                open.swap_remove(at);
                            }
                        }
                        None => open.push((*relation, sign * way)),
                    }
                }
                links.push((next, way, state.last));
                let cost =
                    state.cost + STEP + if self.hidden[next] { 0.0 } else { self.cost[next] * more.unwrap_or(0.0) };
                let rest: f64 = open.iter().map(|(relation, _)| about(*relation).0 + EAGER * STEP).sum();
                heap.push(State { estimate: cost + rest, cost, last: links.len() - 1, open, name });
            }
        }
        None
    }

    /// What it costs at least to bring a relation back into balance, and how many cells can do it.
    fn about(&self, relation: usize, more: Option<f64>) -> (f64, usize) {
        let cells = &self.relations[relation];
        let hidden = cells.iter().filter(|(cell, _)| self.hidden[*cell] && self.movable[*cell]).count();
        match more {
            None => (0.0, hidden),
            Some(_) if hidden >= 2 => (0.0, cells.len()),
            Some(scale) => {
                let open = cells.iter().filter(|(cell, _)| !self.hidden[*cell] && self.movable[*cell]);
                (scale * open.map(|(cell, _)| self.cost[*cell]).fold(f64::INFINITY, f64::min), cells.len())
            }
        }
    }

    /// Whether a table satisfies every relation.
    pub(super) fn is_consistent(&self, values: &[i64]) -> bool {
        self.relations.iter().all(|cells| cells.iter().map(|(cell, sign)| sign * values[*cell]).sum::<i64>() == 0)
    }
}
