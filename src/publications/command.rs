//! `weft publish`: the newest published version as a file; where there is none and the checklist passes, published first.

use super::{
    Extent, Kind,
    checklist::Item,
    publish::{NotPublished, publish},
    start, store, versions,
};
use crate::{
    partnership,
    plumbing::{history::COMMAND_LINE, import::Rejected, problem::Problem, state::Weft, words::say_message},
};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One HTML file that needs nothing else.
    Html,
    /// PDF/UA-1 and PDF/A-2a.
    Pdf,
    /// Word, to be edited.
    Docx,
}

impl Format {
    /// As stored and as the ending of a file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }
}

/// Which publication is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The session it is about, as files write it.
    pub session: String,
    /// The council of a committee report, by key, code or name; without it the shared text.
    pub authority: Option<String>,
    /// The workstream of a highlight report; without it every workstream.
    pub workstream: Option<String>,
    /// The first day of a highlight report; without it the first of the session.
    pub from: Option<String>,
    /// The last day of a highlight report; without it the last of the session.
    pub to: Option<String>,
}

impl Wanted {
    /// The publication of a kind that has one in a session.
    pub fn of(session: &str) -> Self {
        Self { session: session.to_owned(), ..Self::default() }
    }
}

fn line(what: impl Into<String>) -> Rejected {
    Rejected::Lines(vec![what.into()])
}

/// The bytes of the newest version of a publication. Twice gives identical bytes and never two versions. A plan on a
/// page and a highlight report are begun where nobody began them, since they come from records.
///
/// # Errors
/// [`Rejected::Lines`] where there is no such publication, or with every error of its checklist.
pub async fn publish_file(weft: &Weft, kind: Kind, wanted: &Wanted, format: Format) -> Result<Vec<u8>, Rejected> {
    let session: figures::AcademicSession =
        wanted.session.parse().map_err(|fault: figures::SessionError| line(say_message(&fault.message())))?;
    let session = session.key();
    let extent = extent(weft, kind, &session, wanted).await?;
    let key = match store::key_of(&weft.db, kind, &session, &extent).await? {
        Some(key) => key,
        None => begun(weft, kind, &session, extent).await?,
    };
    let published = versions::of(&weft.db, &key).await?;
    let number = match published.first() {
        Some(version) => version.number,
        None => first(weft, &key).await?,
    };
    Ok(versions::bytes(weft, &key, number, format.key()).await?)
}

async fn extent(weft: &Weft, kind: Kind, session: &str, wanted: &Wanted) -> Result<Extent, Rejected> {
    match (kind, &wanted.authority) {
        (Kind::CommitteeReport, Some(council)) => match partnership::authority(&weft.db, council).await? {
            Some(found) => Ok(Extent { scope: found.key, ..Extent::default() }),
            None => {
                let known: Vec<String> =
                    partnership::authorities(&weft.db).await?.into_iter().map(|one| one.key).collect();
                Err(line(format!("there is no council {council}; use one of {}", known.join(", "))))
            }
        },
        (Kind::Highlight, _) => {
            let period = (wanted.from.as_deref().unwrap_or_default(), wanted.to.as_deref().unwrap_or_default());
            start::period(weft, session, wanted.workstream.as_deref(), period).await.map_err(|fault| match fault {
                start::Fault::Says(_, what) => line(what),
                start::Fault::Problem(problem) => Rejected::Problem(problem),
            })
        }
        _ => Ok(Extent::default()),
    }
}

/// Begins a publication that comes from records; nothing is written where its checklist would stop it.
async fn begun(weft: &Weft, kind: Kind, session: &str, extent: Extent) -> Result<String, Rejected> {
    if !matches!(kind, Kind::PlanOnAPage | Kind::Highlight) {
        return Err(line(format!(
            "there is no {} of session {session}; look at the list under /publications, where one can be begun",
            kind.name().to_lowercase()
        )));
    }
    let draft = start::draft(weft, kind, session, extent).await.map_err(|fault| match fault {
        start::Fault::Says(_, what) => line(what),
        start::Fault::Problem(problem) => Rejected::Problem(problem),
    })?;
    let errors = start::errors(weft, &draft).await?;
    if !errors.is_empty() {
        return Err(Rejected::Lines(errors.iter().map(|item| item.line(&draft.key)).collect()));
    }
    let mut write = weft.db.write().await?;
    start::begin(weft, &mut write, COMMAND_LINE, &draft).await?;
    write.commit().await?;
    Ok(draft.key)
}

async fn first(weft: &Weft, key: &str) -> Result<i64, Rejected> {
    let mut write = weft.db.write().await?;
    match publish(weft, &mut write, COMMAND_LINE, key).await {
        Ok(number) => {
            write.commit().await?;
            Ok(number)
        }
        Err(NotPublished::Errors(items)) => {
            Err(Rejected::Lines(items.iter().map(|item: &Item| item.line(key)).collect()))
        }
        Err(NotPublished::Same) => Err(Rejected::Problem(Problem::Conflict("Nothing was changed.".into()))),
        Err(NotPublished::Problem(problem)) => Err(Rejected::Problem(problem)),
    }
}
