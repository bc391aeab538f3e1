//! A number exactly as a paper prints it, with the decimal it stands for beside it.
//!
//! `73.0` stays `73.0`, `29.8%` keeps its sign and `10,443` its comma: the printed text is what a
//! table shows, the decimal is what arithmetic uses.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Message;

/// The longest number that is read, in characters; no printed figure comes near it.
const LONGEST: usize = 24;

/// A number as printed: an optional minus, digits, at most one decimal point and an optional `%`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Printed {
    text: String,
    value: Decimal,
}

impl Printed {
    /// Reads a printed number; thousands may be separated by commas, and spaces around are ignored.
    ///
    /// # Errors
    /// `number-not-a-number` where the text is no number, and `number-thousands` where a comma
    /// stands anywhere but before each group of three digits. Each carries the text as `text`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let refuse = |key| Message::new(key).with("text", text);
        let number = text.strip_suffix('%').map_or(text, str::trim_end);
        // A typographic minus is a minus.
        let (negative, digits) = match number.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, number),
        };
        if text.chars().count() > LONGEST || !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(refuse("number-not-a-number"));
        }
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        if fraction.is_some_and(|f| f.is_empty() || !f.bytes().all(|b| b.is_ascii_digit())) {
            return Err(refuse("number-not-a-number"));
        }
        if !whole.bytes().all(|b| b.is_ascii_digit() || b == b',') {
            return Err(refuse("number-not-a-number"));
        }
        if !thousands_are_in_threes(whole) {
            return Err(refuse("number-thousands"));
        }
        let mut plain = whole.replace(',', "");
        if let Some(fraction) = fraction {
            plain.push('.');
            plain.push_str(fraction);
        }
        let Ok(mut value) = Decimal::from_str_exact(&plain) else {
            return Err(refuse("number-not-a-number"));
        };
        value.set_sign_negative(negative && !value.is_zero());
        Ok(Self { text: text.to_owned(), value })
    }

    /// The number as a paper would print `value`: its own decimals, a hyphen for minus, no commas.
    #[must_use]
    pub fn from_decimal(value: Decimal) -> Self {
        Self { text: value.to_string(), value }
    }

    /// The text exactly as printed, without the spaces around it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The decimal; its scale is the number of decimals printed.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// How many decimals are printed: 1 for `73.0`.
    #[must_use]
    pub fn decimals(&self) -> u32 {
        self.value.scale()
    }

    /// Whether the number is printed with a percent sign.
    #[must_use]
    pub fn has_percent_sign(&self) -> bool {
        self.text.ends_with('%')
    }

    /// The digits alone, as files and the API carry them: `29.8` for `29.8%`, `10443` for `10,443`.
    #[must_use]
    pub fn plain(&self) -> String {
        self.value.to_string()
    }

    /// The number with a comma before each group of three digits, as sentences have it.
    #[must_use]
    pub fn grouped(&self) -> String {
        grouped(self.value)
    }
}

/// Writes `value` with its own decimals and a comma before each group of three digits: `10,443.5`.
#[must_use]
pub fn grouped(value: Decimal) -> String {
    let plain = value.abs().to_string();
    let (whole, fraction) = match plain.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (plain.as_str(), None),
    };
    let mut out = String::new();
    if value.is_sign_negative() && !value.is_zero() {
        out.push('\u{2212}');
    }
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn thousands_are_in_threes(whole: &str) -> bool {
    if !whole.contains(',') {
        return true;
    }
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    first && groups.all(|g| g.len() == 3)
}

impl fmt::Display for Printed {
    /// The text exactly as printed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Printed {
    type Err = Message;

    fn from_str(text: &str) -> Result<Self, Message> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Printed {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|message| format!("{}: {text}", message.key))
    }
}

impl From<Printed> for String {
    fn from(printed: Printed) -> Self {
        printed.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_the_text_and_the_decimals_it_was_printed_with() {
        for (text, plain, decimals) in [
            ("73.0", "73.0", 1),
            ("29.8%", "29.8", 1),
            ("29.8 %", "29.8", 1),
            ("10443", "10443", 0),
            ("10,443", "10443", 0),
            ("1,302,921", "1302921", 0),
            ("-0.5", "-0.5", 1),
            ("\u{2212}0.5", "-0.5", 1),
            ("0", "0", 0),
            ("0.00", "0.00", 2),
        ] {
            let printed = Printed::parse(text).expect(text);
            assert_eq!(printed.text(), text);
            assert_eq!(printed.plain(), plain);
            assert_eq!(printed.decimals(), decimals, "{text}");
        }
        assert_eq!(Printed::parse(" 74.5 ").expect("a number").text(), "74.5");
    }

    #[test]
    fn a_comma_that_does_not_part_thousands_is_refused() {
        for text in ["1,5", "10,44", "1,0443", ",443", "1,,443", "1234,567"] {
            let message = Printed::parse(text).expect_err(text);
            assert_eq!(message.arg("text"), Some(text));
        }
        assert_eq!(Printed::parse("10,44").expect_err("two").key, "number-thousands");
    }

    #[test]
    fn text_that_is_not_a_number_is_refused_and_never_guessed() {
        for text in [
            "",
            "%",
            "-",
            "--5",
            ".5",
            "5.",
            "1.2.3",
            "1e5",
            "+5",
            "5-",
            "NaN",
            "inf",
            "٣",
            "1_000",
            "£5",
            "5 6",
            "0.1,5",
            "123456789012345678901234567890",
        ] {
            assert!(Printed::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sentences_part_thousands_with_commas() {
        for (text, spoken) in [
            ("5", "5"),
            ("443", "443"),
            ("3185", "3,185"),
            ("10443", "10,443"),
            ("1302921.5", "1,302,921.5"),
            ("-10443", "\u{2212}10,443"),
        ] {
            assert_eq!(Printed::parse(text).expect(text).grouped(), spoken);
        }
    }

    #[test]
    fn every_decimal_reads_back_from_the_way_it_is_printed() {
        for units in (-50_000_i64..50_000).step_by(37) {
            for scale in 0..4 {
                let value = Decimal::new(units, scale);
                let printed = Printed::from_decimal(value);
                let again = Printed::parse(printed.text()).expect("a number");
                assert_eq!((again.value(), again.decimals()), (value, scale));
                assert_eq!(Printed::parse(&printed.grouped()).expect("grouped").value(), value);
            }
        }
    }
}
