//! `questions.toml` and `forms.toml` (docs/formats.md): read, checked as a whole, written in one transaction or not at all;
//! and written out.

use serde::Serialize;

use super::{
    Asking, Choice, Form, Question,
    file_read::{self, Known, Read},
    pages, store,
};
use crate::{
    plumbing::{
        db::Db,
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records,
    },
    programmes,
};

async fn known(weft: &Weft) -> Result<Known, Problem> {
    let db = &weft.db;
    let mut known = Known { today: pages::today(weft).await?, ..Known::default() };
    known.scales = store::scales(db).await?.into_iter().map(|scale| (scale.key.clone(), scale)).collect();
    for question in store::questions(db).await? {
        for version in store::versions(db, &question.key).await? {
            known.questions.insert((version.key.clone(), version.number), version);
        }
    }
    known.forms = store::forms(db).await?.into_iter().map(|form| form.key).collect();
    known.askings = store::askings(db).await?.into_iter().map(|asking| (asking.key.clone(), asking)).collect();
    known.programmes = programmes::programmes(db).await?.into_iter().map(|programme| programme.key).collect();
    known.cohorts =
        programmes::cohorts::cohorts(db).await?.into_iter().map(|cohort| (cohort.key, cohort.programme)).collect();
    Ok(known)
}

/// Reads a file of scales and questions: those it names are added, a changed question as a new version; all others stay.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_questions(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    take(weft, by, file, &["scale", "question"], mode).await
}

/// Reads a file of scales, questions, forms and askings: those it names are added or changed, all others stay.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    take(weft, by, file, &["scale", "question", "form", "asking"], mode).await
}

async fn take(weft: &Weft, by: &str, file: File, lists: &[&str], mode: Mode) -> Imported {
    let mut known = known(weft).await?;
    let read = toml_records::read_lists(&file, lists, |reading, whole| {
        let mut read = Read::default();
        for entry in reading.entries(whole, "scale") {
            read.scales.push(file_read::scale(reading, entry, &mut known));
        }
        for entry in reading.entries(whole, "question") {
            read.questions.push(file_read::question(reading, entry, &mut known));
        }
        for entry in reading.entries(whole, "form") {
            read.forms.push(file_read::form(reading, entry, &mut known));
        }
        for entry in reading.entries(whole, "asking") {
            read.askings.push(file_read::asking(reading, entry, &mut known));
        }
        read
    })?;
    write(weft, by, &file, lists, &read, mode).await
}

async fn write(weft: &Weft, by: &str, file: &File, lists: &[&str], read: &Read, mode: Mode) -> Imported {
    let stands = known(weft).await?;
    let forms_before = store::forms(&weft.db).await?;
    let (mut scales, mut questions, mut forms, mut askings) =
        (Tally::default(), Tally::default(), Tally::default(), Tally::default());
    let mut write = weft.db.write().await?;
    for scale in &read.scales {
        if stands.scales.contains_key(&scale.key) {
            scales.unchanged += 1;
        } else {
            scales.added += 1;
            store::add_scale(weft, &mut write, by, scale).await?;
        }
    }
    for question in &read.questions {
        let at = (question.key.clone(), question.number);
        match stands.questions.get(&at) {
            Some(before) if before.retired_on.is_none() && question.retired_on.is_some() => {
                questions.changed += 1;
                let day = question.retired_on.clone().unwrap_or_default();
                store::retire(weft, &mut write, by, &question.key, &day, "as the file says").await?;
            }
            Some(_) => questions.unchanged += 1,
            None if question.number == 1 => {
                questions.added += 1;
                store::add_question(weft, &mut write, by, question).await?;
            }
            None => {
                questions.changed += 1;
                store::add_version(weft, &mut write, by, question).await?;
            }
        }
    }
    for form in &read.forms {
        match forms_before.iter().find(|before| before.key == form.key) {
            Some(before) if before == form => forms.unchanged += 1,
            before => {
                if before.is_some() {
                    forms.changed += 1
                } else {
                    forms.added += 1
                }
                store::change_form(weft, &mut write, by, form).await?;
            }
        }
    }
    for (asking, versions) in &read.askings {
        if stands.askings.contains_key(&asking.key) {
            askings.unchanged += 1;
            continue;
        }
        askings.added += 1;
        let versions = store::versions_named(&mut write, &asking.form, versions).await?;
        store::add_asking(weft, &mut write, by, asking, &versions).await?;
    }
    let tallies = [
        ("scale", "scales", scales),
        ("question", "questions", questions),
        ("form", "forms", forms),
        ("asking", "askings", askings),
    ];
    if mode == Mode::Write && tallies.iter().any(|(_, _, tally)| tally.added + tally.changed > 0) {
        write.commit().await?;
    }
    let said = tallies.iter().filter(|(list, ..)| lists.contains(list));
    Ok(said.map(|(_, things, tally)| tally.line(&file.name, things, mode)).collect())
}

#[derive(Serialize)]
struct WrittenOption {
    key: String,
    label: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    top: bool,
}

fn written_options(choices: Vec<Choice>) -> Vec<WrittenOption> {
    choices.into_iter().map(|one| WrittenOption { key: one.key, label: one.label, top: one.top_box == 1 }).collect()
}

#[derive(Serialize)]
struct WrittenScale {
    key: String,
    name: String,
    option: Vec<WrittenOption>,
}

#[derive(Serialize)]
struct WrittenQuestion {
    key: String,
    version: i64,
    words: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    help: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scale: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    may_not_apply: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    driver: String,
    level: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    measure: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retired: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    option: Vec<WrittenOption>,
}

impl From<Question> for WrittenQuestion {
    fn from(one: Question) -> Self {
        Self {
            option: if one.kind == "choice" { written_options(one.choices) } else { Vec::new() },
            key: one.key,
            version: one.number,
            words: one.words,
            help: one.help,
            kind: one.kind,
            scale: one.scale_key,
            may_not_apply: one.may_not_apply == 1,
            driver: one.driver,
            level: one.level,
            measure: one.measure,
            reason: one.reason,
            from: one.from_day,
            retired: one.retired_on,
        }
    }
}

#[derive(Serialize)]
struct WrittenForm {
    key: String,
    title: String,
    occasion: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    opening: String,
    questions: Vec<String>,
}

impl From<Form> for WrittenForm {
    fn from(one: Form) -> Self {
        let Form { key, title, occasion, opening, questions } = one;
        Self { key, title, occasion, opening, questions }
    }
}

#[derive(Serialize)]
struct WrittenAsking {
    key: String,
    form: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    programme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cohort: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting: Option<String>,
    opens: String,
    closes: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invited: Option<i64>,
    versions: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    invented: bool,
}

impl WrittenAsking {
    fn of(one: Asking, versions: Vec<String>) -> Self {
        Self {
            key: one.key,
            form: one.form,
            title: one.title,
            programme: one.programme_key,
            cohort: one.cohort_key,
            meeting: one.meeting_key,
            opens: one.opens_on,
            closes: one.closes_on,
            closed: one.closed_on,
            invited: one.invited,
            versions,
            invented: one.invented == 1,
        }
    }
}

#[derive(Serialize)]
struct Written {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scale: Vec<WrittenScale>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    question: Vec<WrittenQuestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    form: Vec<WrittenForm>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asking: Vec<WrittenAsking>,
}

async fn bank(db: &Db) -> Result<Written, Problem> {
    let scale = store::scales(db).await?.into_iter();
    let scale = scale.map(|one| WrittenScale { key: one.key, name: one.name, option: written_options(one.choices) });
    let mut question = Vec::new();
    for newest in store::questions(db).await? {
        let mut versions = store::versions(db, &newest.key).await?;
        versions.reverse();
        question.extend(versions.into_iter().map(WrittenQuestion::from));
    }
    Ok(Written { scale: scale.collect(), question, form: Vec::new(), asking: Vec::new() })
}

/// The bank as a file that can be imported again; the same bank always gives the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export_questions(db: &Db) -> Result<Vec<u8>, Problem> {
    Ok(toml::to_string_pretty(&bank(db).await?).map_err(Problem::broken)?.into_bytes())
}

/// The bank, the forms and where they were asked, as a file that can be imported again. Answers are not among them.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut written = bank(db).await?;
    written.form = store::forms(db).await?.into_iter().map(WrittenForm::from).collect();
    let mut askings = store::askings(db).await?;
    askings.reverse();
    for asking in askings {
        let ids = store::items(db, &asking.id).await?;
        let versions = store::version_of_ids(db, &ids).await?;
        let versions = versions.iter().map(|one| format!("{}/{}", one.key, one.number)).collect();
        written.asking.push(WrittenAsking::of(asking, versions));
    }
    Ok(toml::to_string_pretty(&written).map_err(Problem::broken)?.into_bytes())
}
