//! `people.toml`: persons, offices and example accounts (docs/formats.md).

use serde::Deserialize;
use serde_json::json;

use super::{Role, persons::add_person};
use crate::plumbing::{
    db::Write,
    history::{self, Act},
    problem::Problem,
    state::Weft,
    toml_file,
};

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleFile {
    #[serde(default)]
    invented: bool,
    #[serde(default)]
    person: Vec<PersonEntry>,
    #[serde(default)]
    office: Vec<OfficeEntry>,
    #[serde(default)]
    account: Vec<AccountEntry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonEntry {
    key: String,
    name: String,
    email: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeEntry {
    key: String,
    title: String,
    holder: Option<String>,
    authority: Option<String>,
    workstream: Option<String>,
    email: Option<String>,
    telephone: Option<String>,
    public: bool,
    note: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountEntry {
    person: String,
    role: String,
    authority: Option<String>,
    workstream: Option<String>,
    group: Option<String>,
    body: Option<String>,
    programme: Option<String>,
    #[serde(rename = "from")]
    _from: String,
}

/// An account the demonstration makes, with a password of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleAccount {
    /// The person's key.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The key of the authority, workstream, group, body or programme, for roles held for one.
    pub scope_key: String,
}

impl PeopleFile {
    /// The accounts of the file, in order.
    pub fn accounts(&self) -> Vec<ExampleAccount> {
        self.account
            .iter()
            .filter_map(|entry| {
                let person = self.person.iter().find(|person| person.key == entry.person)?;
                Some(ExampleAccount {
                    person: person.key.clone(),
                    name: person.name.clone(),
                    email: person.email.clone()?,
                    role: Role::of(&entry.role)?,
                    scope_key: [&entry.authority, &entry.workstream, &entry.group, &entry.body, &entry.programme]
                        .into_iter()
                        .flatten()
                        .next()
                        .cloned()
                        .unwrap_or_default(),
                })
            })
            .collect()
    }
}

/// Reads the file; `name` is how the file is called in what is said about it.
///
/// # Errors
/// Lines `FILE:ROW:COLUMN: what is wrong and what to do`, one for each fault found.
pub fn read(name: &str, text: &str) -> Result<PeopleFile, Vec<String>> {
    let file: PeopleFile = toml::from_str(text).map_err(|fault| vec![toml_file::fault(name, text, &fault)])?;
    let known = |key: &str| file.person.iter().any(|person| person.key == key);
    let mut faults = Vec::new();
    for office in &file.office {
        if office.holder.as_deref().is_some_and(|holder| !known(holder)) {
            faults.push(format!("{name}: the holder of office `{}` is not a [[person]] of this file", office.key));
        }
    }
    for account in &file.account {
        if !known(&account.person) {
            faults.push(format!("{name}: the account of `{}` names no [[person]] of this file", account.person));
        }
        if Role::of(&account.role).is_none() {
            faults.push(format!("{name}: `{}` is not a role", account.role));
        }
    }
    if faults.is_empty() { Ok(file) } else { Err(faults) }
}

/// Saves the file's persons and offices; accounts are made one by one, with passwords of their own.
///
/// # Errors
/// When the database refused.
pub async fn save(weft: &Weft, write: &mut Write, by: &str, file: &PeopleFile) -> Result<(), Problem> {
    let mut ids = std::collections::BTreeMap::new();
    for person in &file.person {
        ids.insert(
            person.key.as_str(),
            add_person(weft, write, by, &person.name, person.email.as_deref(), file.invented).await?,
        );
    }
    for office in &file.office {
        let id = weft.new_id()?;
        sqlx::query(
            "insert into office (id, key, title, person_id, authority_key, workstream_key, email, telephone, public, note)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(&id)
        .bind(&office.key)
        .bind(&office.title)
        .bind(office.holder.as_deref().and_then(|key| ids.get(key)))
        .bind(&office.authority)
        .bind(&office.workstream)
        .bind(&office.email)
        .bind(&office.telephone)
        .bind(i64::from(office.public))
        .bind(&office.note)
        .execute(write.on())
        .await?;
        let change = json!({ "key": office.key });
        let act =
            Act { account: by, act: "office added", subject_kind: "office", subject_id: &id, reason: None, change };
        history::record(write, &weft.clock, act).await?;
    }
    Ok(())
}
