//! Workbooks as programs write them, and as people must not be able to send them.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod made;

use made::{Parts, Put, workbook, zipped};
use rust_xlsxwriter::{Format, Formula, Workbook};
use sheets::{Book, BookCaps, Value, read_workbook, read_workbook_watched};

fn read(bytes: &[u8]) -> (Book, Vec<&'static str>) {
    let (book, issues) = read_workbook(bytes, &BookCaps::default());
    let keys = issues.iter().map(|issue| issue.what.key).collect();
    (book, keys)
}

fn first_row(rows: &str) -> Vec<(usize, String)> {
    let (book, keys) = read(&Parts::with_rows(rows).bytes());
    assert_eq!(keys, [""; 0], "{rows}");
    let sheet = book.sheets().next().expect("a sheet");
    let row = sheet.row(0).expect("a row");
    row.cells().map(|(column, value)| (column, format!("{value:?}"))).collect()
}

#[test]
fn cells_of_every_kind_are_read_as_they_are_meant() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_number(0, 0, 8_458_332.0).expect("a number");
    sheet.write_number(0, 1, 5.3).expect("a number");
    sheet.write_string(0, 2, " Àrd-sgoil & <co> ").expect("a text");
    sheet.write_boolean(0, 3, true).expect("a truth value");
    let day = rust_xlsxwriter::ExcelDateTime::parse_from_str("2024-10-31").expect("a day");
    sheet.write_datetime_with_format(0, 4, &day, &Format::new().set_num_format("d mmmm yyyy")).expect("a day");
    sheet.write_number_with_format(0, 5, 0.9164, &Format::new().set_num_format("0.0%")).expect("a share");
    sheet.write_formula(0, 6, Formula::new("1+1").set_result("2")).expect("a formula");
    sheet.write_formula(0, 7, Formula::new("NA()").set_result("#N/A")).expect("a formula");
    sheet.write_string(0, 9, "=1+1").expect("a text");
    sheet.write_string(4, 0, "far below").expect("a text");
    let bytes = book.save_to_buffer().expect("a workbook");
    let (book, keys) = read(&bytes);
    assert_eq!(keys, [""; 0]);
    let sheet = book.sheets().next().expect("a sheet");
    let row = sheet.row(0).expect("a row");
    for (column, value) in [
        (1, Value::Number("8458332")),
        (2, Value::Number("5.3")),
        (3, Value::Text(" Àrd-sgoil & <co> ")),
        (4, Value::Flag(true)),
        (5, Value::Day("2024-10-31")),
        (6, Value::Number("91.64%")),
        (7, Value::Number("2")),
        (8, Value::Fault("#N/A")),
        (9, Value::Empty),
        (10, Value::Text("=1+1")),
    ] {
        assert_eq!(row.get(column), value, "column {column}");
    }
    assert_eq!(row.get(3).text(), Ok("Àrd-sgoil & <co>"));
    assert_eq!(row.get(8).text().map_err(|what| what.key), Err("book-cell-error"));
    assert_eq!(sheet.row(1).map(|row| row.number), Some(5));
    assert_eq!((sheet.rows().len(), book.cells()), (2, 10));
}

#[test]
fn cells_as_other_programs_store_them_are_read_too() {
    for (rows, cells) in [
        // No references at all: the cells stand side by side.
        (r#"<row><c><v>1</v></c><c t="s"><v>0</v></c></row>"#, vec![(1, "Number(\"1\")"), (2, "Text(\"shared\")")]),
        (
            r#"<row r="1"><c r="B1" t="inlineStr"><is><t>in</t><t>line</t></is></c></row>"#,
            vec![(2, "Text(\"inline\")")],
        ),
        (r#"<row r="1"><c r="A1" s="1"><v>45596</v></c></row>"#, vec![(1, "Day(\"2024-10-31\")")]),
        (r#"<row r="1"><c r="A1" t="d"><v>2024-10-31T00:00:00Z</v></c></row>"#, vec![(1, "Day(\"2024-10-31\")")]),
        (r#"<row r="1"><c r="A1"><f>B1</f></c></row>"#, vec![(1, "Uncomputed")]),
        (
            r#"<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c><c r="B1"><v>2</v></c></row>"#,
            vec![(2, "Number(\"2\")")],
        ),
        (r#"<row r="1"><c r="A1" t="s"><v/></c><c r="B1"><v>2</v></c></row>"#, vec![(2, "Number(\"2\")")]),
        (r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#, vec![(1, "Fault(\"7\")")]),
        (r#"<row r="1"><c r="A1"><v>12 apples</v></c></row>"#, vec![(1, "Fault(\"12 apples\")")]),
        (
            r#"<x:row r="1"><x:c r="A1" t="str"><x:v>a_x000D_b &amp; &#233;</x:v></x:c></x:row>"#,
            vec![(1, "Text(\"a\\rb & é\")")],
        ),
    ] {
        let expected: Vec<(usize, String)> = cells.into_iter().map(|(at, text)| (at, text.to_owned())).collect();
        assert_eq!(first_row(rows), expected, "{rows}");
    }
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let mut parts = Parts::with_rows(r#"<row r="1"><c r="A1" s="1"><v>44134</v></c></row>"#);
    parts.book = parts.book.replace("<workbookPr/>", "<workbookPr date1904=\"1\"/>");
    let (book, _) = read(&parts.bytes());
    assert_eq!(book.sheets().next().expect("a sheet").row(0).expect("a row").get(1), Value::Day("2024-10-31"));
}

#[test]
fn hidden_sheets_are_told_apart_and_charts_are_no_sheets() {
    let mut book = Workbook::new();
    book.add_worksheet().write_number(0, 0, 1).expect("a cell");
    book.add_worksheet().set_hidden(true).write_number(0, 0, 1).expect("a cell");
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Bar);
    chart.add_series().set_values("Sheet1!$A$1:$A$1");
    book.add_chartsheet().insert_chart(0, 0, &chart).expect("a chart");
    let (book, keys) = read(&book.save_to_buffer().expect("a workbook"));
    assert_eq!(keys, [""; 0]);
    let hidden: Vec<bool> = book.sheets().map(|sheet| sheet.is_hidden()).collect();
    assert_eq!(hidden, [false, true]);
}

#[test]
fn what_is_no_workbook_is_refused_with_a_remedy() {
    let old = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    let whole = Parts::with_rows("").bytes();
    for (bytes, key) in [
        (old, "book-old-or-locked"),
        (b"".to_vec(), "sheet-empty"),
        (b"seed,name\n".to_vec(), "book-not-a-workbook"),
        (b"PK\x03\x04 and no more".to_vec(), "book-damaged"),
        (whole[..whole.len() / 2].to_vec(), "book-damaged"),
        (zipped(&[("readme.txt", b"no workbook")]), "book-not-a-workbook"),
        (zipped(&[("xl/workbook.bin", b"x")]), "book-binary"),
        (zipped(&[("mimetype", b"x"), ("content.xml", b"<a/>")]), "book-open-document"),
        (zipped(&[("xl/workbook.xml", b"<workbook><sheets/></workbook>")]), "book-without-sheets"),
        (zipped(&[("xl/workbook.xml", b"<workbook><sheets>")]), "book-damaged"),
        (zipped(&[("xl/workbook.xml", b"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>")]), "book-part-with-doctype"),
        (zipped(&[("xl/workbook.xml", b"<a>&b;</a>")]), "book-damaged"),
        (zipped(&[("xl/workbook.xml", b"<a>\xff</a>")]), "book-part-not-utf-8"),
    ] {
        let (book, keys) = read(&bytes);
        assert_eq!((keys, book.sheets().len()), (vec![key], 0));
    }
}

#[test]
fn two_cells_far_apart_cost_no_more_than_two_cells() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    let (book, keys) = read(&Parts::with_rows(rows).bytes());
    assert_eq!((keys, book.cells()), (vec![], 2));
    let last = book.sheets().next().expect("a sheet").row(1).expect("a row");
    assert_eq!((last.number, last.width(), last.get(16_384)), (1_048_576, 16_384, Value::Number("2")));
}

#[test]
fn cells_where_no_cell_can_stand_end_their_sheet() {
    let good = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    for (bad, key) in [
        (r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#, "book-row-too-far"),
        (r#"<row r="2"><c r="XFE2"><v>1</v></c></row>"#, "book-column-too-far"),
        (r#"<row r="1"><c r="A1"><v>1</v></c></row>"#, "book-rows-out-of-order"),
        (r#"<row r="0"><c r="A0"><v>1</v></c></row>"#, "book-rows-out-of-order"),
        (r#"<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>"#, "book-cells-out-of-order"),
        (r#"<row r="2"><c r="A3"><v>1</v></c></row>"#, "book-cells-out-of-order"),
        (r#"<row r="2"><c r="99999999999"><v>1</v></c></row>"#, "book-cells-out-of-order"),
    ] {
        let (book, issues) = read_workbook(&Parts::with_rows(&format!("{good}{bad}")).bytes(), &BookCaps::default());
        assert_eq!(issues.iter().map(|issue| issue.what.key).collect::<Vec<_>>(), [key]);
        assert_eq!(issues[0].sheet.as_deref(), Some("Data"));
        assert_eq!(book.cells(), 1, "the rows before it are kept");
    }
}

#[test]
fn every_cap_is_kept_and_named() {
    let rows = r#"<row r="1"><c r="A1" t="str"><v>longer</v></c><c r="B1" t="s"><v>0</v></c></row>"#;
    let bytes = Parts::with_rows(rows).bytes();
    let caps = BookCaps::default();
    for (caps, key) in [
        (BookCaps { packed: 100, ..caps }, "sheet-too-large"),
        (BookCaps { unpacked: 500, ..caps }, "book-unpacked-too-large"),
        (BookCaps { ratio: 0, small: 10, ..caps }, "book-packed-too-tightly"),
        (BookCaps { parts: 5, ..caps }, "book-too-many-parts"),
        (BookCaps { sheets: 0, ..caps }, "book-too-many-sheets"),
        (BookCaps { cells: 1, ..caps }, "book-too-many-cells"),
        (BookCaps { columns: 1, ..caps }, "book-column-too-far"),
        (BookCaps { rows: 0, ..caps }, "book-row-too-far"),
    ] {
        let (_, issues) = read_workbook(&bytes, &caps);
        assert_eq!(issues.iter().map(|issue| issue.what.key).collect::<Vec<_>>(), [key]);
    }
    let (book, _) = read_workbook(&bytes, &BookCaps { text: 5, ..caps });
    let row = book.sheets().next().expect("a sheet").row(0).expect("a row");
    assert_eq!((row.get(1), row.get(2)), (Value::TooLong, Value::TooLong));
}

#[test]
fn a_bomb_is_refused_by_its_directory_and_one_that_lies_while_it_grows() {
    let mut parts = Parts::with_rows("");
    let row = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#.repeat(200_000);
    parts.strings = format!("<sst>{row}</sst>");
    let bomb = parts.bytes();
    assert!(bomb.len() < 100_000, "{} bytes", bomb.len());
    assert_eq!(read(&bomb).1, ["book-packed-too-tightly"]);
    // The same with a directory that says every part is one byte long.
    let mut lying = bomb;
    let mut at = 0;
    while let Some(found) = lying[at..].windows(4).position(|four| four == b"PK\x01\x02") {
        at += found;
        lying[at + 24..at + 28].copy_from_slice(&1_u32.to_le_bytes());
        at += 4;
    }
    let (book, keys) = read(&lying);
    assert_eq!(book.sheets().len(), 0);
    assert!(["book-unpacked-larger-than-said", "book-damaged"].contains(&keys[0]), "{keys:?}");
}

#[test]
fn text_and_tags_without_end_are_refused() {
    let caps = BookCaps { ratio: 10_000, ..BookCaps::default() };
    let deep = "<a>".repeat(5_000);
    for (strings, key) in [
        (format!("<sst><si><t>{}</t></si></sst>", "x".repeat(6_000_000)), "book-piece-too-long"),
        (format!("<sst a=\"{}\"/>", "x".repeat(6_000_000)), "book-piece-too-long"),
        (format!("<sst>{deep}"), "book-damaged"),
    ] {
        let mut parts = Parts::with_rows("");
        parts.strings = strings;
        let (_, issues) = read_workbook(&parts.bytes(), &caps);
        assert_eq!(issues.iter().map(|issue| issue.what.key).collect::<Vec<_>>(), [key]);
    }
}

#[test]
fn a_part_that_is_named_by_many_sheets_is_counted_each_time() {
    let cells: String =
        (1..=500).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>{row}</v></c></row>")).collect();
    let mut parts = Parts::with_rows(&cells);
    let sheet = r#"<sheet name="Data" sheetId="1" r:id="rId1"/>"#;
    parts.book = parts.book.replace(sheet, &sheet.repeat(200));
    let (_, issues) = read_workbook(&parts.bytes(), &BookCaps { small: 100_000, ..BookCaps::default() });
    let keys: Vec<_> = issues.iter().map(|issue| issue.what.key).collect();
    assert_eq!(keys, ["book-unpacked-larger-than-said"]);
}

#[test]
fn reading_tells_how_far_it_has_come() {
    let rows: Vec<Vec<Put>> = (0..3_000).map(|row| vec![Put::from(row), Put::from("x"), Put::from(1.5)]).collect();
    let bytes = workbook(&[("Data", rows)]);
    let mut told = Vec::new();
    let (book, _) = read_workbook_watched(&bytes, &BookCaps::default(), &mut |cells| told.push(cells));
    assert_eq!((told, book.cells()), (vec![0, 4096, 8192], 9_000));
}

#[test]
fn a_sheet_becomes_a_table_of_our_own_with_its_row_numbers() {
    let bytes = workbook(&[
        ("Cover", vec![made::Put::from("A title")].into_iter().map(|cell| vec![cell]).collect()),
        ("Data", vec![row!["seed", "name"], row![], row![9900011, "=1+1"], row!["", "Glas, gow"]]),
    ]);
    let (book, _) = read(&bytes);
    let sheet = book.main_sheet().expect("a sheet");
    let (csv, issues) = sheet.as_csv();
    assert_eq!((sheet.name(), issues), ("Data", vec![]));
    let columns = [sheets::Column::required("seed"), sheets::Column::required("name")];
    let (table, issues) = sheets::read_csv(&csv, &columns, &sheets::Caps::default());
    assert_eq!(issues, []);
    let rows: Vec<_> = table.rows.iter().map(|row| (row.number, row.cells.clone())).collect();
    assert_eq!(
        rows,
        [(3, vec!["9900011".to_owned(), "=1+1".to_owned()]), (4, vec![String::new(), "Glas, gow".to_owned()])]
    );
    let error = Parts::with_rows(
        r#"<row r="1"><c r="A1" t="str"><v>seed</v></c></row><row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>"#,
    );
    let (book, _) = read(&error.bytes());
    let (_, issues) = book.main_sheet().expect("a sheet").as_csv();
    let told: Vec<_> = issues.iter().map(|issue| (issue.row, issue.column.as_deref(), issue.what.key)).collect();
    assert_eq!(told, [(Some(2), Some("A (seed)"), "book-cell-error")]);
    let far = Parts::with_rows(
        r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>"#,
    );
    let (_, issues) = read(&far.bytes()).0.main_sheet().expect("a sheet").as_csv();
    assert_eq!(issues[0].what.key, "book-cells-far-apart");
}
