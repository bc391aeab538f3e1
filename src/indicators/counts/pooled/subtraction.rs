//! What somebody who kept the earlier versions of a period's figures could work out from the next one, by subtraction.
//!
//! Within one version the figures are safe by themselves. But two versions that differ in one or two authorities give those
//! away, and a change of a few people tells that there were a few. Whoever publishes is told before, and says that it is
//! agreed (docs/decisions/0031-counts-are-accepted-and-shown-in-versions.md).

use std::collections::{BTreeMap, BTreeSet};

use figures::{
    Counts, Reason,
    protect::{FEWEST_AREAS, SMALL},
};

use super::{Category, Cell, PooledSession, Rows, counts};

/// What would follow from two versions together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Told {
    /// The authorities whose own counts, or the change in them, would follow.
    pub authorities: BTreeSet<String>,
    /// The figures that change by 1 to 4 people.
    pub few: BTreeSet<Category>,
}

impl Told {
    /// Adds what else follows.
    pub(in super::super) fn and(&mut self, other: Self) {
        self.authorities.extend(other.authorities);
        self.few.extend(other.few);
    }
}

/// One number that a version shows, or that follows from what it shows: the parts added up. Each authority in it stands
/// with its own counts.
struct Sum {
    category: Category,
    areas: BTreeMap<String, Counts>,
}

impl Sum {
    fn counts(&self) -> Counts {
        together(self.areas.values().copied())
    }
}

fn together(all: impl Iterator<Item = Counts>) -> Counts {
    all.fold(Counts { numerator: 0, denominator: 0 }, |sum, one| Counts {
        numerator: sum.numerator + one.numerator,
        denominator: sum.denominator + one.denominator,
    })
}

/// A version with the rows it is made of.
pub(in super::super) type Made<'a> = (&'a PooledSession, &'a [(String, Rows)]);

fn sums((session, rows): Made<'_>) -> Vec<Sum> {
    // A share of nobody is not applicable, and says as clearly as a number that there is nobody.
    let is_told = |cell: &Cell| cell.figure.counts.is_some() || cell.figure.why() == Some(Reason::NotApplicable);
    let own = |cell: &Cell, counts: &dyn Fn(&Rows) -> Counts| -> BTreeMap<String, Counts> {
        let included = rows.iter().filter(|(name, _)| cell.coverage.included.contains(name));
        included.map(|(name, rows)| (name.clone(), counts(rows))).collect()
    };
    let nobody = Counts { numerator: 0, denominator: 0 };
    let mut found: Vec<Sum> = std::iter::once(&session.whole)
        .chain(&session.parts)
        .filter(|cell| is_told(cell))
        .map(|cell| Sum {
            category: cell.category,
            areas: own(cell, &|rows| counts(rows, cell.category).unwrap_or(nobody)),
        })
        .collect();
    if let Some(first) = session.parts.first().filter(|_| session.parts.iter().all(is_told)) {
        let parts = |rows: &Rows| together(Category::parts().filter_map(|part| counts(rows, part)));
        found.push(Sum { category: Category::All, areas: own(first, &parts) });
    }
    found
}

/// What follows from an earlier version and the one to be published.
pub(in super::super) fn told(before: Made<'_>, now: Made<'_>) -> Told {
    let mut told = Told::default();
    let next = sums(now);
    for then in sums(before) {
        for sum in next.iter().filter(|sum| sum.category == then.category && sum.areas != then.areas) {
            let changed: BTreeSet<&String> = then
                .areas
                .keys()
                .chain(sum.areas.keys())
                .filter(|area| then.areas.get(*area) != sum.areas.get(*area))
                .collect();
            if changed.len() < FEWEST_AREAS {
                told.authorities.extend(changed.into_iter().cloned());
            }
            if then.areas.keys().eq(sum.areas.keys()) && is_few(then.counts(), sum.counts()) {
                told.few.insert(sum.category);
            }
        }
    }
    told
}

/// Whether those it is true of, the others, or all of them changed by 1 to 4 people.
fn is_few(then: Counts, now: Counts) -> bool {
    let numbers = |counts: Counts| [counts.numerator, counts.denominator - counts.numerator, counts.denominator];
    numbers(then).into_iter().zip(numbers(now)).any(|(then, now)| SMALL.contains(&(now - then).abs()))
}
