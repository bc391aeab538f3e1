//! What is asked of the authorities: an authority officer's own list, and for those who ask, who has given.

use askama::Template;
use axum::extract::{Query, State};
use figures::{AcademicSession, Message};
use serde::Deserialize;

use super::{
    measures::{self, Measure},
    said, sheet,
    steps::{self, Standing},
    store::{self, About, Request, Sheet},
};
use crate::{
    partnership,
    people::{Permit, Role},
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// One thing asked of one authority.
struct Line {
    indicator: String,
    session: String,
    href: String,
    state: String,
    is_given: bool,
}

/// What is asked of one authority.
struct Own {
    key: String,
    name: String,
    lines: Vec<Line>,
    open: usize,
}

/// One thing asked of all, and who has given it.
struct Progress {
    indicator: String,
    session: String,
    href: String,
    state: String,
    given: String,
    missing: String,
    accepted: String,
}

/// One choice of a list.
pub(super) struct Choice {
    pub value: String,
    pub label: String,
}

#[derive(Template)]
#[template(path = "indicators/counts/list.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    own: Vec<Own>,
    asks: bool,
    progress: Vec<Progress>,
    indicators: Vec<Choice>,
    indicator: String,
    session: String,
}

/// The address of a sheet.
pub(super) fn href(about: &About) -> String {
    format!("/counts/{}/{}/{}", about.indicator, about.session, about.authority)
}

/// The address of a period: one indicator in one session.
pub(super) fn period_href(period: &Request) -> String {
    format!("/counts/{}/{}", period.indicator_key, period.session)
}

/// How far a sheet has come.
pub(super) fn state(sheet: Option<&Sheet>) -> Message {
    let Some(sheet) = sheet else { return Message::new("counts-state-none") };
    match sheet.standing {
        Standing::Accepted => Message::new("counts-state-accepted"),
        Standing::Sent => Message::new("counts-state-sent"),
        Standing::Returned(_) => Message::new("counts-state-returned"),
        Standing::Open if sheet::is_complete(&sheet.rows) => Message::new("counts-state-full"),
        Standing::Open => Message::new("counts-state-part").with("given", sheet.rows.len()),
    }
}

/// Whether the authority has done its part: the sheet is sent or accepted.
pub(super) fn is_given(sheet: Option<&Sheet>) -> bool {
    sheet.is_some_and(|sheet| matches!(sheet.standing, Standing::Sent | Standing::Accepted))
}

pub(super) fn session_label(key: &str) -> String {
    key.parse::<AcademicSession>().map_or_else(|_| key.to_owned(), |session| session.to_string())
}

impl ListPage {
    async fn new(weft: &Weft, permit: &Permit, errors: FormErrors) -> Result<Self, Problem> {
        let measures = measures::all(&weft.db).await?;
        let name = |key: &str| {
            measures.iter().find(|measure| measure.key == key).map_or(key.to_owned(), |found| found.short_name.clone())
        };
        let requests = store::requests(&weft.db).await?;
        let locks = steps::locks(weft.db.read()).await?;
        let sheets = store::sheets(weft.db.read(), "", "").await?;
        let authorities = partnership::authorities(&weft.db).await?;
        let sheet_of = |request: &Request, authority: &str| {
            let about = About {
                indicator: request.indicator_key.clone(),
                session: request.session.clone(),
                authority: authority.into(),
            };
            let sheet = sheets.get(&about);
            (about, sheet)
        };
        let line = |request: &Request, authority: &str| {
            let (about, sheet) = sheet_of(request, authority);
            Line {
                indicator: name(&request.indicator_key),
                session: session_label(&request.session),
                href: href(&about),
                state: said(&state(sheet)),
                is_given: is_given(sheet),
            }
        };
        let account = permit.visitor.account.as_ref().ok_or(Problem::NotFound)?;
        let own = authorities
            .iter()
            .filter(|authority| own_authorities(permit).contains(&authority.key))
            .map(|authority| {
                let lines: Vec<Line> = requests.iter().map(|request| line(request, &authority.key)).collect();
                let open = lines.iter().filter(|line| !line.is_given).count();
                Own { key: authority.key.clone(), name: authority.name.clone(), lines, open }
            })
            .collect();
        let progress = requests
            .iter()
            .map(|request| {
                let missing: Vec<&str> = authorities
                    .iter()
                    .filter(|authority| !is_given(sheet_of(request, &authority.key).1))
                    .map(|authority| authority.name.as_str())
                    .collect();
                let given = Message::new("counts-given-by")
                    .with("given", authorities.len() - missing.len())
                    .with("all", authorities.len());
                let accepted = authorities.iter().filter(|authority| {
                    sheet_of(request, &authority.key).1.is_some_and(|sheet| sheet.standing == Standing::Accepted)
                });
                let accepted =
                    Message::new("counts-given-by").with("given", accepted.count()).with("all", authorities.len());
                Progress {
                    accepted: said(&accepted),
                    state: if locks.contains_key(request) {
                        said(&Message::new("counts-period-locked"))
                    } else {
                        String::new()
                    },
                    indicator: name(&request.indicator_key),
                    session: session_label(&request.session),
                    href: period_href(request),
                    given: said(&given),
                    missing: missing.join(", "),
                }
            })
            .collect();
        Ok(Self {
            page: permit.visitor.page("Counts").section("indicators").with_errors(!errors.is_empty()),
            crumbs: vec![Crumb::new("/account", "Your account")],
            errors,
            form_key: permit.visitor.form_key(weft)?,
            own,
            asks: account.holds(Role::CollaborationOfficer) || account.holds(Role::EvaluationLead),
            progress,
            indicators: measures.iter().filter(|measure| measure.is_countable()).map(choice).collect(),
            indicator: String::new(),
            session: String::new(),
        })
    }
}

/// The authorities whose counts somebody may enter.
pub(super) fn own_authorities(permit: &Permit) -> Vec<String> {
    let grants = permit.visitor.account.as_ref().map_or(&[][..], |account| &account.grants);
    grants
        .iter()
        .filter_map(|grant| match (&grant.scope, grant.role) {
            (crate::people::Scope::Authority(key), Role::AuthorityOfficer) => Some(key.clone()),
            _ => None,
        })
        .collect()
}

fn choice(measure: &Measure) -> Choice {
    Choice { value: measure.key.clone(), label: measure.short_name.clone() }
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(State(weft): State<Weft>, permit: Permit, Query(done): Query<Done>) -> Shown {
    let mut list = ListPage::new(&weft, &permit, FormErrors::default()).await?;
    list.page.notice = match done.done.as_str() {
        "asked" => Some(said(&Message::new("counts-asked"))),
        "uploaded" => Some(said(&Message::new("counts-uploaded"))),
        _ => None,
    };
    show_private(&list)
}

/// Records that the counts of an indicator are asked for in a session.
pub(super) async fn ask(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let measures = measures::all(&weft.db).await?;
    let mut errors = FormErrors::default();
    let measure =
        measures.iter().find(|measure| measure.key == posted.text("indicator")).filter(|found| found.is_countable());
    if measure.is_none() {
        errors.add("indicator", said(&Message::new("counts-ask-indicator")));
    }
    let session = match posted.text("session").parse::<AcademicSession>() {
        Ok(session) => Some(session),
        Err(error) => {
            errors.add("session", said(&error.message()));
            None
        }
    };
    if let (Some(measure), Some(session)) = (measure, session)
        && measure.version_in(session).is_none()
    {
        let what = Message::new("counts-import-no-definition").with("text", session);
        errors.add("session", said(&what));
    }
    if let (true, Some(measure), Some(session)) = (errors.is_empty(), measure, session) {
        let mut write = weft.db.write().await?;
        posted.once(&weft, &mut write, "/counts").await?;
        let request = Request { indicator_key: measure.key.clone(), session: session.key() };
        if store::ask(&weft, &mut write, permit.visitor.named(), &request).await? {
            write.commit().await?;
            return Ok(see("/counts?done=asked"));
        }
        errors.add("session", said(&Message::new("counts-ask-twice")));
    }
    let mut list = ListPage::new(&weft, &permit, errors).await?;
    list.indicator = posted.text("indicator").to_owned();
    list.session = posted.text("session").to_owned();
    show_again(&list)
}
