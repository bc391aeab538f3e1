//! The life of a publication: checked, published, corrected. Each step is a dated record with its author.

use super::{
    Draft, Kind,
    checklist::{self, Item, Severity},
    compile::{Edition, compile},
    press::{self, Stopped},
    records::Records,
    revised, store,
    versions::{self, New},
};
use crate::{
    partnership,
    plumbing::{
        clock::zone,
        db::Write,
        problem::Problem,
        search::{self, Entry},
        state::Weft,
    },
    voices,
};

/// Why a publication was not published.
#[derive(Debug)]
pub enum NotPublished {
    /// Errors of the checklist stand in the way.
    Errors(Vec<Item>),
    /// Nothing was changed since the newest version, so there is nothing to correct.
    Same,
    /// Another problem.
    Problem(Problem),
}

impl From<Problem> for NotPublished {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<sqlx::Error> for NotPublished {
    fn from(error: sqlx::Error) -> Self {
        Self::Problem(error.into())
    }
}

/// Today in the partnership's zone.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let name = partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone);
    Ok(weft.clock.today(&zone(&name)))
}

/// The checklist of a publication's draft.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such publication.
pub(super) async fn checklist(weft: &Weft, key: &str) -> Result<(Draft, Records, Vec<Item>), Problem> {
    let draft = store::draft(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let sections = store::sections(&weft.db, key).await?;
    let records = Records::gather(weft, &draft).await?;
    let (_, mut items) = checklist::of(&draft, &sections, &records, &today(weft).await?);
    items.extend(revised::warning(weft, key).await?);
    Ok((draft, records, items))
}

/// Checks a draft and records that it was checked. Returns the checklist.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such publication.
pub async fn checked(weft: &Weft, write: &mut Write, by: &str, key: &str) -> Result<Vec<Item>, Problem> {
    let (draft, _, items) = checklist(weft, key).await?;
    let errors = items.iter().filter(|item| item.severity == Severity::Error).count();
    store::add_check(weft, write, by, (key, &draft.sha256()), (errors, items.len() - errors)).await?;
    Ok(items)
}

/// Publishes the first version. Returns its number, or that of the newest version where there is one already: publishing
/// twice never makes two versions.
///
/// # Errors
/// [`NotPublished::Errors`] with what stands in the way.
pub async fn publish(weft: &Weft, write: &mut Write, by: &str, key: &str) -> Result<i64, NotPublished> {
    let newest = versions::newest(write, key).await?;
    if newest > 0 {
        return Ok(newest);
    }
    print(weft, write, by, key, 1, None).await
}

/// Publishes a new version in place of the newest, with the reason.
///
/// # Errors
/// [`NotPublished::Same`] where neither the text nor a bound value changed; [`NotPublished::Errors`] as in [`publish`].
pub async fn correct(weft: &Weft, write: &mut Write, by: &str, key: &str, reason: &str) -> Result<i64, NotPublished> {
    let newest = versions::newest(write, key).await?;
    if newest == 0 {
        return print(weft, write, by, key, 1, None).await;
    }
    if !changed(weft, key, newest).await? {
        return Err(NotPublished::Same);
    }
    print(weft, write, by, key, newest + 1, Some(reason)).await
}

/// Whether the draft, or a record it binds, says something else than a published version.
pub(super) async fn changed(weft: &Weft, key: &str, number: i64) -> Result<bool, Problem> {
    let draft = store::draft(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    let records = Records::gather(weft, &draft).await?;
    let stored = versions::inputs(&weft.db, key, number).await?.ok_or(Problem::NotFound)?;
    let then: typesetting::model::Document = serde_json::from_str(&stored.document).map_err(Problem::broken)?;
    let now = compile(&draft, &records, Edition::Draft).document;
    let same_facts = draft.kind != Kind::CommitteeReport
        || now.cover_facts.iter().all(|fact| then.cover_facts.contains(fact)) && now.date == then.date;
    Ok(now.blocks != then.blocks || now.notes != then.notes || now.title != then.title || !same_facts)
}

async fn print(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    key: &str,
    number: i64,
    reason: Option<&str>,
) -> Result<i64, NotPublished> {
    let (draft, records, items) = checklist(weft, key).await?;
    let errors: Vec<Item> = items.into_iter().filter(|item| item.severity == Severity::Error).collect();
    if !errors.is_empty() {
        return Err(NotPublished::Errors(errors));
    }
    let compiled = compile(&draft, &records, Edition::Published { number, reason });
    let document = serde_json::to_string(&compiled.document).map_err(Problem::broken)?;
    let files = match press::print(compiled.document).await {
        Ok(files) => files,
        Err(Stopped::Problem(problem)) => return Err(problem.into()),
        Err(Stopped::Document(faults)) => {
            let item = |what: String| Item { severity: Severity::Error, section: None, row: 0, column: 0, what };
            return Err(NotPublished::Errors(faults.into_iter().map(item).collect()));
        }
    };
    let new = New { number, reason, draft: &draft, bound: &compiled.bound, document: &document, files: &files };
    versions::add(weft, write, by, &new).await?;
    for voice in &compiled.quoted {
        voices::record_use(weft, write, by, voice, key, number).await?;
    }
    let text: Vec<&str> = draft.sections.iter().map(|section| section.title.as_str()).collect();
    search::put(
        write,
        &Entry {
            kind: "publication",
            key,
            url: &format!("/publications/{key}"),
            title: &draft.title_in_lists(),
            summary: &draft.summary,
            text: &format!("{} {} {}", Kind::name(draft.kind), draft.session, text.join(" ")),
        },
    )
    .await?;
    Ok(number)
}
