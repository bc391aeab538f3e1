//! Signing in: guesses and their limit, one's own sign-ins, proving oneself again, one-time codes.

mod codes;
mod guesses;
mod sessions;
mod ways;
