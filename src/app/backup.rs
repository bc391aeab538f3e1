//! `weft backup`: one zip of the database, the files and a manifest with the digest of each, made while others write.
//!
//! The database is copied first and the files after it: a file is written before the row that names it, so every file
//! the copy names is there. The folder's secret stays where it is (see the decision record about backups).

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

use age::secrecy::SecretString;
use anyhow::Context;
use serde::{Deserialize, Serialize};
use sha2::Digest;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    command::{Refusal, say},
    sealed::seal,
    start::Place,
};
use crate::plumbing::{clock::Clock, db::Db, history_check, ids::hex};

/// The database's file name, in the zip and in the data folder.
pub(super) const DATABASE: &str = "weft.sqlite";

/// The name of the manifest inside the zip.
pub(super) const MANIFEST: &str = "manifest.json";

/// What the manifest calls the format.
pub(super) const FORMAT: &str = "weft-backup";

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// Always [`FORMAT`].
    pub(super) format: String,
    /// The version of the format: 1.
    pub(super) version: u32,
    /// When it was made.
    pub(super) made_at: String,
    /// The version of the program that made it.
    pub(super) program: String,
    /// The history row at which the database stood when the copy began, `NUMBER:DIGEST`: an anchor for `weft check`.
    #[serde(default)]
    pub(super) history: Option<String>,
    /// Every file, the manifest left out.
    pub(super) entries: Vec<Entry>,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// `weft.sqlite`, or a path under `files/`, with slashes.
    pub(super) path: String,
    /// Its length.
    pub(super) bytes: u64,
    /// The SHA-256 digest of its bytes.
    pub(super) sha256: String,
}

/// A folder that goes away with everything in it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    /// Makes the folder; only its owner may look into it.
    pub(super) fn new(path: PathBuf) -> anyhow::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).with_context(|| format!("making the folder {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder that cannot be removed is left for whoever runs the server; the work itself is done.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes the backup beside its place and moves it there when it is whole.
///
/// With a passphrase nothing unencrypted is ever written outside the data folder, which holds the same in the open anyway.
pub(super) async fn backup(
    place: &Place,
    file: &Path,
    force: bool,
    passphrase: Option<SecretString>,
) -> Result<(), Refusal> {
    if place.database_url.is_some() {
        return Err(Refusal::Usage(
            "a PostgreSQL database is backed up with its own tool: pg_dump --format=custom --file=FILE URL".into(),
        ));
    }
    let name = file.display();
    if !place.exists() {
        return Err(Refusal::Rejected(vec![format!("there is no data in {}", place.data.display())]));
    }
    if file.exists() && !force {
        return Err(Refusal::Rejected(vec![format!(
            "{name}: this file exists already; choose another name, or give --force to replace it"
        )]));
    }
    let own = file.file_name().and_then(|part| part.to_str()).unwrap_or("backup");
    let beside = Scratch::new(file.with_file_name(format!(".{own}.{}.part", std::process::id())))?;
    let (_inside, work) = match passphrase {
        None => (None, beside.0.clone()),
        Some(_) => {
            let inside = Scratch::new(place.data.join(format!(".backup-{}", std::process::id())))?;
            let path = inside.0.clone();
            (Some(inside), path)
        }
    };
    let copy = work.join(DATABASE);
    let db = Db::look(&place.url()).await?;
    // Read before the copy is made: the copy goes at least as far.
    let anchor = history_check::head(&db).await.context("reading the end of the history")?.to_string();
    db.copy_to(&copy).await?;
    db.close().await;
    let zip = work.join("backup.zip");
    let entries = write_zip(&zip, &copy, &place.data.join("files"), &anchor)?;
    let (whole, sealed) = match passphrase {
        None => (zip, ""),
        Some(passphrase) => {
            let encrypted = beside.0.join("backup.age");
            private(&encrypted)
                .map_err(Into::into)
                .and_then(|out| seal(&zip, out, passphrase))
                .with_context(|| format!("encrypting {name}"))?;
            (encrypted, ", encrypted with the passphrase")
        }
    };
    fs::rename(&whole, file).with_context(|| format!("moving the backup to {name}"))?;
    say(&format!("{name}: the database and {} files, each with its digest{sealed}", entries - 1))?;
    say(&format!("history anchor, to be kept apart from the data: {anchor}"))?;
    Ok(())
}

/// Makes a file that only its owner may read.
fn private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes the zip and returns how many entries it holds, the manifest left out.
fn write_zip(zip: &Path, database: &Path, files: &Path, anchor: &str) -> anyhow::Result<usize> {
    let mut writer = ZipWriter::new(private(zip)?);
    let mut entries = Vec::new();
    entries.extend(add(&mut writer, DATABASE, database)?);
    for (path, file) in walk(files, "files")? {
        entries.extend(add(&mut writer, &path, &file)?);
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        version: 1,
        made_at: Clock::System.instant(),
        program: env!("CARGO_PKG_VERSION").into(),
        history: Some(anchor.to_owned()),
        entries,
    };
    writer.start_file(MANIFEST, packing(0))?;
    writer.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
    // A backup counts only when it would survive the power going off.
    writer.finish()?.sync_all()?;
    Ok(manifest.entries.len())
}

fn packing(bytes: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(bytes > u64::from(u32::MAX / 2))
        .unix_permissions(0o600)
}

/// Adds one file; nothing where it went away meanwhile, as a file half-written under a passing name does.
fn add(writer: &mut ZipWriter<fs::File>, path: &str, file: &Path) -> anyhow::Result<Option<Entry>> {
    let mut source = match fs::File::open(file) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.with_context(|| format!("reading {}", file.display()))?,
    };
    writer.start_file(path, packing(source.metadata()?.len()))?;
    let mut digest = sha2::Sha256::new();
    let mut bytes = 0_u64;
    let mut part = vec![0_u8; 64 * 1024];
    loop {
        let read = source.read(&mut part).with_context(|| format!("reading {}", file.display()))?;
        let Some(piece) = part.get(..read).filter(|piece| !piece.is_empty()) else { break };
        digest.update(piece);
        writer.write_all(piece)?;
        bytes += u64::try_from(read)?;
    }
    Ok(Some(Entry { path: path.into(), bytes, sha256: hex(&digest.finalize()) }))
}

/// Every file under a folder with its path in the zip, in order; links are not followed.
fn walk(folder: &Path, prefix: &str) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    let mut inside: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    inside.sort_by_key(fs::DirEntry::file_name);
    for entry in inside {
        let name = entry.file_name();
        let name = name.to_str().with_context(|| format!("a name in {} is not UTF-8", folder.display()))?;
        let path = format!("{prefix}/{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            found.extend(walk(&entry.path(), &path)?);
        } else if kind.is_file() {
            found.push((path, entry.path()));
        }
    }
    Ok(found)
}
