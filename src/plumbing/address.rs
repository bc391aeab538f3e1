//! A visitor's network address, as far as it can be believed.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;

use super::state::Settings;

/// The address of the connection, or the last one a trusted proxy put into `x-forwarded-for`. Empty where unknown.
pub fn of(settings: &Settings, connection: Option<ConnectInfo<SocketAddr>>, forwarded: Option<&str>) -> String {
    let direct = connection.map(|info| info.0.ip().to_string()).unwrap_or_default();
    if !settings.trusted_proxy {
        return direct;
    }
    forwarded.and_then(|list| list.rsplit(',').next()).map_or(direct, |last| last.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let direct = || Some(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5))));
        let mut settings = Settings::default();
        assert_eq!(of(&settings, direct(), Some("10.0.0.9")), "127.0.0.1");
        settings.trusted_proxy = true;
        assert_eq!(of(&settings, direct(), Some("1.2.3.4, 10.0.0.9")), "10.0.0.9");
        assert_eq!(of(&settings, direct(), None), "127.0.0.1");
    }
}
