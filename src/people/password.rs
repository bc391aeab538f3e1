//! Passwords: long enough and not among those tried first; argon2id keeps them. Checking takes the same time for an unknown address.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::plumbing::form::{FormErrors, Posted};

/// The fewest characters a password may have.
pub const SHORTEST: usize = 8;

/// The most bytes that are read as a password.
pub const LONGEST: usize = 256;

/// A hash of no password, so that an unknown address costs as much as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$cCvD9Cm0eRQvVQC0mVh4yKo0jNnNYvUDs8KwXkMxJ1s";

/// A password that is found within fewer guesses is refused; eight characters at random are just enough.
const ENOUGH_GUESSES: u64 = 100_000_000;
/// So many characters are recommended.
pub const RECOMMENDED: usize = 15;

/// What is said beside the field of a new password.
pub fn hint() -> String {
    format!(
        "At least {SHORTEST} characters; {RECOMMENDED} or more are better. Three or four unrelated words are a good way, \
         and a password manager may fill it in."
    )
}

/// Checks a new password typed twice (`password`, `again`) and adds what is wrong.
pub fn check(posted: &Posted, own_words: &[&str], errors: &mut FormErrors) {
    let password = posted.text("password");
    if let Some(objection) = objection(password, own_words) {
        errors.add("password", objection);
    } else if password != posted.text("again") {
        errors.add("again", "The two passwords differ. Type the same one twice.");
    }
}

/// Why a password cannot be taken, in words, or nothing. `own_words` are names that somebody who knows the account tries
/// first: the person's, their address, the partnership's.
///
/// There is no rule about kinds of characters. A password is refused where zxcvbn (Wheeler, USENIX Security 2016), which knows
/// the most common passwords, names, words, keyboard rows and dates, finds it within a hundred million guesses.
pub fn objection(password: &str, own_words: &[&str]) -> Option<String> {
    if password.chars().count() < SHORTEST {
        return Some(format!(
            "Choose a password of at least {SHORTEST} characters. Three or four unrelated words are a good way."
        ));
    }
    if password.len() > LONGEST {
        return Some(format!("Choose a password of at most {LONGEST} characters."));
    }
    let parts =
        |text: &str| text.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let mut words: Vec<String> = own_words.iter().flat_map(|text| parts(text)).collect();
    words.extend(own_words.iter().map(|text| text.split_whitespace().collect::<String>()));
    // As they are written, too: zxcvbn counts a name with a hyphen in it as three guesses, not as one.
    words.extend(own_words.iter().map(|text| text.split('@').next().unwrap_or_default().to_owned()));
    words.push("weft".into());
    words.retain(|word| word.chars().count() > 2);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    (zxcvbn::zxcvbn(password, &words).guesses() < ENOUGH_GUESSES).then(|| {
        "This password is among those that are tried first: a common one, a name, a date or a row of keys. Choose three or four \
         unrelated words."
            .to_owned()
    })
}

/// The argon2id hash of a password, with its salt and parameters. Slow on purpose: runs beside the requests.
///
/// # Errors
/// When the salt or the hash cannot be made.
pub async fn hash(password: String, salt: [u8; 16]) -> anyhow::Result<String> {
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|cause| anyhow::anyhow!("the password could not be hashed: {cause}"))
    })
    .await?
}

/// Whether a password is the one behind a hash. No hash at all is checked just as long and never holds.
pub async fn holds(password: String, stored: Option<String>) -> bool {
    let known = stored.is_some();
    let checked = tokio::task::spawn_blocking(move || {
        let text = stored.unwrap_or_else(|| NOBODY.to_owned());
        PasswordHash::new(&text).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await;
    known && checked.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_holds_against_its_own_hash_only() {
        let stored = hash("correct horse battery".into(), [7; 16]).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(holds("correct horse battery".into(), Some(stored.clone())).await);
        assert!(!holds("correct horse batterz".into(), Some(stored)).await);
        assert!(!holds("anything at all".into(), None).await);
        assert!(PasswordHash::new(NOBODY).is_ok(), "the stand-in must cost as much as a real hash");
    }

    #[test]
    fn a_password_is_long_enough_and_not_among_those_tried_first() {
        let own = ["Eilidh Marr", "eilidh.marr@council.example", "West Partnership"];
        for refused in [
            "short",
            "aaaaaaaaaaaa",
            "password",
            "password1234",
            "P@ssw0rd",
            "qwertyuiop",
            "1234567890",
            "liverpool1",
            "iloveyou2",
            "eilidhmarr",
            "EilidhMarr1",
            "westpartnership",
            "Partnership2026",
            "eilidh.marr1",
            "30/06/1984",
        ] {
            assert!(objection(refused, &own).is_some(), "{refused} was taken");
        }
        for taken in [
            "woven threads of tweed",
            "four unrelated words",
            "x7Kq2mWz",
            "ùnnlas agus an cù",
            &"ab cd ef gh ".repeat(8),
        ] {
            assert_eq!(objection(taken, &own), None, "{taken}");
        }
        assert!(objection(&"a".repeat(257), &own).is_some());
    }
}
