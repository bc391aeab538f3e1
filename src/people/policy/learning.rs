//! The rows of the table about learning: programmes and their cohorts, applications, registers, completion; forms; reach.

use super::{COUNTS, EVALUATORS, OFFICER, PROGRAMME_KEEPERS, Rule, Who::Everyone, get, post};

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
    // reach: pages for everybody protect small numbers
    get("/reach", Everyone),
    get("/reach.csv", Everyone),
    get("/reach/coverage", Everyone),
    get("/reach/coverage.csv", COUNTS),
    get("/reach/figures", Everyone),
    post("/reach/figures", EVALUATORS),
    get("/reach/figures/{key}", Everyone),
    get("/reach/headcounts", PROGRAMME_KEEPERS),
    get("/reach/headcounts/{source}/{key}", PROGRAMME_KEEPERS),
    post("/reach/headcounts/{source}/{key}", PROGRAMME_KEEPERS),
    get("/api/v1/reach", Everyone),
];
