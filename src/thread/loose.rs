//! What hangs loose: claims that no record shows yet, and what was done or said and serves no claim.

use super::{Gathered, Item, Thread};
use crate::groups;

impl Gathered {
    /// What is claimed and has nothing to show: priorities with intentions only, and outcomes nobody judges or watches.
    pub fn claims_without_evidence(&self) -> Vec<Item> {
        let page = |key: &str| Some(format!("/framework/{}/thread/{key}", self.framework.key));
        let mut items: Vec<Item> = self
            .threads()
            .into_iter()
            .filter(Thread::is_bare)
            .map(|thread| {
                let actions = thread.count("actions");
                let meta = format!(
                    "{actions} {} and no group, programme, output, accepted report, voice, judgement or indicator",
                    if actions == 1 { "action" } else { "actions" }
                );
                Item::new(&thread.title, page(&thread.priority), meta)
            })
            .collect();
        for outcome in &self.framework.outcome {
            let judged = !outcome.judgement.is_empty()
                || self.judgements.iter().any(|one| one.kind == "outcome" && one.outcome == outcome.key);
            let watched = self.links.iter().any(|link| link.part_kind == "outcome" && link.part_key == outcome.key);
            if !judged && !watched {
                let href = format!("/framework/{}#outcome-{}", self.framework.key, outcome.key);
                items.push(Item::new(
                    &outcome.text,
                    Some(href),
                    "An outcome that nobody has judged and no indicator watches",
                ));
            }
        }
        items
    }

    /// What was done or said and serves no priority: groups, outputs and voices.
    pub fn evidence_without_claim(&self) -> Vec<Item> {
        let serves =
            |group: &groups::Group| self.framework.priority.iter().any(|priority| self.serves(group, &priority.key));
        let mut items = Vec::new();
        for group in self.groups.iter().filter(|group| !serves(group)) {
            let href = Some(format!("/groups/{}", group.key));
            items.push(Item::new(self.called(group), href.clone(), "A group that names no priority"));
            for output in self.outputs.get(&group.key).into_iter().flatten().filter(|output| output.priority.is_none())
            {
                items.push(Item::new(&output.title, href.clone(), format!("An output of {}", self.called(group))));
            }
        }
        for voice in self.voices.iter().filter(|voice| voice.priority.is_none()) {
            let words: String = voice.words.chars().take(90).collect();
            let item = Item::new(
                format!("“{words}…”"),
                Some(format!("/voices#{}", voice.key)),
                "A voice that speaks of no priority",
            );
            items.push(item.invented(voice.invented));
        }
        items
    }
}
