//! Golden drawings, and what must hold for any drawing. `WEFT_BLESS=1` writes the golden files anew.

use std::path::PathBuf;

use super::*;
use crate::{AcademicSession, Decimal, Reason, Unit};

fn say(message: &Message) -> String {
    let args: Vec<_> = message.args.iter().map(|(_, text)| text.as_str()).collect();
    match message.key {
        "reason-not-collected" => "Not collected".to_owned(),
        "reason-affected" => "Affected by Covid".to_owned(),
        key => format!("{key}: {}.", args.join(", ")),
    }
}

fn points(texts: &str) -> Vec<Point> {
    let point = |text| match text {
        "**" => Point::Gap(Reason::NotCollected.message()),
        "*" => Point::Gap(Reason::Affected.message()),
        text => Point::Value(Decimal::from_str_exact(text).expect("a decimal")),
    };
    texts.split_whitespace().map(point).collect()
}

fn chart(series: &[(&str, &str)]) -> LineChart {
    let first: AcademicSession = "2018-19".parse().expect("a session");
    let last = "2023-24".parse().expect("a session");
    LineChart {
        key: "made-up".into(),
        title: "A made-up measure & its <title>".into(),
        unit: Unit::Percent,
        sessions: first.through(last),
        series: series.iter().map(|(label, texts)| Series { label: (*label).into(), points: points(texts) }).collect(),
        breaks: Vec::new(),
        gaps: None,
    }
}

fn golden(name: &str, drawn: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.svg"));
    if std::env::var_os("WEFT_BLESS").is_some() {
        std::fs::write(&path, drawn).expect("the golden file is written");
    }
    let kept = std::fs::read_to_string(&path).expect("a golden file; WEFT_BLESS=1 writes it");
    assert_eq!(drawn, kept, "{name} is drawn otherwise than its golden file");
}

fn two_lines() -> LineChart {
    let least = ("Least deprived (quintile 5)", "84.1 ** 82.0 83.9 84.6 84.8");
    let most = ("Most deprived (quintile 1)", "61.7 ** 55.9 61.3 62.1 62.3");
    let gaps = ["22.4", "", "26.1", "22.6", "22.5", "22.5"];
    LineChart {
        gaps: Some(gaps.iter().map(|gap| Decimal::from_str_exact(gap).ok()).collect()),
        ..chart(&[least, most])
    }
}

fn bars() -> BarChart {
    let bar =
        |label: &str, value: Option<i64>, words| Bar { label: label.into(), value: value.map(Decimal::from), words };
    BarChart {
        key: "practitioners".into(),
        title: "Practitioners by workstream".into(),
        unit: Unit::Count,
        bars: vec![
            bar("First workstream", Some(900), None),
            bar("Second workstream, with a name that needs two lines", Some(1900), Some(Message::new("over"))),
            bar("Third workstream", None, Some(Reason::NotCollected.message())),
        ],
    }
}

fn drivers() -> DriversDiagram {
    let driver = |heading: &str, aspects: &[&str]| DriverBox {
        heading: heading.into(),
        aspects: aspects.iter().map(ToString::to_string).collect(),
    };
    DriversDiagram {
        key: "drivers".into(),
        title: "Drivers".into(),
        boxes: vec![
            driver("Working together", &["Trust", "A purpose that everyone who takes part shares"]),
            driver("Learning from evidence", &["Enquiry"]),
            driver("Building the strength of people and places", &[]),
        ],
    }
}

#[test]
fn the_drawings_are_the_golden_ones() {
    let mut single = chart(&[("Literacy", "73.0 ** 69.7 72.4 74.4 74.5")]);
    golden("one-line", &single.draw(&say));
    single.breaks = vec!["2022-23".parse().expect("a session")];
    golden("one-line-with-a-break", &single.draw(&say));
    golden("two-lines-and-their-gap", &two_lines().draw(&say));
    golden("bars", &bars().draw(&say));
    golden("drivers", &drivers().draw(&say));
}

#[test]
fn no_line_crosses_a_session_without_a_value_or_a_break() {
    for (texts, lines) in [
        ("73.0 72.0 69.7 72.4 74.4 74.5", 1),
        ("73.0 ** 69.7 72.4 74.4 74.5", 1),
        ("73.0 71.0 ** 72.4 74.4 74.5", 2),
        ("94.2 ** 93.4 ** 91.7 **", 0),
        ("** ** ** ** ** **", 0),
    ] {
        let drawn = chart(&[("A", texts)]).draw(&say);
        assert_eq!(drawn.matches("<polyline").count(), lines, "{texts}");
    }
    let mut broken = chart(&[("A", "73.0 72.0 69.7 72.4 74.4 74.5")]);
    broken.breaks = vec!["2021-22".parse().expect("a session")];
    assert_eq!(broken.draw(&say).matches("<polyline").count(), 2);
    let mut skipping = chart(&[("A", "73.0 72.0 69.7 72.4 74.4")]);
    skipping.sessions.remove(2);
    assert_eq!(skipping.draw(&say).matches("<polyline").count(), 2, "a session is left out");
}

#[test]
fn the_description_names_first_last_highest_lowest_and_missing() {
    let keys: Vec<_> = two_lines().findings(&say).iter().map(|m| m.key).collect();
    let each = ["chart-finding-first-last", "chart-finding-range", "chart-finding-missing"];
    assert_eq!(keys, [&each[..], &each[..], &["chart-finding-gap"]].concat());
    let drawn = chart(&[("Literacy", "73.0 ** 69.7 72.4 74.4 74.4")]).draw(&say);
    for text in
        ["Literacy, 73.0%, 2018/19, 74.4%, 2023/24", "74.4%, 2022/23, 69.7%, 2020/21", "2019/20 (not collected)"]
    {
        assert!(drawn.contains(text), "{text} is not in the description");
    }
}

#[test]
fn an_axis_that_does_not_start_at_zero_says_so() {
    assert!(chart(&[("A", "73.0 72.0 69.7 72.4 74.4 74.5")]).draw(&say).contains("chart-axis-start"));
    assert!(!chart(&[("A", "3.5 4.2 6.6 5.1 4.2 3.5")]).draw(&say).contains("chart-axis-start"));
}

#[test]
fn every_drawing_is_named_safe_and_free_of_style() {
    let drawings = [
        chart(&[("A", "1 2 3 4 5 6"), ("B", "6 5 4 3 2 1"), ("C", "* 2 * 2 2 2")]).draw(&say),
        chart(&[]).draw(&say),
        LineChart { sessions: Vec::new(), ..two_lines() }.draw(&say),
        two_lines().draw(&say),
        bars().draw(&say),
        BarChart { bars: Vec::new(), ..bars() }.draw(&say),
        drivers().draw(&say),
        DriversDiagram { boxes: Vec::new(), ..drivers() }.draw(&say),
    ];
    for drawn in drawings {
        for wanted in
            ["role=\"img\"", "aria-labelledby=\"", "viewBox=\"0 0 720 ", "<title id=\"", "<g aria-hidden=\"true\">"]
        {
            assert!(drawn.contains(wanted), "{wanted} is missing");
        }
        for unwanted in ["style", "NaN", "inf", "class=", "<script", "& "] {
            assert!(!drawn.contains(unwanted), "{unwanted} stands in {drawn}");
        }
        let svg = drawn.lines().next().unwrap_or_default();
        assert!(!svg.contains(" width=") && !svg.contains(" height="));
    }
}

#[test]
fn a_title_and_a_key_cannot_bring_markup_in() {
    let mut hostile = two_lines();
    hostile.key = "9\" onload=\"x".into();
    hostile.title = "</title><script>\u{0}".into();
    hostile.series[0].label = "<b>&\"".into();
    let drawn = hostile.draw(&say);
    assert!(drawn.contains("id=\"chart-9--onload--x-title\""));
    assert!(drawn.contains("&lt;/title&gt;&lt;script&gt;<"));
    assert!(!drawn.contains("<b>") && !drawn.contains('\u{0}'));
}

#[test]
fn a_band_is_drawn_from_end_to_end_and_joined_to_nothing() {
    let mut banded = chart(&[("A", "73.0 72.0 69.7 72.4 74.4 74.5")]);
    banded.series[0].points[2] = Point::Band { low: 65.into(), high: 70.into() };
    let drawn = banded.draw(&say);
    assert_eq!(drawn.matches("<polyline").count(), 2);
    assert!(drawn.contains("65\u{2013}70"));
}
