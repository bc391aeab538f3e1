//! Every statement about versions of the pooled figures. A version is made of the accepted sheets of its day and never
//! changes; a later one takes its place on the page, with a reason. Only sums leave this folder.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::{Any, Executor};

use super::{
    row::{Category, Content, Row},
    sheet::Rows,
    steps::Standing,
    store::{self, Request},
};
use crate::plumbing::{
    db::Write,
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What the authorities gave, by the key of the authority. Notes are left out: they belong to the sheet.
pub(super) type Given = BTreeMap<String, Rows>;

/// One version of the figures of one indicator and session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    /// From 1.
    pub number: i64,
    pub at: String,
    /// Why it took the place of the version before.
    pub reason: Option<String>,
    pub given: Given,
}

#[derive(sqlx::FromRow)]
struct Line {
    session: String,
    number: i64,
    at: String,
    why: Option<String>,
    authority_key: Option<String>,
    breakdown: Option<String>,
    category: Option<String>,
    numerator: Option<i64>,
    denominator: Option<i64>,
    reason: Option<String>,
}

/// The versions of an indicator by session, the oldest first; an empty text stands for every session.
pub(super) async fn of<'e>(
    on: impl Executor<'e, Database = Any>,
    indicator: &str,
    session: &str,
) -> Result<BTreeMap<String, Vec<Version>>, Problem> {
    let lines: Vec<Line> = sqlx::query_as(
        "select v.session, v.number, v.at, v.reason as why, a.key as authority_key,
           r.breakdown, r.category, r.numerator, r.denominator, r.reason
         from pooled_version v
         left join pooled_row r on r.version_id = v.id
         left join authority a on a.id = r.authority_id
         where v.indicator_key = $1 and ($2 = '' or v.session = $2)
         order by v.session, v.number, v.id, a.position nulls last, a.id, r.breakdown, r.category",
    )
    .bind(indicator)
    .bind(session)
    .fetch_all(on)
    .await?;
    let mut found: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for line in lines {
        let versions = found.entry(line.session).or_default();
        if versions.last().is_none_or(|version| version.number != line.number) {
            versions.push(Version { number: line.number, at: line.at, reason: line.why, given: Given::new() });
        }
        let category = line.breakdown.zip(line.category).and_then(|(breakdown, key)| Category::of(&breakdown, &key));
        let content = Content::stored(line.numerator, line.denominator, line.reason.as_deref());
        if let (Some(version), Some(authority), Some(category), Some(content)) =
            (versions.last_mut(), line.authority_key, category, content)
        {
            version.given.entry(authority).or_default().insert(category, Row { content, note: None });
        }
    }
    Ok(found)
}

/// What the accepted sheets of a period say now.
pub(super) async fn accepted<'e>(on: impl Executor<'e, Database = Any>, period: &Request) -> Result<Given, Problem> {
    let sheets = store::sheets(on, &period.indicator_key, "").await?;
    Ok(sheets
        .into_iter()
        .filter(|(about, sheet)| {
            about.session == period.session && sheet.standing == Standing::Accepted && !sheet.rows.is_empty()
        })
        .map(|(about, sheet)| {
            let bare = sheet.rows.into_iter().map(|(category, row)| (category, Row { note: None, ..row })).collect();
            (about.authority, bare)
        })
        .collect())
}

/// Publishes what is accepted now as the next version, with its history row; `told` says what was known to follow from
/// it and the versions before. Gives its number, or nothing where the newest version says the same.
pub(super) async fn publish(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    period: &Request,
    reason: Option<&str>,
    told: &[String],
) -> Result<Option<i64>, Problem> {
    let given = accepted(write.on(), period).await?;
    let before = of(write.on(), &period.indicator_key, &period.session).await?.remove(&period.session);
    let newest = before.as_ref().and_then(|versions| versions.last());
    if newest.map_or(given.is_empty(), |newest| newest.given == given) {
        return Ok(None);
    }
    let number = newest.map_or(1, |newest| newest.number + 1);
    let id = weft.new_id()?;
    sqlx::query(
        "insert into pooled_version (id, indicator_key, session, number, at, by_account, reason)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(&period.indicator_key)
    .bind(&period.session)
    .bind(number)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(reason)
    .execute(write.on())
    .await?;
    for authority in given.keys() {
        sqlx::query(
            "insert into pooled_row (version_id, authority_id, breakdown, category, numerator, denominator, reason)
             select $1, s.authority_id, r.breakdown, r.category, r.numerator, r.denominator, r.reason
             from counts_row r join counts_sheet s on s.id = r.sheet_id join authority a on a.id = s.authority_id
             where s.indicator_key = $2 and s.session = $3 and a.key = $4",
        )
        .bind(&id)
        .bind(&period.indicator_key)
        .bind(&period.session)
        .bind(authority)
        .execute(write.on())
        .await?;
    }
    let act = Act {
        account: by,
        act: "pooled figures published",
        subject_kind: "counts period",
        subject_id: &period.id(),
        reason,
        change: json!({
            "indicator": period.indicator_key, "session": period.session, "version": number,
            "authorities": given.keys().collect::<Vec<_>>(), "told": told,
        }),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(Some(number))
}
