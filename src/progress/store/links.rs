//! Statements about links. Of a link only the digest is kept: whoever reads the database cannot open a report.

use std::collections::BTreeMap;

use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// A link as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::progress) struct Link {
    pub(in crate::progress) report_id: String,
    pub(in crate::progress) person_key: Option<String>,
    pub(in crate::progress) expires_at: String,
}

/// Makes a link to a report and returns its token, which is known to nobody else.
pub(in crate::progress) async fn add_link(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    report: &str,
    kind: &str,
    person: Option<&str>,
    authority: Option<&str>,
) -> Result<String, Problem> {
    let token = weft.random.token()?;
    let expires = weft.clock.now() + jiff::SignedDuration::from_hours(24 * crate::progress::LINK_DAYS);
    sqlx::query(
        "insert into progress_link (token_hash, report_id, kind, person_key, authority_key, made_at, expires_at, account)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(sha256(token.as_bytes()))
    .bind(report)
    .bind(kind)
    .bind(person)
    .bind(authority)
    .bind(weft.clock.instant())
    .bind(stored(expires))
    .bind(by)
    .execute(write.on())
    .await?;
    Ok(token)
}

/// The link of a token.
pub(in crate::progress) async fn link(db: &Db, token: &str) -> Result<Option<Link>, Problem> {
    Ok(sqlx::query_as("select report_id, person_key, expires_at from progress_link where token_hash = $1")
        .bind(sha256(token.as_bytes()))
        .fetch_optional(db.read())
        .await?)
}

/// Who was asked for a report by letter, each once, with their authority.
pub(in crate::progress) async fn asked(db: &Db, report: &str) -> Result<Vec<(String, Option<String>)>, Problem> {
    Ok(sqlx::query_as(
        "select distinct person_key, authority_key from progress_link
         where report_id = $1 and kind = 'request' and person_key is not null order by person_key, authority_key",
    )
    .bind(report)
    .fetch_all(db.read())
    .await?)
}

/// How many requests each authority got from one day to another, by its key; under an empty key those of people who
/// belong to none.
pub(in crate::progress) async fn burden(db: &Db, from: &str, to: &str) -> Result<BTreeMap<String, i64>, Problem> {
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select coalesce(authority_key, ''), cast(count(*) as bigint) from progress_link
         where kind = 'request' and made_at >= $1 and made_at <= $2
         group by coalesce(authority_key, '') order by coalesce(authority_key, '')",
    )
    .bind(from)
    .bind(format!("{to}T23:59:59.999Z"))
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}
