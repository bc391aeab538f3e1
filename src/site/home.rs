//! The home page: in ten seconds, what the partnership is, what it set out to do, and where to go.

use askama::Template;
use axum::extract::State;

use crate::{
    partnership::{self, Authority},
    people::Visitor,
    plumbing::{
        layout::{Page, show},
        problem::Shown,
        state::Weft,
    },
};

#[derive(Template)]
#[template(path = "site/home.html")]
struct Home {
    page: Page,
    description: String,
    authorities: Vec<Authority>,
    empty: bool,
}

pub(super) async fn home(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let partnership = partnership::load(&weft.db).await?;
    let description = partnership.as_ref().map(|found| found.description.clone()).unwrap_or_default();
    show(&Home {
        page: visitor.page("Home").description(description.clone()),
        description,
        authorities: partnership::authorities(&weft.db).await?,
        empty: partnership.is_none(),
    })
}
