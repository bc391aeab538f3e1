//! Who took part in programmes from one establishment or one authority: the registers of cohorts only, for its own page.

use super::Filter;
use crate::plumbing::{db::Db, problem::Problem};

/// The one a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// An establishment, by key.
    Establishment(&'a str),
    /// An authority, by key.
    Authority(&'a str),
}

impl<'a> Whose<'a> {
    fn column(self) -> &'static str {
        match self {
            Self::Establishment(_) => "a.establishment_key",
            Self::Authority(_) => "a.authority_key",
        }
    }

    fn key(self) -> &'a str {
        match self {
            Self::Establishment(key) | Self::Authority(key) => key,
        }
    }
}

/// A programme and how many different people took part in it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct InProgramme {
    /// The key of the programme.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many different people took part.
    pub people: i64,
}

fn taken(whose: Whose<'_>, what: &str, rest: &str) -> String {
    format!(
        "select {what} from attendance a join cohort_meeting m on m.id = a.meeting_id
         join person on person.id = a.person_id join cohort on cohort.id = m.cohort_id
         join programme on programme.id = cohort.programme_id
         where {} = $1 and a.mark in ('present', 'late') and m.day >= $2 and m.day <= $3 and m.cancelled_on is null {rest}",
        whose.column()
    )
}

/// How many different people took part in programmes.
///
/// # Errors
/// When the database does not answer.
pub async fn people_of(db: &Db, whose: Whose<'_>, filter: &Filter) -> Result<i64, Problem> {
    let (from, to) = filter.days();
    let who = "cast(count(distinct coalesce(person.merged_into, person.id)) as bigint)";
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(taken(whose, who, "")))
        .bind(whose.key())
        .bind(from)
        .bind(to)
        .fetch_one(db.read())
        .await?)
}

/// The programmes people took part in, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn programmes_of(db: &Db, whose: Whose<'_>, filter: &Filter) -> Result<Vec<InProgramme>, Problem> {
    let (from, to) = filter.days();
    let what = "programme.key, programme.name,
        cast(count(distinct coalesce(person.merged_into, person.id)) as bigint) as people";
    let text = taken(whose, what, "group by programme.key, programme.name order by programme.name, programme.key");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(whose.key()).bind(from).bind(to).fetch_all(db.read()).await?)
}

/// The names of those who took part, for those who may see them: at most a hundred, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn names_of(db: &Db, whose: Whose<'_>, filter: &Filter) -> Result<Vec<String>, Problem> {
    let (from, to) = filter.days();
    let root = "coalesce(person.merged_into, person.id)";
    let text = format!(
        "select kept.name from person kept where kept.id in ({}) order by kept.name, kept.id limit 100",
        taken(whose, root, "")
    );
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(text)).bind(whose.key()).bind(from).bind(to).fetch_all(db.read()).await?)
}
