//! `weft reach --session 2025-26 --by authority`: who took part, counted once, for whoever has a shell on the server.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use figures::{AcademicSession, SessionError};

use super::command::{Refusal, write_out};
use crate::{
    plumbing::{state::Weft, words},
    reach::{self, By, Filter, Reader},
};

/// How the numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table with the rule beneath.
    Table,
    /// Comma-separated values.
    Csv,
    /// As the API answers.
    Json,
}

/// What is counted.
#[derive(Debug, Args)]
pub(super) struct Reach {
    /// Only this session, as in 2025-26; all sessions where it is left out.
    #[arg(long)]
    session: Option<String>,
    /// What it is broken down by.
    #[arg(long, default_value = "authority", value_parser = clap::builder::PossibleValuesParser::new(By::ALL.map(By::key)))]
    by: String,
    /// Only this programme, by key.
    #[arg(long)]
    programme: Option<String>,
    /// Only this workstream, by key.
    #[arg(long)]
    workstream: Option<String>,
    /// Only one mode of taking part.
    #[arg(long, value_parser = ["in-person", "online"])]
    mode: Option<String>,
    /// Protect small numbers as the public page does; without it every number is printed as it was counted.
    #[arg(long)]
    protected: bool,
    /// How the numbers are written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The file to write instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Counts and writes.
///
/// # Errors
/// [`Refusal::Usage`] where the session is none.
pub(super) async fn reach(weft: &Weft, what: Reach) -> Result<(), Refusal> {
    let session: Option<AcademicSession> = match what.session {
        Some(text) => {
            Some(text.parse().map_err(|error: SessionError| Refusal::Usage(words::say_message(&error.message())))?)
        }
        None => None,
    };
    let by = By::of(&what.by).unwrap_or(By::Authority);
    let filter = Filter { session, programme: what.programme, workstream: what.workstream, mode: what.mode };
    let reader = if what.protected { Reader::Everybody } else { Reader::Officer };
    let answer = reach::answer(weft, filter, by, &reader).await?;
    let bytes = match what.format {
        Format::Table => reach::as_table(&answer).into_bytes(),
        Format::Csv => reach::as_csv(&answer),
        Format::Json => format!("{:#}\n", reach::as_json(&answer)).into_bytes(),
    };
    write_out(what.out.as_deref(), &bytes)
}
