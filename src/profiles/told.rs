//! An authority's part told in plain paragraphs, to be pasted into a council's paper. No names, no shares: counts and words.

use super::{AuthorityPart, counted, list};
use crate::{partnership, plumbing::clock::spoken_day};

impl AuthorityPart {
    /// The part in paragraphs, each whole by itself.
    pub fn paragraphs(&self) -> Vec<String> {
        let mut said = vec![format!(
            "This part was drawn from the partnership’s record on {}, for session {}.",
            spoken_day(&self.on_day),
            partnership::spoken_sessions(&self.framework)
        )];
        said.push(self.people_and_groups());
        said.extend(self.seats_in_words());
        said.push(self.schools());
        if !self.outputs.is_empty() {
            let made: Vec<String> = self.outputs.iter().map(|(title, _, group)| format!("{title} ({group})")).collect();
            said.push(format!("Groups in which the council takes part have brought out: {}.", made.join("; ")));
        }
        if !self.gained.is_empty() {
            let told: Vec<String> = self.gained.iter().map(|gained| gained.words.clone()).collect();
            said.push(format!("Groups report: {}", told.join(" ")));
        }
        said.extend(self.council());
        said
    }

    fn people_and_groups(&self) -> String {
        let council = &self.authority.council_name;
        if self.groups.is_empty() {
            return format!("Nobody from {council} is recorded in a group or network of the partnership yet.");
        }
        let titles: Vec<String> = self
            .groups
            .iter()
            .map(|group| if group.leads { format!("{} (a lead)", group.title) } else { group.title.clone() })
            .collect();
        let groups = counted(self.groups.len(), "group or network", "groups and networks");
        let who = match self.people {
            0 => format!("{council} is represented in"),
            people => format!("{} from {council} take part in the work of", counted(people, "person", "people")),
        };
        let who = if self.people == 1 { who.replace(" take part", " takes part") } else { who };
        let mut text = format!("{who} {groups}: {}.", titles.join("; "));
        // A body without anybody of the council is told with the seats.
        let is_body = |key: &String| self.vacancies.iter().any(|vacancy| vacancy.body == *key);
        let missed = self.missed.iter().filter(|group| !is_body(&group.key));
        let titles: Vec<String> = missed.map(|group| group.title.clone()).collect();
        if !titles.is_empty() {
            text.push_str(&format!(" Nobody from the council is recorded in: {}.", titles.join("; ")));
        }
        text
    }

    fn seats_in_words(&self) -> Option<String> {
        let body = |key: &str| self.bodies.get(key).cloned().unwrap_or_else(|| key.to_owned());
        let held: Vec<String> =
            self.seats.iter().map(|seat| format!("{} ({})", body(&seat.body), seat.office_title)).collect();
        let open: Vec<String> =
            self.vacancies.iter().map(|vacancy| format!("{}, {}", vacancy.body_name, lower(&vacancy.words))).collect();
        let mut text = String::new();
        if !held.is_empty() {
            let seats = counted(held.len(), "seat", "seats");
            text.push_str(&format!("The council holds {seats} on bodies of the partnership: {}.", held.join("; ")));
        }
        if !open.is_empty() {
            text.push_str(&format!(" Still open: {}.", open.join("; ")));
        }
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn schools(&self) -> String {
        let (total, reached) = (self.establishments.total(), self.establishments.reached.len());
        let names: Vec<String> = self.establishments.reached.iter().map(|(_, name)| name.clone()).collect();
        match (total, reached) {
            (0, _) => "No establishments of the council are in the record yet.".to_owned(),
            (total, 0) => format!(
                "The record holds {total} open {} of the council; nobody from there is recorded in a group or on a body yet.",
                if total == 1 { "establishment" } else { "establishments" }
            ),
            (total, reached) if reached <= 12 => format!(
                "Of {total} open establishments of the council in the record, people of {reached} are in a group or on a body: {}.",
                list(&names)
            ),
            (total, reached) => format!(
                "Of {total} open establishments of the council in the record, people of {reached} are in a group or on a body."
            ),
        }
    }

    fn council(&self) -> Option<String> {
        let approval = self.approval.as_ref()?;
        let day = spoken_day(&approval.day);
        let item = approval.agenda_item.as_ref().map(|item| format!(", agenda item {item}")).unwrap_or_default();
        Some(if approval.is_dealt_with() {
            let decision = lower(approval.decision_name());
            format!("The {} dealt with the framework on {day}{item}: {decision}.", approval.committee)
        } else {
            format!("The {} is to consider the framework on {day}{item}.", approval.committee)
        })
    }
}

/// A sentence without its first capital.
fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
