//! What accepted progress reports say of one authority: the sentences that name it, and no others.

use crate::{
    partnership::Authority,
    plumbing::{db::Db, problem::Problem},
    progress,
};

/// A sentence of an accepted report that names the authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gained {
    /// The key of the group that reported.
    pub group: String,
    /// The time it reported about, in words.
    pub period: String,
    /// The sentence.
    pub words: String,
    /// Whether it was made up for an example.
    pub invented: bool,
}

/// The sentences of accepted reports of a framework, up to a day, that name an authority.
pub(super) async fn gained(
    db: &Db,
    authority: &Authority,
    every: &[Authority],
    framework: &str,
    on_day: &str,
) -> Result<Vec<Gained>, Problem> {
    let mut found = Vec::new();
    for report in progress::accepted(db, framework, None, "0001-01-01", on_day).await? {
        let Some(answers) = &report.answers else { continue };
        for text in [&answers.changed, &answers.share] {
            for words in sentences(text).into_iter().filter(|words| names(words, authority, every)) {
                found.push(Gained {
                    group: report.group.clone(),
                    period: report.period(),
                    words: words.to_owned(),
                    invented: report.invented,
                });
            }
        }
    }
    Ok(found)
}

/// A text sentence by sentence, each with its mark.
fn sentences(text: &str) -> Vec<&str> {
    let whole = text.lines().flat_map(|line| line.split_inclusive(&['.', '!', '?'][..]));
    let mut found: Vec<&str> = Vec::new();
    for part in whole {
        found.push(part.trim());
    }
    found.retain(|part| !part.is_empty());
    found
}

/// Whether a sentence names an authority, and not only another whose name holds its name.
fn names(words: &str, authority: &Authority, every: &[Authority]) -> bool {
    let mut left = words.to_owned();
    for other in every.iter().filter(|other| other.name != authority.name && other.name.contains(&authority.name)) {
        left = left.replace(&other.name, "");
    }
    left.contains(&authority.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(name: &str) -> Authority {
        Authority {
            id: String::new(),
            key: name.to_lowercase(),
            position: 1,
            name: name.into(),
            council_name: format!("{name} Council"),
            s12_code: String::new(),
            three_digit_code: String::new(),
            aliases: String::new(),
        }
    }

    #[test]
    fn a_name_inside_a_longer_name_is_another_authority() {
        let every = [authority("East Moor"), authority("Moor")];
        assert!(names("Schools in Moor tried it.", &every[1], &every));
        assert!(!names("Schools in East Moor tried it.", &every[1], &every));
        assert!(names("East Moor and Moor tried it.", &every[1], &every));
        assert_eq!(sentences("One did. Two did not!\n Three?"), ["One did.", "Two did not!", "Three?"]);
    }
}
