//! Pooling: sums over sums, three authorities at least, and nothing that can be worked out from the rest.

use std::collections::BTreeSet;

use figures::Content as Shown;

use super::super::row::Content;
use super::*;

fn measure(unit: Unit) -> Measure {
    Measure {
        key: "m".into(),
        short_name: "M".into(),
        invented: false,
        unit,
        better: Better::Up,
        decimals: 1,
        numerator: "n".into(),
        denominator: "d".into(),
        source_of_data: "s".into(),
        gap_of: None,
        gap_basis: GapBasis::Unrounded,
        versions: Vec::new(),
    }
}

fn row(numerator: i64, denominator: i64) -> Row {
    Row { content: Content::Numbers(Counts { numerator, denominator }), note: None }
}

/// A sheet whose parts add up to all; a part left out is hidden.
fn sheet(all: Option<(i64, i64)>, parts: [Option<(i64, i64)>; 6]) -> Rows {
    let all = all.map(|(n, d)| (Category::All, row(n, d)));
    let parts = Category::parts().zip(parts).filter_map(|(part, numbers)| numbers.map(|(n, d)| (part, row(n, d))));
    all.into_iter().chain(parts).collect()
}

fn full(times: i64) -> Rows {
    let part = Some((10 * times, 20 * times));
    sheet(Some((60 * times, 120 * times)), [part; 6])
}

pub(super) fn pool_of(sheets: Vec<Rows>) -> PooledSession {
    let areas: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).into_iter().zip(sheets).collect();
    let gap = Measure { unit: Unit::PercentagePoints, gap_of: Some("m".into()), ..measure(Unit::Percent) };
    pool_session("2023-24".parse().unwrap(), &measure(Unit::Percent), Some(&gap), &areas)
}

fn counts_of(cell: &Cell) -> Option<(i64, i64)> {
    cell.figure.counts.map(|counts| (counts.numerator, counts.denominator))
}

#[test]
fn a_pooled_figure_is_a_sum_over_a_sum_and_never_a_mean_of_percentages() {
    // 10%, 10% and 90%: the mean is 36.7, the pooled figure 88.4.
    let sheets = [(10, 100), (10, 100), (9000, 10_000)].map(|all| sheet(Some(all), [None; 6]));
    let session = pool_of(sheets.into());
    assert_eq!(session.whole.figure.plain().as_deref(), Some("88.4"));
    assert_eq!(counts_of(&session.whole), Some((9020, 10_200)));
}

#[test]
fn one_or_two_authorities_are_never_shown() {
    for number in 0..6_usize {
        let session = pool_of((0..6).map(|at| if at < number { full(1) } else { Rows::new() }).collect());
        let shown = session.whole.figure.counts.is_some();
        assert_eq!(shown, number >= 3, "{number}");
        assert!(session.parts.iter().all(|cell| cell.figure.counts.is_some() == shown));
        assert_eq!(session.gap.unwrap().figure.decimal().is_some(), shown);
    }
}

#[test]
fn an_authority_that_hides_one_part_is_in_neither_figure() {
    let ten = Some((10, 20));
    let hides = sheet(Some((77, 140)), [None, ten, ten, ten, ten, None]);
    let session = pool_of(vec![full(1), full(2), full(3), hides]);
    // With it in All alone, All less the parts would be its hidden parts, or itself.
    assert_eq!(session.whole.coverage.missing, ["d"]);
    assert_eq!(counts_of(&session.whole), Some((360, 720)));
    assert_eq!(counts_of(&session.parts[0]), Some((60, 120)));
}

#[test]
fn nothing_that_one_or_two_authorities_gave_is_left_when_the_parts_are_taken_from_all() {
    let ten = Some((10, 20));
    let kinds = [
        full(1),
        sheet(Some((60, 120)), [None; 6]),
        sheet(None, [ten; 6]),
        sheet(Some((77, 140)), [None, ten, ten, ten, ten, None]),
        Rows::new(),
    ];
    // Every choice of five kinds of sheet by five authorities.
    for choice in 0..5_usize.pow(5) {
        let chosen: Vec<usize> = (0..5).map(|at| choice / 5_usize.pow(at) % 5).collect();
        let session = pool_of(chosen.iter().map(|at| kinds[*at].clone()).collect());
        let parts = &session.parts[0];
        for cell in std::iter::once(&session.whole).chain(&session.parts) {
            assert!(cell.figure.counts.is_none() || cell.coverage.included.len() >= 3);
        }
        if session.whole.figure.counts.is_some() && parts.figure.counts.is_some() {
            let apart = ["a", "b", "c", "d", "e"]
                .iter()
                .filter(|name| {
                    let within = |cell: &Cell| cell.coverage.included.iter().any(|known| known == *name);
                    within(&session.whole) != within(parts)
                })
                .count();
            assert!(apart == 0 || apart >= 3, "{chosen:?}: {apart} authorities are in one figure and not in the other");
        }
    }
}

#[test]
fn the_gap_is_taken_between_pooled_ends_and_hidden_where_an_end_is() {
    let sheets = (1..=3).map(|n| {
        sheet(Some((90 * n, 200 * n)), [Some((30 * n, 70 * n)), None, None, None, Some((60 * n, 130 * n)), None])
    });
    let hidden = pool_of(sheets.collect());
    assert_eq!(hidden.gap.unwrap().figure.why(), Some(Reason::NotAvailable));
    let nobody = Some((0, 0));
    let whole = (1..=3).map(|n| {
        let parts = [Some((30 * n, 70 * n)), nobody, nobody, nobody, Some((60 * n, 130 * n)), nobody];
        sheet(Some((90 * n, 200 * n)), parts)
    });
    let session = pool_of(whole.collect());
    // 60/130 less 30/70 is 3.297 percentage points.
    assert_eq!(session.gap.unwrap().figure.plain().as_deref(), Some("3.3"));
    assert!(matches!(session.parts[1].figure.content, Shown::Reason(Reason::NotApplicable)));
}

#[test]
fn a_small_number_is_hidden_with_whatever_would_give_it_away() {
    let counts = |n, d| Some(Counts { numerator: n, denominator: d });
    let ten = counts(10, 20);
    let all = [counts(3, 90), counts(40, 80), counts(50, 99), counts(60, 120), counts(30, 70), counts(20, 60)];
    let found = protection::hidden(counts(203, 519), &all);
    assert!(found.parts[0] && found.parts.iter().filter(|hidden| **hidden).count() >= 2, "{found:?}");
    assert_eq!(protection::hidden(counts(60, 120), &[ten; 6]), nothing());
    assert_eq!(protection::hidden(None, &[None; 6]), nothing());
    // 3 late joiners are in no part: all less the parts would tell of them.
    assert_ne!(protection::hidden(counts(60, 123), &[ten; 6]), nothing());
    assert_eq!(protection::hidden(counts(80, 150), &[ten; 6]), nothing(), "30 people are no few");
    assert_eq!(protection::hidden(counts(50, 90), &[ten; 6]), nothing(), "other authorities gave the parts");
}

fn nothing() -> protection::Hidden {
    protection::Hidden { whole: false, parts: vec![false; 6] }
}

#[test]
fn a_version_tells_what_follows_from_it_and_an_earlier_one() {
    let made = |sheets: Vec<Rows>| {
        let rows: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).into_iter().zip(sheets.clone()).collect();
        (pool_of(sheets), rows)
    };
    let told = |before: &[Rows], now: &[Rows]| {
        let (before, now) = (made(before.to_vec()), made(now.to_vec()));
        subtraction::told((&before.0, &before.1), (&now.0, &now.1))
    };
    let three = [full(1), full(2), full(3)];
    assert_eq!(told(&[], &three), subtraction::Told::default(), "nothing was shown before");
    assert_eq!(told(&three, &three), subtraction::Told::default());
    let four = [full(1), full(2), full(3), full(4)];
    assert_eq!(told(&three, &four).authorities, BTreeSet::from(["d".to_owned()]));
    let six = [full(1), full(2), full(3), full(4), full(5), full(6)];
    assert_eq!(told(&three, &six), subtraction::Told::default(), "three came in together");
    let ten = Some((10, 20));
    let one_more = sheet(Some((61, 121)), [Some((11, 21)), ten, ten, ten, ten, ten]);
    let changed = told(&three, &[one_more, full(2), full(3)]);
    assert_eq!(changed.few, BTreeSet::from([Category::All, Category::Quintile(1)]));
    assert_eq!(changed.authorities, BTreeSet::from(["a".to_owned()]));
}

#[test]
fn all_of_one_version_less_the_parts_of_another_is_looked_at_as_well() {
    let whole = |n: i64| sheet(Some((60 * n, 120 * n)), [None; 6]);
    let made = |sheets: [Rows; 6]| {
        let rows: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(str::to_owned).into_iter().zip(sheets.clone()).collect();
        (pool_of(sheets.into()), rows)
    };
    // First three gave all and parts, three gave all alone; then two of those are gone and the third with them is new.
    let before = made([full(1), full(2), full(3), whole(1), whole(2), whole(3)]);
    assert!(before.0.parts[0].figure.counts.is_some());
    let now = made([full(1), full(2), full(3), full(4), Rows::new(), Rows::new()]);
    let told = subtraction::told((&before.0, &before.1), (&now.0, &now.1));
    assert!(told.authorities.contains("d"), "{told:?}");
}
