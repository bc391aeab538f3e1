//! `bodies.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Body, EACH_AUTHORITY, EVERY, MEMBERS_OF, RULE_KINDS, Rule, SECTORS, STANDINGS, Seat,
    rules::{Names, refusals},
    store, view,
};
use crate::{
    partnership::{self, Authority},
    people,
    plumbing::{
        db::Write,
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records::{self, Entry, Reading},
    },
};

const FIELDS: &[&str] = &[
    "key",
    "name",
    "frameworks",
    "workstream",
    "reports_to",
    "purpose",
    "membership",
    "chair",
    "rhythm",
    "quorum",
    "note",
    "paper",
    "line",
    "not_published",
    "invented",
    "rule",
    "seat",
];
const RULE_FIELDS: &[&str] =
    &["key", "kind", "standing", "office", "count", "of", "partner", "authorities", "sectors", "words"];
const SEAT_FIELDS: &[&str] = &[
    "rule",
    "office",
    "authority",
    "sector",
    "establishment",
    "person",
    "email",
    "substitute",
    "substitute_email",
    "from",
    "to",
    "note",
];

/// What a file may refer to, and what stands already.
struct Known {
    names: Names,
    authorities: Vec<Authority>,
    papers: BTreeSet<String>,
    establishments: BTreeSet<String>,
    /// Every term there is, by body; those of the file are added as they are read.
    terms: BTreeMap<String, Vec<Seat>>,
}

/// A body of a file with its terms, each with the term that stands for it already.
struct Read {
    body: Body,
    seats: Vec<(Seat, Option<Seat>)>,
}

/// Who sits, for comparing: an address, else a name, in small letters.
fn who(email: Option<&String>, name: Option<&String>) -> Option<String> {
    email.or(name).map(|text| text.trim().to_lowercase())
}

/// A term with its person as a file tells people apart, so that terms of the file and of the record can be compared.
fn as_told(seat: &Seat) -> Seat {
    Seat {
        person: who(seat.email.as_ref(), seat.name.as_ref()),
        substitute: who(seat.substitute_email.as_ref(), seat.substitute_name.as_ref()),
        ..seat.clone()
    }
}

fn authority_key(reading: &mut Reading<'_>, entry: Entry<'_>, field: &str, given: &str, known: &Known) -> String {
    match partnership::find_authority(&known.authorities, given) {
        Some(found) => found.key.clone(),
        None => {
            let what = format!("`{given}` is no authority of this partnership; write its code, key, name or alias");
            reading.fault_at(entry, field, what);
            given.to_owned()
        }
    }
}

fn read_rule(reading: &mut Reading<'_>, entry: Entry<'_>, known: &Known) -> Rule {
    reading.only(entry, RULE_FIELDS);
    let kinds: Vec<&str> = RULE_KINDS.iter().map(|(key, _)| *key).collect();
    let standings: Vec<&str> = STANDINGS.iter().map(|(key, _)| *key).collect();
    reading.must(entry, "kind");
    let kind = reading.word(entry, "kind", &kinds).unwrap_or_default();
    let mut authorities = Vec::new();
    for given in reading.texts(entry, "authorities") {
        let key = if given == EVERY { given } else { authority_key(reading, entry, "authorities", &given, known) };
        authorities.push(key);
    }
    if kind == EACH_AUTHORITY && authorities.is_empty() {
        authorities.push(EVERY.to_owned());
    }
    let sectors = reading.texts(entry, "sectors");
    for sector in &sectors {
        if sector != EVERY && !SECTORS.iter().any(|(key, _)| key == sector) {
            let what = format!("`{sector}` is not a sector; write every, early-years, primary, secondary or special");
            reading.fault_at(entry, "sectors", what);
        }
    }
    let rule = Rule {
        key: reading.must_key(entry, "key"),
        standing: reading.word(entry, "standing", &standings).unwrap_or_else(|| "member".to_owned()),
        office: reading.must(entry, "office"),
        count: reading.whole(entry, "count").unwrap_or(1),
        of: reading.key(entry, "of"),
        partner: reading.key(entry, "partner"),
        authorities,
        sectors,
        words: reading.text(entry, "words"),
        kind,
    };
    match &rule.of {
        None if rule.kind == MEMBERS_OF => reading.fault_at(entry, "kind", "say of which body: add `of`, a body’s key"),
        Some(of) if !known.names.bodies.contains_key(of) => {
            let what = format!("there is no body `{of}` here or earlier in this file; put it first");
            reading.fault_at(entry, "of", what);
        }
        _ => {}
    }
    if let Some(partner) = rule.partner.as_ref().filter(|key| !known.names.partners.contains_key(*key)) {
        let what = format!("there is no partner `{partner}`; the partners are those of partnership.toml");
        reading.fault_at(entry, "partner", what);
    }
    rule
}

fn read_seat(reading: &mut Reading<'_>, entry: Entry<'_>, body: &Body, known: &Known) -> Seat {
    reading.only(entry, SEAT_FIELDS);
    let sectors: Vec<&str> = SECTORS.iter().map(|(key, _)| *key).collect();
    let given = reading.text(entry, "authority");
    let seat = Seat {
        body: body.key.clone(),
        rule: reading.must_key(entry, "rule"),
        office_title: reading.must(entry, "office"),
        authority: given.map(|given| authority_key(reading, entry, "authority", &given, known)),
        sector: reading.word(entry, "sector", &sectors),
        establishment: reading.key(entry, "establishment"),
        name: reading.text(entry, "person"),
        email: reading.text(entry, "email").map(|email| email.to_lowercase()),
        substitute_name: reading.text(entry, "substitute"),
        substitute_email: reading.text(entry, "substitute_email").map(|email| email.to_lowercase()),
        from: {
            reading.must(entry, "from");
            reading.day(entry, "from").unwrap_or_default()
        },
        to: reading.day(entry, "to"),
        note: reading.text(entry, "note"),
        ..Seat::default()
    };
    if seat.name.is_none() && seat.email.is_some() {
        reading.fault_at(entry, "email", "say whose address this is: add `person`");
    }
    if seat.substitute_name.is_none() && seat.substitute_email.is_some() {
        reading.fault_at(entry, "substitute_email", "say whose address this is: add `substitute`");
    }
    if let Some(key) = seat.establishment.as_ref().filter(|key| !known.establishments.contains(*key)) {
        reading.fault_at(entry, "establishment", format!("there is no establishment `{key}`"));
    }
    seat
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known, seen: &mut BTreeSet<String>) -> Read {
    reading.only(entry, FIELDS);
    let mut body = Body {
        key: reading.must_key(entry, "key"),
        name: reading.must(entry, "name"),
        frameworks: reading.keys(entry, "frameworks"),
        workstream: reading.key(entry, "workstream"),
        reports_to: reading.key(entry, "reports_to"),
        purpose: reading.text(entry, "purpose"),
        membership: reading.text(entry, "membership"),
        chair: reading.text(entry, "chair"),
        rhythm: reading.text(entry, "rhythm"),
        quorum: reading.whole(entry, "quorum"),
        note: reading.text(entry, "note"),
        paper: reading.key(entry, "paper"),
        line: reading.whole(entry, "line"),
        not_published: reading.keys(entry, "not_published"),
        invented: reading.flag(entry, "invented"),
        rule: Vec::new(),
    };
    if body.frameworks.is_empty() {
        reading.fault_at(entry, "frameworks", "`frameworks` is missing; write at least one, such as [\"2025-26\"]");
    }
    if body.key == "new" {
        reading.fault_at(entry, "key", "`new` is an address of its own; choose another key");
    }
    if !body.key.is_empty() && !seen.insert(body.key.clone()) {
        reading.fault_at(entry, "key", format!("the key `{}` stands twice in this file; change one", body.key));
    }
    if let Some(paper) = body.paper.as_ref().filter(|paper| !known.papers.contains(*paper)) {
        let what = format!("there is no paper `{paper}`; the papers are those of partnership.toml");
        reading.fault_at(entry, "paper", what);
    }
    if let Some(other) = body.reports_to.as_ref().filter(|other| !known.names.bodies.contains_key(*other)) {
        let what = format!("there is no body `{other}` here or earlier in this file; put it first");
        reading.fault_at(entry, "reports_to", what);
    }
    for entry in reading.entries(entry, "rule") {
        let rule = read_rule(reading, entry, known);
        if body.rule(&rule.key).is_some() {
            reading.fault_at(entry, "key", format!("the rule `{}` stands twice in this body; change one", rule.key));
        }
        body.rule.push(rule);
    }
    known.names.bodies.insert(body.key.clone(), body.name.clone());
    let before = known.terms.remove(&body.key).unwrap_or_default();
    let mut all: Vec<Seat> = before.iter().map(as_told).collect();
    let mut seats = Vec::new();
    for entry in reading.entries(entry, "seat") {
        let seat = read_seat(reading, entry, &body, known);
        let told = as_told(&seat);
        let same = |other: &Seat| {
            other.rule == told.rule
                && other.from == told.from
                && other.authority == told.authority
                && other.person == told.person
                && (told.person.is_some() || other.office_title == told.office_title)
        };
        let at = all.iter().position(|other| !other.id.is_empty() && same(other));
        let stands = at.and_then(|at| before.iter().find(|term| term.id == all[at].id)).cloned();
        if let Some(at) = at {
            all.remove(at);
        }
        let sits_there = told.person.as_ref().and_then(|person| {
            let of = body.rule(&told.rule)?.of.as_ref()?;
            let there = known.terms.get(of).map(Vec::as_slice).unwrap_or_default();
            let sits = |term: &Seat| as_told(term).person.as_ref() == Some(person) && term.held_on(&told.from);
            Some(there.iter().any(sits))
        });
        for (field, what) in refusals(&body, &told, &all, &known.names, sits_there) {
            reading.fault_at(entry, field, what);
        }
        all.push(told);
        seats.push((seat, stands));
    }
    let own = before.into_iter().chain(seats.iter().map(|(seat, _)| seat.clone())).collect();
    known.terms.insert(body.key.clone(), own);
    Read { body, seats }
}

/// Reads a file of bodies: those it names are added or changed, and terms it has and the record has not are begun. All
/// others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let mut known = Known {
        names: view::names(&weft.db).await?,
        authorities: partnership::authorities(&weft.db).await?,
        papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect(),
        establishments: partnership::establishments(&weft.db).await?.into_iter().map(|one| one.key).collect(),
        terms: BTreeMap::new(),
    };
    for key in known.names.bodies.keys() {
        known.terms.insert(key.clone(), store::terms(&weft.db, key).await?);
    }
    let mut seen = BTreeSet::new();
    let each = |reading: &mut Reading<'_>, entry: Entry<'_>| Some(read_one(reading, entry, &mut known, &mut seen));
    let read = toml_records::read(&file, "body", each)?;
    let (mut bodies, mut terms) = (Tally::default(), Tally::default());
    let mut write = weft.db.write().await?;
    for Read { body, seats } in &read {
        let id = match store::in_write(&mut write, &body.key).await? {
            Some((id, before)) if before == *body => {
                bodies.unchanged += 1;
                id
            }
            Some((id, before)) => {
                bodies.changed += 1;
                store::change(weft, &mut write, by, &id, &before, body).await?;
                id
            }
            None => {
                bodies.added += 1;
                store::add(weft, &mut write, by, body).await?
            }
        };
        for (seat, stands) in seats {
            save_seat(weft, &mut write, by, &id, (seat, stands.as_ref()), body.invented, &mut terms).await?;
        }
    }
    if mode == Mode::Write && bodies.added + bodies.changed + terms.added + terms.changed > 0 {
        write.commit().await?;
    }
    Ok(vec![bodies.line(&file.name, "bodies", mode), terms.line(&file.name, "terms", mode)])
}

async fn save_seat(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    body_id: &str,
    (seat, stands): (&Seat, Option<&Seat>),
    invented: bool,
    tally: &mut Tally,
) -> Result<(), Problem> {
    let mut after = seat.clone();
    if let Some(before) = stands {
        let (old, new) = (as_told(before), as_told(seat));
        let same = old.substitute == new.substitute
            && before.office_title == seat.office_title
            && before.sector == seat.sector
            && before.establishment == seat.establishment
            && before.to == seat.to
            && before.note == seat.note;
        if same {
            tally.unchanged += 1;
            return Ok(());
        }
        after.substitute = if old.substitute == new.substitute {
            before.substitute.clone()
        } else {
            person(weft, write, by, seat.substitute_name.as_ref(), seat.substitute_email.as_ref(), invented).await?
        };
        tally.changed += 1;
        return store::change_term(weft, write, by, "term changed", before, &after).await;
    }
    after.person = person(weft, write, by, seat.name.as_ref(), seat.email.as_ref(), invented).await?;
    after.substitute =
        person(weft, write, by, seat.substitute_name.as_ref(), seat.substitute_email.as_ref(), invented).await?;
    tally.added += 1;
    store::add_term(weft, write, by, body_id, &after).await.map(|_| ())
}

async fn person(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    name: Option<&String>,
    email: Option<&String>,
    invented: bool,
) -> Result<Option<String>, Problem> {
    let Some(name) = name else { return Ok(None) };
    people::put_person(weft, write, by, name, email.map(String::as_str), invented).await.map(Some)
}
