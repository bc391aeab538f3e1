//! What every handler is given: the database, the clock, randomness, settings and the cache of rendered pages.

use std::{path::PathBuf, sync::Arc};

use super::{cache::PageCache, clock::Clock, councils::Council, db::Db, ids::Randomness, mail};

/// The running application; cheap to clone.
#[derive(Debug, Clone)]
pub struct Weft(Arc<Parts>);

/// The parts of the running application.
#[derive(Debug)]
pub struct Parts {
    /// The partnership's database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Random bytes and ids.
    pub random: Randomness,
    /// The key of form digests; 32 bytes kept in the data folder.
    pub secret: Vec<u8>,
    /// How this copy was started.
    pub settings: Settings,
    /// Rendered public pages.
    pub pages: PageCache,
}

/// How a copy of the program was started.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The address people use, without a slash at the end: `https://weft.example`.
    pub public_url: String,
    /// Whether the addresses in `x-forwarded-for` may be believed.
    pub trusted_proxy: bool,
    /// Whether this is the demonstration, which says so on every page.
    pub demo: bool,
    /// The folder of `files/` and `secret`.
    pub data: PathBuf,
    /// How letters leave.
    pub mail: mail::Settings,
    /// The councils whose own sign-in is taken.
    pub councils: Vec<Council>,
}

impl Settings {
    /// Whether people reach this copy over https, which decides cookies and HSTS.
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Weft {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// A new id from this copy's clock and randomness.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new_id(&self) -> anyhow::Result<String> {
        self.random.new_id(&self.clock)
    }
}

impl std::ops::Deref for Weft {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
