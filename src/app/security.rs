//! What surrounds every answer: refusal of forms from other sites, and the headers that bind the browser.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::plumbing::{problem::Problem, state::Weft};

/// No script, style, font, image or frame from anywhere else, nothing inline, and forms only to this site.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    ("x-frame-options", "DENY"),
];

/// The addresses that hold a secret: whoever has one may act, so it must not travel onward or be found.
const SECRET: &[&str] = &[
    "/a/",
    "/e/",
    "/f/",
    "/p/",
    "/voice/",
    "/welcome/",
    "/sign-in/link/",
    "/sign-in/code/",
    "/sign-in/council/",
    "/case-study/",
    "/certificate/",
    "/what-next/",
    "/my/learning/calendar/",
    "/my/learning/stop/",
];

/// What answers at such an address carry besides.
const SECRET_HEADERS: &[(&str, &str)] =
    &[("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store")];

/// Whether a browser says that a request was started by a page of another site. Browsers send `Sec-Fetch-Site`, older
/// ones `Origin`; a program that sends neither carries no cookies of anybody's browser.
fn from_another_site(headers: &HeaderMap, secret: bool) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return false };
    // Under `no-referrer` older browsers send `null`; there the secret in the address is the permission, not a cookie.
    if secret && origin == "null" {
        return false;
    }
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    origin.split_once("://").map_or("", |(_, rest)| rest) != host
}

/// Layer: refuses changes asked for by other sites and sets the headers of every answer.
pub async fn guard(State(weft): State<Weft>, request: Request, next: Next) -> Response {
    let secret = SECRET.iter().any(|start| request.uri().path().starts_with(start));
    let changes = *request.method() != Method::GET && *request.method() != Method::HEAD;
    let mut response = if changes && from_another_site(request.headers(), secret) {
        Problem::NotFromHere.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if secret {
        for (name, value) in SECRET_HEADERS {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if weft.settings.https() {
        headers
            .insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_form_from_another_site_is_known() {
        assert!(from_another_site(&sent(&[("sec-fetch-site", "cross-site")]), false));
        assert!(from_another_site(&sent(&[("sec-fetch-site", "same-site")]), false));
        assert!(from_another_site(&sent(&[("origin", "https://evil.example"), ("host", "weft.example")]), false));
        assert!(from_another_site(&sent(&[("origin", "null"), ("host", "weft.example")]), false));
        assert!(!from_another_site(&sent(&[("origin", "https://weft.example"), ("host", "weft.example")]), false));
        assert!(!from_another_site(&sent(&[("sec-fetch-site", "same-origin")]), false));
        assert!(!from_another_site(&sent(&[]), false));
    }
}
