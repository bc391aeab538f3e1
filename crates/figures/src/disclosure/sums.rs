//! A first choice of what to hide, relation by relation: no cell may be given away by one sum alone.
//!
//! Within one relation it is plain how far a hidden cell can move: as far as the other hidden cells can give way. A cell
//! is chosen that mends most relations and breaks fewest, until none is lacking. That is necessary, not sufficient:
//! [`complement`](super::complement) proves the rest.

use super::search::Net;

/// How far each hidden cell must be able to move: up, and between its lowest and its highest value.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) above: Vec<i64>,
    pub(super) span: Vec<i64>,
}

const NO_LIMIT: i64 = i64::MAX / 4;

/// How much is lacking in a relation if `extra` were hidden too: 0 where every hidden cell can move as far as it must.
pub(super) fn lacking(net: &Net, truth: &[i64], wanted: &Wanted, relation: usize, extra: Option<usize>) -> f64 {
    let cells = &net.relations[relation];
    let is_hidden = |cell: usize| net.movable[cell] && (net.hidden[cell] || Some(cell) == extra);
    let room = |cell: usize| (truth[cell] - net.least[cell]).max(0);
    // How far all hidden cells together can move the sum towards plus and towards minus.
    let (mut count, mut plus, mut minus) = (0, 0_i64, 0_i64);
    for (cell, sign) in cells {
        if is_hidden(*cell) {
            count += 1;
            let (up, down) = (NO_LIMIT, room(*cell));
            let (with, against) = if *sign > 0 { (up, down) } else { (down, up) };
            plus = plus.saturating_add(with);
            minus = minus.saturating_add(against);
        }
    }
    if count == 0 {
        return 0.0;
    }
    let mut worst: f64 = 0.0;
    for (cell, sign) in cells {
        if !is_hidden(*cell) {
            continue;
        }
        let own = room(*cell);
        let (others_plus, others_minus) = if *sign > 0 {
            (plus.saturating_sub(NO_LIMIT), minus - own)
        } else {
            (plus - own, minus.saturating_sub(NO_LIMIT))
        };
        // A part goes up as the others go towards minus, a total as the others go towards plus.
        let (up, down) = if *sign > 0 { (others_minus, others_plus) } else { (others_plus, others_minus) };
        let down = down.min(own);
        let (above, span) = (wanted.above[*cell], wanted.span[*cell]);
        let lack_above = share(above - up, above);
        let lack_span = share(span - up.saturating_add(down), span);
        worst = worst.max(lack_above).max(lack_span);
    }
    worst
}

fn share(lack: i64, of: i64) -> f64 {
    if lack <= 0 || of <= 0 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "only an order of preference")]
    let share = lack as f64 / of as f64;
    0.5 + 0.5 * share.min(1.0)
}

/// Hides cells until none of these relations is lacking, nor any that they lead to, and gives the cells.
pub(super) fn mend(
    net: &mut Net,
    truth: &[i64],
    wanted: &Wanted,
    factor: f64,
    relations: impl Iterator<Item = usize>,
) -> Vec<usize> {
    let mut lack = vec![0.0; net.relations.len()];
    for relation in relations {
        lack[relation] = lacking(net, truth, wanted, relation, None);
    }
    let score = |net: &Net, lack: &[f64], cell: usize| -> f64 {
        net.of_cell[cell]
            .iter()
            .map(|(relation, _)| {
                let after = lacking(net, truth, wanted, *relation, Some(cell));
                let change = after - lack[*relation];
                if change > 0.0 { change * factor } else { change }
            })
            .sum::<f64>()
            + 0.1 * net.cost[cell]
    };
    let mut scores: Vec<Option<f64>> = vec![None; truth.len()];
    let mut chosen = Vec::new();
    loop {
        let mut best: Option<(f64, usize)> = None;
        for (relation, lacks) in lack.iter().enumerate() {
            if *lacks <= 0.0 {
                continue;
            }
            for (cell, _) in &net.relations[relation] {
                if net.hidden[*cell] || !net.movable[*cell] {
                    continue;
                }
                let value = *scores[*cell].get_or_insert_with(|| score(net, &lack, *cell));
                if best.is_none_or(|(found, at)| value.total_cmp(&found).then(cell.cmp(&at)).is_lt()) {
                    best = Some((value, *cell));
                }
            }
        }
        let Some((_, cell)) = best else { return chosen };
        net.hidden[cell] = true;
        chosen.push(cell);
        for (relation, _) in &net.of_cell[cell] {
            lack[*relation] = lacking(net, truth, wanted, *relation, None);
            for (near, _) in &net.relations[*relation] {
                scores[*near] = None;
            }
        }
    }
}
