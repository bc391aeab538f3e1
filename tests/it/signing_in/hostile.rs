//! Hostile answers of a council's sign-in: not one of them signs anybody in, and each has its page.

use serde_json::{Value, json};
use weft::people::Role;

use super::provider::{Provider, SECRET, Said, Signed, Trick, base64url, connect, now, router, taking};
use crate::world::{Answer, Browser, NOW, World, on_both};

fn claims(claims: Value) -> Trick {
    Trick { claims, ..Trick::default() }
}

fn header(header: Value, signed: Signed) -> Trick {
    Trick { header, signed, ..Trick::default() }
}

fn token(token: fn(&str) -> String) -> Trick {
    Trick { token: Some(token), ..Trick::default() }
}

fn discovery(discovery: Value) -> Trick {
    Trick { discovery, ..Trick::default() }
}

/// What a council can do wrongly in its token.
fn tokens(provider: &Provider) -> Vec<(&'static str, Trick)> {
    let (here, point) = (provider.council.issuer.clone(), provider.point());
    let hs = |key: &[u8]| header(json!({ "alg": "HS256" }), Signed::Keyed(key.to_vec()));
    vec![
        ("alg none", header(json!({ "alg": "none" }), Signed::With(""))),
        ("alg none in other letters", header(json!({ "alg": "nOnE" }), Signed::With(""))),
        ("alg none with a signature", header(json!({ "alg": "none" }), Signed::Well)),
        ("no alg", header(json!({ "alg": null }), Signed::Well)),
        ("no signature", header(json!({}), Signed::With(""))),
        ("a damaged signature", header(json!({}), Signed::Damaged)),
        ("a signature that is none", header(json!({}), Signed::With("not a signature at all"))),
        ("the key of another", header(json!({}), Signed::ByAnother)),
        ("the key of another, brought along", header(json!({ "jwk": provider.other_jwk() }), Signed::ByAnother)),
        ("the key of another, by address", header(json!({ "jku": format!("{here}/keys") }), Signed::ByAnother)),
        ("a key nobody knows", header(json!({ "kid": "two" }), Signed::ByAnother)),
        ("our secret as the key", hs(SECRET.as_bytes())),
        ("the public key as the key", hs(&point)),
        ("the public key without its mark as the key", hs(&point[1..])),
        ("nothing as the key", hs(b"")),
        ("another curve than the key’s", header(json!({ "alg": "ES384" }), Signed::Well)),
        ("another kind than the key’s", header(json!({ "alg": "RS256" }), Signed::Well)),
        ("an algorithm that was not agreed", header(json!({ "alg": "EdDSA" }), Signed::Well)),
        ("a critical header nobody knows", header(json!({ "crit": ["exp2"], "exp2": 1 }), Signed::Well)),
        ("encryption", header(json!({ "alg": "RSA-OAEP", "enc": "A128GCM" }), Signed::Well)),
        ("another issuer", claims(json!({ "iss": "https://evil.example" }))),
        ("the issuer with a slash more", claims(json!({ "iss": format!("{here}/") }))),
        ("no issuer", claims(json!({ "iss": null }))),
        ("another audience", claims(json!({ "aud": "another-site" }))),
        ("no audience", claims(json!({ "aud": null }))),
        ("an empty audience", claims(json!({ "aud": [] }))),
        ("an audience too many", claims(json!({ "aud": [provider.council.client_id, "another-site"] }))),
        ("another authorised party", claims(json!({ "azp": "another-site" }))),
        ("an expired token", claims(json!({ "exp": now() - 120, "iat": now() - 420 }))),
        ("no expiry", claims(json!({ "exp": null }))),
        ("an expiry in words", claims(json!({ "exp": "tomorrow" }))),
        ("a token made tomorrow", claims(json!({ "iat": now() + 86_400, "exp": now() + 90_000 }))),
        ("a token made an hour ago", claims(json!({ "iat": now() - 3600 }))),
        ("no time of making", claims(json!({ "iat": null }))),
        ("another nonce", claims(json!({ "nonce": "0".repeat(64) }))),
        ("no nonce", claims(json!({ "nonce": null }))),
        ("no subject", claims(json!({ "sub": null }))),
        ("an empty subject", claims(json!({ "sub": "" }))),
        ("a subject of spaces", claims(json!({ "sub": "  " }))),
        ("a subject too long", claims(json!({ "sub": "x".repeat(256) }))),
        ("a subject over two lines", claims(json!({ "sub": "one\ntwo" }))),
        ("a subject that is a number", claims(json!({ "sub": 7 }))),
        ("another access token’s digest", claims(json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" }))),
        ("claims that are no object", token(|token| token.replacen(token.split('.').nth(1).unwrap(), "W10", 1))),
        (
            "claims changed after signing",
            token(|token| {
                let other = base64url(b"{\"sub\":\"somebody else\"}");
                token.replacen(token.split('.').nth(1).unwrap(), &other, 1)
            }),
        ),
        ("a token of two parts", token(|token| token.rsplit_once('.').unwrap().0.to_owned())),
        ("a token of five parts", token(|token| format!("{token}.AA.AA"))),
        ("a token of no parts", token(|_| "nothing".to_owned())),
        ("a huge token", claims(json!({ "more": "x".repeat(400_000) }))),
    ]
}

/// What a council can do wrongly at its addresses.
fn addresses(provider: &Provider) -> Vec<(&'static str, Trick)> {
    let status = |status: u16| Said { status: Some(status), ..Said::default() };
    let kind = |kind: &'static str| Said { kind: Some(kind), ..Said::default() };
    let body = |body: &str| Said { body: Some(body.to_owned()), ..Said::default() };
    let moved = || Said { status: Some(302), location: Some("http://127.0.0.1:1/elsewhere"), ..Said::default() };
    let hangs = || Said { hangs: true, ..Said::default() };
    let at_token = |said_token| Trick { said_token, ..Trick::default() };
    let at_keys = |said_keys| Trick { said_keys, ..Trick::default() };
    let at_discovery = |said_discovery| Trick { said_discovery, ..Trick::default() };
    vec![
        ("no ID token", Trick { answer: json!({ "id_token": null }), ..Trick::default() }),
        ("no token type", Trick { answer: json!({ "token_type": null }), ..Trick::default() }),
        ("no access token", Trick { answer: json!({ "access_token": null }), ..Trick::default() }),
        ("a broken token address", at_token(status(500))),
        ("a code it does not know", at_token(status(400))),
        ("a token address that moved", at_token(moved())),
        ("a token as a web page", at_token(kind("text/html"))),
        ("a token of no kind", at_token(kind(""))),
        ("a token cut off", at_token(body("{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_tok"))),
        ("an empty token", at_token(body(""))),
        ("a token address that hangs", at_token(hangs())),
        ("a huge answer", at_token(body(&" ".repeat(600_000)))),
        ("keys of another", Trick { keys: Some(json!({ "keys": [provider.other_jwk()] })), ..Trick::default() }),
        ("no keys", Trick { keys: Some(json!({ "keys": [] })), ..Trick::default() }),
        ("keys that are none", Trick { keys: Some(json!([])), ..Trick::default() }),
        ("broken keys", at_keys(status(503))),
        ("keys that hang", at_keys(hangs())),
        ("keys as a web page", at_keys(kind("text/html"))),
        ("keys that moved", at_keys(moved())),
        ("keys inside our network", discovery(json!({ "jwks_uri": "http://169.254.169.254/latest/meta-data" }))),
        ("keys in a file", discovery(json!({ "jwks_uri": "file:///etc/passwd" }))),
        ("a token address inside our network", discovery(json!({ "token_endpoint": "http://10.0.0.1/token" }))),
        ("no token address", discovery(json!({ "token_endpoint": null }))),
        (
            "a page without TLS to send people to",
            discovery(json!({ "authorization_endpoint": "http://evil.example/" })),
        ),
        ("a script to send people to", discovery(json!({ "authorization_endpoint": "javascript:alert(1)" }))),
        ("a discovery of another issuer", discovery(json!({ "issuer": "https://evil.example" }))),
        ("a discovery with a slash more", discovery(json!({ "issuer": format!("{}/", provider.council.issuer) }))),
        ("no discovery", at_discovery(status(404))),
        ("a discovery as a web page", at_discovery(kind("text/html"))),
        ("a discovery that moved", at_discovery(moved())),
        ("a discovery that hangs", at_discovery(hangs())),
        ("a discovery cut off", at_discovery(body("{\"issuer\":"))),
        (
            "a council that names itself in answers and did not",
            discovery(json!({ "authorization_response_iss_parameter_supported": true })),
        ),
    ]
}

async fn sign_ins(world: &World) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from sign_in").fetch_one(world.weft.db.read()).await.unwrap()
}

/// Asks that an answer is a page that says what happened and offers another way, and that nobody is signed in.
async fn is_refused(world: &World, browser: &Browser, answer: &Answer, case: &str) {
    let said = answer.text();
    assert!([400, 403, 502].contains(&answer.status), "{case}: {} {} {said}", answer.status, answer.location());
    assert!(said.contains("<html lang=\"en") && said.matches("<h1").count() == 1, "{case}: {said}");
    assert!(said.contains("href=\"/sign-in/link\"") && said.contains("did not succeed"), "{case}: {said}");
    assert_eq!(answer.headers["cache-control"], "no-store", "{case}");
    assert!(browser.get("/account").await.location().starts_with("/sign-in"), "{case} signed somebody in");
    assert_eq!(sign_ins(world).await, 0, "{case} signed somebody in");
}

#[tokio::test]
async fn no_hostile_answer_of_a_council_signs_anybody_in() {
    on_both(|world| async move {
        let mut provider = Provider::start("inverclyde").await;
        connect(&world, &provider, Role::Administrator, "").await;
        let cases = [tokens(&provider), addresses(&provider)].concat();
        assert!(cases.len() >= 80, "{} cases", cases.len());
        for (case, trick) in cases {
            let mut browser = taking(&world, NOW, &[&provider]);
            if trick.said_discovery.is_wrong() || trick.said_keys.is_wrong() || sends_elsewhere(&trick) {
                impatient(&mut provider, &trick);
                provider.tricks(trick.clone());
                let mut on_the_way = taking(&world, NOW, &[&provider]);
                let answer = on_the_way.visit(&provider.button()).await;
                is_refused(&world, &on_the_way, &answer, &format!("{case}, on the way there")).await;
                provider.council.patience = PATIENCE;
            }
            if sends_elsewhere(&trick) {
                continue;
            }
            provider.tricks(Trick::default());
            let path = provider.answer(&mut browser, &provider.button()).await.unwrap();
            impatient(&mut provider, &trick);
            provider.tricks(trick);
            let mut browser = browser.at(router(&world, NOW, &[&provider]));
            let answer = browser.visit(&path).await;
            is_refused(&world, &browser, &answer, case).await;
            provider.tricks(Trick::default());
            provider.council.patience = PATIENCE;
            let again = browser.visit(&path).await;
            is_refused(&world, &browser, &again, &format!("{case}, and then the same answer again")).await;
        }
        // The same council, honest, signs in: the refusals above were for what was wrong.
        provider.tricks(Trick::default());
        let mut browser = taking(&world, NOW, &[&provider]);
        let path = provider.answer(&mut browser, &provider.button()).await.unwrap();
        assert_eq!(browser.visit(&path).await.location(), "/account");
    })
    .await;
}

/// How long an honest council may take on a busy machine.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// One that never answers is given up soon; every other is waited for, however busy the machine is.
fn impatient(provider: &mut Provider, trick: &Trick) {
    let hangs = trick.said_discovery.hangs || trick.said_keys.hangs || trick.said_token.hangs;
    provider.council.patience = if hangs { std::time::Duration::from_millis(50) } else { PATIENCE };
}

/// Whether people would be sent to a wrong place before any answer.
fn sends_elsewhere(trick: &Trick) -> bool {
    trick.discovery.get("authorization_endpoint").is_some()
}

/// The answers whose address was changed on the way.
#[tokio::test]
async fn no_answer_that_was_changed_kept_or_sent_elsewhere_signs_anybody_in() {
    on_both(|world| async move {
        let (one, two) = (Provider::start("inverclyde").await, Provider::start("renfrewshire").await);
        connect(&world, &one, Role::Administrator, "").await;
        let councils = [&one, &two];
        let changes: [(&str, fn(&str) -> String); 12] = [
            ("another state", |path| path.replace("state=", "state=0")),
            ("no state", |path| path.split("&state").next().unwrap().to_owned()),
            ("two states", |path| format!("{path}&state=0")),
            ("no code", |path| path.replace("code=", "kode=")),
            ("an empty code", |path| {
                format!("{}?code=&{}", path.split('?').next().unwrap(), path.split('&').nth(1).unwrap())
            }),
            ("two codes", |path| format!("{path}&code=other")),
            ("a code nobody gave", |path| path.replace("code=code", "code=other")),
            ("a huge code", |path| path.replace("code=", &format!("code={}", "x".repeat(5000)))),
            ("a refusal", |path| format!("{}&error=access_denied", path.replace("code=", "kode="))),
            ("a refusal beside a code", |path| format!("{path}&error=server_error")),
            ("the issuer of another council", |path| format!("{path}&iss=https%3A%2F%2Fevil.example")),
            ("the address of another council", |path| path.replace("inverclyde", "renfrewshire")),
        ];
        for (case, change) in changes {
            let mut browser = taking(&world, NOW, &councils);
            let path = one.answer(&mut browser, &one.button()).await.unwrap();
            let answer = browser.visit(&change(&path)).await;
            is_refused(&world, &browser, &answer, case).await;
        }
        // What somebody else's browser began.
        let (mut victim, mut attacker) = (taking(&world, NOW, &councils), taking(&world, NOW, &councils));
        let path = one.answer(&mut attacker, &one.button()).await.unwrap();
        let answer = victim.visit(&path).await;
        is_refused(&world, &victim, &answer, "an answer of another browser, without a cookie").await;
        let own = one.answer(&mut victim, &one.button()).await.unwrap();
        let answer = victim.visit(&path).await;
        is_refused(&world, &victim, &answer, "an answer of another browser").await;
        let code = path.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let own_code = own.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let answer = victim.visit(&own.replace(own_code, code)).await;
        is_refused(&world, &victim, &answer, "the code of another browser, in one’s own answer").await;
        // What was begun too long ago.
        let mut browser = taking(&world, NOW, &councils);
        let path = one.answer(&mut browser, &one.button()).await.unwrap();
        let mut late = taking(&world, "2026-02-02T10:10:01Z", &councils);
        late.take_cookies(&browser);
        let answer = late.visit(&path).await;
        is_refused(&world, &late, &answer, "an answer after ten minutes").await;
        // A token of another council, signed by it, and an answer that was taken once.
        let claims = json!({ "iss": one.council.issuer, "aud": one.council.client_id });
        two.tricks(Trick { claims, ..Trick::default() });
        let mut browser = taking(&world, NOW, &councils);
        let path = two.answer(&mut browser, &two.button()).await.unwrap();
        let answer = browser.visit(&path).await;
        is_refused(&world, &browser, &answer, "a token in the name of another council").await;
        let mut browser = taking(&world, NOW, &councils);
        let path = one.answer(&mut browser, &one.button()).await.unwrap();
        assert_eq!(browser.visit(&path).await.location(), "/account");
        let before = sign_ins(&world).await;
        assert_eq!(browser.visit(&path).await.status, 400, "an answer is taken once");
        assert_eq!(sign_ins(&world).await, before);
    })
    .await;
}
