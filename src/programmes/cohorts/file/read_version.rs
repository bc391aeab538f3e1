//! What one `[[version]]` of `cohorts.toml` says, and every fault of it.

use super::{
    super::Version,
    read::{Known, programme},
};
use crate::{
    partnership::ESTABLISHMENT_SECTORS,
    plumbing::toml_records::{Entry, Reading},
};

const VERSION_FIELDS: &[&str] = &[
    "programme",
    "number",
    "from",
    "purpose",
    "sectors",
    "posts",
    "level",
    "credit_body",
    "credit_points",
    "credit_level",
    "recognition",
    "recognition_body",
    "award_from",
    "award_to",
    "attendance_share",
    "case_study",
    "moderated",
    "reason",
];
/// A version with the key of its programme.
pub(super) fn version(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known) -> (String, Version) {
    reading.only(entry, VERSION_FIELDS);
    let programme = programme(reading, entry, known);
    let sectors = reading.texts(entry, "sectors");
    let known_sectors: Vec<&str> = ESTABLISHMENT_SECTORS.iter().map(|(key, _)| *key).collect();
    for sector in sectors.iter().filter(|sector| !known_sectors.contains(&sector.as_str())) {
        let what = format!("`{sector}` is not a sector; write one of {}", known_sectors.join(", "));
        reading.fault_at(entry, "sectors", what);
    }
    reading.must(entry, "from");
    let attendance = reading.whole(entry, "attendance_share").unwrap_or(0);
    let version = Version {
        number: must_number(reading, entry),
        from_day: reading.day(entry, "from").unwrap_or_default(),
        purpose: reading.must(entry, "purpose"),
        sectors: sectors.join("\n"),
        posts: reading.texts(entry, "posts").join("\n"),
        level: reading.text(entry, "level").unwrap_or_default(),
        credit_body: reading.text(entry, "credit_body").unwrap_or_default(),
        credit_points: reading.whole(entry, "credit_points"),
        credit_level: reading.whole(entry, "credit_level"),
        recognition: reading.text(entry, "recognition").unwrap_or_default(),
        recognition_body: reading.text(entry, "recognition_body").unwrap_or_default(),
        award_from: reading.day(entry, "award_from"),
        award_to: reading.day(entry, "award_to"),
        attendance_share: attendance,
        case_study: i64::from(reading.flag(entry, "case_study")),
        moderated: i64::from(reading.flag(entry, "moderated")),
        reason: reading.text(entry, "reason").unwrap_or_default(),
    };
    if attendance > 100 {
        reading.fault_at(
            entry,
            "attendance_share",
            "`attendance_share` is in per cent: write a whole number from 1 to 100",
        );
    }
    if version.credit_level.is_some_and(|level| level > 12) {
        reading.fault_at(entry, "credit_level", "the levels of credit go from 1 to 12");
    }
    if version.moderated == 1 && version.case_study == 0 {
        reading.fault_at(entry, "moderated", "only a case study is moderated: write case_study = true as well");
    }
    if matches!((&version.award_from, &version.award_to), (Some(from), Some(to)) if from > to) {
        reading.fault_at(entry, "award_to", "`award_to` is before `award_from`; exchange them");
    }
    if version.number > 1 && version.reason.is_empty() {
        reading.fault_at(entry, "reason", "say why the rules change: add `reason`");
    }
    in_line(reading, entry, known, &programme, &version);
    (programme, version)
}

pub(super) fn must_number(reading: &mut Reading<'_>, entry: Entry<'_>) -> i64 {
    let number = reading.whole(entry, "number");
    if number.is_none() {
        reading.fault_at(entry, "number", "`number` is missing or no number; write 1 for the first");
    }
    number.unwrap_or_default()
}

/// Whether a version may stand beside those there are: numbers without a gap, and none changed that a cohort follows.
fn in_line(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known, programme: &str, version: &Version) {
    let versions = known.versions.get(programme).cloned().unwrap_or_default();
    let before = versions.iter().find(|before| before.number == version.number);
    let next = versions.len() + 1;
    match before {
        Some(before) if before != version => {
            if let Some(cohort) = known.follows(programme, version.number) {
                let what = format!(
                    "the cohort `{}` follows version {} of `{programme}`, so it cannot be changed; add version {next} instead",
                    cohort.key, version.number
                );
                reading.fault_at(entry, "number", what);
            }
        }
        None if version.number > 0 && usize::try_from(version.number) != Ok(next) => {
            let what = format!("the next version of `{programme}` is {next}; write that number");
            reading.fault_at(entry, "number", what);
        }
        _ => {}
    }
    if versions.iter().any(|other| other.number < version.number && other.from_day > version.from_day) {
        reading.fault_at(entry, "from", "an earlier version begins later than this one; write a later day");
    }
    let versions = known.versions.entry(programme.to_owned()).or_default();
    versions.retain(|other| other.number != version.number);
    versions.push(version.clone());
    versions.sort_by_key(|one| one.number);
}
