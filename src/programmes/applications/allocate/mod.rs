//! Who is offered a place, worked out from what is known and nothing else: no clock, no database, no chance.
//!
//! Applications stand in one order: endorsed ones before the others where the cohort asks for endorsement, people who have
//! not taken part in the programme before the others, and then by the time they were sent. Places kept for an authority or a
//! sector go to its own applications first; whatever nobody kept goes to everybody in that order. Places that are kept and
//! not asked for stay free until the day on which they are released. Every applicant gets a sentence that says why.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

/// One application that waits for a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicant {
    /// The id of the application.
    pub id: String,
    /// The key of the authority they work for.
    pub authority: Option<String>,
    /// The key of the sector they work in.
    pub sector: String,
    /// What the endorser answered; nothing while there is no answer.
    pub endorsed: Option<bool>,
    /// Whether they took part in another cohort of the programme.
    pub took_part: bool,
    /// When the application was first sent.
    pub sent: String,
}

/// Places kept for one authority or sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Whether it is an authority (or else a sector).
    pub authority: bool,
    /// Its key.
    pub key: String,
    /// Its name, as applicants read it.
    pub name: String,
    /// How many places.
    pub places: i64,
    /// How many of them are held by an offer or an acceptance.
    pub held: i64,
}

impl Kept {
    fn is_for(&self, applicant: &Applicant) -> bool {
        if self.authority {
            applicant.authority.as_deref() == Some(self.key.as_str())
        } else {
            applicant.sector == self.key
        }
    }
}

/// What holds for the cohort on the day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// How many places there are; nothing where nobody limits them.
    pub places: Option<i64>,
    /// How many are held by offers and acceptances.
    pub held: i64,
    /// Whether applications must be endorsed.
    pub endorsement: bool,
    /// The places kept, until they are released.
    pub kept: Vec<Kept>,
    /// Whether they are released: then they are everybody's.
    pub released: bool,
    /// The last day on which they are kept, in words; empty where none is set.
    pub kept_until: String,
}

/// What becomes of one application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is offered a place.
    Offer,
    /// It waits, at this place of the waiting list.
    Wait(usize),
}

/// What becomes of one application, and the sentence that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The id of the application.
    pub id: String,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why, for the applicant to read.
    pub sentence: String,
}

/// Endorsed first where that is asked for, refused endorsements last; then newcomers; then by time; the id settles the rest.
fn rank<'a>(terms: &Terms, one: &'a Applicant) -> (u8, bool, &'a str, &'a str) {
    let endorsed = match one.endorsed {
        _ if !terms.endorsement => 0,
        Some(true) => 0,
        None => 1,
        Some(false) => 2,
    };
    (endorsed, one.took_part, &one.sent, &one.id)
}

/// Decides about every applicant; those offered a place come first, then the waiting list in its order.
pub fn allocate(applicants: &[Applicant], terms: &Terms) -> Vec<Decision> {
    let mut order: Vec<&Applicant> = applicants.iter().collect();
    order.sort_by_key(|one| rank(terms, one));
    let mut free = terms.places.map_or(i64::MAX, |places| (places - terms.held).max(0));
    let mut left: Vec<i64> = terms.kept.iter().map(|kept| (kept.places - kept.held).max(0)).collect();
    let refused = |one: &Applicant| terms.endorsement && one.endorsed == Some(false);
    let mut offers: BTreeMap<&str, String> = BTreeMap::new();
    if !terms.released && terms.places.is_some() {
        for one in order.iter().filter(|one| !refused(one)) {
            let fitting: Vec<usize> = (0..left.len()).filter(|at| terms.kept[*at].is_for(one)).collect();
            let Some(first) = fitting.iter().find(|at| left[**at] > 0) else { continue };
            if free == 0 {
                break;
            }
            offers.insert(&one.id, of_the_kept(&terms.kept[*first]));
            free -= 1;
            for at in fitting {
                left[at] = (left[at] - 1).max(0);
            }
        }
    }
    let reserved = if terms.released || terms.places.is_none() { 0 } else { left.iter().sum::<i64>().min(free) };
    let mut pool = free - reserved;
    for one in order.iter().filter(|one| !refused(one)) {
        if pool > 0 && !offers.contains_key(one.id.as_str()) {
            pool -= 1;
            offers.insert(&one.id, of_the_pool(terms));
        }
    }
    let mut decided = Vec::new();
    let mut waiting = Vec::new();
    for one in order {
        match offers.remove(one.id.as_str()) {
            Some(sentence) => decided.push(Decision { id: one.id.clone(), outcome: Outcome::Offer, sentence }),
            None => {
                let place = waiting.len() + 1;
                let sentence = waits(terms, one, place, reserved);
                waiting.push(Decision { id: one.id.clone(), outcome: Outcome::Wait(place), sentence });
            }
        }
    }
    decided.extend(waiting);
    decided
}

fn of_the_kept(kept: &Kept) -> String {
    let name = &kept.name;
    match kept.places {
        1 => format!("You are offered the place kept for {name}."),
        places => format!(
            "You are offered one of the {places} places kept for {name}; they go to the applications from there in order."
        ),
    }
}

/// The order in words, as far as it matters for the cohort.
fn order_in_words(terms: &Terms) -> &'static str {
    if terms.endorsement {
        "endorsed applications come first, then people who have not taken part before, then whoever applied first"
    } else {
        "people who have not taken part before come first, then whoever applied first"
    }
}

fn of_the_pool(terms: &Terms) -> String {
    match terms.places {
        None => "You are offered a place: there is one for everybody who applies.".to_owned(),
        Some(_) if terms.released && !terms.kept.is_empty() => {
            format!("You are offered a place. No places are kept for anybody any more; {}.", order_in_words(terms))
        }
        Some(_) => {
            let open = if terms.kept.is_empty() { "a place" } else { "one of the places open to everybody" };
            format!("You are offered {open}; {}.", order_in_words(terms))
        }
    }
}

fn waits(terms: &Terms, one: &Applicant, place: usize, reserved: i64) -> String {
    let mut sentence = format!("You are number {place} on the waiting list. ");
    let why = if terms.endorsement && one.endorsed == Some(false) {
        "Your application was not endorsed, so the lead of the programme decides about it.".to_owned()
    } else if terms.endorsement && one.endorsed.is_none() {
        "Your application is not endorsed yet, and endorsed ones come first.".to_owned()
    } else if reserved > 0 {
        let until = if terms.kept_until.is_empty() {
            String::new()
        } else {
            format!(" until {}; after that day they go to whoever is next", terms.kept_until)
        };
        match reserved {
            1 => format!("The place that is free is kept for an authority or a sector{until}."),
            many => format!("The {many} places that are free are kept for authorities or sectors{until}."),
        }
    } else if one.took_part {
        "All places are offered or taken, and people who have not taken part in this programme before came first."
            .to_owned()
    } else {
        "All places are offered or taken; when one comes free it is offered to whoever is next.".to_owned()
    };
    sentence.push_str(&why);
    sentence
}
