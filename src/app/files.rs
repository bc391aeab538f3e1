//! Files by name: `weft import KIND FILE` and `weft export KIND`, each kind handed to its feature.

use std::{fs, path::Path};

use clap::ValueEnum;

use super::command::Refusal;
use crate::plumbing::{
    import::{File, Imported, Mode, Rejected},
    state::Weft,
};

/// What a file holds. Every export is a valid import of the same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Lines(lines) => Self::Rejected(lines),
            Rejected::Problem(problem) => problem.into(),
        }
    }
}

/// Reads a file from disk and hands it to the feature of its kind.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, kind: Kind, path: &Path, mode: Mode) -> Result<Vec<String>, Refusal> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|cause| Refusal::Rejected(vec![format!("{name}: {cause}")]))?;
    Ok(take(weft, by, kind, File { name, bytes }, mode).await?)
}

/// Writes what an import of the same kind would read; `key` names one of several.
///
/// # Errors
/// When the kind has several and none or an unknown one was named.
pub async fn export(_weft: &Weft, kind: Kind, _key: Option<&str>) -> Result<Vec<u8>, Refusal> {
    match kind {}
}

async fn take(_weft: &Weft, _by: &str, kind: Kind, _file: File, _mode: Mode) -> Imported {
    match kind {}
}
