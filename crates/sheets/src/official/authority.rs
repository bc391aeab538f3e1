//! One form for the many spellings of an authority's name.

/// The name of an authority without what varies from list to list, in lower case: `Glasgow City Council`
/// and `Glasgow` are *glasgow*; `Edinburgh, City of` and `The City of Edinburgh Council` are *edinburgh*;
/// `Na h-Eileanan Siar`, `Comhairle nan Eilean Siar` and `Western Isles` are *eilean siar*; `&` is *and*.
///
/// It is made for comparing with the forms of known names and aliases, not for showing.
#[must_use]
pub fn authority_form(name: &str) -> String {
    let lower = name.to_lowercase().replace('&', " and ");
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let isles = words.contains(&"western") && words.contains(&"isles");
    if isles || words.iter().any(|word| matches!(*word, "eilean" | "eileanan")) {
        return "eilean siar".to_owned();
    }
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| match *word {
            "council" | "the" | "of" | "city" | "and" | "island" | "islands" | "isles" | "scottish" => None,
            "n" if at == 0 => Some("north"),
            "s" if at == 0 => Some("south"),
            "e" if at == 0 => Some("east"),
            "w" if at == 0 => Some("west"),
            word => Some(word),
        })
        .collect();
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

/// Whether two names are of the same authority. A name that a list cut at fifteen characters is matched
/// with the name it begins.
#[must_use]
pub fn is_same_authority(given: &str, known: &str) -> bool {
    let (form, other) = (authority_form(given), authority_form(known));
    if form.is_empty() {
        return false;
    }
    form == other || given.trim().chars().count() == 15 && other.starts_with(&form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_published_lists_have_one_form() {
        for (form, names) in [
            ("glasgow", vec!["Glasgow City", "Glasgow City Council", "Glasgow", "City of Glasgow ", "GLASGOW CITY"]),
            ("edinburgh", vec!["Edinburgh, City of", "City of Edinburgh", "Edinburgh City"]),
            (
                "eilean siar",
                vec!["Na h-Eileanan Siar", "Na h-Eileanan an Iar", "Eilean Siar", "Comhairle nan Eilean Siar"],
            ),
            ("argyll bute", vec!["Argyll & Bute", "Argyll and Bute", "Argyll and Bute Council"]),
            ("shetland", vec!["Shetland Islands", "Shetland Island", "Shetland"]),
            ("borders", vec!["Scottish Borders", "The Scottish Borders Council"]),
            (
                "east dunbartonshire",
                vec!["East Dunbartonshire", "E Dunbartonshire", "East\u{a0}Dunbartonshire Council"],
            ),
            ("grant aided", vec!["Grant Aided", "Grant aided"]),
        ] {
            for name in names {
                assert_eq!(authority_form(name), form, "{name}");
            }
        }
        assert_ne!(authority_form("Aberdeen City"), authority_form("Aberdeenshire"));
        assert!(is_same_authority("East Dunbartons", "East Dunbartonshire"));
        assert!(is_same_authority("North Lanarkshi", "North Lanarkshire Council"));
        assert!(!is_same_authority("East Renfrew", "East Renfrewshire"));
        assert!(!is_same_authority("", "Fife"));
        assert!(!is_same_authority("North Ayrshire", "South Ayrshire"));
    }
}
