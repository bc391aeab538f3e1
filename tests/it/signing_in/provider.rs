//! A small council's sign-in for the tests, which answers rightly or in any wrong way it is told to.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{Response, Uri},
};
use hmac::{Hmac, KeyInit, Mac};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use weft::{
    people::Role,
    plumbing::{councils::Council, ids::sha256},
};

use crate::world::{Browser, NOW, World, email_of};

/// The secret that the council gave this site.
pub const SECRET: &str = "a secret of sixteen characters and more";
/// Whom the council means, unless told otherwise.
pub const SUBJECT: &str = "f3b1c2-subject-of-the-officer";

/// How a token is signed.
#[derive(Clone, Default)]
pub enum Signed {
    /// With the key that the council publishes.
    #[default]
    Well,
    /// With another key of the same kind.
    ByAnother,
    /// With a digest under these bytes.
    Keyed(Vec<u8>),
    /// With these bytes as they are.
    With(&'static str),
    /// Well, and then one byte is changed.
    Damaged,
}

/// An answer of one address.
#[derive(Clone, Default)]
pub struct Said {
    pub status: Option<u16>,
    pub kind: Option<&'static str>,
    pub body: Option<String>,
    pub location: Option<&'static str>,
    pub hangs: bool,
}

impl Said {
    /// Whether anything differs from a right answer.
    pub fn is_wrong(&self) -> bool {
        self.status.is_some() || self.kind.is_some() || self.body.is_some() || self.location.is_some() || self.hangs
    }
}

/// What the council does wrongly. Members of the objects replace those of a right answer; `null` leaves one out.
#[derive(Clone, Default)]
pub struct Trick {
    pub header: Value,
    pub claims: Value,
    pub signed: Signed,
    /// The whole token, made from the right one.
    pub token: Option<fn(&str) -> String>,
    pub answer: Value,
    pub discovery: Value,
    pub keys: Option<Value>,
    pub said_discovery: Said,
    pub said_keys: Said,
    pub said_token: Said,
}

struct Inside {
    issuer: String,
    client: String,
    key: EcdsaKeyPair,
    other: EcdsaKeyPair,
    trick: Mutex<Trick>,
    /// The codes that were given out: the nonce and the challenge each came with.
    codes: Mutex<BTreeMap<String, (String, String)>>,
}

/// A council's sign-in on a port of its own.
pub struct Provider {
    inside: Arc<Inside>,
    pub council: Council,
    serving: tokio::task::JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

pub fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let number = three.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(DIGITS[(number >> (18 - 6 * place) & 63) as usize]));
        }
    }
    text
}

fn new_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random).unwrap()
}

/// A public key as JSON.
fn jwk(key: &EcdsaKeyPair) -> Value {
    let point = key.public_key().as_ref();
    json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "one",
            "x": base64url(&point[1..33]), "y": base64url(&point[33..]) })
}

/// Puts members over those of an object; `null` takes one away.
fn over(mut right: Value, wrong: &Value) -> Value {
    for (name, value) in wrong.as_object().into_iter().flatten() {
        match value {
            Value::Null => right.as_object_mut().unwrap().remove(name),
            value => right.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    right
}

/// The second at which every test takes place.
pub fn now() -> i64 {
    NOW.parse::<jiff::Timestamp>().unwrap().as_second()
}

impl Inside {
    fn token(&self, nonce: &str) -> String {
        let trick = self.trick.lock().unwrap().clone();
        let header = over(json!({ "alg": "ES256", "kid": "one", "typ": "JWT" }), &trick.header);
        let claims = json!({ "iss": self.issuer, "sub": SUBJECT, "aud": self.client, "nonce": nonce,
                             "iat": now(), "exp": now() + 300, "auth_time": now() });
        let claims = over(claims, &trick.claims);
        let signing =
            format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()));
        let by = |key: &EcdsaKeyPair| key.sign(&SystemRandom::new(), signing.as_bytes()).unwrap().as_ref().to_vec();
        let signature = match &trick.signed {
            Signed::Well => by(&self.key),
            Signed::ByAnother => by(&self.other),
            Signed::Keyed(bytes) => {
                let mut mac = Hmac::<sha2::Sha256>::new_from_slice(bytes).unwrap();
                mac.update(signing.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
            Signed::With(text) => text.as_bytes().to_vec(),
            Signed::Damaged => {
                let mut bytes = by(&self.key);
                bytes[40] ^= 1;
                bytes
            }
        };
        let token = format!("{signing}.{}", base64url(&signature));
        trick.token.map_or_else(|| token.clone(), |change| change(&token))
    }

    fn answer(&self, path: &str, body: &str) -> (Value, Said) {
        let trick = self.trick.lock().unwrap().clone();
        match path {
            "/.well-known/openid-configuration" => {
                let right = json!({
                    "issuer": self.issuer,
                    "authorization_endpoint": format!("{}/authorize", self.issuer),
                    "token_endpoint": format!("{}/token", self.issuer),
                    "jwks_uri": format!("{}/keys", self.issuer),
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["ES256"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                });
                (over(right, &trick.discovery), trick.said_discovery)
            }
            "/keys" => (trick.keys.unwrap_or_else(|| json!({ "keys": [jwk(&self.key)] })), trick.said_keys),
            "/token" => {
                let fields: BTreeMap<String, String> =
                    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
                let given = self.codes.lock().unwrap().remove(fields.get("code").map_or("", String::as_str));
                let verifier = fields.get("code_verifier").cloned().unwrap_or_default();
                let Some((nonce, _)) = given.filter(|(_, challenge)| *challenge == challenge_of(&verifier)) else {
                    let said = Said { status: Some(400), ..Said::default() };
                    return (json!({ "error": "invalid_grant" }), said);
                };
                let right = json!({ "access_token": "an-access-token", "token_type": "Bearer", "expires_in": 300,
                                    "id_token": self.token(&nonce) });
                (over(right, &trick.answer), trick.said_token)
            }
            _ => (json!({}), Said { status: Some(404), ..Said::default() }),
        }
    }
}

/// RFC 7636, section 4.2.
fn challenge_of(verifier: &str) -> String {
    let digest = sha256(verifier.as_bytes());
    let bytes: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&digest[2 * at..2 * at + 2], 16).unwrap()).collect();
    base64url(&bytes)
}

async fn serve(State(inside): State<Arc<Inside>>, uri: Uri, body: Bytes) -> Response<Body> {
    let (value, said) = inside.answer(uri.path(), &String::from_utf8_lossy(&body));
    if said.hangs {
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(said.status.unwrap_or(200));
    match said.kind {
        Some("") => {}
        kind => response = response.header("content-type", kind.unwrap_or("application/json")),
    }
    if let Some(location) = said.location {
        response = response.header("location", location);
    }
    response.body(Body::from(said.body.unwrap_or_else(|| value.to_string()))).unwrap()
}

impl Provider {
    /// Starts a council's sign-in under a key of its own.
    pub async fn start(key: &str) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
        let client = format!("weft-at-{key}");
        let mut council = Council::new(key, &format!("Council of {key}"), &issuer, &client, Some(SECRET));
        council.algorithms = vec!["RS256".into(), "ES256".into()];
        let inside = Arc::new(Inside {
            issuer,
            client,
            key: new_key(),
            other: new_key(),
            trick: Mutex::default(),
            codes: Mutex::default(),
        });
        let router = Router::new().fallback(serve).with_state(inside.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { inside, council, serving }
    }

    /// From now on the council does this wrongly.
    pub fn tricks(&self, trick: Trick) {
        *self.inside.trick.lock().unwrap() = trick;
    }

    /// The public key as it is published.
    pub fn point(&self) -> Vec<u8> {
        self.inside.key.public_key().as_ref().to_vec()
    }

    /// The other key as JSON, and the one of the council.
    pub fn other_jwk(&self) -> Value {
        jwk(&self.inside.other)
    }

    /// Goes to the council as a browser would, and comes back with what it answers there: the path with code and state.
    pub async fn answer(&self, browser: &mut Browser, path: &str) -> Option<String> {
        let sent = browser.visit(path).await;
        let to = url::Url::parse(sent.location()).ok().filter(|url| url.path() == "/authorize")?;
        let asked: BTreeMap<String, String> = to.query_pairs().into_owned().collect();
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["code_challenge_method"], "S256");
        assert_eq!(asked["client_id"], self.inside.client);
        let back = url::Url::parse(&asked["redirect_uri"]).unwrap();
        let code = format!("code-{}", &asked["state"][..12]);
        let given = (asked["nonce"].clone(), asked["code_challenge"].clone());
        self.inside.codes.lock().unwrap().insert(code.clone(), given);
        Some(format!("{}?code={code}&state={}", back.path(), asked["state"]))
    }

    /// Where the council's sign-in begins.
    pub fn button(&self) -> String {
        format!("/sign-in/council/{}", self.council.key)
    }
}

/// A copy of the program that takes these councils' sign-in.
pub fn router(world: &World, instant: &str, councils: &[&Provider]) -> Router {
    let mut settings = world.weft.settings.clone();
    settings.councils = councils.iter().map(|provider| provider.council.clone()).collect();
    weft::app::router(world.started(instant, settings)).unwrap()
}

/// A browser of such a copy.
pub fn taking(world: &World, instant: &str, councils: &[&Provider]) -> Browser {
    Browser::new(router(world, instant, councils))
}

/// Says that the council means somebody of the cast, as the page that connects them does.
pub async fn connect(world: &World, provider: &Provider, role: Role, scope: &str) {
    let mut write = world.weft.db.upkeep().await.unwrap();
    sqlx::query(
        "insert into council_identity (id, council_key, issuer, subject, account_id, linked_at)
         select $1, $2, $3, $4, account.id, $5 from account where email = $6",
    )
    .bind(world.weft.new_id().unwrap())
    .bind(&provider.council.key)
    .bind(&provider.council.issuer)
    .bind(SUBJECT)
    .bind(world.weft.clock.instant())
    .bind(email_of(role, scope))
    .execute(write.on())
    .await
    .unwrap();
    write.commit().await.unwrap();
}
