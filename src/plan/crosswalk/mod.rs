//! The crosswalk: what became of a workstream or priority of one framework in a later one.
//!
//! Names change between plans. A link says that one continues as another, merged into it, was split from it, ended or is
//! new, and which paper says so. A link without a paper is the partnership's own reading, and pages say that too.

mod file;
mod pages;
mod store;

pub use file::{export, import};
pub(super) use pages::{pair, routes};
pub use store::{Link, crosswalk};

/// What can become of a part, as stored and as people say it of the earlier one.
pub const RELATIONS: &[(&str, &str)] = &[
    ("continues", "Continues as"),
    ("merges-into", "Merged into"),
    ("split-from", "Split: one part is"),
    ("ended", "Ended"),
    ("new", "New"),
];

/// The kinds of parts that a link can join.
pub(super) const KINDS: &[&str] = &["workstream", "priority"];

impl Link {
    /// The relation as people say it.
    pub fn relation_name(&self) -> &'static str {
        RELATIONS.iter().find(|(key, _)| *key == self.relation).map_or("", |(_, name)| name)
    }
}

/// What a rule says about a link, with the field it is about. Whether its parts exist is not asked here.
fn faults(link: &Link) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    if !RELATIONS.iter().any(|(key, _)| *key == link.relation) {
        faults.push(("relation", "Choose what became of it"));
    }
    match link.relation.as_str() {
        "ended" if !link.to_key.is_empty() => {
            faults.push(("to", "What ended leads nowhere; leave this empty or choose another relation"))
        }
        "new" if !link.from_key.is_empty() => {
            faults.push(("from", "What is new comes from nowhere; leave this empty or choose another relation"));
        }
        _ => {}
    }
    if link.relation != "new" && link.from_key.is_empty() {
        faults.push(("from", "Choose the workstream or priority of the earlier framework"));
    }
    if link.relation != "ended" && link.to_key.is_empty() {
        faults.push(("to", "Choose the workstream or priority of the later framework"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_the_ends_that_its_relation_needs() {
        let fields = |relation: &str, from: &str, to: &str| {
            let link = Link { relation: relation.into(), from_key: from.into(), to_key: to.into(), ..Link::default() };
            faults(&link).into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        assert!(fields("continues", "a", "b").is_empty());
        assert_eq!(fields("continues", "", ""), ["from", "to"]);
        assert!(fields("ended", "a", "").is_empty());
        assert_eq!(fields("ended", "a", "b"), ["to"]);
        assert!(fields("new", "", "b").is_empty());
        assert_eq!(fields("new", "a", "b"), ["from"]);
        assert_eq!(fields("renamed", "a", "b"), ["relation"]);
    }
}
