//! `weft publish`: the newest published version of a publication as a file, published first where there is none.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::command::{Refusal, write_out};
use crate::{
    plumbing::state::Weft,
    publications::{self, Format, Kind, NotPublished},
};

/// What to publish, of which session, as what.
#[derive(Debug, Args)]
pub(super) struct Publish {
    /// What sort of document.
    kind: KindName,
    /// The session it is about, such as 2022-23.
    #[arg(long)]
    session: String,
    /// The format of the file.
    #[arg(long, value_enum, default_value = "pdf")]
    format: FormatName,
    /// The file to write instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindName {
    EvaluationReport,
    CollaborativeFramework,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    Pdf,
    Html,
}

impl From<NotPublished> for Refusal {
    fn from(cause: NotPublished) -> Self {
        match cause {
            NotPublished::Errors(items) => Self::Rejected(items.into_iter().map(|item| item.what).collect()),
            NotPublished::Same => Self::Rejected(vec!["nothing was changed since the newest version".into()]),
            NotPublished::Problem(problem) => problem.into(),
        }
    }
}

/// Writes the file. Twice gives identical bytes and never makes two versions.
pub(super) async fn publish(weft: &Weft, what: Publish) -> Result<(), Refusal> {
    let kind = match what.kind {
        KindName::EvaluationReport => Kind::EvaluationReport,
        KindName::CollaborativeFramework => Kind::CollaborativeFramework,
    };
    let format = match what.format {
        FormatName::Pdf => Format::Pdf,
        FormatName::Html => Format::Html,
    };
    let bytes = publications::publish_file(weft, kind, &what.session, format).await?;
    write_out(what.out.as_deref(), &bytes)
}
