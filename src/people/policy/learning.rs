//! The rows of the table about learning: programmes and their cohorts, applications, registers, completion; forms; reach.

use super::{Rule, Who::Everyone, get};

pub(super) const ROWS: &[Rule] = &[
    // programmes
    get("/programmes", Everyone),
    get("/programmes/{key}", Everyone),
    get("/api/v1/programmes", Everyone),
];
