//! What is held about somebody who learns: applications, registers, case studies, completion.

use super::{
    Erase::{Blanked, Goes},
    Holding,
};

/// The applications that are the person's own.
const OWN_APPLICATIONS: &str =
    "application_id in (select id from application where person_id in (:ids) or email in (:emails))";

pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        key: "application-links",
        heading: "Links to my applications",
        columns: &[],
        from: "application_link join application on application.id = application_link.application_id",
        whose: "(application_link.kind = 'applicant' and (application.person_id in (:ids) or application.email in (:emails)))
                or (application_link.kind = 'endorser' and application.endorser_email in (:emails))",
        shows: &[
            ("For", "application_link.kind"),
            ("Made", "application_link.made_at"),
            ("Holds until", "application_link.expires_at"),
        ],
        erase: Goes(
            &["delete from application_link where (kind = 'applicant' and application_id in
                 (select id from application where person_id in (:ids) or email in (:emails)))
               or (kind = 'endorser' and application_id in (select id from application where endorser_email in (:emails)))"],
            "links of somebody who is no longer known must not open anything",
        ),
    },
    Holding {
        key: "application-steps",
        heading: "What became of my applications",
        columns: &[],
        from: "application_step",
        whose: OWN_APPLICATIONS,
        shows: &[
            ("From", "from_state"),
            ("To", "to_state"),
            ("When", "at"),
            ("Reason", "reason"),
        ],
        erase: Blanked(
            &["update application_step set reason = '' where application_id in
                 (select id from application where person_id in (:ids) or email in (:emails))"],
            "the steps are counted; the reasons may tell of the person",
        ),
    },
    Holding {
        key: "endorsements",
        heading: "Applications of others that name me as line manager",
        columns: &["endorser_name", "endorser_email", "endorsed_words", "endorsed", "endorsed_at"],
        from: "application join cohort on cohort.id = application.cohort_id",
        whose: "application.endorser_email in (:emails)",
        shows: &[
            ("Cohort", "cohort.title"),
            ("Name given", "application.endorser_name"),
            ("Address given", "application.endorser_email"),
            ("My answer", "application.endorsed"),
            ("When", "application.endorsed_at"),
            ("My words", "application.endorsed_words"),
        ],
        erase: Blanked(
            &["update application set endorser_name = '', endorser_email = '', endorsed_words = ''
               where endorser_email in (:emails)"],
            "that a line manager said yes stays with the application of the other person",
        ),
    },
    Holding {
        key: "applications",
        heading: "My applications",
        columns: &["person_id", "name", "email", "registration"],
        from: "application join cohort on cohort.id = application.cohort_id
               join programme on programme.id = cohort.programme_id",
        whose: "application.person_id in (:ids) or application.email in (:emails)",
        shows: &[
            ("Programme", "programme.name"),
            ("Cohort", "cohort.title"),
            ("State", "application.state"),
            ("Since", "application.state_at"),
            ("Name", "application.name"),
            ("Address", "application.email"),
            ("Post", "application.post"),
            ("Sector", "application.sector"),
            ("Authority", "application.authority_key"),
            ("Establishment", "application.establishment_key"),
            ("Workplace", "application.workplace"),
            ("Registration number", "application.registration"),
            ("Why", "application.why"),
            ("Needs", "application.needs"),
            ("Line manager", "application.endorser_name"),
            ("Their address", "application.endorser_email"),
            ("Their words", "application.endorsed_words"),
            ("What was said to me", "application.sentence"),
        ],
        erase: Blanked(
            &[
                "update application set state = 'withdrawn', state_at = :now
                  where state in ('draft', 'submitted', 'waiting', 'offered') and (person_id in (:ids) or email in (:emails))",
                "update application set name = :name, email = '', workplace = '', registration = '', why = '', needs = '',
                   endorser_name = '', endorser_email = '', endorsed_words = '', sentence = ''
                 where person_id in (:ids) or email in (:emails)",
            ],
            "how many applied, from where and with what result stays; who and why does not",
        ),
    },
    Holding {
        key: "registers",
        heading: "Marks in registers",
        columns: &["person_id"],
        from: "attendance join cohort_meeting on cohort_meeting.id = attendance.meeting_id
               join cohort on cohort.id = cohort_meeting.cohort_id join programme on programme.id = cohort.programme_id",
        whose: "attendance.person_id in (:ids)",
        shows: &[
            ("Programme", "programme.name"),
            ("Cohort", "cohort.title"),
            ("Meeting", "cohort_meeting.title"),
            ("Day", "cohort_meeting.day"),
            ("Mark", "attendance.mark"),
            ("Mode", "attendance.mode"),
            ("Authority", "attendance.authority_key"),
            ("Establishment", "attendance.establishment_key"),
            ("Sector", "attendance.sector"),
            ("Post", "attendance.post"),
            ("Note", "attendance.note"),
        ],
        erase: Blanked(
            &["update attendance set note = '' where person_id in (:ids)"],
            "the marks are the attendances, hours and people counted once that were reported; they name nobody afterwards",
        ),
    },
    Holding {
        key: "case-study-steps",
        heading: "What became of my case studies",
        columns: &[],
        from: "case_study_step join case_study on case_study.id = case_study_step.case_study_id",
        whose: "case_study.person_id in (:ids)",
        shows: &[
            ("From", "case_study_step.from_state"),
            ("To", "case_study_step.to_state"),
            ("When", "case_study_step.at"),
            ("Words", "case_study_step.words"),
        ],
        erase: Blanked(
            &["update case_study_step set words = '' where case_study_id in
                 (select id from case_study where person_id in (:ids))"],
            "the steps are counted; the words tell of the person’s work",
        ),
    },
    Holding {
        key: "case-studies",
        heading: "My case studies",
        columns: &["person_id"],
        from: "case_study join cohort on cohort.id = case_study.cohort_id",
        whose: "case_study.person_id in (:ids)",
        shows: &[
            ("Cohort", "cohort.title"),
            ("Question", "case_study.question"),
            ("Target group", "case_study.target_group"),
            ("What I did", "case_study.done"),
            ("Measured before", "case_study.measure_before"),
            ("Measured after", "case_study.measure_after"),
            ("Impact", "case_study.impact"),
            ("What did not work", "case_study.not_worked"),
            ("Outcomes", "case_study.outcomes"),
            ("State", "case_study.state"),
        ],
        erase: Blanked(
            &["update case_study set question = '', target_group = '', done = '', measure_before = '', measure_after = '',
                 impact = '', not_worked = '', outcomes = '[]', may_share = 0 where person_id in (:ids)"],
            "that a case study was accepted, and how many learners it reached, is counted; its words are the person’s own",
        ),
    },
    Holding {
        key: "completion-links",
        heading: "Links to my case study and certificate",
        columns: &["person_id"],
        from: "completion_link",
        whose: "person_id in (:ids)",
        shows: &[("For", "kind"), ("Made", "made_at"), ("Holds until", "expires_at")],
        erase: Goes(
            &["delete from completion_link where person_id in (:ids)"],
            "links of somebody who is no longer known must not open anything",
        ),
    },
    Holding {
        key: "what-next",
        heading: "What came of a programme a year later",
        columns: &[],
        from: "what_next join completion on completion.id = what_next.completion_id",
        whose: "completion.person_id in (:ids)",
        shows: &[
            ("Asked", "what_next.asked_at"),
            ("What changed", "what_next.changed"),
            ("What I do", "what_next.doing"),
            ("Answered", "what_next.answered_at"),
        ],
        erase: Blanked(
            &["update what_next set changed = '', doing = null, may_share = 0 where completion_id in
                 (select id from completion where person_id in (:ids))"],
            "that an answer came is counted; its words are the person’s own",
        ),
    },
    Holding {
        key: "claims",
        heading: "Awards claimed for me",
        columns: &[],
        from: "award_claim join completion on completion.id = award_claim.completion_id",
        whose: "completion.person_id in (:ids)",
        shows: &[
            ("Award", "award_claim.award"),
            ("Step", "award_claim.step"),
            ("Day", "award_claim.day"),
            ("Reference", "award_claim.reference"),
        ],
        erase: Blanked(
            &["update award_claim set reference = '' where completion_id in
                 (select id from completion where person_id in (:ids))"],
            "how many awards came of a programme is counted; the reference leads to the person at the awarding body",
        ),
    },
    Holding {
        key: "certificates",
        heading: "My certificates",
        columns: &["name"],
        from: "certificate join completion on completion.id = certificate.completion_id",
        whose: "completion.person_id in (:ids)",
        shows: &[
            ("Number", "certificate.number"),
            ("Name printed", "certificate.name"),
            ("Programme", "certificate.programme"),
            ("Cohort", "certificate.cohort"),
            ("Completed", "certificate.completed_on"),
            ("Issued", "certificate.issued_on"),
            ("Revoked", "certificate.revoked_on"),
            ("Why", "certificate.revoked_reason"),
        ],
        erase: Blanked(
            &[
                "delete from certificate_file where certificate_id in (select certificate.id from certificate
                   join completion on completion.id = certificate.completion_id where completion.person_id in (:ids))",
                "update certificate set name = :name, document = '' where completion_id in
                   (select id from completion where person_id in (:ids))",
            ],
            "its number still says what was completed and when; the file and the name in it go",
        ),
    },
    Holding {
        key: "completions",
        heading: "What I completed",
        columns: &["person_id"],
        from: "completion join cohort on cohort.id = completion.cohort_id join programme on programme.id = cohort.programme_id",
        whose: "completion.person_id in (:ids)",
        shows: &[
            ("Programme", "programme.name"),
            ("Cohort", "cohort.title"),
            ("Outcome", "completion.outcome"),
            ("Day", "completion.day"),
            ("Facts", "completion.facts"),
            ("Reason", "completion.reason"),
            ("Taken back", "completion.taken_back_at"),
            ("Why", "completion.taken_back_reason"),
        ],
        erase: Blanked(
            &["update completion set reason = '', taken_back_reason = null where person_id in (:ids)"],
            "how many completed a programme was reported; the reasons may tell of the person",
        ),
    },
    Holding {
        key: "calendar",
        heading: "My calendar address",
        columns: &["person_id"],
        from: "learning_calendar",
        whose: "person_id in (:ids)",
        shows: &[("Made", "made_at")],
        erase: Goes(&["delete from learning_calendar where person_id in (:ids)"], "the address must not open anything"),
    },
    Holding {
        key: "reminders",
        heading: "Reminders of meetings",
        columns: &["person_id"],
        from: "learning_reminder",
        whose: "person_id in (:ids)",
        shows: &[("Day", "day"), ("Written", "queued_at")],
        erase: Goes(&["delete from learning_reminder where person_id in (:ids)"], "it serves no purpose any more"),
    },
    Holding {
        key: "reminders-off",
        heading: "That I want no reminders",
        columns: &["person_id"],
        from: "learning_reminder_off",
        whose: "person_id in (:ids)",
        shows: &[("Since", "since")],
        erase: Goes(&["delete from learning_reminder_off where person_id in (:ids)"], "it serves no purpose any more"),
    },
    Holding {
        key: "workplace",
        heading: "My workplace, as the last list or application gave it",
        columns: &["person_id", "registration"],
        from: "practitioner",
        whose: "person_id in (:ids)",
        shows: &[
            ("Authority", "authority_key"),
            ("Establishment", "establishment_key"),
            ("Sector", "sector"),
            ("Post", "post"),
            ("Registration number", "registration"),
            ("Changed", "changed_at"),
        ],
        erase: Goes(
            &["delete from practitioner where person_id in (:ids)"],
            "marks in registers keep where somebody worked on the day; where they work now is nobody’s business any more",
        ),
    },
    Holding {
        key: "interest-notes",
        heading: "What was noted about my expression of interest",
        columns: &[],
        from: "interest_answer join interest on interest.id = interest_answer.interest_id",
        whose: "interest.email in (:emails)",
        shows: &[("When", "interest_answer.at"), ("Note", "interest_answer.note")],
        erase: Blanked(
            &[
                "update interest_answer set note = '' where interest_id in (select id from interest where email in (:emails))",
                "update interest_closure set note = '' where interest_id in (select id from interest where email in (:emails))",
            ],
            "that it was answered is counted",
        ),
    },
    Holding {
        key: "interest",
        heading: "My expressions of interest",
        columns: &["name", "email"],
        from: "interest",
        whose: "email in (:emails)",
        shows: &[
            ("Received", "received_at"),
            ("About", "about_title"),
            ("Name", "name"),
            ("Address", "email"),
            ("Organisation", "organisation"),
            ("Authority", "authority_key"),
            ("Job", "job"),
            ("Message", "message"),
            ("Kept until", "keep_until"),
        ],
        erase: Blanked(
            &["update interest set name = '', email = '', organisation = '', job = '', message = '', forgotten_at = :now
               where email in (:emails)"],
            "that somebody was interested is counted",
        ),
    },
];
