//! The rules this repository keeps about itself: sizes, direction, documents, words that must not appear.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// Every file below a folder, in order.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() && !["node_modules", "target", "dist", ".results"].contains(&name.as_str()) {
                open.push(path);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn rust_files() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["src", "crates", "tests"].iter().flat_map(|folder| files(folder)).collect();
    found.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Fails with every fault at once, so that one run tells all.
fn none(faults: Vec<String>, rule: &str) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

/// The steps of the direction list in ARCHITECTURE.md, each a list of folders.
fn direction() -> Vec<Vec<String>> {
    let text = read(&root().join("ARCHITECTURE.md"));
    let list = text.split("```direction\n").nth(1).expect("the direction list").split("```").next().unwrap();
    list.lines().map(|line| line.split(',').map(|name| name.trim().to_owned()).collect()).collect()
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let faults = rust_files()
        .iter()
        .map(|path| (shown(path), read(path).lines().count()))
        .filter(|(_, lines)| *lines > 400)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    none(faults, "files end at 400 lines; give a verb its own file, move tests to tests.rs");
}

#[test]
fn every_module_says_what_it_is() {
    let faults = rust_files()
        .iter()
        .filter(|path| !read(path).trim_start().starts_with("//!"))
        .map(|path| shown(path))
        .collect();
    none(faults, "a module begins with a //! paragraph");
}

#[test]
fn folders_have_names_of_the_domain() {
    let refused = ["utils", "helpers", "common", "services", "managers", "util", "helper", "misc"];
    let faults = ["src", "crates"]
        .iter()
        .flat_map(|folder| files(folder))
        .filter(|path| path.iter().any(|part| refused.contains(&part.to_string_lossy().trim_end_matches(".rs"))))
        .map(|path| shown(&path))
        .collect();
    none(faults, "these names say nothing");
}

#[test]
fn nothing_points_back_along_the_direction_of_dependencies() {
    let steps = direction();
    let place = |name: &str| steps.iter().position(|step| step.iter().any(|folder| folder == name));
    let mut faults = Vec::new();
    for path in files("src") {
        let inside = path.strip_prefix(root().join("src")).unwrap().to_path_buf();
        if inside.components().count() < 2 || path.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let here = inside.iter().next().unwrap().to_string_lossy().into_owned();
        let Some(own) = place(&here) else {
            faults.push(format!("src/{here} is missing from the direction list in ARCHITECTURE.md"));
            continue;
        };
        // The frame of a page needs the addresses of the assets; ARCHITECTURE.md says so.
        let text = read(&path).replace("crate::app::assets::", "");
        for (step, names) in steps.iter().enumerate() {
            for name in names.iter().filter(|name| **name != here && step >= own) {
                if uses(&text, name) {
                    faults.push(format!("{} uses {name}", shown(&path)));
                }
            }
        }
    }
    none(faults, "a folder may use only what stands before it in ARCHITECTURE.md");
}

/// Whether a text names `crate::NAME`, alone or inside a braced `use crate::{…}`.
fn uses(text: &str, name: &str) -> bool {
    if text.contains(&format!("crate::{name}::")) || text.contains(&format!("crate::{name};")) {
        return true;
    }
    text.split("use crate::{").skip(1).any(|rest| {
        let mut depth = 1_i32;
        let mut word = String::new();
        for letter in rest.chars() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                letter if depth == 1 && (letter.is_alphanumeric() || letter == '_') => {
                    word.push(letter);
                    continue;
                }
                _ => {}
            }
            if word == name {
                return true;
            }
            word.clear();
            if depth == 0 {
                break;
            }
        }
        false
    })
}

#[test]
fn every_feature_folder_stands_in_the_code_map_and_the_glossary() {
    let map = read(&root().join("ARCHITECTURE.md"));
    let glossary = read(&root().join("GLOSSARY.md")).to_lowercase();
    let mut faults = Vec::new();
    for entry in fs::read_dir(root().join("src")).unwrap().flatten().filter(|entry| entry.path().is_dir()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !map.contains(&format!("`src/{name}/`")) {
            faults.push(format!("src/{name} is missing from the code map in ARCHITECTURE.md"));
        }
        if !["app", "plumbing", "site"].contains(&name.as_str()) && !glossary.contains(name.trim_end_matches('s')) {
            faults.push(format!("{name} is missing from GLOSSARY.md"));
        }
    }
    none(faults, "the tree and the documents tell the same");
}

#[test]
fn nothing_is_left_for_later() {
    let words = [
        concat!("todo", "!"),
        concat!("unimplemented", "!"),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
        concat!("dbg", "!("),
    ];
    let mut faults = Vec::new();
    for path in rust_files() {
        for (row, line) in (1..).zip(read(&path).lines()) {
            if words.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{row}: {}", shown(&path), line.trim()));
            }
        }
    }
    none(faults, "finish it, or write an issue");
}

#[test]
fn the_code_knows_no_partnership() {
    let example: BTreeSet<&str> =
        ["West Partnership", "Glasgow", "Renfrewshire", "Lanarkshire", "Inverclyde", "Dunbartonshire"].into();
    let mut faults = Vec::new();
    for path in
        files("src").into_iter().chain(files("crates").into_iter().filter(|path| path.iter().any(|part| part == "src")))
    {
        let text = read_if_text(&path);
        // Tests at the foot of a file may name the example.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        for name in &example {
            if let Some(row) = code.lines().position(|line| line.contains(name) && !line.trim_start().starts_with("//"))
            {
                faults.push(format!("{}:{}: names {name}", shown(&path), row + 1));
            }
        }
    }
    none(faults, "a partnership is data");
}

fn read_if_text(path: &Path) -> String {
    fs::read(path).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

#[test]
fn no_table_holds_pupils() {
    let mut faults = Vec::new();
    for path in files("migrations") {
        for (row, line) in (1..).zip(read(&path).lines()) {
            let line = line.to_lowercase();
            if ["pupil_id", "create table pupil", "candidate_number", "scn ", "date_of_birth"]
                .iter()
                .any(|word| line.contains(word))
            {
                faults.push(format!("{}:{row}", shown(&path)));
            }
        }
    }
    none(faults, "pupil-level data never reaches the server");
}

#[test]
fn every_migration_says_why() {
    let mut faults = Vec::new();
    for path in files("migrations") {
        if !read(&path).starts_with("-- Why: ") {
            faults.push(shown(&path));
        }
    }
    none(faults, "a migration's first line begins `-- Why: `");
}

#[test]
fn only_the_database_file_names_a_driver() {
    let mut faults = Vec::new();
    for path in files("src") {
        let name = shown(&path);
        let text = read_if_text(&path);
        if name != "src/plumbing/db.rs"
            && (text.contains("sqlx::Sqlite") || text.contains("sqlx::Postgres") || text.contains("sqlx::Pg"))
        {
            faults.push(name);
        }
    }
    none(faults, "src/plumbing/db.rs alone knows a driver");
}

#[test]
fn pages_hold_no_inline_script_or_style() {
    let mut faults = Vec::new();
    for path in files("src").into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html")) {
        let text = read(&path);
        for (row, line) in (1..).zip(text.lines()) {
            let inline = line.contains(" style=\"")
                || line.contains("<style")
                || line.contains(" onclick=")
                || (line.contains("<script") && !line.contains("src="));
            if inline && !shown(&path).ends_with("standalone.html") {
                faults.push(format!("{}:{row}", shown(&path)));
            }
        }
    }
    none(faults, "the content policy refuses inline script and style");
}

#[test]
fn every_document_the_readme_names_exists() {
    let mut faults = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md", "GLOSSARY.md", "STYLE.md", "CONTRIBUTING.md"] {
        let text = read(&root().join(document));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty() && !path.contains("://") && !root().join(path).exists() {
                faults.push(format!("{document}: {path}"));
            }
        }
    }
    none(faults, "a link leads nowhere");
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let mut numbers: Vec<u32> =
        files("docs/decisions").iter().filter_map(|path| path.file_name()?.to_str()?.get(..4)?.parse().ok()).collect();
    numbers.sort_unstable();
    let expected: Vec<u32> = (1..).take(numbers.len()).collect();
    assert_eq!(numbers, expected, "docs/decisions");
}
