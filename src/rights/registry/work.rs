//! What is held about somebody who works in the partnership: groups, bodies, meetings, progress, voices.

use super::{
    Erase::{Blanked, Goes},
    Holding,
};

pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        key: "memberships",
        heading: "Groups and networks I am or was in",
        columns: &["person_id"],
        from: "membership join network_group on network_group.id = membership.group_id",
        whose: "membership.person_id in (:ids)",
        shows: &[
            ("Group", "network_group.name"),
            ("Part", "membership.part"),
            ("Post", "membership.post"),
            ("Authority", "membership.authority_key"),
            ("Establishment", "membership.establishment_key"),
            ("From", "membership.from_day"),
            ("To", "membership.to_day"),
        ],
        erase: Blanked(
            &[
                "update membership set to_day = :today where person_id in (:ids) and (to_day is null or to_day > :today)
                   and from_day <= :today",
                "update membership set post = 'post not kept' where person_id in (:ids)",
            ],
            "how many were in a group, and from which authorities, was reported; membership ends on the day, and the post \
             would tell who it was",
        ),
    },
    Holding {
        key: "meetings",
        heading: "Meetings of groups and bodies I was at",
        columns: &["person", "name", "substitute_for"],
        from: "meeting_attendance join meeting on meeting.id = meeting_attendance.meeting_id",
        whose: "meeting_attendance.person in (:keys) or meeting_attendance.substitute_for in (:keys)",
        shows: &[
            ("Meeting", "meeting.title"),
            ("Day", "meeting.day"),
            ("Name", "meeting_attendance.name"),
            ("Office", "meeting_attendance.office"),
            ("Presence", "meeting_attendance.presence"),
            ("Came for", "meeting_attendance.substitute_for"),
        ],
        erase: Blanked(
            &[
                "update meeting_attendance set name = :name, office = case when meeting_id in
                   (select id from meeting where holder_kind = 'group') then 'post not kept' else office end, person =
                   (select 'erased-' || substr(person.id, 25) from person where person.key = meeting_attendance.person)
                 where person in (:keys)",
                "update meeting_attendance set substitute_for =
                   (select 'erased-' || substr(person.id, 25) from person where person.key = meeting_attendance.substitute_for)
                 where substitute_for in (:keys)",
            ],
            "that a meeting had its quorum stays, with the offices of a body; who came does not",
        ),
    },
    Holding {
        key: "declarations",
        heading: "Interests I declared",
        columns: &["person", "name"],
        from: "meeting_declaration join meeting on meeting.id = meeting_declaration.meeting_id",
        whose: "meeting_declaration.person in (:keys)",
        shows: &[
            ("Meeting", "meeting.title"),
            ("Day", "meeting.day"),
            ("Office", "meeting_declaration.office"),
            ("Interest", "meeting_declaration.interest"),
        ],
        erase: Blanked(
            &["update meeting_declaration set name = :name, interest = :name, person =
                 (select 'erased-' || substr(person.id, 25) from person where person.key = meeting_declaration.person)
               where person in (:keys)"],
            "that an interest was declared belongs to the record of the meeting; whose and which does not",
        ),
    },
    Holding {
        key: "actions",
        heading: "Actions I agreed to",
        columns: &["owner", "owner_words"],
        from: "agreed_action",
        whose: "owner in (:keys)",
        shows: &[
            ("Action", "wording"),
            ("Owner", "owner_words"),
            ("Due", "due"),
            ("Agreed", "agreed_on"),
            ("Done", "done_on"),
            ("Dropped", "dropped_on"),
            ("Outcome", "outcome"),
        ],
        erase: Blanked(
            &["update agreed_action set owner_words = :name, owner =
                 (select 'erased-' || substr(person.id, 25) from person where person.key = agreed_action.owner)
               where owner in (:keys)"],
            "what was agreed stays; somebody else takes it on",
        ),
    },
    Holding {
        key: "seats",
        heading: "Seats of bodies I hold or held",
        columns: &["person_key", "substitute_key"],
        from: "body_seat join governing_body on governing_body.id = body_seat.body_id",
        whose: "body_seat.person_key in (:keys) or body_seat.substitute_key in (:keys)",
        shows: &[
            ("Body", "governing_body.name"),
            ("Office", "body_seat.office_title"),
            ("From", "body_seat.from_day"),
            ("To", "body_seat.to_day"),
            ("Note", "body_seat.note"),
        ],
        erase: Blanked(
            &[
                "update body_seat set note = null, to_day = case when to_day is null or to_day > :today then
                   case when from_day > :today then from_day else :today end else to_day end, person_key =
                   (select 'erased-' || substr(person.id, 25) from person where person.key = body_seat.person_key)
                 where person_key in (:keys)",
                "update body_seat set substitute_key = null where substitute_key in (:keys)",
            ],
            "that a seat was filled for a term stays, and decisions stay valid; by whom does not",
        ),
    },
    Holding {
        key: "progress-reports",
        heading: "Progress reports sent in my name",
        columns: &["person_name"],
        from: "progress_answers join progress_report on progress_report.id = progress_answers.report_id",
        whose: "progress_answers.person_name in (:names)",
        shows: &[
            ("Group", "progress_report.group_key"),
            ("From", "progress_report.period_from"),
            ("To", "progress_report.period_to"),
            ("Name", "progress_answers.person_name"),
            ("Post", "progress_answers.post"),
            ("Sent", "progress_answers.sent_at"),
        ],
        erase: Blanked(
            &["update progress_answers set person_name = :name, post = '' where person_name in (:names)"],
            "the report is the group’s; who sent it is the person’s",
        ),
    },
    Holding {
        key: "progress-links",
        heading: "Links to progress reports",
        columns: &["person_key"],
        from: "progress_link",
        whose: "person_key in (:keys)",
        shows: &[("For", "kind"), ("Made", "made_at"), ("Holds until", "expires_at")],
        erase: Goes(
            &["delete from progress_link where person_key in (:keys)"],
            "links of somebody who is no longer known must not open anything",
        ),
    },
    Holding {
        key: "voice-links",
        heading: "Links to say yes or no to the use of my words",
        columns: &[],
        from: "voice_link join voice on voice.id = voice_link.voice_id",
        whose: ":spoke",
        shows: &[("Made", "voice_link.made_at"), ("Ended", "voice_link.ended_at")],
        erase: Goes(
            &["delete from voice_link where voice_id in (select id from voice where :spoke)"],
            "links of somebody who is no longer known must not open anything",
        ),
    },
    Holding {
        key: "consents",
        heading: "Consents I gave",
        columns: &[],
        from: "voice_consent join voice on voice.id = voice_consent.voice_id",
        whose: ":spoke",
        shows: &[
            ("Given", "voice_consent.given_on"),
            ("How", "voice_consent.given_how"),
            ("To what", "voice_consent.wording"),
            ("Named as", "voice_consent.attribution"),
            ("Where", "voice_consent.channels"),
            ("Until", "voice_consent.expires_on"),
            ("Note", "voice_consent.note"),
        ],
        erase: Blanked(
            &[
                "insert into voice_withdrawal (consent_id, at, account, withdrawn_on, withdrawn_how, reason)
                 select voice_consent.id, :now, :by, :today, 'recorded', null from voice_consent
                 join voice on voice.id = voice_consent.voice_id
                 left join voice_withdrawal on voice_withdrawal.consent_id = voice_consent.id
                 where :spoke and voice_withdrawal.consent_id is null",
                "update voice_consent set note = null where voice_id in (select id from voice where :spoke)",
                "update voice_withdrawal set reason = null where consent_id in (select voice_consent.id from voice_consent
                   join voice on voice.id = voice_consent.voice_id where :spoke)",
            ],
            "every consent is withdrawn; that and when it was given is the partnership’s proof for what is published already",
        ),
    },
    Holding {
        key: "voices",
        heading: "My words and practice spotlights",
        columns: &["speaker_name", "speaker_email", "verified_by"],
        from: "voice",
        whose: ":spoke",
        shows: &[
            ("Session", "session"),
            ("Words", "words"),
            ("Question", "question"),
            ("Name", "speaker_name"),
            ("Address", "speaker_email"),
            ("Role", "role"),
            ("Authority", "authority_key"),
            ("What was changed", "edits"),
        ],
        erase: Blanked(
            &["update voice set words = :name, edits = null, speaker_name = null, speaker_email = null, role = null,
                 chosen = null, measure = null, measure_before = null, measure_after = null, meanwhile = null,
                 did_not_work = null, verified_by = null where :spoke"],
            "that somebody spoke is counted; the words are theirs. Documents published with consent stay as published; \
             the page of the voice names each",
        ),
    },
    Holding {
        key: "letters",
        heading: "Letters to me",
        columns: &["address"],
        from: "letter",
        whose: "address in (:emails)",
        shows: &[
            ("Written", "queued_at"),
            ("To", "address"),
            ("Subject", "subject"),
            ("Body", "body"),
            ("State", "state"),
            ("Sent", "done_at"),
        ],
        erase: Goes(&["delete from letter where address in (:emails)"], "no letter may leave any more"),
    },
    Holding {
        key: "weekly-letter-off",
        heading: "That I want no weekly letter",
        columns: &["person_key"],
        from: "weekly_letter_off",
        whose: "person_key in (:keys)",
        shows: &[("Since", "since")],
        erase: Goes(&["delete from weekly_letter_off where person_key in (:keys)"], "it serves no purpose any more"),
    },
];
