//! Files that say who joined a meeting, such as the one that Teams writes: a summary, then a table of who joined. People are
//! matched by address, then by their exact name; who matches nobody or several is shown, and a person decides.

use sheets::{Grid, Table};

use super::matching::{Field, Mapping};

/// The column of names.
pub const NAME: Field =
    Field { key: "name", label: "Name", known_as: &["full name", "participant", "display name"], must: true };

/// The column of addresses.
pub const EMAIL: Field =
    Field { key: "email", label: "Email address", known_as: &["e-mail", "mail", "upn"], must: false };

/// One person of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As the file has it, without the spaces around it.
    pub name: String,
    /// In lower case; empty where the file gives none.
    pub email: String,
    /// The first row of the table that is about them, from 0.
    pub row: usize,
}

impl Line {
    /// The person as a reader is shown them: the name, and the address where there is one.
    pub fn shown(&self) -> String {
        match (self.name.as_str(), self.email.as_str()) {
            (name, "") => name.to_owned(),
            ("", email) => email.to_owned(),
            (name, email) => format!("{name} ({email})"),
        }
    }
}

/// Whom a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This one, and how they were found.
    One(usize, &'static str),
    /// One of these: they share the name.
    Several(Vec<usize>),
    /// Nobody who is known.
    Nobody,
}

/// The table of participants: the first line that names a person's column, and what follows it to the next empty line.
pub fn participants(grid: &Grid) -> Option<Table> {
    let named = |text: &str| {
        let text = text.trim().to_lowercase();
        ["name", "full name", "participant", "display name"].contains(&text.as_str())
    };
    let at = grid.rows.iter().position(|row| row.cells.len() > 1 && row.cells.iter().any(|cell| named(cell)))?;
    Some(grid.block(at))
}

/// Everybody of a table once, however often they joined.
pub fn lines(table: &Table, mapping: &Mapping) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, row) in table.rows.iter().enumerate() {
        let name = mapping.cell(table, row, "name").unwrap_or_default().trim();
        let email = mapping.cell(table, row, "email").unwrap_or_default().trim().to_lowercase();
        let again = |known: &Line| known.name == name && known.email == email;
        if !(name.is_empty() && email.is_empty() || lines.iter().any(again)) {
            lines.push(Line { name: name.to_owned(), email, row: at });
        }
    }
    lines
}

/// Whom a line is about among people given by name and, where known, address in lower case.
pub fn find<'a>(people: impl Iterator<Item = (&'a str, Option<&'a str>)> + Clone, line: &Line) -> Found {
    let by_email = people.clone().position(|(_, email)| !line.email.is_empty() && email == Some(line.email.as_str()));
    if let Some(at) = by_email {
        return Found::One(at, "by email address");
    }
    // A guest of Teams carries a mark after the name.
    let name = line.name.split(" (").next().unwrap_or_default().to_lowercase();
    let alike: Vec<usize> =
        people.enumerate().filter(|(_, (known, _))| known.to_lowercase() == name).map(|(at, _)| at).collect();
    match alike[..] {
        [] => Found::Nobody,
        [one] => Found::One(one, "by name"),
        _ => Found::Several(alike),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_found_by_address_then_by_name_and_namesakes_are_not_told_apart() {
        let people = [("Anna Reid", Some("anna@x.example")), ("Ben Orr", None), ("Anna Reid", Some("reid@x.example"))];
        let look = |name: &str, email: &str| {
            find(people.iter().copied(), &Line { name: name.into(), email: email.into(), row: 0 })
        };
        assert_eq!(look("Somebody", "reid@x.example"), Found::One(2, "by email address"));
        assert_eq!(look("ben orr (Guest)", "other@x.example"), Found::One(1, "by name"));
        assert_eq!(look("Anna Reid", ""), Found::Several(vec![0, 2]));
        assert_eq!(look("Cara", ""), Found::Nobody);
    }
}
