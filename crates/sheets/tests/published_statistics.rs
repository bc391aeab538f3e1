//! School-level statistics in the shapes they have had in different years. All schools are invented.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod made;

use made::{Put, workbook};
use rust_xlsxwriter::{Format, Workbook};
use sheets::official::{
    Department, Published, SchoolStatistics, ShareUnit, count_of, read_contact_list, read_school_statistics, recognise,
};
use sheets::{Book, BookCaps, Issue, Severity, read_book};

fn book(bytes: &[u8]) -> Book {
    let (book, issues) = read_book(bytes, &BookCaps::default(), &mut |_| {});
    assert_eq!(issues, []);
    book
}

/// Where each issue stands and what it is.
fn told(issues: &[Issue]) -> Vec<(Option<usize>, Option<&str>, &'static str)> {
    assert!(issues.iter().all(|issue| issue.severity == Severity::Warning), "{issues:?}");
    issues.iter().map(|issue| (issue.row, issue.column.as_deref(), issue.what.key)).collect()
}

/// One primary and one secondary, and what each year calls the columns.
fn statistics(headings: &[&str], sheet: &str, title: &str) -> SchoolStatistics {
    let rows = vec![
        row![title],
        headings.iter().map(|text| Put::from(*text)).collect(),
        row!["Glasgow City", 9900011, "Thistle Primary", "Primary", 20, "c", 9, "z", "c", 11, 0, "c", "c", 0],
        row!["Glasgow City", 9900011, "Thistle Primary", "Secondary", 44, "z", "z", 44, 40, "c", "c", 0, 0, 0],
    ];
    let bytes = workbook(&[("Notes", vec![row!["Note 1", "A note."]]), (sheet, rows)]);
    let book = book(&bytes);
    assert_eq!(recognise(&book), Some(Published::SchoolStatistics));
    let (read, issues) = read_school_statistics(&book);
    assert_eq!(told(&issues), [], "{headings:?}");
    read
}

#[test]
fn school_level_statistics_of_any_year_are_read_by_what_their_headings_say() {
    for (headings, sheet, title, session) in [
        (
            [
                "Local Authority",
                "SeedCode",
                "School Name",
                "School Type",
                "Pupil roll",
                "P1",
                "P2",
                "S1",
                "SIMD Quintile 1 [Note 6]",
                "SIMD Quintile 2 [Note 6]",
                "SIMD Quintile 3 [Note 6]",
                "SIMD Quintile 4 [Note 6]",
                "SIMD Quintile 5 [Note 6]",
                "SIMD not availble [Note 6]",
            ],
            "2023 School Level Statistics",
            "School Level Summary Statistics 2023",
            "2023-24",
        ),
        (
            [
                "LA Name",
                "Seed Code",
                "School",
                "Sector",
                "Pupil roll 2031",
                "P1 pupils",
                "P2 pupils",
                "S1 pupils",
                "SIMD2030 Q1",
                "SIMD2030 Q2",
                "SIMD2030 Q3",
                "SIMD2030 Q4",
                "SIMD2030 Q5",
                "SIMD2030 unknown",
            ],
            "SCH",
            "",
            "2031-32",
        ),
        (
            [
                "Council",
                "SEED code ",
                "Name of school",
                "Type",
                "Total roll",
                "Primary 1",
                "Primary 2",
                "Secondary 1",
                "Quintile 1 (most deprived)",
                "Quintile 2",
                "Quintile 3",
                "Quintile 4",
                "Quintile 5 (least deprived)",
                "Quintile not known",
            ],
            "Data",
            "Census of September 2029",
            "2029-30",
        ),
        (
            [
                "LAName",
                "Seed_Code",
                "School",
                "School_Type",
                "Roll 2022/23",
                "p1",
                "p2",
                "s1",
                "simd 1",
                "simd 2",
                "simd 3",
                "simd 4",
                "simd 5",
                "simd unknown",
            ],
            "Data",
            "",
            "2022-23",
        ),
    ] {
        let read = statistics(&headings, sheet, title);
        assert_eq!(read.session.map(|session| session.key()).as_deref(), Some(session));
        assert_eq!(read.schools.len(), 2, "one SEED code with two departments");
        let one = &read.schools[0];
        assert_eq!(
            (one.seed.as_str(), one.department, one.name.as_str()),
            ("9900011", Department::Primary, "Thistle Primary")
        );
        assert_eq!((count_of(&one.roll), one.stages.len(), one.row), (Some(20), 2, 3));
        let simd = one.simd.as_ref().expect("quintiles");
        assert_eq!(simd.cells.each_ref().map(count_of), [None, Some(11), Some(0), None, None]);
        assert_eq!((count_of(&simd.unknown), simd.unit), (Some(0), ShareUnit::Pupils));
        assert_eq!(read.schools[1].stages.iter().map(|(stage, _)| *stage).collect::<Vec<_>>(), ["S1"]);
    }
}

#[test]
fn headings_of_two_rows_are_read_together() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    sheet.write_string(0, 0, "School level statistics, September 2020").expect("a cell");
    for (column, text) in [(0, "Local Authority"), (1, "SeedCode"), (2, "School Type"), (3, "Pupil roll")] {
        sheet.merge_range(3, column, 4, column, text, &bold).expect("merged");
    }
    sheet.merge_range(3, 4, 3, 5, "Pupils by stage", &bold).expect("merged");
    sheet.merge_range(3, 6, 3, 11, "SIMD 2020 quintile [note 6]", &bold).expect("merged");
    sheet.merge_range(3, 12, 3, 16, "Percentage of pupils by SIMD quintile", &bold).expect("merged");
    for (column, text) in [(4, "P1"), (5, "P2"), (6, "1"), (7, "2"), (8, "3"), (9, "4"), (10, "5"), (11, "Not known")] {
        sheet.write_string(4, column, text).expect("a cell");
    }
    for column in 12..17 {
        sheet.write_number(4, column, column - 11).expect("a cell");
    }
    for (column, text) in [(0, "Fife"), (2, "Primary"), (12, "20-30%")] {
        sheet.write_string(5, column, text).expect("a cell");
    }
    for (column, number) in
        [(1, 9_900_011), (3, 30), (4, 10), (5, 20), (6, 5), (7, 6), (8, 7), (9, 8), (10, 3), (11, 1)]
    {
        sheet.write_number(5, column, number).expect("a cell");
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let (read, issues) = read_school_statistics(&self::book(&bytes));
    assert_eq!(told(&issues), []);
    assert_eq!(read.session.map(|session| session.key()).as_deref(), Some("2020-21"));
    let one = &read.schools[0];
    assert_eq!((count_of(&one.roll), one.stages.len(), one.authority.as_str()), (Some(30), 2, "Fife"));
    let simd = one.simd.as_ref().expect("quintiles");
    assert_eq!(simd.cells.each_ref().map(count_of), [5, 6, 7, 8, 3].map(Some), "numbers rather than shares");
}

#[test]
fn a_row_with_a_roll_for_each_department_is_several_establishments() {
    let rows = vec![
        row![
            "Seed Code",
            "School Name",
            "Primary roll 2018/19",
            "Secondary roll 2018/19",
            "Special roll 2018/19",
            "% pupils who live in 20% most deprived data zones"
        ],
        row![9900011, "All-through School", 120, 300, "z", "30-40%"],
        row![9900022, "Primary", "95", 0, 0, "0-10%"],
    ];
    let (read, issues) = read_school_statistics(&book(&workbook(&[("Schools", rows)])));
    assert_eq!(told(&issues), []);
    let rolls: Vec<_> =
        read.schools.iter().map(|one| (one.seed.as_str(), one.department, count_of(&one.roll))).collect();
    assert_eq!(
        rolls,
        [
            ("9900011", Department::Primary, Some(120)),
            ("9900011", Department::Secondary, Some(300)),
            ("9900022", Department::Primary, Some(95)),
        ]
    );
    assert_eq!(read.session.map(|session| session.key()).as_deref(), Some("2018-19"));
    let simd = read.schools[2].simd.as_ref().expect("quintiles");
    assert_eq!(simd.unit, ShareUnit::Percent);
    assert!(matches!(simd.cells[0], figures::Cell::Band { .. }));
}

#[test]
fn every_row_that_is_passed_over_and_every_cell_in_doubt_is_named() {
    let rows = vec![
        row!["School statistics 2024"],
        row!["SeedCode", "School Name", "School Type", "Pupil roll", "P1", "SIMD Quintile 1", "Roll"],
        row![9900011, "A school", "Primary", 20, "?", "N/A", 20],
        row![],
        row!["", "All schools in Scotland", "", 2_000, 100, 100],
        row![9900011, "A school", "Primary", 20, 20, 20, 20],
        row!["SeedCode", "School Name", "School Type", "Pupil roll", "P1", "SIMD Quintile 1", "Roll"],
        row![9900022, "B school", "College", 20, 20, 20, 20],
        row![990_002, "C school", "Primary", 20, 20, 20, 20],
        row![9900033, "D school", "Primary", 20.5, 20, 20, 20],
        row!["", "Source: invented"],
    ];
    let (read, issues) = read_school_statistics(&book(&workbook(&[("Data", rows)])));
    assert_eq!(read.schools.len(), 2);
    assert_eq!(
        told(&issues),
        [
            (Some(2), Some("G (Roll)"), "official-two-columns"),
            (Some(3), Some("F (SIMD Quintile 1)"), "cell-marker-without-meaning"),
            (Some(3), Some("E (P1)"), "cell-marker-without-meaning"),
            (Some(5), Some("A (SeedCode)"), "official-row-without-seed"),
            (Some(6), Some("A (SeedCode)"), "official-school-twice"),
            (Some(7), None, "official-headings-again"),
            (Some(8), Some("C (School Type)"), "official-school-type-unknown"),
            (Some(9), Some("A (SeedCode)"), "official-seed-unreadable"),
            (Some(10), Some("D (Pupil roll)"), "official-roll-not-whole"),
            (Some(11), None, "official-note-row"),
        ]
    );
}

#[test]
fn parts_that_do_not_add_up_to_the_roll_are_named() {
    let mut headings = row!["SeedCode", "School Type", "Pupil roll"];
    headings.extend(["S1", "S2", "S3", "S4", "S5", "S6"].map(Put::from));
    headings.extend(["SIMD Q1", "SIMD Q2", "SIMD Q3", "SIMD Q4", "SIMD Q5", "SIMD unknown"].map(Put::from));
    let mut sound = row![9900011, "Secondary", 60];
    sound.extend([10, 10, 10, 10, 10, 10, 20, 10, 10, 10, 10, 0].map(Put::from));
    let mut unsound = row![9900022, "Secondary", 61];
    unsound.extend([10, 10, 10, 10, 10, 10, 20, 10, 10, 10, 10, 0].map(Put::from));
    let rows = vec![row!["2024"], headings, sound, unsound];
    let (_, issues) = read_school_statistics(&book(&workbook(&[("Data", rows)])));
    let keys: Vec<_> = told(&issues).into_iter().map(|(row, _, key)| (row, key)).collect();
    assert_eq!(keys, [(Some(4), "official-stages-do-not-add-up"), (Some(4), "official-quintiles-do-not-add-up")]);
}

#[test]
fn the_same_lists_are_read_from_text() {
    let text =
        "School statistics 2024;;;\nSeedCode;School Name;School Type;Pupil roll\n9900011;A school;Primary;1,020\n";
    let (read, issues) = read_school_statistics(&book(text.as_bytes()));
    assert_eq!(told(&issues), []);
    assert_eq!(count_of(&read.schools[0].roll), Some(1_020));
    assert_eq!(read.schools[0].row, 3);
}

#[test]
fn a_book_that_is_no_such_list_says_what_was_looked_for() {
    let other = book(&workbook(&[("Sheet", vec![row!["Name", "Email"], row!["A", "a@x.example"]])]));
    assert_eq!(recognise(&other), None);
    assert_eq!(read_contact_list(&other).1[0].what.key, "official-no-contact-list");
    assert_eq!(read_school_statistics(&other).1[0].what.key, "official-no-statistics");
    let empty = book(&workbook(&[("Sheet", vec![row!["SeedCode", "Pupil roll"], row!["none", 5]])]));
    let (_, issues) = read_school_statistics(&empty);
    assert_eq!(issues.last().map(|issue| issue.what.key), Some("official-no-schools"));
}
