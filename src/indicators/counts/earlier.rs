//! What an authority gave in earlier sessions, and how a row of its sheet stands beside it: the change in words, and a
//! question where a value moved further than values usually do. A question is answered with a reason; it refuses nothing.

use std::collections::BTreeMap;

use figures::{
    AcademicSession, Counts, Decimal, Figure, GapBasis, Message, Period, Printed, Unit, checks, grouped, rounding,
    statistics::verdict::{Basis, Better, Verdict, compare},
};

use super::{
    measures::Measure,
    row::{Category, Content, Row},
    said,
    sheet::{self, Rows},
    store::{About, Sheet},
};

/// The sheets of one authority before a session, the earliest first, of the same version of the definition.
pub(super) type Earlier = Vec<(AcademicSession, Rows)>;

/// Picks the sheets of one authority that this session may be compared with.
pub(super) fn of(sheets: BTreeMap<About, Sheet>, session: AcademicSession, measure: &Measure) -> Earlier {
    let version = |session| measure.version_in(session).map(|version| version.number);
    let mut found: Earlier = sheets
        .into_iter()
        .filter_map(|(about, sheet)| Some((about.session.parse().ok()?, sheet.rows)))
        .filter(|(then, _)| *then < session && version(*then) == version(session))
        .collect();
    found.sort_by_key(|(then, _)| *then);
    found
}

/// A move of a share, in percentage points, that is worth a question where the series is too short to say what is usual.
/// It must lie beyond chance as well: in a small quintile ten points are nothing.
const FAR: Decimal = Decimal::TEN;

/// What is asked about one row, without its numbers, so that whoever accepts the sheet may read it too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Question {
    pub category: Category,
    /// The question as those see it who see the numbers.
    pub what: Message,
    /// The same without a number.
    pub plain: Message,
}

/// What the sheet before says of a row and how far the row is from it; empty where there is no sheet before.
pub(super) fn beside(category: Category, now: Option<&Row>, earlier: &Earlier, measure: &Measure) -> String {
    let Some((session, rows)) = earlier.last() else { return String::new() };
    let message = |key: &'static str| Message::new(key).with("session", session);
    let Some(row) = rows.get(&category) else { return said(&message("counts-before-none")) };
    let then = match row.content {
        Content::Numbers(counts) => counts,
        Content::Reason(reason) => {
            return said(&message("counts-before-reason").with("reason", said(&reason.message()).to_lowercase()));
        }
    };
    let shown = rate(then, measure).map(|rate| Figure::value(Printed::from_decimal(rate), measure.unit));
    let Some(figure) = shown.and_then(|figure| figure.spoken()) else {
        return said(&message("counts-before-nobody"));
    };
    let before = said(&message("counts-before").with("counts", sheet::spoken(then)).with("figure", figure));
    match now.and_then(Row::counts).and_then(|now| moved(then, now, measure)) {
        Some(change) => format!("{before} {change}"),
        None => before,
    }
}

/// The change of a rate and of those counted, as one sentence.
fn moved(then: Counts, now: Counts, measure: &Measure) -> Option<String> {
    let by = change(then, now, measure)?;
    let unit = if measure.unit == Unit::Percent { Unit::PercentagePoints } else { measure.unit };
    let size = Figure::value(Printed::from_decimal(by.abs()), unit).spoken()?;
    let key = match by.cmp(&Decimal::ZERO) {
        std::cmp::Ordering::Greater => "counts-change-more",
        std::cmp::Ordering::Less => "counts-change-less",
        std::cmp::Ordering::Equal => "counts-change-same",
    };
    let people = now.denominator - then.denominator;
    let counted = match people.signum() {
        1 => Message::new("counts-counted-more"),
        -1 => Message::new("counts-counted-fewer"),
        _ => Message::new("counts-counted-same"),
    };
    let counted = said(&counted.with("people", grouped(people.abs().into())));
    Some(said(&Message::new(key).with("by", size).with("counted", counted)))
}

fn rate(counts: Counts, measure: &Measure) -> Option<Decimal> {
    match measure.unit {
        Unit::Per1000 => rounding::per_1000(counts.numerator, counts.denominator, measure.decimals).ok(),
        _ => rounding::rate(counts.numerator, counts.denominator, measure.decimals).ok(),
    }
}

/// The rate now less the rate then, rounded once where it is a share.
fn change(then: Counts, now: Counts, measure: &Measure) -> Option<Decimal> {
    match measure.unit {
        Unit::Percent => rounding::gap(now, then, measure.decimals, GapBasis::Unrounded).ok(),
        _ => Some(rate(now, measure)? - rate(then, measure)?),
    }
}

/// What is asked about the rows of a sheet, in the order of its rows.
pub(super) fn questions(session: AcademicSession, rows: &Rows, earlier: &Earlier, measure: &Measure) -> Vec<Question> {
    Category::EVERY
        .into_iter()
        .filter_map(|category| {
            let now = rows.get(&category).and_then(Row::counts)?;
            let series: Vec<(AcademicSession, Counts)> =
                earlier.iter().filter_map(|(then, rows)| Some((*then, rows.get(&category)?.counts()?))).collect();
            let (what, plain) = asked(session, now, &series, measure)?;
            Some(Question { category, what, plain: Message::new(plain) })
        })
        .collect()
}

/// What is asked about one row: first about how many were counted, since a share of other people says little.
fn asked(
    session: AcademicSession,
    now: Counts,
    earlier: &[(AcademicSession, Counts)],
    measure: &Measure,
) -> Option<(Message, &'static str)> {
    let (before, then) = *earlier.last()?;
    if doubled(then.denominator, now.denominator) || doubled(now.denominator, then.denominator) {
        let what = Message::new("counts-ask-people")
            .with("from", grouped(then.denominator.into()))
            .with("from_session", before)
            .with("to", grouped(now.denominator.into()));
        return Some((what, "counts-asked-people"));
    }
    let series: Vec<(Period, Decimal)> = earlier
        .iter()
        .copied()
        .chain([(session, now)])
        .filter_map(|(session, counts)| Some((Period::one(session), rate(counts, measure)?)))
        .collect();
    if series.len() >= checks::FEWEST_POINTS {
        let jumped = checks::unusual_jumps(&series);
        let last = Period::one(session).to_string();
        let found = jumped.into_iter().find(|found| found.arg("to_session") == Some(last.as_str()));
        return found.map(|what| (what, "counts-asked-jump"));
    }
    let by = change(then, now, measure)?.abs();
    let is_sure = compare(then, now, Better::Up, Basis::default())
        .is_ok_and(|compared| matches!(compared.verdict, Verdict::Better | Verdict::Worse));
    let far = if measure.unit == Unit::Percent { FAR } else { rate(then, measure)?.abs() };
    (is_sure && by >= far).then(|| {
        let printed = |counts| {
            let rate = rate(counts, measure).map(|rate| Figure::value(Printed::from_decimal(rate), measure.unit));
            rate.and_then(|figure| figure.spoken()).unwrap_or_default()
        };
        let what = Message::new("counts-ask-jump")
            .with("from", printed(then))
            .with("from_session", before)
            .with("to", printed(now));
        (what, "counts-asked-jump")
    })
}

/// Whether a number of people is twice another or more; numbers that stay under 20 say nothing.
fn doubled(small: i64, large: i64) -> bool {
    large >= 20 && large >= small.saturating_mul(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::Better as Good;

    fn measure() -> Measure {
        Measure {
            key: "m".into(),
            short_name: "M".into(),
            invented: false,
            unit: Unit::Percent,
            better: Good::Up,
            decimals: 1,
            numerator: "n".into(),
            denominator: "d".into(),
            source_of_data: "s".into(),
            gap_of: None,
            gap_basis: GapBasis::Unrounded,
            versions: Vec::new(),
        }
    }

    fn session(year: u16) -> AcademicSession {
        AcademicSession::starting(year).unwrap()
    }

    fn rows(numerator: i64, denominator: i64) -> Rows {
        let row = Row { content: Content::Numbers(Counts { numerator, denominator }), note: None };
        Rows::from([(Category::All, row)])
    }

    fn asked_of(earlier: &[(i64, i64)], now: (i64, i64)) -> Option<&'static str> {
        let first = 2026 - u16::try_from(earlier.len()).unwrap();
        let earlier: Earlier = (first..).zip(earlier).map(|(year, (n, d))| (session(year), rows(*n, *d))).collect();
        questions(session(2026), &rows(now.0, now.1), &earlier, &measure()).first().map(|found| found.what.key)
    }

    #[test]
    fn a_usual_move_asks_nothing_and_an_unusual_one_asks() {
        assert_eq!(asked_of(&[], (100, 200)), None, "there is nothing to compare with");
        assert_eq!(asked_of(&[(100, 200)], (110, 205)), None);
        assert_eq!(asked_of(&[(100, 200)], (150, 205)), Some("counts-ask-jump"));
        assert_eq!(asked_of(&[(100, 200)], (210, 420)), Some("counts-ask-people"), "twice as many were counted");
        assert_eq!(asked_of(&[(100, 200)], (40, 90)), Some("counts-ask-people"), "fewer than half were counted");
        assert_eq!(asked_of(&[(8, 16)], (12, 17)), None, "in a few people a large move is chance");
    }

    #[test]
    fn a_long_series_says_itself_what_is_usual() {
        let calm = [(501, 1000), (503, 1000), (499, 1000), (502, 1000), (501, 1000)];
        assert_eq!(asked_of(&calm, (561, 1000)), Some("check-jump"), "6 points where 0.3 are usual");
        let restless = [(400, 1000), (550, 1000), (420, 1000), (560, 1000), (410, 1000)];
        assert_eq!(asked_of(&restless, (550, 1000)), None, "14 points are usual here");
    }
}
