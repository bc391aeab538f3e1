//! Every statement about signing in by an emailed link: asking for one, reading it, spending it.
//!
//! A link opens the account that has the address it was sent to, and no other. Somebody the partnership knows and who has no
//! account gets one, without any role: it shows them their own record.

use jiff::SignedDuration;
use serde_json::json;

use super::signing_in::{Arrival, Begun, Way, Whence, arrive};
use crate::{
    partnership,
    plumbing::{
        clock::{stored, zone},
        db::Write,
        history::{self, Act},
        ids::{hex, sha256},
        mail::{self, Letter},
        problem::Problem,
        state::Weft,
    },
};

/// For how many minutes a link holds.
pub(super) const MINUTES: i64 = 30;
/// At most so many letters go to one address within a quarter of an hour: enough to try again, too few to be a nuisance.
const OF_ADDRESS: i64 = 3;
const ADDRESS_MINUTES: i64 = 15;
/// At most so many are asked for from one network within an hour: a hall of people at a council's meeting shares one.
const OF_NETWORK: i64 = 120;
const NETWORK_MINUTES: i64 = 60;

/// What became of a wish for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// A letter is on its way where the address is known; nobody is told which.
    Taken,
    /// Too many were asked for from the same network.
    TooMany,
}

/// A link that was found, whether or not it still opens anything.
pub(super) struct Link {
    /// The account it opens.
    pub(super) account: String,
    /// The name of the person.
    pub(super) name: String,
    /// Where it leads.
    pub(super) next: String,
    /// Whether it may still be used.
    pub(super) open: bool,
}

/// Something as this site alone can recognise it: whoever reads the row without the secret cannot test guesses.
fn digest(weft: &Weft, what: &str) -> String {
    sha256(format!("sign-in-ask|{}|{what}", hex(&weft.secret)).as_bytes())
}

fn minutes_ago(weft: &Weft, minutes: i64) -> String {
    stored(weft.clock.now() - SignedDuration::from_mins(minutes))
}

/// Takes a wish for a link: counts it, and puts a letter into the outbox where the address is somebody's.
pub(super) async fn ask(weft: &Weft, email: &str, network: &str, next: &str) -> Result<Asked, Problem> {
    let email = email.trim().to_lowercase();
    let (address, network) = (digest(weft, &format!("address|{email}")), digest(weft, &format!("network|{network}")));
    let mut write = weft.db.upkeep().await?;
    let hour_ago = minutes_ago(weft, NETWORK_MINUTES);
    sqlx::query("delete from sign_in_ask where at < $1").bind(&hour_ago).execute(write.on()).await?;
    sqlx::query("delete from sign_in_link where expires_at < $1")
        .bind(minutes_ago(weft, 24 * 60))
        .execute(write.on())
        .await?;
    let count = "select cast(count(*) as bigint) from sign_in_ask where";
    let of_network: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{count} network_digest = $1 and at >= $2")))
        .bind(&network)
        .bind(&hour_ago)
        .fetch_one(write.on())
        .await?;
    if of_network >= OF_NETWORK {
        return Ok(Asked::TooMany);
    }
    let of_address: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("{count} address_digest = $1 and at >= $2")))
        .bind(&address)
        .bind(minutes_ago(weft, ADDRESS_MINUTES))
        .fetch_one(write.on())
        .await?;
    sqlx::query("insert into sign_in_ask (id, address_digest, network_digest, at) values ($1, $2, $3, $4)")
        .bind(weft.new_id()?)
        .bind(address)
        .bind(network)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    if of_address < OF_ADDRESS
        && let Some((account, name)) = account_of(weft, &mut write, &email).await?
    {
        send(weft, &mut write, &account, &name, &email, next).await?;
    }
    write.commit().await?;
    Ok(Asked::Taken)
}

/// The open account of an address with the name of its person; one is made for a person of that address who has none.
async fn account_of(weft: &Weft, write: &mut Write, email: &str) -> Result<Option<(String, String)>, Problem> {
    let known: Option<(String, String, Option<String>)> = sqlx::query_as(
        "select account.id, person.name, account.closed_at from account join person on person.id = account.person_id
         where account.email = $1",
    )
    .bind(email)
    .fetch_optional(write.on())
    .await?;
    if let Some((account, name, closed)) = known {
        // An account that was closed stays closed: whoever keeps the accounts opens it again.
        return Ok(closed.is_none().then_some((account, name)));
    }
    // Whoever has an account signs in with its address: the address of a person is kept by more people than that of an
    // account, and must not open what an administrator granted.
    let person: Option<(String, String)> = sqlx::query_as(
        "select person.id, person.name from person
         where person.email = $1 and not exists (select 1 from account where account.person_id = person.id)
         order by case when person.merged_into is null then 0 else 1 end, person.id limit 1",
    )
    .bind(email)
    .fetch_optional(write.on())
    .await?;
    let Some((person, name)) = person else { return Ok(None) };
    let account = weft.new_id()?;
    sqlx::query("insert into account (id, person_id, email, created_at) values ($1, $2, $3, $4)")
        .bind(&account)
        .bind(&person)
        .bind(email)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    record(weft, write, &account, "account made for a known person").await?;
    Ok(Some((account, name)))
}

async fn record(weft: &Weft, write: &mut Write, account: &str, act: &str) -> Result<(), Problem> {
    let act = Act { account, act, subject_kind: "account", subject_id: account, reason: None, change: json!({}) };
    history::record(write, &weft.clock, act).await
}

async fn send(
    weft: &Weft,
    write: &mut Write,
    account: &str,
    name: &str,
    email: &str,
    next: &str,
) -> Result<(), Problem> {
    let token = weft.random.token()?;
    let hash = sha256(token.as_bytes());
    let expires = weft.clock.now() + SignedDuration::from_mins(MINUTES);
    sqlx::query(
        "insert into sign_in_link (token_hash, account_id, next_path, made_at, expires_at) values ($1, $2, $3, $4, $5)",
    )
    .bind(&hash)
    .bind(account)
    .bind(next)
    .bind(weft.clock.instant())
    .bind(stored(expires))
    .execute(write.on())
    .await?;
    record(weft, write, account, "link to sign in made").await?;
    let partnership = partnership::load(&weft.db).await?;
    let (zone, site) =
        partnership.map_or_else(|| (zone("UTC"), String::new()), |found| (zone(&found.time_zone), found.name));
    let until = expires.to_zoned(zone).strftime("%H:%M on %-d %B %Y").to_string();
    let link = format!("{}/sign-in/link/{token}", weft.settings.public_url);
    let again = format!("{}/sign-in/link", weft.settings.public_url);
    let values = [("name", name), ("link", link.as_str()), ("until", &until), ("again", &again), ("site", &site)];
    let letter = Letter { kind: "sign-in-link", once: &format!("sign-in-link/{hash}"), to: email, values: &values };
    mail::queue(weft, write, account, &letter).await?;
    Ok(())
}

/// The link of a token, used, expired or open.
pub(super) async fn link(weft: &Weft, token: &str) -> Result<Option<Link>, Problem> {
    let row: Option<(String, String, String, Option<String>, String)> = sqlx::query_as(
        "select account.id, person.name, sign_in_link.next_path, sign_in_link.used_at, sign_in_link.expires_at
         from sign_in_link join account on account.id = sign_in_link.account_id
         join person on person.id = account.person_id
         where sign_in_link.token_hash = $1 and account.closed_at is null",
    )
    .bind(sha256(token.as_bytes()))
    .fetch_optional(weft.db.read())
    .await?;
    let now = weft.clock.instant();
    Ok(row.map(|(account, name, next, used, expires)| Link {
        account,
        name,
        next,
        open: used.is_none() && expires > now,
    }))
}

/// Spends a link: what it leads to, or nothing where the link was used or ran out meanwhile.
pub(super) async fn spend(weft: &Weft, token: &str, whence: &Whence) -> Result<Option<Begun>, Problem> {
    let mut write = weft.db.upkeep().await?;
    let found: Option<(String, String)> = sqlx::query_as(
        "update sign_in_link set used_at = $1 where token_hash = $2 and used_at is null and expires_at > $1
           and account_id in (select id from account where closed_at is null) returning account_id, next_path",
    )
    .bind(weft.clock.instant())
    .bind(sha256(token.as_bytes()))
    .fetch_optional(write.on())
    .await?;
    let Some((account, next)) = found else { return Ok(None) };
    let who = Arrival { account: &account, way: Way::Link, now: true, whence, next: &next };
    let begun = arrive(weft, &mut write, &who).await?;
    write.commit().await?;
    Ok(Some(begun))
}
