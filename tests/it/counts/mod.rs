//! Counts: an officer's sheet, files, and the pooled figures that everybody sees.

mod files;
mod pooled;
mod sheet;

use weft::{people::Role, plumbing::state::Weft};

use crate::world::{Browser, World};

/// The invented indicator of the example.
pub const INDICATOR: &str = "demo-reading-for-pleasure";

/// The sheet of an authority for the session that nobody has given yet.
pub fn sheet_of(authority: &str) -> String {
    format!("/counts/{INDICATOR}/2026-27/{authority}")
}

/// A sheet that adds up, as a browser sends it; the version is that of a sheet never saved.
pub const GOOD: &[(&str, &str)] = &[
    ("version", "0"),
    ("all-numerator", "460"),
    ("all-denominator", "1,736"),
    ("q1-numerator", "177"),
    ("q1-denominator", "700"),
    ("q2-numerator", "76"),
    ("q2-denominator", "300"),
    ("q3-numerator", "67"),
    ("q3-denominator", "250"),
    ("q4-numerator", "81"),
    ("q4-denominator", "260"),
    ("q5-numerator", "54"),
    ("q5-denominator", "210"),
    ("unknown-numerator", "5"),
    ("unknown-denominator", "16"),
];

/// The fields of [`GOOD`] with some of them replaced or added.
pub fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().copied().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

/// The evaluation lead asks for the session that nobody has given yet.
pub async fn ask(world: &World) {
    let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
    let answer = lead.send("/counts", "/counts/requests", &[("indicator", INDICATOR), ("session", "2026-27")]).await;
    assert_eq!(answer.location(), "/counts?done=asked", "{}", answer.text());
}

/// An officer of Inverclyde with the session asked for.
pub async fn officer(world: &World) -> Browser {
    ask(world).await;
    world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await
}

/// How many rows of history the sheets of counts have.
pub async fn history(weft: &Weft) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from history where subject_kind = 'counts sheet'")
        .fetch_one(weft.db.read())
        .await
        .unwrap()
}
