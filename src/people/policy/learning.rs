//! The rows of the table about learning: programmes and their cohorts, applications, registers, completion; forms; reach.

use super::{OFFICER, PROGRAMME_KEEPERS, Rule, Who::Everyone, get, post};

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
    // programmes: cohorts
    get("/cohorts/{key}", Everyone),
    get("/cohorts/{key}/meetings.ics", Everyone),
    get("/api/v1/cohorts", Everyone),
    get("/programmes/{key}/versions/new", PROGRAMME_KEEPERS),
    post("/programmes/{key}/versions", PROGRAMME_KEEPERS),
    get("/programmes/{key}/cohorts/new", PROGRAMME_KEEPERS),
    post("/programmes/{key}/cohorts", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/details", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/details", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/shares", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/shares", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/cancellation", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/cancellation", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/cancellation/removal", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/meetings/new", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/meetings", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/meetings/{number}", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/meetings/{number}", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/meetings/{number}/cancellation", PROGRAMME_KEEPERS),
];
