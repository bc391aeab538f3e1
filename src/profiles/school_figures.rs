//! The figures of an establishment as its page shows them: as published, with the reason where there is no number.

use figures::{AcademicSession, Content, Figure};

use crate::{partnership::SchoolFigures, plumbing::words};

/// The measures in the order of the page, and what they are called.
const MEASURES: [(&str, &str); 20] = [
    ("roll", "Pupils on the roll"),
    ("p1", "P1"),
    ("p2", "P2"),
    ("p3", "P3"),
    ("p4", "P4"),
    ("p5", "P5"),
    ("p6", "P6"),
    ("p7", "P7"),
    ("s1", "S1"),
    ("s2", "S2"),
    ("s3", "S3"),
    ("s4", "S4"),
    ("s5", "S5"),
    ("s6", "S6"),
    ("simd_1", "Homes in SIMD quintile 1, most deprived"),
    ("simd_2", "Homes in SIMD quintile 2"),
    ("simd_3", "Homes in SIMD quintile 3"),
    ("simd_4", "Homes in SIMD quintile 4"),
    ("simd_5", "Homes in SIMD quintile 5, least deprived"),
    ("simd_unknown", "Homes whose quintile is not known"),
];

/// The figures of one session, ready to be shown.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The session as people write it.
    pub session: String,
    /// The file they came from.
    pub source: String,
    /// Name and figure of each measure.
    pub lines: Vec<(&'static str, String)>,
    /// The markers that stand among them, each with what it means.
    pub markers: Vec<(String, String)>,
}

/// The figures as the page shows them; a measure that does not apply to the establishment is left out.
pub(super) fn shown(figures: SchoolFigures) -> Shown {
    let mut shown = Shown { source: figures.source.clone(), ..Shown::default() };
    shown.session =
        figures.session.parse::<AcademicSession>().map_or(figures.session.clone(), |session| session.to_string());
    for (measure, name) in MEASURES {
        let Some(figure) = figures.get(measure).filter(|figure| applies(figure)) else { continue };
        shown.lines.push((name, figure.display_short()));
        if let Content::Reason(reason) = &figure.content {
            let marker = figure.display_short();
            if !shown.markers.iter().any(|(known, _)| *known == marker) {
                shown.markers.push((marker, words::say_message(&reason.message())));
            }
        }
    }
    shown
}

fn applies(figure: &Figure) -> bool {
    figure.why() != Some(figures::Reason::NotApplicable)
}
