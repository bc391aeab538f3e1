//! Messages: what waits in the outbox, what could not be sent, and the words of every kind of letter. For the
//! Collaboration Officer, who never sees what a letter says: it may hold a link that opens somebody else's form.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::Permit;
use crate::{
    partnership,
    plumbing::{
        clock::{spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        mail::{self, ShownLetter, Words},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/messages", list),
        post("/messages/another-try", another_try_for_all),
        get("/messages/templates/{kind}", words),
        post("/messages/templates/{kind}", change),
        post("/messages/templates/{kind}/original", original),
        post("/messages/{id}/another-try", another_try),
        post("/messages/{id}/withdrawal", withdraw),
    ]
}

/// The states of a letter as stored, as people say them, and the look of their label.
const STATES: &[(&str, &str, &str)] = &[
    ("waiting", "Waiting", "submitted"),
    ("refused", "Could not be sent", "error"),
    ("sent", "Sent", "published"),
    ("sending", "Being sent", "active"),
    ("withdrawn", "Withdrawn", "draft"),
];

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    done: String,
}

/// One choice of what the list shows.
struct Choice {
    href: String,
    label: &'static str,
    count: i64,
    chosen: bool,
}

/// One letter as the list shows it.
struct Line {
    id: String,
    kind: String,
    to: String,
    subject: String,
    when: String,
    fault: Option<String>,
    can_retry: bool,
    can_withdraw: bool,
    keys: [String; 2],
}

/// One kind of letter.
struct KindLine {
    href: String,
    name: &'static str,
    when: &'static str,
}

#[derive(Template)]
#[template(path = "people/messages.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    way: String,
    outage: Option<String>,
    choices: Vec<Choice>,
    state: &'static str,
    look: &'static str,
    lines: Vec<Line>,
    retry_all: Option<String>,
    kinds: Vec<KindLine>,
}

/// How this copy of the program sends letters, in words.
fn way(weft: &Weft) -> String {
    let settings = &weft.settings.mail;
    match (&settings.smtp_url, &settings.folder) {
        (Some(_), _) => "Letters are handed to the mail server within a minute.".to_owned(),
        (None, Some(_)) if weft.settings.demo => {
            "This is a demonstration: letters are written as files into its data folder, and nothing reaches anybody."
                .to_owned()
        }
        (None, Some(_)) => "Letters are written as files into a folder, from which nothing reaches anybody.".to_owned(),
        (None, None) => {
            "No mail server is set, so letters wait here. Whoever runs the program sets one with --smtp-url.".to_owned()
        }
    }
}

async fn list(State(weft): State<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let (state, name, look) = *STATES.iter().find(|(key, ..)| *key == asked.state).unwrap_or(&STATES[0]);
    let zone = zone(&partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone));
    let letters = mail::letters(&weft.db, state).await?;
    let count = |key: &str| letters.counts.get(key).copied().unwrap_or_default();
    let choices = STATES
        .iter()
        .filter(|(key, ..)| *key != "sending" || count(key) > 0)
        .map(|(key, label, _)| Choice {
            href: format!("/messages?state={key}"),
            label,
            count: count(key),
            chosen: *key == state,
        })
        .collect();
    let retry_all = if state == "refused" && count(state) > 1 { Some(permit.visitor.form_key(&weft)?) } else { None };
    let mut lines = Vec::new();
    for letter in letters.listed {
        let keys = [permit.visitor.form_key(&weft)?, permit.visitor.form_key(&weft)?];
        lines.push(line(letter, &zone, keys));
    }
    let outage = mail::outage(&weft.db).await?.map(|outage| {
        let (since, last) = (spoken_instant(&outage.since, &zone), spoken_instant(&outage.last_at, &zone));
        format!("The mail server has not been reached since {since}; the last try was at {last}: {}", outage.fault)
    });
    let mut page = permit.visitor.page("Messages");
    page.notice = match asked.done.as_str() {
        "another-try" => Some("It will be tried again within a minute.".to_owned()),
        "withdrawn" => Some("The letter was withdrawn.".to_owned()),
        "words" => Some("The words are changed. They are used from the next letter on.".to_owned()),
        "original" => Some("The original words are back.".to_owned()),
        _ => None,
    };
    show_private(&ListPage {
        page,
        crumbs: vec![Crumb::new("/account", "Your account")],
        way: way(&weft),
        outage,
        choices,
        state: name,
        look,
        lines,
        retry_all,
        kinds: mail::TEMPLATES
            .iter()
            .map(|kind| KindLine {
                href: format!("/messages/templates/{}", kind.kind),
                name: kind.name,
                when: kind.when,
            })
            .collect(),
    })
}

fn line(letter: ShownLetter, zone: &jiff::tz::TimeZone, keys: [String; 2]) -> Line {
    let at = |instant: &str| spoken_instant(instant, zone);
    let when = match (letter.state.as_str(), &letter.done_at) {
        ("sent", Some(done)) => format!("Sent {}", at(done)),
        ("withdrawn", Some(done)) => format!("Withdrawn {}", at(done)),
        ("refused", Some(done)) => format!("Written {}, refused {}", at(&letter.queued_at), at(done)),
        (_, _) if letter.tries > 0 => {
            let times = if letter.tries == 1 { "once".to_owned() } else { format!("{} times", letter.tries) };
            format!("Written {}, tried {times}, next try {}", at(&letter.queued_at), at(&letter.due_at))
        }
        _ => format!("Written {}", at(&letter.queued_at)),
    };
    Line {
        kind: mail::template(&letter.kind).map_or(letter.kind.clone(), |known| known.name.to_owned()),
        to: if letter.address.is_empty() { "an address that has been forgotten".to_owned() } else { letter.address },
        subject: if letter.subject.is_empty() { "No subject".to_owned() } else { letter.subject },
        when,
        fault: letter.fault,
        can_retry: letter.state == "refused",
        can_withdraw: matches!(letter.state.as_str(), "waiting" | "refused"),
        id: letter.id,
        keys,
    }
}

const GONE: &str = "This letter was sent or withdrawn meanwhile. Go back to Messages to see where it stands.";

async fn another_try(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let address = posted.given("address");
    if address.is_some_and(|address| address.parse::<lettre::Address>().is_err()) {
        return Err(Problem::Malformed(
            "That is no e-mail address. Go back and write it as name@school.example.".into(),
        ));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/messages").await?;
    if !mail::another_try(&weft, &mut write, permit.visitor.named(), &id, address).await? {
        return Err(Problem::Conflict(GONE.into()));
    }
    write.commit().await?;
    Ok(see("/messages?done=another-try"))
}

async fn another_try_for_all(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/messages").await?;
    if mail::another_try_for_all(&weft, &mut write, permit.visitor.named()).await? == 0 {
        return Err(Problem::Conflict("No letter is refused any more.".into()));
    }
    write.commit().await?;
    Ok(see("/messages?done=another-try"))
}

async fn withdraw(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/messages").await?;
    if !mail::withdraw(&weft, &mut write, permit.visitor.named(), &id).await? {
        return Err(Problem::Conflict(GONE.into()));
    }
    write.commit().await?;
    Ok(see("/messages?done=withdrawn"))
}

#[derive(Template)]
#[template(path = "people/message_words.html")]
struct WordsPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    original_key: String,
    kind: &'static mail::Template,
    kept: Words,
    changed: bool,
}

impl WordsPage {
    fn new(
        weft: &Weft,
        permit: &Permit,
        kind: &'static mail::Template,
        kept: Words,
        changed: bool,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        Ok(Self {
            page: permit.visitor.page(kind.name).with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/messages", "Messages")],
            errors,
            form_key: permit.visitor.form_key(weft)?,
            original_key: permit.visitor.form_key(weft)?,
            kind,
            kept,
            changed,
        })
    }
}

async fn words(State(weft): State<Weft>, permit: Permit, Path(kind): Path<String>) -> Shown {
    let kind = mail::template(&kind).ok_or(Problem::NotFound)?;
    let now = mail::words(&weft.db, kind).await?;
    let changed = now != kind.original();
    show_private(&WordsPage::new(&weft, &permit, kind, now, changed, FormErrors::default())?)
}

async fn change(State(weft): State<Weft>, permit: Permit, Path(kind): Path<String>, posted: Posted) -> Shown {
    let kind = mail::template(&kind).ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    let subject = errors.required(&posted, "subject", "Write the subject").to_owned();
    let body = errors.required(&posted, "body", "Write the letter").replace("\r\n", "\n");
    let words = Words { subject, body: format!("{}\n", body.trim_end()) };
    if words.subject.chars().count() > 200 {
        errors.add("subject", "The subject is longer than 200 characters. Shorten it.");
    }
    if words.body.chars().count() > 10_000 {
        errors.add("body", "The letter is longer than 10,000 characters. Shorten it.");
    }
    if errors.is_empty() {
        for (field, sentence) in mail::faults(kind, &words) {
            errors.add(field, sentence);
        }
    }
    if !errors.is_empty() {
        return show_again(&WordsPage::new(&weft, &permit, kind, words, true, errors)?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/messages").await?;
    mail::change_words(&weft, &mut write, permit.visitor.named(), kind, &words).await?;
    write.commit().await?;
    Ok(see("/messages?done=words"))
}

async fn original(State(weft): State<Weft>, permit: Permit, Path(kind): Path<String>, posted: Posted) -> Shown {
    let kind = mail::template(&kind).ok_or(Problem::NotFound)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/messages").await?;
    mail::original_words(&weft, &mut write, permit.visitor.named(), kind).await?;
    write.commit().await?;
    Ok(see("/messages?done=original"))
}
