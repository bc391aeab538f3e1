//! Files as they are: which column of somebody's table is which field, proposed from the headings, confirmed by whoever
//! brought the table, and remembered for the next table with the same headings.

use std::collections::{BTreeMap, BTreeSet};

use sheets::{Row, Table};

use super::{
    clock::Clock,
    db::{Db, Write},
    form::{FormErrors, Posted},
    ids::{key_from, sha256},
    problem::Problem,
};

/// A field that a table may fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its key, also what it is remembered by.
    pub key: &'static str,
    /// Its words on the page where columns are confirmed.
    pub label: &'static str,
    /// Other headings it is known by, in any capitals.
    pub known_as: &'static [&'static str],
    /// Whether a table without it is of no use.
    pub must: bool,
}

/// Which column each field is read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    columns: BTreeMap<String, usize>,
    /// Whether it was confirmed before, for a table with the same headings.
    pub remembered: bool,
}

impl Mapping {
    /// The column of a field, counted from 0.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.get(field).copied()
    }

    /// Says which column a field is read from.
    pub fn set(&mut self, field: &str, column: usize) {
        self.columns.insert(field.to_owned(), column);
    }

    /// What a row holds of a field; nothing where it has no column or its cell is empty.
    pub fn cell<'a>(&self, table: &Table, row: &'a Row, field: &str) -> Option<&'a str> {
        table.cell(row, self.column(field)?)
    }

    /// The fields that must be there and have no column.
    pub fn missing<'f>(&self, fields: &'f [Field]) -> Vec<&'f Field> {
        fields.iter().filter(|field| field.must && self.column(field.key).is_none()).collect()
    }
}

/// One heading made comparable: `E-mail Address` is `e-mail-address`; a second one of the same words gets a number.
fn normal(headers: &[String]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    headers
        .iter()
        .map(|header| {
            let key = key_from(header);
            let times = seen.entry(key.clone()).or_default();
            *times += 1;
            if *times == 1 { key } else { format!("{key}-{times}") }
        })
        .collect()
}

/// What a table is remembered by: its headings, in whatever order they stand.
fn remembered_by(names: &[String]) -> String {
    let set: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    sha256(set.into_iter().collect::<Vec<_>>().join("\n").as_bytes())
}

/// The columns that were confirmed before for these headings; else those that the headings themselves suggest.
/// `kind` tells apart what tables are brought for: `members`, `attendance`, …
///
/// # Errors
/// When the database does not answer.
pub async fn propose(db: &Db, kind: &str, headers: &[String], fields: &[Field]) -> Result<Mapping, Problem> {
    let names = normal(headers);
    let kept: Option<String> = sqlx::query_scalar("select mapping from column_match where kind = $1 and headings = $2")
        .bind(kind)
        .bind(remembered_by(&names))
        .fetch_optional(db.read())
        .await?;
    let Some(kept) = kept else { return Ok(suggested(&names, fields)) };
    let mut mapping = Mapping { remembered: true, ..Mapping::default() };
    for (field, name) in kept.lines().filter_map(|line| line.split_once('\t')) {
        if let Some(column) = names.iter().position(|known| known == name) {
            mapping.set(field, column);
        }
    }
    Ok(mapping)
}

/// The columns that the headings suggest: first those that say it in so many words, then those that hold the words.
fn suggested(names: &[String], fields: &[Field]) -> Mapping {
    let mut mapping = Mapping::default();
    let mut taken = BTreeSet::new();
    let words = |key: &str| -> BTreeSet<String> { key.split('-').map(ToOwned::to_owned).collect() };
    for exact in [true, false] {
        for field in fields {
            if mapping.column(field.key).is_some() {
                continue;
            }
            let known = [field.key, field.label].into_iter().chain(field.known_as.iter().copied()).map(key_from);
            let found = known.into_iter().find_map(|wanted| {
                names.iter().enumerate().position(|(at, name)| {
                    !taken.contains(&at) && if exact { *name == wanted } else { words(&wanted).is_subset(&words(name)) }
                })
            });
            if let Some(column) = found {
                taken.insert(column);
                mapping.set(field.key, column);
            }
        }
    }
    mapping
}

/// Remembers what was confirmed for a table's headings, in place of what was remembered before.
///
/// # Errors
/// When the database refused.
pub async fn remember(
    write: &mut Write,
    clock: &Clock,
    kind: &str,
    headers: &[String],
    mapping: &Mapping,
) -> Result<(), Problem> {
    let names = normal(headers);
    let lines: Vec<String> = mapping
        .columns
        .iter()
        .filter_map(|(field, column)| names.get(*column).map(|name| format!("{field}\t{name}")))
        .collect();
    sqlx::query(
        "insert into column_match (kind, headings, mapping, used_at) values ($1, $2, $3, $4)
         on conflict (kind, headings) do update set mapping = excluded.mapping, used_at = excluded.used_at",
    )
    .bind(kind)
    .bind(remembered_by(&names))
    .bind(lines.join("\n"))
    .bind(clock.instant())
    .execute(write.on())
    .await?;
    Ok(())
}

/// One question of the page where columns are confirmed: which column is this field? Shown by `plumbing/matching.html`.
#[derive(Debug, Clone)]
pub struct Question {
    /// The name and id of the choice on the page.
    pub name: String,
    /// The field's words.
    pub label: &'static str,
    /// The column chosen, as the choice's value; empty for none.
    pub value: String,
    /// Every column.
    pub options: Vec<Column>,
    /// What to do where the table has no such column.
    pub hint: &'static str,
}

/// One column as a choice.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its number from 1, as the form sends it.
    pub value: String,
    /// Its heading.
    pub label: String,
}

/// The questions of a table, one for each field, with what is proposed chosen.
pub fn questions(headers: &[String], fields: &[Field], mapping: &Mapping) -> Vec<Question> {
    let options: Vec<Column> = (1..)
        .zip(headers)
        .map(|(at, header)| Column {
            value: at.to_string(),
            label: if header.is_empty() { format!("Column {at}, which has no heading") } else { header.clone() },
        })
        .collect();
    fields
        .iter()
        .map(|field| Question {
            name: format!("column-{}", field.key),
            label: field.label,
            value: mapping.column(field.key).map(|column| (column + 1).to_string()).unwrap_or_default(),
            options: options.clone(),
            hint: if field.must { "" } else { "Leave it open if your table does not have it" },
        })
        .collect()
}

/// What was chosen on the page, with an error at every field that must have a column and at every column used twice.
pub fn confirmed(posted: &Posted, headers: &[String], fields: &[Field], errors: &mut FormErrors) -> Mapping {
    let mut mapping = Mapping::default();
    let mut taken: BTreeMap<usize, &str> = BTreeMap::new();
    for field in fields {
        let name = format!("column-{}", field.key);
        let column = posted.text(&name).parse::<usize>().ok().filter(|at| (1..=headers.len()).contains(at));
        match column {
            Some(at) => match taken.insert(at, field.label) {
                Some(other) => errors.add(name, format!("This column is chosen for “{other}” too; choose another")),
                None => mapping.set(field.key, at - 1),
            },
            None if field.must => errors.add(name, format!("Choose the column that holds “{}”", field.label)),
            None => {}
        }
    }
    mapping
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field { key: "name", label: "Name", known_as: &["full name", "display name"], must: true },
        Field { key: "email", label: "Email address", known_as: &["e-mail", "mail"], must: false },
        Field { key: "post", label: "Post", known_as: &["job title", "role"], must: false },
    ];

    fn columns(headers: &[&str]) -> Vec<Option<usize>> {
        let names = normal(&headers.iter().map(|header| (*header).to_owned()).collect::<Vec<_>>());
        let mapping = suggested(&names, FIELDS);
        FIELDS.iter().map(|field| mapping.column(field.key)).collect()
    }

    #[test]
    fn headings_suggest_their_fields_and_each_column_is_used_once() {
        assert_eq!(columns(&["E-Mail", "Full Name", "JOB TITLE"]), [Some(1), Some(0), Some(2)]);
        assert_eq!(columns(&["School name", "Name", "Work e-mail address"]), [Some(1), Some(2), None]);
        assert_eq!(columns(&["Colour"]), [None, None, None]);
    }
}
