//! Looking through every text of every table for a person's names and addresses, and taking them out.

use std::collections::BTreeSet;

use sqlx::AssertSqlSafe;

use super::{TAKEN_OUT, registry::STAYS_PUBLISHED, subject::Subject};
use crate::plumbing::{
    clock::Clock,
    db::{Db, Write},
    history::Row,
    history_check::{REDACTED, Redaction, redact},
    problem::Problem,
    search::words_of,
    tables::{Column, Holds, columns},
};

/// Tables that are no record of the partnership's, or that are taken care of on their own.
const APART: &[&str] = &["history", "history_head", "search_word", "form_key"];

/// How much of a text around a name is shown.
const AROUND: usize = 100;

/// One text to be found, and what takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Needle {
    text: String,
    instead: String,
    /// A key stands alone or between quotation marks and slashes, never inside a longer key.
    is_key: bool,
}

/// What tells a person in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Needles(Vec<Needle>);

impl Needles {
    /// The names that are theirs alone, their addresses, and the keys that are made of their name.
    pub(super) fn of(subject: &Subject) -> Self {
        let mut all: Vec<Needle> = Vec::new();
        let mut add = |text: &str, instead: &str, is_key: bool| {
            all.push(Needle { text: text.to_lowercase(), instead: instead.to_owned(), is_key });
        };
        for email in &subject.emails {
            add(email, TAKEN_OUT, false);
        }
        for name in subject.names_to_find() {
            add(name, TAKEN_OUT, false);
        }
        for (key, id) in subject.keys.iter().zip(&subject.ids).filter(|(key, _)| key.contains('-')) {
            add(key, &format!("erased-{}", id.get(24..).unwrap_or(id)), true);
        }
        // The longest first: a name may be part of an address.
        all.sort_by_key(|needle| std::cmp::Reverse(needle.text.len()));
        Self(all)
    }

    /// The text without what tells the person; nothing where it does not.
    pub(super) fn taken_out(&self, text: &str) -> Option<String> {
        let mut left = text.to_owned();
        for needle in &self.0 {
            if let Some(without) = needle.taken_out(&left) {
                left = without;
            }
        }
        (left != text).then_some(left)
    }

    /// A part of a text around the first thing that tells the person.
    fn excerpt(&self, text: &str) -> Option<String> {
        let (at, length) = self.0.iter().find_map(|needle| needle.first(text))?;
        let from = text.char_indices().map(|(place, _)| place).rfind(|place| place + AROUND <= at).unwrap_or(0);
        let to = text.char_indices().map(|(place, _)| place).find(|place| *place >= at + length + AROUND);
        let part = text.get(from..to.unwrap_or(text.len()))?.trim();
        Some(format!("{}{part}{}", if from > 0 { "…" } else { "" }, if to.is_some() { "…" } else { "" }))
    }
}

impl Needle {
    /// Where it first stands in a text: place and length in bytes.
    fn first(&self, text: &str) -> Option<(usize, usize)> {
        let inside = |letter: char| letter.is_alphanumeric() || (self.is_key && letter == '-');
        let mut from = 0;
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            let (at, length) = find_folded(rest, &self.text)?;
            let (start, end) = (from + at, from + at + length);
            let before = text.get(..start).and_then(|part| part.chars().next_back()).is_some_and(inside);
            let after = text.get(end..).and_then(|part| part.chars().next()).is_some_and(inside);
            if !before && !after {
                return Some((start, length));
            }
            from = start + text.get(start..)?.chars().next()?.len_utf8();
        }
        None
    }

    fn taken_out(&self, text: &str) -> Option<String> {
        let mut left = String::new();
        let mut rest = text;
        while let Some((at, length)) = self.first(rest) {
            left.push_str(rest.get(..at)?);
            left.push_str(&self.instead);
            rest = rest.get(at + length..)?;
        }
        (rest.len() != text.len()).then(|| left + rest)
    }
}

/// Where a lower-case needle stands in a text of any case: place and length in bytes.
fn find_folded(text: &str, needle: &str) -> Option<(usize, usize)> {
    'places: for (at, _) in text.char_indices() {
        let mut wanted = needle.chars();
        let mut next = wanted.next();
        for (place, letter) in text.get(at..)?.char_indices() {
            for lower in letter.to_lowercase() {
                match next {
                    None => return Some((at, place)),
                    Some(expected) if expected == lower => next = wanted.next(),
                    Some(_) => continue 'places,
                }
            }
        }
        if next.is_none() {
            return Some((at, text.len() - at));
        }
    }
    None
}

/// A text that names the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The text around the name.
    pub excerpt: String,
}

/// A statement for the values of a column that may hold a needle; rows are looked at again, letter by letter.
fn looking(column: &Column, needles: &Needles) -> String {
    let Column { table, name, .. } = column;
    let tests: Vec<String> =
        (1..=needles.0.len()).map(|at| format!("replace(lower({name}), ${at}, '') <> lower({name})")).collect();
    format!("select distinct {name} from {table} where {name} is not null and ({}) order by 1", tests.join(" or "))
}

/// The part of a needle that both engines fold alike: letters beyond ASCII keep their case in SQLite's `lower`.
fn alike(needle: &Needle) -> String {
    needle.text.split(|letter: char| !letter.is_ascii()).max_by_key(|part| part.len()).unwrap_or_default().to_owned()
}

/// The columns of text that are looked through.
async fn places(db: &Db) -> Result<Vec<Column>, Problem> {
    let mut all = columns(db).await?;
    all.retain(|column| {
        column.holds == Holds::Text
            && !APART.contains(&column.table.as_str())
            && !STAYS_PUBLISHED.contains(&column.table.as_str())
    });
    Ok(all)
}

/// Every text beyond the person's own rows that names them; `whole` texts, which are a name or an address and nothing else,
/// belong to rows of the registry and are left out.
pub(super) async fn mentions(db: &Db, subject: &Subject) -> Result<Vec<Mention>, Problem> {
    let needles = Needles::of(subject);
    let mut found = Vec::new();
    if needles.0.is_empty() {
        return Ok(found);
    }
    for column in places(db).await? {
        let text = looking(&column, &needles);
        let mut query = sqlx::query_scalar::<_, String>(AssertSqlSafe(text));
        for needle in &needles.0 {
            query = query.bind(alike(needle));
        }
        for value in query.fetch_all(db.read()).await? {
            if needles.0.iter().any(|needle| needle.text == value.to_lowercase()) {
                continue;
            }
            if let Some(excerpt) = needles.excerpt(&value) {
                found.push(Mention { table: column.table.clone(), column: column.name.clone(), excerpt });
            }
        }
    }
    Ok(found)
}

/// Takes the person out of every text that names them, and out of the search. Says how many texts were changed.
pub(super) async fn take_out(
    db: &Db,
    write: &mut Write,
    needles: &Needles,
    names: &[&String],
) -> Result<usize, Problem> {
    let mut changed = 0;
    if needles.0.is_empty() {
        return Ok(changed);
    }
    for column in places(db).await? {
        let text = looking(&column, needles);
        let mut query = sqlx::query_scalar::<_, String>(AssertSqlSafe(text));
        for needle in &needles.0 {
            query = query.bind(alike(needle));
        }
        let values = query.fetch_all(write.on()).await?;
        for value in values {
            if let Some(left) = needles.taken_out(&value) {
                let text = format!("update {0} set {1} = $1 where {1} = $2", column.table, column.name);
                let done =
                    sqlx::query(AssertSqlSafe(text)).bind(left).bind(&value).execute(write.on()).await?.rows_affected();
                changed += usize::try_from(done).unwrap_or(usize::MAX);
            }
        }
    }
    for name in names {
        forget_words(write, name).await?;
    }
    Ok(changed)
}

/// Takes the words of a name out of the search where an entry holds all of them.
async fn forget_words(write: &mut Write, name: &str) -> Result<(), Problem> {
    let words: BTreeSet<String> = words_of(name);
    let mut entries: Option<BTreeSet<(String, String)>> = None;
    for word in &words {
        let of_word: Vec<(String, String)> =
            sqlx::query_as("select kind, key from search_word where word = $1 order by kind, key")
                .bind(word)
                .fetch_all(write.on())
                .await?;
        let of_word: BTreeSet<(String, String)> = of_word.into_iter().collect();
        entries = Some(match entries {
            Some(before) => before.intersection(&of_word).cloned().collect(),
            None => of_word,
        });
    }
    for (kind, key) in entries.unwrap_or_default() {
        for word in &words {
            sqlx::query("delete from search_word where word = $1 and kind = $2 and key = $3")
                .bind(word)
                .bind(&kind)
                .bind(&key)
                .execute(write.on())
                .await?;
        }
    }
    Ok(())
}

/// Takes the person out of the history's reasons, changes and subjects. Says how many rows.
pub(super) async fn take_out_of_history(
    write: &mut Write,
    clock: &Clock,
    by: &str,
    subject: &str,
    needles: &Needles,
) -> Result<usize, Problem> {
    if needles.0.is_empty() {
        return Ok(0);
    }
    let tests: Vec<String> = ["change", "reason", "subject_id"]
        .iter()
        .flat_map(|name| {
            (1..=needles.0.len()).map(move |at| format!("replace(lower({name}), ${at}, '') <> lower({name})"))
        })
        .collect();
    let text = format!("select * from history where act <> '{REDACTED}' and ({}) order by seq", tests.join(" or "));
    let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(text));
    for needle in &needles.0 {
        query = query.bind(alike(needle));
    }
    let mut redactions = Vec::new();
    for row in query.fetch_all(write.on()).await? {
        let (change, reason) =
            (needles.taken_out(&row.change), row.reason.as_deref().and_then(|text| needles.taken_out(text)));
        let subject_id = needles.taken_out(&row.subject_id);
        if change.is_none() && reason.is_none() && subject_id.is_none() {
            continue;
        }
        redactions.push(Redaction {
            subject_id: subject_id.unwrap_or_else(|| row.subject_id.clone()),
            reason: reason.or_else(|| row.reason.clone()),
            change: change.unwrap_or_else(|| row.change.clone()),
            row,
        });
    }
    redact(write, clock, by, subject, redactions).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles() -> Needles {
        Needles::of(&Subject {
            ids: vec!["01890000-0000-7000-8000-00000000abcd".into()],
            keys: vec!["ann-lee".into()],
            emails: vec!["ann.lee@school.example".into()],
            names: vec!["Ann Lée".into(), "Ann".into()],
            ..Subject::default()
        })
    }

    #[test]
    fn a_name_goes_whatever_its_capitals_and_never_out_of_a_longer_word() {
        let taken = |text: &str| needles().taken_out(text);
        assert_eq!(taken("Then ANN LÉE said so.").as_deref(), Some("Then [name erased] said so."));
        assert_eq!(taken("ann.lee@school.example, Ann Lée").as_deref(), Some("[name erased], [name erased]"));
        assert_eq!(taken("Joann Lée and Ann Léed"), None);
        assert_eq!(taken("Annual report"), None, "one word is no name to look for");
    }

    #[test]
    fn a_key_goes_only_where_it_is_the_whole_key() {
        let taken = |text: &str| needles().taken_out(text);
        assert_eq!(taken("{\"person\":\"ann-lee\"}").as_deref(), Some("{\"person\":\"erased-00000000abcd\"}"));
        assert_eq!(taken("/handover/ann-lee").as_deref(), Some("/handover/erased-00000000abcd"));
        assert_eq!(taken("ann-lee-2"), None);
        assert_eq!(taken("jo-ann-lee"), None);
    }

    #[test]
    fn an_excerpt_shows_what_stands_around_a_name() {
        let long = format!("{} Ann Lée {}", "word ".repeat(60), "word ".repeat(60));
        let excerpt = needles().excerpt(&long).unwrap();
        assert!(excerpt.starts_with('…') && excerpt.ends_with('…') && excerpt.contains("Ann Lée"), "{excerpt}");
        assert!(excerpt.chars().count() < 230);
        assert_eq!(needles().excerpt("Nobody"), None);
    }
}
