//! The grammar of a directive: what stands between two braces of a narrative text.

use std::collections::BTreeMap;

/// A directive as written: `{chart primary-literacy}`, `{table groups framework=2025-26}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Its name, such as `figure`.
    pub name: String,
    /// The arguments without a name, in order.
    pub words: Vec<String>,
    /// The arguments with a name.
    pub named: BTreeMap<String, String>,
}

/// Directives that stand inside a sentence.
pub const IN_A_SENTENCE: &[&str] = &["figure", "pooled", "stated", "council", "committee", "reach"];

/// Directives that stand on a line of their own.
pub const ON_A_LINE: &[&str] = &[
    "table",
    "chart",
    "map-of-work",
    "drivers",
    "outcomes",
    "illustration",
    "voices",
    "framework",
    "contact",
    "local",
    "voice",
];

impl Directive {
    /// Reads what stands between the braces.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to write instead.
    pub fn read(inside: &str) -> Result<Self, String> {
        let mut parts = inside.split_whitespace();
        let Some(name) = parts.next() else {
            return Err("there is nothing between these braces. To print a brace, write \\{ instead".into());
        };
        if !IN_A_SENTENCE.contains(&name) && !ON_A_LINE.contains(&name) {
            return Err(format!(
                "{{{name}}} is not known here. Use one of {}, {}; to print a brace, write \\{{ instead",
                IN_A_SENTENCE.join(", "),
                ON_A_LINE.join(", ")
            ));
        }
        let mut directive = Self { name: name.into(), words: Vec::new(), named: BTreeMap::new() };
        for part in parts {
            match part.split_once('=') {
                Some((name, value)) if is_word(name) && is_word(value) => {
                    if directive.named.insert(name.into(), value.into()).is_some() {
                        return Err(format!("{name}= is given twice in {{{inside}}}. Keep one of them"));
                    }
                }
                None if is_word(part) && directive.named.is_empty() => directive.words.push(part.into()),
                None if is_word(part) => {
                    return Err(format!(
                        "{part} stands after a named argument in {{{inside}}}. Put named arguments last"
                    ));
                }
                _ => {
                    return Err(format!(
                        "{part} cannot stand in {{{inside}}}. Write keys of lower-case letters, digits and hyphens, or name=key"
                    ));
                }
            }
        }
        Ok(directive)
    }

    /// Whether it stands on a line of its own.
    pub fn is_block(&self) -> bool {
        ON_A_LINE.contains(&self.name.as_str())
    }

    /// The directive as it is written.
    pub fn written(&self) -> String {
        let mut out = format!("{{{}", self.name);
        for word in &self.words {
            out.push(' ');
            out.push_str(word);
        }
        for (name, value) in &self.named {
            out.push_str(&format!(" {name}={value}"));
        }
        out.push('}');
        out
    }

    /// Checks the arguments: exactly `words` without a name (a range), and no name but those `known`.
    ///
    /// # Errors
    /// A sentence that says how the directive is written.
    pub fn shaped(&self, words: std::ops::RangeInclusive<usize>, known: &[&str], usage: &str) -> Result<(), String> {
        let strange = self.named.keys().find(|name| !known.contains(&name.as_str()));
        if let Some(strange) = strange {
            return Err(format!("{strange}= has no meaning in {}. Write {usage}", self.written()));
        }
        if !words.contains(&self.words.len()) {
            return Err(format!("{} has too few or too many words. Write {usage}", self.written()));
        }
        Ok(())
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directive_is_a_name_with_words_and_named_words_last() {
        let read = Directive::read("table  groups framework=2025-26 workstream=inclusion").unwrap();
        assert_eq!(read.words, ["groups"]);
        assert_eq!(read.named["framework"], "2025-26");
        assert_eq!(read.written(), "{table groups framework=2025-26 workstream=inclusion}");
        assert!(read.is_block() && !Directive::read("figure a 2021-22").unwrap().is_block());
    }

    #[test]
    fn what_is_no_directive_is_refused_with_the_way_to_write_it() {
        for (inside, says) in [
            ("", "nothing between"),
            ("figur a 2021-22", "is not known"),
            ("table source=a groups", "last"),
            ("figure A 2021-22", "cannot stand"),
            ("figure a=b a=c", "twice"),
        ] {
            let fault = Directive::read(inside).unwrap_err();
            assert!(fault.contains(says), "{inside}: {fault}");
        }
    }
}
