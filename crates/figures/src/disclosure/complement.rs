//! Which further cells must be hidden so that nothing follows from what is shown.
//!
//! For every primary cell the search looks for other tables that look the same from outside and have another number
//! there; cells are hidden until such tables exist that reach as far as needed. Each table found is kept as a witness:
//! whole numbers that satisfy every relation, so that nobody has to trust the search. Then every cell hidden on the way
//! is shown again if the witnesses, or new ones, do without it ([`improve`](super::improve)).

use std::collections::BTreeSet;

use super::{
    rule::{Need, Primary},
    search::{Moves, Net},
    sums::{Wanted, mend},
};

/// How many beginnings of chains are looked at: where hiding more is allowed, and where it is not.
pub(super) const THOROUGH: [usize; 2] = [1_000, 150];

/// The same where a result is there already and only a better one is looked for.
pub(super) const QUICK: [usize; 2] = [200, 60];

/// How much a cell that is not hidden counts in the search for a chain, at the first and at further attempts: the less,
/// the shorter the chain and the sooner it is found.
const EAGERNESS: [f64; 3] = [1.0, 0.3, 0.05];

/// A table on its way to be safe.
#[derive(Debug, Clone)]
pub(super) struct Hiding<'a> {
    pub(super) net: Net,
    pub(super) truth: &'a [i64],
    pub(super) primaries: &'a [Primary],
    /// How far each cell must be able to move: primaries as far as they need, others at all.
    pub(super) wanted: Wanted,
    /// The same, where only primaries must.
    pub(super) needed: Wanted,
    pub(super) tries: [usize; 2],
    /// What is hidden besides the primaries.
    pub(super) extra: BTreeSet<usize>,
    pub(super) witnesses: Vec<Moves>,
    /// For each primary the witnesses of its lowest and highest value, by their numbers.
    pub(super) held: Vec<[Option<usize>; 2]>,
}

impl<'a> Hiding<'a> {
    /// Everything that is hidden from the start is hidden in `net`.
    pub(super) fn new(net: Net, truth: &'a [i64], primaries: &'a [Primary]) -> Self {
        let mut needed = Wanted { above: vec![0; truth.len()], span: vec![0; truth.len()] };
        for primary in primaries {
            needed.above[primary.cell.index()] = primary.need.above;
            needed.span[primary.cell.index()] = primary.need.span;
        }
        let mut wanted = needed.clone();
        for span in &mut wanted.span {
            *span = (*span).max(1);
        }
        let held = vec![[None; 2]; primaries.len()];
        Self {
            net,
            truth,
            primaries,
            wanted,
            needed,
            tries: THOROUGH,
            extra: BTreeSet::new(),
            witnesses: Vec::new(),
            held,
        }
    }

    /// By how much a primary is lower (`side` 0) or higher (`side` 1) in its witness.
    fn moved(&self, primary: usize, side: usize) -> i64 {
        let cell = self.primaries[primary].cell.index();
        self.held[primary][side].map_or(0, |witness| moved(&self.witnesses[witness], cell))
    }

    /// Whether the witnesses reach as far as the primary needs.
    pub(super) fn is_protected(&self, primary: usize) -> bool {
        let Need { above, span } = self.primaries[primary].need;
        let (low, high) = (self.moved(primary, 0), self.moved(primary, 1));
        high >= above && high - low >= span
    }

    /// Hides a cell besides the primaries.
    pub(super) fn add(&mut self, cell: usize) {
        if !self.net.hidden[cell] {
            self.net.hidden[cell] = true;
            self.extra.insert(cell);
        }
    }

    /// Hides what is lacking in these relations, then whatever the primaries still need. The number of primaries left
    /// unprotected.
    pub(super) fn hide(&mut self, relations: impl Iterator<Item = usize>, factor: f64) -> usize {
        let chosen = mend(&mut self.net, self.truth, &self.wanted, factor, relations);
        self.extra.extend(chosen);
        let mut order: Vec<usize> = (0..self.primaries.len()).filter(|primary| !self.is_protected(*primary)).collect();
        order.sort_by_key(|primary| {
            let cell = self.primaries[*primary].cell.index();
            (self.net.of_cell[cell].len(), std::cmp::Reverse(self.truth[cell]), cell)
        });
        for primary in &order {
            self.protect(*primary, None);
        }
        let quick = self.tries == QUICK;
        let attempts = if quick { 1 } else { EAGERNESS.len() };
        let mut left = 0;
        for primary in order {
            let done = self.protect(primary, None)
                || EAGERNESS.into_iter().take(attempts).any(|eager| self.protect(primary, Some(eager)))
                || (!quick && self.force(primary));
            if !done {
                left += 1;
                if quick {
                    return left;
                }
            }
        }
        left
    }

    /// Finds witnesses for a primary among what is hidden; where `more` says what another cell counts, hides more.
    pub(super) fn protect(&mut self, primary: usize, more: Option<f64>) -> bool {
        let Need { above, span } = self.primaries[primary].need;
        if self.is_protected(primary) {
            return true;
        }
        // What is hidden already is stretched down first; what is still lacking is looked for upwards.
        if more.is_none() && self.held[primary][0].is_none() {
            self.stretch(primary, -(span - above).max(1), None);
        }
        let wanted = above.max(span + self.moved(primary, 0));
        if self.moved(primary, 1) < wanted {
            self.stretch(primary, wanted, more);
        }
        if more.is_some() && !self.is_protected(primary) {
            let wanted = self.moved(primary, 1) - span;
            self.stretch(primary, wanted, more);
        }
        self.is_protected(primary)
    }

    /// Looks for a table in which the primary differs from the truth by `wanted`, or by as much of it as can be had.
    fn stretch(&mut self, primary: usize, wanted: i64, more: Option<f64>) {
        let cell = self.primaries[primary].cell.index();
        let mut values = self.truth.to_vec();
        let mut left = if wanted < 0 { wanted.max(self.net.least[cell] - values[cell]) } else { wanted };
        let all = left;
        let mut step = left.abs();
        while step > 0 && left != 0 {
            step = step.min(left.abs());
            match self.net.chain(&values, cell, step * left.signum(), more, self.tries[usize::from(more.is_none())]) {
                Some(chain) => {
                    for (cell, way) in chain {
                        values[cell] += way * step;
                        self.add(cell);
                    }
                    left -= step * left.signum();
                }
                None => step /= 2,
            }
        }
        if left != all {
            self.keep(&values);
        }
    }

    /// Keeps a table as a witness for every primary that it takes further.
    fn keep(&mut self, values: &[i64]) {
        let moves: Moves = values
            .iter()
            .zip(self.truth)
            .enumerate()
            .filter_map(|(cell, (value, truth))| (value != truth).then_some((cell, value - truth)))
            .collect();
        let number = self.witnesses.len();
        self.witnesses.push(moves);
        let mut used = false;
        for primary in 0..self.primaries.len() {
            let by = moved(&self.witnesses[number], self.primaries[primary].cell.index());
            if by == 0 || self.is_protected(primary) {
                continue;
            }
            let side = usize::from(by > 0);
            if by.abs() > self.moved(primary, side).abs() {
                self.held[primary][side] = Some(number);
                used = true;
            }
        }
        if !used {
            self.witnesses.truncate(number);
        }
    }

    /// The last resort: hides everything around a primary, ring by ring, until it is protected. Where all that hangs
    /// together is hidden, every number in it can be a multiple of what it is. `false` where what is known from before
    /// gives the primary away.
    fn force(&mut self, primary: usize) -> bool {
        let start = self.primaries[primary].cell.index();
        let mut around = BTreeSet::from([start]);
        let mut ring = vec![start];
        while !ring.is_empty() {
            let mut next = BTreeSet::new();
            for cell in &ring {
                for (relation, _) in &self.net.of_cell[*cell] {
                    next.extend(self.net.relations[*relation].iter().map(|(near, _)| *near));
                }
            }
            ring = next.into_iter().filter(|cell| self.net.movable[*cell] && !around.contains(cell)).collect();
            for cell in &ring {
                self.add(*cell);
                around.insert(*cell);
            }
            if self.protect(primary, None) {
                return true;
            }
        }
        let Need { above, span } = self.primaries[primary].need;
        let times = 1 + above.max(span) / self.truth[start].max(1);
        let mut values = self.truth.to_vec();
        for cell in &around {
            values[*cell] += self.truth[*cell].saturating_mul(times);
        }
        if self.truth[start] > 0 && self.net.is_consistent(&values) {
            self.keep(&values);
        }
        self.is_protected(primary)
    }
}

/// By how much the table of a witness differs from the true one in a cell.
pub(super) fn moved(moves: &Moves, cell: usize) -> i64 {
    moves.binary_search_by_key(&cell, |(at, _)| *at).map_or(0, |at| moves[at].1)
}
