//! Statements about the links of applicants and endorsers. Of a link only the digest is kept: whoever reads the database
//! cannot open an application.

use crate::plumbing::{
    db::{Db, Write},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// A link as stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes) struct Link {
    pub(in crate::programmes) application_id: String,
    pub(in crate::programmes) expires_at: String,
}

/// The kind of an applicant's own link.
pub(in crate::programmes) const APPLICANT: &str = "applicant";

/// The kind of an endorser's link.
pub(in crate::programmes) const ENDORSER: &str = "endorser";

/// Makes a link to an application and returns its token, which is known to nobody else.
pub(in crate::programmes) async fn add_link(
    weft: &Weft,
    write: &mut Write,
    application: &str,
    kind: &str,
    expires_at: &str,
) -> Result<String, Problem> {
    let token = weft.random.token()?;
    sqlx::query(
        "insert into application_link (token_hash, application_id, kind, made_at, expires_at)
         values ($1, $2, $3, $4, $5)",
    )
    .bind(sha256(token.as_bytes()))
    .bind(application)
    .bind(kind)
    .bind(weft.clock.instant())
    .bind(expires_at)
    .execute(write.on())
    .await?;
    Ok(token)
}

/// The link of a token and a kind.
pub(in crate::programmes) async fn link(db: &Db, token: &str, kind: &str) -> Result<Option<Link>, Problem> {
    Ok(sqlx::query_as("select application_id, expires_at from application_link where token_hash = $1 and kind = $2")
        .bind(sha256(token.as_bytes()))
        .bind(kind)
        .fetch_optional(db.read())
        .await?)
}

/// Whether the endorser of an application, or of another of its group, was ever sent a link.
pub(in crate::programmes) async fn endorser_was_asked_in(
    write: &mut Write,
    application: &str,
) -> Result<bool, Problem> {
    let found: Option<i64> = sqlx::query_scalar(
        "select cast(1 as bigint) from application_link join application on application.id = application_link.application_id
         where kind = $1 and (application.id = $2
           or application.group_id = (select own.group_id from application as own where own.id = $2)) limit 1",
    )
    .bind(ENDORSER)
    .bind(application)
    .fetch_optional(write.on())
    .await?;
    Ok(found.is_some())
}
