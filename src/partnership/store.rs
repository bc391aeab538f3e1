//! Every statement about the partnership, its authorities and its establishments.

use serde_json::json;

use super::PartnershipFile;
use crate::plumbing::{
    db::{Db, Write},
    history::{self, Act},
    problem::Problem,
    search::{self, Entry},
    state::Weft,
};

/// What the partnership says of itself.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Partnership {
    /// Its key, used in file names.
    pub key: String,
    /// Its name.
    pub name: String,
    /// A short form of its name.
    pub short_name: String,
    /// Two or three sentences about it.
    pub description: String,
    /// The part of the country.
    pub place: String,
    /// Its zone, such as `Europe/London`.
    pub time_zone: String,
    /// Its language tag, such as `en-GB`.
    pub language: String,
    /// Its own address elsewhere.
    pub website: Option<String>,
    /// The key of the office that enquiries go to.
    pub contact_office: String,
    /// The key of the framework that pages show first.
    pub current_framework: Option<String>,
    /// What is real and what is invented, where it is an example.
    pub example_note: Option<String>,
    /// Earlier names, one a line.
    pub former_names: String,
    /// The key of the larger area that figures are compared with.
    pub comparison_key: Option<String>,
    /// The name of that area.
    pub comparison_name: Option<String>,
}

/// One of the values that critical indicators are themed by.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Theme {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it means here.
    pub meaning: String,
}

/// A paper that facts were read from.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Paper {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// `plan`, `report`, `framework` or `web-page`.
    pub kind: String,
    /// Its day, where known.
    pub day: Option<String>,
    /// What else is known of it.
    pub note: Option<String>,
}

/// An organisation that works with the partnership and is no authority.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Partner {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// `national`, `university`, `collaborative` or `third-sector`.
    pub kind: String,
    /// What it is named for, where that is published.
    pub works_on: Option<String>,
}

/// One authority of the partnership.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Authority {
    /// Its id.
    pub id: String,
    /// Its key.
    pub key: String,
    /// Its place in lists, as the partnership prints them.
    pub position: i64,
    /// Its name.
    pub name: String,
    /// The council's name.
    pub council_name: String,
    /// Its code in official statistics, `S12…`.
    pub s12_code: String,
    /// Its three-digit code in school statistics.
    pub three_digit_code: String,
    /// Other spellings, one a line.
    pub aliases: String,
}

/// The partnership's name, or a plain word while nothing was loaded.
///
/// # Errors
/// When the database does not answer.
pub async fn name(db: &Db) -> Result<String, Problem> {
    let name: Option<String> =
        sqlx::query_scalar("select name from partnership where one = 1").fetch_optional(db.read()).await?;
    Ok(name.unwrap_or_else(|| "Partnership".to_owned()))
}

/// What the partnership says of itself, where it has been loaded.
///
/// # Errors
/// When the database does not answer.
pub async fn load(db: &Db) -> Result<Option<Partnership>, Problem> {
    Ok(sqlx::query_as(
        "select key, name, short_name, description, place, time_zone, language, website, contact_office,
           current_framework, example_note, former_names, comparison_key, comparison_name
         from partnership where one = 1",
    )
    .fetch_optional(db.read())
    .await?)
}

/// Every authority in the partnership's own order.
///
/// # Errors
/// When the database does not answer.
pub async fn authorities(db: &Db) -> Result<Vec<Authority>, Problem> {
    Ok(sqlx::query_as("select * from authority order by position, id").fetch_all(db.read()).await?)
}

/// The authority of a key, an S12 code, a three-digit code, a name or an alias; case and outer spaces do not count.
///
/// # Errors
/// When the database does not answer.
pub async fn authority(db: &Db, given: &str) -> Result<Option<Authority>, Problem> {
    Ok(find_authority(&authorities(db).await?, given).cloned())
}

/// The authority among some of a key, code, name or alias, as [`authority`] finds it.
pub fn find_authority<'a>(authorities: &'a [Authority], given: &str) -> Option<&'a Authority> {
    let wanted = given.trim().to_lowercase();
    authorities.iter().find(|authority| {
        [&authority.key, &authority.s12_code, &authority.three_digit_code, &authority.name, &authority.council_name]
            .into_iter()
            .map(String::as_str)
            .chain(authority.aliases.lines())
            .any(|known| known.trim().to_lowercase() == wanted)
    })
}

/// The themes in order.
///
/// # Errors
/// When the database does not answer.
pub async fn themes(db: &Db) -> Result<Vec<Theme>, Problem> {
    Ok(sqlx::query_as("select key, name, meaning from theme order by position, key").fetch_all(db.read()).await?)
}

/// The partner organisations in order.
///
/// # Errors
/// When the database does not answer.
pub async fn partners(db: &Db) -> Result<Vec<Partner>, Problem> {
    Ok(sqlx::query_as("select key, name, kind, works_on from partner order by position, key")
        .fetch_all(db.read())
        .await?)
}

/// The papers in order.
///
/// # Errors
/// When the database does not answer.
pub async fn papers(db: &Db) -> Result<Vec<Paper>, Problem> {
    Ok(sqlx::query_as("select key, title, kind, day, note from paper order by position, key")
        .fetch_all(db.read())
        .await?)
}

/// Saves a partnership's file into a database that has none yet.
///
/// # Errors
/// [`Problem::Conflict`] when the database has a partnership already.
pub async fn save(weft: &Weft, write: &mut Write, by: &str, file: &PartnershipFile) -> Result<(), Problem> {
    let there: i64 =
        sqlx::query_scalar("select cast(count(*) as bigint) from partnership").fetch_one(write.on()).await?;
    if there > 0 {
        return Err(Problem::Conflict(
            "This data folder holds a partnership already. Use another folder for another one.".into(),
        ));
    }
    sqlx::query(
        "insert into partnership (one, key, name, short_name, description, place, time_zone, currency, language, website,
           contact_office, current_framework, example_note, former_names, comparison_key, comparison_name)
         values (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(&file.key)
    .bind(&file.name)
    .bind(&file.short_name)
    .bind(file.description.trim())
    .bind(&file.place)
    .bind(&file.time_zone)
    .bind(&file.currency)
    .bind(&file.language)
    .bind(&file.website)
    .bind(&file.contact_office)
    .bind(&file.current_framework)
    .bind(file.example_note.as_deref().map(str::trim))
    .bind(file.former_names.join("\n"))
    .bind(file.comparison_area.as_ref().map(|area| area.key.as_str()))
    .bind(file.comparison_area.as_ref().map(|area| area.name.as_str()))
    .execute(write.on())
    .await?;
    for (position, theme) in (1_i64..).zip(&file.theme) {
        sqlx::query("insert into theme (key, position, name, meaning) values ($1, $2, $3, $4)")
            .bind(&theme.key)
            .bind(position)
            .bind(&theme.name)
            .bind(&theme.meaning)
            .execute(write.on())
            .await?;
    }
    save_authorities(weft, write, file).await?;
    for (position, partner) in (1_i64..).zip(&file.partner) {
        sqlx::query("insert into partner (id, key, position, name, kind, works_on) values ($1, $2, $3, $4, $5, $6)")
            .bind(weft.new_id()?)
            .bind(&partner.key)
            .bind(position)
            .bind(&partner.name)
            .bind(&partner.kind)
            .bind(&partner.works_on)
            .execute(write.on())
            .await?;
    }
    for (position, paper) in (1_i64..).zip(&file.paper) {
        sqlx::query(
            "insert into paper (key, position, title, kind, first_session, last_session, day, note, not_published)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&paper.key)
        .bind(position)
        .bind(&paper.title)
        .bind(&paper.kind)
        .bind(&paper.first_session)
        .bind(&paper.last_session)
        .bind(&paper.date)
        .bind(&paper.note)
        .bind(paper.not_published.join("\n"))
        .execute(write.on())
        .await?;
    }
    let change = json!({ "key": file.key, "name": file.name });
    let act = Act {
        account: by,
        act: "partnership set up",
        subject_kind: "partnership",
        subject_id: "1",
        reason: None,
        change,
    };
    history::record(write, &weft.clock, act).await
}

async fn save_authorities(weft: &Weft, write: &mut Write, file: &PartnershipFile) -> Result<(), Problem> {
    for (position, authority) in (1_i64..).zip(&file.authority) {
        let aliases = [authority.aliases.as_slice(), authority.former_s12_codes.as_slice()].concat().join("\n");
        sqlx::query(
            "insert into authority (id, key, position, name, council_name, s12_code, three_digit_code, aliases)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(weft.new_id()?)
        .bind(&authority.key)
        .bind(position)
        .bind(&authority.name)
        .bind(&authority.council)
        .bind(&authority.s12_code)
        .bind(&authority.three_digit_code)
        .bind(&aliases)
        .execute(write.on())
        .await?;
        search::put(
            write,
            &Entry {
                kind: "authority",
                key: &authority.key,
                url: &format!("/authorities/{}", authority.key),
                title: &authority.name,
                summary: &authority.council,
                text: &aliases,
            },
        )
        .await?;
    }
    Ok(())
}
