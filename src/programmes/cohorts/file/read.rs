//! What one `[[cohort]]` of `cohorts.toml` says, and every fault of it.

use std::collections::{BTreeMap, BTreeSet};

use figures::AcademicSession;

use super::{
    super::{Cohort, CohortMeeting, MODES, OFFER_DAYS, Share, Version},
    read_meeting::meeting,
};
use crate::{
    partnership::{self, Authority, ESTABLISHMENT_SECTORS},
    plumbing::toml_records::{Entry, Reading},
};

const COHORT_FIELDS: &[&str] = &[
    "key",
    "programme",
    "version",
    "title",
    "sessions",
    "opens",
    "closes",
    "places",
    "shares_until",
    "offer_days",
    "endorsement",
    "mode",
    "venue",
    "note",
    "contact_office",
    "cancelled",
    "cancelled_reason",
    "invented",
    "share",
    "meeting",
];
const SHARE_FIELDS: &[&str] = &["authority", "sector", "places"];
/// A cohort as it stands already.
pub(super) struct Standing {
    pub(super) cohort: Cohort,
    pub(super) shares: Vec<Share>,
    pub(super) meetings: Vec<CohortMeeting>,
    pub(super) held: i64,
}

/// What a file may refer to, and what stands already; versions of the file are added as they are read.
pub(super) struct Known {
    pub(super) today: String,
    pub(super) zone: String,
    pub(super) programmes: BTreeSet<String>,
    pub(super) offices: BTreeSet<String>,
    pub(super) authorities: Vec<Authority>,
    pub(super) versions: BTreeMap<String, Vec<Version>>,
    pub(super) cohorts: BTreeMap<String, Standing>,
}

impl Known {
    /// A cohort that follows a version.
    pub(super) fn follows(&self, programme: &str, number: i64) -> Option<&Cohort> {
        let all = self.cohorts.values().map(|standing| &standing.cohort);
        all.into_iter().find(|cohort| cohort.programme == programme && cohort.version == number)
    }
}

/// A cohort of a file.
pub(super) struct Read {
    pub(super) cohort: Cohort,
    pub(super) shares: Vec<Share>,
    pub(super) meetings: Vec<CohortMeeting>,
}

/// The key of a programme that there is.
pub(super) fn programme(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known) -> String {
    let key = reading.must_key(entry, "programme");
    if !key.is_empty() && !known.programmes.contains(&key) {
        let what = format!("there is no programme `{key}`; the programmes are those of programmes.toml");
        reading.fault_at(entry, "programme", what);
    }
    key
}

fn sessions(reading: &mut Reading<'_>, entry: Entry<'_>) -> (String, String) {
    let given = reading.texts(entry, "sessions");
    let mut sessions = Vec::new();
    for text in &given {
        match text.parse::<AcademicSession>() {
            Ok(session) => sessions.push(session),
            Err(fault) => reading.fault_at(entry, "sessions", fault.to_string()),
        }
    }
    let (Some(first), Some(last)) = (sessions.first().copied(), sessions.last().copied()) else {
        if given.is_empty() {
            reading.fault_at(entry, "sessions", "`sessions` is missing or empty; write it as [\"2025-26\"]");
        }
        return (String::new(), String::new());
    };
    if sessions.len() == given.len() && first.through(last) != sessions {
        let what = "the sessions are not in a row; write them one after the other: [\"2025-26\", \"2026-27\"]";
        reading.fault_at(entry, "sessions", what);
    }
    (first.key(), last.key())
}

/// A cohort with its shares and meetings.
pub(super) fn cohort(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, seen: &mut BTreeSet<String>) -> Read {
    reading.only(entry, COHORT_FIELDS);
    let modes: Vec<&str> = MODES.iter().map(|(key, _)| *key).collect();
    reading.must(entry, "mode");
    let (first_session, last_session) = sessions(reading, entry);
    let cohort = Cohort {
        key: reading.must_key(entry, "key"),
        programme: programme(reading, entry, known),
        version: reading.whole(entry, "version").unwrap_or(1),
        title: reading.must(entry, "title"),
        first_session,
        last_session,
        opens_on: reading.day(entry, "opens"),
        closes_on: reading.day(entry, "closes"),
        places: reading.whole(entry, "places"),
        shares_until: reading.day(entry, "shares_until"),
        offer_days: reading.whole(entry, "offer_days").unwrap_or(OFFER_DAYS),
        endorsement: i64::from(reading.flag(entry, "endorsement")),
        mode: reading.word(entry, "mode", &modes).unwrap_or_default(),
        venue: reading.text(entry, "venue").unwrap_or_default(),
        note: reading.text(entry, "note").unwrap_or_default(),
        contact_office: reading.must_key(entry, "contact_office"),
        cancelled_on: reading.day(entry, "cancelled"),
        cancelled_reason: reading.text(entry, "cancelled_reason"),
        invented: i64::from(reading.flag(entry, "invented")),
        ..Cohort::default()
    };
    if !cohort.key.is_empty() && !seen.insert(cohort.key.clone()) {
        reading.fault_at(entry, "key", format!("the key `{}` stands twice in this file; change one", cohort.key));
    }
    if !cohort.contact_office.is_empty() && !known.offices.contains(&cohort.contact_office) {
        let what = format!("there is no office `{}`; the offices are those of people.toml", cohort.contact_office);
        reading.fault_at(entry, "contact_office", what);
    }
    if known.programmes.contains(&cohort.programme)
        && !known.versions.get(&cohort.programme).is_some_and(|all| all.iter().any(|one| one.number == cohort.version))
    {
        let what = format!("`{}` has no version {}; add a [[version]] for it", cohort.programme, cohort.version);
        reading.fault_at(entry, "version", what);
    }
    if matches!((&cohort.opens_on, &cohort.closes_on), (Some(opens), Some(closes)) if opens > closes) {
        reading.fault_at(
            entry,
            "closes",
            "people could apply until before they may begin; write `closes` after `opens`",
        );
    }
    cancelled(reading, entry, cohort.cancelled_on.as_ref(), cohort.cancelled_reason.as_ref());
    let standing = known.cohorts.get(&cohort.key);
    if let Some(Standing { cohort: before, held, .. }) = standing {
        if before.programme != cohort.programme || before.version != cohort.version {
            let what = format!(
                "the cohort `{}` follows version {} of `{}` for good; give another cohort another key",
                cohort.key, before.version, before.programme
            );
            reading.fault_at(entry, "key", what);
        }
        if cohort.places.is_some_and(|places| places < *held) {
            let what = format!("{held} places are offered or taken already; write {held} or more");
            reading.fault_at(entry, "places", what);
        }
    }
    let shares = shares(reading, entry, known, &cohort);
    let mut numbers = BTreeSet::new();
    let mut meetings = Vec::new();
    for one in reading.entries(entry, "meeting") {
        meetings.push(meeting(reading, one, known, &cohort, &mut numbers));
    }
    Read { cohort, shares, meetings }
}

/// Whether a day of cancelling comes with its reason.
pub(super) fn cancelled(reading: &mut Reading<'_>, entry: Entry<'_>, on: Option<&String>, reason: Option<&String>) {
    match (on, reason) {
        (Some(_), None) => reading.fault_at(entry, "cancelled", "say why it is cancelled: add `cancelled_reason`"),
        (None, Some(_)) => {
            reading.fault_at(entry, "cancelled_reason", "say on which day it was cancelled: add `cancelled`");
        }
        _ => {}
    }
}

fn shares(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known, cohort: &Cohort) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    for one in reading.entries(entry, "share") {
        reading.only(one, SHARE_FIELDS);
        let (kind, share_key) = match (reading.text(one, "authority"), reading.text(one, "sector")) {
            (Some(given), None) => match partnership::find_authority(&known.authorities, &given) {
                Some(found) => ("authority", found.key.clone()),
                None => {
                    let what =
                        format!("`{given}` is no authority of this partnership; write its code, key, name or alias");
                    reading.fault_at(one, "authority", what);
                    continue;
                }
            },
            (None, Some(given)) => {
                if !ESTABLISHMENT_SECTORS.iter().any(|(key, _)| *key == given) {
                    let sectors: Vec<&str> = ESTABLISHMENT_SECTORS.iter().map(|(key, _)| *key).collect();
                    let what = format!("`{given}` is not a sector; write one of {}", sectors.join(", "));
                    reading.fault_at(one, "sector", what);
                    continue;
                }
                ("sector", given)
            }
            _ => {
                reading.fault_at(one, "authority", "a share is for one authority or one sector: write one of the two");
                continue;
            }
        };
        let places = reading.whole(one, "places");
        if places.is_none() {
            reading.fault_at(one, "places", "say how many places are kept: add `places`");
        }
        if shares.iter().any(|share| share.kind == kind && share.share_key == share_key) {
            reading.fault_at(one, kind, format!("`{share_key}` has a share already in this cohort; put them together"));
        }
        shares.push(Share { kind: kind.to_owned(), share_key, places: places.unwrap_or_default() });
    }
    if let Some(refusal) = cohort.refuses(&shares) {
        reading.fault_at(entry, refusal.field(), refusal.said());
    }
    shares.sort_by(|one, other| (&one.kind, &one.share_key).cmp(&(&other.kind, &other.share_key)));
    shares
}
