//! The pooled figures of one indicator as a series: which changes are more than the usual ups and downs.

use figures::{Coverage, Figure, Message, Period, Unit, charts::Point};

use super::pooled::{Pooled, PooledSession};
use crate::indicators::control::{ControlView, Measured, Place, drawn, view};

/// The control limits of the pooled figures. Only figures over the same authorities as the latest are set side by side:
/// others tell of other people.
pub(super) fn control(pooled: &Pooled) -> Option<ControlView> {
    let told: Vec<(&PooledSession, (&Figure, &Coverage))> =
        pooled.sessions.iter().filter_map(|session| Some((session, figure(pooled, session)?))).collect();
    let (_, (_, newest)) = told.iter().find(|(_, (figure, _))| figure.decimal().is_some())?;
    // The latest session comes first in the record, and last in a series.
    let places = told
        .iter()
        .rev()
        .map(|(session, (figure, coverage))| {
            let is_other = figure.decimal().is_some() && coverage.included != newest.included;
            let other = || Point::Gap(Message::new("control-other-authorities"));
            Place {
                period: Period::one(session.session),
                point: if is_other { other() } else { Point::from(*figure) },
                version: session.version,
            }
        })
        .collect();
    let measured = Measured {
        key: "counts",
        title: &pooled.short_name,
        unit: if pooled.is_gap { Unit::PercentagePoints } else { pooled.unit },
        better: pooled.better,
        target: None,
    };
    view(&drawn(&measured, places, &[]))
}

/// The figure of a session that the page is about, and the authorities in it.
fn figure<'a>(pooled: &Pooled, session: &'a PooledSession) -> Option<(&'a Figure, &'a Coverage)> {
    if pooled.is_gap {
        return Some((&session.gap.as_ref()?.figure, &session.parts.first()?.coverage));
    }
    Some((&session.whole.figure, &session.whole.coverage))
}
