//! Offices in place of people: what everybody may read of minutes that name people.

use std::collections::BTreeMap;

/// Every name that is known here, with the office that stands in its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Naming(BTreeMap<String, String>);

impl Naming {
    /// Adds a name and its office; an empty office becomes "a member".
    pub(super) fn add(&mut self, name: &str, office: &str) {
        let name = name.trim();
        if name.contains(' ') {
            let office = if office.trim().is_empty() { "a member" } else { office.trim() };
            self.0.entry(name.to_owned()).or_insert_with(|| office.to_owned());
        }
    }

    /// The text with the office in place of every known name. A surname alone is left: see [`Self::left_in`].
    pub(super) fn hide(&self, text: &str) -> String {
        let mut names: Vec<(&String, &String)> = self.0.iter().collect();
        // A longer name first, so that no shorter one is taken out of its middle.
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, (name, office)| text.replace(name.as_str(), office))
    }

    /// First names and surnames that still stand in a text after [`Self::hide`], for a person to look at.
    pub(super) fn left_in(&self, text: &str) -> Vec<String> {
        let hidden = self.hide(text);
        let words: std::collections::BTreeSet<&str> =
            hidden.split(|letter: char| !letter.is_alphabetic() && letter != '\'' && letter != '-').collect();
        let mut left: Vec<String> = self
            .0
            .keys()
            .flat_map(|name| name.split_whitespace())
            .filter(|part| part.chars().count() > 2 && words.contains(part))
            .map(ToOwned::to_owned)
            .collect();
        left.sort();
        left.dedup();
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_name_becomes_its_office_and_the_rest_is_pointed_out() {
        let mut naming = Naming::default();
        naming.add("Ailsa Merrick", "the Collaboration Officer");
        naming.add("Ailsa Merrick-Young", "the member for Inverclyde");
        let text = "Ailsa Merrick-Young thanked Ailsa Merrick. Ailsa will write.";
        let hidden = naming.hide(text);
        assert_eq!(hidden, "the member for Inverclyde thanked the Collaboration Officer. Ailsa will write.");
        assert_eq!(naming.left_in(text), ["Ailsa"]);
    }
}
