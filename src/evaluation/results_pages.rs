//! The page of one asking: while it is open how to ask, once it has closed what the answers say; and the same as a file.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use figures::survey::{self, Showing};
use serde::Deserialize;
use sheets::{Field, write_csv};

use super::{
    Asking, Question, Window,
    closing::{self, invited_to},
    letters, pages,
    results::{self, Distribution, distribution, word},
    slide, store,
};
use crate::{
    people::Permit,
    plumbing::{
        form::FormErrors,
        layout::{Crumb, Page, download, show_again, show_private},
        problem::{Problem, Shown},
        qr,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/forms/asked/{key}", page), get("/forms/asked/{key}/results.csv", csv)]
}

struct RowShown {
    label: String,
    count: String,
    share: String,
    top: bool,
}

/// One question with what may be shown of it.
struct QuestionShown {
    id: String,
    words: String,
    version: String,
    breaks: Option<String>,
    /// Why there is nothing, where there is nothing.
    hidden: Option<&'static str>,
    rows: Vec<RowShown>,
    total: String,
    shares: bool,
    not_applicable: Option<String>,
    finding: Option<String>,
    bounds: Option<String>,
    chart: Option<String>,
    texts: Vec<String>,
    middle: Option<String>,
}

#[derive(Template)]
#[template(path = "evaluation/asked.html")]
struct AskedPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    asking: Asking,
    standing: String,
    colour: &'static str,
    open: bool,
    closed: bool,
    code: String,
    link: String,
    letters: usize,
    written: bool,
    answered: String,
    invited: String,
    invited_typed: String,
    response: Option<String>,
    caution: Option<&'static str>,
    questions: Vec<QuestionShown>,
    downloads: bool,
}

const FEW: &str = "Fewer than five people answered this, so nothing is shown.";

/// The distribution of each question of an asking that has choices, by version.
async fn distributions(
    weft: &Weft,
    asking: &Asking,
    asked: &[Question],
) -> Result<BTreeMap<String, Distribution>, Problem> {
    let counted = store::counted(&weft.db, Some(&asking.id), None).await?;
    let mut found = BTreeMap::new();
    for question in asked.iter().filter(|one| one.has_choices()) {
        let counts: Vec<(String, i64)> = counted
            .iter()
            .filter(|one| one.version == question.id)
            .map(|one| (one.choice.clone(), one.count))
            .collect();
        found.insert(question.id.clone(), distribution(question, &counts));
    }
    Ok(found)
}

fn count_shown(showing: Showing, count: i64) -> String {
    if showing == Showing::Counts { word(count) } else { count.to_string() }
}

impl QuestionShown {
    fn empty(number: usize, question: &Question) -> Self {
        let breaks = (question.number > 1).then(|| {
            let why = question.reason.trim_end_matches('.');
            format!("The words changed with version {} ({why}): a new series begins here, not to be joined with earlier results.", question.number)
        });
        Self {
            id: format!("question-{number}"),
            words: format!("{number}. {}", question.words),
            version: format!("Version {}", question.number),
            breaks,
            hidden: Some(FEW),
            rows: Vec::new(),
            total: String::new(),
            shares: false,
            not_applicable: None,
            finding: None,
            bounds: None,
            chart: None,
            texts: Vec::new(),
            middle: None,
        }
    }

    fn counted(&mut self, question: &Question, found: &Distribution, invited: Option<i64>) {
        if found.showing == Showing::Nothing {
            return;
        }
        self.hidden = None;
        self.shares = found.showing == Showing::Shares;
        self.rows = found
            .rows
            .iter()
            .map(|row| RowShown {
                label: row.label.clone(),
                count: count_shown(found.showing, row.count),
                share: row.percent.map(|percent| format!("{percent}%")).unwrap_or_default(),
                top: row.top,
            })
            .collect();
        self.total = count_shown(found.showing, found.answered);
        self.not_applicable = (question.may_not_apply == 1).then(|| count_shown(found.showing, found.not_applicable));
        self.finding = found.finding(question);
        self.bounds = found.bounds(invited);
        self.chart = found.chart(question);
    }
}

async fn shown(
    weft: &Weft,
    asking: &Asking,
    answered: i64,
    invited: Option<i64>,
) -> Result<Vec<QuestionShown>, Problem> {
    let asked = store::version_of_ids(&weft.db, &store::items(&weft.db, &asking.id).await?).await?;
    let found = distributions(weft, asking, &asked).await?;
    let mut questions = Vec::new();
    for (number, question) in (1..).zip(&asked) {
        let mut shown = QuestionShown::empty(number, question);
        if let Some(found) = found.get(&question.id) {
            shown.counted(question, found, invited);
        } else if question.kind == "number" {
            let numbers = store::numbers(&weft.db, &asking.id, &question.id).await?;
            shown.middle = results::middle(&numbers);
            shown.hidden = shown.middle.is_none().then_some("Fewer than ten people gave a number, so none is shown.");
        } else {
            let texts = store::words(&weft.db, &asking.id, &question.id).await?;
            let few = survey::showing(i64::try_from(texts.len()).unwrap_or(0)) == Showing::Nothing;
            if survey::showing(answered) == Showing::Shares && !few {
                shown.hidden = None;
                shown.texts = texts;
            } else {
                shown.hidden =
                    Some("Words are read once at least ten people have answered the form and five have written here.");
            }
        }
        questions.push(shown);
    }
    Ok(questions)
}

async fn asked_page(
    weft: &Weft,
    permit: &Permit,
    asking: &Asking,
    errors: FormErrors,
    typed: Option<&str>,
) -> Result<AskedPage, Problem> {
    let today = pages::today(weft).await?;
    let window = asking.window(&today);
    let count = store::responses(&weft.db, &asking.id).await?;
    let invited = invited_to(weft, asking).await?;
    let link = slide::shared_link(weft, asking)?;
    let (standing, colour) = pages::standing(asking, &today);
    let read = window == Window::Closed && survey::showing(count) != Showing::Nothing;
    Ok(AskedPage {
        page: permit.visitor.page(asking.title.clone()).section("programmes").with_errors(!errors.is_empty()),
        crumbs: pages::crumbs(),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        standing,
        colour,
        open: window == Window::Open,
        closed: window == Window::Closed,
        code: qr::svg(&link)?,
        link,
        letters: letters::recipients(weft, asking).await?.len(),
        written: store::links(&weft.db, &asking.id).await? > 0,
        answered: pages::answered(count),
        invited_typed: typed
            .map_or_else(|| asking.invited.map(|count| count.to_string()).unwrap_or_default(), ToOwned::to_owned),
        invited: invited.said,
        response: read.then(|| results::response(count, invited.count)),
        caution: if read { results::caution(count, invited.count) } else { None },
        questions: if read { shown(weft, asking, count, invited.count).await? } else { Vec::new() },
        downloads: read && pages::evaluates(permit),
        asking: asking.clone(),
    })
}

/// The page shown again with what is wrong in the number of those invited.
pub(super) async fn again(weft: &Weft, permit: &Permit, asking: &Asking, errors: FormErrors, typed: &str) -> Shown {
    show_again(&asked_page(weft, permit, asking, errors, Some(typed)).await?)
}

#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

async fn page(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, Query(done): Query<Done>) -> Shown {
    let asking = pages::find(&weft, &permit, &key).await?;
    closing::settle_when_due(&weft, permit.visitor.named(), &asking, &pages::today(&weft).await?).await?;
    let mut page = asked_page(&weft, &permit, &asking, FormErrors::default(), None).await?;
    page.page.notice = match done.done.as_str() {
        "opened" => Some("The form is open. Put its code on a slide, or write to those who took part.".to_owned()),
        "closed" => Some("The form is closed. It does not open again.".to_owned()),
        "counted" => Some("The number of those invited is noted.".to_owned()),
        "written" => Some("The letters are on their way, each with a link that works once.".to_owned()),
        _ => None,
    };
    show_private(&page)
}

async fn csv(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let asking = pages::find(&weft, &permit, &key).await?;
    if asking.window(&pages::today(&weft).await?) != Window::Closed {
        return Err(Problem::Conflict("Results are read once the form has closed.".into()));
    }
    let asked = store::version_of_ids(&weft.db, &store::items(&weft.db, &asking.id).await?).await?;
    let found = distributions(&weft, &asking, &asked).await?;
    let header = [
        "occasion", "session", "question", "version", "words", "answer", "label", "top", "count", "answered", "reason",
    ];
    let mut rows: Vec<Vec<Field>> = Vec::new();
    for question in &asked {
        let Some(found) = found.get(&question.id) else { continue };
        let mut line = |answer: &str, label: &str, top: bool, count: i64| {
            let hidden = found.showing == Showing::Nothing;
            let number = |count: i64| if hidden { Field::Empty } else { Field::from(count.to_string()) };
            rows.push(vec![
                asking.key.clone().into(),
                asking.session.clone().into(),
                question.key.clone().into(),
                question.number.to_string().into(),
                question.words.clone().into(),
                answer.to_owned().into(),
                label.to_owned().into(),
                (if top { "yes" } else { "no" }).to_owned().into(),
                number(count),
                number(found.answered),
                if hidden { Field::from("suppressed".to_owned()) } else { Field::Empty },
            ]);
        };
        for row in &found.rows {
            line(&row.key, &row.label, row.top, row.count);
        }
        if question.may_not_apply == 1 {
            line(super::NOT_APPLICABLE, "Does not apply", false, found.not_applicable);
        }
    }
    download(write_csv(&header, &rows), "text/csv; charset=utf-8", &format!("{}.csv", asking.key))
}
