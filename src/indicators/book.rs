//! The book: everything that is known about some indicators at one moment, read once and then only looked at.

use std::collections::BTreeMap;

use figures::{AcademicSession, Figure, Legend, Period};

use super::{ALL, Footnote, Indicator, Marker, Observation, PARTNERSHIP, Source, store};
use crate::{
    partnership::{self, Theme},
    plumbing::{clock::zone, problem::Problem, state::Weft},
};

/// Which sources may be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// Only what was released by today: what a page shows to everybody.
    Released,
    /// Also what is not yet released, for signed-in people.
    Everything,
}

/// Definitions, sources and standing observations.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Every definition, in order.
    pub indicators: Vec<Indicator>,
    /// The sources that may be seen, newest release first; of one day, in the order of the file.
    pub sources: Vec<Source>,
    /// The observations of those sources that stand, in the order of their files.
    pub observations: Vec<Observation>,
    /// The partnership's themes, in order.
    pub themes: Vec<Theme>,
    /// The day on which the book was opened.
    pub today: String,
    /// The names of areas by key, `partnership` included.
    pub areas: BTreeMap<String, String>,
    /// The legends of every source, also of sources that may not be seen yet: markers in force, then footnotes.
    legends: BTreeMap<String, (Vec<Marker>, Vec<Footnote>, Vec<(Marker, String)>)>,
}

impl Book {
    /// Opens the book. With `indicator`, only the observations of that one are read.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the database does not answer or holds a row that cannot be read.
    pub async fn open(weft: &Weft, release: Release, indicator: Option<&str>) -> Result<Self, Problem> {
        let partnership = partnership::load(&weft.db).await?;
        let zone = zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone));
        let today = weft.clock.today(&zone);
        let mut areas: BTreeMap<String, String> =
            partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
        if let Some(found) = partnership {
            areas.insert(PARTNERSHIP.into(), found.name);
            if let (Some(key), Some(name)) = (found.comparison_key, found.comparison_name) {
                areas.insert(key, name);
            }
        }
        let all = store::sources(&weft.db).await?;
        let legends = all.iter().map(|source| (source.key.clone(), legend_of(source, &all))).collect();
        let mut sources: Vec<Source> =
            all.into_iter().filter(|source| release == Release::Everything || source.released <= today).collect();
        // Of one day, a printed table before running text; a stable sort keeps the order of the file otherwise.
        sources.sort_by(|a, b| b.released.cmp(&a.released).then(a.kind.cmp(&b.kind)));
        let mut observations = store::observations(&weft.db, indicator).await?;
        observations.retain(|observation| sources.iter().any(|source| source.key == observation.source));
        Ok(Self {
            indicators: store::indicators(&weft.db).await?,
            sources,
            observations,
            themes: partnership::themes(&weft.db).await?,
            today,
            areas,
            legends,
        })
    }

    /// The definition of a key.
    pub fn indicator(&self, key: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.key == key)
    }

    /// The source of a key, where it may be seen.
    pub fn source(&self, key: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.key == key)
    }

    /// The name of a theme.
    pub fn theme(&self, key: &str) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.key == key)
    }

    /// What one source says about one indicator, for the whole partnership, in the order of sessions.
    pub fn vintage(&self, indicator: &str, source: &str) -> Vec<&Observation> {
        self.about(indicator, source, PARTNERSHIP)
    }

    /// What one source says about everybody in an area, in the order of sessions.
    pub fn about(&self, indicator: &str, source: &str, area: &str) -> Vec<&Observation> {
        let mut found: Vec<&Observation> = self
            .observations
            .iter()
            .filter(|one| {
                one.indicator == indicator && one.source == source && one.area == area && one.breakdown == ALL
            })
            .collect();
        found.sort_by_key(|one| one.period);
        found
    }

    /// The observation of one source that covers a session, for the whole partnership.
    pub fn cell(&self, indicator: &str, source: &str, session: AcademicSession) -> Option<&Observation> {
        self.observations.iter().find(|one| {
            one.indicator == indicator
                && one.source == source
                && one.area == PARTNERSHIP
                && one.breakdown == ALL
                && one.period.contains(session)
        })
    }

    /// The figure of the first of `sources` that says anything about an area in a session, with the source's key and
    /// the period it covers.
    pub fn figure(
        &self,
        indicator: &str,
        session: AcademicSession,
        area: &str,
        sources: &[String],
    ) -> Option<(&Figure, &Source, Period)> {
        sources.iter().filter_map(|key| self.source(key)).find_map(|source| {
            let found = self.about(indicator, &source.key, area);
            let one = found.into_iter().find(|one| one.period.contains(session))?;
            Some((&one.figure, source, one.period))
        })
    }

    /// The markers in force for a source, each with the short title of the source that explains it where that is
    /// another one.
    pub fn markers(&self, source: &str) -> Vec<(&Marker, Option<&str>)> {
        let Some((own, _, borrowed)) = self.legends.get(source) else { return Vec::new() };
        let own = own.iter().map(|marker| (marker, None));
        own.chain(borrowed.iter().map(|(marker, from)| (marker, Some(from.as_str())))).collect()
    }

    /// The footnotes in force for a source.
    pub fn footnotes(&self, source: &str) -> &[Footnote] {
        self.legends.get(source).map_or(&[], |(_, footnotes, _)| footnotes)
    }

    /// The legend in force for a source, as cells are read by it.
    pub fn legend(&self, source: &str) -> Legend {
        let mut legend = Legend::new();
        for (marker, _) in self.markers(source) {
            // The source's own meaning came first; a borrowed one that differs is not added.
            let _kept = legend.add(&marker.mark, marker.reason);
        }
        legend
    }
}

fn legend_of(source: &Source, all: &[Source]) -> (Vec<Marker>, Vec<Footnote>, Vec<(Marker, String)>) {
    let other = source.legend_from.as_ref().and_then(|key| all.iter().find(|one| one.key == *key));
    let mut footnotes = source.footnotes.clone();
    let mut borrowed = Vec::new();
    if let Some(other) = other {
        for marker in &other.markers {
            if source.markers.iter().all(|own| own.mark != marker.mark) {
                borrowed.push((marker.clone(), other.short_title.clone()));
            }
        }
        for footnote in &other.footnotes {
            if source.footnotes.iter().all(|own| own.mark != footnote.mark) {
                footnotes.push(footnote.clone());
            }
        }
    }
    (source.markers.clone(), footnotes, borrowed)
}
