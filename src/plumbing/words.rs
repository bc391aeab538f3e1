//! Words: every message with arguments is said by Fluent, from the `en.ftl` files beside the features.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::langid;

/// The word files of the program, in the order of the code map.
const FILES: &[&str] = &[
    include_str!("en.ftl"),
    include_str!("../plan/en.ftl"),
    include_str!("../indicators/en.ftl"),
    include_str!("../indicators/counts/en.ftl"),
    include_str!("../record/en.ftl"),
    include_str!("../site/en.ftl"),
    include_str!("../../crates/figures/messages.ftl"),
    include_str!("../../crates/sheets/messages.ftl"),
];

static BUNDLE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let mut bundle = FluentBundle::new_concurrent(vec![langid!("en-GB")]);
    // Numbers enter as formatted text and names are shown as they are, so no marks are put around them.
    bundle.set_use_isolating(false);
    for file in FILES {
        // A line Fluent cannot read is left out here; a test reads every file strictly.
        let resource = match FluentResource::try_new((*file).to_owned()) {
            Ok(whole) => whole,
            Err((readable, _)) => readable,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
});

/// Says a message. A name no file knows is shown as itself, so that nothing is ever silent.
pub fn say(name: &str, args: &[(&str, &str)]) -> String {
    let Some(pattern) = BUNDLE.get_message(name).and_then(|message| message.value()) else { return name.to_owned() };
    let mut given = FluentArgs::new();
    for (key, value) in args {
        given.set(*key, *value);
    }
    let mut faults = Vec::new();
    BUNDLE.format_pattern(pattern, Some(&given), &mut faults).into_owned()
}

/// Says a message of one of the pure crates.
pub fn say_message(message: &figures::Message) -> String {
    let args: Vec<(&str, &str)> = message.args.iter().map(|(key, value)| (*key, value.as_str())).collect();
    say(message.key, &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_file_can_be_read_whole() {
        for file in FILES {
            assert!(FluentResource::try_new((*file).to_owned()).is_ok(), "a word file has a line Fluent cannot read");
        }
    }

    #[test]
    fn an_unknown_message_shows_its_name() {
        assert_eq!(say("no-such-message", &[]), "no-such-message");
    }
}
