//! The speaker's own page, behind the link they were sent: they see the exact words, agree to what they choose, and can
//! take it back later with the same link. No account is needed, and whoever has no link learns nothing.

use askama::Template;
use axum::extract::{Path, State as From};

use super::{
    ATTRIBUTIONS, CHANNELS, Consent, Record, State, attribution_name, channel_name, consents, pages::today, store,
    usable,
};
use crate::{
    partnership,
    people::{self, Visitor},
    plumbing::{
        clock::spoken_day,
        db::Write,
        form::{FormErrors, Posted},
        history,
        ids::sha256,
        layout::{Page, see, show_again, show_private},
        mail::{self, Letter},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/voice/{token}", own), post("/voice/{token}/consent", agree), post("/voice/{token}/withdrawal", withdraw)]
}

/// For how many years a consent is asked for, unless the speaker says otherwise.
const USUAL_YEARS: i32 = 3;

/// The last day of a consent given on a day, unless somebody chooses another.
pub(super) fn usual_end(today: &str) -> String {
    let end = |day: jiff::civil::Date| day.checked_add(jiff::Span::new().years(USUAL_YEARS)).ok();
    today.parse().ok().and_then(end).map_or_else(String::new, |day| day.to_string())
}

/// The ways to be named that a voice leaves open: a child is never named.
pub(super) fn levels(record: &Record) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let (child, role) = (record.child, record.role.is_some());
    ATTRIBUTIONS.iter().copied().filter(move |(level, ..)| match *level {
        "named" => !child,
        "role" => role,
        _ => true,
    })
}

/// What to think of before somebody is asked.
pub(super) fn cautions(record: &Record) -> Vec<String> {
    let mut cautions = Vec::new();
    if record.child {
        cautions.push(
            "A child or young person said this. A parent or carer must agree, and the child too; no name is ever shown."
                .to_owned(),
        );
    }
    cautions
}

/// What the speaker agrees to, in the words they read.
fn wording(site: &str) -> String {
    format!(
        "{site} may use these words, unchanged, in the places I ticked and until the day I chose, with me named as I chose. I can \
         take this back at any time."
    )
}

/// Reads what somebody agreed to from either form; faults go to the fields.
pub(super) fn read(posted: &Posted, record: &Record, today: &str, errors: &mut FormErrors) -> Consent {
    let attribution = posted.text("attribution").to_owned();
    if levels(record).all(|(level, ..)| level != attribution) {
        errors.add("attribution", "Choose one way to be named");
    }
    if attribution == "named" && record.name.is_none() && posted.text("name").is_empty() {
        errors.add(
            if posted.fields().any(|(field, _)| field == "name") { "name" } else { "attribution" },
            "The name is not known. Enter it, or choose another way to be named",
        );
    }
    let ticked: Vec<&str> = posted.all("channels").collect();
    let channels: Vec<String> =
        CHANNELS.iter().filter(|(key, ..)| ticked.contains(key)).map(|(key, ..)| (*key).to_owned()).collect();
    if channels.is_empty() || channels.len() != ticked.len() {
        errors.add("channels", "Tick at least one place; where none is ticked, nothing may be used");
    }
    let expires = posted.text("expires_on").to_owned();
    if expires.len() != 10 || expires.parse::<jiff::civil::Date>().is_err() || expires.as_str() < today {
        errors.add("expires_on", "Enter the last day on which the words may be used, today or later");
    }
    if record.child {
        if posted.text("parent") != "yes" {
            errors.add("parent", "A parent or carer must agree");
        }
        if posted.text("assent") != "yes" {
            errors.add("assent", "The child must agree too");
        }
    }
    let by_whom = if record.child { " Agreed by a parent or carer, and by the child." } else { "" };
    Consent {
        given_on: today.to_owned(),
        how: "link".to_owned(),
        wording: format!("These words may be used, unchanged, in the places ticked and until the day chosen.{by_whom}"),
        attribution,
        channels,
        expires_on: Some(expires),
        ..Consent::default()
    }
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: &'static str,
    hint: String,
}

#[derive(Template)]
#[template(path = "voices/speaker.html")]
struct SpeakerPage {
    page: Page,
    errors: FormErrors,
    keys: [String; 2],
    action: String,
    record: Record,
    quote: bool,
    facts: Vec<(&'static str, String)>,
    site: String,
    contact: Option<String>,
    agreed: Option<String>,
    withdrawn: Option<String>,
    attributions: Vec<Choice>,
    channels: Vec<Choice>,
    attribution: String,
    ticked: Vec<String>,
    own_name: String,
    may_name: bool,
    expires_on: String,
    used: usize,
    wording: String,
}

async fn found(weft: &Weft, token: &str) -> Result<(String, Record), Problem> {
    let key = consents::key_of_link(&weft.db, token).await?.ok_or(Problem::NotFound)?;
    store::one(&weft.db, &key).await?.ok_or(Problem::NotFound)
}

/// How the consent stands, in a sentence, where there is one that holds.
fn standing(record: &Record, today: &str) -> Option<String> {
    let last = record.consent.last()?;
    let channels: Vec<&str> = last.channels.iter().map(|channel| channel_name(channel)).collect();
    (record.state(today) == State::Agreed).then(|| {
        format!(
            "You agreed on {}: {}, until {}. Named: {}.",
            spoken_day(&last.given_on),
            channels.join(", ").to_lowercase(),
            last.expires_on.as_deref().map_or_else(|| "you take it back".to_owned(), spoken_day),
            attribution_name(&last.attribution).to_lowercase(),
        )
    })
}

impl SpeakerPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        token: &str,
        record: Record,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let today = today(weft).await?;
        let authority = match &record.authority {
            Some(key) => partnership::authority(&weft.db, key).await?.map(|found| found.name),
            None => None,
        };
        let office = match partnership::load(&weft.db).await? {
            Some(about) => people::office(&weft.db, &about.contact_office).await?,
            None => None,
        };
        let last = record.consent.last();
        let before = last.filter(|last| last.withdrawn_on.is_none());
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned());
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
        Ok(Self {
            page: visitor.page("Your words").with_errors(!errors.is_empty()),
            errors,
            keys: [visitor.form_key(weft)?, visitor.form_key(weft)?],
            action: format!("/voice/{token}"),
            quote: record.kind == "quote",
            facts: told.facts(),
            site: visitor.site_name.clone(),
            contact: office.and_then(|office| office.email),
            agreed: standing(&record, &today),
            withdrawn: last.and_then(|last| last.withdrawn_on.as_deref()).map(spoken_day),
            attributions: levels(&record)
                .map(|(value, label, _)| Choice {
                    value: value.to_owned(),
                    label,
                    hint: match value {
                        "named" if record.name.is_none() => "With the name you enter below".to_owned(),
                        _ => format!("Shown as: {}", record.named_at(value, authority.as_deref())),
                    },
                })
                .collect(),
            channels: CHANNELS
                .iter()
                .map(|(value, label, hint)| Choice { value: (*value).to_owned(), label, hint: (*hint).to_owned() })
                .collect(),
            attribution: kept("attribution").or_else(|| before.map(|one| one.attribution.clone())).unwrap_or_default(),
            ticked: posted.map_or_else(
                || before.map(|one| one.channels.clone()).unwrap_or_default(),
                |posted| posted.all("channels").map(ToOwned::to_owned).collect(),
            ),
            may_name: !record.child && record.name.is_none(),
            own_name: kept("name").unwrap_or_default(),
            expires_on: kept("expires_on")
                .or_else(|| before.and_then(|one| one.expires_on.clone()).filter(|day| *day >= today))
                .unwrap_or_else(|| usual_end(&today)),
            used: store::uses(&weft.db, &record.key).await?.len(),
            wording: wording(&visitor.site_name),
            record,
        })
    }
}

async fn own(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let (_, record) = found(&weft, &token).await?;
    show_private(&SpeakerPage::new(&weft, &visitor, &token, record, None, FormErrors::default()).await?)
}

async fn agree(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let (id, record) = found(&weft, &token).await?;
    let today = today(&weft).await?;
    let mut errors = FormErrors::default();
    let mut consent = read(&posted, &record, &today, &mut errors);
    if posted.text("said") != record.said_sha256() {
        // The page was open while somebody changed the words: nobody agrees to what they have not read.
        errors.add("attribution", "The words changed while you had this page open. Read them again before you agree");
    }
    if posted.text("name").chars().count() > 100 {
        errors.add("name", "The name is too long; at most 100 characters are kept");
    }
    if !errors.is_empty() {
        return show_again(&SpeakerPage::new(&weft, &visitor, &token, record, Some(&posted), errors).await?);
    }
    consent.wording = if record.child { consent.wording } else { wording(&visitor.site_name) };
    let page = format!("/voice/{token}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    if consent.attribution == "named" && record.name.is_none() {
        let named = Record { name: posted.given("name").map(ToOwned::to_owned), ..record.clone() };
        store::change(&weft, &mut write, history::PUBLIC, &id, (&record, &named)).await?;
    }
    consents::add(&weft, &mut write, history::PUBLIC, &id, &consent).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn withdraw(From(weft): From<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let (id, _) = found(&weft, &token).await?;
    let today = today(&weft).await?;
    let page = format!("/voice/{token}");
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    consents::withdraw(&weft, &mut write, visitor.named(), &id, (&today, "link", posted.given("reason"))).await?;
    write.commit().await?;
    Ok(see(&page))
}

/// Writes to the speaker and notes the address the link goes to.
pub(super) async fn write_to(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (id, record): (&str, &Record),
    email: &str,
    link: &str,
) -> Result<(), Problem> {
    let about = partnership::load(&weft.db).await?;
    let office = match &about {
        Some(about) => people::office(&weft.db, &about.contact_office).await?.map(|office| office.title),
        None => None,
    };
    let values = [
        ("link", link),
        ("office", office.as_deref().unwrap_or_default()),
        ("site", about.as_ref().map_or("", |about| about.name.as_str())),
    ];
    // The link is new each time, and so is the letter that carries it; its key must not hold the link itself.
    let once = format!("voice-consent/{id}/{}", sha256(link.as_bytes()));
    mail::queue(weft, write, by, &Letter { kind: "voice-consent", once: &once, to: email, values: &values }).await?;
    if record.email.as_deref() != Some(email) {
        let addressed = Record { email: Some(email.to_owned()), ..record.clone() };
        store::change(weft, write, by, id, (record, &addressed)).await?;
    }
    Ok(())
}
