//! The kinds of record with their periods: proposals with reasons, and the statements that find and delete what is due.

/// One kind of record with its period.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// Its key.
    pub key: &'static str,
    /// What is kept.
    pub what: &'static str,
    /// From when the period counts.
    pub from: &'static str,
    /// The proposal, in days.
    pub days: i64,
    /// Why so long.
    pub why: &'static str,
    /// What happens afterwards.
    pub then: &'static str,
    /// Whether the period was promised to whoever gave the data, and is therefore not changed here.
    pub promised: bool,
    /// Finds what is due: id, and what it is in words without a name. `:instant` is the instant before which it must lie, `:day`
    /// its day, `:today` today.
    pub(super) due: &'static str,
    /// What deletes it; `:ids` stands for the ids, `:now` for the instant.
    pub(super) delete: &'static [&'static str],
}

/// Every class, what goes soonest first.
pub const CLASSES: &[Class] = &[
    Class {
        key: "tries",
        what: "Tries at check-in codes and at signing in, and requests for sign-in links",
        from: "the try",
        days: 7,
        why: "They hold network addresses, or digests of addresses, only to slow down guessing.",
        then: "Deleted",
        promised: false,
        due: "select id, 'try at a check-in code' from check_in_try where at < :instant
              union all select id, 'request for a sign-in link' from sign_in_ask where at < :instant
              union all select id, 'wrong guess at a password or code' from wrong_guess where at < :instant
              union all select token_hash, 'sign-in that waited for its code' from second_step where expires_at < :instant
              union all select state_hash, 'sign-in begun at a council' from council_ask where expires_at < :instant
              union all select browser_hash, 'sign-in of a council that nobody claimed' from council_newcomer
                where expires_at < :instant
              order by 1",
        delete: &[
            "delete from check_in_try where id in (:ids)",
            "delete from sign_in_ask where id in (:ids)",
            "delete from wrong_guess where id in (:ids)",
            "delete from second_step where token_hash in (:ids)",
            "delete from council_ask where state_hash in (:ids)",
            "delete from council_newcomer where browser_hash in (:ids)",
        ],
    },
    Class {
        key: "form-keys",
        what: "Spent keys of forms",
        from: "the form’s sending",
        days: 7,
        why: "A form sent twice is noticed for a week; nobody sends one again later.",
        then: "Deleted",
        promised: false,
        due: "select key, 'spent key of a form' from form_key where used_at < :instant order by 1",
        delete: &["delete from form_key where key in (:ids)"],
    },
    Class {
        key: "letters",
        what: "Letters that were sent, refused or withdrawn",
        from: "the day they left or failed",
        days: 30,
        why: "A month is enough to answer whether a letter was sent; its reader has it.",
        then: "Deleted",
        promised: false,
        due: "select id, kind || ', ' || state from letter where state in ('sent', 'refused', 'withdrawn')
              and coalesce(done_at, queued_at) < :instant order by 1",
        delete: &["delete from letter where id in (:ids)"],
    },
    Class {
        key: "links",
        what: "Links by letter: to apply, to endorse, to write, to report, to sign in",
        from: "the day they stopped holding",
        days: 30,
        why: "For a month the page of an expired link says so; then it is as if it had never been.",
        then: "Deleted",
        promised: false,
        due: "select token_hash, 'link of an application' from application_link where expires_at < :instant
              union all select token_hash, 'link of a participant' from completion_link where expires_at < :instant
              union all select token_hash, 'link to a progress report' from progress_link where expires_at < :instant
              union all select token_hash, 'link to sign in' from sign_in_link where expires_at < :instant
              union all select token_hash, 'link to set a password' from welcome where expires_at < :instant
              union all select token_hash, 'link to a consent' from voice_link where ended_at is not null and ended_at < :instant
              union all select id, 'code to check in' from check_in_code where expires_at < :instant
              order by 1",
        delete: &[
            "delete from application_link where token_hash in (:ids)",
            "delete from completion_link where token_hash in (:ids)",
            "delete from progress_link where token_hash in (:ids)",
            "delete from sign_in_link where token_hash in (:ids)",
            "delete from welcome where token_hash in (:ids)",
            "delete from voice_link where token_hash in (:ids)",
            "delete from check_in_code where id in (:ids)",
        ],
    },
    Class {
        key: "sign-ins",
        what: "Sign-ins",
        from: "the last page asked for",
        days: 90,
        why: "They hold network addresses; a term is enough to look into misuse.",
        then: "Deleted",
        promised: false,
        due: "select token_hash, 'sign-in' from sign_in where last_seen_at < :instant order by 1",
        delete: &["delete from sign_in where token_hash in (:ids)"],
    },
    Class {
        key: "unsent-applications",
        what: "Applications that were begun and never sent",
        from: "the day they were begun",
        days: 90,
        why: "Nobody but the applicant ever saw them; a round of applications lasts less than a term.",
        then: "Deleted",
        promised: false,
        due: "select id, 'application never sent' from application where state = 'draft' and started_at < :instant order by 1",
        delete: &[
            "delete from application_link where application_id in (:ids)",
            "delete from application_step where application_id in (:ids)",
            "delete from application where id in (:ids)",
        ],
    },
    Class {
        key: "access-needs",
        what: "What participants said they need to take part",
        from: "the last meeting of the cohort",
        days: 90,
        why: "It may tell of somebody’s health and serves the meetings alone.",
        then: "Taken out; the application stays",
        promised: false,
        due: "select application.id, 'needs of a participant' from application where needs <> '' and state_at < :instant
              and not exists (select 1 from cohort_meeting where cohort_meeting.cohort_id = application.cohort_id
                and cohort_meeting.day >= :day) order by 1",
        delete: &["update application set needs = '' where id in (:ids)"],
    },
    Class {
        key: "interest",
        what: "Expressions of interest",
        from: "the day they came",
        days: 365,
        why: "Twelve months were promised to whoever wrote.",
        then: "Name, address and message taken out; that somebody wrote stays",
        promised: true,
        due: "select id, key from interest where forgotten_at is null and received_at < :instant and keep_until < :today order by 1",
        delete: &[
            "update interest set name = '', email = '', organisation = '', job = '', message = '', forgotten_at = :now
             where id in (:ids)",
            "update interest_answer set note = '' where interest_id in (:ids)",
            "update interest_closure set note = '' where interest_id in (:ids)",
        ],
    },
    Class {
        key: "closed-accounts",
        what: "Addresses of closed accounts",
        from: "the day they were closed",
        days: 365,
        why: "For a year somebody may come back to the same account; history keeps its id.",
        then: "Address taken out; the account’s id stays",
        promised: false,
        due: "select id, 'closed account' from account where closed_at is not null and closed_at < :instant
              and email not like '%@erased.invalid' order by 1",
        delete: &[
            "update account set email = 'erased-' || substr(id, 25) || '@erased.invalid', password_hash = null
             where id in (:ids)",
            "delete from api_token where account_id in (:ids)",
        ],
    },
    Class {
        key: "ended-applications",
        what: "Applications that led to no place",
        from: "the day they were declined, refused, withdrawn or ran out",
        days: 730,
        why: "The session after and one year more: long enough to apply again and to answer a complaint.",
        then: "Name, address and words taken out; the count of applications stays",
        promised: false,
        due: "select id, 'application, ' || state from application where email <> ''
              and state in ('declined', 'expired', 'withdrawn', 'refused', 'transferred', 'merged') and state_at < :instant order by 1",
        delete: &[
            "update application set name = 'Former applicant', email = '', workplace = '', registration = '', why = '',
               needs = '', endorser_name = '', endorser_email = '', endorsed_words = '', sentence = '', person_id = null
             where id in (:ids)",
            "update application_step set reason = '' where application_id in (:ids)",
            "delete from application_link where application_id in (:ids)",
        ],
    },
    Class {
        key: "unfinished-case-studies",
        what: "Case studies that were begun and never accepted",
        from: "the last change",
        days: 730,
        why: "The session after and one year more: whoever comes back to it still finds it.",
        then: "Deleted",
        promised: false,
        due: "select id, 'case study, ' || state from case_study where state in ('draft', 'returned') and state_at < :instant order by 1",
        delete: &[
            "delete from case_study_step where case_study_id in (:ids)",
            "delete from case_study where id in (:ids)",
        ],
    },
    Class {
        key: "register-notes",
        what: "Notes beside marks in registers",
        from: "the mark",
        days: 730,
        why: "They explain a mark while completion is decided and questioned.",
        then: "Taken out; the mark stays",
        promised: false,
        due: "select id, 'note beside a mark' from attendance where note <> '' and taken_at < :instant order by 1",
        delete: &["update attendance set note = '' where id in (:ids)"],
    },
    Class {
        key: "application-words",
        what: "What participants wrote when they applied, and what their line managers said",
        from: "the last step of the application",
        days: 1095,
        why: "Three sessions: an award may be claimed and an evaluation made until then.",
        then: "Words taken out; the application and its place stay",
        promised: false,
        due: "select id, 'words of an application' from application where (why <> '' or endorsed_words <> ''
                or endorser_email <> '') and state in ('submitted', 'waiting', 'offered', 'accepted', 'deferred')
              and state_at < :instant order by 1",
        delete: &["update application set why = '', endorser_name = '', endorser_email = '', endorsed_words = ''
                   where id in (:ids)"],
    },
    Class {
        key: "form-words",
        what: "Answers to forms in people’s own words",
        from: "the day of the answer",
        days: 1825,
        why: "An evaluation looks back five years; the choices and numbers stay for longer comparisons.",
        then: "Words deleted; choices and numbers stay",
        promised: false,
        due: "select distinct form_response.id, 'words in an answer to a form' from form_response
              join form_answer on form_answer.response_id = form_response.id
              where form_answer.words is not null and form_response.day < :day order by 1",
        delete: &["delete from form_answer where words is not null and response_id in (:ids)"],
    },
];
