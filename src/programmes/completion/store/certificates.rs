//! Certificates: issued with their bytes, revoked, replaced, found by their number.

use serde_json::json;

use crate::{
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
    programmes::completion::certificate::Certificate,
};

/// What history calls a certificate.
const SUBJECT: &str = "certificate";

const COLUMNS: &str = "certificate.id, certificate.number, certificate.completion_id, certificate.name,
    certificate.programme, certificate.cohort, certificate.completed_on, certificate.worth, certificate.issued_on,
    certificate.issued_at, certificate.account, certificate.sha256, certificate.revoked_on, certificate.revoked_by,
    certificate.revoked_reason, certificate.replaced_by";

/// The certificate of a number, whether it stands or not.
pub(in crate::programmes::completion) async fn by_number(
    db: &Db,
    number: &str,
) -> Result<Option<Certificate>, Problem> {
    let text = format!("select {COLUMNS} from certificate where number = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(number).fetch_optional(db.read()).await?)
}

/// The certificate that stands for a completion, inside a write.
pub(in crate::programmes::completion) async fn standing_in(
    write: &mut Write,
    completion: &str,
) -> Result<Option<Certificate>, Problem> {
    let text = format!("select {COLUMNS} from certificate where completion_id = $1 and revoked_on is null");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(completion).fetch_optional(write.on()).await?)
}

/// Every certificate of a cohort with the id of its person, the newest first.
pub(in crate::programmes::completion) async fn of_cohort(
    db: &Db,
    cohort: &str,
) -> Result<Vec<(String, Certificate)>, Problem> {
    #[derive(sqlx::FromRow)]
    struct Row {
        person_id: String,
        #[sqlx(flatten)]
        certificate: Certificate,
    }
    let text = format!(
        "select completion.person_id, {COLUMNS} from certificate
         join completion on completion.id = certificate.completion_id where completion.cohort_id = $1
         order by certificate.issued_at desc, certificate.id"
    );
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(cohort).fetch_all(db.read()).await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.certificate)).collect())
}

/// The files of a cohort's standing certificates: the name that is printed, the number, the bytes.
pub(in crate::programmes::completion) async fn files(
    db: &Db,
    cohort: &str,
) -> Result<Vec<(String, String, Vec<u8>)>, Problem> {
    Ok(sqlx::query_as(
        "select certificate.name, certificate.number, certificate_file.bytes from certificate
         join certificate_file on certificate_file.certificate_id = certificate.id
         join completion on completion.id = certificate.completion_id
         where completion.cohort_id = $1 and certificate.revoked_on is null order by certificate.name, certificate.id",
    )
    .bind(cohort)
    .fetch_all(db.read())
    .await?)
}

/// What is stored of a certificate beside what its page says.
#[derive(Debug, Clone)]
pub(in crate::programmes::completion) struct Printed {
    pub(in crate::programmes::completion) document: String,
    pub(in crate::programmes::completion) renderer: &'static str,
    pub(in crate::programmes::completion) bytes: Vec<u8>,
}

/// Stores a certificate with its bytes. Says whether it was stored now, or one stands for the completion already.
pub(in crate::programmes::completion) async fn add(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    new: &Certificate,
    printed: &Printed,
) -> Result<bool, Problem> {
    if standing_in(write, &new.completion_id).await?.is_some() {
        return Ok(false);
    }
    sqlx::query(
        "insert into certificate (id, number, completion_id, name, programme, cohort, completed_on, worth, issued_on,
           issued_at, account, renderer, document, sha256)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&new.id)
    .bind(&new.number)
    .bind(&new.completion_id)
    .bind(&new.name)
    .bind(&new.programme)
    .bind(&new.cohort)
    .bind(&new.completed_on)
    .bind(&new.worth)
    .bind(&new.issued_on)
    .bind(&new.issued_at)
    .bind(by)
    .bind(printed.renderer)
    .bind(&printed.document)
    .bind(&new.sha256)
    .execute(write.on())
    .await?;
    sqlx::query("insert into certificate_file (certificate_id, bytes) values ($1, $2)")
        .bind(&new.id)
        .bind(&printed.bytes)
        .execute(write.on())
        .await?;
    let change = json!({ "completion": new.completion_id, "sha256": new.sha256 });
    record(weft, write, by, "certificate issued", &new.id, change).await?;
    Ok(true)
}

/// Revokes a certificate, with the reason. Says whether it stood until now.
pub(in crate::programmes::completion) async fn revoke(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    id: &str,
    day: &str,
    reason: &str,
    replaced_by: Option<&str>,
) -> Result<bool, Problem> {
    let done = sqlx::query(
        "update certificate set revoked_on = $1, revoked_by = $2, revoked_reason = $3, replaced_by = $4
         where id = $5 and revoked_on is null",
    )
    .bind(day)
    .bind(by)
    .bind(reason)
    .bind(replaced_by)
    .bind(id)
    .execute(write.on())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let change = json!({ "replaced": replaced_by.is_some() });
    record(weft, write, by, "certificate revoked", id, change).await?;
    Ok(true)
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// The certificates whose stored bytes no longer have their digest, in words.
/// A certificate without a document is one whose person was erased: its file went with the name.
pub(in crate::programmes::completion) async fn damaged(db: &Db) -> Result<Vec<String>, Problem> {
    let mut wrong = Vec::new();
    let mut after = String::new();
    loop {
        let rows: Vec<(String, String, String, Option<Vec<u8>>)> = sqlx::query_as(
            "select certificate.id, certificate.number, certificate.sha256, certificate_file.bytes from certificate
             left join certificate_file on certificate_file.certificate_id = certificate.id
             where certificate.id > $1 and certificate.document <> '' order by certificate.id limit 200",
        )
        .bind(&after)
        .fetch_all(db.read())
        .await?;
        let Some((last, ..)) = rows.last() else { return Ok(wrong) };
        after.clone_from(last);
        for (_, number, sha256, bytes) in rows {
            if bytes.is_none_or(|bytes| crate::plumbing::ids::sha256(&bytes) != sha256) {
                wrong.push(format!("certificate {number} has other bytes than those that were issued"));
            }
        }
    }
}
