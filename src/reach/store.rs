//! Every statement about reach. One statement counts: it reads the marks in the order of an index, so that nothing has to be
//! counted beforehand.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use super::{By, Count, Counted, Filter};
use crate::plumbing::{db::Db, problem::Problem};

/// The text of a statement with what is bound to it, in order.
struct Text {
    sql: String,
    bound: Vec<String>,
}

impl Text {
    fn bind(&mut self, value: &str) -> String {
        self.bound.push(value.to_owned());
        format!("${}", self.bound.len())
    }
}

/// The length of a meeting in minutes.
fn minutes(table: &str) -> String {
    let part = |column: &str, from: u8| format!("cast(substr({table}.{column}, {from}, 2) as bigint)");
    format!("({} * 60 + {} - {} * 60 - {})", part("ends", 1), part("ends", 4), part("starts", 1), part("starts", 4))
}

/// The session a day belongs to, as the year it begins in.
fn session_of(day: &str) -> String {
    format!(
        "cast(cast(substr({day}, 1, 4) as bigint) - case when substr({day}, 6, 2) < '08' then 1 else 0 end as text)"
    )
}

/// The tables everything is counted from: `counted(who, part, establishment, times, minutes)`. `only` narrows the people to
/// the ids of a statement.
fn counted(filter: &Filter, by: By, only: Option<&str>) -> Text {
    let mut text = Text { sql: String::new(), bound: Vec::new() };
    let (from, to) = filter.days();
    let (from, to) = (text.bind(&from), text.bind(&to));
    let mut programmes = String::new();
    let mut networks = String::new();
    let (mut marks, mut present) = (String::new(), String::new());
    if let Some(programme) = &filter.programme {
        programmes.push_str(&format!(" and programme.key = {}", text.bind(programme)));
        networks.push_str(" and 1 = 0");
    }
    if let Some(workstream) = &filter.workstream {
        let place = text.bind(workstream);
        programmes.push_str(&format!(" and programme.workstream_key = {place}"));
        networks.push_str(&format!(" and network_group.workstream_key = {place}"));
    }
    if let Some(mode) = &filter.mode {
        let place = text.bind(mode);
        marks.push_str(&format!(" and a.mode = {place}"));
        present.push_str(&format!(" and a.presence = {place}"));
    }
    if let Some(only) = only {
        marks.push_str(&format!(" and a.person_id in ({only})"));
        present.push_str(&format!(" and person.id in ({only})"));
    }
    let (in_registers, in_notes) = match by {
        By::Authority => ("a.authority_key".to_owned(), "there.authority".to_owned()),
        By::Sector => ("nullif(a.sector, '')".to_owned(), "there.sector".to_owned()),
        By::Post => ("nullif(a.post, '')".to_owned(), "nullif(there.post, '')".to_owned()),
        By::Programme => ("held.programme".to_owned(), "cast(null as text)".to_owned()),
        By::Workstream => ("held.workstream".to_owned(), "there.workstream".to_owned()),
        By::Mode => ("a.mode".to_owned(), "there.mode".to_owned()),
        By::Source => ("cast('programmes' as text)".to_owned(), "cast('networks' as text)".to_owned()),
        By::Session => (session_of("held.day"), session_of("there.day")),
    };
    // The index of marks is in this order, so that nothing is sorted before people are told apart. Merged people are few and
    // are read by themselves: two of their marks at one meeting are one attendance.
    let order = "a.person_id, a.authority_key, a.establishment_key";
    let grouped = match by {
        By::Authority | By::Source => order.to_owned(),
        By::Sector => format!("{order}, a.sector"),
        By::Post => format!("{order}, a.sector, a.post"),
        By::Mode => format!("{order}, a.sector, a.post, a.mode"),
        By::Programme => "a.person_id, a.establishment_key, held.programme".to_owned(),
        By::Workstream => "a.person_id, a.establishment_key, held.workstream".to_owned(),
        By::Session => format!("a.person_id, a.establishment_key, {}", session_of("held.day")),
    };
    let (long, long_notes) = (minutes("m"), minutes("meeting"));
    text.sql = format!(
        "with merged as materialized (select id, merged_into from person where merged_into is not null),
         held as materialized (
           select m.id, m.day, {long} as minutes, programme.key as programme, programme.workstream_key as workstream
           from cohort_meeting m join cohort on cohort.id = m.cohort_id join programme on programme.id = cohort.programme_id
           where m.day >= {from} and m.day <= {to} and m.cancelled_on is null{programmes}),
         there as (
           select coalesce(person.merged_into, person.id) as who, meeting.id, min(person.id) as person_id,
             min(meeting.day) as day, min(a.presence) as mode, min(network_group.workstream_key) as workstream,
             min({long_notes}) as minutes,
             min(coalesce(
               (select membership.authority_key from membership where membership.person_id = person.id
                  and membership.group_id = network_group.id and membership.authority_key is not null
                order by membership.from_day desc, membership.id limit 1),
               (select body_seat.authority_key from body_seat join governing_body on governing_body.id = body_seat.body_id
                where governing_body.key = meeting.holder_key and meeting.holder_kind = 'body'
                  and body_seat.person_key = person.key and body_seat.authority_key is not null
                order by body_seat.from_day desc, body_seat.id limit 1),
               p.authority_key)) as authority,
             min(coalesce(
               (select membership.establishment_key from membership where membership.person_id = person.id
                  and membership.group_id = network_group.id and membership.establishment_key is not null
                order by membership.from_day desc, membership.id limit 1),
               p.establishment_key)) as establishment,
             min(p.sector) as sector, min(p.post) as post
           from meeting join meeting_attendance a on a.meeting_id = meeting.id
           join person on person.key = a.person
           left join practitioner p on p.person_id = person.id
           left join network_group on meeting.holder_kind = 'group' and network_group.key = meeting.holder_key
           where meeting.day >= {from} and meeting.day <= {to} and meeting.cancelled_on is null
             and a.presence <> 'apologies'{networks}{present}
           group by coalesce(person.merged_into, person.id), meeting.id),
         taken as (
           select a.person_id, {in_registers} as part, a.establishment_key as establishment, count(*) as times,
             sum(held.minutes) as minutes
           from attendance a cross join held
           where held.id = a.meeting_id and a.mark in ('present', 'late'){marks}
             and a.person_id not in (select id from merged)
           group by {grouped}
           union all
           select a.person_id, {in_registers}, a.establishment_key, count(*), sum(held.minutes)
           from merged cross join attendance a cross join held
           where a.person_id = merged.id and held.id = a.meeting_id and a.mark in ('present', 'late'){marks}
             and not exists (
               select 1 from attendance other left join merged also on also.id = other.person_id
               where other.meeting_id = a.meeting_id and other.mark in ('present', 'late')
                 and coalesce(also.merged_into, other.person_id) = merged.merged_into
                 and (also.id is null or other.person_id < a.person_id))
           group by {grouped}
           union all
           select there.who, {in_notes}, there.establishment, count(*), sum(there.minutes) from there
           group by there.who, {in_notes}, there.establishment),
         counted as (
           select coalesce(merged.merged_into, taken.person_id) as who, part, establishment, times, minutes
           from taken left join merged on merged.id = taken.person_id)"
    );
    text
}

/// The four numbers of everything asked for, and of each part of it; counted once between two writes.
pub(super) async fn count(db: &Db, filter: &Filter, by: By) -> Result<Arc<Counted>, Problem> {
    db.counted_once(format!("reach {filter:?} {by:?}"), count_anew(db, filter, by)).await
}

async fn count_anew(db: &Db, filter: &Filter, by: By) -> Result<Counted, Problem> {
    let mut text = counted(filter, by, None);
    let four = "cast(count(distinct who) as bigint), cast(coalesce(sum(times), 0) as bigint),
        cast(coalesce(sum(minutes), 0) as bigint), cast(count(distinct establishment) as bigint)";
    text.sql.push_str(&format!(
        " select cast(1 as bigint), cast(null as text), {four} from counted
          union all select cast(0 as bigint), part, {four} from counted group by part order by 1 desc, 2 nulls last"
    ));
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text.sql));
    for value in &text.bound {
        query = query.bind(value);
    }
    let rows: Vec<(i64, Option<String>, i64, i64, i64, i64)> = query.fetch_all(db.read()).await?;
    let mut found = Counted::default();
    for (is_total, part, people, attendances, minutes, establishments) in rows {
        let count = Count { part, people, attendances, minutes, establishments };
        if is_total == 1 { found.total = count } else { found.parts.push(count) }
    }
    Ok(found)
}

/// The ids of those who took part, of all who may be one person with somebody else: those of `pairs`. Counted once between
/// two writes for the same pairs, which are kept outside the record and follow it a moment later.
pub(super) async fn uncertain(
    db: &Db,
    filter: &Filter,
    pairs: &[(String, String)],
) -> Result<Arc<Vec<String>>, Problem> {
    if pairs.is_empty() {
        return Ok(Arc::default());
    }
    let mut whose = DefaultHasher::new();
    pairs.hash(&mut whose);
    db.counted_once(format!("uncertain {filter:?} {:x}", whose.finish()), uncertain_anew(db, filter)).await
}

async fn uncertain_anew(db: &Db, filter: &Filter) -> Result<Vec<String>, Problem> {
    let alike = "select first_id from person_alike union select second_id from person_alike";
    let only = format!("{alike} union select person.id from person where person.merged_into in ({alike})");
    let mut text = counted(filter, By::Source, Some(&only));
    text.sql.push_str(" select distinct who from counted order by who");
    let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(text.sql));
    for value in &text.bound {
        query = query.bind(value);
    }
    Ok(query.fetch_all(db.read()).await?)
}

/// Establishments with how many people of each took part.
pub type Places = Vec<(String, i64)>;

/// How many different people of each establishment took part, by key. Establishments nobody came from are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn of_places(db: &Db, filter: &Filter) -> Result<Arc<Places>, Problem> {
    db.counted_once(format!("places {filter:?}"), places_anew(db, filter)).await
}

async fn places_anew(db: &Db, filter: &Filter) -> Result<Places, Problem> {
    let mut text = counted(filter, By::Authority, None);
    text.sql.push_str(
        " select establishment, cast(count(distinct who) as bigint) from counted where establishment is not null
          group by establishment order by establishment",
    );
    let mut query = sqlx::query_as(sqlx::AssertSqlSafe(text.sql));
    for value in &text.bound {
        query = query.bind(value);
    }
    Ok(query.fetch_all(db.read()).await?)
}

/// What stands beside the numbers of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// Attendances at meetings of groups and bodies noted by a name alone.
    pub(super) unnamed: i64,
    /// Meetings of cohorts whose day has passed.
    pub(super) past: i64,
    /// Of these, those with a mark in their register.
    pub(super) with_register: i64,
    /// Numbers without names: the kind, how many.
    pub(super) heads: Vec<(String, i64)>,
}

/// What stands beside the numbers of people, up to today; counted once between two writes.
pub(super) async fn beside(db: &Db, filter: &Filter, today: &str) -> Result<Arc<Beside>, Problem> {
    db.counted_once(format!("beside {filter:?} {today}"), beside_anew(db, filter, today)).await
}

async fn beside_anew(db: &Db, filter: &Filter, today: &str) -> Result<Beside, Problem> {
    let (from, to) = filter.days();
    let programme = filter.programme.clone().unwrap_or_default();
    let workstream = filter.workstream.clone().unwrap_or_default();
    let mode = filter.mode.clone().unwrap_or_default();
    let unnamed = sqlx::query_scalar(
        "select cast(count(*) as bigint) from meeting join meeting_attendance a on a.meeting_id = meeting.id
         left join person on person.key = a.person
         left join network_group on meeting.holder_kind = 'group' and network_group.key = meeting.holder_key
         where meeting.day >= $1 and meeting.day <= $2 and meeting.cancelled_on is null and a.presence <> 'apologies'
           and person.id is null and $3 = '' and ($4 = '' or network_group.workstream_key = $4)
           and ($5 = '' or a.presence = $5)",
    )
    .bind(&from)
    .bind(&to)
    .bind(&programme)
    .bind(&workstream)
    .bind(&mode)
    .fetch_one(db.read())
    .await?;
    let (past, with_register) = sqlx::query_as(
        "select cast(count(*) as bigint), cast(coalesce(sum(case when exists (
             select 1 from attendance where attendance.meeting_id = m.id) then 1 else 0 end), 0) as bigint)
         from cohort_meeting m join cohort on cohort.id = m.cohort_id join programme on programme.id = cohort.programme_id
         where m.day >= $1 and m.day <= $2 and m.day < $3 and m.cancelled_on is null and ($4 = '' or programme.key = $4)
           and ($5 = '' or programme.workstream_key = $5)",
    )
    .bind(&from)
    .bind(&to)
    .bind(today)
    .bind(&programme)
    .bind(&workstream)
    .fetch_one(db.read())
    .await?;
    let heads = sqlx::query_as(
        "with day as (
           select 'programmes' as source, m.id, m.day, programme.key as programme, programme.workstream_key as workstream
           from cohort_meeting m join cohort on cohort.id = m.cohort_id
           join programme on programme.id = cohort.programme_id where m.cancelled_on is null
           union all
           select 'networks', meeting.id, meeting.day, '', network_group.workstream_key from meeting
           left join network_group on meeting.holder_kind = 'group' and network_group.key = meeting.holder_key
           where meeting.cancelled_on is null)
         select headcount.kind, cast(sum(headcount.number) as bigint) from headcount
         join day on day.source = headcount.source and day.id = headcount.meeting_id
         where day.day >= $1 and day.day <= $2 and ($3 = '' or day.programme = $3) and ($4 = '' or day.workstream = $4)
         group by headcount.kind order by headcount.kind",
    )
    .bind(&from)
    .bind(&to)
    .bind(&programme)
    .bind(&workstream)
    .fetch_all(db.read())
    .await?;
    Ok(Beside { unnamed, past, with_register, heads })
}

/// The years in which sessions with meetings begin, the newest first.
pub(super) async fn years(db: &Db) -> Result<Vec<String>, Problem> {
    let text = format!(
        "select distinct {} from cohort_meeting m union select distinct {} from meeting order by 1 desc",
        session_of("m.day"),
        session_of("meeting.day")
    );
    Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?)
}

/// The programmes that have cohorts: key, name, key of the workstream; by name.
pub(super) async fn programmes(db: &Db) -> Result<Vec<(String, String, String)>, Problem> {
    Ok(sqlx::query_as(
        "select key, name, workstream_key from programme
         where exists (select 1 from cohort where cohort.programme_id = programme.id) order by name, key",
    )
    .fetch_all(db.read())
    .await?)
}
