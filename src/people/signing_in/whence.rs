//! Where a request comes from: its network, the kind of browser in words, and the sign-in it carries already.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{header, request::Parts},
};

use crate::{
    people::visitor,
    plumbing::{address, problem::Problem, state::Weft},
};

/// Where a request comes from.
#[derive(Debug, Clone)]
pub(in crate::people) struct Whence {
    /// The network address, as far as it can be believed.
    pub(in crate::people) network: String,
    /// The kind of browser, such as “Firefox on Windows”.
    pub(in crate::people) device: String,
    /// The digest of the sign-in the request carries; a new sign-in ends it.
    pub(in crate::people) replaces: Option<String>,
}

impl FromRequestParts<Weft> for Whence {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, weft: &Weft) -> Result<Self, Problem> {
        let text = |name| parts.headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>().copied();
        let forwarded = text(header::HeaderName::from_static("x-forwarded-for"));
        Ok(Self {
            network: address::of(&weft.settings, connection, forwarded),
            device: device(text(header::USER_AGENT).unwrap_or_default()),
            replaces: visitor::token_hash(weft, &parts.headers),
        })
    }
}

/// The kind of browser and system that a browser says it is, in words. Enough to know one's own telephone by; the number of
/// its version is left out on purpose.
fn device(agent: &str) -> String {
    // Every browser also names those it resembles: the first that is found in this order is the one it is.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "a Chromebook"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ];
    let first =
        |list: &[(&str, &'static str)]| list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    match (first(&browsers), first(&systems)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "An unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_browser_is_named_as_its_owner_knows_it() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0 Safari/537.36 Edg/148.0";
        assert_eq!(device(edge), "Edge on Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1";
        assert_eq!(device(phone), "Safari on iPhone");
        assert_eq!(device("curl/8.5"), "An unknown browser");
        assert_eq!(device(""), "An unknown browser");
    }
}
