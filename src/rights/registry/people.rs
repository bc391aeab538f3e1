//! What is held about somebody as a person: name, offices, accounts, roles, sign-ins, whom they were found to be.

use super::{
    Erase::{Blanked, Goes, Stays},
    Holding,
};

pub(super) const HOLDINGS: &[Holding] = &[
    Holding {
        key: "sign-ins",
        heading: "Sign-ins",
        columns: &["account_id", "address"],
        from: "sign_in",
        whose: "account_id in (:accounts)",
        shows: &[
            ("Since", "created_at"),
            ("Last seen", "last_seen_at"),
            ("Way", "way"),
            ("Browser", "device"),
            ("From", "address"),
        ],
        erase: Goes(&["delete from sign_in where account_id in (:accounts)"], "nobody may sign in with it any more"),
    },
    Holding {
        key: "second-steps",
        heading: "Sign-ins that wait for a one-time code",
        columns: &["account_id"],
        from: "second_step",
        whose: "account_id in (:accounts)",
        shows: &[("Way", "way"), ("Holds until", "expires_at")],
        erase: Goes(
            &["delete from second_step where account_id in (:accounts)"],
            "nobody may sign in with it any more",
        ),
    },
    Holding {
        key: "one-time-codes",
        heading: "One-time codes from my app",
        columns: &["account_id"],
        from: "one_time_code",
        whose: "account_id in (:accounts)",
        shows: &[("Made", "made_at"), ("On since", "on_since")],
        erase: Goes(
            &["delete from one_time_code where account_id in (:accounts)"],
            "nobody may sign in with it any more",
        ),
    },
    Holding {
        key: "recovery-codes",
        heading: "Codes for a lost device",
        columns: &["account_id"],
        from: "recovery_code",
        whose: "account_id in (:accounts)",
        shows: &[("Used", "used_at")],
        erase: Goes(
            &["delete from recovery_code where account_id in (:accounts)"],
            "nobody may sign in with it any more",
        ),
    },
    Holding {
        key: "council-sign-ins",
        heading: "My council’s sign-in",
        columns: &["account_id"],
        from: "council_identity",
        whose: "account_id in (:accounts)",
        shows: &[
            ("Council", "council_key"),
            ("Issuer", "issuer"),
            ("Subject", "subject"),
            ("Since", "linked_at"),
            ("Last used", "last_used_at"),
        ],
        erase: Goes(
            &["delete from council_identity where account_id in (:accounts)"],
            "nobody may sign in with it any more",
        ),
    },
    Holding {
        key: "sign-in-links",
        heading: "Links to sign in",
        columns: &["account_id"],
        from: "sign_in_link",
        whose: "account_id in (:accounts)",
        shows: &[("Made", "made_at"), ("Holds until", "expires_at"), ("Used", "used_at")],
        erase: Goes(
            &["delete from sign_in_link where account_id in (:accounts)"],
            "nobody may sign in with it any more",
        ),
    },
    Holding {
        key: "welcomes",
        heading: "Links to set a password",
        columns: &["account_id"],
        from: "welcome",
        whose: "account_id in (:accounts)",
        shows: &[("Made", "created_at"), ("Holds until", "expires_at"), ("Used", "used_at")],
        erase: Goes(&["delete from welcome where account_id in (:accounts)"], "nobody may sign in with it any more"),
    },
    Holding {
        key: "tokens",
        heading: "Tokens for programs",
        columns: &["account_id", "name"],
        from: "api_token",
        whose: "account_id in (:accounts)",
        shows: &[("Name", "name"), ("Made", "made_at"), ("Last used", "last_used_at"), ("Revoked", "revoked_at")],
        erase: Goes(&["delete from api_token where account_id in (:accounts)"], "no program may read in their name"),
    },
    Holding {
        key: "roles",
        heading: "Roles",
        columns: &["person_id"],
        from: "role_grant",
        whose: "person_id in (:ids)",
        shows: &[
            ("Role", "role"),
            ("For", "scope_kind"),
            ("Which", "scope_key"),
            ("From", "from_day"),
            ("To", "to_day"),
        ],
        erase: Blanked(
            &["update role_grant set to_day = case when from_day > :today then from_day else :today end
               where person_id in (:ids) and (to_day is null or to_day > :today)"],
            "which role acted is part of the history; the roles end on the day",
        ),
    },
    Holding {
        key: "offices",
        heading: "Offices",
        columns: &["person_id", "email"],
        from: "office",
        whose: "person_id in (:ids) or email in (:emails)",
        shows: &[("Office", "title"), ("Address", "email"), ("Telephone", "telephone"), ("Note", "note")],
        erase: Blanked(
            &[
                "update office set telephone = null, note = null where person_id in (:ids)",
                "update office set person_id = null where person_id in (:ids)",
                "update office set email = null where email in (:emails)",
            ],
            "the office stands vacant, its mailbox stays",
        ),
    },
    Holding {
        key: "accounts",
        heading: "Accounts",
        columns: &["person_id", "email"],
        from: "account",
        whose: "person_id in (:ids) or email in (:emails)",
        shows: &[("Address", "email"), ("Made", "created_at"), ("Closed", "closed_at")],
        erase: Blanked(
            &["update account set email = 'erased-' || substr(id, 25) || '@erased.invalid', password_hash = null,
                 closed_at = coalesce(closed_at, :now) where person_id in (:ids) or email in (:emails)"],
            "the history names acts by the account’s id; the account is closed and nobody can sign in with it",
        ),
    },
    Holding {
        key: "alike",
        heading: "People who look like me in the lists",
        columns: &["first_id", "second_id"],
        from: "person_alike",
        whose: "first_id in (:ids) or second_id in (:ids)",
        shows: &[("Reasons", "reasons")],
        erase: Goes(
            &["delete from person_alike where first_id in (:ids) or second_id in (:ids)"],
            "there is nothing left that could look alike",
        ),
    },
    Holding {
        key: "told-apart",
        heading: "People I was told apart from",
        columns: &["first_id", "second_id"],
        from: "person_apart",
        whose: "first_id in (:ids) or second_id in (:ids)",
        shows: &[("When", "at"), ("Reason", "reason"), ("Ended", "ended_at")],
        erase: Blanked(
            &["update person_apart set reason = '' where first_id in (:ids) or second_id in (:ids)"],
            "people counted once depends on it; the reason may tell of the person",
        ),
    },
    Holding {
        key: "merges",
        heading: "People found to be me",
        columns: &["kept_id", "merged_id"],
        from: "person_merge",
        whose: "kept_id in (:ids) or merged_id in (:ids)",
        shows: &[("When", "at"), ("Reason", "reason"), ("Undone", "undone_at"), ("Why", "undone_reason")],
        erase: Blanked(
            &[
                "update person_merge set reason = '', undone_reason = null where kept_id in (:ids) or merged_id in (:ids)",
            ],
            "people counted once depends on it; the reasons may tell of the person",
        ),
    },
    Holding {
        key: "history",
        heading: "Acts on my account, in the history",
        columns: &["account"],
        from: "history",
        whose: "account in (:accounts)",
        shows: &[("When", "at"), ("Act", "act"), ("Record", "subject_kind"), ("Reason", "reason")],
        erase: Stays(
            "the history says what was done to the record and must stay whole; it names the account by an id that leads to \
             nobody afterwards, and names and addresses are taken out of it",
        ),
    },
    Holding {
        key: "person",
        heading: "My name",
        columns: &["name", "email"],
        from: "person",
        whose: "id in (:ids)",
        shows: &[("Key", "key"), ("Name", "name"), ("Address", "email")],
        erase: Blanked(
            &[
                "update person set name = :name, email = null, key = 'erased-' || substr(person.id, 25) where id in (:ids)",
            ],
            "one row without a name stays, so that everybody is counted once as before",
        ),
    },
];
