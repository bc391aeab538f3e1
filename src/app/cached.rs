//! The layer that keeps rendered public pages and serves them again until something is written.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    people,
    plumbing::{cache::Rendered, ids::sha256, problem::Problem, state::Weft},
};

/// An answer longer than this is not kept.
const LARGEST: usize = 4 * 1024 * 1024;

/// Layer: serves a kept page, or lets it be rendered and keeps it. After a change, tells the cache.
pub async fn public_pages(State(weft): State<Weft>, request: Request, next: Next) -> Response {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        let response = next.run(request).await;
        // Whoever made the change must see it on the next page.
        if let Ok(version) = weft.db.version().await {
            weft.pages.moved_to(version);
        }
        return response;
    }
    let public = *request.method() == Method::GET
        && !request.uri().path().starts_with("/assets/")
        && !people::carries_cookie(&weft, request.headers());
    if !public {
        let mut response = next.run(request).await;
        if response.headers().get(header::CACHE_CONTROL).is_none() {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        return response;
    }
    let asked_tag = request.headers().get(header::IF_NONE_MATCH).cloned();
    let key = key(&weft.clock.instant(), &request);
    if let Some(page) = weft.pages.get(&key) {
        return answer(page, asked_tag.as_ref());
    }
    let version = weft.pages.version();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::CACHE_CONTROL) {
        return response;
    }
    let (parts, body) = response.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(body) => {
            let mut headers = parts.headers;
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", &sha256(&body)[..32])) {
                headers.insert(header::ETAG, tag);
            }
            let page = Rendered { version, headers, body };
            if page.body.len() <= LARGEST {
                weft.pages.keep(key, page.clone());
            }
            answer(page, asked_tag.as_ref())
        }
        Err(cause) => Problem::broken(cause).into_response(),
    }
}

/// Under which a page is kept. What it says may hinge on the day (a window that closes), and a day begins somewhere every
/// half hour: a page of ten minutes ago is rendered again, whether anything was written or not.
fn key(instant: &str, request: &Request) -> String {
    let minutes = instant.get(..15).unwrap_or_default();
    let gzip = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("gzip"));
    let json = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("json"));
    format!("{}{}{minutes} {}", if gzip { 'z' } else { 'p' }, if json { 'j' } else { 'h' }, request.uri())
}

fn answer(page: Rendered, asked_tag: Option<&HeaderValue>) -> Response {
    if asked_tag.is_some() && asked_tag == page.headers.get(header::ETAG) {
        let mut headers = HeaderMap::new();
        for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
            if let Some(value) = page.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let mut response = Response::new(Body::from(page.body));
    *response.headers_mut() = page.headers;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_before_midnight_is_not_served_after_it() {
        let request = Request::new(Body::empty());
        let at = |instant: &str| key(instant, &request);
        assert_eq!(at("2026-03-20T23:50:00.000Z"), at("2026-03-20T23:59:59.999Z"));
        assert_ne!(at("2026-03-20T23:59:59.999Z"), at("2026-03-21T00:00:00.000Z"));
    }
}
