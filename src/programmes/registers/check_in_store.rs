//! Statements about check-in codes and wrong tries. A code is short and its time is shorter; only a digest keyed with the
//! partnership's own secret is kept, since a plain digest of six letters is soon guessed.

use jiff::SignedDuration;
use serde_json::json;

use super::store::SUBJECT;
use crate::plumbing::{
    clock::stored,
    db::{Db, Write},
    history::{self, Act},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// Letters and digits that nobody takes for one another: no 0, 1, I, L, O.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// How many letters a code has.
const LENGTH: usize = 6;

/// So many wrong codes may come from one network address in [`WINDOW`]: a whole staff room shares one.
const MOST_TRIES: i64 = 30;

/// How long wrong codes are remembered.
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// A fresh code. Bytes over the last whole multiple of the alphabet are thrown away, so that every code is as likely.
fn fresh(weft: &Weft) -> Result<String, Problem> {
    let mut code = String::new();
    while code.len() < LENGTH {
        let bytes: [u8; 16] = weft.random.bytes()?;
        let fair = bytes.iter().filter(|byte| usize::from(**byte) < 256 / ALPHABET.len() * ALPHABET.len());
        let letters = fair.map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
        code.extend(letters.take(LENGTH - code.len()));
    }
    Ok(code)
}

/// A code as typed, made comparable: capitals, without spaces and hyphens.
pub(super) fn plain(typed: &str) -> String {
    typed.chars().filter(|letter| letter.is_ascii_alphanumeric()).map(|letter| letter.to_ascii_uppercase()).collect()
}

fn digest(weft: &Weft, code: &str) -> String {
    sha256(&[weft.secret.as_slice(), b"check-in", code.as_bytes()].concat())
}

/// Starts check-in for a meeting and returns the code; one that ran before ends.
pub(super) async fn start(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    meeting: &str,
    minutes: i64,
) -> Result<(String, String), Problem> {
    end(weft, write, meeting).await?;
    let code = fresh(weft)?;
    let expires = stored(weft.clock.now() + SignedDuration::from_mins(minutes));
    sqlx::query(
        "insert into check_in_code (id, meeting_id, code_hash, made_at, expires_at, account)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(weft.new_id()?)
    .bind(meeting)
    .bind(digest(weft, &code))
    .bind(weft.clock.instant())
    .bind(&expires)
    .bind(by)
    .execute(write.on())
    .await?;
    record(weft, write, by, "check-in started", meeting).await?;
    Ok((code, expires))
}

/// Ends check-in for a meeting, where it runs.
pub(super) async fn stop(weft: &Weft, write: &mut Write, by: &str, meeting: &str) -> Result<(), Problem> {
    end(weft, write, meeting).await?;
    record(weft, write, by, "check-in ended", meeting).await
}

async fn end(weft: &Weft, write: &mut Write, meeting: &str) -> Result<(), Problem> {
    sqlx::query("update check_in_code set expires_at = $1 where meeting_id = $2 and expires_at > $1")
        .bind(weft.clock.instant())
        .bind(meeting)
        .execute(write.on())
        .await?;
    Ok(())
}

async fn record(weft: &Weft, write: &mut Write, by: &str, act: &str, meeting: &str) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: meeting, reason: None, change: json!({}) };
    history::record(write, &weft.clock, act).await
}

/// Until when check-in runs for a meeting, where it does.
pub(super) async fn runs_until(weft: &Weft, meeting: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select expires_at from check_in_code where meeting_id = $1 and expires_at > $2 order by expires_at desc, id limit 1",
    )
    .bind(meeting)
    .bind(weft.clock.instant())
    .fetch_optional(weft.db.read())
    .await?)
}

/// The cohort's key and the number of the meeting that a code opens now: its register is open and it was not cancelled.
pub(super) async fn opened_by(weft: &Weft, code: &str) -> Result<Option<(String, i64)>, Problem> {
    Ok(sqlx::query_as(
        "select cohort.key, cohort_meeting.number from check_in_code
         join cohort_meeting on cohort_meeting.id = check_in_code.meeting_id
         join cohort on cohort.id = cohort_meeting.cohort_id
         where code_hash = $1 and expires_at > $2 and cohort_meeting.held_at is null and cohort_meeting.cancelled_on is null
         order by check_in_code.id limit 1",
    )
    .bind(digest(weft, &plain(code)))
    .bind(weft.clock.instant())
    .fetch_optional(weft.db.read())
    .await?)
}

/// Whether so many wrong codes came from a network address that no more are looked at for a while.
pub(super) async fn tried_too_often(weft: &Weft, address: &str) -> Result<bool, Problem> {
    let tries: i64 =
        sqlx::query_scalar("select cast(count(*) as bigint) from check_in_try where address = $1 and at > $2")
            .bind(sha256(address.as_bytes()))
            .bind(stored(weft.clock.now() - WINDOW))
            .fetch_one(weft.db.read())
            .await?;
    Ok(tries >= MOST_TRIES)
}

/// Counts a wrong code. What is older than the window is forgotten: a row holds the digest of a network address.
pub(super) async fn count_wrong(weft: &Weft, address: &str) -> Result<(), Problem> {
    let mut write = weft.db.upkeep().await?;
    sqlx::query("delete from check_in_try where at <= $1")
        .bind(stored(weft.clock.now() - WINDOW))
        .execute(write.on())
        .await?;
    sqlx::query("insert into check_in_try (id, address, at) values ($1, $2, $3)")
        .bind(weft.new_id()?)
        .bind(sha256(address.as_bytes()))
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    write.commit().await
}

/// The meeting of a cohort by key and number, with the cohort's full title.
pub(super) async fn meeting(
    db: &Db,
    cohort: &str,
    number: i64,
) -> Result<(crate::programmes::cohorts::Cohort, crate::programmes::cohorts::CohortMeeting), Problem> {
    use crate::programmes::cohorts;
    let cohort = cohorts::cohort(db, cohort).await?.ok_or(Problem::NotFound)?;
    let meetings = cohorts::meetings(db, &cohort.id).await?;
    let meeting = meetings.into_iter().find(|one| one.number == number).ok_or(Problem::NotFound)?;
    Ok((cohort, meeting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        assert_eq!(plain(" ab2-3cd "), "AB23CD");
        assert_eq!(plain("ab2 3c d"), "AB23CD");
        for letter in "01ILO".bytes() {
            assert!(!ALPHABET.contains(&letter));
        }
    }
}
