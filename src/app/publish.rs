//! `weft publish`: the newest published version of a publication as a file, published first where there is none.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::command::{Refusal, write_out};
use crate::{
    plumbing::state::Weft,
    publications::{self, Format, Kind, NotPublished, Wanted},
};

/// What to publish, of which session, as what.
#[derive(Debug, Args)]
pub(super) struct Publish {
    /// What sort of document.
    kind: KindName,
    /// The session it is about, such as 2022-23.
    #[arg(long)]
    session: String,
    /// The council that a committee report is for, by key, code or name; without it the text that all councils share.
    #[arg(long, value_name = "COUNCIL")]
    authority: Option<String>,
    /// The workstream of a highlight report; without it every workstream.
    #[arg(long, value_name = "KEY")]
    workstream: Option<String>,
    /// The first day of a highlight report; without it the first day of the session.
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// The last day of a highlight report; without it the last day of the session.
    #[arg(long, value_name = "DAY")]
    to: Option<String>,
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
    CommitteeReport,
    PlanOnAPage,
    Highlight,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    Pdf,
    Html,
    Docx,
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
        KindName::CommitteeReport => Kind::CommitteeReport,
        KindName::PlanOnAPage => Kind::PlanOnAPage,
        KindName::Highlight => Kind::Highlight,
    };
    let format = match what.format {
        FormatName::Pdf => Format::Pdf,
        FormatName::Html => Format::Html,
        FormatName::Docx => Format::Docx,
    };
    if what.authority.is_some() && kind != Kind::CommitteeReport {
        return Err(Refusal::Usage("--authority is for a committee report".into()));
    }
    if kind != Kind::Highlight && (what.workstream.is_some() || what.from.is_some() || what.to.is_some()) {
        return Err(Refusal::Usage("--workstream, --from and --to are for a highlight report".into()));
    }
    let wanted = Wanted {
        session: what.session,
        authority: what.authority,
        workstream: what.workstream,
        from: what.from,
        to: what.to,
    };
    let bytes = publications::publish_file(weft, kind, &wanted, format).await?;
    write_out(what.out.as_deref(), &bytes)
}
