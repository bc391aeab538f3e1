//! Profiles: one page for each authority, each workstream and each establishment, drawn from everything the record holds of
//! it. Nothing is kept here: what stands on these pages is asked of the folders that keep it.
//!
//! Everybody sees posts, offices and counts. Names are seen by the officer of the authority and by those who hold the
//! partnership together.

mod authority;
mod authority_page;
mod establishment_pages;
mod gained;
mod school_figures;
mod told;
mod workstream_page;

pub use authority::{AuthorityPart, GroupIn, Post, Reach, authority_part};
pub use gained::Gained;

use std::collections::BTreeMap;

use crate::{
    meetings, partnership,
    people::{Role, Scope, Visitor},
    plan,
    plumbing::{clock::zone, db::Db, layout::Crumb, problem::Problem, route::Route, state::Weft},
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    [authority_page::routes(), workstream_page::routes(), establishment_pages::routes()].concat()
}

/// Today where the partnership is.
async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("UTC", |found| &found.time_zone))))
}

/// Whether a visitor may see the names of an authority's people.
fn sees_names_of(visitor: &Visitor, authority: &str) -> bool {
    let Some(account) = &visitor.account else { return false };
    account.grants.iter().any(|grant| match (grant.role, &grant.scope) {
        (Role::CollaborationOfficer | Role::EvaluationLead, _) => true,
        (Role::AuthorityOfficer, Scope::Authority(own)) => own == authority,
        _ => false,
    })
}

/// What the workstreams of a framework are called.
async fn workstream_names(db: &Db, framework: &str) -> Result<BTreeMap<String, String>, Problem> {
    let records = plan::workstreams(db, framework).await?;
    Ok(records.into_iter().map(|record| (record.key, record.title)).collect())
}

/// How far ahead pages look for meetings, in days.
const AHEAD: i64 = 120;

/// The next meetings of some groups and bodies, at most eight: what it is called and when, with the way to it.
async fn meetings_ahead(
    db: &Db,
    today: &str,
    is_ours: impl Fn(&str, &str) -> bool,
) -> Result<Vec<(Crumb, String)>, Problem> {
    let last = today
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|day| day.checked_add(jiff::Span::new().days(AHEAD)).ok())
        .map_or_else(|| today.to_owned(), |day| day.to_string());
    let mut ahead = meetings::between(db, today, &last).await?;
    ahead.retain(|meeting| meeting.cancelled_on.is_none() && is_ours(&meeting.holder_kind, &meeting.holder_key));
    ahead.truncate(8);
    Ok(ahead.into_iter().map(|meeting| (Crumb::new(meeting.url(), &meeting.title), meeting.when())).collect())
}

/// `1 person`, `3 people`.
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `a, b and c`.
fn list(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
