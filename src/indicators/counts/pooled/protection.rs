//! Which pooled figures of a session are hidden: those with a number that is too small, and whatever would give such a
//! number away. `figures::disclosure` chooses them and proves by its audit that none can be worked out.

use figures::{
    Counts, Message,
    disclosure::{Pair, Rule, Table, Visibility, protect},
};

/// Which of the figures are hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hidden {
    pub whole: bool,
    pub parts: Vec<bool>,
}

/// Protects the figure for all and its parts. Where the table cannot be made safe, or cannot be read as a table, all of it
/// is hidden.
///
/// A figure is shown with its numerator and denominator or not at all: where one of its three numbers is hidden, all are.
/// That hides more than the audit asked for, and whatever cannot be worked out from more cannot be from less.
pub(super) fn hidden(whole: Option<Counts>, parts: &[Option<Counts>]) -> Hidden {
    protected(whole, parts)
        .unwrap_or_else(|_unsafe| Hidden { whole: true, parts: parts.iter().map(|_| true).collect() })
}

fn protected(whole: Option<Counts>, parts: &[Option<Counts>]) -> Result<Hidden, Message> {
    let mut table = Table::new();
    let mut pair = |name: &str, counts: Option<Counts>| {
        let names = ["numerator", "complement", "denominator"].map(|number| format!("{name}, {number}"));
        counts.map(|counts| table.add_pair(names, counts)).transpose()
    };
    let all = pair("all", whole)?;
    let given: Vec<Option<Pair>> =
        parts.iter().zip(1..).map(|(counts, at)| pair(&format!("part {at}"), *counts)).collect::<Result<_, _>>()?;
    if let (Some(all), true) = (all, given.iter().all(Option::is_some) && !given.is_empty()) {
        let known: Vec<Pair> = given.iter().copied().flatten().collect();
        relate(&mut table, all, &known)?;
    }
    let protection = protect(&table, Rule::default());
    protection.may_be_published(&table)?;
    let is_hidden =
        |pair: &Option<Pair>| pair.is_some_and(|pair| pair.cells().iter().any(|cell| protection.is_hidden(*cell)));
    Ok(Hidden { whole: is_hidden(&all), parts: given.iter().map(is_hidden).collect() })
}

/// Says that the parts, with those who are in none of them, make up all. Nobody publishes those who are left, but whoever
/// takes the parts from all knows them: late joiners without a postcode, or authorities that gave no quintiles.
fn relate(table: &mut Table, all: Pair, parts: &[Pair]) -> Result<(), Message> {
    let value = |cell| table.value(cell);
    let left = |at: usize| value(all.cells()[at]) - parts.iter().map(|part| value(part.cells()[at])).sum::<i64>();
    let left = [left(0), left(1), left(2)];
    let rest = if left.iter().all(|number| *number >= 0) && left[2] > 0 {
        let names = ["numerator", "complement", "denominator"].map(|number| format!("in no part, {number}"));
        let rest = table.add_pair(names, Counts { numerator: left[0], denominator: left[2] })?;
        rest.cells().into_iter().for_each(|cell| table.show(cell, Visibility::Withheld));
        Some(rest)
    } else {
        None
    };
    for (at, name) in ["numerators", "complements", "denominators"].into_iter().enumerate() {
        let mut sum: Vec<_> = parts.iter().map(|part| part.cells()[at]).collect();
        let total = all.cells()[at];
        match rest {
            Some(rest) => sum.push(rest.cells()[at]),
            // The parts of some authorities are more than the whole of others: what is left is a count of nobody.
            None if left[at] < 0 => {
                let more = table.add(format!("{name} in the parts alone"), -left[at])?;
                let both = table.add(format!("{name} in either"), table.value(total) - left[at])?;
                table.show(more, Visibility::Withheld);
                table.show(both, Visibility::Withheld);
                table.relate(format!("{name} with those in the parts alone"), both, vec![total, more])?;
                table.relate(format!("{name} of the parts"), both, sum)?;
                continue;
            }
            None if left[at] > 0 => {
                let less = table.add(format!("{name} in no part"), left[at])?;
                table.show(less, Visibility::Withheld);
                sum.push(less);
            }
            None => {}
        }
        table.relate(format!("{name} of all"), total, sum)?;
    }
    Ok(())
}
