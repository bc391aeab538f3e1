//! Membership: one person in one group, in the office they hold in their own organisation, from a day to a day.

/// The parts a member can have, as files write them and as people say them.
pub const PARTS: &[(&str, &str)] = &[
    ("lead", "Leads the group"),
    ("member", "Member"),
    ("link", "Link to another group or organisation"),
    ("observer", "Observer"),
];

/// One person in one group.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Membership {
    /// Its id.
    pub id: String,
    /// The key of the group.
    #[sqlx(rename = "group_key")]
    pub group: String,
    /// The key of the person.
    pub person: String,
    /// Their name: for those who may see it, never for a public page.
    pub name: String,
    /// Their address, as private as the name.
    pub email: Option<String>,
    /// The office they hold in their own organisation; empty where it is not known.
    pub post: String,
    /// The key of their authority.
    pub authority: Option<String>,
    /// The key of their establishment.
    pub establishment: Option<String>,
    /// The key of their organisation, where it is a partner and no authority.
    pub partner: Option<String>,
    /// One of [`PARTS`].
    pub part: String,
    /// The first day.
    #[sqlx(rename = "from_day")]
    pub from: String,
    /// The last day, once it is known.
    #[sqlx(rename = "to_day")]
    pub to: Option<String>,
}

impl Membership {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: &str) -> bool {
        self.from.as_str() <= day && self.to.as_deref().is_none_or(|to| to >= day)
    }

    /// The part as people say it.
    pub fn part_name(&self) -> &str {
        PARTS.iter().find(|(key, _)| *key == self.part).map_or(&self.part, |(_, name)| name)
    }
}

/// A membership to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewMembership {
    /// The key of the group.
    pub group: String,
    /// The key of the person.
    pub person: String,
    /// The office they hold in their own organisation.
    pub post: String,
    /// The key of their authority.
    pub authority: Option<String>,
    /// The key of their establishment.
    pub establishment: Option<String>,
    /// The key of their partner organisation.
    pub partner: Option<String>,
    /// One of [`PARTS`].
    pub part: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: Option<String>,
}

impl NewMembership {
    /// Whether it would end before it begins.
    pub fn ends_too_early(&self) -> bool {
        self.to.as_deref().is_some_and(|to| to < self.from.as_str())
    }
}
