//! Who does an action: found among the people of this program by what was typed, or taken as words.

use crate::{
    people::{self, Person},
    plumbing::{db::Db, problem::Problem},
};

/// Who does an action.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// The key of the person, where it is one this program knows.
    pub person: Option<String>,
    /// The person's name, or an office in words.
    pub words: String,
}

impl Owner {
    /// Somebody in words alone, such as an office.
    pub fn words(words: impl Into<String>) -> Self {
        Self { person: None, words: words.into() }
    }
}

impl From<Person> for Owner {
    fn from(person: Person) -> Self {
        Self { person: Some(person.key), words: person.name }
    }
}

/// The owner that was typed: an e-mail address, a whole name, or an office in words. The inner error is a sentence for
/// the field: nobody has the address, or several people share the name.
///
/// # Errors
/// When the database does not answer.
pub async fn owner_of(db: &Db, typed: &str) -> Result<Result<Owner, String>, Problem> {
    let typed = typed.trim();
    if typed.contains('@') {
        return Ok(match people::person_of_email(db, typed).await? {
            Some(person) => Ok(person.into()),
            None => Err(format!("Nobody here has the address {typed}. Give a name, or an office in words.")),
        });
    }
    let folded = typed.to_lowercase();
    let mut alike = people::persons_like(db, typed).await?;
    alike.retain(|person| person.name.to_lowercase() == folded);
    Ok(match alike.len() {
        0 => Ok(Owner::words(typed)),
        1 => Ok(alike.remove(0).into()),
        many => Err(format!("{many} people are called {typed}. Give the e-mail address of the one you mean.")),
    })
}
