//! What this crate has to say, without saying it: a message key and its arguments.
//!
//! No sentence in English is made here. The application says a message with Fluent; the keys and a
//! suggested wording of each stand in `messages.ftl` beside this crate's manifest.

use serde::Serialize;

/// A message name with its arguments, in the order in which they were given.
///
/// Arguments are text that is ready to be shown: a number enters as the formatted number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Message {
    /// The name of the message in the Fluent files: lower-case words joined by hyphens.
    pub key: &'static str,
    /// Name and text of each argument.
    pub args: Vec<(&'static str, String)>,
}

impl Message {
    /// A message without arguments.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The text of the argument called `name`, if the message has one.
    #[must_use]
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.iter().find(|(given, _)| *given == name).map(|(_, text)| text.as_str())
    }
}
