//! What every public site owes its readers: how accessible it is, what it keeps about people, and its cookies.

use askama::Template;
use axum::extract::State;

use super::about;
use crate::{
    people::{Office, Visitor, cookie_name, council_cookie_name},
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show},
        problem::Shown,
        state::Weft,
    },
};

/// The day on which the accessibility statement was prepared; it moves whenever the checks are done again.
const PREPARED: &str = "2026-11-22";

/// How every page is checked, as the statement lists it. A line stands here only while the check is run.
const CHECKED: &[&str] = &[
    "Every public page, and the pages of people who have signed in, run through axe-core with its rules for WCAG 2.0, 2.1 and 2.2 at levels A and AA and its best practices, at the width of a phone (360 pixels) and of a desk (1280 pixels).",
    "The HTML of every page is checked for validity.",
    "Every page is looked at at 320 pixels, which is what 400% zoom of a desk screen gives, and again with a reader's own text spacing: nothing scrolls sideways but wide tables and charts, each in a frame of its own.",
    "The main tasks are done with a keyboard alone, and with JavaScript switched off.",
    "PDF files are made to PDF/UA-1 and checked by two programs, and their table headers by a third.",
];

/// What we know does not work as it should.
const KNOWN: &[&str] = &[
    "No person who uses assistive technology every day has tested the site yet. Automatic checks find only part of what can be wrong.",
    "On a phone, tables with many sessions scroll sideways in their own frame. The same figures can be downloaded as CSV or as a workbook.",
];

#[derive(Template)]
#[template(path = "site/accessibility.html")]
struct Accessibility {
    page: Page,
    crumbs: Vec<Crumb>,
    office: Option<Office>,
    prepared: String,
    checked: &'static [&'static str],
    known: &'static [&'static str],
}

pub(super) async fn accessibility(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    show(&Accessibility {
        page: visitor
            .page("Accessibility statement")
            .description("How accessible this site is and how to report a problem."),
        crumbs: Vec::new(),
        office: about::office(&weft).await?,
        prepared: spoken_day(PREPARED),
        checked: CHECKED,
        known: KNOWN,
    })
}

/// One thing kept about people.
pub struct Kept {
    /// What is kept, and about whom.
    pub what: &'static str,
    /// What for.
    pub why: &'static str,
    /// Until when.
    pub until: &'static str,
    /// The tables that hold it; a test asks that every table with people in it stands in one of these rows.
    pub tables: &'static [&'static str],
}

/// Everything kept about people.
pub const KEPT: &[Kept] = &[
    Kept {
        what: "The name of somebody who holds an office or an account, and the office's title, e-mail address and telephone number.",
        why: "So that the work has somebody to ask. A name is shown on public pages only where the office is public.",
        until: "Until the partnership removes it.",
        tables: &["person", "office"],
    },
    Kept {
        what: "For people with an account: the e-mail address they sign in with, a digest of their password from which the password cannot be read, and what they may do from which day to which.",
        why: "To let them in, and to know who may publish or correct.",
        until: "As long as the record of what was done with the account. A closed account can no longer sign in.",
        tables: &["account", "role_grant"],
    },
    Kept {
        what: "Who sits on a body that steers the partnership, for which authority or sector, from which day to which, and who comes in their place.",
        why: "To know who decides and which seats are vacant. Public pages show the office and the days; names are shown to members of the body and to officers.",
        until: "As long as the record of what the body decided.",
        tables: &["body_seat"],
    },
    Kept {
        what: "Who does not want the weekly letter, and since when.",
        why: "So that it does not come again.",
        until: "Until they ask for it again.",
        tables: &["weekly_letter_off"],
    },
    Kept {
        what: "For each sign-in: how and when it began, when it was last used and its owner last proved, the kind of browser, and the network address it came from.",
        why: "To keep people signed in, to let them see and end their sign-ins, and to find out about misuse.",
        until: "Until they sign out; otherwise until twelve hours after the last page, when the next sign-in of anybody removes it.",
        tables: &["sign_in"],
    },
    Kept {
        what: "For people who set up one-time codes: the secret of their app, sealed, and digests of ten recovery codes. For ten minutes after a password or link: that a code is waited for.",
        why: "So that a password alone does not let anybody in.",
        until: "Until they or an administrator turn the codes off.",
        tables: &["one_time_code", "recovery_code", "second_step"],
    },
    Kept {
        what: "For people who connected their council’s sign-in: the number under which that council knows them, and since when. No address, no name and no role is taken from the council.",
        why: "So that they can sign in at their council.",
        until: "Until they disconnect it.",
        tables: &["council_identity"],
    },
    Kept {
        what: "For each one-time link to set a password: which account it was for, when it was made and when it was used.",
        why: "So that it works once only, and within seven days.",
        until: "An unused link until the next one is made; a used one with the account.",
        tables: &["welcome"],
    },
    Kept {
        what: "For each expression of interest: the name, e-mail address, establishment or organisation, work and words of whoever sent it, and what was answered.",
        why: "So that the Collaboration Officer can answer. Nobody else reads it.",
        until: "Twelve months from the day it came. After that only the day, the group or programme and how it ended stay.",
        tables: &["interest", "interest_answer", "interest_closure"],
    },
    Kept {
        what: "For each letter the program writes: the address it goes to and its subject; until it is sent, also its words.",
        why: "So that none is lost and none sent twice, and that the Collaboration Officer sees which came back.",
        until: "Its words until it is sent; the rest for thirty days after, unless the partnership decides otherwise.",
        tables: &["letter"],
    },
    Kept {
        what: "For each meeting of a group or body: who was there or sent apologies, who came in whose place, what interest somebody declared, and the minutes.",
        why: "So that decisions can be followed to the meeting that took them. Names are for members, the lead of the group and the Collaboration Officer; everybody else reads offices in their place.",
        until: "As long as the group or body keeps its record.",
        tables: &["meeting_attendance", "meeting_declaration", "minutes_revision"],
    },
    Kept {
        what: "For each agreed action: who said they would do it, a person or an office.",
        why: "So that what was agreed is done. Names are for people who have signed in.",
        until: "As long as the group or body keeps its record.",
        tables: &["agreed_action"],
    },
    Kept {
        what: "For each member of a group or network: the group, the office they hold in their own organisation, the organisation, their part in the group, from which day to which, and the e-mail address that tells them apart.",
        why: "So that a group can be called together, and that it is known which authorities take part. Public pages show offices, authorities and counts, never names.",
        until: "As long as the record of the group. A member may ask for their name and address to be removed at any time.",
        tables: &["membership"],
    },
    Kept {
        what: "For each council’s paper to its committee: who signs, who wrote it, the convener, and how to reach them, as the council gave them.",
        why: "So that a committee report says who answers for it, as council papers do. A published paper is public.",
        until: "In the draft until the council changes it. A published paper is kept for ever, as the committee had it.",
        tables: &["publication_cover"],
    },
    Kept {
        what: "For each voice and practice spotlight: the words, what the speaker does and where, their name and e-mail address where they gave them, what they agreed to and when, and where the words were used.",
        why: "So that words are used only as their speaker agreed, and so that a withdrawal finds every document that holds them.",
        until: "Name and address until the speaker withdraws: then they are deleted at once. The rest as long as a document could hold the words.",
        tables: &["voice", "voice_consent", "voice_withdrawal", "voice_link", "voice_use"],
    },
    Kept {
        what: "For each comment on a framework: the words, the day, what it is about and, where somebody chose one, the authority. No name, address or network address.",
        why: "So that anybody can say what should change. The Collaboration Officer reads each before it is shown; an authority is never shown beside the words.",
        until: "The words of a comment that is not shown are deleted at once; a shown one stays with the framework it is about.",
        tables: &["consultation_comment"],
    },
    Kept {
        what: "For each progress report of a group: who was asked for it, and the name and post of whoever answered, with their answers.",
        why: "So that the group can be asked back, and the partnership knows how its groups get on. The Collaboration Officer and the lead of the workstream read it; reports made of it name nobody.",
        until: "As long as the report is part of the partnership's record. Removing a person's name leaves the answers.",
        tables: &["progress_answers", "progress_link"],
    },
    Kept {
        what: "For each link to sign in: which account it was for, when it was made and when it was used; and that one was asked for, as digests of the address and the network from which neither can be read.",
        why: "So that a link works once only, within half an hour, and nobody is flooded with letters.",
        until: "The link for a day after it ran out, the digests for an hour; both go when the next link is asked for.",
        tables: &["sign_in_link", "sign_in_ask"],
    },
    Kept {
        what: "Where a practitioner works: authority, establishment, sector, post and, where they gave it, their number with the registration body.",
        why: "To know whom professional learning reaches, and whom it does not. Shown as counts only.",
        until: "Until it changes, or the partnership removes it.",
        tables: &["practitioner"],
    },
    Kept {
        what: "For each application to a programme: name, e-mail address, post, workplace, why they apply and what they need, who endorses it and what they wrote, and how it was decided.",
        why: "So that places are given fairly, and everybody can be told why. Read by the applicant, the lead of the programme, the Collaboration Officer and, for their own people, an authority’s officer.",
        until: "An application never sent for ninety days; one that led to no place for two years; what somebody needs to take part until ninety days after the last meeting; the rest as long as the record of the cohort. An applicant may ask for their name and address to be removed at any time.",
        tables: &["application"],
    },
    Kept {
        what: "For each meeting of a programme: who came, was late, sent apologies or stayed away, and where they worked on that day; while somebody checks in with wrong codes, the network address.",
        why: "So that learning can be completed, certified and counted. Names are for the person, the lead of the programme and the Collaboration Officer.",
        until: "As long as the record of the cohort. The network address for a quarter of an hour: the next wrong code of anybody removes older ones.",
        tables: &["attendance", "check_in_try"],
    },
    Kept {
        what: "For each participant of a programme: their case study, whether they completed and on what facts, their certificates, and links to these by letter.",
        why: "So that what was learned is recognised, and a certificate can be verified by whoever is shown it.",
        until: "As long as certificates are to be verified. A link works for two years at most.",
        tables: &["case_study", "completion", "completion_link"],
    },
    Kept {
        what: "For each practitioner who asked for it: a digest of the secret address of their calendar, whether they want no reminders, and of which meetings they were reminded.",
        why: "So that the calendar is theirs alone, and nobody is reminded twice or against their will.",
        until: "The calendar and the wish until they change them; which reminders went out, as long as the record of the cohort.",
        tables: &["learning_calendar", "learning_reminder_off", "learning_reminder"],
    },
    Kept {
        what: "For each token with which a program reads for somebody: what they call it, when it was made, last used and taken back.",
        why: "So that its owner can take it back. Only a digest of the token is kept.",
        until: "As long as the account.",
        tables: &["api_token"],
    },
    Kept {
        what: "Answers to forms after a meeting or a programme: what was answered and on which day. They carry no name, no link and no time, so nobody can find out whose they are. Of a link in a letter only a digest is kept, and whether it was used; not whose it was.",
        why: "So that meetings and programmes get better. Nothing is shown under five answers.",
        until: "As long as the programme is reported on. An answer cannot be taken back, since nobody can find it.",
        tables: &["form_response", "form_answer", "form_link"],
    },
    Kept {
        what: "The history of every change, and the dated steps of plans, figures and publications: which account, when, what and why. Accounts stand there as numbers, not names.",
        why: "So that every published figure and plan can be followed to who changed it.",
        until: "For ever: the history is part of the partnership's record. Removing a person's name leaves only the number.",
        tables: &["history"],
    },
];

#[derive(Template)]
#[template(path = "site/privacy.html")]
struct Privacy {
    page: Page,
    crumbs: Vec<Crumb>,
    office: Option<Office>,
    kept: &'static [Kept],
}

pub(super) async fn privacy(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    show(&Privacy {
        page: visitor.page("Privacy").description("What this site keeps about people, why, and how long."),
        crumbs: Vec::new(),
        office: about::office(&weft).await?,
        kept: KEPT,
    })
}

#[derive(Template)]
#[template(path = "site/cookies.html")]
struct Cookies {
    page: Page,
    crumbs: Vec<Crumb>,
    name: &'static str,
    council: &'static str,
}

pub(super) async fn cookies(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    show(&Cookies {
        page: visitor.page("Cookies").description("The cookies of this site, set only when you sign in."),
        crumbs: Vec::new(),
        name: cookie_name(&weft),
        council: council_cookie_name(&weft),
    })
}
