//! Where applicants may work: the sectors, and authorities and establishments found by what somebody wrote.

use std::collections::BTreeMap;

use crate::{
    partnership::{self, Authority},
    plumbing::{db::Db, problem::Problem},
};

/// The sectors applicants work in, as files write them and as people say them.
pub const SECTORS: &[(&str, &str)] = &[
    ("early-years", "Early years"),
    ("primary", "Primary"),
    ("secondary", "Secondary"),
    ("special", "Additional support needs"),
    ("other", "Another setting"),
];

/// The sector as people say it.
pub fn sector_name(key: &str) -> &str {
    SECTORS.iter().find(|(known, _)| *known == key).map_or(key, |(_, name)| name)
}

/// An establishment as an applicant finds it.
#[derive(Debug, Clone)]
pub(super) struct Workplace {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) authority: String,
    pub(super) sector: String,
}

/// Every authority and establishment, to be found by name.
pub(super) struct Workplaces {
    pub(super) authorities: Vec<Authority>,
    places: Vec<Workplace>,
    by_key: BTreeMap<String, usize>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Workplaces {
    pub(super) async fn of(db: &Db) -> Result<Self, Problem> {
        let (mut by_key, mut by_name) = (BTreeMap::new(), BTreeMap::<String, Vec<usize>>::new());
        let mut places = Vec::new();
        for one in partnership::establishments(db).await? {
            by_key.insert(one.key.clone(), places.len());
            if one.status != "closed" {
                by_name.entry(one.name.trim().to_lowercase()).or_default().push(places.len());
            }
            places.push(Workplace { key: one.key, name: one.name, authority: one.authority, sector: one.sector });
        }
        Ok(Self { authorities: partnership::authorities(db).await?, places, by_key, by_name })
    }

    /// The key of an authority given by code, key, name or alias.
    pub(super) fn authority(&self, given: &str) -> Option<&str> {
        partnership::find_authority(&self.authorities, given).map(|one| one.key.as_str())
    }

    /// The name of an authority; nothing in particular where there is none.
    pub(super) fn authority_name(&self, key: Option<&str>) -> &str {
        let found = key.and_then(|key| self.authorities.iter().find(|one| one.key == key));
        found.map_or("None of the authorities", |one| one.name.as_str())
    }

    /// The establishment of a key.
    pub(super) fn establishment(&self, key: &str) -> Option<&Workplace> {
        self.by_key.get(key).map(|at| &self.places[*at])
    }

    /// An establishment given by key, SEED code with department, or a name that only one of the authority has.
    pub(super) fn find(&self, given: &str, authority: Option<&str>) -> Result<Option<&Workplace>, ()> {
        let wanted = given.trim().to_lowercase();
        if let Some(one) = self.establishment(&wanted.replace('+', "-")) {
            return Ok(Some(one));
        }
        let named = self.by_name.get(&wanted).map_or(&[][..], Vec::as_slice);
        let mut fitting = named
            .iter()
            .map(|at| &self.places[*at])
            .filter(|one| authority.is_none_or(|authority| one.authority == authority));
        match (fitting.next(), fitting.next()) {
            (Some(one), None) => Ok(Some(one)),
            (Some(_), Some(_)) => Err(()),
            (None, _) => Ok(None),
        }
    }

    /// The establishments of an authority that are open, those of a sector first, by name.
    pub(super) fn of_authority(&self, authority: &str, sector: &str) -> Vec<&Workplace> {
        let mut found: Vec<&Workplace> = self
            .by_name
            .values()
            .flatten()
            .map(|at| &self.places[*at])
            .filter(|one| one.authority == authority)
            .collect();
        found.sort_by_key(|one| (one.sector != sector, one.name.clone(), one.key.clone()));
        found
    }
}
