//! What waits for somebody: sheets that an authority has still to send, and sheets that wait to be accepted.

use figures::Message;

use super::{
    list::{href, is_given, session_label},
    measures, said, sheet,
    steps::{self, Standing},
    store::{self, About},
};
use crate::plumbing::{problem::Problem, state::Weft};

/// A sheet that an authority was asked for and has not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// What is to be done, as a task says it.
    pub what: String,
    /// Where the sheet is filled in.
    pub href: String,
}

/// What was asked of an authority and is not sent yet, in the order in which it was asked. A locked period waits for
/// nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn lacking(weft: &Weft, authority: &str) -> Result<Vec<Lacking>, Problem> {
    let requests = store::requests(&weft.db).await?;
    if requests.is_empty() {
        return Ok(Vec::new());
    }
    let measures = measures::all(&weft.db).await?;
    let locks = steps::locks(weft.db.read()).await?;
    let sheets = store::sheets(weft.db.read(), "", authority).await?;
    let mut found = Vec::new();
    for request in requests.into_iter().filter(|request| !locks.contains_key(request)) {
        let about =
            About { indicator: request.indicator_key, session: request.session, authority: authority.to_owned() };
        let sheet = sheets.get(&about);
        if is_given(sheet) {
            continue;
        }
        let key = match sheet {
            Some(sheet) if matches!(sheet.standing, Standing::Returned(_)) => "counts-todo-returned",
            Some(sheet) if sheet::is_complete(&sheet.rows) => "counts-todo-send",
            _ => "counts-todo-fill",
        };
        let known = measures.iter().find(|measure| measure.key == about.indicator);
        let name = known.map_or(about.indicator.as_str(), |measure| &measure.short_name);
        let what = Message::new(key).with("name", name).with("session", session_label(&about.session));
        found.push(Lacking { what: said(&what), href: href(&about) });
    }
    Ok(found)
}

/// How many sheets were sent and are neither accepted nor returned.
///
/// # Errors
/// When the database does not answer.
pub async fn to_accept(weft: &Weft) -> Result<usize, Problem> {
    steps::sent(weft.db.read()).await
}
