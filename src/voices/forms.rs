//! The form of a quote or a practice spotlight, new or to be changed.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{CHOSEN, KINDS, Record, SECTORS, TONES, keepers::may_keep, pages::today, store};
use crate::{
    groups, partnership,
    people::Permit,
    plan,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
    programmes,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/voices/new", blank),
        post("/voices/new", add),
        get("/voices/{key}/change", filled),
        post("/voices/{key}/change", change),
    ]
}

/// How long each answer may be, in characters: a quote must be read at a glance, a spotlight in three minutes.
const LONGEST: &[(&str, usize, &str)] = &[
    ("words", 2000, "This"),
    ("question", 300, "The question"),
    ("edits", 300, "The note about what was left out"),
    ("name", 100, "The name"),
    ("email", 254, "The address"),
    ("role", 100, "What they do"),
    ("stage", 30, "The stage"),
    ("for_whom", 200, "For whom"),
    ("verified_by", 200, "Who has checked it"),
    ("measure", 200, "What was measured"),
    ("before", 100, "The measure before"),
    ("after", 100, "The measure after"),
    ("meanwhile", 600, "What else was going on"),
    ("did_not_work", 600, "What did not work"),
];

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: String,
}

fn choice(value: impl Into<String>, label: impl Into<String>) -> Choice {
    Choice { value: value.into(), label: label.into() }
}

fn choices(list: &[(&str, &str)]) -> Vec<Choice> {
    list.iter().map(|(key, name)| choice(*key, *name)).collect()
}

/// What the lists of the form offer, by what the keeper may keep.
struct Offer {
    framework: Option<String>,
    groups: Vec<Choice>,
    programmes: Vec<Choice>,
    priorities: Vec<Choice>,
    outcomes: Vec<Choice>,
    drivers: Vec<Choice>,
    sessions: Vec<Choice>,
    authorities: Vec<Choice>,
}

async fn offer(weft: &Weft, permit: &Permit, kept: &Record) -> Result<Offer, Problem> {
    let framework = match &kept.framework {
        Some(key) => Some(key.clone()),
        None => plan::current_key(weft).await?,
    };
    let today = today(weft).await?;
    let everything = may_keep(permit, None, None);
    let mut offered = Vec::new();
    for group in groups::groups(&weft.db).await? {
        let here = Some(&group.framework) == framework.as_ref() && !group.has_ended(&today);
        let kept_now = kept.group.as_ref() == Some(&group.key);
        if kept_now || (here && may_keep(permit, Some(&group.key), group.workstream.as_deref())) {
            let workstream = match &group.workstream {
                Some(key) => Some(partnership::workstream(&weft.db, &group.framework, key).await?.label),
                None => None,
            };
            offered.push(choice(group.key.clone(), group.title(workstream.as_deref())));
        }
    }
    let runs = |one: &programmes::Programme| {
        framework.as_ref().is_some_and(|key| one.frameworks.contains(key))
            && (everything || may_keep(permit, one.group.as_deref(), Some(&one.workstream)))
    };
    let part = async |kind: &str| -> Result<Vec<Choice>, Problem> {
        let Some(key) = &framework else { return Ok(Vec::new()) };
        let records = plan::records(&weft.db, key, kind).await?;
        let label = |one: &plan::PlanRecord| match one.number {
            Some(number) => format!("{number}. {}", one.title),
            None => one.title.clone(),
        };
        Ok(records.iter().map(|one| choice(one.key.clone(), label(one))).collect())
    };
    let mut sessions: Vec<String> = vec![session_of(&today)];
    sessions.extend(plan::frameworks(&weft.db).await?.into_iter().map(|head| head.last_session));
    sessions.push(kept.session.clone());
    sessions.retain(|session| !session.is_empty());
    sessions.sort();
    sessions.dedup();
    sessions.reverse();
    Ok(Offer {
        groups: offered,
        programmes: programmes::programmes(&weft.db)
            .await?
            .into_iter()
            .filter(|one| kept.programme.as_ref() == Some(&one.key) || runs(one))
            .map(|one| choice(one.key, one.name))
            .collect(),
        priorities: part("priority").await?,
        outcomes: part("outcome").await?,
        drivers: part("driver").await?,
        sessions: sessions.into_iter().map(|key| choice(key.clone(), partnership::spoken_sessions(&key))).collect(),
        authorities: partnership::authorities(&weft.db)
            .await?
            .into_iter()
            .map(|one| choice(one.key, one.name))
            .collect(),
        framework,
    })
}

/// The session of a stored day: sessions begin on 1 August.
fn session_of(day: &str) -> String {
    let date = day.parse::<jiff::civil::Date>().ok();
    date.and_then(|date| {
        let year = u16::try_from(date.year()).ok()? - u16::from(date.month() < 8);
        Some(figures::AcademicSession::starting(year).ok()?.key())
    })
    .unwrap_or_default()
}

#[derive(Template)]
#[template(path = "voices/form.html")]
struct FormPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    heading: String,
    action: String,
    quote: bool,
    new: bool,
    consented: bool,
    kept: Record,
    headcount: String,
    offer: Offer,
    sectors: Vec<Choice>,
    tones: Vec<Choice>,
    chosen: Vec<Choice>,
}

async fn form(
    weft: &Weft,
    permit: &Permit,
    kept: Record,
    headcount: &str,
    new: bool,
    errors: FormErrors,
) -> Result<FormPage, Problem> {
    let quote = kept.kind != "spotlight";
    let heading = match (new, quote) {
        (true, true) => "Add a quote".to_owned(),
        (true, false) => "Add a practice spotlight".to_owned(),
        (false, true) => "Change a quote".to_owned(),
        (false, false) => "Change a practice spotlight".to_owned(),
    };
    let mut crumbs = vec![Crumb::new("/voices/list", "All voices with their consents")];
    if !new {
        crumbs.push(Crumb::new(format!("/voices/{}", kept.key), kept.title()));
    }
    Ok(FormPage {
        page: permit.visitor.page(&heading).with_errors(!errors.is_empty()),
        crumbs,
        errors,
        form_key: permit.visitor.form_key(weft)?,
        action: if new { "/voices/new".to_owned() } else { format!("/voices/{}/change", kept.key) },
        heading,
        quote,
        new,
        consented: !kept.consent.is_empty(),
        headcount: headcount.to_owned(),
        offer: offer(weft, permit, &kept).await?,
        kept,
        sectors: choices(SECTORS),
        tones: choices(TONES),
        chosen: choices(CHOSEN),
    })
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
    group: Option<String>,
    /// Words to begin with, as a progress report shared them.
    #[serde(default)]
    words: String,
}

async fn blank(State(weft): State<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let kept = Record {
        kind: if asked.kind == "spotlight" { "spotlight" } else { "quote" }.to_owned(),
        session: session_of(&today(&weft).await?),
        group: asked.group,
        words: asked.words,
        ..Record::default()
    };
    show_private(&form(&weft, &permit, kept, "", true, FormErrors::default()).await?)
}

/// Reads the form into a record that keeps what it does not ask for.
async fn read(weft: &Weft, permit: &Permit, posted: &Posted, before: Record) -> Result<(Record, FormErrors), Problem> {
    let mut errors = FormErrors::default();
    let given = |field: &str| posted.given(field).map(ToOwned::to_owned);
    let kind = KINDS.iter().find(|(key, _)| *key == posted.text("kind")).map_or("quote", |(key, _)| key);
    let quote = kind == "quote";
    let missing = if quote { "Enter the exact words" } else { "Say what changed" };
    let words = errors.required(posted, "words", missing).to_owned();
    if !quote && posted.text("question").is_empty() {
        errors.add("question", "Say what you set out to find or change");
    }
    for (field, most, what) in LONGEST {
        let length = posted.text(field).chars().count();
        if length > *most {
            errors.add(*field, format!("{what} is {length} characters long; at most {most} are kept. Shorten it."));
        }
    }
    let child = posted.text("child") == "yes";
    if child && !posted.text("name").is_empty() {
        errors.add("name", "Keep no name of a child. Take it out; the address may be that of a parent or carer");
    }
    let email = given("email");
    if email.as_ref().is_some_and(|email| !email.contains('@') || email.contains(char::is_whitespace)) {
        errors.add("email", "Enter an email address such as name@school.example, or leave it empty");
    }
    let headcount = posted.given("headcount").map(str::parse::<i64>);
    if headcount.as_ref().is_some_and(|number| !matches!(number, Ok(1..=1_000_000))) {
        errors.add("headcount", "Enter a number of people such as 24, or leave it empty");
    }
    let offer = offer(weft, permit, &before).await?;
    let mut picked = |field: &str, list: &[Choice], what: &str| {
        let value = posted.given(field)?;
        if list.iter().any(|choice| choice.value == value) {
            return Some(value.to_owned());
        }
        errors.add(field, format!("Choose {what} from the list"));
        None
    };
    let (group, programme) =
        (picked("group", &offer.groups, "a group"), picked("programme", &offer.programmes, "a programme"));
    let (priority, outcome, driver) = (
        picked("priority", &offer.priorities, "a priority"),
        picked("outcome", &offer.outcomes, "an outcome"),
        picked("driver", &offer.drivers, "a driver"),
    );
    let session = picked("session", &offer.sessions, "a session").unwrap_or_default();
    let authority = picked("authority", &offer.authorities, "an authority");
    let sector = picked("sector", &choices(SECTORS), "a sector");
    let chosen = picked("chosen", &choices(CHOSEN), "how it was chosen");
    let tone = picked("tone", &choices(TONES), "whether it praises, wishes or criticises").unwrap_or_default();
    if session.is_empty() && errors.at("session").is_empty() {
        errors.add("session", "Choose the session it speaks of");
    }
    if tone.is_empty() && errors.at("tone").is_empty() {
        errors.add("tone", "Say whether it praises, wishes or criticises");
    }
    let workstream = workstream_of(weft, offer.framework.as_deref(), (&group, &programme, &priority)).await?;
    if errors.is_empty() && !may_keep(permit, group.as_deref(), workstream.as_deref()) {
        errors.add("group", "Choose one of your own groups, programmes or priorities: you keep voices of those");
    }
    let record = Record {
        kind: kind.to_owned(),
        session,
        words,
        question: given("question"),
        edits: given("edits"),
        name: given("name"),
        email,
        role: given("role"),
        sector,
        authority,
        stage: given("stage"),
        child,
        group,
        programme,
        framework: offer.framework,
        workstream,
        priority,
        outcome,
        driver,
        tone,
        chosen,
        for_whom: given("for_whom").filter(|_| !quote),
        headcount: headcount.and_then(Result::ok).filter(|_| !quote),
        verified_by: given("verified_by").filter(|_| !quote),
        measure: given("measure").filter(|_| !quote),
        before: given("before").filter(|_| !quote),
        after: given("after").filter(|_| !quote),
        meanwhile: given("meanwhile").filter(|_| !quote),
        did_not_work: given("did_not_work").filter(|_| !quote),
        ..before
    };
    Ok((record, errors))
}

/// The workstream that what a voice speaks of belongs to.
async fn workstream_of(
    weft: &Weft,
    framework: Option<&str>,
    (group, programme, priority): (&Option<String>, &Option<String>, &Option<String>),
) -> Result<Option<String>, Problem> {
    if let Some(key) = group
        && let Some(found) = groups::group(&weft.db, key).await?
        && found.workstream.is_some()
    {
        return Ok(found.workstream);
    }
    if let (Some(framework), Some(key)) = (framework, priority)
        && let Some(found) = plan::record(&weft.db, framework, "priority", key).await?
        && found.workstream_key.is_some()
    {
        return Ok(found.workstream_key);
    }
    match programme {
        Some(key) => Ok(programmes::programme(&weft.db, key).await?.map(|found| found.workstream)),
        None => Ok(None),
    }
}

async fn add(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let (mut record, errors) = read(&weft, &permit, &posted, Record::default()).await?;
    if !errors.is_empty() {
        return show_again(&form(&weft, &permit, record, posted.text("headcount"), true, errors).await?);
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/voices/list").await?;
    record.key = store::free_key(&mut write).await?;
    store::add(&weft, &mut write, permit.visitor.named(), &record).await?;
    write.commit().await?;
    Ok(see(&format!("/voices/{}", record.key)))
}

/// The voice of a key that the keeper may keep.
pub(super) async fn find(weft: &Weft, permit: &Permit, key: &str) -> Result<(String, Record), Problem> {
    let (id, record) = store::one(&weft.db, key).await?.ok_or(Problem::NotFound)?;
    if may_keep(permit, record.group.as_deref(), record.workstream.as_deref()) {
        Ok((id, record))
    } else {
        Err(Problem::NotFound)
    }
}

async fn filled(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let (_, record) = find(&weft, &permit, &key).await?;
    let headcount = record.headcount.map(|number| number.to_string()).unwrap_or_default();
    show_private(&form(&weft, &permit, record, &headcount, false, FormErrors::default()).await?)
}

async fn change(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, before) = find(&weft, &permit, &key).await?;
    let (record, errors) = read(&weft, &permit, &posted, before.clone()).await?;
    if !errors.is_empty() {
        return show_again(&form(&weft, &permit, record, posted.text("headcount"), false, errors).await?);
    }
    let page = format!("/voices/{key}");
    if record == before {
        return Ok(see(&page));
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::change(&weft, &mut write, permit.visitor.named(), &id, (&before, &record)).await?;
    write.commit().await?;
    Ok(see(&page))
}
