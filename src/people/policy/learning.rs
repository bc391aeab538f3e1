//! The rows of the table about learning: programmes and their cohorts, applications, registers, completion; forms; reach.

use super::{ASKERS, EVALUATORS, Rule, Who::Everyone, get, post};

pub(super) const ROWS: &[Rule] = &[
    // programmes
    get("/programmes", Everyone),
    get("/programmes/{key}", Everyone),
    get("/api/v1/programmes", Everyone),
    // evaluation
    get("/forms", ASKERS),
    get("/forms/questions", EVALUATORS),
    get("/forms/questions/new", EVALUATORS),
    post("/forms/questions", EVALUATORS),
    get("/forms/questions/{key}", EVALUATORS),
    post("/forms/questions/{key}/versions", EVALUATORS),
    post("/forms/questions/{key}/retirement", EVALUATORS),
    get("/forms/new", EVALUATORS),
    post("/forms", EVALUATORS),
    get("/forms/{key}", ASKERS),
    get("/forms/{key}/edit", EVALUATORS),
    post("/forms/{key}", EVALUATORS),
    get("/forms/{key}/asking", ASKERS),
    post("/forms/{key}/asking", ASKERS),
    get("/forms/asked/{key}", ASKERS),
    get("/forms/asked/{key}/slide", ASKERS),
    get("/forms/asked/{key}/results.csv", EVALUATORS),
    post("/forms/asked/{key}/closing", ASKERS),
    post("/forms/asked/{key}/invited", ASKERS),
    post("/forms/asked/{key}/letters", ASKERS),
    get("/f/{token}", Everyone),
    post("/f/{token}", Everyone),
    get("/f/{token}/thanks", Everyone),
    get("/forms/results", Everyone),
    get("/api/v1/form-results", Everyone),
];
