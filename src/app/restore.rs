//! `weft restore`: a backup back into a data folder. Nothing that is there is touched before every digest was verified;
//! then the old data is moved aside and the new moved in, the database last, so that a folder is never half of each.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use age::secrecy::SecretString;
use anyhow::Context;
use sha2::Digest;
use zip::ZipArchive;

use super::{
    backup::{DATABASE, Entry, FORMAT, MANIFEST, Manifest, Scratch},
    command::{Refusal, say},
    sealed,
    start::{Hold, Place, hold},
};
use crate::plumbing::{clock::Clock, db::Db, history, ids::hex};

/// A manifest longer than this is not read.
const LONGEST_MANIFEST: u64 = 16 * 1024 * 1024;

/// What a backup may unpack to whatever its size; beyond it, [`MOST_TIMES`] its own size.
const ALWAYS_ALLOWED: u64 = 64 * 1024 * 1024;

/// A database packs to a tenth at best; a file that unpacks to more than this many times its size is no backup.
const MOST_TIMES: u64 = 100;

/// Verifies a backup, unpacks it beside the data, and moves it in.
pub(super) async fn restore(
    place: &Place,
    file: &Path,
    force: bool,
    passphrase: Option<SecretString>,
) -> Result<(), Refusal> {
    if place.database_url.is_some() {
        return Err(Refusal::Usage("a PostgreSQL database is restored with its own tool: pg_restore".into()));
    }
    let data = &place.data;
    if place.exists() && !force {
        return Err(Refusal::Rejected(vec![format!(
            "{} holds data already; restore into another folder, or give --force to replace it",
            data.display()
        )]));
    }
    let is_there = file.metadata().with_context(|| format!("reading {}", file.display()));
    is_there.map_err(|cause| Refusal::Rejected(vec![format!("{cause:#}")]))?;
    fs::create_dir_all(data).with_context(|| format!("making the folder {}", data.display()))?;
    let _alone = hold(data, Hold::Alone)?;
    let staged = Scratch::new(data.join(format!(".restoring-{}", std::process::id())))?;
    let manifest = stage(file, passphrase, &staged.0)?;
    let rejected = |fault: String| Refusal::Rejected(vec![format!("{}: {fault}", file.display())]);
    settle(&staged.0.join(DATABASE)).await.map_err(&rejected)?;
    let kept = swap(data, &staged.0)?;
    say(&format!("{}: restored, as it was on {}", data.display(), manifest.made_at))?;
    if let Some(kept) = kept {
        say(&format!("What was there is kept in {}", kept.display()))?;
    }
    Ok(())
}

/// Proves that a backup can be restored, beside the data and without touching it, while it is being served: every digest is
/// verified, the database looked into, brought up to date and its history read from the first row to the last.
pub(super) async fn rehearse(place: &Place, file: &Path, passphrase: Option<SecretString>) -> Result<(), Refusal> {
    let data = &place.data;
    fs::create_dir_all(data).with_context(|| format!("making the folder {}", data.display()))?;
    let staged = Scratch::new(data.join(format!(".rehearsing-{}", std::process::id())))?;
    let manifest = stage(file, passphrase, &staged.0)?;
    let rejected = |fault: String| Refusal::Rejected(vec![format!("{}: {fault}", file.display())]);
    let database = staged.0.join(DATABASE);
    settle(&database).await.map_err(&rejected)?;
    let db = Db::open(&format!("sqlite://{}", database.display())).await?;
    let rows = db.version().await.context("reading the history")?;
    let fault = history::first_break(&db).await.context("reading the history")?;
    db.close().await;
    if let Some(fault) = fault {
        return Err(rejected(fault));
    }
    say(&format!(
        "{}: can be restored, as it was on {}: {} files with their digests, {rows} rows of history without a break. Nothing was changed",
        file.display(),
        manifest.made_at,
        manifest.entries.len()
    ))?;
    Ok(())
}

/// Verifies a backup and unpacks it into a folder.
fn stage(file: &Path, passphrase: Option<SecretString>, staged: &Path) -> Result<Manifest, Refusal> {
    let rejected = |fault: String| Refusal::Rejected(vec![format!("{}: {fault}", file.display())]);
    let is_sealed = sealed::is_sealed(file).map_err(|cause| rejected(cause.to_string()))?;
    let opened = staged.join("backup.zip");
    let zip = match (is_sealed, passphrase) {
        (false, _) => file,
        (true, None) => {
            return Err(rejected("this backup is encrypted; name its passphrase with --passphrase-file FILE".into()));
        }
        (true, Some(passphrase)) => {
            sealed::open(file, &opened, passphrase).map_err(&rejected)?;
            &opened
        }
    };
    let (mut archive, manifest) = open(zip).map_err(&rejected)?;
    for entry in &manifest.entries {
        unpack(&mut archive, entry, staged).map_err(&rejected)?;
    }
    Ok(manifest)
}

/// Opens a backup and reads its manifest; a fault is a sentence about the file.
fn open(file: &Path) -> Result<(ZipArchive<fs::File>, Manifest), String> {
    let source = fs::File::open(file).map_err(|cause| cause.to_string())?;
    let size = source.metadata().map_err(|cause| cause.to_string())?.len();
    let mut archive = ZipArchive::new(source).map_err(|cause| format!("this is not a zip file ({cause})"))?;
    let mut text = Vec::new();
    archive
        .by_name(MANIFEST)
        .map_err(|cause| format!("this is no backup of Weft: its {MANIFEST} cannot be read ({cause})"))?
        .take(LONGEST_MANIFEST)
        .read_to_end(&mut text)
        .map_err(|cause| format!("{MANIFEST} is damaged ({cause})"))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|cause| format!("{MANIFEST} cannot be understood ({cause})"))?;
    if manifest.format != FORMAT || manifest.version != 1 {
        return Err(format!("{MANIFEST} is of another format or version; use the program that made it"));
    }
    let mut names = BTreeSet::new();
    for entry in &manifest.entries {
        if !is_safe(&entry.path) {
            return Err(format!("`{}` is no path of a backup; nothing was unpacked", entry.path));
        }
        if !names.insert(entry.path.to_lowercase()) {
            return Err(format!("`{}` stands in the manifest twice", entry.path));
        }
    }
    if !names.contains(DATABASE) {
        return Err(format!("the manifest names no {DATABASE}"));
    }
    if archive.len() != manifest.entries.len() + 1 {
        return Err(format!(
            "it holds {} files, but its manifest names {}",
            archive.len().saturating_sub(1),
            manifest.entries.len()
        ));
    }
    let unpacked = manifest.entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.bytes));
    let allowed = ALWAYS_ALLOWED.max(size.saturating_mul(MOST_TIMES));
    if unpacked > allowed {
        return Err(format!("it would unpack to {unpacked} bytes, more than the {allowed} a file of its size may"));
    }
    Ok((archive, manifest))
}

/// Whether a path of a manifest is the database or stands under `files/`, and nothing in it can lead elsewhere.
fn is_safe(path: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.contains(['\\', ':', '\0'])
            && !part.chars().any(char::is_control)
    };
    path == DATABASE
        || (path.len() <= 1024 && path.strip_prefix("files/").is_some_and(|rest| rest.split('/').all(plain)))
}

/// Unpacks one file and compares its length and digest with the manifest's.
fn unpack(archive: &mut ZipArchive<fs::File>, entry: &Entry, staged: &Path) -> Result<(), String> {
    let damaged = |cause: &dyn std::fmt::Display| format!("`{}` is damaged ({cause})", entry.path);
    let mut source = archive.by_name(&entry.path).map_err(|cause| damaged(&cause))?;
    let target = staged.join(&entry.path);
    let unwritten = |cause: std::io::Error| format!("`{}` cannot be written ({cause})", entry.path);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(unwritten)?;
    }
    let mut out = fs::File::create_new(&target).map_err(unwritten)?;
    let mut digest = sha2::Sha256::new();
    let mut bytes = 0_u64;
    let mut part = vec![0_u8; 64 * 1024];
    loop {
        let read = source.read(&mut part).map_err(|cause| damaged(&cause))?;
        let Some(piece) = part.get(..read).filter(|piece| !piece.is_empty()) else { break };
        bytes = bytes.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if bytes > entry.bytes {
            break;
        }
        digest.update(piece);
        out.write_all(piece).map_err(unwritten)?;
    }
    if bytes != entry.bytes || hex(&digest.finalize()) != entry.sha256 {
        return Err(format!("`{}` is not what the manifest says it is; nothing was restored", entry.path));
    }
    out.sync_all().map_err(unwritten)
}

/// Looks into the unpacked database before it is trusted, and ends the sign-ins that were open when it was copied.
async fn settle(database: &Path) -> Result<(), String> {
    let told = |cause: &dyn std::fmt::Display| format!("its database cannot be used ({cause})");
    let mut first = [0_u8; 16];
    fs::File::open(database).and_then(|mut file| file.read_exact(&mut first)).map_err(|cause| told(&cause))?;
    if &first != b"SQLite format 3\0" {
        return Err(told(&"it is no SQLite database"));
    }
    let db = Db::look(&format!("sqlite://{}", database.display())).await.map_err(|cause| told(&cause))?;
    let schema = db.schema().await.map_err(|cause| told(&cause))?;
    if schema.at > schema.known {
        return Err(told(&"it was made by a newer version of this program"));
    }
    if let Some(fault) = db.damage().await.map_err(|cause| told(&cause))?.first() {
        return Err(told(fault));
    }
    let mut write = db.upkeep().await.map_err(|problem| told(&problem.title()))?;
    sqlx::query("delete from sign_in").execute(write.on()).await.map_err(|cause| told(&cause))?;
    write.commit().await.map_err(|problem| told(&problem.title()))?;
    db.close().await;
    Ok(())
}

/// Moves the old data aside and the new in. Returns where the old is kept, where there was any.
fn swap(data: &Path, staged: &Path) -> anyhow::Result<Option<PathBuf>> {
    let stamp: String = Clock::System.instant().chars().filter(char::is_ascii_alphanumeric).collect();
    let kept = data.join(format!("replaced-{stamp}"));
    let mut any = false;
    // The write-ahead log goes with its database: beside another one it would be played into it.
    for name in [DATABASE, "weft.sqlite-wal", "weft.sqlite-shm", "files"] {
        let old = data.join(name);
        if old.exists() {
            fs::create_dir_all(&kept)?;
            fs::rename(&old, kept.join(name)).with_context(|| format!("moving {} aside", old.display()))?;
            any = true;
        }
    }
    fs::create_dir_all(staged.join("files"))?;
    for name in ["files", DATABASE] {
        fs::rename(staged.join(name), data.join(name)).with_context(|| format!("moving {name} into place"))?;
    }
    fs::File::open(data).and_then(|folder| folder.sync_all()).with_context(|| format!("writing {}", data.display()))?;
    Ok(any.then_some(kept))
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn a_path_that_leads_elsewhere_is_no_path_of_a_backup() {
        for good in ["weft.sqlite", "files/a.pdf", "files/ab/cd/e f.pdf"] {
            assert!(is_safe(good), "{good}");
        }
        for bad in [
            "",
            "files",
            "files/",
            "files//a",
            "/etc/passwd",
            "../a",
            "files/../a",
            "files/./a",
            "files\\..\\a",
            "files/a\\b",
            "C:/a",
            "files/c:a",
            "secret",
            "weft.sqlite-wal",
            "files/a\0b",
            "files/..",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
