//! The records a thread runs through, read once and told for every priority.

use std::collections::BTreeMap;

use super::{Item, Step, Thread, store};
use crate::{
    actions, groups, meetings,
    partnership::{self, Named},
    plan::{self, Framework, Outcome, Priority},
    plumbing::{
        clock::{spoken_day, zone},
        problem::Problem,
        search,
        state::Weft,
    },
    programmes, progress, voices,
};

/// Everything that the threads of one framework run through.
#[derive(Debug)]
pub struct Gathered {
    pub(super) framework: Framework,
    pub(super) groups: Vec<groups::Group>,
    pub(super) programmes: Vec<programmes::Programme>,
    pub(super) outputs: BTreeMap<String, Vec<groups::Output>>,
    pub(super) reports: Vec<progress::Report>,
    pub(super) judgements: Vec<progress::Judgement>,
    pub(super) voices: Vec<voices::Voice>,
    pub(super) agreed: BTreeMap<String, Vec<actions::Action>>,
    pub(super) met: BTreeMap<String, i64>,
    pub(super) links: Vec<store::Link>,
    pub(super) indicators: BTreeMap<String, String>,
    pub(super) workstreams: BTreeMap<String, Named>,
}

impl Gathered {
    /// Reads them. Nothing where the framework is not published.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(weft: &Weft, key: &str) -> Result<Option<Self>, Problem> {
        let db = &weft.db;
        let Some(found) = plan::framework(db, key).await? else { return Ok(None) };
        let framework = found.framework;
        let zone = partnership::load(db).await?.map_or(jiff::tz::TimeZone::UTC, |about| zone(&about.time_zone));
        let today = weft.clock.today(&zone);
        let mut agreed = BTreeMap::new();
        for priority in &framework.priority {
            agreed.insert(priority.key.clone(), actions::of_priority(db, key, &priority.key).await?);
        }
        let mut groups = groups::groups(db).await?;
        groups.retain(|group| group.framework == key);
        let met = meetings::counts_of_groups(db, "", &today).await?.into_iter().collect();
        let mut heard = voices::usable(db, "website", &today).await?;
        heard.retain(|voice| voice.framework.as_deref() == Some(key));
        let mut programmes = programmes::programmes(db).await?;
        programmes.retain(|programme| programme.frameworks.iter().any(|one| one == key));
        let mut workstreams = BTreeMap::new();
        for workstream in &framework.workstream {
            workstreams.insert(workstream.key.clone(), partnership::workstream(db, key, &workstream.key).await?);
        }
        Ok(Some(Self {
            outputs: groups::every_output(db).await?,
            reports: progress::accepted(db, key, None, "", "9999").await?,
            judgements: progress::judgements(db, key).await?,
            links: store::links(db, key).await?,
            indicators: search::of_kind(db, "indicator").await?.into_iter().map(|one| (one.key, one.title)).collect(),
            voices: heard,
            framework,
            groups,
            programmes,
            agreed,
            met,
            workstreams,
        }))
    }

    /// The framework.
    pub fn framework(&self) -> &Framework {
        &self.framework
    }

    /// The thread of every priority, in their order.
    pub fn threads(&self) -> Vec<Thread> {
        self.framework.priority.iter().map(|priority| self.thread(priority)).collect()
    }

    /// The thread of one priority.
    pub(super) fn thread(&self, priority: &Priority) -> Thread {
        let step = |key, heading, empty, items| Step { key, heading, items, empty };
        let steps = vec![
            step("actions", "What is to be done", "The framework names no action.", self.actions(priority)),
            step(
                "groups",
                "Groups and networks that serve it",
                "No group says that it serves this priority.",
                self.groups(priority),
            ),
            step(
                "programmes",
                "Programmes that serve it",
                "No programme is listed under this priority.",
                self.programmes(priority),
            ),
            step("agreed", "What people agreed to do", "No agreed action names this priority.", self.agreed(priority)),
            step("outputs", "What came out", "No output names this priority.", self.outputs(priority)),
            step(
                "reports",
                "Progress that was accepted",
                "No accepted report of a group that serves it.",
                self.reports(priority),
            ),
            step("voices", "What people said", "Nobody’s words about it may be shown here.", self.voices(priority)),
            step(
                "outcomes",
                "Outcomes it contributes to, and by which drivers",
                "The framework prints no outcome for it.",
                self.outcomes(priority),
            ),
            step("judgements", "How far it has come", "Nobody has judged its progress yet.", self.judged(priority)),
            step(
                "indicators",
                "Critical indicators that are watched",
                "No indicator is linked.",
                self.indicators(priority),
            ),
        ];
        let workstream = priority.workstream.as_ref().and_then(|key| self.workstreams.get(key)).cloned();
        Thread {
            framework: self.framework.key.clone(),
            priority: priority.key.clone(),
            title: title(priority),
            workstream,
            steps,
        }
    }

    fn actions(&self, priority: &Priority) -> Vec<Item> {
        let meta = |product: &Option<String>| {
            product.as_ref().map_or_else(String::new, |text| format!("Leaves behind: {text}"))
        };
        priority.action.iter().map(|action| Item::new(&action.text, None, meta(&action.product))).collect()
    }

    /// Whether a group serves a priority: it says so, or the framework lists it as an activity of that priority.
    pub(super) fn serves(&self, group: &groups::Group, priority: &str) -> bool {
        group.priorities.iter().any(|key| key == priority)
            || self.framework.activity.iter().any(|activity| {
                activity.priority.as_deref() == Some(priority) && activity.group.as_ref() == Some(&group.key)
            })
    }

    fn serving(&self, priority: &str) -> impl Iterator<Item = &groups::Group> {
        self.groups.iter().filter(move |group| self.serves(group, priority))
    }

    pub(super) fn called(&self, group: &groups::Group) -> String {
        let workstream = group.workstream.as_ref().and_then(|key| self.workstreams.get(key));
        group.title(workstream.map(|named| named.label.as_str()))
    }

    fn groups(&self, priority: &Priority) -> Vec<Item> {
        let item = |group: &groups::Group| {
            let met = match self.met.get(&group.key) {
                Some(1) => "met once so far".to_owned(),
                Some(times) => format!("met {times} times so far"),
                None => "no meeting on record".to_owned(),
            };
            let meta = format!("{} · {met}", group.kind_name());
            Item::new(self.called(group), Some(format!("/groups/{}", group.key)), meta)
                .invented(group.invented.iter().any(|fact| fact == "priorities"))
        };
        self.serving(&priority.key).map(item).collect()
    }

    fn programmes(&self, priority: &Priority) -> Vec<Item> {
        let listed = |programme: &&programmes::Programme| {
            self.framework.activity.iter().any(|activity| {
                activity.priority.as_ref() == Some(&priority.key) && activity.programme.as_ref() == Some(&programme.key)
            }) || self.voices.iter().any(|voice| {
                voice.priority.as_ref() == Some(&priority.key) && voice.programme.as_ref() == Some(&programme.key)
            })
        };
        let item = |programme: &programmes::Programme| {
            Item::new(&programme.name, Some(format!("/programmes/{}", programme.key)), programme.kind_name())
        };
        self.programmes.iter().filter(listed).map(item).collect()
    }

    fn agreed(&self, priority: &Priority) -> Vec<Item> {
        let item = |action: &actions::Action| {
            let stands = match (&action.done_on, &action.dropped_on, &action.due) {
                (Some(day), ..) => format!("done on {}", spoken_day(day)),
                (None, Some(day), _) => format!("dropped on {}", spoken_day(day)),
                (None, None, Some(due)) => format!("due on {}", spoken_day(due)),
                (None, None, None) => "open".to_owned(),
            };
            let href = (action.holder_kind == "group").then(|| format!("/groups/{}", action.holder_key));
            Item::new(&action.text, href, stands)
        };
        self.agreed.get(&priority.key).into_iter().flatten().map(item).collect()
    }

    fn outputs(&self, priority: &Priority) -> Vec<Item> {
        let mut items = Vec::new();
        for group in &self.groups {
            for output in self.outputs.get(&group.key).into_iter().flatten() {
                let named = output.priority.as_ref() == Some(&priority.key);
                // What a group with one priority brings out belongs to that priority.
                let alone = output.priority.is_none() && group.priorities.as_slice() == [priority.key.clone()];
                if named || alone {
                    let href = output.url.clone().unwrap_or_else(|| format!("/groups/{}", group.key));
                    items.push(
                        Item::new(&output.title, Some(href), self.called(group))
                            .invented(group.invented.iter().any(|fact| fact == "outputs")),
                    );
                }
            }
        }
        items
    }

    fn reports(&self, priority: &Priority) -> Vec<Item> {
        let mut items = Vec::new();
        for group in self.serving(&priority.key) {
            for report in self.reports.iter().filter(|report| report.group == group.key) {
                let label =
                    format!("{}, {} to {}", self.called(group), spoken_day(&report.from), spoken_day(&report.to));
                items.push(Item::new(label, Some(format!("/groups/{}", group.key)), "").invented(report.invented));
            }
        }
        items
    }

    fn voices(&self, priority: &Priority) -> Vec<Item> {
        let item = |voice: &voices::Voice| {
            let words: String = voice.words.chars().take(140).collect();
            let more = if words.len() < voice.words.len() { "…" } else { "" };
            Item::new(format!("“{words}{more}”"), Some(format!("/voices#{}", voice.key)), &voice.attribution)
                .invented(voice.invented)
        };
        self.voices.iter().filter(|voice| voice.priority.as_ref() == Some(&priority.key)).map(item).collect()
    }

    /// The outcomes a priority belongs to: those that name it, or its workstream and no other priority.
    fn outcomes_of(&self, priority: &Priority) -> impl Iterator<Item = &Outcome> {
        self.framework.outcome.iter().filter(move |outcome| match &outcome.priority {
            Some(key) => *key == priority.key,
            None => outcome.workstream.is_some() && outcome.workstream == priority.workstream,
        })
    }

    fn driver(&self, key: &str) -> String {
        let driver = self.framework.driver.iter().find(|driver| driver.key == key);
        driver.map_or_else(|| key.to_owned(), |driver| driver.short_name.clone().unwrap_or_else(|| driver.name.clone()))
    }

    fn outcomes(&self, priority: &Priority) -> Vec<Item> {
        let item = |outcome: &Outcome| {
            let mut drivers: Vec<String> = outcome.weight.iter().map(|weight| self.driver(&weight.driver)).collect();
            if drivers.is_empty() {
                drivers.extend(outcome.stands_under.iter().map(|key| self.driver(key)));
            }
            let meta = if drivers.is_empty() { String::new() } else { format!("By: {}", drivers.join("; ")) };
            Item::new(&outcome.text, Some(format!("/framework/{}#outcome-{}", self.framework.key, outcome.key)), meta)
        };
        self.outcomes_of(priority).map(item).collect()
    }

    fn judged(&self, priority: &Priority) -> Vec<Item> {
        let outcomes: Vec<&str> = self.outcomes_of(priority).map(|outcome| outcome.key.as_str()).collect();
        let item = |one: &progress::Judgement| {
            let label = format!("{}, {}", one.name(), spoken_day(&one.day));
            Item::new(label, None, &one.reasons).invented(one.invented == 1)
        };
        self.judgements
            .iter()
            .filter(|one| match one.kind.as_str() {
                "priority" => one.outcome == priority.key,
                _ => outcomes.contains(&one.outcome.as_str()),
            })
            .map(item)
            .collect()
    }

    /// The links to indicators of a priority and of its outcomes.
    pub(super) fn links_of(&self, priority: &Priority) -> Vec<&store::Link> {
        let outcomes: Vec<&str> = self.outcomes_of(priority).map(|outcome| outcome.key.as_str()).collect();
        self.links
            .iter()
            .filter(|link| match link.part_kind.as_str() {
                "priority" => link.part_key == priority.key,
                _ => outcomes.contains(&link.part_key.as_str()),
            })
            .collect()
    }

    /// How an indicator is called.
    pub(super) fn indicator(&self, key: &str) -> String {
        self.indicators.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// Every indicator by key, with its name.
    pub(super) fn every_indicator(&self) -> impl Iterator<Item = (&String, &String)> {
        self.indicators.iter()
    }

    fn indicators(&self, priority: &Priority) -> Vec<Item> {
        let item = |link: &store::Link| {
            let name = self.indicator(&link.indicator_key);
            Item::new(name, Some(format!("/indicators/{}", link.indicator_key)), &link.reason)
        };
        self.links_of(priority).into_iter().map(item).collect()
    }

    /// The keys of the priorities that a group, programme, outcome, driver, voice or indicator leads up to.
    pub(super) fn up_from(&self, kind: &str, key: &str) -> Vec<&Priority> {
        let leads = |priority: &&Priority| match kind {
            "group" => self.serving(&priority.key).any(|group| group.key == key),
            "indicator" => self.links_of(priority).iter().any(|link| link.indicator_key == key),
            "outcome" => self.outcomes_of(priority).any(|outcome| outcome.key == key),
            "voice" => {
                self.voices.iter().any(|voice| voice.key == key && voice.priority.as_ref() == Some(&priority.key))
            }
            "programme" => {
                self.programmes(priority).iter().any(|item| item.href.as_deref() == Some(&format!("/programmes/{key}")))
            }
            _ => false,
        };
        self.framework.priority.iter().filter(leads).collect()
    }
}

/// A priority as it is called: with its number, where it has one.
pub(super) fn title(priority: &Priority) -> String {
    match priority.number {
        Some(number) => format!("Priority {number}: {}", priority.title),
        None => priority.title.clone(),
    }
}

/// The thread of one priority of a published framework.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such framework or priority.
pub async fn of_priority(weft: &Weft, framework: &str, priority: &str) -> Result<Thread, Problem> {
    let gathered = Gathered::of(weft, framework).await?.ok_or(Problem::NotFound)?;
    let found = gathered.framework.priority.iter().find(|one| one.key == priority).ok_or(Problem::NotFound)?;
    Ok(gathered.thread(found))
}
