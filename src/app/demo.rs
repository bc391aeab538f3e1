//! The demonstration: the example partnership loaded into an empty data folder, and its sign-in details printed.

use std::{fs, net::SocketAddr, path::Path};

use anyhow::Context;

use super::{
    command::Refusal,
    files::{Kind, import},
    serve::serve,
    start::{Place, start, write_private},
};
use crate::{
    partnership,
    people::{self, NewAccount, PeopleFile},
    plumbing::{
        clock::Clock,
        history::COMMAND_LINE,
        ids::Randomness,
        import::Mode,
        state::{Settings, Weft},
    },
    publications,
};

/// The file of the data folder that keeps the demonstration's sign-in details, so that a second start can print them.
const DETAILS: &str = "demo-sign-in.txt";

/// The files of the example that `weft import` reads, in the order of docs/formats.md.
const FILES: &[(Kind, &str)] = &[
    (Kind::Establishments, "establishments.csv"),
    (Kind::Approvals, "approvals.toml"),
    (Kind::Crosswalk, "crosswalk.toml"),
    (Kind::Consultation, "consultation.toml"),
    (Kind::Recommendations, "recommendations.toml"),
    (Kind::Groups, "groups.toml"),
    (Kind::Memberships, "memberships.csv"),
    (Kind::Programmes, "programmes.toml"),
    (Kind::Cohorts, "cohorts.toml"),
    (Kind::Applications, "applications.csv"),
    (Kind::Registers, "registers.csv"),
    (Kind::Completions, "completions.csv"),
    (Kind::Bodies, "bodies.toml"),
    (Kind::Forms, "forms.toml"),
    (Kind::Answers, "answers.csv"),
    (Kind::Meetings, "meetings.toml"),
    (Kind::Voices, "voices.toml"),
    (Kind::Progress, "progress.toml"),
    (Kind::Judgements, "judgements.toml"),
    (Kind::Planner, "planner.toml"),
    (Kind::TermDates, "term-dates.csv"),
];

/// Loads the example where there is no data yet, prints the sign-in details, and serves.
pub(super) async fn run(
    place: &Place,
    settings: Settings,
    socket: SocketAddr,
    example: &Path,
    clock: Clock,
) -> Result<(), Refusal> {
    let weft = start(place, settings, clock, Randomness::System).await?;
    if partnership::load(&weft.db).await?.is_none() {
        load(&weft, example).await?;
        let details = accounts(&weft, &people_file(example)?).await?;
        write_private(&place.data.join(DETAILS), details.as_bytes())?;
    }
    let details = fs::read_to_string(place.data.join(DETAILS)).unwrap_or_default();
    let greeting = format!(
        "Weft is ready: {}\n\nSign in at {}/sign-in\n{details}",
        weft.settings.public_url, weft.settings.public_url
    );
    Ok(serve(weft, socket, &greeting).await?)
}

/// Sets up a new partnership from its file.
pub(super) async fn init(weft: &Weft, file: &Path) -> Result<(), Refusal> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let read = partnership::read(&file.display().to_string(), &text).map_err(Refusal::Rejected)?;
    let mut write = weft.db.write().await?;
    partnership::save(weft, &mut write, COMMAND_LINE, &read).await?;
    Ok(write.commit().await?)
}

/// Loads every file of an example folder, in the order of the table in docs/formats.md. Accounts are not among them.
///
/// # Errors
/// What the first rejected file says, line by line.
pub async fn load(weft: &Weft, example: &Path) -> Result<(), Refusal> {
    init(weft, &example.join("partnership.toml")).await?;
    let mut write = weft.db.write().await?;
    people::save(weft, &mut write, COMMAND_LINE, &people_file(example)?).await?;
    write.commit().await?;
    let path = example.join("stated.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let stated = partnership::read_stated(&path.display().to_string(), &text).map_err(Refusal::Rejected)?;
    let mut write = weft.db.write().await?;
    partnership::save_stated(weft, &mut write, COMMAND_LINE, &stated).await?;
    write.commit().await?;
    // In the order of their sessions, so that a framework finds the one before it.
    for framework in files_in(&example.join("frameworks"))? {
        import(weft, COMMAND_LINE, Kind::Framework, &framework, Mode::Write).await?;
    }
    for (kind, file) in FILES {
        import(weft, COMMAND_LINE, *kind, &example.join(file), Mode::Write).await?;
    }
    let folder = example.join("indicators");
    let mut values = files_in(&folder)?;
    values.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    let named = |name: &str| vec![folder.join(name)];
    for file in [named("definitions.toml"), named("sources.toml"), values, named("statements.toml")].concat() {
        import(weft, COMMAND_LINE, Kind::Indicators, &file, Mode::Write).await?;
    }
    import(weft, COMMAND_LINE, Kind::Counts, &example.join("counts.csv"), Mode::Write).await?;
    for key in publications::load(weft, COMMAND_LINE, example).await? {
        ready(weft, &key).await?;
    }
    Ok(())
}

/// Checks a draft. A framework is published as it stands, as a visitor expects; a report waits for the officer.
async fn ready(weft: &Weft, key: &str) -> Result<(), Refusal> {
    let mut write = weft.db.write().await?;
    let items = publications::checked(weft, &mut write, COMMAND_LINE, key).await?;
    let sound = items.iter().all(|item| item.severity != publications::Severity::Error);
    if sound && key.starts_with(publications::Kind::CollaborativeFramework.key()) {
        publications::publish(weft, &mut write, COMMAND_LINE, key).await?;
    }
    Ok(write.commit().await?)
}

/// The files of a folder by name.
fn files_in(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn people_file(example: &Path) -> Result<PeopleFile, Refusal> {
    let path = example.join("people.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    people::read(&path.display().to_string(), &text).map_err(Refusal::Rejected)
}

/// Adds the example's accounts with fresh passwords and returns the lines that tell them.
async fn accounts(weft: &Weft, file: &PeopleFile) -> Result<String, Refusal> {
    let mut lines = String::new();
    for entry in file.accounts() {
        let password = weft.random.token()?[..16].to_owned();
        let mut write = weft.db.write().await?;
        let new = NewAccount {
            name: &entry.name,
            email: &entry.email,
            role: entry.role,
            scope_key: &entry.scope_key,
            person: Some(&entry.person),
        };
        let account = people::add_account(weft, &mut write, COMMAND_LINE, &new).await?;
        people::set_password(weft, &mut write, &account, &password).await?;
        write.commit().await?;
        lines.push_str(&format!("  {:<22} {:<45} {password}\n", entry.role.name(), entry.email));
    }
    Ok(lines)
}
