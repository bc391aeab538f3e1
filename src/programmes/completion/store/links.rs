//! Links by letter: to write a case study, to fetch a certificate, to say what came next. Only the digest of a token is kept.

use serde_json::json;

use crate::{
    plumbing::{
        clock::stored,
        db::{Db, Write},
        history::{self, Act},
        ids::sha256,
        problem::Problem,
        state::Weft,
    },
    programmes::completion::Purpose,
};

/// For how many days a link opens its page.
const DAYS: i64 = 730;

/// Makes a link for one person of a cohort, and returns its token.
pub(in crate::programmes::completion) async fn add_link(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    cohort: &str,
    person: &str,
    purpose: Purpose,
) -> Result<String, Problem> {
    let token = weft.random.token()?;
    let expires = weft.clock.now() + jiff::SignedDuration::from_hours(24 * DAYS);
    sqlx::query(
        "insert into completion_link (token_hash, cohort_id, person_id, kind, made_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(sha256(token.as_bytes()))
    .bind(cohort)
    .bind(person)
    .bind(purpose.key())
    .bind(weft.clock.instant())
    .bind(stored(expires))
    .execute(write.on())
    .await?;
    let change = json!({ "kind": purpose.key(), "person": person });
    let act = Act { account: by, act: "link made", subject_kind: "cohort", subject_id: cohort, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(token)
}

/// Whom a link is for.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in crate::programmes::completion) struct Holder {
    pub(in crate::programmes::completion) cohort: String,
    pub(in crate::programmes::completion) person_id: String,
    pub(in crate::programmes::completion) person_key: String,
    pub(in crate::programmes::completion) name: String,
    pub(in crate::programmes::completion) expires_at: String,
}

/// Whom the link of a token is for, where it is of that purpose.
pub(in crate::programmes::completion) async fn holder(
    db: &Db,
    token: &str,
    purpose: Purpose,
) -> Result<Option<Holder>, Problem> {
    Ok(sqlx::query_as(
        "select cohort.key as cohort, person.id as person_id, person.key as person_key, person.name,
           completion_link.expires_at
         from completion_link join cohort on cohort.id = completion_link.cohort_id
         join person on person.id = completion_link.person_id
         where completion_link.token_hash = $1 and completion_link.kind = $2",
    )
    .bind(sha256(token.as_bytes()))
    .bind(purpose.key())
    .fetch_optional(db.read())
    .await?)
}

/// To whom of a cohort a link of a purpose was sent, and when last, by the person's id.
pub(in crate::programmes::completion) async fn sent(
    db: &Db,
    cohort: &str,
    purpose: Purpose,
) -> Result<std::collections::BTreeMap<String, String>, Problem> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select person_id, max(made_at) from completion_link where cohort_id = $1 and kind = $2
         group by person_id order by person_id",
    )
    .bind(cohort)
    .bind(purpose.key())
    .fetch_all(db.read())
    .await?;
    Ok(rows.into_iter().collect())
}
