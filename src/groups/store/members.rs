//! Every statement about memberships. Names and addresses are read beside them from the persons, so that a list of three
//! thousand needs one statement and not three thousand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    groups::{Membership, NewMembership, similar::Sitting},
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

/// What history calls a membership.
const SUBJECT: &str = "membership";

const MEMBERSHIP: &str = "select membership.id, network_group.key as group_key, person.key as person, person.name,
    person.email, post, authority_key as authority, establishment_key as establishment, partner_key as partner, part,
    from_day, to_day
  from membership join network_group on network_group.id = membership.group_id
    join person on person.id = membership.person_id";

/// The order of a group's members: its leads first, then by name.
const ORDER: &str = "order by case part when 'lead' then 0 else 1 end, person.name, from_day, membership.id";

const HOLDS: &str = "from_day <= $1 and (to_day is null or to_day >= $1)";

/// The members of a group on a day, its leads first.
///
/// # Errors
/// When the database does not answer.
pub async fn members(db: &Db, group: &str, on_day: &str) -> Result<Vec<Membership>, Problem> {
    let sql = format!("{MEMBERSHIP} where {HOLDS} and network_group.key = $2 {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).bind(group).fetch_all(db.read()).await?)
}

/// Every membership a group ever had, its leads first.
///
/// # Errors
/// When the database does not answer.
pub async fn memberships(db: &Db, group: &str) -> Result<Vec<Membership>, Problem> {
    let sql = format!("{MEMBERSHIP} where network_group.key = $1 {ORDER}");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(group).fetch_all(db.read()).await?)
}

/// Every membership a person ever had, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn memberships_of_person(db: &Db, person: &str) -> Result<Vec<Membership>, Problem> {
    let sql =
        format!("{MEMBERSHIP} where person.key = $1 order by from_day desc, network_group.position, membership.id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(person).fetch_all(db.read()).await?)
}

/// The people of an authority in any group on a day, group by group.
///
/// # Errors
/// When the database does not answer.
pub async fn members_of_authority(db: &Db, authority: &str, on_day: &str) -> Result<Vec<Membership>, Problem> {
    let sql = format!(
        "{MEMBERSHIP} where {HOLDS} and authority_key = $2 order by network_group.position, person.name, membership.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).bind(authority).fetch_all(db.read()).await?)
}

/// The people of an establishment in any group on a day, group by group.
///
/// # Errors
/// When the database does not answer.
pub async fn members_of_establishment(db: &Db, establishment: &str, on_day: &str) -> Result<Vec<Membership>, Problem> {
    let sql = format!(
        "{MEMBERSHIP} where {HOLDS} and establishment_key = $2
         order by network_group.position, person.name, membership.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).bind(establishment).fetch_all(db.read()).await?)
}

/// Everybody in every group on a day, group by group: for overlap and load.
///
/// # Errors
/// When the database does not answer.
pub async fn current_memberships(db: &Db, on_day: &str) -> Result<Vec<Membership>, Problem> {
    let sql = format!("{MEMBERSHIP} where {HOLDS} order by network_group.position, person.name, membership.id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).fetch_all(db.read()).await?)
}

/// Who sits in which group for which authority on a day, by ids alone, merged people as the one kept: for overlap and load, which read three thousand.
pub(in crate::groups) async fn sittings(db: &Db, on_day: &str) -> Result<Vec<Sitting>, Problem> {
    let sql = format!(
        "select group_id, coalesce(person.merged_into, person.id) as person_id, authority_key
         from membership join person on person.id = membership.person_id where {HOLDS} order by membership.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).fetch_all(db.read()).await?)
}

/// The people who sit in several groups on a day: id, key, name.
pub(in crate::groups) async fn in_several(db: &Db, on_day: &str) -> Result<Vec<(String, String, String)>, Problem> {
    let sql = format!(
        "select id, key, name from person where id in (
           select coalesce(member.merged_into, member.id) from membership
           join person member on member.id = membership.person_id where {HOLDS}
           group by coalesce(member.merged_into, member.id) having count(distinct group_id) > 1) order by id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).fetch_all(db.read()).await?)
}

/// The keys of the groups that have any member on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn with_members(db: &Db, on_day: &str) -> Result<BTreeSet<String>, Problem> {
    let sql = format!(
        "select key from network_group where exists
           (select 1 from membership where membership.group_id = network_group.id and {HOLDS}) order by key"
    );
    let keys: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(on_day).fetch_all(db.read()).await?;
    Ok(keys.into_iter().collect())
}

/// Every membership there ever was, group by group: for the file.
pub(in crate::groups) async fn every_membership(db: &Db) -> Result<Vec<Membership>, Problem> {
    let sql = format!("{MEMBERSHIP} order by network_group.position, person.name, from_day, post, membership.id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?)
}

/// How many people each group has on a day, by authority; people of no authority stand under an empty key. Somebody in
/// two posts, or found under two spellings and merged, counts once.
///
/// # Errors
/// When the database does not answer.
pub async fn member_counts(db: &Db, on_day: &str) -> Result<BTreeMap<String, BTreeMap<String, i64>>, Problem> {
    let sql = format!(
        "select network_group.key, coalesce(authority_key, ''),
           cast(count(distinct coalesce(person.merged_into, person.id)) as bigint)
         from membership join network_group on network_group.id = membership.group_id
         join person on person.id = membership.person_id
         where {HOLDS} group by network_group.key, coalesce(authority_key, '')
         order by network_group.key, coalesce(authority_key, '')"
    );
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(on_day).fetch_all(db.read()).await?;
    let mut counts: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for (group, authority, count) in rows {
        counts.entry(group).or_default().insert(authority, count);
    }
    Ok(counts)
}

/// The membership of an id.
pub(in crate::groups) async fn membership(db: &Db, id: &str) -> Result<Option<Membership>, Problem> {
    let sql = format!("{MEMBERSHIP} where membership.id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_optional(db.read()).await?)
}

/// The membership that a row of a list speaks of: the same group and post, begun on the same day, of the person with the
/// row's address, or, where the row has none, of somebody of that name whose address nobody knows.
pub(in crate::groups) async fn find_same(
    write: &mut Write,
    group: &str,
    post: &str,
    from: &str,
    name: &str,
    email: Option<&str>,
) -> Result<Option<Membership>, Problem> {
    let who = if email.is_some() { "person.email = $4" } else { "person.email is null and person.name = $4" };
    let sql = format!(
        "{MEMBERSHIP} where network_group.key = $1 and post = $2 and from_day = $3 and {who} order by membership.id"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql))
        .bind(group)
        .bind(post)
        .bind(from)
        .bind(email.unwrap_or(name))
        .fetch_optional(write.on())
        .await?)
}

/// Adds a membership and returns its id.
///
/// # Errors
/// [`Problem::Conflict`] where it would end before it begins; [`Problem::NotFound`] where there is no such group or person.
pub async fn add_membership(weft: &Weft, write: &mut Write, by: &str, new: &NewMembership) -> Result<String, Problem> {
    in_order(new.from.as_str(), new.to.as_deref())?;
    let id = weft.new_id()?;
    let added = sqlx::query(
        "insert into membership (id, group_id, person_id, post, authority_key, establishment_key, partner_key, part,
           from_day, to_day)
         select $1, network_group.id, person.id, $2, $3, $4, $5, $6, $7, $8 from network_group, person
         where network_group.key = $9 and person.key = $10",
    )
    .bind(&id)
    .bind(&new.post)
    .bind(&new.authority)
    .bind(&new.establishment)
    .bind(&new.partner)
    .bind(&new.part)
    .bind(&new.from)
    .bind(&new.to)
    .bind(&new.group)
    .bind(&new.person)
    .execute(write.on())
    .await?;
    if added.rows_affected() == 0 {
        return Err(Problem::NotFound);
    }
    let change =
        json!({ "group": new.group, "part": new.part, "authority": new.authority, "from": new.from, "to": new.to });
    record(weft, write, by, "member added", &id, change).await?;
    Ok(id)
}

/// Changes the post, organisation, part or days of a membership; who it is stays.
///
/// # Errors
/// [`Problem::Conflict`] where it would end before it begins.
pub async fn change_membership(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    before: &Membership,
    after: &Membership,
) -> Result<(), Problem> {
    in_order(&after.from, after.to.as_deref())?;
    sqlx::query(
        "update membership set post = $1, authority_key = $2, establishment_key = $3, partner_key = $4, part = $5,
           from_day = $6, to_day = $7 where id = $8",
    )
    .bind(&after.post)
    .bind(&after.authority)
    .bind(&after.establishment)
    .bind(&after.partner)
    .bind(&after.part)
    .bind(&after.from)
    .bind(&after.to)
    .bind(&before.id)
    .execute(write.on())
    .await?;
    let mut change = serde_json::Map::new();
    for (field, old, new) in [
        ("authority", before.authority.as_deref(), after.authority.as_deref()),
        ("establishment", before.establishment.as_deref(), after.establishment.as_deref()),
        ("partner", before.partner.as_deref(), after.partner.as_deref()),
        ("part", Some(before.part.as_str()), Some(after.part.as_str())),
        ("from", Some(before.from.as_str()), Some(after.from.as_str())),
        ("to", before.to.as_deref(), after.to.as_deref()),
    ] {
        if old != new {
            change.insert(field.to_owned(), json!({ "from": old, "to": new }));
        }
    }
    // A post may tell who somebody is, so history says only that it changed.
    if before.post != after.post {
        change.insert("post".to_owned(), json!("changed"));
    }
    let act = if before.to.is_none() && after.to.is_some() { "membership ended" } else { "membership changed" };
    record(weft, write, by, act, &before.id, change.into()).await
}

fn in_order(from: &str, to: Option<&str>) -> Result<(), Problem> {
    if to.is_some_and(|to| to < from) {
        return Err(Problem::Conflict("The membership would end before it begins. Change one of the two days.".into()));
    }
    Ok(())
}

/// Ends every membership of a group that goes on, on its last day. Who joined after that day ends on the day they joined.
pub(in crate::groups) async fn end_all(write: &mut Write, group_id: &str, day: &str) -> Result<(), Problem> {
    sqlx::query(
        "update membership set to_day = case when from_day > $1 then from_day else $1 end
         where group_id = $2 and to_day is null",
    )
    .bind(day)
    .bind(group_id)
    .execute(write.on())
    .await?;
    Ok(())
}

/// Lets the memberships that ended with a group go on.
pub(in crate::groups) async fn reopen_all(write: &mut Write, group_id: &str, day: &str) -> Result<(), Problem> {
    sqlx::query("update membership set to_day = null where group_id = $1 and to_day = $2")
        .bind(group_id)
        .bind(day)
        .execute(write.on())
        .await?;
    Ok(())
}

async fn record(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    act: &str,
    id: &str,
    change: serde_json::Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: id, reason: None, change };
    history::record(write, &weft.clock, act).await
}
