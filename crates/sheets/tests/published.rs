//! The published lists of schools in the shapes they have had in different years. All schools are invented.

mod made;

use made::{Put, workbook};
use rust_xlsxwriter::{Format, Workbook};
use sheets::official::{
    Department, Published, SchoolStatistics, ShareUnit, Standing, Step, count_of, read_contact_list,
    read_school_statistics, recognise,
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

fn contact_list() -> Vec<u8> {
    let flags = ["Pre-school Department", "Primary Department", "Secondary Department", "Special Department"];
    let mut open = vec![
        row!["Publicly funded schools open 31 October 2031", "", "", "NOTE: Cells may be left blank"],
        row![],
        row!["", "", "", "", "School Type"],
        ["Seed Code", "LA Name", "Centre Type", "School Name"]
            .iter()
            .chain(&flags)
            .map(|text| Put::from(*text))
            .collect(),
    ];
    open.extend([
        row![9900011, "Glasgow City", "Local Authority", "Thistle Primary School ", "Yes", "Yes", "No", "No"],
        row!["9900022", "Na h-Eileanan Siar", "Local Authority", "Sgoil na Mara", "", "Yes", "Yes", "No"],
        row![9900033, "Glasgow City Council", "Local Authority", "Connolly Campus", "No", "No", "No", "Yes"],
        row![9900022, "Na h-Eileanan Siar", "Local Authority", "Sgoil na Mara", "", "Yes", "No", "No"],
        row!["99OOO44", "Fife", "Local Authority", "Typed School", "No", "Yes", "No", "No"],
        row![9900055, "Fife", "Local Authority", "Empty School", "No", "No", "No", "perhaps"],
        row!["Source: an invented list"],
    ]);
    let changes = vec![
        row!["Schools which have opened or closed between 2006 and 31 October 2031"],
        row![],
        row![
            "Local authority",
            "School funding type",
            "Status",
            "Seed Code",
            "School name",
            "Sector",
            "Date opened",
            "Date closed",
            "Date mothballed",
            "Further details"
        ],
        row![
            "Glasgow",
            "Local authority",
            "Closed ",
            9900066,
            "Milton School",
            "Special ",
            Put::Day("1970-08-31"),
            Put::Day("2030-06-27"),
            "",
            "Merged with Ashcraig 9900077 to Connolly Campus 9900033."
        ],
        row![
            "Glasgow City ",
            "Local Authority",
            "Closed",
            9900077,
            "Ashcraig School",
            "Special",
            "31/08/1899",
            Put::Day("2030-06-27"),
            "",
            "Merged with Milton 9900066 to Connolly Campus 9900034."
        ],
        row![
            "Glasgow",
            "Local Authority",
            "Opened",
            9900033,
            "Connolly Campus",
            "Special",
            Put::Day("2030-08-15"),
            "",
            "",
            "Merger of Milton 9900066 and Ashcraig 9900077"
        ],
        row![
            "Fife",
            "Local Authority",
            "Mothballed",
            9900088,
            "Kirkbean School",
            "Primary",
            Put::Day("1970-08-31"),
            "",
            Put::Day("2029-07-01"),
            ""
        ],
        row![
            "Fife",
            "Local Authority",
            "Closed",
            9900099,
            "Westerton School",
            "Primary/Secondary ",
            "",
            Put::Day("2028-07-01"),
            "",
            "Merged with Balgownie to form West Park"
        ],
        row![
            "Fife",
            "Local Authority",
            "Closed",
            9900011,
            "Thistle Primary School",
            "Primary",
            "",
            Put::Day("2028-07-01"),
            "",
            ""
        ],
        row!["Fife", "Local Authority", "moved", 9900012, "Moved School", "Primary", "", "", "", ""],
        row!["Fife", "Local Authority", "Opened", 9900013, "New School", "Primary", "03/04/2031", "", "", ""],
    ];
    let renamed = vec![
        row!["Schools renamed up to 31 October 2031"],
        row!["Local authority", "Seed code", "New school name", "Old school name", "Year changed", "Other changes"],
        row!["Glasgow", 9900011, "Thistle Primary School", "Thistle School", 2019, ""],
        row!["Glasgow", 9900033, "Connolly Campus", "", "", "renamed to include Campus"],
    ];
    workbook(&[("Schools renamed", renamed), ("Schools Opened or closed", changes), ("Open Schools", open)])
}

#[test]
fn a_contact_list_is_read_with_all_its_sheets_and_every_doubt_is_named() {
    let book = book(&contact_list());
    assert_eq!(recognise(&book), Some(Published::ContactList));
    let (list, issues) = read_contact_list(&book);
    assert_eq!(list.as_at.as_deref(), Some("2031-10-31"));
    let open: Vec<_> =
        list.open.iter().map(|one| (one.seed.as_str(), one.name.as_str(), one.departments.clone())).collect();
    assert_eq!(
        open,
        [
            ("9900011", "Thistle Primary School", vec![Department::EarlyYears, Department::Primary]),
            ("9900022", "Sgoil na Mara", vec![Department::Primary, Department::Secondary]),
            ("9900033", "Connolly Campus", vec![Department::Special]),
            ("9900022", "Sgoil na Mara", vec![]),
        ]
    );
    let steps: Vec<_> = list.changes.iter().map(|one| (one.seed.as_str(), one.step)).collect();
    assert_eq!(steps.len(), 7);
    assert_eq!(steps[3], ("9900088", Step::Mothballed));
    assert_eq!(list.changes[1].opened.as_deref(), Some("1899-08-31"), "a day kept as text");
    assert_eq!(list.changes[6].opened.as_deref(), Some("2031-04-03"), "in the order that the column shows");
    let on = |sheet: &str| -> Vec<_> {
        let chosen: Vec<Issue> = issues.iter().filter(|one| one.sheet.as_deref() == Some(sheet)).cloned().collect();
        told(&chosen).into_iter().map(|(row, column, key)| (row, column.map(str::to_owned), key)).collect()
    };
    let at = |row: usize, column: &str, key: &'static str| {
        (Some(row), Some(column.to_owned()).filter(|column| !column.is_empty()), key)
    };
    assert_eq!(
        on("Open Schools"),
        [
            at(8, "A (Seed Code)", "official-department-twice"),
            at(9, "A (Seed Code)", "official-seed-unreadable"),
            at(10, "H (Special Department)", "official-neither-yes-nor-no"),
            at(10, "", "official-no-department"),
            at(11, "A (Seed Code)", "official-seed-unreadable"),
        ]
    );
    assert_eq!(
        on("Schools Opened or closed"),
        [at(8, "J (Further details)", "official-merger-without-code"), at(10, "C (Status)", "official-status-unknown"),]
    );
    assert_eq!(on("Schools renamed"), [at(4, "D (Old school name)", "official-old-name-missing")]);
}

#[test]
fn the_sheets_of_a_contact_list_together_say_where_each_establishment_stands() {
    let (list, _) = read_contact_list(&book(&contact_list()));
    let (schools, issues) = list.settled();
    let of = |seed: &str, department: Department| {
        schools.iter().find(|one| one.seed == seed && one.department == department).expect("a school")
    };
    let campus = of("9900033", Department::Special);
    assert_eq!((campus.standing, campus.opened.as_deref()), (Standing::Open, Some("2030-08-15")));
    let before = |seed: &str| (seed.to_owned(), Department::Special);
    assert_eq!(campus.predecessors, [before("9900066"), before("9900077")]);
    let milton = of("9900066", Department::Special);
    assert_eq!((milton.standing, milton.closed.as_deref()), (Standing::Closed, Some("2030-06-27")));
    assert_eq!(milton.opened, None, "the day that stands for one that is not known");
    let mothballed = of("9900088", Department::Primary);
    assert_eq!((mothballed.standing, mothballed.mothballed.as_deref()), (Standing::Mothballed, Some("2029-07-01")));
    assert_eq!(of("9900099", Department::Primary).standing, Standing::Closed);
    assert_eq!(of("9900099", Department::Secondary).standing, Standing::Closed);
    assert_eq!(of("9900011", Department::Primary).standing, Standing::Open, "the list of open schools decides");
    assert_eq!(of("9900011", Department::EarlyYears).former_names, ["Thistle School"]);
    assert_eq!(schools.len(), 10);
    assert_eq!(
        told(&issues),
        [
            (Some(9), None, "official-open-and-closed"),
            (Some(11), None, "official-opened-and-not-open"),
            (None, None, "official-stand-in-day"),
            (Some(5), None, "official-code-unknown"),
        ]
    );
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
