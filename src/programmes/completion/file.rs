//! `completions.csv` (docs/formats.md): who completed which cohort; read, checked as a whole, written in one transaction or not
//! at all; and written out. It takes past cohorts in; certificates are issued in the browser, never by a file.

use std::collections::{BTreeMap, BTreeSet};

use sheets::{Caps, Column, Field, Row, Sheet, read_csv, write_csv};

use super::{Came, Outcome, store, verdict};
use crate::{
    partnership,
    plumbing::{
        clock::{spoken_day, zone},
        db::Db,
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        state::Weft,
        words,
    },
    programmes::{
        cohorts::{self, Cohort, CohortMeeting, Version},
        registers::{self, Attendance},
    },
};

/// The columns of the file, in their order.
const HEADER: [&str; 6] = ["cohort", "person", "name", "outcome", "day", "reason"];

/// Those that may be empty: the name is for readers only.
const MAY_BE_EMPTY: [&str; 2] = ["name", "reason"];

/// A cohort of the file, with what the rule needs.
struct Known {
    cohort: Cohort,
    version: Version,
    meetings: Vec<CohortMeeting>,
    marks: Vec<Attendance>,
    /// The decisions that stand: the outcome and the day, by the person's id.
    standing: BTreeMap<String, (String, String)>,
}

impl Known {
    async fn of(db: &Db, key: &str) -> Result<Option<Self>, Problem> {
        let Some(cohort) = cohorts::cohort(db, key).await? else { return Ok(None) };
        let decisions = store::decisions(db, &cohort.id).await?;
        Ok(Some(Self {
            version: cohorts::version_of(db, &cohort).await?,
            meetings: cohorts::meetings(db, &cohort.id).await?,
            marks: registers::of_cohort(db, &cohort.id).await?,
            standing: decisions.into_iter().map(|one| (one.person_id, (one.outcome, one.day))).collect(),
            cohort,
        }))
    }
}

/// One row that was found good.
struct Good {
    cohort: String,
    person_id: String,
    outcome: Outcome,
    day: String,
    reason: String,
    facts: String,
    minutes: i64,
    stands: bool,
}

struct Faults {
    name: String,
    found: Vec<(usize, String)>,
}

impl Faults {
    fn at(&mut self, row: usize, column: &str, what: &str) {
        self.found.push((row, format!("{}:{row}:{column}: {what}", self.name)));
    }
}

async fn read_row(
    db: &Db,
    sheet: &Sheet,
    row: &Row,
    known: &BTreeMap<String, Known>,
    today: &str,
    faults: &mut Faults,
) -> Result<Option<Good>, Problem> {
    let cell = |column: &str| sheet.cell(row, column).unwrap_or_default().trim().to_owned();
    let (key, given, day, reason) = (cell("cohort"), cell("person"), cell("day"), cell("reason"));
    let before = faults.found.len();
    let cohort = known.get(&key);
    if cohort.is_none() {
        faults.at(
            row.number,
            "cohort",
            &format!("there is no cohort `{key}`; take cohorts.toml in first, or mend the key"),
        );
    }
    let person_id = store::person_id(db, &given).await?;
    if person_id.is_none() {
        let what = format!("nobody is known by `{given}`; write their address, and take people or registers in first");
        faults.at(row.number, "person", &what);
    }
    let outcome = Outcome::of(&cell("outcome"));
    if outcome.is_none() {
        let what = format!("`{}` is not known here; write completed or not-completed", cell("outcome"));
        faults.at(row.number, "outcome", &what);
    }
    if day.len() != 10 || day.parse::<jiff::civil::Date>().is_err() {
        faults.at(row.number, "day", &format!("`{day}` is not a day; write it as 2025-06-17"));
    } else if day.as_str() > today {
        faults.at(row.number, "day", &format!("{} lies in the future", spoken_day(&day)));
    }
    let (Some(cohort), Some(person_id), Some(outcome)) = (cohort, person_id, outcome) else { return Ok(None) };
    let came = Came::of(&cohort.meetings, &cohort.marks, &person_id, today);
    if outcome == Outcome::Completed && came.held > 0 && came.came == 0 {
        faults.at(
            row.number,
            "outcome",
            &format!("they came to {}; nobody completes what they never came to", came.words()),
        );
    }
    let stands = match cohort.standing.get(&person_id) {
        Some((known, on)) if known == outcome.key() && *on == day => true,
        Some((known, on)) => {
            let what = format!("`{known}` on {} stands already; take that decision back first", spoken_day(on));
            faults.at(row.number, "outcome", &what);
            false
        }
        None => false,
    };
    if faults.found.len() > before {
        return Ok(None);
    }
    let facts =
        verdict(&cohort.version, &came, None).facts.into_iter().next().map(|fact| fact.words).unwrap_or_default();
    Ok(Some(Good {
        cohort: cohort.cohort.id.clone(),
        person_id,
        outcome,
        day,
        reason,
        facts: format!("Taken in from a file\n{facts}"),
        minutes: came.minutes,
        stands,
    }))
}

/// Takes decisions in. They were made elsewhere; the file may give a reason, and a decision that stands is never changed.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let columns = HEADER.map(Column::required);
    let (sheet, issues) = read_csv(&file.bytes, &columns, &Caps::default());
    let mut faults = Faults { name: file.name.clone(), found: Vec::new() };
    for issue in &issues {
        let args: Vec<(&str, &str)> = issue.what.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let column = issue.column.as_deref().unwrap_or("1");
        if !MAY_BE_EMPTY.contains(&column) {
            faults.at(issue.row.unwrap_or(1), column, &words::say(issue.what.key, &args));
        }
    }
    let zone = zone(partnership::load(&weft.db).await?.as_ref().map_or("UTC", |found| &found.time_zone));
    let today = weft.clock.today(&zone);
    let keys: BTreeSet<String> =
        sheet.rows.iter().filter_map(|row| sheet.cell(row, "cohort")).map(|key| key.trim().to_owned()).collect();
    let mut known = BTreeMap::new();
    for key in keys {
        if let Some(cohort) = Known::of(&weft.db, &key).await? {
            known.insert(key, cohort);
        }
    }
    let mut seen = BTreeSet::new();
    let mut good = Vec::new();
    for row in &sheet.rows {
        let Some(one) = read_row(&weft.db, &sheet, row, &known, &today, &mut faults).await? else { continue };
        if !seen.insert((one.cohort.clone(), one.person_id.clone())) {
            faults.at(row.number, "person", "this person stands twice for this cohort; leave one row out");
        }
        good.push(one);
    }
    if !faults.found.is_empty() {
        faults.found.sort();
        return Err(Rejected::Lines(faults.found.into_iter().map(|(_, line)| line).collect()));
    }
    let unchanged = good.iter().filter(|one| one.stands).count();
    let tally = Tally { added: good.len() - unchanged, changed: 0, unchanged };
    if mode == Mode::Write && tally.added > 0 {
        let mut write = weft.db.write().await?;
        for one in good.iter().filter(|one| !one.stands) {
            let new = store::New {
                cohort: &one.cohort,
                person: &one.person_id,
                outcome: one.outcome,
                day: &one.day,
                against_rule: false,
                facts: &one.facts,
                reason: &one.reason,
                minutes: one.minutes,
            };
            store::decide(weft, &mut write, by, &new).await?;
        }
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "completions", mode)])
}

/// Every decision that stands as a file that can be imported again; the same decisions always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let or_empty = |text: String| if text.is_empty() { Field::Empty } else { text.into() };
    let rows: Vec<Vec<Field>> = store::every_decision(db)
        .await?
        .into_iter()
        .map(|one| {
            vec![
                one.cohort.into(),
                one.person.into(),
                one.name.into(),
                one.outcome.into(),
                one.day.into(),
                or_empty(one.reason),
            ]
        })
        .collect();
    Ok(write_csv(&HEADER, &rows))
}
