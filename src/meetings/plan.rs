//! Planning a meeting, moving it, cancelling it.

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::{
    MODES, Meeting, list,
    sight::{self, Ground, zone_name},
    store,
};
use crate::{
    people::{Permit, Role, Scope},
    plumbing::{
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
        get("/meetings/plan", form),
        post("/meetings/plan", plan),
        get("/meetings/{id}/arrangements", arrangements),
        post("/meetings/{id}/arrangements", rearrange),
        post("/meetings/{id}/cancellation", cancel),
    ]
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    of: String,
}

/// One choice of a list in a form.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: &'static str,
}

/// How one can take part, as choices.
fn modes() -> Vec<Choice> {
    MODES.iter().map(|(value, label)| Choice { value: (*value).into(), label: (*label).into(), hint: "" }).collect()
}

/// What the form holds.
#[derive(Debug, Clone, Default)]
struct Kept {
    of: String,
    title: String,
    day: String,
    time: String,
    ends: String,
    mode: String,
    venue: String,
    link: String,
}

impl Kept {
    fn posted(posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        Self {
            of: text("of"),
            title: text("title"),
            day: text("day"),
            time: text("time"),
            ends: text("ends"),
            mode: text("mode"),
            venue: text("venue"),
            link: text("link"),
        }
    }

    fn of_meeting(meeting: &Meeting) -> Self {
        Self {
            of: format!("{}/{}", meeting.holder_kind, meeting.holder_key),
            title: meeting.title.clone(),
            day: meeting.day.clone(),
            time: meeting.time.clone(),
            ends: meeting.ends.clone().unwrap_or_default(),
            mode: meeting.mode.clone(),
            venue: meeting.venue.clone(),
            link: meeting.link.clone(),
        }
    }

    /// The meeting the form describes, as far as it can be read.
    fn meeting(&self, errors: &mut FormErrors) -> Meeting {
        if self.day.len() != 10 || self.day.parse::<jiff::civil::Date>().is_err() {
            errors.add("day", "Give the day, such as 2026-03-12");
        }
        if !is_time(&self.time) {
            errors.add("time", "Give the time at which it begins, such as 14:00");
        }
        if !self.ends.is_empty() && !is_time(&self.ends) {
            errors.add("ends", "Write the time at which it ends as 16:00, or leave it empty");
        } else if !self.ends.is_empty() && self.ends <= self.time {
            errors.add("ends", "The meeting would end before it begins. Change one of the two times");
        }
        if !MODES.iter().any(|(key, _)| *key == self.mode) {
            errors.add("mode", "Choose how people take part");
        }
        if !self.link.is_empty() && !self.link.starts_with("https://") {
            errors.add("link", "The address to join online begins with https://");
        }
        for (field, text) in [("title", &self.title), ("venue", &self.venue), ("link", &self.link)] {
            if text.chars().count() > 300 {
                errors.add(field, "This is longer than 300 characters. Shorten it");
            }
        }
        let (kind, key) = self.of.split_once('/').unwrap_or_default();
        Meeting {
            id: String::new(),
            row: String::new(),
            holder_kind: kind.to_owned(),
            holder_key: key.to_owned(),
            title: self.title.clone(),
            day: self.day.clone(),
            time: self.time.clone(),
            ends: Some(self.ends.clone()).filter(|ends| !ends.is_empty()),
            zone: String::new(),
            mode: self.mode.clone(),
            venue: self.venue.clone(),
            link: self.link.clone(),
            sequence: 0,
            changed_at: String::new(),
            cancelled_on: None,
            cancelled_reason: None,
            none_declared: 0,
            invented: 0,
            revision: None,
            version: None,
            is_public: None,
        }
    }
}

/// Whether a text is a time of the day: `14:00`.
pub(super) fn is_time(text: &str) -> bool {
    text.len() == 5
        && text.is_char_boundary(2)
        && format!("2026-01-01T{text}:00").parse::<jiff::civil::DateTime>().is_ok()
}

#[derive(Template)]
#[template(path = "meetings/plan.html")]
struct PlanPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    cancel_key: String,
    action: String,
    existing: Option<String>,
    holders: Vec<Choice>,
    modes: Vec<Choice>,
    kept: Kept,
    reason: String,
}

/// The groups and bodies whose meetings the visitor may plan.
async fn holders(weft: &Weft, permit: &Permit) -> Result<Vec<Choice>, Problem> {
    let mut choices = Vec::new();
    let all = permit.visitor.holds(Role::CollaborationOfficer);
    for kind in ["body", "group"] {
        for found in search::of_kind(&weft.db, kind).await? {
            let own = permit.visitor.account.as_ref().is_some_and(|account| {
                account.grants.iter().any(|grant| {
                    grant.role == Role::GroupLead && kind == "group" && grant.scope == Scope::Group(found.key.clone())
                })
            });
            if all || own {
                choices.push(Choice { value: format!("{kind}/{}", found.key), label: found.title, hint: "" });
            }
        }
    }
    choices.sort_by_key(|one| one.label.to_lowercase());
    Ok(choices)
}

async fn plan_page(weft: &Weft, permit: &Permit, kept: Kept, errors: FormErrors) -> Result<PlanPage, Problem> {
    Ok(PlanPage {
        page: permit.visitor.page("Plan a meeting").section("groups").with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("/meetings", "Meetings")],
        errors,
        form_key: permit.visitor.form_key(weft)?,
        cancel_key: String::new(),
        action: "/meetings/plan".into(),
        existing: None,
        holders: holders(weft, permit).await?,
        modes: modes(),
        kept,
        reason: String::new(),
    })
}

async fn form(State(weft): State<Weft>, permit: Permit, Query(asked): Query<Asked>) -> Shown {
    let mut kept = Kept {
        of: asked.of.clone(),
        mode: "online".into(),
        time: "14:00".into(),
        ends: "15:30".into(),
        ..Kept::default()
    };
    if let Some((kind, key)) = asked.of.split_once('/')
        && let Some(last) = store::of_holder(&weft.db, kind, key).await?.into_iter().next()
    {
        // The next meeting is most often like the last one, on another day.
        kept = Kept { day: String::new(), title: String::new(), ..Kept::of_meeting(&last) };
    }
    show_private(&plan_page(&weft, &permit, kept, FormErrors::default()).await?)
}

async fn plan(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let kept = Kept::posted(&posted);
    let mut errors = FormErrors::default();
    let mut meeting = kept.meeting(&mut errors);
    let found = search::named(&weft.db, &meeting.holder_kind, &meeting.holder_key).await?;
    let holder = found.filter(|found| ["group", "body"].contains(&found.kind.as_str()));
    let Some(holder) = holder else {
        errors.add("of", "Choose the group or body that meets");
        return show_again(&plan_page(&weft, &permit, kept, errors).await?);
    };
    permit.within(&sight::scope(&meeting.holder_kind, &meeting.holder_key))?;
    if !errors.is_empty() {
        return show_again(&plan_page(&weft, &permit, kept, errors).await?);
    }
    if meeting.title.is_empty() {
        meeting.title = holder.title;
    }
    meeting.zone = zone_name(&weft).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/meetings").await?;
    meeting.id = store::new_key(&mut write, &meeting.holder_key, &list::session_of(&meeting.day)).await?;
    store::add(&weft, &mut write, permit.visitor.named(), &meeting).await?;
    write.commit().await?;
    Ok(see(&format!("{}/preparation", meeting.url())))
}

async fn change_page(
    weft: &Weft,
    permit: &Permit,
    ground: &Ground,
    kept: Kept,
    reason: String,
    errors: FormErrors,
) -> Result<PlanPage, Problem> {
    Ok(PlanPage {
        page: permit.visitor.page("Change day or place").section("groups").with_errors(!errors.is_empty()),
        crumbs: ground.crumbs_below(),
        errors,
        form_key: permit.visitor.form_key(weft)?,
        cancel_key: permit.visitor.form_key(weft)?,
        action: format!("{}/arrangements", ground.meeting.url()),
        existing: Some(ground.meeting.url()),
        holders: Vec::new(),
        modes: modes(),
        kept,
        reason,
    })
}

async fn arrangements(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let kept = Kept::of_meeting(&ground.meeting);
    show_private(&change_page(&weft, &permit, &ground, kept, String::new(), FormErrors::default()).await?)
}

async fn rearrange(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let mut kept = Kept::posted(&posted);
    kept.of = format!("{}/{}", ground.meeting.holder_kind, ground.meeting.holder_key);
    let mut errors = FormErrors::default();
    let mut changed = kept.meeting(&mut errors);
    if ground.meeting.cancelled_on.is_some() {
        errors.add("day", "This meeting is cancelled. Plan a new one instead");
    }
    if !errors.is_empty() {
        return show_again(&change_page(&weft, &permit, &ground, kept, String::new(), errors).await?);
    }
    if changed.title.is_empty() {
        changed.title = ground.meeting.title.clone();
    }
    changed.id = ground.meeting.id.clone();
    changed.zone = ground.meeting.zone.clone();
    let page = ground.meeting.url();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::rearrange(&weft, &mut write, permit.visitor.named(), &ground.meeting, &changed).await?;
    write.commit().await?;
    Ok(see(&page))
}

async fn cancel(State(weft): State<Weft>, permit: Permit, Path(id): Path<String>, posted: Posted) -> Shown {
    let ground = Ground::keep(&weft, &permit, &id).await?;
    let mut errors = FormErrors::default();
    let reason =
        errors.required(&posted, "reason", "Say in a few words why it is cancelled; everybody can read it").to_owned();
    if ground.meeting.cancelled_on.is_some() {
        errors.add("reason", "This meeting is cancelled already");
    }
    if ground.meeting.revision.is_some() {
        errors.add("reason", "This meeting has minutes, so it was held and cannot be cancelled");
    }
    if !errors.is_empty() {
        let kept = Kept::of_meeting(&ground.meeting);
        return show_again(&change_page(&weft, &permit, &ground, kept, reason, errors).await?);
    }
    let page = ground.meeting.url();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    store::cancel(&weft, &mut write, permit.visitor.named(), &ground.meeting, &ground.today, &reason).await?;
    write.commit().await?;
    Ok(see(&page))
}
