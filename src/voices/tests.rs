//! When words may stand somewhere, and how their speaker is named.

use super::*;

fn agreed(record: &mut Record, channels: &[&str]) {
    let said_sha256 = record.said_sha256();
    record.consent.push(Consent {
        given_on: "2026-01-10".into(),
        attribution: "role".into(),
        channels: channels.iter().map(|channel| (*channel).to_owned()).collect(),
        expires_on: Some("2026-07-31".into()),
        said_sha256,
        ..Consent::default()
    });
}

fn quote() -> Record {
    Record {
        kind: "quote".into(),
        words: "We now plan together.".into(),
        role: Some("Class teacher".into()),
        sector: Some("primary".into()),
        ..Record::default()
    }
}

#[test]
fn words_stand_only_where_and_until_when_somebody_agreed() {
    let mut record = quote();
    assert_eq!(record.state("2026-02-02"), State::NotAsked);
    agreed(&mut record, &["report"]);
    assert!(record.may_stand("report", "2026-07-31"), "the last day counts");
    assert!(!record.may_stand("website", "2026-02-02"), "that channel was not agreed to");
    assert!(!record.may_stand("report", "2026-08-01"));
    assert_eq!(record.state("2026-08-01"), State::Expired);
}

#[test]
fn a_changed_word_needs_a_new_consent() {
    let mut record = quote();
    agreed(&mut record, &["report"]);
    record.words = "We now always plan together.".into();
    assert_eq!(record.state("2026-02-02"), State::Changed);
    assert!(!record.may_stand("report", "2026-02-02"));
    agreed(&mut record, &["website"]);
    assert!(record.may_stand("website", "2026-02-02") && !record.may_stand("report", "2026-02-02"));
}

#[test]
fn a_withdrawn_consent_ends_every_use_even_of_what_was_printed() {
    let mut record = quote();
    record.paper = Some("a-paper".into());
    assert!(record.may_stand("website", "2026-02-02"), "what a paper printed stands as printed");
    agreed(&mut record, &["report"]);
    record.consent[0].withdrawn_on = Some("2026-02-01".into());
    assert_eq!(record.state("2026-02-02"), State::Withdrawn);
    assert!(!record.may_stand("report", "2026-02-02"));
}

#[test]
fn a_speaker_is_named_no_further_than_agreed() {
    let mut record = quote();
    record.name = Some("Una Brae".into());
    assert_eq!(record.named_at("named", Some("Inverclyde")), "Una Brae, Class teacher, Inverclyde");
    assert_eq!(record.named_at("role", Some("Inverclyde")), "Class teacher, Inverclyde");
    assert_eq!(record.named_at("sector", Some("Inverclyde")), "Somebody in a primary school");
    assert_eq!(record.named_at("anonymous", Some("Inverclyde")), "Name and place withheld, as agreed");
}
