//! Published lists of schools, and workbooks, read in a process of their own. All schools are invented.

use rust_xlsxwriter::Workbook;
use weft::{
    partnership::{establishment, establishments, import_establishments, school_figures},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
        reader,
    },
};

use crate::world::{World, on_both};

/// The tests are another program than the one that reads files.
pub fn with_the_program() {
    reader::use_program(env!("CARGO_BIN_EXE_weft").into());
}

fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0_u32..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(number) => sheet.write_number(row, column, number),
                    Err(_) => sheet.write_string(row, column, *cell),
                }
                .unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn contact_list() -> File {
    let open: &[&[&str]] = &[
        &["Publicly funded schools open 31 October 2025"],
        &[
            "Seed Code",
            "LA Name",
            "School Name",
            "Pre-school Department",
            "Primary Department",
            "Secondary Department",
            "Special Department",
        ],
        &["9900501", "Glasgow City Council", "Larchgrove Campus ", "Yes", "Yes", "Yes", "No"],
        &["9900502", "Aberdeen City", "Elsewhere Primary", "No", "Yes", "No", "No"],
        &["99005", "Glasgow", "Mistyped Primary", "No", "Yes", "No", "No"],
    ];
    let changes: &[&[&str]] = &[
        &[
            "Local authority",
            "Status",
            "Seed Code",
            "School name",
            "Sector",
            "Date opened",
            "Date closed",
            "Date mothballed",
            "Further details",
        ],
        &[
            "Glasgow",
            "Closed",
            "9900503",
            "Larch Primary",
            "Primary",
            "31/08/1970",
            "28/06/2024",
            "",
            "Merged with Grove 9900504 to Larchgrove Campus 9900501",
        ],
        &[
            "Glasgow City ",
            "Closed",
            "9900504",
            "Grove Primary",
            "Primary",
            "",
            "28/06/2024",
            "",
            "Merged with Larch 9900503 to Larchgrove Campus 9900501",
        ],
        &["Inverclyde", "Mothballed", "9900505", "Shore Primary", "Primary", "", "", "30/06/2023", ""],
    ];
    let bytes = workbook(&[("Schools Opened or closed", changes), ("Open Schools", open)]);
    File { name: "contacts.xlsx".into(), bytes }
}

fn statistics() -> File {
    let rows: &[&[&str]] = &[
        &["School Level Summary Statistics 2025"],
        &[
            "Local Authority",
            "SeedCode",
            "School Name",
            "School Type",
            "Pupil roll",
            "P1",
            "SIMD Quintile 1 [Note 6]",
            "SIMD Quintile 5 [Note 6]",
        ],
        &["Glasgow City", "9900501", "Larchgrove Campus", "Primary", "200", "c", "120", "c"],
        &["Glasgow City", "9900599", "Unknown Primary", "Primary", "10", "c", "c", "c"],
        &["Aberdeen City", "9900502", "Elsewhere Primary", "Primary", "90", "9", "c", "c"],
    ];
    File { name: "statistics.xlsx".into(), bytes: workbook(&[("2025 School Level Statistics", rows)]) }
}

async fn take(world: &World, file: File) -> Vec<String> {
    import_establishments(&world.weft, COMMAND_LINE, file, Mode::Write).await.unwrap()
}

#[tokio::test]
async fn the_contact_list_gives_establishments_their_status_and_their_predecessors() {
    with_the_program();
    on_both(|world| async move {
        let said = take(&world, contact_list()).await;
        assert_eq!(said.last().unwrap(), "contacts.xlsx: 6 establishments added, 0 changed, 0 unchanged");
        let told = |part: &str| assert!(said.iter().any(|line| line.contains(part)), "{part} is missing in {said:#?}");
        told("contacts.xlsx:Open Schools:5:A (Seed Code): 99005 is not a SEED code");
        told("Aberdeen City 1");
        told("as at 31 October 2025");
        let campus = establishment(&world.weft.db, "9900501-p").await.unwrap().unwrap();
        assert_eq!((campus.status.as_str(), campus.predecessors.as_str()), ("open", "9900503+P 9900504+P"));
        assert_eq!((campus.authority.as_str(), campus.name.as_str()), ("glasgow-city", "Larchgrove Campus"));
        let closed = establishment(&world.weft.db, "9900503-p").await.unwrap().unwrap();
        assert_eq!((closed.status.as_str(), closed.closed.as_deref()), ("closed", Some("2024-06-28")));
        assert_eq!(closed.opened, None);
        let shore = establishment(&world.weft.db, "9900505-p").await.unwrap().unwrap();
        assert_eq!((shore.status.as_str(), shore.authority.as_str()), ("mothballed", "inverclyde"));
        let again = take(&world, contact_list()).await;
        assert_eq!(again.last().unwrap(), "contacts.xlsx: 0 establishments added, 0 changed, 6 unchanged");
    })
    .await;
}

#[tokio::test]
async fn school_statistics_are_shown_with_their_markers_and_count_in_coverage() {
    with_the_program();
    on_both(|world| async move {
        take(&world, contact_list()).await;
        let said = take(&world, statistics()).await;
        assert_eq!(said.last().unwrap(), "statistics.xlsx: 1 establishments’ figures added, 0 changed, 0 unchanged");
        assert!(
            said.iter().any(|line| line.contains("Unknown Primary (9900599+P) is not an establishment here")),
            "{said:#?}"
        );
        let figures = school_figures(&world.weft.db, "9900501-p").await.unwrap().unwrap();
        assert_eq!((figures.session.as_str(), figures.roll()), ("2025-26", Some(200)));
        assert_eq!(figures.get("p1").unwrap().display_short(), "c");
        assert_eq!(figures.most_deprived().unwrap().0.normalize().to_string(), "60");
        let page = world.visitor().get("/establishments/9900501-p").await;
        for part in ["Pupils in 2025/26", "Pupils on the roll", ">200<", "Homes in SIMD quintile 1", ">120<", ">c<"] {
            assert!(page.text().contains(part), "{part} is missing");
        }
        let coverage = world.visitor().get("/reach/coverage").await;
        for part in ["of 200 pupils are on the rolls", "Half of the pupils or more"] {
            assert!(coverage.text().contains(part), "{part} is missing");
        }
        let again = take(&world, statistics()).await;
        assert_eq!(again.last().unwrap(), "statistics.xlsx: 0 establishments’ figures added, 0 changed, 1 unchanged");
    })
    .await;
}

#[tokio::test]
async fn a_workbook_of_our_own_columns_is_as_good_as_its_csv() {
    with_the_program();
    on_both(|world| async move {
        let rows: &[&[&str]] = &[
            &["seed", "department", "name", "sector", "authority", "status", "opened", "closed", "predecessors"],
            &["9900511", "P", "From a workbook", "primary", "glasgow-city", "open"],
            &["9900512", "X", "Wrong", "primary", "glasgow-city", "open"],
        ];
        let file = File { name: "own.xlsx".into(), bytes: workbook(&[("Sheet1", rows)]) };
        let refused = import_establishments(&world.weft, COMMAND_LINE, file, Mode::Write).await;
        let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused") };
        assert!(lines[0].starts_with("own.xlsx:3:department: `X` is not a department"), "{lines:?}");
        let file = File { name: "own.xlsx".into(), bytes: workbook(&[("Sheet1", &rows[..2])]) };
        assert_eq!(take(&world, file).await, ["own.xlsx: 1 establishments added, 0 changed, 0 unchanged"]);
    })
    .await;
}

#[tokio::test]
async fn files_that_are_no_workbook_and_bombs_are_refused_in_words_and_nothing_is_written() {
    with_the_program();
    on_both(|world| async move {
        let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
        for (bytes, said) in [
            (old, "old Excel file"),
            (b"PK\x03\x04 and no more".to_vec(), "damaged"),
            (b"x".repeat(25_000_001), "25000001"),
        ] {
            let file = File { name: "bad.xlsx".into(), bytes };
            let refused = import_establishments(&world.weft, COMMAND_LINE, file, Mode::Write).await;
            let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused") };
            assert!(lines[0].starts_with("bad.xlsx:1:1: ") && lines[0].contains(said), "{lines:?}");
        }
        assert_eq!(establishments(&world.weft.db).await.unwrap().len(), 14);
    })
    .await;
}
