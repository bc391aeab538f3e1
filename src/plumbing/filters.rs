//! Filters that are links: a directory's records counted by one property and another, each choice an address of its own.

/// One property that a directory can be narrowed by.
#[derive(Debug, Clone)]
pub struct Facet {
    /// Its name in the address.
    pub name: &'static str,
    /// Its heading on the page.
    pub heading: &'static str,
    /// The words of the choice that leaves it open.
    pub any: &'static str,
    /// Its values as they stand in the address, each with its words, in the order shown.
    pub values: Vec<(String, String)>,
    /// The value chosen, where one is.
    pub chosen: Option<String>,
}

/// One property as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Its heading.
    pub heading: &'static str,
    /// Its choices; the first leaves it open.
    pub choices: Vec<Choice>,
}

/// One choice of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// How many records it would show.
    pub count: String,
    /// Whether it is the one shown.
    pub chosen: bool,
}

/// What one record has of each facet, in the order of the facets; several values where it has several.
pub type Properties = Vec<Vec<String>>;

/// Whether a record has what was chosen of every facet.
pub fn admits(facets: &[Facet], record: &Properties) -> bool {
    (0..facets.len()).all(|at| admits_one(facets, record, at))
}

fn admits_one(facets: &[Facet], record: &Properties, at: usize) -> bool {
    facets[at].chosen.as_ref().is_none_or(|chosen| record[at].contains(chosen))
}

/// The links of every facet with what each would show. A choice that would show nothing is left out unless it is chosen.
pub fn links(path: &str, facets: &[Facet], records: &[Properties]) -> Vec<Filter> {
    let filter = |(at, facet): (usize, &Facet)| {
        let others = |record: &&Properties| {
            (0..facets.len()).filter(|other| *other != at).all(|other| admits_one(facets, record, other))
        };
        let within: Vec<&Properties> = records.iter().filter(others).collect();
        let mut choices = vec![Choice {
            label: facet.any.to_owned(),
            href: address(path, facets, at, None),
            count: within.len().to_string(),
            chosen: facet.chosen.is_none(),
        }];
        for (value, label) in &facet.values {
            let count = within.iter().filter(|record| record[at].contains(value)).count();
            let chosen = facet.chosen.as_ref() == Some(value);
            if count > 0 || chosen {
                let href = address(path, facets, at, Some(value));
                choices.push(Choice { label: label.clone(), href, count: count.to_string(), chosen });
            }
        }
        Filter { heading: facet.heading, choices }
    };
    facets.iter().enumerate().map(filter).collect()
}

/// The word in an address that leaves a facet open.
pub const ANY: &str = "all";

fn address(path: &str, facets: &[Facet], at: usize, value: Option<&String>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (place, facet) in facets.iter().enumerate() {
        let value = if place == at { value } else { facet.chosen.as_ref() };
        query.append_pair(facet.name, value.map_or(ANY, String::as_str));
    }
    format!("{path}?{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(name: &'static str, values: &[&str], chosen: Option<&str>) -> Facet {
        let values = values.iter().map(|value| ((*value).to_owned(), value.to_uppercase())).collect();
        Facet { name, heading: "Heading", any: "Any", values, chosen: chosen.map(ToOwned::to_owned) }
    }

    #[test]
    fn a_count_says_what_the_link_would_show() {
        let facets = [facet("kind", &["a", "b", "c"], Some("a")), facet("session", &["x", "y"], None)];
        let one = |kind: &str, session: &str| vec![vec![kind.to_owned()], vec![session.to_owned()]];
        let records = [one("a", "x"), one("a", "x"), one("b", "x"), one("b", "y")];
        let filters = links("/things", &facets, &records);
        let shown: Vec<String> = filters
            .iter()
            .flat_map(|filter| &filter.choices)
            .map(|choice| format!("{} {}{}", choice.label, choice.count, if choice.chosen { " chosen" } else { "" }))
            .collect();
        assert_eq!(shown, ["Any 4", "A 2 chosen", "B 2", "Any 2 chosen", "X 2"]);
        assert_eq!(filters[0].choices[2].href, "/things?kind=b&session=all");
        assert_eq!(records.iter().filter(|record| admits(&facets, record)).count(), 2);
    }
}
