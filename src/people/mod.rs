//! People: a person, the offices they hold, the account they sign in with, and who may do what.
//!
//! Names are private by default. A person may hold several roles, each over the whole partnership or only over one
//! authority, workstream, group, body or programme; a role lasts from a day to a day and is never edited into something else.

mod file;
mod grants;
mod held;
mod history_link;
mod link_pages;
pub mod merging;
mod messages;
mod pages;
mod password;
mod persons;
pub mod policy;
pub mod practitioners;
mod sign_in_links;
mod signing_in;
mod store;
mod token_pages;
mod tokens;
mod visitor;

pub use file::{ExampleAccount, PeopleFile, read, save};
pub use grants::{end_role, holds_role};
pub use held::{
    HeldOffice, HeldRole, day_before, give_office, held_offices, offices_of_person, open_accounts, pass_role_on,
    readdress_office, roles_of_person,
};
pub use merging::same_person;
pub use persons::{
    Person, add_person, person, person_of_email, person_with_email, persons, persons_like, put_person, root_of_person,
};
pub use practitioners::{Practitioner, export_people, import_people, practitioner, put_practitioner};
pub use signing_in::council_cookie_name;
pub use store::{NewAccount, Office, add_account, name_of_account, new_welcome, office, offices, set_password};
pub use visitor::{Account, COOKIE, Permit, Visitor, carries_cookie, cookie_name, meet, permit};

/// The routes of this feature.
pub fn routes() -> Vec<crate::plumbing::route::Route> {
    [
        signing_in::routes(),
        pages::routes(),
        link_pages::routes(),
        messages::routes(),
        practitioners::pages::routes(),
        merging::routes(),
        token_pages::routes(),
    ]
    .concat()
}

/// What a grant lets a person do; a role arrives with the first thing only it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Holds the partnership together: publishes, corrects, records endorsements, answers enquiries.
    CollaborationOfficer,
    /// Drafts and submits their own workstream's part of a framework.
    WorkstreamLead,
    /// Enters their own authority's counts.
    AuthorityOfficer,
    /// Works on definitions and reports.
    EvaluationLead,
    /// Manages accounts.
    Administrator,
    /// Runs one group or network: its members, meetings, action plan and progress reports.
    GroupLead,
    /// Sits on one body: reads its closed papers and minutes before they are approved.
    BodyMember,
    /// Runs one programme: its cohorts, who gets a place, registers and completion.
    ProgrammeLead,
}

impl Role {
    /// Every role, in the order people meet them.
    pub const ALL: [Self; 8] = [
        Self::CollaborationOfficer,
        Self::WorkstreamLead,
        Self::AuthorityOfficer,
        Self::EvaluationLead,
        Self::Administrator,
        Self::GroupLead,
        Self::BodyMember,
        Self::ProgrammeLead,
    ];

    /// The role as stored and as the command line takes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::CollaborationOfficer => "collaboration-officer",
            Self::WorkstreamLead => "workstream-lead",
            Self::AuthorityOfficer => "authority-officer",
            Self::EvaluationLead => "evaluation-lead",
            Self::Administrator => "administrator",
            Self::GroupLead => "group-lead",
            Self::BodyMember => "body-member",
            Self::ProgrammeLead => "programme-lead",
        }
    }

    /// The role as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CollaborationOfficer => "Collaboration Officer",
            Self::WorkstreamLead => "Workstream lead",
            Self::AuthorityOfficer => "Authority officer",
            Self::EvaluationLead => "Evaluation lead",
            Self::Administrator => "Administrator",
            Self::GroupLead => "Group lead",
            Self::BodyMember => "Member of a body",
            Self::ProgrammeLead => "Programme lead",
        }
    }

    /// The role of a stored key.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// Whether the role is held for one authority, workstream, group, body or programme rather than for the whole partnership.
    pub fn scope_kind(self) -> &'static str {
        match self {
            Self::AuthorityOfficer => "authority",
            Self::WorkstreamLead => "workstream",
            Self::GroupLead => "group",
            Self::BodyMember => "body",
            Self::ProgrammeLead => "programme",
            _ => "partnership",
        }
    }
}

/// What each role comes for, shown on the account page: the roles, the path, the words of the link.
pub const TASKS: &[(&[Role], &str, &str)] = &[
    (&[Role::AuthorityOfficer], "/counts", "Fill in your authority’s counts"),
    (
        &[Role::CollaborationOfficer, Role::EvaluationLead],
        "/counts",
        "Ask the authorities for counts, and see who has given",
    ),
    (
        &[Role::CollaborationOfficer, Role::WorkstreamLead],
        "/framework",
        "Work on the framework, or roll it over to the next session",
    ),
    (
        &[Role::CollaborationOfficer, Role::AuthorityOfficer],
        "/approvals",
        "Record what a council decided about the framework",
    ),
    (&[Role::CollaborationOfficer, Role::EvaluationLead], "/recommendations", "Follow up what evaluations recommended"),
    (&[Role::CollaborationOfficer], "/governance", "Fill seats of bodies, and see which are vacant"),
    (
        &[Role::CollaborationOfficer, Role::GroupLead, Role::BodyMember],
        "/meetings",
        "Plan, prepare and record meetings, and read their papers",
    ),
    (&[Role::CollaborationOfficer, Role::WorkstreamLead], "/groups/new", "Set up a group or network"),
    (
        &[Role::CollaborationOfficer, Role::ProgrammeLead],
        "/programmes",
        "Set up cohorts of a programme: days to apply, places, meetings",
    ),
    (&[Role::CollaborationOfficer], "/groups/overlap", "See overlap and load of the groups"),
    (&[Role::CollaborationOfficer], "/interest", "Answer expressions of interest"),
    (
        &[Role::CollaborationOfficer, Role::WorkstreamLead, Role::EvaluationLead],
        "/progress",
        "Ask the groups how they get on, and accept their reports",
    ),
    (&[Role::CollaborationOfficer], "/people", "Bring lists of practitioners, and settle who is one person"),
    (
        &[Role::CollaborationOfficer, Role::EvaluationLead],
        "/reach",
        "Count who takes part, and keep a figure to be cited",
    ),
    (&[Role::AuthorityOfficer], "/reach/coverage", "See which of your establishments nobody came from"),
    (&[Role::CollaborationOfficer], "/messages", "See which letters wait or came back, and change their words"),
    (
        &[Role::CollaborationOfficer, Role::EvaluationLead, Role::WorkstreamLead, Role::GroupLead],
        "/voices/list",
        "Gather voices and practice spotlights, with their consents",
    ),
    (&[Role::CollaborationOfficer], "/planner", "Plan the year backwards from committees and data releases"),
    (&[Role::CollaborationOfficer], "/indicator-values", "Add values of indicators"),
    (&[Role::CollaborationOfficer], "/indicators", "Correct a value of an indicator"),
    (&[Role::EvaluationLead], "/indicators", "Set baselines and targets of indicators"),
    (&[Role::CollaborationOfficer, Role::EvaluationLead], "/publications", "Write, check and publish reports"),
    (&[Role::AuthorityOfficer], "/publications", "Fill in your council’s cover of the committee report"),
    (
        &[Role::CollaborationOfficer, Role::Administrator],
        "/handover",
        "See what somebody holds, and pass it on when people change",
    ),
    (&[Role::CollaborationOfficer, Role::Administrator], "/offices", "Give offices their mailboxes"),
    (&[Role::Administrator], "/accounts", "Add or close accounts"),
    (&[Role::Administrator], "/rights", "Give somebody what is held about them, or erase them"),
    (&[Role::CollaborationOfficer, Role::Administrator], "/history", "See who changed what, when and why"),
    (&[Role::CollaborationOfficer, Role::Administrator], "/retention", "See how long things are kept, and what is due"),
];

/// What a record belongs to, where a role may reach only its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The whole partnership.
    Partnership,
    /// The authority of this key.
    Authority(String),
    /// The workstream of this key.
    Workstream(String),
    /// The group or network of this key.
    Group(String),
    /// The body of this key.
    Body(String),
    /// The programme of this key.
    Programme(String),
}

impl Scope {
    /// The scope of a stored kind and key.
    pub fn of(kind: &str, key: &str) -> Self {
        match kind {
            "authority" => Self::Authority(key.into()),
            "workstream" => Self::Workstream(key.into()),
            "group" => Self::Group(key.into()),
            "body" => Self::Body(key.into()),
            "programme" => Self::Programme(key.into()),
            _ => Self::Partnership,
        }
    }
}

/// One role held by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// What it lets them do.
    pub role: Role,
    /// Where.
    pub scope: Scope,
}

/// Whether grants satisfy a rule for a record of some scope. Without a scope, holding the role anywhere is enough to
/// be let in to the route; the handler then asks again with the record's scope.
pub fn satisfies(grants: &[Grant], who: &policy::Who, scope: Option<&Scope>) -> bool {
    match who {
        policy::Who::Everyone | policy::Who::SignedIn => true,
        policy::Who::Roles(roles) => roles.iter().any(|(role, reach)| {
            grants.iter().any(|grant| {
                grant.role == *role
                    && match (reach, scope) {
                        (policy::Reach::All, _) | (policy::Reach::Own, None) => true,
                        (policy::Reach::Own, Some(scope)) => grant.scope == *scope,
                    }
            })
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::{Reach, Who};

    #[test]
    fn an_authority_officer_reaches_their_own_authority_only() {
        let who = Who::Roles(&[(Role::AuthorityOfficer, Reach::Own)]);
        let grants = [Grant { role: Role::AuthorityOfficer, scope: Scope::Authority("inverclyde".into()) }];
        assert!(satisfies(&grants, &who, None));
        assert!(satisfies(&grants, &who, Some(&Scope::Authority("inverclyde".into()))));
        assert!(!satisfies(&grants, &who, Some(&Scope::Authority("renfrewshire".into()))));
        assert!(!satisfies(&grants, &who, Some(&Scope::Workstream("inverclyde".into()))));
    }

    #[test]
    fn every_role_has_a_key_of_its_own() {
        for role in Role::ALL {
            assert_eq!(Role::of(role.key()), Some(role));
        }
        assert_eq!(Role::of("headteacher"), None);
    }
}
