//! The rows of the table about completing a programme: decisions, case studies, certificates, claims, what came next.

use super::{PROGRAMME_KEEPERS, Rule, Who::Everyone, get, post};

pub(super) const ROWS: &[Rule] = &[
    // programmes: completion
    get("/cohorts/{key}/completion", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/decisions", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/letters", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/certificates", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/completion/certificates.zip", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/completion/credits.xlsx", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/completion/recognition.xlsx", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/claims", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/completion/people/{person}", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/decision", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/taking-back", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/acceptance", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/question", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/moderation", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/certificate", PROGRAMME_KEEPERS),
    get("/cohorts/{key}/completion/people/{person}/certificate.pdf", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/revocation", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/reissue", PROGRAMME_KEEPERS),
    post("/cohorts/{key}/completion/people/{person}/claims", PROGRAMME_KEEPERS),
    get("/case-study/{token}", Everyone),
    get("/case-study/{token}/check", Everyone),
    post("/case-study/{token}/sending", Everyone),
    post("/case-study/{token}/taking-back", Everyone),
    get("/case-study/{token}/{question}", Everyone),
    post("/case-study/{token}/{question}", Everyone),
    get("/certificate/{token}", Everyone),
    get("/certificate/{token}/certificate.pdf", Everyone),
    get("/what-next/{token}", Everyone),
    post("/what-next/{token}", Everyone),
    get("/verify", Everyone),
    get("/verify/{certificate}", Everyone),
];
