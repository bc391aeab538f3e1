//! The person that an export or an erasure is about: everything that tells them from others.

use std::collections::BTreeSet;

use crate::plumbing::{db::Db, problem::Problem};

/// A name this short, or of one word, could be anybody’s or no name at all: texts are not looked through for it.
const SHORTEST_NAME: usize = 5;

/// What is known of one person, whoever they were merged with included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// The ids of their rows of `person`, the one kept first; none where only an address is known.
    pub ids: Vec<String>,
    /// Their keys, in the same order.
    pub keys: Vec<String>,
    /// The ids of their accounts.
    pub accounts: Vec<String>,
    /// Their addresses, in lower case.
    pub emails: Vec<String>,
    /// Their names, in every spelling that stands beside an id, a key or an address of theirs.
    pub names: Vec<String>,
    /// Names of theirs that somebody else has too: texts that hold one are left as they are.
    pub shared_names: Vec<String>,
}

impl Subject {
    /// How they are called.
    pub fn called(&self) -> &str {
        self.names.first().or(self.emails.first()).map_or("", String::as_str)
    }

    /// How their pages are addressed: the key, or the address of somebody who has none.
    pub fn address(&self) -> &str {
        self.keys.first().or(self.emails.first()).map_or("", String::as_str)
    }

    /// What stands for them in the history: the id of the person, or that there is none.
    pub fn id(&self) -> &str {
        self.ids.first().map_or("known by an address only", String::as_str)
    }

    /// The names that are theirs alone and long enough to be told apart in a text.
    pub fn names_to_find(&self) -> impl Iterator<Item = &String> {
        self.names.iter().filter(|name| {
            name.len() >= SHORTEST_NAME && name.trim().contains(' ') && !self.shared_names.contains(name)
        })
    }

    /// The values a placeholder of the registry stands for; nothing for a word that is none.
    pub(super) fn values(&self, placeholder: &str) -> Option<Vec<&str>> {
        match placeholder {
            "ids" => Some(self.ids.iter().map(String::as_str).collect()),
            "keys" => Some(self.keys.iter().map(String::as_str).collect()),
            "accounts" => Some(self.accounts.iter().map(String::as_str).collect()),
            "emails" => Some(self.emails.iter().map(String::as_str).collect()),
            "names" => Some(self.names_to_find().map(String::as_str).collect()),
            _ => None,
        }
    }
}

/// Somebody given by key or address, with whoever they were merged with; nothing where nobody is known under it.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &Db, given: &str) -> Result<Option<Subject>, Problem> {
    let given = given.trim();
    let email = given.to_lowercase();
    let rows: Vec<(String, String, String, Option<String>)> = sqlx::query_as(
        "with root (id) as (
           select coalesce(merged_into, id) from person where key = $1 or id = $1 or email = $2
           union select coalesce(person.merged_into, person.id) from person
             join account on account.person_id = person.id where account.email = $2
         )
         select person.id, person.key, person.name, person.email from person
         where person.id in (select id from root) or person.merged_into in (select id from root)
         order by case when person.merged_into is null then 0 else 1 end, person.id",
    )
    .bind(given)
    .bind(&email)
    .fetch_all(db.read())
    .await?;
    let mut subject = Subject::default();
    let mut emails = BTreeSet::new();
    let mut names: Vec<String> = Vec::new();
    for (id, key, name, address) in rows {
        subject.ids.push(id);
        subject.keys.push(key);
        names.push(name);
        emails.extend(address);
    }
    for id in &subject.ids {
        let accounts: Vec<(String, String)> =
            sqlx::query_as("select id, email from account where person_id = $1 order by id")
                .bind(id)
                .fetch_all(db.read())
                .await?;
        for (account, address) in accounts {
            subject.accounts.push(account);
            emails.insert(address);
        }
        let applied: Vec<(String, String)> =
            sqlx::query_as("select name, email from application where person_id = $1 order by id")
                .bind(id)
                .fetch_all(db.read())
                .await?;
        for (name, address) in applied {
            names.push(name);
            emails.insert(address);
        }
        let printed: Vec<String> = sqlx::query_scalar(
            "select certificate.name from certificate join completion on completion.id = certificate.completion_id
             where completion.person_id = $1 order by certificate.id",
        )
        .bind(id)
        .fetch_all(db.read())
        .await?;
        names.extend(printed);
    }
    for key in &subject.keys {
        let noted: Vec<String> =
            sqlx::query_scalar("select name from meeting_attendance where person = $1 order by id")
                .bind(key)
                .fetch_all(db.read())
                .await?;
        names.extend(noted);
    }
    if subject.ids.is_empty() {
        // Somebody who only wrote to the partnership, spoke, or was named as a line manager has no row of `person`.
        if !email.contains('@') || !address_is_known(db, &email).await? {
            return Ok(None);
        }
        emails.insert(email);
    }
    emails.retain(|address| !address.is_empty() && !address.ends_with("@erased.invalid"));
    for address in &emails {
        let given: Vec<String> = sqlx::query_scalar(
            "select name from interest where email = $1 union select speaker_name from voice
               where speaker_email = $1 and speaker_name is not null
             union select endorser_name from application where endorser_email = $1 order by 1",
        )
        .bind(address)
        .fetch_all(db.read())
        .await?;
        names.extend(given);
    }
    for name in names {
        if !name.trim().is_empty() && name != super::NAMELESS && !subject.names.contains(&name) {
            subject.names.push(name);
        }
    }
    subject.emails = emails.into_iter().collect();
    for name in &subject.names {
        let others: Vec<String> =
            sqlx::query_scalar("select id from person where name = $1").bind(name).fetch_all(db.read()).await?;
        if others.iter().any(|id| !subject.ids.contains(id)) {
            subject.shared_names.push(name.clone());
        }
    }
    Ok(Some(subject))
}

async fn address_is_known(db: &Db, email: &str) -> Result<bool, Problem> {
    let found: Option<i64> = sqlx::query_scalar(
        "select cast(1 as bigint) from interest where email = $1 union select cast(1 as bigint) from application
           where email = $1 or endorser_email = $1
         union select cast(1 as bigint) from voice where speaker_email = $1
         union select cast(1 as bigint) from letter where address = $1",
    )
    .bind(email)
    .fetch_optional(db.read())
    .await?;
    Ok(found.is_some())
}

/// People whose key, name or address begins with or holds what was typed, at most thirty: key, name, address.
///
/// # Errors
/// When the database does not answer.
pub async fn like(db: &Db, typed: &str) -> Result<Vec<(String, String, Option<String>)>, Problem> {
    let typed = typed.trim().to_lowercase();
    Ok(sqlx::query_as(
        "select key, name, email from person
         where merged_into is null and (replace(lower(name), $1, '') <> lower(name) or key = $2
           or replace(coalesce(email, ''), $1, '') <> coalesce(email, ''))
         order by name, key limit 30",
    )
    .bind(&typed)
    .bind(crate::plumbing::ids::key_from(&typed))
    .fetch_all(db.read())
    .await?)
}
