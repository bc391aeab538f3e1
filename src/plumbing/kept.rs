//! What was counted is kept until anything is written: many people look at the same table between two writes.

use std::{
    any::Any,
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use super::{db::Db, problem::Problem};

/// The most results that are kept; beyond it, nothing is kept until the next write.
const MOST: usize = 200;

/// Results by what was asked, all of one version of the record.
#[derive(Default)]
pub(super) struct Kept(Mutex<(i64, BTreeMap<String, Arc<dyn Any + Send + Sync>>)>);

impl fmt::Debug for Kept {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Kept").finish_non_exhaustive()
    }
}

impl Kept {
    fn get<T: Send + Sync + 'static>(&self, version: i64, asked: &str) -> Option<Arc<T>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 != version {
            *held = (version, BTreeMap::new());
        }
        held.1.get(asked).cloned().and_then(|found| found.downcast().ok())
    }

    fn put<T: Send + Sync + 'static>(&self, version: i64, asked: String, found: &Arc<T>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 == version && held.1.len() < MOST {
            held.1.insert(asked, found.clone());
        }
    }
}

impl Db {
    /// What `count` gives, or what it gave when the same was asked since the last write. `asked` names the question with
    /// everything the answer depends on beside the record: filters, the day. Answers may only depend on tables whose every
    /// write leaves history, never on those of [`Db::upkeep`].
    ///
    /// # Errors
    /// When the database does not answer, or as `count`.
    pub async fn counted_once<T: Send + Sync + 'static>(
        &self,
        asked: String,
        count: impl Future<Output = Result<T, Problem>>,
    ) -> Result<Arc<T>, Problem> {
        let version = self.version().await?;
        if let Some(found) = self.kept().get(version, &asked) {
            return Ok(found);
        }
        let found = Arc::new(count.await?);
        // Whoever wrote meanwhile may have been seen in part.
        if self.version().await? == version {
            self.kept().put(version, asked, &found);
        }
        Ok(found)
    }
}
