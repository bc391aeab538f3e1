//! Search over everything public: folded words with prefix match, the same on both engines.

use sqlx::AssertSqlSafe;

use super::{
    db::{Db, Write},
    ids::unaccented,
};

/// The most words that are written in one statement.
const TOGETHER: usize = 500;
/// The most results of one question.
const MOST: usize = 100;

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
    let weights: Vec<(String, i64)> = weights.into_iter().collect();
    for some in weights.chunks(TOGETHER) {
        let rows: Vec<String> =
            (0..some.len()).map(|at| format!("(${}, $1, $2, ${})", 2 * at + 3, 2 * at + 4)).collect();
        let sql = format!("insert into search_word (word, kind, key, weight) values {}", rows.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(entry.kind).bind(entry.key);
        for (word, weight) in some {
            query = query.bind(word).bind(weight);
        }
        query.execute(write.on()).await?;
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

/// What is shown of these records (kind, key), in their order, in one question.
async fn all_named(db: &Db, records: Vec<(String, String)>) -> Result<Vec<Found>, sqlx::Error> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let each: Vec<String> =
        (0..records.len()).map(|at| format!("(kind = ${} and key = ${})", 2 * at + 1, 2 * at + 2)).collect();
    let sql = format!("select kind, key, url, title, summary from search_entry where {}", each.join(" or "));
    let mut query = sqlx::query_as::<_, Found>(AssertSqlSafe(sql));
    for (kind, key) in &records {
        query = query.bind(kind).bind(key);
    }
    let mut found = query.fetch_all(db.read()).await?;
    let place = |one: &Found| records.iter().position(|(kind, key)| *kind == one.kind && *key == one.key);
    found.sort_by_key(place);
    Ok(found)
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
    best.truncate(MOST);
    all_named(db, best.into_iter().map(|(record, _)| record).collect()).await
}
