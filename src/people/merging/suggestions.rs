//! Statements about who looks alike: the list that follows from names, addresses, numbers and places, kept until any of them
//! changes.

use std::collections::{BTreeMap, BTreeSet};

use super::alike::{self, Signs};
use crate::plumbing::{db::Db, problem::Problem, state::Weft};

/// The kinds of history rows after which people may look different.
const CHANGES: &str = "'person', 'people', 'practitioner', 'person merge', 'account', 'application'";

/// Brings the list of who looks alike up to date, where anything about people was written since it was made. What stands in
/// it follows from other records and is nobody's word, so it leaves no history.
async fn bring_up_to_date(weft: &Weft) -> Result<(), Problem> {
    let seen: Option<i64> =
        sqlx::query_scalar("select seq from person_alike_scan where one = 1").fetch_optional(weft.db.read()).await?;
    if let Some(seen) = seen {
        let text =
            format!("select cast(count(*) as bigint) from history where seq > $1 and subject_kind in ({CHANGES})");
        let since: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(text)).bind(seen).fetch_one(weft.db.read()).await?;
        if since == 0 {
            return Ok(());
        }
    }
    let mut write = weft.db.upkeep().await?;
    let seq: i64 = sqlx::query_scalar("select seq from history_head where one = 1").fetch_one(write.on()).await?;
    let everybody: Vec<Signs> = sqlx::query_as(
        "select person.id, person.name, person.email, p.authority_key as authority,
           p.establishment_key as establishment, p.registration
         from person left join practitioner p on p.person_id = person.id order by person.id",
    )
    .fetch_all(write.on())
    .await?;
    let merged: BTreeMap<String, String> =
        sqlx::query_as("select id, merged_into from person where merged_into is not null order by id")
            .fetch_all(write.on())
            .await?
            .into_iter()
            .collect();
    let now = |id: &String| merged.get(id).unwrap_or(id).clone();
    let told: BTreeSet<(String, String)> =
        sqlx::query_as("select first_id, second_id from person_apart where ended_at is null order by id")
            .fetch_all(write.on())
            .await?
            .into_iter()
            .map(|(one, other): (String, String)| {
                let (one, other) = (now(&one), now(&other));
                (one.clone().min(other.clone()), one.max(other))
            })
            .collect();
    let (pairs, common) = alike::pairs(&everybody);
    let mut open: BTreeMap<(String, String), BTreeSet<alike::Reason>> = BTreeMap::new();
    for pair in pairs {
        let (one, other) = (now(&pair.first), now(&pair.second));
        let both = (one.clone().min(other.clone()), one.clone().max(other.clone()));
        if one != other && !told.contains(&both) {
            open.entry(both).or_default().extend(pair.reasons);
        }
    }
    sqlx::query("delete from person_alike").execute(write.on()).await?;
    for some in open.into_iter().collect::<Vec<_>>().chunks(500) {
        let row = |at: usize| format!("(${}, ${}, ${}, ${})", at * 4 + 1, at * 4 + 2, at * 4 + 3, at * 4 + 4);
        let rows: Vec<String> = (0..some.len()).map(row).collect();
        let text =
            format!("insert into person_alike (first_id, second_id, reasons, strength) values {}", rows.join(", "));
        let mut query = sqlx::query(sqlx::AssertSqlSafe(text));
        for ((first, second), reasons) in some {
            let keys: Vec<&str> = reasons.iter().map(|reason| reason.key()).collect();
            let strength: i64 = reasons.iter().map(|reason| reason.strength()).sum();
            query = query.bind(first).bind(second).bind(keys.join(" ")).bind(strength);
        }
        query.execute(write.on()).await?;
    }
    sqlx::query(
        "insert into person_alike_scan (one, seq, common) values (1, $1, $2)
         on conflict (one) do update set seq = excluded.seq, common = excluded.common",
    )
    .bind(seq)
    .bind(i64::try_from(common).unwrap_or(i64::MAX))
    .execute(write.on())
    .await?;
    write.commit().await
}

/// The ids of every two people who may be one and about whom nobody has decided, as of now.
///
/// # Errors
/// When the database does not answer.
pub async fn open_pairs(weft: &Weft) -> Result<Vec<(String, String)>, Problem> {
    bring_up_to_date(weft).await?;
    Ok(sqlx::query_as("select first_id, second_id from person_alike order by first_id, second_id")
        .fetch_all(weft.db.read())
        .await?)
}

/// How many pairs may be one person.
///
/// # Errors
/// When the database does not answer.
pub async fn how_many(weft: &Weft) -> Result<i64, Problem> {
    bring_up_to_date(weft).await?;
    Ok(sqlx::query_scalar("select cast(count(*) as bigint) from person_alike").fetch_one(weft.db.read()).await?)
}

/// How many signs too many people share to compare them.
pub(super) async fn common(db: &Db) -> Result<i64, Problem> {
    Ok(sqlx::query_scalar("select common from person_alike_scan where one = 1")
        .fetch_optional(db.read())
        .await?
        .unwrap_or_default())
}

/// One of two people as the pages show them.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct Side {
    pub(super) id: String,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) authority: Option<String>,
    pub(super) establishment: Option<String>,
    pub(super) post: Option<String>,
    pub(super) registration: Option<String>,
    /// How many accounts sign in as this person.
    pub(super) accounts: i64,
    pub(super) attendances: i64,
    pub(super) applications: i64,
    pub(super) memberships: i64,
    pub(super) merged_into: Option<String>,
}

const SIDE: &str = "select person.id, person.key, person.name, person.email, authority.name as authority,
    establishment.name as establishment, p.post, p.registration,
    (select cast(count(*) as bigint) from account where account.person_id = person.id) as accounts,
    (select cast(count(*) as bigint) from attendance where attendance.person_id = person.id) as attendances,
    (select cast(count(*) as bigint) from application where application.person_id = person.id) as applications,
    (select cast(count(*) as bigint) from membership where membership.person_id = person.id) as memberships,
    person.merged_into
  from person left join practitioner p on p.person_id = person.id
  left join authority on authority.key = p.authority_key
  left join establishment on establishment.key = p.establishment_key";

/// The person of a key.
pub(super) async fn side(db: &Db, key: &str) -> Result<Side, Problem> {
    let text = format!("{SIDE} where person.key = $1");
    sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(key).fetch_optional(db.read()).await?.ok_or(Problem::NotFound)
}

/// Why two people, given by id, may be one; empty where nothing says so.
pub(super) async fn reasons(db: &Db, one: &str, other: &str) -> Result<String, Problem> {
    Ok(sqlx::query_scalar("select reasons from person_alike where first_id = $1 and second_id = $2")
        .bind(one.min(other))
        .bind(one.max(other))
        .fetch_optional(db.read())
        .await?
        .unwrap_or_default())
}

/// One suggestion with both people.
pub(super) struct Suggested {
    pub(super) one: Side,
    pub(super) other: Side,
    pub(super) reasons: String,
}

/// A page of suggestions, the strongest first.
pub(super) async fn suggested(db: &Db, offset: i64, most: i64) -> Result<Vec<Suggested>, Problem> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select first_id, second_id, reasons from person_alike order by strength desc, first_id, second_id
         limit $1 offset $2",
    )
    .bind(most)
    .bind(offset)
    .fetch_all(db.read())
    .await?;
    let ids: BTreeSet<&String> = rows.iter().flat_map(|(one, other, _)| [one, other]).collect();
    let mut sides: BTreeMap<String, Side> = BTreeMap::new();
    if !ids.is_empty() {
        let places: Vec<String> = (1..=ids.len()).map(|place| format!("${place}")).collect();
        let text = format!("{SIDE} where person.id in ({}) order by person.id", places.join(", "));
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text));
        for id in ids {
            query = query.bind(id);
        }
        let found: Vec<Side> = query.fetch_all(db.read()).await?;
        sides = found.into_iter().map(|side| (side.id.clone(), side)).collect();
    }
    let side = |id: &str| sides.get(id).cloned().unwrap_or_default();
    Ok(rows
        .iter()
        .map(|(one, other, reasons)| Suggested { one: side(one), other: side(other), reasons: reasons.clone() })
        .collect())
}

/// The key of whoever an address or a key stands for.
pub(super) async fn look_up(db: &Db, typed: &str) -> Result<Option<String>, Problem> {
    Ok(sqlx::query_scalar("select key from person where email = $1 or key = $1 order by id limit 1")
        .bind(typed.trim().to_lowercase())
        .fetch_optional(db.read())
        .await?)
}
