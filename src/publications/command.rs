//! `weft publish`: the newest published version as a file; where there is none and the checklist passes, published first.

use super::{
    Kind,
    checklist::Item,
    publish::{NotPublished, publish},
    store, versions,
};
use crate::plumbing::{history::COMMAND_LINE, import::Rejected, problem::Problem, state::Weft};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One HTML file that needs nothing else.
    Html,
    /// PDF/UA-1 and PDF/A-2a.
    Pdf,
}

impl Format {
    /// As stored and as the ending of a file.
    pub fn key(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
        }
    }
}

/// The bytes of the newest version of a publication. Twice gives identical bytes and never two versions.
///
/// # Errors
/// [`Rejected::Lines`] where there is no such publication, or with every error of its checklist.
pub async fn publish_file(weft: &Weft, kind: Kind, session: &str, format: Format) -> Result<Vec<u8>, Rejected> {
    let session: figures::AcademicSession = session.parse().map_err(|fault: figures::SessionError| {
        Rejected::Lines(vec![crate::plumbing::words::say_message(&fault.message())])
    })?;
    let Some(key) = store::key_of(&weft.db, kind, &session.key()).await? else {
        return Err(Rejected::Lines(vec![format!(
            "there is no {} of session {}; look at the list under /publications",
            kind.name().to_lowercase(),
            session.key()
        )]));
    };
    let published = versions::of(&weft.db, &key).await?;
    let number = match published.first() {
        Some(version) => version.number,
        None => first(weft, &key).await?,
    };
    let file = versions::file(&weft.db, &key, number, format.key()).await?.ok_or(Problem::NotFound)?;
    Ok(file.bytes)
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
