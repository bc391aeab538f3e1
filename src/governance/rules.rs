//! What a body's rules ask for, what the terms give, and whether a new term may be begun. Nothing here reads or writes.

use std::collections::{BTreeMap, BTreeSet};

use super::{AT_LEAST, Body, COVERAGE, EACH_AUTHORITY, EVERY, MEMBERS_OF, NAMED, Rule, SECTORS, Seat, sector_name};

/// What keys are called: needed to say a rule in words.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Key and name of every authority, in the partnership's own order.
    pub authorities: Vec<(String, String)>,
    /// Names of bodies by key.
    pub bodies: BTreeMap<String, String>,
    /// Names of partner organisations by key.
    pub partners: BTreeMap<String, String>,
}

/// Something a rule asks for and nobody gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// It in words: `No headteacher from Inverclyde`.
    pub words: String,
    /// The authority that has nobody there.
    pub authority: Option<String>,
    /// The sector that has nobody there.
    pub sector: Option<String>,
}

/// One rule held against the terms of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The key of the rule.
    pub rule: String,
    /// The rule in words.
    pub words: String,
    /// Whether who sits under it is a member.
    pub member: bool,
    /// How many terms stand under it.
    pub held: usize,
    /// What is lacking; nothing where the rule is met.
    pub lacks: Vec<Lack>,
}

impl Finding {
    /// Whether nothing is lacking.
    pub fn met(&self) -> bool {
        self.lacks.is_empty()
    }
}

impl Names {
    /// The name of an authority, or its key.
    pub fn authority<'a>(&'a self, key: &'a str) -> &'a str {
        self.authorities.iter().find(|(known, _)| known == key).map_or(key, |(_, name)| name)
    }

    /// The name of a body, or its key.
    pub fn body<'a>(&'a self, key: &'a str) -> &'a str {
        self.bodies.get(key).map_or(key, String::as_str)
    }

    /// The name of a partner organisation, or its key.
    pub fn partner<'a>(&'a self, key: &'a str) -> &'a str {
        self.partners.get(key).map_or(key, String::as_str)
    }

    /// The authorities that a rule gives a seat to, or must have somebody from.
    pub(super) fn authorities_of<'a>(&'a self, rule: &'a Rule) -> Vec<&'a str> {
        let every = rule.authorities.iter().any(|key| key == EVERY)
            || (rule.kind == EACH_AUTHORITY && rule.authorities.is_empty());
        let known = self.authorities.iter().map(|(key, _)| key.as_str());
        known.filter(|key| every || rule.authorities.iter().any(|named| named == key)).collect()
    }
}

/// The sectors that a rule must have somebody from.
pub(super) fn sectors_of(rule: &Rule) -> Vec<&'static str> {
    let named = |key: &str| rule.sectors.iter().any(|sector| sector == EVERY || sector == key);
    SECTORS.iter().map(|(key, _)| *key).filter(|key| named(key)).collect()
}

/// A small number in words, any other in digits.
pub(super) fn spelt(number: i64) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    usize::try_from(number).ok().and_then(|at| WORDS.get(at)).map_or_else(|| number.to_string(), |word| (*word).into())
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a, b and c`.
pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A rule in words.
pub(super) fn words(rule: &Rule, names: &Names) -> String {
    if let Some(words) = &rule.words {
        return words.clone();
    }
    let (count, office) = (spelt(rule.count), rule.office.as_str());
    let text = match rule.kind.as_str() {
        EACH_AUTHORITY => {
            let every = names.authorities_of(rule).len() == names.authorities.len();
            let named: Vec<&str> = names.authorities_of(rule).iter().map(|key| names.authority(key)).collect();
            let whom = if every { "each authority".to_owned() } else { format!("each of {}", list(&named)) };
            format!("{count} {office} from {whom}")
        }
        MEMBERS_OF => {
            let members = if rule.count == 1 { "member" } else { "members" };
            let body = names.body(rule.of.as_deref().unwrap_or_default());
            format!("{count} {members} of the {}", body.strip_prefix("The ").unwrap_or(body))
        }
        COVERAGE => {
            let (sectors, authorities) = (sectors_of(rule), names.authorities_of(rule));
            let mut parts = Vec::new();
            if sectors.len() == SECTORS.len() {
                parts.push("every sector".to_owned());
            } else if !sectors.is_empty() {
                let sectors: Vec<&str> = sectors.iter().map(|key| sector_name(key)).collect();
                parts.push(format!("each of the sectors {}", list(&sectors)));
            }
            if authorities.len() == names.authorities.len() {
                parts.push("every authority".to_owned());
            } else if !authorities.is_empty() {
                let named: Vec<&str> = authorities.iter().map(|key| names.authority(key)).collect();
                parts.push(format!("each of {}", list(&named)));
            }
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            format!("at least one {office} from {}", list(&parts))
        }
        AT_LEAST => format!("at least {count} {office}"),
        _ => {
            let seats = if rule.count == 1 { "seat" } else { "seats" };
            format!("{count} {seats} for a {office}")
        }
    };
    let partner = rule.partner.as_deref().map(|key| format!(", {}", names.partner(key))).unwrap_or_default();
    capital(&format!("{text}{partner}"))
}

fn lack(words: String) -> Lack {
    Lack { words, authority: None, sector: None }
}

/// Holds a rule against the terms that stand under any rule of its body on some day.
pub fn evaluate(rule: &Rule, held: &[&Seat], names: &Names) -> Finding {
    let own: Vec<&&Seat> = held.iter().filter(|seat| seat.rule == rule.key).collect();
    let from = |authority: &str| own.iter().filter(|seat| seat.authority.as_deref() == Some(authority)).count();
    let wanted = usize::try_from(rule.count).unwrap_or(0);
    let mut lacks = Vec::new();
    match rule.kind.as_str() {
        EACH_AUTHORITY => {
            for key in names.authorities_of(rule) {
                let (there, name) = (from(key), names.authority(key));
                if there >= wanted {
                    continue;
                }
                let words = match there {
                    0 => format!("No {} from {name}", rule.office),
                    _ => format!("{there} of {wanted} from {name}: {}", rule.office),
                };
                lacks.push(Lack { words, authority: Some(key.to_owned()), sector: None });
            }
        }
        COVERAGE => {
            for key in sectors_of(rule) {
                if !own.iter().any(|seat| seat.sector.as_deref() == Some(key)) {
                    let words = format!("No {} from the {} sector", rule.office, sector_name(key));
                    lacks.push(Lack { words, authority: None, sector: Some(key.to_owned()) });
                }
            }
            for key in names.authorities_of(rule) {
                if from(key) == 0 {
                    let words = format!("No {} from {}", rule.office, names.authority(key));
                    lacks.push(Lack { words, authority: Some(key.to_owned()), sector: None });
                }
            }
        }
        MEMBERS_OF if own.len() < wanted => {
            let body = names.body(rule.of.as_deref().unwrap_or_default());
            let members = if wanted == 1 { "member" } else { "members" };
            let body = body.strip_prefix("The ").unwrap_or(body);
            lacks.push(lack(format!("{} of {wanted} {members} of the {body}", own.len())));
        }
        AT_LEAST if own.len() < wanted => {
            let there = if own.is_empty() { "No".to_owned() } else { format!("Only {}", spelt(count(own.len()))) };
            lacks.push(lack(format!("{there} {}; at least {} needed", rule.office, spelt(rule.count))));
        }
        NAMED if own.len() < wanted => {
            let partner = rule.partner.as_deref().map(|key| format!(", {}", names.partner(key))).unwrap_or_default();
            lacks.push(lack(format!("{} of {wanted} seats held: {}{partner}", own.len(), rule.office)));
        }
        _ => {}
    }
    Finding { rule: rule.key.clone(), words: words(rule, names), member: rule.is_member(), held: own.len(), lacks }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How many members are there: a person who holds two seats counts once.
pub(super) fn heads(body: &Body, present: &[&Seat]) -> usize {
    let of_members = |seat: &&&Seat| body.rule(&seat.rule).is_none_or(Rule::is_member);
    let mut people: BTreeSet<&str> = BTreeSet::new();
    for seat in present.iter().filter(of_members) {
        people.insert(seat.person.as_deref().unwrap_or(&seat.id));
    }
    people.len()
}

/// Why a term may not begin as it was asked for: the field, and the sentence.
pub(super) type Refused = (&'static str, String);

/// Checks a new term against its rule and the terms there are. `sits_there` says of a rule for members of another body
/// whether the person holds a seat there; it is nothing where no person is named.
pub(super) fn refusals(
    body: &Body,
    new: &Seat,
    terms: &[Seat],
    names: &Names,
    sits_there: Option<bool>,
) -> Vec<Refused> {
    let mut refused = Vec::new();
    if let Some(to) = new.to.as_deref().filter(|to| *to < new.from.as_str()) {
        let what = format!("The term would end on {to}, before it begins on {}; change one of the two days", new.from);
        refused.push(("to", what));
    }
    let Some(rule) = body.rule(&new.rule) else {
        let known: Vec<&str> = body.rule.iter().map(|rule| rule.key.as_str()).collect();
        let what = format!("{} has no rule `{}`; its rules are {}", body.name, new.rule, list(&known));
        return vec![("rule", what)];
    };
    if rule.by_authority() {
        place_of_authority(body, rule, new, names, &mut refused);
    } else if let Some(key) = &new.authority
        && !names.authorities.iter().any(|(known, _)| known == key)
    {
        refused.push(("authority", format!("`{key}` is no authority of this partnership")));
    }
    let sectors = sectors_of(rule);
    match new.sector.as_deref() {
        None if !sectors.is_empty() => refused.push(("sector", "Say which sector this seat speaks for".into())),
        Some(sector) if !sectors.is_empty() && !sectors.contains(&sector) => {
            let what = format!("{} has no seat for the sector `{sector}`", body.name);
            refused.push(("sector", what));
        }
        _ => {}
    }
    if rule.kind == MEMBERS_OF && sits_there == Some(false) {
        let other = names.body(rule.of.as_deref().unwrap_or_default());
        let what =
            format!("This person holds no seat on the {other} on {}, and only its members may sit here", new.from);
        refused.push(("person", what));
    }
    if refused.is_empty() {
        taken(body, rule, new, terms, names, &mut refused);
    }
    refused
}

fn place_of_authority(body: &Body, rule: &Rule, new: &Seat, names: &Names, refused: &mut Vec<Refused>) {
    let with_seat = names.authorities_of(rule);
    match new.authority.as_deref() {
        None => refused.push(("authority", "Say which authority this seat speaks for".into())),
        Some(key) if !with_seat.contains(&key) => {
            let named: Vec<&str> = with_seat.iter().map(|key| names.authority(key)).collect();
            let what = format!(
                "{} has no seat for {}: this rule gives seats to {}. Choose one of them, or change the rule first",
                body.name,
                names.authority(key),
                list(&named)
            );
            refused.push(("authority", what));
        }
        Some(_) => {}
    }
}

/// A seat is held by one at a time; and nobody sits twice under one rule.
fn taken(body: &Body, rule: &Rule, new: &Seat, terms: &[Seat], names: &Names, refused: &mut Vec<Refused>) {
    let others: Vec<&Seat> = terms
        .iter()
        .filter(|term| term.rule == rule.key && term.id != new.id && term.overlaps(&new.from, new.to.as_deref()))
        .collect();
    if new.person.is_some() && others.iter().any(|term| term.person == new.person) {
        let what = "This person holds a seat under this rule already; end that term first, or choose somebody else";
        refused.push(("person", what.into()));
        return;
    }
    let (there, whose) = match rule.kind.as_str() {
        EACH_AUTHORITY => {
            let same = others.iter().filter(|term| term.authority == new.authority).count();
            (same, format!(" of {}", names.authority(new.authority.as_deref().unwrap_or_default())))
        }
        MEMBERS_OF | NAMED => (others.len(), String::new()),
        _ => return,
    };
    if count(there) >= rule.count {
        let what = match rule.count {
            1 => format!("The seat{whose} on {} is held on these days; end that term first", body.name),
            many => {
                format!("All {} seats{whose} on {} are held on these days; end one term first", spelt(many), body.name)
            }
        };
        refused.push(("from", what));
    }
}
