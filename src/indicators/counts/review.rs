//! Accepting a sheet or returning it with a reason. Whoever does sees which rows are given, what was asked about them and
//! what the officer answered, but none of the numbers: those are for the officers of the authority.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use figures::Message;

use super::{
    earlier,
    happened::{Happened, happened},
    list::{href, period_href, state},
    said,
    sending::needed,
    sheet,
    sheet_page::{Asked, Parts, find},
    sheet_view::coverage,
    steps::{self, Step, refuse},
    store::{self, Sheet},
};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One question with its answer.
struct Asking {
    row: String,
    question: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "indicators/counts/review.html")]
struct ReviewPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    period: String,
    indicator: String,
    session: String,
    authority: String,
    state: String,
    /// Which version of the sheet is looked at.
    version: i64,
    coverage: String,
    adds_up: String,
    asked: Vec<Asking>,
    locked: String,
    may_accept: bool,
    may_return: bool,
    reason: String,
    happened: Vec<Happened>,
}

impl ReviewPage {
    async fn new(weft: &Weft, permit: &Permit, asked: &Asked, errors: FormErrors) -> Result<Self, Problem> {
        let found = store::sheet(weft.db.read(), &asked.about).await?;
        let sheet = found.as_ref().ok_or(Problem::NotFound)?;
        let mut answers = steps::answers(weft.db.read(), &sheet.id).await?;
        let locks = steps::locks(weft.db.read()).await?;
        let lock = locks.get(&asked.about.period());
        let questions = earlier::questions(asked.session, &sheet.rows, &asked.earlier, &asked.measure);
        let period = period_href(&asked.about.period());
        let title = format!("Counts of {}: {}, {}", asked.authority.name, asked.measure.short_name, asked.session);
        Ok(Self {
            page: permit.visitor.page(title).section("indicators").with_errors(!errors.is_empty()),
            crumbs: vec![
                Crumb::new("/account", "Your account"),
                Crumb::new("/counts", "Counts"),
                Crumb::new(period.clone(), format!("{}, {}", asked.measure.short_name, asked.session)),
            ],
            form_key: permit.visitor.form_key(weft)?,
            action: href(&asked.about),
            period,
            indicator: asked.measure.short_name.clone(),
            session: asked.session.to_string(),
            authority: asked.authority.name.clone(),
            state: said(&state(Some(sheet))),
            version: sheet.version,
            coverage: coverage(&sheet.rows),
            adds_up: adds_up(sheet),
            asked: questions
                .into_iter()
                .map(|question| Asking {
                    row: said(&question.category.message()),
                    question: said(&question.plain),
                    answer: answers.remove(&question.category).unwrap_or_default(),
                })
                .collect(),
            locked: lock.map(|lock| said(&steps::locked(lock))).unwrap_or_default(),
            may_accept: lock.is_none() && Step::Acceptance.hindrance(Some(sheet)).is_none(),
            may_return: lock.is_none() && Step::Return.hindrance(Some(sheet)).is_none(),
            reason: String::new(),
            happened: happened(weft, permit, Some(sheet), false).await?,
            errors,
        })
    }
}

/// Whether the parts add up to all, without their numbers.
fn adds_up(sheet: &Sheet) -> String {
    let key = match sheet::check(&sheet.rows).difference {
        Some(_) => "counts-review-differs",
        None => "counts-review-adds-up",
    };
    said(&Message::new(key))
}

pub(super) async fn show(State(weft): State<Weft>, permit: Permit, Path(parts): Parts) -> Shown {
    let asked = find(&weft, parts).await?;
    show_private(&ReviewPage::new(&weft, &permit, &asked, FormErrors::default()).await?)
}

pub(super) async fn accept(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    let asked = find(&weft, parts).await?;
    decide(&weft, &permit, &asked, &posted, Step::Acceptance, None).await
}

pub(super) async fn send_back(State(weft): State<Weft>, permit: Permit, Path(parts): Parts, posted: Posted) -> Shown {
    let asked = find(&weft, parts).await?;
    let mut errors = FormErrors::default();
    let reason = needed(&mut errors, &posted, "reason", "counts-return-why");
    if !errors.is_empty() {
        let mut page = ReviewPage::new(&weft, &permit, &asked, errors).await?;
        page.reason = reason;
        return show_again(&page);
    }
    decide(&weft, &permit, &asked, &posted, Step::Return, Some(&reason)).await
}

async fn decide(
    weft: &Weft,
    permit: &Permit,
    asked: &Asked,
    posted: &Posted,
    step: Step,
    reason: Option<&str>,
) -> Shown {
    let period = asked.about.period();
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &period_href(&period)).await?;
    let saved = store::sheet(write.on(), &asked.about).await?;
    if let Some(lock) = steps::locks(write.on()).await?.get(&period) {
        return Err(refuse(&steps::locked(lock)));
    }
    let sheet = saved.as_ref().ok_or(Problem::NotFound)?;
    if let Some(hindrance) = step.hindrance(Some(sheet)) {
        return Err(refuse(&hindrance));
    }
    // Only what was looked at is accepted: the officer may have changed the sheet and sent it again meanwhile.
    if posted.text("version") != sheet.version.to_string() {
        return Err(refuse(&Message::new("counts-review-overtaken")));
    }
    let by = permit.visitor.named();
    steps::take(weft, &mut write, by, (&asked.about, sheet), step, reason, &BTreeMap::new()).await?;
    write.commit().await?;
    let done = if step == Step::Acceptance { "accepted" } else { "returned" };
    Ok(see(&format!("{}?done={done}", period_href(&period))))
}
