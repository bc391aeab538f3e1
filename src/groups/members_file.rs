//! `memberships.csv` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written out.
//!
//! A person is known by address. A row without one is somebody new, never somebody of the same name, and that is said.

use std::collections::{BTreeMap, BTreeSet};

use sheets::{Caps, Column, Field, Row, Sheet, read_csv, write_csv};

use super::{Membership, NewMembership, PARTS, store};
use crate::{
    partnership::{self, Establishment, Partner},
    people,
    plumbing::{
        address_list::is_address,
        db::Db,
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        state::Weft,
        words,
    },
};

/// The columns of the file, in their order.
const HEADER: [&str; 10] =
    ["group", "name", "email", "post", "authority", "establishment", "partner", "part", "from", "to"];

/// Every membership as a file that can be imported again; the same memberships always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export_memberships(db: &Db) -> Result<Vec<u8>, Problem> {
    let or_empty = |text: Option<String>| text.map_or(Field::Empty, Field::from);
    let rows: Vec<Vec<Field>> = store::every_membership(db)
        .await?
        .into_iter()
        .map(|one| {
            vec![
                one.group.into(),
                one.name.into(),
                or_empty(one.email),
                one.post.into(),
                or_empty(one.authority),
                or_empty(one.establishment),
                or_empty(one.partner),
                one.part.into(),
                one.from.into(),
                or_empty(one.to),
            ]
        })
        .collect();
    Ok(write_csv(&HEADER, &rows))
}

/// One row that was found good.
struct Read {
    row: usize,
    name: String,
    email: Option<String>,
    new: NewMembership,
}

/// What a row may refer to.
pub(super) struct Known {
    groups: BTreeSet<String>,
    authorities: BTreeMap<String, String>,
    establishments: Vec<Establishment>,
    partners: Vec<Partner>,
}

impl Known {
    pub(super) async fn of(db: &Db) -> Result<Self, Problem> {
        let mut authorities = BTreeMap::new();
        for one in partnership::authorities(db).await? {
            let aliases: Vec<String> = one.aliases.lines().map(ToOwned::to_owned).collect();
            for name in [one.s12_code, one.three_digit_code, one.name, one.council_name].into_iter().chain(aliases) {
                authorities.insert(name.trim().to_lowercase(), one.key.clone());
            }
            authorities.insert(one.key.clone(), one.key);
        }
        Ok(Self {
            groups: super::groups(db).await?.into_iter().map(|group| group.key).collect(),
            authorities,
            establishments: partnership::establishments(db).await?,
            partners: partnership::partners(db).await?,
        })
    }

    /// The key of an authority given by code, key, name or alias.
    pub(super) fn authority(&self, text: &str) -> Result<String, String> {
        let found = self.authorities.get(&text.trim().to_lowercase()).cloned();
        found.ok_or_else(|| format!("`{text}` is no authority of this partnership; write its code, key, name or alias"))
    }

    /// The key of an establishment given by key, SEED code with department, or name.
    pub(super) fn establishment(&self, text: &str) -> Result<String, String> {
        let wanted = text.trim().to_lowercase();
        let key = wanted.replace('+', "-");
        let mut named = self.establishments.iter().filter(|one| one.key == key || one.name.to_lowercase() == wanted);
        match (named.next(), named.next()) {
            (Some(one), None) => Ok(one.key.clone()),
            (Some(_), Some(_)) => Err(format!(
                "several establishments are called `{text}`; write the SEED code and department, as in 9900011+P"
            )),
            (None, _) => Err(format!(
                "there is no establishment `{text}`; write its SEED code and department, as in 9900011+P, or add it first"
            )),
        }
    }

    /// The key of a partner organisation given by key or name.
    pub(super) fn partner(&self, text: &str) -> Result<String, String> {
        let wanted = text.trim().to_lowercase();
        let found = self.partners.iter().find(|one| one.key == wanted || one.name.to_lowercase() == wanted);
        found.map(|one| one.key.clone()).ok_or_else(|| {
            let list: Vec<&str> = self.partners.iter().map(|one| one.key.as_str()).collect();
            format!("there is no partner `{text}`; the partners are {}", list.join(", "))
        })
    }
}

/// The faults of a file, with row and column in words a spreadsheet shows.
struct Faults<'a> {
    name: &'a str,
    found: Vec<(usize, String)>,
}

impl Faults<'_> {
    fn at(&mut self, row: usize, column: &str, what: &str) {
        self.found.push((row, format!("{}:{row}:{column}: {what}", self.name)));
    }

    fn end(mut self) -> Result<(), Rejected> {
        self.found.sort_by_key(|(row, _)| *row);
        let lines: Vec<String> = self.found.into_iter().map(|(_, line)| line).collect();
        if lines.is_empty() { Ok(()) } else { Err(Rejected::Lines(lines)) }
    }
}

fn read_row(sheet: &Sheet, row: &Row, known: &Known, faults: &mut Faults<'_>) -> Read {
    let at = row.number;
    let cell = |column: &str| sheet.cell(row, column).map(ToOwned::to_owned);
    let mut must = |column: &str| {
        cell(column).unwrap_or_else(|| {
            faults.at(at, column, "this cell is empty and must be filled");
            String::new()
        })
    };
    let (group, name, from) = (must("group"), must("name"), must("from"));
    if !group.is_empty() && !known.groups.contains(&group) {
        faults.at(
            at,
            "group",
            &format!("there is no group `{group}`; write its key, the last part of its page’s address"),
        );
    }
    let email = cell("email").map(|email| email.to_lowercase());
    if let Some(email) = email.as_ref().filter(|email| !is_address(email)) {
        faults.at(at, "email", &format!("`{email}` is not an address; write it as name@school.example"));
    }
    let mut found =
        |column: &str, look: &dyn Fn(&str) -> Result<String, String>| match cell(column).map(|text| look(&text)) {
            Some(Ok(key)) => Some(key),
            Some(Err(what)) => {
                faults.at(at, column, &what);
                None
            }
            None => None,
        };
    let authority = found("authority", &|text| known.authority(text));
    let establishment = found("establishment", &|text| known.establishment(text));
    let partner = found("partner", &|text| known.partner(text));
    let part = cell("part").unwrap_or_else(|| "member".to_owned());
    if !PARTS.iter().any(|(key, _)| *key == part) {
        let list: Vec<&str> = PARTS.iter().map(|(key, _)| *key).collect();
        faults.at(at, "part", &format!("`{part}` is not a part; write one of {}", list.join(", ")));
    }
    let to = cell("to");
    for (column, day) in [("from", Some(&from)), ("to", to.as_ref())] {
        if let Some(text) = day.filter(|text| !text.is_empty() && !super::is_day(text)) {
            faults.at(at, column, &format!("`{text}` is not a day; write it as 2025-08-18"));
        }
    }
    let post = cell("post").unwrap_or_default();
    let new = NewMembership { group, person: String::new(), post, authority, establishment, partner, part, from, to };
    if new.ends_too_early() {
        faults.at(at, "to", "the membership would end before it begins; change one of the two days");
    }
    Read { row: at, name, email, new }
}

/// Reads a file of memberships: those it names are added or changed, all others stay as they are. What is said includes
/// every row that adds somebody without an address.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_memberships(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let columns = HEADER.map(|name| match name {
        "group" | "name" | "from" => Column::required(name),
        other => Column::optional(other),
    });
    let (sheet, issues) = read_csv(&file.bytes, &columns, &Caps::default());
    let mut faults = Faults { name: &file.name, found: Vec::new() };
    for issue in &issues {
        let what = words::say_message(&issue.what);
        faults.at(issue.row.unwrap_or(1), issue.column.as_deref().unwrap_or("1"), &what);
    }
    let known = Known::of(&weft.db).await?;
    let mut seen: BTreeMap<(String, String, String, String), usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for row in &sheet.rows {
        let read = read_row(&sheet, row, &known, &mut faults);
        let who = read.email.clone().unwrap_or_else(|| read.name.clone());
        let same = (read.new.group.clone(), who, read.new.post.clone(), read.new.from.clone());
        if let Some(first) = seen.insert(same, read.row) {
            let what = format!("row {first} has the same group, person, post and first day; one of the two must go");
            faults.at(read.row, "name", &what);
        }
        rows.push(read);
    }
    faults.end()?;
    let mut tally = Tally::default();
    let mut said = Vec::new();
    let mut write = weft.db.write().await?;
    for Read { row, name, email, mut new } in rows {
        let same = store::find_same(&mut write, &new.group, &new.post, &new.from, &name, email.as_deref()).await?;
        if let Some(before) = same {
            let after = Membership {
                authority: new.authority,
                establishment: new.establishment,
                partner: new.partner,
                part: new.part,
                to: new.to,
                ..before.clone()
            };
            if after == before {
                tally.unchanged += 1;
            } else {
                tally.changed += 1;
                store::change_membership(weft, &mut write, by, &before, &after).await?;
            }
            continue;
        }
        if email.is_none() {
            let alike = people::persons_like(&weft.db, &name).await?;
            let namesake = alike.iter().any(|person| person.name.to_lowercase() == name.to_lowercase());
            let more = if namesake {
                "; somebody of that name is known already, and this is taken for somebody else"
            } else {
                ""
            };
            said.push(format!("{}:{row}:email: {name} has no address and is added as a new person{more}", file.name));
        }
        new.person = people::put_person(weft, &mut write, by, &name, email.as_deref(), false).await?;
        tally.added += 1;
        store::add_membership(weft, &mut write, by, &new).await?;
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    said.push(tally.line(&file.name, "memberships", mode));
    Ok(said)
}
