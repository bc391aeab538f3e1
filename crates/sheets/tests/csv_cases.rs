//! Cases of CSV in files, and strings that do harm: read as they are, and written so that they can do none.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sheets::{Caps, Column, Field, read_book, read_csv, read_grid, write_csv};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

#[test]
fn every_case_of_csv_gives_the_rows_that_stand_beside_it() {
    let mut names: Vec<PathBuf> =
        fs::read_dir(cases().join("csv")).expect("cases").flatten().map(|e| e.path()).collect();
    names.retain(|path| path.extension().is_some_and(|ending| ending == "csv"));
    names.sort();
    for path in &names {
        let expected: Vec<Vec<String>> =
            serde_json::from_slice(&fs::read(path.with_extension("json")).expect("rows")).expect("lists of text");
        let bytes = fs::read(path).expect("a case");
        let (grid, issues) = read_grid(&bytes, &Caps::default());
        assert_eq!(issues, [], "{}", path.display());
        let rows: Vec<Vec<String>> = grid.rows.into_iter().map(|row| row.cells).collect();
        assert_eq!(rows, expected, "{}", path.display());
        // As a book, where an empty cell is no cell and spaces around a text are not part of it.
        let (book, _) = read_book(&bytes, &sheets::BookCaps::default(), &mut |_| {});
        let sheet = book.sheets().next().expect("a sheet");
        for (row, cells) in sheet.rows().zip(&expected) {
            for (column, cell) in (1..).zip(cells) {
                assert_eq!(row.get(column).text(), Ok(cell.trim()), "{}", path.display());
            }
        }
    }
    assert_eq!(names.len(), 15);
}

/// The strings of `hostile-strings.txt`, and those of a file named by `WEFT_HOSTILE_STRINGS`, one a line.
fn hostile() -> Vec<String> {
    let text = fs::read_to_string(cases().join("hostile-strings.txt")).expect("the strings");
    let mut strings: Vec<String> =
        text.lines().filter(|line| !line.starts_with("# ")).map(unescaped).filter(|one| !one.is_empty()).collect();
    if let Some(more) = env::var_os("WEFT_HOSTILE_STRINGS") {
        strings.extend(fs::read_to_string(more).expect("more strings").lines().map(str::to_owned));
    }
    strings
}

fn unescaped(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (letter, length) = match rest.chars().next() {
            Some('t') => (Some('\t'), 1),
            Some('r') => (Some('\r'), 1),
            Some('n') => (Some('\n'), 1),
            Some('0') => (Some('\0'), 1),
            Some('u') => {
                let end = rest.find('}').expect("an escape that ends");
                (char::from_u32(u32::from_str_radix(&rest[2..end], 16).expect("digits")), end + 1)
            }
            _ => (Some('\\'), usize::from(rest.starts_with('\\'))),
        };
        text.extend(letter);
        rest = &rest[length..];
    }
    text + rest
}

#[test]
fn no_hostile_string_leaves_as_a_formula_and_each_comes_back_as_it_was() {
    let strings = hostile();
    assert!(strings.len() > 80, "{} strings", strings.len());
    let mut guarded = BTreeSet::new();
    for text in &strings {
        let written = write_csv(&["a", "b"], &[vec![Field::from(text.as_str()), Field::Number(text.clone())]]);
        let mut reader = csv::ReaderBuilder::new().from_reader(written.as_slice());
        let record = reader.records().next().expect("a row").expect("a sound row");
        for (cell, may_be_number) in [(&record[0], false), (&record[1], true)] {
            let is_number = may_be_number && cell.parse::<f64>().is_ok();
            let first =
                cell.chars().find(|letter| !letter.is_whitespace() && !matches!(letter, '\u{feff}' | '\u{200b}'));
            let runs =
                first.is_some_and(|letter| "=+-@＝＋－＠".contains(letter)) || cell.starts_with(['\t', '\r', '\n']);
            assert!(!runs || is_number, "{text:?} was written as {cell:?}");
        }
        if record[0] != **text {
            guarded.insert(text.clone());
        }
        let columns = [Column::required("a"), Column::required("b")];
        let (sheet, issues) = read_csv(&written, &columns, &Caps::default());
        if issues.is_empty() {
            assert_eq!(sheet.rows.first().map_or("", |row| row.cells[0].as_str()), text, "{text:?}");
        } else {
            // Characters nobody can see are refused on the way in, by name.
            assert_eq!(issues[0].what.key, "sheet-control-character", "{text:?}");
        }
    }
    assert!(guarded.len() > 25, "{} strings were guarded", guarded.len());
}
