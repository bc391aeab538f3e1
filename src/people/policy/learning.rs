//! The rows of the table about learning: programmes and their cohorts, applications, registers, completion; forms; reach.

use super::{
    OFFICER, Rule,
    Who::{Everyone, SignedIn},
    get, post,
};

pub(super) const ROWS: &[Rule] = &[
    // programmes
    get("/programmes", Everyone),
    get("/programmes/{key}", Everyone),
    get("/api/v1/programmes", Everyone),
    // people: practitioners, and who is one person
    get("/people", OFFICER),
    get("/people/list", OFFICER),
    post("/people/list/check", OFFICER),
    post("/people/list", OFFICER),
    get("/people/duplicates", OFFICER),
    get("/people/duplicates/{first}/{second}", OFFICER),
    post("/people/duplicates/{first}/{second}/merge", OFFICER),
    post("/people/duplicates/{first}/{second}/distinction", OFFICER),
    post("/people/distinctions/{id}/end", OFFICER),
    get("/people/merges", OFFICER),
    get("/people/merges/{id}", OFFICER),
    post("/people/merges/{id}/undoing", OFFICER),
    // learning
    get("/my/learning", SignedIn),
    get("/my/learning/record.csv", SignedIn),
    get("/my/learning/record.xlsx", SignedIn),
    get("/my/learning/record.pdf", SignedIn),
    get("/my/learning/record.json", SignedIn),
    get("/my/learning/certificates/{number}", SignedIn),
    post("/my/learning/applications/{key}", SignedIn),
    post("/my/learning/case-studies/{cohort}", SignedIn),
    post("/my/learning/reminders", SignedIn),
    post("/my/learning/calendar", SignedIn),
    post("/my/learning/calendar-withdrawal", SignedIn),
    get("/my/learning/calendar/{file}", Everyone),
    get("/my/learning/stop/{person}/{sign}", Everyone),
    post("/my/learning/stop/{person}/{sign}", Everyone),
];
