//! `cohorts.toml` (docs/formats.md): versions of programmes and their cohorts with shares and meetings; read, checked as a
//! whole, written in one transaction or not at all.
//!
//! What the file names is added or changed, everything else stays. What happened to a record is kept where it was written:
//! a file cancels a cohort or a meeting and says that a meeting was held, but takes none of these back.

mod read;
mod read_meeting;
mod read_version;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use self::read::{Known, Read, Standing};
use super::{Cohort, CohortMeeting, Version, store};
use crate::{
    partnership, people,
    plumbing::{
        clock::zone,
        db::Write,
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records,
    },
    programmes,
};

pub use written::export;

async fn known(weft: &Weft) -> Result<Known, Problem> {
    let db = &weft.db;
    let zone_name = partnership::load(db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
    let (mut shares, mut meetings) = (store::every_share(db).await?, store::every_meeting(db).await?);
    let held = store::held_by_cohort(db).await?;
    let mut cohorts = BTreeMap::new();
    for cohort in store::cohorts(db).await? {
        let standing = Standing {
            shares: shares.remove(&cohort.id).unwrap_or_default(),
            meetings: meetings.remove(&cohort.id).unwrap_or_default(),
            held: held.get(&cohort.id).copied().unwrap_or_default(),
            cohort,
        };
        cohorts.insert(standing.cohort.key.clone(), standing);
    }
    Ok(Known {
        today: weft.clock.today(&zone(&zone_name)),
        zone: zone_name,
        programmes: programmes::programmes(db).await?.into_iter().map(|one| one.key).collect(),
        offices: people::offices(db).await?.into_iter().map(|office| office.key).collect(),
        authorities: partnership::authorities(db).await?,
        versions: store::every_version(db).await?,
        cohorts,
    })
}

/// Reads a file of versions and cohorts.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let mut known = known(weft).await?;
    let stood = known.versions.clone();
    let (mut versions, mut cohorts) = (Vec::new(), Vec::new());
    toml_records::read_lists(&file, &["version", "cohort"], |reading, whole| {
        let mut seen = BTreeSet::new();
        for entry in reading.entries(whole, "version") {
            let (programme, version) = read_version::version(reading, entry, &mut known);
            if !seen.insert((programme.clone(), version.number)) {
                let what = format!("version {} of `{programme}` stands twice in this file", version.number);
                reading.fault_at(entry, "number", what);
            }
            versions.push((programme, version));
        }
        let mut seen = BTreeSet::new();
        for entry in reading.entries(whole, "cohort") {
            cohorts.push(read::cohort(reading, entry, &known, &mut seen));
        }
    })?;
    let mut write = weft.db.write().await?;
    let mut of_versions = Tally::default();
    for (programme, version) in &versions {
        let before = stood.get(programme).and_then(|all| all.iter().find(|one| one.number == version.number));
        save_version(weft, &mut write, by, (programme, before, version), &mut of_versions).await?;
    }
    let (mut of_cohorts, mut of_meetings) = (Tally::default(), Tally::default());
    for read in &cohorts {
        match known.cohorts.get(&read.cohort.key) {
            None => {
                of_cohorts.added += 1;
                let id = store::add(weft, &mut write, by, &read.cohort, &read.shares).await?;
                for meeting in &read.meetings {
                    of_meetings.added += 1;
                    store::add_meeting(weft, &mut write, by, &id, meeting).await?;
                }
            }
            Some(standing) => {
                save_cohort(weft, &mut write, by, standing, read, &mut of_cohorts).await?;
                for meeting in &read.meetings {
                    save_meeting(weft, &mut write, by, standing, meeting, &mut of_meetings).await?;
                }
            }
        }
    }
    let tallies = [of_versions, of_cohorts, of_meetings];
    if mode == Mode::Write && tallies.iter().any(|tally| tally.added + tally.changed > 0) {
        write.commit().await?;
    }
    let things = ["versions", "cohorts", "meetings"];
    Ok(tallies.iter().zip(things).map(|(tally, things)| tally.line(&file.name, things, mode)).collect())
}

async fn save_version(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (programme, before, version): (&str, Option<&Version>, &Version),
    tally: &mut Tally,
) -> Result<(), Problem> {
    match before {
        None => {
            tally.added += 1;
            store::add_version(weft, write, by, programme, version).await
        }
        Some(before) if before == version => {
            tally.unchanged += 1;
            Ok(())
        }
        Some(before) => {
            tally.changed += 1;
            store::change_version(weft, write, by, programme, before, version).await
        }
    }
}

async fn save_cohort(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    standing: &Standing,
    read: &Read,
    tally: &mut Tally,
) -> Result<(), Problem> {
    let before = &standing.cohort;
    let mut after = Cohort {
        id: before.id.clone(),
        programme_name: before.programme_name.clone(),
        allocated_at: before.allocated_at.clone(),
        ..read.cohort.clone()
    };
    if before.cancelled_on.is_some() {
        after.cancelled_on.clone_from(&before.cancelled_on);
        after.cancelled_reason.clone_from(&before.cancelled_reason);
    }
    let (cohort, shares) = (after != *before, read.shares != standing.shares);
    if cohort {
        let reason = after.cancelled_reason.as_deref().filter(|_| before.cancelled_on.is_none());
        store::change(weft, write, by, ("cohort changed", reason), before, &after).await?;
    }
    if shares {
        store::set_shares(weft, write, by, &before.id, &standing.shares, &read.shares).await?;
    }
    if cohort || shares {
        tally.changed += 1;
    } else {
        tally.unchanged += 1;
    }
    Ok(())
}

async fn save_meeting(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    standing: &Standing,
    meeting: &CohortMeeting,
    tally: &mut Tally,
) -> Result<(), Problem> {
    let Some(before) = standing.meetings.iter().find(|one| one.number == meeting.number) else {
        tally.added += 1;
        return store::add_meeting(weft, write, by, &standing.cohort.id, meeting).await.map(|_| ());
    };
    let mut after = CohortMeeting {
        id: before.id.clone(),
        key: before.key.clone(),
        cohort_id: before.cohort_id.clone(),
        zone: before.zone.clone(),
        sequence: before.sequence,
        changed_at: before.changed_at.clone(),
        ..meeting.clone()
    };
    if before.held_at.is_some() {
        after.held_at.clone_from(&before.held_at);
    }
    if before.cancelled_on.is_some() {
        after.cancelled_on.clone_from(&before.cancelled_on);
        after.cancelled_reason.clone_from(&before.cancelled_reason);
    }
    if after == *before {
        tally.unchanged += 1;
        return Ok(());
    }
    tally.changed += 1;
    store::change_meeting(weft, write, by, "cohort meeting changed", before, &after).await
}
