//! What papers take from the features that keep the year's work, read at one moment: the one place that knows them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    actions, groups, meetings,
    plan::{self, Framework},
    plumbing::{problem::Problem, state::Weft},
    profiles, progress,
    publications::{Draft, publish},
    voices::{self, Voice},
};

/// What the records count of one council's part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::publications) struct Reached {
    counts: BTreeMap<&'static str, usize>,
}

impl Reached {
    /// The count of a word that `{reach WHAT}` knows.
    pub(in crate::publications) fn of(&self, what: &str) -> Option<usize> {
        self.counts.get(what).copied()
    }

    fn new(part: &profiles::AuthorityPart) -> Self {
        let counts = [
            ("people", part.people),
            ("seats", part.seats.len()),
            ("groups", part.groups.len()),
            ("programmes", part.programmes.len()),
            ("establishments", part.establishments.reached.len()),
            ("quotes", part.quotes.len()),
        ];
        Self { counts: counts.into_iter().collect() }
    }
}

/// What the records count of the part of a paper's council, on the day of its committee or today, whichever is first.
pub(in crate::publications) async fn reached(weft: &Weft, draft: &Draft) -> Result<Option<Reached>, Problem> {
    let Some(cover) = &draft.cover else { return Ok(None) };
    let today = publish::today(weft).await?;
    let day = if draft.day < today { draft.day.clone() } else { today };
    let part = profiles::authority_part(&weft.db, &cover.authority, &draft.framework, &day).await?;
    Ok(part.as_ref().map(Reached::new))
}

/// A first text for a council's own paragraphs, made from what the records say of its part; none where they say nothing.
///
/// # Errors
/// When the database does not answer.
pub(in crate::publications) async fn offered_benefit(
    weft: &Weft,
    draft: &Draft,
    authority: &str,
) -> Result<Option<String>, Problem> {
    let today = publish::today(weft).await?;
    let Some(part) = profiles::authority_part(&weft.db, authority, &draft.framework, &today).await? else {
        return Ok(None);
    };
    if part.groups.is_empty() && part.seats.is_empty() && part.quotes.is_empty() {
        return Ok(None);
    }
    let names = |all: Vec<&str>| listed(&all);
    let mut said = Vec::new();
    if !part.groups.is_empty() {
        said.push(format!(
"{{council}} takes part in {{reach groups}} of the groups and networks, with {{reach people}} people by the partnership’s records: {}.",
            names(part.groups.iter().map(|group| group.title.as_str()).collect())
        ));
    }
    if !part.seats.is_empty() {
        let bodies: BTreeSet<&str> = part
            .seats
            .iter()
            .map(|seat| part.bodies.get(&seat.body).map_or(seat.body.as_str(), String::as_str))
            .collect();
        said.push(format!(
            "The council’s seats on bodies of the partnership: {{reach seats}}, on {}.",
            names(bodies.into_iter().collect())
        ));
    }
    if !part.establishments.reached.is_empty() {
        said.push(
            "Establishments of the council whose people are in a group or on a body: {reach establishments}."
                .to_owned(),
        );
    }
    if !part.outputs.is_empty() {
        let made: Vec<&str> = part.outputs.iter().map(|(title, ..)| title.as_str()).collect();
        said.push(format!("Groups in which the council takes part have brought out {}.", names(made)));
    }
    said.extend(part.quotes.first().map(|voice| format!("{{voice {}}}", voice.key)));
    Ok(Some(said.join("\n\n")))
}

/// Several names as a sentence has them.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// What a highlight report tells.
#[derive(Debug, Clone, Default)]
pub(in crate::publications) struct Highlights {
    /// The groups of the workstream, or of all, that have something to tell.
    pub(in crate::publications) groups: Vec<GroupTold>,
    /// How many groups sent a report that nobody has accepted yet.
    pub(in crate::publications) waiting: usize,
    /// The names of the groups that did not report.
    pub(in crate::publications) silent: Vec<String>,
    /// The latest judgements of progress.
    pub(in crate::publications) judgements: Vec<Judged>,
    /// What people said and agreed to show.
    pub(in crate::publications) voices: Vec<Voice>,
    /// Whether any of it was made up for an example.
    pub(in crate::publications) invented: bool,
}

/// What one group did in the time.
#[derive(Debug, Clone, Default)]
pub(in crate::publications) struct GroupTold {
    pub(in crate::publications) key: String,
    pub(in crate::publications) name: String,
    pub(in crate::publications) report: Option<Told>,
    pub(in crate::publications) meetings: usize,
    /// Different people who took part in its meetings; none where no attendance was kept.
    pub(in crate::publications) people: Option<usize>,
    pub(in crate::publications) done: usize,
    pub(in crate::publications) late: usize,
    pub(in crate::publications) outputs: Vec<groups::Output>,
}

/// What a group's accepted report says.
#[derive(Debug, Clone, Default)]
pub(in crate::publications) struct Told {
    pub(in crate::publications) period: String,
    pub(in crate::publications) met: String,
    pub(in crate::publications) met_note: String,
    pub(in crate::publications) people: Option<usize>,
    pub(in crate::publications) who: String,
    pub(in crate::publications) changed: String,
    pub(in crate::publications) helps: String,
}

/// A judgement of how far something has come.
#[derive(Debug, Clone, Default)]
pub(in crate::publications) struct Judged {
    pub(in crate::publications) subject: String,
    pub(in crate::publications) word: String,
    pub(in crate::publications) reasons: String,
    pub(in crate::publications) day: String,
}

/// Reads what a highlight report tells. `from` and `to` are days, both included.
pub(in crate::publications) async fn highlights(weft: &Weft, draft: &Draft) -> Result<Highlights, Problem> {
    let db = &weft.db;
    let (from, to) = (draft.extent.from.as_str(), draft.extent.to.as_str());
    let workstream = Some(draft.extent.scope.as_str()).filter(|key| !key.is_empty());
    let today = publish::today(weft).await?;
    let Some(found) = plan::framework(db, &draft.framework).await? else { return Ok(Highlights::default()) };
    let framework = found.framework;
    let mut all = Highlights {
        silent: progress::did_not_report(db, &draft.framework, workstream, from, to).await?,
        ..Highlights::default()
    };
    let mut told: BTreeMap<String, progress::Report> = BTreeMap::new();
    for report in progress::accepted(db, &draft.framework, workstream, from, to).await? {
        // The latest report of a group speaks for it.
        match told.get(&report.group) {
            Some(kept) if kept.to >= report.to => {}
            _ => drop(told.insert(report.group.clone(), report)),
        }
    }
    let waiting = progress::waiting(db).await?.into_iter().filter(|report| {
        report.framework == draft.framework
            && workstream.is_none_or(|key| report.workstream.as_deref() == Some(key))
            && (from..=to).contains(&report.to.as_str())
            && !told.contains_key(&report.group)
    });
    all.waiting = waiting.map(|report| report.group).collect::<BTreeSet<_>>().len();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for meeting in meetings::between(db, from, to).await? {
        if meeting.holder_kind == "group" && meeting.cancelled_on.is_none() && meeting.day <= today {
            all.invented |= meeting.invented == 1;
            *met.entry(meeting.holder_key).or_default() += 1;
        }
    }
    let ended = actions::ended_between(db, from, to).await?;
    let open = actions::open(db).await?;
    let mut outputs = groups::every_output(db).await?;
    let here = |group: &groups::Group| {
        group.framework == draft.framework && workstream.is_none_or(|key| group.workstream.as_deref() == Some(key))
    };
    let mut keys = BTreeSet::new();
    for group in groups::groups(db).await?.into_iter().filter(here) {
        let of_group = |one: &&actions::Action| one.holder_kind == "group" && one.holder_key == group.key;
        let meetings = met.get(&group.key).copied().unwrap_or_default();
        let people = if meetings == 0 { 0 } else { meetings::people_count(db, "group", &group.key, from, to).await? };
        let mut brought = outputs.remove(&group.key).unwrap_or_default();
        brought.retain(|output| output.day.as_deref().is_some_and(|day| from <= day && day <= to));
        let report = told.remove(&group.key);
        all.invented |= report.as_ref().is_some_and(|report| report.invented);
        keys.insert(group.key.clone());
        let stream = framework.workstream.iter().find(|one| Some(&one.key) == group.workstream.as_ref());
        let one = GroupTold {
            name: group.title(stream.map(|one| one.name.as_str())),
            report: report.map(Told::new),
            meetings,
            people: usize::try_from(people).ok().filter(|people| *people > 0),
            done: ended.iter().filter(of_group).filter(|one| one.done_on.is_some()).count(),
            late: open
                .iter()
                .filter(of_group)
                .filter(|one| one.due.as_deref().is_some_and(|due| due < to && due < today.as_str()))
                .count(),
            outputs: brought,
            key: group.key,
        };
        if one.report.is_some() || one.meetings + one.done + one.late + one.outputs.len() > 0 {
            all.groups.push(one);
        }
    }
    all.judgements = judged(&framework, workstream, progress::judgements(db, &draft.framework).await?, to);
    for voice in voices::usable(db, "report", &today).await? {
        let about = voice.workstream.as_deref().is_some_and(|key| workstream.is_none_or(|wanted| wanted == key))
            || voice.group.as_ref().is_some_and(|group| keys.contains(group));
        if about && voice.session == draft.session {
            all.voices.push(voice);
        }
    }
    all.voices.truncate(VOICES);
    Ok(all)
}

/// The most voices that a highlight report shows.
const VOICES: usize = 6;

impl Told {
    fn new(report: progress::Report) -> Self {
        let period = report.period();
        let answers = report.answers.unwrap_or_default();
        Self {
            period,
            met: answers.met,
            met_note: answers.met_note,
            people: answers.people.and_then(|people| usize::try_from(people).ok()),
            who: answers.who,
            changed: answers.changed,
            helps: answers.helps,
        }
    }
}

/// The judgements made by the last day, with what each is about in words, in the order of the framework.
fn judged(
    framework: &Framework,
    workstream: Option<&str>,
    judgements: Vec<progress::Judgement>,
    to: &str,
) -> Vec<Judged> {
    let outcomes = framework.outcome.iter().map(|one| ("outcome", &one.key, &one.workstream, one.text.clone()));
    let priorities = framework.priority.iter().map(|one| {
        let title = one.number.map_or_else(|| one.title.clone(), |number| format!("Priority {number}: {}", one.title));
        ("priority", &one.key, &one.workstream, title)
    });
    outcomes
        .chain(priorities)
        .filter(|(_, _, of, _)| workstream.is_none() || of.as_deref() == workstream)
        .filter_map(|(kind, key, _, subject)| {
            let one =
                judgements.iter().find(|one| one.kind == kind && one.outcome == *key && one.day.as_str() <= to)?;
            Some(Judged { subject, word: one.name().to_owned(), reasons: one.reasons.clone(), day: one.day.clone() })
        })
        .collect()
}
