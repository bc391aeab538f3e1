//! Address lists as mail programs write them: `Anna Reid <anna@school.example>; Ben <ben@school.example>`.

use sheets::{Grid, Row};

/// Whether a text looks like an address somebody can be written to.
pub fn is_address(text: &str) -> bool {
    let plain =
        !text.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "<>,;\"".contains(letter));
    plain
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.contains('.')
                && host.split('.').all(|part| !part.is_empty())
        })
}

/// A name as a mail program writes it, the right way round: `"Reid, Anna"` is `Anna Reid`.
pub fn plain_name(text: &str) -> String {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [surname, forename] => format!("{forename} {surname}"),
        _ => parts.join(" "),
    }
}

/// A pasted address list as a table of `Name` and `Email`, or nothing where the text is no address list but a table.
/// An entry without an address keeps its words as the name, so that it can be shown and put right.
pub fn read(text: &str) -> Option<Grid> {
    if text.contains('\t') || !text.contains('@') {
        return None;
    }
    let mut entries = Vec::new();
    let mut rest = text;
    // Names may hold commas, so an entry with an address in angle brackets ends at the bracket, not at a comma.
    while let Some((before, after)) = rest.split_once('<') {
        let Some((address, after)) = after.split_once('>') else { break };
        let mut bare: Vec<&str> = before.split([';', '\n']).collect();
        let name = bare.pop().unwrap_or_default().trim_start_matches([',', ' ']);
        entries.extend(bare.into_iter().flat_map(loose));
        entries.push((plain_name(name), address.trim().to_lowercase()));
        rest = after;
    }
    let bracketed = !entries.is_empty();
    entries.extend(rest.split([';', '\n']).flat_map(loose));
    // Lines of words and commas without a single bracket are a CSV table, unless every word is an address.
    if !bracketed && entries.iter().any(|(name, address)| address.is_empty() && name.contains(' ')) {
        return None;
    }
    let sound = bracketed || entries.iter().all(|(_, address)| !address.is_empty());
    if !sound {
        return None;
    }
    let header = Row { number: 1, cells: vec!["Name".to_owned(), "Email".to_owned()] };
    let rows = (2..).zip(entries).map(|(number, (name, address))| Row { number, cells: vec![name, address] });
    Some(Grid { rows: std::iter::once(header).chain(rows).collect() })
}

/// What stands between two entries with brackets: bare addresses, or words that are none.
fn loose(text: &str) -> Vec<(String, String)> {
    let words: Vec<&str> = text.split([',', ' ', '\r']).map(str::trim).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    if words.iter().all(|word| is_address(word)) {
        return words.into_iter().map(|word| (name_of(word), word.to_lowercase())).collect();
    }
    vec![(plain_name(text), String::new())]
}

/// A name to begin with, from an address alone: `anna.reid@school.example` is `Anna Reid`.
fn name_of(address: &str) -> String {
    let local = address.split('@').next().unwrap_or_default();
    let words = local.split(['.', '_', '-']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<(String, String)> {
        let rows = read(text).map(|grid| grid.rows).unwrap_or_default();
        rows.into_iter().skip(1).map(|row| (row.cells[0].clone(), row.cells[1].clone())).collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, address)| ((*name).to_owned(), (*address).to_owned())).collect()
    }

    #[test]
    fn the_lists_of_mail_programs_are_read() {
        let two = pairs(&[("Anna Reid", "anna@a.example"), ("Ben Orr", "ben@b.example")]);
        assert_eq!(entries("Anna Reid <Anna@a.example>; Ben Orr <ben@b.example>"), two);
        assert_eq!(entries("\"Reid, Anna\" <anna@a.example>, 'Orr, Ben' <ben@b.example>;"), two);
        assert_eq!(entries("Reid, Anna <anna@a.example>\r\nOrr, Ben <ben@b.example>\r\n"), two);
        assert_eq!(
            entries("anna.reid@a.example; ben@b.example"),
            pairs(&[("Anna Reid", "anna.reid@a.example"), ("Ben", "ben@b.example")])
        );
        assert_eq!(
            entries("Anna Reid <anna@a.example>; Somebody Else; Ben Orr <ben@b.example>"),
            pairs(&[("Anna Reid", "anna@a.example"), ("Somebody Else", ""), ("Ben Orr", "ben@b.example")])
        );
    }

    #[test]
    fn a_table_is_left_to_those_who_read_tables() {
        assert_eq!(read("name\temail\nAnna\ta@a.example"), None);
        assert_eq!(read("name,email\nAnna Reid,a@a.example"), None);
        assert_eq!(read("Anna Reid"), None);
    }
}
