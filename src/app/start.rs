//! Starting: where the data is, and the state every handler is given.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::plumbing::{
    cache::PageCache,
    clock::Clock,
    councils,
    db::Db,
    ids::Randomness,
    state::{Parts, Settings, Weft},
};

/// Where a partnership's data is kept.
#[derive(Debug, Clone)]
pub struct Place {
    /// The data folder: `weft.sqlite`, `files/`, `secret`.
    pub data: PathBuf,
    /// A PostgreSQL address, where the database is not the file in the folder.
    pub database_url: Option<String>,
}

impl Place {
    /// The address the database is opened with.
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| format!("sqlite://{}", self.sqlite().display()))
    }

    /// The database file of the folder.
    pub fn sqlite(&self) -> PathBuf {
        self.data.join("weft.sqlite")
    }

    /// Whether there is data already.
    pub fn exists(&self) -> bool {
        self.database_url.is_some() || self.sqlite().exists()
    }
}

/// Opens a place: makes the folder and its secret where they are missing, and brings the schema up to date.
///
/// # Errors
/// When the folder cannot be written or the database cannot be opened.
pub async fn start(place: &Place, settings: Settings, clock: Clock, random: Randomness) -> anyhow::Result<Weft> {
    fs::create_dir_all(place.data.join("files"))
        .with_context(|| format!("making the folder {}", place.data.display()))?;
    let secret = secret(&place.data, &random)?;
    let db = Db::open(&place.url()).await?;
    let councils = councils::read(&place.data.join(councils::FILE))?;
    let settings = Settings { data: place.data.clone(), councils, ..settings };
    Ok(Weft::new(Parts { db, clock, random, secret, settings, pages: PageCache::default() }))
}

/// Opens a place as it is: nothing is made and the schema stays where it stands.
///
/// # Errors
/// When the database cannot be opened.
pub async fn look(place: &Place, settings: Settings) -> anyhow::Result<Weft> {
    let db = Db::look(&place.url()).await?;
    let secret = fs::read(place.data.join("secret")).unwrap_or_default();
    let (clock, random) = (Clock::System, Randomness::System);
    Ok(Weft::new(Parts { db, clock, random, secret, settings, pages: PageCache::default() }))
}

/// How a process uses a data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Serves it, beside other copies that do.
    Shared,
    /// Replaces what is in it, and must be alone.
    Alone,
}

/// Holds a data folder for as long as the returned file lives. The operating system lets go when the process ends,
/// however it ends. Where the file system knows no locks, nothing is held.
///
/// # Errors
/// When another process uses the folder in a way that does not go together with this one.
pub fn hold(data: &Path, how: Hold) -> anyhow::Result<fs::File> {
    let path = data.join("in-use");
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .with_context(|| format!("opening {}", path.display()))?;
    let held = match how {
        Hold::Shared => file.try_lock_shared(),
        Hold::Alone => file.try_lock(),
    };
    match (held, how) {
        (Err(fs::TryLockError::WouldBlock), Hold::Shared) => {
            anyhow::bail!("a restore into {} is under way; wait until it is done", data.display())
        }
        (Err(fs::TryLockError::WouldBlock), Hold::Alone) => {
            anyhow::bail!("{} is being served; stop the program that serves it first", data.display())
        }
        _ => Ok(file),
    }
}

/// Reads the folder's secret, or makes it; only its owner may read it.
fn secret(data: &Path, random: &Randomness) -> anyhow::Result<Vec<u8>> {
    let path = data.join("secret");
    if !path.exists() {
        let fresh: [u8; 32] = random.bytes()?;
        write_private(&path, &fresh)?;
    }
    fs::read(&path).with_context(|| format!("reading {}", path.display()))
}

/// Writes a file only its owner may read.
///
/// # Errors
/// When the file cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(bytes)).with_context(|| format!("writing {}", path.display()))
}
