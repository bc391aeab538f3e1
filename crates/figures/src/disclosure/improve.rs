//! Hiding less: what nobody needs is shown again, and small neighbourhoods are done over with other preferences.

use std::collections::BTreeSet;

use super::{
    complement::{Hiding, QUICK, THOROUGH, moved},
    search::scrambled,
    sums::lacking,
};

impl Hiding<'_> {
    /// Shows again whatever no primary needs, the dearest first.
    pub(super) fn show_again(&mut self, among: &BTreeSet<usize>) {
        let mut order: Vec<usize> = self.extra.intersection(among).copied().collect();
        order.sort_by(|a, b| {
            let cost = |cell: usize| self.net.cost[cell];
            cost(*b).total_cmp(&cost(*a)).then(self.truth[*b].cmp(&self.truth[*a])).then(a.cmp(b))
        });
        for cell in order {
            // Where a primary lacks something in a single relation, no search is needed to see it.
            self.net.hidden[cell] = false;
            let is_lacking = self.net.of_cell[cell]
                .iter()
                .any(|(relation, _)| lacking(&self.net, self.truth, &self.needed, *relation, None) > 0.0);
            self.net.hidden[cell] = true;
            if is_lacking {
                continue;
            }
            let lost = self.drop_cells(&[cell]);
            let kept = self.witnesses.len();
            let held = self.held.clone();
            if lost.iter().all(|(primary, _)| self.protect(*primary, None)) {
                continue;
            }
            self.add(cell);
            self.held = held;
            for (primary, held) in lost {
                self.held[primary] = held;
            }
            self.witnesses.truncate(kept);
        }
    }

    /// Shows these cells, and lets go of every witness that moves one of them. The primaries concerned, with what they
    /// held.
    fn drop_cells(&mut self, cells: &[usize]) -> Vec<(usize, [Option<usize>; 2])> {
        for cell in cells {
            self.net.hidden[*cell] = false;
            self.extra.remove(cell);
        }
        let mut lost = Vec::new();
        for primary in 0..self.held.len() {
            let held = self.held[primary];
            let left = held.map(|witness| {
                witness.filter(|witness| cells.iter().all(|cell| moved(&self.witnesses[*witness], *cell) == 0))
            });
            if left != held {
                self.held[primary] = left;
                lost.push((primary, held));
            }
        }
        lost
    }

    /// What hiding the further cells costs.
    fn total_cost(&self, costs: &[f64]) -> f64 {
        self.extra.iter().map(|cell| costs[*cell]).sum()
    }

    /// Does neighbourhoods over, `rounds` times, and keeps what hides less. The same rounds give the same result.
    pub(super) fn improve(&mut self, rounds: usize) {
        let costs = self.net.cost.clone();
        let mut best = self.total_cost(&costs);
        let patience = 10 + self.extra.len() / 2;
        let mut in_vain = 0;
        self.tries = QUICK;
        for round in 0..rounds {
            if in_vain > patience {
                break;
            }
            in_vain += 1;
            let draw = |salt: u64| scrambled((round as u64).wrapping_mul(0x1_0001).wrapping_add(salt << 40));
            let Ok(count) = u64::try_from(self.extra.len()) else { break };
            if count == 0 {
                break;
            }
            let at = usize::try_from(draw(1) % count).unwrap_or(0);
            let Some(start) = self.extra.iter().nth(at).copied() else { break };
            let before = (self.net.hidden.clone(), self.extra.clone(), self.held.clone(), self.witnesses.len());
            let size = 3 + usize::try_from(draw(2) % 8).unwrap_or(0);
            let near = self.neighbours(start, size);
            for (cell, cost) in self.net.cost.iter_mut().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "a number below 1,000")]
                let by = (draw(cell as u64 + 3) % 1_000) as f64;
                *cost = costs[cell] * (0.7 + by / 1_000.0 * 0.6);
            }
            self.drop_cells(&near);
            let around: BTreeSet<usize> =
                near.iter().flat_map(|cell| self.net.of_cell[*cell].iter().map(|(relation, _)| *relation)).collect();
            let factor = [0.3, 0.5, 0.8, 1.0][usize::try_from(draw(3) % 4).unwrap_or(0)];
            let left = self.hide(around.iter().copied(), factor);
            let added: BTreeSet<usize> = self.extra.iter().copied().filter(|cell| !before.1.contains(cell)).collect();
            let mut again: BTreeSet<usize> = added;
            again.extend(self.neighbours(start, 3 * size));
            if left == 0 {
                self.show_again(&again);
            }
            self.net.cost.clone_from(&costs);
            let cost = self.total_cost(&costs);
            if left == 0 && cost <= best {
                if cost < best - 0.5 {
                    in_vain = 0;
                }
                best = cost;
            } else {
                (self.net.hidden, self.extra, self.held) = (before.0, before.1, before.2);
                self.witnesses.truncate(before.3);
            }
        }
        self.tries = THOROUGH;
    }

    /// The further hidden cells nearest to one of them, itself first.
    fn neighbours(&self, start: usize, size: usize) -> Vec<usize> {
        let mut seen = BTreeSet::from([start]);
        let mut found = vec![start];
        let mut ring = vec![start];
        while !ring.is_empty() && found.len() < size {
            let mut next = Vec::new();
            for cell in &ring {
                for (relation, _) in &self.net.of_cell[*cell] {
                    for (near, _) in &self.net.relations[*relation] {
                        if self.net.hidden[*near] && seen.insert(*near) {
                            next.push(*near);
                            if self.extra.contains(near) && found.len() < size {
                                found.push(*near);
                            }
                        }
                    }
                }
            }
            ring = next;
        }
        found
    }
}
