//! Practitioners: where each person works now, as the last list or application said. Lists come as files of a whole
//! authority, so that they are checked as a whole and written a few hundred people at a time.

mod file;
pub(super) mod pages;
mod plan;
mod store;

pub use file::{export_people, import_people};
pub use store::{practitioner, put_practitioner};

use serde::Serialize;
use sqlx::FromRow;

/// Where somebody works and as what. What nobody has said is empty, never guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, FromRow)]
pub struct Practitioner {
    /// The key of the authority.
    pub authority: Option<String>,
    /// The key of the establishment.
    pub establishment: Option<String>,
    /// The key of the sector.
    pub sector: Option<String>,
    /// The post in their own organisation; may be empty.
    pub post: String,
    /// The number in the register of their profession.
    pub registration: Option<String>,
}

impl Practitioner {
    /// What stands after a list said `said`: an empty cell leaves what was known, except that somebody who works for
    /// another authority, or at another establishment, no longer works at the one known before.
    pub fn after(&self, said: &Self) -> Self {
        let moved = said.authority.is_some() && said.authority != self.authority;
        let kept = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        let elsewhere = said.establishment.is_some() && said.establishment != self.establishment;
        Self {
            authority: kept(&said.authority, &self.authority),
            establishment: if moved {
                said.establishment.clone()
            } else {
                kept(&said.establishment, &self.establishment)
            },
            sector: if moved || elsewhere { said.sector.clone() } else { kept(&said.sector, &self.sector) },
            post: if said.post.is_empty() { self.post.clone() } else { said.post.clone() },
            registration: kept(&said.registration, &self.registration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn works(authority: &str, establishment: &str, post: &str) -> Practitioner {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Practitioner {
            authority: given(authority),
            establishment: given(establishment),
            sector: given(establishment).map(|_| "primary".to_owned()),
            post: post.into(),
            registration: None,
        }
    }

    #[test]
    fn an_empty_cell_leaves_what_was_known() {
        let before = Practitioner { registration: Some("012345".into()), ..works("a", "1-p", "Teacher") };
        assert_eq!(before.after(&Practitioner::default()), before);
        assert_eq!(before.after(&works("a", "", "Principal Teacher")).establishment.as_deref(), Some("1-p"));
        assert_eq!(before.after(&works("a", "", "Principal Teacher")).post, "Principal Teacher");
    }

    #[test]
    fn somebody_who_moved_to_another_authority_left_the_school_there() {
        let before = works("a", "1-p", "Teacher");
        let after = before.after(&works("b", "", ""));
        assert_eq!((after.authority.as_deref(), after.establishment, after.sector), (Some("b"), None, None));
        assert_eq!(after.post, "Teacher");
    }
}
