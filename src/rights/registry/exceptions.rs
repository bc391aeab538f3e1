//! Columns whose names sound like a person and that hold none, or hold one on purpose.

/// Columns that name whoever acted by the id of their account: the trail of who did what, shown as acts of the history, and
/// leading to nobody once the account's person is erased.
pub const AUTHORS: &[&str] = &[
    "account",
    "by_account",
    "recorded_by",
    "moderated_by",
    "revoked_by",
    "taken_back_by",
    "undone_by",
    "ended_by",
    "locked_by",
    "unlocked_by",
    "replaced_by",
];

/// `table.column` and why it is no entry of the registry. Free text in which somebody may be named is looked through for the
/// person's names and addresses in every table all the same.
pub const EXCEPTIONS: &[(&str, &str)] = &[
    ("agenda_item.brought_by", "free text: an office or a council; looked through"),
    ("application_group.name", "the name of a school or department"),
    ("authority.name", "the name of a council"),
    ("check_in_try.address", "a network address without a person; gone after the days of its retention class"),
    ("cohort_meeting.held_by", "the account that closed the register, by id"),
    ("conversation.held_by", "free text: an office or body; looked through"),
    ("conversation.with_whom", "free text: groups of people; looked through"),
    ("establishment.name", "the name of an establishment"),
    ("form_scale.name", "the name of a scale"),
    ("governing_body.chair", "an office, as a paper prints it; looked through"),
    ("governing_body.name", "the name of a body"),
    ("indicator.name", "the name of an indicator"),
    ("network_group.carried_on_by", "free text: an office or a group; looked through"),
    ("network_group.name", "the name of a group"),
    ("partner.name", "the name of an organisation"),
    ("partnership.name", "the name of the partnership"),
    ("programme.name", "the name of a programme"),
    ("publication.issued_by", "a body or office, as printed"),
    ("recommendation_response.answered_by", "a body or office; looked through"),
    ("sign_in_ask.address_digest", "a keyed digest, gone after the days of its retention class"),
    ("wrong_guess.account_digest", "a keyed digest, gone after the days of its retention class"),
    ("theme.name", "the name of a theme"),
];

/// Tables that hold what was published, which stays published: what stands in them was released with a consent or as the
/// partnership's own statement. Whoever is erased is told which publications name them.
pub const STAYS_PUBLISHED: &[&str] = &["publication_file", "publication_version", "framework_version"];
