//! One-time codes as authenticator apps compute them (RFC 6238 over RFC 4226): six digits, new every thirty seconds, from a
//! secret of 160 bits by HMAC-SHA-1, the one digest that every app knows. Pure: the time is given.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;

/// For how many seconds a code holds.
const STEP: i64 = 30;
/// Codes of so many steps before and after the present one are taken too: clocks differ, and typing takes time.
const AROUND: i64 = 1;
/// The digits of base 32 (RFC 4648), in which apps take a secret.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A secret as apps are given it.
pub(super) type Secret = [u8; 20];

/// The code of a step.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    // RFC 4226, section 5.3: the last four bits say where the four bytes begin.
    let at = usize::from(digest.last()? & 0x0f);
    let number = digest.get(at..at + 4)?.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte)) & 0x7fff_ffff;
    Some(format!("{:06}", number % 1_000_000))
}

/// The step whose code was typed, where it is one of those that hold now and comes after the last one taken.
pub(super) fn step_of(typed: &str, secret: &[u8], now: Timestamp, last: i64) -> Option<i64> {
    let present = now.as_second().div_euclid(STEP);
    // Every step is compared, and every digit: the time taken says nothing.
    let mut found = None;
    for step in (present - AROUND..=present + AROUND).rev() {
        let expected = code(secret, step)?;
        let same = expected.len() == typed.len()
            && expected.bytes().zip(typed.bytes()).fold(0_u8, |sum, (a, b)| sum | (a ^ b)) == 0;
        if same && step > last {
            found = Some(step);
        }
    }
    found
}

/// Bytes in base 32, without padding.
fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// Text in groups of four, which can be typed without losing the place.
fn grouped(text: &str, between: char) -> String {
    let mut out = String::new();
    for (at, letter) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push(between);
        }
        out.push(letter);
    }
    out
}

/// A secret as somebody types it into an app.
pub(super) fn typed(secret: &[u8]) -> String {
    grouped(&base32(secret), ' ')
}

/// A secret as an app reads it from a picture: the address that apps agree on.
pub(super) fn address(secret: &[u8], site: &str, email: &str) -> String {
    let part = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    format!("otpauth://totp/{0}:{1}?secret={2}&issuer={0}", part(site), part(email), base32(secret))
}

/// A recovery code from eighty random bits: four groups of four.
pub(super) fn recovery_code(bytes: [u8; 10]) -> String {
    grouped(&base32(&bytes), '-')
}

/// What was typed, as codes are compared: without spaces and hyphens, in capitals.
pub(super) fn plain(typed: &str) -> String {
    typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B, the rows of SHA-1: their last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, second / STEP).unwrap(), expected);
            assert_eq!(step_of(expected, SECRET, at(second), 0), Some(second / STEP));
        }
    }

    #[test]
    fn a_code_holds_one_step_around_and_is_taken_once() {
        let present = 1_234_567_890 / STEP;
        for (step, holds) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let typed = code(SECRET, present + step).unwrap();
            assert_eq!(step_of(&typed, SECRET, at(1_234_567_890), 0).is_some(), holds, "{step}");
        }
        let typed = code(SECRET, present).unwrap();
        assert_eq!(step_of(&typed, SECRET, at(1_234_567_890), present), None, "taken before");
        assert_eq!(step_of("", SECRET, at(1_234_567_890), 0), None);
    }

    #[test]
    fn a_secret_is_written_as_apps_read_it() {
        // RFC 4648, section 10.
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b"fo"), "MZXQ");
        assert_eq!(typed(b"foobar"), "MZXW 6YTB OI");
        assert_eq!(
            address(b"foobar", "West Partnership", "a@b.example"),
            "otpauth://totp/West%20Partnership:a%40b%2Eexample?secret=MZXW6YTBOI&issuer=West%20Partnership"
        );
        assert_eq!(plain(" mzxw-6ytb oi"), "MZXW6YTBOI");
        assert_eq!(recovery_code([0; 10]), "AAAA-AAAA-AAAA-AAAA");
    }
}
