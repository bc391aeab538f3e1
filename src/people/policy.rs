//! Who may do what: the one table. Every route stands here; a route that does not is refused when the program starts.

use axum::http::Method;

use super::{
    Role,
    Role::{Administrator, AuthorityOfficer, CollaborationOfficer, EvaluationLead, GroupLead, WorkstreamLead},
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
use Who::{Everyone, Roles, SignedIn};

/// Those who correct a public value, publish, record an endorsement, answer expressions of interest.
const OFFICER: Who = Roles(&[(CollaborationOfficer, All)]);
/// Those who draft and submit a framework; a workstream lead only their own workstream.
const DRAFTERS: Who = Roles(&[(CollaborationOfficer, All), (WorkstreamLead, Own)]);
/// Those who keep a group: its own lead, the lead of its workstream, the officer.
pub const GROUP_KEEPERS: Who = Roles(&[(CollaborationOfficer, All), (WorkstreamLead, Own), (GroupLead, Own)]);
/// Those who enter counts, for their own authority only.
const COUNTERS: Who = Roles(&[(AuthorityOfficer, Own)]);
/// Those who see what is asked of the authorities: their own sheets, or who has given, never the numbers of another.
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
/// Those who manage accounts.
const ADMINISTRATORS: Who = Roles(&[(Administrator, All)]);

/// The table, in the order of the code map.
pub static TABLE: &[Rule] = &[
    // people
    get("/sign-in", Everyone),
    post("/sign-in", Everyone),
    post("/sign-out", SignedIn),
    get("/welcome/{token}", Everyone),
    post("/welcome/{token}", Everyone),
    get("/account", SignedIn),
    get("/accounts", ADMINISTRATORS),
    post("/accounts", ADMINISTRATORS),
    post("/accounts/{email}/closure", ADMINISTRATORS),
    get("/messages", OFFICER),
    post("/messages/another-try", OFFICER),
    get("/messages/templates/{kind}", OFFICER),
    post("/messages/templates/{kind}", OFFICER),
    post("/messages/templates/{kind}/original", OFFICER),
    post("/messages/{id}/another-try", OFFICER),
    post("/messages/{id}/withdrawal", OFFICER),
    // plan
    get("/framework", Everyone),
    get("/framework/{key}", Everyone),
    get("/framework/{key}/versions/{number}", Everyone),
    get("/framework/{key}/workstreams/{workstream}", Everyone),
    get("/framework/{key}/file", Everyone),
    get("/framework/{key}/next-session", OFFICER),
    post("/framework/{key}/next-session", OFFICER),
    get("/framework/{key}/draft", DRAFTERS),
    post("/framework/{key}/submission", OFFICER),
    post("/framework/{key}/withdrawal", OFFICER),
    post("/framework/{key}/endorsement", OFFICER),
    post("/framework/{key}/publication", OFFICER),
    get("/framework/{key}/amendment", OFFICER),
    post("/framework/{key}/amendment", OFFICER),
    get("/framework/{key}/draft/{kind}/{item}", DRAFTERS),
    post("/framework/{key}/draft/{kind}/{item}", DRAFTERS),
    post("/framework/{key}/draft/{kind}/{item}/removal", DRAFTERS),
    get("/framework/{key}/endorsements", OFFICER),
    post("/framework/{key}/endorsements", OFFICER),
    get("/approvals", Everyone),
    get("/framework/{key}/approvals", Everyone),
    get("/framework/{key}/approvals/{authority}", COUNCILS),
    post("/framework/{key}/approvals/{authority}", COUNCILS),
    get("/framework/{key}/compare/{other}", Everyone),
    get("/framework/{key}/crosswalk/{other}", Everyone),
    post("/framework/{key}/crosswalk/{other}/links", OFFICER),
    post("/framework/{key}/crosswalk/{other}/links/{link}/removal", OFFICER),
    get("/api/v1/frameworks", Everyone),
    get("/api/v1/frameworks/{key}", Everyone),
    // actions: the handler asks whether the action is the visitor's own, or their group's
    get("/actions/{id}", SignedIn),
    post("/actions/{id}/completion", SignedIn),
    post("/actions/{id}/dropping", SignedIn),
    post("/actions/{id}/assignment", SignedIn),
    // groups
    get("/groups", Everyone),
    get("/groups/new", DRAFTERS),
    post("/groups/new", DRAFTERS),
    get("/groups/overlap", OFFICER),
    get("/groups/{key}", Everyone),
    get("/groups/{key}/edit", GROUP_KEEPERS),
    post("/groups/{key}/edit", GROUP_KEEPERS),
    get("/groups/{key}/members", SignedIn),
    post("/groups/{key}/members", GROUP_KEEPERS),
    get("/groups/{key}/members/list", GROUP_KEEPERS),
    post("/groups/{key}/members/list/check", GROUP_KEEPERS),
    post("/groups/{key}/members/list", GROUP_KEEPERS),
    get("/groups/{key}/members/{id}", GROUP_KEEPERS),
    post("/groups/{key}/members/{id}", GROUP_KEEPERS),
    post("/groups/{key}/members/{id}/leadership", OFFICER),
    get("/groups/{key}/action-plan", Everyone),
    get("/groups/{key}/action-plan/edit", GROUP_KEEPERS),
    post("/groups/{key}/action-plan/edit", GROUP_KEEPERS),
    post("/groups/{key}/action-plan/actions", GROUP_KEEPERS),
    get("/groups/{key}/outputs", GROUP_KEEPERS),
    post("/groups/{key}/outputs", GROUP_KEEPERS),
    post("/groups/{key}/outputs/{id}/removal", GROUP_KEEPERS),
    get("/groups/{key}/closure", GROUP_KEEPERS),
    post("/groups/{key}/closure", GROUP_KEEPERS),
    get("/groups/{key}/reopening", GROUP_KEEPERS),
    post("/groups/{key}/reopening", GROUP_KEEPERS),
    get("/groups/{key}/afterwards", GROUP_KEEPERS),
    post("/groups/{key}/afterwards", GROUP_KEEPERS),
    get("/api/v1/groups", Everyone),
    // consultation
    get("/framework/{key}/consultation", Everyone),
    get("/framework/{key}/consultation/about", OFFICER),
    post("/framework/{key}/consultation/about", OFFICER),
    get("/framework/{key}/consultation/conversations/{item}", DRAFTERS),
    post("/framework/{key}/consultation/conversations/{item}", DRAFTERS),
    post("/framework/{key}/consultation/conversations/{item}/notes", DRAFTERS),
    post("/framework/{key}/consultation/conversations/{item}/notes/{note}/removal", DRAFTERS),
    get("/framework/{key}/consultation/themes/{item}", DRAFTERS),
    post("/framework/{key}/consultation/themes/{item}", DRAFTERS),
    post("/framework/{key}/consultation/themes/{item}/answer", DRAFTERS),
    get("/framework/{key}/consultation/comment", Everyone),
    post("/framework/{key}/consultation/comment", Everyone),
    get("/framework/{key}/consultation/comments", OFFICER),
    post("/framework/{key}/consultation/comments/{comment}", OFFICER),
    // consultation: recommendations
    get("/recommendations", Everyone),
    get("/recommendations/new", EVALUATORS),
    get("/recommendations/{key}", Everyone),
    post("/recommendations", EVALUATORS),
    post("/recommendations/{key}/response", EVALUATORS),
    post("/recommendations/{key}/deeds", EVALUATORS),
    post("/recommendations/{key}/actions", EVALUATORS),
    // programmes
    get("/programmes", Everyone),
    get("/programmes/{key}", Everyone),
    get("/api/v1/programmes", Everyone),
    // governance
    get("/governance", Everyone),
    post("/governance", OFFICER),
    get("/governance/new", OFFICER),
    get("/governance/{key}", Everyone),
    get("/governance/{key}/details", OFFICER),
    post("/governance/{key}/details", OFFICER),
    get("/governance/{key}/rules/{rule}", OFFICER),
    post("/governance/{key}/rules/{rule}", OFFICER),
    post("/governance/{key}/rules/{rule}/removal", OFFICER),
    get("/governance/{key}/seats/new", OFFICER),
    post("/governance/{key}/seats", OFFICER),
    get("/governance/{key}/seats/{seat}", OFFICER),
    post("/governance/{key}/seats/{seat}/substitute", OFFICER),
    post("/governance/{key}/seats/{seat}/ending", OFFICER),
    get("/api/v1/bodies", Everyone),
    // interest
    get("/get-involved", Everyone),
    post("/get-involved", Everyone),
    get("/get-involved/thanks", Everyone),
    get("/interest", OFFICER),
    get("/interest/{key}", OFFICER),
    post("/interest/{key}/answer", OFFICER),
    post("/interest/{key}/closure", OFFICER),
    // voices
    get("/voices", Everyone),
    get("/voices/list", KEEPERS),
    get("/voices/new", KEEPERS),
    post("/voices/new", KEEPERS),
    get("/voices/{key}", KEEPERS),
    get("/voices/{key}/change", KEEPERS),
    post("/voices/{key}/change", KEEPERS),
    post("/voices/{key}/link", KEEPERS),
    post("/voices/{key}/consent", KEEPERS),
    post("/voices/{key}/withdrawal", KEEPERS),
    post("/voices/{key}/uses", KEEPERS),
    get("/voice/{token}", Everyone),
    post("/voice/{token}/consent", Everyone),
    post("/voice/{token}/withdrawal", Everyone),
    get("/api/v1/voices", Everyone),
    // progress
    get("/progress", JUDGES),
    get("/progress/requests", OFFICER),
    post("/progress/requests", OFFICER),
    post("/progress/reminders", OFFICER),
    get("/progress/responses", OFFICER),
    post("/progress/responses/check", OFFICER),
    post("/progress/responses", OFFICER),
    get("/progress/judgements/{framework}", SignedIn),
    get("/progress/judgements/{framework}/{kind}/{key}", SignedIn),
    post("/progress/judgements/{framework}/{kind}/{key}", JUDGES),
    get("/progress/highlights/{framework}/{workstream}", SignedIn),
    get("/progress/{key}", JUDGES),
    post("/progress/{key}/acceptance", DRAFTERS),
    post("/progress/{key}/return", DRAFTERS),
    post("/progress/{key}/reopening", DRAFTERS),
    post("/progress/{key}/withdrawal", DRAFTERS),
    post("/progress/{key}/letter", OFFICER),
    get("/groups/{key}/progress", REPORTERS),
    post("/groups/{key}/progress/link", REPORTERS),
    get("/p/{token}", Everyone),
    get("/p/{token}/check", Everyone),
    post("/p/{token}/sending", Everyone),
    post("/p/{token}/taking-back", Everyone),
    get("/p/{token}/{question}", Everyone),
    post("/p/{token}/{question}", Everyone),
    // meetings: the handler asks whose group or body it is
    get("/meetings", Everyone),
    get("/meetings.ics", Everyone),
    get("/groups/{key}/meetings.ics", Everyone),
    get("/governance/{key}/meetings.ics", Everyone),
    get("/meetings/plan", CONVENERS),
    post("/meetings/plan", CONVENERS),
    get("/meetings/{id}", Everyone),
    get("/meetings/{id}/arrangements", CONVENERS),
    post("/meetings/{id}/arrangements", CONVENERS),
    post("/meetings/{id}/cancellation", CONVENERS),
    get("/meetings/{id}/preparation", CONVENERS),
    post("/meetings/{id}/agenda", CONVENERS),
    post("/meetings/{id}/papers", CONVENERS),
    get("/meetings/{id}/papers/{paper}", Everyone),
    post("/meetings/{id}/papers/{paper}/withdrawal", CONVENERS),
    get("/meetings/{id}/record", CONVENERS),
    post("/meetings/{id}/record", CONVENERS),
    get("/meetings/{id}/minutes", Everyone),
    get("/meetings/{id}/minutes.pdf", Everyone),
    get("/meetings/{id}/minutes.docx", Everyone),
    get("/meetings/{id}/pack", Everyone),
    get("/meetings/{id}/pack.pdf", Everyone),
    get("/meetings/{id}/pack.docx", Everyone),
    get("/meetings/{id}/approval", CONVENERS),
    post("/meetings/{id}/approval", CONVENERS),
    get("/meetings/{id}/correction", CONVENERS),
    post("/meetings/{id}/correction", CONVENERS),
    get("/meetings/{id}/attendance-file", CONVENERS),
    post("/meetings/{id}/attendance-file", CONVENERS),
    post("/meetings/{id}/attendance-file/confirmation", CONVENERS),
    get("/api/v1/meetings", Everyone),
    // thread
    get("/framework/{key}/thread", Everyone),
    get("/framework/{key}/thread/{priority}", Everyone),
    post("/framework/{key}/thread/{priority}/indicators", EVALUATORS),
    post("/framework/{key}/thread/{priority}/indicators/{link}/removal", EVALUATORS),
    // planner
    get("/planner", Everyone),
    get("/planner.ics", Everyone),
    get("/planner/calendars", OFFICER),
    get("/planner/calendars/{key}", OFFICER),
    post("/planner/calendars/{key}", OFFICER),
    post("/planner/calendars/{key}/days", OFFICER),
    post("/planner/calendars/{key}/days/{day}/removal", OFFICER),
    // indicators
    get("/indicators", Everyone),
    get("/indicators.csv", Everyone),
    get("/indicators.xlsx", Everyone),
    get("/indicators/{key}", Everyone),
    get("/indicators/{key}/observations/{id}/correction", OFFICER),
    post("/indicators/{key}/observations/{id}/correction", OFFICER),
    get("/indicators/{key}/targets", EVALUATORS),
    post("/indicators/{key}/targets", EVALUATORS),
    get("/indicators/{key}/notes", EVALUATORS),
    post("/indicators/{key}/notes", EVALUATORS),
    get("/indicator-values", OFFICER),
    post("/indicator-values/check", OFFICER),
    post("/indicator-values", OFFICER),
    get("/api/v1/indicators", Everyone),
    get("/api/v1/indicators/{key}", Everyone),
    // indicators: counts
    get("/counts", COUNTS),
    post("/counts/requests", EVALUATORS),
    get("/counts/upload", COUNTERS),
    post("/counts/upload", COUNTERS),
    get("/counts/{indicator}/{session}/{authority}", COUNTERS),
    post("/counts/{indicator}/{session}/{authority}", COUNTERS),
    get("/indicators/{key}/counts", Everyone),
    get("/indicators/{key}/counts.csv", Everyone),
    get("/indicators/{key}/counts.json", Everyone),
    // profiles
    get("/authorities/{key}", Everyone),
    get("/workstreams/{framework}/{key}", Everyone),
    get("/establishments", Everyone),
    get("/establishments/{key}", Everyone),
    // publications
    get("/publications", Everyone),
    post("/publications", EVALUATORS),
    get("/publications/start", EVALUATORS),
    get("/publications/{key}", Everyone),
    get("/publications/{key}/versions/{number}", Everyone),
    get("/publications/{key}/charts/{name}", Everyone),
    get("/publications/{key}/cover", COUNCILS),
    post("/publications/{key}/cover", COUNCILS),
    get("/publications/{key}/draft", PREPARERS),
    get("/publications/{key}/draft/preview", PREPARERS),
    get("/publications/{key}/draft/preview.pdf", PREPARERS),
    get("/publications/{key}/draft/preview.docx", PREPARERS),
    get("/publications/{key}/draft/sections/{section}", EVALUATORS),
    post("/publications/{key}/draft/sections/{section}", EVALUATORS),
    post("/publications/{key}/check", PREPARERS),
    get("/publications/{key}/publication", OFFICER),
    post("/publications/{key}/publication", OFFICER),
    get("/api/v1/publications", Everyone),
    // desk
    get("/my/tasks", SignedIn),
    post("/my/tasks/letter", SignedIn),
    get("/handover", SignedIn),
    get("/handover/{person}", HANDERS),
    post("/handover/{person}/reassignment", HANDERS),
    get("/offices", HANDERS),
    post("/offices/{office}/mailbox", HANDERS),
    // site
    get("/", Everyone),
    get("/about", Everyone),
    get("/contact", Everyone),
    get("/search", Everyone),
    get("/accessibility", Everyone),
    get("/privacy", Everyone),
    get("/cookies", Everyone),
    get("/sitemap.xml", Everyone),
    get("/robots.txt", Everyone),
    // app
    get("/healthz", Everyone),
    get("/api/openapi.json", Everyone),
    get("/assets/{*file}", Everyone),
];

/// The rule of a route, if the table has one.
pub fn rule(method: &Method, path: &str) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.method == *method && rule.path == path)
}
