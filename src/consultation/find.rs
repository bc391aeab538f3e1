//! What every page of a consultation begins with: the framework, what is kept, the names of its parts.

use super::{Consultation, store};
use crate::{
    partnership,
    people::Visitor,
    plan::{self, Found, PlanRecord},
    plumbing::{clock::zone, db::Db, layout::Crumb, problem::Problem, search, state::Weft},
};

/// A framework with what was said of it.
pub(super) struct Ground {
    /// The version that stands for the framework.
    pub(super) found: Found,
    /// What is kept; empty where nothing is.
    pub(super) told: Consultation,
    /// Whether anything is kept.
    pub(super) begun: bool,
    /// Today in the partnership's zone.
    pub(super) today: String,
}

/// One choice of a question.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: String,
}

impl Choice {
    pub(super) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: String::new() }
    }

    /// The choices of a list of keys and names.
    pub(super) fn list(list: &[(&str, &str)]) -> Vec<Self> {
        list.iter().map(|(key, name)| Self::new(*key, *name)).collect()
    }
}

/// Today in the partnership's zone.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    let partnership = partnership::load(&weft.db).await?;
    Ok(weft.clock.today(&zone(partnership.as_ref().map_or("", |one| &one.time_zone))))
}

/// Finds a framework that the visitor may talk over: a published one, or a draft for people with an account and for
/// everybody while its consultation takes comments.
pub(super) async fn find(weft: &Weft, visitor: &Visitor, key: &str) -> Result<Ground, Problem> {
    let told = store::of_framework(&weft.db, key).await?;
    let today = today(weft).await?;
    let found = match plan::framework(&weft.db, key).await? {
        Some(found) => found,
        None => {
            let open = told.as_ref().is_some_and(|one| one.is_open(&today));
            let newest = plan::versions(&weft.db, key).await?.into_iter().next().ok_or(Problem::NotFound)?;
            if visitor.account.is_none() && !open {
                return Err(Problem::NotFound);
            }
            plan::version(&weft.db, key, newest.number).await?.ok_or(Problem::NotFound)?
        }
    };
    let begun = told.is_some();
    let told = told.unwrap_or_else(|| Consultation { framework: key.to_owned(), ..Consultation::default() });
    Ok(Ground { found, told, begun, today })
}

impl Ground {
    /// The page that everybody reads.
    pub(super) fn home(&self) -> String {
        format!("/framework/{}/consultation", self.found.head.key)
    }

    /// The crumbs of a page below it.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = self.crumbs_of_home();
        crumbs.push(Crumb::new(self.home(), "Consultation"));
        crumbs
    }

    /// The crumbs of the page that everybody reads.
    pub(super) fn crumbs_of_home(&self) -> Vec<Crumb> {
        vec![
            Crumb::new("/framework", "Framework"),
            Crumb::new(format!("/framework/{}", self.found.head.key), self.found.head.sessions()),
        ]
    }

    /// The title under which the search finds the consultation, where the framework is public.
    pub(super) fn public_title(&self) -> Option<&str> {
        (self.found.head.state() == plan::State::Published).then_some(self.found.framework.title.as_str())
    }

    /// The workstreams of the framework as choices.
    pub(super) fn workstreams(&self) -> Vec<Choice> {
        self.found.framework.workstream.iter().map(|one| Choice::new(&one.key, &one.name)).collect()
    }

    /// The parts that an answer can lead to, as choices.
    pub(super) fn parts(&self) -> Vec<Choice> {
        let mut parts: Vec<Choice> = Vec::new();
        for one in &self.found.framework.workstream {
            parts.push(Choice::new(format!("workstream/{}", one.key), format!("Workstream: {}", one.name)));
        }
        for one in &self.found.framework.priority {
            let number = one.number.map(|number| format!(" {number}")).unwrap_or_default();
            parts.push(Choice::new(format!("priority/{}", one.key), format!("Priority{number}: {}", one.title)));
            for action in &one.action {
                parts.push(Choice::new(format!("action/{}", action.key), format!("Action: {}", action.text)));
            }
        }
        parts
    }
}

/// The authorities as choices.
pub(super) async fn authorities(db: &Db) -> Result<Vec<Choice>, Problem> {
    Ok(partnership::authorities(db).await?.into_iter().map(|one| Choice::new(one.key, one.name)).collect())
}

/// The name and address of a part of a framework, written `kind/key`.
pub(super) async fn part(db: &Db, framework: &str, link: &str) -> Result<Option<Crumb>, Problem> {
    let Some((kind, key)) = link.split_once('/') else { return Ok(None) };
    if let Some(found) = search::named(db, kind, &format!("{framework}/{key}")).await? {
        return Ok(Some(Crumb::new(found.url, found.title)));
    }
    let record: Option<PlanRecord> = plan::record(db, framework, kind, key).await?;
    Ok(record.map(|record| {
        let base = format!("/framework/{framework}");
        let href = record.workstream_key.map_or_else(|| base.clone(), |stream| format!("{base}/workstreams/{stream}"));
        Crumb::new(href, record.title)
    }))
}
