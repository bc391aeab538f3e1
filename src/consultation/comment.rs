//! Comments of the public: one form without a name, and the officer's reading of each before it is shown.

use askama::Template;
use axum::extract::{Path, Query, State as From};
use serde::Deserialize;

use super::{
    TOPICS,
    find::{self, Choice, Ground, authorities, find},
    name_of, store,
};
use crate::{
    partnership,
    people::{Permit, Visitor},
    plumbing::{
        clock::{spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/framework/{key}/consultation/comment", form),
        post("/framework/{key}/consultation/comment", send),
        get("/framework/{key}/consultation/comments", list),
        post("/framework/{key}/consultation/comments/{comment}", moderate),
    ]
}

/// The longest comment, in characters.
const LONGEST: usize = 1500;

/// How many comments are taken in a minute, all visitors together.
const MOST_IN_A_MINUTE: i64 = 10;

#[derive(Template)]
#[template(path = "consultation/comment.html")]
struct CommentPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    home: String,
    question: String,
    topic: String,
    topics: Vec<Choice>,
    words: String,
    authority: String,
    authorities: Vec<Choice>,
}

async fn view(
    weft: &Weft,
    visitor: &Visitor,
    ground: &Ground,
    posted: Option<&Posted>,
    errors: FormErrors,
) -> Result<CommentPage, Problem> {
    let kept = |field: &str| posted.map_or_else(String::new, |posted| posted.text(field).to_owned());
    Ok(CommentPage {
        page: visitor.page("Leave a comment").section("framework").with_errors(!errors.is_empty()),
        crumbs: ground.crumbs(),
        errors,
        form_key: visitor.form_key(weft)?,
        home: ground.home(),
        question: ground.told.question.clone().unwrap_or_default(),
        topic: kept("topic"),
        topics: Choice::list(TOPICS),
        words: kept("words"),
        authority: kept("authority"),
        authorities: authorities(&weft.db).await?,
    })
}

/// Finds a consultation that takes comments today.
async fn open(weft: &Weft, visitor: &Visitor, key: &str) -> Result<Ground, Problem> {
    let ground = find(weft, visitor, key).await?;
    if !ground.begun {
        return Err(Problem::NotFound);
    }
    if !ground.told.is_open(&ground.today) {
        return Err(Problem::Conflict(
            "This consultation takes no comments now. What was said stands on its page.".into(),
        ));
    }
    Ok(ground)
}

async fn form(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let ground = open(&weft, &visitor, &key).await?;
    show_private(&view(&weft, &visitor, &ground, None, FormErrors::default()).await?)
}

async fn send(From(weft): From<Weft>, visitor: Visitor, Path(key): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = open(&weft, &visitor, &key).await?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let mut errors = FormErrors::default();
    let words = errors.required(&posted, "words", "Write your comment").to_owned();
    let length = words.chars().count();
    if length > LONGEST {
        errors.add(
            "words",
            format!("Your comment is {length} characters long; at most {LONGEST} are taken. Shorten it."),
        );
    }
    let topic = posted.text("topic");
    if !TOPICS.iter().any(|(key, _)| *key == topic) {
        errors.add("topic", "Choose what it is about");
    }
    let authority = posted.given("authority");
    let known = authorities(&weft.db).await?;
    if authority.is_some_and(|key| !known.iter().any(|one| one.value == key)) {
        errors.add("authority", "Choose one of the list, or leave it open");
    }
    if errors.is_empty() && store::in_the_last_minute(&weft, &mut write).await? >= MOST_IN_A_MINUTE {
        errors.add("words", "Many comments arrived at once. Wait a minute, then send yours again; it is still here.");
    }
    if !errors.is_empty() {
        drop(write);
        return show_again(&view(&weft, &visitor, &ground, Some(&posted), errors).await?);
    }
    store::add_comment(&weft, &mut write, crate::plumbing::history::PUBLIC, &key, (topic, &words, authority)).await?;
    write.commit().await?;
    Ok(see(&format!("{}?done=thanks", ground.home())))
}

/// A comment as the officer reads it.
struct CommentShown {
    id: String,
    when: String,
    topic: String,
    words: String,
    authority: String,
}

#[derive(Template)]
#[template(path = "consultation/comments.html")]
struct CommentsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form_key: String,
    home: String,
    waiting: Vec<CommentShown>,
    read: String,
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn list(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, Query(done): Query<Done>) -> Shown {
    let ground = find(&weft, &permit.visitor, &key).await?;
    let names = find::authorities(&weft.db).await?;
    let partnership = partnership::load(&weft.db).await?;
    let here = zone(partnership.as_ref().map_or("", |one| &one.time_zone));
    let every = store::comments(&weft.db, &key).await?;
    let count = |outcome: &str| every.iter().filter(|one| one.outcome.as_deref() == Some(outcome)).count();
    let read = format!("Read so far: {} shown, {} not shown.", count("shown"), count("not-shown"));
    let mut page = permit.visitor.page("Comments to be read").section("framework");
    page.notice = match done.done.as_str() {
        "shown" => Some("The comment is shown.".to_owned()),
        "not-shown" => Some("The comment is not shown, and its words are forgotten.".to_owned()),
        _ => None,
    };
    show_private(&CommentsPage {
        page,
        crumbs: ground.crumbs(),
        form_key: permit.visitor.form_key(&weft)?,
        home: ground.home(),
        waiting: every
            .into_iter()
            .filter(|one| one.outcome.is_none())
            .map(|one| CommentShown {
                id: one.id,
                when: spoken_instant(&one.received_at, &here),
                topic: name_of(TOPICS, &one.topic).to_owned(),
                words: one.words,
                authority: one
                    .authority_key
                    .and_then(|key| names.iter().find(|name| name.value == key))
                    .map_or_else(|| "No authority named".to_owned(), |name| name.label.clone()),
            })
            .collect(),
        read,
    })
}

async fn moderate(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, id)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let mut write = weft.db.write().await?;
    let ground = find(&weft, &permit.visitor, &key).await?;
    let back = format!("{}/comments", ground.home());
    posted.once(&weft, &mut write, &back).await?;
    let outcome = match posted.text("outcome") {
        "shown" => "shown",
        "not-shown" => "not-shown",
        _ => return Err(Problem::Malformed("Say whether the comment is shown; use the buttons on the page.".into())),
    };
    store::moderate(&weft, &mut write, permit.visitor.named(), &key, (&id, outcome)).await?;
    write.commit().await?;
    Ok(see(&format!("{back}?done={outcome}")))
}
