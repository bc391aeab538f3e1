//! What the published numbers of a release have to do with each other: cells, and totals that are sums of their parts.

use serde::Serialize;

use crate::{Counts, Message};

/// The place of a cell in its [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CellId(pub(super) usize);

impl CellId {
    /// The number of the cell, from 0 in the order in which cells were added.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// How a cell leaves the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// It is to be published; protection may hide it.
    Open,
    /// It stands in an earlier release and is known for ever; it cannot be hidden any more.
    Known,
    /// It is published nowhere, but follows from what is, such as all less the boys. It need not be hidden, yet its
    /// number must not come out.
    Withheld,
}

/// One number of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableCell {
    /// What the cell counts, as a person reads it.
    pub name: String,
    /// The count, 0 to [`LARGEST_VALUE`].
    pub value: i64,
    /// How it leaves the house.
    pub visibility: Visibility,
}

/// A total that is the sum of its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// What the parts are parts of and by what, as a person reads it: *Glasgow by SIMD quintile*.
    pub name: String,
    /// The sum.
    pub total: CellId,
    /// What is added up.
    pub parts: Vec<CellId>,
}

impl Relation {
    /// Every cell with its sign: a part counts +1, the total −1; their sum is 0.
    pub fn signed(&self) -> impl Iterator<Item = (CellId, i64)> + '_ {
        self.parts.iter().map(|part| (*part, 1)).chain([(self.total, -1)])
    }
}

/// The largest value of a cell. Above it, sums and the solver's tolerances could not be trusted.
pub const LARGEST_VALUE: i64 = 1_000_000_000_000;

/// Cells and the relations between them: any number of tables and hierarchies, linked wherever they share a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    cells: Vec<TableCell>,
    relations: Vec<Relation>,
}

/// The three cells of a share: those it is true of, those it is not true of, and all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Pair {
    /// Those it is true of.
    pub numerator: CellId,
    /// Those it is not true of: denominator less numerator.
    pub complement: CellId,
    /// All who were counted.
    pub denominator: CellId,
}

impl Pair {
    /// The three cells.
    #[must_use]
    pub fn cells(self) -> [CellId; 3] {
        [self.numerator, self.complement, self.denominator]
    }
}

impl Table {
    /// A table without cells.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a cell that is to be published.
    ///
    /// # Errors
    /// `disclosure-value` where the value is below 0 or above [`LARGEST_VALUE`].
    pub fn add(&mut self, name: impl Into<String>, value: i64) -> Result<CellId, Message> {
        let name = name.into();
        if !(0..=LARGEST_VALUE).contains(&value) {
            return Err(Message::new("disclosure-value").with("cell", name).with("value", value));
        }
        self.cells.push(TableCell { name, value, visibility: Visibility::Open });
        Ok(CellId(self.cells.len() - 1))
    }

    /// Says how a cell leaves the house; [`Visibility::Open`] where nothing is said.
    pub fn show(&mut self, cell: CellId, visibility: Visibility) {
        if let Some(found) = self.cells.get_mut(cell.0) {
            found.visibility = visibility;
        }
    }

    /// Says that `total` is the sum of `parts`.
    ///
    /// # Errors
    /// `disclosure-relation` where a cell is not of this table, stands twice, or there is no part;
    /// `disclosure-sum` where the parts do not add up to the total.
    pub fn relate(&mut self, name: impl Into<String>, total: CellId, parts: Vec<CellId>) -> Result<(), Message> {
        let name = name.into();
        let mut all: Vec<CellId> = parts.iter().copied().chain([total]).collect();
        all.sort_unstable();
        let twice = all.windows(2).any(|pair| pair[0] == pair[1]);
        if twice || parts.is_empty() || all.iter().any(|cell| cell.0 >= self.cells.len()) {
            return Err(Message::new("disclosure-relation").with("relation", name));
        }
        let sum = parts.iter().fold(0_i64, |sum, part| sum.saturating_add(self.value(*part)));
        if sum != self.value(total) {
            return Err(Message::new("disclosure-sum")
                .with("relation", name)
                .with("sum", sum)
                .with("total", self.value(total)));
        }
        self.relations.push(Relation { name, total, parts });
        Ok(())
    }

    /// Adds numerator, complement and denominator of a share, and that the first two make up the third.
    ///
    /// The rate follows from any two of the three, and each of the three from the rate and another: a rate may be shown
    /// where all three may.
    ///
    /// # Errors
    /// As [`Counts::share`], save that a denominator of 0 is allowed.
    pub fn add_pair(&mut self, names: [String; 3], counts: Counts) -> Result<Pair, Message> {
        let Counts { numerator, denominator } = counts;
        if denominator != 0 || numerator != 0 {
            Counts::share(numerator, denominator)?;
        }
        let [name, complement, all] = names;
        let pair = Pair {
            numerator: self.add(name, numerator)?,
            complement: self.add(complement, denominator - numerator)?,
            denominator: self.add(all.clone(), denominator)?,
        };
        self.relate(all, pair.denominator, vec![pair.numerator, pair.complement])?;
        Ok(pair)
    }

    /// Adds the cell that is left of `whole` without `part`: nobody publishes it, and whoever has both knows it.
    ///
    /// This is how tables of the same people, released together or one after the other, are joined: all pupils in one,
    /// the boys among them in another.
    ///
    /// # Errors
    /// `disclosure-value` where the part is larger than the whole; `disclosure-relation` where the two are one cell.
    pub fn add_difference(&mut self, name: impl Into<String>, whole: CellId, part: CellId) -> Result<CellId, Message> {
        let name = name.into();
        let left = self.add(name.clone(), self.value(whole) - self.value(part))?;
        self.show(left, Visibility::Withheld);
        self.relate(name, whole, vec![part, left])?;
        Ok(left)
    }

    /// Adds everything of another table, and gives where its cells went: `moved[cell.index()]`.
    ///
    /// `same` says which of its cells are cells of this table already; they must have the same value.
    ///
    /// # Errors
    /// `disclosure-two-values` where a cell has another value there.
    pub fn join(
        &mut self,
        other: &Self,
        same: impl Fn(CellId, &TableCell) -> Option<CellId>,
    ) -> Result<Vec<CellId>, Message> {
        let mut moved = Vec::with_capacity(other.cells.len());
        for (at, cell) in other.cells.iter().enumerate() {
            match same(CellId(at), cell) {
                Some(here) if self.value(here) == cell.value => {
                    if cell.visibility == Visibility::Known || self.cells[here.0].visibility == Visibility::Withheld {
                        self.show(here, cell.visibility);
                    }
                    moved.push(here);
                }
                Some(here) => {
                    return Err(Message::new("disclosure-two-values")
                        .with("cell", &cell.name)
                        .with("first", self.value(here))
                        .with("second", cell.value));
                }
                None => {
                    self.cells.push(cell.clone());
                    moved.push(CellId(self.cells.len() - 1));
                }
            }
        }
        for relation in &other.relations {
            let there = |cell: &CellId| moved[cell.0];
            self.relate(relation.name.clone(), there(&relation.total), relation.parts.iter().map(there).collect())?;
        }
        Ok(moved)
    }

    /// The cells, in the order in which they were added.
    #[must_use]
    pub fn cells(&self) -> &[TableCell] {
        &self.cells
    }

    /// The relations, in the order in which they were added.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Every place of a cell.
    pub fn ids(&self) -> impl Iterator<Item = CellId> + use<> {
        (0..self.cells.len()).map(CellId)
    }

    /// The value of a cell; 0 where it is none of this table.
    #[must_use]
    pub fn value(&self, cell: CellId) -> i64 {
        self.cells.get(cell.0).map_or(0, |found| found.value)
    }

    /// The name of a cell; empty where it is none of this table.
    #[must_use]
    pub fn name(&self, cell: CellId) -> &str {
        self.cells.get(cell.0).map_or("", |found| &found.name)
    }
}
