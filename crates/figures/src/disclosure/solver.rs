//! What hidden numbers can be, asked of a linear solver: hidden cells that are linked by relations, one such part at a time.
//!
//! Everything is counted from the true table: a cell that moves by −2 has two people fewer in the other table. Then
//! every relation between hidden cells has the sum 0, whatever is published around it, and the numbers stay small.

use std::panic::{AssertUnwindSafe, catch_unwind};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolutionStatus, SolveOptions, SolveOutcome, Variable};

/// Further than any number can move: no limit.
pub(super) const NO_LIMIT: i64 = i64::MAX / 8;

/// How far a solution may be from a whole number and still be meant as one.
const TOLERANCE: f64 = 1e-6;

/// Hidden cells that hang together.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Which cells of the table they are, in order.
    pub(super) cells: Vec<usize>,
    /// The relations between them, by their places in `cells`, each with its sign.
    pub(super) relations: Vec<Vec<(usize, i64)>>,
    /// How far down and up each can move, as far as is known: whatever is beyond is impossible.
    pub(super) outer: Vec<[i64; 2]>,
    /// How far down and up each moved in a table of whole numbers that was found and checked.
    pub(super) seen: Vec<[i64; 2]>,
    /// How often the solver was asked.
    pub(super) asked: usize,
}

impl Part {
    /// Narrows the outer limits by every relation alone, until nothing changes or the limits creep.
    pub(super) fn narrow(&mut self) {
        for _ in 0..64 {
            let mut changed = false;
            for relation in &self.relations {
                for (cell, sign) in relation {
                    let (mut least, mut most) = (0_i64, 0_i64);
                    for (other, by) in relation {
                        if other != cell {
                            let [low, high] = self.outer[*other];
                            let (low, high) = if *by > 0 { (low, high) } else { (-high, -low) };
                            least = (least + low).max(-NO_LIMIT);
                            most = (most + high).min(NO_LIMIT);
                        }
                    }
                    let (low, high) = if *sign > 0 { (-most, -least) } else { (least, most) };
                    let outer = &mut self.outer[*cell];
                    if low > outer[0] {
                        outer[0] = low;
                        changed = true;
                    }
                    if high < outer[1] {
                        outer[1] = high;
                        changed = true;
                    }
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Takes a table of whole numbers as seen, if it satisfies every relation and every limit.
    pub(super) fn see(&mut self, moves: &[i64]) -> bool {
        let fits = moves.iter().zip(&self.outer).all(|(by, [low, high])| (*low..=*high).contains(by))
            && self
                .relations
                .iter()
                .all(|cells| cells.iter().map(|(cell, sign)| sign * moves[*cell]).sum::<i64>() == 0);
        if fits {
            for (seen, by) in self.seen.iter_mut().zip(moves) {
                *seen = [seen[0].min(*by), seen[1].max(*by)];
            }
        }
        fits
    }

    /// The farthest that the solver lets the weighted sum of moves go, with whole numbers only where `whole` says so.
    /// What it finds is seen, if it is a table of whole numbers. `None` where the solver gives no proven answer.
    pub(super) fn farthest(&mut self, weights: &[(usize, f64)], whole: bool) -> Option<f64> {
        self.asked += 1;
        let mut problem = Problem::new(OptimizationDirection::Maximize);
        let mut weight = vec![0.0; self.cells.len()];
        for (cell, by) in weights {
            weight[*cell] = *by;
        }
        let cap = self.cap();
        let variables: Vec<Variable> = self
            .outer
            .iter()
            .zip(&weight)
            .map(|([low, high], weight)| {
                let (low, high) = ((*low).max(-cap), (*high).min(cap));
                match (whole, i32::try_from(low), i32::try_from(high)) {
                    (true, Ok(low), Ok(high)) => problem.add_integer_var(*weight, (low, high)),
                    _ => problem.add_var(*weight, (float(low), float(high))),
                }
            })
            .collect();
        for relation in &self.relations {
            let terms: Vec<(Variable, f64)> =
                relation.iter().map(|(cell, sign)| (variables[*cell], float(*sign))).collect();
            problem.add_constraint(terms.as_slice(), ComparisonOp::Eq, 0.0);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(2_000);
        // A solver that stumbles has not answered; nothing of it is used afterwards.
        let solved = catch_unwind(AssertUnwindSafe(|| problem.solve_with(options)));
        let Ok(Ok(SolveOutcome::Solution(solution))) = solved else { return None };
        let values: Vec<f64> = variables.iter().map(|variable| solution.var_value(*variable)).collect();
        #[expect(clippy::cast_possible_truncation, reason = "the values lie between limits that are whole numbers")]
        let rounded: Vec<i64> = values.iter().map(|value| value.round() as i64).collect();
        self.see(&rounded);
        (solution.status() == SolutionStatus::Optimal).then(|| solution.objective())
    }

    /// A limit for numbers that nothing limits, farther than any number goes that something limits: every move that has
    /// a limit has it because some cell cannot go further down, so four times the room of all cells is ample. Were it
    /// too little, a number would look narrower than it is, never wider.
    fn cap(&self) -> i64 {
        let room = self.outer.iter().map(|[low, _]| low.saturating_abs()).fold(0_i64, i64::saturating_add);
        room.saturating_mul(4).saturating_add(1_000).min(1 << 45)
    }

    /// Asks the solver how far down (`side` 0) or up (`side` 1) a cell can move, and narrows its limit to that.
    pub(super) fn ask(&mut self, cell: usize, side: usize) {
        if self.seen[cell][side] == self.outer[cell][side] {
            return;
        }
        let way = if side == 0 { -1.0 } else { 1.0 };
        let cap = self.cap();
        let Some(found) = self.farthest(&[(cell, way)], false) else { return };
        // Floor with a tolerance: the last whole number that the solver did not rule out.
        let slack = TOLERANCE * (1.0 + found.abs().min(1e6));
        #[expect(clippy::cast_possible_truncation, reason = "the objective lies between limits that are whole numbers")]
        let whole = (found + slack).floor() as i64;
        if whole < cap {
            let limit = &mut self.outer[cell][side];
            *limit = if side == 0 { (*limit).max(-whole) } else { (*limit).min(whole) };
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "values are far below 2^53")]
fn float(value: i64) -> f64 {
    value as f64
}
