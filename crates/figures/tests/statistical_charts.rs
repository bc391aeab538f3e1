//! Golden drawings of the control chart and the funnel plot, and what must hold for any of them.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by stopping")]

use std::path::PathBuf;

use figures::charts::{ControlChart, FunnelChart, FunnelDot, Point};
use figures::statistics::{verdict::Better, xmr::Screening};
use figures::{Counts, Decimal, Message, Reason, Unit};

fn say(message: &Message) -> String {
    let args: Vec<_> = message.args.iter().map(|(_, text)| text.as_str()).collect();
    if args.is_empty() { message.key.to_owned() } else { format!("{}: {}.", message.key, args.join(", ")) }
}

fn golden(name: &str, drawn: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.svg"));
    if std::env::var_os("WEFT_BLESS").is_some() {
        std::fs::write(&path, drawn).expect("the golden file is written");
    }
    let kept = std::fs::read_to_string(&path).expect("a golden file; WEFT_BLESS=1 writes it");
    assert_eq!(drawn, kept, "{name} is drawn otherwise than its golden file");
}

fn control(texts: &str) -> ControlChart {
    let point = |text| match text {
        "-" => Point::Gap(Reason::NotCollected.message()),
        text => Point::Value(Decimal::from_str_exact(text).expect("a decimal")),
    };
    let points: Vec<Point> = texts.split_whitespace().map(point).collect();
    ControlChart {
        key: "attendance".into(),
        title: "Attendance at meetings".into(),
        unit: Unit::Percent,
        better: Better::Up,
        labels: (1..=points.len()).map(|number| format!("T{number}")).collect(),
        points,
        breaks: Vec::new(),
        screening: Screening::None,
        target: None,
    }
}

const FIRM: &str = "71.0 73.0 70.0 74.0 72.0 71.0 73.0 - 72.0 70.0 74.0 71.0 73.0 72.0 85.0 60.0";

/// Fifteen values, the last two of them out of the ordinary.
fn firm() -> ControlChart {
    ControlChart { screening: Screening::Ranges, ..control(FIRM) }
}

fn funnel_chart(named: bool) -> FunnelChart {
    let units = [
        ("One", 610, 900),
        ("Two", 2300, 3100),
        ("Three", 5200, 7400),
        ("Four", 300, 600),
        ("Five", 1480, 2000),
        ("Six", 13, 15),
    ];
    let dot = |(label, numerator, denominator): (&str, i64, i64)| FunnelDot {
        label: named.then(|| label.to_owned()),
        counts: Counts { numerator, denominator },
    };
    FunnelChart {
        key: "by-authority".into(),
        title: "Shares by authority".into(),
        people: "Pupils".into(),
        dots: units.into_iter().map(dot).collect(),
        about: None,
        decimals: 1,
    }
}

#[test]
fn the_drawings_are_the_golden_ones() {
    golden("control", &ControlChart { target: Some(80.into()), ..firm() }.draw(&say));
    golden("control-on-trial", &control("67.3 68.7 69.3 70.4 72.8 69.4 68.1 69.1").draw(&say));
    golden("funnel", &funnel_chart(true).draw(&say).expect("units"));
}

#[test]
fn special_values_have_a_shape_of_their_own_and_are_named_in_the_description() {
    let drawn = firm().draw(&say);
    assert!(drawn.contains("chart-control-point: T15, 85.0%, chart-control-better."));
    assert!(drawn.contains("chart-control-point: T16, 60.0%, chart-control-worse."));
    assert!(drawn.contains("xmr-latest-worse"));
    let count = |text: &str| drawn.matches(text).count();
    assert_eq!(count("<circle"), 13, "thirteen usual values");
    assert_eq!(count("<polygon"), 4, "two special values and their two entries in the legend");
    assert_eq!(count("<polyline"), 2, "the missing value parts the line");
    let fallen = ControlChart { better: Better::Down, ..firm() };
    assert!(fallen.draw(&say).contains("T15, 85.0%, chart-control-worse."));
}

#[test]
fn few_values_have_no_limits_and_a_trial_no_word_of_better_or_worse() {
    let few = control("39.6 36.9 34.8 33.4 32.6 33.2").draw(&say);
    assert!(few.contains("xmr-too-few") && !few.contains("chart-control-upper"));
    let trial = control("70 71 70 71 70 71 70 71 70 95").draw(&say);
    assert!(trial.contains("xmr-trial") && trial.contains("T10, 95%, chart-control-unusual."));
    assert!(!trial.contains("chart-control-better") && !trial.contains("xmr-latest"));
}

#[test]
fn limits_come_from_the_values_since_the_last_change_of_definition() {
    let broken = ControlChart { breaks: vec![2], ..control("10 12 71 73 70 74 72 71 73 72 70") };
    let drawn = broken.draw(&say);
    assert!(drawn.contains("xmr-trial: 9,"), "two values stand before the change");
    assert!(drawn.contains("chart-break"));
    assert_eq!(drawn.matches("<polyline").count(), 2);
}

#[test]
fn each_value_of_the_present_definition_is_told_beside_the_limits() {
    let mut broken = ControlChart { breaks: vec![1], ..control("10 35 40 - 35 40 35 40 35 40 60") };
    let keys = |chart: &ControlChart| -> Vec<Option<&str>> {
        chart.beside_limits().iter().map(|told| told.as_ref().map(|message| message.key)).collect()
    };
    let usual = Some("chart-control-usual");
    let told = keys(&broken);
    assert_eq!(told[..5], [None, usual, usual, None, usual], "an earlier definition and a missing value have no place");
    assert_eq!(told[10], Some("chart-control-unusual"));
    assert_eq!(firm().promise(), None, "there is no target");
    let promised = |target: i64| ControlChart { target: Some(target.into()), ..firm() }.promise();
    assert_eq!(promised(90).map(|message| message.key), Some("xmr-target-missed"));
    broken.target = Some(90.into());
    assert_eq!(broken.promise(), None, "limits on trial promise nothing");
    broken.breaks = vec![5];
    assert!(keys(&broken).iter().all(Option::is_none), "six values have no limits");
}

#[test]
fn a_limit_is_drawn_no_further_out_than_a_percentage_can_lie() {
    let drawn = control("99 90 99 90 99 90 99 90 99 90 99 90 99 90").draw(&say);
    assert!(
        drawn.contains(">100.<") && !drawn.contains(">118.4.<"),
        "the label of the upper limit stands in two lines"
    );
    let whole = ControlChart { unit: Unit::Percent, ..control("99 90 99 90 99 90 99 90 99 90 99 90 99 90") };
    let said = format!("{:?}", whole.findings(&say));
    assert!(said.contains("\"100%\"") && !said.contains("118.4%"), "nor is it said further out: {said}");
    let counts = ControlChart { unit: Unit::Count, ..control("3 40 1 38 2 40 1 36 3 41") };
    assert!(counts.draw(&say).contains(">0.<"));
}

#[test]
fn a_funnel_shows_names_only_where_they_are_given_and_never_an_order() {
    let named = funnel_chart(true).draw(&say).expect("units");
    assert!(named.contains("chart-funnel-unit: Four, 50.0%, 600, funnel-position-far-below."));
    let bare = funnel_chart(false).draw(&say).expect("units");
    for name in ["One", "Four", "Six"] {
        assert!(named.contains(&format!(">{name}<")) && !bare.contains(name), "{name}");
    }
    assert_eq!(bare.matches("<circle").count() + bare.matches("<polygon").count(), 6);
    assert!(bare.contains("funnel-few-units"));
}

#[test]
fn a_unit_alone_is_placed_about_the_share_of_all_and_no_other_is_told() {
    let all = Counts { numerator: 9903, denominator: 14_015 };
    let mut chart = FunnelChart { about: Some(all), ..funnel_chart(true) };
    chart.dots.retain(|dot| dot.label.as_deref() == Some("Four"));
    let drawn = chart.draw(&say).expect("a unit");
    assert!(drawn.contains("chart-funnel-unit: Four, 50.0%, 600, funnel-position-far-below."));
    assert!(drawn.contains("chart-funnel-centre: 70.7%.") && !drawn.contains("funnel-few-units"));
    let limits: Vec<_> = drawn.lines().filter(|line| line.starts_with("<polyline")).collect();
    assert!(limits.len() == 4 && limits.iter().all(|limit| limit.matches(',').count() > 20), "limits are lines");
    assert_eq!(drawn.matches("<circle").count() + drawn.matches("<polygon").count(), 1);
    chart.about = Some(Counts { numerator: 0, denominator: 0 });
    assert_eq!(chart.draw(&say).expect_err("nobody").key, "counts-zero-denominator");
}

#[test]
fn nobody_is_not_drawn_and_a_unit_without_people_has_no_dot() {
    let mut chart = funnel_chart(false);
    chart.dots.truncate(1);
    chart.dots.push(FunnelDot { label: Some("Empty".into()), counts: Counts { numerator: 0, denominator: 0 } });
    let drawn = chart.draw(&say).expect("one unit");
    assert_eq!(drawn.matches("<circle").count(), 1);
    chart.dots.remove(0);
    assert_eq!(chart.draw(&say).expect_err("nobody").key, "counts-zero-denominator");
    chart.dots.clear();
    assert!(chart.findings(&say).is_err());
}

#[test]
fn every_drawing_is_named_safe_and_free_of_style() {
    let one = FunnelDot { label: Some("<b>&\"".into()), counts: Counts { numerator: 1, denominator: 1 } };
    let huge = FunnelDot { label: None, counts: Counts { numerator: 400_000_000, denominator: 999_000_000 } };
    let funnel = |dots| FunnelChart { dots, ..funnel_chart(true) }.draw(&say).expect("units");
    let drawings = [
        firm().draw(&say),
        control("").draw(&say),
        control("-").draw(&say),
        control("5").draw(&say),
        control("5 5 5 5 5 5 5 5 5 5 5 5 5 5 5").draw(&say),
        ControlChart { labels: vec!["<i>".into(); 40], ..firm() }.draw(&say),
        ControlChart { unit: Unit::PercentagePoints, ..control("-3.1 2.0 -1.0 0.4 5 3 1 2 2.5 -1 0 1 2") }.draw(&say),
        funnel(vec![one.clone()]),
        funnel(vec![one, huge]),
    ];
    for drawn in drawings {
        for wanted in
            ["role=\"img\"", "aria-labelledby=\"", "viewBox=\"0 0 720 ", "<desc id=\"", "<g aria-hidden=\"true\">"]
        {
            assert!(drawn.contains(wanted), "{wanted} is missing");
        }
        for unwanted in ["style", "NaN", "inf", "class=", "<script", "& ", "<b>", "<i>"] {
            assert!(!drawn.contains(unwanted), "{unwanted} stands in {drawn}");
        }
    }
}
