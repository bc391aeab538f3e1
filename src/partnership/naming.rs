//! How frameworks and workstreams are called where only their keys are at hand.

use std::collections::BTreeMap;

use figures::AcademicSession;

use crate::plumbing::{db::Db, problem::Problem, search};

/// A name with the page it leads to, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// The sessions in a framework's key as people read them: `2025-26` is 2025/26, `2019-22` is 2019 to 2022.
pub fn spoken_sessions(framework: &str) -> String {
    if let Ok(session) = framework.parse::<AcademicSession>() {
        return session.to_string();
    }
    match framework.split_once('-') {
        Some((first, last)) if first.len() == 4 && last.len() == 2 => format!("{first} to {}{last}", &first[..2]),
        _ => framework.to_owned(),
    }
}

/// The workstream of a framework, named as the published framework names it; while there is none, by its key.
///
/// # Errors
/// When the database does not answer.
pub async fn workstream(db: &Db, framework: &str, key: &str) -> Result<Named, Problem> {
    Ok(match search::named(db, "workstream", &format!("{framework}/{key}")).await? {
        Some(found) => Named { label: found.title, href: Some(found.url) },
        None => Named { label: spoken_key(key), href: None },
    })
}

/// The names of every workstream of every framework, for lists: one question instead of one for each line.
#[derive(Debug, Clone, Default)]
pub struct Workstreams(BTreeMap<String, Named>);

impl Workstreams {
    /// The workstream of a framework, as [`workstream`] names it.
    pub fn named(&self, framework: &str, key: &str) -> Named {
        let found = self.0.get(&format!("{framework}/{key}")).cloned();
        found.unwrap_or_else(|| Named { label: spoken_key(key), href: None })
    }
}

/// The names of every workstream.
///
/// # Errors
/// When the database does not answer.
pub async fn workstreams(db: &Db) -> Result<Workstreams, Problem> {
    let all = search::of_kind(db, "workstream").await?;
    let named = |found: search::Found| (found.key, Named { label: found.title, href: Some(found.url) });
    Ok(Workstreams(all.into_iter().map(named).collect()))
}

/// A key as words, each but the small ones with a capital: `leadership-of-learning` is Leadership of Learning.
fn spoken_key(key: &str) -> String {
    let small = ["and", "for", "in", "of", "the", "to", "with"];
    let word = |(at, word): (usize, &str)| {
        if at > 0 && small.contains(&word) {
            return word.to_owned();
        }
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    key.split('-').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_out_as_words() {
        assert_eq!(spoken_sessions("2025-26"), "2025/26");
        assert_eq!(spoken_sessions("2019-22"), "2019 to 2022");
        assert_eq!(spoken_sessions("interim"), "interim");
        assert_eq!(spoken_key("leadership-of-learning"), "Leadership of Learning");
    }
}
