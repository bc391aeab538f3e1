//! Uploading `counts.csv` in the browser: an officer's own authority, everything that is wrong in one list.

use askama::Template;
use axum::extract::State;
use figures::Message;

use super::{
    import::{self, Found, From, Plan},
    list::own_authorities,
    said,
    store::Saved,
};
use crate::{
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        reader,
        state::Weft,
    },
};

#[derive(Template)]
#[template(path = "indicators/counts/upload.html")]
struct UploadPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    header: String,
    file_name: String,
    faults: Vec<Found>,
    warnings: Vec<Found>,
    why: String,
}

impl UploadPage {
    fn new(weft: &Weft, permit: &Permit, errors: FormErrors) -> Result<Self, Problem> {
        Ok(Self {
            page: permit.visitor.page("Upload counts").section("indicators").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account"), Crumb::new("/counts", "Counts")],
            errors,
            form_key: permit.visitor.form_key(weft)?,
            header: import::HEADER.join(","),
            file_name: String::new(),
            faults: Vec::new(),
            warnings: Vec::new(),
            why: String::new(),
        })
    }
}

pub(super) async fn show(State(weft): State<Weft>, permit: Permit) -> Shown {
    show_private(&UploadPage::new(&weft, &permit, FormErrors::default())?)
}

pub(super) async fn take(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let Some(file) = posted.file("file") else {
        errors.add("file", said(&Message::new("counts-upload-choose")));
        return show_again(&UploadPage::new(&weft, &permit, errors)?);
    };
    let bytes = match reader::uploaded(file).await {
        Ok(bytes) => bytes,
        Err(what) => {
            errors.add("file", what);
            return show_again(&UploadPage::new(&weft, &permit, errors)?);
        }
    };
    let own = own_authorities(&permit);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/counts").await?;
    let plan = import::plan(&weft, &mut write, &bytes, From::Officer(&own)).await?;
    object(&posted, &file.name, &plan, &mut errors);
    if !errors.is_empty() {
        drop(write);
        let mut page = UploadPage::new(&weft, &permit, errors)?;
        page.file_name = file.name.clone();
        page.faults = plan.faults;
        page.warnings = plan.warnings;
        page.why = posted.text("why").to_owned();
        return show_again(&page);
    }
    let done = import::carry_out(&weft, &mut write, permit.visitor.named(), &plan, posted.text("why"), Saved::ToBeSent)
        .await?;
    if done[0] + done[1] > 0 {
        write.commit().await?;
    }
    Ok(see("/counts?done=uploaded"))
}

/// What speaks against saving the file.
fn object(posted: &Posted, name: &str, plan: &Plan, errors: &mut FormErrors) {
    if !plan.faults.is_empty() {
        let what = Message::new("counts-upload-refused").with("file", name).with("faults", plan.faults.len());
        errors.add("file", said(&what));
        return;
    }
    if !plan.warnings.is_empty() && posted.given("confirm").is_none() {
        errors.add("confirm", said(&Message::new("counts-upload-confirm")));
    }
    if plan.sheets.iter().any(import::Planned::changes) && posted.given("why").is_none() {
        errors.add("why", said(&Message::new("counts-reason-needed")));
    }
}
