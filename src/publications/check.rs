//! `weft check` for publications: stored bytes against their digests, each version rebuilt to the same bytes, and every
//! bound number against the inputs that were stored with it.

use std::collections::BTreeSet;

use typesetting::model::Document;

use super::{
    bound::{self, Bound},
    press::{self, RENDERER, Stopped},
    versions,
};
use crate::plumbing::{ids::sha256, problem::Problem, state::Weft};

/// Checks every published version. Returns what is wrong, in words; nothing where all holds.
///
/// # Errors
/// When the database does not answer.
pub async fn check(weft: &Weft) -> Result<Vec<String>, Problem> {
    let mut faults = Vec::new();
    for version in versions::all(&weft.db).await? {
        let name = format!("publication {} version {}", version.publication_key, version.number);
        let (key, number) = (version.publication_key.as_str(), version.number);
        let Some(inputs) = versions::inputs(&weft.db, key, number).await? else { continue };
        let (Ok(document), Ok(stored)) =
            (serde_json::from_str::<Document>(&inputs.document), serde_json::from_str::<Vec<Bound>>(&inputs.inputs))
        else {
            faults.push(format!("{name}: what it was made from cannot be read"));
            continue;
        };
        let known: BTreeSet<(String, String)> = stored.into_iter().map(|one| (one.key, one.printed)).collect();
        for (bound, printed) in bound::printed(&document) {
            // Counts of listed work are counted from the document itself.
            if !bound.starts_with("count ") && !known.contains(&(bound.clone(), printed.clone())) {
                faults.push(format!("{name}: {printed} is printed for {bound}, and no stored input says so"));
            }
        }
        let rebuilt = if version.renderer == RENDERER {
            match press::print(document).await {
                Ok(files) => Some(files),
                Err(Stopped::Problem(problem)) => return Err(problem),
                Err(Stopped::Document(cause)) => {
                    faults.push(format!("{name}: it cannot be rebuilt: {}", cause.join("; ")));
                    None
                }
            }
        } else {
            None
        };
        for format in ["article", "html", "pdf", "docx"] {
            let Some(file) = versions::file(&weft.db, key, number, format).await? else {
                // Versions from before Word files were kept have none; theirs is made from the document when asked for.
                if format == "docx" {
                    continue;
                }
                faults.push(format!("{name}: its {format} file is missing"));
                continue;
            };
            if sha256(&file.bytes) != file.sha256 {
                faults.push(format!(
                    "{name}: the bytes of its {} file do not have the digest they were stored with",
                    file.format
                ));
            }
            let again = rebuilt.as_ref().and_then(|files| files.each().into_iter().find(|(one, _)| *one == format));
            if again.is_some_and(|(_, bytes)| bytes != file.bytes) {
                faults.push(format!("{name}: rebuilt from its inputs, its {format} file has other bytes"));
            }
        }
    }
    Ok(faults)
}
