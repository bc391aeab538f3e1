//! Tables of the usual shapes: every crossing of areas, categories and outcomes, with all their totals.

use std::collections::BTreeMap;

use super::table::{CellId, Pair, Table};
use crate::{Counts, Message};

/// A total and what it is made of, in as many levels as there are: *partnership → authority → school*, *all → quintile*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    title: String,
    names: Vec<String>,
    parents: Vec<Option<usize>>,
}

impl Hierarchy {
    /// A hierarchy with its top only. `title` names what the parts are (*SIMD quintile*), `top` the whole (*all*).
    #[must_use]
    pub fn new(title: impl Into<String>, top: impl Into<String>) -> Self {
        Self { title: title.into(), names: vec![top.into()], parents: vec![None] }
    }

    /// A hierarchy of a whole and its parts.
    ///
    /// # Errors
    /// `disclosure-name-twice` where a name stands twice.
    pub fn flat<T: Into<String>>(
        title: impl Into<String>,
        top: impl Into<String>,
        parts: impl IntoIterator<Item = T>,
    ) -> Result<Self, Message> {
        let mut hierarchy = Self::new(title, top);
        for part in parts {
            hierarchy.push(0, part.into())?;
        }
        Ok(hierarchy)
    }

    /// Adds a part to `whole`, which must be there already.
    ///
    /// # Errors
    /// `disclosure-name-twice` where the name is taken, `disclosure-name-unknown` where there is no such whole.
    pub fn add(&mut self, whole: &str, part: impl Into<String>) -> Result<(), Message> {
        let parent = self.place(whole).ok_or_else(|| Message::new("disclosure-name-unknown").with("name", whole))?;
        self.push(parent, part.into())
    }

    fn push(&mut self, parent: usize, name: String) -> Result<(), Message> {
        if self.place(&name).is_some() {
            return Err(Message::new("disclosure-name-twice").with("name", name));
        }
        self.names.push(name);
        self.parents.push(Some(parent));
        Ok(())
    }

    /// The name of the whole.
    #[must_use]
    pub fn top(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found == name)
    }

    fn parts(&self, whole: usize) -> Vec<usize> {
        (0..self.names.len()).filter(|at| self.parents[*at] == Some(whole)).collect()
    }
}

/// The crossing of hierarchies: a cell for every combination of their members, totals included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    dimensions: Vec<Hierarchy>,
    cells: BTreeMap<Vec<usize>, CellId>,
}

impl Grid {
    /// Adds the crossing of these hierarchies to a table. `leaf` gives the count of each combination of members that
    /// have no parts, named in the order of the hierarchies; every other cell is the sum of its parts.
    ///
    /// # Errors
    /// `disclosure-value` where a count is negative or too large, and whatever `leaf` refuses.
    pub fn add(
        table: &mut Table,
        dimensions: Vec<Hierarchy>,
        mut leaf: impl FnMut(&[&str]) -> Result<i64, Message>,
    ) -> Result<Self, Message> {
        let mut places = vec![Vec::new()];
        for dimension in &dimensions {
            places = places
                .iter()
                .flat_map(|start: &Vec<usize>| {
                    (0..dimension.names.len()).map(|at| start.iter().copied().chain([at]).collect())
                })
                .collect();
        }
        let mut values: BTreeMap<Vec<usize>, i64> = BTreeMap::new();
        // From the last to the first: a member always stands behind the whole it belongs to.
        for place in places.iter().rev() {
            let split = dimensions
                .iter()
                .enumerate()
                .map(|(at, dimension)| (at, dimension.parts(place[at])))
                .find(|(_, parts)| !parts.is_empty());
            let value = match split {
                None => leaf(&names(&dimensions, place))?,
                Some((at, parts)) => parts
                    .into_iter()
                    .map(|part| values.get(&moved(place, at, part)).copied().unwrap_or(0))
                    .fold(0, i64::saturating_add),
            };
            values.insert(place.clone(), value);
        }
        let mut cells = BTreeMap::new();
        for place in places {
            let value = values.get(&place).copied().unwrap_or(0);
            let cell = table.add(names(&dimensions, &place).join(", "), value)?;
            cells.insert(place, cell);
        }
        for (place, total) in &cells {
            for (at, dimension) in dimensions.iter().enumerate() {
                let parts: Vec<CellId> = dimension
                    .parts(place[at])
                    .into_iter()
                    .filter_map(|part| cells.get(&moved(place, at, part)).copied())
                    .collect();
                if !parts.is_empty() {
                    let name = format!("{} ({})", table.name(*total), dimension.title);
                    table.relate(name, *total, parts)?;
                }
            }
        }
        Ok(Self { dimensions, cells })
    }

    /// The cell of these members, named in the order of the hierarchies.
    #[must_use]
    pub fn cell(&self, members: &[&str]) -> Option<CellId> {
        if members.len() != self.dimensions.len() {
            return None;
        }
        let place: Option<Vec<usize>> =
            self.dimensions.iter().zip(members).map(|(dimension, member)| dimension.place(member)).collect();
        self.cells.get(&place?).copied()
    }

    /// Every cell, in the order of the hierarchies.
    pub fn cells(&self) -> impl Iterator<Item = CellId> + '_ {
        self.cells.values().copied()
    }
}

fn names<'a>(dimensions: &'a [Hierarchy], place: &[usize]) -> Vec<&'a str> {
    dimensions.iter().zip(place).map(|(dimension, at)| dimension.names[*at].as_str()).collect()
}

fn moved(place: &[usize], dimension: usize, to: usize) -> Vec<usize> {
    place.iter().enumerate().map(|(at, member)| if at == dimension { to } else { *member }).collect()
}

/// What a numerator is to its denominator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A part of it: pupils who achieved a level. Those who did not are a count as well.
    Share,
    /// Cases in a population, of which one person may be several: exclusions.
    Cases,
}

/// Numerators and denominators by area and category: the counts behind a table of rates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsGrid {
    counted: Counted,
    grids: Vec<Grid>,
}

/// The names of the outcomes in the names of cells: all who were counted, those it is true of, and the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes {
    /// All who were counted.
    pub denominator: String,
    /// Those it is true of, or cases.
    pub numerator: String,
    /// Those it is not true of.
    pub complement: String,
}

impl CountsGrid {
    /// Adds the counts of every area and category, with all totals, to a table. `leaf` is asked for areas and categories
    /// that have no parts.
    ///
    /// # Errors
    /// As [`Counts::share`] and [`Counts::cases`], save that nobody may have been counted; and whatever `leaf` refuses.
    pub fn add(
        table: &mut Table,
        areas: Hierarchy,
        categories: Hierarchy,
        outcomes: &Outcomes,
        counted: Counted,
        mut leaf: impl FnMut(&str, &str) -> Result<Counts, Message>,
    ) -> Result<Self, Message> {
        let Outcomes { denominator, numerator, complement } = outcomes;
        let mut checked = |area: &str, category: &str| -> Result<Counts, Message> {
            let counts = leaf(area, category)?;
            match (counted, counts.denominator) {
                (_, 0) if counts.numerator == 0 => Ok(counts),
                (Counted::Share, _) => Counts::share(counts.numerator, counts.denominator),
                (Counted::Cases, _) => Counts::cases(counts.numerator, counts.denominator),
            }
        };
        let grids = match counted {
            Counted::Share => {
                let outcome = Hierarchy::flat(numerator, denominator, [numerator, complement])?;
                vec![Grid::add(table, vec![areas, categories, outcome], |names| {
                    let counts = checked(names[0], names[1])?;
                    let is_true = names[2] == numerator;
                    Ok(if is_true { counts.numerator } else { counts.denominator - counts.numerator })
                })?]
            }
            Counted::Cases => {
                let mut grids = Vec::new();
                for top in [denominator, numerator] {
                    let dimensions = vec![areas.clone(), categories.clone(), Hierarchy::new(numerator, top)];
                    grids.push(Grid::add(table, dimensions, |names| {
                        let counts = checked(names[0], names[1])?;
                        Ok(if top == denominator { counts.denominator } else { counts.numerator })
                    })?);
                }
                grids
            }
        };
        Ok(Self { counted, grids })
    }

    /// Every cell behind the rate of an area and a category: the rate may be shown where none of them is hidden, since
    /// the rate and one of its counts give the other.
    #[must_use]
    pub fn behind(&self, area: &str, category: &str) -> Vec<CellId> {
        self.grids
            .iter()
            .flat_map(|grid| {
                let outcomes = grid.dimensions.last().map(|outcome| outcome.names.as_slice()).unwrap_or_default();
                outcomes.iter().filter_map(|outcome| grid.cell(&[area, category, outcome]))
            })
            .collect()
    }

    /// The three cells of a share; `None` for cases, which have no complement.
    #[must_use]
    pub fn pair(&self, area: &str, category: &str) -> Option<Pair> {
        let cells = self.behind(area, category);
        match (self.counted, cells.as_slice()) {
            (Counted::Share, [denominator, numerator, complement]) => {
                Some(Pair { numerator: *numerator, complement: *complement, denominator: *denominator })
            }
            _ => None,
        }
    }
}
