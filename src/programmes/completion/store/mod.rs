//! Every statement about completion: decisions, case studies and their links, certificates, claims, what came next.

mod certificates;
mod claims;
mod decisions;
mod links;
mod next;
mod of_person;
mod studies;

pub(super) use certificates::{
    Printed, add as add_certificate, by_number, damaged, files, of_cohort as certificates_of_cohort, revoke,
    standing_in,
};
pub(super) use claims::{Claim, add_claim, claims, registrations};
pub(super) use decisions::{
    New, decide, decided_without_place, decision_in, decisions, every_decision, past, person_id, take_back,
};
pub(super) use links::{Holder, add_link, holder, sent};
pub(super) use next::{Answer, answer_of, answers, note_asked, save_answer, to_ask};
pub use of_person::{certificate_file, of_person};
pub(super) use studies::{accepted_on, move_to, save, steps, studies, study};
