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
];
