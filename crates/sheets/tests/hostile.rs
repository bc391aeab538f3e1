//! Files and text meant to do harm: none may make a reader fall over or a spreadsheet run anything.

use figures::Legend;
use sheets::{Caps, Column, Field, Rules, read_csv, read_pasted, write_csv};

const COLUMNS: &[Column] = &[Column::required("a"), Column::optional("b")];

#[test]
fn text_that_a_spreadsheet_would_run_gets_an_apostrophe() {
    for text in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u{ff1d}1+1",
        "=HYPERLINK(\"http://x\",\"y\")",
        "=cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "'=1",
    ] {
        let bytes = write_csv(&["a"], &[vec![Field::from(text)]]);
        let written = String::from_utf8(bytes).expect("UTF-8");
        let cell = written.strip_prefix("a\n").expect("a header");
        assert!(cell.trim_start_matches('"').starts_with('\''), "{text:?} became {cell:?}");
    }
}

#[test]
fn a_header_cell_is_guarded_as_any_other() {
    assert_eq!(write_csv(&["=a"], &[]), b"'=a\n");
}

#[test]
fn numbers_stay_numbers_and_what_only_says_it_is_one_does_not() {
    let rows = [
        ("-0.5", "-0.5\n"),
        ("73.0", "73.0\n"),
        ("-0.5+1", "'-0.5+1\n"),
        ("-", "'-\n"),
        ("-1e5", "'-1e5\n"),
        ("=1", "'=1\n"),
        ("--1", "'--1\n"),
    ];
    for (text, line) in rows {
        let bytes = write_csv(&["a"], &[vec![Field::Number(text.into())]]);
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), format!("a\n{line}"));
    }
}

#[test]
fn ordinary_text_is_written_as_it_is() {
    for text in ["Excellence", "'quoted'", "5 - 6", "a=b", "Àrd-sgoil", "**", ""] {
        let bytes = write_csv(&["a", "b"], &[vec![Field::from(text), Field::from(1)]]);
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), format!("a,b\n{text},1\n"));
    }
}

#[test]
fn a_file_that_imitates_the_readers_own_end_mark_is_refused_or_read_whole() {
    for text in ["a\n\u{1}\n", "a\n\u{1}", "a\nx\n\u{1}\ny\n", "a\n\"\n\u{1}\n\"\n", "a\n\"x\n\u{1}\n"] {
        let (sheet, issues) = read_csv(text.as_bytes(), COLUMNS, &Caps::default());
        assert!(!issues.is_empty(), "{text:?}");
        assert!(sheet.rows.iter().all(|row| !row.cells[0].contains('\u{1}')));
    }
}

#[test]
fn no_bytes_whatever_make_a_reader_fall_over() {
    let pieces: [&[u8]; 16] = [
        b"a",
        b",",
        b"\"",
        b"\n",
        b"\r",
        b"\r\n",
        b"\t",
        b"b",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\x00",
        b"\x01",
        b"=1",
        b"2023/24",
        b"\xc3\xa9",
        b" ",
    ];
    let legend = Legend::new();
    let rules = Rules { legend: &legend, themes_confirmed: true, caps: Caps::default() };
    let mut state = 99_u64;
    for round in 0..4_000 {
        let mut bytes = if round % 2 == 0 { b"a,b\n".to_vec() } else { Vec::new() };
        for _ in 0..(state >> 7) % 24 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            bytes.extend_from_slice(pieces[(state >> 33) as usize % pieces.len()]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(3);
        let (sheet, _) = read_csv(&bytes, COLUMNS, &Caps::default());
        assert!(sheet.rows.iter().all(|row| row.cells.len() == sheet.header.len()));
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let (table, _) = read_pasted(text, &rules);
            assert!(table.rows.iter().all(|row| row.cells.len() == table.sessions.len()));
        }
    }
}
