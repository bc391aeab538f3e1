//! The files of publications: a folder for each (docs/formats.md).

use std::{fs, path::Path};

use serde::Deserialize;

use super::{Cover, Draft, Extent, Illustration, Kind, Section, Voice, covers, store};
use crate::{
    partnership,
    plumbing::{ids::is_key, import::Rejected, state::Weft, toml_file::fault},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    key: String,
    title: String,
    kind: Kind,
    session: String,
    framework: String,
    paper: Option<String>,
    sources: Vec<String>,
    date: String,
    date_note: Option<String>,
    issued_by: String,
    summary: String,
    about: Option<String>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    section: Vec<FrontSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontSection {
    key: String,
    title: String,
    file: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Illustrations {
    #[serde(default)]
    illustration: Vec<Illustration>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Voices {
    #[serde(default)]
    voice: Vec<Voice>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Covers {
    #[serde(default)]
    cover: Vec<Cover>,
}

fn read_file(path: &Path) -> Result<String, Rejected> {
    fs::read_to_string(path).map_err(|cause| Rejected::Lines(vec![format!("{}: {cause}", path.display())]))
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Rejected> {
    let text = read_file(path)?;
    toml::from_str(&text).map_err(|error| Rejected::Lines(vec![fault(&path.display().to_string(), &text, &error)]))
}

/// Reads one publication's folder: the draft, and the covers of a committee report.
fn read_folder(folder: &Path) -> Result<(Draft, Vec<Cover>), Rejected> {
    let path = folder.join("publication.toml");
    let front: Front = parse(&path)?;
    let mut faults = Vec::new();
    let name = path.display();
    for key in front.section.iter().map(|section| &section.key).chain([&front.key]) {
        if !is_key(key) {
            faults.push(format!("{name}: `{key}` is not a key; use lower-case letters, digits and hyphens"));
        }
    }
    if front.session.parse::<figures::AcademicSession>().is_err() {
        faults.push(format!("{name}: `{}` is not a session; write it as 2022-23", front.session));
    }
    if front.date.parse::<jiff::civil::Date>().is_err() {
        faults.push(format!("{name}: `{}` is not a day; write it as 2023-08-01", front.date));
    }
    let covers = folder.join("covers.toml");
    let given = if covers.exists() { parse::<Covers>(&covers)?.cover } else { Vec::new() };
    for cover in &given {
        let place = format!("{}: cover of `{}`", covers.display(), cover.authority);
        if !cover.day.is_empty() && cover.day.parse::<jiff::civil::Date>().is_err() {
            faults.push(format!("{place}: `{}` is not a day; write it as 2025-10-02", cover.day));
        }
        for key in cover.local.keys().chain(&cover.left_out) {
            if !super::cover::PLACES.iter().any(|place| place.key == key) {
                let known: Vec<&str> = super::cover::PLACES.iter().map(|place| place.key).collect();
                faults.push(format!("{place}: `{key}` is no place of a cover; use one of {}", known.join(", ")));
            }
        }
    }
    if !given.is_empty() && front.kind != Kind::CommitteeReport {
        faults.push(format!("{}: only a committee report has covers; take the file away", covers.display()));
    }
    if !faults.is_empty() {
        return Err(Rejected::Lines(faults));
    }
    let mut sections = Vec::new();
    for section in front.section {
        let body = read_file(&folder.join(&section.file))?;
        sections.push(Section { key: section.key, title: section.title, body });
    }
    let extra = |file: &str| Some(folder.join(file)).filter(|path| path.exists());
    let illustrations = extra("illustrations.toml").map(|path| parse::<Illustrations>(&path)).transpose()?;
    let voices = extra("voices.toml").map(|path| parse::<Voices>(&path)).transpose()?;
    let draft = Draft {
        key: front.key,
        title: front.title,
        kind: front.kind,
        session: front.session,
        framework: front.framework,
        paper: front.paper,
        sources: front.sources,
        day: front.date,
        day_note: front.date_note,
        issued_by: front.issued_by,
        summary: front.summary,
        about: front.about,
        labels: front.labels,
        sections,
        illustrations: illustrations.unwrap_or_default().illustration,
        voices: voices.unwrap_or_default().voice,
        extent: Extent::default(),
        cover: None,
    };
    Ok((draft, given))
}

/// Loads every folder of `publications/` of a partnership's folder as drafts, in one write.
/// Returns their keys.
///
/// # Errors
/// Every fault of the first file that is rejected, with nothing written.
pub async fn load(weft: &Weft, by: &str, folder: &Path) -> Result<Vec<String>, Rejected> {
    let mut drafts = Vec::new();
    let folders = folder.join("publications");
    if folders.exists() {
        let listed =
            fs::read_dir(&folders).map_err(|cause| Rejected::Lines(vec![format!("{}: {cause}", folders.display())]))?;
        let mut paths: Vec<_> = listed.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        paths.sort();
        for path in paths {
            drafts.push(read_folder(&path)?);
        }
    }
    let authorities: Vec<String> = partnership::authorities(&weft.db).await?.into_iter().map(|one| one.key).collect();
    let strange = drafts.iter().flat_map(|(draft, given): &(Draft, Vec<Cover>)| {
        given.iter().filter(|cover| !authorities.contains(&cover.authority)).map(|cover| {
            let known = authorities.join(", ");
            format!(
                "publications/{}/covers.toml: there is no council `{}`; use one of {known}",
                draft.key, cover.authority
            )
        })
    });
    let strange: Vec<String> = strange.collect();
    if !strange.is_empty() {
        return Err(Rejected::Lines(strange));
    }
    let mut write = weft.db.write().await?;
    for (draft, given) in &drafts {
        store::create(weft, &mut write, by, draft).await?;
        if draft.kind == Kind::CommitteeReport {
            covers::create(weft, &mut write, by, draft, given).await?;
        }
    }
    if !drafts.is_empty() {
        write.commit().await?;
    }
    Ok(drafts.into_iter().map(|(draft, _)| draft.key).collect())
}
