//! What one person completed, for their own page.

use crate::{
    plumbing::{db::Db, problem::Problem},
    programmes::completion::OfPerson,
};

/// The decisions that stand about a person of a key, with their certificates, the latest first. Records of people who were
/// found to be the same are theirs too.
///
/// # Errors
/// When the database does not answer.
pub async fn of_person(db: &Db, person: &str) -> Result<Vec<OfPerson>, Problem> {
    Ok(sqlx::query_as(
        "select programme.key as programme, programme.name as programme_name, cohort.key as cohort,
           cohort.title as cohort_title, completion.outcome, completion.day, completion.minutes,
           certificate.number as certificate, coalesce(certificate.worth, '') as worth, certificate.issued_on
         from completion
         join cohort on cohort.id = completion.cohort_id
         join programme on programme.id = cohort.programme_id
         join person on person.id = completion.person_id
         left join certificate on certificate.completion_id = completion.id and certificate.revoked_on is null
         where completion.taken_back_at is null
           and (person.key = $1 or person.merged_into = (select id from person where key = $1))
         order by completion.day desc, completion.id",
    )
    .bind(person)
    .fetch_all(db.read())
    .await?)
}

/// The PDF of a certificate as it was issued, by its number.
///
/// # Errors
/// When the database does not answer.
pub async fn certificate_file(db: &Db, number: &str) -> Result<Option<Vec<u8>>, Problem> {
    Ok(sqlx::query_scalar(
        "select certificate_file.bytes from certificate_file
         join certificate on certificate.id = certificate_file.certificate_id where certificate.number = $1",
    )
    .bind(number)
    .fetch_optional(db.read())
    .await?)
}
