//! The rows of the table about learning: programmes and their cohorts, applications, registers, completion; forms; reach.

use super::{OFFICER, PROGRAMME_KEEPERS, PROGRAMME_READERS, Rule, Who::Everyone, get, post};

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
    // registers
    get("/cohorts/{key}/register", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/register/{number}", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/closure", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/reopening", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/walk-in", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/register/{number}/check-in", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/check-in", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/check-in/end", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/register/{number}/file", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/file", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/register/{number}/file/confirmation", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/register/{number}/sheet", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/register/{number}/sheet.pdf", PROGRAMME_KEEPERS),
    get("/c", Everyone),
    post("/c", Everyone),
    get("/api/v1/cohorts/{key}/register", PROGRAMME_READERS),
];
