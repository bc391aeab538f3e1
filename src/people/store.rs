//! Every statement about persons, accounts, roles and sign-ins.

use serde_json::json;

use super::{
    Account, Grant, Role, Scope, password,
    persons::{add_person, kept},
    signing_in,
};
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    ids::sha256,
    problem::Problem,
    state::Weft,
};

/// How long a one-time link to set a password holds, in days.
const WELCOME_DAYS: i64 = 7;

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount<'a> {
    /// The person's name.
    pub name: &'a str,
    /// The address they sign in with, kept in lower case.
    pub email: &'a str,
    /// What they may do.
    pub role: Role,
    /// The authority's or workstream's key, for roles held for one.
    pub scope_key: &'a str,
    /// The key of the person who gets it, where they are known already; otherwise a new person is added.
    pub person: Option<&'a str>,
}

/// Adds a role to the account of an e-mail address, making the account and its person where they are missing.
/// Returns the account's id.
///
/// # Errors
/// When the database refused.
pub async fn add_account(weft: &Weft, write: &mut Write, by: &str, new: &NewAccount<'_>) -> Result<String, Problem> {
    let email = new.email.to_lowercase();
    let existing: Option<(String, String)> = sqlx::query_as("select id, person_id from account where email = $1")
        .bind(&email)
        .fetch_optional(write.on())
        .await?;
    let (account, person) = match existing {
        Some(pair) => pair,
        None => {
            let known: Option<String> = match new.person {
                Some(key) => {
                    sqlx::query_scalar("select id from person where key = $1")
                        .bind(key)
                        .fetch_optional(write.on())
                        .await?
                }
                None => None,
            };
            let person = match known {
                Some(person) => person,
                None => add_person(weft, write, by, new.name, Some(&email), false).await?,
            };
            let account = weft.new_id()?;
            sqlx::query("insert into account (id, person_id, email, created_at) values ($1, $2, $3, $4)")
                .bind(&account)
                .bind(&person)
                .bind(&email)
                .bind(weft.clock.instant())
                .execute(write.on())
                .await?;
            (account, person)
        }
    };
    sqlx::query(
        "insert into role_grant (id, person_id, role, scope_kind, scope_key, from_day) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(weft.new_id()?)
    .bind(&person)
    .bind(new.role.key())
    .bind(new.role.scope_kind())
    .bind(new.scope_key)
    .bind(today(weft))
    .execute(write.on())
    .await?;
    let change = json!({ "role": new.role.key(), "scope": new.scope_key, "person": person });
    let act =
        Act { account: by, act: "role granted", subject_kind: "account", subject_id: &account, reason: None, change };
    history::record(write, &weft.clock, act).await?;
    Ok(account)
}

fn today(weft: &Weft) -> String {
    weft.clock.instant().chars().take(10).collect()
}

/// Makes a one-time link token with which the account's owner sets a password; older unused ones stop working.
///
/// # Errors
/// [`Problem::NotFound`] when there is no open account of that address.
pub async fn new_welcome(weft: &Weft, write: &mut Write, by: &str, email: &str) -> Result<String, Problem> {
    let account: Option<String> = sqlx::query_scalar("select id from account where email = $1 and closed_at is null")
        .bind(email.to_lowercase())
        .fetch_optional(write.on())
        .await?;
    let account = account.ok_or(Problem::NotFound)?;
    sqlx::query("delete from welcome where account_id = $1 and used_at is null")
        .bind(&account)
        .execute(write.on())
        .await?;
    let token = weft.random.token()?;
    let now = weft.clock.now();
    let expires = now + jiff::SignedDuration::from_hours(24 * WELCOME_DAYS);
    sqlx::query("insert into welcome (token_hash, account_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(sha256(token.as_bytes()))
        .bind(&account)
        .bind(weft.clock.instant())
        .bind(crate::plumbing::clock::stored(expires))
        .execute(write.on())
        .await?;
    let act = Act {
        account: by,
        act: "one-time link made",
        subject_kind: "account",
        subject_id: &account,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await?;
    Ok(token)
}

/// The account of an unspent one-time link: its id, the person's name and the address.
pub(super) async fn account_of_welcome(weft: &Weft, token: &str) -> Result<Option<(String, String, String)>, Problem> {
    Ok(sqlx::query_as(
        "select account.id, person.name, account.email from welcome
         join account on account.id = welcome.account_id join person on person.id = account.person_id
         where welcome.token_hash = $1 and welcome.used_at is null and welcome.expires_at > $2 and account.closed_at is null",
    )
    .bind(sha256(token.as_bytes()))
    .bind(weft.clock.instant())
    .fetch_optional(weft.db.read())
    .await?)
}

/// Marks a one-time link as used.
pub(super) async fn spend_welcome(weft: &Weft, write: &mut Write, token: &str) -> Result<(), Problem> {
    let spent = sqlx::query("update welcome set used_at = $1 where token_hash = $2 and used_at is null")
        .bind(weft.clock.instant())
        .bind(sha256(token.as_bytes()))
        .execute(write.on())
        .await?;
    if spent.rows_affected() == 1 { Ok(()) } else { Err(Problem::NotFound) }
}

/// Sets an account's password and ends its sign-ins.
///
/// # Errors
/// When the password cannot be hashed or the database refused.
pub async fn set_password(weft: &Weft, write: &mut Write, account: &str, password: &str) -> Result<(), Problem> {
    write_password(weft, write, account, password).await?;
    sqlx::query("delete from sign_in where account_id = $1").bind(account).execute(write.on()).await?;
    sqlx::query("delete from second_step where account_id = $1").bind(account).execute(write.on()).await?;
    Ok(())
}

/// Writes an account's password and leaves its sign-ins to the caller.
pub(super) async fn write_password(
    weft: &Weft,
    write: &mut Write,
    account: &str,
    password: &str,
) -> Result<(), Problem> {
    let hash = password::hash(password.to_owned(), weft.random.bytes()?).await?;
    sqlx::query("update account set password_hash = $1 where id = $2")
        .bind(hash)
        .bind(account)
        .execute(write.on())
        .await?;
    let act = Act {
        account,
        act: "password set",
        subject_kind: "account",
        subject_id: account,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await
}

/// The open account of an address and its password hash.
pub(super) async fn account_of_email(db: &Db, email: &str) -> Result<Option<(String, Option<String>)>, Problem> {
    Ok(sqlx::query_as("select id, password_hash from account where email = $1 and closed_at is null")
        .bind(email.to_lowercase())
        .fetch_optional(db.read())
        .await?)
}

/// The account behind a sign-in, with its roles of today. A sign-in idle too long is as good as none.
pub(super) async fn account_of_sign_in(weft: &Weft, token_hash: &str) -> Result<Option<Account>, Problem> {
    let Some(found) = signing_in::of_token(weft, token_hash).await? else { return Ok(None) };
    let row: Option<(String, String, String, String, Option<String>)> = sqlx::query_as(
        "select account.person_id, person.key, person.name, account.email, person.merged_into
         from account join person on person.id = account.person_id where account.id = $1 and account.closed_at is null",
    )
    .bind(&found.account)
    .fetch_optional(weft.db.read())
    .await?;
    let Some((person, person_key, name, email, merged_into)) = row else { return Ok(None) };
    // What an account may do was granted to its own person; a merge widens no account. Whose record it is follows the merge.
    let grants = grants_of(weft, &person).await?;
    let (person, name) = match merged_into {
        Some(_) => kept(&weft.db, &person).await?.unwrap_or((person_key, name)),
        None => (person_key, name),
    };
    Ok(Some(Account { grants, id: found.account, person, name, email, sign_in: found.id, proved: found.proved }))
}

/// An open account by its id, with its roles of today.
pub(super) async fn account_with_grants(weft: &Weft, account: &str) -> Result<Option<Account>, Problem> {
    let row: Option<(String, String, String, String)> = sqlx::query_as(
        "select account.person_id, person.key, person.name, account.email from account
         join person on person.id = account.person_id where account.id = $1 and account.closed_at is null",
    )
    .bind(account)
    .fetch_optional(weft.db.read())
    .await?;
    let Some((id, person, name, email)) = row else { return Ok(None) };
    let grants = grants_of(weft, &id).await?;
    Ok(Some(Account { grants, id: account.to_owned(), person, name, email, sign_in: String::new(), proved: false }))
}

async fn grants_of(weft: &Weft, person: &str) -> Result<Vec<Grant>, Problem> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select role, scope_kind, scope_key from role_grant
         where person_id = $1 and from_day <= $2 and (to_day is null or to_day >= $2) order by role, scope_key, id",
    )
    .bind(person)
    .bind(today(weft))
    .fetch_all(weft.db.read())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(role, kind, key)| Role::of(&role).map(|role| Grant { role, scope: Scope::of(&kind, &key) }))
        .collect())
}

/// An office of the partnership and who holds it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Office {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Who holds it, where known.
    pub holder: Option<String>,
    /// Its own address, which outlives its holders.
    pub email: Option<String>,
    /// Its telephone number.
    pub telephone: Option<String>,
    /// Whether pages may name the holder (1) or not (0).
    pub public: i64,
    /// Whether the holder is invented (1), as everybody in an example is.
    pub invented: i64,
}

/// The office of a key.
///
/// # Errors
/// When the database does not answer.
pub async fn office(db: &Db, key: &str) -> Result<Option<Office>, Problem> {
    Ok(sqlx::query_as(
        "select office.key, office.title, person.name as holder, office.email, office.telephone, office.public,
           coalesce(person.invented, 0) as invented
         from office left join person on person.id = office.person_id where office.key = $1",
    )
    .bind(key)
    .fetch_optional(db.read())
    .await?)
}

/// Every office, by its title.
///
/// # Errors
/// When the database does not answer.
pub async fn offices(db: &Db) -> Result<Vec<Office>, Problem> {
    Ok(sqlx::query_as(
        "select office.key, office.title, person.name as holder, office.email, office.telephone, office.public,
           coalesce(person.invented, 0) as invented
         from office left join person on person.id = office.person_id order by office.title, office.key",
    )
    .fetch_all(db.read())
    .await?)
}

/// An account as the administrator's list shows it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: String,
    pub(super) scope_key: String,
    pub(super) closed_at: Option<String>,
    pub(super) invented: i64,
}

/// Every account with each of its roles, by name.
pub(super) async fn listed(db: &Db) -> Result<Vec<Listed>, Problem> {
    Ok(sqlx::query_as(
        "select person.name, account.email, role_grant.role, role_grant.scope_key, account.closed_at, person.invented
         from account join person on person.id = account.person_id
         join role_grant on role_grant.person_id = person.id order by person.name, role_grant.role, role_grant.id",
    )
    .fetch_all(db.read())
    .await?)
}

/// Closes an account and ends its sign-ins.
pub(super) async fn close_account(weft: &Weft, write: &mut Write, by: &str, email: &str) -> Result<(), Problem> {
    let account: Option<String> =
        sqlx::query_scalar("update account set closed_at = $1 where email = $2 and closed_at is null returning id")
            .bind(weft.clock.instant())
            .bind(email)
            .fetch_optional(write.on())
            .await?;
    let account = account.ok_or(Problem::NotFound)?;
    sqlx::query("delete from sign_in where account_id = $1").bind(&account).execute(write.on()).await?;
    let act = Act {
        account: by,
        act: "account closed",
        subject_kind: "account",
        subject_id: &account,
        reason: None,
        change: json!({}),
    };
    history::record(write, &weft.clock, act).await
}

/// The name of whoever holds an account, for people who may see names.
///
/// # Errors
/// When the database does not answer.
pub async fn name_of_account(db: &Db, account: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar(
        "select person.name from account join person on person.id = account.person_id where account.id = $1",
    )
    .bind(account)
    .fetch_optional(db.read())
    .await?)
}
