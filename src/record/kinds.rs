//! The kinds of record that history knows: where each stands, what it is called, and who sees its history.
//!
//! One line for each kind, so that a kind without words cannot come about unseen (`tests/it/history.rs` walks the sources).
//! Every `find` answers the record's id, its key, its title and its page for an id or a key in `$1`; every `scopes` answers the
//! kind and key of what the record belongs to, for its id in `$1`.

/// Who sees the history of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The officers of the partnership and the administrators.
    Officers,
    /// The evaluation lead too.
    Evaluators,
    /// The evaluation lead, and those who hold a role for what the record belongs to.
    Keepers,
}

/// One kind of record.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// As history names it.
    pub kind: &'static str,
    /// Who sees it.
    pub sight: Sight,
    /// Finds the record; empty where history's own id is all there is.
    pub find: &'static str,
    /// What it belongs to; empty for the whole partnership.
    pub scopes: &'static str,
    /// Records whose history is shown with it: their kind and the statement that finds their ids for this id in `$1`.
    pub parts: &'static [(&'static str, &'static str)],
}

const fn kind(kind: &'static str, sight: Sight, find: &'static str) -> Kind {
    Kind { kind, sight, find, scopes: "", parts: &[] }
}

const fn kept(kind: &'static str, find: &'static str, scopes: &'static str) -> Kind {
    Kind { kind, sight: Sight::Keepers, find, scopes, parts: &[] }
}

use Sight::{Evaluators, Keepers, Officers};

/// What a meeting of a cohort belongs to.
const OF_COHORT_MEETING: &str = "select 'programme', programme.key from cohort_meeting
    join cohort on cohort.id = cohort_meeting.cohort_id join programme on programme.id = cohort.programme_id
    where cohort_meeting.id = $1";

/// Every kind, in the order of the code map.
pub const KINDS: &[Kind] = &[
    kind("partnership", Evaluators, "select '1', '1', name, '/about' from partnership where $1 = '1'"),
    kind(
        "establishment",
        Evaluators,
        "select id, key, name, '/establishments/' || key from establishment where id = $1 or key = $1",
    ),
    kind(
        "account",
        Officers,
        "select account.id, account.id, person.name, '/accounts' from account
         join person on person.id = account.person_id where account.id = $1",
    ),
    kind("person", Officers, "select id, key, name, '/rights/' || key from person where id = $1 or key = $1"),
    kind(
        "role",
        Officers,
        "select role_grant.id, role_grant.id, person.name, '/handover/' || person.key from role_grant
         join person on person.id = role_grant.person_id where role_grant.id = $1",
    ),
    kind("office", Officers, "select id, key, title, '/offices' from office where id = $1 or key = $1"),
    kind("token", Officers, "select id, id, name, '' from api_token where id = $1"),
    kind("people", Officers, ""),
    kind(
        "practitioner",
        Officers,
        "select id, key, name, '/rights/' || key from person where id = $1 or key = $1",
    ),
    kind(
        "person merge",
        Officers,
        "select person_merge.id, person_merge.id, merged.name || ' merged into ' || person.name,
           '/people/merges/' || person_merge.id
         from person_merge join person on person.id = kept_id join person merged on merged.id = merged_id
         where person_merge.id = $1",
    ),
    kind("letter", Officers, "select id, id, subject, '/messages' from letter where id = $1"),
    kind("letter-template", Officers, ""),
    kind("framework", Evaluators, "select id, key, key, '/framework/' || key from framework where id = $1 or key = $1"),
    kept(
        "agreed action",
        "select id, key, wording, '/actions/' || key from agreed_action where id = $1 or key = $1",
        "select holder_kind, holder_key from agreed_action where id = $1",
    ),
    Kind {
        kind: "group",
        sight: Keepers,
        find: "select id, key, name, '/groups/' || key from network_group where id = $1 or key = $1",
        scopes: "select 'group', key from network_group where id = $1
                 union all select 'workstream', workstream_key from network_group
                 where id = $1 and workstream_key is not null",
        parts: &[
            ("membership", "select id from membership where group_id = $1"),
            (
                "meeting",
                "select meeting.id from meeting join network_group on network_group.key = meeting.holder_key
                 where meeting.holder_kind = 'group' and network_group.id = $1",
            ),
        ],
    },
    kept(
        "membership",
        "select membership.id, membership.id, person.name || ', ' || network_group.name,
           '/groups/' || network_group.key
         from membership join person on person.id = membership.person_id
         join network_group on network_group.id = membership.group_id where membership.id = $1",
        "select 'group', network_group.key from membership
         join network_group on network_group.id = membership.group_id where membership.id = $1",
    ),
    Kind {
        kind: "programme",
        sight: Keepers,
        find: "select id, key, name, '/programmes/' || key from programme where id = $1 or key = $1",
        scopes: "select 'programme', key from programme where id = $1",
        parts: &[("cohort", "select id from cohort where programme_id = $1")],
    },
    Kind {
        kind: "cohort",
        sight: Keepers,
        find: "select cohort.id, cohort.key, programme.name || ', ' || cohort.title, '/cohorts/' || cohort.key
               from cohort join programme on programme.id = cohort.programme_id where cohort.id = $1 or cohort.key = $1",
        scopes: "select 'programme', programme.key from cohort join programme on programme.id = cohort.programme_id
                 where cohort.id = $1",
        parts: &[("register", "select id from cohort_meeting where cohort_id = $1")],
    },
    kept(
        "application",
        "select application.id, application.key, application.name,
           '/cohorts/' || cohort.key || '/applications/' || application.key
         from application join cohort on cohort.id = application.cohort_id
         where application.id = $1 or application.key = $1",
        "select 'programme', programme.key from application join cohort on cohort.id = application.cohort_id
         join programme on programme.id = cohort.programme_id where application.id = $1
         union all select 'authority', authority_key from application where id = $1 and authority_key is not null",
    ),
    kept(
        "register",
        "select cohort_meeting.id, cohort_meeting.key, cohort_meeting.title || ', ' || cohort_meeting.day,
           '/cohorts/' || cohort.key || '/register'
         from cohort_meeting join cohort on cohort.id = cohort_meeting.cohort_id
         where cohort_meeting.id = $1 or cohort_meeting.key = $1",
        OF_COHORT_MEETING,
    ),
    kept(
        "completion",
        "select completion.id, completion.id, person.name || ', ' || cohort.title,
           '/cohorts/' || cohort.key || '/completion/people/' || person.key
         from completion join person on person.id = completion.person_id join cohort on cohort.id = completion.cohort_id
         where completion.id = $1",
        "select 'programme', programme.key from completion join cohort on cohort.id = completion.cohort_id
         join programme on programme.id = cohort.programme_id where completion.id = $1",
    ),
    kept(
        "certificate",
        "select id, number, number || ', ' || programme, '/verify/' || number from certificate where id = $1 or number = $1",
        "select 'programme', programme.key from certificate join completion on completion.id = certificate.completion_id
         join cohort on cohort.id = completion.cohort_id join programme on programme.id = cohort.programme_id
         where certificate.id = $1",
    ),
    kept(
        "case study",
        "select case_study.id, case_study.id, person.name || ', ' || cohort.title,
           '/cohorts/' || cohort.key || '/completion/people/' || person.key
         from case_study join person on person.id = case_study.person_id join cohort on cohort.id = case_study.cohort_id
         where case_study.id = $1",
        "select 'programme', programme.key from case_study join cohort on cohort.id = case_study.cohort_id
         join programme on programme.id = cohort.programme_id where case_study.id = $1",
    ),
    kept("body", "select id, key, name, '/governance/' || key from governing_body where id = $1 or key = $1",
        "select 'body', key from governing_body where id = $1"),
    kind(
        "consultation",
        Evaluators,
        "select framework_key, framework_key, framework_key, '/framework/' || framework_key || '/consultation'
         from consultation where framework_key = $1",
    ),
    kind(
        "recommendation",
        Evaluators,
        "select key, key, words, '/recommendations/' || key from recommendation where id = $1 or key = $1",
    ),
    kind("interest", Officers, "select id, key, key, '/interest/' || key from interest where id = $1 or key = $1"),
    kept(
        "meeting",
        "select id, key, title || ', ' || day, '/meetings/' || key from meeting where id = $1 or key = $1",
        "select holder_kind, holder_key from meeting where id = $1",
    ),
    kept(
        "voice",
        "select id, key, coalesce(question, key), '/voices/' || key from voice where id = $1 or key = $1",
        "select 'group', group_key from voice where id = $1 and group_key is not null
         union all select 'workstream', workstream_key from voice where id = $1 and workstream_key is not null",
    ),
    kind("form", Evaluators, "select id, key, title, '/forms/' || key from form where id = $1 or key = $1"),
    kept(
        "form asking",
        "select id, key, title, '/forms/asked/' || key from form_asking where id = $1 or key = $1",
        "select 'programme', programme_key from form_asking where id = $1 and programme_key is not null",
    ),
    kind(
        "form question",
        Evaluators,
        "select id, key, key, '/forms/questions/' || key from form_question where id = $1 or key = $1",
    ),
    kind("form scale", Evaluators, "select id, key, name, '' from form_scale where id = $1 or key = $1"),
    kept(
        "progress report",
        "select id, key, group_key || ', ' || period_from || ' to ' || period_to, '/progress/' || key
         from progress_report where id = $1 or key = $1",
        "select 'group', group_key from progress_report where id = $1
         union all select 'workstream', workstream_key from progress_report where id = $1 and workstream_key is not null",
    ),
    kind(
        "progress judgement",
        Evaluators,
        "select id, id, subject_key, '/progress/judgements/' || framework_key || '/' || subject_kind || '/' || subject_key
         from progress_judgement where id = $1",
    ),
    kind("indicator", Evaluators, "select key, key, name, '/indicators/' || key from indicator where id = $1 or key = $1"),
    kind("indicators", Evaluators, ""),
    kind("indicator-source", Evaluators, "select key, key, title, '' from indicator_source where key = $1"),
    kind(
        "counts request",
        Evaluators,
        "select id, id, indicator_key || ', ' || session, '/counts' from counts_request where id = $1",
    ),
    kept(
        "counts sheet",
        "select counts_sheet.id, counts_sheet.id, indicator_key || ', ' || session || ', ' || authority.name, '/counts'
         from counts_sheet join authority on authority.id = counts_sheet.authority_id where counts_sheet.id = $1",
        "select 'authority', authority.key from counts_sheet join authority on authority.id = counts_sheet.authority_id
         where counts_sheet.id = $1",
    ),
    kind("counts period", Evaluators, ""),
    kind("counts sharing", Evaluators, ""),
    kind("headcount", Evaluators, ""),
    kind("reach figure", Evaluators, "select id, key, key, '/reach/figures/' || key from reach_figure where id = $1 or key = $1"),
    kind(
        "planner-calendar",
        Evaluators,
        "select id, key, title, '/planner/calendars/' || key from planner_calendar where id = $1 or key = $1",
    ),
    kind("term-dates", Evaluators, ""),
    kind(
        "thread-link",
        Evaluators,
        "select id, id, part_key || ', ' || indicator_key, '/framework/' || framework_key || '/thread' from thread_link
         where id = $1",
    ),
    kind("publication", Evaluators, "select key, key, title, '/publications/' || key from publication where key = $1"),
    kind("retention", Officers, ""),
    kind("history", Officers, ""),
];

/// The kind of a name: as history names it, or with hyphens as an address has it.
pub fn of(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.kind == name || in_address(kind.kind) == name)
}

/// A kind as it stands in an address.
pub fn in_address(kind: &str) -> String {
    kind.replace(' ', "-")
}
