//! The balance: whether what is shown and used is like what was gathered. A report that lets only the pleased speak says
//! nothing, so the share of wishes and criticism stands beside the use.

use std::collections::BTreeMap;

use super::{Record, SECTORS, TONES, name_of};

/// One line of the balance: so many gathered, so many that may stand on the website, so many used in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) label: String,
    pub(super) gathered: usize,
    pub(super) usable: usize,
    pub(super) used: usize,
}

/// The lines of one way to divide the voices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) heading: &'static str,
    pub(super) lines: Vec<Line>,
}

/// The balance by what was said, sector and authority. `used` has the keys of the voices that a document holds.
pub(super) fn of(
    records: &[Record],
    used: &BTreeMap<String, i64>,
    authorities: &BTreeMap<String, String>,
    today: &str,
) -> Vec<Part> {
    let tone = |record: &Record| name_of(TONES, &record.tone).to_owned();
    let sector = |record: &Record| {
        record.sector.as_deref().map_or("Not known".to_owned(), |key| name_of(SECTORS, key).to_owned())
    };
    let authority = |record: &Record| match &record.authority {
        Some(key) => authorities.get(key).unwrap_or(key).clone(),
        None => "No authority said".to_owned(),
    };
    let count = |heading, of: &dyn Fn(&Record) -> String| {
        let mut lines: BTreeMap<String, Line> = BTreeMap::new();
        for record in records {
            let label = of(record);
            let line = lines.entry(label.clone()).or_insert(Line { label, gathered: 0, usable: 0, used: 0 });
            line.gathered += 1;
            line.usable += usize::from(record.may_stand("website", today));
            line.used += usize::from(used.contains_key(&record.key));
        }
        Part { heading, lines: lines.into_values().collect() }
    };
    if records.is_empty() {
        return Vec::new();
    }
    vec![count("What was said", &tone), count("Sector", &sector), count("Authority", &authority)]
}

/// One sentence for readers: how many of those gathered they see, and how many of each wish or criticise.
pub(super) fn sentence((all, critical): (i64, i64), shown: usize, shown_critical: usize) -> String {
    format!(
        "{shown} of {all} that were gathered may be shown here. Wishes and criticism: {shown_critical} of those shown, \
         {critical} of those gathered."
    )
}
