//! How a publication begins: a committee report from the one before it, a plan on a page from a framework, a highlight
//! report for a workstream and some months.

use askama::Template;
use axum::extract::State;
use figures::AcademicSession;
use jiff::civil::Date;

use super::{Draft, Extent, Item, Kind, Section, Severity, checklist, covers, publish, records::Records, store};
use crate::{
    partnership,
    people::Permit,
    plan,
    plumbing::{
        clock::spoken_day,
        db::Write,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
        words::say_message,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/publications/start", page), post("/publications", save)]
}

/// Why a publication cannot begin.
#[derive(Debug)]
pub(super) enum Fault {
    /// The field at fault, and what is wrong and what to do.
    Says(&'static str, String),
    /// Another problem.
    Problem(Problem),
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// The sections of a committee report that has none before it, in the order councils use.
const COMMITTEE: &[(&str, &str, &str)] = &[
    ("purpose", "Purpose of report", ""),
    ("recommendation", "Recommendation", "{committee} is asked to note the contents of this report."),
    ("background", "Background", "{local earlier-decisions}\n\n{local companion-paper}"),
    ("report", "Report", "{local benefit}"),
    ("finance", "Finance and efficiency implications", "{local finance}"),
    ("partnership-working", "Partnership working", "{local neighbours}"),
    ("background-papers", "Background papers", ""),
    ("access-to-information", "Local Government (Access to Information) Act 1985", ""),
    ("appendices", "Appendices", ""),
];

/// A draft in which nothing stands yet.
pub(super) fn blank(kind: Kind, session: &str) -> Draft {
    Draft {
        key: format!("{}-{session}", kind.key()),
        title: String::new(),
        kind,
        session: session.to_owned(),
        framework: String::new(),
        paper: None,
        sources: Vec::new(),
        day: String::new(),
        day_note: None,
        issued_by: String::new(),
        summary: String::new(),
        about: None,
        labels: Vec::new(),
        sections: Vec::new(),
        illustrations: Vec::new(),
        voices: Vec::new(),
        extent: Extent::default(),
        cover: None,
    }
}

/// The extent of a highlight report, checked: a workstream of the session's framework, and a period inside the session.
/// An empty day means the first or the last of the session.
pub(super) async fn period(
    weft: &Weft,
    session: &str,
    workstream: Option<&str>,
    (from, to): (&str, &str),
) -> Result<Extent, Fault> {
    let parsed: AcademicSession = session
        .parse()
        .map_err(|fault: figures::SessionError| Fault::Says("session", say_message(&fault.message())))?;
    let (first, last) = (format!("{}-08-01", parsed.start_year()), format!("{}-07-31", parsed.end_year()));
    let day = |field: &'static str, text: &str, otherwise: &str| {
        if text.is_empty() {
            return Ok(otherwise.to_owned());
        }
        match text.parse::<Date>() {
            Ok(_) if text < first.as_str() || text > last.as_str() => Err(Fault::Says(
                field,
                format!(
                    "{} is not in session {parsed}. Choose a day from {} to {}",
                    spoken_day(text),
                    spoken_day(&first),
                    spoken_day(&last)
                ),
            )),
            Ok(_) => Ok(text.to_owned()),
            Err(_) => Err(Fault::Says(field, format!("{text} is not a day. Write it as {first}"))),
        }
    };
    let (from, to) = (day("from", from, &first)?, day("to", to, &last)?);
    if from > to {
        return Err(Fault::Says(
            "to",
            format!(
                "The report ends on {} before it begins on {}. Change one of the two",
                spoken_day(&to),
                spoken_day(&from)
            ),
        ));
    }
    let scope = workstream.unwrap_or_default().to_owned();
    if !scope.is_empty() {
        let framework = framework_of(weft, session).await?;
        let found = plan::framework(&weft.db, &framework).await?.map(|found| found.framework.workstream);
        let known: Vec<String> = found.unwrap_or_default().into_iter().map(|one| one.key).collect();
        if !known.contains(&scope) {
            return Err(Fault::Says(
                "workstream",
                format!("the framework {framework} has no workstream {scope}; use one of {}", known.join(", ")),
            ));
        }
    }
    Ok(Extent { scope, from, to })
}

/// The key of the published framework that covers a session.
async fn framework_of(weft: &Weft, session: &str) -> Result<String, Fault> {
    let heads = plan::frameworks(&weft.db).await?;
    let covers = |head: &&plan::Head| head.first_session.as_str() <= session && session <= head.last_session.as_str();
    if let Some(head) = heads.iter().find(covers) {
        return Ok(head.key.clone());
    }
    let known: Vec<&str> = heads.iter().map(|head| head.key.as_str()).collect();
    Err(Fault::Says(
        "session",
        format!(
            "no published framework covers session {session}. Publish one first; published are {}",
            known.join(", ")
        ),
    ))
}

/// The draft with which a publication begins; it is not stored yet.
pub(super) async fn draft(weft: &Weft, kind: Kind, session: &str, extent: Extent) -> Result<Draft, Fault> {
    let parsed: AcademicSession = session
        .parse()
        .map_err(|fault: figures::SessionError| Fault::Says("session", say_message(&fault.message())))?;
    let framework = framework_of(weft, session).await?;
    let about = partnership::load(&weft.db).await?;
    let found = plan::framework(&weft.db, &framework).await?.ok_or(Problem::NotFound)?.framework;
    let short = about.as_ref().map_or_else(|| "Partnership".to_owned(), |about| about.short_name.clone());
    let today = publish::today(weft).await?;
    let mut draft = blank(kind, session);
    draft.framework = framework;
    draft.issued_by = about.map(|about| about.contact_office).unwrap_or_default();
    draft.extent = extent;
    match kind {
        Kind::PlanOnAPage => {
            draft.title = format!("{short}: plan on a page {session}");
            draft.summary =
                format!("{} on one page: vision, workstreams, priorities, and how to get in touch.", found.title);
            match found.record.published_on {
                Some(day) => draft.day = day,
                None => {
                    draft.day = format!("{}-08-01", parsed.start_year());
                    draft.day_note = Some("The first day of the session that the framework covers.".into());
                }
            }
        }
        Kind::Highlight => {
            let name = found.workstream.iter().find(|one| one.key == draft.extent.scope).map(|one| one.name.clone());
            let whose = name.unwrap_or_else(|| "every workstream".to_owned());
            let (from, to) = (spoken_day(&draft.extent.from), spoken_day(&draft.extent.to));
            draft.key = [kind.key(), session, &draft.extent.scope, "from", &draft.extent.from, "to", &draft.extent.to]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("-");
            draft.title = format!("{short}: highlight report, {whose}");
            draft.summary = format!("What groups and networks reported from {from} to {to}: {whose}.");
            draft.day = if draft.extent.to < today { draft.extent.to.clone() } else { today };
            draft.sections = vec![Section {
                key: "introduction".into(),
                title: "Introduction".into(),
                body: format!(
                    "This report brings together what the groups and networks said of themselves from {from} to {to}, and what the records hold for the same months.\n"
                ),
            }];
        }
        Kind::CommitteeReport => {
            draft.title = format!("{short}: {}", found.title);
            draft.summary = format!("The report on {} to the education committee of each council.", found.title);
            draft.day = today;
            let before = store::heads(&weft.db)
                .await?
                .into_iter()
                .find(|head| head.kind == kind.key() && head.scope.is_empty() && head.session.as_str() < session);
            let before = match before {
                Some(head) => store::draft(&weft.db, &head.key).await?,
                None => None,
            };
            draft.sections = match before {
                Some(before) => before.sections,
                None => COMMITTEE
                    .iter()
                    .map(|(key, title, body)| Section {
                        key: (*key).into(),
                        title: (*title).into(),
                        body: format!("{body}\n"),
                    })
                    .collect(),
            };
        }
        Kind::EvaluationReport | Kind::CollaborativeFramework => {
            let what =
                format!("a {} begins with its folder of files, as docs/formats.md says", kind.name().to_lowercase());
            return Err(Fault::Says("kind", what));
        }
    }
    Ok(draft)
}

/// What the checklist would find wrong in a draft that is not stored.
pub(super) async fn errors(weft: &Weft, draft: &Draft) -> Result<Vec<Item>, Problem> {
    let records = Records::gather(weft, draft).await?;
    let (_, items) = checklist::of(draft, &[], &records, &publish::today(weft).await?);
    Ok(items.into_iter().filter(|item| item.severity == Severity::Error).collect())
}

/// Stores a draft; a committee report with a paper for each council.
pub(super) async fn begin(weft: &Weft, write: &mut Write, by: &str, draft: &Draft) -> Result<(), Problem> {
    store::create(weft, write, by, draft).await?;
    if draft.kind == Kind::CommitteeReport {
        covers::create(weft, write, by, draft, &[]).await?;
    }
    Ok(())
}

struct Choice {
    value: String,
    label: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "publications/start.html")]
struct StartPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    kinds: Vec<Choice>,
    sessions: Vec<Choice>,
    workstreams: Vec<Choice>,
    kind: String,
    session: String,
    workstream: String,
    from: String,
    to: String,
}

async fn form(weft: &Weft, permit: &Permit, posted: Option<&Posted>, errors: FormErrors) -> Result<StartPage, Problem> {
    let kept = |name: &str| posted.map_or_else(String::new, |posted| posted.text(name).to_owned());
    let choice = |value: &str, label: String, hint: &str| Choice { value: value.into(), label, hint: hint.into() };
    let heads = plan::frameworks(&weft.db).await?;
    let mut sessions: Vec<AcademicSession> = heads
        .iter()
        .filter_map(|head| {
            Some(head.first_session.parse::<AcademicSession>().ok()?.through(head.last_session.parse().ok()?))
        })
        .flatten()
        .collect();
    sessions.sort_by_key(|session| std::cmp::Reverse(session.start_year()));
    let mut workstreams: Vec<Choice> = Vec::new();
    for head in &heads {
        for one in plan::workstreams(&weft.db, &head.key).await? {
            if !workstreams.iter().any(|known| known.value == one.key) {
                workstreams.push(choice(&one.key, format!("{} ({})", one.title, head.sessions()), ""));
            }
        }
    }
    let visitor = &permit.visitor;
    Ok(StartPage {
        page: visitor.page("Begin a publication").section("publications").with_errors(!errors.is_empty()),
        crumbs: vec![Crumb::new("/publications", "Publications")],
        form_key: visitor.form_key(weft)?,
        kinds: vec![
            choice(
                "committee-report",
                "Committee report".into(),
                "One shared text for a session, and a paper for each council. It begins with the text of the session before.",
            ),
            choice("plan-on-a-page", "Plan on a page".into(), "The framework of a session on one page."),
            choice(
                "highlight",
                "Highlight report".into(),
                "What groups reported in some months, for one workstream or for all.",
            ),
        ],
        sessions: sessions.into_iter().map(|one| choice(&one.key(), one.to_string(), "")).collect(),
        workstreams,
        kind: kept("kind"),
        session: kept("session"),
        workstream: kept("workstream"),
        from: kept("from"),
        to: kept("to"),
        errors,
    })
}

async fn page(State(weft): State<Weft>, permit: Permit) -> Shown {
    show_private(&form(&weft, &permit, None, FormErrors::default()).await?)
}

async fn asked(weft: &Weft, posted: &Posted) -> Result<Draft, Fault> {
    let kind = Kind::of(posted.text("kind"))
        .filter(|kind| !matches!(kind, Kind::EvaluationReport | Kind::CollaborativeFramework))
        .ok_or_else(|| Fault::Says("kind", "Choose what to begin".into()))?;
    let session = posted.text("session");
    if session.is_empty() {
        return Err(Fault::Says("session", "Choose the session that it is about".into()));
    }
    let extent = match kind {
        Kind::Highlight => {
            period(weft, session, posted.given("workstream"), (posted.text("from"), posted.text("to"))).await?
        }
        _ => Extent::default(),
    };
    draft(weft, kind, session, extent).await
}

async fn save(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let mut errors = FormErrors::default();
    let draft = match asked(&weft, &posted).await {
        Ok(draft) => draft,
        Err(Fault::Problem(problem)) => return Err(problem),
        Err(Fault::Says(field, what)) => {
            errors.add(field, what);
            return show_again(&form(&weft, &permit, Some(&posted), errors).await?);
        }
    };
    // One that is there already is opened rather than begun twice.
    if let Some(key) = store::key_of(&weft.db, draft.kind, &draft.session, &draft.extent).await? {
        return Ok(see(&format!("/publications/{key}/draft")));
    }
    let address = format!("/publications/{}/draft", draft.key);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &address).await?;
    begin(&weft, &mut write, permit.visitor.named(), &draft).await?;
    write.commit().await?;
    Ok(see(&format!("{address}?done=begun")))
}
