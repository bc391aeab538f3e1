//! Statements of the registry with their placeholders, as the database takes them.

use sqlx::{Any, AssertSqlSafe, any::AnyArguments, query::Query};

use super::subject::Subject;

/// Whoever spoke a voice: by address, or by name where no address was kept.
const SPOKE: &str =
    "(voice.speaker_email in (:emails) or (voice.speaker_email is null and voice.speaker_name in (:names)))";

/// A statement with the values of its places in order. The text comes from the registry alone; whatever a person or a
/// request brought stands among the values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    text: String,
    values: Vec<String>,
}

impl Statement {
    /// Puts what is known of a person, and single values by name, in place of the placeholders.
    pub(super) fn new(text: &str, subject: &Subject, single: &[(&str, &str)]) -> Self {
        let text = text.replace(":spoke", SPOKE);
        let mut made = Self { text: String::new(), values: Vec::new() };
        let mut rest = text.as_str();
        while let Some(at) = rest.find(':') {
            let (before, from) = rest.split_at(at);
            made.text.push_str(before);
            let word: String = from.chars().skip(1).take_while(char::is_ascii_lowercase).collect();
            let values: Option<Vec<&str>> = subject
                .values(&word)
                .or_else(|| single.iter().find(|(name, _)| *name == word).map(|(_, value)| vec![*value]));
            let taken = if values.is_some() { word.len() + 1 } else { 1 };
            match values {
                None => made.text.push(':'),
                Some(values) if values.is_empty() => made.text.push_str("cast(null as text)"),
                Some(values) => {
                    let mut places = Vec::new();
                    for value in values {
                        made.values.push(value.to_owned());
                        places.push(format!("${}", made.values.len()));
                    }
                    made.text.push_str(&places.join(", "));
                }
            }
            rest = from.get(taken..).unwrap_or_default();
        }
        made.text.push_str(rest);
        made
    }

    /// The statement, ready to be run.
    pub(super) fn query(&self) -> Query<'_, Any, AnyArguments> {
        let mut query = sqlx::query(AssertSqlSafe(self.text.clone()));
        for value in &self.values {
            query = query.bind(value.clone());
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_places_and_an_empty_list_fits_nothing() {
        let subject = Subject { ids: vec!["a".into(), "b".into()], ..Subject::default() };
        let made =
            Statement::new("update t set n = :name where i in (:ids) or e in (:emails)", &subject, &[("name", "x")]);
        assert_eq!(made.text, "update t set n = $1 where i in ($2, $3) or e in (cast(null as text))");
        assert_eq!(made.values, ["x", "a", "b"]);
    }
}
