//! Made-up councils, schools and quintiles: every small count protected, beside what GaussSuppression hides.
//!
//! `WEFT_SDC=DIR` adds every `*_gauss.csv` and `*_gauss.csv.gz` of a folder, and the run prints what was hidden.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::time::Instant;

use figures::disclosure::{CellId, Depth, Reader, Rule, Standard, Table, audit, protect};

use crate::{relate, rows};

struct Schools {
    table: Table,
    primaries: Vec<CellId>,
    theirs: BTreeSet<CellId>,
}

fn schools(text: &str) -> Schools {
    let (mut table, mut cells) = (Table::new(), BTreeMap::new());
    let (mut primaries, mut theirs) = (Vec::new(), BTreeSet::new());
    for row in rows(text) {
        let names: Vec<String> =
            ["school", "simd", "ach"].iter().filter_map(|column| row.get(column)).map(ToString::to_string).collect();
        let cell = table.add(names.join(", "), row["n"].parse().expect("a count")).expect("a cell");
        cells.insert(names, cell);
        if row["primary"] == "TRUE" {
            primaries.push(cell);
        }
        if row["suppressed"] == "TRUE" {
            theirs.insert(cell);
        }
    }
    relate(&mut table, &cells, |at, name| match (at, name.split_once("-S")) {
        (0, Some((council, _))) => Some(council.to_owned()),
        _ => (name != "Total").then(|| "Total".to_owned()),
    });
    Schools { table, primaries, theirs }
}

/// What was hidden besides the primaries: by the rule, where only exact values count, and by GaussSuppression.
#[derive(Default)]
struct Hidden([usize; 3]);

fn check(name: &str, text: &str, hidden: &mut Hidden) -> String {
    let schools = schools(text);
    let table = &schools.table;
    let started = Instant::now();
    let ours = protect(table, Rule::default());
    let took = started.elapsed();
    assert_eq!(
        Rule::default().primaries(table).iter().map(|primary| primary.cell).collect::<Vec<_>>(),
        schools.primaries
    );
    assert_eq!((ours.audit().exact.len(), ours.audit().narrow.len()), (0, 0), "{name}");
    assert!(ours.may_be_published(table).is_ok(), "{name}");
    let open = protect(table, Rule::default().with_standard(Standard::NotExact));
    assert!(open.may_be_published(table).is_ok(), "{name}");
    let theirs = schools.theirs.len() - schools.primaries.len();
    let counts = [ours.complementary(), open.complementary(), theirs];
    for (sum, count) in hidden.0.iter_mut().zip(counts) {
        *sum += count;
    }
    format!(
        "{name}: {} cells, {} primary; {counts:?} complementary; {took:?}",
        table.cells().len(),
        schools.primaries.len()
    )
}

#[test]
fn small_counts_of_schools_are_protected_with_fewer_hidden_than_the_reference_where_only_exact_values_count() {
    let mut hidden = Hidden::default();
    for (name, text) in [
        ("small a", include_str!("../fixtures/disclosure/schools_small_a.csv")),
        ("small b", include_str!("../fixtures/disclosure/schools_small_b.csv")),
        ("small c", include_str!("../fixtures/disclosure/schools_small_c.csv")),
        ("small d", include_str!("../fixtures/disclosure/schools_small_d.csv")),
        ("achieved", include_str!("../fixtures/disclosure/schools_achieved.csv")),
    ] {
        check(name, text, &mut hidden);
    }
    let [_, open, theirs] = hidden.0;
    assert!(open <= theirs, "{open} of {theirs}");
}

#[test]
fn the_audit_agrees_that_the_reference_gives_nothing_away() {
    let schools = schools(include_str!("../fixtures/disclosure/schools_achieved.csv"));
    let primaries = Rule::default().with_standard(Standard::NotExact).primaries(&schools.table);
    let found = audit(&schools.table, &schools.theirs, Rule::default(), &primaries, Reader::Plain, Depth::Safe);
    assert_eq!((found.exact.len(), found.narrow.len()), (0, 0));
}

#[test]
fn every_table_of_a_named_folder_is_protected() {
    let Some(folder) = std::env::var_os("WEFT_SDC") else { return };
    let mut paths: Vec<_> = std::fs::read_dir(Path::new(&folder))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.to_string_lossy().ends_with("_gauss.csv") || path.to_string_lossy().ends_with("_gauss.csv.gz")
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no tables in the folder");
    let mut hidden = Hidden::default();
    let mut said = Vec::new();
    for path in &paths {
        let bytes = std::fs::read(path).expect("a file");
        let mut text = String::new();
        if path.extension().is_some_and(|ext| ext == "gz") {
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("a packed table");
        } else {
            text = String::from_utf8(bytes).expect("a table");
        }
        said.push(check(&path.file_name().unwrap_or_default().to_string_lossy(), &text, &mut hidden));
    }
    let [wide, open, theirs] = hidden.0;
    said.push(format!(
        "{} tables; complementary: {wide} by the rule, {open} against exact values, {theirs} in the reference",
        paths.len()
    ));
    for line in said {
        eprintln!("{line}");
    }
    assert!(open <= theirs);
}
