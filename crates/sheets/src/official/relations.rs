//! What the free text beside an opened or closed school says of other schools.
//!
//! The contact list keeps mergers in words: *Merged with Milton School 8446547 to Connolly Campus 1003038*
//! beside each school that went into it, *Merger of …* beside the new one. Only schools that are named by
//! their SEED code are taken; a name alone may be any of several schools.

/// How another school is tied to the one whose row it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// This school went into it.
    MergedInto,
    /// It went into this school.
    FormedFrom,
    /// Both went into another, or one into the other: the text does not say.
    MergedWith,
    /// This school's pupils went there. That makes it no successor.
    PupilsTo,
    /// Its pupils came here.
    PupilsFrom,
}

/// Another school that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// How it is tied to the school of the row.
    pub tie: Tie,
    /// Its SEED code.
    pub seed: String,
}

/// The schools a text names by SEED code, and whether it tells of a merger without naming one so.
pub(super) fn read(text: &str, own: &str, opened: bool) -> (Vec<Relation>, bool) {
    let mut found: Vec<Relation> = Vec::new();
    let mut unnamed = false;
    for clause in text.split([':', ';']).flat_map(|part| part.split(". ")) {
        let lower = clause.to_lowercase();
        let merger = lower.contains("merg");
        let seeds = seeds(clause);
        unnamed |= merger && seeds.iter().all(|(_, seed)| seed == own);
        let mut from = 0;
        let mut into = false;
        for (at, seed) in seeds {
            let between = lower.get(from..at).unwrap_or_default();
            let says = |words: &[&str]| {
                between.split(|letter: char| !letter.is_alphanumeric()).any(|word| words.contains(&word))
            };
            into |= says(&["to", "into", "form", "became", "becoming"]);
            from = at + seed.len();
            let tie = match (merger, opened) {
                (true, true) if !into => Tie::FormedFrom,
                (true, _) if into => Tie::MergedInto,
                (true, _) => Tie::MergedWith,
                (false, _) if lower.contains("pupil") && into => Tie::PupilsTo,
                (false, _) if lower.contains("attending") || lower.contains("now at") => Tie::PupilsTo,
                (false, _) if lower.contains("pupil") && says(&["from"]) => Tie::PupilsFrom,
                (false, _) => continue,
            };
            if seed != own && !found.iter().any(|one| one.seed == seed) {
                found.push(Relation { tie, seed });
            }
        }
    }
    (found, unnamed)
}

/// The numbers of exactly seven digits in a text, with the byte each starts at.
fn seeds(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if length == 7 {
            found.push((at, text[at..at + 7].to_owned()));
        }
        at += length.max(1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, own: &str, opened: bool) -> Vec<(Tie, String)> {
        read(text, own, opened).0.into_iter().map(|one| (one.tie, one.seed)).collect()
    }

    #[test]
    fn mergers_are_read_from_both_sides() {
        let into = |with: &str, to: &str| vec![(Tie::MergedWith, with.to_owned()), (Tie::MergedInto, to.to_owned())];
        for text in [
            "Merged with Milton School 9900022 to Connolly Campus 9900033.",
            "merged with Milton 9900022 to form new 9900033 Connolly",
            "Pupils from 9900044 2004:Merged with Milton 9900022 into Connolly (9900033)",
        ] {
            let ties: Vec<_> =
                of(text, "9900011", false).into_iter().filter(|(tie, _)| *tie != Tie::PupilsFrom).collect();
            assert_eq!(ties, into("9900022", "9900033"), "{text}");
        }
        let both = vec![(Tie::FormedFrom, "9900011".to_owned()), (Tie::FormedFrom, "9900022".to_owned())];
        for text in [
            "Merger of  Milton PS 9900011 and  Ashcraig PS 9900022",
            "9900033 Connolly Campus is a merger of 9900011 Milton and 9900022 Ashcraig; the school has two sites",
            "merger of Milton 9900011 & Ashcraig (9900022) to Connolly and retained seedcode 9900033 of old",
        ] {
            assert_eq!(of(text, "9900033", true), both, "{text}");
        }
        assert_eq!(
            of("Merged to St Charles Primary School 9900022", "9900011", false),
            [(Tie::MergedInto, "9900022".to_owned())]
        );
    }

    #[test]
    fn where_pupils_went_is_told_apart_from_mergers() {
        for (text, tie) in [
            ("Pupils to Kirkcudbright 9900022", Tie::PupilsTo),
            ("Pupils now attending Largoward Primary 9900022.", Tie::PupilsTo),
            ("Single pupil to Kirkmichael 9900022", Tie::PupilsTo),
            ("Pupils from Dundrennan 9900022-8/2004", Tie::PupilsFrom),
        ] {
            assert_eq!(of(text, "9900011", false), [(tie, "9900022".to_owned())], "{text}");
        }
        for text in
            ["preschool had 2 numbers, 9900022 deleted", "CS2003015876=CC number", "Mothballed to open", "12345678"]
        {
            assert_eq!(of(text, "9900011", false), [], "{text}");
        }
    }

    #[test]
    fn a_merger_that_names_no_code_is_noticed() {
        for (text, unnamed) in [
            ("Merged with Westerton to form West Park", true),
            ("Merger of St Margaret's and St Columba's", true),
            ("Merged with Milton 9900022 to form West Park", false),
            ("Pupils to Abbotswell", false),
        ] {
            assert_eq!(read(text, "9900011", false).1, unnamed, "{text}");
        }
    }
}
