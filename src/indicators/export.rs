//! `weft export indicators`: definitions, sources and statements as TOML, values as one CSV for each source.

use serde::Serialize;

use super::{Book, Indicator, Release, Source, Statement, observations, store};
use crate::plumbing::{problem::Problem, state::Weft};

#[derive(Serialize)]
struct Definitions<'a> {
    indicator: &'a [Indicator],
}

#[derive(Serialize)]
struct Sources<'a> {
    source: &'a [Source],
}

#[derive(Serialize)]
struct Statements<'a> {
    statement: &'a [Statement],
}

/// Everything about indicators as files, by name, in the order in which they can be imported again. The same record
/// gives the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export(weft: &Weft) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let book = Book::open(weft, Release::Everything, None).await?;
    let sources = store::sources(&weft.db).await?;
    let statements = store::statements(&weft.db, None).await?;
    let mut files = vec![
        ("definitions.toml".to_owned(), text(&Definitions { indicator: &book.indicators })?),
        ("sources.toml".to_owned(), text(&Sources { source: &sources })?),
    ];
    for source in &sources {
        files.push((format!("{}.csv", source.key), values(&book, &source.key)));
    }
    files.push(("statements.toml".to_owned(), text(&Statements { statement: &statements })?));
    Ok(files)
}

/// The values file of one source.
pub(super) fn values(book: &Book, source: &str) -> Vec<u8> {
    let rows: Vec<store::Recorded> =
        book.observations.iter().filter(|one| one.source == source).map(store::Recorded::from).collect();
    observations::write(rows.iter())
}

fn text(file: &impl Serialize) -> Result<Vec<u8>, Problem> {
    Ok(toml::to_string_pretty(file).map_err(Problem::broken)?.into_bytes())
}
