//! Every message this crate makes has a suggested wording, and no wording is left without a message.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, found)?;
        } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[test]
fn every_message_key_has_words_and_all_words_have_a_key() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let words = fs::read_to_string(root.join("messages.ftl")).expect("messages.ftl");
    let said: BTreeSet<&str> = words
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" = ").map(|(key, _)| key))
        .collect();
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files).expect("the sources");
    let code: String = files
        .iter()
        .map(|path| fs::read_to_string(path).expect("a source file"))
        .map(|text| text.split("#[cfg(test)]\nmod tests {").next().map(str::to_owned))
        .map(Option::unwrap_or_default)
        .collect();
    let prefixes: BTreeSet<&str> = said.iter().filter_map(|key| key.split('-').next()).collect();
    let made: BTreeSet<&str> = code
        .split('"')
        .filter(|text| text.contains('-'))
        .filter(|text| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
        .filter(|text| text.split('-').next().is_some_and(|first| prefixes.contains(first)))
        .collect();
    assert!(made.len() > 20, "the keys in the sources were not found");
    assert_eq!(made, said);
}
