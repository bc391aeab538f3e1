//! What is known of an indicator apart from its values: facts, definition, versions, notes, legend, claims.

use figures::Unit;

use crate::{
    indicators::{Better, Book, GapEnds, Indicator, said, store},
    partnership,
    plumbing::{problem::Problem, state::Weft},
};

/// A label and its text.
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) text: String,
}

impl Fact {
    fn new(label: &str, text: impl Into<String>) -> Self {
        Self { label: label.to_owned(), text: text.into() }
    }
}

/// A claim and what speaks against it.
pub(super) struct Claim {
    pub(super) text: String,
    pub(super) said: String,
    pub(super) paper: String,
    pub(super) note: String,
    pub(super) findings: Vec<String>,
}

/// What an indicator counts, in a word or two.
pub(super) fn unit_words(unit: Unit) -> String {
    match unit {
        Unit::Percent => "Percentage",
        Unit::PercentagePoints => "Percentage points",
        Unit::Count => "Number",
        Unit::Per1000 => "Cases for each 1,000",
    }
    .to_owned()
}

pub(super) fn facts(one: &Indicator) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("Unit", unit_words(one.unit)),
        Fact::new(
            "Better",
            if one.better == Better::Up { "A higher figure is better" } else { "A lower figure is better" },
        ),
        Fact::new("Family of measures", one.measure_family.clone()),
        Fact::new("Where the data come from", one.source_of_data.clone()),
    ];
    if let Some(session) = one.ended_session {
        facts.push(Fact::new("Last printed for", session.to_string()));
    }
    if !one.not_published.is_empty() {
        facts.push(Fact::new("Not published", one.not_published.join(", ").replace(['-', '_'], " ")));
    }
    facts
}

pub(super) fn definition(one: &Indicator) -> Vec<Fact> {
    let mut facts = vec![
        Fact::new("How it is worked out", one.definition.clone()),
        Fact::new("Who or what is counted", one.numerator.clone()),
    ];
    facts.extend(one.denominator.clone().map(|text| Fact::new("Out of", text)));
    if let Some(ends) = one.gap_basis {
        let text = match ends {
            GapEnds::Unrounded => "Least deprived (quintile 5) minus most deprived (quintile 1), from exact rates.",
            GapEnds::Rounded => "Least deprived (quintile 5) minus most deprived (quintile 1), from the printed rates.",
        };
        facts.push(Fact::new("The gap", text));
    }
    facts
}

pub(super) fn versions(one: &Indicator) -> Vec<Fact> {
    one.versions
        .iter()
        .map(|version| {
            let until = match version.last_session {
                Some(last) if last == version.first_session => String::new(),
                Some(last) => format!(" to {last}"),
                None => " onwards".into(),
            };
            let starts = if version.series_break { " (not comparable with earlier sessions)" } else { "" };
            Fact { label: format!("{}{until}{starts}", version.first_session), text: version.text.clone() }
        })
        .collect()
}

pub(super) async fn notes(weft: &Weft, one: &Indicator) -> Result<Vec<Fact>, Problem> {
    let said = |text: &Option<String>| {
        let session = text.as_ref()?.parse::<figures::AcademicSession>().ok()?;
        Some(session.to_string())
    };
    let found = store::notes(&weft.db, &one.key).await?;
    Ok(found
        .into_iter()
        .map(|note| {
            let label = match (said(&note.first_session), said(&note.last_session)) {
                (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
                (Some(first), _) => first,
                _ => "All sessions".into(),
            };
            Fact { label, text: note.description }
        })
        .collect())
}

/// Every mark in these values and what it means in its source.
pub(super) fn legend(book: &Book, one: &Indicator) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let mut add = |label: String, text: String| {
        if found.iter().all(|known| known.label != label || known.text != text) {
            found.push(Fact { label, text });
        }
    };
    for seen in book.observations.iter().filter(|row| row.indicator == one.key) {
        for (marker, from) in book.markers(&seen.source) {
            if seen.figure.marker.as_ref() == Some(&marker.mark) {
                let own = book.source(&seen.source).map_or("", |source| source.short_title.as_str());
                let who = match (marker.printed, from) {
                    (false, _) => String::new(),
                    (true, None) => format!(" Explained in the {own}."),
                    (true, Some(from)) => format!(" Explained in the {from}."),
                };
                add(marker.mark.clone(), format!("{}.{who}", marker.meaning.trim_end_matches('.')));
            }
        }
        for footnote in book.footnotes(&seen.source) {
            if seen.figure.notes.contains(&footnote.mark) {
                add(footnote.mark.clone(), footnote.text.clone());
            }
        }
    }
    found
}

pub(super) async fn claims(weft: &Weft, book: &Book, one: &Indicator) -> Result<Vec<Claim>, Problem> {
    let papers = partnership::papers(&weft.db).await?;
    let statements = store::statements(&weft.db, Some(&one.key)).await?;
    Ok(statements
        .iter()
        .map(|claim| {
            let mut said = Vec::new();
            let ends = [(&claim.from_session, &claim.from_value), (&claim.to_session, &claim.to_value)];
            for (word, (session, value)) in ["from", "to"].into_iter().zip(ends) {
                if let Some(value) = value {
                    let session = session.map_or_else(String::new, |session| format!(" ({session})"));
                    said.push(format!("{word} {}{session}", value.text()));
                }
            }
            said.extend(claim.change.as_ref().map(|change| format!("a change of {}", change.text())));
            said.extend(claim.n.map(|n| format!("{n} cases")));
            let title =
                papers.iter().find(|paper| paper.key == claim.paper).map_or(claim.paper.as_str(), |paper| &paper.title);
            Claim {
                text: claim.paraphrase.clone(),
                said: said.join(", "),
                paper: title.to_owned(),
                note: claim.note.clone().unwrap_or_default(),
                findings: said::finding(book, claim),
            }
        })
        .collect())
}
