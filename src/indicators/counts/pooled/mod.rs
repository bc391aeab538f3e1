//! The partnership's pooled figure: the sum of numerators over the sum of denominators, with the authorities it covers.
//!
//! This is the only way out of the sheets. What it gives holds sums over at least three authorities and nothing else,
//! and no row of it can be worked out from the others (docs/decisions/0006-pooled-over-three.md).

mod protection;
pub(super) mod subtraction;

use figures::{
    AcademicSession, AreaCounts, Counts, Coverage, Figure, GapBasis, Printed, Reason, Unit,
    protect::{FEWEST_AREAS, may_be_shown},
    rounding,
};

use super::{
    measures::{self, Measure},
    row::{Category, Row},
    sheet::Rows,
    store,
    versions::{self, Given},
};
use crate::{
    indicators::Better,
    partnership::{self, Authority},
    plumbing::{db::Db, problem::Problem},
};

/// What the partnership's authorities know together about one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pooled {
    /// The key of the indicator whose counts these are; for a gap, the indicator whose ends it compares.
    pub counted: String,
    /// The name of the indicator that was asked about.
    pub short_name: String,
    /// Whether the indicator asked about is a gap.
    pub is_gap: bool,
    /// Whether the counts are made up for an example.
    pub invented: bool,
    /// What a figure counts: per cent or per 1,000.
    pub unit: Unit,
    /// The direction that is good for what was asked about.
    pub better: Better,
    /// With how many decimals it is printed.
    pub decimals: u32,
    /// Who or what is counted.
    pub numerator: String,
    /// Out of whom or what.
    pub denominator: String,
    /// The collection behind the counts.
    pub source_of_data: String,
    /// The sessions that were asked for, the latest first.
    pub sessions: Vec<PooledSession>,
}

/// The pooled figures of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PooledSession {
    /// The session.
    pub session: AcademicSession,
    /// The number of the version of the definition that holds in it.
    pub version: i64,
    /// Which version of the figures this is; nothing where none is published yet.
    pub published: Option<Published>,
    /// The figure for all.
    pub whole: Cell,
    /// The figures by SIMD quintile, 1 to 5 and not known.
    pub parts: Vec<Cell>,
    /// The gap between quintile 5 and quintile 1, where a gap is defined.
    pub gap: Option<Gap>,
}

/// A published version of the figures of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// From 1.
    pub number: i64,
    /// When.
    pub at: String,
    /// Why it took the place of the version before.
    pub reason: Option<String>,
}

/// One pooled figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What part it is about.
    pub category: Category,
    /// The figure with its summed counts, or a reason.
    pub figure: Figure,
    /// The names of the authorities in it and of those missing.
    pub coverage: Coverage,
}

/// A gap in percentage points, with both its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Least deprived less most deprived, or a reason.
    pub figure: Figure,
    /// The figure of quintile 5.
    pub least_deprived: Figure,
    /// The figure of quintile 1.
    pub most_deprived: Figure,
    /// Whether exact or rounded ends were subtracted.
    pub basis: GapBasis,
}

/// The pooled figures of an indicator, or of the two ends of a gap; nothing where no counts can be asked for it.
///
/// # Errors
/// When the database does not answer.
pub async fn pooled(db: &Db, indicator: &str) -> Result<Option<Pooled>, Problem> {
    let measures = measures::all(db).await?;
    let Some(asked) = measures.iter().find(|measure| measure.key == indicator) else { return Ok(None) };
    let counted = match &asked.gap_of {
        Some(key) => measures.iter().find(|measure| measure.key == *key),
        None => Some(asked),
    };
    let Some(counted) = counted.filter(|measure| measure.is_countable()) else { return Ok(None) };
    let gap = if asked.gap_of.is_some() {
        Some(asked)
    } else {
        measures.iter().find(|measure| measure.gap_of.as_ref() == Some(&counted.key))
    };
    let authorities = partnership::authorities(db).await?;
    let mut published = versions::of(db.read(), &counted.key, "").await?;
    let mut sessions = Vec::new();
    for request in store::requests(db).await?.into_iter().filter(|request| request.indicator_key == counted.key) {
        let Ok(session) = request.session.parse::<AcademicSession>() else { continue };
        let newest = published.remove(&request.session).and_then(|mut versions| versions.pop());
        let given = newest.as_ref().map(|version| version.given.clone()).unwrap_or_default();
        sessions.push(PooledSession {
            published: newest.map(|version| Published {
                number: version.number,
                at: version.at,
                reason: version.reason.filter(|_| version.number > 1),
            }),
            ..pool_session(session, counted, gap, &areas(&authorities, given))
        });
    }
    Ok(Some(Pooled {
        counted: counted.key.clone(),
        short_name: asked.short_name.clone(),
        is_gap: asked.gap_of.is_some(),
        invented: counted.invented,
        unit: counted.unit,
        better: asked.better,
        decimals: asked.decimals,
        numerator: counted.numerator.clone(),
        denominator: counted.denominator.clone(),
        source_of_data: counted.source_of_data.clone(),
        sessions,
    }))
}

/// What each authority gave, in the order of the authorities and under their names.
pub(super) fn areas(authorities: &[Authority], mut given: Given) -> Vec<(String, Rows)> {
    let mut rows = |authority: &Authority| given.remove(&authority.key).unwrap_or_default();
    authorities.iter().map(|authority| (authority.name.clone(), rows(authority))).collect()
}

/// The numbers of an area, where it gave them.
fn counts(rows: &Rows, category: Category) -> Option<Counts> {
    rows.get(&category).and_then(Row::counts)
}

/// The same areas, for all and for the parts, with the counts each may add.
struct Added<'a> {
    areas: &'a [(String, Rows)],
    whole: Vec<bool>,
    parts: Vec<bool>,
}

impl<'a> Added<'a> {
    /// Decides which areas are added up. The parts are added up over areas that gave every part, so that no part can
    /// be worked out from the rest. All less the sum of its parts would then tell of the areas that are in one and not
    /// in the other; where those are one or two, both are added up over the same areas.
    fn new(areas: &'a [(String, Rows)]) -> Self {
        let whole: Vec<bool> = areas.iter().map(|(_, rows)| counts(rows, Category::All).is_some()).collect();
        let parts: Vec<bool> =
            areas.iter().map(|(_, rows)| Category::parts().all(|part| counts(rows, part).is_some())).collect();
        let both: Vec<bool> = whole.iter().zip(&parts).map(|(whole, parts)| *whole && *parts).collect();
        let number = |list: &[bool]| list.iter().filter(|given| **given).count();
        let apart = whole.iter().zip(&parts).filter(|(whole, parts)| whole != parts).count();
        if apart == 0 || apart >= FEWEST_AREAS {
            Self { areas, whole, parts }
        } else if number(&both) >= FEWEST_AREAS {
            Self { areas, whole: both.clone(), parts: both }
        } else {
            Self { areas, whole, parts: vec![false; areas.len()] }
        }
    }

    fn pool(&self, category: Category) -> (Coverage, Option<Counts>) {
        let chosen = if category == Category::All { &self.whole } else { &self.parts };
        let areas: Vec<AreaCounts> = self
            .areas
            .iter()
            .zip(chosen)
            .map(|((name, rows), chosen)| AreaCounts {
                area: name.clone(),
                counts: if *chosen { counts(rows, category) } else { None },
            })
            .collect();
        let (included, missing) = areas.iter().partition::<Vec<&AreaCounts>, _>(|area| area.counts.is_some());
        let names = |list: Vec<&AreaCounts>| list.into_iter().map(|area| area.area.clone()).collect();
        let coverage = Coverage { included: names(included), missing: names(missing) };
        let sums = rounding::pool(&areas).ok().map(|pooled| pooled.counts);
        (coverage, sums)
    }
}

pub(super) fn pool_session(
    session: AcademicSession,
    measure: &Measure,
    gap: Option<&Measure>,
    areas: &[(String, Rows)],
) -> PooledSession {
    let given = Added::new(areas);
    let (coverage, sums) = given.pool(Category::All);
    let pools: Vec<_> = Category::parts().map(|part| (part, given.pool(part))).collect();
    let of_parts: Vec<_> = pools.iter().map(|(_, (_, sums))| *sums).collect();
    let hidden = protection::hidden(sums, &of_parts);
    let whole = cell(Category::All, coverage, sums, hidden.whole, measure);
    let parts: Vec<Cell> = pools
        .into_iter()
        .zip(hidden.parts)
        .map(|((part, (coverage, sums)), hidden)| cell(part, coverage, sums, hidden, measure))
        .collect();
    PooledSession {
        session,
        version: measure.version_in(session).map_or(1, |version| version.number),
        published: None,
        gap: gap.map(|gap| gap_of(&parts, gap)),
        whole,
        parts,
    }
}

fn cell(category: Category, coverage: Coverage, sums: Option<Counts>, hidden: bool, measure: &Measure) -> Cell {
    let unit = measure.unit;
    let figure = if coverage.included.is_empty() {
        Figure::reason(Reason::NotAvailable, unit)
    } else if hidden || may_be_shown(&coverage).is_err() {
        Figure::reason(Reason::Suppressed, unit)
    } else {
        // Nobody to count anywhere leaves nothing to take a share of.
        sums.and_then(|sums| rate(sums, measure).map(|rate| (sums, rate))).map_or_else(
            || Figure::reason(Reason::NotApplicable, unit),
            |(sums, rate)| Figure::value(Printed::from_decimal(rate), unit).with_counts(sums),
        )
    };
    Cell { category, figure, coverage }
}

fn rate(sums: Counts, measure: &Measure) -> Option<figures::Decimal> {
    match measure.unit {
        Unit::Per1000 => rounding::per_1000(sums.numerator, sums.denominator, measure.decimals).ok(),
        _ => rounding::rate(sums.numerator, sums.denominator, measure.decimals).ok(),
    }
}

fn gap_of(parts: &[Cell], definition: &Measure) -> Gap {
    let end = |number: u8| parts.iter().find(|cell| cell.category == Category::Quintile(number));
    let not_available = || Figure::reason(Reason::NotAvailable, Unit::Percent);
    let [least_deprived, most_deprived] = [5, 1].map(|n| end(n).map_or_else(not_available, |cell| cell.figure.clone()));
    let figure = match (least_deprived.counts, most_deprived.counts) {
        (Some(least), Some(most)) => rounding::gap(least, most, definition.decimals, definition.gap_basis).map_or_else(
            |_no_share| Figure::reason(Reason::NotApplicable, Unit::PercentagePoints),
            |gap| Figure::value(Printed::from_decimal(gap), Unit::PercentagePoints),
        ),
        // A gap is hidden where either end is.
        _ => {
            let why = least_deprived.why().or(most_deprived.why()).unwrap_or(Reason::NotAvailable);
            Figure::reason(why, Unit::PercentagePoints)
        }
    };
    Gap { figure, least_deprived, most_deprived, basis: definition.gap_basis }
}

#[cfg(test)]
mod attack;
#[cfg(test)]
mod tests;
