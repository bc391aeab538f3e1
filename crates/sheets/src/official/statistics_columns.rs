//! The columns of the school-level statistics, by what their headings say in any year.

use std::collections::BTreeSet;

use super::Department;
use crate::book::SheetView;
use crate::headings::{Header, Heading, find_header};

/// The stages, in their order.
pub(super) const STAGES: [&str; 13] = ["P1", "P2", "P3", "P4", "P5", "P6", "P7", "S1", "S2", "S3", "S4", "S5", "S6"];

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Seed,
    Authority,
    Name,
    Type,
    Session,
    Roll,
    RollOf(Department),
    /// A stage, by its place among [`STAGES`].
    Stage(usize),
    SpecialPupils,
    /// A quintile from 1 (most deprived) to 5.
    Simd(u8),
    SimdUnknown,
}

/// Words that say nothing about which pupils are counted.
const OF_PUPILS: [&str; 15] = [
    "pupil", "pupils", "number", "numbers", "no", "of", "in", "on", "at", "the", "total", "all", "stage", "by",
    "census",
];

/// The headings of a sheet of school-level statistics.
pub(super) fn header_of(sheet: SheetView<'_>) -> Option<Header<Column>> {
    let suffices = |keys: &BTreeSet<Column>| {
        let figures = |key: &Column| {
            matches!(key, Column::Roll | Column::RollOf(_) | Column::Stage(_) | Column::Simd(_) | Column::SpecialPupils)
        };
        keys.contains(&Column::Seed) && keys.iter().any(figures)
    };
    find_header(sheet, &|heading| column_of(heading), &suffices)
}

/// What a heading stands over; `None` for one that is not needed.
pub(super) fn column_of(heading: &Heading) -> Option<Column> {
    let words = heading.texts();
    let joined = words.join(" ");
    match joined.as_str() {
        "seed" | "seed code" | "seedcode" | "school seed code" | "school seed" | "seed number" | "seed no"
        | "seed id" => {
            return Some(Column::Seed);
        }
        "local authority"
        | "local authority name"
        | "la"
        | "la name"
        | "authority"
        | "education authority"
        | "council" => {
            return Some(Column::Authority);
        }
        "school name" | "school" | "name" | "name of school" | "establishment" | "establishment name" => {
            return Some(Column::Name);
        }
        "school type" | "type" | "type of school" | "sector" | "school sector" | "department" => {
            return Some(Column::Type);
        }
        "session" | "academic session" | "academic year" | "census year" => return Some(Column::Session),
        // A heading that is nothing but a year is no words at all.
        "year" | "school year" => return Some(Column::Session),
        _ => {}
    }
    if let Some(column) = simd(&words) {
        return Some(column);
    }
    if heading.is_share() {
        return None;
    }
    let left: Vec<&str> = words.iter().copied().filter(|word| !OF_PUPILS.contains(word)).collect();
    let counts_pupils = words.iter().any(|word| matches!(*word, "pupil" | "pupils"));
    match left.as_slice() {
        [] if counts_pupils => Some(Column::Roll),
        ["roll" | "rolls"] | ["school", "roll"] => Some(Column::Roll),
        ["school"] if counts_pupils => Some(Column::Roll),
        [stage] if stage_of(stage).is_some() => stage_of(stage),
        ["primary", number] if number.len() == 1 => stage_of(&format!("p{number}")),
        ["secondary", number] if number.len() == 1 => stage_of(&format!("s{number}")),
        ["sp" | "special"] | ["special", "school" | "schools"] => Some(Column::SpecialPupils),
        [kind, rest @ ..] if rest.contains(&"roll") || rest.is_empty() && counts_pupils => {
            let only_school = rest.iter().all(|word| matches!(*word, "roll" | "school" | "department" | "sector"));
            let department = Department::named_in(kind);
            (only_school && department.len() == 1).then(|| Column::RollOf(department[0]))
        }
        _ => None,
    }
}

fn stage_of(word: &str) -> Option<Column> {
    STAGES.iter().position(|stage| stage.eq_ignore_ascii_case(word)).map(Column::Stage)
}

/// A quintile of the Scottish Index of Multiple Deprivation.
fn simd(words: &[&str]) -> Option<Column> {
    let has = |names: &[&str]| words.iter().any(|word| names.contains(word));
    if !has(&["simd", "quintile", "quintiles", "deprivation", "deprived"])
        || has(&["decile", "deciles", "vigintile", "rank"])
    {
        return None;
    }
    if has(&["not", "unknown", "unavailable", "missing", "unmatched", "none"]) {
        return Some(Column::SimdUnknown);
    }
    let quintile = |word: &&str| match word.strip_prefix('q').unwrap_or(word) {
        "1" => Some(1),
        "2" => Some(2),
        "3" => Some(3),
        "4" => Some(4),
        "5" => Some(5),
        _ => None,
    };
    let named: BTreeSet<u8> = words.iter().filter_map(quintile).collect();
    match (named.len(), named.first()) {
        (1, Some(one)) => Some(Column::Simd(*one)),
        // Without a number: the ends are named in words.
        (0, _) if has(&["20", "twenty", "quintile", "quintiles"]) && has(&["most"]) => Some(Column::Simd(1)),
        (0, _) if has(&["20", "twenty", "quintile", "quintiles"]) && has(&["least"]) => Some(Column::Simd(5)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_different_years_say_the_same_columns() {
        for (column, headings) in [
            (Some(Column::Seed), vec!["SeedCode", "Seed Code", "SEED", "Seed_Code", "School seed code"]),
            (Some(Column::Authority), vec!["Local Authority", "LA Name", "LAName", "Council"]),
            (
                Some(Column::Roll),
                vec![
                    "Pupil roll",
                    "Pupil roll 2023",
                    "Roll",
                    "Total pupils",
                    "Pupil numbers",
                    "Total roll 2019/20",
                    "Number of pupils on roll",
                ],
            ),
            (
                Some(Column::RollOf(Department::Primary)),
                vec!["Primary roll 2022/23", "Primary pupils", "Primary school pupil roll", "Primary department roll"],
            ),
            (Some(Column::RollOf(Department::Special)), vec!["Special roll"]),
            (
                Some(Column::Stage(0)),
                vec!["P1", "P1 pupils", "Primary 1", "Pupils by stage P1", "Number of pupils in P1"],
            ),
            (Some(Column::Stage(12)), vec!["S6", "s6"]),
            (Some(Column::SpecialPupils), vec!["Special school pupils", "SP", "Special"]),
            (
                Some(Column::Simd(1)),
                vec![
                    "SIMD Quintile 1 [Note 6]",
                    "SIMD2016 Q1",
                    "SIMD 1",
                    "SIMD 2020 quintile 1 (most deprived)",
                    "% pupils living in 20% most deprived data zones",
                    "Scottish Index of Multiple Deprivation quintile 1",
                ],
            ),
            (Some(Column::Simd(5)), vec!["SIMD Quintile 5", "Quintile 5", "SIMD quintile least deprived"]),
            (Some(Column::SimdUnknown), vec!["SIMD not availble [Note 6]", "SIMD unknown"]),
            (Some(Column::Type), vec!["School Type", "Sector"]),
            (
                None,
                vec![
                    "SIMD decile 1",
                    "Teachers (Full Time Equivalent) [Note 1]",
                    "Pupil Teacher Ratio",
                    "Average class size",
                    "P1-P5 pupils registered for free school meals [Note 5]",
                    "Percentage of P1 pupils",
                    "Female",
                    "2023",
                    "School's 6-fold urban/rural classification",
                    "Pupils taught in Gaelic [Note 3]",
                    "P6-P7/S1-S6/SP pupils registered for free school meals [Note 5]",
                    "Urban",
                    "Phone Number",
                ],
            ),
        ] {
            for heading in headings {
                assert_eq!(column_of(&Heading::of(heading)), column, "{heading}");
            }
        }
    }
}
