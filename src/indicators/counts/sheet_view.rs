//! The page of a sheet: what was saved or typed, laid out in seven rows, with what it adds up to.

use std::collections::BTreeMap;

use askama::Template;
use figures::{Message, Reason};

use super::{
    list::{Choice, href, state},
    row::{Category, Content, Row, Typed},
    said, sheet,
    sheet::{Difference, Rows},
    sheet_page::Asked,
    spoken,
    store::Sheet,
};
use crate::{
    people::Permit,
    plumbing::{
        form::FormErrors,
        history,
        layout::{Crumb, Page},
        problem::Problem,
        state::Weft,
    },
};

/// What came back wrong.
pub(super) struct Tried {
    pub typed: BTreeMap<Category, Typed>,
    pub errors: FormErrors,
    pub difference: Option<Difference>,
    pub overtaken: bool,
}

/// One row of the sheet.
pub(super) struct Line {
    /// What the ids of its fields begin with.
    field: &'static str,
    name: String,
    typed: Typed,
    /// What is saved, where somebody else saved meanwhile and it differs from what was typed.
    saved: String,
    numerator_error: String,
    denominator_error: String,
    reason_error: String,
    note_error: String,
}

impl Line {
    /// Whether anything is wrong in the row; its errors then stand across the whole width above it.
    fn has_error(&self) -> bool {
        [&self.numerator_error, &self.denominator_error, &self.reason_error, &self.note_error]
            .iter()
            .any(|error| !error.is_empty())
    }
}

/// A difference to be confirmed: its four numbers as one word, and the sentence.
pub(super) struct Confirm {
    token: String,
    error: String,
}

/// Something that happened to the sheet.
pub(super) struct Happened {
    when: String,
    what: String,
    why: String,
}

#[derive(Template)]
#[template(path = "indicators/counts/sheet.html")]
pub(super) struct SheetPage {
    pub page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    action: String,
    figures: String,
    indicator: String,
    session: String,
    authority: String,
    invented: bool,
    numerator: String,
    denominator: String,
    lines: Vec<Line>,
    reasons: Vec<Choice>,
    total: String,
    confirm: Option<Confirm>,
    version: i64,
    pub state: String,
    pub why: String,
    happened: Vec<Happened>,
}

impl SheetPage {
    pub(super) async fn new(
        weft: &Weft,
        permit: &Permit,
        asked: &Asked,
        saved: Option<&Sheet>,
        tried: Option<Tried>,
    ) -> Result<Self, Problem> {
        let empty = Rows::new();
        let rows = saved.map_or(&empty, |sheet| &sheet.rows);
        let (typed, errors, difference, overtaken) = match tried {
            Some(tried) => (tried.typed, tried.errors, tried.difference, tried.overtaken),
            None => {
                let typed = rows.iter().map(|(category, row)| (*category, typed(row))).collect();
                (typed, FormErrors::default(), None, false)
            }
        };
        let shown: Rows =
            typed.iter().filter_map(|(category, typed)| Some((*category, typed.read().ok().flatten()?))).collect();
        let title = format!("Counts: {}, {}", asked.measure.short_name, asked.session);
        Ok(Self {
            page: permit.visitor.page(title).section("indicators").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/counts", "Counts")],
            form_key: permit.visitor.form_key(weft)?,
            action: href(&asked.about),
            figures: format!("/indicators/{}/counts", asked.measure.key),
            indicator: asked.measure.short_name.clone(),
            session: asked.session.to_string(),
            authority: asked.authority.name.clone(),
            invented: asked.measure.invented,
            numerator: asked.measure.numerator.clone(),
            denominator: asked.measure.denominator.clone(),
            lines: Category::EVERY
                .into_iter()
                .map(|category| line(category, &typed, rows.get(&category), overtaken, &errors))
                .collect(),
            reasons: Reason::ALL
                .into_iter()
                .filter(|reason| reason.may_be_stored())
                .map(|reason| Choice { value: reason.key().into(), label: said(&reason.message()) })
                .collect(),
            total: total(&shown, difference),
            confirm: difference
                .map(|difference| Confirm { token: difference.token(), error: errors.at("confirm").to_owned() }),
            version: saved.map_or(0, |sheet| sheet.version),
            state: said(&state(saved)),
            why: String::new(),
            happened: happened(weft, permit, saved).await?,
            errors,
        })
    }
}

fn typed(row: &Row) -> Typed {
    let note = row.note.clone().unwrap_or_default();
    match row.content {
        Content::Numbers(counts) => Typed {
            numerator: counts.numerator.to_string(),
            denominator: counts.denominator.to_string(),
            reason: String::new(),
            note,
        },
        Content::Reason(reason) => Typed { reason: reason.key().into(), note, ..Typed::default() },
    }
}

fn line(
    category: Category,
    all: &BTreeMap<Category, Typed>,
    saved: Option<&Row>,
    overtaken: bool,
    errors: &FormErrors,
) -> Line {
    let now = all.get(&category).cloned().unwrap_or_default();
    let differs = overtaken && now != saved.map(typed).unwrap_or_default();
    let content = match saved.map(|row| row.content) {
        Some(Content::Numbers(counts)) => sheet::spoken(counts),
        Some(Content::Reason(reason)) => said(&reason.message()),
        None => said(&Message::new("counts-saved-nothing")),
    };
    let at = |column: &str| errors.at(&format!("{}-{column}", category.field())).to_owned();
    Line {
        field: category.field(),
        name: said(&category.message()),
        typed: now,
        saved: if differs { said(&Message::new("counts-saved-now").with("content", content)) } else { String::new() },
        numerator_error: at("numerator"),
        denominator_error: at("denominator"),
        reason_error: at("reason"),
        note_error: at("note"),
    }
}

/// What the parts add up to, and whether that is All; empty while nothing is filled in.
fn total(rows: &Rows, difference: Option<Difference>) -> String {
    if let Some(difference) = difference.or(sheet::check(rows).difference) {
        return said(&difference.message());
    }
    let Some(parts) = sheet::sum(rows) else { return String::new() };
    let every_row = rows.values().filter(|row| row.counts().is_some()).count() == Category::EVERY.len();
    let key = if every_row { "counts-adds-up" } else { "counts-sum-so-far" };
    said(&Message::new(key).with("parts", sheet::spoken(parts)))
}

async fn happened(weft: &Weft, permit: &Permit, saved: Option<&Sheet>) -> Result<Vec<Happened>, Problem> {
    let Some(sheet) = saved else { return Ok(Vec::new()) };
    let mut list = Vec::new();
    for row in history::of(&weft.db, "counts sheet", &sheet.id).await? {
        let by = match row.account.as_str() {
            history::COMMAND_LINE => "counts-by-file",
            account if account == permit.visitor.named() => "counts-by-you",
            _ => "counts-by-another",
        };
        let act = if row.act == "counts entered" { "counts-entered" } else { "counts-changed" };
        list.push(Happened {
            when: spoken(weft, &row.at).await?,
            what: said(&Message::new(act).with("by", said(&Message::new(by)))),
            why: row.reason.unwrap_or_default(),
        });
    }
    Ok(list)
}
