//! Figures that are kept: what was counted on a day, with the filters and the rule it was counted by. A kept figure is cited
//! by its address and never changes, whatever is recorded or merged later.

use askama::Template;
use axum::extract::{Path, State};
use serde_json::json;
use sqlx::FromRow;

use super::{
    Answer, Filter, RULE, RULE_WORDS, Reader, answer, hours,
    pages::{Asked, session_of},
    view::{printed, today},
};
use crate::{
    people::{self, Permit, Visitor},
    plumbing::{
        clock::spoken_day,
        db::Db,
        form::Posted,
        history::{self, Act},
        layout::{Crumb, Page, see, show, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/reach/figures", list), post("/reach/figures", keep), get("/reach/figures/{key}", one)]
}

/// A figure as it was kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
struct Kept {
    key: String,
    made_on: String,
    account: String,
    rule: i64,
    rule_words: String,
    filter_words: String,
    people: i64,
    people_low: i64,
    attendances: i64,
    minutes: i64,
    establishments: i64,
    unnamed: i64,
    note: String,
}

impl Kept {
    /// The number of people in words; a small one stays protected, since the page is for everybody.
    fn people(&self) -> String {
        match (self.people, self.people_low) {
            (1..=4, _) => "fewer than 5 people".to_owned(),
            (people, low) if people == low => format!("{} people", printed(people)),
            (people, low) if low < 5 => format!("up to {} people", printed(people)),
            (people, low) => format!("between {} and {} people", printed(low), printed(people)),
        }
    }

    fn is_small(&self) -> bool {
        (1..=4).contains(&self.people)
    }
}

const KEPT: &str =
    "select key, made_on, account, rule, rule_words, filter_words, people, people_low, attendances, minutes,
    establishments, unnamed, note from reach_figure";

async fn all(db: &Db) -> Result<Vec<Kept>, Problem> {
    let text = format!("{KEPT} order by made_on desc, id desc");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(text)).fetch_all(db.read()).await?)
}

struct Line {
    href: String,
    title: String,
    words: String,
    note: String,
}

#[derive(Template)]
#[template(path = "reach/figures.html")]
struct ListPage {
    page: Page,
    crumbs: Vec<Crumb>,
    lines: Vec<Line>,
}

fn crumbs() -> Vec<Crumb> {
    vec![Crumb::new("/programmes", "Programmes"), Crumb::new("/reach", "Reach")]
}

async fn list(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let lines = all(&weft.db)
        .await?
        .into_iter()
        .map(|kept| Line {
            href: format!("/reach/figures/{}", kept.key),
            title: format!("{}, counted on {}", kept.filter_words, spoken_day(&kept.made_on)),
            words: kept.people(),
            note: kept.note,
        })
        .collect();
    show(&ListPage { page: visitor.page("Kept figures of reach").section("programmes"), crumbs: crumbs(), lines })
}

#[derive(Template)]
#[template(path = "reach/figure.html")]
struct OnePage {
    page: Page,
    crumbs: Vec<Crumb>,
    people: String,
    recorded: String,
    attendances: String,
    hours: String,
    establishments: String,
    small: bool,
    day: String,
    by: Option<String>,
    address: String,
    kept: Kept,
}

async fn one(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let text = format!("{KEPT} where key = $1");
    let kept: Option<Kept> =
        sqlx::query_as(sqlx::AssertSqlSafe(text)).bind(&key).fetch_optional(weft.db.read()).await?;
    let kept = kept.ok_or(Problem::NotFound)?;
    let mut trail = crumbs();
    trail.push(Crumb::new("/reach/figures", "Kept figures"));
    let by = match &visitor.account {
        Some(_) => people::name_of_account(&weft.db, &kept.account).await?,
        None => None,
    };
    let shown = OnePage {
        page: visitor.page(format!("Reach on {}", spoken_day(&kept.made_on))).section("programmes"),
        crumbs: trail,
        people: kept.people(),
        recorded: printed(kept.people),
        attendances: printed(kept.attendances),
        hours: hours(kept.minutes),
        establishments: printed(kept.establishments),
        small: kept.is_small(),
        day: spoken_day(&kept.made_on),
        address: format!("{}/reach/figures/{}", weft.settings.public_url, kept.key),
        by,
        kept,
    };
    if visitor.account.is_some() { show_private(&shown) } else { show(&shown) }
}

/// What was asked, out of the query string of the page the figure was kept on.
fn read(query: &str) -> Asked {
    let mut asked = Asked::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = Some(value.into_owned());
        match &*name {
            "session" => asked.session = value,
            "by" => asked.by = value,
            "programme" => asked.programme = value,
            "workstream" => asked.workstream = value,
            "mode" => asked.mode = value,
            _ => {}
        }
    }
    asked
}

async fn keep(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    let query = posted.text("asked").to_owned();
    let (filter, by): (Filter, _) = read(&query).read(session_of(&today(&weft).await?))?;
    // Counted anew at this moment, so that what is kept is what the record holds and not what a form says.
    let found: Answer = answer(&weft, filter, by, &Reader::Officer).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/reach/figures").await?;
    let of_day: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from reach_figure where made_on = $1")
        .bind(&found.day)
        .fetch_one(write.on())
        .await?;
    let (id, key) = (weft.new_id()?, format!("{}-{}", found.day, of_day + 1));
    let by = permit.visitor.named();
    sqlx::query(
        "insert into reach_figure (id, key, made_on, at, account, rule, rule_words, filter, filter_words, people,
           people_low, attendances, minutes, establishments, unnamed, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&id)
    .bind(&key)
    .bind(&found.day)
    .bind(weft.clock.instant())
    .bind(by)
    .bind(RULE)
    .bind(RULE_WORDS)
    .bind(&query)
    .bind(&found.asked)
    .bind(found.counted.people)
    .bind(found.low)
    .bind(found.counted.attendances)
    .bind(found.counted.minutes)
    .bind(found.counted.establishments)
    .bind(found.unnamed)
    .bind(posted.text("note"))
    .execute(write.on())
    .await?;
    let change = json!({ "key": key, "people": found.counted.people, "low": found.low, "rule": RULE, "filter": query });
    let act = Act {
        account: by,
        act: "figure of reach kept",
        subject_kind: "reach figure",
        subject_id: &id,
        reason: None,
        change,
    };
    history::record(&mut write, &weft.clock, act).await?;
    write.commit().await?;
    Ok(see(&format!("/reach/figures/{key}")))
}
