//! `partnership.toml`: the file a partnership begins with (docs/formats.md).

use serde::Deserialize;

use crate::plumbing::ids::is_key;

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnershipFile {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) short_name: String,
    pub(super) description: String,
    pub(super) place: String,
    pub(super) time_zone: String,
    pub(super) currency: String,
    pub(super) language: String,
    pub(super) website: Option<String>,
    pub(super) contact_office: String,
    pub(super) current_framework: Option<String>,
    #[serde(default)]
    example: bool,
    pub(super) example_note: Option<String>,
    #[serde(default)]
    pub(super) former_names: Vec<String>,
    pub(super) theme: Vec<ThemeEntry>,
    pub(super) authority: Vec<AuthorityEntry>,
    pub(super) comparison_area: Option<Area>,
    #[serde(default)]
    pub(super) partner: Vec<PartnerEntry>,
    #[serde(default)]
    pub(super) paper: Vec<PaperEntry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ThemeEntry {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) meaning: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthorityEntry {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) council: String,
    pub(super) s12_code: String,
    pub(super) three_digit_code: String,
    #[serde(default)]
    pub(super) former_s12_codes: Vec<String>,
    #[serde(default)]
    pub(super) aliases: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) key: String,
    pub(super) name: String,
    #[serde(rename = "code")]
    _code: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerEntry {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) works_on: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PaperEntry {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) first_session: Option<String>,
    pub(super) last_session: Option<String>,
    pub(super) date: Option<String>,
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) not_published: Vec<String>,
}

impl PartnershipFile {
    /// Whether the file says that the partnership is an example.
    pub fn is_example(&self) -> bool {
        self.example
    }
}

/// Reads the file; `name` is how the file is called in what is said about it.
///
/// # Errors
/// Lines `FILE:ROW:COLUMN: what is wrong and what to do`, one for each fault found.
pub fn read(name: &str, text: &str) -> Result<PartnershipFile, Vec<String>> {
    let file: PartnershipFile =
        toml::from_str(text).map_err(|fault| vec![crate::plumbing::toml_file::fault(name, text, &fault)])?;
    let mut faults = Vec::new();
    if jiff::tz::TimeZone::get(&file.time_zone).is_err() {
        faults.push(format!("{name}: `{}` is not a time zone; write one such as Europe/London", file.time_zone));
    }
    let keys = file.authority.iter().map(|entry| &entry.key).chain(file.theme.iter().map(|entry| &entry.key));
    for key in keys.chain([&file.key]) {
        if !is_key(key) {
            faults.push(format!("{name}: `{key}` is not a key; use lower-case letters, digits and hyphens"));
        }
    }
    if file.authority.is_empty() {
        faults.push(format!("{name}: a partnership needs at least one [[authority]]"));
    }
    if faults.is_empty() { Ok(file) } else { Err(faults) }
}
