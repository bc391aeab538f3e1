//! Every statement about agreements: an authority agrees that its counts of one indicator and session stand by name
//! beside those of the authorities that agree as well, until it withdraws.

use serde_json::json;

use super::store::About;
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// The keys of the authorities that agree, in the order of the authorities.
pub(super) async fn agreed(db: &Db, indicator: &str, session: &str) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select a.key from counts_sharing s join authority a on a.id = s.authority_id
         where s.indicator_key = $1 and s.session = $2 and s.ended_at is null
         order by a.position, a.id",
    )
    .bind(indicator)
    .bind(session)
    .fetch_all(db.read())
    .await?)
}

/// Records that an authority agrees. Agreeing again changes nothing and answers `false`.
pub(super) async fn agree(weft: &Weft, write: &mut Write, by: &str, about: &About) -> Result<bool, Problem> {
    let id = weft.new_id()?;
    let added = sqlx::query(
        "insert into counts_sharing (id, indicator_key, session, authority_id, agreed_at)
         select $1, $2, $3, a.id, $4 from authority a where a.key = $5
         on conflict (indicator_key, session, authority_id) where ended_at is null do nothing",
    )
    .bind(&id)
    .bind(&about.indicator)
    .bind(&about.session)
    .bind(weft.clock.instant())
    .bind(&about.authority)
    .execute(write.on())
    .await?;
    told(weft, write, by, about, "counts shared", added.rows_affected()).await
}

/// Records that an authority withdraws. Where it does not agree, nothing changes and the answer is `false`.
pub(super) async fn withdraw(weft: &Weft, write: &mut Write, by: &str, about: &About) -> Result<bool, Problem> {
    let ended = sqlx::query(
        "update counts_sharing set ended_at = $1
         where indicator_key = $2 and session = $3 and ended_at is null
           and authority_id = (select a.id from authority a where a.key = $4)",
    )
    .bind(weft.clock.instant())
    .bind(&about.indicator)
    .bind(&about.session)
    .bind(&about.authority)
    .execute(write.on())
    .await?;
    told(weft, write, by, about, "counts no longer shared", ended.rows_affected()).await
}

async fn told(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    about: &About,
    act: &'static str,
    rows: u64,
) -> Result<bool, Problem> {
    if rows == 0 {
        return Ok(false);
    }
    let subject = format!("{}/{}/{}", about.indicator, about.session, about.authority);
    let change = json!({ "indicator": about.indicator, "session": about.session, "authority": about.authority });
    let act = Act { account: by, act, subject_kind: "counts sharing", subject_id: &subject, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(true)
}
