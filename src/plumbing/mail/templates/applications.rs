//! Letters about applications: begun and received, endorsement, offers, the waiting list, news.

use super::{Template, may, must};

pub(super) const LETTERS: &[Template] = &[
    Template {
        kind: "application-begun",
        name: "Application begun",
        when: "To somebody who began an application, once they gave their address, so that they can come back.",
        subject: "Your application to {cohort}",
        body: "Dear {name}\n\n\
            You have begun an application to {cohort}. What you wrote is kept. Go on whenever you like, on any \
            device; you need no account:\n\n\
            {link}\n\n\
            Please send it {closes}. With the same link you later see where your application stands. Keep this \
            letter, and do not pass it on.\n\n\
            If this was not you, ignore this letter: nothing is sent.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            may("closes", "until when, such as by 6 March 2026"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "application-received",
        name: "Application received",
        when: "To an applicant, as soon as the application is sent.",
        subject: "We have your application to {cohort}",
        body: "Dear {name}\n\n\
            Thank you: your application to {cohort} has arrived. {sentence}\n\n\
            See where it stands, or withdraw it:\n\n\
            {link}\n\n\
            Questions? Write to {ask}.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            may("sentence", "what is to be said about it, in a sentence"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "application-entered",
        name: "Somebody applied for you",
        when: "To each person for whom their school or department applied.",
        subject: "You have been put forward for {cohort}",
        body: "Dear {name}\n\n\
            {sentence} has put you forward for a place in {cohort}. You need do nothing now: you hear from us \
            when places are decided.\n\n\
            See what was said of you, or withdraw:\n\n\
            {link}\n\n\
            Questions? Write to {ask}.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("sentence", "what is to be said about it, in a sentence"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "application-again",
        name: "Applied twice",
        when: "To somebody who applied a second time to the same cohort: the first application counts.",
        subject: "You have applied to {cohort} already",
        body: "Dear {name}\n\n\
            Today an application to {cohort} was sent with your address. You had applied before, and that \
            application counts; the second one was set aside.\n\n\
            See where your application stands:\n\n\
            {link}\n\n\
            If you want to change something in it, write to {ask}.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "endorsement-asked",
        name: "Request to endorse",
        when: "To a line manager or headteacher, when an application names them as endorser.",
        subject: "{name} would like to take part in {cohort}: do you endorse it?",
        body: "Dear {endorser}\n\n\
            {sentence} for a place in {cohort} and named you as the one who endorses it. Please say yes or no. \
            It takes a minute and you need no account:\n\n\
            {link}\n\n\
            You can change your answer with the same link until places are decided.\n\n\
            Thank you\n{office}\n{site}\n",
        values: &[
            may("endorser", "the name of whoever is asked"),
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("sentence", "what is to be said about it, in a sentence"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "place-offered",
        name: "Offer of a place",
        when: "To an applicant who is offered a place.",
        subject: "A place for you in {cohort}: please answer by {until}",
        body: "Dear {name}\n\n\
            Good news: you are offered a place in {cohort}.\n\n\
            {sentence}\n\n\
            Please accept or decline it by {until}. After that day the place goes to somebody else:\n\n\
            {link}\n\n\
            Questions? Write to {ask}.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            may("sentence", "what is to be said about it, in a sentence"),
            must("until", "the last day of the offer"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "offer-reminder",
        name: "Reminder of an offer",
        when: "To an applicant whose offer runs out within two days.",
        subject: "Your place in {cohort} is kept until {until}",
        body: "Dear {name}\n\n\
            A place in {cohort} is kept for you until {until}, and you have not answered yet. Please accept or \
            decline it:\n\n\
            {link}\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("until", "the last day of the offer"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "offer-expired",
        name: "Offer ran out",
        when: "To an applicant who did not answer an offer in time.",
        subject: "Your offer of a place in {cohort} has run out",
        body: "Dear {name}\n\n\
            {sentence}\n\n\
            If you still want to take part, write to {ask} soon: the place may go to whoever is next. Where your \
            application stands:\n\n\
            {link}\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            may("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("sentence", "what is to be said about it, in a sentence"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "place-taken",
        name: "Place accepted",
        when: "To an applicant who accepted a place.",
        subject: "You have a place in {cohort}",
        body: "Dear {name}\n\n\
            Thank you: you have a place in {cohort}. Your page shows when it meets; please keep the days \
            free.\n\n\
            {link}\n\n\
            If you cannot take part after all, withdraw there, so that somebody else gets the place.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "waiting-list",
        name: "Waiting list",
        when: "To an applicant who is put on the waiting list.",
        subject: "Your application to {cohort}: the waiting list",
        body: "Dear {name}\n\n\
            Thank you for applying to {cohort}. {sentence}\n\n\
            You hear from us as soon as a place comes free. See where you stand, or withdraw:\n\n\
            {link}\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("sentence", "what is to be said about it, in a sentence"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "place-refused",
        name: "No place",
        when: "To an applicant who gets no place, with the reason.",
        subject: "Your application to {cohort}",
        body: "Dear {name}\n\n\
            Thank you for applying to {cohort}. We are sorry: you cannot be offered a place this time.\n\n\
            {sentence}\n\n\
            Questions? Write to {ask}. Your application:\n\n\
            {link}\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("sentence", "what is to be said about it, in a sentence"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
    Template {
        kind: "application-moved",
        name: "News of an application",
        when: "To an applicant whose application was deferred, moved to another cohort, withdrawn for them or taken up again.",
        subject: "News of your application to {cohort}",
        body: "Dear {name}\n\n\
            Something has changed in your application to {cohort}.\n\n\
            {sentence}\n\n\
            See where it stands now:\n\n\
            {link}\n\n\
            Questions? Write to {ask}.\n\n\
            {office}\n{site}\n",
        values: &[
            may("name", "the name of the applicant"),
            must("cohort", "the programme and the cohort"),
            must("link", "the address of the page where it is done"),
            must("sentence", "what is to be said about it, in a sentence"),
            may("ask", "whom to write to"),
            may("office", "the office that answers for the cohort"),
            may("site", "the name of the partnership"),
        ],
        digest: false,
    },
];
