//! Search over everything public: folded words with prefix match, the same on both engines.

use super::{
    db::{Db, Write},
    ids::unaccented,
};

/// One thing that can be found.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The kind of record, also shown as a label: `indicator`, `group`, …
    pub kind: &'a str,
    /// Its key.
    pub key: &'a str,
    /// Where it is shown.
    pub url: &'a str,
    /// Its name; words here weigh most.
    pub title: &'a str,
    /// A sentence shown under the title.
    pub summary: &'a str,
    /// Further words that should find it.
    pub text: &'a str,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Found {
    /// The kind of record.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// Where it is shown.
    pub url: String,
    /// Its name.
    pub title: String,
    /// A sentence about it.
    pub summary: String,
}

/// The folded words of a text: lower case, accents off, letters and digits only, each once, at most 40 letters long.
pub fn words_of(text: &str) -> std::collections::BTreeSet<String> {
    let folded: String =
        text.chars().flat_map(char::to_lowercase).map(|letter| unaccented(letter).unwrap_or(' ')).collect();
    folded.split_whitespace().map(|word| word.chars().take(40).collect()).collect()
}

/// Puts a record into the search, in place of what stood under its kind and key.
///
/// # Errors
/// When the database refused.
pub async fn put(write: &mut Write, entry: &Entry<'_>) -> Result<(), sqlx::Error> {
    remove(write, entry.kind, entry.key).await?;
    sqlx::query("insert into search_entry (kind, key, url, title, summary) values ($1, $2, $3, $4, $5)")
        .bind(entry.kind)
        .bind(entry.key)
        .bind(entry.url)
        .bind(entry.title)
        .bind(entry.summary)
        .execute(write.on())
        .await?;
    let mut weights = std::collections::BTreeMap::new();
    for (text, weight) in [(entry.text, 1_i64), (entry.summary, 2), (entry.key, 4), (entry.title, 8)] {
        for word in words_of(text) {
            *weights.entry(word).or_insert(0) += weight;
        }
    }
    for (word, weight) in weights {
        sqlx::query("insert into search_word (word, kind, key, weight) values ($1, $2, $3, $4)")
            .bind(word)
            .bind(entry.kind)
            .bind(entry.key)
            .bind(weight)
            .execute(write.on())
            .await?;
    }
    Ok(())
}

/// Takes a record out of the search.
///
/// # Errors
/// When the database refused.
pub async fn remove(write: &mut Write, kind: &str, key: &str) -> Result<(), sqlx::Error> {
    for sql in [
        "delete from search_word where kind = $1 and key = $2",
        "delete from search_entry where kind = $1 and key = $2",
    ] {
        sqlx::query(sql).bind(kind).bind(key).execute(write.on()).await?;
    }
    Ok(())
}

/// Everything of one kind that can be found, in the order of keys.
///
/// # Errors
/// When the database does not answer.
pub async fn of_kind(db: &Db, kind: &str) -> Result<Vec<Found>, sqlx::Error> {
    sqlx::query_as("select kind, key, url, title, summary from search_entry where kind = $1 order by key")
        .bind(kind)
        .fetch_all(db.read())
        .await
}

/// Every address that something found is shown at, each once, in order; for the map of the site.
///
/// # Errors
/// When the database does not answer.
pub async fn addresses(db: &Db) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar("select distinct url from search_entry order by url").fetch_all(db.read()).await
}

/// The name and address under which a public record is shown, for links to what another feature keeps.
///
/// # Errors
/// When the database does not answer.
pub async fn named(db: &Db, kind: &str, key: &str) -> Result<Option<Found>, sqlx::Error> {
    sqlx::query_as("select kind, key, url, title, summary from search_entry where kind = $1 and key = $2")
        .bind(kind)
        .bind(key)
        .fetch_optional(db.read())
        .await
}

/// Records that hold every word asked for (as a prefix; at most eight words are read), best first, at most 100.
///
/// # Errors
/// When the database does not answer.
pub async fn find(db: &Db, question: &str) -> Result<Vec<Found>, sqlx::Error> {
    let words: Vec<String> = words_of(question).into_iter().take(8).collect();
    let mut scores: std::collections::BTreeMap<(String, String), (usize, i64)> = std::collections::BTreeMap::new();
    for word in &words {
        // A prefix is a range of words: the next word after all that begin with it ends in a sign above every letter.
        let hits: Vec<(String, String, i64)> = sqlx::query_as(
            "select kind, key, cast(max(case when word = $1 then weight * 2 else weight end) as bigint)
             from search_word where word >= $1 and word < $2 group by kind, key",
        )
        .bind(word)
        .bind(format!("{word}~"))
        .fetch_all(db.read())
        .await?;
        for (kind, key, weight) in hits {
            let score = scores.entry((kind, key)).or_insert((0, 0));
            score.0 += 1;
            score.1 += weight;
        }
    }
    let mut best: Vec<_> = scores.into_iter().filter(|(_, (found, _))| *found == words.len()).collect();
    best.sort_by(|(a_key, (_, a)), (b_key, (_, b))| b.cmp(a).then_with(|| a_key.cmp(b_key)));
    let mut results = Vec::new();
    for ((kind, key), _) in best.into_iter().take(100) {
        results.extend(named(db, &kind, &key).await?);
    }
    Ok(results)
}
