//! What the counts need to know of an indicator's definition, in one place.

use figures::{AcademicSession, GapBasis, Unit};

use super::super::{Better, Indicator, Version, store::indicators};
use crate::plumbing::{db::Db, problem::Problem};

/// An indicator as the counts see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Measure {
    pub key: String,
    pub short_name: String,
    pub invented: bool,
    pub unit: Unit,
    pub better: Better,
    pub decimals: u32,
    pub numerator: String,
    pub denominator: String,
    pub source_of_data: String,
    /// The key of the indicator whose two ends are compared, and how.
    pub gap_of: Option<String>,
    pub gap_basis: GapBasis,
    pub versions: Vec<Version>,
}

impl Measure {
    /// Whether authorities can be asked for its counts: it is a share or a rate of a denominator, and not itself a gap.
    pub(super) fn is_countable(&self) -> bool {
        matches!(self.unit, Unit::Percent | Unit::Per1000) && !self.denominator.is_empty()
    }

    /// The version of the definition that holds in a session.
    pub(super) fn version_in(&self, session: AcademicSession) -> Option<&Version> {
        self.versions
            .iter()
            .find(|version| version.first_session <= session && version.last_session.is_none_or(|last| session <= last))
    }
}

impl From<Indicator> for Measure {
    fn from(indicator: Indicator) -> Self {
        Self {
            key: indicator.key,
            short_name: indicator.short_name,
            invented: indicator.invented,
            unit: indicator.unit,
            better: indicator.better,
            decimals: indicator.decimals,
            numerator: indicator.numerator,
            denominator: indicator.denominator.unwrap_or_default(),
            source_of_data: indicator.source_of_data,
            gap_of: indicator.gap_of,
            gap_basis: indicator.gap_basis.map_or(GapBasis::Unrounded, super::super::GapEnds::basis),
            versions: indicator.versions,
        }
    }
}

/// Every indicator in the order of lists.
pub(super) async fn all(db: &Db) -> Result<Vec<Measure>, Problem> {
    Ok(indicators(db).await?.into_iter().map(Measure::from).collect())
}
