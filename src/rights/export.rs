//! Everything the record holds about one person, as one file: readable, as tables, and for programs.

use std::io::{Cursor, Write};

use anyhow::Context;
use askama::Template;
use serde_json::{Map, Value, json};
use sheets::{Field, write_csv};
use sqlx::Row;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    registry::{Erase, Holding, holdings},
    statement::Statement,
    subject::Subject,
    texts::{self, Mention},
};
use crate::{
    partnership,
    plumbing::{
        db::Db,
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

/// What the format calls itself.
const FORMAT: &str = "weft-person";

/// The rows of one entry of the registry that are the person's.
#[derive(Debug, Clone)]
pub struct Held {
    /// The entry.
    pub holding: &'static Holding,
    /// Its rows: one value for each column shown.
    pub rows: Vec<Vec<Option<String>>>,
}

/// Everything the registry knows about a person; entries without a row are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn gather(db: &Db, subject: &Subject) -> Result<Vec<Held>, Problem> {
    let mut held = Vec::new();
    for holding in holdings() {
        let shown: Vec<String> = holding.shows.iter().map(|(_, column)| format!("cast({column} as text)")).collect();
        let text = format!(
            "select {} from {} where {} order by 1 nulls last{}",
            shown.join(", "),
            holding.from,
            holding.whose,
            (2..=shown.len()).map(|at| format!(", {at} nulls last")).collect::<String>()
        );
        let statement = Statement::new(&text, subject, &[]);
        let rows = statement.query().fetch_all(db.read()).await?;
        let mut values = Vec::new();
        for row in rows {
            let mut line = Vec::new();
            for at in 0..holding.shows.len() {
                line.push(row.try_get::<Option<String>, _>(at)?);
            }
            values.push(line);
        }
        if !values.is_empty() {
            held.push(Held { holding, rows: values });
        }
    }
    Ok(held)
}

/// The readable part of the export: a page that needs nothing beside it.
#[derive(Template)]
#[template(path = "rights/record_standalone.html")]
struct Readable<'a> {
    partnership: &'a str,
    called: &'a str,
    made: &'a str,
    keys: String,
    names: String,
    emails: String,
    held: &'a [Held],
    mentions: &'a [Mention],
    certificates: usize,
}

/// The export as a zip: `person.html`, `person.json`, one CSV for each entry under `tables/`, certificates as PDF. Leaves a
/// row in the history that says for whom and by whom, naming nobody.
///
/// # Errors
/// When the database does not answer, or the file cannot be put together.
pub async fn export(weft: &Weft, by: &str, subject: &Subject) -> Result<Vec<u8>, Problem> {
    let held = gather(&weft.db, subject).await?;
    let mentions = texts::mentions(&weft.db, subject).await?;
    let certificates = certificates(&weft.db, subject).await?;
    let partnership = partnership::name(&weft.db).await?;
    let made = weft.clock.instant();
    let readable = Readable {
        partnership: &partnership,
        called: subject.called(),
        made: &made,
        keys: subject.keys.join(", "),
        names: subject.names.join(", "),
        emails: subject.emails.join(", "),
        held: &held,
        mentions: &mentions,
        certificates: certificates.len(),
    }
    .render()
    .map_err(Problem::broken)?;
    let json = for_programs(&partnership, &made, subject, &held, &mentions);
    let mut files = vec![
        ("person.html".to_owned(), readable.into_bytes()),
        ("person.json".to_owned(), serde_json::to_vec_pretty(&json).map_err(Problem::broken)?),
    ];
    for one in &held {
        let header: Vec<&str> = one.holding.shows.iter().map(|(words, _)| *words).collect();
        let rows: Vec<Vec<Field>> = one
            .rows
            .iter()
            .map(|row| {
                row.iter().map(|value| value.as_ref().map_or(Field::Empty, |text| Field::Text(text.clone()))).collect()
            })
            .collect();
        files.push((format!("tables/{}.csv", one.holding.key), write_csv(&header, &rows)));
    }
    files.extend(certificates.into_iter().map(|(number, bytes)| (format!("certificates/{number}.pdf"), bytes)));
    let zip = zipped(files).map_err(Problem::broken)?;
    let mut write = weft.db.write().await?;
    let rows: usize = held.iter().map(|one| one.rows.len()).sum();
    let change = json!({ "rows": rows, "mentions": mentions.len() });
    let act = Act {
        account: by,
        act: "record of a person taken away",
        subject_kind: "person",
        subject_id: subject.id(),
        reason: None,
        change,
    };
    history::record(&mut write, &weft.clock, act).await?;
    write.commit().await?;
    Ok(zip)
}

async fn certificates(db: &Db, subject: &Subject) -> Result<Vec<(String, Vec<u8>)>, Problem> {
    let mut found = Vec::new();
    for id in &subject.ids {
        let of_one: Vec<(String, Vec<u8>)> = sqlx::query_as(
            "select certificate.number, certificate_file.bytes from certificate
             join certificate_file on certificate_file.certificate_id = certificate.id
             join completion on completion.id = certificate.completion_id
             where completion.person_id = $1 order by certificate.number",
        )
        .bind(id)
        .fetch_all(db.read())
        .await?;
        found.extend(of_one);
    }
    Ok(found)
}

fn for_programs(partnership: &str, made: &str, subject: &Subject, held: &[Held], mentions: &[Mention]) -> Value {
    let holdings: Vec<Value> = held
        .iter()
        .map(|one| {
            let rows: Vec<Value> = one
                .rows
                .iter()
                .map(|row| {
                    let pairs = one.holding.shows.iter().zip(row);
                    Value::Object(
                        pairs.map(|((words, _), value)| ((*words).to_owned(), json!(value))).collect::<Map<_, _>>(),
                    )
                })
                .collect();
            let (Erase::Stays(why) | Erase::Goes(_, why) | Erase::Blanked(_, why)) = one.holding.erase;
            json!({ "key": one.holding.key, "heading": one.holding.heading, "when_erased": why, "rows": rows })
        })
        .collect();
    let mentions: Vec<Value> = mentions
        .iter()
        .map(|one| json!({ "table": one.table, "column": one.column, "excerpt": one.excerpt }))
        .collect();
    json!({
        "format": FORMAT, "version": 1, "partnership": partnership, "made_at": made,
        "person": { "keys": subject.keys, "names": subject.names, "addresses": subject.emails },
        "holdings": holdings, "mentions": mentions,
    })
}

fn zipped(files: Vec<(String, Vec<u8>)>) -> anyhow::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(0o600);
    for (name, bytes) in files {
        zip.start_file(&name, options).with_context(|| format!("adding {name}"))?;
        zip.write_all(&bytes).with_context(|| format!("adding {name}"))?;
    }
    Ok(zip.finish()?.into_inner())
}
