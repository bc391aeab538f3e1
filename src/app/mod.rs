//! The application: the router over every feature, the command line, and how a copy starts and stops. It knows every
//! feature, and nothing knows it but for the addresses of the assets.

pub mod assets;
mod backup;
mod cached;
mod check;
pub mod command;
mod demo;
mod description;
pub mod files;
mod letters;
mod person;
mod problem_page;
mod publish;
mod reach;
pub mod read_file;
mod restore;
mod sealed;
mod security;
pub mod serve;
mod start;
mod user;

use axum::{Router, middleware};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer};

pub use demo::load as load_example;
pub use start::{Place, start};

use crate::{
    actions, consultation, desk, evaluation, governance, groups, indicators, interest, learning, meetings,
    people::{self, policy},
    plan, planner,
    plumbing::{problem::Problem, route::Route, state::Weft},
    profiles, programmes, progress, publications, site, thread, voices,
};

/// Every route of every feature, in the order of the code map.
pub fn routes() -> Vec<Route> {
    [
        people::routes(),
        plan::routes(),
        actions::routes(),
        groups::routes(),
        programmes::routes(),
        programmes::completion::routes(),
        governance::routes(),
        consultation::routes(),
        interest::routes(),
        voices::routes(),
        evaluation::routes(),
        progress::routes(),
        meetings::routes(),
        indicators::routes(),
        indicators::counts::routes(),
        crate::reach::routes(),
        profiles::routes(),
        planner::routes(),
        thread::routes(),
        learning::routes(),
        publications::routes(),
        desk::routes(),
        crate::record::routes(),
        crate::rights::routes(),
        site::routes(),
        serve::routes(),
        description::routes(),
        assets::routes(),
    ]
    .concat()
}

/// The whole application as a router.
///
/// # Errors
/// When a route is missing from the policy table: such a program does not start.
pub fn router(weft: Weft) -> anyhow::Result<Router> {
    let mut router = Router::new();
    for route in routes() {
        let rule = policy::rule(&route.method, route.path).ok_or_else(|| {
            anyhow::anyhow!("{} {} is missing from the policy table in src/people/policy/", route.method, route.path)
        })?;
        router =
            router.route(route.path, route.handler.route_layer(middleware::from_fn_with_state(rule, people::permit)));
    }
    let body_limit = axum::extract::DefaultBodyLimit::max(crate::plumbing::form::UPLOAD_LIMIT + 64 * 1024);
    Ok(router
        .fallback(|| async { Problem::NotFound })
        .method_not_allowed_fallback(|| async { Problem::WrongMethod })
        .layer(body_limit)
        .layer(CatchPanicLayer::custom(|_| axum::response::IntoResponse::into_response(Problem::Broken)))
        .layer(middleware::from_fn_with_state(weft.clone(), problem_page::problems))
        .layer(middleware::from_fn_with_state(weft.clone(), people::meet))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(weft.clone(), security::guard))
        .layer(middleware::from_fn_with_state(weft.clone(), cached::public_pages))
        .layer(middleware::from_fn(serve::log))
        .with_state(weft))
}
