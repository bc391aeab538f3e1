//! Every statement about the dated steps of a version's life.

use super::Move;
use crate::plumbing::{
    db::{Db, Write},
    problem::Problem,
    state::Weft,
};

/// One dated step of a version's life.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Step {
    /// `submission`, `withdrawal`, `endorsement` or `publication`.
    pub step: String,
    /// When it was recorded.
    pub at: String,
    /// The account that recorded it, as history names it.
    pub account: String,
    /// The name of that account's person, where it still has one.
    pub author: Option<String>,
    /// The day on which it happened, where that was said.
    pub on_day: Option<String>,
    /// The body that endorsed.
    pub endorsing_body: Option<String>,
    /// The paper that says so.
    pub paper: Option<String>,
    /// Why, where a reason was asked for.
    pub reason: Option<String>,
}

/// The steps of a version's life in the order they were recorded.
///
/// # Errors
/// When the database does not answer.
pub async fn steps(db: &Db, version_id: &str) -> Result<Vec<Step>, Problem> {
    Ok(sqlx::query_as(
        "select framework_step.step, framework_step.at, framework_step.account, person.name as author,
           framework_step.on_day, framework_step.endorsing_body, framework_step.paper, framework_step.reason
         from framework_step left join account on account.id = framework_step.account
         left join person on person.id = account.person_id
         where framework_step.version_id = $1 order by framework_step.position, framework_step.id",
    )
    .bind(version_id)
    .fetch_all(db.read())
    .await?)
}

/// What is said of a step when it is recorded.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StepFacts<'a> {
    /// The day on which it happened.
    pub(super) on_day: Option<&'a str>,
    /// The body that endorsed.
    pub(super) endorsing_body: Option<&'a str>,
    /// The paper that says so.
    pub(super) paper: Option<&'a str>,
    /// Why.
    pub(super) reason: Option<&'a str>,
}

/// Records a step of a version's life.
pub(super) async fn add_step(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    version_id: &str,
    made: Move,
    facts: StepFacts<'_>,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into framework_step (id, version_id, position, step, at, account, on_day, endorsing_body, paper, reason)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from framework_step where version_id = $2),
           $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(weft.new_id()?)
    .bind(version_id)
    .bind(made.key())
    .bind(weft.clock.instant())
    .bind(by)
    .bind(facts.on_day)
    .bind(facts.endorsing_body)
    .bind(facts.paper)
    .bind(facts.reason)
    .execute(write.on())
    .await?;
    Ok(())
}
