//! What is asked of a council and what of its answer is believed: `openidconnect` does the checks of the standard, and this file
//! those that the standard leaves to us.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use openidconnect::{
    AdditionalProviderMetadata, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata,
    RedirectUrl, TokenResponse,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
        CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};

use super::{Fault, http};
use crate::{
    people::signing_in::PROOF_MINUTES,
    plumbing::{
        councils::{Council, is_local},
        ids::{hex, keyed},
        state::Weft,
    },
};

/// By how many seconds a council's clock may differ from ours.
const SKEW: i64 = 60;
/// A token made longer ago than so many seconds does not answer what was asked just now.
const OLDEST: i64 = 600;
/// The longest subject, in bytes (OpenID Connect Core 1.0, section 2).
const LONGEST_SUBJECT: usize = 255;

/// What a council says of itself beyond the core of discovery.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct Beyond {
    /// Whether it names itself in every answer (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Beyond {}

type Metadata = ProviderMetadata<
    Beyond,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What belongs to one sign-in: random digits in the address, and those of the browser's cookie. The nonce and the PKCE
/// verifier follow from both and this site's secret, so that neither is stored anywhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ticket<'a> {
    pub(super) state: &'a str,
    pub(super) browser: &'a str,
}

impl Ticket<'_> {
    fn derived(&self, weft: &Weft, what: &str) -> Result<String, Fault> {
        let text = format!("council|{what}|{}|{}", self.state, self.browser);
        keyed(&weft.secret, &text).map(|digest| hex(&digest)).map_err(|cause| broken(&cause))
    }
}

fn broken(cause: &dyn std::fmt::Display) -> Fault {
    tracing::error!(%cause, "a council’s sign-in could not be prepared");
    Fault::Away
}

fn away(council: &Council, cause: &dyn std::fmt::Debug) -> Fault {
    tracing::warn!(council = council.key, ?cause, "a council’s sign-in did not answer as it should");
    Fault::Away
}

fn distrusted(council: &Council, cause: &dyn std::fmt::Debug) -> Fault {
    tracing::warn!(council = council.key, ?cause, "a council’s answer was not believed");
    Fault::Distrusted
}

/// The address at which a council answers.
pub(super) fn answered_at(weft: &Weft, council: &Council) -> String {
    format!("{}/sign-in/council/{}/callback", weft.settings.public_url, council.key)
}

async fn discover(council: &Council) -> Result<Metadata, Fault> {
    let issuer = IssuerUrl::new(council.issuer.clone()).map_err(|cause| away(council, &cause))?;
    let ask = http::Asker(council.clone());
    let found = Metadata::discover_async(issuer, &ask).await.map_err(|cause| away(council, &cause))?;
    if found.issuer().as_str() != council.issuer {
        return Err(distrusted(council, &found.issuer()));
    }
    Ok(found)
}

fn client(weft: &Weft, council: &Council, metadata: Metadata) -> Result<Client, Fault> {
    let redirect = RedirectUrl::new(answered_at(weft, council)).map_err(|cause| broken(&cause))?;
    let secret = council.client_secret.clone().map(ClientSecret::new);
    Ok(CoreClient::from_provider_metadata(metadata, ClientId::new(council.client_id.clone()), secret)
        .set_redirect_uri(redirect))
}

/// The address at the council to send somebody to. `again` asks that the council makes sure of them anew.
pub(super) async fn begin(weft: &Weft, council: &Council, ticket: Ticket<'_>, again: bool) -> Result<String, Fault> {
    let client = client(weft, council, discover(council).await?)?;
    let (state, nonce) = (ticket.state.to_owned(), ticket.derived(weft, "nonce")?);
    let verifier = PkceCodeVerifier::new(ticket.derived(weft, "verifier")?);
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .set_pkce_challenge(challenge);
    if again {
        request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(std::time::Duration::ZERO);
    }
    let (url, _, _) = request.url();
    if url.scheme() == "https" || (council.is_local() && is_local(url.as_str())) {
        Ok(url.into())
    } else {
        Err(away(council, &url.as_str()))
    }
}

/// Whom a council vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vouched {
    pub(super) issuer: String,
    pub(super) subject: String,
    /// Whether the council says that it made sure of the person within the last minutes.
    pub(super) now: bool,
}

/// Fetches and checks what a council answers to a code. `iss` is the issuer that the answer named, where it did.
pub(super) async fn answered(
    weft: &Weft,
    council: &Council,
    ticket: Ticket<'_>,
    code: &str,
    iss: Option<&str>,
) -> Result<Vouched, Fault> {
    if iss.is_some_and(|iss| iss != council.issuer) {
        return Err(Fault::Elsewhere);
    }
    let metadata = discover(council).await?;
    if iss.is_none() && metadata.additional_metadata().authorization_response_iss_parameter_supported {
        return Err(Fault::Elsewhere);
    }
    let client = client(weft, council, metadata)?;
    let ask = http::Asker(council.clone());
    let tokens = client
        .exchange_code(AuthorizationCode::new(code.to_owned()))
        .map_err(|cause| away(council, &cause))?
        .set_pkce_verifier(PkceCodeVerifier::new(ticket.derived(weft, "verifier")?))
        .request_async(&ask)
        .await
        .map_err(|cause| away(council, &cause))?;
    let token = tokens.id_token().ok_or_else(|| distrusted(council, &"no ID token"))?;
    let now = weft.clock.now();
    let verifier = client
        .id_token_verifier()
        .set_allowed_algs(council.algorithms.iter().filter_map(|name| algorithm(name)))
        .set_time_fn(move || at(now, -SKEW))
        .set_issue_time_verifier_fn(move |issued| {
            if issued > at(now, SKEW) {
                Err("made in the future".to_owned())
            } else if issued < at(now, -OLDEST) {
                Err("made too long ago".to_owned())
            } else {
                Ok(())
            }
        });
    let claims = token
        .claims(&verifier, &Nonce::new(ticket.derived(weft, "nonce")?))
        .map_err(|cause| distrusted(council, &cause))?;
    if claims.authorized_party().is_some_and(|party| party.as_str() != council.client_id) {
        return Err(distrusted(council, &"made for another party"));
    }
    if let Some(expected) = claims.access_token_hash() {
        let key = token.signing_key(&verifier).map_err(|cause| distrusted(council, &cause))?;
        let alg = token.signing_alg().map_err(|cause| distrusted(council, &cause))?;
        let actual = openidconnect::AccessTokenHash::from_token(tokens.access_token(), alg, key)
            .map_err(|cause| distrusted(council, &cause))?;
        if actual != *expected {
            return Err(distrusted(council, &"the access token is another one"));
        }
    }
    let subject = claims.subject().as_str();
    if subject.trim().is_empty() || subject.len() > LONGEST_SUBJECT || subject.chars().any(char::is_control) {
        return Err(distrusted(council, &"the subject is no subject"));
    }
    let proved = claims.auth_time().is_some_and(|time| time >= at(now, -60 * PROOF_MINUTES) && time <= at(now, SKEW));
    Ok(Vouched { issuer: council.issuer.clone(), subject: subject.to_owned(), now: proved })
}

fn at(now: Timestamp, seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(now.as_second() + seconds, 0).unwrap_or_default()
}

/// The algorithm of a name in the file; the file's reader knows the same names.
fn algorithm(name: &str) -> Option<CoreJwsSigningAlgorithm> {
    serde_json::from_value(serde_json::Value::from(name)).ok()
}
