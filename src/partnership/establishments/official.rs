//! The published contact list of schools: what it says of the partnership's own authorities becomes establishments.
//!
//! A published list cannot be mended here, so rows in doubt are told and the others are taken. What the list does not say
//! stays as it was: the SIMD quintile of a place, predecessors somebody entered, establishments the list does not name.

use std::collections::{BTreeMap, BTreeSet};

use sheets::official::{Department, is_same_authority};

use super::{Establishment, establishments, save};
use crate::{
    partnership::{Authority, authorities},
    plumbing::{
        import::{File, Imported, Mode, Tally},
        reader::{Fault, Kind, Reading, School},
        state::Weft,
    },
};

/// The most faults that are told; the rest are counted.
const MOST_TOLD: usize = 500;

/// The authority of a name as a published list prints it: by key, code, name or alias, else by the form all spellings share.
pub(super) fn authority_named<'a>(authorities: &'a [Authority], printed: &str) -> Option<&'a Authority> {
    super::super::store::find_authority(authorities, printed).or_else(|| {
        authorities.iter().find(|one| {
            let known = [one.name.as_str(), one.council_name.as_str()];
            known.into_iter().chain(one.aliases.lines()).any(|known| is_same_authority(printed, known))
        })
    })
}

/// Where the rows of a published list go: to the authorities of the partnership, the others counted by name.
pub(super) struct Ours<'a> {
    authorities: &'a [Authority],
    others: BTreeMap<String, usize>,
}

impl<'a> Ours<'a> {
    pub(super) fn new(authorities: &'a [Authority]) -> Self {
        Self { authorities, others: BTreeMap::new() }
    }

    /// The authority of a row where it is one of the partnership's.
    pub(super) fn of(&mut self, printed: &str) -> Option<&'a Authority> {
        let found = authority_named(self.authorities, printed);
        if found.is_none() {
            let named = if printed.is_empty() { "no authority named" } else { printed };
            *self.others.entry(named.to_owned()).or_default() += 1;
        }
        found
    }

    /// One line that names what was passed over because it is of other authorities.
    pub(super) fn line(&self, file: &str) -> Option<String> {
        let total: usize = self.others.values().sum();
        let named: Vec<String> = self.others.iter().map(|(name, count)| format!("{name} {count}")).collect();
        (total > 0).then(|| format!("{file}: {total} rows of other authorities were passed over: {}", named.join(", ")))
    }

    /// The doubts about rows of the partnership, and about rows of which nobody can say whose they are.
    pub(super) fn doubts(&self, file: &str, faults: &[Fault]) -> Vec<String> {
        let ours = |fault: &&Fault| {
            fault.authority.as_ref().is_none_or(|printed| authority_named(self.authorities, printed).is_some())
        };
        let mut lines: Vec<String> = faults.iter().filter(ours).map(|fault| fault.line(file)).collect();
        if lines.len() > MOST_TOLD {
            let more = lines.len() - MOST_TOLD;
            lines.truncate(MOST_TOLD);
            lines.push(format!("{file}: {more} more doubts are not listed"));
        }
        lines
    }
}

/// Writes what a contact list says.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn take(weft: &Weft, by: &str, file: &File, reading: &Reading, mode: Mode) -> Imported {
    let authorities = authorities(&weft.db).await?;
    let known: BTreeMap<String, Establishment> =
        establishments(&weft.db).await?.into_iter().map(|one| (one.key.clone(), one)).collect();
    let mut ours = Ours::new(&authorities);
    let rows: Vec<(&School, &Authority)> =
        reading.schools.iter().filter_map(|school| Some((school, ours.of(&school.authority)?))).collect();
    let listed: BTreeSet<String> = rows.iter().map(|(school, _)| code(school)).collect();
    let mut lines = ours.doubts(&file.name, &reading.faults);
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for (school, authority) in &rows {
        let before = known.get(&key_of(&code(school)));
        let after =
            established(school, authority, before, |code| listed.contains(code) || known.contains_key(&key_of(code)));
        match before {
            Some(before) if *before == after => tally.unchanged += 1,
            before => {
                if before.is_some() {
                    tally.changed += 1
                } else {
                    tally.added += 1
                }
                save(weft, &mut write, by, before, &after).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    let missing = known
        .values()
        .filter(|one| one.status == "open" && !listed.contains(&format!("{}+{}", one.seed, one.department)));
    lines.extend(missing.map(|one| {
        format!(
            "{}: {} ({}+{}) is open here and not in the list; it stays as it is",
            file.name, one.name, one.seed, one.department
        )
    }));
    lines.extend(ours.line(&file.name));
    if let Some(Kind::ContactList(Some(day))) = &reading.kind {
        lines.push(format!("{}: the contact list as at {}", file.name, crate::plumbing::clock::spoken_day(day)));
    }
    lines.push(tally.line(&file.name, "establishments", mode));
    Ok(lines)
}

fn code(school: &School) -> String {
    format!("{}+{}", school.seed, school.department)
}

/// The key of a SEED code and department: `9900011+P` is `9900011-p`.
pub(super) fn key_of(code: &str) -> String {
    code.to_lowercase().replace('+', "-")
}

fn established(
    school: &School,
    authority: &Authority,
    before: Option<&Establishment>,
    is_known: impl Fn(&str) -> bool,
) -> Establishment {
    let mut predecessors: Vec<String> = before
        .map(|before| before.predecessors.split_whitespace().map(ToOwned::to_owned).collect())
        .unwrap_or_default();
    for code in school.predecessors.iter().filter(|code| is_known(code)) {
        if !predecessors.contains(code) {
            predecessors.push(code.clone());
        }
    }
    let sector =
        Department::ALL.into_iter().find(|one| one.key() == school.department).map_or("primary", |one| match one {
            Department::EarlyYears => "early-years",
            Department::Primary => "primary",
            Department::Secondary => "secondary",
            Department::Special => "special",
        });
    let closed = school.closed.clone().filter(|_| school.status == "closed");
    let opened = school.opened.clone().or_else(|| before.and_then(|before| before.opened.clone()));
    Establishment {
        key: key_of(&code(school)),
        seed: school.seed.clone(),
        department: school.department.clone(),
        name: school.name.clone(),
        sector: sector.to_owned(),
        authority: authority.key.clone(),
        s12_code: authority.s12_code.clone(),
        status: school.status.clone(),
        // A day of opening after that of closing cannot be both; the closing is what the list is about.
        opened: opened.filter(|opened| closed.as_ref().is_none_or(|closed| opened <= closed)),
        closed,
        predecessors: predecessors.join(" "),
        simd_quintile: before.and_then(|before| before.simd_quintile),
    }
}
