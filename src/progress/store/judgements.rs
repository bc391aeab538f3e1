//! Statements about judgements of progress.

use serde_json::json;

use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// A judgement of how far an outcome has come; of a priority where its framework prints no outcomes.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Judgement {
    /// The key of the framework.
    pub framework: String,
    /// `outcome` or `priority`.
    pub kind: String,
    /// The key of the outcome or priority.
    pub outcome: String,
    /// One of [`crate::progress::WORDS`].
    pub word: String,
    /// What it rests on.
    pub reasons: String,
    /// The day of the judgement.
    pub day: String,
    /// The office that judged.
    pub office: String,
    /// Whether it is invented (1), as every judgement of an example is.
    pub invented: i64,
}

impl Judgement {
    /// Its word as people say it.
    pub fn name(&self) -> &str {
        crate::progress::WORDS.iter().find(|(key, ..)| *key == self.word).map_or(&self.word, |(_, name, _)| name)
    }

    /// The look of its label.
    pub fn look(&self) -> &'static str {
        crate::progress::WORDS.iter().find(|(key, ..)| *key == self.word).map_or("draft", |(_, _, look)| look)
    }
}

const JUDGEMENT: &str =
    "select framework_key as framework, subject_kind as kind, subject_key as outcome, word, reasons, day,
  office, invented from progress_judgement";

/// The latest judgement of each outcome of a framework, in the order of their keys.
///
/// # Errors
/// When the database does not answer.
pub async fn judgements(db: &Db, framework: &str) -> Result<Vec<Judgement>, Problem> {
    let sql =
        format!("{JUDGEMENT} where framework_key = $1 order by subject_kind, subject_key, day desc, position desc");
    let mut all: Vec<Judgement> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework).fetch_all(db.read()).await?;
    all.dedup_by(|later, kept| (&later.kind, &later.outcome) == (&kept.kind, &kept.outcome));
    Ok(all)
}

/// Every judgement of one outcome, the latest first.
pub(in crate::progress) async fn of_subject(
    db: &Db,
    framework: &str,
    kind: &str,
    key: &str,
) -> Result<Vec<Judgement>, Problem> {
    let sql = format!(
        "{JUDGEMENT} where framework_key = $1 and subject_kind = $2 and subject_key = $3 order by day desc, position desc"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(framework).bind(kind).bind(key).fetch_all(db.read()).await?)
}

/// Every judgement there ever was, for the file.
pub(in crate::progress) async fn every_judgement(db: &Db) -> Result<Vec<Judgement>, Problem> {
    let sql = format!("{JUDGEMENT} order by position");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// A judgement to be recorded.
pub(in crate::progress) struct NewJudgement<'a> {
    pub(in crate::progress) framework: &'a str,
    pub(in crate::progress) kind: &'a str,
    pub(in crate::progress) subject: &'a str,
    pub(in crate::progress) word: &'a str,
    pub(in crate::progress) reasons: &'a str,
    pub(in crate::progress) day: &'a str,
    pub(in crate::progress) office: &'a str,
    pub(in crate::progress) invented: bool,
}

/// Records a judgement after all others.
pub(in crate::progress) async fn add_judgement(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    new: &NewJudgement<'_>,
) -> Result<(), Problem> {
    let id = weft.new_id()?;
    sqlx::query(
        "insert into progress_judgement (id, position, framework_key, subject_kind, subject_key, word, reasons, day, office,
           at, account, invented)
         values ($1, (select coalesce(max(position), 0) + 1 from progress_judgement), $2, $3, $4, $5, $6, $7, $8, $9, $10,
           $11)",
    )
    .bind(&id)
    .bind(new.framework)
    .bind(new.kind)
    .bind(new.subject)
    .bind(new.word)
    .bind(new.reasons)
    .bind(new.day)
    .bind(new.office)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(i64::from(new.invented))
    .execute(write.on())
    .await?;
    let change =
        json!({ "framework": new.framework, "kind": new.kind, "key": new.subject, "word": new.word, "day": new.day });
    let act = Act {
        account: by,
        act: "progress judged",
        subject_kind: "progress judgement",
        subject_id: &id,
        reason: Some(new.reasons),
        change,
    };
    history::record(write, &weft.clock, act).await
}
