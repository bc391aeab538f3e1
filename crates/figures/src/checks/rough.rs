//! Amounts that a text gives roughly: *approximately 900*, *just over 19,000*, *one third*.

use rust_decimal::Decimal;

use super::{Finding, lists::folded};
use crate::{AcademicSession, Message, Printed, grouped};

/// Between which numbers an amount lies, as a text gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rough {
    /// The least it may be.
    pub low: Decimal,
    /// The most it may be; `None` where the text sets no upper bound, as in *over 1,000*.
    pub high: Option<Decimal>,
}

/// Words that say how a number is meant; longer ones first, since *just over* holds *over*.
const WORDS: [(&str, Meant); 22] = [
    ("just over", Meant::JustOver),
    ("slightly over", Meant::JustOver),
    ("just under", Meant::JustUnder),
    ("more than", Meant::Over),
    ("at least", Meant::Over),
    ("fewer than", Meant::Under),
    ("less than", Meant::Under),
    ("up to", Meant::Under),
    ("at most", Meant::Under),
    ("over", Meant::Over),
    ("above", Meant::Over),
    ("under", Meant::Under),
    ("below", Meant::Under),
    ("nearly", Meant::JustUnder),
    ("almost", Meant::JustUnder),
    ("approximately", Meant::About),
    ("about", Meant::About),
    ("around", Meant::About),
    ("some", Meant::About),
    ("roughly", Meant::About),
    ("circa", Meant::About),
    ("estimated", Meant::About),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meant {
    Exactly,
    About,
    JustOver,
    JustUnder,
    Over,
    Under,
}

impl Rough {
    /// Reads the first amount of a text: a number with its commas, decimals or percent sign, or a part (`one third`,
    /// `half`, `three quarters`), which is read as per cent; with the words before it that say how it is meant. *About*
    /// reaches half a unit of the last digit that is not zero to either side, *just over* and *just under* a whole one. A
    /// percentage or a decimal stands for what rounds to it; a whole number for itself.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        for (at, word) in words.iter().enumerate() {
            let lead = folded(&words[at.saturating_sub(2)..at].join(" "));
            let meant = WORDS.iter().find(|(before, _)| lead == *before || lead.ends_with(&format!(" {before}")));
            let meant = meant.map_or(Meant::Exactly, |(_, meant)| *meant);
            if let Some(percent) = part(word, words.get(at + 1).copied()) {
                return Some(Self::around(percent, Decimal::from(5), Decimal::new(25, 1), meant));
            }
            let number = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '-' && c != '\u{2212}');
            if let Ok(printed) = Printed::parse(number) {
                let value = printed.value();
                let exact = if printed.has_percent_sign() || value.scale() > 0 {
                    Decimal::new(5, value.scale() + 1)
                } else {
                    Decimal::ZERO
                };
                return Some(Self::around(value, last_digit(value), exact, meant));
            }
        }
        None
    }

    fn around(value: Decimal, unit: Decimal, exact: Decimal, meant: Meant) -> Self {
        let half = unit / Decimal::TWO;
        let (low, high) = match meant {
            Meant::Exactly => (value - exact, Some(value + exact)),
            Meant::About => (value - half.max(exact), Some(value + half.max(exact))),
            Meant::JustOver => (value, Some(value + unit)),
            Meant::JustUnder => (value - unit, Some(value)),
            Meant::Over => (value, None),
            Meant::Under => (Decimal::ZERO.min(value), Some(value)),
        };
        Self { low, high }
    }

    /// Whether a number lies in it.
    #[must_use]
    pub fn holds(self, value: Decimal) -> bool {
        value >= self.low && self.high.is_none_or(|high| value <= high)
    }

    /// Whether some number lies in both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        self.high.is_none_or(|high| other.low <= high) && other.high.is_none_or(|high| self.low <= high)
    }

    /// The sum of amounts: from the sum of the least to the sum of the most.
    #[must_use]
    pub fn sum(amounts: &[Self]) -> Self {
        let high = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| Some(sum + amount.high?));
        Self { low: amounts.iter().map(|amount| amount.low).sum(), high }
    }

    /// The amount as a range of digits: `4,400–4,650`, `900`, `≥ 1,000`.
    #[must_use]
    pub fn text(self) -> String {
        match self.high {
            None => format!("\u{2265} {}", grouped(self.low.normalize())),
            Some(high) if high == self.low => grouped(high.normalize()),
            Some(high) => format!("{}\u{2013}{}", grouped(self.low.normalize()), grouped(high.normalize())),
        }
    }
}

/// The per cent that a word, with the word after it, names as a part of a whole.
fn part(word: &str, next: Option<&str>) -> Option<Decimal> {
    let times = match folded(word).as_str() {
        "half" => return Some(Decimal::from(50)),
        "a" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        _ => return None,
    };
    let next = folded(next?);
    let of = match next.trim_end_matches(|c: char| !c.is_alphabetic()) {
        "half" => 2,
        "third" | "thirds" => 3,
        "quarter" | "quarters" => 4,
        "fifth" | "fifths" => 5,
        _ => return None,
    };
    Some(Decimal::from(100 * times) / Decimal::from(of))
}

/// One unit of the last digit that is not zero: 100 for 1,900, 0.1 for 74.5; of its last decimal where decimals are given.
fn last_digit(value: Decimal) -> Decimal {
    if value.scale() > 0 || value.is_zero() {
        return Decimal::new(1, value.scale());
    }
    let mut unit = Decimal::ONE;
    while (value / (unit * Decimal::TEN)).fract().is_zero() {
        unit *= Decimal::TEN;
    }
    unit
}

/// An amount that a paper gives in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// What it is the number of: the same text for the same thing.
    pub about: &'a str,
    /// What is counted: practitioners, staff, attendances.
    pub kind: &'a str,
    /// The session it is of, where that is said.
    pub session: Option<AcademicSession>,
    /// The amount as printed.
    pub text: &'a str,
}

/// Whether two amounts that are given for one thing, of one kind, can both be true. Amounts of other kinds, of other things
/// or of two different sessions are not compared, nor are texts without an amount.
///
/// Found: `check-said-twice` with `about`, `first`, `second`.
#[must_use]
pub fn said_twice(first: Said<'_>, second: Said<'_>) -> Finding {
    let one_thing = folded(first.about) == folded(second.about) && folded(first.kind) == folded(second.kind);
    let one_time = first.session.is_none() || second.session.is_none() || first.session == second.session;
    if !one_thing || !one_time || Rough::read(first.text)?.meets(Rough::read(second.text)?) {
        return None;
    }
    Some(
        Message::new("check-said-twice")
            .with("about", first.about)
            .with("first", first.text)
            .with("second", second.text),
    )
}
