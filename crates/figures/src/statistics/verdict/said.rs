//! The plain words of a comparison: what it was, what it is, how sure the change is, and the verdict.

use super::{Compared, GapCompared, Verdict};
use crate::{
    Counts, Message, Unit, grouped,
    rounding::rate,
    statistics::{Estimate, points},
};

impl Compared {
    /// One sentence that says both shares with how many they are of, the change, between which sizes it plausibly lies,
    /// and the verdict; percentages with `decimals` (0 to 6).
    ///
    /// One of `verdict-said-rose-better`, `-rose-worse`, `-fell-better`, `-fell-worse` with `before`, `before_n`, `now`,
    /// `now_n`, `size`, `least`, `most`; `verdict-said-no-clear-change` with the same but `fall` and `rise`, the ends of
    /// the interval, in place of the last three; and for too few the message of the [`Shortage`](super::Shortage).
    #[must_use]
    pub fn sentence(&self, decimals: u32) -> Message {
        let (Some(change), false) = (self.change, matches!(self.verdict, Verdict::TooFew(_))) else {
            return too_few(self.verdict);
        };
        let message = Message::new(key(self.verdict, change))
            .with("before", percent(self.before, decimals))
            .with("before_n", grouped(self.before.denominator.into()))
            .with("now", percent(self.now, decimals))
            .with("now_n", grouped(self.now.denominator.into()));
        sizes(message, self.verdict, change, decimals)
    }
}

impl GapCompared {
    /// As [`Compared::sentence`], for a gap in percentage points: `verdict-gap-narrower-better`, `-narrower-worse`,
    /// `-wider-better`, `-wider-worse`, `verdict-gap-no-clear-change`.
    #[must_use]
    pub fn sentence(&self, decimals: u32) -> Message {
        let (Some(gaps), false) = (self.change, matches!(self.verdict, Verdict::TooFew(_))) else {
            return too_few(self.verdict);
        };
        let key = match key(self.verdict, gaps.change) {
            "verdict-said-rose-better" => "verdict-gap-wider-better",
            "verdict-said-rose-worse" => "verdict-gap-wider-worse",
            "verdict-said-fell-better" => "verdict-gap-narrower-better",
            "verdict-said-fell-worse" => "verdict-gap-narrower-worse",
            _ => "verdict-gap-no-clear-change",
        };
        let message = Message::new(key)
            .with("before", grouped(points(gaps.before.value, decimals)))
            .with("now", grouped(points(gaps.now.value, decimals)));
        sizes(message, self.verdict, gaps.change, decimals)
    }

    /// Both ends at both times, since a gap also becomes narrower where the least deprived do worse: `verdict-gap-ends`
    /// with `least_before`, `least_now`, `most_before`, `most_now`. `None` where one end has nobody.
    #[must_use]
    pub fn ends(&self, decimals: u32) -> Option<Message> {
        self.change?;
        Some(
            Message::new("verdict-gap-ends")
                .with("least_before", percent(self.before.least, decimals))
                .with("least_now", percent(self.now.least, decimals))
                .with("most_before", percent(self.before.most, decimals))
                .with("most_now", percent(self.now.most, decimals)),
        )
    }
}

fn key(verdict: Verdict, change: Estimate) -> &'static str {
    match (verdict, change.value > 0.0) {
        (Verdict::Better, true) => "verdict-said-rose-better",
        (Verdict::Worse, true) => "verdict-said-rose-worse",
        (Verdict::Better, false) => "verdict-said-fell-better",
        (Verdict::Worse, false) => "verdict-said-fell-worse",
        (Verdict::NoClearChange | Verdict::TooFew(_), _) => "verdict-said-no-clear-change",
    }
}

fn sizes(message: Message, verdict: Verdict, change: Estimate, decimals: u32) -> Message {
    let size = |value: f64| grouped(points(value.abs(), decimals));
    if verdict == Verdict::NoClearChange {
        return message.with("fall", size(change.lower.min(0.0))).with("rise", size(change.upper.max(0.0)));
    }
    let (least, most) = if change.value > 0.0 { (change.lower, change.upper) } else { (change.upper, change.lower) };
    message
        .with("size", Unit::PercentagePoints.spoken(points(change.value.abs(), decimals)))
        .with("least", size(least))
        .with("most", size(most))
}

fn too_few(verdict: Verdict) -> Message {
    match verdict {
        Verdict::TooFew(shortage) => shortage.message(),
        Verdict::Better | Verdict::Worse | Verdict::NoClearChange => verdict.phrase(),
    }
}

fn percent(counts: Counts, decimals: u32) -> String {
    rate(counts.numerator, counts.denominator, decimals)
        .map_or_else(|_refused| String::new(), |rate| Unit::Percent.spoken(rate))
}
