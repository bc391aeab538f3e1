//! `weft import indicators FILE`: definitions, sources, claims or values, told apart by what is in the file.

use serde::de::DeserializeOwned;
use serde_json::json;
use toml::Spanned;

use super::{
    Book, Indicator, PARTNERSHIP, Release, Source, Statement,
    observations::{self, Fault, Good, Step},
    store,
};
use crate::{
    partnership,
    plumbing::{
        db::Write,
        history::{self, Act},
        import::{File, Imported, Mode, Rejected},
        problem::Problem,
        search::{self, Entry},
        state::Weft,
        toml_file,
    },
};

/// What a file holds.
enum Holds {
    Definitions(Vec<(usize, Indicator)>),
    Sources(Vec<(usize, Source)>),
    Statements(Vec<(usize, Statement)>),
}

/// Reads a file and writes everything in it, or nothing.
///
/// # Errors
/// Every fault of the file as `FILE:ROW:COLUMN: what is wrong and what to do`, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let text = file.text()?;
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default();
    if !first.starts_with('[') && first.contains(',') {
        return values(weft, by, &file, mode).await;
    }
    let held = read_toml(&file.name, text)?;
    let book = Book::open(weft, Release::Everything, None).await?;
    let faults = check(weft, &file.name, &held, &book).await?;
    if !faults.is_empty() {
        return Err(Rejected::Lines(faults));
    }
    let line = match &held {
        Holds::Definitions(all) => format!("{} definitions of indicators", all.len()),
        Holds::Sources(all) => format!("{} sources", all.len()),
        Holds::Statements(all) => format!("{} statements", all.len()),
    };
    if mode == Mode::DryRun {
        return Ok(vec![format!("{line} are good; nothing was written")]);
    }
    let mut write = weft.db.write().await?;
    save(weft, &mut write, by, &held, &book).await?;
    write.commit().await?;
    Ok(vec![format!("{line} saved")])
}

fn read_toml(name: &str, text: &str) -> Result<Holds, Rejected> {
    let table: std::collections::BTreeMap<String, toml::Value> =
        toml::from_str(text).map_err(|fault| Rejected::Lines(vec![toml_file::fault(name, text, &fault)]))?;
    let known: Vec<&str> =
        ["indicator", "source", "statement"].into_iter().filter(|key| table.contains_key(*key)).collect();
    if let Some(other) = table.keys().find(|key| !known.contains(&key.as_str())) {
        let row = text.lines().position(|line| line.contains(other.as_str())).map_or(1, |at| at + 1);
        let what = format!("`{other}` is not known here; a file holds [[indicator]], [[source]] or [[statement]]");
        return Err(Rejected::Lines(vec![format!("{name}:{row}:1: {what}")]));
    }
    match known.as_slice() {
        ["indicator"] => entries(name, text, "indicator").map(Holds::Definitions),
        ["source"] => entries(name, text, "source").map(Holds::Sources),
        ["statement"] => entries(name, text, "statement").map(Holds::Statements),
        _ => Err(Rejected::Lines(vec![format!(
            "{name}:1:1: this is no file of indicators; it should hold [[indicator]], [[source]], [[statement]] or the values of a CSV"
        )])),
    }
}

/// The entries of a file with the row each begins in. Where the file as a whole is sound but entries are not, every
/// bad entry is named.
fn entries<T: DeserializeOwned>(name: &str, text: &str, kind: &str) -> Result<Vec<(usize, T)>, Rejected> {
    type Raw = std::collections::BTreeMap<String, Vec<Spanned<toml::Value>>>;
    let mut raw: Raw =
        toml::from_str(text).map_err(|fault| Rejected::Lines(vec![toml_file::fault(name, text, &fault)]))?;
    let (mut good, mut faults) = (Vec::new(), Vec::new());
    for entry in raw.remove(kind).unwrap_or_default() {
        let (row, _) = toml_file::place(text, entry.span().start);
        match entry.into_inner().try_into::<T>() {
            Ok(value) => good.push((row, value)),
            Err(fault) => faults.push(format!("{name}:{row}:{kind}: {}", fault.message().replace('\n', "; "))),
        }
    }
    if faults.is_empty() { Ok(good) } else { Err(Rejected::Lines(faults)) }
}

async fn check(weft: &Weft, name: &str, held: &Holds, book: &Book) -> Result<Vec<String>, Problem> {
    let mut faults = Vec::new();
    let mut say = |row: &usize, field: &str, what: String| faults.push(format!("{name}:{row}:{field}: {what}"));
    let papers: Vec<String> = partnership::papers(&weft.db).await?.into_iter().map(|paper| paper.key).collect();
    match held {
        Holds::Definitions(all) => {
            let known = |key: &String| all.iter().any(|(_, one)| one.key == *key) || book.indicator(key).is_some();
            for (at, (row, one)) in all.iter().enumerate() {
                for (field, what) in one.faults() {
                    say(row, field, what);
                }
                if all[..at].iter().any(|(_, earlier)| earlier.key == one.key) {
                    say(row, "key", format!("`{}` stands twice; a key is one indicator's", one.key));
                }
                let taken = all[..at].iter().any(|(_, earlier)| earlier.position == one.position);
                if taken {
                    say(row, "position", format!("position {} is taken by an earlier indicator", one.position));
                }
                if let Some(theme) = one.theme.as_ref().filter(|key| book.theme(key).is_none()) {
                    say(row, "theme", format!("there is no theme `{theme}` in partnership.toml"));
                }
                if let Some(other) = one.gap_of.as_ref().filter(|key| !known(key)) {
                    say(row, "gap_of", format!("there is no indicator `{other}`"));
                }
            }
        }
        Holds::Sources(all) => {
            for (at, (row, one)) in all.iter().enumerate() {
                for (field, what) in one.faults() {
                    say(row, field, what);
                }
                if all[..at].iter().any(|(_, earlier)| earlier.key == one.key) {
                    say(row, "key", format!("`{}` stands twice; a key is one source's", one.key));
                }
                if let Some(paper) = one.paper.as_ref().filter(|key| !papers.contains(key)) {
                    say(row, "paper", format!("there is no paper `{paper}` in partnership.toml"));
                }
                let known = |key: &String| all.iter().any(|(_, one)| one.key == *key) || book.source(key).is_some();
                if let Some(other) = one.legend_from.as_ref().filter(|key| !known(key)) {
                    say(row, "legend_from", format!("there is no source `{other}`"));
                }
                for printed in &one.rows {
                    if book.indicator(&printed.indicator).is_none() {
                        say(
                            row,
                            "row",
                            format!("there is no indicator `{}`; import its definition first", printed.indicator),
                        );
                    }
                    if let Some(theme) = printed.theme.as_ref().filter(|key| book.theme(key).is_none()) {
                        say(row, "row", format!("there is no theme `{theme}` in partnership.toml"));
                    }
                }
            }
        }
        Holds::Statements(all) => {
            for (at, (row, one)) in all.iter().enumerate() {
                if !crate::plumbing::ids::is_key(&one.key) {
                    say(row, "key", format!("`{}` is not a key; use lower-case letters, digits and hyphens", one.key));
                }
                if all[..at].iter().any(|(_, earlier)| earlier.key == one.key) {
                    say(row, "key", format!("`{}` stands twice; a key is one statement's", one.key));
                }
                if book.indicator(&one.indicator).is_none() {
                    say(row, "indicator", format!("there is no indicator `{}`", one.indicator));
                }
                if !papers.contains(&one.paper) {
                    say(row, "paper", format!("there is no paper `{}` in partnership.toml", one.paper));
                }
            }
        }
    }
    Ok(faults)
}

async fn save(weft: &Weft, write: &mut Write, by: &str, held: &Holds, book: &Book) -> Result<(), Problem> {
    match held {
        Holds::Definitions(all) => {
            for (_, one) in all {
                let before = book.indicator(&one.key);
                if before == Some(one) {
                    continue;
                }
                store::put_indicator(weft, write, one).await?;
                if !one.invented {
                    find_it(write, one).await?;
                }
                let act = if before.is_none() { "definition added" } else { "definition changed" };
                record(weft, write, by, act, ("indicator", &one.key), json!({ "name": one.name })).await?;
            }
        }
        Holds::Sources(all) => {
            for (position, (_, one)) in (1_i64..).zip(all) {
                store::put_source(write, position, one).await?;
                let subject = ("indicator-source", one.key.as_str());
                record(weft, write, by, "source saved", subject, json!({ "title": one.title })).await?;
            }
        }
        Holds::Statements(all) => {
            for (position, (_, one)) in (1_i64..).zip(all) {
                store::put_statement(write, position, one).await?;
            }
        }
    }
    let kind = match held {
        Holds::Definitions(_) => "definitions",
        Holds::Sources(_) => "sources",
        Holds::Statements(_) => "statements",
    };
    record(weft, write, by, "file imported", ("indicators", kind), json!({})).await
}

async fn find_it(write: &mut Write, one: &Indicator) -> Result<(), Problem> {
    let text = [&one.name, &one.measure_family, &one.source_of_data, &one.definition].map(String::as_str).join(" ");
    let entry = Entry {
        kind: "indicator",
        key: &one.key,
        url: &format!("/indicators/{}", one.key),
        title: &one.short_name,
        summary: &one.tells_you,
        text: &text,
    };
    Ok(search::put(write, &entry).await?)
}

pub(super) async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    (subject_kind, subject_id): (&str, &str),
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind, subject_id, reason: None, change };
    history::record(write, &weft.clock, act).await
}

/// The key of an area as people write it: `partnership`, the comparison area, or any spelling of an authority.
pub(super) async fn areas(weft: &Weft) -> Result<impl Fn(&str) -> Option<String> + use<>, Problem> {
    let comparison = partnership::load(&weft.db).await?.and_then(|found| found.comparison_key);
    let authorities = partnership::authorities(&weft.db).await?;
    Ok(move |given: &str| {
        let wanted = given.trim().to_lowercase();
        if wanted == PARTNERSHIP || comparison.as_ref() == Some(&wanted) {
            return Some(wanted);
        }
        let found = authorities.iter().find(|one| {
            [&one.key, &one.s12_code, &one.three_digit_code, &one.name, &one.council_name]
                .into_iter()
                .map(String::as_str)
                .chain(one.aliases.lines())
                .any(|known| known.trim().to_lowercase() == wanted)
        });
        found.map(|one| one.key.clone())
    })
}

async fn values(weft: &Weft, by: &str, file: &File, mode: Mode) -> Imported {
    let book = Book::open(weft, Release::Everything, None).await?;
    let areas = areas(weft).await?;
    let (rows, mut faults) = observations::read(&file.bytes, &book, &areas);
    for (row, one) in &rows {
        if let Step::Change(stored) = observations::step(&book, one) {
            let what = format!(
                "this cell holds `{}` already; to change it, correct it on the indicator's page, where a reason is asked for",
                stored.figure.display_short()
            );
            faults.push(Fault::new(*row, "value", what));
        }
    }
    faults.sort_by_key(|fault| fault.row);
    if !faults.is_empty() {
        let line = |fault: &Fault| format!("{}:{}:{}: {}", file.name, fault.row, fault.column, fault.what);
        return Err(Rejected::Lines(faults.iter().map(line).collect()));
    }
    if mode == Mode::DryRun {
        return Ok(vec![format!("{} rows are good; nothing was written", rows.len())]);
    }
    let mut write = weft.db.write().await?;
    let saved = Rows { book: &book, rows: &rows, reason: "" }.run(weft, &mut write, by).await?;
    write.commit().await?;
    Ok(vec![saved])
}

/// Good rows on their way into the record.
pub(super) struct Rows<'a> {
    /// What stood when the rows were read.
    pub(super) book: &'a Book,
    /// The rows, every one of them checked.
    pub(super) rows: &'a [Good],
    /// Why cells that hold something else are changed.
    pub(super) reason: &'a str,
}

impl Rows<'_> {
    /// Writes the rows as part of a write, with a history row for each source and each correction. Returns a sentence.
    ///
    /// # Errors
    /// [`Problem::Conflict`] where somebody changed a cell meanwhile.
    pub(super) async fn run(&self, weft: &Weft, write: &mut Write, by: &str) -> Result<String, Problem> {
        let (mut added, mut same, mut changed) = (std::collections::BTreeMap::<&str, i64>::new(), 0_i64, 0_i64);
        for (_, one) in self.rows {
            *added.entry(one.source.as_str()).or_default() += 0;
            match observations::step(self.book, one) {
                Step::Same => same += 1,
                Step::Add => {
                    store::add_observation(weft, write, by, one, None).await?;
                    *added.entry(one.source.as_str()).or_default() += 1;
                }
                Step::Change(stored) => {
                    super::pages::revise(weft, write, by, stored, one, self.reason).await?;
                    changed += 1;
                }
            }
        }
        let total: i64 = added.values().sum();
        for (source, count) in added {
            let subject = ("indicator-source", source);
            record(weft, write, by, "values imported", subject, json!({ "added": count })).await?;
        }
        Ok(format!("{total} values added, {changed} corrected, {same} unchanged"))
    }
}
