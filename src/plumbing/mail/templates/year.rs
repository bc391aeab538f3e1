//! Letters of the working year: progress reports, consent to words, everybody's week.

use super::{Template, may, must};

pub(super) const LETTERS: &[Template] = &[
    Template {
        kind: "progress-request",
        name: "Request for a progress report",
        when: "To the lead of a group, when the Collaboration Officer asks for reports.",
        subject: "{group}: five short questions by {due}",
        body: "Dear {name}\n\n\
            How is {group} getting on? Please tell us about {period} in five short questions. It takes about five \
            minutes, on a phone too, and much is filled in for you already. You need no account:\n\n\
            {link}\n\n\
            Please send it by {due}. You can stop halfway and come back with the same link. Somebody else of the group \
            may fill it in: pass this letter on.\n\n\
            Thank you\n{office}\n{site}\n",
        values: &[
            may("name", "the name of the lead"),
            must("group", "the name of the group"),
            may("period", "the time the report is about, such as 1 September to 30 November 2025"),
            may("due", "the day it is due"),
            must("link", "the address of the report"),
            may("office", "the office that asks"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "progress-reminder",
        name: "Reminder of a progress report",
        when: "To the lead of a group whose report is overdue, when the Collaboration Officer sends reminders.",
        subject: "{group}: your report was due on {due}",
        body: "Dear {name}\n\n\
            The report of {group} about {period} was due on {due}. Five short questions, about five minutes. Here is a \
            new link; what was written before is still there:\n\n\
            {link}\n\n\
            If there was nothing to tell, say so in one line: that helps us too.\n\n\
            Thank you\n{office}\n{site}\n",
        values: &[
            may("name", "the name of the lead"),
            must("group", "the name of the group"),
            may("period", "the time the report is about"),
            may("due", "the day it was due"),
            must("link", "the address of the report"),
            may("office", "the office that asks"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "progress-returned",
        name: "Question about a progress report",
        when: "To whoever was asked for a report, when it is returned with a question.",
        subject: "{group}: a question about your report",
        body: "Dear {name}\n\n\
            Thank you for the report of {group}. Before it is accepted there is one question:\n\n\
            {question}\n\n\
            Please answer it in the report itself. Everything you wrote is still there:\n\n\
            {link}\n\n\
            Thank you\n{office}\n{site}\n",
        values: &[
            may("name", "the name of whoever was asked"),
            must("group", "the name of the group"),
            must("question", "the question"),
            must("link", "the address of the report"),
            may("office", "the office that asks"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "voice-consent",
        name: "May we use your words?",
        when: "To somebody whose words were noted, when they are asked to agree to their use.",
        subject: "May we use your words?",
        body: "Hello\n\n\
            You said something that {site} would like to use. Please read it and decide: whether it may be used, where, \
            and how you are named. It takes two minutes and you need no account:\n\n\
            {link}\n\n\
            Nothing is used unless you agree. Keep this letter: with the same link you can take your agreement back at \
            any time.\n\n\
            Thank you\n{office}\n{site}\n",
        values: &[
            must("link", "the address of the speaker’s own page"),
            may("office", "the office that asks"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "weekly-digest",
        name: "Weekly list of tasks",
        when: "Once a week to whoever asked for it, with what is due for them.",
        subject: "Your week: {week}",
        body: "Dear {name}\n\n{tasks}\n\n\
            All your tasks: {link}\n\n\
            You get this letter once a week. To stop it: {stop}\n\n{site}\n",
        values: &[
            may("name", "the name of the reader"),
            may("week", "the week"),
            must("tasks", "the tasks by date, one to a line"),
            must("link", "the address of the reader’s own list"),
            must("stop", "the address at which the letter is stopped"),
            may("site", "the name of the partnership"),
        ],
        digest: true,
    },
];
