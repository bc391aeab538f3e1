//! What the answers to one question say, as far as it may be said: the whole distribution, the share of top answers with
//! its interval, and what those who did not answer could have changed.

use figures::{
    Decimal, Unit,
    charts::{Bar, BarChart},
    rounding::rate,
    survey::{self, Share, Showing},
};

use super::{NOT_APPLICABLE, Question, bank_pages::top};
use crate::plumbing::words::say_message;

/// How often a choice was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) count: i64,
    pub(super) top: bool,
    /// The share of those who answered, in per cent; nothing where there are too few.
    pub(super) percent: Option<Decimal>,
}

/// The answers to a question with choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Distribution {
    pub(super) rows: Vec<Row>,
    /// Those who chose an answer; those to whom it does not apply are not among them.
    pub(super) answered: i64,
    pub(super) not_applicable: i64,
    pub(super) top: i64,
    pub(super) showing: Showing,
    pub(super) share: Option<Share>,
}

/// The distribution of a question's answers out of how often each choice was taken.
pub(super) fn distribution(question: &Question, counts: &[(String, i64)]) -> Distribution {
    let count = |key: &str| counts.iter().filter(|(choice, _)| choice == key).map(|(_, count)| count).sum::<i64>();
    let answered: i64 = question.choices.iter().map(|choice| count(&choice.key)).sum();
    let top: i64 = question.choices.iter().filter(|choice| choice.top_box == 1).map(|choice| count(&choice.key)).sum();
    let showing = survey::showing(answered);
    let rows = question.choices.iter().map(|choice| {
        let count = count(&choice.key);
        let percent = if showing == Showing::Shares { rate(count, answered, 0).ok() } else { None };
        Row { key: choice.key.clone(), label: choice.label.clone(), count, top: choice.top_box == 1, percent }
    });
    Distribution {
        rows: rows.collect(),
        answered,
        not_applicable: count(NOT_APPLICABLE),
        top,
        showing,
        share: survey::share(top, answered).ok().flatten(),
    }
}

/// A small number as a word.
pub(super) fn word(count: i64) -> String {
    const WORDS: [&str; 10] = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    usize::try_from(count)
        .ok()
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

impl Distribution {
    /// The share of top answers in a sentence; nothing where the question has no top answers or may not be shown.
    pub(super) fn finding(&self, question: &Question) -> Option<String> {
        let top = top(question);
        if top.is_empty() {
            return None;
        }
        match (&self.share, self.showing) {
            (Some(share), _) => Some(format!(
                "{} of {} chose {top} ({}%; between {} and {} in 100 if the same were asked of many such people).",
                self.top, self.answered, share.percent, share.lower, share.upper
            )),
            (None, Showing::Counts) => Some(format!(
                "{} of the {} who answered chose {top}. With fewer than ten answers no percentage is given.",
                capital(&word(self.top)),
                word(self.answered)
            )),
            _ => None,
        }
    }

    /// What those who did not answer could have changed, in a sentence.
    pub(super) fn bounds(&self, invited: Option<i64>) -> Option<String> {
        let invited = invited?;
        // Those to whom the question does not apply were asked and could not have answered it.
        let eligible = invited - self.not_applicable;
        self.share.as_ref()?;
        let found = survey::bounds(self.top, self.answered, eligible).ok()?;
        Some(format!(
            "Whatever those who did not answer think, of all {eligible} invited between {} and {} in 100 would say so.",
            survey::percent(found.lower),
            survey::percent(found.upper)
        ))
    }

    /// The bars of the distribution.
    pub(super) fn chart(&self, question: &Question) -> Option<String> {
        if self.showing != Showing::Shares {
            return None;
        }
        let bar = |row: &Row| Bar { label: row.label.clone(), value: Some(Decimal::from(row.count)), words: None };
        let chart = BarChart {
            key: format!("chart-{}", question.key),
            title: question.words.clone(),
            unit: Unit::Count,
            bars: self.rows.iter().map(bar).collect(),
        };
        Some(chart.draw(&say_message))
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The middle of some numbers and the range of the middle half, in a sentence; nothing under ten.
pub(super) fn middle(numbers: &[i64]) -> Option<String> {
    if survey::showing(i64::try_from(numbers.len()).ok()?) != Showing::Shares {
        return None;
    }
    let at = |part: usize| numbers.get((numbers.len() - 1) * part / 4).copied();
    Some(format!(
        "{} gave a number. Half of them gave {} or less; the middle half gave {} to {}.",
        numbers.len(),
        at(2)?,
        at(1)?,
        at(3)?
    ))
}

/// How many of those invited answered, in a sentence.
pub(super) fn response(answered: i64, invited: Option<i64>) -> String {
    match invited {
        None => format!("{answered} answered. Without the number of those invited there is no response rate."),
        Some(invited) if answered > invited => format!(
            "{answered} answers came of {invited} invited. A shared link cannot keep anybody from answering twice, so no \
             response rate is given."
        ),
        Some(invited) => match (survey::showing(answered), rate(answered, invited, 0)) {
            (Showing::Shares, Ok(percent)) => format!("{answered} of {invited} invited answered ({percent}%)."),
            _ => format!("{} of {invited} invited answered.", capital(&word(answered))),
        },
    }
}

/// Why the result says too little, where it does.
pub(super) fn caution(answered: i64, invited: Option<i64>) -> Option<&'static str> {
    match survey::verdict(answered, invited) {
        survey::Verdict::Enough => None,
        survey::Verdict::FewAnswers => Some("Too few to tell: fewer than ten people answered."),
        survey::Verdict::FewOfInvited => Some(
            "Too few to tell: fewer than 30 in 100 of those invited answered, and those who did may differ from those who did not.",
        ),
    }
}
