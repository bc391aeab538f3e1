//! The page that everybody reads: you said, we did; the conversations; the comments of the public.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    ANSWERS, Conversation, FEWEST, Note, SECTORS, TOPICS, Theme,
    find::{self, Ground, find},
    name_of, protected,
    store::{self, Comment},
};
use crate::{
    partnership,
    people::{Role, Visitor},
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show},
        problem::Shown,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/framework/{key}/consultation", page)]
}

/// A theme with its answer.
struct ThemeShown {
    key: String,
    said: String,
    text: String,
    notes: String,
    shares: String,
    answered: Option<AnswerShown>,
    source: String,
    invented: bool,
    edit: Option<String>,
}

struct AnswerShown {
    answer: String,
    text: String,
    link: Option<Crumb>,
    day: String,
    invented: bool,
}

struct ConversationShown {
    title: String,
    when: String,
    held_by: String,
    with: String,
    topics: String,
    parties: Vec<String>,
    notes: String,
    not_published: String,
    source: String,
    invented: bool,
    edit: Option<String>,
}

#[derive(Template)]
#[template(path = "consultation/page.html")]
struct ConsultationPage {
    page: Page,
    crumbs: Vec<Crumb>,
    title: String,
    framework: String,
    begun: bool,
    about: String,
    synthesis: String,
    finding: String,
    source: String,
    invented: bool,
    themes: Vec<ThemeShown>,
    answered: String,
    conversations: Vec<ConversationShown>,
    open: bool,
    until: String,
    question: String,
    comments: Vec<(String, String)>,
    by_authority: String,
    home: String,
    is_officer: bool,
    may_edit: bool,
    waiting: String,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn page(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, Query(done): Query<Done>) -> Shown {
    let ground = find(&weft, &visitor, &key).await?;
    let names: BTreeMap<String, String> =
        partnership::authorities(&weft.db).await?.into_iter().map(|one| (one.key, one.name)).collect();
    let papers: BTreeMap<String, String> =
        partnership::papers(&weft.db).await?.into_iter().map(|one| (one.key, one.title)).collect();
    let source = |paper: &Option<String>, line: Option<i64>| match paper {
        Some(key) => {
            let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
            format!("Read in {}{line}", papers.get(key).unwrap_or(key))
        }
        None => String::new(),
    };
    let is_officer = visitor.holds(Role::CollaborationOfficer);
    let may_edit = is_officer || visitor.holds(Role::WorkstreamLead);
    let inside = visitor.account.is_some();
    let comments = store::comments(&weft.db, &key).await?;
    let told = &ground.told;
    let mut themes = Vec::new();
    for theme in &told.theme {
        let answered = match theme.answer.last() {
            Some(answer) => Some(AnswerShown {
                answer: name_of(ANSWERS, &answer.answer).to_owned(),
                text: answer.text.clone(),
                link: match &answer.link {
                    Some(link) => find::part(&weft.db, &key, link).await?,
                    None => None,
                },
                day: answer.day.as_deref().map(spoken_day).unwrap_or_default(),
                invented: answer.invented,
            }),
            None => None,
        };
        themes.push(theme_shown(&ground, theme, answered, inside, &names, source(&theme.paper, theme.line)));
    }
    if may_edit {
        for (shown, theme) in themes.iter_mut().zip(&told.theme) {
            let own = is_officer || may_reach(&visitor, theme.workstream.as_deref());
            shown.edit = own.then(|| format!("{}/themes/{}", ground.home(), theme.key));
        }
    }
    let conversations = told
        .conversation
        .iter()
        .map(|one| {
            let own = is_officer || may_reach(&visitor, one.workstream.as_deref());
            let edit = (may_edit && own).then(|| format!("{}/conversations/{}", ground.home(), one.key));
            conversation_shown(one, inside, edit, source(&one.paper, one.line))
        })
        .collect();
    let answered = themes.iter().filter(|theme| theme.answered.is_some()).count();
    let waiting = if is_officer { store::waiting(&weft.db, &key).await? } else { 0 };
    let mut page = visitor
        .page(format!("Consultation, {}", ground.found.head.sessions()))
        .section("framework")
        .description(format!("What people said about {}, and what came of it.", ground.found.framework.title));
    page.notice = match done.done.as_str() {
        "thanks" => Some(
            "Thank you. Your comment has reached the Collaboration Officer; it is shown once it has been read.".into(),
        ),
        "saved" => Some("Saved.".into()),
        _ => None,
    };
    show(&ConsultationPage {
        page,
        crumbs: ground.crumbs_of_home(),
        title: ground.found.framework.title.clone(),
        framework: format!("/framework/{key}"),
        begun: ground.begun,
        about: told.about.clone().unwrap_or_default(),
        synthesis: told.synthesis.clone().unwrap_or_default(),
        finding: told.finding.clone().unwrap_or_default(),
        source: source(&told.paper, told.line),
        invented: told.invented,
        answered: match (themes.len(), answered) {
            (0, _) => String::new(),
            (all, answered) if all == answered && all == 1 => "One theme, and it is answered.".into(),
            (all, answered) if all == answered => format!("{all} themes, all of them answered."),
            (all, answered) => format!("{all} themes, {answered} of them answered so far."),
        },
        themes,
        conversations,
        open: told.is_open(&ground.today),
        until: told.comments_to.as_deref().map(spoken_day).unwrap_or_default(),
        question: told.question.clone().unwrap_or_default(),
        by_authority: by_authority(&comments, &names),
        comments: comments
            .into_iter()
            .filter(|one| one.outcome.as_deref() == Some("shown"))
            .map(|one| (name_of(TOPICS, &one.topic).to_owned(), one.words))
            .collect(),
        home: ground.home(),
        is_officer,
        may_edit,
        waiting: match waiting {
            0 => "No comment waits to be read".to_owned(),
            1 => "One comment waits to be read".to_owned(),
            many => format!("{many} comments wait to be read"),
        },
    })
}

/// Whether the visitor leads the workstream that something is about.
fn may_reach(visitor: &Visitor, workstream: Option<&str>) -> bool {
    let Some(workstream) = workstream else { return false };
    visitor.account.as_ref().is_some_and(|account| {
        account.grants.iter().any(|grant| grant.scope == crate::people::Scope::Workstream(workstream.to_owned()))
    })
}

fn theme_shown(
    ground: &Ground,
    theme: &Theme,
    answered: Option<AnswerShown>,
    inside: bool,
    names: &BTreeMap<String, String>,
    source: String,
) -> ThemeShown {
    let notes: Vec<&Note> = ground.told.notes_of(&theme.key).collect();
    ThemeShown {
        key: theme.key.clone(),
        said: theme.title.clone(),
        text: theme.text.clone().unwrap_or_default(),
        shares: [
            shares(&notes, inside, |note| {
                note.authority.as_deref().map(|key| names.get(key).cloned().unwrap_or_default())
            }),
            shares(&notes, inside, |note| note.sector.as_deref().map(|key| name_of(SECTORS, key).to_owned())),
        ]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(". "),
        notes: match notes.len() {
            0 => String::new(),
            1 => "Drawn from one note".to_owned(),
            many => format!("Drawn from {many} notes"),
        },
        answered,
        source,
        invented: theme.invented,
        edit: None,
    }
}

/// How many notes came from each authority or sector: everything for people with an account, the protected form for others.
fn shares(notes: &[&Note], inside: bool, of: impl Fn(&Note) -> Option<String>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut unnamed = 0;
    for note in notes {
        match of(note) {
            Some(name) => *counts.entry(name).or_default() += 1,
            None => unnamed += 1,
        }
    }
    let counts: Vec<(String, usize)> = counts.into_iter().collect();
    let (shown, rest) = if inside { (counts, unnamed) } else { protected(counts, unnamed) };
    if shown.is_empty() {
        return String::new();
    }
    let mut words: Vec<String> = shown.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
    if rest > 0 {
        words.push(format!("others or not known {rest}"));
    }
    words.join(", ")
}

/// How many shown comments named each authority.
fn by_authority(comments: &[Comment], names: &BTreeMap<String, String>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut unnamed = 0;
    for one in comments.iter().filter(|one| one.outcome.as_deref() == Some("shown")) {
        match &one.authority_key {
            Some(key) => *counts.entry(names.get(key).unwrap_or(key).clone()).or_default() += 1,
            None => unnamed += 1,
        }
    }
    let (shown, rest) = protected(counts.into_iter().collect(), unnamed);
    if shown.is_empty() {
        return String::new();
    }
    let mut words: Vec<String> = shown.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
    if rest > 0 {
        words.push(format!("others or not named {rest}"));
    }
    format!("By authority, where at least {FEWEST} named it: {}.", words.join(", "))
}

fn conversation_shown(one: &Conversation, inside: bool, edit: Option<String>, source: String) -> ConversationShown {
    let few = i64::try_from(FEWEST).unwrap_or(i64::MAX);
    ConversationShown {
        title: one.title.clone(),
        when: match (&one.day, &one.when) {
            (Some(day), _) => spoken_day(day),
            (None, Some(words)) => words.clone(),
            (None, None) if one.not_published.iter().any(|fact| fact == "day") => "Day not published".to_owned(),
            (None, None) => "Day not given".to_owned(),
        },
        held_by: one.held_by.clone(),
        with: one.with.clone(),
        topics: one.topics.iter().map(|key| name_of(TOPICS, key)).collect::<Vec<_>>().join("; "),
        parties: one
            .party
            .iter()
            .map(|party| match party.people {
                Some(people) if people < few && !inside => format!("{}: fewer than {FEWEST}", party.words),
                Some(people) => format!("{}: {people}", party.words),
                None => party.words.clone(),
            })
            .collect(),
        notes: match one.note.len() {
            0 => String::new(),
            1 => "One note".to_owned(),
            many => format!("{many} notes"),
        },
        not_published: one.not_published.iter().map(|fact| fact.replace('-', " ")).collect::<Vec<_>>().join(", "),
        source,
        invented: one.invented,
        edit,
    }
}
