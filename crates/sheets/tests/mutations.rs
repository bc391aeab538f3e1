//! Files of real shapes, damaged at random from a fixed seed: no reader may fall over.
//!
//! `WEFT_MUTATIONS` says how many (5,000 unless it is set); `WEFT_MUTATION_SEED` starts elsewhere.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

mod made;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::{env, fs};

use figures::Legend;
use made::{Parts, Put, stored, workbook};
use sheets::official::{read_contact_list, read_school_statistics, recognise};
use sheets::{Book, BookCaps, Caps, Column, Rules, read_book, read_csv, read_grid, read_pasted};

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.roll() >> 11).expect("fits") % most.max(1)
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// Bytes that mean something to one of the readers.
const TOKENS: [&[u8]; 24] = [
    b"\"",
    b",",
    b";",
    b"\t",
    b"\r\n",
    b"\n\n",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PK\x05\x06",
    b"<c r=\"XFD1048576\">",
    b"</row>",
    b"<row r=\"1\">",
    b"<!DOCTYPE x>",
    b"&#x110000;",
    b"&amp;",
    b"t=\"s\"",
    b"99999999999999999999",
    b"-1",
    b"1e308",
    b"[",
    b"]",
    b"= \"\"\"",
    b"\xc3\x28",
];

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        let length = 1 + dice.below(40);
        let end = (at + length).min(bytes.len());
        match dice.below(8) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 if !bytes.is_empty() => bytes[at] = *dice.of(&[0, 1, 0x7f, 0x80, 0xff]),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            4 => bytes.truncate(at),
            5 | 6 => drop(bytes.splice(at..at, dice.of(&TOKENS).iter().copied())),
            _ => {
                let moved: Vec<u8> = bytes.drain(at..end).collect();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, moved);
            }
        }
    }
}

fn statistics() -> Vec<Vec<Put>> {
    vec![
        row!["School Level Summary Statistics 2031"],
        row![
            "Local Authority",
            "SeedCode",
            "School Name",
            "School Type",
            "Pupil roll",
            "P1",
            "P2",
            "SIMD Quintile 1 [Note 6]",
            "SIMD Quintile 5"
        ],
        row!["Glasgow City", 9900011, "Thistle Primary", "Primary", 20, "c", 9, "10-20%", 3],
        row!["Fife", 9900022, "Kear Campus", "Special", 44, "z", "z", "x", 40.5],
        row!["", "", "Note: an invented list"],
    ]
}

fn contacts() -> Vec<Vec<Put>> {
    vec![
        row![
            "Local authority",
            "Status",
            "Seed Code",
            "School name",
            "Sector",
            "Date opened",
            "Date closed",
            "Further details"
        ],
        row![
            "Glasgow City ",
            "Closed",
            9900077,
            "Ashcraig",
            "Special",
            "31/08/1899",
            Put::Day("2030-06-27"),
            "Merged with Milton 9900066 to Connolly 9900034."
        ],
        row!["Fife", "Mothballed", 9900088, "Kirkbean", "Primary/Secondary", 1.5, "", ""],
    ]
}

fn read_as_book(bytes: &[u8]) {
    let (book, _) =
        read_book(bytes, &BookCaps { packed: 1_000_000, cells: 100_000, ..BookCaps::default() }, &mut |_| {});
    check(&book);
    let _which = recognise(&book);
    let (list, _) = read_contact_list(&book);
    let (schools, _) = list.settled();
    assert!(schools.iter().all(|school| school.seed.len() == 7));
    let (read, _) = read_school_statistics(&book);
    assert!(read.schools.iter().all(|school| school.seed.len() == 7));
}

fn check(book: &Book) {
    for sheet in book.sheets() {
        let mut before = 0;
        for row in sheet.rows() {
            assert!(row.number > before && row.number <= 1_048_576);
            before = row.number;
            assert!(row.cells().all(|(column, _)| (1..=16_384).contains(&column)));
        }
    }
}

#[test]
fn damaged_files_of_real_shapes_make_no_reader_fall_over() {
    let count: usize = env::var("WEFT_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(5_000);
    let seed: u64 = env::var("WEFT_MUTATION_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_250_818);
    let mut dice = Dice(seed | 1);
    let packed =
        [workbook(&[("Data", statistics())]), workbook(&[("Opened or closed", contacts()), ("Data", statistics())])];
    let rows: String = (1..=12).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" s=\"1\"><v>45{row:03}</v></c><c r=\"B{row}\" t=\"s\"><v>0</v></c><c r=\"C{row}\" t=\"inlineStr\"><is><t>SeedCode</t></is></c><c r=\"D{row}\"><f>A1</f></c></row>")).collect();
    let open = Parts::with_rows(&rows);
    let csv = "indicator,session,value,note\nliteracy,2023-24,74.5,\"a \"\"b\"\"\"\nnumeracy,2022-23,,\"two\nlines\"\n";
    let list = "Local Authority;SeedCode;School Type;Pupil roll\nFife;9900011;Primary;1,5\nFife;9900022;Special;c\n";
    let wide: Vec<u8> = list.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let pasted = "Measure\tTheme\t2021/22\t2022/23\nReading\tEquity\t70.2\t**\nGap\t\tEquity\t20.4 [note 2]\n";
    let toml = "[framework]\nkey = \"2025-26\"\ntitle = \"Aims\"\n[[priority]]\nnumber = 1\nsince = 2025-08-18\nsays = \"\"\"\nMore\n\"\"\"\n";
    let columns = [
        Column::required("indicator"),
        Column::required("session"),
        Column::optional("value"),
        Column::optional("note"),
    ];
    let legend = Legend::shorthand();
    let rules = Rules { legend: &legend, themes_confirmed: true, caps: Caps::default() };
    for number in 0..count {
        let kind = number % 8;
        let mut bytes = match kind {
            0 | 1 => packed[kind].clone(),
            2 => open.sheet.clone().into_bytes(),
            3 => dice.of(&[&open.book, &open.strings, &open.styles]).as_bytes().to_vec(),
            4 => csv.as_bytes().to_vec(),
            5 => {
                if number % 16 < 8 {
                    list.as_bytes().to_vec()
                } else {
                    wide.clone()
                }
            }
            6 => pasted.as_bytes().to_vec(),
            _ => toml.as_bytes().to_vec(),
        };
        damage(&mut bytes, &mut dice);
        let read = || match kind {
            0 | 1 => read_as_book(&bytes),
            2 => read_as_book(&open_with("xl/worksheets/sheet1.xml", &open, &bytes)),
            3 => {
                for part in ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"] {
                    read_as_book(&open_with(part, &open, &bytes));
                }
            }
            4 => {
                let (sheet, _) = read_csv(&bytes, &columns, &Caps::default());
                assert!(sheet.rows.iter().all(|row| row.cells.len() == sheet.header.len()));
            }
            5 => {
                let (grid, _) = read_grid(&bytes, &Caps::default());
                let _again = read_grid(grid.as_tabs().as_bytes(), &Caps::default());
                read_as_book(&bytes);
            }
            6 => {
                let (table, _) = read_pasted(&String::from_utf8_lossy(&bytes), &rules);
                assert!(table.rows.iter().all(|row| row.cells.len() == table.sessions.len()));
            }
            _ => drop(toml::from_str::<toml::Table>(&String::from_utf8_lossy(&bytes))),
        };
        if catch_unwind(AssertUnwindSafe(read)).is_err() {
            let kept = env::temp_dir().join(format!("weft-mutation-{seed}-{number}"));
            fs::write(&kept, &bytes).expect("the damaged file is kept");
            panic!(
                "damaged file {number} of seed {seed} (kind {kind}) made a reader fall over; it is {}",
                kept.display()
            );
        }
    }
    println!("{count} damaged files were read from seed {seed}");
}

/// The open workbook with one of its parts replaced.
fn open_with(part: &str, open: &Parts, bytes: &[u8]) -> Vec<u8> {
    let of = |name: &'static str, text: &'_ str| {
        (name, if name == part { bytes.to_vec() } else { text.as_bytes().to_vec() })
    };
    let parts = [
        of("xl/workbook.xml", &open.book),
        of("xl/_rels/workbook.xml.rels", made::BOOK_RELATIONS),
        of("xl/sharedStrings.xml", &open.strings),
        of("xl/styles.xml", &open.styles),
        of("xl/worksheets/sheet1.xml", &open.sheet),
    ];
    let borrowed: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    stored(&borrowed)
}
