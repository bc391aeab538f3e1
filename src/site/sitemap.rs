//! The map of the site for search engines, and what they should leave alone. Both are made from what there is: the
//! policy table knows every public route, the search knows every public record.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::{HeaderValue, Method, header},
    response::IntoResponse,
};

use crate::{
    people::policy::{TABLE, Who},
    plumbing::{problem::Shown, search, state::Weft},
};

/// Whether a route shows a page: not a file (its last part has a dot), not the API, not a sign of life, not the way on to
/// the approvals of the current framework.
fn is_page(path: &str) -> bool {
    !path.contains('{')
        && !path.contains('.')
        && !path.starts_with("/api/")
        && !["/healthz", "/approvals"].contains(&path)
}

/// Every public page: the routes without a parameter that everybody may see, and where each record is shown.
async fn pages(weft: &Weft) -> Result<BTreeSet<String>, sqlx::Error> {
    let routes = TABLE
        .iter()
        .filter(|rule| rule.method == Method::GET && matches!(rule.who, Who::Everyone) && is_page(rule.path))
        .map(|rule| rule.path.to_owned());
    let records = search::addresses(&weft.db).await?;
    let records = records.into_iter().map(|url| url.split('#').next().unwrap_or_default().to_owned());
    Ok(routes.chain(records.filter(|url| url.starts_with('/'))).collect())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) async fn sitemap(State(weft): State<Weft>) -> Shown {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in pages(&weft).await? {
        text.push_str(&format!("<url><loc>{}</loc></url>\n", escaped(&format!("{}{path}", weft.settings.public_url))));
    }
    text.push_str("</urlset>\n");
    typed(text, "application/xml; charset=utf-8")
}

pub(super) async fn robots(State(weft): State<Weft>) -> Shown {
    // Search pages are endless, and a one-time link is nobody else's business.
    let text = format!(
        "User-agent: *\nDisallow: /search?\nDisallow: /welcome/\nDisallow: /p/\nDisallow: /voice/\n\nSitemap: {}/sitemap.xml\n",
        weft.settings.public_url
    );
    typed(text, "text/plain; charset=utf-8")
}

fn typed(text: String, kind: &'static str) -> Shown {
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(response)
}
