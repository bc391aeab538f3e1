//! From a record's page to its history: which addresses show a record of which kind, and whether a visitor sees its history.

use super::{Grant, Role, Scope};

/// The beginning of a record's address and the kind it has in the history.
const PAGES: &[(&str, &str)] = &[
    ("/actions/", "agreed-action"),
    ("/cohorts/", "cohort"),
    ("/establishments/", "establishment"),
    ("/forms/asked/", "form-asking"),
    ("/forms/questions/", "form-question"),
    ("/forms/", "form"),
    ("/framework/", "framework"),
    ("/governance/", "body"),
    ("/groups/", "group"),
    ("/indicators/", "indicator"),
    ("/interest/", "interest"),
    ("/meetings/", "meeting"),
    ("/people/merges/", "person-merge"),
    ("/planner/calendars/", "planner-calendar"),
    ("/programmes/", "programme"),
    ("/progress/", "progress-report"),
    ("/publications/", "publication"),
    ("/reach/figures/", "reach-figure"),
    ("/recommendations/", "recommendation"),
    ("/rights/", "person"),
    ("/handover/", "person"),
    ("/voices/", "voice"),
];

/// Addresses that stand where a key would and are no record.
const NO_RECORD: &[&str] =
    &["new", "list", "overlap", "results", "asked", "questions", "start", "plan", "requests", "responses"];

/// The kinds whose history the officers and administrators alone see.
const OFFICERS_ONLY: &[&str] = &["interest", "person", "person-merge"];

/// Where the history of the record at an address stands, for somebody with these roles; nothing where the address shows no
/// record, or they do not see its history.
pub(super) fn of(path: &str, grants: &[Grant]) -> Option<String> {
    let (kind, key) = record(path)?;
    let holds = |role: Role| grants.iter().any(|grant| grant.role == role);
    let scope = match kind {
        "group" => Some(Scope::Group(key.into())),
        "programme" => Some(Scope::Programme(key.into())),
        "body" => Some(Scope::Body(key.into())),
        _ => None,
    };
    let officer = holds(Role::CollaborationOfficer) || holds(Role::Administrator);
    let evaluator = holds(Role::EvaluationLead) && !OFFICERS_ONLY.contains(&kind);
    let own = scope.is_some_and(|scope| grants.iter().any(|grant| grant.scope == scope));
    (officer || evaluator || own).then(|| format!("/history/{kind}/{key}"))
}

/// The kind and the key or id of the record at an address.
fn record(path: &str) -> Option<(&'static str, &str)> {
    if let Some((_, rest)) = path.split_once("/applications/").filter(|_| path.starts_with("/cohorts/")) {
        return one_part(rest).filter(|key| *key != "allocation").map(|key| ("application", key));
    }
    let (start, kind) = PAGES.iter().find(|(start, _)| path.starts_with(start))?;
    one_part(path.strip_prefix(start)?).map(|key| (*kind, key))
}

fn one_part(rest: &str) -> Option<&str> {
    Some(rest).filter(|key| !key.is_empty() && !key.contains(['/', '.', '%']) && !NO_RECORD.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_records_own_page_leads_to_its_history_and_pages_below_it_do_not() {
        assert_eq!(record("/groups/gaelic"), Some(("group", "gaelic")));
        assert_eq!(record("/forms/asked/spring"), Some(("form-asking", "spring")));
        assert_eq!(record("/cohorts/c-1/applications/a-1"), Some(("application", "a-1")));
        for none in ["/groups", "/groups/", "/groups/new", "/groups/gaelic/members", "/about", "/forms/asked"] {
            assert_eq!(record(none), None, "{none}");
        }
    }

    #[test]
    fn a_lead_is_led_to_the_history_of_their_own_group_only() {
        let lead = [Grant { role: Role::GroupLead, scope: Scope::Group("gaelic".into()) }];
        assert_eq!(of("/groups/gaelic", &lead).as_deref(), Some("/history/group/gaelic"));
        assert_eq!(of("/groups/maths", &lead), None);
        let evaluator = [Grant { role: Role::EvaluationLead, scope: Scope::Partnership }];
        assert!(of("/groups/maths", &evaluator).is_some() && of("/interest/interest-1", &evaluator).is_none());
    }
}
