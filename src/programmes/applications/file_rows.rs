//! The rows of `applications.csv`: each read against what is known, with every fault in words.

use std::collections::BTreeMap;

use sheets::{Row, Sheet};

use super::{
    Application, State,
    file::Faults,
    frame::days_after,
    store::records,
    workplaces::{SECTORS, Workplaces},
};
use crate::{
    partnership,
    plumbing::{address_list::is_address, clock::zone, db::Db, ids::is_key, problem::Problem, state::Weft},
    programmes::cohorts::{self, Cohort},
};

/// What a row may refer to, and what is there already.
pub(super) struct Known {
    pub(super) cohorts: BTreeMap<String, Cohort>,
    workplaces: Workplaces,
    by_key: BTreeMap<String, Application>,
    by_email: BTreeMap<(String, String), String>,
    zone: jiff::tz::TimeZone,
}

/// An application that a row changes.
pub(super) struct Before {
    pub(super) id: String,
    state: State,
}

/// One row: the application as it would be.
pub(super) struct Read {
    pub(super) row: usize,
    pub(super) before: Option<Before>,
    pub(super) after: Application,
}

impl Known {
    pub(super) async fn of(db: &Db) -> Result<Self, Problem> {
        let zone_name = partnership::load(db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
        let (mut by_key, mut by_email) = (BTreeMap::new(), BTreeMap::new());
        for (_, one) in records::every(db).await? {
            // Of several by one address the one that counts is meant; a merged one is named by its key.
            if one.state() != State::Merged {
                by_email.insert((one.cohort_id.clone(), one.email.clone()), one.key.clone());
            }
            by_key.insert(one.key.clone(), one);
        }
        Ok(Self {
            cohorts: cohorts::cohorts(db).await?.into_iter().map(|one| (one.key.clone(), one)).collect(),
            workplaces: Workplaces::of(db).await?,
            by_key,
            by_email,
            zone: zone(&zone_name),
        })
    }
}

/// An instant as stored, from an instant or a day; a day counts from its noon, so that it is the same day everywhere.
fn instant(text: &str) -> Option<String> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(crate::plumbing::clock::stored(at));
    }
    text.parse::<jiff::civil::Date>().ok().map(|day| format!("{day}T12:00:00.000Z"))
}

pub(super) fn read(weft: &Weft, sheet: &Sheet, row: &Row, known: &Known, faults: &mut Faults<'_>) -> Read {
    let at = row.number;
    let cell = |column: &str| sheet.cell(row, column);
    let mut must = |column: &str| {
        cell(column).map(ToOwned::to_owned).unwrap_or_else(|| {
            faults.at(at, column, "this cell is empty and must be filled");
            String::new()
        })
    };
    let (cohort_key, name, email) = (must("cohort"), must("name"), must("email").to_lowercase());
    let (post, sector) = (must("post"), must("sector"));
    let cohort = known.cohorts.get(&cohort_key);
    if cohort.is_none() && !cohort_key.is_empty() {
        let what = format!("there is no cohort `{cohort_key}`; write its key, the last part of its page’s address");
        faults.at(at, "cohort", &what);
    }
    for (column, address) in [("email", email.as_str()), ("endorser_email", cell("endorser_email").unwrap_or_default())]
    {
        if !address.is_empty() && !is_address(address) {
            faults.at(at, column, &format!("`{address}` is not an address; write it as name@school.example"));
        }
    }
    one_of(at, "sector", &sector, SECTORS.iter().map(|(key, _)| *key), faults);
    let cohort_id = cohort.map(|one| one.id.clone()).unwrap_or_default();
    let before = existing(at, cell("application"), &cohort_id, &email, known, faults);
    let mut after = before.cloned().unwrap_or_default();
    (after.cohort_id, after.name, after.email, after.post, after.sector) = (cohort_id, name, email, post, sector);
    if before.is_none() {
        after.key = cell("application").unwrap_or_default().to_owned();
        after.invented = cohort.map_or(0, |one| one.invented);
    }
    workplace(at, &cell, &mut after, known, faults);
    let texts: [(&str, &mut String); 7] = [
        ("workplace", &mut after.workplace),
        ("registration", &mut after.registration),
        ("why", &mut after.why),
        ("needs", &mut after.needs),
        ("endorser", &mut after.endorser_name),
        ("endorser_email", &mut after.endorser_email),
        ("endorsed_words", &mut after.endorsed_words),
    ];
    for (column, text) in texts {
        if sheet.header.iter().any(|known| known == column) {
            *text = cell(column).unwrap_or_default().to_owned();
        }
    }
    after.endorser_email = after.endorser_email.to_lowercase();
    stands(weft, at, &cell, before, cohort, &mut after, known, faults);
    let before = before.map(|one| Before { id: one.id.clone(), state: one.state() });
    Read { row: at, before, after }
}

fn one_of<'a>(
    at: usize,
    column: &str,
    text: &str,
    words: impl Iterator<Item = &'a str> + Clone,
    faults: &mut Faults<'_>,
) {
    if !text.is_empty() && words.clone().all(|word| word != text) {
        let list: Vec<&str> = words.collect();
        faults.at(at, column, &format!("`{text}` is not known here; write one of {}", list.join(", ")));
    }
}

/// The application that a row is about: by its key, or by cohort and address.
fn existing<'k>(
    at: usize,
    key: Option<&str>,
    cohort: &str,
    email: &str,
    known: &'k Known,
    faults: &mut Faults<'_>,
) -> Option<&'k Application> {
    let Some(key) = key else {
        return known.by_email.get(&(cohort.to_owned(), email.to_owned())).and_then(|key| known.by_key.get(key));
    };
    if !is_key(key) {
        faults.at(at, "application", &format!("`{key}` is no key; leave the cell empty for a new application"));
    }
    let found = known.by_key.get(key);
    if found.is_some_and(|one| one.cohort_id != cohort) {
        faults.at(at, "application", &format!("the application `{key}` is to another cohort; leave the cell empty"));
    }
    found
}

fn workplace<'c>(
    at: usize,
    cell: &impl Fn(&str) -> Option<&'c str>,
    after: &mut Application,
    known: &Known,
    faults: &mut Faults<'_>,
) {
    after.authority_key = cell("authority").and_then(|text| {
        let found = known.workplaces.authority(text).map(ToOwned::to_owned);
        if found.is_none() {
            let what = format!("`{text}` is no authority of this partnership; write its code, key, name or alias");
            faults.at(at, "authority", &what);
        }
        found
    });
    after.establishment_key = None;
    let Some(text) = cell("establishment") else { return };
    match known.workplaces.find(text, after.authority_key.as_deref()) {
        Ok(Some(one)) => {
            if after.authority_key.as_ref().is_some_and(|key| *key != one.authority) {
                let what =
                    format!("`{text}` belongs to another authority, {}; correct one of the two cells", one.authority);
                faults.at(at, "establishment", &what);
            }
            after.authority_key.get_or_insert_with(|| one.authority.clone());
            after.establishment_key = Some(one.key.clone());
        }
        Ok(None) => {
            let what = format!(
                "there is no establishment `{text}`; write its SEED code and department, as in 9900011+P, or write the name \
                 into `workplace` instead"
            );
            faults.at(at, "establishment", &what);
        }
        Err(()) => {
            let what = format!(
                "several establishments are called `{text}`; write the SEED code and department, as in 9900011+P"
            );
            faults.at(at, "establishment", &what);
        }
    }
}

/// Where the application stands, since when, and why.
#[expect(clippy::too_many_arguments, reason = "one row is read against everything that is known of it")]
fn stands<'c>(
    weft: &Weft,
    at: usize,
    cell: &impl Fn(&str) -> Option<&'c str>,
    before: Option<&Application>,
    cohort: Option<&Cohort>,
    after: &mut Application,
    known: &Known,
    faults: &mut Faults<'_>,
) {
    let state = cell("state").or(before.map(|one| one.state.as_str())).unwrap_or("submitted").to_owned();
    let states = State::ALL.into_iter().map(State::key).filter(|key| *key != "draft");
    one_of(at, "state", &state, states, faults);
    let next = State::of(&state).unwrap_or(State::Submitted);
    if let Some(now) = before.map(Application::state).filter(|now| *now != next && !now.may_become(next)) {
        let what = format!("it stands at `{}` and cannot become `{state}` from there", now.key());
        faults.at(at, "state", &what);
    }
    let endorsed = cell("endorsed").unwrap_or_default();
    one_of(at, "endorsed", endorsed, ["yes", "no"].into_iter(), faults);
    let now = weft.clock.instant();
    let mut day = |column: &str| {
        let text = cell(column)?;
        let found = instant(text);
        if found.is_none() {
            faults.at(at, column, &format!("`{text}` is not a day; write it as 2025-08-18"));
        }
        found
    };
    let (sent, decided) = (day("sent"), day("decided"));
    after.submitted_at = sent.or(before.and_then(|one| one.submitted_at.clone())).or_else(|| Some(now.clone()));
    let sent = after.submitted_at.clone().unwrap_or_default();
    if before.is_none() {
        after.started_at = sent.clone();
        after.state_at = decided.unwrap_or_else(|| if next == State::Submitted { sent.clone() } else { now.clone() });
        if after.state_at < sent {
            faults.at(at, "decided", "this is before the day on which the application was sent; change one of the two");
        }
    }
    if !endorsed.is_empty() || cell("state").is_some() {
        after.endorsed = Some(endorsed.to_owned()).filter(|text| !text.is_empty());
        if before.is_none() {
            after.endorsed_at = after.endorsed.as_ref().map(|_| sent);
        }
    }
    after.sentence =
        cell("reason").map_or_else(|| before.map(|one| one.sentence.clone()).unwrap_or_default(), ToOwned::to_owned);
    after.transferred_to = cell("moved_to").map(ToOwned::to_owned);
    after.offer_expires_on = match (next, cell("offer_until")) {
        (_, Some(text)) if text.parse::<jiff::civil::Date>().is_err() => {
            faults.at(at, "offer_until", &format!("`{text}` is not a day; write it as 2025-08-18"));
            None
        }
        (_, Some(text)) => Some(text.to_owned()),
        (State::Offered, None) => {
            let days = cohort.map_or(14, |one| one.offer_days);
            Some(days_after(&weft.clock.today(&known.zone), days))
        }
        _ => None,
    };
    after.state = state;
}

/// Finds the rows that would hold more places than their cohort has.
pub(super) fn within_places(known: &Known, rows: &[Read], faults: &mut Faults<'_>) {
    for cohort in known.cohorts.values() {
        let Some(places) = cohort.places else { continue };
        let of_cohort: Vec<&Read> = rows.iter().filter(|read| read.after.cohort_id == cohort.id).collect();
        if of_cohort.is_empty() {
            continue;
        }
        let held_now = known.by_key.values().filter(|one| one.cohort_id == cohort.id && one.state().holds_a_place());
        let let_go = of_cohort.iter().filter(|read| read.before.as_ref().is_some_and(|one| one.state.holds_a_place()));
        let mut held = i64::try_from(held_now.count()).unwrap_or(i64::MAX) - i64::try_from(let_go.count()).unwrap_or(0);
        for read in of_cohort.iter().filter(|read| read.after.state().holds_a_place()) {
            held += 1;
            if held > places {
                let what = format!("the cohort `{}` has {places} places, and this would be number {held}", cohort.key);
                faults.at(read.row, "state", &what);
            }
        }
    }
}
