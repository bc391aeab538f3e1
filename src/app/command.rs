//! The command line. Exit codes: 0 done; 1 rejected, with `FILE:ROW:COLUMN: what is wrong and what to do`; 2 usage.

use std::{
    io::Write as _,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use super::{
    demo,
    files::{self, Kind},
    sealed::Passphrase,
    start::{Place, start},
};
use crate::plumbing::{
    clock::Clock,
    history::COMMAND_LINE,
    history_check::Anchor,
    ids::Randomness,
    import::Mode,
    mail,
    problem::Problem,
    state::{Settings, Weft},
};

/// Weft: what a partnership set out to do, who came together, what changed and which numbers moved.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
struct Line {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    at: At,
}

/// Where the data is and how it is reached; the same for every command.
#[derive(Debug, Args)]
struct At {
    /// The data folder.
    #[arg(long, global = true, default_value = "./weft-data", value_name = "DIR")]
    data: PathBuf,
    /// A PostgreSQL database instead of the file in the data folder: postgres://…
    #[arg(long, global = true, env = "WEFT_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
    /// The port to serve on.
    #[arg(long, global = true, default_value_t = 8080)]
    port: u16,
    /// The address to listen on.
    #[arg(long, global = true, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// The address people use, such as `https://weft.example`; without it, localhost and the port.
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// Believe the x-forwarded-for header of the proxy in front.
    #[arg(long, global = true)]
    trusted_proxy: bool,
    /// The mail server: smtps://user:password@host:port, or smtp://…?tls=required. Without it, letters wait.
    #[arg(long, global = true, env = "WEFT_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// The address letters come from.
    #[arg(long, global = true, env = "WEFT_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Write letters as files into this folder instead of sending them.
    #[arg(long, global = true, env = "WEFT_MAIL_FOLDER", value_name = "DIR")]
    mail_folder: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the example partnership where there is no data yet, and serve it.
    Demo {
        /// The folder of the example.
        #[arg(long, default_value = "examples/west-partnership", value_name = "DIR")]
        example: PathBuf,
        /// Let the clock begin on this day, as in 2026-02-02: the example as it stood then.
        #[arg(long, value_name = "DAY", value_parser = Clock::beginning_on)]
        on: Option<Clock>,
    },
    /// Serve the data there is.
    Serve,
    /// Make an empty data folder for a new partnership.
    Init {
        /// A partnership.toml with its name, contact and authorities.
        file: PathBuf,
    },
    /// Read a file into the record, or say with --dry-run what it would do.
    Import {
        /// What the file holds.
        kind: Kind,
        /// The file.
        file: PathBuf,
        /// Read and check only; write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Write what `import` of the same kind would read.
    Export {
        /// What to write.
        kind: Kind,
        /// Which one, for kinds that have several: a framework's or a source's key.
        key: Option<String>,
        /// The file to write instead of standard output.
        #[arg(short, long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write the newest published version of a publication; publish it first where there is none.
    Publish(super::publish::Publish),
    /// Count who took part, each person once: people, attendances, hours, establishments.
    Reach(super::reach::Reach),
    /// Write everything into one file, while the site is being served.
    Backup {
        /// The file to write.
        file: PathBuf,
        /// Replace the file where it exists.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        passphrase: Passphrase,
    },
    /// Put a backup into the data folder.
    Restore {
        /// The file that `weft backup` wrote.
        file: PathBuf,
        /// Replace the data there is; it is kept in a folder beside.
        #[arg(long)]
        force: bool,
        /// Only prove that the backup can be restored; nothing is changed, and the site may go on being served.
        #[arg(long, conflicts_with = "force")]
        rehearse: bool,
        #[command(flatten)]
        passphrase: Passphrase,
    },
    /// Check the schema, the database, the history and what was published.
    Check {
        /// A row of the history remembered elsewhere, as an earlier check or a backup's manifest says it; may be repeated.
        #[arg(long = "anchor", value_name = "NUMBER:DIGEST")]
        anchors: Vec<Anchor>,
    },
    /// Send the letters that wait, once; `weft serve` does it by itself.
    SendMail,
    /// Put this week's letters of tasks into the outbox, once; `weft serve` does it by itself on Mondays.
    SendDigests,
    /// What is held about one person: write it into a file, or erase it.
    Person {
        #[command(subcommand)]
        act: super::person::PersonAct,
    },
    /// Delete what was kept long enough, once; `weft serve` does it by itself every day.
    Retention(super::person::Retention),
    /// Add an account, or make a new one-time link for one.
    User {
        #[command(subcommand)]
        act: super::user::UserAct,
    },
}

impl At {
    fn place(&self) -> Place {
        Place { data: self.data.clone(), database_url: self.database_url.clone() }
    }

    fn settings(&self, demo: bool) -> Settings {
        let public_url = self.public_url.clone().unwrap_or_else(|| format!("http://localhost:{}", self.port));
        Settings {
            public_url: public_url.trim_end_matches('/').to_owned(),
            trusted_proxy: self.trusted_proxy,
            demo,
            data: self.data.clone(),
            mail: self.mail(demo),
            councils: Vec::new(),
        }
    }

    /// How letters leave; the demonstration writes them into its own folder unless told otherwise.
    fn mail(&self, demo: bool) -> mail::Settings {
        let none = self.smtp_url.is_none() && self.mail_folder.is_none();
        mail::Settings {
            smtp_url: self.smtp_url.clone(),
            folder: if demo && none { Some(self.data.join("mail")) } else { self.mail_folder.clone() },
            from: self.mail_from.clone(),
        }
    }

    fn socket(&self) -> SocketAddr {
        SocketAddr::new(self.listen, self.port)
    }

    /// Opens the place for looking only: its schema stays where it stands.
    async fn look(&self) -> anyhow::Result<Weft> {
        let place = self.place();
        anyhow::ensure!(place.exists(), "there is no data in {}", self.data.display());
        super::start::look(&place, self.settings(false)).await
    }

    /// Opens the place and brings its schema up to date; a place without data is refused with the way to make one.
    async fn open(&self, demo: bool) -> anyhow::Result<Weft> {
        let place = self.place();
        anyhow::ensure!(
            place.exists(),
            "there is no data in {}; make some with `weft init partnership.toml` or `weft demo`",
            self.data.display()
        );
        start(&place, self.settings(demo), Clock::System, Randomness::System).await
    }
}

/// Writes a line to standard output. A reader that went away is no error of ours.
///
/// # Errors
/// When standard output cannot be written for another reason.
pub fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("writing to standard output"),
    }
}

/// Writes bytes to a file, or to standard output where none is named. A file is put in its place whole: whoever looks
/// while it is written, or after a power cut, sees the old one or the new.
///
/// # Errors
/// When they cannot be written.
pub(super) fn write_out(file: Option<&std::path::Path>, bytes: &[u8]) -> Result<(), Refusal> {
    match file {
        // A device or a pipe is written to, never replaced.
        Some(path) if path.exists() && !path.is_file() => {
            std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))?;
        }
        Some(path) => {
            let own = path.file_name().and_then(|part| part.to_str()).unwrap_or("weft");
            let part = path.with_file_name(format!(".{own}.{}.part", std::process::id()));
            std::fs::write(&part, bytes)
                .and_then(|()| std::fs::File::open(&part)?.sync_all())
                .and_then(|()| std::fs::rename(&part, path))
                .with_context(|| format!("writing {}", path.display()))?;
        }
        None => std::io::stdout().lock().write_all(bytes).context("writing to standard output")?,
    }
    Ok(())
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Refusal {
    /// The input was rejected: every line is printed as it is; exit code 1.
    Rejected(Vec<String>),
    /// The command cannot be given this way: one line; exit code 2.
    Usage(String),
    /// Something broke; exit code 1.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Refusal {
    fn from(cause: anyhow::Error) -> Self {
        Self::Broken(cause)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Storage => Self::Broken(anyhow::anyhow!(
                "the disk is full or faulty, and nothing was written; make room and do it again"
            )),
            Problem::Broken => Self::Broken(anyhow::anyhow!("the database did not do as asked; the log says why")),
            other => Self::Rejected(vec![format!("{}: {}", other.title(), other.remedy())]),
        }
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let line = Line::parse();
    start_log();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => return refuse(&Refusal::Broken(cause.into())),
    };
    match runtime.block_on(act(line)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => refuse(&refusal),
    }
}

fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WEFT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,weft=info"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn refuse(refusal: &Refusal) -> ExitCode {
    let (lines, code) = match refusal {
        Refusal::Rejected(lines) => (lines.clone(), 1),
        Refusal::Usage(sentence) => (vec![sentence.clone()], 2),
        Refusal::Broken(cause) => (vec![format!("weft: {cause:#}")], 1),
    };
    let mut out = std::io::stderr().lock();
    for line in lines {
        // Nowhere is left to report a failure to report.
        let _ = writeln!(out, "{line}");
    }
    ExitCode::from(code)
}

async fn act(line: Line) -> Result<(), Refusal> {
    let at = line.at;
    match line.command {
        Command::Demo { example, on } => {
            demo::run(&at.place(), at.settings(true), at.socket(), &example, on.unwrap_or(Clock::System)).await
        }
        Command::Serve => {
            let weft = at.open(false).await?;
            let greeting = format!("Serving on {}", weft.settings.public_url);
            Ok(super::serve::serve(weft, at.socket(), &greeting).await?)
        }
        Command::Init { file } => {
            let weft = start(&at.place(), at.settings(false), Clock::System, Randomness::System).await?;
            demo::init(&weft, &file).await
        }
        Command::Import { kind, file, dry_run } => {
            let mode = if dry_run { Mode::DryRun } else { Mode::Write };
            for line in files::import(&at.open(false).await?, COMMAND_LINE, kind, &file, mode).await? {
                say(&line)?;
            }
            Ok(())
        }
        Command::Export { kind, key, out } => {
            let bytes = files::export(&at.open(false).await?, kind, key.as_deref()).await?;
            write_out(out.as_deref(), &bytes)
        }
        Command::Publish(what) => super::publish::publish(&at.open(false).await?, what).await,
        Command::Reach(what) => super::reach::reach(&at.open(false).await?, what).await,
        Command::Backup { file, force, passphrase } => {
            super::backup::backup(&at.place(), &file, force, passphrase.read()?).await
        }
        Command::Restore { file, rehearse: true, passphrase, .. } => {
            super::restore::rehearse(&at.place(), &file, passphrase.read()?).await
        }
        Command::Restore { file, force, passphrase, .. } => {
            super::restore::restore(&at.place(), &file, force, passphrase.read()?).await
        }
        Command::Check { anchors } => super::check::check(&at.look().await?, &anchors).await,
        Command::SendMail => super::letters::send_mail(&at.open(false).await?).await,
        Command::SendDigests => super::letters::send_digests(&at.open(false).await?).await,
        Command::Person { act } => super::person::person(&at.open(false).await?, act).await,
        Command::Retention(how) => super::person::retention(&at.open(false).await?, how).await,
        Command::User { act } => super::user::user(&at.open(false).await?, act).await,
    }
}
