//! What the partnership holds about one authority on a day, ready for a page and for a council's paper.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    governance::{self, Seat},
    groups::{self, Group, Membership},
    partnership::{self, Authority},
    plan::{self, Approval},
    plumbing::{db::Db, problem::Problem},
    programmes, voices,
};

/// One authority's part in the partnership on a day. Names of people stand only in `members` and `seats`: they are for
/// those who may see them.
#[derive(Debug, Clone)]
pub struct AuthorityPart {
    /// The authority.
    pub authority: Authority,
    /// The key of the framework it is about.
    pub framework: String,
    /// The day it is about.
    pub on_day: String,
    /// How many different people of the authority are in groups.
    pub people: usize,
    /// Their posts, the most frequent first.
    pub posts: Vec<Post>,
    /// The terms held for the authority on bodies.
    pub seats: Vec<Seat>,
    /// What bodies are called, by key.
    pub bodies: BTreeMap<String, String>,
    /// What bodies ask of the authority and do not have, in words: `No senior officer from …` with the body's name.
    pub vacancies: Vec<governance::Vacancy>,
    /// The groups its people are in.
    pub groups: Vec<GroupIn>,
    /// The groups that have members of others and nobody of it.
    pub missed: Vec<GroupIn>,
    /// How many groups of the framework nobody keeps members of.
    pub unrecorded: usize,
    /// The programmes of the framework, which are open to every authority: key and name.
    pub programmes: Vec<(String, String)>,
    /// Its establishments.
    pub establishments: Reach,
    /// What was said by people of it and may stand where it was asked for.
    pub quotes: Vec<voices::Voice>,
    /// What the groups its people are in brought out: title, address, the group’s title.
    pub outputs: Vec<(String, Option<String>, String)>,
    /// Sentences of accepted progress reports that name the authority.
    pub gained: Vec<super::Gained>,
    /// What its council decided about the framework.
    pub approval: Option<Approval>,
    /// Its people in groups, for those who may see names.
    pub members: Vec<Membership>,
}

/// A post, and how many people of the authority hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// What they are called.
    pub title: String,
    /// How many.
    pub count: usize,
}

/// A group as an authority sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupIn {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The name of its workstream.
    pub workstream: String,
    /// How many people of the authority are in it.
    pub people: usize,
    /// Whether the authority leads it.
    pub leads: bool,
}

/// How far the partnership reaches into the establishments of an authority.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// How many are open, by sector.
    pub open: Vec<(String, i64)>,
    /// Those whose people are in a group or on a body: key and name.
    pub reached: Vec<(String, String)>,
}

impl Reach {
    /// How many are open.
    pub fn total(&self) -> i64 {
        self.open.iter().map(|(_, count)| count).sum()
    }
}

/// What the partnership holds about an authority for one framework on a day, with the voices that may stand in a council's
/// paper; nothing where there is no such authority.
///
/// # Errors
/// When the database does not answer.
pub async fn authority_part(
    db: &Db,
    authority: &str,
    framework: &str,
    on_day: &str,
) -> Result<Option<AuthorityPart>, Problem> {
    part(db, authority, framework, on_day, "committee-paper").await
}

/// The same with the voices of another channel.
pub(super) async fn part(
    db: &Db,
    authority: &str,
    framework: &str,
    on_day: &str,
    channel: &str,
) -> Result<Option<AuthorityPart>, Problem> {
    let authorities = partnership::authorities(db).await?;
    let Some(authority) = authorities.iter().find(|one| one.key == authority).cloned() else { return Ok(None) };
    let key = authority.key.as_str();
    let all: Vec<Group> = groups::outlines(db).await?;
    let of_framework: BTreeSet<&str> =
        all.iter().filter(|group| group.framework == framework).map(|group| group.key.as_str()).collect();
    let mut members = groups::members_of_authority(db, key, on_day).await?;
    members.retain(|member| of_framework.contains(member.group.as_str()));
    let bodies = governance::bodies(db).await?;
    let (seats, vacancies) = seats(db, &bodies, key, framework, on_day).await?;
    let with_members = groups::with_members(db, on_day).await?;
    let names = super::workstream_names(db, framework).await?;
    let mut every = groups::every_output(db).await?;
    let (mut within, mut missed, mut outputs, mut unrecorded) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for group in all.iter().filter(|group| group.framework == framework && !group.has_ended(on_day)) {
        let workstream = group.workstream.as_ref().and_then(|key| names.get(key)).cloned().unwrap_or_default();
        let own: BTreeSet<&str> =
            members.iter().filter(|member| member.group == group.key).map(|member| member.person.as_str()).collect();
        // A group that is a body has its people as seats (decision 0013).
        let seated = seats.iter().filter(|seat| seat.body == group.key).count();
        let line = GroupIn {
            key: group.key.clone(),
            title: group.title(Some(&workstream).filter(|name| !name.is_empty()).map(String::as_str)),
            workstream,
            people: own.len().max(seated),
            leads: members.iter().any(|member| member.group == group.key && member.part == "lead"),
        };
        let anybody = with_members.contains(&group.key);
        let vacant = vacancies.iter().any(|vacancy| vacancy.body == group.key);
        if line.people > 0 {
            let made = every.remove(&group.key).unwrap_or_default();
            outputs.extend(made.into_iter().map(|output| (output.title, output.url, line.title.clone())));
            within.push(line);
        } else if anybody || vacant {
            missed.push(line);
        } else {
            unrecorded += 1;
        }
    }
    let programmes = programmes::programmes(db)
        .await?
        .into_iter()
        .filter(|programme| programme.frameworks.iter().any(|of| of == framework))
        .map(|programme| (programme.key, programme.name));
    let reached: BTreeSet<String> = members
        .iter()
        .filter_map(|member| member.establishment.clone())
        .chain(seats.iter().filter_map(|seat| seat.establishment.clone()))
        .collect();
    let establishments = Reach {
        open: partnership::open_by_sector(db, key).await?,
        reached: partnership::establishment_names(db, &reached).await?,
    };
    let people: BTreeSet<&str> = members.iter().map(|member| member.person.as_str()).collect();
    Ok(Some(AuthorityPart {
        framework: framework.to_owned(),
        on_day: on_day.to_owned(),
        people: people.len(),
        posts: posts(&members),
        bodies: bodies.into_iter().map(|body| (body.key, body.name)).collect(),
        seats,
        vacancies,
        groups: within,
        missed,
        unrecorded,
        programmes: programmes.collect(),
        establishments,
        quotes: voices::of(db, "authority", key, channel, on_day).await?,
        outputs,
        gained: super::gained::gained(db, &authority, &authorities, framework, on_day).await?,
        approval: plan::approvals_of_authority(db, key).await?.into_iter().find(|one| one.framework == framework),
        members,
        authority,
    }))
}

async fn seats(
    db: &Db,
    bodies: &[governance::Body],
    authority: &str,
    framework: &str,
    on_day: &str,
) -> Result<(Vec<Seat>, Vec<governance::Vacancy>), Problem> {
    let own: BTreeSet<&str> = bodies
        .iter()
        .filter(|body| body.frameworks.iter().any(|of| of == framework))
        .map(|body| body.key.as_str())
        .collect();
    let mut seats = governance::seats_of_authority(db, authority, on_day).await?;
    seats.retain(|seat| own.contains(seat.body.as_str()));
    let mut vacancies = governance::vacancies_of_authority(db, authority, on_day).await?;
    vacancies.retain(|vacancy| own.contains(vacancy.body.as_str()));
    Ok((seats, vacancies))
}

/// How many hold each post; somebody in several groups counts once under each of their posts.
fn posts(members: &[Membership]) -> Vec<Post> {
    let mut holders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for member in members.iter().filter(|member| !member.post.is_empty()) {
        holders.entry(&member.post).or_default().insert(&member.person);
    }
    let mut posts: Vec<Post> =
        holders.into_iter().map(|(title, who)| Post { title: title.to_owned(), count: who.len() }).collect();
    posts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.title.cmp(&b.title)));
    posts
}
