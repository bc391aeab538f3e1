//! The lists for the bodies that award credit and recognise, as workbooks, and what became of the claims.

use std::io::Write as _;

use axum::extract::{Path, State as From};

use super::{
    Award,
    ground::{Ground, Someone},
    no_award_on, pages,
    store::{self, Claim},
};
use crate::{
    partnership,
    people::Permit,
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{download, see},
        problem::{Problem, Shown},
        state::Weft,
        workbook::{About, Sheet, Value, write},
    },
};

/// The steps of a claim, as stored and as said.
const STEPS: [(&str, &str); 3] = [("sent", "Sent"), ("awarded", "Awarded"), ("refused", "Refused")];

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The name of an award's list.
pub(super) fn file_of(award: Award) -> &'static str {
    match award {
        Award::Credit => "credits.xlsx",
        Award::Recognition => "recognition.xlsx",
    }
}

/// A step of a claim in words: `Sent on 3 July 2026, reference MO-12`.
pub(super) fn step_in_words(step: &Claim) -> String {
    let name = STEPS.iter().find(|(key, _)| *key == step.step).map_or("", |(_, name)| name);
    let reference = if step.reference.is_empty() { String::new() } else { format!(", reference {}", step.reference) };
    format!("{name} on {}{reference}", spoken_day(&step.day))
}

/// Whether somebody stands on the list: they completed, and the award may be made on that day. Otherwise why not.
fn on_list(ground: &Ground, one: &Someone) -> Result<(), String> {
    match &one.decision {
        None => Err("It is not decided whether they completed".to_owned()),
        Some(decision) if !decision.is_completed() => Err("They did not complete".to_owned()),
        Some(decision) => no_award_on(&ground.version, &decision.day).map_or(Ok(()), Err),
    }
}

/// What each award of a cohort is, and how far its claims have come, in words.
pub(super) async fn claimed(weft: &Weft, ground: &Ground) -> Result<Vec<(Award, String, String)>, Problem> {
    let claims = store::claims(&weft.db, &ground.cohort.id).await?;
    let listed: Vec<&Someone> = ground.people.iter().filter(|one| on_list(ground, one).is_ok()).collect();
    let latest = |award: Award, one: &Someone| {
        let decision = one.decision.as_ref()?;
        claims
            .iter()
            .find(|step| step.completion_id == decision.id && step.award == award.key())
            .map(|step| step.step.as_str())
    };
    let lines = Award::ALL.into_iter().filter_map(|award| {
        let words = award.words(&ground.version)?;
        let count = |step: &str| listed.iter().filter(|one| latest(award, one) == Some(step)).count();
        let on = listed.len();
        let people = if on == 1 { "1 person is".to_owned() } else { format!("{on} people are") };
        let (sent, awarded, refused) = (count("sent"), count("awarded"), count("refused"));
        let mut said = format!("{people} on the list");
        if sent + awarded + refused > 0 {
            said.push_str(&format!(": sent and not answered {sent}, awarded {awarded}, refused {refused}"));
        }
        said.push('.');
        Some((award, words, said))
    });
    Ok(lines.collect())
}

pub(super) async fn credits(from: From<Weft>, permit: Permit, key: Path<String>) -> Shown {
    list(from, permit, key, Award::Credit).await
}

pub(super) async fn recognition(from: From<Weft>, permit: Permit, key: Path<String>) -> Shown {
    list(from, permit, key, Award::Recognition).await
}

async fn list(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>, award: Award) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let words = award.words(&ground.version).ok_or(Problem::NotFound)?;
    let bytes = workbook(&weft, &ground, award, &words).await?;
    never_kept(download(bytes, XLSX, &format!("{}-{}", ground.cohort.key, file_of(award)))?)
}

fn never_kept(mut response: axum::response::Response) -> Shown {
    let never = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, never);
    Ok(response)
}

async fn workbook(weft: &Weft, ground: &Ground, award: Award, words: &str) -> Result<Vec<u8>, Problem> {
    let (cohort, version) = (&ground.cohort, &ground.version);
    let registrations = store::registrations(&weft.db, &cohort.id).await?;
    let accepted = store::accepted_on(&weft.db, &cohort.id).await?;
    let claims = store::claims(&weft.db, &cohort.id).await?;
    let optional = |number: Option<i64>| number.map_or_else(|| "not given".to_owned(), |number| number.to_string());
    let (mut on, mut off) = (Vec::new(), Vec::new());
    for one in &ground.people {
        if let Err(why) = on_list(ground, one) {
            off.push(vec![Value::text(&one.name), Value::text(why)]);
            continue;
        }
        let Some(decision) = &one.decision else { continue };
        let registration = registrations.get(&one.person_id).filter(|number| !number.is_empty());
        let read = accepted.get(&one.person_id).and_then(|at| at.get(..10)).map(spoken_day);
        let read = if version.case_study == 1 {
            read.unwrap_or_else(|| "not accepted".into())
        } else {
            "not asked for".into()
        };
        let claim = claims.iter().find(|step| step.completion_id == decision.id && step.award == award.key());
        let mut row = vec![
            one.name.clone(),
            registration.cloned().unwrap_or_else(|| "not given".into()),
            cohort.programme_name.clone(),
            cohort.title.clone(),
            spoken_day(&decision.day),
        ];
        if award == Award::Credit {
            row.extend([optional(version.credit_level), optional(version.credit_points)]);
        } else {
            row.push(version.recognition.clone());
        }
        row.extend([read, claim.map_or_else(|| "not sent yet".to_owned(), step_in_words)]);
        on.push(row.into_iter().map(Value::text).collect::<Vec<_>>());
    }
    let mut headings = vec!["Name", "Registration number", "Programme", "Cohort", "Completed on"];
    headings.extend(if award == Award::Credit { &["SCQF level", "SCQF points"][..] } else { &["Recognition"][..] });
    headings.extend(["Case study accepted on", "Claim"]);
    let nobody = |width: usize| {
        let mut row = vec![Value::text("nobody")];
        row.resize(width, Value::text("–"));
        vec![row]
    };
    let widths = vec![30, 22, 36, 24, 20, 14, 14, 22, 30];
    let sheets = [
        Sheet {
            name: "Notes".into(),
            title: "Notes".into(),
            about: vec!["This sheet holds one table: what the lists mean.".into()],
            headings: vec!["Note".into(), "Text".into()],
            rows: vec![
                vec![Value::text("Rule"), Value::text(ground.rule())],
                vec![Value::text("Award"), Value::text(format!("{words}. {}", valid_in_words(ground)))],
                vec![
                    Value::text("Attendance"),
                    Value::text("Only meetings that were held count; those planned and not held count for nobody."),
                ],
            ],
            widths: vec![16, 100],
        },
        Sheet {
            name: "List".into(),
            title: format!("{} list: {}", award.name(), cohort.full_title()),
            about: vec!["This sheet holds one table: one row for each person who completed.".into()],
            headings: headings.iter().map(|heading| (*heading).to_owned()).collect(),
            rows: if on.is_empty() { nobody(headings.len()) } else { on },
            widths,
        },
        Sheet {
            name: "Not on the list".into(),
            title: "Who is not on the list, and why".into(),
            about: vec![
                "This sheet holds one table: one row for each person of the cohort who is not on the list.".into(),
            ],
            headings: vec!["Name".into(), "Why".into()],
            rows: if off.is_empty() { nobody(2) } else { off },
            widths: vec![30, 90],
        },
    ];
    let author = partnership::name(&weft.db).await?;
    let about = About {
        title: format!("{} list: {}", award.name(), cohort.full_title()),
        subject: "People who completed a programme",
        cover: vec![
            format!("Drawn up by {author} on {}.", spoken_day(&ground.today)),
            "It names people. Keep it as you keep their other records, and pass it on to nobody but the awarding body."
                .into(),
        ],
        author,
        changed: weft.clock.instant(),
    };
    write(&about, &sheets)
}

fn valid_in_words(ground: &Ground) -> String {
    match (&ground.version.award_from, &ground.version.award_to) {
        (Some(from), Some(to)) => {
            format!("It may be made for completions from {} to {}.", spoken_day(from), spoken_day(to))
        }
        (Some(from), None) => format!("It may be made for completions from {} on.", spoken_day(from)),
        (None, Some(to)) => format!("It may be made for completions until {}.", spoken_day(to)),
        (None, None) => "Nothing limits the days on which it may be made.".to_owned(),
    }
}

/// A step of a claim from a form: the step, the day, the reference.
pub(super) fn claim_of(
    ground: &Ground,
    posted: &Posted,
    errors: &mut FormErrors,
) -> Option<(&'static str, String, String)> {
    let step = STEPS.iter().map(|(key, _)| *key).find(|key| *key == posted.text("step"));
    if step.is_none() {
        errors.add("step", "Choose what happened");
    }
    let day = posted.text("claimed_on").to_owned();
    if day.parse::<jiff::civil::Date>().is_err() {
        errors.add("claimed_on", "Give the day, for example 2026-07-03");
    } else if day > ground.today {
        errors.add("claimed_on", "The day cannot lie in the future");
    }
    let reference = posted.text("reference").to_owned();
    if reference.chars().count() > 100 {
        errors.add("reference", "The reference is longer than 100 characters. Shorten it.");
    }
    step.filter(|_| errors.is_empty()).map(|step| (step, day, reference))
}

/// Records for everybody on a list that it was sent, awarded or refused.
pub(super) async fn claim_all(
    From(weft): From<Weft>,
    permit: Permit,
    Path(key): Path<String>,
    posted: Posted,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let mut errors = FormErrors::default();
    let award = Award::of(posted.text("award")).filter(|award| award.words(&ground.version).is_some());
    if award.is_none() {
        errors.add("award", "Choose which list");
    }
    let (Some(award), Some((step, day, reference))) = (award, claim_of(&ground, &posted, &mut errors)) else {
        return pages::again(&weft, &permit, &ground, errors, &posted).await;
    };
    let by = pages::account(&permit)?.id;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &ground.home()).await?;
    let mut count = 0;
    for one in ground.people.iter().filter(|one| on_list(&ground, one).is_ok()) {
        let Some(decision) = &one.decision else { continue };
        store::add_claim(&weft, &mut write, &by, &decision.id, award, (step, &day, &reference)).await?;
        count += 1;
    }
    pages::commit(write, count > 0).await?;
    Ok(see(&format!("{}?done=claimed&count={count}", ground.home())))
}

/// Every certificate of a cohort that stands, as one zip file.
pub(super) async fn certificates(From(weft): From<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let files = store::files(&weft.db, &ground.cohort.id).await?;
    if files.is_empty() {
        return Err(Problem::NotFound);
    }
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    // A PDF is compressed already; storing it as it is keeps its bytes findable and costs nothing.
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, number, bytes) in files {
        let name = format!("{}-{}.pdf", crate::plumbing::ids::key_from(&name), number.to_lowercase());
        zip.start_file(name, stored).map_err(Problem::broken)?;
        zip.write_all(&bytes).map_err(Problem::broken)?;
    }
    let bytes = zip.finish().map_err(Problem::broken)?.into_inner();
    never_kept(download(bytes, "application/zip", &format!("{}-certificates.zip", ground.cohort.key))?)
}
