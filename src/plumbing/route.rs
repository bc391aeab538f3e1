//! Routes as data: a feature lists its routes, and the router refuses one the policy table does not know.

use axum::{
    handler::Handler,
    http::Method,
    routing::{self, MethodRouter},
};

use super::state::Weft;

/// One route of a feature.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method: GET or POST.
    pub method: Method,
    /// The path as the router and the policy table write it: `/indicators/{key}`.
    pub path: &'static str,
    /// What answers.
    pub handler: MethodRouter<Weft>,
}

/// A route that shows something.
pub fn get<H: Handler<T, Weft>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::GET, path, handler: routing::get(handler) }
}

/// A route that changes something.
pub fn post<H: Handler<T, Weft>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route { method: Method::POST, path, handler: routing::post(handler) }
}
