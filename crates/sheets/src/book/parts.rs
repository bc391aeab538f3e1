//! Which sheets a workbook has, in which order, and where their cells stand.

use figures::Message;

use super::BookCaps;
use super::package::{Inflow, Package};
use super::value::DateSystem;
use super::xml::{Piece, Xml};

/// What the parts around the cells say.
pub(super) struct Parts {
    /// The sheets with cells, in the order of the tabs.
    pub sheets: Vec<SheetPart>,
    /// The part with the shared texts.
    pub strings: Option<String>,
    /// The part with the number formats.
    pub styles: Option<String>,
    /// The day from which days are counted.
    pub dates: DateSystem,
}

/// A sheet and the part that holds it.
pub(super) struct SheetPart {
    pub name: String,
    pub part: String,
    pub hidden: bool,
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// Reads the relations and the list of sheets.
pub(super) fn read(package: &mut Package<'_>, caps: &BookCaps) -> Result<Parts, Message> {
    let book = relations(package, "")?
        .into_iter()
        .find(|one| one.kind.ends_with("/officeDocument"))
        .map_or_else(|| "xl/workbook.xml".to_owned(), |one| one.target);
    if book.to_lowercase().ends_with(".bin") || package.has("xl/workbook.bin") {
        return Err(Message::new("book-binary"));
    }
    if !package.has(&book) {
        let open_document = package.has("mimetype") && package.has("content.xml");
        return Err(Message::new(if open_document { "book-open-document" } else { "book-not-a-workbook" }));
    }
    let relations = relations(package, &book)?;
    let of_kind = |kind: &str| relations.iter().find(|one| one.kind.ends_with(kind)).map(|one| one.target.clone());
    let (strings, styles) = (of_kind("/sharedStrings"), of_kind("/styles"));
    let Some(mut xml) = package.part(&book)? else { return Err(Message::new("book-damaged")) };
    let (listed, dates) = listed(&mut xml, caps)?;
    drop(xml);
    let sheets: Vec<SheetPart> = listed
        .into_iter()
        .filter_map(|(name, id, hidden)| {
            let of_sheet = relations.iter().find(|one| one.id == id)?;
            let part = of_sheet.target.clone();
            of_sheet.kind.ends_with("/worksheet").then_some(SheetPart { name, part, hidden })
        })
        .collect();
    if sheets.is_empty() {
        return Err(Message::new("book-without-sheets"));
    }
    Ok(Parts { sheets, strings, styles, dates })
}

/// Name, relation and hiddenness of each sheet.
type Listed = Vec<(String, String, bool)>;

fn listed(xml: &mut Xml<impl Inflow>, caps: &BookCaps) -> Result<(Listed, DateSystem), Message> {
    let mut sheets = Vec::new();
    let mut dates = DateSystem::From1900;
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "workbookPr" => {
                if matches!(tag.attribute("date1904").as_deref(), Some("1" | "true" | "on")) {
                    dates = DateSystem::From1904;
                }
            }
            Piece::Open(tag) if tag.name() == "sheet" => {
                if sheets.len() >= caps.sheets {
                    return Err(Message::new("book-too-many-sheets").with("most", caps.sheets));
                }
                let hidden = tag.attribute("state").is_some_and(|state| state != "visible");
                let name: String = tag.attribute("name").unwrap_or_default().chars().take(80).collect();
                sheets.push((name, tag.attribute("id").unwrap_or_default(), hidden));
            }
            Piece::End => return Ok((sheets, dates)),
            _ => {}
        }
    }
}

/// The relations of a part; those of the whole file for the empty name.
fn relations(package: &mut Package<'_>, of: &str) -> Result<Vec<Relation>, Message> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut found = Vec::new();
    let name = format!("{folder}{slash}_rels/{file}.rels");
    let Some(mut xml) = package.part(&name)? else { return Ok(found) };
    loop {
        match xml.next()? {
            Piece::Open(tag) if tag.name() == "Relationship" => {
                // A target outside of the file is never fetched.
                if tag.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external")) {
                    continue;
                }
                if found.len() > 10_000 {
                    return Err(Message::new("book-damaged"));
                }
                let target = resolved(folder, &tag.attribute("Target").unwrap_or_default());
                let id = tag.attribute("Id").unwrap_or_default();
                found.push(Relation { id, kind: tag.attribute("Type").unwrap_or_default(), target });
            }
            Piece::End => return Ok(found),
            _ => {}
        }
    }
}

/// The name of the part that a target means, seen from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                let _up = steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}
