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
    // applications: by links that only the applicant and the endorser have, and for those who decide
    get("/cohorts/{key}/apply", Everyone),
    post("/cohorts/{key}/apply", Everyone),
    get("/cohorts/{key}/apply/group", Everyone),
    post("/cohorts/{key}/apply/group/check", Everyone),
    post("/cohorts/{key}/apply/group", Everyone),
    get("/cohorts/{key}/apply/group/thanks", Everyone),
    get("/a/{token}", Everyone),
    get("/a/{token}/check", Everyone),
    post("/a/{token}/sending", Everyone),
    post("/a/{token}/acceptance", Everyone),
    post("/a/{token}/declining", Everyone),
    post("/a/{token}/withdrawal", Everyone),
    get("/a/{token}/{question}", Everyone),
    post("/a/{token}/{question}", Everyone),
    get("/e/{token}", Everyone),
    post("/e/{token}", Everyone),
    get("/cohorts/{key}/applications", PROGRAMME_READERS),
    get("/cohorts/{key}/applications/allocation", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/applications/allocation", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/applications/{application}", PROGRAMME_READERS),
    post("/cohorts/{key}/applications/{application}/moves", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/applications/{application}/correction", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/applications/{application}/correction", PROGRAMME_KEEPERS),
];
