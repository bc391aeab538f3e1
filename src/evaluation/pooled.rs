//! What practitioners say over a whole session: the answers of every form that asked a question with a measure, counted
//! together. A share of a session is the sum of top answers over the sum of answers, never an average of percentages.
//!
//! Only occasions that may be shown on their own are in it. A sum with smaller ones would tell their answers to whoever
//! knows the others, and each new occasion would be told by the difference.

use std::collections::BTreeMap;

use figures::survey::{self, Share, Showing};

use super::{Asking, Question, Window, bank_pages::top, pages, results::distribution, store};
use crate::plumbing::{problem::Problem, state::Weft};

/// The measure of practitioners who report an increase in knowledge.
pub const INCREASE_IN_KNOWLEDGE: &str = "increase-in-knowledge";

/// One measure over a session, by one question in one version of its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The key of the measure.
    pub measure: String,
    /// The session, `2025-26`.
    pub session: String,
    /// The key of the question.
    pub question: String,
    /// The version of its words.
    pub version: i64,
    /// The question as it was asked.
    pub words: String,
    /// The answers that count, in words.
    pub top: String,
    /// Those who chose one of them.
    pub numerator: i64,
    /// Those who chose an answer.
    pub denominator: i64,
    /// Those to whom the question does not apply; they are in neither.
    pub not_applicable: i64,
    /// On how many occasions it was asked that are counted.
    pub occasions: i64,
    /// On how many occasions too few answered for them to be counted.
    pub left_out: i64,
    /// How much of it may be shown.
    pub showing: Showing,
    /// The share with its interval; nothing where there are too few answers.
    pub share: Option<Share>,
    /// Whether the same measure was asked in other words in this session, so that the two stand apart.
    pub breaks: bool,
    /// Whether every occasion counted is invented, as in an example.
    pub invented: bool,
}

impl Measure {
    /// What is counted and how, in a sentence or two.
    pub fn definition(&self) -> String {
        format!(
            "Of those who answered “{}” after a meeting or a programme of the session, those who chose {}. People to whom it does \
             not apply are left out. Summed over all occasions with at least five answers; somebody who answered on two \
             occasions counts twice.",
            self.words, self.top
        )
    }
}

/// Every measure of a session whose forms have closed, by measure, question and version.
///
/// # Errors
/// When the database does not answer.
pub async fn measures(weft: &Weft, session: &str) -> Result<Vec<Measure>, Problem> {
    let today = pages::today(weft).await?;
    let askings: BTreeMap<String, Asking> = store::of_session(&weft.db, session)
        .await?
        .into_iter()
        .filter(|asking| asking.window(&today) == Window::Closed)
        .map(|asking| (asking.id.clone(), asking))
        .collect();
    let mut counts: BTreeMap<(String, String), Vec<(String, i64)>> = BTreeMap::new();
    for one in store::counted(&weft.db, None, Some(session)).await? {
        if askings.contains_key(&one.asking) {
            counts.entry((one.version, one.asking)).or_default().push((one.choice, one.count));
        }
    }
    let ids: Vec<String> = counts.keys().map(|(version, _)| version.clone()).collect();
    let mut found = Vec::new();
    for question in store::version_of_ids(&weft.db, &ids).await? {
        if !question.measure.is_empty() {
            let occasions = counts.iter().filter(|((version, _), _)| *version == question.id);
            found.extend(pool(
                session,
                &question,
                occasions.map(|((_, asking), counts)| (&askings[asking], counts.as_slice())),
            ));
        }
    }
    found.sort_by(|a: &Measure, b| (&a.measure, &a.question, a.version).cmp(&(&b.measure, &b.question, b.version)));
    let several: Vec<String> = found.iter().map(|one| one.measure.clone()).collect();
    for one in &mut found {
        one.breaks = several.iter().filter(|measure| **measure == one.measure).count() > 1;
    }
    Ok(found)
}

/// One question over its occasions; nothing where none of them may be shown.
fn pool<'a>(
    session: &str,
    question: &Question,
    occasions: impl Iterator<Item = (&'a Asking, &'a [(String, i64)])>,
) -> Option<Measure> {
    let mut pooled = Measure {
        measure: question.measure.clone(),
        session: session.to_owned(),
        question: question.key.clone(),
        version: question.number,
        words: question.words.clone(),
        top: top(question),
        numerator: 0,
        denominator: 0,
        not_applicable: 0,
        occasions: 0,
        left_out: 0,
        showing: Showing::Nothing,
        share: None,
        breaks: false,
        invented: true,
    };
    for (asking, counts) in occasions {
        let found = distribution(question, counts);
        if found.showing == Showing::Nothing {
            pooled.left_out += 1;
            continue;
        }
        pooled.occasions += 1;
        pooled.numerator += found.top;
        pooled.denominator += found.answered;
        pooled.not_applicable += found.not_applicable;
        pooled.invented &= asking.invented == 1;
    }
    pooled.showing = survey::showing(pooled.denominator);
    pooled.share = survey::share(pooled.numerator, pooled.denominator).ok().flatten();
    (pooled.occasions > 0).then_some(pooled)
}

/// Practitioners who report an increase in knowledge in a session, one for each wording that was asked; see [`measures`].
///
/// # Errors
/// When the database does not answer.
pub async fn increase_in_knowledge(weft: &Weft, session: &str) -> Result<Vec<Measure>, Problem> {
    let mut found = measures(weft, session).await?;
    found.retain(|one| one.measure == INCREASE_IN_KNOWLEDGE);
    Ok(found)
}
