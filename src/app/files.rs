//! Files by name: `weft import KIND FILE` and `weft export KIND`, each kind handed to its feature.

use std::{fs, path::Path};

use clap::ValueEnum;

use super::command::Refusal;
use crate::{
    consultation, evaluation, governance, groups, indicators, meetings, partnership, people, plan, planner,
    plumbing::{
        import::{File, Imported, Mode, Rejected},
        problem::Problem,
        reader,
        state::Weft,
    },
    programmes, progress, voices,
};

/// What a file holds. Every export is a valid import of the same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// applications.csv: who applied to a cohort, and who got a place; past cohorts too.
    Applications,
    /// bodies.toml
    Bodies,
    /// Numerators and denominators of each authority.
    Counts,
    /// establishments.csv, or the contact list of schools that the Scottish Government publishes.
    Establishments,
    /// School-level summary statistics that the Scottish Government publishes: rolls and SIMD quintiles.
    SchoolStatistics,
    /// groups.toml
    Groups,
    /// memberships.csv
    Memberships,
    /// practitioners.csv: where people work.
    People,
    /// completions.csv: who completed which cohort.
    Completions,
    /// programmes.toml
    Programmes,
    /// registers.csv: who came to the meetings of cohorts.
    Registers,
    /// cohorts.toml: versions of programmes, and their cohorts.
    Cohorts,
    /// progress.toml: progress reports of groups.
    Progress,
    /// judgements.toml: how far outcomes have come.
    Judgements,
    /// A framework, TOML.
    Framework,
    /// approvals.toml: what each council decided about a framework.
    Approvals,
    /// crosswalk.toml: what became of workstreams and priorities.
    Crosswalk,
    /// meetings.toml
    Meetings,
    /// voices.toml
    Voices,
    /// consultation.toml: what was said of a framework, and what came of it.
    Consultation,
    /// recommendations.toml: what evaluations recommended, and what was done.
    Recommendations,
    /// planner.toml: calendars with their deadlines and days.
    Planner,
    /// term-dates.csv
    TermDates,
    /// questions.toml: scales and questions of forms.
    Questions,
    /// forms.toml: scales, questions, forms and where they were asked.
    Forms,
    /// answers.csv: answers to a form that were given on paper.
    Answers,
    /// Definitions, sources, statements or values of indicators.
    Indicators,
}

impl From<Rejected> for Refusal {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Lines(lines) => Self::Rejected(lines),
            Rejected::Problem(problem) => problem.into(),
        }
    }
}

/// Reads a file from disk and hands it to the feature of its kind.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, kind: Kind, path: &Path, mode: Mode) -> Result<Vec<String>, Refusal> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|cause| Refusal::Rejected(vec![format!("{name}: {cause}")]))?;
    Ok(take(weft, by, kind, File { name, bytes }, mode).await?)
}

/// Writes what an import of the same kind would read; `key` names one of several.
///
/// # Errors
/// When the kind has several and none or an unknown one was named.
pub async fn export(weft: &Weft, kind: Kind, key: Option<&str>) -> Result<Vec<u8>, Refusal> {
    match (kind, key) {
        (Kind::Applications, _) => Ok(programmes::applications::export(&weft.db).await?),
        (Kind::Bodies, _) => Ok(governance::export(&weft.db).await?),
        (Kind::Counts, _) => Ok(indicators::counts::export(weft).await?),
        (Kind::Establishments, _) => Ok(partnership::export_establishments(&weft.db).await?),
        (Kind::SchoolStatistics, _) => {
            Err(Refusal::Usage("school statistics are published by others; ask for the file they gave".into()))
        }
        (Kind::Groups, _) => Ok(groups::export(&weft.db).await?),
        (Kind::Memberships, _) => Ok(groups::export_memberships(&weft.db).await?),
        (Kind::Progress, _) => Ok(progress::export(&weft.db).await?),
        (Kind::Judgements, _) => Ok(progress::export_judgements(&weft.db).await?),
        (Kind::People, _) => Ok(people::export_people(&weft.db).await?),
        (Kind::Completions, _) => Ok(programmes::completion::export(&weft.db).await?),
        (Kind::Programmes, _) => Ok(programmes::export(&weft.db).await?),
        (Kind::Registers, _) => Ok(programmes::registers::export_registers(&weft.db).await?),
        (Kind::Cohorts, _) => Ok(programmes::cohorts::export(&weft.db).await?),
        (Kind::Approvals, _) => Ok(plan::export_approvals(&weft.db).await?),
        (Kind::Consultation, _) => Ok(consultation::export(&weft.db).await?),
        (Kind::Recommendations, _) => Ok(consultation::recommendations::export(&weft.db).await?),
        (Kind::Crosswalk, _) => Ok(plan::export_crosswalk(&weft.db).await?),
        (Kind::Meetings, _) => Ok(meetings::export(&weft.db).await?),
        (Kind::Voices, _) => Ok(voices::export(&weft.db).await?),
        (Kind::Planner, _) => Ok(planner::export(&weft.db).await?),
        (Kind::TermDates, _) => Ok(planner::export_terms(&weft.db).await?),
        (Kind::Questions, _) => Ok(evaluation::export_questions(&weft.db).await?),
        (Kind::Forms, _) => Ok(evaluation::export(&weft.db).await?),
        (Kind::Answers, _) => Err(Refusal::Usage(
            "answers are never given out one by one; the page of a form shows what they say together".into(),
        )),
        (Kind::Framework, Some(key)) => match plan::export(weft, key).await {
            Err(Problem::NotFound) => Err(Refusal::Rejected(vec![format!("there is no framework `{key}`")])),
            other => Ok(other?.into_bytes()),
        },
        (Kind::Framework, None) => Err(Refusal::Usage("say which framework: weft export framework 2025-26".into())),
        (Kind::Indicators, key) => {
            let files = indicators::export(weft).await?;
            let keys: Vec<String> = files.iter().map(|(name, _)| stem(name).to_owned()).collect();
            let found = files.into_iter().find(|(name, _)| key.is_some_and(|key| key == name || key == stem(name)));
            let offer = || Refusal::Usage(format!("say which part of the indicators: {}", keys.join(", ")));
            found.map(|(_, bytes)| bytes).ok_or_else(offer)
        }
    }
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

async fn take(weft: &Weft, by: &str, kind: Kind, file: File, mode: Mode) -> Imported {
    // A workbook with one of our tables is as good as its CSV; what schools publish is told apart by its importer.
    let file = match kind {
        Kind::Establishments | Kind::SchoolStatistics => file,
        _ => reader::as_csv(file).await?,
    };
    match kind {
        Kind::Applications => programmes::applications::import(weft, by, file, mode).await,
        Kind::Bodies => governance::import(weft, by, file, mode).await,
        Kind::Counts => indicators::counts::import(weft, by, &file, mode).await,
        Kind::Establishments | Kind::SchoolStatistics => partnership::import_establishments(weft, by, file, mode).await,
        Kind::Groups => groups::import(weft, by, file, mode).await,
        Kind::Memberships => groups::import_memberships(weft, by, file, mode).await,
        Kind::Progress => progress::import(weft, by, file, mode).await,
        Kind::Judgements => progress::import_judgements(weft, by, file, mode).await,
        Kind::People => people::import_people(weft, by, file, mode).await,
        Kind::Completions => programmes::completion::import(weft, by, file, mode).await,
        Kind::Programmes => programmes::import(weft, by, file, mode).await,
        Kind::Registers => programmes::registers::import_registers(weft, by, file, mode).await,
        Kind::Cohorts => programmes::cohorts::import(weft, by, file, mode).await,
        Kind::Meetings => meetings::import(weft, by, file, mode).await,
        Kind::Voices => voices::import(weft, by, file, mode).await,
        Kind::Planner => planner::import(weft, by, file, mode).await,
        Kind::TermDates => planner::import_terms(weft, by, file, mode).await,
        Kind::Framework => plan::import(weft, by, &file, mode).await,
        Kind::Approvals => plan::import_approvals(weft, by, file, mode).await,
        Kind::Consultation => consultation::import(weft, by, file, mode).await,
        Kind::Recommendations => consultation::recommendations::import(weft, by, file, mode).await,
        Kind::Crosswalk => plan::import_crosswalk(weft, by, file, mode).await,
        Kind::Questions => evaluation::import_questions(weft, by, file, mode).await,
        Kind::Forms => evaluation::import(weft, by, file, mode).await,
        Kind::Answers => evaluation::import_answers(weft, by, file, mode).await,
        Kind::Indicators => indicators::import(weft, by, file, mode).await,
    }
}
