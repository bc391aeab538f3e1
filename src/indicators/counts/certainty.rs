//! How sure a pooled figure is: the interval around it, and whether it changed since the session before, in whole sentences.

use figures::{
    Counts, Unit,
    statistics::{
        difference::Ends,
        share_sentence,
        verdict::{Basis, compare, compare_gaps},
    },
};

use super::{
    pooled::{Pooled, PooledSession},
    said,
};

/// The sentences of one session. There are none for a rate per 1,000, which is no share, and no comparison where the
/// definition changed or other authorities are in the figure: that would compare two different things.
pub(super) fn sure(pooled: &Pooled, session: &PooledSession, before: Option<&PooledSession>) -> Vec<String> {
    if pooled.unit != Unit::Percent {
        return Vec::new();
    }
    let before = before.filter(|before| before.version == session.version);
    let found = if pooled.is_gap { gap(pooled, session, before) } else { share(pooled, session, before) };
    found.iter().map(said).collect()
}

fn share(pooled: &Pooled, session: &PooledSession, before: Option<&PooledSession>) -> Vec<figures::Message> {
    let Some(now) = session.whole.figure.counts else { return Vec::new() };
    let mut found: Vec<_> = share_sentence(now, pooled.decimals).into_iter().collect();
    let same = before.filter(|before| before.whole.coverage.included == session.whole.coverage.included);
    if let Some(then) = same.and_then(|before| before.whole.figure.counts)
        && let Ok(compared) = compare(then, now, pooled.better.judged(), Basis::default())
    {
        found.push(compared.sentence(pooled.decimals));
    }
    found
}

fn gap(pooled: &Pooled, session: &PooledSession, before: Option<&PooledSession>) -> Vec<figures::Message> {
    let covers = |session: &PooledSession| session.parts.first().map(|part| part.coverage.included.clone());
    let before = before.filter(|before| covers(before) == covers(session));
    let (Some(now), Some(then)) = (ends(session), before.and_then(ends)) else { return Vec::new() };
    let Ok(compared) = compare_gaps(then, now, pooled.better.judged(), Basis::default()) else { return Vec::new() };
    let mut found = vec![compared.sentence(pooled.decimals)];
    found.extend(compared.ends(pooled.decimals));
    found
}

/// The least and the most deprived fifth, where both may be shown.
fn ends(session: &PooledSession) -> Option<Ends> {
    let counts = |at: usize| -> Option<Counts> { session.parts.get(at)?.figure.counts };
    Some(Ends { least: counts(4)?, most: counts(0)? })
}
