//! A whole sheet: do its parts add up to all, and does it give away what a row was hidden for?

use std::collections::BTreeMap;

use figures::{
    Counts, Message,
    protect::{SMALL, small_cells},
};

use super::row::{Category, Column, Content, Fault, Row};

/// The rows of one sheet; what was not given is not there.
pub(super) type Rows = BTreeMap<Category, Row>;

/// What the rows of a sheet say together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Check {
    /// The row that gives hidden numbers away, and how.
    pub gives_away: Option<(Category, Fault)>,
    /// All and the sum of its parts, where they should be equal and are not.
    pub difference: Option<Difference>,
}

/// All, and what its parts add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Difference {
    pub all: Counts,
    pub parts: Counts,
}

impl Difference {
    /// The four numbers as one word: whoever confirms a difference confirms these and no others.
    pub(super) fn token(self) -> String {
        let [n, d, parts_n, parts_d] =
            [self.all.numerator, self.all.denominator, self.parts.numerator, self.parts.denominator];
        format!("{n}-{d}-{parts_n}-{parts_d}")
    }

    /// The difference in words.
    pub(super) fn message(self) -> Message {
        Message::new("counts-do-not-add-up").with("all", spoken(self.all)).with("parts", spoken(self.parts))
    }
}

/// Counts as a sentence has them: `885 of 1,197`.
pub(super) fn spoken(counts: Counts) -> String {
    let [n, d] = [counts.numerator, counts.denominator].map(|number| figures::grouped(number.into()));
    format!("{n} of {d}")
}

/// What the given parts add up to; nothing where no part has numbers.
pub(super) fn sum(rows: &Rows) -> Option<Counts> {
    let given: Vec<Counts> = Category::parts().filter_map(|part| rows.get(&part)?.counts()).collect();
    (!given.is_empty()).then(|| Counts {
        numerator: given.iter().map(|counts| counts.numerator).sum(),
        denominator: given.iter().map(|counts| counts.denominator).sum(),
    })
}

/// Whether every row that must be there is there: all seven, or a reason for the whole.
pub(super) fn is_complete(rows: &Rows) -> bool {
    rows.len() == Category::EVERY.len()
        || matches!(rows.get(&Category::All), Some(Row { content: Content::Reason(_), .. }))
}

/// Checks the rows against each other.
pub(super) fn check(rows: &Rows) -> Check {
    let (Some(all), Some(parts)) = (rows.get(&Category::All).and_then(Row::counts), sum(rows)) else {
        return Check::default();
    };
    let rest = Counts { numerator: all.numerator - parts.numerator, denominator: all.denominator - parts.denominator };
    let without = Category::parts().find(|part| rows.get(part).and_then(Row::counts).is_none());
    match without {
        None if (rest.numerator, rest.denominator) == (0, 0) => Check::default(),
        None => Check { gives_away: None, difference: Some(Difference { all, parts }) },
        // What is left for the rows without numbers must be a count, and not one that tells of a few people.
        Some(_) if rest.numerator < 0 || rest.denominator < rest.numerator => {
            Check { gives_away: None, difference: Some(Difference { all, parts }) }
        }
        Some(row) if !small_cells(rest).is_empty() => {
            let what = Message::new("counts-gives-away").with("least", SMALL.start()).with("most", SMALL.end());
            Check { gives_away: Some((row, Fault { column: Column::Reason, what })), difference: None }
        }
        Some(_) => Check::default(),
    }
}

#[cfg(test)]
mod tests {
    use figures::Reason;

    use super::*;

    fn rows(given: &[(Category, Option<(i64, i64)>)]) -> Rows {
        given
            .iter()
            .map(|(category, numbers)| {
                let content = match numbers {
                    Some((numerator, denominator)) => {
                        Content::Numbers(Counts { numerator: *numerator, denominator: *denominator })
                    }
                    None => Content::Reason(Reason::Suppressed),
                };
                (*category, Row { content, note: None })
            })
            .collect()
    }

    fn sheet(all: (i64, i64), parts: [Option<(i64, i64)>; 6]) -> Rows {
        let parts = Category::parts().zip(parts);
        rows(&std::iter::once((Category::All, Some(all))).chain(parts).collect::<Vec<_>>())
    }

    #[test]
    fn parts_that_add_up_are_good_and_others_must_be_confirmed() {
        let ten = Some((10, 20));
        assert_eq!(check(&sheet((60, 120), [ten; 6])), Check::default());
        let off = check(&sheet((61, 120), [ten; 6])).difference.unwrap();
        assert_eq!(said(&off), "61 of 120; 60 of 120");
        assert_eq!(off.token(), "61-120-60-120");
        let over = check(&sheet((30, 60), [ten, ten, ten, ten, None, None]));
        assert!(over.difference.is_some(), "the parts given are more than all");
    }

    fn said(difference: &Difference) -> String {
        let message = difference.message();
        format!("{}; {}", message.arg("all").unwrap(), message.arg("parts").unwrap())
    }

    #[test]
    fn a_hidden_row_that_the_others_give_away_is_refused() {
        let ten = Some((10, 20));
        // All less the rest is 3 of 12: the hidden numerator can be read off.
        let found = check(&sheet((53, 112), [None, ten, ten, ten, ten, ten])).gives_away.unwrap();
        assert_eq!((found.0, found.1.what.key), (Category::Quintile(1), "counts-gives-away"));
        // Two hidden rows that together hold 3 people still tell of three people.
        assert!(check(&sheet((43, 92), [None, ten, ten, ten, ten, None])).gives_away.is_some());
        // Two hidden rows that hold 13 of 30 together tell of nobody.
        assert_eq!(check(&sheet((53, 110), [None, ten, ten, ten, ten, None])), Check::default());
    }

    #[test]
    fn a_sheet_is_complete_with_all_rows_or_a_reason_for_the_whole() {
        assert!(is_complete(&rows(&[(Category::All, None)])));
        assert!(!is_complete(&rows(&[(Category::All, Some((10, 20)))])));
        assert!(is_complete(&sheet((60, 120), [Some((10, 20)); 6])));
    }
}
