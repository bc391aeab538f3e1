//! What papers take from the features that keep the year's work, read at one moment: the one place that knows them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    actions, groups, plan,
    plumbing::{problem::Problem, state::Weft},
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
}

/// What the records count of the part of a paper's council, on the day of its committee or today, whichever is first.
pub(in crate::publications) async fn reached(_weft: &Weft, _draft: &Draft) -> Result<Option<Reached>, Problem> {
    Ok(None)
}

/// A first text for a council's own paragraphs, made from what the records say of its part; none where they say nothing.
///
/// # Errors
/// When the database does not answer.
pub(in crate::publications) async fn offered_benefit(
    _weft: &Weft,
    _draft: &Draft,
    _authority: &str,
) -> Result<Option<String>, Problem> {
    Ok(None)
}

/// What a highlight report tells.
#[derive(Debug, Clone, Default)]
pub(in crate::publications) struct Highlights {
    /// The groups of the workstream, or of all, that have something to tell.
    pub(in crate::publications) groups: Vec<GroupTold>,
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
    let mut all = Highlights::default();
    let ended = actions::ended_between(db, from, to).await?;
    let open = actions::open(db).await?;
    let mut outputs = groups::every_output(db).await?;
    let here = |group: &groups::Group| {
        group.framework == draft.framework && workstream.is_none_or(|key| group.workstream.as_deref() == Some(key))
    };
    let mut keys = BTreeSet::new();
    for group in groups::groups(db).await?.into_iter().filter(here) {
        let of_group = |one: &&actions::Action| one.holder_kind == "group" && one.holder_key == group.key;
        let mut brought = outputs.remove(&group.key).unwrap_or_default();
        brought.retain(|output| output.day.as_deref().is_some_and(|day| from <= day && day <= to));
        keys.insert(group.key.clone());
        let stream = framework.workstream.iter().find(|one| Some(&one.key) == group.workstream.as_ref());
        let one = GroupTold {
            name: group.title(stream.map(|one| one.name.as_str())),
            report: None,
            meetings: 0,
            people: None,
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
