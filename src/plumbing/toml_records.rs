//! Files of records: `[[group]]`, `[[programme]]`. Every fault of every record is found, each with its row and column;
//! the reader of a record asks for its fields one by one and gets what is good.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    ids::is_key,
    import::{File, Rejected},
    toml_file::place,
};

/// One record of a file.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    table: &'a DeTable<'a>,
    at: usize,
}

/// A file being read, with the faults found so far.
#[derive(Debug)]
pub struct Reading<'a> {
    name: &'a str,
    text: &'a str,
    faults: Vec<(usize, String)>,
}

/// Reads a file that holds a list of `list` records and nothing else: `each` makes one record of one entry.
///
/// # Errors
/// Every fault found, in the order of the file.
pub fn read<T>(
    file: &File,
    list: &str,
    mut each: impl FnMut(&mut Reading<'_>, Entry<'_>) -> Option<T>,
) -> Result<Vec<T>, Rejected> {
    read_lists(file, &[list], |reading, whole| {
        let mut records = Vec::new();
        for entry in reading.entries(whole, list) {
            records.extend(each(reading, entry));
        }
        records
    })
}

/// Reads a file that holds lists of several kinds of records and nothing else: `all` reads them out of the whole.
///
/// # Errors
/// Every fault found, in the order of the file.
pub fn read_lists<T: Default>(
    file: &File,
    lists: &[&str],
    all: impl FnOnce(&mut Reading<'_>, Entry<'_>) -> T,
) -> Result<T, Rejected> {
    let text = file.text()?;
    let (whole, errors) = DeTable::parse_recoverable(text);
    let mut reading = Reading { name: &file.name, text, faults: Vec::new() };
    if !errors.is_empty() {
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            reading.fault(at, error.message().lines().collect::<Vec<_>>().join("; "));
        }
        reading.end()?;
        return Ok(T::default());
    }
    let whole = Entry { table: whole.get_ref(), at: 0 };
    reading.only(whole, lists);
    let records = all(&mut reading, whole);
    if whole.table.is_empty() {
        let known: Vec<String> = lists.iter().map(|list| format!("[[{list}]]")).collect();
        reading.fault(0, format!("there is nothing in this file; write at least one {}", known.join(" or ")));
    }
    reading.end()?;
    Ok(records)
}

impl<'a> Reading<'a> {
    /// Notes a fault at a byte of the text.
    pub fn fault(&mut self, at: usize, what: impl Into<String>) {
        self.faults.push((at, what.into()));
    }

    /// Notes a fault at a field of an entry, or at the entry where it has no such field.
    pub fn fault_at(&mut self, entry: Entry<'_>, field: &str, what: impl Into<String>) {
        let at = entry.table.get(field).map_or(entry.at, |value| value.span().start);
        self.fault(at, what);
    }

    fn end(mut self) -> Result<(), Rejected> {
        if self.faults.is_empty() {
            return Ok(());
        }
        self.faults.sort();
        let say = |(at, what): &(usize, String)| {
            let (row, column) = place(self.text, *at);
            format!("{}:{row}:{column}: {what}", self.name)
        };
        Err(Rejected::Lines(self.faults.iter().map(say).collect()))
    }

    /// Faults every field of an entry that is not among those known.
    pub fn only(&mut self, entry: Entry<'_>, known: &[&str]) {
        for name in entry.table.keys().filter(|name| !known.contains(&name.get_ref().as_ref())) {
            let what = format!("`{}` is not a field here; the fields are {}", name.get_ref(), known.join(", "));
            self.fault(name.span().start, what);
        }
    }

    fn value<'e>(&mut self, entry: Entry<'e>, field: &str) -> Option<&'e Spanned<DeValue<'e>>> {
        entry.table.get(field)
    }

    /// A text that may be absent. An empty one is as good as none.
    pub fn text(&mut self, entry: Entry<'_>, field: &str) -> Option<String> {
        let value = self.value(entry, field)?;
        let Some(text) = value.get_ref().as_str() else {
            self.fault(value.span().start, format!("`{field}` must be a text in quotation marks"));
            return None;
        };
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// A text that must be there; empty where it is not, with the fault noted.
    pub fn must(&mut self, entry: Entry<'_>, field: &str) -> String {
        if !entry.table.contains_key(field) {
            self.fault(entry.at, format!("`{field}` is missing; add it"));
            return String::new();
        }
        let faults = self.faults.len();
        let text = self.text(entry, field).unwrap_or_default();
        if text.is_empty() && self.faults.len() == faults {
            self.fault_at(entry, field, format!("`{field}` is empty; write something"));
        }
        text
    }

    fn key_form(&mut self, at: usize, text: &str) {
        if !is_key(text) {
            self.fault(at, format!("`{text}` is not a key; use lower-case letters, digits and hyphens"));
        }
    }

    /// A key that may be absent.
    pub fn key(&mut self, entry: Entry<'_>, field: &str) -> Option<String> {
        let text = self.text(entry, field)?;
        let at = self.value(entry, field).map_or(entry.at, |value| value.span().start);
        self.key_form(at, &text);
        Some(text)
    }

    /// A key that must be there.
    pub fn must_key(&mut self, entry: Entry<'_>, field: &str) -> String {
        let text = self.must(entry, field);
        if !text.is_empty() {
            let at = self.value(entry, field).map_or(entry.at, |value| value.span().start);
            self.key_form(at, &text);
        }
        text
    }

    /// One of a list of words, where given.
    pub fn word(&mut self, entry: Entry<'_>, field: &str, known: &[&str]) -> Option<String> {
        let text = self.text(entry, field)?;
        if !known.contains(&text.as_str()) {
            self.fault_at(entry, field, format!("`{text}` is not known here; write one of {}", known.join(", ")));
        }
        Some(text)
    }

    /// A day such as `2025-08-18`, where given.
    pub fn day(&mut self, entry: Entry<'_>, field: &str) -> Option<String> {
        let text = self.text(entry, field)?;
        if text.len() != 10 || text.parse::<jiff::civil::Date>().is_err() {
            self.fault_at(entry, field, format!("`{text}` is not a day; write it as \"2025-08-18\""));
        }
        Some(text)
    }

    /// A whole number of at least 1, where given.
    pub fn whole(&mut self, entry: Entry<'_>, field: &str) -> Option<i64> {
        let value = self.value(entry, field)?;
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none_or(|number| number < 1) {
            self.fault(value.span().start, format!("`{field}` must be a whole number, 1 or more"));
        }
        number
    }

    /// Yes or no, written `true` or `false`; no where it is absent.
    pub fn flag(&mut self, entry: Entry<'_>, field: &str) -> bool {
        let Some(value) = self.value(entry, field) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.fault(value.span().start, format!("`{field}` must be true or false"));
            false
        })
    }

    /// A list of texts; empty where it is absent.
    pub fn texts(&mut self, entry: Entry<'_>, field: &str) -> Vec<String> {
        self.list(entry, field).into_iter().map(|(_, text)| text).collect()
    }

    /// A list of keys; empty where it is absent.
    pub fn keys(&mut self, entry: Entry<'_>, field: &str) -> Vec<String> {
        let list = self.list(entry, field);
        for (at, text) in &list {
            self.key_form(*at, text);
        }
        list.into_iter().map(|(_, text)| text).collect()
    }

    fn list(&mut self, entry: Entry<'_>, field: &str) -> Vec<(usize, String)> {
        let Some(value) = self.value(entry, field) else { return Vec::new() };
        let mut texts = Vec::new();
        match value.get_ref().as_array() {
            None => self.fault(value.span().start, format!("`{field}` must be a list of texts in square brackets")),
            Some(list) => {
                for one in list.iter() {
                    match one.get_ref().as_str() {
                        Some(text) => texts.push((one.span().start, text.to_owned())),
                        None => {
                            self.fault(one.span().start, format!("`{field}` must hold texts in quotation marks"));
                        }
                    }
                }
            }
        }
        texts
    }

    /// The entries of a list of tables; none where it is absent.
    pub fn entries<'e>(&mut self, entry: Entry<'e>, field: &str) -> Vec<Entry<'e>> {
        let Some(value) = self.value(entry, field) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.fault(value.span().start, format!("`{field}` must be a list of tables, each written [[{field}]]"));
            return Vec::new();
        };
        let mut entries = Vec::new();
        for one in list.iter() {
            match one.get_ref().as_table() {
                Some(table) => entries.push(Entry { table, at: one.span().start }),
                None => self.fault(one.span().start, format!("`{field}` must hold tables")),
            }
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_every_record_is_named_with_its_place() {
        let text = "[[group]]\nkey = \"A B\"\ncolour = \"red\"\n\n[[group]]\nkey = 3\nstarts = \"soon\"\nline = 0\n";
        let file = File { name: "groups.toml".into(), bytes: text.into() };
        let read = read(&file, "group", |reading, entry| {
            reading.only(entry, &["key", "name", "starts", "line"]);
            reading.must_key(entry, "key");
            reading.must(entry, "name");
            reading.day(entry, "starts");
            reading.whole(entry, "line")
        });
        let Err(Rejected::Lines(lines)) = read else { panic!("a bad file was read") };
        let places: Vec<&str> = lines.iter().map(|line| line.split(": ").next().unwrap()).collect();
        assert_eq!(
            places,
            [
                "groups.toml:1:1",
                "groups.toml:2:7",
                "groups.toml:3:1",
                "groups.toml:5:1",
                "groups.toml:6:7",
                "groups.toml:7:10",
                "groups.toml:8:8"
            ],
            "{lines:#?}"
        );
    }
}
