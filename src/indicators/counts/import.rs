//! `counts.csv` in: every row is read and checked before the first is written, and a fault names its row and column.
//!
//! Rows of the file stand in place of rows saved before; rows that the file does not have are kept. A sheet is checked as
//! it will stand.

use std::collections::{BTreeMap, BTreeSet};

use figures::{AcademicSession, Message};
use sheets::{Caps, Column, Severity, Sheet as Csv, read_csv};

use super::{
    measures::{self, Measure},
    row::{Category, Typed},
    said, sheet,
    sheet::Rows,
    steps::{self, Lock, Standing, Step},
    store::{self, About, Request, Saved, Sheet},
    versions,
};
use crate::{
    partnership,
    plumbing::{
        db::Write,
        import::{File, Imported, Mode, Rejected},
        problem::Problem,
        state::Weft,
    },
};

/// The columns of the file, in the order in which it is written.
pub(super) const HEADER: [&str; 9] =
    ["indicator", "session", "authority", "breakdown", "category", "numerator", "denominator", "reason", "note"];

/// One thing that is wrong with a file, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The row as a spreadsheet numbers it, the header being 1; 0 for the whole file.
    pub row: usize,
    /// The name of the column; empty for the whole row.
    pub column: String,
    /// What is wrong and what to do.
    pub words: String,
}

impl Found {
    fn line(&self, file: &str) -> String {
        match (self.row, self.column.is_empty()) {
            (0, _) => format!("{file}: {}", self.words),
            (row, true) => format!("{file}:{row}: {}", self.words),
            (row, false) => format!("{file}:{row}:{}: {}", self.column, self.words),
        }
    }
}

/// A sheet as it will stand.
pub(super) struct Planned {
    pub about: About,
    pub rows: Rows,
    pub before: Option<Sheet>,
}

impl Planned {
    fn is_new(&self) -> bool {
        self.before.is_none()
    }

    fn is_unchanged(&self) -> bool {
        self.before.as_ref().is_some_and(|sheet| sheet.rows == self.rows)
    }

    /// Whether something that was entered before is changed.
    pub(super) fn changes(&self) -> bool {
        self.before.as_ref().is_some_and(|sheet| store::changes_what_was_entered(&sheet.rows, &self.rows))
    }
}

/// What a file would do.
#[derive(Default)]
pub(super) struct Plan {
    pub sheets: Vec<Planned>,
    pub faults: Vec<Found>,
    pub warnings: Vec<Found>,
}

/// Whose rows a file may hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum From<'a> {
    /// Somebody with a shell on the server: every authority, whether asked or not.
    CommandLine,
    /// An officer of these authorities, for what was asked of them.
    Officer(&'a [String]),
}

/// Reads a file against what is saved, without writing.
pub(super) async fn plan(weft: &Weft, write: &mut Write, bytes: &[u8], from: From<'_>) -> Result<Plan, Problem> {
    let columns: Vec<Column> = HEADER
        .iter()
        .map(|name| if ["reason", "note"].contains(name) { Column::optional(name) } else { Column::required(name) })
        .collect();
    let (csv, issues) = read_csv(bytes, &columns, &Caps::default());
    let mut plan = Plan::default();
    for issue in issues {
        let list = if issue.severity == Severity::Error { &mut plan.faults } else { &mut plan.warnings };
        let (row, column) = (issue.row.unwrap_or(0), issue.column.unwrap_or_default());
        list.push(Found { row, column, words: said(&issue.what) });
    }
    let known = Known {
        measures: measures::all(&weft.db).await?.into_iter().map(|measure| (measure.key.clone(), measure)).collect(),
        requests: store::requests(&weft.db).await?.into_iter().collect(),
        authorities: authorities_by_text(weft, &csv).await?,
        locks: steps::locks(write.on()).await?,
        from,
    };
    let mut given: BTreeMap<About, BTreeMap<Category, (usize, super::Row)>> = BTreeMap::new();
    for row in &csv.rows {
        let cell = |name: &str| csv.cell(row, name).unwrap_or_default();
        let mut faults = Vec::new();
        let about = known.about(&cell, &mut faults);
        let category = Category::of(cell("breakdown"), cell("category"));
        if category.is_none() {
            faults.push(("category", Message::new("counts-import-category")));
        }
        let typed = Typed {
            numerator: cell("numerator").into(),
            denominator: cell("denominator").into(),
            reason: cell("reason").into(),
            note: cell("note").into(),
        };
        let read = match typed.read() {
            Ok(Some(read)) => Some(read),
            Ok(None) => {
                faults.push(("numerator", Message::new("counts-number-missing")));
                None
            }
            Err(found) => {
                faults.extend(found.into_iter().map(|fault| (fault.column.name(), fault.what)));
                None
            }
        };
        if let (Some(about), Some(category), Some(read)) = (about, category, read) {
            let before = given.entry(about).or_default().insert(category, (row.number, read));
            if let Some((earlier, _)) = before {
                faults.push(("category", Message::new("counts-import-twice").with("row", earlier)));
            }
        }
        plan.faults.extend(faults.into_iter().map(|(column, what)| Found {
            row: row.number,
            column: column.to_owned(),
            words: said(&what),
        }));
    }
    for (about, rows) in given {
        let planned = merge(write, about, &rows, &known, &mut plan).await?;
        plan.sheets.push(planned);
    }
    plan.faults.sort_by_key(|found| found.row);
    if plan.sheets.is_empty() && plan.faults.is_empty() {
        plan.faults.push(Found { row: 0, column: String::new(), words: said(&Message::new("counts-import-no-rows")) });
    }
    Ok(plan)
}

/// What the rows of a file may name.
struct Known<'a> {
    measures: BTreeMap<String, Measure>,
    requests: BTreeSet<Request>,
    authorities: BTreeMap<String, String>,
    locks: BTreeMap<Request, Lock>,
    from: From<'a>,
}

impl Known<'_> {
    /// Why a sheet may not be changed: its period is locked for everybody, an accepted sheet for its officer.
    fn closed(&self, about: &About, before: Option<&Sheet>) -> Option<Message> {
        let is_accepted = before.is_some_and(|sheet| sheet.standing == Standing::Accepted);
        match (self.locks.get(&about.period()), self.from) {
            (Some(lock), _) => Some(steps::locked(lock)),
            (None, From::Officer(_)) if is_accepted => Some(Message::new("counts-closed-accepted")),
            _ => None,
        }
    }

    /// What a row is about, or what is wrong with the columns that say it.
    fn about<'a>(&self, cell: &impl Fn(&str) -> &'a str, faults: &mut Vec<(&'static str, Message)>) -> Option<About> {
        let text = |key, name: &str| Message::new(key).with("text", cell(name));
        let measure = self.measures.get(cell("indicator"));
        match measure {
            None => faults.push(("indicator", text("counts-import-indicator", "indicator"))),
            Some(measure) if !measure.is_countable() => {
                faults.push(("indicator", text("counts-import-not-countable", "indicator")));
            }
            Some(_) => {}
        }
        let session = match cell("session").parse::<AcademicSession>() {
            Ok(session) => Some(session),
            Err(error) => {
                faults.push(("session", error.message()));
                None
            }
        };
        if let (Some(measure), Some(session)) = (measure, session)
            && measure.version_in(session).is_none()
        {
            faults.push(("session", text("counts-import-no-definition", "session")));
        }
        let authority = self.authorities.get(cell("authority"));
        match (authority, self.from) {
            (None, _) => faults.push(("authority", text("counts-import-authority", "authority"))),
            (Some(key), From::Officer(own)) if !own.contains(key) => {
                faults.push(("authority", text("counts-import-not-yours", "authority")));
            }
            _ => {}
        }
        let about =
            About { indicator: measure?.key.clone(), session: session?.key(), authority: authority?.to_owned() };
        let request = about.period();
        if faults.is_empty() && matches!(self.from, From::Officer(_)) && !self.requests.contains(&request) {
            faults.push(("session", Message::new("counts-import-not-asked")));
        }
        faults.is_empty().then_some(about)
    }
}

/// The key of each authority, by the texts that the file has for it.
async fn authorities_by_text(weft: &Weft, csv: &Csv) -> Result<BTreeMap<String, String>, Problem> {
    let mut found = BTreeMap::new();
    let texts: BTreeSet<&str> = csv.rows.iter().filter_map(|row| csv.cell(row, "authority")).collect();
    for text in texts {
        if let Some(authority) = partnership::authority(&weft.db, text).await? {
            found.insert(text.to_owned(), authority.key);
        }
    }
    Ok(found)
}

/// Lays the rows of a file over those saved before, and checks the sheet as it will stand.
async fn merge(
    write: &mut Write,
    about: About,
    given: &BTreeMap<Category, (usize, super::Row)>,
    from: &Known<'_>,
    plan: &mut Plan,
) -> Result<Planned, Problem> {
    let before = store::sheet(write.on(), &about).await?;
    let mut rows = before.as_ref().map(|sheet| sheet.rows.clone()).unwrap_or_default();
    rows.extend(given.iter().map(|(category, (_, row))| (*category, row.clone())));
    let first = given.values().map(|(number, _)| *number).min().unwrap_or(0);
    let number_of = |category: Category| given.get(&category).map_or(first, |(number, _)| *number);
    let is_changed = before.as_ref().is_none_or(|sheet| sheet.rows != rows);
    if let Some(closed) = from.closed(&about, before.as_ref()).filter(|_| is_changed) {
        plan.faults.push(Found { row: first, column: "session".into(), words: said(&closed) });
    }
    let check = sheet::check(&rows);
    if let Some((category, fault)) = check.gives_away {
        let column = fault.column.name().to_owned();
        plan.faults.push(Found { row: number_of(category), column, words: said(&fault.what) });
    }
    if let Some(difference) = check.difference {
        let mut words = said(&difference.message());
        let has_note = rows.get(&Category::All).is_some_and(|row| row.note.is_some());
        let list = if has_note {
            &mut plan.warnings
        } else {
            words = format!("{words} {}", said(&Message::new("counts-import-explain")));
            &mut plan.faults
        };
        list.push(Found { row: number_of(Category::All), column: "numerator".into(), words });
    }
    Ok(Planned { about, rows, before })
}

/// Writes a plan without faults; sheets that stay as they are are left alone. Returns new, changed and unchanged sheets.
pub(super) async fn carry_out(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    plan: &Plan,
    reason: &str,
    saved: Saved,
) -> Result<[usize; 3], Problem> {
    let mut done = [0; 3];
    for sheet in &plan.sheets {
        let place = usize::from(!sheet.is_new()) + usize::from(sheet.is_unchanged());
        done[place] += 1;
        if !sheet.is_unchanged() {
            let reason = sheet.changes().then_some(reason);
            store::save(weft, write, by, (&sheet.about, &sheet.rows), reason, saved).await?;
        }
    }
    Ok(done)
}

/// Accepts what the file leaves as it is, and publishes the figures of its periods; says whether anything came of it.
async fn show(weft: &Weft, write: &mut Write, by: &str, plan: &Plan, reason: &str) -> Result<bool, Problem> {
    let mut done = false;
    for sheet in plan.sheets.iter().filter(|sheet| sheet.is_unchanged()) {
        if let Some(before) = sheet.before.as_ref().filter(|before| before.standing != Standing::Accepted) {
            let what = (&sheet.about, before);
            steps::take(weft, write, by, what, Step::Acceptance, Some(reason), &BTreeMap::new()).await?;
            done = true;
        }
    }
    let periods: BTreeSet<Request> = plan.sheets.iter().map(|sheet| sheet.about.period()).collect();
    for period in periods {
        done |= versions::publish(weft, write, by, &period, Some(reason), &[]).await?.is_some();
    }
    Ok(done)
}

/// Imports a file of counts. What is in it counts as asked for, accepted, and to be shown: whoever may write to the
/// server decides that outside it.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: &File, mode: Mode) -> Imported {
    let mut write = weft.db.write().await?;
    let plan = plan(weft, &mut write, &file.bytes, From::CommandLine).await?;
    if !plan.faults.is_empty() {
        return Err(Rejected::Lines(plan.faults.iter().map(|found| found.line(&file.name)).collect()));
    }
    let mut lines: Vec<String> = plan.warnings.iter().map(|found| found.line(&file.name)).collect();
    let mut asked = false;
    for sheet in &plan.sheets {
        let request = sheet.about.period();
        asked |= store::ask(weft, &mut write, by, &request).await?;
    }
    let reason = said(&Message::new("counts-import-reason").with("file", &file.name));
    let [new, changed, unchanged] = carry_out(weft, &mut write, by, &plan, &reason, Saved::Accepted).await?;
    let shown = show(weft, &mut write, by, &plan, &reason).await?;
    if mode == Mode::Write && (asked || shown || new + changed > 0) {
        write.commit().await?;
    }
    let name = if mode == Mode::DryRun { "counts-import-would" } else { "counts-import-done" };
    let rows: usize = plan.sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let sentence =
        Message::new(name).with("rows", rows).with("new", new).with("changed", changed).with("unchanged", unchanged);
    lines.push(said(&sentence));
    Ok(lines)
}
