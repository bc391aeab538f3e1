//! The partnership's own figure in a sentence: the counts of its authorities added up, with what it is made of in a note.

use figures::{AcademicSession, Counts, Coverage, grouped};
use typesetting::model::Inline;

use super::{super::bound::Bound, Desk};
use crate::{indicators::counts::Pooled, plumbing::words::say_message, publications::text::Directive};

const POOLED: &str = "{pooled INDICATOR SESSION}";

/// What the figure of a session says now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Says {
    /// As a sentence has it.
    pub(in super::super) printed: String,
    /// The counts it is made of, as they are stored with a version.
    pub(in super::super) value: String,
    /// The version of the figures.
    source: String,
    note: String,
}

/// The figure of a session with its counts, or why there is none.
pub(in super::super) fn says(pooled: &Pooled, session: AcademicSession) -> Result<Says, String> {
    let about = format!("{} for {session}", pooled.short_name);
    let found = pooled.sessions.iter().find(|found| found.session == session);
    let Some((found, published)) = found.and_then(|found| Some((found, found.published.as_ref()?))) else {
        return Err(format!(
            "the figures of {about} are not published yet. Publish them on the page of the counts first"
        ));
    };
    let whole = &found.whole.figure;
    let (figure, counts, coverage) = match &found.gap {
        Some(gap) if pooled.is_gap => {
            let ends = [gap.least_deprived.counts, gap.most_deprived.counts];
            (&gap.figure, ends.into_iter().flatten().collect(), found.parts.first().map(|part| &part.coverage))
        }
        _ => (whole, whole.counts.into_iter().collect::<Vec<Counts>>(), Some(&found.whole.coverage)),
    };
    let (Some(printed), Some(coverage)) = (figure.spoken(), coverage.filter(|_| !counts.is_empty())) else {
        let why = figure.why().map(|reason| say_message(&reason.message())).unwrap_or_default();
        return Err(format!("{about} has no figure: {}. Say so in words, or name another session", why.to_lowercase()));
    };
    let value: Vec<String> = counts.iter().map(|one| format!("{}/{}", one.numerator, one.denominator)).collect();
    Ok(Says {
        printed,
        value: value.join(" "),
        source: format!("version {}", published.number),
        note: note(&about, &counts, coverage),
    })
}

fn note(about: &str, counts: &[Counts], coverage: &Coverage) -> String {
    let spoken: Vec<String> = counts
        .iter()
        .map(|one| format!("{} of {}", grouped(one.numerator.into()), grouped(one.denominator.into())))
        .collect();
    let included = coverage.included.len();
    let all = included + coverage.missing.len();
    format!("{about}: the counts of {included} of {all} authorities added up, {}.", spoken.join(" less "))
}

/// What a bound pooled figure is called.
pub(in super::super) fn name(indicator: &str, session: AcademicSession) -> String {
    format!("pooled {indicator} {}", session.key())
}

/// The indicator and the session of a bound pooled figure; nothing where it is another number.
pub(in super::super) fn named(key: &str) -> Option<(&str, AcademicSession)> {
    let (indicator, session) = key.strip_prefix("pooled ")?.split_once(' ')?;
    Some((indicator, session.parse().ok()?))
}

/// `{pooled INDICATOR SESSION}`
pub(super) fn pooled(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Inline>, String> {
    directive.shaped(2..=2, &[], POOLED)?;
    let (indicator, session) = (directive.words[0].as_str(), directive.words[1].as_str());
    let records = desk.records;
    let found = records.pooled.get(indicator).ok_or_else(|| {
        format!("the authorities give no counts for {indicator}. Look its key up in the address of its page")
    })?;
    let session: AcademicSession =
        session.parse().map_err(|fault: figures::SessionError| say_message(&fault.message()))?;
    let says = says(found, session)?;
    let key = name(indicator, session);
    desk.bound.insert(Bound {
        key: key.clone(),
        printed: says.printed.clone(),
        record: key.clone(),
        source: says.source,
        value: says.value,
    });
    let text = says.note;
    let note = desk.note(format!("pooled-{indicator}-{}", session.key()), || vec![Inline::text(text)]);
    let href = Some(format!("/indicators/{indicator}/counts"));
    Ok(vec![Inline::Figure { printed: says.printed, key, href }, note])
}
