//! CSV files as people make them, and as they should not.

use super::*;
use crate::{Field, MOST_ISSUES, Severity, write_csv};

const COLUMNS: &[Column] =
    &[Column::required("indicator"), Column::required("session"), Column::optional("value"), Column::optional("note")];

fn read(bytes: impl AsRef<[u8]>) -> (Sheet, Vec<Issue>) {
    read_csv(bytes.as_ref(), COLUMNS, &Caps::default())
}

fn keys(issues: &[Issue]) -> Vec<&str> {
    issues.iter().map(|issue| issue.what.key).collect()
}

#[test]
fn columns_are_found_in_any_order_and_an_empty_cell_is_not_given() {
    let (sheet, issues) = read("Session, VALUE ,indicator\n2023-24,74.5,literacy\n2022-23,,literacy\n");
    assert_eq!(issues, []);
    assert_eq!(sheet.header, ["session", "value", "indicator"]);
    let row = &sheet.rows[0];
    assert_eq!(sheet.cell(row, "indicator"), Some("literacy"));
    assert_eq!(sheet.cell(row, "value"), Some("74.5"));
    assert_eq!(sheet.cell(row, "note"), None, "the file has no such column");
    assert_eq!(sheet.cell(&sheet.rows[1], "value"), None);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_accepted() {
    let (sheet, issues) = read("\u{feff}indicator,session\r\nliteracy,2023-24\r\n");
    assert_eq!((issues, sheet.rows.len()), (vec![], 1));
    assert_eq!(sheet.cell(&sheet.rows[0], "session"), Some("2023-24"));
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let text = "indicator,session,note\na,2023-24,\"two\nlines\"\n\n\n,,\nb,2023-24,\nc,2023-24,last";
    for text in [text.to_owned(), format!("{text}\n"), text.replace('\n', "\r\n")] {
        let (sheet, issues) = read(&text);
        assert_eq!(issues, []);
        let numbers: Vec<_> = sheet.rows.iter().map(|row| row.number).collect();
        // Row 2 has a cell of two lines; rows 3 and 4 are blank, row 5 has only empty cells.
        assert_eq!(numbers, [2, 6, 7], "{text:?}");
    }
}

#[test]
fn every_fault_of_a_header_is_named() {
    let (sheet, issues) = read("indicator,indicator,values,\nx,y,z,\n");
    assert_eq!(sheet, Sheet::default());
    assert_eq!(
        keys(&issues),
        ["sheet-column-twice", "sheet-column-unknown", "sheet-column-without-name", "sheet-column-missing"]
    );
    assert!(issues.iter().all(|issue| issue.row == Some(1)));
    let named: Vec<_> = issues.iter().map(|issue| issue.column.as_deref().unwrap_or("")).collect();
    assert_eq!(named, ["indicator", "values", "4", "session"]);
    assert_eq!(issues[1].what.arg("known"), Some("indicator, session, value, note"));
}

#[test]
fn other_encodings_and_separators_are_recognised() {
    let text = "indicator,session,value\nGàidhlig,2023-24,1\n";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, warned) in [
        (utf16, vec![]),
        (text.replace(',', ";").into_bytes(), vec![]),
        (text.replace(',', "\t").into_bytes(), vec![]),
        (b"indicator,session,value\nG\xe0idhlig,2023-24,1\n".to_vec(), vec!["sheet-read-as-windows-1252"]),
    ] {
        let (sheet, issues) = read(&bytes);
        assert_eq!(keys(&issues), warned);
        assert!(issues.iter().all(|issue| issue.severity == Severity::Warning));
        assert_eq!(sheet.rows[0].cells, ["Gàidhlig", "2023-24", "1"]);
    }
}

#[test]
fn decimal_commas_are_turned_where_the_file_shows_them_and_said_once() {
    let (sheet, issues) = read("indicator;session;value;note\na;2023-24;74,5;1,234 of them\nb;2023-24;1,234;0,5\n");
    assert_eq!(keys(&issues), ["sheet-decimal-comma"]);
    assert_eq!((issues[0].row, issues[0].column.as_deref()), (Some(2), Some("3")));
    assert_eq!(sheet.rows[0].cells[2..], ["74.5", "1,234 of them"]);
    assert_eq!(sheet.rows[1].cells[2..], ["1.234", "0.5"]);
    let (sheet, issues) = read("indicator;session;value\na;2023-24;74,5\nb;2023-24;1.5\n");
    assert_eq!((keys(&issues), sheet.rows[0].cells[2].as_str()), (vec!["sheet-decimals-mixed"], "74,5"));
}

#[test]
fn files_that_are_no_table_are_refused_with_a_remedy() {
    for (bytes, key) in [
        (b"PK\x03\x04rest".to_vec(), "sheet-is-a-workbook"),
        (vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1], "sheet-is-a-workbook"),
        (b"indicator,session\nG\x00\xe0idhlig,2023-24\n".to_vec(), "sheet-not-utf-8"),
        (b"".to_vec(), "sheet-empty"),
        (b"\n\n".to_vec(), "sheet-empty"),
    ] {
        let (sheet, issues) = read(&bytes);
        assert_eq!((keys(&issues), sheet.rows.len()), (vec![key], 0));
    }
    let (_, issues) = read(b"indicator,session\nG\x00\xe0idhlig,2023-24\n");
    assert_eq!(issues[0].what.arg("line"), Some("2"));
}

#[test]
fn rows_of_another_width_are_reported_and_the_others_kept() {
    let (sheet, issues) = read("indicator,session\na,2023-24\nb\nc,2023-24,extra\nd,2023-24\n");
    let rows: Vec<_> = issues.iter().map(|issue| issue.row).collect();
    assert_eq!((keys(&issues), rows), (vec!["sheet-row-width"; 2], vec![Some(3), Some(4)]));
    assert_eq!(sheet.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 5]);
}

#[test]
fn an_open_quotation_mark_is_found() {
    for text in ["indicator,session\na,\"2023-24\nb,2023-24\n", "indicator,\"session", "indicator,session\na,\"2023-24"]
    {
        let (_, issues) = read(text);
        assert_eq!(keys(&issues), ["sheet-open-quote"], "{text}");
    }
    let (sheet, issues) = read("indicator,session,note\na,2023-24,\"ends with a line\n\"\n");
    assert_eq!((issues, sheet.rows.len()), (vec![], 1));
}

#[test]
fn every_cap_is_kept_and_named() {
    let caps = Caps { bytes: 200, rows: 2, columns: 3, cell: 10 };
    let long = format!("indicator,session\n{},2023-24\n", "é".repeat(11));
    for (text, key) in [
        ("x".repeat(201), "sheet-too-large"),
        ("indicator,session\na,b\nc,d\ne,f\n".to_owned(), "sheet-too-many-rows"),
        ("a,b,c,d\n".to_owned(), "sheet-too-many-columns"),
        (long, "sheet-cell-too-long"),
    ] {
        let (sheet, issues) = read_csv(text.as_bytes(), COLUMNS, &caps);
        assert_eq!(keys(&issues), [key]);
        assert!(sheet.rows.len() <= caps.rows);
    }
}

#[test]
fn characters_nobody_can_see_are_refused_with_their_place() {
    let (sheet, issues) = read("indicator,session\na\u{0}b,2023-24\nc,2023-24\n");
    assert_eq!((issues[0].row, issues[0].column.as_deref()), (Some(2), Some("indicator")));
    assert_eq!((keys(&issues), sheet.rows.len()), (vec!["sheet-control-character"], 1));
}

#[test]
fn a_file_of_faults_gives_a_list_with_an_end() {
    let text = format!("indicator,session\n{}", "only\n".repeat(MOST_ISSUES * 3));
    let (_, issues) = read(&text);
    assert_eq!(issues.len(), MOST_ISSUES + 1);
    assert_eq!(issues.last().map(|issue| issue.what.key), Some("sheet-more-issues"));
    assert!(issues.iter().all(|issue| issue.severity == Severity::Error));
}

#[test]
fn what_is_written_reads_back_as_it_was() {
    let mut rows = Vec::new();
    let mut state = 5_u64;
    let alphabet: Vec<char> = "=+-@'\t\",\n\r a1é＝;".chars().collect();
    for _ in 0..400 {
        let mut text = String::from("x");
        text.clear();
        for _ in 0..state % 6 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push(alphabet[(state >> 33) as usize % alphabet.len()]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(3);
        rows.push(vec![Field::from("key"), Field::Number("-0.5".into()), Field::Text(text)]);
    }
    let written = write_csv(&["indicator", "session", "note"], &rows);
    let (sheet, issues) = read(&written);
    assert_eq!((issues, sheet.rows.len()), (vec![], rows.len()));
    for (row, expected) in sheet.rows.iter().zip(&rows) {
        assert_eq!(Field::Text(row.cells[2].clone()), expected[2], "row {}", row.number);
        assert_eq!(row.cells[1], "-0.5");
    }
    assert_eq!(write_csv(&["indicator", "session", "note"], &rows), written);
}
