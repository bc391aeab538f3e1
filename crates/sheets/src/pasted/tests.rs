//! Pasted tables: sound ones, and one with the damage that copying out of a document does.

use figures::Reason;

use super::*;
use crate::{Severity, Shift};

fn legend() -> Legend {
    Legend::of([
        ("*", Reason::Affected),
        ("**", Reason::NotCollected),
        ("N/A", Reason::NotApplicable),
        ("TBC", Reason::ToBeConfirmed),
    ])
    .expect("a legend")
}

fn read_with(text: &str, themes_confirmed: bool) -> (PastedTable, Vec<Issue>) {
    let legend = legend();
    read_pasted(text, &Rules { legend: &legend, themes_confirmed, caps: Caps::default() })
}

fn errors(issues: &[Issue]) -> Vec<&Issue> {
    issues.iter().filter(|issue| issue.severity == Severity::Error).collect()
}

/// Invented labels and numbers with the damage of a real table: one row pushed to the right, so that
/// its last value is lost, and four rows whose first value stands in the theme column.
const DAMAGED: &str = "\
Measure\tTheme\t2018/19 Value\t2019/20 Value\t2020/21 Value\t2021/22 Value\t2022/23 Value\t2023/24 Value
Reading at the expected level\tExcellence\t61.0\t**\t58.2\t59.9\t60.4\t60.8
Counting at the expected level\t\t70.3\t**\t68.3\t69.6\t70.1\t70.9
Present in primary\t\t94.1\tN/A\t93.0\tN/A\t91.2\t92.0
Gap in reading\t\tEquity\t20.4\t**\t24.1\t21.6\t21.5
Gap in counting\t16.5\t\t**\t20.7\t18.0\t17.2\t17.6
Gap in one award\t38.6\t\t35.9\t33.8\t32.4\t31.6\t32.2
Gap in five awards\t47.1\t\t41.5\t43.0\t43.7\t42.1\t43.8
Gap in both\t33.7\t\t34.7\t33.4\t33.1\t32.5\t33.6

Gap in destinations\t\t4.1\t6.2\t5.0\t4.3\t3.6\t4.4
Looked after, one award\t\tN/A\tN/A\t28.8% \u{b2}\t\t28.9%\t
Taking part\tEmpowerment\tTBC\t3085\t3037\t4367\t10343\t2357
Saying they know more\t\tNA\tNA\t84.1\t84.3\t84.8\t88.3
Judged good\t\t72\t*\t*\t90\t80\t78 \u{b3}
";

#[test]
fn the_damaged_table_has_exactly_five_shifted_rows_and_each_shift_is_offered() {
    let (table, issues) = read_with(DAMAGED, false);
    let errors = errors(&issues);
    let places: Vec<_> = errors.iter().map(|issue| (issue.row, issue.what.key, issue.column.as_deref())).collect();
    assert_eq!(
        places,
        [
            (Some(5), "paste-word-in-value", Some("2018/19 Value")),
            (Some(6), "paste-number-in-theme", Some("Theme")),
            (Some(7), "paste-number-in-theme", Some("Theme")),
            (Some(8), "paste-number-in-theme", Some("Theme")),
            (Some(9), "paste-number-in-theme", Some("Theme")),
        ]
    );
    let offered: Vec<_> = errors.iter().map(|issue| issue.suggestion.as_ref().expect("a shift")).collect();
    assert_eq!(offered[0].shift, Shift::EmptyCellTooMany { column: 2 });
    assert_eq!(offered[0].cells, ["Gap in reading", "Equity", "20.4", "**", "24.1", "21.6", "21.5", ""]);
    assert_eq!(offered[1].shift, Shift::CellMovedLeft { from: 2 });
    assert_eq!(offered[1].cells, ["Gap in counting", "", "16.5", "**", "20.7", "18.0", "17.2", "17.6"]);
    assert_eq!(table.rows.len(), 8, "sound rows are returned, shifted rows are not");
    assert_eq!(table.sessions.len(), 6);
}

#[test]
fn a_suggestion_put_in_place_of_its_row_makes_the_table_sound() {
    let (_, issues) = read_with(DAMAGED, true);
    let mut lines: Vec<String> = DAMAGED.lines().map(str::to_owned).collect();
    for issue in errors(&issues) {
        let cells = &issue.suggestion.as_ref().expect("a shift").cells;
        lines[issue.row.expect("a row") - 1] = cells.join("\t");
    }
    let (table, issues) = read_with(&lines.join("\n"), true);
    assert_eq!((issues, table.rows.len()), (vec![], 13));
    let themes: Vec<_> = table.rows.iter().map(|row| row.theme.as_deref().unwrap_or("")).collect();
    assert_eq!(themes[..3], ["Excellence"; 3]);
    assert_eq!(themes[3..10], ["Equity"; 7]);
    assert_eq!(themes[10..], ["Empowerment"; 3]);
    assert_eq!(table.rows[3].cells[5], Cell::Blank, "the lost cell stays blank");
}

#[test]
fn themes_are_carried_down_only_where_that_was_confirmed() {
    let (table, issues) = read_with(DAMAGED, false);
    assert_eq!(table.rows[0].theme.as_deref(), Some("Excellence"));
    assert_eq!(table.rows[1].theme, None);
    let warnings = issues.iter().filter(|issue| issue.what.key == "paste-themes-unconfirmed");
    assert_eq!(warnings.count(), 1, "said once, not for every row");
}

#[test]
fn no_theme_is_carried_past_a_damaged_row_that_may_hold_the_next_one() {
    let (table, issues) = read_with(DAMAGED, true);
    assert_eq!(table.rows[2].theme.as_deref(), Some("Excellence"));
    let after: Vec<_> = table.rows[3..5].iter().map(|row| row.theme.clone()).collect();
    assert_eq!(after, [None, None]);
    let lost: Vec<_> =
        issues.iter().filter(|issue| issue.what.key == "paste-theme-lost").map(|issue| issue.row).collect();
    assert_eq!(lost, [Some(11), Some(12)]);
    assert_eq!(table.rows[6].theme.as_deref(), Some("Empowerment"));
}

#[test]
fn a_table_without_a_theme_column_is_read() {
    let text = "Indicators\t2016-17 Baseline\t2017-18\nReading\t71.3\tN/A\nReading\t60\t61\n";
    let (table, issues) = read_with(text, false);
    assert!(!table.has_themes);
    assert_eq!(table.sessions.iter().map(|s| s.key()).collect::<Vec<_>>(), ["2016-17", "2017-18"]);
    let found: Vec<_> = issues.iter().map(|issue| (issue.what.key, issue.severity)).collect();
    assert_eq!(found, [("paste-label-twice", Severity::Warning)]);
}

#[test]
fn a_row_of_another_width_is_an_error_with_the_shift_it_looks_like() {
    let header = "Measure\tTheme\t2021/22\t2022/23\n";
    for (row, shift) in [
        ("Reading\tEquity\t\t1\t2", Some(Shift::EmptyCellTooMany { column: 3 })),
        ("Reading\t1.5\t2.5", Some(Shift::CellMissing { column: 2 })),
        ("Reading\tEquity\t1", None),
        ("Reading\t\tEquity\t\t1\t2", None),
        ("Reading", None),
        ("Reading\tEquity\t1\t2\t3", None),
    ] {
        let (table, issues) = read_with(&format!("{header}{row}\n"), false);
        assert_eq!((issues.len(), table.rows.len()), (1, 0), "{row}");
        assert_eq!(issues[0].what.key, "paste-row-width");
        assert_eq!(issues[0].row, Some(2));
        assert_eq!(issues[0].suggestion.as_ref().map(|s| s.shift), shift, "{row}");
    }
}

#[test]
fn a_number_in_the_theme_column_with_no_room_beside_it_gets_no_suggestion() {
    let (_, issues) = read_with("M\tTheme\t2021/22\t2022/23\nReading\t1\t2\t3\n", false);
    assert_eq!(issues[0].what.key, "paste-number-in-theme");
    assert_eq!(issues[0].suggestion, None);
    let (_, issues) = read_with("M\tTheme\t2021/22\t2022/23\nReading\t1\t2\t\n", false);
    let suggestion = issues[0].suggestion.as_ref().expect("a shift");
    assert_eq!(suggestion.shift, Shift::CellMissing { column: 2 });
    assert_eq!(suggestion.cells, ["Reading", "", "1", "2"]);
}

#[test]
fn headings_that_are_no_sessions_are_named_with_their_column() {
    for (header, key, column) in [
        ("M\tTheme\t2023", "session-bare-year", "2023"),
        ("M\tTheme\t2021/22\tNotes", "session-not-a-session", "Notes"),
        ("M\tTheme\t2021/22\t2021-22 Value", "paste-session-twice", "2021-22 Value"),
        ("M\tTheme\t2021/22\t", "paste-heading-empty", "4"),
    ] {
        let (table, issues) = read_with(&format!("{header}\nReading\tEquity\t1\t2\n"), false);
        assert_eq!((issues[0].what.key, issues[0].column.as_deref()), (key, Some(column)));
        assert_eq!((issues[0].row, table.rows.len()), (Some(1), 0));
    }
    assert_eq!(read_with("M\tTheme\n", false).1[0].what.key, "paste-no-sessions");
    assert_eq!(read_with("just a line\n", false).1[0].what.key, "paste-not-a-table");
    assert_eq!(read_with(" \n", false).1[0].what.key, "sheet-empty");
}

#[test]
fn a_cell_that_cannot_be_read_is_named_and_all_of_its_row_is_checked() {
    let text = "M\tTheme\t2021/22\t2022/23\nReading\tEquity\t7O.2\t-\n\tEquity\t1\t2\n";
    let (table, issues) = read_with(text, false);
    let found: Vec<_> = issues.iter().map(|issue| (issue.row, issue.column.as_deref(), issue.what.key)).collect();
    assert_eq!(
        found,
        [
            (Some(2), Some("2021/22"), "cell-unreadable"),
            (Some(2), Some("2022/23"), "cell-marker-without-meaning"),
            (Some(3), Some("M"), "paste-label-missing"),
        ]
    );
    assert_eq!(table.rows.len(), 0);
}
