//! Asking a council: one request over one connection, with TLS unless the council is this machine, within a time and a size, and
//! never where a redirect points.

use std::{
    pin::Pin,
    sync::{Arc, LazyLock},
};

use axum::body::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use crate::plumbing::councils::{Council, is_local};

/// The longest answer that is read, in bytes: keys and tokens are some thousands.
const LONGEST: usize = 256 * 1024;

/// Why a council could not be asked, for the log.
#[derive(Debug)]
pub(super) struct Unanswered(String);

impl std::fmt::Display for Unanswered {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Unanswered {}

fn because(what: &str, cause: impl std::fmt::Display) -> Unanswered {
    Unanswered(format!("{what}: {cause}"))
}

/// What `openidconnect` sends its requests through. It owns its council: a borrowed one would tie the futures of the handlers to
/// a lifetime that the router cannot name.
pub(super) struct Asker(pub(super) Council);

impl<'c> AsyncHttpClient<'c> for Asker {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(ask(&self.0, request))
    }
}

/// Asks, and gives up after the council's time.
async fn ask(council: &Council, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    match tokio::time::timeout(council.patience, exchange(council, request)).await {
        Ok(answer) => answer,
        Err(elapsed) => Err(because("the council took too long", elapsed)),
    }
}

async fn exchange(council: &Council, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
    let url = url::Url::parse(&request.uri().to_string()).map_err(|cause| because("the address", cause))?;
    let host = url.host_str().ok_or_else(|| Unanswered("the address has no host".into()))?.to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    let plain = is_local(url.as_str()) && council.is_local();
    if !plain && url.scheme() != "https" {
        return Err(Unanswered(format!("{url} is not asked without TLS")));
    }
    let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let stream = TcpStream::connect((name.as_str(), port))
        .await
        .map_err(|cause| because("the council was not reached", cause))?;
    if plain {
        return send(stream, &url, request).await;
    }
    let name = ServerName::try_from(name).map_err(|cause| because("the name of the council", cause))?;
    let config = TLS.clone().ok_or_else(|| Unanswered("TLS could not be set up".into()))?;
    let stream = TlsConnector::from(config)
        .connect(name, stream)
        .await
        .map_err(|cause| because("the council’s certificate", cause))?;
    send(stream, &url, request).await
}

/// TLS by rustls and ring with the authorities that browsers trust, as for letters.
static TLS: LazyLock<Option<Arc<ClientConfig>>> = LazyLock::new(|| {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Some(Arc::new(config))
});

async fn send<S>(stream: S, url: &url::Url, request: HttpRequest) -> Result<HttpResponse, Unanswered>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let broke = |cause: hyper::Error| because("the connection broke", cause);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(broke)?;
    let driven = tokio::spawn(connection);
    let (mut parts, body) = request.into_parts();
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    parts.uri = path.parse().map_err(|cause| because("the path", cause))?;
    let host = url[url::Position::BeforeHost..url::Position::AfterPort].to_owned();
    parts.headers.insert(hyper::header::HOST, host.parse().map_err(|cause| because("the host", cause))?);
    let request = hyper::Request::from_parts(parts, Full::new(Bytes::from(body)));
    let answered = sender.send_request(request).await;
    let read = match answered {
        Ok(answer) => {
            let (parts, body) = answer.into_parts();
            let body = Limited::new(body, LONGEST).collect().await;
            body.map(|body| HttpResponse::from_parts(parts, body.to_bytes().to_vec()))
                .map_err(|cause| because("the answer was not read", cause))
        }
        Err(cause) => Err(broke(cause)),
    };
    driven.abort();
    let response = read?;
    let kind = response.headers().get(hyper::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/json" || essence == "application/jwk-set+json" {
        Ok(response)
    } else {
        Err(Unanswered(format!("{} answered {} as `{essence}`, not JSON", url.path(), response.status())))
    }
}
