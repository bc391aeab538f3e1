//! Letters about completing a programme: the case study, the certificate, what came next.

use super::{Template, may, must};

pub(super) const LETTERS: &[Template] = &[
    Template {
        kind: "case-study",
        name: "Case study",
        when: "To people of a cohort, when they are sent the link under which they write their case study.",
        subject: "Your case study for {programme}",
        body: "Dear {name}

To complete {programme} you are asked for a case study: eight questions, one to a page. Each answer is saved when you go on; you can stop at any time and come back with the same link. You need no account:

{link}

Write about pupils in numbers only, and name none of them.

{office}
{site}
",
        values: &[
            may("name", "the name of the participant"),
            may("programme", "the name of the programme"),
            must("link", "the link to the case study"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "case-study-returned",
        name: "Case study back with a question",
        when: "To a participant, when their case study goes back with a question.",
        subject: "A question about your case study for {programme}",
        body: "Dear {name}

Thank you for your case study for {programme}. Before it is accepted, there is a question:

{question}

Everything you wrote is still there. Change what you like and send it again:

{link}

{office}
{site}
",
        values: &[
            may("name", "the name of the participant"),
            may("programme", "the name of the programme"),
            must("question", "what was asked"),
            must("link", "the link to the case study"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "certificate",
        name: "Certificate",
        when: "To a participant, when their certificate is issued.",
        subject: "Your certificate for {programme}",
        body: "Dear {name}

You completed {programme}. Your certificate is here, as a PDF to keep:

{link}

Its number is {number}. Whoever you give the number to can look up that it stands.

{site}
",
        values: &[
            may("name", "the name of the participant"),
            may("programme", "the name of the programme"),
            must("link", "the participant's own link to the certificate"),
            may("number", "the number of the certificate"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "what-next",
        name: "What came next",
        when: "Once to people who completed a programme, a year later.",
        subject: "A year after {programme}: three short questions",
        body: "Dear {name}

A year ago you completed {programme}. What came of it helps those who plan the next one. Three short questions, about two minutes, no account:

{link}

You may leave it; you will not be asked again.

{office}
{site}
",
        values: &[
            may("name", "the name of the participant"),
            may("programme", "the name of the programme"),
            must("link", "the link to the questions"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
];
