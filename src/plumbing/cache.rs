//! Rendered public pages, kept in memory (64 MB at most) until anything is written.
//!
//! Each entry carries the history's number at the time of rendering; an entry of an older number is never served.

use std::sync::atomic::{AtomicI64, Ordering};

use axum::{body::Bytes, http::HeaderMap};
use quick_cache::{Weighter, sync::Cache};

/// One rendered answer.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The history's number when it was rendered.
    pub version: i64,
    /// Its headers, the security headers among them.
    pub headers: HeaderMap,
    /// Its bytes as sent, compressed where the key says so.
    pub body: Bytes,
}

#[derive(Debug, Clone)]
struct ByBytes;

impl Weighter<String, Rendered> for ByBytes {
    fn weight(&self, key: &String, page: &Rendered) -> u64 {
        u64::try_from(key.len() + page.body.len() + 512).unwrap_or(u64::MAX)
    }
}

/// The cache of rendered public pages.
#[derive(Debug)]
pub struct PageCache {
    pages: Cache<String, Rendered, ByBytes>,
    version: AtomicI64,
}

impl Default for PageCache {
    fn default() -> Self {
        Self { pages: Cache::with_weighter(2_000, 64 * 1024 * 1024, ByBytes), version: AtomicI64::new(0) }
    }
}

impl PageCache {
    /// A page still true to the record, if it is kept.
    pub fn get(&self, key: &str) -> Option<Rendered> {
        self.pages.get(key).filter(|page| page.version == self.version())
    }

    /// Keeps a page that was rendered while the history stood at `page.version`.
    pub fn keep(&self, key: String, page: Rendered) {
        if page.version == self.version() {
            self.pages.insert(key, page);
        }
    }

    /// The newest history number this copy knows of.
    pub fn version(&self) -> i64 {
        self.version.load(Ordering::Acquire)
    }

    /// Says that the history moved; older pages are dropped.
    pub fn moved_to(&self, version: i64) {
        if self.version.fetch_max(version, Ordering::AcqRel) < version {
            self.pages.clear();
        }
    }
}
