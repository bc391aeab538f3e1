//! What printed cells are read as, and what is refused.

use super::*;

fn legend() -> Legend {
    Legend::of([
        ("*", Reason::Affected),
        ("**", Reason::NotCollected),
        ("N/A", Reason::NotApplicable),
        ("TBC", Reason::ToBeConfirmed),
    ])
    .expect("a legend")
}

fn read(text: &str) -> Cell {
    read_cell(text, &legend()).expect(text)
}

fn refused(text: &str) -> Message {
    read_cell(text, &legend()).expect_err(text)
}

#[test]
fn a_number_is_read_apart_from_its_notes() {
    for (text, number, labels) in [
        ("74.5", "74.5", ""),
        ("73.0", "73.0", ""),
        ("29.8% \u{b2}", "29.8%", "2"),
        ("29.8%\u{b2}", "29.8%", "2"),
        ("79 \u{b3}", "79", "3"),
        ("79\u{b3}", "79", "3"),
        ("76 \u{2074}", "76", "4"),
        ("79 3", "79", "3"),
        ("79\u{a0}3", "79", "3"),
        ("79 12", "79", "12"),
        ("79 \u{b9}\u{2070}", "79", "10"),
        ("79 \u{b9} \u{b2}", "79", "1 2"),
        ("79 [note 3]", "79", "3"),
        ("10,443 [note 1][note 2]", "10,443", "1 2"),
        ("302,921", "302,921", ""),
        (" 92.1% ", "92.1%", ""),
        ("0", "0", ""),
    ] {
        let Cell::Value { printed, notes, .. } = read(text) else {
            panic!("{text} is a number");
        };
        assert_eq!((printed.text(), notes.join(" ").as_str()), (number, labels), "{text}");
    }
}

#[test]
fn the_standing_of_a_number_is_read() {
    let Cell::Value { flags, notes, .. } = read("74.5 [p][r] \u{b2}") else {
        panic!("a number");
    };
    assert!(flags.provisional && flags.revised && !flags.estimated && !flags.low);
    assert_eq!(notes, ["2"]);
    assert_eq!(flags.shorthand(), ["[p]", "[r]"]);
}

#[test]
fn a_band_keeps_its_two_ends_and_its_printed_text() {
    for (text, low, high) in [
        ("95-100%", 95, 100),
        ("95  - 100%", 95, 100),
        ("95%\u{2013}100%", 95, 100),
        ("90+%", 90, 100),
        ("90%+", 90, 100),
        ("0-10%", 0, 10),
    ] {
        let figure = read(text).into_figure(Unit::Percent).expect("a figure");
        let (low, high) = (Decimal::from(low), Decimal::from(high));
        assert_eq!(figure.content, Content::Band { low, high }, "{text}");
        assert_eq!(figure.display_short(), text);
    }
    for text in ["100-95%", "95-105%", "101+%"] {
        assert_eq!(refused(text).key, "cell-band-out-of-range");
    }
    for text in ["20-21", "-5-10%", "a-b%", "2018-19"] {
        assert!(read_cell(text, &legend()).is_err(), "{text}");
    }
}

#[test]
fn a_marker_means_what_its_source_says() {
    let national = Legend::of([("*", Reason::Suppressed)]).expect("a legend");
    for (legend, reason) in [(legend(), Reason::Affected), (national, Reason::Suppressed)] {
        let figure = read_cell("*", &legend).expect("known").into_figure(Unit::Percent);
        assert_eq!(figure.and_then(|f| f.why()), Some(reason));
    }
}

#[test]
fn every_spelling_of_not_applicable_finds_the_entry_and_keeps_its_own_letters() {
    for text in ["N/A", "NA", "n/a", "N.A.", "na"] {
        let Cell::Marked { reason, marker, .. } = read(text) else {
            panic!("{text} is a marker");
        };
        assert_eq!((reason, marker.as_str()), (Reason::NotApplicable, text));
    }
}

#[test]
fn a_marker_may_carry_a_note() {
    let Cell::Marked { marker, notes, .. } = read("** \u{b2}") else {
        panic!("a marker");
    };
    assert_eq!((marker.as_str(), notes), ("**", vec!["2".to_owned()]));
}

#[test]
fn blank_is_blank_and_never_zero() {
    for text in ["", "  ", "\t", "\u{a0}"] {
        assert_eq!(read(text), Cell::Blank);
        assert_eq!(read(text).into_figure(Unit::Count), None);
    }
}

#[test]
fn a_marker_without_a_meaning_is_an_error_that_says_so() {
    for text in ["-", "..", "#", "[c]", "[x] [note 2]", "~", "S", "'c", "***"] {
        let message = refused(text);
        assert_eq!(message.key, "cell-marker-without-meaning", "{text}");
        assert_eq!(message.arg("text"), Some(text));
    }
}

#[test]
fn words_and_broken_numbers_are_refused_with_the_whole_text() {
    for (text, key) in [
        ("Equity", "cell-unreadable"),
        ("about 70", "cell-unreadable"),
        ("10 443", "cell-space-in-number"),
        ("10,44", "number-thousands"),
        ("10,44 \u{b2}", "number-thousands"),
        ("7O.2", "cell-unreadable"),
        ("74.5.1", "cell-unreadable"),
        ("\u{b2}", "cell-unreadable"),
        ("[r]", "cell-marker-without-meaning"),
    ] {
        let message = refused(text);
        assert_eq!((message.key, message.arg("text")), (key, Some(text)));
    }
}

#[test]
fn a_legend_refuses_blanks_numbers_and_two_meanings() {
    let mut legend = legend();
    assert_eq!(legend.add(" ", Reason::Affected).expect_err("blank").key, "legend-blank");
    assert_eq!(legend.add("0", Reason::Affected).expect_err("number").key, "legend-number");
    let twice = legend.add("NA", Reason::NotCollected).expect_err("two meanings");
    assert_eq!(twice.key, "legend-two-meanings");
    assert_eq!(legend.add("NA", Reason::NotApplicable), Ok(()));
    assert_eq!(legend.entries().count(), 4);
}

#[test]
fn the_official_shorthand_reads_back_from_the_way_reasons_are_written() {
    let legend = Legend::shorthand();
    for reason in Reason::ALL {
        assert!(legend.meaning(reason.shorthand()).is_some());
    }
}

#[test]
fn no_text_whatever_makes_the_reader_fall_over() {
    let alphabet: Vec<char> = "019.,%-+* []²³⁴NAnote rp\u{a0}é".chars().collect();
    let mut state = 7_u64;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..state % 9 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push(alphabet[(state >> 33) as usize % alphabet.len()]);
        }
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(3);
        if let Ok(Cell::Value { printed, .. }) = read_cell(&text, &legend()) {
            assert!(text.contains(printed.text()));
        }
    }
}
