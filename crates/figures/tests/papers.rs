//! The contradictions of the West Partnership's papers that can be seen from numbers and text are found, each of them, and
//! what only looks like one is not. Rows are the crate's own; sentences of the papers are not repeated.
#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

use std::collections::BTreeMap;

use figures::checks::{self, Claim, Direction, Rough, Said, Vintage};
use figures::{AcademicSession, Decimal, Message, Period, Printed, Unit};

const VALUES: &str = include_str!("fixtures/papers-values.csv");
const CLAIMS: &str = include_str!("fixtures/papers-claims.csv");

type Table = Vec<(Period, Decimal)>;

fn session(text: &str) -> AcademicSession {
    text.parse().expect("a session")
}

fn one(text: &str) -> Period {
    Period::one(session(text))
}

fn decimal(text: &str) -> Decimal {
    Printed::parse(text).expect("a number").value()
}

fn key(found: Option<Message>) -> Option<&'static str> {
    found.map(|message| message.key)
}

/// Every value with its indicator, paper and period, papers in the order of their release.
fn values() -> Vec<(&'static str, &'static str, Period, Decimal)> {
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.split(',').collect();
        let period = Period::new(session(cells[2]), session(cells[3])).expect("a period");
        (cells[0], cells[1], period, decimal(cells[4]))
    };
    VALUES.lines().skip(2).map(row).collect()
}

/// What the latest paper prints for each session of an indicator.
fn table(indicator: &str) -> Table {
    let mut latest = BTreeMap::new();
    for (_, _, period, value) in values().into_iter().filter(|row| row.0 == indicator) {
        latest.insert(period, value);
    }
    latest.into_iter().collect()
}

#[test]
fn every_claim_of_the_papers_that_does_not_hold_is_found_and_no_other() {
    let mut checked = 0;
    for line in CLAIMS.lines().skip(2) {
        let cells: Vec<&str> = line.split(',').collect();
        let given = |at: usize| cells.get(at).filter(|text| !text.is_empty()).copied();
        let claim = Claim {
            from_session: given(2).map(session),
            to_session: given(3).map(session),
            from_value: given(4).map(decimal),
            to_value: given(5).map(decimal),
            change: given(6).map(decimal),
            direction: match cells[7] {
                "up" => Some(Direction::Up),
                "down" => Some(Direction::Down),
                _ => None,
            },
            n: given(8).map(|text| text.parse().expect("n")),
            is_share: cells[9] == "percent",
            none_before: given(10).map(session),
        };
        let found: Vec<_> = claim.findings(&table(cells[1])).iter().map(|message| message.key).collect();
        assert_eq!(found.join(" "), cells[11], "{line}");
        checked += 1;
    }
    assert_eq!(checked, 16);
}

#[test]
fn a_text_that_counts_growth_names_the_step_that_falls_most() {
    let claim = Claim { direction: Some(Direction::Up), ..Claim::default() };
    let found = claim.findings(&table("practitioners-accessing-learning"));
    let [growth] = found.as_slice() else { panic!("one finding, not {found:?}") };
    assert_eq!([growth.arg("from"), growth.arg("to")], [Some("10,443"), Some("2,457")]);
}

#[test]
fn a_note_of_other_months_than_its_column_is_found() {
    for note in [
        "Based on 32 inspections taking place between June 24 to July 25",
        "Based on 62 inspections taking place between June-24 to July-25",
    ] {
        let found = checks::note_period(note, one("2023-24")).expect("another period");
        assert_eq!([found.arg("first"), found.arg("last")], [Some("June 2024"), Some("July 2025")]);
        assert_eq!(checks::note_period(note, one("2024-25")), None, "where it belongs");
    }
}

#[test]
fn a_note_about_the_latest_figures_is_found_out_of_date_and_its_word_unclear() {
    let note = "Renewed biannually, two years put together; the latest are those of 20/21 and 21/22";
    let pair = |text: &str| {
        let first = session(text);
        Period::new(first, first.next().expect("a session")).expect("two in a row")
    };
    assert_eq!(key(checks::stale_note(note, pair("2022-23"))), Some("check-note-stale"));
    assert_eq!(checks::stale_note(note, pair("2020-21")), None);
    assert_eq!(checks::note_period(note, pair("2020-21")), None, "it fits the value it stands at");
    assert_eq!(key(checks::twice_or_every_second(note)), Some("check-word-twice"));
    assert_eq!(checks::twice_or_every_second("Renewed every second year"), None);
}

#[test]
fn parts_that_come_to_the_number_of_another_session_are_found() {
    let parts: Vec<Rough> =
        ["approximately 900 practitioners", "approximately 1900 practitioners", "just under 1700 practitioners"]
            .iter()
            .map(|text| Rough::read(text).expect("an amount"))
            .collect();
    let table = table("practitioners-accessing-learning");
    let found = checks::parts_of_indicator(&parts, session("2022-23"), &table).expect("4,500 is not 10,443");
    assert_eq!((found.key, found.arg("other")), ("check-parts-session", Some("4,467")));
    assert_eq!(checks::parts_of_indicator(&parts, session("2021-22"), &table), None);
    assert_eq!(checks::parts_of_indicator(&parts, session("2018-19"), &table), None, "no value, nothing to compare");
}

#[test]
fn only_the_number_of_practitioners_swings_and_only_one_gap_jumps() {
    let mut indicators: Vec<&str> = values().iter().map(|row| row.0).collect();
    indicators.dedup();
    indicators.sort_unstable();
    indicators.dedup();
    assert!(indicators.len() > 20);
    for indicator in indicators {
        let swings = checks::swings(&table(indicator)).len();
        assert_eq!(swings, usize::from(indicator == "practitioners-accessing-learning"), "{indicator}");
        // The first values after the schools were shut stand out; that is a question, and the paper may answer it.
        let jumps = checks::unusual_jumps(&table(indicator)).len();
        assert_eq!(jumps, usize::from(indicator == "gap-primary-numeracy"), "{indicator}");
    }
}

#[test]
fn no_paper_disagrees_with_another_on_a_value_and_every_value_lies_in_range() {
    let mut cells: BTreeMap<(&str, Period), Vec<Vintage<'_>>> = BTreeMap::new();
    for (indicator, paper, period, value) in values() {
        cells.entry((indicator, period)).or_default().push(Vintage { source: paper, value, revised: false });
        let unit = match indicator {
            "practitioners-accessing-learning" => Unit::Count,
            name if name.ends_with("-exclusions") => Unit::Per1000,
            name if name.starts_with("gap-") => Unit::PercentagePoints,
            _ => Unit::Percent,
        };
        assert_eq!(checks::out_of_range(value, unit), None, "{indicator}");
    }
    assert!(cells.values().filter(|vintages| vintages.len() > 1).count() > 50, "papers overlap");
    for (cell, vintages) in &cells {
        assert_eq!(checks::vintages_disagree(vintages), None, "{cell:?}");
    }
}

#[test]
fn one_indicator_under_two_labels_is_found() {
    let (first, second) =
        ("leavers with Level 5 in numeracy and literacy", "leavers with Level 5 in literacy and numeracy");
    assert_eq!(key(checks::labels_differ(first, second)), Some("check-label-order"));
    assert_eq!(
        key(checks::labels_differ("primary pupils (p1, p4)", "primary pupils (P1, P4)")),
        Some("check-label-order")
    );
}

#[test]
fn markers_without_a_legend_are_found_where_a_paper_prints_none() {
    let used = ["**", "*", "N/A", "**", "TBC"];
    let found = checks::unexplained_markers(&used, &[]);
    assert_eq!(found.iter().filter_map(|message| message.arg("marker")).collect::<Vec<_>>(), ["**", "*", "N/A", "TBC"]);
    assert_eq!(checks::unexplained_markers(&used, &["*", "**"]).len(), 2, "the plan explains these two");
}

#[test]
fn a_strategic_group_for_each_workstream_is_found_missing_where_none_is_printed() {
    let found = checks::each_has(&[
        ("Early Level", true),
        ("Leadership of Learning", true),
        ("Inclusion", true),
        ("Emerging Priorities", false),
    ]);
    assert_eq!(found.as_ref().and_then(|message| message.arg("without")), Some("Emerging Priorities"));
}

#[test]
fn two_lists_of_networks_that_differ_and_their_number_are_found() {
    let first = ["Home Education Officers", "Digital Officers", "Family & Community Officers"];
    let second = ["Home education officers", "Gaelic Lead Officers", "Family & Community Officers"];
    let found = checks::lists_differ(&first, &second).expect("they differ");
    assert_eq!(
        [found.arg("only_first"), found.arg("only_second")],
        [Some("Digital Officers"), Some("Gaelic Lead Officers")]
    );
    assert_eq!(key(checks::number_listed(7, 8)), Some("check-number-listed"));
    assert_eq!(checks::number_listed(8, 8), None);
}

#[test]
fn the_misspelt_address_is_found_and_the_right_one_is_not() {
    let known = ["www.westpartnership.co.uk", "www.gov.scot"];
    assert_eq!(key(checks::misspelt_address("www.WestPartnertship.co.uk", &known)), Some("check-address"));
    assert_eq!(checks::misspelt_address("www.WestPartnership.co.uk", &known), None);
}

#[test]
fn what_only_looks_like_a_contradiction_is_not_found() {
    let said = |about, kind, text| Said { about, kind, session: None, text };
    let staff = said(
        "adults who work in the authorities",
        "staff",
        "more than 25,000 headteachers, teachers and support staff",
    );
    let practitioners = said("adults who work in the authorities", "practitioners", "just over 19,000 practitioners");
    assert_eq!(checks::said_twice(staff, practitioners), None, "two populations");
    let answered = said("the programme", "answers", "83 respondents");
    let studies = said("the programme", "case studies", "100 case studies");
    assert_eq!(checks::said_twice(answered, studies), None, "nobody says how many were invited");
    let shares = ["one third", "over one third", "35%"].map(|text| said("pupils of Scotland", "pupils", text));
    for first in shares {
        for second in shares {
            assert_eq!(checks::said_twice(first, second), None, "rounding");
        }
    }
    assert_eq!(checks::impossible_share(decimal("76"), 62).map(key), Ok(None), "47 of 62");
    let gap = Claim { from_session: Some(session("2017-18")), from_value: Some(decimal("37.9")), ..Claim::default() };
    assert_eq!(gap.findings(&table("gap-leavers-one-level-6")), [], "2018-19 prints 39.6, and is another session");
}
