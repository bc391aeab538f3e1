//! Verdicts in four phrases: better, worse, no clear change, too few to tell.
//!
//! Better or worse is said only where the whole 95% interval of a change lies on one side of zero. Too few is said before
//! anything else: few cases, few answers of those invited, few groups, or few registers. Which direction is good is given
//! by whoever asks. The sentence is generated; a writer may add to it and not alter it.

mod said;
#[cfg(test)]
mod tests;

use super::difference::{Ends, GapChange, change_in_gap, difference};
use super::{DUST, Estimate};
use crate::{Counts, Message, survey, wilson::Confidence};

/// The direction that is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// A rise.
    Up,
    /// A fall.
    Down,
}

/// The four verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The interval of the change lies on the good side of zero.
    Better,
    /// It lies on the bad side.
    Worse,
    /// It includes zero.
    NoClearChange,
    /// Too little lies behind it, and what.
    TooFew(Shortage),
}

impl Verdict {
    /// The stable key in files and the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::NoClearChange => "no_clear_change",
            Self::TooFew(_) => "too_few",
        }
    }

    /// The phrase, for Fluent to say.
    #[must_use]
    pub fn phrase(self) -> Message {
        Message::new(match self {
            Self::Better => "verdict-better",
            Self::Worse => "verdict-worse",
            Self::NoClearChange => "verdict-no-clear-change",
            Self::TooFew(_) => "verdict-too-few",
        })
    }
}

/// The fewest cases, on either side, of which a verdict is given.
pub const FEWEST_CASES: i64 = survey::ENOUGH;
/// The fewest groups of which a verdict is given.
pub const FEWEST_GROUPS: i64 = 8;
/// The share of held meetings with a register, in per cent, below which no verdict is given.
pub const ENOUGH_REGISTERS: i64 = 90;

/// What is too little for a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shortage {
    /// Fewer than [`FEWEST_CASES`] cases on one side.
    Cases,
    /// Fewer than 30 of 100 who were invited answered.
    Answers,
    /// Fewer than [`FEWEST_GROUPS`] groups.
    Groups,
    /// Fewer than 90 of 100 held meetings have a register.
    Registers,
}

impl Shortage {
    /// What is too little, with its threshold, for Fluent to say.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Cases => Message::new("verdict-few-cases").with("fewest", FEWEST_CASES),
            Self::Answers => Message::new("verdict-few-answers").with("fewest", survey::ENOUGH_OF_INVITED),
            Self::Groups => Message::new("verdict-few-groups").with("fewest", FEWEST_GROUPS),
            Self::Registers => Message::new("verdict-few-registers").with("fewest", ENOUGH_REGISTERS),
        }
    }
}

/// What a change rests on beyond its own counts; what is not known is `None` and is not asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Basis {
    /// Those who answered out of those invited, for the weaker of the two times.
    pub answered: Option<Counts>,
    /// How many groups it was counted over.
    pub groups: Option<i64>,
    /// Meetings with a register out of meetings held, for the weaker of the two times.
    pub registers: Option<Counts>,
}

impl Basis {
    /// The first thing that is too little, if anything is.
    #[must_use]
    pub fn shortage(self) -> Option<Shortage> {
        let under = |counts: Option<Counts>, percent: i64| {
            let below = |c: Counts| c.numerator.saturating_mul(100) < c.denominator.saturating_mul(percent);
            counts.is_some_and(|counts| counts.denominator > 0 && below(counts))
        };
        if under(self.answered, survey::ENOUGH_OF_INVITED) {
            Some(Shortage::Answers)
        } else if self.groups.is_some_and(|groups| groups < FEWEST_GROUPS) {
            Some(Shortage::Groups)
        } else if under(self.registers, ENOUGH_REGISTERS) {
            Some(Shortage::Registers)
        } else {
            None
        }
    }
}

/// The verdict on a change with its interval. An interval that touches zero includes it.
#[must_use]
pub fn judge(change: Estimate, better: Better, basis: Basis) -> Verdict {
    if let Some(shortage) = basis.shortage() {
        return Verdict::TooFew(shortage);
    }
    let (rose, fell) = (change.lower > DUST, change.upper < -DUST);
    match (rose, fell, better) {
        (true, _, Better::Up) | (_, true, Better::Down) => Verdict::Better,
        (true, _, Better::Down) | (_, true, Better::Up) => Verdict::Worse,
        _ => Verdict::NoClearChange,
    }
}

/// Two shares of different people compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The counts before.
    pub before: Counts,
    /// The counts now.
    pub now: Counts,
    /// The share now less the share before, with its 95% interval; `None` where one side has nobody.
    pub change: Option<Estimate>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Compares the share now with the share before. With nobody, or fewer than [`FEWEST_CASES`], on either side the
/// verdict is too few.
///
/// # Errors
/// As [`Counts::share`], but for a side of 0 of 0.
pub fn compare(before: Counts, now: Counts, better: Better, basis: Basis) -> Result<Compared, Message> {
    let empty = |counts: Counts| (counts.numerator, counts.denominator) == (0, 0);
    let change = match (empty(before), empty(now)) {
        (false, false) => Some(difference(now, before, Confidence::Reading)?),
        _ => {
            for counts in [before, now].into_iter().filter(|counts| !empty(*counts)) {
                Counts::share(counts.numerator, counts.denominator)?;
            }
            None
        }
    };
    let verdict = match change {
        Some(change) if before.denominator.min(now.denominator) >= FEWEST_CASES => judge(change, better, basis),
        _ => Verdict::TooFew(Shortage::Cases),
    };
    Ok(Compared { before, now, change, verdict })
}

/// Two gaps compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GapCompared {
    /// The ends before.
    pub before: Ends,
    /// The ends now.
    pub now: Ends,
    /// Both gaps and the change, with 95% intervals; `None` where one end has nobody.
    pub change: Option<GapChange>,
    /// The verdict.
    pub verdict: Verdict,
}

/// Compares the gap now with the gap before. With nobody, or fewer than [`FEWEST_CASES`], at any end the verdict is too
/// few. For a gap, [`Better::Down`] is what most partnerships want.
///
/// # Errors
/// As [`Counts::share`], but for an end of 0 of 0.
pub fn compare_gaps(before: Ends, now: Ends, better: Better, basis: Basis) -> Result<GapCompared, Message> {
    let ends = [before.least, before.most, now.least, now.most];
    let empty = |counts: &Counts| (counts.numerator, counts.denominator) == (0, 0);
    for counts in ends.iter().filter(|counts| !empty(counts)) {
        Counts::share(counts.numerator, counts.denominator)?;
    }
    let change = if ends.iter().any(empty) { None } else { Some(change_in_gap(now, before, Confidence::Reading)?) };
    let verdict = match change {
        Some(gaps) if ends.iter().all(|counts| counts.denominator >= FEWEST_CASES) => judge(gaps.change, better, basis),
        _ => Verdict::TooFew(Shortage::Cases),
    };
    Ok(GapCompared { before, now, change, verdict })
}
