//! Workbooks that others published, where a folder of them is named by `WEFT_WORKBOOKS`.
//!
//! They are never part of this repository. Without the folder the test says that it read none.

use std::collections::BTreeMap;
use std::{env, fs};

use sheets::official::{Published, Standing, count_of, read_contact_list, read_school_statistics, recognise};
use sheets::{BookCaps, Issue, Severity, read_book};

fn tally(issues: &[Issue]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for issue in issues {
        *counts.entry(issue.what.key).or_insert(0) += 1;
    }
    counts
}

#[test]
fn published_workbooks_are_read_and_what_is_passed_over_is_shown() {
    let Some(folder) = env::var_os("WEFT_WORKBOOKS") else {
        println!("WEFT_WORKBOOKS is not set: 0 published workbooks were read");
        return;
    };
    let mut names: Vec<_> = fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path()).collect();
    names.sort();
    names.retain(|path| path.extension().is_some_and(|ending| ending == "xlsx" || ending == "csv"));
    for path in &names {
        let bytes = fs::read(path).expect("a file");
        let (book, issues) = read_book(&bytes, &BookCaps::default(), &mut |_| {});
        println!("{}: {} cells in {} sheets", path.display(), book.cells(), book.sheets().len());
        assert!(issues.iter().all(|issue| issue.severity == Severity::Warning), "{issues:?}");
        let mut all = issues;
        match recognise(&book) {
            Some(Published::ContactList) => {
                let (list, issues) = read_contact_list(&book);
                all.extend(issues);
                let (schools, issues) = list.settled();
                all.extend(issues);
                let with = |standing| schools.iter().filter(|one| one.standing == standing).count();
                println!(
                    "  as at {:?}: {} open schools, {} changes, {} renamed; {} establishments: {} open, {} mothballed, {} closed; {} with predecessors",
                    list.as_at,
                    list.open.len(),
                    list.changes.len(),
                    list.renamed.len(),
                    schools.len(),
                    with(Standing::Open),
                    with(Standing::Mothballed),
                    with(Standing::Closed),
                    schools.iter().filter(|one| !one.predecessors.is_empty()).count(),
                );
                assert!(!list.open.is_empty());
            }
            Some(Published::SchoolStatistics) => {
                let (read, issues) = read_school_statistics(&book);
                all.extend(issues);
                println!(
                    "  of {:?}: {} departments, {} pupils, {} with quintiles",
                    read.session.map(|session| session.key()),
                    read.schools.len(),
                    read.schools.iter().filter_map(|one| count_of(&one.roll)).map(u64::from).sum::<u64>(),
                    read.schools.iter().filter(|one| one.simd.is_some()).count(),
                );
                assert!(!read.schools.is_empty());
            }
            None => println!("  not one of the lists that are known"),
        }
        println!("  {:?}", tally(&all));
        if env::var_os("WEFT_SHOW_ISSUES").is_some() {
            for issue in &all {
                println!(
                    "    {:?} {:?} {:?} {} {:?}",
                    issue.sheet, issue.row, issue.column, issue.what.key, issue.what.args
                );
            }
        }
    }
    println!("{} published workbooks were read", names.len());
    assert!(!names.is_empty(), "the folder holds no workbooks");
}
