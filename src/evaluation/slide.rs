//! The slide: a page to put on the wall or on paper, with the code and the address of the shared link.

use askama::Template;
use axum::extract::{Path, State};

use super::{Asking, pages, store};
use crate::{
    people::Permit,
    plumbing::{
        clock::spoken_day,
        layout::{Crumb, Page, show_private},
        problem::{Problem, Shown},
        qr,
        route::{Route, get},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/forms/asked/{key}/slide", slide)]
}

/// The address of an asking's shared link.
pub(super) fn shared_link(weft: &Weft, asking: &Asking) -> Result<String, Problem> {
    Ok(format!("{}/f/{}", weft.settings.public_url, store::shared_token(weft, &asking.id)?))
}

#[derive(Template)]
#[template(path = "evaluation/slide.html")]
struct SlidePage {
    page: Page,
    crumbs: Vec<Crumb>,
    code: String,
    link: String,
    shown: String,
    closes: String,
}

async fn slide(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>) -> Shown {
    let asking = pages::find(&weft, &permit, &key).await?;
    let link = shared_link(&weft, &asking)?;
    let mut crumbs = pages::crumbs();
    crumbs.push(Crumb::new(asking.home(), asking.title.clone()));
    show_private(&SlidePage {
        page: permit.visitor.page(asking.title.clone()).section("programmes"),
        crumbs,
        code: qr::svg(&link)?,
        shown: link.split_once("://").map_or(link.clone(), |(_, rest)| rest.to_owned()),
        link,
        closes: spoken_day(&asking.closes_on),
    })
}
