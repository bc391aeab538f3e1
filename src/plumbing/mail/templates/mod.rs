//! What each kind of letter says: the original words, the places in them that are filled in, and what the officer may
//! change. A place is written `{name}`.

mod applications;
mod completion;
mod learning;
mod year;

use std::sync::LazyLock;

/// One place of a template.
#[derive(Debug, Clone, Copy)]
pub struct Value {
    /// Its name, as it stands between braces.
    pub name: &'static str,
    /// What is put there.
    pub means: &'static str,
    /// Whether the letter would be of no use without it, so that its words must keep the place.
    pub must: bool,
}

/// A kind of letter.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Its key.
    pub kind: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// When it is sent, and to whom.
    pub when: &'static str,
    /// The original subject.
    pub subject: &'static str,
    /// The original text.
    pub body: &'static str,
    /// Its places.
    pub values: &'static [Value],
    /// Whether it comes again and again, and therefore says how to stop it in its place `stop`.
    pub digest: bool,
}

const fn must(name: &'static str, means: &'static str) -> Value {
    Value { name, means, must: true }
}

const fn may(name: &'static str, means: &'static str) -> Value {
    Value { name, means, must: false }
}

/// Every kind of letter.
pub static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| [year::LETTERS, applications::LETTERS, completion::LETTERS, learning::LETTERS].concat());

/// The kind of a key.
pub fn template(kind: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|known| known.kind == kind)
}

/// The words of a kind of letter, original or changed by the officer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Words {
    /// The subject, with its places.
    pub subject: String,
    /// The text, with its places.
    pub body: String,
}

impl Template {
    /// The words as the program brings them.
    pub fn original(&self) -> Words {
        Words { subject: self.subject.to_owned(), body: self.body.to_owned() }
    }
}

/// The places of a text: every `{word}` of lower-case letters and hyphens, each once, in order.
fn places(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in text.split('{').skip(1) {
        let Some((name, _)) = rest.split_once('}') else { continue };
        let is_word = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        if is_word && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// What is wrong with changed words, each in a sentence with the field: a place nobody knows, or one that is missing.
pub fn faults(template: &Template, words: &Words) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let known = || template.values.iter().map(|value| format!("{{{}}}", value.name)).collect::<Vec<_>>().join(", ");
    for (field, text) in [("subject", &words.subject), ("body", &words.body)] {
        for name in places(text).into_iter().filter(|name| template.values.iter().all(|value| value.name != *name)) {
            faults.push((field, format!("{{{name}}} is not a place of this letter; its places are {}", known())));
        }
    }
    for value in template.values.iter().filter(|value| value.must) {
        let stands = |text: &str| places(text).contains(&value.name);
        let in_subject = value.name == "group" && stands(&words.subject);
        if !(stands(&words.body) || in_subject) {
            faults.push(("body", format!("{{{}}} is missing: it stands for {}; put it back", value.name, value.means)));
        }
    }
    faults
}

/// Puts the values into their places in one pass, so that a value that looks like a place stays as it is.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let place = from[1..].split_once('}').and_then(|(name, after)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, after))
        });
        match place {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = &from[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_words_of_every_letter_are_without_fault() {
        for template in TEMPLATES.iter() {
            assert_eq!(faults(template, &template.original()), [], "{}", template.kind);
            assert_eq!(TEMPLATES.iter().filter(|other| other.kind == template.kind).count(), 1);
            assert_eq!(template.digest, template.values.iter().any(|value| value.name == "stop"));
        }
    }

    #[test]
    fn a_value_that_looks_like_a_place_is_not_filled_again() {
        let values = [("name", "{link}"), ("link", "https://weft.example")];
        assert_eq!(fill("Dear {name}: {link} {other} {", &values), "Dear {link}: https://weft.example {other} {");
    }

    #[test]
    fn unknown_and_missing_places_are_named() {
        let request = template("progress-request").unwrap();
        let words = Words { subject: "{grup}".into(), body: "Dear {name}, for {group}".into() };
        let found: Vec<String> =
            faults(request, &words).into_iter().map(|(field, what)| format!("{field}: {what}")).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].starts_with("subject: {grup} is not a place") && found[1].starts_with("body: {link} is missing")
        );
    }
}
