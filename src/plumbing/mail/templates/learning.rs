//! Letters about learning: applications and places, endorsement, meetings of a cohort, certificates, forms.

use super::{Template, may, must};

pub(super) const LETTERS: &[Template] = &[
    // forms
    Template {
        kind: "form-link",
        name: "Form after a meeting or a programme",
        when: "To everybody who took part, when whoever keeps the programme sends personal links to a form.",
        subject: "{occasion}: how was it?",
        body: "Dear {name}\n\n\
            Please tell us how {occasion} was. It takes about two minutes, on a phone too, and you need no account:\n\n\
            {link}\n\n\
            The link works once, until {closes}. Your answers carry no name: nobody can see which are yours, or whether you \
            have answered, so please do not pass the link on.\n\n\
            Thank you\n{office}\n{site}\n",
        values: &[
            may("name", "the name of whoever took part"),
            must("occasion", "what it was"),
            must("link", "the address of the form"),
            may("closes", "the last day on which answers are taken"),
            may("office", "the office that asks"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "sign-in-link",
        name: "Link to sign in",
        when: "To whoever asks on the page Sign in by email, where their address is known.",
        subject: "Your link to sign in",
        body: "Dear {name}\n\n\
            You asked for a link to sign in. It works once, until {until}:\n\n\
            {link}\n\n\
            Did you not ask for it? Then do nothing: without this letter nobody gets in. Do not pass it on.\n\n\
            A new link: {again}\n\n{site}\n",
        values: &[
            may("name", "the name of the reader"),
            must("link", "the address that signs in"),
            may("until", "the time and day until which it works"),
            may("again", "the page where another link is asked for"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "meeting-reminder",
        name: "Reminder of meetings of a programme",
        when: "A few days before a meeting, to everybody who has a place and has not stopped these letters.",
        subject: "{what}",
        body: "Dear {name}\n\nYou are expected at:\n\n{meetings}\n\n\
            If you cannot come, tell whoever runs the programme; its page says how. All your meetings: {link}\n\n\
            To get no more reminders: {stop}\n\n{site}\n",
        values: &[
            may("name", "the name of the reader"),
            may("what", "the programme and the time, or how many meetings"),
            must("meetings", "the meetings with their times and places"),
            may("link", "the address of the reader’s own page"),
            must("stop", "the address at which reminders are stopped"),
            may("site", "the name of the partnership"),
        ],
        digest: true,
    },
];
