//! Signing in: guesses and their limit, one's own sign-ins, proving oneself again, one-time codes, councils' own sign-in.

mod codes;
mod councils;
mod guesses;
mod hostile;
mod provider;
mod sessions;
mod ways;
