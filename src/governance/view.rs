//! Bodies held against their rules on a day: what is met, what is vacant, and the names that say it.

use super::{
    Body, Seat,
    rules::{self, Finding, Names},
    store,
};
use crate::{
    partnership,
    plumbing::{db::Db, problem::Problem},
};

/// A seat that nobody holds, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacancy {
    /// The key of the body.
    pub body: String,
    /// The name of the body.
    pub body_name: String,
    /// The key of the rule that asks for it.
    pub rule: String,
    /// What is lacking: `No senior officer from Inverclyde`.
    pub words: String,
    /// The authority that has nobody there.
    pub authority: Option<String>,
    /// The sector that has nobody there.
    pub sector: Option<String>,
}

/// What keys are called.
pub(super) async fn names(db: &Db) -> Result<Names, Problem> {
    names_beside(db, &store::bodies(db).await?).await
}

/// The same where the bodies were read already.
async fn names_beside(db: &Db, bodies: &[Body]) -> Result<Names, Problem> {
    let bodies = bodies.iter().map(|body| (body.key.clone(), body.name.clone())).collect();
    Ok(Names {
        authorities: partnership::authorities(db).await?.into_iter().map(|one| (one.key, one.name)).collect(),
        partners: partnership::partners(db).await?.into_iter().map(|one| (one.key, one.name)).collect(),
        bodies,
    })
}

/// Every rule of a body held against the terms of a day; nothing where nobody knows who sits on it.
pub fn findings(body: &Body, held: &[&Seat], names: &Names) -> Vec<Finding> {
    if !body.seats_known() {
        return Vec::new();
    }
    body.rule.iter().map(|rule| rules::evaluate(rule, held, names)).collect()
}

pub(super) fn vacant(body: &Body, findings: &[Finding]) -> Vec<Vacancy> {
    let of = |finding: &Finding| {
        let rule = finding.rule.clone();
        finding.lacks.clone().into_iter().map(move |lack| Vacancy {
            body: body.key.clone(),
            body_name: body.name.clone(),
            rule: rule.clone(),
            words: lack.words,
            authority: lack.authority,
            sector: lack.sector,
        })
    };
    findings.iter().flat_map(of).collect()
}

/// What the rules of a body ask for and no term gives on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn vacancies(db: &Db, body_key: &str, on_day: &str) -> Result<Vec<Vacancy>, Problem> {
    let Some(body) = store::body(db, body_key).await? else { return Ok(Vec::new()) };
    let seats = store::seats(db, body_key, on_day).await?;
    let held: Vec<&Seat> = seats.iter().collect();
    Ok(vacant(&body, &findings(&body, &held, &names(db).await?)))
}

/// The unmet rules of a body on a day, in words.
///
/// # Errors
/// When the database does not answer.
pub async fn unmet(db: &Db, body_key: &str, on_day: &str) -> Result<Vec<String>, Problem> {
    Ok(vacancies(db, body_key, on_day).await?.into_iter().map(|vacancy| vacancy.words).collect())
}

/// What every body asks of one authority and does not have on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn vacancies_of_authority(db: &Db, authority: &str, on_day: &str) -> Result<Vec<Vacancy>, Problem> {
    let mut found = every_vacancy(db, on_day).await?;
    found.retain(|vacancy| vacancy.authority.as_deref() == Some(authority));
    Ok(found)
}

/// What any body asks for and does not have on a day, body by body.
///
/// # Errors
/// When the database does not answer.
pub async fn every_vacancy(db: &Db, on_day: &str) -> Result<Vec<Vacancy>, Problem> {
    let bodies = store::bodies(db).await?;
    let names = names_beside(db, &bodies).await?;
    let seats = store::every_seat(db, on_day).await?;
    let mut found = Vec::new();
    for body in bodies {
        let held: Vec<&Seat> = seats.iter().filter(|seat| seat.body == body.key).collect();
        found.extend(vacant(&body, &findings(&body, &held, &names)));
    }
    Ok(found)
}
