//! Approving minutes at the next meeting, and correcting them afterwards: a new version with a reason.

use askama::Template;
use axum::extract::{Path, State};

use super::{
    Meeting, agenda,
    document::Minutes,
    merge,
    plan::Choice,
    record_read::LONGEST_MINUTES,
    sight::Ground,
    store::{self, Version},
};
use crate::{
    people::{Permit, Visitor},
    plumbing::{
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/meetings/{id}/approval", form),
        post("/meetings/{id}/approval", approve),
        get("/meetings/{id}/correction", correction),
        post("/meetings/{id}/correction", correct),
    ]
}

#[derive(Template)]
#[template(path = "meetings/approval.html")]
struct ApprovalPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    url: String,
    heading: String,
    revision: i64,
    /// Items that nobody has said anything about.
    open: Vec<String>,
    /// Names that would still be read by everybody.
    left: Vec<String>,
    meetings: Vec<Choice>,
    at: String,
    public: bool,
}

/// The later meetings of the same group or body, at which the minutes can be approved.
async fn later(weft: &Weft, meeting: &Meeting) -> Result<Vec<Meeting>, Problem> {
    let every = store::of_holder(&weft.db, &meeting.holder_kind, &meeting.holder_key).await?;
    Ok(every.into_iter().rev().filter(|one| one.day > meeting.day && one.cancelled_on.is_none()).collect())
}

/// The minutes as they stand, with what a public reader would still see of names.
async fn gathered(weft: &Weft, ground: &Ground) -> Result<(Minutes, i64), Problem> {
    let number = ground.meeting.revision.ok_or(Problem::NotFound)?;
    let revision = store::revision(&weft.db, &ground.meeting, number).await?.ok_or(Problem::NotFound)?;
    Ok((Minutes::gather(weft, ground, revision.body, None).await?, number))
}

impl ApprovalPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        ground: &Ground,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let (minutes, revision) = gathered(weft, ground).await?;
        let later = later(weft, &ground.meeting).await?;
        let held = later.iter().filter(|one| one.day <= ground.today).map(|one| one.id.clone()).next_back();
        let meetings = later.iter().map(|one| Choice {
            value: one.id.clone(),
            label: format!("{}, {}", one.title, spoken_day(&one.day)),
            hint: "",
        });
        let open = agenda::of(&weft.db, &ground.meeting).await?;
        Ok(Self {
            page: visitor.page("Approve the minutes").section("groups").with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_key: visitor.form_key(weft)?,
            url: ground.meeting.url(),
            heading: ground.heading(),
            revision,
            open: open.into_iter().filter(agenda::Line::is_open).map(|line| line.title).collect(),
            left: minutes.naming.left_in(&minutes.body),
            meetings: meetings.collect(),
            at: posted.map(|posted| posted.text("at").to_owned()).or(held).unwrap_or_default(),
            public: posted.is_none_or(|posted| posted.text("public") == "yes"),
        })
    }
}

/// Minutes that wait for approval; approved ones are corrected instead.
async fn waiting(weft: &Weft, permit: &Permit, id: &str) -> Result<Ground, Problem> {
    let ground = Ground::keep(weft, permit, id).await?;
    if ground.meeting.version.is_some() {
        return Err(Problem::Conflict(
            "The minutes of this meeting are approved already. A correction makes a new version of them.".into(),
        ));
    }
    if ground.meeting.revision.is_none() {
        return Err(Problem::Conflict(
            "Nobody has written minutes of this meeting yet. Record the meeting first.".into(),
        ));
    }
    Ok(ground)
}

async fn form(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    let ground = waiting(&weft, &permit, &id).await?;
    show_private(&ApprovalPage::new(&weft, &permit.visitor, &ground, None, FormErrors::default()).await?)
}

async fn approve(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = waiting(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let at = later(&weft, &ground.meeting).await?.into_iter().find(|one| one.id == posted.text("at"));
    match &at {
        None => errors.add("at", "Choose the meeting that approved these minutes"),
        Some(one) if one.day > ground.today => errors.add(
            "at",
            format!(
                "This meeting takes place on {} only. Minutes are approved once it has begun",
                spoken_day(&one.day)
            ),
        ),
        Some(_) => {}
    }
    for line in agenda::of(&weft.db, &ground.meeting).await?.iter().filter(|line| line.is_open()) {
        errors.add("at", format!("The item “{}” is still open. Record whether it is done or comes again", line.title));
    }
    let (minutes, number) = gathered(&weft, &ground).await?;
    if minutes.body.trim().is_empty() {
        errors.add("at", "The minutes are empty. Write them first");
    }
    if posted.text("revision") != number.to_string() {
        errors.add("at", "Somebody has changed the minutes since this page was shown. Read them again, then approve");
    }
    let (true, Some(at)) = (errors.is_empty(), at) else {
        return show_again(&ApprovalPage::new(&weft, &permit.visitor, &ground, Some(&posted), errors).await?);
    };
    let version = Version {
        number: 1,
        revision: number,
        day: at.day.clone(),
        approved_at: Some(at.id),
        reason: None,
        is_public: i64::from(posted.text("public") == "yes"),
    };
    let page = format!("{}/minutes", ground.meeting.url());
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let now = store::in_write(&mut write, &id).await?.ok_or(Problem::NotFound)?;
    if now.version.is_some() || now.revision != Some(number) {
        return Err(Problem::Conflict(
            "The minutes were changed at this moment. Go back, read them again, and approve.".into(),
        ));
    }
    store::approve(&weft, &mut write, permit.visitor.named(), &ground.meeting, &version).await?;
    write.commit().await?;
    Ok(see(&page))
}

#[derive(Template)]
#[template(path = "meetings/correction.html")]
struct CorrectionPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    url: String,
    heading: String,
    revision: String,
    text: String,
    reason: String,
    next: i64,
}

impl CorrectionPage {
    async fn new(
        weft: &Weft,
        visitor: &Visitor,
        ground: &Ground,
        posted: Option<&Posted>,
        errors: FormErrors,
    ) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).replace("\r\n", "\n"));
        let (minutes, number) = gathered(weft, ground).await?;
        Ok(Self {
            page: visitor.page("Correct the minutes").section("groups").with_errors(!errors.is_empty()),
            crumbs: ground.crumbs_below(),
            errors,
            form_key: visitor.form_key(weft)?,
            url: ground.meeting.url(),
            heading: ground.heading(),
            revision: kept("revision").unwrap_or_else(|| number.to_string()),
            text: kept("text").unwrap_or(minutes.body),
            reason: kept("reason").unwrap_or_default(),
            next: ground.meeting.version.unwrap_or_default() + 1,
        })
    }
}

/// Minutes that are approved.
async fn approved(weft: &Weft, permit: &Permit, id: &str) -> Result<Ground, Problem> {
    let ground = Ground::keep(weft, permit, id).await?;
    if ground.meeting.version.is_none() {
        return Err(Problem::Conflict(
            "The minutes of this meeting are not approved yet. They are changed where the meeting is recorded.".into(),
        ));
    }
    Ok(ground)
}

async fn correction(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    let ground = approved(&weft, &permit, &id).await?;
    show_private(&CorrectionPage::new(&weft, &permit.visitor, &ground, None, FormErrors::default()).await?)
}

async fn correct(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = approved(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let reason = errors.required(&posted, "reason", "Say why the approved minutes are corrected").to_owned();
    let text = merge::lines(errors.required(&posted, "text", "The minutes cannot be empty"));
    if text.chars().count() > LONGEST_MINUTES {
        errors.add("text", "The minutes are longer than 200,000 characters. Put long texts into papers");
    }
    let (minutes, number) = gathered(&weft, &ground).await?;
    if posted.text("revision") != number.to_string() {
        errors.add("text", "Somebody has corrected the minutes since this page was shown. Open the page again; keep a copy of your text");
    } else if text == merge::lines(&minutes.body) {
        errors.add("text", "Nothing is changed. Correct the text, or leave it as it is");
    }
    if !errors.is_empty() {
        return show_again(&CorrectionPage::new(&weft, &permit.visitor, &ground, Some(&posted), errors).await?);
    }
    let by = permit.visitor.named();
    let page = format!("{}/minutes", ground.meeting.url());
    let before = store::versions(&weft.db, &ground.meeting).await?.into_iter().next().ok_or(Problem::NotFound)?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    let now = store::in_write(&mut write, &id).await?.ok_or(Problem::NotFound)?;
    if now.revision != Some(number) {
        return Err(Problem::Conflict(
            "The minutes were corrected at this moment. Go back and read them again.".into(),
        ));
    }
    let revision = store::add_revision(&weft, &mut write, by, &ground.meeting, number, &text).await?;
    let version = Version {
        number: before.number + 1,
        revision,
        day: ground.today.clone(),
        approved_at: before.approved_at,
        reason: Some(reason),
        is_public: before.is_public,
    };
    store::approve(&weft, &mut write, by, &ground.meeting, &version).await?;
    write.commit().await?;
    Ok(see(&page))
}
