//! Passwords: length is the only rule; argon2id keeps them. Checking takes the same time for an unknown address.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

/// The fewest characters a password may have.
pub const SHORTEST: usize = 12;

/// The most bytes that are read as a password.
pub const LONGEST: usize = 256;

/// A hash of no password, so that an unknown address costs as much as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$cCvD9Cm0eRQvVQC0mVh4yKo0jNnNYvUDs8KwXkMxJ1s";

/// Why a password cannot be taken, in words, or nothing.
pub fn objection(password: &str) -> Option<String> {
    if password.chars().count() < SHORTEST {
        Some(format!(
            "Choose a password of at least {SHORTEST} characters. Three or four unrelated words are a good way."
        ))
    } else if password.len() > LONGEST {
        Some(format!("Choose a password of at most {LONGEST} characters."))
    } else {
        None
    }
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
    fn length_is_the_only_rule() {
        assert!(objection("short").is_some());
        assert!(objection("aaaaaaaaaaaa").is_none());
        assert!(objection(&"a".repeat(257)).is_some());
    }
}
