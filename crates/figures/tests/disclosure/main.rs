//! Disclosure control against tables with known results, against every possible table where there are few, and against
//! made-up tables by the thousand.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod argus;
mod brute;
mod hand;
mod random;
mod releases;
mod schools;

use std::collections::{BTreeMap, BTreeSet};

use figures::disclosure::{CellId, Protection, Table};

/// The rows of a CSV file without quotes, by the names of its columns.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines.map(|line| head.iter().copied().zip(line.split(',')).collect()).collect()
}

/// Relates every total to its parts in each dimension. `parent` gives the whole that a member belongs to.
fn relate(table: &mut Table, cells: &BTreeMap<Vec<String>, CellId>, parent: impl Fn(usize, &str) -> Option<String>) {
    let mut parts: BTreeMap<(Vec<String>, usize), Vec<CellId>> = BTreeMap::new();
    for (names, cell) in cells {
        for at in 0..names.len() {
            if let Some(whole) = parent(at, &names[at]) {
                let mut total = names.clone();
                total[at] = whole;
                parts.entry((total, at)).or_default().push(*cell);
            }
        }
    }
    for ((total, at), parts) in parts {
        table.relate(format!("{} by dimension {at}", total.join(", ")), cells[&total], parts).expect("parts add up");
    }
}

/// The cells that are hidden.
fn hidden(protection: &Protection) -> BTreeSet<CellId> {
    protection.hidden().iter().map(|hidden| hidden.cell).collect()
}

/// Numbers that look random and are the same every time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.next() % u64::try_from(high - low + 1).expect("a span")).expect("small")
    }

    fn pick(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count).expect("a count")).expect("small")
    }

    /// A count as schools have them: often small, sometimes none, seldom large.
    fn count(&mut self) -> i64 {
        match self.between(0, 9) {
            0 => 0,
            1..=3 => self.between(1, 4),
            4..=7 => self.between(5, 20),
            _ => self.between(20, 200),
        }
    }
}
