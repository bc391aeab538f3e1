//! Which source's word stands for each session: the first that says anything, newest release first.

use super::{Book, Observation, Source};

/// The observation that stands for its session or sessions, and the source that says it.
#[derive(Debug, Clone, Copy)]
pub struct Stands<'a> {
    /// What is said.
    pub observation: &'a Observation,
    /// Who says it.
    pub source: &'a Source,
}

/// What the latest source that covers each session says of an area, in the order of sessions.
pub fn latest<'a>(book: &'a Book, indicator: &str, area: &str) -> Vec<Stands<'a>> {
    let order: Vec<String> = book.sources.iter().map(|source| source.key.clone()).collect();
    series(book, indicator, area, &order)
}

/// What the first of some sources that covers each session says of an area, in the order of sessions. A value of two
/// sessions and a value of one of them are never both taken: they are not independent.
pub fn series<'a>(book: &'a Book, indicator: &str, area: &str, sources: &[String]) -> Vec<Stands<'a>> {
    let mut taken: Vec<Stands<'a>> = Vec::new();
    for source in sources.iter().filter_map(|key| book.source(key)) {
        for observation in book.about(indicator, &source.key, area) {
            if taken.iter().all(|stands| !stands.observation.period.overlaps(observation.period)) {
                taken.push(Stands { observation, source });
            }
        }
    }
    taken.sort_by_key(|stands| stands.observation.period);
    taken
}
