//! Numbers without names: how many pupils, parents or others were at a meeting. They never become people, and no name is
//! asked for.

use askama::Template;
use axum::extract::{Path, State};
use serde_json::json;
use sqlx::FromRow;

use super::{
    pages::session_of,
    view::{HEADS, today},
};
use crate::{
    people::{Permit, Scope, Visitor},
    plumbing::{
        clock::spoken_day,
        db::Db,
        form::{FormErrors, Posted},
        history::{self, Act},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/reach/headcounts", list),
        get("/reach/headcounts/{source}/{key}", one),
        post("/reach/headcounts/{source}/{key}", save),
    ]
}

/// A meeting that numbers may be noted for.
#[derive(Debug, Clone, FromRow)]
struct Meeting {
    id: String,
    key: String,
    source: String,
    title: String,
    day: String,
    /// The key of the programme; empty for a meeting of a group or body.
    programme: String,
}

impl Meeting {
    fn scope(&self) -> Scope {
        if self.programme.is_empty() { Scope::Partnership } else { Scope::Programme(self.programme.clone()) }
    }
}

const MEETINGS: &str = "select id, key, source, title, day, programme from (
      select m.id, m.key, 'programmes' as source, programme.name || ': ' || m.title as title, m.day,
        programme.key as programme
      from cohort_meeting m join cohort on cohort.id = m.cohort_id join programme on programme.id = cohort.programme_id
      where m.cancelled_on is null
      union all
      select meeting.id, meeting.key, 'networks', meeting.title, meeting.day, '' from meeting
      where meeting.cancelled_on is null) as both_kinds";

/// How many meetings the page offers, the latest first, of those the reader keeps.
const MOST: usize = 60;

async fn meetings(db: &Db, from: &str, to: &str) -> Result<Vec<Meeting>, Problem> {
    let text = format!("{MEETINGS} where day >= $1 and day <= $2 order by day desc, id");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(from).bind(to).fetch_all(db.read()).await?)
}

async fn meeting(db: &Db, source: &str, key: &str) -> Result<Meeting, Problem> {
    let text = format!("{MEETINGS} where source = $1 and key = $2");
    let found = sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(source).bind(key).fetch_optional(db.read()).await?;
    found.ok_or(Problem::NotFound)
}

async fn numbers(db: &Db, meeting: &Meeting) -> Result<Vec<(String, i64)>, Problem> {
    Ok(sqlx::query_as("select kind, number from headcount where source = $1 and meeting_id = $2 order by kind")
        .bind(&meeting.source)
        .bind(&meeting.id)
        .fetch_all(db.read())
        .await?)
}

struct Line {
    href: String,
    title: String,
    day: String,
}

#[derive(Template)]
#[template(path = "reach/headcounts.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<Line>,
    session: String,
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/programmes", "Programmes"), Crumb::new("/reach", "Reach")]
}

async fn list(State(weft): State<Weft>, permit: Permit) -> Shown {
    let today = today(&weft).await?;
    let session = session_of(&today).ok_or(Problem::NotFound)?;
    let first = format!("{}-08-01", session.start_year());
    let lines = meetings(&weft.db, &first, &today)
        .await?
        .into_iter()
        .filter(|meeting| permit.within(&meeting.scope()).is_ok())
        .take(MOST)
        .map(|meeting| Line {
            href: format!("/reach/headcounts/{}/{}", meeting.source, meeting.key),
            title: meeting.title,
            day: spoken_day(&meeting.day),
        })
        .collect();
    show_private(&ListPage {
        page: permit.visitor.page("Numbers without names").section("programmes"),
        crumbs: crumbs(),
        lines,
        session: session.to_string(),
    })
}

struct FieldOf {
    name: &'static str,
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "reach/headcount.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    title: String,
    day: String,
    path: String,
    fields: Vec<FieldOf>,
}

fn page(
    weft: &Weft,
    visitor: &Visitor,
    meeting: &Meeting,
    value: impl Fn(&str) -> String,
    errors: FormErrors,
) -> Result<OnePage, Problem> {
    let mut trail = crumbs();
    trail.push(Crumb::new("/reach/headcounts", "Numbers without names"));
    Ok(OnePage {
        page: visitor.page("How many were there").section("programmes").with_errors(!errors.is_empty()),
        crumbs: trail,
        errors,
        form_key: visitor.form_key(weft)?,
        title: meeting.title.clone(),
        day: spoken_day(&meeting.day),
        path: format!("/reach/headcounts/{}/{}", meeting.source, meeting.key),
        fields: HEADS
            .iter()
            .map(|(key, name)| FieldOf { name: key, label: format!("Number of {name}"), value: value(key) })
            .collect(),
    })
}

async fn one(State(weft): State<Weft>, permit: Permit, Path((source, key)): Path<(String, String)>) -> Shown {
    let meeting = meeting(&weft.db, &source, &key).await?;
    permit.within(&meeting.scope())?;
    let known = numbers(&weft.db, &meeting).await?;
    let value = |kind: &str| {
        known.iter().find(|(known, _)| known == kind).map(|(_, number)| number.to_string()).unwrap_or_default()
    };
    show_private(&page(&weft, &permit.visitor, &meeting, value, FormErrors::default())?)
}

async fn save(
    State(weft): State<Weft>,
    permit: Permit,
    Path((source, key)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let meeting = meeting(&weft.db, &source, &key).await?;
    permit.within(&meeting.scope())?;
    let mut errors = FormErrors::default();
    let mut given: Vec<(&str, Option<i64>)> = Vec::new();
    for (kind, name) in HEADS {
        let text = posted.text(kind);
        match text.parse::<i64>() {
            _ if text.is_empty() => given.push((kind, None)),
            Ok(number) if (0..=100_000).contains(&number) => given.push((kind, Some(number))),
            _ => errors.add(*kind, format!("Enter how many {name} there were as a whole number, or leave it empty")),
        }
    }
    if !errors.is_empty() {
        let typed = |kind: &str| posted.text(kind).to_owned();
        return show_again(&page(&weft, &permit.visitor, &meeting, typed, errors)?);
    }
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/reach/headcounts").await?;
    for (kind, number) in &given {
        sqlx::query("delete from headcount where source = $1 and meeting_id = $2 and kind = $3")
            .bind(&meeting.source)
            .bind(&meeting.id)
            .bind(*kind)
            .execute(write.on())
            .await?;
        let Some(number) = number else { continue };
        sqlx::query(
            "insert into headcount (id, source, meeting_id, kind, number, at, account) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(weft.new_id()?)
        .bind(&meeting.source)
        .bind(&meeting.id)
        .bind(*kind)
        .bind(number)
        .bind(weft.clock.instant())
        .bind(by)
        .execute(write.on())
        .await?;
    }
    let numbers: serde_json::Map<String, serde_json::Value> =
        given.iter().map(|(kind, number)| ((*kind).to_owned(), json!(number))).collect();
    let act = Act {
        account: by,
        act: "numbers noted",
        subject_kind: "headcount",
        subject_id: &meeting.id,
        reason: None,
        change: json!({ "numbers": numbers }),
    };
    history::record(&mut write, &weft.clock, act).await?;
    write.commit().await?;
    Ok(see("/reach/headcounts"))
}
