//! The records a publication may speak of, read at one moment from the features that own them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    groups,
    indicators::{self, Book, Release, Statement, counts::Pooled},
    partnership::{self, Stated},
    people,
    plan::{self, Framework},
    plumbing::{problem::Problem, state::Weft},
    programmes, voices,
};

use super::{
    Draft, Kind,
    papers::gathered::{self, Highlights, Reached},
    publish, revised,
};

/// Everything a publication may speak of.
#[derive(Debug, Clone)]
pub(super) struct Records {
    /// The partnership's name.
    pub(super) organisation: String,
    /// Its language tag.
    pub(super) language: String,
    /// The address people use, for links in files.
    pub(super) address: String,
    /// Definitions, released sources and observations.
    pub(super) book: Book,
    /// What papers claim about indicators.
    pub(super) statements: Vec<Statement>,
    /// The frameworks that the draft may name, by key.
    pub(super) frameworks: BTreeMap<String, Framework>,
    /// Figures that papers state, in order.
    pub(super) stated: Vec<Stated>,
    /// The titles of papers by key.
    pub(super) papers: BTreeMap<String, String>,
    /// The names of authorities by key.
    pub(super) authorities: BTreeMap<String, String>,
    /// The offices by key: title, address, telephone.
    pub(super) offices: BTreeMap<String, Office>,
    /// The key of the office enquiries go to.
    pub(super) contact_office: String,
    /// Groups of every framework.
    pub(super) groups: Vec<Group>,
    /// Programmes of every framework.
    pub(super) programmes: Vec<Programme>,
    /// What people agreed to be heard with in this kind of document, as of today.
    pub(super) voices: Vec<voices::Voice>,
    /// Names of records that hold digits, which no narrative needs to bind.
    pub(super) names: Vec<String>,
    /// What the records count of the council that a paper is for.
    pub(super) reached: Option<Reached>,
    /// What a highlight report tells.
    pub(super) highlights: Option<Highlights>,
    /// The pooled figures that the text names, by the key of the indicator.
    pub(super) pooled: BTreeMap<String, Pooled>,
    /// Today in the partnership's zone.
    pub(super) today: String,
}

/// An office as documents show it.
#[derive(Debug, Clone)]
pub(super) struct Office {
    pub(super) title: String,
    pub(super) email: Option<String>,
    pub(super) telephone: Option<String>,
}

/// A group as tables show it.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) framework: String,
    pub(super) workstream: Option<String>,
    pub(super) kind: String,
    pub(super) remit: Option<String>,
}

/// A programme as tables show it.
#[derive(Debug, Clone)]
pub(super) struct Programme {
    pub(super) name: String,
    pub(super) frameworks: Vec<String>,
    pub(super) designed_for: Option<String>,
    pub(super) duration: Option<String>,
}

/// The channel that a kind of document is to a speaker who agrees to be heard.
fn channel(kind: Kind) -> &'static str {
    if kind == Kind::CommitteeReport { "committee-paper" } else { "report" }
}

/// The indicators whose pooled figures a draft names, wherever in it; the others are not looked up.
fn named_in(draft: &Draft) -> Result<BTreeSet<String>, Problem> {
    let text = serde_json::to_string(draft).map_err(Problem::broken)?;
    let after = text.split("{pooled ").skip(1);
    Ok(after.filter_map(|rest| rest.split([' ', '}', '\\']).next()).map(str::to_owned).collect())
}

impl From<groups::Group> for Group {
    fn from(group: groups::Group) -> Self {
        Self {
            kind: group.kind_name().to_owned(),
            name: group.name,
            framework: group.framework,
            workstream: group.workstream,
            remit: group.remit,
        }
    }
}

impl From<programmes::Programme> for Programme {
    fn from(programme: programmes::Programme) -> Self {
        Self {
            name: programme.name,
            frameworks: programme.frameworks,
            designed_for: programme.designed_for,
            duration: programme.duration,
        }
    }
}

impl Records {
    /// Reads everything the draft may speak of.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the database does not answer.
    pub(super) async fn gather(weft: &Weft, draft: &Draft) -> Result<Self, Problem> {
        let about = partnership::load(&weft.db).await?;
        let mut frameworks = BTreeMap::new();
        for head in plan::frameworks(&weft.db).await? {
            if let Some(found) = plan::framework(&weft.db, &head.key).await? {
                frameworks.insert(head.key, found.framework);
            }
        }
        let contact_office = about.as_ref().map(|about| about.contact_office.clone()).unwrap_or_default();
        let named = frameworks.values().flat_map(|one| &one.workstream);
        let mut keys: Vec<String> = named.flat_map(|one| [one.sponsor.clone(), one.lead.clone()]).flatten().collect();
        keys.extend([contact_office.clone(), draft.issued_by.clone()]);
        keys.sort();
        keys.dedup();
        let mut offices = BTreeMap::new();
        for key in keys {
            if let Some(office) = people::office(&weft.db, &key).await? {
                offices.insert(key, Office { title: office.title, email: office.email, telephone: office.telephone });
            }
        }
        let authorities = partnership::authorities(&weft.db).await?;
        let groups: Vec<Group> = groups::groups(&weft.db).await?.into_iter().map(Group::from).collect();
        let programmes: Vec<Programme> =
            programmes::programmes(&weft.db).await?.into_iter().map(Programme::from).collect();
        let mut names: Vec<String> = authorities.iter().map(|one| one.name.clone()).collect();
        names.extend(groups.iter().map(|group| group.name.clone()));
        names.extend(programmes.iter().map(|programme| programme.name.clone()));
        names.extend(frameworks.values().flat_map(|one| one.activity.iter().map(|activity| activity.title.clone())));
        names.retain(|name| name.chars().any(char::is_numeric));
        names.sort();
        names.dedup();
        Ok(Self {
            organisation: about.as_ref().map_or_else(|| "Partnership".to_owned(), |about| about.name.clone()),
            language: about.as_ref().map_or_else(|| "en-GB".to_owned(), |about| about.language.clone()),
            address: weft.settings.public_url.clone(),
            book: Book::open(weft, Release::Released, None).await?,
            statements: indicators::statements(&weft.db, None).await?,
            stated: partnership::stated(&weft.db).await?,
            papers: partnership::papers(&weft.db).await?.into_iter().map(|paper| (paper.key, paper.title)).collect(),
            authorities: authorities.into_iter().map(|one| (one.key, one.name)).collect(),
            frameworks,
            offices,
            contact_office,
            groups,
            programmes,
            voices: voices::usable(&weft.db, channel(draft.kind), &super::publish::today(weft).await?).await?,
            names,
            reached: gathered::reached(weft, draft).await?,
            highlights: match draft.kind {
                Kind::Highlight => Some(gathered::highlights(weft, draft).await?),
                _ => None,
            },
            pooled: revised::pooled(weft, &named_in(draft)?).await?,
            today: publish::today(weft).await?,
        })
    }
}
