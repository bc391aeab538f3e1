//! What may stand somewhere today: a voice stripped of everything its speaker did not agree to show.

use std::collections::BTreeMap;

use super::{KINDS, Record, name_of, store};
use crate::{
    partnership,
    plumbing::{db::Db, problem::Problem},
};

/// A voice as it may be shown: it holds nothing that its speaker did not agree to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voice {
    /// Its key.
    pub key: String,
    /// `quote` or `spotlight`.
    pub kind: String,
    /// The exact words; of a spotlight, what changed.
    pub words: String,
    /// What was asked.
    pub question: Option<String>,
    /// What was left out of the words or put in.
    pub edits: Option<String>,
    /// What else a practice spotlight tells.
    pub spotlight: Option<Spotlight>,
    /// How the speaker is named, as agreed.
    pub attribution: String,
    /// The key of the authority, only where the attribution names it.
    pub authority: Option<String>,
    /// The session it speaks of, as stored: `2025-26`.
    pub session: String,
    /// The key of the group it speaks of.
    pub group: Option<String>,
    /// The key of the programme.
    pub programme: Option<String>,
    /// The key of the framework that the following belong to.
    pub framework: Option<String>,
    /// The key of the workstream.
    pub workstream: Option<String>,
    /// The key of the priority.
    pub priority: Option<String>,
    /// The key of the outcome.
    pub outcome: Option<String>,
    /// The key of the driver.
    pub driver: Option<String>,
    /// `positive`, `wish` or `criticism`.
    pub tone: String,
    /// The key of the paper that printed it, and the line.
    pub printed: Option<(String, Option<i64>)>,
    /// Whether it was made up for an example.
    pub invented: bool,
}

/// What a practice spotlight tells beside what changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spotlight {
    /// Whom it changed something for.
    pub for_whom: Option<String>,
    /// How many they are, as a number of heads.
    pub headcount: Option<i64>,
    /// Who has checked it.
    pub verified_by: Option<String>,
    /// What was measured.
    pub measure: Option<String>,
    /// The measure before.
    pub before: Option<String>,
    /// The measure after.
    pub after: Option<String>,
    /// What else was going on.
    pub meanwhile: Option<String>,
    /// What did not work.
    pub did_not_work: Option<String>,
}

impl Voice {
    /// A quote or a practice spotlight, as people say it.
    pub fn kind_name(&self) -> &str {
        name_of(KINDS, &self.kind)
    }
}

impl Spotlight {
    /// Its parts as pairs of a label and a text, those left out that nobody gave.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let heads =
            self.headcount.map(|number| if number == 1 { "1 person".to_owned() } else { format!("{number} people") });
        let for_whom = match (&self.for_whom, heads) {
            (Some(whom), Some(heads)) => Some(format!("{whom} ({heads})")),
            (Some(whom), None) => Some(whom.clone()),
            (None, heads) => heads,
        };
        let measured = match (&self.measure, &self.before, &self.after) {
            (Some(measure), Some(before), Some(after)) => Some(format!("{measure}: before {before}, after {after}")),
            (Some(measure), Some(before), None) => Some(format!("{measure}: before {before}")),
            (Some(measure), None, Some(after)) => Some(format!("{measure}: after {after}")),
            (measure, _, _) => measure.clone(),
        };
        [
            ("For whom", for_whom),
            ("Measured", measured),
            ("What else was going on", self.meanwhile.clone()),
            ("What did not work", self.did_not_work.clone()),
            ("Who has checked it", self.verified_by.clone()),
        ]
        .into_iter()
        .filter_map(|(label, text)| Some((label, text?)))
        .collect()
    }
}

fn shown(record: Record, authorities: &BTreeMap<String, String>) -> Voice {
    let level = record.consent.last().map_or("role", |consent| consent.attribution.as_str());
    let authority = record.authority.as_ref().and_then(|key| authorities.get(key));
    let names_authority = ["named", "role"].contains(&level);
    let spotlight = (record.kind == "spotlight").then(|| Spotlight {
        for_whom: record.for_whom.clone(),
        headcount: record.headcount,
        verified_by: record.verified_by.clone(),
        measure: record.measure.clone(),
        before: record.before.clone(),
        after: record.after.clone(),
        meanwhile: record.meanwhile.clone(),
        did_not_work: record.did_not_work.clone(),
    });
    Voice {
        attribution: record.named_at(level, authority.map(String::as_str)),
        authority: record.authority.clone().filter(|_| names_authority),
        printed: if record.consent.is_empty() { record.paper.map(|paper| (paper, record.line)) } else { None },
        key: record.key,
        kind: record.kind,
        words: record.words,
        question: record.question,
        edits: record.edits,
        spotlight,
        session: record.session,
        group: record.group,
        programme: record.programme,
        framework: record.framework,
        workstream: record.workstream,
        priority: record.priority,
        outcome: record.outcome,
        driver: record.driver,
        tone: record.tone,
        invented: record.invented,
    }
}

async fn found(
    db: &Db,
    channel: &str,
    today: &str,
    narrowed: Option<(&'static str, &str)>,
) -> Result<Vec<Voice>, Problem> {
    let records = store::standing(db, today, narrowed).await?;
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let authorities: BTreeMap<String, String> =
        partnership::authorities(db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    Ok(records
        .into_iter()
        .filter(|record| record.may_stand(channel, today))
        .map(|record| shown(record, &authorities))
        .collect())
}

/// The voices that may stand in a channel today (`report`, `website`, `committee-paper`, `social-media`, `slides`), the
/// latest session first. Whatever is withdrawn, expired or not agreed to for the channel is not among them.
///
/// # Errors
/// When the database does not answer.
pub async fn usable(db: &Db, channel: &str, today: &str) -> Result<Vec<Voice>, Problem> {
    found(db, channel, today, None).await
}

/// Those that speak of one thing. `kind` is `group`, `programme`, `workstream`, `authority`, `session`, or `priority`,
/// `outcome` and `driver` with a key such as `2025-26/priority-4`. A voice whose speaker did not agree to be placed in an
/// authority is not among those of that authority.
///
/// # Errors
/// When the database does not answer.
pub async fn of(db: &Db, kind: &str, key: &str, channel: &str, today: &str) -> Result<Vec<Voice>, Problem> {
    let column = match kind {
        "group" => "voice.group_key",
        "programme" => "voice.programme_key",
        "workstream" => "voice.workstream_key",
        "authority" => "voice.authority_key",
        "session" => "voice.session",
        "priority" => "voice.priority_key",
        "outcome" => "voice.outcome_key",
        "driver" => "voice.driver_key",
        _ => return Ok(Vec::new()),
    };
    let (framework, wanted) = match key.split_once('/') {
        Some((framework, key)) => (Some(framework), key),
        None => (None, key),
    };
    let mut voices = found(db, channel, today, Some((column, wanted))).await?;
    voices.retain(|voice| framework.is_none_or(|framework| voice.framework.as_deref() == Some(framework)));
    if kind == "authority" {
        voices.retain(|voice| voice.authority.is_some());
    }
    Ok(voices)
}
