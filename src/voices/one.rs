//! The page of one voice for those who keep it: its words, its consents, every document that holds it; asking the speaker,
//! noting what they agreed to on paper, and withdrawing.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    ATTRIBUTIONS, CHANNELS, Consent, Record, State, TONES, attribution_name, caution, channel_name, consents,
    forms::find,
    name_of,
    pages::{about, part, today},
    speaker, store, usable,
};
use crate::{
    partnership,
    people::Permit,
    plumbing::{
        clock::{spoken_day, spoken_instant, zone},
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/voices/{key}", one),
        post("/voices/{key}/link", ask),
        post("/voices/{key}/consent", consent),
        post("/voices/{key}/withdrawal", withdraw),
        post("/voices/{key}/uses", used_elsewhere),
    ]
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: &'static str,
    hint: &'static str,
}

/// One consent as the page shows it.
struct Agreed {
    when: String,
    wording: String,
    attribution: String,
    channels: String,
    until: String,
    note: Option<String>,
    withdrawn: Option<String>,
}

/// One document that holds the words.
struct Place {
    href: Option<String>,
    label: String,
    when: String,
}

#[derive(Template)]
#[template(path = "voices/one.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    keys: [String; 4],
    action: String,
    title: String,
    record: Record,
    kind: String,
    state: &'static str,
    look: &'static str,
    why: String,
    withdrawn: bool,
    can_withdraw: bool,
    facts: Vec<(&'static str, String)>,
    about: Vec<Crumb>,
    consents: Vec<Agreed>,
    uses: Vec<Place>,
    cautions: Vec<String>,
    asked: Option<String>,
    link: Option<String>,
    attribution: String,
    channels_ticked: Vec<String>,
    attributions: Vec<Choice>,
    channels: Vec<Choice>,
    given_on: String,
    expires_on: String,
    note: String,
    reason: String,
    place: String,
    email: String,
}

/// What the state means for use, in a sentence.
fn why(record: &Record, state: State) -> String {
    let last = record.consent.last();
    match state {
        State::NotAsked => "It may be used nowhere until the speaker has agreed.".to_owned(),
        State::Agreed => {
            let channels: Vec<&str> =
                last.iter().flat_map(|one| &one.channels).map(|channel| channel_name(channel)).collect();
            format!("It may stand in: {}.", channels.join(", ").to_lowercase())
        }
        State::Changed => "The words changed after the speaker agreed. Ask them again.".to_owned(),
        State::Expired => format!(
            "The consent ended on {}. Ask again if it should be used further.",
            last.and_then(|one| one.expires_on.as_deref()).map(spoken_day).unwrap_or_default()
        ),
        State::Withdrawn => "It may be used nowhere. Name and address of the speaker are deleted.".to_owned(),
        State::Printed => "A paper printed it; it stands as printed.".to_owned(),
    }
}

fn facts(record: &Record, authority: Option<&str>) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Session", partnership::spoken_sessions(&record.session))];
    let mut known = |label, value: Option<String>| facts.extend(value.map(|value| (label, value)));
    known("Asked", record.question.clone().filter(|_| record.kind == "quote"));
    known("What was left out or put in", record.edits.clone());
    known("Speaker", record.name.clone());
    known("What they do", record.role.clone());
    known("Sector", record.sector.as_deref().map(|key| name_of(super::SECTORS, key).to_owned()));
    known("Authority", authority.map(ToOwned::to_owned));
    known("Stage", record.stage.clone());
    known("Tone", Some(name_of(TONES, &record.tone).to_owned()));
    known("How it was chosen", record.chosen.as_deref().map(|key| name_of(super::CHOSEN, key).to_owned()));
    let told = usable::Spotlight {
        for_whom: record.for_whom.clone(),
        headcount: record.headcount,
        verified_by: record.verified_by.clone(),
        measure: record.measure.clone(),
        before: record.before.clone(),
        after: record.after.clone(),
        meanwhile: record.meanwhile.clone(),
        did_not_work: record.did_not_work.clone(),
    };
    facts.extend(told.facts());
    facts
}

fn agreed(consent: &Consent) -> Agreed {
    let how = if consent.how == "link" { "given by the speaker through their link" } else { "noted by the officer" };
    Agreed {
        when: format!("{}, {how}", spoken_day(&consent.given_on)),
        wording: consent.wording.clone(),
        attribution: attribution_name(&consent.attribution).to_owned(),
        channels: consent.channels.iter().map(|channel| channel_name(channel)).collect::<Vec<_>>().join(", "),
        until: consent.expires_on.as_deref().map_or_else(|| "without an end".to_owned(), spoken_day),
        note: consent.note.clone(),
        withdrawn: consent.withdrawn_on.as_deref().map(|day| match &consent.withdrawn_reason {
            Some(reason) => format!("Withdrawn on {}: {reason}", spoken_day(day)),
            None => format!("Withdrawn on {}", spoken_day(day)),
        }),
    }
}

async fn places(weft: &Weft, key: &str) -> Result<Vec<Place>, Problem> {
    let zone = partnership::load(&weft.db).await?.map_or(jiff::tz::TimeZone::UTC, |found| zone(&found.time_zone));
    let mut places = Vec::new();
    for one in store::uses(&weft.db, key).await? {
        let when = spoken_instant(&one.at, &zone);
        places.push(match (one.publication_key, one.version) {
            (Some(publication), Some(version)) => {
                let title = search::named(&weft.db, "publication", &publication)
                    .await?
                    .map_or(publication.clone(), |found| found.title);
                Place {
                    href: Some(format!("/publications/{publication}/versions/{version}")),
                    label: format!("{title}, version {version}"),
                    when,
                }
            }
            _ => Place { href: None, label: one.place.unwrap_or_default(), when },
        });
    }
    Ok(places)
}

impl OnePage {
    async fn new(
        weft: &Weft,
        permit: &Permit,
        (id, record): (String, Record),
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned());
        let today = today(weft).await?;
        let authority = match &record.authority {
            Some(key) => partnership::authority(&weft.db, key).await?.map(|found| found.name),
            None => None,
        };
        let state = record.state(&today);
        let zone = partnership::load(&weft.db).await?.map_or(jiff::tz::TimeZone::UTC, |found| zone(&found.time_zone));
        let links = [
            ("group", record.group.clone()),
            ("programme", record.programme.clone()),
            ("workstream", part(record.framework.as_ref(), record.workstream.as_ref())),
            ("priority", part(record.framework.as_ref(), record.priority.as_ref())),
            ("outcome", part(record.framework.as_ref(), record.outcome.as_ref())),
            ("driver", part(record.framework.as_ref(), record.driver.as_ref())),
        ];
        let new_key = || permit.visitor.form_key(weft);
        let mut cautions = speaker::cautions(&record);
        cautions.extend(caution::of(&weft.db, &record, authority.as_deref(), &today).await?);
        Ok(Self {
            page: permit.visitor.page(record.title()).with_errors(!errors.is_empty()),
            crumbs: vec![
                Crumb::new("/voices", "Voices and spotlights"),
                Crumb::new("/voices/list", "All voices with their consents"),
            ],
            errors,
            keys: [new_key()?, new_key()?, new_key()?, new_key()?],
            action: format!("/voices/{}", record.key),
            title: record.title(),
            kind: record.kind_name().to_owned(),
            state: state.name(),
            look: state.look(),
            why: why(&record, state),
            withdrawn: state == State::Withdrawn,
            can_withdraw: record.consent.last().is_some_and(|last| last.withdrawn_on.is_none()),
            facts: facts(&record, authority.as_deref()),
            about: about(&weft.db, &links).await?,
            consents: record.consent.iter().rev().map(agreed).collect(),
            uses: places(weft, &record.key).await?,
            cautions,
            asked: consents::link_made(&weft.db, &id).await?.map(|at| spoken_instant(&at, &zone)),
            link: None,
            attribution: kept("attribution").unwrap_or_default(),
            channels_ticked: posted
                .map(|posted| posted.all("channels").map(ToOwned::to_owned).collect())
                .unwrap_or_default(),
            attributions: speaker::levels(&record)
                .map(|(value, label, _)| Choice {
                    value: value.to_owned(),
                    label: if value == "role" {
                        "By what they do"
                    } else if value == "anonymous" {
                        "Without anything about them"
                    } else {
                        label
                    },
                    hint: "",
                })
                .collect(),
            channels: CHANNELS
                .iter()
                .map(|(value, label, hint)| Choice { value: (*value).to_owned(), label, hint })
                .collect(),
            given_on: kept("given_on").unwrap_or_else(|| today.clone()),
            expires_on: kept("expires_on").unwrap_or_else(|| speaker::usual_end(&today)),
            note: kept("note").unwrap_or_default(),
            reason: kept("reason").unwrap_or_default(),
            place: kept("place").unwrap_or_default(),
            email: kept("email").or_else(|| record.email.clone()).unwrap_or_default(),
            record,
        })
    }
}

async fn one(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let found = find(&weft, &permit, &key).await?;
    show_private(&OnePage::new(&weft, &permit, found, None, FormErrors::default()).await?)
}

/// Makes the speaker's link and shows it once.
async fn ask(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let email = posted.text("email").to_owned();
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
        errors
            .add("email", "Enter an email address such as name@school.example, or leave it empty and pass the link on");
        return show_again(&OnePage::new(&weft, &permit, found, Some(&posted), errors).await?);
    }
    let (id, record) = &found;
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/voices/{key}")).await?;
    let token = consents::new_link(&weft, &mut write, by, id).await?;
    let link = format!("{}/voice/{token}", weft.settings.public_url);
    if !email.is_empty() {
        speaker::write_to(&weft, &mut write, by, (id, record), &email, &link).await?;
    }
    write.commit().await?;
    let mut page = OnePage::new(&weft, &permit, find(&weft, &permit, &key).await?, None, errors).await?;
    page.page.notice = Some(if email.is_empty() {
        "Here is the link. Pass it on to the speaker; it is shown only now.".to_owned()
    } else {
        format!(
            "A letter with the link goes to {email}. The link is shown here only now, should the letter not arrive."
        )
    });
    page.link = Some(link);
    show_private(&page)
}

/// Notes a consent given on paper or by word of mouth.
async fn consent(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &permit, &key).await?;
    let today = today(&weft).await?;
    let mut errors = FormErrors::default();
    let read = speaker::read(&posted, &found.1, &today, &mut errors);
    let given_on = posted.text("given_on").to_owned();
    if given_on.parse::<jiff::civil::Date>().is_err() || given_on > today {
        errors.add("given_on", "Enter the day on which they agreed, today or before");
    }
    if posted.text("note").is_empty() {
        errors
            .add("note", "Say how they agreed and where it is kept, for example: signed form, filed under voices 2026");
    }
    if ATTRIBUTIONS.iter().all(|(level, ..)| *level != posted.text("attribution"))
        && errors.at("attribution").is_empty()
    {
        errors.add("attribution", "Choose how they want to be named");
    }
    if !errors.is_empty() {
        return show_again(&OnePage::new(&weft, &permit, found, Some(&posted), errors).await?);
    }
    let consent =
        Consent { given_on, how: "recorded".to_owned(), note: posted.given("note").map(ToOwned::to_owned), ..read };
    let page = format!("/voices/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    consents::add(&weft, &mut write, permit.visitor.named(), &found.0, &consent).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn withdraw(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (id, _) = find(&weft, &permit, &key).await?;
    let today = today(&weft).await?;
    let page = format!("/voices/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let taken_back = (today.as_str(), "recorded", posted.given("reason"));
    consents::withdraw(&weft, &mut write, permit.visitor.named(), &id, taken_back).await?;
    write.commit().await?;
    Ok(see(&page))
}

/// Records that the words were used where no publication of ours knows it: slides, a newsletter.
async fn used_elsewhere(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let found = find(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let place = errors.required(&posted, "place", "Say where the words were used").to_owned();
    if place.chars().count() > 200 {
        errors.add("place", "At most 200 characters are kept. Shorten it.");
    }
    if !errors.is_empty() {
        return show_again(&OnePage::new(&weft, &permit, found, Some(&posted), errors).await?);
    }
    let page = format!("/voices/{key}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::add_use(&weft, &mut write, permit.visitor.named(), &found.0, (None, None, Some(&place))).await?;
    write.commit().await?;
    Ok(see(&page))
}
