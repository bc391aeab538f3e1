//! The child process that reads a file of somebody else: bytes in, lines of JSON out, nothing else touched.
//!
//! It is this program started with a hidden word by `plumbing::reader`, with a limit on its memory set before it reads anything.
//! It opens no file, no database and no connection, and whatever a file does to it, only this process ends.

use std::{
    io::{Read as _, Write as _},
    process::ExitCode,
};

use figures::{Cell, Message};
use sheets::{
    BookCaps, Issue, Severity,
    official::{
        ContactList, Published, SchoolFigures, SettledSchool, ShareUnit, Standing, read_contact_list,
        read_school_statistics, recognise,
    },
    read_book,
};

use crate::plumbing::{
    reader::{Answer, Fault, Figures, Kind, Measure, OWN_HEADINGS, School, WORD},
    words,
};

/// How much memory the child may take, in bytes: 512 MB.
pub const MEMORY: usize = 512 * 1024 * 1024;
/// How many seconds of processor time.
#[cfg(unix)]
const SECONDS: u64 = 60;
/// How long a piece of text is in one line.
const PIECE: usize = 500_000;

/// Whether this process was started as the child.
pub fn is_asked() -> bool {
    std::env::args_os().nth(1).is_some_and(|word| word == WORD)
}

/// Limits what the system lets this process do, where the system has limits.
fn limit() {
    #[cfg(unix)]
    {
        use rlimit::Resource;
        // A system that refuses a limit leaves the allocator's and the parent's patience.
        for (what, most) in [
            (Resource::CPU, SECONDS),
            (Resource::AS, 4 * MEMORY as u64),
            (Resource::CORE, 0),
            (Resource::FSIZE, 0),
            (Resource::NOFILE, 16),
        ] {
            let _kept = what.set(most, most);
        }
    }
}

/// Reads standard input and answers on standard output.
pub fn run() -> ExitCode {
    limit();
    let caps = BookCaps::default();
    let mut bytes = Vec::new();
    let most = u64::try_from(caps.packed).unwrap_or(u64::MAX).saturating_add(1);
    if std::io::stdin().lock().take(most).read_to_end(&mut bytes).is_err() {
        return ExitCode::FAILURE;
    }
    let mut broken = false;
    let (book, issues) = read_book(&bytes, &caps, &mut |cells| broken |= !say(&Answer::Progress(cells)));
    drop(bytes);
    let mut good = !broken && issues.iter().all(|issue| say(&fault(issue, None)));
    if issues.iter().all(|issue| issue.severity == Severity::Warning) {
        let published = if is_own(&book) { None } else { recognise(&book) };
        good &= match published {
            Some(Published::ContactList) => contact_list(&book),
            Some(Published::SchoolStatistics) => statistics(&book),
            None => table(&book),
        };
    }
    if good && say(&Answer::End) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the first row of the book's table has the headings of our own list of establishments.
fn is_own(book: &sheets::Book) -> bool {
    let first = book.main_sheet().and_then(|sheet| sheet.rows().next());
    first.is_some_and(|row| {
        let printed: Vec<String> =
            row.cells().map(|(_, value)| value.text().unwrap_or_default().trim().to_lowercase()).collect();
        OWN_HEADINGS.iter().all(|name| printed.iter().any(|cell| cell == name))
    })
}

/// Writes one line; false where nobody listens.
fn say(answer: &Answer) -> bool {
    let Ok(mut line) = serde_json::to_vec(answer) else { return false };
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    out.write_all(&line).and_then(|()| out.flush()).is_ok()
}

fn fault(issue: &Issue, authority: Option<&str>) -> Answer {
    let mut place: Vec<String> = issue.sheet.iter().cloned().collect();
    place.push(issue.row.unwrap_or(1).to_string());
    place.push(issue.column.clone().unwrap_or_else(|| "1".to_owned()));
    Answer::Issue(Fault {
        place: place.join(":"),
        what: words::say_message(&issue.what),
        stops: issue.severity == Severity::Error,
        authority: authority.map(str::to_owned),
    })
}

fn contact_list(book: &sheets::Book) -> bool {
    let (list, issues) = read_contact_list(book);
    let (schools, more) = list.settled();
    say(&Answer::Kind(Kind::ContactList(list.as_at.clone())))
        && faults(&list, issues.iter().chain(&more))
        && schools.iter().all(|school| say(&Answer::School(Box::new(school_of(school)))))
}

fn faults<'a>(list: &ContactList, mut issues: impl Iterator<Item = &'a Issue>) -> bool {
    issues.all(|issue| say(&fault(issue, list.authority_of(issue))))
}

fn school_of(school: &SettledSchool) -> School {
    School {
        sheet: school.sheet.clone(),
        row: school.row,
        seed: school.seed.clone(),
        department: school.department.key().to_owned(),
        name: school.name.clone(),
        authority: school.authority.clone(),
        status: match school.standing {
            Standing::Open => "open",
            Standing::Mothballed => "mothballed",
            Standing::Closed => "closed",
        }
        .to_owned(),
        opened: school.opened.clone(),
        closed: school.closed.clone(),
        predecessors: school.predecessors.iter().map(|(seed, of)| format!("{seed}+{}", of.key())).collect(),
    }
}

fn statistics(book: &sheets::Book) -> bool {
    let (read, issues) = read_school_statistics(book);
    let authority = |issue: &Issue| {
        let of = |one: &&SchoolFigures| Some(one.row) == issue.row && issue.sheet.as_deref() == Some(&one.sheet);
        read.schools.iter().find(of).map(|one| one.authority.as_str())
    };
    say(&Answer::Kind(Kind::SchoolStatistics(read.session.map(|session| session.key()))))
        && issues.iter().all(|issue| say(&fault(issue, authority(issue))))
        && read.schools.iter().all(|one| say(&Answer::Figures(Box::new(figures_of(one)))))
}

fn figures_of(one: &SchoolFigures) -> Figures {
    let mut measures: Vec<Measure> = measure("roll", "count", &one.roll).into_iter().collect();
    measures.extend(one.stages.iter().filter_map(|(stage, cell)| measure(&stage.to_lowercase(), "count", cell)));
    if let Some(simd) = &one.simd {
        let unit = if simd.unit == ShareUnit::Percent { "percent" } else { "count" };
        let quintiles = (1..).zip(&simd.cells);
        measures.extend(quintiles.filter_map(|(at, cell): (u8, _)| measure(&format!("simd_{at}"), unit, cell)));
        measures.extend(measure("simd_unknown", unit, &simd.unknown));
    }
    Figures {
        sheet: one.sheet.clone(),
        row: one.row,
        seed: one.seed.clone(),
        department: one.department.key().to_owned(),
        name: one.name.clone(),
        authority: one.authority.clone(),
        session: one.session.map(|session| session.key()),
        measures,
    }
}

/// A cell as it is kept; `None` for a blank one.
fn measure(name: &str, unit: &str, cell: &Cell) -> Option<Measure> {
    let empty = Measure {
        measure: name.to_owned(),
        unit: unit.to_owned(),
        value: None,
        low: None,
        high: None,
        reason: None,
        marker: None,
    };
    Some(match cell {
        Cell::Blank => return None,
        Cell::Value { printed, .. } => Measure { value: Some(printed.text().to_owned()), ..empty },
        Cell::Band { low, high, printed, .. } => {
            Measure { low: Some(low.to_string()), high: Some(high.to_string()), marker: Some(printed.clone()), ..empty }
        }
        Cell::Marked { reason, marker, .. } => {
            Measure { reason: Some(reason.key().to_owned()), marker: Some(marker.clone()), ..empty }
        }
    })
}

/// Any other table, as CSV in pieces.
fn table(book: &sheets::Book) -> bool {
    let Some(sheet) = book.main_sheet() else {
        return say(&fault(&Issue::sheet(Message::new("sheet-empty")), None));
    };
    let (csv, issues) = sheet.as_csv();
    let text = String::from_utf8_lossy(&csv);
    let mut rest = text.as_ref();
    let mut good = say(&Answer::Kind(Kind::Table)) && issues.iter().all(|issue| say(&fault(issue, None)));
    while good && !rest.is_empty() {
        let mut end = rest.len().min(PIECE);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        good = say(&Answer::Text(rest[..end].to_owned()));
        rest = &rest[end..];
    }
    good
}
