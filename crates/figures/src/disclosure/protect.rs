//! From a table to what may be published of it: what is hidden, why, and the audit that proves it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    asking::least_hidden,
    audit::{Audit, Depth, Reader, audit},
    complement::Hiding,
    rule::{Primary, Rule, Zeros},
    search::Net,
    sums::lacking,
    table::{CellId, Table, Visibility},
};
use crate::Message;

/// Why a cell is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Its own number must not be known.
    Primary,
    /// Without it another hidden number could be worked out.
    Complementary {
        /// The number that is protected.
        protects: CellId,
        /// The place of the relation from which it could be worked out, in [`Table::relations`].
        relation: usize,
    },
}

/// A cell that is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Hidden {
    /// Where it stands.
    pub cell: CellId,
    /// Why.
    pub why: Why,
}

/// A table that was protected: what to hide of it, and the proof.
///
/// A publication gives one mark to every hidden cell: which of them are primary is for those who may see the counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Protection {
    rule: Rule,
    hidden: Vec<Hidden>,
    audit: Audit,
}

/// Protects a table by a rule: hides what is too small and whatever would give it away, and audits the result.
#[must_use]
pub fn protect(table: &Table, rule: Rule) -> Protection {
    protect_cells(table, rule, &rule.primaries(table))
}

/// As [`protect`], where the cells to protect and their needs are given; the rule says what its readers know of zeros.
///
/// A primary with [`Visibility::Known`] cannot be hidden: the audit reports it, and the table may not be published.
#[must_use]
pub fn protect_cells(table: &Table, rule: Rule, primaries: &[Primary]) -> Protection {
    let truth: Vec<i64> = table.cells().iter().map(|cell| cell.value).collect();
    let open: Vec<Primary> = primaries
        .iter()
        .copied()
        .filter(|primary| visibility(table, primary.cell.index()) != Visibility::Known)
        .collect();
    let mut hiding = Hiding::new(net(table, rule, &open), &truth, &open);
    hiding.hide(0..table.relations().len(), 0.5);
    hiding.show_again(&hiding.extra.clone());
    hiding.improve(rounds(truth.len(), hiding.extra.len()));
    hiding.show_again(&hiding.extra.clone());
    let audit = loop {
        let hidden = hidden_cells(table, &hiding.net);
        let audit = audit(table, &hidden, rule, primaries, Reader::KnowsRule, Depth::Safe);
        let failed = audit.exact.iter().chain(&audit.narrow).copied();
        // What was proven by witnesses passes; should the solver think otherwise, one more cell is hidden for each.
        let failed = failed.filter(|cell| visibility(table, *cell) != Visibility::Known);
        let more: BTreeSet<usize> = failed.filter_map(|cell| nearest_open(&hiding.net, cell)).collect();
        if more.is_empty() {
            break audit;
        }
        for cell in more {
            hiding.add(cell);
        }
    };
    let mut hidden: Vec<Hidden> = open
        .iter()
        .filter(|primary| visibility(table, primary.cell.index()) == Visibility::Open)
        .map(|primary| Hidden { cell: primary.cell, why: Why::Primary })
        .chain(reasons(hiding))
        .collect();
    hidden.sort_unstable();
    Protection { rule, hidden, audit }
}

fn visibility(table: &Table, cell: usize) -> Visibility {
    table.cells().get(cell).map_or(Visibility::Known, |cell| cell.visibility)
}

/// How often neighbourhoods are done over: three times as often as there are cells to save, less often in large tables.
fn rounds(cells: usize, extra: usize) -> usize {
    (3 * extra).min(40_000 / (cells + 1))
}

/// The table as the search sees it, with the primaries and what nobody publishes hidden.
fn net(table: &Table, rule: Rule, primaries: &[Primary]) -> Net {
    let mut net = Net::new(table);
    let heights = heights(&net);
    for (cell, found) in table.cells().iter().enumerate() {
        net.least[cell] = least_hidden(table, cell, rule);
        net.movable[cell] = match found.visibility {
            Visibility::Known => false,
            Visibility::Withheld => true,
            Visibility::Open => found.value > 0 || rule.zeros() == Zeros::Hidden,
        };
        net.hidden[cell] = found.visibility == Visibility::Withheld;
        // Totals last, and of two alike the one that fewer people stand behind.
        #[expect(clippy::cast_precision_loss, reason = "only an order of preference")]
        let people = (found.value as f64).ln_1p();
        net.cost[cell] = 1.0 + TOTAL * f64::from(heights[cell]) + 0.0001 * people;
    }
    for primary in primaries {
        net.hidden[primary.cell.index()] = true;
        net.movable[primary.cell.index()] = true;
    }
    net
}

/// How much dearer a total is than its dearest part.
const TOTAL: f64 = 0.2;

/// How many steps of adding up lead to each cell, 9 at most.
fn heights(net: &Net) -> Vec<u8> {
    let mut heights = vec![0_u8; net.of_cell.len()];
    for _ in 0..9 {
        for relation in &net.relations {
            let parts = relation.iter().filter(|(_, sign)| *sign > 0).map(|(cell, _)| heights[*cell]).max();
            for (cell, sign) in relation {
                if *sign < 0 {
                    heights[*cell] = heights[*cell].max(parts.unwrap_or(0).saturating_add(1)).min(9);
                }
            }
        }
    }
    heights
}

/// The cells of a table that are to be published and are hidden.
fn hidden_cells(table: &Table, net: &Net) -> BTreeSet<CellId> {
    table.ids().filter(|cell| net.hidden[cell.0] && visibility(table, cell.0) == Visibility::Open).collect()
}

/// The cheapest cell that could still be hidden in a relation of this one.
fn nearest_open(net: &Net, cell: usize) -> Option<usize> {
    net.of_cell[cell]
        .iter()
        .flat_map(|(relation, _)| net.relations[*relation].iter().map(|(near, _)| *near))
        .filter(|near| net.movable[*near] && !net.hidden[*near])
        .min_by(|a, b| net.cost[*a].total_cmp(&net.cost[*b]).then(a.cmp(b)))
}

/// What each further cell protects: the hidden cell of one of its relations that would lack most if it were shown.
fn reasons(mut hiding: Hiding) -> Vec<Hidden> {
    let mut is_primary = vec![false; hiding.truth.len()];
    for primary in hiding.primaries {
        is_primary[primary.cell.index()] = true;
    }
    let mut reasons = Vec::new();
    for cell in hiding.extra.clone() {
        hiding.net.hidden[cell] = false;
        let net = &hiding.net;
        let mut best: Option<((bool, bool, f64), usize, usize)> = None;
        for (relation, _) in &net.of_cell[cell] {
            let lack = lacking(net, hiding.truth, &hiding.wanted, *relation, None);
            for (other, _) in net.relations[*relation].iter().filter(|(other, _)| net.hidden[*other]) {
                let rank = (is_primary[*other] && lack > 0.0, is_primary[*other], lack);
                if best.as_ref().is_none_or(|(found, _, _)| *found < rank) {
                    best = Some((rank, *relation, *other));
                }
            }
        }
        hiding.net.hidden[cell] = true;
        let why =
            best.map_or(Why::Primary, |(_, relation, other)| Why::Complementary { protects: CellId(other), relation });
        reasons.push(Hidden { cell: CellId(cell), why });
    }
    reasons
}

impl Protection {
    /// The rule by which the table was protected.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Every cell that is hidden, in the order of the table. Cells that nobody publishes are not among them.
    #[must_use]
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// Whether a cell is hidden.
    #[must_use]
    pub fn is_hidden(&self, cell: CellId) -> bool {
        self.hidden.binary_search_by_key(&cell, |hidden| hidden.cell).is_ok()
    }

    /// How many cells are hidden to protect others.
    #[must_use]
    pub fn complementary(&self) -> usize {
        self.hidden.iter().filter(|hidden| hidden.why != Why::Primary).count()
    }

    /// What a reader who knows the rule can work out of the hidden cells, with the bounds of each.
    #[must_use]
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// Whether the table may be published with these cells hidden.
    ///
    /// # Errors
    /// `disclosure-unsafe` with the cells that could still be worked out: an earlier release gives them away, and hiding
    /// more does not help.
    pub fn may_be_published(&self, table: &Table) -> Result<(), Message> {
        let unsafe_cells: BTreeSet<usize> = self.audit.exact.iter().chain(&self.audit.narrow).copied().collect();
        if unsafe_cells.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = unsafe_cells.iter().map(|cell| table.name(CellId(*cell))).collect();
        Err(Message::new("disclosure-unsafe").with("count", names.len()).with("cells", names.join("; ")))
    }

    /// Why each cell is hidden, in words, for those who may see the counts.
    #[must_use]
    pub fn reasons(&self, table: &Table) -> Vec<(CellId, Message)> {
        self.hidden
            .iter()
            .map(|hidden| {
                let said = |key| Message::new(key).with("cell", table.name(hidden.cell));
                let message = match hidden.why {
                    Why::Primary if self.rule.is_small(table.value(hidden.cell)) => {
                        said("disclosure-small").with("threshold", self.rule.threshold())
                    }
                    Why::Primary => said("disclosure-asked"),
                    Why::Complementary { protects, relation } => said("disclosure-complementary")
                        .with("protects", table.name(protects))
                        .with("relation", table.relations().get(relation).map_or("", |found| &found.name)),
                };
                (hidden.cell, message)
            })
            .collect()
    }
}
