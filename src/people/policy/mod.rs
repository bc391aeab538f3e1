//! Who may do what: the one table. Every route stands here; a route that does not is refused when the program starts.

mod completion;
mod learning;
mod record;
mod year;

use std::sync::LazyLock;

use axum::http::Method;

use super::{
    Grant, Role,
    Role::{
        Administrator, AuthorityOfficer, BodyMember, CollaborationOfficer, EvaluationLead, GroupLead, ProgrammeLead,
        WorkstreamLead,
    },
    satisfies,
};

/// Whether a role reaches everything, or only what is its own: its own authority, workstream, group or body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The whole partnership.
    All,
    /// Only the authority, workstream, group or body of the grant; the handler asks [`super::Permit::within`].
    Own,
}

/// Who may use a route.
#[derive(Debug, Clone, Copy)]
pub enum Who {
    /// Anybody, signed in or not.
    Everyone,
    /// Anybody with an account.
    SignedIn,
    /// People who hold one of these roles.
    Roles(&'static [(Role, Reach)]),
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The method.
    pub method: Method,
    /// The path as the router writes it.
    pub path: &'static str,
    /// Who may.
    pub who: Who,
}

const fn get(path: &'static str, who: Who) -> Rule {
    Rule { method: Method::GET, path, who }
}

const fn post(path: &'static str, who: Who) -> Rule {
    Rule { method: Method::POST, path, who }
}

use Reach::{All, Own};
use Who::Roles;

/// Those who correct a public value, publish, record an endorsement, answer expressions of interest.
const OFFICER: Who = Roles(&[(CollaborationOfficer, All)]);
/// Those who draft and submit a framework; a workstream lead only their own workstream.
const DRAFTERS: Who = Roles(&[(CollaborationOfficer, All), (WorkstreamLead, Own)]);
/// Those who keep a group: its own lead, the lead of its workstream, the officer.
pub const GROUP_KEEPERS: Who = Roles(&[(CollaborationOfficer, All), (WorkstreamLead, Own), (GroupLead, Own)]);
/// Those who enter counts, for their own authority only.
const COUNTERS: Who = Roles(&[(AuthorityOfficer, Own)]);
/// Those who see what is asked of the authorities: their own sheets, or who has given, never the numbers of another
/// that did not agree to stand beside the others.
const COUNTS: Who = Roles(&[(AuthorityOfficer, Own), (EvaluationLead, All), (CollaborationOfficer, All)]);
/// Those who work on definitions and reports.
const EVALUATORS: Who = Roles(&[(EvaluationLead, All), (CollaborationOfficer, All)]);
/// Those who record what a council decided, and fill in its cover of a committee report; an authority's officer only for
/// their own.
const COUNCILS: Who = Roles(&[(CollaborationOfficer, All), (AuthorityOfficer, Own)]);
/// Those who keep voices; leads only those of their own group or workstream.
const KEEPERS: Who =
    Roles(&[(CollaborationOfficer, All), (EvaluationLead, All), (WorkstreamLead, Own), (GroupLead, Own)]);
/// Those who prepare a publication; a council's officer only their own council's paper.
const PREPARERS: Who = Roles(&[(EvaluationLead, All), (CollaborationOfficer, All), (AuthorityOfficer, Own)]);
/// Those who read progress reports and judge how far an outcome has come; a workstream lead those of their own.
const JUDGES: Who = Roles(&[(CollaborationOfficer, All), (EvaluationLead, All), (WorkstreamLead, Own)]);
/// Those who read one group's progress reports and fill in the next.
const REPORTERS: Who =
    Roles(&[(CollaborationOfficer, All), (EvaluationLead, All), (WorkstreamLead, Own), (GroupLead, Own)]);
/// Those who keep the record of meetings: a group lead only of their own group.
const CONVENERS: Who = Roles(&[(CollaborationOfficer, All), (GroupLead, Own)]);
/// Those who pass on what somebody held; roles that reach further than a group or body only an administrator.
const HANDERS: Who = Roles(&[(CollaborationOfficer, All), (Administrator, All)]);
/// Those who keep programmes: their cohorts, who applies, registers, completion; a programme lead only their own.
const PROGRAMME_KEEPERS: Who = Roles(&[(CollaborationOfficer, All), (ProgrammeLead, Own)]);
/// Those who see who takes part: those who keep a programme, and an authority's officer the people of their authority.
const PROGRAMME_READERS: Who =
    Roles(&[(CollaborationOfficer, All), (ProgrammeLead, Own), (AuthorityOfficer, Own), (EvaluationLead, All)]);
/// Those who ask with forms and read what came: a programme lead for their own programmes.
const ASKERS: Who = Roles(&[(CollaborationOfficer, All), (EvaluationLead, All), (ProgrammeLead, Own)]);
/// Those who manage accounts.
const ADMINISTRATORS: Who = Roles(&[(Administrator, All)]);

/// Those who see the history of a record: whoever sees the names in it. The handler asks again what the record belongs to.
const HISTORIANS: Who = Roles(&[
    (CollaborationOfficer, All),
    (Administrator, All),
    (EvaluationLead, All),
    (WorkstreamLead, Own),
    (GroupLead, Own),
    (ProgrammeLead, Own),
    (AuthorityOfficer, Own),
    (BodyMember, Own),
]);

/// The table, in the order of the code map.
pub static TABLE: LazyLock<Vec<Rule>> =
    LazyLock::new(|| [year::ROWS, learning::ROWS, completion::ROWS, record::ROWS].concat());

/// Whether the table opens an address to somebody with these roles, so that no page leads to one they do not find. What a
/// scoped role reaches is the handler's to ask.
pub fn leads(grants: &[Grant], address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    // Where several rows fit, the router takes the one that spells out most.
    let spelled = |rule: &Rule| -> Option<usize> {
        let names: Vec<&str> = rule.path.split('/').collect();
        let fits = |(name, part): (&&str, &&str)| name == part || (name.starts_with('{') && !part.is_empty());
        let fit = names.len() == parts.len() && names.iter().zip(&parts).all(fits);
        fit.then(|| names.iter().filter(|name| !name.starts_with('{')).count())
    };
    let rows = TABLE.iter().filter(|rule| rule.method == Method::GET);
    let nearest = rows.filter_map(|rule| Some((spelled(rule)?, rule))).max_by_key(|(spelled, _)| *spelled);
    nearest.is_some_and(|(_, rule)| satisfies(grants, &rule.who, None))
}

/// The rule of a route, if the table has one.
pub fn rule(method: &Method, path: &str) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.method == *method && rule.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::Scope;

    #[test]
    fn an_address_leads_those_whom_its_nearest_row_lets_in() {
        let officer = [Grant { role: CollaborationOfficer, scope: Scope::Partnership }];
        let lead = [Grant { role: GroupLead, scope: Scope::Group("gaelic".into()) }];
        assert!(leads(&officer, "/history?kind=person") && !leads(&lead, "/history"));
        assert!(leads(&lead, "/groups/gaelic") && !leads(&officer, "/accounts"));
        // `/rights/{key}` is the administrators'; `/no-such-page` and nothing at all are nobody's.
        for nowhere in ["/rights/somebody", "/no-such-page", "", "/groups/"] {
            assert!(!leads(&officer, nowhere), "{nowhere}");
        }
    }
}
