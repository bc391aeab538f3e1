//! The contact list of schools in the shapes it has had in different years. All schools are invented.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod made;

use made::{Put, workbook};
use sheets::official::{Department, Published, Standing, Step, read_contact_list, recognise};
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
