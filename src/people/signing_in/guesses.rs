//! Wrong guesses at passwords and codes: ten within five minutes, for an account and for a network, and no eleventh.
//!
//! They are counted in the database, inside the write that settles a guess: of any number of guesses at once, on any number
//! of copies of the server, only the first ten wrong ones learn that they were wrong, and a right one after them learns
//! nothing. What is counted for is kept as a digest, and an address that is nobody's counts like any other.

use jiff::{SignedDuration, Timestamp};
use sqlx::AnyConnection;

use super::account_pages::local_zone;
use crate::plumbing::{
    clock::stored,
    db::Write,
    ids::{hex, sha256},
    problem::Problem,
    state::Weft,
};

/// So many wrong guesses are answered within [`MINUTES`].
pub(super) const MOST: i64 = 10;
/// For so many minutes a wrong guess counts.
pub(super) const MINUTES: i64 = 5;

/// Whose guesses are counted together: those at one account, and those from one network.
#[derive(Debug, Clone)]
pub(super) struct Guesser {
    account: String,
    network: String,
}

impl Guesser {
    /// Guesses at the account of an address, typed by anybody, from a network.
    pub(super) fn new(weft: &Weft, email: &str, network: &str) -> Self {
        let digest =
            |what: &str, text: &str| sha256(format!("wrong-guess|{}|{what}|{text}", hex(&weft.secret)).as_bytes());
        Self { account: digest("account", &email.trim().to_lowercase()), network: digest("network", network) }
    }
}

/// Until when no further guess is looked at, where ten wrong ones were made.
pub(super) async fn shut_until(
    weft: &Weft,
    on: &mut AnyConnection,
    guesser: &Guesser,
) -> Result<Option<Timestamp>, Problem> {
    let since = stored(weft.clock.now() - SignedDuration::from_mins(MINUTES));
    let mut until = None;
    for (text, digest) in [
        (
            "select at from wrong_guess where account_digest = $1 and at > $2 order by at desc, id desc limit 1 offset $3",
            &guesser.account,
        ),
        (
            "select at from wrong_guess where network_digest = $1 and at > $2 order by at desc, id desc limit 1 offset $3",
            &guesser.network,
        ),
    ] {
        let tenth: Option<String> =
            sqlx::query_scalar(text).bind(digest).bind(&since).bind(MOST - 1).fetch_optional(&mut *on).await?;
        if let Some(at) = tenth {
            let at: Timestamp = at.parse().map_err(Problem::broken)?;
            until = until.max(Some(at + SignedDuration::from_mins(MINUTES)));
        }
    }
    Ok(until)
}

/// Counts a wrong guess, and forgets those that count no longer.
pub(super) async fn wrong(weft: &Weft, write: &mut Write, guesser: &Guesser) -> Result<(), Problem> {
    let since = stored(weft.clock.now() - SignedDuration::from_mins(MINUTES));
    sqlx::query("delete from wrong_guess where at <= $1").bind(since).execute(write.on()).await?;
    sqlx::query("insert into wrong_guess (id, account_digest, network_digest, at) values ($1, $2, $3, $4)")
        .bind(weft.new_id()?)
        .bind(&guesser.account)
        .bind(&guesser.network)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    tracing::info!("a guess was wrong");
    Ok(())
}

/// What somebody is told who has to wait, with the minute from which it goes on, in the partnership's time.
pub(super) async fn told(weft: &Weft, until: Timestamp) -> Result<String, Problem> {
    let zone = local_zone(weft).await?;
    // The next whole minute, so that the time shown is never too early.
    let at = (until + SignedDuration::from_secs(59)).to_zoned(zone).strftime("%H:%M").to_string();
    Ok(format!("There were too many wrong tries. Wait and try again at {at}, or ask for a link by email."))
}

/// For how many whole seconds a program is asked to wait.
pub(super) fn seconds(weft: &Weft, until: Timestamp) -> i64 {
    until.duration_since(weft.clock.now()).as_secs().max(0) + 1
}
