//! Files of others are read by a child process: the same program with a hidden word, limited in memory and time.
//!
//! The child gets the bytes on its standard input and answers with lines of JSON, each an [`Answer`]. It says now and then how
//! far it has come; ten seconds without a line and it is killed, and so it is when it answers more than anybody could need.
//! Whatever becomes of it, this process goes on.

use std::{
    io::{BufRead, BufReader, Read, Write as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{OnceLock, mpsc},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::{
    import::{File, Rejected},
    problem::Problem,
};

/// The hidden word.
pub const WORD: &str = "read-file";
/// How long the child may say nothing.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of one line of the child and of all its lines together.
const MOST_OF_A_LINE: u64 = 2_000_000;
const MOST_OF_ALL: u64 = 200_000_000;
/// Text files above this size are read by the child as well.
const LARGE: usize = 1_000_000;

/// Headings that our own list of establishments has and no published one: a workbook with both is a table like any other.
pub const OWN_HEADINGS: [&str; 2] = ["department", "predecessors"];

/// Two files at a time: each may take half a gigabyte.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// The program to start; this one, unless a test says where it is.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says where the program is, for a process that is another one. Only the first word counts.
pub fn use_program(path: PathBuf) {
    let _first = PROGRAM.set(path);
}

/// One line of the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// So many cells were read so far.
    Progress(usize),
    /// What the file is.
    Kind(Kind),
    /// A department of a school from the contact list.
    School(Box<School>),
    /// The figures of a department from the school statistics.
    Figures(Box<Figures>),
    /// A piece of the file as CSV.
    Text(String),
    /// Something that is wrong or in doubt.
    Issue(Fault),
    /// The end; without it the child broke off.
    End,
}

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The contact list, as at a day.
    ContactList(Option<String>),
    /// School-level statistics of a session, as in `2023-24`.
    SchoolStatistics(Option<String>),
    /// Any other table.
    Table,
}

/// A department of a school as the contact list tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of `sheets::official::SettledSchool`")]
pub struct School {
    pub sheet: String,
    pub row: usize,
    pub seed: String,
    pub department: String,
    pub name: String,
    pub authority: String,
    pub status: String,
    pub opened: Option<String>,
    pub closed: Option<String>,
    /// `SEED+DEPARTMENT` of each.
    pub predecessors: Vec<String>,
}

/// The figures of a department, each a measure with what is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of `sheets::official::SchoolFigures`")]
pub struct Figures {
    pub sheet: String,
    pub row: usize,
    pub seed: String,
    pub department: String,
    pub name: String,
    pub authority: String,
    pub session: Option<String>,
    pub measures: Vec<Measure>,
}

/// One figure: a value, a band or a reason; never two, never none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Measure {
    /// `roll`, `p1` … `s6`, `simd_1` … `simd_5`, `simd_unknown`.
    pub measure: String,
    /// `count` or `percent`.
    pub unit: String,
    /// The digits as printed.
    pub value: Option<String>,
    /// The lower end of a band.
    pub low: Option<String>,
    /// The upper end of a band.
    pub high: Option<String>,
    /// The key of the reason.
    pub reason: Option<String>,
    /// The marker or band as printed.
    pub marker: Option<String>,
}

/// An issue in words, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The sheet, the row and the column, as far as it has them: `Open Schools:9:A (Seed Code)`.
    pub place: String,
    /// What is wrong and what to do.
    pub what: String,
    /// Whether it stops the import.
    pub stops: bool,
    /// The authority of the row, where the row has one.
    pub authority: Option<String>,
}

impl Fault {
    /// The line that people read: `FILE:PLACE: what is wrong`.
    pub fn line(&self, file: &str) -> String {
        format!("{file}:{}: {}", self.place, self.what)
    }
}

/// What the child made of a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What the file is.
    pub kind: Option<Kind>,
    /// The departments of a contact list.
    pub schools: Vec<School>,
    /// The figures of school statistics.
    pub figures: Vec<Figures>,
    /// Any other table as CSV.
    pub text: String,
    /// What is wrong or in doubt.
    pub faults: Vec<Fault>,
}

/// Whether a file goes to the child: a workbook, one that pretends to be, or a large one.
pub fn wants_child(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || bytes.len() > LARGE
}

/// Reads a file in the child. Faults that stop the import are in the reading, not an error here.
///
/// # Errors
/// One line where the child broke off, was killed or answered too much; a problem where it could not be started.
pub async fn read(file: &File) -> Result<Reading, Rejected> {
    let _turn = AT_A_TIME.acquire().await.map_err(Problem::broken)?;
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let read = tokio::task::spawn_blocking(move || watch(bytes)).await.map_err(Problem::broken)?;
    match read {
        Ok(reading) => Ok(reading),
        Err(Broken::NotStarted(cause)) => Err(Rejected::Problem(Problem::broken(cause))),
        Err(Broken::Said(what)) => Err(Rejected::Lines(vec![format!("{name}:1:1: {what}")])),
    }
}

/// A file as CSV: itself, or where it is a workbook its table, read in the child.
///
/// # Errors
/// Every fault of the workbook, and what [`read`] gives.
pub async fn as_csv(file: File) -> Result<File, Rejected> {
    if !file.bytes.starts_with(b"PK") && !file.bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Ok(file);
    }
    let reading = read(&file).await?;
    let stops: Vec<String> =
        reading.faults.iter().filter(|fault| fault.stops).map(|fault| fault.line(&file.name)).collect();
    if !stops.is_empty() {
        return Err(Rejected::Lines(stops));
    }
    if reading.kind != Some(Kind::Table) {
        let what = "this is a published list of schools; read it with `weft import establishments`";
        return Err(Rejected::Lines(vec![format!("{}:1:1: {what}", file.name)]));
    }
    Ok(File { name: file.name, bytes: reading.text.into_bytes() })
}

/// The bytes of a table that came with a form: as they are, or where they are a workbook its table as CSV.
///
/// # Errors
/// What is wrong with the workbook, in words to stand at the field.
pub async fn uploaded(file: &super::form::File) -> Result<Vec<u8>, String> {
    let sent = File { name: file.name.clone(), bytes: file.bytes.to_vec() };
    match as_csv(sent).await {
        Ok(file) => Ok(file.bytes),
        Err(Rejected::Lines(lines)) => Err(lines.into_iter().take(5).collect::<Vec<_>>().join("; ")),
        Err(Rejected::Problem(problem)) => Err(format!("{}: {}", problem.title(), problem.remedy())),
    }
}

/// Why there is no reading.
enum Broken {
    NotStarted(std::io::Error),
    Said(&'static str),
}

const NO_ANSWER: &str = "reading this file took too long or too much memory, and was stopped; copy the table into a new workbook and try that";
const TOO_MUCH: &str = "there is more in this file than can be taken in one import; split it into several files";

fn start() -> std::io::Result<Child> {
    let program = match PROGRAM.get() {
        Some(path) => path.clone(),
        None => std::env::current_exe()?,
    };
    let mut command = Command::new(program);
    command.arg(WORD).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.spawn()
}

/// Runs one child to its end, or ends it.
fn watch(bytes: Vec<u8>) -> Result<Reading, Broken> {
    let mut child = start().map_err(Broken::NotStarted)?;
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Broken::NotStarted(std::io::Error::other("the child has no pipes")));
    };
    // A child that ends early closes the pipe; that shows in its answer.
    let writer = thread::spawn(move || drop(input.write_all(&bytes)));
    let (send, lines) = mpsc::sync_channel::<Vec<u8>>(1_000);
    let reader = thread::spawn(move || {
        let mut output = BufReader::new(output.take(MOST_OF_ALL));
        loop {
            let mut line = Vec::new();
            let read = (&mut output).take(MOST_OF_A_LINE).read_until(b'\n', &mut line);
            if !matches!(read, Ok(1..)) || send.send(line).is_err() {
                return;
            }
        }
    });
    let read = gather(&lines);
    // The receiver goes first, so that neither thread waits for somebody who no longer listens.
    drop(lines);
    let _gone = child.kill();
    let _status = child.wait();
    let _ended = (writer.join(), reader.join());
    read
}

fn gather(lines: &mpsc::Receiver<Vec<u8>>) -> Result<Reading, Broken> {
    let mut reading = Reading::default();
    let mut taken: u64 = 0;
    loop {
        let Ok(line) = lines.recv_timeout(PATIENCE) else { return Err(Broken::Said(NO_ANSWER)) };
        taken += u64::try_from(line.len()).unwrap_or(u64::MAX);
        if taken >= MOST_OF_ALL {
            return Err(Broken::Said(TOO_MUCH));
        }
        let Ok(answer) = serde_json::from_slice::<Answer>(&line) else { return Err(Broken::Said(NO_ANSWER)) };
        match answer {
            Answer::Progress(_) => {}
            Answer::Kind(kind) => reading.kind = Some(kind),
            Answer::School(school) => reading.schools.push(*school),
            Answer::Figures(figures) => reading.figures.push(*figures),
            Answer::Text(text) => reading.text.push_str(&text),
            Answer::Issue(fault) => reading.faults.push(fault),
            Answer::End => return Ok(reading),
        }
    }
}
