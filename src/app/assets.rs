//! Styles, script, fonts and the favicon, embedded in the binary and served under addresses that change with their contents.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use rust_embed::RustEmbed;

use crate::plumbing::{
    ids::hex,
    problem::{Problem, Shown},
    route::{self, Route},
};

/// What `make assets` made.
#[derive(RustEmbed)]
#[folder = "web/dist/"]
struct Dist;

static CSS: LazyLock<String> = LazyLock::new(|| address("weft.css"));
static JS: LazyLock<String> = LazyLock::new(|| address("weft.js"));

fn address(file: &str) -> String {
    let digest = Dist::get(file).map(|found| hex(&found.metadata.sha256_hash()[..6])).unwrap_or_default();
    format!("/assets/{file}?v={digest}")
}

/// Where the style sheet is.
pub fn css_href() -> &'static str {
    &CSS
}

/// Where the script is.
pub fn js_href() -> &'static str {
    &JS
}

/// The bytes of an embedded file, such as `fonts/Roboto-Regular.ttf`.
pub fn embedded(file: &str) -> Option<Vec<u8>> {
    Dist::get(file).map(|found| found.data.into_owned())
}

/// The route of all assets.
pub fn routes() -> Vec<Route> {
    vec![route::get("/assets/{*file}", serve)]
}

async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Shown {
    let found = Dist::get(&file).ok_or(Problem::NotFound)?;
    let tag =
        HeaderValue::from_str(&format!("\"{}\"", hex(&found.metadata.sha256_hash()[..16]))).map_err(Problem::broken)?;
    let kind = match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    };
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        found.data.into_owned().into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    out.insert(header::ETAG, tag);
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
