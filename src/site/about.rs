//! Who the partnership is and where its facts come from; whom to ask.

use askama::Template;
use axum::extract::State;

use crate::{
    partnership::{self, Authority, Paper, Partner, Partnership, Theme},
    people::{self, Office, Visitor},
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show},
        problem::Shown,
        state::Weft,
        words::say,
    },
};

#[derive(Template)]
#[template(path = "site/about.html")]
struct About {
    page: Page,
    crumbs: Vec<Crumb>,
    partnership: Option<Partnership>,
    themes: Vec<Theme>,
    authorities: Vec<Authority>,
    partners: Vec<Partner>,
    papers: Vec<Listed>,
}

/// A paper as the page lists it.
struct Listed {
    title: String,
    kind: String,
    day: String,
    note: String,
}

impl From<Paper> for Listed {
    fn from(paper: Paper) -> Self {
        Self {
            title: paper.title,
            kind: say(&format!("paper-kind-{}", paper.kind), &[]),
            day: paper.day.map_or_else(|| say("paper-day-not-published", &[]), |day| spoken_day(&day)),
            note: paper.note.unwrap_or_default(),
        }
    }
}

pub(super) async fn about(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let partnership = partnership::load(&weft.db).await?;
    let sentence = partnership.as_ref().map(|found| found.description.clone()).unwrap_or_default();
    show(&About {
        page: visitor.page("About the partnership").section("about").description(sentence),
        crumbs: Vec::new(),
        themes: partnership::themes(&weft.db).await?,
        authorities: partnership::authorities(&weft.db).await?,
        partners: partnership::partners(&weft.db).await?,
        papers: partnership::papers(&weft.db).await?.into_iter().map(Listed::from).collect(),
        partnership,
    })
}

#[derive(Template)]
#[template(path = "site/contact.html")]
struct Contact {
    page: Page,
    crumbs: Vec<Crumb>,
    office: Option<Office>,
    website: Option<String>,
}

/// The office that enquiries go to; its holder is named only where the office is public.
pub(super) async fn office(weft: &Weft) -> Result<Option<Office>, crate::plumbing::problem::Problem> {
    let Some(partnership) = partnership::load(&weft.db).await? else { return Ok(None) };
    let office = people::office(&weft.db, &partnership.contact_office).await?;
    Ok(office.map(|office| Office { holder: office.holder.filter(|_| office.public == 1), ..office }))
}

pub(super) async fn contact(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    show(&Contact {
        page: visitor.page("Contact").description(format!("How to reach {}.", visitor.site_name)),
        crumbs: Vec::new(),
        office: office(&weft).await?,
        website: partnership::load(&weft.db).await?.and_then(|found| found.website),
    })
}
