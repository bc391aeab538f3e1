//! Identifiers: UUIDv7 text made by the program, each kind in a type of its own, and the `key` that people see in an address.

use std::sync::atomic::{AtomicU64, Ordering};

use super::clock::Clock;

/// Where random bytes come from: the operating system, or a counter in tests so that results repeat.
#[derive(Debug)]
pub enum Randomness {
    /// The operating system's generator.
    System,
    /// A deterministic stream for tests, starting at the given number.
    Counted(AtomicU64),
}

impl Randomness {
    /// Fills an array with random bytes.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn bytes<const N: usize>(&self) -> anyhow::Result<[u8; N]> {
        let mut out = [0_u8; N];
        match self {
            Self::System => getrandom::fill(&mut out)
                .map_err(|cause| anyhow::anyhow!("the system gave no random bytes: {cause}"))?,
            Self::Counted(next) => {
                use sha2::Digest;
                let number = next.fetch_add(1, Ordering::Relaxed);
                let digest = sha2::Sha256::digest(number.to_be_bytes());
                for (place, byte) in out.iter_mut().zip(digest.iter().cycle()) {
                    *place = *byte;
                }
            }
        }
        Ok(out)
    }

    /// A new UUIDv7 as text, ordered by the clock's time.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn new_id(&self, clock: &Clock) -> anyhow::Result<String> {
        let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or(0);
        let tail: [u8; 10] = self.bytes()?;
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid().to_string())
    }

    /// A 128-bit secret as 32 lower-case hexadecimal digits, for links and sign-ins.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn token(&self) -> anyhow::Result<String> {
        Ok(hex(&self.bytes::<16>()?))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The SHA-256 digest of some bytes as 64 lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(bytes))
}

/// The HMAC-SHA-256 of a text under a secret (RFC 2104): only this site can make it, and only with the same text.
///
/// # Errors
/// None in practice: HMAC takes a key of any length.
pub fn keyed(secret: &[u8], text: &str) -> anyhow::Result<[u8; 32]> {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret)?;
    mac.update(text.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

/// A key for addresses and files from a name: lower-case ASCII letters and digits joined by hyphens, at most 80 long.
/// A name with no letter or digit at all gives `x`.
pub fn key_from(name: &str) -> String {
    let mut key = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match unaccented(letter) {
            Some(plain) => key.push(plain),
            None if !key.is_empty() && !key.ends_with('-') => key.push('-'),
            None => {}
        }
        if key.len() >= 80 {
            break;
        }
    }
    let key = key.trim_end_matches('-');
    if key.is_empty() { "x".into() } else { key.into() }
}

/// Whether a text has the form of a key.
pub fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The plain letter of an accented one (Gaelic names are written with grave accents), or nothing for other signs.
pub fn unaccented(letter: char) -> Option<char> {
    match letter {
        'a'..='z' | '0'..='9' => Some(letter),
        'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => Some('a'),
        'è' | 'é' | 'ê' | 'ë' => Some('e'),
        'ì' | 'í' | 'î' | 'ï' => Some('i'),
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => Some('o'),
        'ù' | 'ú' | 'û' | 'ü' => Some('u'),
        'ç' => Some('c'),
        'ñ' => Some('n'),
        _ => None,
    }
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Wraps text that came from a row or was just made by [`Randomness::new_id`].
            pub fn of(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text to bind to a statement.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

id! {
    /// A person, whatever office they hold.
    PersonId,
    /// An account that can sign in.
    AccountId,
    /// An authority of the partnership.
    AuthorityId,
    /// An establishment: a school, nursery or centre.
    EstablishmentId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_plain_ascii() {
        assert_eq!(key_from("Maths and numeracy"), "maths-and-numeracy");
        assert_eq!(key_from("  Àrd-sgoil: Ghàidhlig! "), "ard-sgoil-ghaidhlig");
        assert_eq!(key_from("–"), "x");
        assert!(is_key("2025-26") && !is_key("Glasgow") && !is_key("-a"));
    }

    #[test]
    fn ids_of_one_instant_differ_and_keep_their_order_of_time() {
        let random = Randomness::Counted(AtomicU64::new(1));
        let early = Clock::fixed("2026-01-01T00:00:00Z").unwrap();
        let late = Clock::fixed("2026-01-02T00:00:00Z").unwrap();
        let first = random.new_id(&early).unwrap();
        assert_ne!(first, random.new_id(&early).unwrap());
        assert!(first < random.new_id(&late).unwrap());
    }
}
